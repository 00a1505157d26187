"""Zooming and moving the chart with Matplotlib's toolbar, the wheel and the keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.chart_canvas import ChartCanvas
from tests.ui.chart_screen import LEFT, PLAIN, ChartScreen, another_course, course

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)


@pytest.fixture
def screen(qtbot: QtBot, qapp: QApplication, fonts: None, tmp_path: Path) -> Iterator[ChartScreen]:
    opened = ChartScreen(qtbot, qapp, tmp_path)
    opened.show(course())
    yield opened
    opened.close()


def press(screen: ChartScreen, qtbot: QtBot, tool: str) -> None:
    part = getattr(screen.chart.tools, tool)
    assert part.isEnabled()
    qtbot.mouseClick(part, LEFT)
    screen.settle()


def seen(screen: ChartScreen, panel: int = 0) -> list[int]:
    """The places of a panel's first line that are on screen."""
    return [at for at in range(6) if screen.chart.place((panel, 0, at)) is not None]


def around(screen: ChartScreen, panel: int, first: int, last: int) -> tuple[QPoint, QPoint]:
    """Two corners round two places of a panel's first line."""
    one, two = screen.at(panel, 0, first), screen.at(panel, 0, last)
    return QPoint(one.x() - 9, min(one.y(), two.y()) - 9), QPoint(
        two.x() + 9, max(one.y(), two.y()) + 9
    )


def test_the_tools_wait_for_the_chart(qtbot: QtBot, screen: ChartScreen, tmp_path: Path) -> None:
    runner = TaskRunner(tmp_path, ChangeBus())
    chart = ChartCanvas(runner, screen.theme)
    qtbot.addWidget(chart)
    qtbot.addWidget(chart.tools)
    tools = chart.tools
    parts = (tools.zoom, tools.pan, tools.back, tools.forward, tools.whole)
    assert not any(part.isEnabled() for part in parts)
    chart.resize(500, 300)
    chart.show()
    chart.show_trend(course())
    qtbot.waitUntil(lambda: chart.is_ready, timeout=20_000)
    assert [part.isEnabled() for part in parts] == [True, True, False, False, False]
    runner.close()


@pytest.mark.parametrize("panel", [0, 1])
def test_a_rectangle_zooms_every_panel_and_the_whole_comes_back(
    screen: ChartScreen, qtbot: QtBot, panel: int
) -> None:
    bare = screen.picture()
    apart = screen.at(0, 0, 4).x() - screen.at(0, 0, 3).x()
    press(screen, qtbot, "zoom")
    assert screen.chart.tools.zoom.isChecked()

    screen.drag(*around(screen, panel, 3, 4))
    assert seen(screen, 0) == seen(screen, 1) == [3, 4]
    # The axis that the panels share is stretched for both.
    assert screen.at(0, 0, 3).x() == screen.at(1, 0, 3).x()
    assert screen.at(0, 0, 4).x() == screen.at(1, 0, 4).x()
    assert screen.at(0, 0, 4).x() - screen.at(0, 0, 3).x() > 2 * apart
    assert screen.picture() != bare
    assert screen.chart.tools.whole.isEnabled()

    press(screen, qtbot, "whole")
    assert seen(screen) == [0, 1, 2, 3, 4, 5]
    assert screen.picture() == bare
    assert not screen.chart.tools.whole.isEnabled()


def test_back_and_forward(screen: ChartScreen, qtbot: QtBot) -> None:
    bare = screen.picture()
    press(screen, qtbot, "zoom")
    screen.drag(*around(screen, 0, 1, 4))
    once = screen.picture()
    screen.drag(*around(screen, 0, 2, 3))
    twice = screen.picture()
    assert seen(screen) == [2, 3]
    assert not screen.chart.tools.forward.isEnabled()

    # Back right after a turn of the wheel takes that turn back.
    screen.wheel(screen.at(0, 0, 3), -2)
    assert screen.picture() != twice
    press(screen, qtbot, "back")
    assert screen.picture() == twice
    press(screen, qtbot, "back")
    assert screen.picture() == once
    press(screen, qtbot, "back")
    assert screen.picture() == bare
    assert not screen.chart.tools.back.isEnabled()
    press(screen, qtbot, "forward")
    press(screen, qtbot, "forward")
    assert screen.picture() == twice
    press(screen, qtbot, "whole")
    press(screen, qtbot, "back")
    assert screen.picture() == twice


def test_moving_drags_what_is_seen_in_all_panels(screen: ChartScreen, qtbot: QtBot) -> None:
    press(screen, qtbot, "zoom")
    screen.drag(*around(screen, 0, 1, 3))
    assert seen(screen) == [1, 2, 3]
    press(screen, qtbot, "pan")
    assert not screen.chart.tools.zoom.isChecked()
    before = screen.at(1, 0, 3)
    grip = screen.at(0, 0, 3)
    screen.drag(grip, QPoint(screen.at(0, 0, 2).x(), grip.y()))

    # Session 5 comes into sight; its pain of 3 lies below what is seen of that scale.
    assert seen(screen, 0) == [2, 3]
    assert seen(screen, 1) == [3, 4]
    assert screen.at(1, 0, 3).x() < before.x() - 100
    assert screen.at(0, 0, 3).x() == screen.at(1, 0, 3).x()
    press(screen, qtbot, "back")
    assert seen(screen) == [1, 2, 3]


def test_ctrl_and_wheel_zoom_at_the_pointer(screen: ChartScreen, qtbot: QtBot) -> None:
    bare = screen.picture()
    place = screen.at(0, 0, 3)
    apart = screen.at(0, 0, 4).x() - place.x()
    assert screen.wheel(place, 1)
    assert screen.wheel(screen.at(0, 0, 3), 2)
    assert abs(screen.at(0, 0, 3).x() - place.x()) <= 2
    assert screen.at(0, 0, 4).x() - place.x() > 1.8 * apart
    assert seen(screen) == [2, 3, 4]
    # The scales keep their height.
    assert screen.at(0, 0, 3).y() == place.y()

    qtbot.waitUntil(screen.chart.tools.back.isEnabled)
    press(screen, qtbot, "back")
    assert screen.picture() == bare
    press(screen, qtbot, "forward")
    for _ in range(8):
        screen.wheel(place, -1)
    assert screen.picture() == bare


def test_a_plain_wheel_belongs_to_the_page(screen: ChartScreen) -> None:
    bare = screen.picture()
    assert not screen.wheel(screen.at(0, 0, 4), 1, PLAIN)
    assert screen.picture() == bare


def test_keys_zoom(screen: ChartScreen) -> None:
    bare = screen.picture()
    screen.keys(KEY.Key_Plus, KEY.Key_Plus, KEY.Key_Plus)
    assert 0 not in seen(screen)
    assert 5 not in seen(screen)
    screen.keys(KEY.Key_Minus, KEY.Key_Minus, KEY.Key_Minus)
    assert seen(screen) == [0, 1, 2, 3, 4, 5]
    screen.keys(KEY.Key_Equal, KEY.Key_0)
    assert screen.picture() == bare


def test_keys_zoom_at_the_place_they_point_out(screen: ChartScreen) -> None:
    screen.keys(KEY.Key_End, KEY.Key_Plus, KEY.Key_Plus)
    assert 5 in seen(screen)
    assert 0 not in seen(screen)
    assert "Session 6" in screen.chart.spoken
    assert "Session 6" in QToolTip.text()
    screen.keys(KEY.Key_Left)
    assert "Session 5" in screen.chart.spoken


def test_the_reader_walks_what_is_seen(screen: ChartScreen, qtbot: QtBot) -> None:
    press(screen, qtbot, "zoom")
    screen.drag(*around(screen, 0, 3, 4))
    screen.keys(KEY.Key_Escape, KEY.Key_Home)
    assert "Session 4" in screen.chart.spoken
    screen.keys(KEY.Key_End)
    assert "Session 5" in screen.chart.spoken


def test_the_same_course_stays_as_near_another_begins_whole(
    screen: ChartScreen, qtbot: QtBot
) -> None:
    press(screen, qtbot, "zoom")
    screen.drag(*around(screen, 0, 3, 4))
    near = screen.picture()
    screen.show(course())
    assert screen.picture() == near

    screen.show(another_course())
    assert screen.chart.place((0, 0, 0)) is not None
    assert not screen.chart.tools.back.isEnabled()
    screen.show(course())
    assert seen(screen) == [0, 1, 2, 3, 4, 5]


def test_a_view_outlives_a_new_size(screen: ChartScreen, qtbot: QtBot) -> None:
    press(screen, qtbot, "zoom")
    screen.drag(*around(screen, 0, 3, 4))
    screen.window.resize(700, 440)
    screen.settle()
    assert seen(screen) == [3, 4]
    press(screen, qtbot, "whole")
    again = ChartScreen(qtbot, QApplication.instance(), Path(), whole=True)  # type: ignore[arg-type]
    again.window.resize(700, 440)
    again.show(course())
    assert screen.picture() == again.picture()
    again.close()


def test_a_hover_lays_nothing_out_and_draws_nothing(screen: ChartScreen, qtbot: QtBot) -> None:
    drawn: list[None] = []
    screen.chart.drawn.connect(lambda: drawn.append(None))
    for at in range(6):
        screen.move(screen.at(0, 0, at))
        screen.move(screen.at(1, 0, 0))
    screen.keys(KEY.Key_Right, KEY.Key_Right, KEY.Key_Down)
    assert drawn == []
