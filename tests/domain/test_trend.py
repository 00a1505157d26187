"""What a chart shows, decided before anything is drawn."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from acudesk.domain.adherence import VisitGap
from acudesk.domain.measure import Direction, Group
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import course_progress
from acudesk.domain.review import Decision
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effects import SideEffectKind
from acudesk.domain.trend import (
    Axis,
    MarkKind,
    Panel,
    Role,
    Trend,
    build_trend,
    side_by_side,
    usual_axis,
)
from tests.charts.support import (
    AFTER,
    BACK,
    BEFORE,
    FIRST,
    FLOOR,
    LEG,
    MEASURES,
    ODI,
    PGIC,
    PSFS,
    RAISE_LEFT,
    RAISE_RIGHT,
    RMDQ,
    review,
    session,
    told_course,
    two_weeks_of_a_diary,
    usual_course,
    visits,
)

SLEEP = ScoreKey(measure="sleep", moment=Moment.ONCE)


def trend(sessions: list[Session], **wanted: object) -> Trend:
    return build_trend(MEASURES, sessions, **wanted)  # type: ignore[arg-type]


def only_panel(sessions: list[Session]) -> Panel:
    (panel,) = trend(sessions).panels
    return panel


def test_the_axis_counts_visits_where_all_are_visits() -> None:
    assert usual_axis(usual_course(3)) == Axis.NUMBER
    assert usual_axis(two_weeks_of_a_diary()) == Axis.DATE
    assert trend(two_weeks_of_a_diary()).axis == Axis.DATE


def test_by_number_entries_between_visits_are_left_out() -> None:
    mixed = [*visits({BACK: [7, 6]}), session(3, {BACK: "1"}, day=FIRST + timedelta(days=9))]

    assert len(trend(mixed).panels[0].series[0].places) == 3
    assert len(trend(mixed, axis=Axis.NUMBER).panels[0].series[0].places) == 2


def after_a_diary() -> list[Session]:
    """Two entries between visits, then three visits."""
    home = [
        session(index, {BACK: pain, FLOOR: floor}, day=FIRST + timedelta(days=index))
        for index, (pain, floor) in enumerate((("9", "30"), ("8", "28")), 1)
    ]
    here = [
        session(n, {BACK: pain, FLOOR: floor}, number=n - 2, day=FIRST + timedelta(days=7 * n))
        for n, pain, floor in ((3, "6", "12"), (4, "5", "11"), (5, "3", "10"))
    ]
    return [*home, *here]


@pytest.mark.parametrize("rule", list(BaselineRule))
def test_by_number_the_baseline_is_that_of_the_progress(rule: BaselineRule) -> None:
    sessions = after_a_diary()
    progress = {one.key: one for one in course_progress(MEASURES, sessions, rule)}

    for axis in Axis:
        pain, floor = trend(sessions, axis=axis, rule=rule).panels
        assert pain.baseline == progress[BACK].baseline
        assert floor.baseline == progress[FLOOR].baseline
        assert floor.baseline is not None
        assert floor.lowest <= floor.baseline <= floor.highest

    pain, floor = trend(sessions, axis=Axis.NUMBER, rule=rule).panels
    assert [place.number for place in pain.series[0].places] == [1, 2, 3]


def test_by_number_what_was_scored_between_visits_alone_has_no_panel() -> None:
    sessions = [
        session(1, {BACK: "9", SLEEP: "7"}),
        session(2, {BACK: "6"}, number=1, day=FIRST + timedelta(days=2)),
    ]

    assert [panel.code for panel in trend(sessions, axis=Axis.NUMBER).panels] == ["pain"]
    assert [panel.code for panel in trend(sessions).panels] == ["pain", "sleep"]


def test_the_lines_of_activities_are_named_in_the_patients_words() -> None:
    keys = [ScoreKey(measure="psfs", moment=Moment.ONCE, item=item) for item in "123"]
    sessions = visits({key: [3, 6] for key in keys})

    (panel,) = trend(sessions, activities=("Walking the dog", "", "Tying shoes")).panels

    assert [line.label for line in panel.series] == [
        "Walking the dog",
        "activity 2",
        "Tying shoes",
    ]
    assert [line.label for line in only_panel(sessions).series] == [
        "activity 1",
        "activity 2",
        "activity 3",
    ]


def test_one_scale_one_unit_and_one_direction_in_a_panel() -> None:
    for panel in trend(usual_course()).panels:
        measures = {m.code: m for m in MEASURES}
        keys = [series.key for series in panel.series]
        assert {measures[key.measure].direction for key in keys} == {panel.direction}
        assert {measures[key.measure].scale.unit for key in keys} == {panel.unit}


def test_panels_and_their_titles() -> None:
    panels = trend(usual_course()).panels

    assert [(panel.title, panel.group, panel.direction) for panel in panels] == [
        ("Pain, 0 to 10", Group.PAIN, Direction.LOWER),
        ("Fingertip-to-floor, cm", Group.MOBILITY, Direction.LOWER),
        ("Straight-leg raise, °", Group.MOBILITY, Direction.HIGHER),
    ]


def test_the_week_is_the_main_line_and_before_and_after_a_pair() -> None:
    pain = trend(usual_course()).panels[0]

    assert [(series.key, series.label, series.role) for series in pain.series] == [
        (BACK, "back, 7 days", Role.MAIN),
        (LEG, "leg, 7 days", Role.SECOND),
        (BEFORE, "before", Role.BEFORE),
        (AFTER, "after", Role.AFTER),
    ]


def test_before_is_the_main_line_where_nothing_else_is_asked() -> None:
    panel = only_panel(visits({BEFORE: [6, 5], AFTER: [4, 3]}))

    assert [series.role for series in panel.series] == [Role.MAIN, Role.AFTER]


def test_what_was_due_and_not_asked_is_a_gap() -> None:
    panel = only_panel(visits({BACK: [6, None, 4]}))

    assert [place.value for place in panel.series[0].places] == [6, None, 4]


def test_what_was_not_due_is_no_gap() -> None:
    sessions = visits({BACK: [6, 5, 4], RMDQ: [12, None, 8]})

    rmdq = next(panel for panel in trend(sessions).panels if panel.code == "rmdq")
    assert [place.number for place in rmdq.series[0].places] == [1, 3]


def test_decimals_survive() -> None:
    panel = only_panel(two_weeks_of_a_diary())

    assert panel.series[0].places[0].value == Decimal("6.75")


def test_another_scale_is_another_panel_and_no_gap() -> None:
    sessions = [
        session(1, {BACK: "7"}, number=1),
        session(2, {BACK: "55"}, number=2, scale="vas100"),
    ]
    one, two = trend(sessions).panels

    assert (one.code, two.code) == ("pain", "pain:vas100")
    assert [place.value for place in one.series[0].places] == [7]
    assert [place.value for place in two.series[0].places] == [55]
    assert two.unit == "mm"


@pytest.mark.parametrize(
    ("rule", "baseline"),
    [(BaselineRule.FIRST, Decimal(8)), (BaselineRule.MEAN_OF_TWO, Decimal(7))],
)
def test_the_baseline_follows_the_rule(rule: BaselineRule, baseline: Decimal) -> None:
    (panel,) = trend(visits({BACK: [8, 6, 2]}), rule=rule).panels

    assert (panel.baseline, panel.baseline_rule) == (baseline, rule)


def test_an_impression_of_change_has_no_baseline() -> None:
    assert only_panel(visits({PGIC: [2, 1]})).baseline is None


def test_the_error_of_measurement_comes_with_its_source() -> None:
    panel = only_panel(visits({FLOOR: [30, 20]}))

    assert panel.error == Decimal("4.5")
    assert panel.error_source.startswith("Ekedahl 2012")
    assert only_panel(visits({BACK: [6, 5]})).error is None


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        (BACK, [5, 5], (0, 10)),
        (RMDQ, [12, 10], (0, 24)),
        (ODI, [42, 38], (35, 45)),
        (ODI, [0, 100], (0, 100)),
        (FLOOR, [30, 12], (10, 35)),
        (FLOOR, [1, 0], (0, 10)),
        (FLOOR, [120, 118], (110, 120)),
        (RAISE_LEFT, [40, 70], (40, 75)),
    ],
)
def test_long_scales_are_drawn_around_their_data(
    key: ScoreKey, values: list[float], expected: tuple[int, int]
) -> None:
    panel = only_panel(visits({key: values}))

    assert (int(panel.lowest), int(panel.highest)) == expected
    for value in values:
        assert panel.lowest <= Decimal(str(value)) <= panel.highest


def test_side_effects_are_marks() -> None:
    marks = trend(visits({BACK: [6, 5, 4]}, effects={2: SideEffectKind.BRUISING})).marks

    assert [(mark.session_id, mark.number, mark.text) for mark in marks] == [(2, 2, "Bruising")]


def test_most_panels_keeps_pain_then_mobility_with_the_most_scores() -> None:
    sessions = visits(
        {
            BACK: [6, 5],
            FLOOR: [30, None],
            RAISE_RIGHT: [50, 60],
            RMDQ: [12, 10],
            SLEEP: [4, 3],
        }
    )

    def codes(**wanted: object) -> list[str]:
        return [panel.code for panel in trend(sessions, **wanted).panels]

    assert codes() == ["pain", "fingertip_floor", "leg_raise", "rmdq", "sleep"]
    assert codes(most_panels=1) == ["pain"]
    assert codes(most_panels=2) == ["pain", "leg_raise"]
    assert codes(most_panels=3) == ["pain", "fingertip_floor", "leg_raise"]
    assert codes(panels=["sleep", "rmdq"]) == ["rmdq", "sleep"]


def test_the_order_of_panels_is_that_of_the_measures() -> None:
    forward = [panel.code for panel in trend(usual_course()).panels]

    assert forward == ["pain", "fingertip_floor", "leg_raise"]


def test_nothing_scored_is_empty() -> None:
    assert trend([]).is_empty
    nothing = trend(visits({BACK: [None]}))
    assert nothing.is_empty
    assert nothing.numbers == 1


def test_no_line_joins_two_weeks_of_a_diary_that_lie_weeks_apart() -> None:
    places = only_panel(two_weeks_of_a_diary()).series[0].places
    days = [place.day for place in places if place.value is not None]
    longest = max(pairwise(days), key=lambda pair: pair[1] - pair[0])

    assert [place.day for place in places if place.apart] == [longest[1]]


def test_weekly_visits_with_a_holiday_of_two_weeks_stay_joined() -> None:
    weekly = [session(n, {BACK: "5"}, day=FIRST + timedelta(weeks=n)) for n in (1, 2, 3, 6)]

    assert not any(place.apart for place in only_panel(weekly).series[0].places)


def test_left_and_right_have_no_baseline_in_common() -> None:
    assert only_panel(visits({RAISE_LEFT: [50, 60], RAISE_RIGHT: [70, 75]})).baseline is None
    assert only_panel(visits({RAISE_LEFT: [50, 60]})).baseline == 50


# ------------------------------------------------------------------ levels


@pytest.mark.parametrize(
    ("key", "first", "expected"),
    [
        (BACK, 8, [(30, "5.6"), (50, "4")]),
        (BACK, 3, [(30, "2.1"), (50, "1.5")]),
        (BACK, 2, []),  # A baseline too low for a percentage.
        (BEFORE, 6, [(30, "4.2"), (50, "3")]),
        (RMDQ, 20, [(30, "14")]),  # Moderate and substantial are words for pain alone.
        (RMDQ, 5, [(30, "3.5")]),
        (RMDQ, 2, []),
        (ODI, 40, [(30, "28")]),
        (PSFS[0], 4, []),  # No published threshold.
        (FLOOR, 30, []),
        (RAISE_LEFT, 40, []),
        (PGIC, 4, []),
    ],
)
def test_the_levels_of_change(key: ScoreKey, first: float, expected: list[tuple[int, str]]) -> None:
    levels = only_panel(visits({key: [first, first]})).levels

    assert [(level.percent, level.value) for level in levels] == [
        (percent, Decimal(value)) for percent, value in expected
    ]


def test_the_levels_name_their_sources() -> None:
    moderate, substantial = only_panel(visits({BACK: [8, 4]})).levels

    assert "Farrar 2001" in moderate.source
    assert "Dworkin 2008" in substantial.source


def test_the_levels_follow_the_baseline() -> None:
    panel = only_panel(visits({BACK: [9, 7, 4]}))
    (mean,) = trend(visits({BACK: [9, 7, 4]}), rule=BaselineRule.MEAN_OF_TWO).panels

    assert [level.value for level in panel.levels] == [Decimal("6.3"), Decimal("4.5")]
    assert [level.value for level in mean.levels] == [Decimal("5.6"), Decimal(4)]


def test_the_levels_of_the_millimetre_scale_are_its_own() -> None:
    sessions = [
        session(n, {BACK: value}, number=n, scale="vas100") for n, value in ((1, "60"), (2, "30"))
    ]
    (panel,) = trend(sessions).panels

    assert [level.value for level in panel.levels] == [42, 30]


# ------------------------------------------------------------------ marks


def test_the_marks_of_a_course_kind_by_kind() -> None:
    assert [(mark.kind, mark.number, mark.text) for mark in told_course().marks] == [
        (MarkKind.SIDE_EFFECT, 3, "Bruising"),
        (MarkKind.SIDE_EFFECT, 9, "Fatigue or drowsiness"),
        (MarkKind.MEDICATION, 5, "takes less: ibuprofen halved"),
        (MarkKind.MEDICATION, 12, "takes less: ibuprofen halved"),
        (MarkKind.REVIEW, 4, "continue, 6 more sessions: Pain falls, sleep does not yet"),
        (MarkKind.REVIEW, 8, "adjust: Electroacupuncture from now on"),
        (MarkKind.REVIEW, 12, "close"),
        (MarkKind.ADDENDUM, 7, "The side was wrong"),
        (MarkKind.ADDENDUM, 12, "The side was wrong"),
        (MarkKind.GAP, 10, "21 days without a visit"),
    ]


def test_a_review_of_a_session_that_is_not_drawn_has_no_mark() -> None:
    home = session(1, {BACK: "8"})
    visit = session(2, {BACK: "5"}, number=1, day=FIRST + timedelta(days=3))
    reviews = [review(home), review(visit, Decision.ADJUST, changes="Deeper")]

    by_number = trend([home, visit], reviews=reviews, axis=Axis.NUMBER)

    assert [mark.session_id for mark in by_number.marks] == [2]
    assert len(trend([home, visit], reviews=reviews).marks) == 2


def test_a_gap_is_marked_at_the_visit_after_it() -> None:
    gaps = [VisitGap(session_id=2, number=2, days=1)]
    (mark,) = trend(visits({BACK: [6, 5]}), gaps=gaps).marks

    assert (mark.kind, mark.number, mark.day) == (
        MarkKind.GAP,
        2,
        FIRST + timedelta(days=7),
    )
    assert mark.text == "1 day without a visit"


# ------------------------------------------------------------------ two courses


def test_two_courses_stand_side_by_side_over_the_same_values() -> None:
    one = trend(visits({BACK: [8, 4], FLOOR: [30, 12], PSFS[0]: [3, 6]}))
    other = trend(visits({BACK: [6, 5, 5], RMDQ: [12, 10, 9], FLOOR: [22, 21, 40]}))

    left, right = side_by_side(one, other)

    codes = ["pain", "fingertip_floor", "rmdq", "psfs"]
    assert [panel.code for panel in left.panels] == codes
    assert [panel.code for panel in right.panels] == codes
    for mine, theirs in zip(left.panels, right.panels, strict=True):
        assert (mine.title, mine.lowest, mine.highest) == (
            theirs.title,
            theirs.lowest,
            theirs.highest,
        )
    assert (int(left.panels[1].lowest), int(left.panels[1].highest)) == (10, 45)
    assert (left.numbers, right.numbers) == (2, 3)
    assert left.panels[0] == one.panels[0]


def test_what_one_course_was_not_asked_is_a_panel_without_a_line() -> None:
    left, right = side_by_side(trend(visits({BACK: [8, 4]})), trend(visits({ODI: [42, 38]})))

    assert [len(panel.series) for panel in left.panels] == [1, 0]
    assert [len(panel.series) for panel in right.panels] == [0, 1]
    empty = next(panel for panel in right.panels if not panel.series)
    assert (empty.baseline, empty.levels) == (None, ())
    assert [panel.code for panel in left.panels] == ["pain", "odi"]


def test_a_course_without_a_score_stays_empty_beside_another() -> None:
    left, right = side_by_side(trend([]), trend(visits({BACK: [8, 4]})))

    assert left.is_empty
    assert not right.is_empty
    assert len(left.panels) == 1


def test_what_took_place_on_one_day_keeps_its_order() -> None:
    day = FIRST + timedelta(days=10)
    entered = [
        session(1, {BACK: "7"}, day=FIRST, number=1),
        session(4, {BACK: "4"}, day=day, number=2),
        session(5, {BACK: "5"}, day=day),
    ]

    assert trend(entered, axis=Axis.DATE).order == (1, 4, 5)
    assert trend(entered, axis=Axis.NUMBER).order == (1, 4)


def test_two_courses_have_the_same_rows_of_marks() -> None:
    bruised = trend(visits({BACK: [8, 4]}, effects={1: SideEffectKind.BRUISING}))
    left, right = side_by_side(bruised, trend(visits({BACK: [6, 5]})))

    assert left.mark_rows == right.mark_rows == (MarkKind.SIDE_EFFECT,)
    assert len(left.marks) == 1
    assert not right.marks


def test_a_course_beside_itself_is_the_same() -> None:
    one = told_course()

    assert side_by_side(one, one) == (one, one)
