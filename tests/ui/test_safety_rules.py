"""The list of rules, and the dialog that changes or adds one."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from acudesk.domain.safety_rules import Level, Means, SafetyRule
from acudesk.ui.dialogs.safety_rule import SafetyRuleDialog
from acudesk.ui.widgets.safety_rules_list import SafetyRulesList
from tests.ui.conftest import Desk

OWN = SafetyRule(
    code="own_1", name="Lung", points=("GB21",), level=Level.CAUTION, text="Slant it.", own=True
)


@pytest.fixture
def rules(desk: Desk, qtbot: QtBot) -> SafetyRulesList:
    made = SafetyRulesList(desk.theme)
    qtbot.addWidget(made)
    made.show()
    refresh(desk, made)
    return made


def refresh(desk: Desk, rules: SafetyRulesList, *more: SafetyRule) -> None:
    shipped, changed, questions = desk.ask(
        lambda s: (s.safety.rules(), s.safety.changed_rules(), s.safety.questions())
    )
    rules.show_rules((*shipped, *more), changed, questions)


def opened(desk: Desk, rule: SafetyRule | None) -> SafetyRuleDialog:
    made = SafetyRuleDialog(desk.runner, desk.theme, desk.window, rule)
    desk.window.show()
    made.open()
    return made


def test_groups_are_folded_and_say_what_is_in_them(rules: SafetyRulesList) -> None:
    assert list(rules.heads)[-1] == "Red flags of low back pain"
    assert rules.heads["Implants"].accessibleDescription() == "6 rules · 1 off"
    row = rules.rows["pacemaker_electrical"]
    assert not row.isVisible()
    rules.unfold("Implants")
    assert row.isVisible()
    assert rules.heads["Implants"].accessibleName() == "Implants, unfolded"
    assert not rules.rows["metal_implant"].check.isChecked()


def test_a_rule_tells_what_is_wanted_of_it(
    desk: Desk, rules: SafetyRulesList, qtbot: QtBot
) -> None:
    told: list[tuple[object, ...]] = []
    rules.switched.connect(lambda code, on: told.append(("switched", code, on)))
    rules.edit_wanted.connect(lambda code: told.append(("edit", code)))
    rules.restore_wanted.connect(lambda code: told.append(("restore", code)))
    rules.remove_wanted.connect(lambda code: told.append(("remove", code)))
    assert rules.rows["diabetes"].restore_button is None
    rules.unfold("Conditions")
    rules.rows["diabetes"].check.setFocus()
    qtbot.keyClick(rules.rows["diabetes"].check, Qt.Key.Key_Space)
    rules.rows["diabetes"].edit_button.click()
    desk.ask(lambda s: s.safety.switch_rule("diabetes", active=False))
    refresh(desk, rules, OWN)
    restore, remove = rules.rows["diabetes"].restore_button, rules.rows["own_1"].remove_button
    assert restore is not None
    assert remove is not None
    assert rules.rows["own_1"].restore_button is None
    restore.click()
    remove.click()
    assert told == [
        ("switched", "diabetes", False),
        ("edit", "diabetes"),
        ("restore", "diabetes"),
        ("remove", "own_1"),
    ]
    assert rules.heads["Conditions"].accessibleDescription() == "8 rules · 2 off · 1 by you"
    assert rules.heads["Every patient"].accessibleDescription() == "1 rule · 1 by you"
    qtbot.waitUntil(rules.rows["diabetes"].isVisible)


def test_a_rule_is_changed(desk: Desk, qtbot: QtBot) -> None:
    before = desk.ask(lambda s: s.safety.rule("pregnancy_points"))
    dialog = opened(desk, before)
    assert dialog.points.text() == "LI4, SP6, BL60, BL67, GB21, BL31-34"
    assert dialog.when.currentData() == "pregnancy"
    assert not dialog.has_typed
    dialog.points.setText("sp6, bl31-34")
    dialog.level.choose(Level.STOP)
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    assert desk.ask(lambda s: s.safety.rule("pregnancy_points")) == replace(
        before, points=("SP6", "BL31-34"), level=Level.STOP
    )


def test_what_is_no_point_is_refused_at_its_field(desk: Desk) -> None:
    dialog = opened(desk, desk.ask(lambda s: s.safety.rule("pregnancy_points")))
    dialog.points.setText("BL68")
    dialog.save()
    assert "BL goes from 1 to 67" in dialog.about.error_of("points")
    assert desk.ask(lambda s: s.safety.changed_rules()) == frozenset()


def test_a_rule_of_ones_own_is_added(desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(desk, None)
    qtbot.keyClicks(dialog.name, "Lung")
    dialog.save()
    assert "say what to do" in dialog.words.error_of("text")
    dialog.text.setPlainText("Slant the needle.")
    dialog.technique.parts[1].click()
    dialog.points.setText("GB21")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    added = desk.ask(lambda s: s.safety.rules()[-1])
    assert (added.name, added.when, added.points) == ("Lung", "", ("GB21",))
    assert (added.technique, added.level, added.own) == (Means.MANUAL, Level.CAUTION, True)
