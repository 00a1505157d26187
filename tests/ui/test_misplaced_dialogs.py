"""What stands at the wrong place is put right: a draft moves, two records become one."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import open_practice
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Session
from acudesk.ui.dialogs.merge_patients import MergePatientsDialog
from acudesk.ui.dialogs.move_session import MoveSessionDialog
from tests.clock import FixedClock
from tests.record_of_a_visit import ZOE, patient_with_course
from tests.ui.conftest import Desk

TWIN = Patient(display_name="Zoe Mueller", birth_date=date(1985, 5, 17), phone="0777123")


@dataclass(frozen=True)
class Practice:
    """Zoë with a draft, her twin record with two open courses and a closed one, and Jonas
    without a course."""

    session: Session
    zoe: Patient
    twin: int
    back: int
    neck: int
    jonas: int


@pytest.fixture
def mixed(practice_dir: Path, clock: FixedClock) -> Practice:
    """The practice that the desk opens after it."""
    with open_practice(practice_dir, clock=clock) as services:
        zoe, course = patient_with_course(services, ZOE)
        visit = services.sessions.start_session(course).session_id
        services.sessions.record_notes(visit, "Slept better.")

        def opened(patient: int, condition: str) -> int:
            made = Course(patient_id=patient, condition=condition, opened=date(2026, 2, 2))
            return services.courses.open_course(made).course_id

        twin = services.patients.add_patient(TWIN).patient_id
        back, neck = opened(twin, "Low back pain"), opened(twin, "Stiff neck")
        services.courses.close_course(opened(twin, "Tennis elbow"))
        jonas = services.patients.add_patient(Patient(display_name="Jonas Berg")).patient_id
        return Practice(
            session=services.sessions.session(visit),
            zoe=services.patients.patient(zoe),
            twin=twin,
            back=back,
            neck=neck,
            jonas=jonas,
        )


def moving(desk: Desk, mixed: Practice) -> MoveSessionDialog:
    """The dialog that moves the draft, its list of patients read."""
    made = MoveSessionDialog(desk.runner, desk.theme, desk.window, mixed.session)
    desk.window.show()
    made.open()
    desk.settle()
    return made


def merging(desk: Desk, mixed: Practice, other: int | None = None) -> MergePatientsDialog:
    """The dialog that merges into Zoë's record, perhaps with the other chosen."""
    made = MergePatientsDialog(desk.runner, desk.theme, desk.window, mixed.zoe)
    desk.window.show()
    made.open()
    desk.settle()
    if other is not None:
        made.people.select(other)
        desk.settle()
    return made


# ------------------------------------------------------------------ moving


def test_a_draft_moves_to_an_open_course_of_the_patient_found_by_typing(
    mixed: Practice, desk: Desk, qtbot: QtBot
) -> None:
    dialog = moving(desk, mixed)
    qtbot.keyClicks(dialog.people.search, "muell")
    desk.settle()
    qtbot.keyClick(dialog.people.search, Qt.Key.Key_Return)
    desk.settle()
    shown = [dialog.courses.item(row).text() for row in range(dialog.courses.count())]
    assert shown == [
        "Low back pain, since 2 February 2026",
        "Stiff neck, since 2 February 2026",
    ]
    assert dialog.course_id is None  # two are open: nobody guesses

    qtbot.keyClick(dialog.people.view, Qt.Key.Key_Return)
    dialog.courses.setCurrentRow(1)
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.do_button.click()
    kept = desk.ask(lambda s: s.sessions.session(mixed.session.id))
    assert (kept.course_id, kept.patient_id, kept.notes) == (
        mixed.neck,
        mixed.twin,
        "Slept better.",
    )
    assert saved.args[0].patients == {mixed.zoe.id, mixed.twin}


def test_without_a_course_nothing_moves(mixed: Practice, desk: Desk) -> None:
    dialog = moving(desk, mixed)
    dialog.save()
    assert "choose the course" in dialog.trouble

    dialog.people.select(mixed.jonas)
    desk.settle()
    assert dialog.courses.count() == 0
    assert "no open course" in dialog.about
    dialog.save()
    desk.settle()
    here = desk.ask(lambda s: s.sessions.session(mixed.session.id))
    assert here.course_id == mixed.session.course_id


def test_the_course_in_which_it_stands_is_not_offered(mixed: Practice, desk: Desk) -> None:
    dialog = moving(desk, mixed)
    dialog.people.select(mixed.zoe.id)
    desk.settle()

    assert dialog.courses.count() == 0
    assert "is here already" in dialog.about


def test_the_only_open_course_is_chosen(mixed: Practice, desk: Desk) -> None:
    desk.ask(lambda s: s.courses.close_course(mixed.back))
    dialog = moving(desk, mixed)
    dialog.people.select(mixed.twin)
    desk.settle()

    assert dialog.course_id == mixed.neck


# ------------------------------------------------------------------ merging


def test_two_records_stand_side_by_side(mixed: Practice, desk: Desk) -> None:
    dialog = merging(desk, mixed, mixed.twin)

    assert dialog.rows == [
        ("", "Zoë Müller", "Zoe Mueller"),
        ("Chart number", "0001", "0002"),
        ("Born", "17 May 1984", "17 May 1985"),
        ("Phone", "0301234567", "0777123"),
        ("Courses", "1", "3"),
        ("Sessions", "1", "0"),
        ("Last entry", "2 March 2026", "–"),
    ]
    assert "birth dates differ" in dialog.warning
    assert (dialog.kept, dialog.gone) == (mixed.zoe.id, mixed.twin)


def test_the_other_record_may_stay(mixed: Practice, desk: Desk, qtbot: QtBot) -> None:
    dialog = merging(desk, mixed, mixed.twin)
    dialog.stays[1].click()
    dialog.same.click()
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()

    assert dialog.kept == mixed.twin
    gone = desk.ask(lambda s: s.patients.patient(mixed.zoe.id))
    assert gone.merged_into == mixed.twin
    assert desk.ask(lambda s: s.sessions.session(mixed.session.id)).patient_id == mixed.twin


def test_nothing_is_merged_without_a_choice_and_a_confirmation(mixed: Practice, desk: Desk) -> None:
    dialog = merging(desk, mixed)
    dialog.save()
    assert "choose the other record" in dialog.trouble

    dialog.people.select(mixed.twin)
    desk.settle()
    dialog.save()
    desk.settle()
    assert "confirm" in dialog.trouble
    assert desk.ask(lambda s: s.patients.patient(mixed.twin)).merged_into is None


def test_another_choice_wants_another_confirmation(mixed: Practice, desk: Desk) -> None:
    dialog = merging(desk, mixed, mixed.twin)
    dialog.same.click()
    dialog.people.select(mixed.jonas)
    desk.settle()

    assert not dialog.same.isChecked()
    assert dialog.gone == mixed.jonas
    assert dialog.warning == ""


def test_a_record_is_not_merged_with_itself(mixed: Practice, desk: Desk) -> None:
    dialog = merging(desk, mixed, mixed.twin)
    dialog.people.select(mixed.zoe.id)
    desk.settle()

    assert dialog.gone is None
    dialog.same.setChecked(True)
    dialog.save()
    assert "choose the other record" in dialog.trouble


def test_a_merge_can_be_undone_as_the_dialog_says(
    mixed: Practice, desk: Desk, qtbot: QtBot
) -> None:
    dialog = merging(desk, mixed, mixed.twin)
    dialog.same.click()
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()
    ((merge, _gone),) = desk.ask(lambda s: s.mistakes.merges_of(mixed.zoe.id))
    desk.ask(lambda s: s.mistakes.undo_merge(merge.id))

    assert desk.ask(lambda s: s.patients.patient(mixed.twin)).merged_into is None
    assert len(desk.ask(lambda s: s.courses.courses_of(mixed.twin))) == 3
