"""A measure of the practice's own is added."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from acudesk.domain.measure import Direction, Due, Group
from acudesk.domain.session import Moment
from acudesk.ui.dialogs.measure import MeasureDialog, own_code
from acudesk.ui.widgets.form import Form
from tests.ui.conftest import Desk


@pytest.fixture
def dialog(desk: Desk) -> MeasureDialog:
    """The dialog on screen."""
    made = MeasureDialog(desk.runner, desk.theme, desk.window)
    desk.window.show()
    made.open()
    return made


def write(form: Form, name: str, text: str) -> None:
    """Put a text into a line."""
    field = form.fields[name]
    assert isinstance(field, QLineEdit)
    field.setText(text)


def test_a_measure_is_added_with_everything(
    dialog: MeasureDialog, desk: Desk, qtbot: QtBot
) -> None:
    dialog.name.setText("Grip strength, right")
    assert dialog.short_name.text() == "Grip strength"
    qtbot.keyClick(dialog.moments.parts[0], Qt.Key.Key_Right)
    qtbot.keyClick(dialog.due.parts[0], Qt.Key.Key_Right)
    qtbot.keyClick(dialog.direction.parts[0], Qt.Key.Key_Right)
    for name, text in (("highest", "90"), ("step", "0,5"), ("unit", "kg")):
        write(dialog.scale, name, text)
    write(dialog.change, "error", "5")
    write(dialog.change, "error_source", "Own trial 2025")
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()
    measure = desk.ask(lambda s: s.measures.measure("grip_strength_right"))
    assert (measure.asked, measure.own, measure.panel) == (True, True, "grip_strength_right")
    assert (measure.group, measure.direction) == (Group.MOBILITY, Direction.HIGHER)
    assert (measure.moments, measure.due) == ((Moment.BEFORE, Moment.AFTER), Due.REVIEWS)
    scale = measure.scale
    assert (scale.lowest, scale.highest, scale.step) == (0, 90, Decimal("0.5"))
    assert (scale.unit, scale.error, scale.error_source) == ("kg", 5, "Own trial 2025")


@pytest.mark.parametrize(
    ("part", "values", "field", "words"),
    [
        ("asked", {"name": ""}, "name", "needs a name"),
        ("asked", {"name": "ENERGY"}, "name", "already"),
        ("asked", {"name": "x" * 121}, "name", "at most 120"),
        ("scale", {"lowest": "ten"}, "lowest", "not a number"),
        ("scale", {"lowest": "10"}, "lowest", "below the highest"),
        ("scale", {"step": "0"}, "step", "above zero"),
        ("scale", {"step": "11"}, "step", "larger"),
        ("change", {"threshold": "2"}, "threshold_source", "published"),
        ("change", {"error_source": "Meyer 2020"}, "error", "figure"),
        ("change", {"error": "-1", "error_source": "Meyer 2020"}, "error", "above zero"),
    ],
)
def test_refusals_stand_at_their_fields(
    dialog: MeasureDialog, desk: Desk, part: str, values: dict[str, str], field: str, words: str
) -> None:
    before = desk.ask(lambda s: s.measures.list_measures())
    dialog.name.setText("Grip")
    form: Form = getattr(dialog, part)
    for name, text in values.items():
        write(form, name, text)
    dialog.save()
    desk.settle()
    assert words in form.error_of(field)
    assert {name: form.text(name) for name in values} == values
    assert desk.ask(lambda s: s.measures.list_measures()) == before


def test_a_code_is_plain_and_free() -> None:
    assert own_code("Grip strength, right (kg)", ()) == "grip_strength_right_kg"
    assert own_code("Schmerz Übung", ()) == "schmerz_ubung"
    assert own_code("握力", {"measure"}) == "measure_2"
    assert own_code("Pain", {"pain", "pain_2"}) == "pain_3"


def test_a_measure_named_as_a_shared_panel_gets_its_own(dialog: MeasureDialog, desk: Desk) -> None:
    dialog.name.setText("Leg raise")
    dialog.save()
    desk.settle()
    (own,) = (one for one in desk.ask(lambda s: s.measures.list_measures()) if one.own)
    assert own.panel == own.code == "leg_raise_2"
