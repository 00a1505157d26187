"""Undo and redo of a draft on the real page: edits of every kind, also with the focus in a text."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.services import drafts
from acudesk.settings import Settings
from acudesk.ui.pages.patient import PatientPage
from tests.ui.conftest import Desk

PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
CONTROL = Qt.KeyboardModifier.ControlModifier
BOTH = CONTROL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PatientPage:
    """A patient's page in a window of its own, with a session that has not begun."""
    added = desk.ask(
        lambda services: services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date.today()),
        )
    )
    page = PatientPage(desk.runner, desk.theme, desk.bus, Settings())
    qtbot.addWidget(page)
    for _, actions in page.commands.menus():
        page.addActions([action for action in actions if action is not None])
    page.resize(1000, 700)
    page.show()
    page.activateWindow()
    page.show_patient(added.patient_id)
    qtbot.waitUntil(lambda: page.is_shown)
    return page


def stored(desk: Desk, qtbot: QtBot, page: PatientPage) -> Session:
    page.form.flush()
    qtbot.waitUntil(lambda: not page.form.is_busy and not desk.runner.is_busy)
    session_id = page.form.session_id
    assert session_id is not None
    return desk.ask(lambda services: services.sessions.session(session_id))


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    there = QApplication.focusWidget()
    assert there is not None
    qtbot.keyClick(there, key, modifier)


def test_a_score_is_taken_back_and_given_again(desk: Desk, page: PatientPage, qtbot: QtBot) -> None:
    scale = page.form.scores.fields[PAIN]
    for key in (Qt.Key.Key_4, Qt.Key.Key_6):
        qtbot.keyClick(scale, key)
        stored(desk, qtbot, page)
    page.form.undo()
    assert _given(stored(desk, qtbot, page)) == "4"
    assert scale.accessibleName().endswith("4")
    page.form.redo()
    assert _given(stored(desk, qtbot, page)) == "6"
    assert scale.accessibleName().endswith("6")


def test_typing_after_a_pause_is_a_step_of_its_own_and_comes_back_once(
    desk: Desk, page: PatientPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "TYPING_PAUSE", timedelta(0))
    notes = page.form.notes
    notes.setFocus()
    for text in ("ache", " at night"):
        qtbot.keyClicks(notes, text)
        stored(desk, qtbot, page)
    for key, expected in (
        (CONTROL, "ache"),
        (CONTROL, ""),
        (BOTH, "ache"),
        (BOTH, "ache at night"),
        (CONTROL, "ache"),
    ):
        press(qtbot, Qt.Key.Key_Z, key)
        assert stored(desk, qtbot, page).notes == expected
        assert notes.toPlainText() == expected
        assert notes.textCursor().position() == len(expected)
        assert notes.hasFocus()


def test_what_is_not_kept_is_the_fields_own_to_take_back(
    desk: Desk, page: PatientPage, qtbot: QtBot
) -> None:
    line = page.form.sheet.points.line.field
    line.setFocus()
    qtbot.keyClicks(line, "st36 ")
    assert [one.code for one in stored(desk, qtbot, page).points] == ["ST36"]
    qtbot.keyClicks(line, "bl2")
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert line.text() == ""
    assert [one.code for one in stored(desk, qtbot, page).points] == ["ST36"]
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert stored(desk, qtbot, page).points == ()


def test_undo_from_a_text_field_goes_on_to_the_edits_before(
    desk: Desk, page: PatientPage, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.form.scores.fields[PAIN], Qt.Key.Key_4)
    stored(desk, qtbot, page)
    notes = page.form.notes
    notes.setFocus()
    qtbot.keyClicks(notes, "ache")
    assert stored(desk, qtbot, page).notes == "ache"
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    session = stored(desk, qtbot, page)
    assert session.notes == ""
    assert _given(session) == "4"
    for _ in range(3):
        press(qtbot, Qt.Key.Key_Z, CONTROL)
        stored(desk, qtbot, page)
    assert _given(stored(desk, qtbot, page)) is None
    for _ in range(3):
        press(qtbot, Qt.Key.Key_Z, BOTH)
        stored(desk, qtbot, page)
    assert _given(stored(desk, qtbot, page)) == "4"


def _given(session: Session) -> str | None:
    score = session.score(PAIN)
    return None if score is None else score.given
