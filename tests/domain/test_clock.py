"""Time of care and time of entry."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.clock import (
    SystemClock,
    from_utc_text,
    local_time,
    offset_minutes,
    utc_text,
)
from tests.clock import FixedClock


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2900, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_is_kept_in_utc_and_comes_back(moment: datetime, offset: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))

    text = utc_text(aware)

    assert len(text) == len("2026-03-02T08:30:00.000000Z")
    assert text.endswith("Z")
    assert from_utc_text(text) == aware


def test_moments_as_text_sort_as_moments() -> None:
    early = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=3)))
    late = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    assert early < late
    assert utc_text(early) < utc_text(late)


@pytest.mark.parametrize(
    ("day", "at", "minutes"),
    [
        (date(2026, 3, 28), time(9, 0), 60),
        (date(2026, 3, 29), time(1, 59), 60),
        (date(2026, 3, 29), time(3, 0), 120),
        (date(2026, 10, 25), time(1, 0), 120),
        (date(2026, 10, 25), time(3, 0), 60),
    ],
)
def test_the_offset_follows_summer_time(day: date, at: time, minutes: int) -> None:
    assert offset_minutes(FixedClock().local(day, at)) == minutes


def test_a_moment_without_a_zone_has_no_offset() -> None:
    assert offset_minutes(datetime(2026, 1, 1)) == 0


def test_the_system_clock_is_aware() -> None:
    clock = SystemClock()

    assert clock.now().tzinfo is not None
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert clock.local(date(2026, 7, 1), time(8, 15)).time() == time(8, 15)
    assert clock.local(date(2026, 7, 1), time(8, 15)).utcoffset() is not None


def test_local_time_is_to_the_minute() -> None:
    assert local_time(datetime(2026, 3, 2, 9, 30, 59, 999)) == time(9, 30)
