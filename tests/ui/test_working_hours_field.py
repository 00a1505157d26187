"""The working hours are typed as people write them."""

from datetime import time

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from acudesk.domain.working_hours import USUAL_HOURS, WorkingHours
from acudesk.ui.widgets.working_hours_field import WorkingHoursField

MORNING = ((time(8, 30), time(12)),)


def typed(qtbot: QtBot, field: WorkingHoursField, weekday: int, text: str) -> None:
    line = field.lines[weekday]
    line.clear()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_a_day_is_typed_and_an_empty_one_is_closed(qtbot: QtBot) -> None:
    field = WorkingHoursField()
    qtbot.addWidget(field)
    assert [line.text() for line in field.lines[4:6]] == ["9:00-13:00, 14:00-18:00", ""]

    with qtbot.waitSignal(field.changed):
        typed(qtbot, field, 5, "8.30 - 12")
    with qtbot.waitSignal(field.changed):
        typed(qtbot, field, 0, "")

    assert field.lines[5].text() == "8:30-12:00"
    assert field.hours == WorkingHours(days=((), *USUAL_HOURS.days[1:5], MORNING, ()))


def test_what_cannot_be_read_stays_with_its_reason_and_changes_nothing(qtbot: QtBot) -> None:
    field = WorkingHoursField()
    qtbot.addWidget(field)

    with qtbot.assertNotEmitted(field.changed):
        typed(qtbot, field, 2, "13-9")

    assert "run forward" in field.trouble
    assert field.reason(2) == field.trouble
    assert (field.lines[2].text(), field.hours) == ("13-9", USUAL_HOURS)
    field.show_hours(WorkingHours(days=(MORNING,) * 7))
    assert (field.lines[2].text(), field.lines[3].text()) == ("13-9", "8:30-12:00")
    with qtbot.waitSignal(field.changed):
        typed(qtbot, field, 2, "9-13")
    assert field.trouble == ""


def test_enter_goes_to_the_next_day_and_what_is_being_typed_is_kept(qtbot: QtBot) -> None:
    field = WorkingHoursField()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.lines[0].setFocus()
    qtbot.waitUntil(field.lines[0].hasFocus)

    qtbot.keyClick(field.lines[0], Qt.Key.Key_Return)
    assert field.lines[1].hasFocus()
    field.lines[1].setText("10-12")
    field.show_hours(USUAL_HOURS)
    assert field.lines[1].text() == "10-12"
    field.flush()
    assert field.hours.days[1] == ((time(10), time(12)),)
