# mypy: disable-error-code="comparison-overlap"
"""How the visits of a course came: planned and done, days between, gaps."""

from datetime import time
from decimal import Decimal

import pytest

from acudesk.domain.adherence import Adherence, VisitGap, adherence
from acudesk.domain.course import Course
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.sealing import EnteredInError
from acudesk.domain.session import SessionKind
from tests.domain.support import START, on_day, session


def course(per_week: str = "1", planned: int = 10) -> Course:
    return Course(
        patient_id=1,
        condition="Sciatica",
        opened=START,
        planned_sessions=planned,
        per_week=Decimal(per_week),
    )


def on_days(*days: int, per_week: str = "1") -> Adherence:
    """The adherence of visits on those days of the course."""
    sessions = [session(number, day=day) for number, day in enumerate(days, 1)]
    return adherence(course(per_week), sessions)


def planned(*states: VisitState) -> list[PlannedVisit]:
    return [
        PlannedVisit(patient_id=1, day=on_day(index), at=time(9), state=state)
        for index, state in enumerate(states)
    ]


def test_planned_and_done_and_how_often() -> None:
    # Five visits, 28 days from the first to the last: four times in four weeks.
    found = on_days(0, 7, 13, 21, 28)

    assert (found.planned, found.done, found.days) == (10, 5, 28)
    assert found.days_between == (7, 6, 8, 7)
    assert found.median_days == 7
    assert (found.planned_per_week, found.per_week) == (1, 1.0)
    assert found.gaps == ()


def test_twice_a_week() -> None:
    # Three times after the first, in 10 days: 3 / 10 * 7.
    found = on_days(0, 3, 7, 10, per_week="2")

    assert found.per_week == pytest.approx(2.1)
    assert found.median_days == 3


@pytest.mark.parametrize(
    ("days", "per_week", "gaps"),
    [
        # Once a week: more than two weeks.
        ((0, 14, 29), "1", [(3, 15)]),
        # Twice a week: more than a week, which is twice the planned time.
        ((0, 7, 15), "2", [(3, 8)]),
        # Every day: twice the planned time would be two days; a week is no gap.
        ((0, 7, 15), "7", [(3, 8)]),
        # Once a month: eight weeks.
        ((0, 56, 113), "0.25", [(3, 57)]),
        # Three in two weeks: 2 * 7 / 1.5 are 9.33 days.
        ((0, 9, 19), "1.5", [(3, 10)]),
        ((0, 20, 27, 60), "1", [(2, 20), (4, 33)]),
    ],
)
def test_a_gap_is_more_than_twice_the_planned_time_and_more_than_a_week(
    days: tuple[int, ...], per_week: str, gaps: list[tuple[int, int]]
) -> None:
    found = on_days(*days, per_week=per_week)

    assert found.gaps == tuple(
        VisitGap(session_id=number, number=number, days=long) for number, long in gaps
    )


def test_before_three_visits_and_on_one_day_there_is_no_frequency() -> None:
    none, one, two = on_days(), on_days(4), on_days(0, 7)

    assert (none.done, none.days, none.days_between, none.median_days) == (0, 0, (), None)
    assert (one.done, one.days, one.days_between, one.median_days) == (1, 0, (), None)
    assert (two.days_between, two.median_days) == ((7,), 7)
    assert none.per_week is one.per_week is two.per_week is None
    assert on_days(3, 3, 3).per_week is None


def test_what_was_missed_and_cancelled_in_the_diary() -> None:
    diary = planned(
        VisitState.DONE,
        VisitState.MISSED,
        VisitState.CANCELLED,
        VisitState.MISSED,
        VisitState.PLANNED,
    )
    found = adherence(course(), [session(1)], diary)

    assert (found.missed, found.cancelled, found.done) == (2, 1, 1)


def test_entries_between_visits_and_errors_are_no_visits() -> None:
    wrong = EnteredInError(marked_at=session(1).entered_at, who="x", reason="x")
    sessions = [
        session(1, day=0),
        session(2, day=5, kind=SessionKind.BETWEEN),
        session(3, day=10, error=wrong),
        session(4, day=20),
    ]

    found = adherence(course(), sessions)

    assert (found.done, found.days_between) == (2, (20,))
    assert [gap.session_id for gap in found.gaps] == [4]
