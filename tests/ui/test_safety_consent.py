"""Consent is given and withdrawn; a stop is overridden with a reason."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from acudesk.domain.patient import Patient
from acudesk.domain.safety import Finding
from acudesk.domain.safety_rules import Level
from acudesk.domain.screening import Consent
from acudesk.ui.dialogs.consent import ConsentDialog
from acudesk.ui.dialogs.override import OverrideDialog
from tests.ui.conftest import Desk

TODAY = date.today()
STOP = Finding(
    rule="pacemaker_electrical",
    level=Level.STOP,
    about="electrical",
    words="Pacemaker, BL23: No electro-acupuncture.",
    source="Medscape 501973",
)


@pytest.fixture
def patient(desk: Desk) -> Patient:
    key = desk.ask(lambda s: s.patients.add_patient(Patient(display_name="Ana Ruiz"))).patient_id
    kept = desk.ask(lambda s: s.patients.patient(key))
    assert isinstance(kept, Patient)
    return kept


def opened(desk: Desk, patient: Patient) -> ConsentDialog:
    consents = desk.ask(lambda s: s.safety.consents(patient.id))
    made = ConsentDialog(desk.runner, desk.theme, desk.window, patient, consents)
    desk.window.show()
    made.open()
    desk.settle()
    return made


def consents(desk: Desk, patient: Patient) -> tuple[Consent, ...]:
    kept = desk.ask(lambda s: s.safety.consents(patient.id))
    assert isinstance(kept, tuple)
    return kept


def test_consent_is_given_today_to_the_text_on_screen(
    desk: Desk, qtbot: QtBot, patient: Patient
) -> None:
    dialog = opened(desk, patient)
    text = dialog.text.toPlainText()
    assert "stop at any time" in text
    assert dialog.text.isReadOnly()
    assert not dialog.has_typed
    dialog.note.setPlainText("signed on paper")
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()
    (consent,) = consents(desk, patient)
    assert (consent.given_on, consent.text, consent.note) == (TODAY, text, "signed on paper")
    assert consent.holds


def test_a_consent_that_holds_is_withdrawn(desk: Desk, qtbot: QtBot, patient: Patient) -> None:
    given = TODAY - timedelta(days=40)
    desk.ask(lambda s: s.safety.give_consent(patient.id, given, "Older words"))
    dialog = opened(desk, patient)
    assert dialog.text.toPlainText() == "Older words"
    assert dialog.do_button.text() == "Withdraw consent"
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    (consent,) = consents(desk, patient)
    assert (consent.given_on, consent.withdrawn_on) == (given, TODAY)


def test_a_withdrawal_before_the_consent_is_refused_at_the_day(
    desk: Desk, patient: Patient
) -> None:
    desk.ask(lambda s: s.safety.give_consent(patient.id, TODAY))
    dialog = opened(desk, patient)
    dialog.day.setDate(TODAY - timedelta(days=1))  # type: ignore[arg-type]
    dialog.save()
    desk.settle()
    assert "before it was given" in dialog.form.error_of("given_on")
    assert consents(desk, patient)[0].holds


def test_consent_is_given_anew_to_the_text_of_today(
    desk: Desk, qtbot: QtBot, patient: Patient
) -> None:
    desk.ask(lambda s: s.safety.give_consent(patient.id, TODAY, "Older words"))
    dialog = opened(desk, patient)
    dialog.what.parts[1].click()
    assert "stop at any time" in dialog.text.toPlainText()
    assert dialog.do_button.text() == "Consent is given"
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    older, newer = consents(desk, patient)
    assert older.holds
    assert older.text == "Older words"
    assert newer.text != "Older words"


def test_an_override_wants_a_reason(desk: Desk, qtbot: QtBot) -> None:
    dialog = OverrideDialog(desk.theme, desk.window, STOP)
    reasons: list[str] = []
    dialog.given.connect(reasons.append)
    desk.window.show()
    dialog.open()
    dialog.reason.setPlainText("  \n ")
    dialog.do_button.click()
    assert dialog.isVisible()
    assert "Please write why" in dialog.form.error_of("reason")
    dialog.reason.setPlainText("x" * 2_001)
    dialog.give()
    assert "2000" in dialog.form.error_of("reason")
    dialog.reason.clear()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClicks(dialog.reason, "Cardiologist agreed")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert reasons == ["Cardiologist agreed"]


def test_cancelling_an_override_gives_nothing(desk: Desk) -> None:
    dialog = OverrideDialog(desk.theme, desk.window, STOP)
    reasons: list[str] = []
    dialog.given.connect(reasons.append)
    dialog.open()
    dialog.reason.setPlainText("Well")
    dialog.cancel_button.click()
    assert reasons == []
