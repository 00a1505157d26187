"""What earlier sessions of a course bring into the next one: points, and open side effects."""

from collections.abc import Iterable

from acudesk.domain.needles import carried
from acudesk.domain.session import Session, SessionKind
from acudesk.domain.side_effects import FollowUp, SideEffect


def visit_before(sessions: Iterable[Session], session_id: int | None) -> Session | None:
    """The last visit with points before a session (None: one that has not begun), of its
    course's sessions in their order."""
    earlier = None
    for one in sessions:
        if one.id == session_id:
            break
        if one.kind == SessionKind.VISIT and one.counts and carried(one.points):
            earlier = one
    return earlier


def follow_up_key(follow_up: FollowUp) -> tuple[str, str, str]:
    """Which side effect of which session a follow-up is about."""
    return follow_up.about, follow_up.noticed, follow_up.kind


def open_before(
    sessions: Iterable[Session], session_id: int | None
) -> tuple[tuple[Session, SideEffect], ...]:
    """The side effects that are open when a session begins (None: one that has not begun), of
    its course's sessions in their order."""
    found: dict[tuple[str, str, str], tuple[Session, SideEffect]] = {}
    for session in sessions:
        if session.id == session_id:
            break
        if not session.counts:
            continue
        for follow_up in session.follow_ups:
            if follow_up.gone:
                found.pop(follow_up_key(follow_up), None)
        for effect in session.side_effects:
            if effect.resolved_on is None:
                found[(session.uid, effect.noticed, effect.kind)] = (session, effect)
    return tuple(found.values())
