"""Choosing a patient draws the chart anew, beside drawing the very same figure again."""

import pytest
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from acudesk.bootstrap import Services
from acudesk.charts.style import load_style
from acudesk.charts.trend import TrendChart
from acudesk.domain.trend import Trend
from acudesk.services.courses import CourseView
from tests.benchmarks.measuring import compare, seconds
from tests.benchmarks.practices import course_of

PROMISED = 1.5
ROUNDS = 41
PANELS = 3
OTHER = 6
"""Sessions of the course that is shown in between, so that nothing is drawn twice."""


def trend_of(view: CourseView) -> Trend:
    """What the chart beside the form shows."""
    return view.trend(most_panels=PANELS)


@pytest.mark.parametrize("built", [False, True], ids=["shown", "built-and-shown"])
@pytest.mark.parametrize("sessions", [12, 40])
def test_redraw(
    benchmark: BenchmarkFixture,
    services: Services,
    qapp: QApplication,
    sessions: int,
    built: bool,
) -> None:
    view, other = course_of(services, sessions), trend_of(course_of(services, OTHER))
    trend = trend_of(view)
    assert len(trend.panels) == PANELS
    chart = TrendChart(load_style("light"))
    canvas = FigureCanvasQTAgg(chart.figure)
    canvas.resize(560, 430)
    drawn: list[bytes] = []

    def show_and_draw() -> None:
        chart.show(trend_of(view) if built else trend)
        canvas.draw()

    def choose() -> float:
        chart.show(other)
        canvas.draw()
        taken = seconds(show_and_draw)
        drawn.append(bytes(canvas.buffer_rgba()))
        return taken

    def draw_again() -> float:
        chart.show(trend)
        canvas.draw()
        return seconds(canvas.draw)

    row = compare(
        benchmark,
        f"chart of {sessions} sessions{', reckoned and' if built else ''} redrawn",
        choose,
        draw_again,
        bare_what="the same figure drawn again",
        rounds=ROUNDS,
        promised=PROMISED,
    )
    places = sum(
        place.value is not None
        for panel in trend.panels
        for series in panel.series
        for place in series.places
    )
    assert len(chart.places()) == places > sessions
    pixels = drawn[-1]
    assert len({pixels[at : at + 4] for at in range(0, len(pixels), 4)}) > 50
    assert all(picture == pixels for picture in drawn)
    assert row.is_met, row
