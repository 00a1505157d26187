"""The diary is saved as a calendar file from the window."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from PySide6.QtWidgets import QFileDialog

from acudesk.bootstrap import open_practice
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.practice import Practice
from acudesk.settings import Settings
from acudesk.ui.dialogs.calendar_file import CalendarDialog
from tests.ui.conftest import Desk


@pytest.fixture
def anna(practice_dir: Path) -> Patient:
    """A patient with a visit in a week and one in ten weeks, by the clock of this computer."""
    with open_practice(practice_dir) as services:
        services.practice.change_practice(Practice(name="Needle & Rest"))
        key = services.patients.add_patient(Patient(display_name="Anna Brown")).patient_id
        for days in (7, 70):
            day = date.today() + timedelta(days)
            services.planned_visits.plan_visit(PlannedVisit(patient_id=key, day=day, at=time(9, 0)))
        return services.patients.patient(key)


def opened(desk: Desk, patient: Patient | None = None) -> CalendarDialog:
    made = CalendarDialog(desk.runner, desk.theme, desk.window, Settings(), patient)
    desk.window.show()
    made.open()
    return made


def titles(file: Path) -> list[str]:
    return [str(one["summary"]) for one in Calendar.from_ical(file.read_bytes()).walk("VEVENT")]


def test_the_diary_is_saved_with_initials_unless_names_are_chosen(
    anna: Patient, desk: Desk, tmp_path: Path
) -> None:
    dialog = opened(desk)
    file = tmp_path / "diary.ics"
    dialog.save(file)
    desk.settle()
    assert titles(file) == ["AB, 0001", "AB, 0001"]
    assert dialog.notice.text == "Saved: diary.ics, 2 visits"

    dialog.names.parts[1].click()
    dialog.days.parts[1].click()
    dialog.save(file)
    desk.settle()
    assert titles(file) == ["Anna Brown, 0001"]


def test_the_file_for_a_patient_asks_for_no_names(
    anna: Patient, desk: Desk, tmp_path: Path
) -> None:
    dialog = opened(desk, anna)
    assert not dialog.names.isVisible()
    dialog.save_button.click()
    (asked,) = dialog.findChildren(QFileDialog)
    assert asked.defaultSuffix() == "ics"
    asked.reject()
    dialog.save(tmp_path / "anna.ics")
    desk.settle()
    assert titles(tmp_path / "anna.ics") == ["Acupuncture, Needle & Rest"] * 2


def test_without_a_visit_it_says_so_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    dialog = opened(desk)
    dialog.save(tmp_path / "diary.ics")
    desk.settle()
    assert dialog.notice.text == "No visit is planned in these days, so there is no file."
    assert list(tmp_path.glob("*.ics")) == []
