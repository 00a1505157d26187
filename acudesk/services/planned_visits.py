"""What the practitioner does with the diary. Every call is one durable transaction."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from acudesk.data.courses import current_course
from acudesk.data.planned_visits import visit_row
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.course import Course
from acudesk.domain.diary import (
    Slot,
    clash_pairs,
    is_outside,
    next_free,
    on_grid,
    series,
    shifted,
    takes_time,
)
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.session import Session, SessionKind
from acudesk.services.drafts import keep_visit, touched
from acudesk.services.sessions import Sessions
from acudesk.services.treatments import Treatments
from acudesk.translation import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPlan:
    """What `plan_series` would write: the slots, and how their number came about."""

    course: Course
    patient_name: str
    done: int
    planned: int
    slots: tuple[Slot, ...]


class PlannedVisits:
    """Plan, move, mark and remove visits, and begin the session of one."""

    def __init__(
        self, work: UnitOfWork, clock: Clock, sessions: Sessions, treatments: Treatments
    ) -> None:
        self._work = work
        self._clock = clock
        self._sessions = sessions
        self._treatments = treatments

    # Writing

    def plan_visit(self, visit: PlannedVisit) -> Changes:
        """Put a visit into the diary, also over another one; raises DomainError for a time that
        is over, a closed course and an archived patient."""
        with self._work as work:
            kept = replace(visit, id=0, uid="", state=VisitState.PLANNED, session_id=None)
            self._check(kept)
            self._check_ahead(kept)
            key = self._add(kept)
            course = work.planned_visits.get(key).course_id
        return Changes.of(patient=visit.patient_id, course=course)

    def change_visit(self, visit: PlannedVisit) -> Changes:
        """Keep the new day, time, length, course and note of a visit, as read and changed. What
        was missed or cancelled is planned again where it is moved."""
        with self._work as work:
            before = work.planned_visits.get(visit.id)
            kept = replace(
                before,
                course_id=visit.course_id,
                day=visit.day,
                at=visit.at,
                minutes=visit.minutes,
                note=visit.note,
            )
            if kept == before:
                return Changes()
            moved = (kept.day, kept.at) != (before.day, before.at)
            if moved:
                _check_no_session(before)
                self._check_ahead(kept)
                kept = replace(kept, state=VisitState.PLANNED)
            self._check(kept)
            self._change("move" if moved else "change", before, kept)
        return _touched(before) | _touched(kept)

    def move_visit(self, visit_id: int, day: date, at: time) -> Changes:
        """Move a visit to another day or time."""
        visit = self._work.planned_visits.get(visit_id)
        return self.change_visit(replace(visit, day=day, at=at))

    def shift_visit(self, visit_id: int, *, days: int = 0, steps: int = 0) -> Changes:
        """Move a visit by days, or by quarters of an hour."""
        visit = self._work.planned_visits.get(visit_id)
        return self.change_visit(shifted(visit, days=days, steps=steps))

    def mark_visit(self, visit_id: int, state: VisitState) -> Changes:
        """Note what became of a visit; raises DomainError for one that became a session, and for
        one to come that was done or missed."""
        with self._work as work:
            before = work.planned_visits.get(visit_id)
            if before.state == state:
                return Changes()
            _check_no_session(before)
            if state in (VisitState.DONE, VisitState.MISSED) and before.day > self._today:
                raise DomainError(
                    tr("This visit is still to come. It can be moved, cancelled or removed.")
                )
            self._change("mark", before, replace(before, state=state))
        return _touched(before)

    def remove_visit(self, visit_id: int) -> Changes:
        """Take a visit out of the diary; `put_back` brings it back. One that became a session
        stays."""
        with self._work as work:
            before = work.planned_visits.get(visit_id)
            _check_no_session(before)
            work.planned_visits.remove(visit_id)
            work.audit.add("remove", "planned_visit", before.uid, before=visit_row(before))
        return _touched(before)

    def put_back(self, visit: PlannedVisit) -> Changes:
        """Bring a visit back to the state in which it was read before: the way back from a
        move, a mark and a removal."""
        with self._work as work:
            try:
                before = work.planned_visits.get(visit.id)
            except NotFoundError:
                work.patients.get(visit.patient_id)
                self._add(replace(visit, session_id=None), action="put_back")
                return _touched(visit)
            _check_no_session(before)
            kept = replace(visit, uid=before.uid, session_id=None)
            if kept == before:
                return Changes()
            self._change("put_back", before, kept)
        return _touched(before) | _touched(kept)

    def plan_series(
        self,
        course_id: int,
        first_day: date,
        at: time | None = None,
        count: int | None = None,
    ) -> Changes:
        """Plan the visits of a course at its frequency, all or none, at free times within the
        working hours and as near as may be to the wished time.

        Without `count` as many as are planned for the course and neither done nor in the diary.
        """
        with self._work:
            plan = self.preview_series(course_id, first_day, at, count)
            for slot in plan.slots:
                self._add(
                    PlannedVisit(
                        patient_id=plan.course.patient_id,
                        course_id=course_id,
                        day=slot.day,
                        at=slot.at,
                        minutes=slot.minutes,
                    )
                )
        return Changes.of(patient=plan.course.patient_id, course=course_id)

    def begin_visit(self, visit_id: int) -> Changes:
        """Start the session of a planned visit with the prescription of the one before; where it
        has a session already, that one.

        A visit of an earlier day is entered for that day. A session of the course that began
        that day without a plan is taken for the one of this visit. Raises DomainError for a day
        to come, and with the field `course` where the patient has no open course.
        """
        with self._work as work:
            visit = work.planned_visits.get(visit_id)
            if visit.session_id is not None:
                return touched(work.sessions.get(visit.session_id))
            if visit.day > self._today:
                raise DomainError(
                    tr("This visit is still to come. Move it to today to begin it now."),
                    field="day",
                )
            course = self._course_of(visit)
            session = self._unplanned(course, visit.day)
            if session is None:
                session_id = self._start(course, visit)
                self._treatments.carry_over(session_id)
                session = work.sessions.get(session_id)
            kept = replace(visit, course_id=course.id, state=VisitState.DONE, session_id=session.id)
            self._change("begin", visit, kept)
        return touched(session)

    def take_up(self, session_id: int) -> Changes:
        """Let a session that began beside the diary be the one of the visit that is planned for
        its patient that day; nothing where none is."""
        with self._work as work:
            session = work.sessions.get(session_id)
            taken = work.planned_visits.of_session(session_id) is not None
            if taken or session.kind != SessionKind.VISIT or not session.counts:
                return Changes()
            for visit in work.planned_visits.of_patient(session.patient_id, session.took_place):
                if (
                    visit.day == session.took_place
                    and visit.state == VisitState.PLANNED
                    and visit.course_id in (None, session.course_id)
                ):
                    kept = replace(
                        visit,
                        course_id=session.course_id,
                        state=VisitState.DONE,
                        session_id=session.id,
                    )
                    self._change("begin", visit, kept)
                    return touched(session)
        return Changes()

    # Reading

    def preview_series(
        self,
        course_id: int,
        first_day: date,
        at: time | None = None,
        count: int | None = None,
    ) -> SeriesPlan:
        """What `plan_series` would write; raises DomainError as it does."""
        work = self._work
        course = work.courses.get(course_id)
        self._check_open(course)
        patient = self._check_patient(course.patient_id)
        if first_day < self._today:
            raise DomainError(tr("This day is over. Plan from today on."), field="day")
        sessions, ahead = self._counted(course_id), self._ahead_of(course)
        left = course.planned_sessions - len(sessions) - len(ahead)
        if count is None and left < 1:
            raise DomainError(
                tr(
                    "All {n} planned sessions are done or in the diary. Say how many more.",
                    n=course.planned_sessions,
                ),
                field="count",
            )
        practice = work.practice.get()
        return SeriesPlan(
            course=course,
            patient_name=patient,
            done=len(sessions),
            planned=len(ahead),
            slots=series(
                first_day,
                left if count is None else count,
                course.per_week,
                practice.visit_minutes,
                practice.working_hours,
                self._taken(first_day),
                wished=at or _usual_time(work.planned_visits.of_course(course_id), sessions),
                earliest=self._now,
                skip=self._days_of(course.patient_id),
            ),
        )

    def series_start(self, course_id: int) -> date:
        """The day from which the visits of a course go on at its frequency: counted from the
        last one that was or is planned, today where that is over."""
        course = self._work.courses.get(course_id)
        days = [one.took_place for one in self._counted(course_id)]
        days += [one.day for one in self._ahead_of(course)]
        if not days:
            return self._today
        interval = max(1, int(7 / course.per_week))
        return max(max(days) + timedelta(days=interval), self._today)

    def free_slot(self, day: date, at: time | None = None, minutes: int | None = None) -> Slot:
        """The free time nearest to the wished one, on that day or the next that has one."""
        practice = self._work.practice.get()
        return next_free(
            max(day, self._today),
            minutes or practice.visit_minutes,
            practice.working_hours,
            self._taken(max(day, self._today)),
            wished=at,
            earliest=self._now,
        )

    def notes_on(self, visit: PlannedVisit) -> tuple[str, ...]:
        """What to know before a visit is planned or moved: sentences that forbid nothing."""
        if not takes_time(visit):
            return ()
        notes = []
        others = [
            row for row in self._work.today.diary(visit.day, visit.day) if row.visit.id != visit.id
        ]
        for row in others:
            if clash_pairs((visit, row.visit)):
                notes.append(
                    tr(
                        "Overlaps the visit of {name}, {begin} to {end}.",
                        name=row.patient_name,
                        begin=f"{row.visit.at:%H:%M}",
                        end=f"{row.visit.ends:%H:%M}",
                    )
                )
            elif row.visit.patient_id == visit.patient_id and takes_time(row.visit):
                notes.append(
                    tr("A second visit on this day, beside {at}.", at=f"{row.visit.at:%H:%M}")
                )
        if is_outside(visit, self._work.practice.get().working_hours):
            notes.append(tr("Outside the working hours."))
        return tuple(notes)

    def clashes(self, day: date) -> tuple[tuple[PlannedVisit, PlannedVisit], ...]:
        """The visits of a day that lie over each other, each pair once."""
        return clash_pairs(row.visit for row in self._work.today.diary(day, day))

    def visit(self, visit_id: int) -> PlannedVisit:
        """One planned visit; raises NotFoundError."""
        return self._work.planned_visits.get(visit_id)

    def visits_between(self, first: date, last: date) -> tuple[PlannedVisit, ...]:
        """The visits of some days, both ends included, in their order."""
        return self._work.planned_visits.between(first, last)

    def visits_of_course(self, course_id: int) -> tuple[PlannedVisit, ...]:
        """The visits of a course in their order."""
        return self._work.planned_visits.of_course(course_id)

    def next_of_patient(self, patient_id: int) -> PlannedVisit | None:
        """The next visit of a patient that is still to come, None where none is planned."""
        visits = self._work.planned_visits.of_patient(patient_id, self._today)
        return next((one for one in visits if self._is_ahead(one)), None)

    # What the rules rest on

    @property
    def _now(self) -> datetime:
        """The present moment, civil, without a zone."""
        return self._clock.now().replace(tzinfo=None)

    @property
    def _today(self) -> date:
        return self._clock.now().date()

    def _is_ahead(self, visit: PlannedVisit) -> bool:
        return visit.state == VisitState.PLANNED and visit.ends > self._now

    def _counted(self, course_id: int) -> list[Session]:
        """The visits of a course that count."""
        return [one for one in self._work.sessions.of_course(course_id) if one.number is not None]

    def _ahead_of(self, course: Course) -> list[PlannedVisit]:
        """The visits of a course that are still to come."""
        return [
            one
            for one in self._work.planned_visits.of_patient(course.patient_id, self._today)
            if self._is_ahead(one) and one.course_id in (course.id, None)
        ]

    def _check(self, visit: PlannedVisit) -> None:
        """The patient is in the list, and the course is theirs and open."""
        self._check_patient(visit.patient_id)
        if visit.course_id is not None:
            course = self._work.courses.get(visit.course_id)
            if course.patient_id != visit.patient_id:
                raise DomainError(tr("This course is another patient's."), field="course")
            self._check_open(course)

    def _check_patient(self, patient_id: int) -> str:
        patient = self._work.patients.get(patient_id)
        if patient.archived or patient.merged_into is not None:
            raise DomainError(
                tr(
                    "{name} is not in the list of patients any more, so no visit can be planned.",
                    name=patient.display_name,
                ),
                field="patient",
            )
        return patient.display_name

    @staticmethod
    def _check_open(course: Course) -> None:
        if not course.is_open:
            raise DomainError(
                tr("This course is closed. Reopen it to plan visits."), field="course"
            )

    def _check_ahead(self, visit: PlannedVisit) -> None:
        if visit.ends <= self._now:
            raise DomainError(
                tr("This time is over. A visit is planned from now on."),
                field="day" if visit.day < self._today else "at",
            )

    def _course_of(self, visit: PlannedVisit) -> Course:
        """The open course that a visit is treated in."""
        if visit.course_id is not None:
            course = self._work.courses.get(visit.course_id)
            self._check_open(course)
            return course
        current = current_course(self._work.courses.of_patient(visit.patient_id))
        if current is None or not current.is_open:
            raise DomainError(
                tr("There is no open course. Open one to begin the session."), field="course"
            )
        return current

    def _unplanned(self, course: Course, day: date) -> Session | None:
        """A session of the course on a day that belongs to no planned visit."""
        for session in reversed(self._work.sessions.of_course(course.id)):
            if (
                session.kind == SessionKind.VISIT
                and session.counts
                and session.took_place == day
                and self._work.planned_visits.of_session(session.id) is None
            ):
                return session
        return None

    def _start(self, course: Course, visit: PlannedVisit) -> int:
        if visit.day == self._today:
            return self._sessions.start_session(course.id).session_id
        return self._sessions.start_session(course.id, took_place=visit.day, at=visit.at).session_id

    def _taken(self, first_day: date) -> dict[date, list[PlannedVisit]]:
        taken: dict[date, list[PlannedVisit]] = {}
        for row in self._work.today.diary(first_day, date.max):
            taken.setdefault(row.visit.day, []).append(row.visit)
        return taken

    def _days_of(self, patient_id: int) -> frozenset[date]:
        visits = self._work.planned_visits.of_patient(patient_id, self._today)
        return frozenset(one.day for one in visits if takes_time(one))

    def _add(self, visit: PlannedVisit, action: str = "create") -> int:
        kept = replace(visit, uid=visit.uid or uuid.uuid4().hex)
        key = self._work.planned_visits.add(kept, self._clock.now())
        self._work.audit.add(action, "planned_visit", kept.uid, after=visit_row(kept))
        return key

    def _change(self, action: str, before: PlannedVisit, after: PlannedVisit) -> None:
        keep_visit(self._work, before, after, action)


def _usual_time(visits: Iterable[PlannedVisit], sessions: Iterable[Session]) -> time | None:
    """The time at which a course is usually treated: that of the latest visit in the diary, else
    of the latest session, on the grid."""
    for visit in reversed([*visits]):
        return visit.at
    for session in reversed([*sessions]):
        if session.at is not None:
            return on_grid(session.took_place, session.at.hour * 60 + session.at.minute)
    return None


def _check_no_session(visit: PlannedVisit) -> None:
    if visit.session_id is not None:
        raise DomainError(tr("This visit became a session, so it stays in the diary as it is."))


def _touched(visit: PlannedVisit) -> Changes:
    return Changes.of(patient=visit.patient_id, course=visit.course_id)
