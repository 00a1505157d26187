"""Edits of drafts: each one durable, each one with its way back until the session is signed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from acudesk.data.audit import text_change
from acudesk.data.planned_visits import visit_row
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.sealing import plain
from acudesk.domain.session import Session, SessionState
from acudesk.translation import tr

MOST_STEPS = 200
TYPING_PAUSE = timedelta(seconds=5)
"""After such a pause what is typed into the same field is another step."""
_OF_THE_PLACE = ("number", "patient_id", "course_id")
"""What follows from the course, and is not the session's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A draft as it was, and the planned visit that it came from."""

    session: Session
    visit: PlannedVisit | None


@dataclass(slots=True)
class _History:
    """The steps that a draft can go back and forward; `typed` is the field being typed in."""

    back: list[_Step] = field(default_factory=list)
    forward: list[_Step] = field(default_factory=list)
    typed: str = ""
    typed_at: datetime | None = None


class Drafts:
    """Runs edits of drafts and takes them back, one by one.

    The history lives as long as the practice is open. A step is added only when its edit is on
    the disk.
    """

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._histories: dict[int, _History] = {}

    @contextmanager
    def editing(self, session_id: int, typed: str = "") -> Iterator[Session]:
        """A transaction around one edit of a draft; gives the draft as it was.

        Edits of the same text that follow each other without a pause are one step back; `typed`
        says so of other edits that have the same name. Raises DomainError for a signed session
        and NotFoundError for none.
        """
        with self._work as work:
            before = draft(work.sessions.get(session_id))
            step = _Step(session=before, visit=work.planned_visits.of_session(session_id))
            yield before
            after = work.sessions.get(session_id)
            if after != before:
                name = typed or _typed_field(before, after)
                work.after_commit(lambda: self._add(step, after, name))

    def undo(self, session_id: int) -> Changes:
        """Take the last edit of a draft back; nothing where there is none.

        Raises DomainError where the draft would come to stand in a course that was closed since.
        """
        return self._go(session_id, back=True)

    def redo(self, session_id: int) -> Changes:
        """Do again what was taken back; nothing where nothing was. Raises as `undo` does."""
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

    def _add(self, step: _Step, after: Session, typed: str) -> None:
        history = self._histories.setdefault(step.session.id, _History())
        now = self._clock.now()
        goes_on = (
            typed
            and typed == history.typed
            and history.typed_at is not None
            and now - history.typed_at <= TYPING_PAUSE
            and history.back
            and not history.forward
        )
        if not goes_on:
            history.back.append(step)
            del history.back[:-MOST_STEPS]
        elif _is_same(history.back[-1].session, after):  # Typed, and deleted again.
            history.back.pop()
            typed = ""
        history.forward.clear()
        history.typed, history.typed_at = typed, now

    def _go(self, session_id: int, *, back: bool) -> Changes:
        history = self._histories.get(session_id, _History())
        steps = history.back if back else history.forward
        with self._work as work:
            now = draft(work.sessions.get(session_id))
            if not steps:
                return Changes()
            here = _Step(session=now, visit=work.planned_visits.of_session(session_id))
            there = steps[-1]
            before, after = differing(now, there.session)
            courses = [work.courses.get(one) for one in (now.course_id, there.session.course_id)]
            if courses[0] != courses[1]:
                check_open(courses[1])
                before["course"], after["course"] = (course.uid for course in courses)
            if now.took_place != there.session.took_place or courses[0] != courses[1]:
                open_by(work, courses[1], there.session.took_place)
            work.sessions.keep_whole(there.session)
            if courses[0] != courses[1]:
                self._restore_visit(here.visit, there.visit, session_id)
            for patient_id in {course.patient_id for course in courses}:
                work.patients.saw(patient_id)
            work.audit.add(
                "undo" if back else "redo", "session", now.uid, before=before, after=after
            )

            def settled() -> None:
                steps.pop()
                (history.forward if back else history.back).append(here)
                history.typed = ""

            work.after_commit(settled)
        return Changes(
            patients=frozenset(course.patient_id for course in courses),
            courses=frozenset(course.id for course in courses),
            sessions=frozenset({session_id}),
        )

    def _restore_visit(
        self, here: PlannedVisit | None, there: PlannedVisit | None, session_id: int
    ) -> None:
        """Let a draft that goes back to another course come from its planned visit again, where
        that one still stands and did not become another session since."""
        if here is not None and (there is None or there.uid != here.uid):
            release_visit(self._work, session_id)
        if there is None:
            return
        with suppress(NotFoundError):
            stands = self._work.planned_visits.get(there.id)
            # The key of a visit that was taken out of the diary can be another one's by now.
            if stands.uid == there.uid and stands.session_id in (None, session_id):
                kept = replace(
                    stands,
                    course_id=there.course_id,
                    session_id=session_id,
                    state=VisitState.DONE,
                )
                keep_visit(self._work, stands, kept)


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


def check_open(course: Course) -> None:
    """Raise DomainError for a course that takes no session from elsewhere."""
    if not course.is_open:
        raise DomainError(tr("That course is closed. Reopen it, or choose another one."))


def open_by(work: UnitOfWork, course: Course, day: date) -> None:
    """Let a course hold a session of that day: its opening moves back where need be. Raises
    DomainError for a day after its close."""
    if course.closed is not None and day > course.closed:
        raise DomainError(
            tr("The course was closed before that day. Reopen it first."), field="took_place"
        )
    if day < course.opened:
        work.courses.change(replace(course, opened=day))
        work.audit.add(
            "change",
            "course",
            course.uid,
            before={"opened": course.opened},
            after={"opened": day},
        )


def release_visit(work: UnitOfWork, session_id: int) -> None:
    """The planned visit that became a session did not become it after all."""
    visit = work.planned_visits.of_session(session_id)
    if visit is not None:
        keep_visit(work, visit, replace(visit, session_id=None, state=VisitState.PLANNED))


def keep_visit(
    work: UnitOfWork, before: PlannedVisit, after: PlannedVisit, action: str = "change"
) -> None:
    """Keep another state of a planned visit, with its row in the audit log."""
    if before == after:
        return
    work.planned_visits.change(after)
    old, new = visit_row(before), visit_row(after)
    names = [name for name in new if new[name] != old[name]]
    work.audit.add(
        action,
        "planned_visit",
        after.uid,
        before={name: old[name] for name in names},
        after={name: new[name] for name in names},
    )


def differing(one: Session, other: Session) -> tuple[dict[str, Any], dict[str, Any]]:
    """What two states of a session have otherwise, for the audit log; its place left out."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for part in fields(Session):
        old, new = getattr(one, part.name), getattr(other, part.name)
        if part.name in _OF_THE_PLACE or old == new:
            continue
        if part.name == "notes":
            before["notes"], after["notes"] = text_change(old, new)
        else:
            before[part.name], after[part.name] = plain(old), plain(new)
    return before, after


def _is_same(one: Session, other: Session) -> bool:
    return one.course_id == other.course_id and differing(one, other) == ({}, {})


def _typed_field(before: Session, after: Session) -> str:
    """The one text in which two states differ, as a path to it; empty where it is no text."""
    found = list(islice(_differences(before, after, ""), 2))
    if len(found) != 1:
        return ""
    ((place, old, new),) = found
    return place if type(old) is str and type(new) is str else ""


def _differences(one: Any, other: Any, place: str) -> Iterator[tuple[str, object, object]]:
    if one == other:
        return
    if is_dataclass(one) and type(one) is type(other):
        for part in fields(one):
            there = f"{place}.{part.name}"
            yield from _differences(getattr(one, part.name), getattr(other, part.name), there)
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for index, (old, new) in enumerate(zip(one, other, strict=True)):
            yield from _differences(old, new, f"{place}.{index}")
    else:
        yield place, one, other
