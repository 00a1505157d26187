"""The practice's settings: every change is on the disk at once."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from acudesk.domain.course import default_conditions
from acudesk.domain.practice import LOGO_LIMIT, BaselineRule, Paper, Practice
from acudesk.settings import Appearance
from acudesk.ui.pages.settings import SettingsPage
from tests.ui.conftest import Desk

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="9" height="9"/>'


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    """The page, filled and on screen."""
    made = SettingsPage(desk.runner, desk.theme, desk.bus)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    made.refresh()
    desk.settle()
    return made


def stored(desk: Desk) -> Practice:
    """The practice on the disk, after everything on its way has arrived."""
    desk.settle()
    practice = desk.ask(lambda s: s.practice.practice())
    assert isinstance(practice, Practice)
    desk.settle()
    return practice


def line(page: SettingsPage, name: str) -> QLineEdit:
    """A line of the practice's card."""
    field = page.practice.fields[name]
    assert isinstance(field, QLineEdit)
    return field


def test_a_line_is_saved_when_it_is_left(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    line(page, "name").setFocus()
    qtbot.keyClicks(line(page, "name"), "Park Street")
    qtbot.keyClick(line(page, "name"), Qt.Key.Key_Tab)
    assert stored(desk).name == "Park Street"
    assert page.state.startswith("Saved ")
    page.address.setPlainText("1 Park Street\n北京")
    page.paper.size.parts[1].click()
    page.flush()
    practice = stored(desk)
    assert (practice.address, practice.paper) == ("1 Park Street\n北京", Paper.LETTER)


def test_a_refused_line_keeps_its_text_and_says_why(page: SettingsPage, desk: Desk) -> None:
    line(page, "practitioner").setText("x" * 201)
    page.flush()
    assert stored(desk).practitioner == ""
    assert "at most 200" in page.practice.error_of("practitioner")
    line(page, "phone").setText("030")
    page.flush()
    assert stored(desk).phone == "030"
    assert len(line(page, "practitioner").text()) == 201


def test_what_another_page_changed_is_shown(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.runner.write(lambda s: s.measures.choose_measure("schober", asked=True))
    qtbot.waitUntil(lambda: page.rows["schober"].check.isChecked())


def test_a_measure_is_asked_and_no_longer_asked(page: SettingsPage, desk: Desk) -> None:
    row = page.rows["pain_7d"]
    assert "Farrar 2001" in row.check.accessibleDescription()
    assert "Farrar 2001" in row.toolTip()
    row.check.click()
    page.rows["sleep"].check.click()
    desk.settle()
    asked = {one.code: one.asked for one in desk.ask(lambda s: s.measures.list_measures())}
    assert (asked["pain_7d"], asked["sleep"]) == (False, True)


def test_the_list_of_conditions_is_edited_by_keys(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    words = page.conditions
    words.list.setFocus()
    words.list.setCurrentRow(1)
    qtbot.keyClick(words.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    words.list.setCurrentRow(5)
    qtbot.keyClick(words.list, Qt.Key.Key_Delete)
    words.add_button.click()
    editor = words.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("颈痛")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    desk.settle()
    first, second, *rest = default_conditions()
    expected = (second, first, *rest[:-1], "颈痛")
    assert desk.ask(lambda s: s.practice.conditions()) == expected


def test_a_new_condition_left_empty_and_escape_change_nothing(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    left: list[bool] = []
    page.closed.connect(lambda: left.append(True))
    page.conditions.add()
    editor = page.conditions.list.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    desk.settle()
    assert page.conditions.words == default_conditions()
    assert page.conditions.list.count() == len(default_conditions())
    assert desk.ask(lambda s: s.practice.conditions()) == default_conditions()
    assert not left


def test_a_removed_condition_comes_back(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    page.conditions.list.setCurrentRow(2)
    page.conditions.remove_button.click()
    desk.settle()
    assert len(desk.ask(lambda s: s.practice.conditions())) == len(default_conditions()) - 1
    page.undo()
    desk.settle()
    assert desk.ask(lambda s: s.practice.conditions()) == default_conditions()


def test_a_condition_twice_is_refused_and_stays_to_be_mended(
    page: SettingsPage, desk: Desk
) -> None:
    item = page.conditions.list.item(0)
    item.setText("Sciatica")
    desk.settle()
    assert "twice" in page.conditions_trouble
    assert desk.ask(lambda s: s.practice.conditions()) == default_conditions()
    page.refresh()
    desk.settle()
    assert item.text() == "Sciatica"
    item.setText("Neck pain")
    desk.settle()
    assert page.conditions_trouble == ""
    assert desk.ask(lambda s: s.practice.conditions())[0] == "Neck pain"


def test_the_rules_of_a_course_are_kept(page: SettingsPage, desk: Desk) -> None:
    page.rules[BaselineRule.MEAN_OF_TWO].click()
    page.reviews.setText("12; 6 6")
    page.flush()
    practice = stored(desk)
    assert practice.baseline_rule == BaselineRule.MEAN_OF_TWO
    assert (practice.review_sessions, page.reviews.text()) == ((6, 12), "6, 12")
    for wrong in ("4, x", "0", "201"):
        page.reviews.setText(wrong)
        page.flush()
        assert stored(desk).review_sessions == (6, 12)
        assert page.course.error_of("review_sessions")
        assert page.reviews.text() == wrong
    page.reviews.setText("")
    page.flush()
    assert stored(desk).review_sessions == ()


def test_a_logo_is_taken_and_removed(page: SettingsPage, desk: Desk, tmp_path: Path) -> None:
    image = QImage(300, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    for name in ("logo.png", "logo.jpg"):
        image.save(str(tmp_path / name))
    (tmp_path / "logo.svg").write_bytes(SVG + b"</svg>")
    for name in ("logo.png", "logo.jpg", "logo.svg"):
        page.paper.logo.take_file(tmp_path / name)
        assert stored(desk).logo == (tmp_path / name).read_bytes()
    page.paper.logo.remove_button.click()
    assert stored(desk).logo == b""
    assert not page.paper.logo.remove_button.isEnabled()


@pytest.mark.qt_log_ignore("libpng", "marker", "JPEG", extend=True)
@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"not a picture", "PNG, JPEG or SVG"),
        (b"\x89PNG\r\n\x1a\n" + b"broken" * 9, "damaged"),
        (b"\xff\xd8\xff" + b"broken" * 9, "damaged"),
        (SVG, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(LOGO_LIMIT), "larger"),
        (None, "cannot be read"),
    ],
    ids=["text", "png", "jpeg", "svg", "large", "missing"],
)
def test_a_broken_logo_is_refused(
    page: SettingsPage, desk: Desk, tmp_path: Path, picture: bytes | None, words: str
) -> None:
    file = tmp_path / "logo"
    if picture is not None:
        file.write_bytes(picture)
    page.paper.logo.take_file(file)
    assert words in page.paper.form.error_of("logo")
    assert stored(desk).logo == b""


def test_a_look_is_chosen_and_the_page_is_left(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.appearance_chosen) as chosen:
        page.appearance.parts[2].click()
    assert chosen.args == [Appearance.DARK]
    line(page, "phone").setText("030 99")
    with qtbot.waitSignal(page.closed):
        qtbot.keyClick(line(page, "phone"), Qt.Key.Key_Escape)
    assert stored(desk).phone == "030 99"


def test_the_tab_key_reaches_everything_in_the_order_on_screen(
    page: SettingsPage, qtbot: QtBot
) -> None:
    name = line(page, "name")
    name.setFocus()
    reached = []
    for _ in range(60):
        here = page.focusWidget()
        reached.append(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    wanted = [
        name,
        line(page, "practitioner"),
        page.address,
        page.paper.size.parts[0],
        page.paper.language.parts[0],
        page.paper.logo.choose_button,
        *(row.check for row in page.rows.values()),
        page.add_measure_button,
        page.conditions.list,
        page.conditions.add_button,
        page.rules[BaselineRule.FIRST],
        page.reviews,
        page.no_gain,
        page.appearance.parts[1],
    ]
    places = [reached.index(part) for part in wanted]
    assert places == sorted(places)


def test_after_how_many_visits_a_course_without_a_gain_is_reviewed(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    assert page.no_gain.value() == 6
    assert "CMS NCD 30.3.3" in page.no_gain.accessibleDescription()
    page.no_gain.setFocus()
    page.no_gain.selectAll()
    qtbot.keyClicks(page.no_gain, "9")
    assert page.has_unkept
    qtbot.keyClick(page.no_gain, Qt.Key.Key_Tab)
    assert stored(desk).no_gain_visits == 9
    assert not page.has_unkept
    page.no_gain.setValue(12)
    page.flush()
    assert stored(desk).no_gain_visits == 12


def test_a_measure_is_added_from_the_page(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    page.add_measure_button.click()
    dialog = page.measure_dialog
    assert dialog is not None
    dialog.name.setText("Grip strength")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "grip_strength" in page.rows)
    assert page.rows["grip_strength"].check.isChecked()
