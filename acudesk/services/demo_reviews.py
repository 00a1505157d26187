"""The reviews of the demo practice: decided where they were due, with what was known then."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from acudesk.data.reviews import review_row
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.course import Course, Outcome
from acudesk.domain.measure import Measure
from acudesk.domain.progress import MeasureProgress, Status, course_progress, main_pain
from acudesk.domain.review import Decision, Review, findings
from acudesk.domain.session import Session
from acudesk.services.courses import Courses
from acudesk.services.demo_stories import Story

_FEWEST_MORE, _MOST_MORE = 4, 10
_WAITS_DAYS = 2
"""What fell due so lately is not decided yet."""
_GONE_DAYS = 14
"""After so long without a word it is clear that somebody does not come again."""


class DemoReviews:
    """Looks back on the courses of a demo as they go; `luck` gives the same for the same seed."""

    def __init__(
        self,
        work: UnitOfWork,
        courses: Courses,
        measures: Sequence[Measure],
        texts: dict[str, Any],
        luck: random.Random,
        today: date,
    ) -> None:
        self._work = work
        self._courses = courses
        self._measures = measures
        self._texts = texts
        self._today = today
        self._luck = random.Random()
        self._luck.setstate(luck.getstate())
        practice = work.practice.get()
        self._numbers, self._rule = practice.review_sessions, practice.baseline_rule

    def look_back(self, course_id: int, story: Story, held: Sequence[Session]) -> Decision | None:
        """Decide after a visit, where a review is due at it and the course goes on."""
        number = len(held)
        course = self._work.courses.get(course_id)
        is_end = number == course.planned_sessions
        is_last = number == story.visits
        waits = is_last and (story.outcome is not None or story.since <= _WAITS_DAYS)
        if waits or not (is_end or number in self._numbers):
            return None
        progress = self._progress(held)
        pain = main_pain(progress)
        more = None
        if is_end:
            more = min(_MOST_MORE, max(_FEWEST_MORE, story.visits - number))
        decision, reason = Decision.CONTINUE, "more" if more else "better"
        if pain is None or pain.status not in (Status.BETTER, Status.REACHED_THRESHOLD):
            decision, reason = Decision.ADJUST, "flat"
        elif story.leg and number == self._numbers[-1]:
            decision, reason = Decision.ADJUST, "leg"
        self._decide(course, held, progress, decision, reason, more)
        return decision

    def close(self, course_id: int, outcome: Outcome, held: Sequence[Session]) -> Changes:
        """Close a course after its last visit."""
        day = held[-1].took_place
        if outcome == Outcome.STOPPED:
            day = min(day + timedelta(days=_GONE_DAYS), self._today)
        reason, advice = self._texts["close"][outcome.value]
        self._keep(
            self._work.courses.get(course_id),
            held,
            self._progress(held),
            day=day,
            decision=Decision.CLOSE,
            reason=reason,
            advice=advice,
        )
        return self._courses.close_course(course_id, closed=day, outcome=outcome)

    def _decide(
        self,
        course: Course,
        held: Sequence[Session],
        progress: Sequence[MeasureProgress],
        decision: Decision,
        reason: str,
        more: int | None,
    ) -> None:
        planned = course.planned_sessions if more is None else len(held) + more
        adjusts = decision == Decision.ADJUST
        self._keep(
            course,
            held,
            progress,
            day=held[-1].took_place,
            decision=decision,
            more_sessions=more,
            planned_before=None if planned == course.planned_sessions else course.planned_sessions,
            changes=self._luck.choice(self._texts["adjust"]) if adjusts else "",
            reason=self._luck.choice(self._texts[reason]),
        )
        self._courses.change_course(replace(course, planned_sessions=planned))

    def _keep(
        self,
        course: Course,
        held: Sequence[Session],
        progress: Sequence[MeasureProgress],
        *,
        day: date,
        **decided: Any,
    ) -> None:
        review = Review(
            uid=uuid.uuid4().hex,
            course_id=course.id,
            session_id=held[-1].id,
            number=len(held),
            day=day,
            found=findings(progress),
            made_at=held[-1].entered_at + (day - held[-1].took_place),
            **decided,
        )
        self._work.reviews.add(review)
        self._work.audit.add("create", "review", review.uid, after=review_row(review))

    def _progress(self, held: Sequence[Session]) -> tuple[MeasureProgress, ...]:
        return course_progress(self._measures, held, self._rule)
