"""Which session of a course is on screen: one that was recorded, or one that has not begun."""

from collections.abc import Sequence
from datetime import date

from acudesk.domain.session import ScoreKey, Session, SessionKind
from acudesk.ui.pages.patient_look import Look, from_home


class ChosenSession:
    """The choice, by key; None is a session of `kind` that has not begun."""

    def __init__(self) -> None:
        self.id: int | None = None
        self.kind = SessionKind.VISIT
        self._wanted: int | None = None
        self._offered: int | None = None

    def begin(self, kind: SessionKind = SessionKind.VISIT, *, wanted: int | None = None) -> None:
        """Choose one that has not begun; `wanted` is to be shown once it has been read."""
        self.id, self.kind, self._wanted = wanted, kind, wanted

    def take(self, session: Session) -> None:
        """Choose a recorded one."""
        self.id, self.kind = session.id, session.kind

    def arrive(self, look: Look) -> None:
        """Of a course that was just opened: the one wanted, today's if there is one, the last of
        a closed course, else a new one."""
        sessions = sessions_of(look)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and any(one.id == wanted for one in sessions):
            self.id = wanted
            return
        last = sessions[-1] if sessions else None
        today = last is not None and last.took_place == date.today()
        still_open = look.course_view.course.is_open
        if last is not None and (not still_open or (today and last.kind == SessionKind.VISIT)):
            self.id = last.id
        else:
            self.id = None
        self.kind = SessionKind.VISIT

    def session(self, look: Look | None) -> Session | None:
        """The recorded one."""
        return next((one for one in sessions_of(look) if one.id == self.id), None)

    def place(self, look: Look | None) -> int:
        """Its place among the sessions, behind them where it has not begun."""
        ids = [one.id for one in sessions_of(look)]
        return ids.index(self.id) if self.id in ids else len(ids)

    def asked(self, look: Look) -> frozenset[ScoreKey]:
        """What the form asks beside what the session itself notes as due."""
        session = self.session(look)
        if (session.kind if session else self.kind) == SessionKind.BETWEEN:
            return from_home(look)
        if session is None:
            return look.due
        return look.first_due if session.number == 1 else frozenset()

    def unfinished(self, look: Look) -> Session | None:
        """A visit of an earlier day that was not signed is offered, never closed silently."""
        waiting = [one for one in sessions_of(look) if one.is_draft and one.number is not None]
        if not waiting or waiting[-1].id == self.id:
            return None
        self._offered = waiting[-1].id
        return waiting[-1]

    def takes_up_offer(self) -> bool:
        """Whether the chosen one is that which was offered; asked once."""
        if self.id is None or self.id != self._offered:
            return False
        self._offered = None
        return True


def sessions_of(look: Look | None) -> Sequence[Session]:
    """The sessions of the course on screen."""
    return () if look is None or look.view.view is None else look.view.view.sessions
