"""Points by sessions on screen: drawn beside the window, told by pointer and keys."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.needles import NeedledPoint, Stimulation
from acudesk.domain.points import PointSide
from acudesk.services.courses import CourseView
from acudesk.settings import Appearance
from acudesk.ui.widgets.point_matrix import PointMatrix
from tests.services.support import admit, visit
from tests.ui.conftest import Desk

# A tooltip asks the offscreen platform to raise it.
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)
OPENED = date(2025, 1, 1)
BL23 = NeedledPoint(code="BL23", side=PointSide.BOTH)
GB34 = NeedledPoint(code="GB34", side=PointSide.LEFT, stimulation=Stimulation.ELECTRICAL)
NOTICE = "What came before or after does not show what caused what."


def course(services: Services) -> CourseView:
    """Three visits: BL23 in all, GB34 in the second; pain 7, not asked, 4."""
    _patient, key = admit(services, opened=OPENED)
    for week, (pain, points) in enumerate((("7", [BL23]), (None, [GB34, BL23]), ("4", [BL23]))):
        session = visit(services, key, OPENED + timedelta(days=7 * week))
        if pain is not None:
            services.sessions.record_score(session, "pain_7d", pain)
        services.treatments.record_points(session, points)
    return services.courses.course_view(key)


@pytest.fixture
def view(desk: Desk) -> CourseView:
    found: CourseView = desk.ask(course)
    return found


@pytest.fixture
def matrix(desk: Desk, qtbot: QtBot, view: CourseView) -> PointMatrix:
    shown = PointMatrix(desk.runner, desk.theme)
    qtbot.addWidget(shown)
    shown.resize(640, 420)
    shown.show()
    qtbot.waitExposed(shown)
    shown.show_course(view)
    qtbot.waitUntil(lambda: shown.is_ready)
    shown.activateWindow()
    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)
    return shown


def moved(matrix: PointMatrix, place: QPointF) -> None:
    """The pointer passes over a place of the widget."""
    target = matrix.childAt(place.toPoint())
    assert target is not None
    local = QPointF(target.mapFrom(matrix, place.toPoint()))
    QApplication.sendEvent(
        target,
        QMouseEvent(
            QMouseEvent.Type.MouseMove,
            local,
            QPointF(matrix.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        ),
    )


def clicked(qtbot: QtBot, matrix: PointMatrix, place: QPoint) -> None:
    target = matrix.childAt(place)
    assert target is not None
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(matrix, place))


def test_it_tells_a_cell_under_the_pointer(qtbot: QtBot, matrix: PointMatrix) -> None:
    moved(matrix, matrix.place(1, 1))

    assert "GB34 Yánglíngquán, session 2, 8 January 2025: left, electrical; pain not asked" in (
        QToolTip.text()
    )
    moved(matrix, matrix.place(None, 2))
    assert "Session 3, 15 January 2025: pain (back, 7 days) 4" in QToolTip.text()


def test_a_click_opens_the_session(qtbot: QtBot, matrix: PointMatrix, view: CourseView) -> None:
    with qtbot.waitSignal(matrix.session_chosen) as chosen:
        clicked(qtbot, matrix, matrix.place(0, 1).toPoint())

    assert chosen.args == [view.sessions[1].id]


def test_arrows_walk_the_cells_and_speak(
    qtbot: QtBot, matrix: PointMatrix, view: CourseView
) -> None:
    said = []
    for key in ("End", "Left", "Down", "Left", "Up", "Up", "Up"):
        qtbot.keyClick(matrix, getattr(Qt.Key, f"Key_{key}"))
        said.append(matrix.spoken)

    assert said == [
        "BL23 Shènshū, session 3, 15 January 2025: both sides; pain (back, 7 days) 4",
        "BL23 Shènshū, session 2, 8 January 2025: both sides; pain not asked",
        "GB34 Yánglíngquán, session 2, 8 January 2025: left, electrical; pain not asked",
        "GB34 Yánglíngquán, session 1, 1 January 2025: not needled; pain (back, 7 days) 7",
        "BL23 Shènshū, session 1, 1 January 2025: both sides; pain (back, 7 days) 7",
        "Session 1, 1 January 2025: pain (back, 7 days) 7",
        "Session 1, 1 January 2025: pain (back, 7 days) 7",
    ]
    with qtbot.waitSignal(matrix.session_chosen) as chosen:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen.args == [view.sessions[0].id]
    qtbot.keyClick(matrix, Qt.Key.Key_Escape)
    assert matrix.spoken == ""


def test_it_is_described_in_words(matrix: PointMatrix) -> None:
    assert matrix.description.startswith(
        "Points of 3 visits, most used first: BL23 Shènshū in 3 visits; GB34 Yánglíngquán in "
        f"1 visit. {NOTICE}"
    )
    assert "back, 7 days from 7 at session 1 to 4 at session 3" in matrix.description


def test_where_nothing_is_yet_a_sentence_stands(
    qtbot: QtBot, matrix: PointMatrix, view: CourseView
) -> None:
    def sentence() -> str:
        return next(one.text() for one in matrix.findChildren(QLabel) if one.isVisible())

    matrix.show_course(replace(view, sessions=()))
    assert sentence() == "No visit yet: the picture begins with the first one."
    bare = tuple(replace(session, points=()) for session in view.sessions)
    matrix.show_course(replace(view, sessions=bare))
    assert sentence() == "No point is confirmed yet: the picture begins with the first one."
    assert matrix.menu() is None
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.spoken == ""
    matrix.show_course(view)
    qtbot.waitUntil(lambda: matrix.is_ready)
    assert not any(one.isVisible() for one in matrix.findChildren(QLabel))


def test_many_points_scroll_and_the_keys_follow(
    desk: Desk, qtbot: QtBot, matrix: PointMatrix, view: CourseView
) -> None:
    codes = [f"BL{number}" for number in range(11, 51)]
    many = tuple(NeedledPoint(code=code, side=PointSide.BOTH) for code in codes)
    last = replace(view.sessions[2], points=many)
    with qtbot.waitSignal(matrix.drawn):
        matrix.show_course(replace(view, sessions=(*view.sessions[:2], last)))
    qtbot.waitUntil(lambda: matrix.is_ready)
    for key in [Qt.Key.Key_End] + [Qt.Key.Key_Down] * 39:
        qtbot.keyClick(matrix, key)
    place = matrix.place(40, 2).toPoint()

    assert "session 3" in matrix.spoken
    for _ in range(2):
        qtbot.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.spoken.startswith("GB34")
    assert matrix.rect().contains(place)


def test_it_takes_the_colours_of_the_look(desk: Desk, qtbot: QtBot, matrix: PointMatrix) -> None:
    with qtbot.waitSignal(matrix.drawn):
        desk.theme.choose(Appearance.DARK)
    qtbot.waitUntil(lambda: matrix.is_ready)
    image = matrix.grab().toImage()

    assert image.pixelColor(matrix.width() // 2, 14).name() == desk.theme.style.card


def test_its_picture_is_copied(qtbot: QtBot, matrix: PointMatrix) -> None:
    menu = matrix.menu()
    assert menu is not None
    copy = next(action for action in menu.actions() if action.text() == "Copy as SVG")
    with qtbot.waitSignal(matrix.told):
        copy.trigger()
    data = QGuiApplication.clipboard().mimeData().data("image/svg+xml")

    assert b'id="notice"' in bytes(data.data())
    menu.close()


def test_the_picture_of_another_course_is_gone_at_once(
    desk: Desk, matrix: PointMatrix, qtbot: QtBot
) -> None:
    canvas = matrix.childAt(matrix.rect().center())
    assert canvas is not None
    before = canvas.grab().toImage()

    matrix.show_course(desk.ask(course))

    seen = canvas.grab().toImage()
    assert seen != before
    assert {seen.pixel(x, y) for x in range(seen.width()) for y in range(0, 300, 3)} == {
        seen.pixel(0, 0)
    }
    qtbot.waitUntil(lambda: matrix.is_ready)
    assert canvas.grab().toImage() == before, "two alike courses look alike"
