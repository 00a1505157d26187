"""A course of treatment is closed."""

from datetime import date

import pytest
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course, Outcome
from acudesk.domain.patient import Patient
from acudesk.ui.dialogs.close_course import CloseCourseDialog
from tests.ui.conftest import Desk


@pytest.fixture
def dialog(desk: Desk) -> CloseCourseDialog:
    """The dialog for a course that opened on 5 January 2026."""
    person = Patient(display_name="Priya Raman")
    opening = Course(patient_id=0, condition="Sciatica", opened=date(2026, 1, 5))
    key = desk.ask(lambda s: s.patients.admit_patient(person, opening)).course_id
    course = desk.ask(lambda s: s.courses.course(key))
    made = CloseCourseDialog(desk.runner, desk.theme, desk.window, course)
    desk.window.show()
    made.open()
    return made


def test_a_course_closes_today_with_an_outcome(
    dialog: CloseCourseDialog, desk: Desk, qtbot: QtBot
) -> None:
    dialog.outcome.parts[1].click()
    dialog.note.setPlainText("Comes back if needed")
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()
    course = desk.ask(lambda s: s.courses.course(dialog.course.id))
    assert (course.closed, course.outcome) == (date.today(), Outcome.IMPROVED)
    assert course.outcome_note == "Comes back if needed"


def test_the_outcome_may_stay_open(dialog: CloseCourseDialog, desk: Desk) -> None:
    dialog.outcome.parts[0].click()
    dialog.outcome.parts[0].click()
    dialog.closed.setDate(QDate(2026, 2, 1))
    dialog.save()
    desk.settle()
    course = desk.ask(lambda s: s.courses.course(dialog.course.id))
    assert (course.closed, course.outcome) == (date(2026, 2, 1), None)


def test_a_day_before_the_opening_is_refused(dialog: CloseCourseDialog, desk: Desk) -> None:
    dialog.closed.setDate(QDate(2026, 1, 1))
    dialog.note.setPlainText("Moved away")
    dialog.save()
    desk.settle()
    assert "cannot close before" in dialog.form.error_of("closed")
    assert dialog.note.toPlainText() == "Moved away"
    assert desk.ask(lambda s: s.courses.course(dialog.course.id)).is_open
