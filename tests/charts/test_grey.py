"""Without colour: on a grey printer and for eyes that tell few colours apart, every line of a
panel and every kind of mark is still itself."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from acudesk.charts.style import STYLES, Style, load_style
from acudesk.charts.trend import TrendChart
from acudesk.domain.trend import MarkKind, Panel, Trend, build_trend
from tests.charts.pictures import grey
from tests.charts.support import (
    AFTER,
    BACK,
    BEFORE,
    LEG,
    MEASURES,
    PSFS,
    RAISE_LEFT,
    RAISE_RIGHT,
    told_course,
    visits,
)

SIZE = (4.55, 3.0)
DPI = 200.0
ACROSS, DOWN = 62, 14
"""Half of what is looked at around a score, in pixels: the marker and its line to both sides."""
ALIKE = 0.2
"""Two looks are told apart above it; the same look in another colour stays far below."""

LEVEL: list[float] = [5] * 5
PANELS = {
    "pain": [BACK, LEG, BEFORE, AFTER],
    "a pair alone": [BEFORE, AFTER],
    "activities": list(PSFS),
    "two legs": [RAISE_LEFT, RAISE_RIGHT],
}


def all_at_one_height(name: str) -> Trend:
    """A panel whose lines hold the same scores: nothing but their looks tells them apart."""
    return build_trend(MEASURES, visits(dict.fromkeys(PANELS[name], LEVEL)))


def bare(style: Style) -> Style:
    """The same lines on an empty ground."""
    ground = style.card
    return replace(style, grid=ground, baseline=ground, level=ground, axis=ground, band=ground)


def looks(trend: Trend, style: Style) -> Iterator[np.ndarray]:
    """Each line of the first panel alone, around its third score, in grey: 0 is the ground."""
    panel: Panel = trend.panels[0]
    for row in range(len(panel.series)):
        chart = TrendChart(bare(style), SIZE)
        chart.show(trend)
        for line in chart.axes[0].lines:
            line.set_visible(line.get_gid() == f"panel-0-series-{row}")
        spot = next(one for one in chart.places() if (one.series, one.place) == (row, 2))
        yield around(chart, spot.x, spot.y)


def around(chart: TrendChart, x: float, y: float) -> np.ndarray:
    seen = grey(chart.figure, DPI)
    height, width = seen.shape
    row, column = round((1 - y) * height), round(x * width)
    cut = seen[row - DOWN : row + DOWN + 1, column - ACROSS : column + ACROSS + 1]
    return np.asarray(cut - seen[0, 0])


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """The root mean square where either leaves ink."""
    inked = (np.abs(one) > 0.1) | (np.abs(other) > 0.1)
    return float(np.sqrt(np.mean(np.square(one - other)[inked])))


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("panel", PANELS)
def test_the_lines_of_a_panel_are_told_apart_in_grey(panel: str, name: str) -> None:
    found = list(looks(all_at_one_height(panel), load_style(name)))

    assert len(found) == len(PANELS[panel])
    for one, other in combinations(found, 2):
        assert difference(one, other) > ALIKE


@pytest.mark.parametrize("name", STYLES)
def test_the_kinds_of_marks_are_told_apart_in_grey(name: str) -> None:
    chart = TrendChart(load_style(name), (6.0, 6.0))
    trend = told_course()
    chart.show(trend)
    seen = grey(chart.figure, DPI)
    height, width = seen.shape
    found: dict[MarkKind, np.ndarray] = {}
    for spot in chart.mark_places():
        row, column = round((1 - spot.y) * height), round(spot.x * width)
        cut = seen[row - DOWN : row + DOWN + 1, column - DOWN : column + DOWN + 1]
        found[trend.marks[spot.mark].kind] = np.asarray(cut - seen[0, 0])

    assert list(found) == list(MarkKind)
    for one, other in combinations(found.values(), 2):
        assert difference(one, other) > ALIKE


def test_another_colour_alone_would_not_do() -> None:
    style = load_style("light")
    main, _second = looks(all_at_one_height("two legs"), style)
    other = replace(style, series_main=style.series_second)
    recoloured, _second = looks(all_at_one_height("two legs"), other)

    assert np.abs(main - recoloured).max() > 0.01
    assert difference(main, recoloured) < ALIKE / 2
