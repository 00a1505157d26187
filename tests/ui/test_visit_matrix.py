"""The visits beside each other on screen: keys, clipboard, screen reader, and fast enough."""

from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.points import PointSide
from acudesk.domain.treatment import Sensation
from acudesk.services.courses import CourseView
from acudesk.settings import Appearance
from acudesk.ui.widgets.visit_matrix import VisitMatrix
from tests.charts.support import usual_course
from tests.services.support import admit, visit
from tests.ui.conftest import Desk

OPENED = date(2025, 1, 1)
NOTE = "睡得更好了\nلم يعد الألم يوقظه ليلا <b>5</b>"


def course(services: Services) -> CourseView:
    """Three visits with pain 7, not asked, 5; a call; one visit entered in error."""
    _patient, key = admit(services, opened=OPENED)
    for week, pain in enumerate(("7", None, "5")):
        session = visit(services, key, OPENED + timedelta(days=7 * week))
        if pain is not None:
            services.sessions.record_score(session, "pain_7d", pain)
        services.treatments.record_points(session, [NeedledPoint(code="BL23", side=PointSide.BOTH)])
    services.sessions.record_notes(session, NOTE)
    wrong = visit(services, key, OPENED + timedelta(days=30))
    services.sessions.record_score(wrong, "pain_7d", "1")
    services.treatments.record_treatment(wrong, sensations=(Sensation.WARMTH,))
    services.signing.sign_session(wrong)
    services.signing.mark_entered_in_error(wrong, "Another patient")
    return services.courses.course_view(key)


@pytest.fixture
def view(desk: Desk) -> CourseView:
    found: CourseView = desk.ask(course)
    return found


@pytest.fixture
def matrix(desk: Desk, qtbot: QtBot, view: CourseView) -> VisitMatrix:
    shown = VisitMatrix(desk.theme)
    qtbot.addWidget(shown)
    shown.resize(620, 480)
    shown.show_course(view)
    shown.show()
    qtbot.waitExposed(shown)
    shown.activateWindow()
    shown.setFocus()
    qtbot.waitUntil(shown.table.hasFocus)
    return shown


def line(matrix: VisitMatrix, label: str) -> int:
    labels = [matrix.model.label_at(n) for n in range(matrix.model.rowCount())]
    return labels.index(label)


def go(matrix: VisitMatrix, label: str, column: int) -> None:
    matrix.table.setCurrentIndex(matrix.model.index(line(matrix, label), column))


def test_it_starts_at_the_latest_session(
    desk: Desk, qtbot: QtBot, matrix: VisitMatrix, view: CourseView
) -> None:
    long = replace(view, sessions=tuple(usual_course(40)), course=replace(view.course, id=99))
    matrix.show_course(long)
    scroll = matrix.table.horizontalScrollBar()
    qtbot.waitUntil(lambda: scroll.maximum() > 2000)

    assert scroll.value() == scroll.maximum()
    assert matrix.table.currentIndex().column() == 39
    matrix.resize(500, 480)
    qtbot.waitUntil(lambda: scroll.value() == scroll.maximum())


def test_the_same_course_stays_where_it_was(matrix: VisitMatrix, view: CourseView) -> None:
    go(matrix, "Back, 7 days", 0)
    matrix.show_course(view)

    index = matrix.table.currentIndex()
    assert (index.row(), index.column()) == (line(matrix, "Back, 7 days"), 0)


def test_arrows_pass_over_the_headings(qtbot: QtBot, matrix: VisitMatrix) -> None:
    go(matrix, "Back, 7 days", 0)
    seen = []
    for _ in range(3):
        qtbot.keyClick(matrix.table, Qt.Key.Key_Down)
        seen.append(matrix.model.label_at(matrix.table.currentIndex().row()))
    qtbot.keyClick(matrix.table, Qt.Key.Key_Right)

    assert seen == ["Points", "Needles in", "Sensations"]
    assert matrix.table.currentIndex().column() == 1


def test_enter_and_a_double_click_open_the_session(
    qtbot: QtBot, matrix: VisitMatrix, view: CourseView
) -> None:
    go(matrix, "Points", 1)
    with qtbot.waitSignal(matrix.session_chosen) as chosen:
        qtbot.keyClick(matrix.table, Qt.Key.Key_Return)
    assert chosen.args == [view.sessions[1].id]

    index = matrix.model.index(line(matrix, "Points"), 2)
    where = matrix.table.visualRect(index).center()
    viewport, left = matrix.table.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseClick(viewport, left, pos=where)
    with qtbot.waitSignal(matrix.session_chosen) as chosen:
        qtbot.mouseDClick(viewport, left, pos=where)
    qtbot.mouseRelease(viewport, left, pos=where)
    assert chosen.args == [view.sessions[2].id]


def test_tab_leaves_the_table(qtbot: QtBot, matrix: VisitMatrix) -> None:
    go(matrix, "Points", 0)
    qtbot.keyClick(matrix.table, Qt.Key.Key_Tab)

    assert matrix.table.currentIndex().column() == 0


def test_selected_cells_are_copied_as_a_table(qtbot: QtBot, matrix: VisitMatrix) -> None:
    select = QItemSelectionModel.SelectionFlag.Select
    selection = matrix.table.selectionModel()
    go(matrix, "Back, 7 days", 0)
    for label, column in (("Back, 7 days", 1), ("Back, 7 days", 2), ("Needles in", 2)):
        selection.select(matrix.model.index(line(matrix, label), column), select)
    qtbot.keyClick(matrix.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "7\t–\t5\n\t\t2"


def test_a_screen_reader_hears_session_field_and_change(matrix: VisitMatrix) -> None:
    row = line(matrix, "Back, 7 days")
    index = matrix.model.index(row, 2)
    words = "Session 3, Back pain, average of the last 7 days: 5, 2 less than in session 1, better"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == words

    table = QAccessible.queryAccessibleInterface(matrix.table)
    middle = matrix.table.viewport().mapToGlobal(matrix.table.visualRect(index).center())
    cell = table.childAt(middle.x(), middle.y())
    assert cell.text(QAccessible.Text.Name) == words
    header = matrix.model.headerData(
        3, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
    )
    assert header == "Entered in error, 31 January 2025"


def test_a_long_text_is_whole_in_its_tip_and_never_markup(matrix: VisitMatrix) -> None:
    index = matrix.model.index(line(matrix, "Notes"), 2)

    assert index.data() == "睡得更好了"
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "لم يعد الألم يوقظه ليلا &lt;b&gt;5&lt;/b&gt;" in tip


def test_a_course_without_sessions_says_so(matrix: VisitMatrix, view: CourseView) -> None:
    matrix.show_course(replace(view, sessions=()))

    assert not matrix.table.isVisible()
    assert matrix.model.columnCount() == 0
    matrix.show_course(view)
    assert matrix.table.isVisible()


@pytest.mark.parametrize("look", [Appearance.LIGHT, Appearance.DARK])
def test_it_stands_on_the_card_in_every_look(
    matrix: VisitMatrix, desk: Desk, look: Appearance
) -> None:
    desk.theme.choose(look)
    image = matrix.grab().toImage()
    card = desk.theme.style.card
    below_the_rows = matrix.table.viewport().mapTo(matrix, matrix.table.viewport().rect().center())
    below_the_rows.setY(matrix.table.geometry().bottom() - 30)

    assert image.pixelColor(below_the_rows).name() == card
    assert image.pixelColor(3, 3).name() == card


def test_forty_sessions_show_at_once(matrix: VisitMatrix, view: CourseView) -> None:
    sessions = tuple(
        replace(session, notes=NOTE * 20, points=view.sessions[0].points)
        for session in usual_course(40)
    )
    long = replace(view, sessions=sessions)
    taken = []
    for _ in range(5):
        start = perf_counter()
        matrix.show_course(long)
        taken.append(perf_counter() - start)

    assert matrix.model.columnCount() == 40
    assert min(taken) < 0.05
