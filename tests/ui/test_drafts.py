"""What happens to an entry when the disk refuses, the patient changes, or AcuDesk itself fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.errors import StorageError
from acudesk.domain.patient import Patient
from acudesk.domain.session import NOTES_LIMIT, Moment, ScoreKey, Session
from acudesk.domain.side_effects import Severity, SideEffect, SideEffectKind
from acudesk.services.sessions import Sessions
from acudesk.settings import Settings
from acudesk.ui.pages.patient import PatientPage
from acudesk.ui.widgets.notice import Notice
from tests.ui.conftest import Desk

PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
BRUISING = SideEffectKind.BRUISING


class Page:
    """A patient's page with two patients, each with a session of today."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.people = [self._admit(name) for name in ("Ana Ruiz", "Ben Olsen")]
        self.page = PatientPage(desk.runner, desk.theme, desk.bus, Settings())
        qtbot.addWidget(self.page)
        self.page.resize(1000, 700)
        self.page.show()
        self.page.activateWindow()
        self.go_to(0)

    def go_to(self, person: int) -> None:
        self.page.show_patient(self.people[person][0])
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.runner.is_busy and self.page.is_shown)

    def stored(self, person: int) -> Session:
        self.settle()
        session_id = self.people[person][1]
        session: Session = self.desk.ask(lambda services: services.sessions.session(session_id))
        return session

    def write(self, text: str) -> None:
        self.page.form.notes.setPlainText(text)
        self.page.form.notes.flush()
        self.settle()

    def note_bruising(self, person: int, severity: Severity, note: str) -> None:
        session_id = self.people[person][1]
        effect = SideEffect(kind=BRUISING, severity=severity, note=note)
        self.desk.ask(
            lambda services: services.sessions.record_side_effects(
                session_id, asked=True, effects=[effect]
            )
        )

    def archived(self, person: int) -> bool:
        patient_id = self.people[person][0]
        away: bool = self.desk.ask(lambda services: services.patients.patient(patient_id).archived)
        return away

    def _admit(self, name: str) -> tuple[int, int]:
        def job(services: Any) -> tuple[int, int]:
            added = services.patients.admit_patient(
                Patient(display_name=name),
                Course(patient_id=0, condition="Sciatica", opened=date.today()),
            )
            session = services.sessions.start_session(added.course_id).session_id
            return added.patient_id, session

        found: tuple[int, int] = self.desk.ask(job)
        return found


@pytest.fixture
def at(desk: Desk, qtbot: QtBot) -> Page:
    return Page(desk, qtbot)


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> Iterator[None]:
    """A service call that fails inside the block."""

    def fail(*arguments: object, **named: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Sessions, name, fail)
        yield


FULL = StorageError("The disk is full.")


def test_side_effects_of_the_same_kind_stay_with_their_patient(at: Page) -> None:
    at.note_bruising(0, Severity.SEVERE, "hip")
    at.note_bruising(1, Severity.MILD, "knee")
    at.go_to(1)
    at.go_to(0)
    at.go_to(1)
    (shown,) = at.page.form.effects.effects
    assert (shown.severity, shown.note) == (Severity.MILD, "knee")
    field = at.page.form.effects.findChildren(QLineEdit)[-1]
    assert field.text() == "knee"
    field.setFocus()
    at.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert at.stored(1).side_effects[0].note == "knee"
    assert at.stored(0).side_effects[0].note == "hip"


def test_a_note_typed_for_one_patient_is_not_kept_for_the_next(at: Page) -> None:
    for person in (0, 1):
        at.go_to(person)
        chip = next(
            b for b in at.page.form.effects.findChildren(QPushButton) if b.text() == "Bruising"
        )
        at.qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
        at.settle()
    note = at.page.form.effects.findChildren(QLineEdit)[-1]
    note.setFocus()
    at.qtbot.keyClicks(note, "for Ben")
    at.go_to(0)
    at.page.setFocus()
    assert at.stored(1).side_effects[0].note == "for Ben"
    assert at.stored(0).side_effects[0].note == ""


def test_trying_again_never_brings_older_text_back(
    at: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing(monkeypatch, "record_notes", FULL):
        at.write("first half")
    at.write("first half and the second")
    at.page.form.save()
    assert at.stored(0).notes == "first half and the second"
    assert not at.page.form.has_unkept


def test_a_refused_entry_survives_the_next_patient(
    at: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing(monkeypatch, "record_notes", FULL):
        at.write("only on the screen")
        at.go_to(1)
    assert at.page.form.has_unkept
    at.page.form.save()
    assert at.stored(0).notes == "only on the screen"
    assert at.stored(1).notes == ""
    assert not at.page.form.has_unkept


def test_another_entry_leaves_refused_text_on_screen(
    at: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing(monkeypatch, "record_notes", FULL):
        at.write("still here")
        at.qtbot.keyClick(at.page.form.scores.fields[PAIN], Qt.Key.Key_4)
        at.settle()
    assert at.page.form.notes.toPlainText() == "still here"
    assert at.stored(0).score(PAIN) is not None


def test_a_fault_of_acudesk_itself_loses_nothing(at: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    with failing(monkeypatch, "record_notes", RuntimeError("secret words")):
        at.write("typed during a fault")
    notice = at.page.findChildren(Notice)[0]
    assert "RuntimeError" in notice.text
    assert "secret" not in notice.text
    assert at.page.form.has_unkept
    assert not at.page.form.is_busy
    at.page.form.save()
    assert at.stored(0).notes == "typed during a fault"


def test_a_note_too_long_can_be_shortened(at: Page) -> None:
    at.write("x" * (NOTES_LIMIT + 1))
    assert at.stored(0).notes == ""
    at.write("short")
    assert at.stored(0).notes == "short"
    assert not at.page.form.has_unkept


def test_typing_beside_the_row_is_kept_when_another_session_is_shown(at: Page) -> None:
    field = at.page.form.scores.fields[PAIN]
    exact = field.findChild(QLineEdit)
    assert isinstance(exact, QLineEdit)
    exact.setFocus()
    at.qtbot.keyClicks(exact, "6.5")
    at.go_to(1)
    score = at.stored(0).score(PAIN)
    assert score is not None
    assert score.given == "6.5"


def test_what_cannot_be_kept_is_counted(at: Page) -> None:
    field = at.page.form.scores.fields[ScoreKey(measure="fingertip_floor", moment=Moment.ONCE)]
    edit = field.focusProxy()
    assert isinstance(edit, QLineEdit)
    at.qtbot.keyClicks(edit, "999")
    at.page.form.save()
    at.settle()
    assert at.page.form.has_unkept
    at.page.form.save()
    states = [label.text() for label in at.page.form.findChildren(type(at.page.form._state))]
    assert "1 field is not saved" in states


def test_undo_brings_back_the_patient_who_was_archived(at: Page) -> None:
    at.page.commands.archive.trigger()
    at.settle()
    notice = at.page.notice
    at.qtbot.waitUntil(lambda: "archived" in notice.text)
    undo = next(b for b in notice.findChildren(QPushButton) if b.text() == "Undo")
    at.page._patient_id = at.people[1][0]
    at.page._read()
    at.settle()
    undo.click()
    at.settle()
    assert not at.archived(0)
    assert not at.archived(1)
