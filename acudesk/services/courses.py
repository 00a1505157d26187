"""What the practitioner does with courses of treatment, and how one is read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from acudesk.data.courses import course_row, current_course
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.adherence import Adherence, adherence
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.course import Course, Outcome
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure
from acudesk.domain.patient import Patient, check_not_merged
from acudesk.domain.plain_words import plain_words, side_effect_words
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.practice import Practice
from acudesk.domain.progress import MeasureProgress, course_progress, visits
from acudesk.domain.review import (
    Review,
    ReviewDue,
    has_no_gain,
    last_reviewed,
    placed,
    review_due,
)
from acudesk.domain.session import Session, goes_on, so_far
from acudesk.domain.side_effect_rates import EffectRates, effect_rates
from acudesk.domain.trend import Axis, Trend, build_trend
from acudesk.domain.within_session import WithinSession, within_sessions
from acudesk.services.measures import Measures
from acudesk.translation import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseView:
    """A course as it is read: everything a page or a report needs, in one look.

    `sessions` are in the order in which they took place, also those entered in
    error; `words` are the sentences in plain
    words, `side_effects` the one about side effects (empty where nobody asked). `reviews` are the
    oldest first, `diary` the planned visits of the course.
    """

    patient: Patient
    course: Course
    sessions: tuple[Session, ...]
    measures: tuple[Measure, ...]
    practice: Practice
    progress: tuple[MeasureProgress, ...]
    words: tuple[str, ...]
    side_effects: str
    reviews: tuple[Review, ...]
    diary: tuple[PlannedVisit, ...]
    today: date

    @property
    def counted(self) -> tuple[Session, ...]:
        """The sessions that count in numbers: all but those entered in error."""
        return tuple(session for session in self.so_far if session.counts)

    @property
    def so_far(self) -> tuple[Session, ...]:
        """The sessions as chart and tables show them now: what a visit of today that is not signed
        has not come to yet is no gap in it. The numbers count it as missing until it is asked."""
        return so_far(self.sessions, self.today)

    @property
    def review_due(self) -> ReviewDue | None:
        """The review that this course asks for."""
        if not self.course.is_open:
            return None
        return review_due(
            len(visits(self.counted)),
            self.course.planned_sessions,
            self.practice.review_sessions,
            last_reviewed(self.reviews),
            no_gain=has_no_gain(self.progress),
            no_gain_visits=self.practice.no_gain_visits,
        )

    @property
    def adherence(self) -> Adherence:
        """How the visits came, beside the plan."""
        return adherence(self.course, self.counted, self.diary)

    @property
    def effect_rates(self) -> tuple[EffectRates, EffectRates]:
        """Side effects by session: where the checklist was asked, and where it was not."""
        return effect_rates(
            [one for one in self.counted if one.effects_asked or not goes_on(one, self.today)]
        )

    @property
    def within_sessions(self) -> tuple[WithinSession, ...]:
        """The change from before to after treatment."""
        return within_sessions(self.measures, self.counted)

    def trend(
        self,
        *,
        axis: Axis | None = None,
        panels: Sequence[str] | None = None,
        most_panels: int | None = None,
    ) -> Trend:
        """What a chart of this course shows."""
        return build_trend(
            self.measures,
            self.counted,
            rule=self.practice.baseline_rule,
            axis=axis,
            panels=panels,
            most_panels=most_panels,
            activities=self.course.activities,
            reviews=self.reviews,
            gaps=self.adherence.gaps,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientView:
    """A patient as a page shows them: all courses, and one of them whole."""

    patient: Patient
    courses: tuple[Course, ...]
    view: CourseView | None


class Courses:
    """Open, change, close and read courses."""

    def __init__(self, work: UnitOfWork, clock: Clock, measures: Measures) -> None:
        self._work = work
        self._clock = clock
        self._measures = measures

    def open_course(self, course: Course) -> Changes:
        """Open a course of treatment for a patient."""
        self._check(course)
        with self._work as work:
            check_not_merged(work.patients.get(course.patient_id))
            kept = replace(course, uid=uuid.uuid4().hex)
            key = work.courses.add(kept, self._clock.now())
            work.audit.add("create", "course", kept.uid, after=course_row(kept))
        return Changes.of(patient=course.patient_id, course=key)

    def change_course(self, course: Course) -> Changes:
        """Keep the new state of a course, as read and changed."""
        self._check(course)
        with self._work as work:
            before = work.courses.get(course.id)
            kept = replace(course, uid=before.uid, patient_id=before.patient_id)
            if kept == before:
                return Changes()
            self._check_span(kept)
            work.courses.change(kept)
            old, new = course_row(before), course_row(kept)
            touched = [name for name in new if new[name] != old[name]]
            work.audit.add(
                "change",
                "course",
                kept.uid,
                before={name: old[name] for name in touched},
                after={name: new[name] for name in touched},
            )
        return Changes.of(patient=kept.patient_id, course=kept.id)

    def close_course(
        self,
        course_id: int,
        *,
        closed: date | None = None,
        outcome: Outcome | None = None,
        outcome_note: str = "",
    ) -> Changes:
        """Close a course, today unless told otherwise."""
        return self.change_course(
            replace(
                self.course(course_id),
                closed=closed or self._clock.now().date(),
                outcome=outcome,
                outcome_note=outcome_note,
            )
        )

    def reopen_course(self, course_id: int) -> Changes:
        """Expect sessions again."""
        return self.change_course(
            replace(self.course(course_id), closed=None, outcome=None, outcome_note="")
        )

    def course(self, course_id: int) -> Course:
        """One course; raises NotFoundError."""
        return self._work.courses.get(course_id)

    def courses_of(self, patient_id: int) -> tuple[Course, ...]:
        """A patient's courses, the oldest first."""
        return self._work.courses.of_patient(patient_id)

    def course_view(self, course_id: int) -> CourseView:
        """A course as it is read; raises NotFoundError."""
        return self._view(self._work.courses.get(course_id))

    def patient_view(self, patient_id: int, course_id: int | None = None) -> PatientView:
        """A patient and one course: the one named, else the latest open, else the latest."""
        patient = self._work.patients.get(patient_id)
        courses = self._work.courses.of_patient(patient_id)
        shown = next((course for course in courses if course.id == course_id), None)
        shown = shown or current_course(courses)
        return PatientView(
            patient=patient, courses=courses, view=None if shown is None else self._view(shown)
        )

    def _view(self, course: Course) -> CourseView:
        today = self._clock.now().date()
        sessions = self._work.sessions.of_course(course.id)
        measures = self._measures.list_measures()
        practice = self._work.practice.get()
        counted = tuple(session for session in sessions if session.counts)
        progress = course_progress(measures, counted, practice.baseline_rule)
        return CourseView(
            patient=self._work.patients.get(course.patient_id),
            course=course,
            sessions=sessions,
            measures=measures,
            practice=practice,
            progress=progress,
            words=plain_words(progress, counted),
            side_effects=side_effect_words(counted),
            reviews=placed(self._work.reviews.of_course(course.id), counted),
            diary=self._work.planned_visits.of_course(course.id),
            today=today,
        )

    def _check_span(self, course: Course) -> None:
        """A course holds all its sessions: it opens by the first and closes after the last."""
        span = self._work.sessions.span(course.id)
        if span is None:
            return
        first, last = span
        if course.opened > first:
            raise DomainError(
                tr("There is a session on {day}, before that opening.", day=first), field="opened"
            )
        if course.closed is not None and course.closed < last:
            raise DomainError(
                tr("There is a session on {day}, after that close.", day=last), field="closed"
            )

    def _check(self, course: Course) -> None:
        today = self._clock.now().date()
        if course.opened > today:
            raise DomainError(tr("The course opens in the future."), field="opened")
        if course.closed is not None and course.closed > today:
            raise DomainError(tr("The course closes in the future."), field="closed")
