"""Visits are planned by typing: whose, when, how long; a series is seen before it is written."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.diary import short_day, week_of
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.settings import Settings
from acudesk.ui.dialogs.plan_series import PlanSeriesDialog
from acudesk.ui.dialogs.plan_visit import PlanVisitDialog
from acudesk.ui.pages.patient import PatientPage
from tests.ui.conftest import Desk

KEY = Qt.Key
MONDAY = week_of(date.today() + timedelta(days=7))[0]


def admit(
    desk: Desk, name: str, *conditions: str, **course: object
) -> tuple[Patient, list[Course]]:
    def write(services: Services) -> tuple[Patient, list[Course]]:
        key = services.patients.add_patient(Patient(display_name=name)).patient_id
        for condition in conditions:
            services.courses.open_course(
                Course(patient_id=key, condition=condition, opened=date.today(), **course)  # type: ignore[arg-type]
            )
        return services.patients.patient(key), list(services.courses.courses_of(key))

    return desk.ask(write)


def settle(desk: Desk, dialog: PlanVisitDialog | PlanSeriesDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not (desk.runner.is_busy or dialog._pause.is_running))


def visits(desk: Desk, day: date = MONDAY) -> tuple[PlannedVisit, ...]:
    return desk.ask(lambda services: services.planned_visits.visits_between(day, day))


def opened(desk: Desk, qtbot: QtBot, **given: object) -> PlanVisitDialog:
    desk.window.show()
    dialog = PlanVisitDialog(desk.runner, desk.theme, desk.window, **given)  # type: ignore[arg-type]
    dialog.open()
    settle(desk, dialog, qtbot)
    return dialog


def show_day(dialog: PlanVisitDialog, day: date) -> None:
    dialog.day.setDate(QDate(day.year, day.month, day.day))


def test_a_patient_is_found_by_typing_and_planned_for_by_keys(desk: Desk, qtbot: QtBot) -> None:
    admit(desk, "Ana Ruiz", "Sciatica")
    patient, courses = admit(desk, "Anton Berg", "Spinal stenosis")
    dialog = opened(desk, qtbot, day=MONDAY)
    assert dialog.at.text() == "09:00"

    qtbot.keyClicks(dialog.search, "anton")
    qtbot.waitUntil(lambda: dialog.found.count() == 1)
    qtbot.keyClick(dialog.search, KEY.Key_Return)
    settle(desk, dialog, qtbot)

    assert dialog.patient_id == patient.id
    assert dialog.search.text() == "Anton Berg · no. 0002"
    assert dialog.course.currentText() == "Spinal stenosis"
    dialog.at.setText("11.30")
    dialog.minutes.setValue(55)
    dialog.note.setText("first time with moxa")
    with qtbot.waitSignal(dialog.saved):
        qtbot.keyClick(dialog, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)

    (visit,) = visits(desk)
    assert (visit.patient_id, visit.course_id) == (patient.id, courses[0].id)
    assert (visit.at, visit.minutes, visit.note) == (time(11, 30), 55, "first time with moxa")


def test_the_second_match_is_chosen_with_the_arrow_key(desk: Desk, qtbot: QtBot) -> None:
    admit(desk, "Ana One")
    admit(desk, "Ana Two")
    dialog = opened(desk, qtbot)

    qtbot.keyClicks(dialog.search, "ana")
    qtbot.waitUntil(lambda: dialog.found.count() == 2)
    second = dialog.found.item(1).text()
    qtbot.keyClick(dialog.search, KEY.Key_Down)
    qtbot.keyClick(dialog.found, KEY.Key_Down)
    qtbot.keyClick(dialog.found, KEY.Key_Return)
    settle(desk, dialog, qtbot)

    assert dialog.search.text() == second
    assert dialog.course.currentText() == "no open course yet"
    dialog.search.setText("")
    dialog.search.textEdited.emit("")
    assert dialog.patient_id is None
    dialog.throw_away()


def test_nobody_and_no_time_are_refused_at_their_fields(desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(desk, qtbot, day=MONDAY)

    dialog.save()
    assert dialog.form.error_of("patient") == "Choose whose visit it is."
    patient, _ = admit(desk, "Ana Ruiz", "Sciatica")
    dialog._take(patient.id, patient.display_name, patient.chart_number)
    dialog.at.setText("")
    dialog.save()
    assert dialog.form.error_of("at") == "Say at what time, such as 14:30."
    dialog.at.setText("noon")
    dialog.save()
    assert "not a time of day" in dialog.form.error_of("at")
    settle(desk, dialog, qtbot)
    assert visits(desk) == ()
    dialog.throw_away()


def test_an_overlap_is_told_while_it_is_typed_and_kept_all_the_same(
    desk: Desk, qtbot: QtBot
) -> None:
    ana, _ = admit(desk, "Ana Ruiz")
    bo, courses = admit(desk, "Bo", "Sciatica", "Spinal stenosis")
    desk.ask(
        lambda services: services.planned_visits.plan_visit(
            PlannedVisit(patient_id=ana.id, day=MONDAY, at=time(10))
        )
    )
    dialog = opened(desk, qtbot, patient=bo, course=courses[0], day=MONDAY)
    assert dialog.course.currentText() == "Sciatica"
    assert dialog.at.text() == "09:00"

    dialog.at.setText("10:20")
    settle(desk, dialog, qtbot)
    assert dialog.warning == "Overlaps the visit of Ana Ruiz, 10:00 to 10:40."
    dialog.at.setText("20:00")
    settle(desk, dialog, qtbot)
    assert dialog.warning == "Outside the working hours."
    dialog.at.setText("11:00")
    settle(desk, dialog, qtbot)
    assert dialog.warning == ""
    dialog.at.setText("10:20")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    assert [one.at for one in visits(desk)] == [time(10), time(10, 20)]


def test_a_free_time_is_offered_for_each_day_until_one_is_typed(desk: Desk, qtbot: QtBot) -> None:
    ana, _ = admit(desk, "Ana Ruiz")
    desk.ask(
        lambda services: services.planned_visits.plan_visit(
            PlannedVisit(patient_id=ana.id, day=MONDAY, at=time(9))
        )
    )
    dialog = opened(desk, qtbot, patient=ana)

    show_day(dialog, MONDAY)
    settle(desk, dialog, qtbot)
    assert dialog.at.text() == "09:40"
    show_day(dialog, MONDAY + timedelta(days=1))
    settle(desk, dialog, qtbot)
    assert dialog.at.text() == "09:00"
    dialog.at.setText("16:00")
    show_day(dialog, MONDAY)
    settle(desk, dialog, qtbot)
    assert dialog.at.text() == "16:00"
    dialog.throw_away()


def test_a_visit_is_changed_and_a_time_that_is_over_is_refused_at_its_field(
    desk: Desk, qtbot: QtBot
) -> None:
    ana, courses = admit(desk, "Ana Ruiz", "Sciatica")
    desk.ask(
        lambda services: services.planned_visits.plan_visit(
            PlannedVisit(patient_id=ana.id, course_id=courses[0].id, day=MONDAY, at=time(9))
        )
    )
    (visit,) = visits(desk)
    dialog = opened(desk, qtbot, patient=ana, visit=visit)
    assert not dialog.has_typed
    assert (dialog.at.text(), dialog.minutes.value()) == ("09:00", 40)

    show_day(dialog, date.today())
    dialog.at.setText("0:00")
    dialog.minutes.setValue(5)
    dialog.save()
    qtbot.waitUntil(lambda: bool(dialog.form.error_of("at")))
    assert "This time is over" in dialog.form.error_of("at")
    show_day(dialog, MONDAY)
    dialog.at.setText("09:30")
    dialog.minutes.setValue(60)
    with qtbot.waitSignal(dialog.saved):
        dialog.save()

    assert visits(desk) == (replace(visit, at=time(9, 30), minutes=60),)


# Series


@pytest.fixture
def series(desk: Desk, qtbot: QtBot) -> PlanSeriesDialog:
    """The dialog for a course of four visits, two a week, none of them done."""
    patient, courses = admit(desk, "Ana Ruiz", "Sciatica", planned_sessions=4, per_week=Decimal(2))
    desk.window.show()
    dialog = PlanSeriesDialog(desk.runner, desk.theme, desk.window, patient, courses[0])
    dialog.open()
    settle(desk, dialog, qtbot)
    return dialog


def set_first_day(dialog: PlanSeriesDialog, day: date) -> None:
    dialog.first_day.setDate(QDate(day.year, day.month, day.day))


def test_a_series_is_seen_before_it_is_written(
    desk: Desk, series: PlanSeriesDialog, qtbot: QtBot
) -> None:
    assert (series.count.value(), len(series.dates)) == (4, 4)

    set_first_day(series, MONDAY)
    series.at.setText("10")
    series.count.setValue(3)
    settle(desk, series, qtbot)

    days = [MONDAY, MONDAY + timedelta(days=3), MONDAY + timedelta(days=7)]
    assert series.dates == [f"{short_day(day)}  10:00" for day in days]

    def shown() -> set[str]:
        return {one.text() for one in series.findChildren(QLabel) if not one.isHidden()}

    # Labels that were just made are shown by the layout in its next turn.
    qtbot.waitUntil(lambda: {*series.dates, "3 visits"} <= shown())
    with qtbot.waitSignal(series.saved):
        series.save()
    planned = desk.ask(lambda services: services.planned_visits.visits_of_course(series.course.id))
    assert [(one.day, one.at) for one in planned] == [(day, time(10)) for day in days]


def test_what_cannot_be_planned_is_said_and_nothing_is_written(
    desk: Desk, series: PlanSeriesDialog, qtbot: QtBot
) -> None:
    series.at.setText("late")
    settle(desk, series, qtbot)

    assert series.dates == []
    assert "not a time of day" in series.form.error_of("at")
    series.save()
    assert series.isVisible()
    series.at.setText("")
    settle(desk, series, qtbot)
    assert (len(series.dates), series.form.error_of("at")) == (4, "")
    series.throw_away()


def test_where_all_is_planned_one_more_is_offered(desk: Desk, qtbot: QtBot) -> None:
    patient, courses = admit(desk, "Ana Ruiz", "Sciatica", planned_sessions=1)
    desk.ask(lambda services: services.planned_visits.plan_series(courses[0].id, MONDAY))
    dialog = PlanSeriesDialog(desk.runner, desk.theme, desk.window, patient, courses[0])
    dialog.open()
    settle(desk, dialog, qtbot)

    assert dialog.dates == [f"{short_day(MONDAY + timedelta(days=7))}  09:00"]
    dialog.throw_away()


def test_the_next_visit_is_offered_a_week_on_and_the_page_says_what_is_planned(
    desk: Desk, qtbot: QtBot
) -> None:
    today = date.today()
    added = desk.ask(
        lambda services: services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=today, per_week=Decimal(1)),
        )
    )
    desk.ask(lambda services: services.sessions.start_session(added.course_id))
    page = PatientPage(desk.runner, desk.theme, desk.bus, Settings())
    qtbot.addWidget(page)
    page.show()
    page.show_patient(added.patient_id)
    qtbot.waitUntil(lambda: page.is_shown)

    page.commands.plan_visit.trigger()
    qtbot.waitUntil(lambda: bool(page.findChildren(PlanVisitDialog)))
    dialog = page.findChild(PlanVisitDialog)
    assert dialog is not None
    assert dialog.at.text() != ""
    offered = dialog.day.date()
    week = QDate(today.year, today.month, today.day).addDays(7)
    assert week <= offered <= week.addDays(4), "a week on, or the working day after"
    desk.settle()
    dialog.do_button.click()

    qtbot.waitUntil(lambda: "In the diary now: " in page.notice.text)
    assert f" {offered.day()} " in page.notice.text
