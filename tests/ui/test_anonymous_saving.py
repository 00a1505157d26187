"""A course without a name, saved from the window."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.ui.dialogs.anonymous import AnonymousSaver
from acudesk.ui.widgets.notice import Notice
from tests.ui.conftest import Desk


@pytest.fixture
def course(desk: Desk) -> int:
    def admit(services: Services) -> Any:
        course = Course(patient_id=0, condition="Sciatica", opened=date(2026, 1, 5))
        return services.patients.admit_patient(Patient(display_name="Zoë Canarywood"), course)

    return int(desk.ask(admit).course_id)


@pytest.fixture
def saver(desk: Desk, qtbot: QtBot) -> AnonymousSaver:
    desk.window.show()
    notice = Notice(desk.theme)
    notice.setParent(desk.window)
    return AnonymousSaver(desk.runner, notice, desk.window)


def dialog_of(saver: AnonymousSaver, course: int, qtbot: QtBot) -> QFileDialog:
    with qtbot.waitSignal(saver.asked) as asked:
        saver.ask(course)
    assert asked.args is not None
    dialog = asked.args[0]
    assert isinstance(dialog, QFileDialog)
    return dialog


def test_the_kind_that_is_chosen_is_the_ending(
    saver: AnonymousSaver, course: int, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = dialog_of(saver, course, qtbot)
    assert "Canarywood" not in dialog.selectedFiles()[0]
    assert len(dialog.nameFilters()) == 3
    dialog.filterSelected.emit(dialog.nameFilters()[2])
    assert dialog.defaultSuffix() == "json"
    assert dialog.selectedFiles()[0].endswith(".json")
    dialog.fileSelected.emit(str(tmp_path / "case.json"))
    dialog.reject()
    desk.settle()

    told = (tmp_path / "case.json").read_text(encoding="utf-8")
    assert json.loads(told)["condition"] == "Sciatica"
    assert "Canarywood" not in told
    assert saver._notice.text == "Saved: case.json"


def test_a_course_that_names_somebody_is_refused_before_a_file_is_asked_for(
    saver: AnonymousSaver, course: int, desk: Desk, qtbot: QtBot
) -> None:
    desk.ask(
        lambda services: services.courses.change_course(
            replace(services.courses.course(course), condition="Back of Canarywood")
        )
    )
    saver.ask(course)
    qtbot.waitUntil(lambda: "canarywood" in saver._notice.text)

    assert not desk.window.findChildren(QFileDialog)


@pytest.mark.parametrize(
    ("button", "along"), [("Take it along", True), ("Leave it out", False), ("Cancel", None)]
)
def test_texts_come_along_only_where_they_are_wanted(
    saver: AnonymousSaver,
    course: int,
    desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    button: str,
    along: bool | None,
) -> None:
    def write(services: Services) -> None:
        visit = services.sessions.start_session(course, took_place=date(2026, 1, 6)).session_id
        services.treatments.record_treatment(visit, rationale="Points where it hurts")

    desk.ask(write)
    with qtbot.waitSignal(saver.asked_about_texts) as about:
        saver.ask(course)
    assert about.args is not None
    box = about.args[0]
    assert isinstance(box, QMessageBox)
    assert box.defaultButton().text() == "Leave it out"
    (pressed,) = (one for one in box.buttons() if one.text() == button)
    if along is None:
        pressed.click()
        desk.settle()
        assert not desk.window.findChildren(QFileDialog)
        return
    with qtbot.waitSignal(saver.asked) as asked:
        pressed.click()
    assert asked.args is not None
    dialog = asked.args[0]
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "case.json"))
    dialog.reject()
    desk.settle()

    told = (tmp_path / "case.json").read_text(encoding="utf-8")
    assert ("Points where it hurts" in told) is along
    assert "Canarywood" not in told
