"""When the practice works."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.working_hours import USUAL_HOURS, WorkingHours

MONDAY = date(2026, 3, 2)
MORNING, AFTERNOON = (time(9), time(13)), (time(14), time(18))
CLOSED: tuple[Any, ...] = ((),) * 6
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def week(*monday: tuple[time, time]) -> WorkingHours:
    return WorkingHours(days=(monday, *CLOSED))


def test_a_new_practice_works_monday_to_friday() -> None:
    days = [USUAL_HOURS.on(MONDAY + timedelta(days=n)) for n in range(7)]
    assert days == [(MORNING, AFTERNOON)] * 5 + [()] * 2
    assert USUAL_HOURS.on(MONDAY - timedelta(days=1)) == ()


def test_a_day_may_have_any_spans_or_none() -> None:
    assert week().on(MONDAY) == ()
    touching = week((time(0), time(9)), (time(9), time(23, 59)))
    assert touching.on(MONDAY)[1] == (time(9), time(23, 59))
    assert touching.on(MONDAY + timedelta(days=1)) == ()


@pytest.mark.parametrize(
    "spans",
    [
        ((time(9), time(9)),),
        ((time(13), time(9)),),
        (AFTERNOON, MORNING),
        (MORNING, (time(12, 59), time(18))),
        (MORNING, MORNING),
    ],
)
def test_spans_run_forward_and_do_not_overlap(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(DomainError, match="run forward") as refused:
        week(*spans)
    assert refused.value.field == "working_hours"


@pytest.mark.parametrize("days", [(), CLOSED, ((),) * 8])
def test_a_week_has_seven_days(days: tuple[Any, ...]) -> None:
    with pytest.raises(DomainError, match="seven days"):
        WorkingHours(days=days)


@given(st.lists(st.lists(TIMES, unique=True, max_size=6).map(sorted), min_size=7, max_size=7))
def test_hours_are_read_as_they_were_kept(moments: list[list[time]]) -> None:
    days = tuple(tuple(zip(day[::2], day[1::2], strict=False)) for day in moments)
    hours = WorkingHours(days=days)
    assert WorkingHours.from_table(hours.to_table()) == hours
    assert [hours.on(MONDAY + timedelta(days=n)) for n in range(7)] == list(days)


def test_the_table_is_plain() -> None:
    assert week(MORNING).to_table() == [[["09:00", "13:00"]], *[[]] * 6]
