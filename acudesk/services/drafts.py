"""Edits of drafts: each one durable, each one with its way back until the session is signed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.sealing import plain
from acudesk.domain.session import Session, SessionState
from acudesk.translation import tr

MOST_STEPS = 200


@dataclass(slots=True)
class _History:
    """The states that a draft can go back to and forward to; `typed` is the field being typed."""

    back: list[Session] = field(default_factory=list)
    forward: list[Session] = field(default_factory=list)
    typed: str = ""


class Drafts:
    """Runs edits of drafts and takes them back, one by one.

    The history lives as long as the practice is open. A step is added only when its edit is on
    the disk.
    """

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._histories: dict[int, _History] = {}

    @contextmanager
    def editing(self, session_id: int, typed: str = "") -> Iterator[Session]:
        """A transaction around one edit of a draft; gives the draft as it was.

        Edits with the same `typed` that follow each other are one step back. Raises DomainError
        for a signed session and NotFoundError for none.
        """
        with self._work as work:
            before = draft(work.sessions.get(session_id))
            yield before
            if work.sessions.get(session_id) != before:
                work.after_commit(lambda: self._add(before, typed))

    def undo(self, session_id: int) -> Changes:
        """Take the last edit of a draft back; nothing where there is none."""
        return self._go(session_id, back=True)

    def redo(self, session_id: int) -> Changes:
        """Do again what was taken back; nothing where nothing was."""
        return self._go(session_id, back=False)

    def can_undo(self, session_id: int) -> bool:
        """Whether an edit can be taken back."""
        history = self._histories.get(session_id)
        return history is not None and bool(history.back)

    def can_redo(self, session_id: int) -> bool:
        """Whether something that was taken back can be done again."""
        history = self._histories.get(session_id)
        return history is not None and bool(history.forward)

    def forget(self, session_id: int) -> None:
        """Nothing can be taken back any more: the session is signed, or gone."""
        self._histories.pop(session_id, None)

    def _add(self, before: Session, typed: str) -> None:
        history = self._histories.setdefault(before.id, _History())
        if not (typed and typed == history.typed and history.back and not history.forward):
            history.back.append(before)
            del history.back[:-MOST_STEPS]
        history.forward.clear()
        history.typed = typed

    def _go(self, session_id: int, *, back: bool) -> Changes:
        history = self._histories.setdefault(session_id, _History())
        steps = history.back if back else history.forward
        with self._work as work:
            now = draft(work.sessions.get(session_id))
            if not steps:
                return Changes()
            there = steps[-1]
            work.sessions.keep_whole(there)
            work.patients.saw(now.patient_id)
            work.audit.add(
                "undo" if back else "redo",
                "session",
                now.uid,
                before=_differing(now, there),
                after=_differing(there, now),
            )

            def settled() -> None:
                steps.pop()
                (history.forward if back else history.back).append(now)
                history.typed = ""

            work.after_commit(settled)
            courses = frozenset({now.course_id, there.course_id})
            patients = frozenset({now.patient_id, there.patient_id})
        return Changes(patients=patients, courses=courses, sessions=frozenset({session_id}))


def draft(session: Session) -> Session:
    """The session, if it can still be changed; raises DomainError else."""
    if session.state != SessionState.DRAFT:
        raise DomainError(
            tr("This session is signed and can no longer be changed. Add an addendum instead.")
        )
    return session


def touched(session: Session) -> Changes:
    """The changes of a write to one session."""
    return Changes.of(patient=session.patient_id, course=session.course_id, session=session.id)


def _differing(one: Session, other: Session) -> dict[str, object]:
    """What one state of a session has otherwise than another, for the audit log."""
    return {
        part.name: plain(getattr(one, part.name))
        for part in fields(Session)
        if part.name not in ("number", "patient_id")
        and getattr(one, part.name) != getattr(other, part.name)
    }
