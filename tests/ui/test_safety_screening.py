"""The screening: by keys, with one click for all the rest, and again from last time."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.screening import Answer, Screening, ScreeningAnswer
from acudesk.ui.dialogs.screening import ScreeningDialog
from tests.ui.conftest import Desk

TODAY = date.today()


@pytest.fixture
def patient(desk: Desk) -> Patient:
    """A patient of sixty."""
    person = Patient(display_name="Ana Ruiz", birth_date=date(TODAY.year - 61, 1, 1))
    key = desk.ask(lambda s: s.patients.add_patient(person)).patient_id
    kept = desk.ask(lambda s: s.patients.patient(key))
    assert isinstance(kept, Patient)
    return kept


def opened(
    desk: Desk, qtbot: QtBot, patient: Patient, screening: Screening | None = None, **more: Any
) -> ScreeningDialog:
    made = ScreeningDialog(desk.runner, desk.theme, desk.window, patient, screening, **more)
    desk.window.show()
    made.open()
    made.activateWindow()
    qtbot.waitUntil(lambda: has_focus(made, "bleeding_disorder"))
    desk.settle()
    return made


def stored(desk: Desk, patient: Patient) -> Screening:
    kept = desk.ask(lambda s: s.safety.screening(patient.id))
    assert isinstance(kept, Screening)
    return kept


def has_focus(dialog: ScreeningDialog, code: str) -> bool:
    there = QApplication.focusWidget()
    return there is not None and dialog.rows[code].isAncestorOf(there)


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def test_keys_answer_and_go_on(desk: Desk, qtbot: QtBot, patient: Patient) -> None:
    dialog = opened(desk, qtbot, patient)
    press(qtbot, Qt.Key.Key_N, Qt.Key.Key_Down, Qt.Key.Key_Y)
    row = dialog.rows["anticoagulants"]
    assert row.note.isVisible()
    press(qtbot, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is row.note
    qtbot.keyClicks(row.note, "Apixaban, yes")
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_U, Qt.Key.Key_Return)
    assert has_focus(dialog, "icd")
    press(qtbot, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert has_focus(dialog, "anticoagulants")
    dialog.decision.setPlainText("Shallow needles")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    kept = stored(desk, patient)
    assert kept.answers == (
        ScreeningAnswer(item="bleeding_disorder", answer=Answer.NO),
        ScreeningAnswer(item="anticoagulants", answer=Answer.YES, note="Apixaban, yes"),
        ScreeningAnswer(item="pacemaker", answer=Answer.UNKNOWN),
    )
    assert kept.decision == "Shallow needles"


def test_one_click_answers_all_the_rest_with_no(desk: Desk, qtbot: QtBot, patient: Patient) -> None:
    dialog = opened(desk, qtbot, patient)
    dialog.rows["fever"].choice.parts[1].click()
    dialog.rest_button.click()
    assert dialog._words.text() == "30 of 30 asked"
    assert all(row.isVisible() for row in dialog.rows.values())
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()
    kept = stored(desk, patient)
    assert len(kept.answers) == 30
    assert kept.yes == {"fever"}
    assert kept.answer("bladder_bowel") == Answer.NO


def test_all_the_rest_is_taken_back_by_the_same_button(
    desk: Desk, qtbot: QtBot, patient: Patient
) -> None:
    dialog = opened(desk, qtbot, patient)
    dialog.rows["fever"].choice.parts[1].click()
    dialog.rest_button.click()
    assert dialog.rest_button.text() == "Take that back"
    dialog.rest_button.click()
    assert dialog._words.text() == "1 of 30 asked"
    assert dialog.rest_button.text() == "All the rest: no"


def test_nothing_asked_is_not_kept(desk: Desk, qtbot: QtBot, patient: Patient) -> None:
    dialog = opened(desk, qtbot, patient)
    dialog.save()
    desk.settle()
    assert dialog.isVisible()
    assert dialog.trouble == "Nothing was asked yet."
    assert desk.ask(lambda s: s.safety.screening(patient.id)) is None


def test_it_begins_with_the_answers_of_last_time(
    desk: Desk, qtbot: QtBot, patient: Patient
) -> None:
    given = [
        ScreeningAnswer(item="diabetes", answer=Answer.YES, note="type 2"),
        ScreeningAnswer(item="pacemaker", answer=Answer.NO),
    ]
    desk.ask(lambda s: s.safety.screen(patient.id, given, "Clean needles"))
    dialog = opened(desk, qtbot, patient, stored(desk, patient))
    assert dialog.rows["diabetes"].note.text() == "type 2"
    assert dialog.rows["diabetes"].note.isVisible()
    assert dialog.decision.toPlainText() == "Clean needles"
    assert not dialog.has_typed
    dialog.rows["diabetes"].choice.parts[0].click()
    assert dialog.has_typed
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    assert stored(desk, patient).answers == (
        ScreeningAnswer(item="pacemaker", answer=Answer.NO),
        ScreeningAnswer(item="diabetes", answer=Answer.NO),
    )
    assert len(desk.ask(lambda s: s.safety.screenings(patient.id))) == 2


def test_a_session_is_based_on_the_screening_in_it(
    desk: Desk, qtbot: QtBot, patient: Patient
) -> None:
    course = Course(patient_id=patient.id, condition="Sciatica", opened=TODAY)
    course_id = desk.ask(lambda s: s.courses.open_course(course)).course_id
    session_id = desk.ask(lambda s: s.sessions.start_session(course_id)).session_id
    dialog = opened(desk, qtbot, patient, session_id=session_id)
    dialog.rest_button.click()
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save()
    assert saved.args is not None
    assert saved.args[0].sessions == {session_id}
    treatment = desk.ask(lambda s: s.sessions.session(session_id)).treatment
    assert treatment.screening == stored(desk, patient).uid


def test_the_age_raises_its_question_and_prompts_follow_the_answers(
    desk: Desk, qtbot: QtBot, patient: Patient
) -> None:
    dialog = opened(desk, qtbot, patient)
    hints = [one.text() for one in dialog.rows["age_at_onset"].findChildren(type(dialog.prompts))]
    assert "The patient is 61 years old." in hints
    assert dialog.prompts.isHidden()
    dialog.rows["fever"].choice.parts[1].click()
    assert dialog.prompts.text().startswith("REFER: Refer: fever.")
    dialog.rows["fever"].choice.parts[1].click()
    assert dialog.prompts.isHidden()


def test_what_was_answered_is_not_lost_by_escape(
    desk: Desk, qtbot: QtBot, patient: Patient
) -> None:
    dialog = opened(desk, qtbot, patient)
    press(qtbot, Qt.Key.Key_Y, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.throw_button.isVisible()
