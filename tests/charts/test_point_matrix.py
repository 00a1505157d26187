"""Points below pain: each one drawn once where it belongs, and the notice always there."""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.image import imread
from matplotlib.lines import Line2D
from matplotlib.text import Text

from acudesk import paths
from acudesk.charts.point_matrix import PointMatrixChart, height_of, point_figure
from acudesk.charts.point_words import cell_words, picture_words
from acudesk.charts.style import load_style
from acudesk.charts.trend import picture_bytes, svg_bytes
from acudesk.domain.needles import NeedledPoint, Stimulation
from acudesk.domain.point_library import library_from_csv
from acudesk.domain.point_picture import PointPicture, build_point_picture
from acudesk.domain.points import PointSide
from acudesk.domain.sealing import EnteredInError
from acudesk.domain.session import Session
from acudesk.domain.trend import Axis, build_trend
from tests.charts.support import AFTER, BACK, BEFORE, MEASURES, usual_course, visits

LIBRARY = library_from_csv(paths.resource("points.csv").read_text(encoding="utf-8"))
NOTICE = "What came before or after does not show what caused what."
LIGHT = load_style("light")
SIDES = list(PointSide)
ERROR = EnteredInError(marked_at=datetime(2026, 3, 2, tzinfo=UTC), reason="wrong record")
CODES = [
    point.code
    for point in LIBRARY.points
    if point.channel in ("BL", "GB", "GV") and point.number % 5 == 0
]


def needled(sessions: Sequence[Session], *prescriptions: Sequence[NeedledPoint]) -> list[Session]:
    return [
        replace(session, points=tuple(points))
        for session, points in zip(sessions, prescriptions, strict=True)
    ]


def sides_of(code: str) -> tuple[PointSide, ...]:
    point = LIBRARY.get(code)
    assert point is not None
    return point.sides


def long_course(count: int = 40, kinds: int = 25) -> list[Session]:
    """Every point in fewer visits than the one before it, on its sides in turn."""
    prescriptions = [
        [
            NeedledPoint(
                code=code,
                side=sides_of(code)[visit % len(sides_of(code))],
                stimulation=Stimulation.ELECTRICAL if (visit + row) % 7 == 0 else None,
                moxa=(visit + row) % 9 == 0,
                carried_over=(visit * row) % 11 == 5,
            )
            for row, code in enumerate(CODES[:kinds])
            if visit % (row // 3 + 1) == 0
        ]
        for visit in range(count)
    ]
    return needled(usual_course(count), *prescriptions)


def picture_of(sessions: Sequence[Session]) -> PointPicture:
    counted = [session for session in sessions if session.counts]
    trend = build_trend(MEASURES, counted, axis=Axis.NUMBER)
    return build_point_picture(trend, sessions, LIBRARY)


def shown(picture: PointPicture, width: float = 6.3) -> PointMatrixChart:
    chart = PointMatrixChart(LIGHT, (width, height_of(picture.matrix, width * 72) / 72))
    chart.show_picture(picture)
    return chart


def data_of(line: Line2D) -> list[tuple[float, float]]:
    return [(x, y) for x, y in np.asarray(line.get_xydata(), dtype=float).tolist()]


def texts(chart: PointMatrixChart) -> list[Text]:
    return [one for one in chart.figure.get_children() if isinstance(one, Text)]


def signs(chart: PointMatrixChart) -> dict[str, list[tuple[float, float]]]:
    """The data of every artist of the points: session number and row."""
    return {
        str(line.get_gid()).removeprefix("points-"): data_of(line)
        for axes in chart.figure.axes
        for line in axes.lines
        if str(line.get_gid()).startswith("points-")
    }


def written(chart: PointMatrixChart, gid: str = "") -> list[str]:
    return [artist.get_text() for artist in texts(chart) if not gid or artist.get_gid() == gid]


def grey(chart: PointMatrixChart) -> np.ndarray:
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3].astype(float) @ [0.299, 0.587, 0.114]


def test_every_confirmed_point_is_drawn_once_where_it_belongs() -> None:
    sessions = long_course()
    chart = shown(picture_of(sessions))
    order = [line.code for line in chart.matrix.lines]

    confirmed = [
        (session.number, point)
        for session in sessions
        for point in session.points
        if not point.carried_over
    ]
    drawn = signs(chart)
    for side in PointSide:
        expected = Counter(
            (float(number or 0), float(order.index(point.code)))
            for number, point in confirmed
            if point.side == side
        )
        assert Counter(drawn.get(side.value, [])) == expected
        assert not expected or max(expected.values()) == 1
    assert sum(len(drawn[side]) for side in ("left", "right", "both", "midline")) == len(confirmed)
    electrical = {
        (float(number or 0), float(order.index(point.code)))
        for number, point in confirmed
        if point.stimulation == Stimulation.ELECTRICAL
    }
    assert set(drawn["electrical"]) == electrical
    assert len(drawn["moxa"]) == sum(point.moxa for _number, point in confirmed)


def test_a_row_lies_where_its_name_is_written() -> None:
    picture = picture_of(long_course(6, 8))
    chart = shown(picture)
    axes = next(axes for axes in chart.figure.axes if len(axes.lines) > 3)
    height = chart.figure.get_size_inches()[1] * 72
    heights = {
        artist.get_text(): artist.get_position()[1]
        for artist in texts(chart)
        if artist.get_gid() == "code"
    }
    for row, line in enumerate(picture.matrix.lines):
        pixel = axes.transData.transform((1, row))[1]
        middle = pixel / chart.figure.dpi * 72
        assert abs(heights[line.code] + 3.2 - middle) < 1
        assert abs(chart.spot(row, 0).y * height - middle) < 0.5
    assert written(chart, "count") == [str(line.count) for line in picture.matrix.lines]


def test_the_line_of_pain_is_that_of_the_course() -> None:
    chart = shown(picture_of(long_course(5, 3)))
    (line,) = (
        line
        for axes in chart.figure.axes
        for line in axes.lines
        if line.get_gid() == "panel-0-series-0"
    )
    found = dict(data_of(line))

    assert found[1] == 8
    assert np.isnan(found[5])
    assert written(chart, "label") == ["back, 7 days"]


def test_pain_before_treatment_speaks_where_the_week_was_not_asked() -> None:
    sessions = needled(
        visits({BEFORE: [6, 4], AFTER: [3, 2]}),
        *[[NeedledPoint(code="BL23", side=PointSide.BOTH)]] * 2,
    )
    picture = picture_of(sessions)
    (series,) = picture.pain.panels[0].series

    assert series.key == BEFORE
    assert cell_words(picture, 0, 1).endswith("both sides; pain (before) 4")
    assert cell_words(picture, None, 0) == "Session 1, 3 November 2025: pain (before) 6"


def test_a_course_without_pain_shows_its_points() -> None:
    sessions = needled(
        visits({BACK: [None, None]}), [NeedledPoint(code="BL23", side=PointSide.BOTH)], []
    )
    picture = picture_of(sessions)
    chart = shown(picture)

    assert signs(chart) == {"both": [(1.0, 0.0)]}
    assert cell_words(picture, 0, 1) == (
        "BL23 Shènshū, session 2, 10 November 2025: not needled; pain not asked"
    )
    assert written(chart, "notice") == [NOTICE]


def test_what_was_entered_in_error_is_not_drawn() -> None:
    first, second = needled(
        visits({BACK: [7, 5]}), *[[NeedledPoint(code="BL23", side=PointSide.BOTH)]] * 2
    )
    chart = shown(picture_of([first, replace(second, error=ERROR, number=None)]))

    assert signs(chart) == {"both": [(1.0, 0.0)]}


@pytest.mark.parametrize("width", [2.6, 4.4, 9.0])
def test_the_notice_is_whole_in_every_picture(width: float) -> None:
    picture = picture_of(long_course(12, 6))

    assert " ".join(written(shown(picture, width), "notice")) == NOTICE
    assert svg_bytes(point_figure(picture, LIGHT, width)).count(b'id="notice"') >= 1
    assert NOTICE in picture_words(picture)


@pytest.mark.parametrize("sessions", [[], visits({BACK: [7, 5]})], ids=["no-visit", "no-point"])
def test_nothing_yet_is_said_calmly(sessions: list[Session]) -> None:
    chart = shown(picture_of(sessions))

    (sentence,) = written(chart, "empty")
    assert sentence.endswith("the picture begins with the first one.")
    assert written(chart, "notice") == [NOTICE]
    assert not any(axes.get_visible() for axes in chart.figure.axes)


@pytest.mark.parametrize(("width", "count", "kinds"), [(4.4, 40, 25), (6.3, 40, 25), (5.0, 3, 2)])
def test_nothing_lies_outside_or_on_another_word(width: float, count: int, kinds: int) -> None:
    chart = shown(picture_of(long_course(count, kinds)), width)
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    right, top = chart.figure.bbox.size
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts(chart)]
    for words, box in boxes:
        assert box.x0 >= -1, words
        assert box.y0 >= -1, words
        assert box.x1 <= right + 1, words
        assert box.y1 <= top + 1, words
    for (one, box), (other, second) in combinations(boxes, 2):
        apart = (
            box.x1 <= second.x0 + 1
            or second.x1 <= box.x0 + 1
            or box.y1 <= second.y0 + 2
            or second.y1 <= box.y0 + 2
        )
        assert apart, (one, other)


@pytest.mark.parametrize("name", ["light", "dark", "paper"])
def test_the_signs_differ_in_grey(name: str) -> None:
    points = [NeedledPoint(code="ASHI", side=side) for side in SIDES]
    points += [NeedledPoint(code="ASHI", side=PointSide.BOTH, stimulation=Stimulation.ELECTRICAL)]
    points += [NeedledPoint(code="ASHI", side=PointSide.BOTH, moxa=True)]
    picture = picture_of(needled(visits({BACK: [5] * len(points)}), *[[point] for point in points]))
    chart = PointMatrixChart(load_style(name), (6.3, height_of(picture.matrix, 6.3 * 72) / 72))
    chart.show_picture(picture)
    image = grey(chart)
    height, width = image.shape
    cells = []
    for visit in range(len(points)):
        spot = chart.spot(0, visit)
        x, y = round(spot.x * width), round((1 - spot.y) * height)
        cells.append(image[y - 10 : y + 11, x - 10 : x + 11])
    for one, other in combinations(cells, 2):
        assert (np.abs(one - other) > 40).sum() >= 8


def test_a_place_is_found_again_by_the_pointer() -> None:
    picture = picture_of(long_course(40, 25))
    chart = shown(picture)

    for line, visit in ((0, 0), (24, 39), (12, 7)):
        spot = chart.spot(line, visit)
        assert chart.cell_at(spot.x, spot.y) == (line, visit)
    pain = chart.spot(None, 3)
    assert chart.cell_at(pain.x, pain.y) == (None, 3)
    assert chart.cell_at(0.01, 0.5) is None
    assert chart.cell_at(0.99, 0.5) is None
    assert chart.cell_at(chart.spot(0, 5).x, 0.001) is None


def test_one_chart_shows_course_after_course() -> None:
    chart = shown(picture_of(long_course(40, 25)))
    axes = chart.figure.axes
    chart.show_picture(picture_of(long_course(3, 2)))
    chart.show_picture(picture_of([]))
    chart.show_picture(picture_of(long_course(6, 4)))

    assert chart.figure.axes == axes
    assert len(written(chart, "code")) == 4
    assert sorted(signs(chart)) == sorted(signs(shown(picture_of(long_course(6, 4)))))


def test_in_other_colours_it_shows_the_same() -> None:
    chart = shown(picture_of(long_course(6, 4)))
    before = signs(chart)
    chart.restyle(load_style("dark"))

    assert signs(chart) == before
    colours = {
        line.get_markeredgecolor()
        for axes in chart.figure.axes
        for line in axes.lines
        if line.get_gid() == "points-both"
    }
    assert colours == {load_style("dark").text}


def test_a_saved_picture_is_whole_and_always_the_same() -> None:
    picture = picture_of(long_course(6, 4))

    def saved() -> bytes:
        return picture_bytes(point_figure(picture, load_style("paper"), 6.3, 7.0), "png")

    assert saved() == saved()
    image = imread(io.BytesIO(saved()))[:, :, :3].min(axis=2)
    for edge in (image[:10], image[-10:], image[:, :10], image[:, -10:]):
        assert edge.min() > 0.99
