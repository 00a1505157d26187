"""The body chart on real widgets: pressing, dragging, the list's keys, and what stays."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.domain.body_chart import BodyMark, BodyView, MarkKind, PainQuality
from acudesk.services.body_zones import figures, list_zones
from acudesk.settings import Appearance
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.body_chart import BodyChart
from acudesk.ui.widgets.body_view import path_from_data

CALF, UPPER, LOWER = "calf_upper_left", "thigh_back_upper_left", "thigh_back_lower_left"
LUMBAR = "back_lumbar_l4_5_left"
KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture
def theme(qapp: QApplication, fonts: None) -> Iterator[Theme]:
    """The light look."""
    made = Theme(qapp, Appearance.LIGHT)
    made.apply()
    yield made
    made.deleteLater()


@pytest.fixture
def chart(theme: Theme, qtbot: QtBot) -> BodyChart:
    """An empty chart of the size of a card."""
    made = BodyChart(theme)
    qtbot.addWidget(made)
    made.resize(620, 480)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is not None)
    return made


def place(chart: BodyChart, zone: str) -> QPoint:
    return chart.views.place_of(zone).toPoint()


def click(chart: BodyChart, qtbot: QtBot, zone: str) -> None:
    qtbot.mouseClick(chart.views, LEFT, pos=place(chart, zone))


def pain(zone: str, intensity: int | None = None) -> BodyMark:
    return BodyMark(zone=zone, kind=MarkKind.PAIN, intensity=intensity)


def zones(chart: BodyChart, kind: MarkKind = MarkKind.PAIN) -> set[str]:
    return {mark.zone for mark in chart.marks if mark.kind == kind}


def test_every_zone_can_be_hit_at_its_middle(chart: BodyChart) -> None:
    for zone in list_zones():
        assert chart.views.zone_at(QPointF(place(chart, zone.code))) == zone.code
    assert chart.views.zone_at(QPointF(1, 1)) == ""


def test_the_zones_tile_the_figures() -> None:
    for figure in figures():
        outline = path_from_data(figure.outline)
        shapes = [path_from_data(shape.path) for shape in figure.shapes]
        missed, twice, inside = 0, 0, 0
        for column in range(0, int(figure.width), 2):
            for row in range(0, int(figure.height), 2):
                spot = QPointF(column + 0.37, row + 0.61)
                hits = sum(shape.contains(spot) for shape in shapes)
                twice += hits > 1
                if outline.contains(spot):
                    inside += 1
                    missed += hits == 0
        assert inside > 4_000
        assert missed < inside / 200, figure.view
        assert twice < inside / 200, figure.view


def test_a_press_marks_and_a_second_one_clears(chart: BodyChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.changed):
        click(chart, qtbot, CALF)
    assert zones(chart) == {CALF}

    with qtbot.waitSignal(chart.changed):
        click(chart, qtbot, CALF)
    assert not chart.marks


def test_a_press_on_an_older_mark_chooses_it_first(chart: BodyChart, qtbot: QtBot) -> None:
    chart.show_marks([pain(CALF, 4)], fresh=True)

    with qtbot.assertNotEmitted(chart.changed):
        click(chart, qtbot, CALF)
    assert chart.row.isVisible()
    qtbot.keyClick(chart.zones.rows, KEY.Key_6)
    assert chart.marks[0].intensity == 6
    click(chart, qtbot, CALF)
    assert not chart.marks
    assert not chart.row.isVisible()


def test_a_drag_marks_each_zone_on_its_way_and_is_one_change(
    chart: BodyChart, qtbot: QtBot
) -> None:
    changes: list[None] = []
    chart.changed.connect(lambda: changes.append(None))

    qtbot.mousePress(chart.views, LEFT, pos=place(chart, UPPER))
    qtbot.mouseMove(chart.views, place(chart, CALF))
    assert changes == []
    qtbot.mouseRelease(chart.views, LEFT, pos=place(chart, CALF))

    assert zones(chart) == {UPPER, LOWER, "knee_back_left", CALF}
    assert len(changes) == 1


def test_a_drag_that_begins_on_a_mark_clears(chart: BodyChart, qtbot: QtBot) -> None:
    chart.show_marks([pain(UPPER), pain(LOWER, 3), pain(CALF)], fresh=True)

    qtbot.mousePress(chart.views, LEFT, pos=place(chart, UPPER))
    qtbot.mouseMove(chart.views, place(chart, LOWER))
    qtbot.mouseRelease(chart.views, LEFT, pos=place(chart, LOWER))

    assert zones(chart) == {CALF}


def test_needles_are_marked_beside_pain(chart: BodyChart, qtbot: QtBot) -> None:
    click(chart, qtbot, CALF)
    qtbot.mouseClick(chart.kinds[MarkKind.NEEDLED], LEFT)
    click(chart, qtbot, CALF)

    assert zones(chart) == zones(chart, MarkKind.NEEDLED) == {CALF}
    assert chart.words == "Pain: upper calf, left. Needled: upper calf, left."


def test_the_list_does_it_all_by_keyboard(chart: BodyChart, qtbot: QtBot) -> None:
    chart.zones.search.setFocus()
    qtbot.keyClicks(chart.zones.search, "lower back L4")
    qtbot.keyClick(chart.zones.search, KEY.Key_Return)
    rows = chart.zones.rows
    assert rows.hasFocus()
    assert chart.zones.current == LUMBAR

    qtbot.keyClick(rows, KEY.Key_Space)
    assert zones(chart) == {LUMBAR}
    qtbot.keyClick(rows, KEY.Key_1)
    qtbot.keyClick(rows, KEY.Key_0)
    assert [mark.intensity for mark in chart.marks] == [10]
    qtbot.keyClick(rows, KEY.Key_Right)
    qtbot.keyClick(rows, KEY.Key_3)
    assert chart.marks == (pain(LUMBAR, 10), pain("back_lumbar_l4_5_right", 3))
    qtbot.keyClick(rows, KEY.Key_Delete)
    qtbot.keyClick(rows, KEY.Key_Left)
    qtbot.keyClick(rows, KEY.Key_Space)
    assert not chart.marks
    with qtbot.waitSignal(chart.left):
        qtbot.keyClick(rows, KEY.Key_Return)


def test_arrows_pass_the_names_and_letters_find_a_zone(chart: BodyChart, qtbot: QtBot) -> None:
    rows = chart.zones.rows
    chart.zones.go_to("neck_back_right")
    rows.setFocus()
    qtbot.keyClick(rows, KEY.Key_Down)
    assert chart.zones.current == "chest_right"
    qtbot.keyClick(rows, KEY.Key_Left)
    assert chart.zones.current == "chest_left"
    qtbot.keyClick(rows, KEY.Key_Left)
    assert chart.zones.current == "chest_left"

    qtbot.keyClick(rows, KEY.Key_S)
    qtbot.keyClicks(chart.zones.search, "acro")
    assert chart.zones.shown() == ["sacroiliac_left", "sacroiliac_right"]
    click(chart, qtbot, CALF)
    assert chart.zones.search.text() == ""
    assert chart.zones.current == CALF


def test_a_digit_is_of_pain_also_while_needles_are_marked(chart: BodyChart, qtbot: QtBot) -> None:
    chart.choose_kind(MarkKind.NEEDLED)
    chart.zones.go_to(CALF)
    qtbot.keyClick(chart.zones.rows, KEY.Key_5)

    assert chart.kind == MarkKind.PAIN
    assert chart.marks == (pain(CALF, 5),)


def test_delete_takes_what_is_being_marked_first(chart: BodyChart, qtbot: QtBot) -> None:
    chart.show_marks([pain(CALF, 5), BodyMark(zone=CALF, kind=MarkKind.NEEDLED)], fresh=True)
    chart.zones.go_to(CALF)

    qtbot.keyClick(chart.zones.rows, KEY.Key_Delete)
    assert [mark.kind for mark in chart.marks] == [MarkKind.NEEDLED]
    qtbot.keyClick(chart.zones.rows, KEY.Key_Backspace)
    assert not chart.marks
    with qtbot.assertNotEmitted(chart.changed):
        qtbot.keyClick(chart.zones.rows, KEY.Key_Delete)


def test_a_click_in_the_list_marks(chart: BodyChart, qtbot: QtBot) -> None:
    chart.zones.go_to(LUMBAR)
    rows = chart.zones.rows
    cell = rows.visualItemRect(rows.selectedItems()[0]).center()

    qtbot.mouseClick(rows.viewport(), LEFT, pos=cell)
    assert zones(chart) == {LUMBAR}
    qtbot.mouseClick(rows.viewport(), LEFT, pos=cell)
    assert zones(chart) == set()


def test_kind_of_pain_and_note_are_kept_with_the_mark(chart: BodyChart, qtbot: QtBot) -> None:
    click(chart, qtbot, CALF)
    row = chart.row
    qtbot.mouseClick(row._qualities[PainQuality.BURNING], LEFT)
    qtbot.mouseClick(row._steps[8], LEFT)
    with qtbot.waitSignal(chart.changed):
        qtbot.keyClicks(row.note, "at night")

    expected = BodyMark(
        zone=CALF,
        kind=MarkKind.PAIN,
        intensity=8,
        quality=PainQuality.BURNING,
        note="at night",
    )
    assert chart.marks == (expected,)
    qtbot.mouseClick(row._qualities[PainQuality.BURNING], LEFT)
    assert chart.marks[0].quality is None
    with qtbot.waitSignal(chart.left):
        qtbot.keyClick(row.note, KEY.Key_Return)


def test_a_note_being_typed_goes_to_its_own_zone(chart: BodyChart, qtbot: QtBot) -> None:
    click(chart, qtbot, CALF)
    chart.row.note.setFocus()
    qtbot.keyClicks(chart.row.note, "pulls")
    click(chart, qtbot, UPPER)

    assert {mark.zone: mark.note for mark in chart.marks} == {CALF: "pulls", UPPER: ""}
    assert chart.row.note.text() == ""


def test_a_note_being_typed_outlives_a_reread_but_not_another_session(
    chart: BodyChart, qtbot: QtBot
) -> None:
    click(chart, qtbot, CALF)
    chart.row.note.setFocus()
    qtbot.keyClicks(chart.row.note, "pul")
    chart.show_marks([pain(CALF)], fresh=False)
    assert chart.row.note.text() == "pul"

    chart.show_marks([pain(CALF, 2)], fresh=True)
    chart.flush()
    assert chart.marks == (pain(CALF, 2),)
    assert chart.zones.current == ""


def test_a_cleared_mark_does_not_come_back_with_its_note(chart: BodyChart, qtbot: QtBot) -> None:
    click(chart, qtbot, CALF)
    qtbot.keyClicks(chart.row.note, "pulls")
    qtbot.keyClick(chart.zones.rows, KEY.Key_Delete)
    chart.flush()

    assert not chart.marks


def test_showing_what_is_stored_is_no_change(chart: BodyChart, qtbot: QtBot) -> None:
    stored = (pain("a_zone_of_old_left", 3), pain(CALF, 4))
    with qtbot.assertNotEmitted(chart.changed):
        chart.show_marks(stored, fresh=True)
        chart.show_marks(stored, fresh=False)
        chart.choose_kind(MarkKind.NEEDLED)
        chart.flush()

    assert chart.marks == stored
    click(chart, qtbot, LUMBAR)
    assert pain("a_zone_of_old_left", 3) in chart.marks


def test_a_screen_reader_hears_what_is_marked(chart: BodyChart, qtbot: QtBot) -> None:
    assert chart.accessibleDescription() == "Nothing is marked yet."
    chart.show_marks([pain(CALF, 4)], fresh=True)

    assert chart.accessibleDescription() == "Pain: upper calf, left (4 of 10)."
    assert chart.views.accessibleDescription() == chart.accessibleDescription()
    chart.zones.go_to(CALF)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert chart.zones.rows.selectedItems()[0].data(role) == "Upper calf, left, Pain 4 of 10"
    chart.zones.go_to("calf_upper_right")
    assert chart.zones.rows.selectedItems()[0].data(role) == "Upper calf, right, not marked"


def test_the_zone_under_the_pointer_is_named(chart: BodyChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.views.pointed) as pointed:
        qtbot.mouseMove(chart.views, place(chart, LUMBAR))

    assert pointed.args == [LUMBAR]
    assert chart._hint.toolTip() == "<qt>Lower back L4-L5, left</qt>"


def test_in_an_arabic_window_left_stays_left(
    theme: Theme, qtbot: QtBot, qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        chart = BodyChart(theme)
        qtbot.addWidget(chart)
        chart.resize(620, 480)
        chart.show()
        assert chart.zones.x() < chart.views.x()
        left, right = place(chart, "gluteal_upper_left"), place(chart, "gluteal_upper_right")
        assert left.x() < right.x()
        click(chart, qtbot, "gluteal_upper_left")
        assert zones(chart) == {"gluteal_upper_left"}
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_marks_are_told_apart_without_colour(chart: BodyChart, theme: Theme) -> None:
    def greys(*marks: BodyMark) -> QImage:
        chart.show_marks(marks, fresh=True)
        return chart.views.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)

    zone = "chest_left"
    path = next(
        path_from_data(shape.path)
        for figure in figures()
        if figure.view == BodyView.FRONT
        for shape in figure.shapes
        if shape.zone == zone
    )
    assert path.boundingRect().width() > 30
    spot = place(chart, zone)
    areas = []
    for marks in ((), (pain(zone),), (BodyMark(zone=zone, kind=MarkKind.NEEDLED),)):
        image = greys(*marks)
        values = [
            image.pixelColor(spot.x() + x, spot.y() + y).red()
            for x in range(-8, 9)
            for y in range(-6, 7)
        ]
        areas.append((max(values) - min(values), len(set(values))))
    # Skin is plain; hatching and dots are textures of light and dark.
    assert areas[0][0] < 60
    assert areas[1][0] > 90
    assert areas[2][0] > 90


def test_a_path_is_read_as_svg_reads_it() -> None:
    path = path_from_data("M1 2L3-4C1 1 2 2 3.5 3Q0 0 1e-1 5Z")

    assert path.elementCount() == 9
    assert (path.elementAt(1).x, path.elementAt(1).y) == (3, -4)
    assert (path.elementAt(4).x, path.elementAt(4).y) == (3.5, 3)
    assert (path.elementAt(7).x, path.elementAt(7).y) == (0.1, 5)


def test_it_fits_into_a_card_and_grows_with_it(chart: BodyChart) -> None:
    hint = chart.minimumSizeHint()
    assert hint.width() <= 460
    assert hint.height() <= 360
    before = chart.views.place_of(CALF) - chart.views.place_of(UPPER)
    chart.resize(1100, 800)
    QApplication.processEvents()
    after = chart.views.place_of(CALF) - chart.views.place_of(UPPER)
    assert after.y() > before.y() * 1.4
