"""A course of treatment is opened and changed."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course, Side, default_conditions
from acudesk.domain.patient import Patient
from acudesk.ui.dialogs.course import CourseDialog
from tests.ui.conftest import Desk


@pytest.fixture
def patient_id(desk: Desk) -> int:
    """Somebody to treat."""
    changes = desk.ask(lambda s: s.patients.add_patient(Patient(display_name="Priya Raman")))
    return int(changes.patient_id)


def opened(desk: Desk, patient_id: int, course: Course | None) -> CourseDialog:
    """The dialog on screen."""
    made = CourseDialog(
        desk.runner, desk.theme, desk.window, patient_id, course, default_conditions()
    )
    desk.window.show()
    made.open()
    return made


def test_a_course_is_opened_with_activities(desk: Desk, qtbot: QtBot, patient_id: int) -> None:
    dialog = opened(desk, patient_id, None)
    dialog.complaint.condition.setCurrentText("Tennis elbow")
    dialog.complaint.side.choose(Side.LEFT)
    dialog.complaint.planned.setValue(12)
    qtbot.keyClick(dialog.complaint.per_week.parts[1], Qt.Key.Key_Right)
    dialog.opened.setDate(QDate(2026, 1, 5))
    dialog.activities.fields["activity_2"].setText("喝茶")  # type: ignore[attr-defined]
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.do_button.click()
    course = desk.ask(lambda s: s.courses.course(saved.args[0].course_id))
    assert (course.condition, course.side, course.planned_sessions) == (
        "Tennis elbow",
        Side.LEFT,
        12,
    )
    assert (course.per_week, course.opened) == (Decimal("1.5"), date(2026, 1, 5))
    assert course.activities == ("", "喝茶", "")


def test_a_course_is_changed_and_keeps_what_was_not(
    desk: Desk, qtbot: QtBot, patient_id: int
) -> None:
    course = Course(
        patient_id=patient_id,
        condition="Sciatica",
        side=Side.BOTH,
        per_week=Decimal("0.25"),
        opened=date(2026, 1, 5),
        goal="Walk",
    )
    key = desk.ask(lambda s: s.courses.open_course(course)).course_id
    desk.ask(lambda s: s.courses.close_course(key, closed=date(2026, 2, 5)))
    kept = desk.ask(lambda s: s.courses.course(key))
    dialog = opened(desk, patient_id, kept)
    assert not dialog.has_typed
    dialog.complaint.onset.setText("in May")
    qtbot.keyClick(dialog.complaint.side.parts[2], Qt.Key.Key_Delete)
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()
    after = desk.ask(lambda s: s.courses.course(key))
    assert (after.onset, after.side, after.goal) == ("in May", None, "Walk")
    assert (after.per_week, after.closed, after.uid) == (kept.per_week, kept.closed, kept.uid)


def test_refusals_stand_at_their_fields(desk: Desk, patient_id: int) -> None:
    dialog = opened(desk, patient_id, None)
    dialog.complaint.condition.setCurrentText(" ")
    dialog.save()
    assert "what is treated" in dialog.complaint.error_of("condition")
    dialog.complaint.condition.setCurrentText("Sciatica")
    assert dialog.complaint.error_of("condition") == ""
    dialog.activities.fields["activity_3"].setText("x" * 201)  # type: ignore[attr-defined]
    dialog.save()
    assert "at most 200" in dialog.activities.error_of("activity_3")
    assert desk.ask(lambda s: s.courses.courses_of(patient_id)) == ()
