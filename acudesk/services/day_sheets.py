"""The sheet of a day on paper, read by questions of that day and of its patients alone."""

from collections.abc import Sequence
from datetime import date, timedelta

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.clock import Clock
from acudesk.domain.day_sheet import DAYS_AHEAD, DayLine, last_effects
from acudesk.domain.planned_visit import VisitState
from acudesk.domain.review import ReviewDue, review_due
from acudesk.domain.session import Session
from acudesk.domain.today import VisitLine
from acudesk.reports.day_sheet import day_sheet
from acudesk.reports.printout import Printout
from acudesk.services.file_names import file_name
from acudesk.services.today import Today, sessions_before
from acudesk.translation import current_language, language, ntr, tr


class DaySheets:
    """Read what the sheet of a day says; it writes nothing."""

    def __init__(self, work: UnitOfWork, today: Today, clock: Clock) -> None:
        self._work = work
        self._today = today
        self._clock = clock

    def day_sheet(self, day: date | None = None) -> Printout:
        """The sheet of a day; without one that of the next day with planned visits, as far as
        one lies in the next two weeks, else that of tomorrow. It says which rule chose."""
        practice = self._work.practice.get()
        today = self._clock.now().date()
        chosen, is_next = (day, True) if day is not None else self._next_day(today)
        words = tr("Day sheet {day}", day=chosen.isoformat())
        with language(practice.paper_language):
            lines, left_out = self.lines(chosen)
            page = day_sheet(
                practice=practice,
                day=chosen,
                lines=lines,
                left_out=left_out,
                why="" if day is not None else _why(chosen, today, is_next),
                printed=today,
                language=current_language(),
            )
        return Printout(name=file_name(words), content=page)

    def lines(self, day: date) -> tuple[tuple[DayLine, ...], int]:
        """The visits of a day in their order, and how many cancelled ones are left out."""
        seen = self._today.visits(day, self._clock.now())
        kept = [one for one in seen if one.visit.state != VisitState.CANCELLED]
        courses = sorted({one.course_id for one in kept if one.course_id is not None})
        patients = sorted({one.visit.patient_id for one in kept})
        sessions = self._work.today.sessions(courses)
        reviews = self._reviews_due(kept, sessions)
        screened = self._work.today.last_screened(patients)
        drafts = self._work.today.drafts(patients)
        zone = self._clock.now().tzinfo
        lines = []
        for one in kept:
            ours = sessions.get(one.course_id, ()) if one.course_id is not None else ()
            effects, gone, asked = last_effects(sessions_before(one.visit, ours))
            at = screened.get(one.visit.patient_id)
            lines.append(
                DayLine(
                    visit=one,
                    last_effects=effects,
                    gone=gone,
                    asked_on=asked,
                    drafts=tuple(
                        draft_day
                        for key, draft_day in drafts.get(one.visit.patient_id, ())
                        if key != one.visit.session_id
                    ),
                    review=reviews.get(one.course_id) if one.course_id is not None else None,
                    screened_on=None if at is None else at.astimezone(zone).date(),
                )
            )
        return tuple(lines), len(seen) - len(kept)

    def _next_day(self, today: date) -> tuple[date, bool]:
        """The next day with planned visits, else tomorrow; and whether there is such a day."""
        ahead = self._today.diary(today + timedelta(days=1), today + timedelta(days=DAYS_AHEAD))
        days = (line.visit.day for line in ahead if line.visit.state == VisitState.PLANNED)
        found = min(days, default=None)
        return (today + timedelta(days=1), False) if found is None else (found, True)

    def _reviews_due(
        self, lines: Sequence[VisitLine], sessions: dict[int, tuple[Session, ...]]
    ) -> dict[int, ReviewDue]:
        """The reviews that the courses of some visits ask for already."""
        practice = self._work.practice.get()
        reviewed = self._work.today.reviewed(sorted(sessions))
        planned = {
            one.course_id: one.planned_sessions
            for one in lines
            if one.course_id is not None and one.planned_sessions is not None
        }
        without_gain = self._today.without_gain(sorted(planned))
        found = {}
        for course, most in planned.items():
            due = review_due(
                sum(one.number is not None for one in sessions.get(course, ())),
                most,
                practice.review_sessions,
                reviewed.get(course, 0),
                no_gain=course in without_gain,
                no_gain_visits=practice.no_gain_visits,
            )
            if due is not None:
                found[course] = due
        return found


def _why(day: date, today: date, is_next: bool) -> str:
    if not is_next:
        return ntr(
            "Tomorrow. No visit is planned in the next {n} day.",
            "Tomorrow. No visit is planned in the next {n} days.",
            DAYS_AHEAD,
        )
    if day == today + timedelta(days=1):
        return tr("Tomorrow")
    return tr("The next day with planned visits")
