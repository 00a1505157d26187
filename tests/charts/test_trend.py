"""The trend chart: first what it says, then what is seen."""

import itertools
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from acudesk.charts.description import description
from acudesk.charts.layout import spread
from acudesk.charts.looks import line_looks
from acudesk.charts.style import load_style
from acudesk.charts.trend import TrendChart, svg_bytes, trend_figure
from acudesk.domain.practice import BaselineRule
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effects import SideEffectKind
from acudesk.domain.trend import Axis, MarkKind, Trend, build_trend, side_by_side
from tests.charts.pictures import grey, png_bytes
from tests.charts.support import (
    AFTER,
    BACK,
    BEFORE,
    FIRST,
    FLOOR,
    LEG,
    MEASURES,
    PSFS,
    RAISE_LEFT,
    RAISE_RIGHT,
    RMDQ,
    own_measure,
    session,
    six_panels,
    told_course,
    two_weeks_of_a_diary,
    usual_course,
    visits,
)

LIGHT = load_style("light")
SCREEN = (4.55, 4.6)
TALL = (4.55, 8.6)


def trend(sessions: list[Session], **wanted: object) -> Trend:
    return build_trend(MEASURES, sessions, **wanted)  # type: ignore[arg-type]


def own_names() -> Trend:
    long = "Carrying the shopping up three flights of stairs without stopping"
    own = own_measure(long + " even once", long[:60])
    sessions = visits(
        {BACK: [5, 4, 4], own.keys()[0]: [2, 3, 5]}, measures=(*MEASURES, own), every=1
    )
    return build_trend((*MEASURES, own), sessions)


CASES: dict[str, Callable[[], Trend]] = {
    "twelve": lambda: trend(usual_course()),
    "by date": lambda: trend(usual_course(), axis=Axis.DATE),
    "three panels": lambda: trend(usual_course(), most_panels=3),
    "one": lambda: trend(usual_course(1)),
    "two": lambda: trend(usual_course(2)),
    "forty": lambda: trend(usual_course(40), most_panels=2),
    "two hundred": lambda: trend(usual_course(200), most_panels=2),
    "two hundred by date": lambda: trend(usual_course(200), most_panels=2, axis=Axis.DATE),
    "all equal": lambda: trend(
        visits({BACK: [5] * 6, LEG: [5] * 6, BEFORE: [5] * 6, AFTER: [5] * 6})
    ),
    "none and worst": lambda: trend(
        visits({BACK: [10, 10, 0], BEFORE: [10, 0, 0], AFTER: [0] * 3})
    ),
    "diary": lambda: trend(two_weeks_of_a_diary(), rule=BaselineRule.FIRST_SEVEN_DAYS),
    "own names": own_names,
    "all that happened": told_course,
    "all that happened by date": lambda: told_course(axis=Axis.DATE),
}
SIZES = {"screen": SCREEN, "narrow": (3.0, 3.6), "paper": (6.85, 3.75)}


def texts(figure: Figure, gid: str = "") -> list[Text]:
    found = [artist for artist in figure.artists if isinstance(artist, Text)]
    return [text for text in found if not gid or text.get_gid() == gid]


def words(figure: Figure, gid: str = "") -> list[str]:
    return [text.get_text() for text in texts(figure, gid)]


def lines(figure: Figure, panel: int = 0) -> list[Line2D]:
    """The lines of a panel's series, in their order."""
    start = f"panel-{panel}-series-"
    return [line for line in figure.axes[panel].lines if str(line.get_gid()).startswith(start)]


def xs(line: Line2D) -> list[float]:
    return [float(x) for x in np.asarray(line.get_xdata(), dtype=float)]


def ys(line: Line2D) -> list[float]:
    return [float(y) for y in np.asarray(line.get_ydata(), dtype=float)]


def extents(figure: Figure, gid: str = "") -> list[tuple[str, Bbox]]:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts(figure, gid)]


def overlap(one: Bbox, two: Bbox) -> float:
    """How many pixels deep two boxes lie in one another; boxes of text hold some air."""
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    down = min(one.y1, two.y1) - max(one.y0, two.y0)
    return min(across, down)


# ------------------------------------------------------------------ what it says


@pytest.mark.parametrize("case", CASES)
def test_no_axis_is_flipped_and_all_panels_share_theirs(case: str) -> None:
    shown = CASES[case]()
    figure = trend_figure(shown, LIGHT, SCREEN)

    assert len(figure.axes) == len(shown.panels)
    for panel, axes in zip(shown.panels, figure.axes, strict=True):
        low, high = axes.get_ylim()
        assert not axes.xaxis_inverted()
        assert not axes.yaxis_inverted()
        assert low < panel.lowest < panel.highest < high
        assert axes.get_xlim() == figure.axes[0].get_xlim()
        assert axes.get_shared_y_axes().get_siblings(axes) == [axes]


def test_pain_stands_on_top_and_is_higher() -> None:
    figure = trend_figure(trend(usual_course()), LIGHT, SCREEN)
    boxes = [axes.get_position() for axes in figure.axes]

    assert words(figure, "title") == [
        "Pain, 0 to 10",
        "Fingertip-to-floor, cm",
        "Straight-leg raise, °",
    ]
    assert boxes[0].height == pytest.approx(boxes[1].height * 1.5)
    for above, below in itertools.pairwise(boxes):
        assert above.y0 > below.y1


def test_each_panel_says_which_way_is_better() -> None:
    figure = trend_figure(trend(usual_course()), LIGHT, SCREEN)

    assert words(figure, "direction") == [
        "↓ lower is better",
        "↓ lower is better",
        "↑ higher is better",
    ]


def test_pain_is_drawn_whole_with_round_ticks() -> None:
    figure = trend_figure(trend(visits({BACK: [6, 5, 6]})), LIGHT, SCREEN)

    assert list(figure.axes[0].get_yticks()) == [0, 2, 4, 6, 8, 10]


def test_a_gap_breaks_the_line_and_is_no_zero() -> None:
    figure = trend_figure(trend(visits({BACK: [6, None, 4, 0]})), LIGHT, SCREEN)
    (line,) = lines(figure)

    np.testing.assert_array_equal(ys(line), [6, np.nan, 4, 0])
    assert xs(line) == [1, 2, 3, 4]


def test_two_scales_never_share_a_panel() -> None:
    sessions = [
        session(1, {BACK: "7"}, number=1),
        session(2, {BACK: "55"}, number=2, day=FIRST + timedelta(days=7), scale="vas100"),
    ]
    figure = trend_figure(trend(sessions), LIGHT, SCREEN)

    assert words(figure, "title") == ["Pain, 0 to 10", "Pain, mm"]
    assert [ys(line) for p in (0, 1) for line in lines(figure, p)] == [[7], [55]]


def test_the_baseline_names_its_rule_and_the_band_is_the_error() -> None:
    shown = trend(visits({FLOOR: [30, 24, 18]}), rule=BaselineRule.MEAN_OF_TWO)
    figure = trend_figure(shown, LIGHT, SCREEN)
    (axes,) = figure.axes
    (baseline,) = [line for line in axes.lines if line.get_gid() == "panel-0-baseline"]
    (band,) = [patch for patch in axes.patches if isinstance(patch, Rectangle)]

    assert ys(baseline) == [27, 27]
    assert (band.get_y(), band.get_y() + band.get_height()) == (22.5, 31.5)
    assert words(figure, "baseline") == ["baseline: mean of the first two"]
    assert words(figure, "error") == ["measurement error"]


@pytest.mark.parametrize("case", CASES)
def test_the_rule_of_the_baseline_is_always_named(case: str) -> None:
    shown = CASES[case]()
    figure = trend_figure(shown, LIGHT, SCREEN)
    compared = [
        panel
        for panel in shown.panels
        if panel.baseline is not None
        and sum(place.value is not None for place in panel.series[0].places) > 1
    ]

    assert len(words(figure, "baseline")) == len(compared)


def test_the_band_ends_where_the_scale_ends() -> None:
    figure = trend_figure(trend(visits({FLOOR: [2, 1]})), LIGHT, SCREEN)
    (band,) = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]

    assert (band.get_y(), band.get_y() + band.get_height()) == (0, 6.5)


def test_one_score_alone_has_nothing_to_be_compared_with() -> None:
    figure = trend_figure(trend(visits({BACK: [6]})), LIGHT, SCREEN)

    assert not words(figure, "baseline")
    assert words(figure, "label") == ["back, 7 days"]


def marks_of(figure: Figure, kind: MarkKind) -> Line2D:
    """The marks of one kind."""
    (found,) = [one for one in figure.artists if one.get_gid() == f"marks-{kind.value}"]
    assert isinstance(found, Line2D)
    return found


def test_every_kind_of_mark_has_a_row_of_its_own() -> None:
    figure = trend_figure(told_course(), LIGHT, (6, 6))
    by_number = dict(zip(*_ticks(figure), strict=True))
    expected = {
        MarkKind.SIDE_EFFECT: ["3", "9"],
        MarkKind.MEDICATION: ["5", "12"],
        MarkKind.REVIEW: ["4", "8", "12"],
        MarkKind.ADDENDUM: ["7", "12"],
        MarkKind.GAP: ["10"],
    }
    rows = []
    glyphs = set()
    for kind, numbers in expected.items():
        marks = marks_of(figure, kind)
        assert xs(marks) == pytest.approx([by_number[number] for number in numbers])
        (row,) = set(ys(marks))
        rows.append(row)
        glyphs.add(str(marks.get_marker()))

    assert rows == sorted(rows, reverse=True)
    assert len(set(rows)) == len(glyphs) == 5
    assert words(figure, "marks-label") == [
        "side effect",
        "medicines",
        "review",
        "addendum",
        "gap",
    ]


def test_a_call_after_the_visit_of_that_day_stands_after_it() -> None:
    day = FIRST + timedelta(days=10)
    figure = trend_figure(
        trend(
            [
                session(1, {BACK: "7"}, day=FIRST, number=1),
                session(4, {BACK: "4"}, day=day, number=2),
                session(5, {BACK: "5"}, day=day),
            ],
            axis=Axis.DATE,
        ),
        LIGHT,
        SCREEN,
    )
    (line,) = lines(figure)

    assert ys(line) == [7, 4, 5]
    assert xs(line) == sorted(xs(line)), "the line goes back in time"


def test_with_many_panels_marks_and_axis_stand_below_the_pain_too() -> None:
    figure = trend_figure(six_panels(20), LIGHT, TALL)
    height = figure.get_size_inches()[1] * 72
    pain, second = (axes.get_position() for axes in figure.axes[:2])

    for kind in MarkKind:
        for y in ys(marks_of(figure, kind)):
            assert second.y1 * height < y < pain.y0 * height
    heights = sorted({text.get_position()[1] for text in texts(figure, "tick")})
    assert len(heights) == 2
    assert heights[0] < figure.axes[5].get_position().y0 * height
    assert second.y1 * height < heights[1] < pain.y0 * height
    assert words(figure, "tick")[: len(words(figure, "tick")) // 2] * 2 == words(figure, "tick")


@pytest.mark.parametrize("axis", Axis)
def test_with_many_panels_no_words_overlap(axis: Axis) -> None:
    check_words(trend_figure(six_panels(16, axis=axis), LIGHT, TALL))
    no_leg = visits(
        {BACK: [7, 5, 2], LEG: [0] * 3, BEFORE: [6, 4, 3], AFTER: [1, 1, 1], FLOOR: [30, 25, 20]}
        | {RAISE_LEFT: [40, 50, 60], RMDQ: [12, None, 4], PSFS[0]: [3, 4, 6]},
        effects={2: SideEffectKind.BRUISING},
    )
    check_words(trend_figure(trend(no_leg, axis=axis), LIGHT, TALL))


def test_one_kind_of_marks_is_named_once() -> None:
    figure = trend_figure(trend(usual_course()), LIGHT, SCREEN)

    assert len(xs(marks_of(figure, MarkKind.SIDE_EFFECT))) == 2
    assert words(figure, "marks-label") == ["side effect"]


def test_in_a_low_figure_the_marks_share_a_row_and_have_a_key() -> None:
    figure = trend_figure(told_course(), LIGHT, (4.2, 2.62))
    rows = {y for kind in MarkKind for y in ys(marks_of(figure, kind))}
    at_last = [xs(marks_of(figure, kind))[-1] for kind in list(MarkKind)[1:4]]

    assert len(rows) == 1
    assert len(set(at_last)) == 3, "three marks of one session cover one another"
    assert words(figure, "key") == ["side effect", "medicines", "review", "addendum", "gap"]
    assert not words(figure, "marks-label")


def _ticks(figure: Figure) -> tuple[list[str], list[float]]:
    found = texts(figure, "tick")
    return [text.get_text() for text in found], [text.get_position()[0] for text in found]


def level_lines(figure: Figure, panel: int = 0) -> dict[str, Line2D]:
    """The lines of change of a panel by their per cent."""
    start = f"panel-{panel}-level-"
    found = [line for line in figure.axes[panel].lines if str(line.get_gid()).startswith(start)]
    return {str(line.get_gid()).removeprefix(start): line for line in found}


def ink_along(figure: Figure, line: Line2D) -> float:
    """The share of a line over the whole width that leaves ink, to two places."""
    seen = grey(figure, 200)
    height = seen.shape[0]
    axes = figure.axes[0]
    (_x, y) = axes.transData.transform((0, ys(line)[0])) / figure.bbox.height
    row = round((1 - y) * height)
    left, right = (round(float(x) * seen.shape[1]) for x in axes.get_position().intervalx)
    strip = seen[row - 2 : row + 3, left + 4 : (left + right) // 2].min(axis=0)
    return round(float((strip < 0.75).mean()), 2)


def test_lines_of_30_and_50_per_cent_better_are_drawn_and_named() -> None:
    figure = trend_figure(trend(visits({BACK: [10, 9, 9, 8, 8]})), LIGHT, SCREEN)
    found = level_lines(figure)
    (baseline,) = [one for one in figure.axes[0].lines if one.get_gid() == "panel-0-baseline"]

    assert {percent: set(ys(line)) for percent, line in found.items()} == {"30": {7}, "50": {5}}
    assert words(figure, "level") == ["30 % better", "50 % better"]
    assert len({ink_along(figure, line) for line in found.values()}) == 2
    assert baseline.get_color() != found["30"].get_color()
    for line, text in zip(found.values(), texts(figure, "level"), strict=True):
        centre = text.get_window_extent(FigureCanvasAgg(figure).get_renderer())
        (_x, y) = figure.axes[0].transData.transform((0, ys(line)[0]))
        assert centre.y0 - 3 < y < centre.y1 + 3


def test_rmdq_has_one_line_of_change_and_activities_none() -> None:
    shown = trend(visits({RMDQ: [20, 18, 17], PSFS[0]: [3, 4, 4]}))
    figure = trend_figure(shown, LIGHT, SCREEN)

    assert {percent: ys(line)[0] for percent, line in level_lines(figure).items()} == {"30": 14}
    assert level_lines(figure, 1) == {}


def test_lines_of_change_too_near_to_be_told_apart_are_left_out() -> None:
    shown = trend(visits({BACK: [3, 4, 3], FLOOR: [30, 30, 30]}))

    assert set(level_lines(trend_figure(shown, LIGHT, (5, 6)))) == {"30", "50"}
    assert set(level_lines(trend_figure(shown, LIGHT, (5, 1.9)))) == {"50"}
    assert "30 % better at 2.1; 50 % better at 1.5." in description(shown)


def test_words_of_a_level_are_shortened_or_dropped_where_they_would_cross_a_line() -> None:
    roomy, low = (trend_figure(told_course(), LIGHT, size) for size in ((5.6, 4.3), (4.2, 2.62)))

    assert set(level_lines(roomy)) == set(level_lines(low)) == {"30", "50"}
    assert words(roomy, "level") == ["30 % better", "50 %"]
    assert not words(low, "level")


def test_where_no_place_in_the_panel_is_calm_the_rule_stands_above_it() -> None:
    figure = trend_figure(told_course(), LIGHT, (4.2, 2.62))
    (rule, _other) = extents(figure, "baseline")
    (title, *_others) = extents(figure, "title")

    assert rule[0] == "baseline: first score"
    assert rule[1].y0 >= title[1].y0 - 3


def test_six_panels_with_forty_sessions_have_room_for_everything() -> None:
    shown = six_panels()
    figure = trend_figure(shown, LIGHT, (9.0, 6.4))

    assert len(figure.axes) == 6
    check_words(figure)
    assert min(axes.get_position().height * 640 for axes in figure.axes) > 40
    assert words(figure, "marks-label") == [
        "side effect",
        "medicines",
        "review",
        "addendum",
        "gap",
    ]
    assert words(figure, "direction").count("↑ higher is better") == 1


def test_beside_another_course_an_empty_panel_says_so() -> None:
    left, right = side_by_side(
        trend(visits({BACK: [8, 4]})), trend(visits({BACK: [7], FLOOR: [30]}))
    )
    figures = [trend_figure(one, LIGHT, SCREEN) for one in (left, right)]

    assert [words(figure, "not-asked") for figure in figures] == [["not asked in this course"], []]
    assert words(figures[0], "title") == words(figures[1], "title")
    for one, two in zip(figures[0].axes, figures[1].axes, strict=True):
        assert one.get_ylim() == two.get_ylim()


def test_an_empty_trend_is_a_calm_sentence() -> None:
    figure = trend_figure(trend([]), LIGHT, SCREEN)

    assert words(figure) == ["The chart begins with the first score."]
    assert not figure.axes


def test_the_lines_differ_without_colour() -> None:
    for shown in (trend(usual_course()), trend(visits({BEFORE: [5], AFTER: [4]}))):
        for panel in shown.panels:
            looks = line_looks(panel, LIGHT)
            for one, two in itertools.combinations(looks, 2):
                assert (one.dashes, one.marker) != (two.dashes, two.marker) or (
                    one.width >= 1.8 * two.width and one.size > 1.5 * two.size
                )


def test_several_dates_of_one_day_stand_side_by_side() -> None:
    sessions = [session(n, {BACK: str(n)}) for n in (1, 2, 3)]
    (line,) = lines(trend_figure(trend(sessions), LIGHT, SCREEN))

    assert len(set(xs(line))) == 3
    assert {int(x) for x in xs(line)} == {FIRST.toordinal()}


def test_dates_show_the_year_when_it_changes() -> None:
    figure = trend_figure(trend(usual_course(20), axis=Axis.DATE), LIGHT, SCREEN)

    assert words(figure, "year") == ["2025", "2026"]
    assert words(figure, "tick")[0] == "3 Nov"


def test_places_tell_where_every_score_was_drawn() -> None:
    chart = TrendChart(LIGHT, SCREEN)
    chart.show(trend(visits({BACK: [10, None, 0], FLOOR: [20, 15, 10]})))
    axes = chart.figure.axes

    places = chart.places()
    assert [(p.panel, p.series, p.place) for p in places] == [
        (0, 0, 0),
        (0, 0, 2),
        (1, 0, 0),
        (1, 0, 1),
        (1, 0, 2),
    ]
    drawn = axes[0].transData.transform((3, 0)) / chart.figure.bbox.size
    assert (places[1].x, places[1].y) == pytest.approx(tuple(drawn))


def test_the_description_tells_what_is_seen() -> None:
    told = description(trend(usual_course(), most_panels=2))

    assert "Chart of 12 sessions." in told
    assert "Pain, 0 to 10 (lower is better):" in told
    assert (
        "back, 7 days from 8 at session 1 to 2 at session 12, 11 scores, 1 time not asked" in told
    )
    assert "Baseline 8 (first score)." in told
    assert "Side effects: Bruising at session 3; Fatigue or drowsiness at session 9." in told
    assert description(trend([])) == "No score yet: the chart is empty."


def test_the_description_goes_by_date_where_the_chart_does() -> None:
    told = description(trend(two_weeks_of_a_diary()))

    assert told.startswith("Chart by date, 3 Nov 2025 to 4 Jan 2026.")
    assert "from 6.75 at 3 Nov 2025 to 7.08 at 4 Jan 2026, 13 scores, 1 time not asked" in told


# ------------------------------------------------------------------ letters


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", CASES)
def test_no_words_overlap_or_leave_the_figure(case: str, size: str) -> None:
    check_words(trend_figure(CASES[case](), LIGHT, SIZES[size]))


def check_words(figure: Figure) -> None:
    found = extents(figure)

    for text, box in found:
        assert box.x0 >= -1, text
        assert box.y0 >= -1, text
        assert box.x1 <= figure.bbox.width + 1, text
        assert box.y1 <= figure.bbox.height + 1, text
    for (one, box), (two, other) in itertools.combinations(found, 2):
        assert overlap(box, other) <= 3.5, (one, two)


def test_a_long_name_is_elided() -> None:
    figure = trend_figure(own_names(), LIGHT, SCREEN)

    assert words(figure, "label")[1].endswith("…")
    assert words(figure, "title")[1].endswith("…, 0 to 10")


@pytest.mark.parametrize(
    "name",
    ["Đi bộ", "Πόνος", "Ходьба", "المشي", "走路", "$x^2$ & <b>", "สวัสดี", "\U0001f9d8 yoga"],
)
def test_names_in_any_letters(name: str) -> None:
    own = own_measure(name, name)
    sessions = visits({own.keys()[0]: [2, 3]}, measures=(*MEASURES, own))
    figure = trend_figure(build_trend((*MEASURES, own), sessions), LIGHT, SCREEN)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert svg_bytes(figure).startswith(b"<?xml")
        assert png_bytes(figure)
    if name != "สวัสดี" and "yoga" not in name:
        assert words(figure, "label") == [name]


def test_activities_are_named_at_their_lines_and_in_the_description() -> None:
    keys = [ScoreKey(measure="psfs", moment=Moment.ONCE, item=item) for item in "123"]
    long = "Walking the dog up the hill behind the house and back before breakfast"
    shown = build_trend(
        MEASURES,
        visits({key: [3 + n, 6 + n] for n, key in enumerate(keys)}),
        activities=(long, "Tying shoes", ""),
    )
    chart = TrendChart(LIGHT, SCREEN)

    chart.show(shown)

    first, second, third = sorted(words(chart.figure, "label"), key=len, reverse=True)
    assert (second, third) == ("Tying shoes", "activity 3")
    assert long.startswith(first.rstrip("…"))
    assert first.endswith("…")
    assert f"{long} from 3" in chart.description()


def test_the_baseline_from_before_the_first_visit_is_drawn() -> None:
    home = session(1, {BACK: "8"})
    visit = session(2, {BACK: "5"}, number=1, day=FIRST + timedelta(days=3))
    alone = trend([visit], axis=Axis.NUMBER)
    both = trend([home, visit], axis=Axis.NUMBER)

    (baseline,) = [
        line
        for line in trend_figure(both, LIGHT, SCREEN).axes[0].lines
        if line.get_gid() == "panel-0-baseline"
    ]

    assert ys(baseline) == [8, 8]
    assert "Baseline 8" in description(both)
    assert "Baseline" not in description(alone)
    assert not words(trend_figure(alone, LIGHT, SCREEN), "baseline")


@pytest.mark.parametrize("size", [(0.05, 0.05), (0.5, 0.5), (1.5, 0.8), (30, 2)])
def test_any_size_can_be_drawn(size: tuple[float, float]) -> None:
    assert png_bytes(trend_figure(trend(usual_course()), LIGHT, size), 60)


def test_thirty_years_of_dates_have_few_labels() -> None:
    sessions = [session(n, {BACK: "5"}, day=date(1990 + n, 3, 1)) for n in range(0, 31, 3)]
    found = words(trend_figure(trend(sessions), LIGHT, SCREEN), "year")

    assert 2 <= len(found) <= 8
    assert found == sorted(set(found))


def test_labels_are_pushed_apart_in_their_order() -> None:
    assert spread([50, 50, 10], 12, 0, 100) == [56, 44, 10]
    assert spread([2, 1, 0], 12, 0, 100) == [24, 12, 0]
    assert spread([99, 98], 12, 0, 100) == [100, 88]
    assert spread([], 12, 0, 100) == []


# ------------------------------------------------------------------ one figure, many trends


def test_axes_are_kept_and_nothing_piles_up() -> None:
    chart = TrendChart(LIGHT, SCREEN)
    chart.show(trend(usual_course()))
    axes = list(chart.figure.axes)
    counted = _artists(chart.figure)

    chart.show(trend([]))
    assert not any(one.get_visible() for one in axes)
    chart.show(trend(two_weeks_of_a_diary()))
    assert [one.get_visible() for one in axes] == [True, False, False]
    chart.show(trend(usual_course()))

    assert chart.figure.axes == axes
    assert _artists(chart.figure) == counted


def _artists(figure: Figure) -> int:
    return len(figure.artists) + sum(len(a.get_children()) for a in figure.axes)


def test_a_reused_figure_looks_like_a_new_one() -> None:
    chart = TrendChart(load_style("dark"), (3, 3))
    chart.show(trend(two_weeks_of_a_diary()))
    chart.restyle(LIGHT)
    chart.figure.set_size_inches(*SCREEN)
    chart.show(trend(usual_course(40)))
    chart.show(trend(usual_course()))

    assert png_bytes(chart.figure) == png_bytes(trend_figure(trend(usual_course()), LIGHT, SCREEN))


def test_another_size_is_laid_out_anew() -> None:
    chart = TrendChart(LIGHT, SCREEN)
    chart.show(trend(usual_course()))
    chart.figure.set_size_inches(7, 3)
    chart.resized()

    fresh = trend_figure(trend(usual_course()), LIGHT, (7, 3))
    assert svg_bytes(chart.figure) == svg_bytes(fresh)


def test_the_same_data_give_the_same_bytes() -> None:
    one = trend_figure(trend(usual_course()), LIGHT, SCREEN)
    two = trend_figure(trend(usual_course()), LIGHT, SCREEN)

    assert svg_bytes(one) == svg_bytes(two) == svg_bytes(one)
    assert png_bytes(one) == png_bytes(two)
    assert b"<dc:date>" not in svg_bytes(one)


def test_no_setting_of_matplotlib_is_changed() -> None:
    before = dict(mpl.rcParams)
    svg_bytes(trend_figure(trend(usual_course()), LIGHT, SCREEN))

    assert dict(mpl.rcParams) == before


# ------------------------------------------------------------------ what is seen


@pytest.mark.parametrize("name", ["light", "dark", "paper"])
def test_every_score_leaves_ink(name: str) -> None:
    style = load_style(name)
    chart = TrendChart(style, SCREEN)
    chart.show(trend(usual_course()))
    seen = grey(chart.figure)
    ground = seen[0, 0]

    height, width = seen.shape
    for place in chart.places():
        row, column = round((1 - place.y) * height), round(place.x * width)
        near = seen[row - 2 : row + 3, column - 2 : column + 3]
        assert np.abs(near - ground).max() > 0.2


def test_markers_at_the_ends_of_the_scale_are_whole() -> None:
    style = replace(LIGHT, grid=LIGHT.card, baseline=LIGHT.card, axis=LIGHT.card)
    chart = TrendChart(style, SCREEN)
    chart.show(trend(visits({BACK: [10, None, 0, None, 5]})))
    seen = grey(chart.figure, 200)
    height, width = seen.shape

    inks = []
    for place in chart.places():
        row, column = round((1 - place.y) * height), round(place.x * width)
        inks.append(float((1 - seen[row - 11 : row + 12, column - 11 : column + 12]).sum()))
    assert inks[0] == pytest.approx(inks[2], rel=0.1)
    assert inks[1] == pytest.approx(inks[2], rel=0.1)


def test_before_and_after_of_a_session_are_a_pair_beside_the_main_line() -> None:
    shown = trend(visits({BACK: [8, 7, 7], BEFORE: [6, None, 5], AFTER: [3, 4, 4]}))
    chart = TrendChart(LIGHT, SCREEN)
    chart.show(shown)
    (stems,) = [line for line in chart.figure.axes[0].lines if line.get_gid() == "panel-0-stems"]
    main, before, after = lines(chart.figure)
    beside = [two - one for one, two in zip(xs(main), xs(after), strict=True)]

    np.testing.assert_array_equal(ys(stems), [6, 3, np.nan, 5, 4, np.nan])
    assert xs(stems)[:2] == [xs(after)[0]] * 2
    assert xs(stems)[3:5] == [xs(after)[2]] * 2
    assert 0 < beside[0] < 0.3
    assert beside == pytest.approx([beside[0]] * 3)
    assert before.get_linestyle() == after.get_linestyle() == "None"


def test_without_another_pain_the_pair_hangs_from_the_main_line() -> None:
    figure = trend_figure(trend(visits({BEFORE: [6, 5], AFTER: [3, 4]})), LIGHT, SCREEN)
    main, after = lines(figure)

    assert xs(main) == xs(after) == [1, 2]
    assert main.get_linestyle() == "-"
    assert [line.get_gid() for line in figure.axes[0].lines].count("panel-0-stems") == 1


def test_dates_of_a_dense_diary_are_apart() -> None:
    chart = TrendChart(LIGHT, SCREEN)
    chart.show(trend(two_weeks_of_a_diary()))
    (line,) = lines(chart.figure)
    step = (chart.places()[1].x - chart.places()[0].x) * SCREEN[0] * 72

    assert line.get_markersize() < step
    assert xs(line)[0] == date(2025, 11, 3).toordinal()


def test_both_legs_are_told_apart() -> None:
    figure = trend_figure(trend(visits({RAISE_LEFT: [40, 50], RAISE_RIGHT: [40, 50]})), LIGHT)

    assert words(figure, "label") == ["Leg raise left", "Leg raise right"]
    assert [line.get_marker() for line in lines(figure)] == ["o", "D"]
