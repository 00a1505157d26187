"""The first page: the visits of a day with what to know before each, and what waits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from acudesk.data.today import AttendedRow, DiaryRow
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.diary import clashing, week_of
from acudesk.domain.earlier_sessions import open_before
from acudesk.domain.measure import Due
from acudesk.domain.needles import points_line
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.practice import Practice
from acudesk.domain.progress import course_progress
from acudesk.domain.review import ReviewCause, ReviewDue, gain_measures, has_no_gain, review_due
from acudesk.domain.session import Session, SessionKind
from acudesk.domain.today import (
    LONGEST_QUIET,
    MOST_COUNTED,
    MOST_LISTED,
    REVIEW_DAYS,
    CourseLine,
    DiaryLine,
    OpenEffect,
    ReviewLine,
    TodayView,
    VisitLine,
    Week,
    coming_review,
    complaint,
    newest_of_each,
    next_line,
    open_questions,
)
from acudesk.services.measures import Measures

Review = tuple[ReviewDue, bool]
"""The review that a course asks for, and whether that comes with the next session."""


class Today:
    """Read what the first page shows; it writes nothing."""

    def __init__(self, work: UnitOfWork, measures: Measures) -> None:
        self._work = work
        self._measures = measures

    def view(self, day: date, now: datetime) -> TodayView:
        """The first page on a day; `now` is the present moment in local time."""
        civil = now.replace(tzinfo=None)
        practice = self._work.practice.get()
        visits = self._visits(day, civil, practice)
        attended = self._work.today.attended(
            civil.date() - timedelta(days=max(LONGEST_QUIET, REVIEW_DAYS)), civil.date()
        )
        reviews, reviews_count = self._reviews(attended, practice, civil.date())
        quiet = _quiet(attended, practice, civil.date())
        return TodayView(
            day=day,
            visits=visits,
            next_visit=next_line(visits, civil),
            unsigned=self._work.today.unsigned(MOST_LISTED),
            unsigned_count=self._work.today.unsigned_count(MOST_COUNTED),
            reviews=reviews,
            reviews_count=reviews_count,
            quiet=tuple(_course_line(row) for row in quiet[:MOST_LISTED]),
            quiet_count=len(quiet),
        )

    def visits(self, day: date, now: datetime) -> tuple[VisitLine, ...]:
        """The visits of a day with what to know before each, as the first page shows them."""
        return self._visits(day, now.replace(tzinfo=None), self._work.practice.get())

    def diary(self, first: date, last: date) -> tuple[DiaryLine, ...]:
        """The planned visits of some days, both ends included, with the names of their
        patients."""
        rows = self._work.today.diary(first, last)
        clashes = clashing(row.visit for row in rows)
        return tuple(DiaryLine(**_named(row, row.visit.id in clashes)) for row in rows)

    def next_visit(self, now: datetime) -> DiaryLine | None:
        """Who is next today; `now` is the present moment in local time."""
        return next_line(self.diary(now.date(), now.date()), now.replace(tzinfo=None))

    def week(self, day: date) -> Week:
        """The week that a day lies in."""
        days = week_of(day)
        return Week(
            days=days,
            lines=self.diary(days[0], days[-1]),
            hours=self._work.practice.get().working_hours,
        )

    def _visits(self, day: date, now: datetime, practice: Practice) -> tuple[VisitLine, ...]:
        rows = self._work.today.diary(day, day)
        if not rows:
            return ()
        clashes = clashing(row.visit for row in rows)
        courses = sorted({row.course.id for row in rows if row.course is not None})
        patients = sorted({row.visit.patient_id for row in rows})
        sessions = self._work.today.sessions(courses)
        needled = self._work.today.needled(courses)
        measures = [
            one for one in self._measures.list_measures() if one.asked and one.due == Due.REVIEWS
        ]
        codes = [one.code for one in measures]
        due = self._work.today.due(courses, codes)
        answered = self._work.today.answered(courses, codes)
        reviewed = self._work.today.reviewed(courses)
        screened = self._work.today.screened(patients)
        consenting = self._work.today.consenting(patients)
        earlier = {
            row.visit.id: sessions_before(
                row.visit, sessions.get(row.course.id, ()) if row.course else ()
            )
            for row in rows
        }
        last = {key: _last_visit(found) for key, found in earlier.items()}
        pricked = {
            key: _last_visit([one for one in found if one.id in needled])
            for key, found in earlier.items()
        }
        notes = self._work.today.notes([one.id for one in last.values() if one])
        points = self._work.today.points([one.id for one in pricked.values() if one])
        ahead = self._ahead(rows, now)
        lines = []
        for row in rows:
            visit, before = row.visit, earlier[row.visit.id]
            course, ours = row.course, sessions.get(row.course.id, ()) if row.course else ()
            number = _number(visit, ours, before, ahead.get(visit.id, 0))
            seen, treated = last[visit.id], pricked[visit.id]
            lines.append(
                VisitLine(
                    **_named(row, visit.id in clashes),
                    alerts=row.alerts,
                    number=number,
                    planned_sessions=course.planned_sessions if course else None,
                    is_review=course is not None
                    and number in {*practice.review_sessions, course.planned_sessions}
                    and number > reviewed.get(course.id, 0),
                    points=points_line(points.get(treated.id, ())) if treated else "",
                    points_day=treated.took_place if treated else None,
                    effects=newest_of_each(
                        OpenEffect(effect=effect, day=session.took_place)
                        for session, effect in open_before(before, None)
                    ),
                    questions=open_questions(notes.get(seen.id, "")) if seen else (),
                    questions_day=seen.took_place if seen else None,
                    overdue=tuple(
                        one.short_name
                        for one in measures
                        if _is_overdue(one.code, before, due, answered)
                    ),
                    screening_missing=visit.patient_id not in screened,
                    consent_missing=visit.patient_id not in consenting,
                )
            )
        return tuple(lines)

    def _reviews(
        self, attended: Sequence[AttendedRow], practice: Practice, today: date
    ) -> tuple[tuple[ReviewLine, ...], int]:
        """The courses with a review that is due or comes next, the last seen first, as far as
        they are listed; and how many there are.

        Scores are read only where a course without a gain would be listed for that alone, and
        of those listed to say so.
        """
        first = today - timedelta(days=REVIEW_DAYS)
        rows = sorted((row for row in attended if row.last_day >= first), key=_latest, reverse=True)
        other = {row.course_id: _review(row, practice) for row in rows}
        asks = [row for row in rows if _asks_for_gain(row, practice)]
        alone = self.without_gain(
            [row.course_id for row in asks if not _is_due(other[row.course_id])]
        )
        found = [row for row in rows if other[row.course_id] or row.course_id in alone]
        listed = found[:MOST_LISTED]
        keys = {row.course_id for row in listed} - alone
        told = self.without_gain([row.course_id for row in asks if row.course_id in keys])
        lines = []
        for row in listed:
            review = other[row.course_id]
            if row.course_id in alone | told:
                review = _review(row, practice, no_gain=True)
            assert review is not None
            due, is_next = review
            lines.append(ReviewLine(course=_course_line(row), due=due, is_next=is_next))
        return tuple(lines), len(found)

    def without_gain(self, asked: Sequence[int]) -> frozenset[int]:
        """Which of these courses had no gain so far."""
        measures = gain_measures(self._measures.list_measures())
        sessions = self._work.today.sessions(asked)
        scores = self._work.today.scores(asked, [one.code for one in measures])
        rule = self._work.practice.get().baseline_rule
        found = []
        for course, of_course in sessions.items():
            scored = [replace(one, scores=tuple(scores.get(one.id, ()))) for one in of_course]
            if has_no_gain(course_progress(measures, scored, rule)):
                found.append(course)
        return frozenset(found)

    def _ahead(self, rows: Sequence[DiaryRow], now: datetime) -> dict[int, int]:
        """How many visits of the same course are planned before each visit and still to come."""
        found: dict[int, int] = {}
        for row in rows:
            if row.course is None or row.visit.state != VisitState.PLANNED:
                continue
            found[row.visit.id] = sum(
                other.begins < row.visit.begins and other.ends > now
                for other in self._work.planned_visits.of_patient(row.visit.patient_id, now.date())
                if other.state == VisitState.PLANNED and other.course_id in (row.course.id, None)
            )
        return found


def _named(row: DiaryRow, clashes: bool) -> dict[str, Any]:
    """What a diary shows of a visit."""
    course = row.course
    return {
        "visit": row.visit,
        "patient_name": row.patient_name,
        "chart_number": row.chart_number,
        "course_id": course.id if course else None,
        "condition": complaint(course.condition, course.side) if course else "",
        "clashes": clashes,
    }


def sessions_before(visit: PlannedVisit, sessions: Sequence[Session]) -> tuple[Session, ...]:
    """The sessions of a course before a visit: before the session that it became, else before
    the end of its day."""
    for place, session in enumerate(sessions):
        if session.id == visit.session_id:
            return tuple(sessions[:place])
    return tuple(one for one in sessions if one.took_place <= visit.day)


def _last_visit(sessions: Sequence[Session]) -> Session | None:
    return next((one for one in reversed(sessions) if one.kind == SessionKind.VISIT), None)


def _number(
    visit: PlannedVisit, sessions: Sequence[Session], before: Sequence[Session], ahead: int
) -> int | None:
    """The number of the session that a visit became, or would be."""
    if visit.session_id is not None:
        return next((one.number for one in sessions if one.id == visit.session_id), None)
    if visit.state != VisitState.PLANNED:
        return None
    return sum(one.number is not None for one in before) + ahead + 1


def _is_overdue(
    code: str,
    before: Sequence[Session],
    due: frozenset[tuple[int, str]],
    answered: frozenset[tuple[int, str]],
) -> bool:
    """Whether a measure was due and has had no answer from that session on."""
    overdue = False
    for session in before:
        overdue = (overdue or (session.id, code) in due) and (session.id, code) not in answered
    return overdue


def _quiet(attended: Sequence[AttendedRow], practice: Practice, today: date) -> list[AttendedRow]:
    """The courses that have gone quiet, the longest quiet last."""
    first = today - timedelta(days=LONGEST_QUIET)
    last = today - timedelta(days=practice.quiet_days)
    found = [row for row in attended if not row.is_planned and first <= row.last_day <= last]
    return sorted(found, key=_latest, reverse=True)


def _review(row: AttendedRow, practice: Practice, *, no_gain: bool = False) -> Review | None:
    """The review that is due, else the coming one; and whether it is the coming one."""
    due = review_due(
        row.visits,
        row.planned_sessions,
        practice.review_sessions,
        row.reviewed,
        no_gain=no_gain,
        no_gain_visits=practice.no_gain_visits,
    )
    if due is not None:
        return due, False
    coming = coming_review(row.visits, row.planned_sessions, practice.review_sessions, row.reviewed)
    return None if coming is None else (coming, True)


def _is_due(review: Review | None) -> bool:
    return review is not None and not review[1]


def _asks_for_gain(row: AttendedRow, practice: Practice) -> bool:
    """Whether a course without a gain would be due for that."""
    review = _review(row, practice, no_gain=True)
    return review is not None and review[0].cause == ReviewCause.NO_GAIN


def _latest(row: AttendedRow) -> tuple[date, int]:
    return row.last_day, row.course_id


def _course_line(row: AttendedRow) -> CourseLine:
    return CourseLine(
        course_id=row.course_id,
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        condition=complaint(row.condition, row.side),
        visits=row.visits,
        planned_sessions=row.planned_sessions,
        last_day=row.last_day,
    )
