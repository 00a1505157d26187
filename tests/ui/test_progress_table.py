"""The course, measure by measure: what the rows say, what stands behind, and that all fits."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.practice import BaselineRule, Practice
from acudesk.domain.progress import Status, course_progress
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effects import SideEffectKind
from acudesk.services.courses import CourseView
from acudesk.settings import Appearance
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.progress_rows import HEIGHT, LOW, SHAPE_GAP, Part, ProgressRows
from acudesk.ui.widgets.progress_table import ProgressTable
from acudesk.ui.widgets.status_shape import SIDE, draw_status
from tests.charts.support import (
    AFTER,
    BACK,
    BEFORE,
    FIRST,
    FLOOR,
    MEASURES,
    two_weeks_of_a_diary,
    visits,
)

NARROW = 356
TIPS_OFFSCREEN = pytest.mark.qt_log_ignore("does not support raise")
"""A hover that is shown asks to be raised, which a run without a screen cannot do."""
WALK, CLIMB = (ScoreKey(measure="psfs", moment=Moment.ONCE, item=item) for item in "12")
SCORES: Mapping[ScoreKey, Sequence[float | None]] = {
    BACK: [8, 7, None, 5, 4, 3, 2],
    BEFORE: [8, 7, 7, 5, 4, 3, 3],
    AFTER: [7, 6, 6, 4, 3, 2, 2],
    FLOOR: [30, 28, 29, 27, 28, 27, 27],
    WALK: [2, None, None, 5, None, None, 5],
    CLIMB: [3, None, None, 5, None, None, 6],
}
ACTIVITIES = (
    "去商店买东西并且走回家里来，然后做饭给家里人吃",
    "صعود الدرج إلى البيت مع أكياس السوق الثقيلة",
    "",
)


def view_of(sessions: Sequence[Session], rule: BaselineRule = BaselineRule.FIRST) -> CourseView:
    """A course as the page is given it."""
    return CourseView(
        patient=Patient(id=1, display_name="Ada"),
        course=Course(
            id=1, patient_id=1, condition="Sciatica", opened=FIRST, activities=ACTIVITIES
        ),
        sessions=tuple(sessions),
        measures=MEASURES,
        practice=Practice(baseline_rule=rule),
        progress=course_progress(MEASURES, sessions, rule),
        words=(),
        side_effects="",
        reviews=(),
        diary=(),
        today=FIRST + timedelta(days=365),
    )


@pytest.fixture
def theme(qapp: QApplication, fonts: None) -> Theme:
    made = Theme(qapp, Appearance.LIGHT)
    made.apply()
    return made


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> ProgressTable:
    made = ProgressTable(theme)
    qtbot.addWidget(made)
    made.show_course(view_of(visits(SCORES, effects={3: SideEffectKind.BRUISING})))
    made.resize(NARROW, 1_400)
    made.show()
    qtbot.waitExposed(made)
    return made


def said(rows: ProgressRows, role: Qt.ItemDataRole) -> list[str]:
    model = rows.model()
    return [str(model.index(n, 0).data(role)) for n in range(model.rowCount())]


def test_every_measure_with_something_has_a_row_that_reads_as_a_sentence(
    table: ProgressTable,
) -> None:
    sentences = said(table.rows, Qt.ItemDataRole.AccessibleTextRole)

    assert len(sentences) == len(SCORES)
    assert sentences[0] == (
        "Back pain, average of the last 7 days: from 8 to 2, 6 points lower (75 %); "
        "better, reached the usual threshold; −1 point a week (95 % interval −1 to −1); "
        "asked 6 times; not asked at session 3."
    )
    assert "within measurement error" in sentences[3]
    assert ACTIVITIES[0] in sentences[4]
    assert "too few scores for a trend interval" in sentences[4]
    sources = said(table.rows, Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "Farrar 2001" in sources[0]
    assert "Ekedahl 2012" in sources[3]


def test_below_the_rows_stands_what_happened_on_the_way(table: ProgressTable) -> None:
    told = {line.line.heading: line for line in table.lines}

    assert list(told) == ["Right after treatment", "Visits", "Side effects"]
    assert "1 point lower on average over 7 sessions" in told["Right after treatment"].line.words
    assert "Baeumler 2024" in told["Right after treatment"].toolTip()
    assert told["Visits"].accessibleName().startswith("Visits: 7 of 10 planned sessions in 6 weeks")
    assert "bruising at 1" in told["Side effects"].line.words
    assert table.rule.startswith("Baseline: first score. Against it: latest score.")
    assert "95 % interval" in table.rule


def test_a_diary_of_weeks_names_both_weeks(qtbot: QtBot, theme: Theme) -> None:
    table = ProgressTable(theme)
    qtbot.addWidget(table)
    table.show_course(view_of(two_weeks_of_a_diary(), BaselineRule.FIRST_SEVEN_DAYS))

    (row,) = table.rows.rows
    assert row.words[Part.NUMBERS] == ("6.34 → 6.64",)
    assert row.words[Part.ASKED] == ("asked 13 · missing 1",)
    assert "between visits on 30 Dec 2025" in row.tips[Part.ASKED]
    assert "mean of the last seven days" in table.rule


def test_an_empty_course_says_so(qtbot: QtBot, theme: Theme) -> None:
    table = ProgressTable(theme)
    qtbot.addWidget(table)
    table.show_course(view_of([]))
    table.show()

    assert not table.rows.isVisible()
    assert [line.line.words for line in table.lines] == ["No session yet of 10 planned."]
    assert table._nothing.isVisible()


@pytest.mark.parametrize("width", [NARROW, 440, 1_000])
def test_nothing_is_cut_and_nothing_overlaps(
    qtbot: QtBot, table: ProgressTable, width: int
) -> None:
    table.resize(width, 1_400)
    height = LOW if width == 1_000 else HEIGHT
    qtbot.waitUntil(lambda: table.rows.height() == height * len(SCORES))

    assert table.rows.horizontalScrollBar().maximum() == 0
    assert table.rows.verticalScrollBar().maximum() == 0
    for n, row in enumerate(table.rows.rows):
        boxes = table.rows.boxes(n)
        area = table.rows.visualRect(table.rows.model().index(n, 0))
        assert area.width() <= width
        for part, box in boxes.items():
            assert area.contains(box) or box.isEmpty()
            assert not [
                other
                for other in boxes
                if other != part and boxes[other].intersects(box) and not box.isEmpty()
            ]
        room = boxes[Part.STATUS].width() - SIDE - SHAPE_GAP
        assert QFontMetrics(window_font(13)).horizontalAdvance(row.words[Part.STATUS][0]) <= room


def test_the_page_asks_for_no_more_width_than_its_column(table: ProgressTable) -> None:
    assert table.minimumSizeHint().width() <= NARROW


def tip_at(rows: ProgressRows, row: int, part: Part) -> str:
    """What a real hover over a part of a row shows."""
    index = rows.model().index(row, 0)
    place = rows.boxes(row)[part].center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, rows.viewport().mapToGlobal(place))
    rows.itemDelegate().helpEvent(event, rows, QStyleOptionViewItem(), index)
    return QToolTip.text()


@TIPS_OFFSCREEN
def test_a_hover_tells_sources_and_names_what_is_missing(table: ProgressTable) -> None:
    assert "Farrar 2001, Pain 94:149-158" in tip_at(table.rows, 0, Part.STATUS)
    assert "not asked at session 3" in tip_at(table.rows, 0, Part.ASKED)
    assert ACTIVITIES[1] in tip_at(table.rows, 5, Part.NAME)
    assert "Sen 1968" in tip_at(table.rows, 0, Part.SLOPE)
    QToolTip.hideText()


@TIPS_OFFSCREEN
def test_the_rows_are_walked_by_keyboard_and_tell_their_sources(
    qtbot: QtBot, table: ProgressTable
) -> None:
    table.activateWindow()
    table.rows.setFocus()
    qtbot.waitUntil(table.rows.hasFocus)

    assert table.rows.currentIndex().row() == 0
    QTest.keyClick(table.rows, Qt.Key.Key_Down)
    QTest.keyClick(table.rows, Qt.Key.Key_Down)
    QTest.keyClick(table.rows, Qt.Key.Key_Down)
    assert table.rows.currentIndex().row() == 3
    QTest.keyClick(table.rows, Qt.Key.Key_Space)
    assert "Ekedahl 2012" in QToolTip.text()
    QTest.keyClick(table.rows, Qt.Key.Key_Tab)
    assert table.lines[0].hasFocus()
    QTest.keyClick(table.lines[0], Qt.Key.Key_Space)
    assert "Baeumler 2024" in QToolTip.text()
    QToolTip.hideText()


def test_the_page_follows_the_row_that_is_walked_to(qtbot: QtBot, table: ProgressTable) -> None:
    page = QScrollArea()
    qtbot.addWidget(page)
    page.setWidgetResizable(True)
    page.setWidget(table)
    page.resize(NARROW + 20, 150)
    page.show()
    page.activateWindow()
    table.rows.setFocus()
    qtbot.waitUntil(table.rows.hasFocus)

    for _ in SCORES:
        QTest.keyClick(table.rows, Qt.Key.Key_Down)
    row = table.rows.visualRect(table.rows.currentIndex())
    top = table.rows.viewport().mapTo(page.viewport(), row.topLeft()).y()
    assert top >= 0
    assert top + row.height() <= page.viewport().height()
    page.takeWidget()


def test_another_course_leaves_nothing_of_the_first(qtbot: QtBot, table: ProgressTable) -> None:
    table.show_course(view_of(visits({BACK: [5, 4]})))

    assert len(table.rows.rows) == 1
    assert [line.line.heading for line in table.lines] == ["Visits", "Side effects"]
    qtbot.waitUntil(lambda: table.rows.height() == HEIGHT)


def grey(status: Status, theme: Theme) -> bytes:
    """The shape of a status without its colour."""
    image = QImage(4 * SIDE, 4 * SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.style.card))
    painter = QPainter(image)
    painter.scale(4, 4)
    draw_status(painter, QRectF(0, 0, SIDE, SIDE), status, theme.style)
    painter.end()
    ink = QColor(theme.style.card).lightness()
    rows = range(0, image.height(), 2)
    return bytes(
        abs(image.pixelColor(x, y).lightness() - ink) > 40
        for y in rows
        for x in range(0, image.width(), 2)
    )


@pytest.mark.parametrize("look", [Appearance.LIGHT, Appearance.DARK])
def test_the_shapes_are_told_apart_without_colour(
    qapp: QApplication, fonts: None, look: Appearance
) -> None:
    theme = Theme(qapp, look)
    theme.apply()
    shapes = {status: grey(status, theme) for status in Status}

    for one in Status:
        for other in Status:
            if one < other:
                differing = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
                assert differing > 20, (one, other)
