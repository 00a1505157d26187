"""The chart answers the pointer and the keys."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from acudesk.domain.trend import Axis, build_trend
from acudesk.settings import Appearance
from tests.charts.support import MEASURES
from tests.ui.chart_screen import LEFT, ChartScreen, another_course, course

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
FREE = QPoint(200, 3)
"""Ground on which nothing stands: beside the heading of the first panel."""
SCALED = ("tests/ui/test_chart_canvas.py", "tests/ui/test_chart_view.py")


@pytest.fixture
def screen(qtbot: QtBot, qapp: QApplication, fonts: None, tmp_path: Path) -> Iterator[ChartScreen]:
    opened = ChartScreen(qtbot, qapp, tmp_path)
    opened.show(course())
    yield opened
    opened.close()


@pytest.fixture
def small(qtbot: QtBot, qapp: QApplication, fonts: None, tmp_path: Path) -> Iterator[ChartScreen]:
    opened = ChartScreen(qtbot, qapp, tmp_path, whole=False)
    opened.show(course())
    yield opened
    opened.close()


def test_hover_tells_a_score_rings_it_and_leaves_no_trace(screen: ChartScreen) -> None:
    bare = screen.picture()
    screen.move(screen.at(0, 0, 2) + QPoint(4, -5))

    told = QToolTip.text()
    assert "Session 3, 17 Nov 2025" in told
    assert "back, 7 days" in told
    assert "5 of 10" in told
    assert "3 less than the first" in told
    assert screen.surface.cursor().shape() == Qt.CursorShape.PointingHandCursor
    ringed = screen.picture()
    scale = ringed.devicePixelRatio()
    place = screen.at(0, 0, 2) * scale
    changed = [
        (x, y)
        for x in range(ringed.width())
        for y in range(ringed.height())
        if ringed.pixel(x, y) != bare.pixel(x, y)
    ]
    assert len(changed) > 40
    assert all(
        abs(x - place.x()) < 16 * scale and abs(y - place.y()) < 16 * scale for x, y in changed
    )

    screen.move(FREE)
    assert screen.surface.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert screen.picture() == bare


def test_hover_tells_units_and_marks(screen: ChartScreen) -> None:
    screen.move(screen.at(1, 0, 1))
    assert "Fingertip-to-floor 28.5 cm; 1.5 cm less than the first" in QToolTip.text()
    screen.move(screen.at(0))
    assert "Side effect at session 3: Bruising" in QToolTip.text()


def test_between_two_places_the_nearer_is_meant(screen: ChartScreen) -> None:
    # Back 5 and leg 4 of one session stand above each other, both near what lies between.
    upper, lower = screen.at(0, 0, 2), screen.at(0, 1, 2)
    assert 12 < lower.y() - upper.y() < 24
    screen.move(upper + QPoint(0, 3))
    assert "5 of 10" in QToolTip.text()
    screen.move(lower - QPoint(0, 3))
    assert "4 of 10" in QToolTip.text()


def test_a_click_opens_the_session_of_a_score_or_mark(screen: ChartScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.chart.session_chosen) as chosen:
        qtbot.mouseClick(screen.surface, LEFT, pos=screen.at(0, 0, 4))
    assert chosen.args == [5]
    with qtbot.waitSignal(screen.chart.session_chosen) as chosen:
        qtbot.mouseClick(screen.surface, LEFT, pos=screen.at(0))
    assert chosen.args == [3]
    with qtbot.assertNotEmitted(screen.chart.session_chosen):
        qtbot.mouseClick(screen.surface, LEFT, pos=FREE)
        qtbot.mouseClick(screen.surface, Qt.MouseButton.RightButton, pos=screen.at(0, 0, 4))
        screen.drag(screen.at(0, 0, 4), screen.at(0, 0, 3))


@pytest.mark.parametrize("tool", ["zoom", "pan"])
def test_while_the_view_is_moved_nothing_is_chosen(
    screen: ChartScreen, qtbot: QtBot, tool: str
) -> None:
    place = screen.at(0, 0, 4)
    qtbot.mouseClick(getattr(screen.chart.tools, tool), LEFT)
    with qtbot.assertNotEmitted(screen.chart.session_chosen):
        qtbot.mouseClick(screen.surface, LEFT, pos=place)
    screen.move(place)
    assert screen.surface.cursor().shape() != Qt.CursorShape.PointingHandCursor

    screen.keys(KEY.Key_Escape)
    assert not getattr(screen.chart.tools, tool).isChecked()
    with qtbot.waitSignal(screen.chart.session_chosen):
        qtbot.mouseClick(screen.surface, LEFT, pos=place)


def test_the_small_chart_leads_to_the_whole(small: ChartScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(small.chart.whole_wanted):
        small.double_click(FREE)
    with qtbot.assertNotEmitted(small.chart.whole_wanted):
        small.double_click(small.at(0, 0, 4))
    menu = small.chart.menu()
    assert menu is not None
    with qtbot.waitSignal(small.chart.whole_wanted):
        menu.actions()[-1].trigger()


def test_the_whole_chart_shows_all_and_the_small_one_what_fits(
    screen: ChartScreen, small: ChartScreen, qtbot: QtBot
) -> None:
    assert screen.chart.minimumHeight() >= 2 * 110
    small.chart.setMinimumHeight(0)
    small.window.resize(760, 230)
    small.settle()
    assert small.chart.place((0, 0, 0)) is not None
    assert small.chart.place((1, 0, 0)) is None
    with qtbot.assertNotEmitted(screen.chart.whole_wanted):
        screen.double_click(FREE)


def test_arrows_walk_the_line_and_speak(screen: ChartScreen, qtbot: QtBot) -> None:
    chart = screen.chart
    screen.keys(KEY.Key_Right)
    assert "Session 1, 3 Nov 2025" in chart.spoken
    assert chart.spoken.endswith("8 of 10")
    screen.keys(KEY.Key_Right, KEY.Key_Right)
    assert "Session 3, 17 Nov 2025" in chart.spoken
    assert chart.spoken.endswith("; 3 less than the first")
    assert QToolTip.text() == f"<qt>{chart.spoken}</qt>"
    screen.keys(KEY.Key_Right)
    assert "Session 4" in chart.spoken
    screen.keys(KEY.Key_End)
    assert "Session 6" in chart.spoken
    screen.keys(KEY.Key_Right)
    assert "Session 6" in chart.spoken
    screen.keys(KEY.Key_Home, KEY.Key_Left)
    assert "Session 1" in chart.spoken
    assert "first" not in chart.spoken


def test_up_and_down_change_the_line_then_come_to_the_marks(
    screen: ChartScreen, qtbot: QtBot
) -> None:
    chart = screen.chart
    screen.keys(KEY.Key_Home, KEY.Key_Right, KEY.Key_Right, KEY.Key_Down)
    assert "leg, 7 days" in chart.spoken
    assert "4 of 10; as the first" in chart.spoken
    # Session 3 has no fingertip-to-floor: the nearest of that line is told.
    screen.keys(KEY.Key_Down)
    assert "Fingertip-to-floor" in chart.spoken
    assert "Session 2" in chart.spoken or "Session 4" in chart.spoken
    screen.keys(KEY.Key_Down)
    assert chart.spoken == "Side effect at session 3: Bruising"
    with qtbot.waitSignal(chart.session_chosen) as chosen:
        screen.keys(KEY.Key_Return)
    assert chosen.args == [3]
    screen.keys(KEY.Key_Down)
    assert "Bruising" in chart.spoken
    screen.keys(KEY.Key_Up, KEY.Key_Up, KEY.Key_Up, KEY.Key_Up)
    assert "back, 7 days" in chart.spoken


def test_escape_gives_up_the_place_then_belongs_to_the_page(screen: ChartScreen) -> None:
    bare = screen.picture()
    screen.keys(KEY.Key_Right)
    assert screen.picture() != bare
    screen.keys(KEY.Key_Escape)
    assert screen.chart.spoken == ""
    assert screen.picture() == bare
    passed: list[int] = []
    screen.window.keyPressEvent = lambda event: passed.append(event.key())  # type: ignore[method-assign]
    screen.keys(KEY.Key_Escape)
    assert passed == [KEY.Key_Escape]


def test_the_focus_is_seen_where_the_keys_brought_it(screen: ChartScreen, qtbot: QtBot) -> None:
    def corner() -> int:
        QApplication.processEvents()
        return screen.chart.grab().toImage().pixelColor(screen.chart.width() // 2, 1).lightness()

    qtbot.mouseClick(screen.surface, LEFT, pos=FREE)
    assert screen.chart.hasFocus()
    light = corner()
    screen.chart.tools.zoom.setFocus()
    for _ in range(20):
        if screen.chart.hasFocus():
            break
        qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
    assert screen.chart.hasFocus()
    assert corner() < light - 100
    qtbot.keyClick(screen.chart, KEY.Key_Tab)
    assert not screen.chart.hasFocus()
    assert corner() == light


def test_a_screen_reader_finds_name_and_description(screen: ChartScreen) -> None:
    assert screen.chart.accessibleName() == "Progress chart"
    assert "back, 7 days from 8 at session 1 to 2 at session 6" in screen.chart.description
    for part in (screen.chart.tools.zoom, screen.chart.tools.whole):
        assert part.accessibleName() == part.toolTip() != ""
        assert part.focusPolicy() == Qt.FocusPolicy.StrongFocus


def colours(picture: QImage) -> int:
    """In how many colours something is drawn."""
    return len({picture.pixel(x, y) for x in range(picture.width()) for y in range(0, 300, 3)})


def test_the_picture_of_another_course_is_gone_at_once(screen: ChartScreen) -> None:
    assert colours(screen.picture()) > 10

    screen.chart.show_trend(another_course())
    assert colours(screen.picture()) == 1, "under the next name stands the former chart"

    screen.settle()
    assert colours(screen.picture()) > 10
    drawn = screen.picture()
    screen.chart.show_trend(another_course())
    assert screen.picture() == drawn, "the same course read again does not flicker"


def test_another_course_takes_the_place_and_the_words_away(
    screen: ChartScreen, qtbot: QtBot
) -> None:
    other = another_course()
    place = screen.at(0, 0, 4)
    screen.keys(KEY.Key_Right)
    screen.chart.show_trend(other)
    assert screen.chart.spoken == ""
    assert screen.chart.menu() is None
    with qtbot.assertNotEmitted(screen.chart.session_chosen):
        qtbot.mouseClick(screen.surface, LEFT, pos=place)
    screen.settle()
    with qtbot.waitSignal(screen.chart.session_chosen) as chosen:
        qtbot.mouseClick(screen.surface, LEFT, pos=screen.at(0, 0, 1))
    assert chosen.args == [102]


def test_an_empty_chart_has_nothing_to_point_at(screen: ChartScreen, qtbot: QtBot) -> None:
    screen.show(build_trend(MEASURES, []))
    screen.move(QPoint(300, 200))
    screen.keys(KEY.Key_Right, KEY.Key_Plus)
    screen.wheel(QPoint(300, 200), 1)
    assert screen.chart.spoken == ""
    menu = screen.chart.menu()
    assert menu is not None
    assert not any(one.isEnabled() for one in menu.actions() if not one.isSeparator())


def test_light_and_dark_and_the_ring_keep_the_place(screen: ChartScreen) -> None:
    light = screen.picture().pixelColor(2, 2).lightness()
    screen.keys(KEY.Key_Right)
    screen.theme.choose(Appearance.DARK)
    screen.settle()
    assert screen.picture().pixelColor(2, 2).lightness() < light - 100
    assert "Session 1" in screen.chart.spoken


def test_in_an_arabic_window_time_still_runs_to_the_right(
    screen: ChartScreen, qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        screen.settle()
        assert screen.at(0, 0, 0).x() < screen.at(0, 0, 5).x()
        screen.move(screen.at(0, 0, 5))
        assert "Session 6" in QToolTip.text()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("how", ["mouse", "menu key", "shift f10"])
def test_the_menu_opens_by_mouse_and_by_keys(screen: ChartScreen, how: str) -> None:
    if how == "mouse":
        place = screen.at(0, 0, 1)
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, screen.surface.mapToGlobal(place)
        )
        QApplication.sendEvent(screen.surface, event)
    elif how == "menu key":
        screen.keys(KEY.Key_Menu)
    else:
        screen.keys(KEY.Key_F10, held=Qt.KeyboardModifier.ShiftModifier)
    shown = [one for one in screen.chart.findChildren(QMenu) if one.isVisible()]
    assert [one.text() for one in shown[0].actions() if one.text()] == [
        "Copy picture",
        "Copy as SVG",
        "Save as PNG…",
        "Save as SVG…",
        "Save as PDF…",
    ]
    shown[0].close()


def test_by_date_the_date_leads(screen: ChartScreen) -> None:
    screen.show(course(Axis.DATE))
    screen.keys(KEY.Key_End)
    assert "8 Dec 2025" in screen.chart.spoken


def test_at_150_per_cent_the_pointer_meets_the_same_places() -> None:
    met = ("leaves_no_trace", "nearer_is_meant", "a_click_opens", "rectangle_zooms")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-k", " or ".join(met), *SCALED],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_SCALE_FACTOR": "1.5"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout
