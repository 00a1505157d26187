"""The look back on a course: what is due, what was decided, and the close as its own small step."""

import uuid
from dataclasses import replace
from datetime import date

from acudesk.data.reviews import review_row
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.course import MOST_PLANNED, Course, Outcome
from acudesk.domain.errors import DomainError
from acudesk.domain.progress import visits
from acudesk.domain.review import Decision, Review, findings
from acudesk.domain.session import Session, SessionKind
from acudesk.services.courses import Courses
from acudesk.services.sessions import Sessions
from acudesk.translation import tr

PGIC = "pgic"
"""The measure of the patient's impression of change: asked when a course is closed."""


class Reviews:
    """Decide on a course and read what was decided."""

    def __init__(
        self, work: UnitOfWork, clock: Clock, courses: Courses, sessions: Sessions
    ) -> None:
        self._work = work
        self._clock = clock
        self._courses = courses
        self._sessions = sessions

    def reviews_of(self, course_id: int) -> tuple[Review, ...]:
        """The reviews of a course, the oldest first."""
        return self._work.reviews.of_course(course_id)

    def continue_course(
        self, course_id: int, *, more: int | None = None, reason: str = ""
    ) -> Changes:
        """Go on, with so many more sessions from here (None: as planned)."""
        return self._decide(course_id, Decision.CONTINUE, more=more, reason=reason)

    def adjust_course(
        self, course_id: int, *, changes: str, more: int | None = None, reason: str = ""
    ) -> Changes:
        """Go on otherwise; raises DomainError without a word on what changes."""
        return self._decide(course_id, Decision.ADJUST, more=more, reason=reason, changes=changes)

    def close_course(
        self,
        course_id: int,
        *,
        closed: date | None = None,
        outcome: Outcome | None = None,
        outcome_note: str = "",
        pgic: str = "",
        advice: str = "",
        reason: str = "",
    ) -> Changes:
        """Close a course, today unless told otherwise, with what is asked at its end.

        The PGIC, if given, stands in the draft of a visit of that day, else in an entry of its
        own between visits. All or nothing. Raises DomainError for a day that the course cannot
        close on and for a PGIC that is no number from 1 to 7.
        """
        today = self._clock.now().date()
        day = closed or today
        with self._work as work:
            course = work.courses.get(course_id)
            _check_open(course)
            if day > today:
                raise DomainError(tr("The course closes in the future."), field="closed")
            # An entry for the PGIC would open the course by that day, and then it could close.
            replace(course, closed=day)
            touched = Changes()
            if pgic.strip():
                touched |= self._score(course_id, day, pgic)
            touched |= self._decide(
                course_id, Decision.CLOSE, day=day, reason=reason, advice=advice
            )
            return touched | self._courses.close_course(
                course_id, closed=day, outcome=outcome, outcome_note=outcome_note
            )

    def take_back(self, review_id: int) -> Changes:
        """Take the last review of a course back, with what it did to the plan; a plan that was
        changed since stays.

        Raises DomainError for one that others have followed, and for the close of a course,
        which is undone by reopening it.
        """
        with self._work as work:
            review = work.reviews.get(review_id)
            if review.decision == Decision.CLOSE:
                raise DomainError(tr("Reopen the course instead; its close stays in the record."))
            if work.reviews.of_course(review.course_id)[-1].id != review_id:
                raise DomainError(tr("Only the last review of a course can be taken back."))
            course = work.courses.get(review.course_id)
            touched = Changes.of(patient=course.patient_id, course=course.id)
            work.reviews.remove(review_id)
            work.audit.add("remove", "review", review.uid, before=review_row(review))
            planned = review.number + (review.more_sessions or 0)
            if review.planned_before is not None and course.planned_sessions == planned:
                touched |= self._courses.change_course(
                    replace(course, planned_sessions=review.planned_before)
                )
        return touched

    def _decide(
        self,
        course_id: int,
        decision: Decision,
        *,
        day: date | None = None,
        more: int | None = None,
        reason: str = "",
        changes: str = "",
        advice: str = "",
    ) -> Changes:
        now = self._clock.now()
        with self._work as work:
            view = self._courses.course_view(course_id)
            course, done = view.course, visits(view.counted)
            _check_open(course)
            planned = _planned(course, len(done), more)
            review = Review(
                uid=uuid.uuid4().hex,
                course_id=course_id,
                session_id=done[-1].id if done else None,
                number=len(done),
                day=day or now.date(),
                decision=decision,
                more_sessions=more,
                planned_before=None
                if planned == course.planned_sessions
                else course.planned_sessions,
                changes=changes,
                reason=reason,
                advice=advice,
                found=findings(view.progress),
                made_at=now,
            )
            work.reviews.add(review)
            work.audit.add("create", "review", review.uid, after=review_row(review))
            touched = Changes.of(patient=course.patient_id, course=course_id)
            return touched | self._courses.change_course(replace(course, planned_sessions=planned))

    def _score(self, course_id: int, day: date, pgic: str) -> Changes:
        draft = self._draft_of(course_id, day)
        if draft is None:
            started = self._sessions.start_session(
                course_id, took_place=day, kind=SessionKind.BETWEEN
            )
            return started | self._sessions.record_score(started.session_id, PGIC, pgic)
        return self._sessions.record_score(draft.id, PGIC, pgic)

    def _draft_of(self, course_id: int, day: date) -> Session | None:
        found = self._work.sessions.of_course(course_id)
        of_day = [one for one in found if one.took_place == day and one.is_draft]
        return next((one for one in of_day if one.kind == SessionKind.VISIT), None)


def _planned(course: Course, done: int, more: int | None) -> int:
    if more is None:
        return course.planned_sessions
    if not 1 <= more <= MOST_PLANNED or done + more > MOST_PLANNED:
        raise DomainError(
            tr("A course has at most {most} sessions.", most=MOST_PLANNED), field="more_sessions"
        )
    return done + more


def _check_open(course: Course) -> None:
    if not course.is_open:
        raise DomainError(tr("This course is closed. Reopen it to review it."))
