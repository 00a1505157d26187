"""Free times, series, clashes and layout, against days counted on a calendar of November 2026."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.diary import (
    GRID,
    Slot,
    clash_pairs,
    clashing,
    day_title,
    free_time,
    hours_shown,
    is_outside,
    lanes,
    next_free,
    on_grid,
    parse_spans,
    series,
    shifted,
    short_day,
    spans_text,
    week_of,
    week_title,
    weekday_name,
)
from acudesk.domain.errors import DomainError
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.working_hours import WorkingHours

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 28)
HOURS = WorkingHours()


def visit(
    at: str,
    key: int = 1,
    *,
    day: date = MONDAY,
    minutes: int = 40,
    state: VisitState = VisitState.PLANNED,
) -> PlannedVisit:
    return PlannedVisit(
        id=key, patient_id=key, day=day, at=time.fromisoformat(at), minutes=minutes, state=state
    )


def days(slots: Sequence[Slot]) -> list[str]:
    return [f"{slot.day:%a %d}" for slot in slots]


def test_visits_that_touch_do_not_clash_and_those_that_overlap_do() -> None:
    nine, touching = visit("09:00", 1), visit("09:40", 2)
    over = visit("10:00", 3)

    assert clash_pairs([over, nine, touching]) == ((touching, over),)
    assert clashing([nine, touching, over]) == {2, 3}


@pytest.mark.parametrize("state", [VisitState.MISSED, VisitState.CANCELLED])
def test_what_did_not_happen_keeps_no_time_from_others(state: VisitState) -> None:
    gone = visit("09:00", 2, state=state)

    assert clashing([visit("09:00"), gone]) == frozenset()
    assert free_time(MONDAY, 40, HOURS, [gone]) == time(9)


def test_one_inside_another_clashes_with_all_that_it_covers() -> None:
    long = visit("09:00", 1, minutes=120)

    pairs = clash_pairs([long, visit("09:10", 2), visit("10:30", 3)])

    assert [(one.id, other.id) for one, other in pairs] == [(1, 2), (1, 3)]


@pytest.mark.parametrize(
    ("at", "minutes", "outside"),
    [
        ("09:00", 40, False),
        ("12:20", 40, False),
        ("12:30", 40, True),
        ("13:20", 30, True),
        ("08:55", 40, True),
        ("17:20", 40, False),
    ],
)
def test_a_visit_lies_within_one_span_or_outside(at: str, minutes: int, outside: bool) -> None:
    assert is_outside(visit(at, minutes=minutes), HOURS) is outside


def test_a_closed_day_has_no_working_hours() -> None:
    assert is_outside(visit("10:00", day=SATURDAY), HOURS)
    assert free_time(SATURDAY, 40, HOURS, []) is None


@pytest.mark.parametrize(
    ("wished", "found"),
    [
        ("10:00", "10:00"),
        ("10:07", "10:07"),
        # 9:00 to 9:40 is taken: 9:40 is nearer to 9:20 than anything before the practice opens.
        ("09:20", "09:40"),
        ("07:00", "09:40"),
        # 12:20 is the last begin before lunch; 14:00 is the first after it.
        ("13:00", "12:20"),
        ("13:20", "14:00"),
        ("23:00", "17:20"),
    ],
)
def test_the_free_time_nearest_to_the_wish(wished: str, found: str) -> None:
    at = free_time(MONDAY, 40, HOURS, [visit("09:00")], wished=time.fromisoformat(wished))

    assert at == time.fromisoformat(found)


def test_nothing_wished_is_the_first_free_time_from_now_on() -> None:
    now = datetime(2026, 11, 23, 10, 12)

    assert free_time(MONDAY, 40, HOURS, []) == time(9)
    assert free_time(MONDAY, 40, HOURS, [], earliest=now) == time(10, 15)
    assert free_time(MONDAY, 40, HOURS, [], earliest=now + timedelta(hours=8)) is None


def test_a_full_day_gives_way_to_the_next() -> None:
    full = [visit("09:00", 1, minutes=240), visit("14:00", 2, minutes=240)]

    assert next_free(MONDAY, 40, HOURS, {MONDAY: full}) == Slot(day=TUESDAY, at=time(9), minutes=40)
    assert next_free(SATURDAY, 40, HOURS, {}).day == date(2026, 11, 30)


def test_without_working_hours_nothing_is_free() -> None:
    with pytest.raises(DomainError, match="working hours"):
        next_free(MONDAY, 40, WorkingHours(days=((),) * 7), {})


def test_once_a_week_keeps_the_weekday() -> None:
    slots = series(TUESDAY, 4, Decimal(1), 40, HOURS, {}, wished=time(15, 30))

    assert days(slots) == ["Tue 24", "Tue 01", "Tue 08", "Tue 15"]
    assert {slot.at for slot in slots} == {time(15, 30)}


def test_twice_a_week_moves_off_the_weekend_and_back_to_its_day() -> None:
    # Three days after Thursday is Sunday: Monday is nearer than Friday's two days.
    thursday = date(2026, 11, 26)

    slots = series(thursday, 5, Decimal(2), 40, HOURS, {})

    assert days(slots) == ["Thu 26", "Mon 30", "Thu 03", "Mon 07", "Thu 10"]


def test_one_and_a_half_a_week_are_twelve_in_eight_weeks() -> None:
    """As planned by Brinkhaus 2006: 12 sessions in 8 weeks."""
    slots = series(MONDAY, 12, Decimal("1.5"), 40, HOURS, {})

    assert slots[-1].day - MONDAY == timedelta(days=51)  # 11 steps of 4 2/3 days are 51.3
    assert len({slot.day for slot in slots}) == 12


def test_daily_visits_leave_the_weekend_out_and_no_day_has_two() -> None:
    slots = series(MONDAY, 7, Decimal(7), 40, HOURS, {})

    assert days(slots) == [
        "Mon 23",
        "Tue 24",
        "Wed 25",
        "Thu 26",
        "Fri 27",
        "Mon 30",
        "Tue 01",
    ]


def test_days_of_the_same_patient_are_skipped_and_full_times_avoided() -> None:
    slots = series(
        MONDAY,
        2,
        Decimal(1),
        40,
        HOURS,
        {TUESDAY: [visit("10:00", day=TUESDAY)]},
        wished=time(10),
        skip={MONDAY},
    )

    # Before 10:00 there is room until 9:20, as near as 10:40 after it.
    assert [(slot.day, slot.at) for slot in slots] == [
        (TUESDAY, time(9, 20)),
        (TUESDAY + timedelta(days=7), time(10)),
    ]


@pytest.mark.parametrize("count", [0, -1, 201])
def test_a_series_has_one_to_two_hundred_visits(count: int) -> None:
    with pytest.raises(DomainError, match="1 to 200"):
        series(MONDAY, count, Decimal(1), 40, HOURS, {})


@given(
    st.integers(1, 30),
    st.sampled_from([Decimal(n) for n in ("0.25", "0.5", "1", "1.5", "2", "3", "7")]),
    st.integers(5, 120),
    st.times(),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 95), st.integers(5, 180)), max_size=60),
)
def test_no_series_overlaps_anything_or_leaves_the_working_hours(
    count: int,
    per_week: Decimal,
    minutes: int,
    wished: time,
    others: list[tuple[int, int, int]],
) -> None:
    taken: dict[date, list[PlannedVisit]] = {}
    for key, (ahead, quarter, length) in enumerate(others, 1):
        day = MONDAY + timedelta(days=ahead)
        at = time(quarter // 4, quarter % 4 * 15)
        taken.setdefault(day, []).append(
            PlannedVisit(id=key, patient_id=1, day=day, at=at, minutes=length)
        )

    slots = series(MONDAY, count, per_week, minutes, HOURS, taken, wished=wished)

    assert len(slots) == count
    assert [slot.day for slot in slots] == sorted({slot.day for slot in slots})
    for slot in slots:
        assert not is_outside(slot, HOURS)
        for other in taken.get(slot.day, ()):
            assert slot.ends <= other.begins or other.ends <= slot.begins


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert week_of(date(2026, 11, 29)) == week_of(MONDAY)
    assert [weekday_name(day.weekday()) for day in week_of(TUESDAY)][::6] == ["Monday", "Sunday"]


def test_a_sheet_shows_the_working_hours_and_whatever_lies_outside() -> None:
    week = week_of(MONDAY)

    assert hours_shown(week, HOURS, []) == (9, 18)
    assert hours_shown(week, HOURS, [visit("07:30"), visit("18:00", 2)]) == (7, 19)
    assert hours_shown([SATURDAY], HOURS, []) == (8, 18)
    assert hours_shown([MONDAY], HOURS, [visit("23:40")]) == (9, 24)


def test_overlapping_visits_stand_side_by_side_and_others_have_the_whole_width() -> None:
    found = lanes([visit("09:00", 1), visit("09:20", 2), visit("09:40", 3), visit("11:00", 4)])

    assert found == {1: (0, 2), 2: (1, 2), 3: (0, 2), 4: (0, 1)}


@pytest.mark.parametrize(
    ("minute", "at"), [(0, "00:00"), (547, "09:00"), (548, "09:15"), (-9, "00:00"), (1500, "23:45")]
)
def test_a_dragged_visit_snaps_to_the_grid(minute: int, at: str) -> None:
    assert GRID == 15
    assert on_grid(MONDAY, minute) == time.fromisoformat(at)


@pytest.mark.parametrize(
    ("at", "steps", "moved"),
    [
        ("10:00", 1, "10:15"),
        ("10:00", -1, "09:45"),
        ("10:07", 1, "10:15"),
        ("10:07", -1, "10:00"),
        ("10:07", 0, "10:07"),
        ("23:45", 2, "23:45"),
        ("00:00", -1, "00:00"),
    ],
)
def test_keys_move_along_the_grid(at: str, steps: int, moved: str) -> None:
    assert shifted(visit(at), steps=steps) == visit(moved)
    assert shifted(visit(at), days=-1).day == date(2026, 11, 22)


def test_days_and_weeks_as_headings() -> None:
    assert day_title(TUESDAY, MONDAY) == "Tuesday 24 November"
    assert day_title(date(2027, 1, 1), MONDAY) == "Friday 1 January 2027"
    assert week_title(week_of(MONDAY), MONDAY) == "23 to 29 November"
    assert week_title(week_of(date(2026, 12, 1)), MONDAY) == "30 November to 6 December"
    assert week_title(week_of(date(2026, 12, 31)), MONDAY) == "28 December to 3 January 2027"
    assert short_day(TUESDAY) == "Tue 24 Nov"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("9:00-13:00, 14:00-18:00", "9:00-13:00, 14:00-18:00"),
        ("9-13;14.30–18", "9:00-13:00, 14:30-18:00"),
        ("14 to 18, 9 to 13", "9:00-13:00, 14:00-18:00"),
        ("0900 - 1230", "9:00-12:30"),
        ("  ", ""),
    ],
)
def test_working_hours_are_read_as_people_write_them(text: str, shown: str) -> None:
    assert spans_text(parse_spans(text)) == shown
    assert parse_spans(shown) == parse_spans(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("9", "not a span"),
        ("9-13-14", "not a span"),
        ("9-25", "not a time"),
        ("morning", "not a span"),
        ("13-9", "run forward"),
        ("9-13, 12-18", "run forward"),
    ],
)
def test_other_working_hours_are_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(DomainError, match=words) as refused:
        parse_spans(text)

    assert refused.value.field == "working_hours"


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_working_hours(text: str) -> None:
    try:
        spans = parse_spans(text)
    except DomainError:
        return
    assert parse_spans(spans_text(spans)) == spans
