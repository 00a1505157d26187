"""Choosing a patient draws the chart anew, beside drawing the very same figure again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from acudesk.bootstrap import Services
from acudesk.charts.style import load_style
from acudesk.charts.trend import TrendChart
from acudesk.domain.review import Decision, Review
from acudesk.domain.sealing import Addendum
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.domain.treatment import MedicationChange, Treatment
from acudesk.domain.trend import MarkKind, Trend
from acudesk.services.courses import CourseView
from tests.benchmarks.measuring import compare, seconds
from tests.benchmarks.practices import course_of

PROMISED = 1.5
ROUNDS = 41
PANELS = 3
ALL_PANELS = ("pain", "fingertip_floor", "leg_raise", "rmdq", "psfs", "pgic")
OTHER = 6
"""Sessions of the course that is shown in between, so that nothing is drawn twice."""


def trend_of(view: CourseView) -> Trend:
    """What the chart beside the form shows."""
    return view.trend(most_panels=PANELS)


def with_everything(view: CourseView) -> CourseView:
    """The same course with a break, and with all that can be marked."""
    addendum = Addendum(written_at=view.sessions[0].entered_at, reason="The side", text="Left")
    change = Treatment(medication_change=MedicationChange.LESS, medication_note="halved")
    effects = (SideEffect(kind=SideEffectKind.BRUISING),)
    sessions = []
    for index, session in enumerate(view.sessions):
        later = timedelta(days=60 if index >= len(view.sessions) // 2 else 0)
        sessions.append(
            replace(
                session,
                took_place=session.took_place + later,
                side_effects=effects if index % 4 == 0 else (),
                treatment=change if index % 4 == 1 else Treatment(),
                addenda=(addendum,) if index % 4 == 2 else (),
            )
        )
    reviews = [
        Review(
            course_id=view.course.id,
            session_id=session.id,
            number=session.number or 0,
            day=session.took_place,
            decision=Decision.CONTINUE,
            more_sessions=6,
            made_at=session.entered_at,
        )
        for session in sessions[3::8]
    ]
    return replace(view, sessions=tuple(sessions), reviews=tuple(reviews))


def whole_trend_of(view: CourseView) -> Trend:
    """What the complete chart shows."""
    return view.trend(panels=ALL_PANELS)


@pytest.mark.parametrize("built", [False, True], ids=["shown", "built-and-shown"])
def test_redraw_of_everything(
    benchmark: BenchmarkFixture, services: Services, qapp: QApplication, built: bool
) -> None:
    view = with_everything(course_of(services, 40))
    trend = whole_trend_of(view)
    assert len(trend.panels) == len(ALL_PANELS)
    assert {mark.kind for mark in trend.marks} == set(MarkKind)
    measure_redraw(
        benchmark,
        f"chart of six panels with all marks{', reckoned and' if built else ''} redrawn",
        trend,
        (lambda: whole_trend_of(view)) if built else (lambda: trend),
        trend_of(course_of(services, OTHER)),
        (900, 640),
    )


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
    measure_redraw(
        benchmark,
        f"chart of {sessions} sessions{', reckoned and' if built else ''} redrawn",
        trend,
        (lambda: trend_of(view)) if built else (lambda: trend),
        other,
        (560, 430),
    )


def measure_redraw(
    benchmark: BenchmarkFixture,
    what: str,
    trend: Trend,
    reckoned: Callable[[], Trend],
    other: Trend,
    size: tuple[int, int],
) -> None:
    """Show `other`, then `trend` as it is reckoned, beside drawing the same figure again."""
    chart = TrendChart(load_style("light"))
    canvas = FigureCanvasQTAgg(chart.figure)
    canvas.resize(*size)
    drawn: list[bytes] = []

    def show_and_draw() -> None:
        chart.show(reckoned())
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
        what,
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
    assert len(chart.places()) == places > 0
    assert len(chart.mark_places()) == len(trend.marks)
    pixels = drawn[-1]
    assert len({pixels[at : at + 4] for at in range(0, len(pixels), 4)}) > 50
    assert all(picture == pixels for picture in drawn)
    assert row.is_met, row
