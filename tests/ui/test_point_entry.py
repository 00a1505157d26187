"""The points of a session, as hands do it: typing, pasting, chips, details, carried over."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from acudesk.domain.needles import NeedledPoint, Response, Stimulation, Technique, carried
from acudesk.domain.point_sets import PointSet
from acudesk.domain.points import PointSide
from acudesk.services.points import point_library
from acudesk.settings import Appearance
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.alert_line import AlertLine
from acudesk.ui.widgets.point_chip import PointChip
from acudesk.ui.widgets.point_details import PointDetails
from acudesk.ui.widgets.point_entry import PointEntry

Key = Qt.Key


def points(text: str) -> tuple[NeedledPoint, ...]:
    """Points as they are typed."""
    made = [mention.needled() for mention in point_library().parse(text)]
    assert all(made)
    return tuple(one for one in made if one)


LBP = PointSet(name="LBP basic", shorthand="lbp", points=points("bl23, bl25, gv4"))


class Desk:
    """The entry in a window, with a field before and a field behind it."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.before, self.behind = QLineEdit(), QLineEdit()
        self.entry = PointEntry(theme)
        self.entry.show_sets((LBP,))
        box = QVBoxLayout(self.window)
        for part in (self.before, self.entry, self.behind):
            box.addWidget(part)
        self.changes = 0
        self.entry.changed.connect(self._count)
        qtbot.addWidget(self.window)
        self.window.resize(620, 700)
        self.window.show()
        self.window.activateWindow()
        self.entry.setFocus()
        qtbot.waitUntil(self.field.hasFocus)

    def _count(self) -> None:
        self.changes += 1

    @property
    def field(self) -> QLineEdit:
        return self.entry.line.field

    @property
    def chips(self) -> list[PointChip]:
        return list(self.entry.chips.chips)

    @property
    def details(self) -> PointDetails:
        assert self.entry.details is not None
        return self.entry.details

    @property
    def shown(self) -> str:
        """`BL23 both, GV4 midline`."""
        return ", ".join(f"{one.code} {one.side.value}" for one in self.entry.points)

    @property
    def offered(self) -> list[str]:
        """What the open list offers."""
        suggestions = self.entry.line.suggestions
        if not suggestions.isVisible():
            return []
        return [one.point.code if one.point else one.text for one in suggestions.offers]

    def type(self, text: str, *keys: Key) -> None:
        """Type into whatever has the focus."""
        self.qtbot.keyClicks(self.focus, text)
        for key in keys:
            self.qtbot.keyClick(self.focus, key)

    @property
    def focus(self) -> QWidget:
        focus = self.window.focusWidget()
        assert focus is not None
        return focus

    def click(self, widget: QWidget) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, fonts: None) -> Iterator[Desk]:
    theme = Theme(qapp, Appearance.LIGHT)
    theme.apply()
    yield Desk(qtbot, theme)
    theme.deleteLater()


# ------------------------------------------------------------------------------ typing


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("bl23 bl40 ", "BL23 both, BL40 both"),
        ("bl23,ub-40;", "BL23 both, BL40 both"),
        ("GV3, BL23 x2, one ashi,", "GV3 midline, BL23 both, ASHI midline"),
        ("bl23 l bl40 r ", "BL23 left, BL40 right"),
        ("bl23l ", "BL23 left"),
        ("bl23 l r ", "BL23 both"),
        ("b 23 ", "BL23 both"),
        ("zu san li ", "ST36 both"),
        ("qi hai shu ", "BL24 both"),
        ("bl23-25 ", "BL23 both, BL24 both, BL25 both"),
        ("lbp ", "BL23 both, BL25 both, GV4 midline"),
        ("ki3 lbp, ashi ", "KI3 both, BL23 both, BL25 both, GV4 midline, ASHI midline"),
    ],
)
def test_points_become_chips_while_they_are_typed(desk: Desk, typed: str, shown: str) -> None:
    desk.type(typed)

    assert (desk.shown, desk.field.text()) == (shown, "")
    assert [chip.accessibleName().split(" ")[0].strip(",") for chip in desk.chips] == [
        one.code for one in desk.entry.points
    ]


def test_enter_takes_what_is_typed_and_then_goes_on(desk: Desk, qtbot: QtBot) -> None:
    desk.type("bl23 left", Key.Key_Return)
    assert desk.shown == "BL23 left"

    with qtbot.waitSignal(desk.entry.left, timeout=500):
        desk.type("", Key.Key_Return)
    assert (desk.shown, desk.changes) == ("BL23 left", 2)


def test_prescription_of_cherkin_2009_counts_eight_needles(desk: Desk) -> None:
    desk.type("GV3, BL23 x2, BL40 x2, KI3 x2, one ashi", Key.Key_Return)

    assert sum(one.needles for one in desk.entry.points) == 8
    assert "5 points, 8 needles" in [one.text() for one in desk.entry.findChildren(QLabel)]


def test_what_is_pasted_becomes_chips_and_what_is_refused_stays(desk: Desk) -> None:
    QApplication.clipboard().setText("BL20-22, GB30\nbl68, zusanli and lu12")
    desk.field.paste()

    assert [one.code for one in desk.entry.points] == ["BL20", "BL21", "BL22", "GB30", "ST36"]
    assert desk.field.text() == "bl68, lu12"
    assert desk.entry.unkept == [desk.entry.line.told]
    assert desk.entry.line.told.splitlines() == [
        "BL68 does not exist: the Bladder channel has 67 points.",
        "LU12 does not exist: the Lung channel has 11 points.",
    ]


def test_characters_from_an_input_method_are_understood(desk: Desk) -> None:
    event = QInputMethodEvent()
    event.setCommitString("足三里委中")
    QApplication.sendEvent(desk.field, event)
    desk.type("", Key.Key_Return)

    assert desk.shown == "ST36 both, BL40 both"


def test_a_refusal_stays_in_the_field_until_it_is_put_right(desk: Desk) -> None:
    desk.type("bl68", Key.Key_Return)
    assert (desk.shown, desk.field.text()) == ("", "bl68")
    assert desk.field.accessibleDescription() == desk.entry.line.told != ""
    assert desk.field.property("wrong")

    desk.type("", Key.Key_Backspace)
    assert (desk.entry.line.told, desk.field.property("wrong")) == ("", False)
    desk.type("7 ")
    assert (desk.shown, desk.entry.unkept) == ("BL67 both", [])


def test_leaving_the_field_takes_what_is_understood(desk: Desk) -> None:
    desk.type("bl23, zusx", Key.Key_Tab)
    assert (desk.shown, desk.field.text()) == ("BL23 both", "zusx")
    assert not desk.offered

    desk.field.setText("bl40")
    desk.entry.flush()
    assert desk.shown == "BL23 both, BL40 both"


def test_the_same_point_again_is_one_point(desk: Desk) -> None:
    desk.type("bl23 bl23 ")
    assert (desk.shown, desk.changes) == ("BL23 both", 1)
    assert desk.entry.line.told == "bl23: already there."
    assert desk.entry.unkept == []


# -------------------------------------------------------------------------- suggestions


def test_a_suggestion_is_highlighted_and_taken(desk: Desk) -> None:
    desk.type("zus")
    assert desk.offered == ["ST36"]
    desk.type("", Key.Key_Down, Key.Key_Return)

    assert (desk.shown, desk.field.text(), desk.offered) == ("ST36 both", "", [])
    assert desk.field.hasFocus()


def test_enter_never_takes_a_point_that_was_not_seen(desk: Desk) -> None:
    desk.type("weiz", Key.Key_Return)
    assert (desk.shown, desk.offered[0]) == ("", "BL40")

    desk.type("", Key.Key_Return)
    assert desk.shown == "BL40 both"


def test_a_suggestion_keeps_what_stands_before_it(desk: Desk) -> None:
    desk.type("left weizh", Key.Key_Down, Key.Key_Return)
    desk.type("3 as", Key.Key_Down, Key.Key_Return)

    assert desk.shown == "BL40 left, ASHI midline"
    assert desk.entry.points[1].needles == 3


def test_escape_closes_the_list_and_down_opens_it(desk: Desk) -> None:
    desk.type("weiz", Key.Key_Escape)
    assert not desk.offered
    desk.type("", Key.Key_Down)
    assert desk.offered[0] == "BL40"


def test_down_in_the_empty_field_offers_the_sets(desk: Desk) -> None:
    desk.type("", Key.Key_Down)
    assert desk.offered == ["lbp  LBP basic: 3 points"]
    desk.type("", Key.Key_Return)
    assert desk.shown == "BL23 both, BL25 both, GV4 midline"


def test_a_click_takes_a_suggestion(desk: Desk) -> None:
    desk.type("bl2")
    suggestions = desk.entry.line.suggestions
    assert desk.offered[:3] == ["BL2", "BL20", "BL21"]
    middle = suggestions.visualItemRect(suggestions.item(1)).center()
    desk.qtbot.mouseClick(suggestions.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    assert (desk.shown, desk.field.text()) == ("BL20 both", "")
    assert desk.field.hasFocus()


def test_an_ambiguous_name_offers_both_with_code_and_name(desk: Desk) -> None:
    desk.type("juliao l", Key.Key_Return)
    suggestions = desk.entry.line.suggestions

    assert desk.entry.line.told == "“juliao l” may be ST3 Jùliáo or GB29 Jūliáo."
    assert [suggestions.item(row).text() for row in range(2)] == [
        "ST3  Jùliáo  巨髎",
        "GB29  Jūliáo  居髎",
    ]
    desk.type("", Key.Key_Down, Key.Key_Return)
    assert (desk.shown, desk.field.text(), desk.entry.line.told) == ("GB29 left", "", "")


def test_a_slip_is_put_right_with_what_was_meant(desk: Desk) -> None:
    desk.type("g34", Key.Key_Return)
    assert desk.offered == ["GB34"]
    desk.type("", Key.Key_Return)
    assert (desk.shown, desk.field.text()) == ("GB34 both", "")
    desk.type("r ")
    assert desk.shown == "GB34 right"


# -------------------------------------------------------------------------------- sets


def test_one_click_adds_a_set(desk: Desk) -> None:
    desk.type("bl23 l ")
    desk.click(desk.entry.set_chips[0])
    assert desk.shown == "BL23 left, BL25 both, GV4 midline"

    desk.click(desk.entry.set_chips[0])
    assert desk.entry.line.told == "LBP basic: already there."


def test_the_points_can_be_kept_as_a_set_or_cleared(desk: Desk, qtbot: QtBot) -> None:
    desk.entry.show_points(carried(points("bl23 ki3 l")), fresh=True)
    with qtbot.waitSignal(desk.entry.set_wanted, timeout=500) as wanted:
        desk.click(desk.entry.save)
    assert wanted.args == [points("bl23 ki3 l")]

    desk.click(desk.entry.clear)
    assert (desk.shown, desk.chips, desk.changes) == ("", [], 1)


# ------------------------------------------------------------------------------- chips


def test_backspace_marks_the_last_chip_and_then_removes_it(desk: Desk) -> None:
    desk.type("bl23 bl40 ", Key.Key_Backspace)
    assert (desk.shown, desk.chips[1].property("marked")) == ("BL23 both, BL40 both", True)

    desk.type("", Key.Key_Backspace)
    assert (desk.shown, desk.field.hasFocus()) == ("BL23 both", True)

    desk.type("", Key.Key_Backspace)
    desk.type("ki3 ")
    assert desk.shown == "BL23 both, KI3 both"
    assert not any(chip.property("marked") for chip in desk.chips)


def test_the_arrow_back_walks_to_the_chips_and_the_way_out_is_the_field(desk: Desk) -> None:
    desk.type("bl23 bl40 ki3 ", Key.Key_Left)
    assert desk.focus is desk.chips[2]
    desk.type("", Key.Key_Left, Key.Key_Delete)
    assert desk.shown == "BL23 both, KI3 both"
    assert desk.focus is desk.chips[1]
    desk.type("", Key.Key_Right)
    assert desk.field.hasFocus()


def test_letters_on_a_chip_say_its_side(desk: Desk) -> None:
    desk.type("bl23 bafeng ", Key.Key_Left)
    for key, needles in ((Key.Key_L, 4), (Key.Key_R, 4), (Key.Key_B, 8)):
        desk.type("", key)
        assert desk.entry.points[1].needles == needles
    desk.type("", Key.Key_Left, Key.Key_R)
    assert desk.shown == "BL23 right, EX-LE10 both"

    desk.type("", Key.Key_M)
    assert desk.shown == "BL23 right, EX-LE10 both"
    assert desk.entry.line.told == "BL23 does not lie on the midline: write L, R or both."


def test_other_letters_on_a_chip_belong_into_the_field(desk: Desk) -> None:
    desk.type("bl23 ", Key.Key_Left)
    desk.type("g")
    desk.type("v4 ")
    assert desk.shown == "BL23 both, GV4 midline"


def test_a_click_on_the_cross_removes_a_point(desk: Desk) -> None:
    desk.type("bl23 bl40 ki3 ")
    assert desk.chips[1].remove.accessibleName() == "Remove BL40 Wěizhōng"
    desk.click(desk.chips[1].remove)
    assert desk.shown == "BL23 both, KI3 both"


def test_a_chip_says_code_name_and_side(desk: Desk) -> None:
    desk.type("bl40 l gv3 ashi 3 ashi l ")

    assert [chip.accessibleName() for chip in desk.chips] == [
        "BL40 Wěizhōng, left",
        "GV3 Yāoyángguān, midline",
        "ASHI",
        "ASHI, left, 3 needles",
    ]


def test_tab_comes_by_sets_field_one_chip_and_buttons(desk: Desk) -> None:
    desk.type("bl23 bl40 ")
    desk.before.setFocus()
    stops = []
    for _ in range(6):
        desk.qtbot.keyClick(desk.focus, Key.Key_Tab)
        stops.append(desk.focus)

    entry = desk.entry
    assert stops == [
        *entry.set_chips,
        entry.line.field,
        desk.chips[0],
        entry.save,
        entry.clear,
        desk.behind,
    ]


# ------------------------------------------------------------------------- carried over


def test_what_is_carried_over_is_confirmed_by_one_button(desk: Desk) -> None:
    desk.entry.show_points(carried(points("bl23 bl40 l")), fresh=True)
    assert all(chip.property("carried") for chip in desk.chips)
    assert desk.chips[1].accessibleName() == "BL40 Wěizhōng, left, carried over, unconfirmed"
    assert desk.entry.confirm.isVisible()
    assert desk.entry.confirm.accessibleName() == "Confirm all 2"

    desk.click(desk.entry.confirm)
    assert desk.entry.points == points("bl23 bl40 l")
    assert desk.changes == 1
    assert not desk.entry.confirm.isVisible()
    assert not any(chip.property("carried") for chip in desk.chips)


def test_nothing_to_confirm_is_no_change(desk: Desk) -> None:
    desk.type("bl23 ")
    desk.entry.confirm_all()
    assert desk.changes == 1


def test_typing_or_changing_a_carried_point_confirms_that_one(desk: Desk) -> None:
    desk.entry.show_points(carried(points("bl23 bl40 ki3")), fresh=True)
    desk.type("bl40 ", Key.Key_Left, Key.Key_L)

    assert [one.carried_over for one in desk.entry.points] == [True, False, False]
    assert desk.shown == "BL23 both, BL40 both, KI3 left"


# ------------------------------------------------------------------- what is stored, warnings


def test_showing_what_is_stored_tells_nobody_and_leaves_the_typing_alone(desk: Desk) -> None:
    desk.type("bl23 ")
    desk.type("zus")
    desk.entry.show_points(points("bl23 bl40"), fresh=False)

    assert (desk.field.text(), desk.changes, desk.offered) == ("zus", 1, ["ST36"])
    assert desk.shown == "BL23 both, BL40 both"

    desk.entry.show_points(points("ki3"), fresh=True)
    assert (desk.field.text(), desk.shown, desk.changes) == ("", "KI3 both", 1)


def test_a_side_still_follows_when_the_point_was_stored_meanwhile(desk: Desk) -> None:
    desk.type("bl23 ")
    desk.entry.show_points(desk.entry.points, fresh=False)
    desk.type("l ")
    assert desk.shown == "BL23 left"

    desk.entry.show_points(points("bl40"), fresh=True)
    desk.type("r ")
    assert (desk.shown, desk.field.text()) == ("BL40 both", "r ")


def test_a_warning_stands_on_its_chip(desk: Desk) -> None:
    desk.type("li4 bl23 ")
    desk.entry.show_warnings({"LI4": "Pregnancy: tradition avoids LI4."})

    assert desk.chips[0].accessibleDescription() == "Pregnancy: tradition avoids LI4."
    assert "tradition avoids LI4" in desk.chips[0].toolTip()
    assert [chip.property("warns") for chip in desk.chips] == [True, False]

    desk.entry.show_warnings({})
    assert desk.chips[0].accessibleDescription() == ""
    assert not desk.chips[0].property("warns")


def test_a_warning_that_comes_while_the_details_are_open_is_said_there(desk: Desk) -> None:
    desk.type("bl23 ", Key.Key_Left)
    desk.type("", Key.Key_F2)
    words = "Pacemaker, BL23: No electro-acupuncture."
    desk.entry.show_warnings({"BL23": words})
    (line,) = desk.details.findChildren(AlertLine)
    assert (line.text, line.isHidden()) == (words, False)
    desk.entry.show_warnings({})
    assert (line.text, line.isHidden()) == ("", True)


# ----------------------------------------------------------------------------- details


def test_details_of_a_point_are_recorded_by_keys(desk: Desk) -> None:
    desk.type("bl23 bl40 ", Key.Key_Left)
    desk.type("", Key.Key_F2)
    assert desk.focus in desk.details.side.parts
    desk.type("", Key.Key_Left)  # both, right
    desk.details.depth_mm.setFocus()
    desk.type("25", Key.Key_Return)

    assert desk.entry.details is None
    assert desk.focus is desk.chips[1]
    assert desk.entry.points[1] == NeedledPoint(code="BL40", side=PointSide.RIGHT, depth_mm=25)
    assert desk.chips[1].accessibleName() == "BL40 Wěizhōng, right, 25 mm deep"


def test_all_of_stricta_2010_is_recorded_by_clicks(desk: Desk) -> None:
    desk.type("bl23 l ")
    desk.click(desk.chips[0])
    details = desk.details
    for part in (
        details.technique.parts[2],
        details.stimulation.parts[1],
        details.sought.parts[0],
        details.obtained.parts[0],
        details.also.parts[0],
        details.also.parts[1],
    ):
        desk.click(part)
    for field, text in (
        (details.needles, "2"),
        (details.depth_mm, "30"),
        (details.pair, "BL25 L"),
        (details.hertz, "2,5"),
        (details.milliamp, "1.2"),
        (details.note, "grabbed at once"),
    ):
        field.setFocus()
        field.selectAll()
        desk.type(text)
    desk.entry.flush()

    assert desk.entry.points == (
        NeedledPoint(
            code="BL23",
            side=PointSide.LEFT,
            insertions=2,
            depth_mm=30,
            technique=Technique.EVEN,
            stimulation=Stimulation.ELECTRICAL,
            pair="BL25 L",
            hertz=Decimal("2.5"),
            milliamp=Decimal("1.2"),
            sought=Response.DE_QI,
            obtained=True,
            moxa=True,
            cupping=True,
            note="grabbed at once",
        ),
    )
    desk.click(details.stimulation.parts[0])
    (point,) = desk.entry.points
    assert (point.stimulation, point.hertz, point.milliamp, point.pair) == (
        Stimulation.MANUAL,
        None,
        None,
        "",
    )
    assert not details.hertz.isVisible()


def test_an_impossible_number_stays_with_its_reason(desk: Desk) -> None:
    desk.type("bl23 ")
    desk.click(desk.chips[0])
    desk.details.depth_mm.setFocus()
    desk.type("400")
    desk.details.flush()

    assert desk.entry.points[0].depth_mm is None
    assert desk.entry.unkept == ["BL23: a depth lies between 1 and 150 mm."]


def test_the_count_of_needles_follows_the_side_until_it_is_typed(desk: Desk) -> None:
    desk.type("sifeng ")
    desk.click(desk.chips[0])
    details = desk.details
    assert details.needles.text() == "8"
    desk.click(details.side.parts[0])
    assert (details.needles.text(), desk.entry.points[0].needles) == ("4", 4)

    details.needles.setFocus()
    details.needles.selectAll()
    desk.type("1")
    details.flush()
    assert desk.entry.points[0].needles == 1
    details.needles.selectAll()
    desk.type("", Key.Key_Backspace)
    details.flush()
    assert desk.entry.points[0].needles == 4


def test_the_place_of_ashi_is_asked_and_only_of_ashi(desk: Desk) -> None:
    desk.type("ashi bl23 ")
    desk.click(desk.chips[1])
    assert not desk.details.zone.isVisible()
    desk.click(desk.chips[0])
    desk.details.zone.setFocus()
    desk.type("left gluteal", Key.Key_Return)

    assert desk.entry.points[0].zone == "left gluteal"
    assert desk.chips[0].accessibleName() == "ASHI left gluteal"
    desk.type("", Key.Key_Right, Key.Key_Right)
    desk.type("ashi ")
    assert [one.zone for one in desk.entry.points] == ["left gluteal", "", ""]


def test_details_come_into_sight_below_a_long_prescription(desk: Desk) -> None:
    area = QScrollArea()
    desk.qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(desk.window)
    area.resize(450, 500)
    area.show()
    area.activateWindow()
    desk.entry.show_points(points("bl1-40"), fresh=True)
    desk.click(desk.chips[0])

    def bottom() -> int:
        details = desk.details
        return details.mapTo(area, details.rect().bottomLeft()).y()

    desk.qtbot.waitUntil(lambda: 0 < bottom() < 500)
    assert desk.details.height() >= desk.details.heightForWidth(desk.details.width())
    area.takeWidget()


def test_escape_and_a_second_click_close_the_details(desk: Desk) -> None:
    desk.type("bl23 ")
    desk.click(desk.chips[0])
    desk.type("", Key.Key_Escape)
    assert desk.entry.details is None
    assert desk.focus is desk.chips[0]

    desk.click(desk.chips[0])
    desk.click(desk.chips[0])
    assert desk.entry.details is None
    assert not desk.chips[0].isChecked()


def test_details_never_write_into_another_point(desk: Desk) -> None:
    desk.type("bl23 bl40 ")
    desk.click(desk.chips[0])
    desk.details.note.setFocus()
    desk.type("deep")
    desk.click(desk.chips[1])
    assert [one.note for one in desk.entry.points] == ["deep", ""]

    desk.details.note.setFocus()
    desk.type("lost")
    desk.entry.show_points(points("ki3"), fresh=True)
    assert (desk.entry.details, [one.note for one in desk.entry.points]) == (None, [""])


def test_removing_a_point_keeps_the_details_with_their_own(desk: Desk) -> None:
    desk.type("bl23 bl40 ki3 ")
    desk.click(desk.chips[2])
    desk.click(desk.chips[0].remove)
    assert [chip.isChecked() for chip in desk.chips] == [False, True]
    desk.click(desk.details.technique.parts[0])

    assert [one.technique for one in desk.entry.points] == [None, Technique.TONIFY]
