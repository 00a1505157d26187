"""Zoom and pan: sensible ends, everything laid out anew inside, and the ring round one place."""

from datetime import timedelta

import numpy as np
import pytest
from matplotlib.backend_bases import MouseEvent, NavigationToolbar2
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from acudesk.charts.style import load_style
from acudesk.charts.trend import MarkSpot, Spot, TrendChart
from acudesk.charts.zoom import within
from acudesk.domain.trend import Axis, Trend, build_trend
from tests.charts.pictures import grey, png_bytes
from tests.charts.support import (
    BACK,
    FIRST,
    FLOOR,
    MEASURES,
    session,
    told_course,
    two_weeks_of_a_diary,
    usual_course,
    visits,
)

LIGHT = load_style("light")
SIZE = (5.6, 4.3)


def chart_of(trend: Trend) -> TrendChart:
    chart = TrendChart(LIGHT, SIZE)
    chart.show(trend)
    return chart


def words(chart: TrendChart, gid: str) -> list[str]:
    found = [one for one in chart.figure.artists if isinstance(one, Text)]
    return [text.get_text() for text in found if text.get_gid() == gid]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ((2, 5), (2, 5)),
        ((5, 2), (2, 5)),
        ((-3, 4), (0, 7)),
        ((8, 13), (5, 10)),
        ((4, 4.5), (3.25, 5.25)),
        ((0, 10), None),
        ((-9, 99), None),
        ((float("nan"), 3), None),
        ((1, float("inf")), None),
        (None, None),
    ],
)
def test_limits_stay_inside_the_whole_and_are_not_too_short(
    wanted: tuple[float, float] | None, expected: tuple[float, float] | None
) -> None:
    assert within(wanted, (0.0, 10.0), 2.0) == expected


def test_there_is_one_axis_a_panel() -> None:
    chart = chart_of(told_course())
    assert len(chart.axes) == 3

    chart.show(build_trend(MEASURES, visits({BACK: [6, 5]})))
    assert len(chart.axes) == 1
    assert [one.get_navigate() for one in chart.figure.axes] == [True, False, False]


def test_all_panels_follow_the_one_that_was_moved() -> None:
    chart = chart_of(told_course())

    chart.axes[1].set_xlim(3.5, 7.5)
    chart.follow_axes()

    assert chart.is_zoomed
    assert [one.get_xlim() for one in chart.axes] == [(3.5, 7.5)] * 3
    assert words(chart, "tick") == ["4", "5", "6", "7"]
    places = {
        (place.number, spot.panel)
        for spot in chart.places()
        for place in [told_course().panels[spot.panel].series[spot.series].places[spot.place]]
    }
    assert {number for number, _panel in places} == {4, 5, 6, 7}
    marks = [told_course().marks[spot.mark] for spot in chart.mark_places()]
    assert {mark.number for mark in marks} == {4, 5, 7}


def test_the_scale_of_one_panel_is_its_own() -> None:
    chart = chart_of(told_course())
    before = [one.get_ylim() for one in chart.axes]

    chart.axes[0].set_ylim(3.5, 6.5)
    chart.follow_axes()

    assert chart.axes[0].get_ylim() == (3.5, 6.5)
    assert [one.get_ylim() for one in chart.axes[1:]] == before[1:]
    assert [float(tick) for tick in chart.axes[0].get_yticks()] == [4, 5, 6]
    values = [
        told_course().panels[0].series[spot.series].places[spot.place].value
        for spot in chart.places()
        if spot.panel == 0
    ]
    assert values
    assert all(value is not None and 3.5 <= value <= 6.5 for value in values)


def test_places_of_a_zoomed_chart_are_where_its_axes_put_them() -> None:
    trend = build_trend(MEASURES, visits({BACK: [6, 5, 4, 3, 2, 1]}))
    chart = chart_of(trend)

    chart.axes[0].set_xlim(2.5, 4.6)
    chart.axes[0].set_ylim(2, 8)
    chart.follow_axes()

    assert [spot.place for spot in chart.places()] == [2, 3]
    for spot, (x, y) in zip(chart.places(), ((3, 4), (4, 3)), strict=True):
        drawn = chart.axes[0].transData.transform((x, y)) / chart.figure.bbox.size
        assert (spot.x, spot.y) == pytest.approx(tuple(drawn))


def test_zoom_ends_at_two_sessions_and_a_twentieth_of_the_scale() -> None:
    chart = chart_of(build_trend(MEASURES, visits({BACK: [6, 5, 4, 3, 2, 1]})))

    chart.axes[0].set_xlim(3.0, 3.1)
    chart.axes[0].set_ylim(4.0, 4.01)
    chart.follow_axes()

    low, high = chart.axes[0].get_xlim()
    assert high - low == pytest.approx(2)
    low, high = chart.axes[0].get_ylim()
    assert high - low == pytest.approx(0.5)


def test_by_date_at_least_two_days_are_seen() -> None:
    chart = chart_of(build_trend(MEASURES, two_weeks_of_a_diary()))
    day = float(FIRST.toordinal())

    chart.axes[0].set_xlim(day + 2.9, day + 3.1)
    chart.follow_axes()

    low, high = chart.axes[0].get_xlim()
    assert high - low == pytest.approx(2)
    assert words(chart, "tick") == ["5 Nov", "6 Nov", "7 Nov"]
    assert words(chart, "year") == ["2025"]


def test_beyond_the_whole_there_is_nothing() -> None:
    chart = chart_of(told_course())
    whole = chart.axes[0].get_xlim(), chart.axes[0].get_ylim()

    chart.axes[0].set_xlim(-50, 80)
    chart.axes[0].set_ylim(-5, 40)
    chart.follow_axes()

    assert not chart.is_zoomed
    assert (chart.axes[0].get_xlim(), chart.axes[0].get_ylim()) == whole


def test_the_whole_comes_back() -> None:
    chart = chart_of(told_course())
    before = png_bytes(chart.figure)
    chart.axes[0].set_xlim(2, 6)
    chart.axes[2].set_ylim(50, 60)
    chart.follow_axes()
    assert png_bytes(chart.figure) != before

    chart.reset_zoom()

    assert not chart.is_zoomed
    assert png_bytes(chart.figure) == before


def test_another_course_is_shown_whole_and_the_same_one_as_near_as_before() -> None:
    chart = chart_of(told_course())
    chart.axes[0].set_xlim(3.5, 7.5)
    chart.axes[2].set_ylim(50, 60)
    chart.follow_axes()

    chart.show(told_course(panels=["pain", "fingertip_floor"]), keep_zoom=True)
    assert chart.axes[0].get_xlim() == (3.5, 7.5)
    chart.show(told_course(), keep_zoom=True)
    assert chart.axes[0].get_xlim() == (3.5, 7.5)
    assert chart.axes[2].get_ylim() != (50, 60)
    chart.show(told_course(axis=Axis.DATE), keep_zoom=True)
    assert not chart.is_zoomed

    chart.axes[0].set_xlim(FIRST.toordinal() + 3, FIRST.toordinal() + 30)
    chart.follow_axes()
    assert chart.is_zoomed
    chart.show(told_course(axis=Axis.DATE))
    assert not chart.is_zoomed


def test_size_and_colours_change_and_the_zoom_stays() -> None:
    chart = chart_of(told_course())
    chart.axes[0].set_xlim(3.5, 7.5)
    chart.follow_axes()

    chart.restyle(load_style("dark"))
    chart.figure.set_size_inches(7, 5)
    chart.resized()

    assert chart.axes[0].get_xlim() == (3.5, 7.5)


def test_nothing_is_drawn_beyond_a_zoomed_panel() -> None:
    chart = chart_of(build_trend(MEASURES, visits({BACK: [9, 1, 9, 1], FLOOR: [20, 19, 18, 17]})))
    chart.axes[0].set_ylim(4, 6)
    chart.follow_axes()
    seen = grey(chart.figure, 100)
    height = seen.shape[0]
    box = chart.axes[0].get_position()
    left, right = (round(x * seen.shape[1]) for x in (box.x0, box.x1))
    above = seen[: round((1 - box.y1) * height) - 24, left + 60 : right - 110]
    inside = seen[round((1 - box.y1) * height) : round((1 - box.y0) * height), left:right]

    assert np.ptp(above) < 0.05
    assert np.ptp(inside) > 0.4


def test_lines_whose_scores_are_out_of_sight_are_still_named() -> None:
    chart = chart_of(build_trend(MEASURES, visits({BACK: [9, 1, 9, 1]})))

    chart.axes[0].set_ylim(4, 6)
    chart.follow_axes()
    assert not chart.places()
    assert words(chart, "label") == ["back, 7 days"]

    chart.axes[0].set_ylim(9.5, 10)
    chart.follow_axes()
    assert not words(chart, "label")


def test_the_toolbar_of_matplotlib_zooms_pans_and_goes_home() -> None:
    chart = chart_of(build_trend(MEASURES, usual_course(40)))
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    toolbar = NavigationToolbar2(canvas)

    def drag(panel: int, start: tuple[float, float], end: tuple[float, float]) -> None:
        box = chart.axes[panel].bbox
        ends = [(box.x0 + x * box.width, box.y0 + y * box.height) for x, y in (start, end)]
        for name, (x, y) in (
            ("button_press_event", ends[0]),
            ("motion_notify_event", ends[1]),
            ("button_release_event", ends[1]),
        ):
            held = {"buttons": {1}} if name.startswith("motion") else {"button": 1}
            canvas.callbacks.process(name, MouseEvent(name, canvas, x, y, **held))
        chart.follow_axes()

    toolbar.zoom()
    drag(1, (0.2, 0.1), (0.5, 0.9))
    low, high = chart.axes[0].get_xlim()
    whole = 40 - 1
    assert high - low == pytest.approx(0.3 * whole, abs=2)
    assert chart.axes[0].get_xlim() == chart.axes[2].get_xlim()

    toolbar.pan()
    drag(0, (0.6, 0.5), (0.3, 0.5))
    moved = chart.axes[2].get_xlim()
    assert moved[0] - low == pytest.approx(0.3 * (high - low), rel=0.02)
    assert moved[1] - moved[0] == pytest.approx(high - low)

    toolbar.home()
    chart.follow_axes()
    assert not chart.is_zoomed


def test_a_trend_without_a_score_can_be_neither_zoomed_nor_hurt() -> None:
    chart = chart_of(build_trend(MEASURES, []))

    chart.follow_axes()
    chart.reset_zoom()

    assert not chart.axes
    assert not chart.is_zoomed


# ------------------------------------------------------------------ one place


def ringed(chart: TrendChart) -> tuple[float, float] | None:
    (ring,) = [one for one in chart.figure.get_children() if one.get_gid() == "ring"]
    if not ring.get_visible():
        return None
    seen = np.argwhere(np.abs(grey(chart.figure) - plain(chart)) > 0.2)
    height, width = (round(side) for side in chart.figure.bbox.size[::-1])
    row, column = (seen.max(axis=0) + seen.min(axis=0)) / 2
    return column / width, 1 - row / height


def plain(chart: TrendChart) -> np.ndarray:
    """The same chart without a ring."""
    assert chart.trend is not None
    fresh = TrendChart(chart.style, SIZE)
    fresh.show(chart.trend)
    return grey(fresh.figure)


def test_a_ring_points_one_place_out() -> None:
    chart = chart_of(told_course())
    place, mark = chart.places()[4], chart.mark_places()[2]
    assert ringed(chart) is None

    chart.point_out(place)
    assert ringed(chart) == pytest.approx((place.x, place.y), abs=0.004)
    chart.point_out(mark)
    assert ringed(chart) == pytest.approx((mark.x, mark.y), abs=0.004)
    chart.point_out(None)
    assert ringed(chart) is None


def test_the_ring_goes_with_what_it_stood_round() -> None:
    chart = chart_of(told_course())
    chart.point_out(Spot(0, 0, 0, 0.5, 0.5))

    chart.show(told_course())

    assert ringed(chart) is None


def test_marks_stand_under_their_sessions() -> None:
    sessions = [session(n, {BACK: "5"}, number=n, day=FIRST + timedelta(days=n)) for n in (1, 2)]
    assert chart_of(build_trend(MEASURES, sessions)).mark_places() == ()

    trend = told_course()
    chart = chart_of(trend)
    spots = chart.mark_places()

    assert [spot.mark for spot in spots] == list(range(len(trend.marks)))
    assert all(isinstance(spot, MarkSpot) for spot in spots)
    for spot in spots:
        x = chart.axes[0].transData.transform((trend.marks[spot.mark].number or 0, 0))[0]
        assert spot.x == pytest.approx(x / chart.figure.bbox.width)
        assert spot.y < chart.axes[-1].get_position().y0
