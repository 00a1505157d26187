"""A new patient with the first complaint in one go, by keys, and the particulars of a known one."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Side, default_conditions
from acudesk.domain.patient import Patient, Sex
from acudesk.ui.dialogs.patient import PatientDialog
from tests.ui.conftest import Desk

CONDITIONS = default_conditions()
MORE = (
    "email", "chart_number", "address", "emergency_contact", "occupation", "referred_by",
    "doctor_name", "doctor_address", "medicines", "allergies", "history", "notes", "alerts",
)  # fmt: skip


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot) -> PatientDialog:
    """The dialog for a new patient, open above an empty practice."""
    return opened(desk, qtbot, None)


def opened(desk: Desk, qtbot: QtBot, patient: Patient | None) -> PatientDialog:
    """A dialog that has the focus."""
    made = PatientDialog(desk.runner, desk.theme, desk.window, patient, CONDITIONS)
    desk.window.show()
    made.open()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is made.given_name)
    return made


def added(desk: Desk, number: str, name: str) -> Patient:
    """A patient who is already in the practice."""
    person = Patient(chart_number=number, display_name=name, birth_date=date(1984, 5, 23))
    key = desk.ask(lambda services: services.patients.add_patient(person)).patient_id
    kept = desk.ask(lambda services: services.patients.patient(key))
    assert isinstance(kept, Patient)
    return kept


def write(field: QWidget, text: str) -> None:
    """Put a text into a field, in any script."""
    if isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    else:
        assert isinstance(field, QLineEdit)
        field.setText(text)


def fields_by_enter(dialog: PatientDialog, qtbot: QtBot, presses: int) -> list[str]:
    """The names of the fields that Enter leads to, one after the other."""
    names = []
    every = {part: name for form in dialog.forms for name, part in form.fields.items()}
    for _ in range(presses):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        here = dialog.focusWidget()
        names += [name for part, name in every.items() if part is here or part.isAncestorOf(here)]
    return names


def test_the_keyboard_alone_adds_a_patient_with_a_course(
    dialog: PatientDialog, desk: Desk, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.given_name, "Zoe")
    qtbot.keyClick(dialog.given_name, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.focusWidget(), "Miller")
    with qtbot.waitSignal(dialog.saved) as saved:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (changes,) = saved.args
    view = desk.ask(lambda services: services.patients.patient(changes.patient_id))
    course = desk.ask(lambda services: services.courses.course(changes.course_id))
    assert (view.given_name, view.family_name, view.display_name) == ("Zoe", "Miller", "Zoe Miller")
    assert (course.condition, course.planned_sessions) == (CONDITIONS[0], 10)
    assert (course.per_week, course.opened, course.side) == (Decimal(1), date.today(), None)


def test_enter_goes_through_the_fields_in_their_order_to_the_button(
    dialog: PatientDialog, qtbot: QtBot
) -> None:
    first = [
        "family_name", "display_name", "written_name", "birth_date", "sex", "phone",
        "condition", "side", "onset", "planned_sessions", "per_week", "goal",
    ]  # fmt: skip
    assert fields_by_enter(dialog, qtbot, len(first)) == first
    assert isinstance(dialog.focusWidget(), QPlainTextEdit)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.more_button
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.do_button


def test_everything_that_was_entered_is_kept(dialog: PatientDialog, desk: Desk) -> None:
    dialog.given_name.setText("小明")
    dialog.family_name.setText("王")
    assert dialog.display_name.text() == "王小明"
    dialog.written_name.setText("محمد عبد الله")
    dialog.birth_date.setText("23.5.1984")
    dialog.sex.parts[0].click()
    dialog.more_button.click()
    for name, field in dialog.more.fields.items():
        write(field, "a@b.example" if name == "email" else f"{name} ✓")
    assert dialog.complaint is not None
    dialog.complaint.side.parts[1].click()
    dialog.complaint.goal.setPlainText("Gehen\nund sitzen")
    dialog.save()
    desk.settle()
    (row,) = desk.ask(lambda services: services.patients.list_patients())
    kept = desk.ask(lambda services: services.patients.patient(row.id))
    (course,) = desk.ask(lambda services: services.courses.courses_of(row.id))
    assert (kept.display_name, kept.written_name) == ("王小明", "محمد عبد الله")
    assert (kept.birth_date, kept.sex) == (date(1984, 5, 23), Sex.FEMALE)
    for name in MORE:
        assert getattr(kept, name) == ("a@b.example" if name == "email" else f"{name} ✓")
    assert (course.side, course.goal) == (Side.RIGHT, "Gehen\nund sitzen")


def test_without_a_condition_only_the_patient_is_added(dialog: PatientDialog, desk: Desk) -> None:
    assert dialog.complaint is not None
    dialog.display_name.setText("Ingrid Sørensen")
    dialog.complaint.condition.setCurrentText("")
    assert dialog.do_button.text() == "Add patient"
    dialog.complaint.onset.setText("in May")
    dialog.save()
    assert "what is treated" in dialog.complaint.error_of("condition")
    dialog.complaint.onset.setText("")
    dialog.save()
    desk.settle()
    (row,) = desk.ask(lambda services: services.patients.list_patients())
    assert desk.ask(lambda services: services.courses.courses_of(row.id)) == ()


def test_the_shown_name_follows_until_it_is_written_by_hand(
    dialog: PatientDialog, qtbot: QtBot
) -> None:
    dialog.written_name.setText("王小明")
    assert dialog.display_name.text() == "王小明"
    dialog.given_name.setText("Jo")
    dialog.display_name.clear()
    qtbot.keyClicks(dialog.display_name, "Dr Jo")
    dialog.family_name.setText("Diaz")
    assert dialog.display_name.text() == "Dr Jo"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("birth_date", "3/4/1984", "two ways"),
        ("birth_date", "1984", "not a date"),
        ("birth_date", "2999-01-01", "future"),
        ("display_name", "", "name"),
        ("given_name", "x" * 201, "at most 200"),
        ("email", "nobody", "e-mail"),
        ("chart_number", "7", "another patient"),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(
    dialog: PatientDialog, desk: Desk, name: str, text: str, words: str
) -> None:
    added(desk, "7", "Oliver Bennett")
    dialog.phone.setText("030 1234")
    dialog.display_name.setText("Zoë")
    form = dialog.more if name in dialog.more.fields else dialog.person
    field = form.fields[name]
    write(field, text)
    dialog.display_name.setText(text if name == "display_name" else "Zoë")
    dialog.save()
    desk.settle()
    assert words in form.error_of(name)
    assert words in field.accessibleDescription()
    assert field.isVisible()
    assert dialog.do_button.isEnabled()
    assert dialog.phone.text() == "030 1234"
    assert len(desk.ask(lambda services: services.patients.list_patients())) == 1


def test_a_name_of_200_letters_fits(dialog: PatientDialog, desk: Desk) -> None:
    dialog.display_name.setText("ü" * 200)
    dialog.save()
    desk.settle()
    (row,) = desk.ask(lambda services: services.patients.list_patients())
    assert row.display_name == "ü" * 200


def test_escape_asks_before_anything_typed_is_lost(dialog: PatientDialog, qtbot: QtBot) -> None:
    dialog.given_name.setText("Zoë")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.keep_button
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.throw_button.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(dialog.throw_button, Qt.MouseButton.LeftButton)


def test_escape_just_closes_where_nothing_was_typed(dialog: PatientDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_particulars_of_a_known_patient_are_changed(desk: Desk, qtbot: QtBot) -> None:
    patient = added(desk, "7", "Oliver Bennett")
    dialog = opened(desk, qtbot, patient)
    assert not dialog.has_typed
    assert dialog.birth_date.text() == "1984-05-23"
    assert dialog.more.fields["alerts"].isVisibleTo(dialog)
    dialog.phone.setText("030 1234")
    dialog.given_name.setText("Oliver")
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()
    kept = desk.ask(lambda services: services.patients.patient(patient.id))
    assert (kept.phone, kept.display_name) == ("030 1234", "Oliver Bennett")
    assert (kept.uid, kept.chart_number) == (patient.uid, "7")
