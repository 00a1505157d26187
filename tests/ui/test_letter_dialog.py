"""A letter is drafted, changed and seen; nothing typed is lost by mistake."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.letter import LetterKind
from acudesk.domain.letter_text import PartKind
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.settings import Settings
from acudesk.ui.dialogs.letter import LetterDialog
from tests.ui.conftest import Desk


@pytest.fixture
def ann(desk: Desk) -> tuple[int, int]:
    """Ann, with a doctor, a visit and its pain."""
    desk.runner.write(
        lambda s: s.patients.admit_patient(
            Patient(display_name="Ann", doctor_name="Dr Weber", doctor_address="4 High Street"),
            Course(patient_id=0, condition="Sciatica", opened=date(2026, 1, 5)),
        )
    )
    desk.settle()
    course = desk.ask(lambda s: s.courses.courses_of(1)[0].id)

    def visit(services: object) -> object:
        key = services.sessions.start_session(course, took_place=date(2026, 1, 5)).session_id  # type: ignore[attr-defined]
        return services.sessions.record_score(key, "pain_7d", "8")  # type: ignore[attr-defined]

    desk.runner.write(visit)
    desk.settle()
    return 1, course


def opened(desk: Desk, qtbot: QtBot, patient: int, course: int | None = None) -> LetterDialog:
    dialog = LetterDialog(desk.runner, desk.theme, desk.window, Settings(), patient, course)
    qtbot.addWidget(dialog)
    dialog.open()
    desk.settle()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot, ann: tuple[int, int]) -> LetterDialog:
    return opened(desk, qtbot, *ann)


def test_the_draft_stands_in_the_fields_and_counts_as_not_typed(dialog: LetterDialog) -> None:
    assert dialog.addressee.toPlainText() == "Dr Weber\n4 High Street"
    assert dialog.salutation.text() == "Dear Dr Weber,"
    assert dialog.closing.text() == "Yours sincerely,"
    assert dialog.texts[0].toPlainText().startswith("Ann (date of birth: not recorded)")
    assert "Back pain, average of the last 7 days" in dialog.table.accessibleDescription()
    assert not dialog.question.isEnabled()
    assert not dialog.has_typed
    assert dialog.do_button.isEnabled()
    dialog.reject()
    assert not dialog.isVisible()


def test_what_is_typed_is_what_the_preview_shows(
    dialog: LetterDialog, desk: Desk, qtbot: QtBot
) -> None:
    dialog.kind.parts[1].click()
    dialog.addressee.setPlainText("Physio Lee\n9 Back Road")
    assert dialog.salutation.text() == "Dear Physio Lee,"
    dialog.texts[0].setPlainText("My own {words}.")
    dialog.question.setPlainText("May she run?")
    dialog.table.parts[1].click()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    preview = dialog.preview
    assert preview is not None
    qtbot.waitUntil(lambda: preview.printout is not None, timeout=20_000)
    desk.settle()
    printout = preview.printout
    assert printout is not None
    letter = printout.content
    assert letter.addressee == ("Physio Lee", "9 Back Road")  # type: ignore[attr-defined]
    blocks = letter.blocks  # type: ignore[attr-defined]
    assert blocks[0].paragraphs == ("My own {words}.",)
    assert not any(block.is_table for block in blocks)
    (asks,) = [block for block in blocks if block.heading]
    assert (asks.heading, asks.paragraphs) == ("Question", ("May she run?",))
    preview.reject()
    qtbot.waitUntil(lambda: not preview.isVisible())
    assert dialog.isVisible()
    assert dialog.texts[0].toPlainText() == "My own {words}."
    dialog.throw_away()


def test_closing_asks_before_anything_typed_is_lost(dialog: LetterDialog, qtbot: QtBot) -> None:
    dialog.texts[0].setPlainText("Half a letter")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.keep_button.hasFocus()
    dialog.keep_button.click()
    dialog.close()  # As the window's own cross does.
    assert dialog.isVisible()
    assert dialog.texts[0].toPlainText() == "Half a letter"
    dialog.throw_button.click()
    assert not dialog.isVisible()


def test_a_question_that_is_not_printed_is_kept_for_another_kind(dialog: LetterDialog) -> None:
    dialog.kind.parts[2].click()
    assert dialog.question.isEnabled()
    dialog.question.setPlainText("Rest a week.")
    dialog.kind.parts[0].click()
    assert not dialog.question.isEnabled()
    assert "as chosen above" in dialog.question.accessibleDescription()
    draft = dialog.draft
    assert (draft.kind, draft.asks, draft.question) == (LetterKind.REPORT, "", "Rest a week.")
    dialog.kind.parts[2].click()
    assert dialog.draft.asks == "Rest a week."
    dialog.throw_away()


def test_a_salutation_by_hand_stays(dialog: LetterDialog) -> None:
    dialog.salutation.setText("Hello Tom")
    dialog.addressee.setPlainText("Dr Tom")
    assert dialog.salutation.text() == "Hello Tom"
    dialog.throw_away()


def test_too_much_text_is_refused_at_its_field(dialog: LetterDialog) -> None:
    dialog.texts[1].setPlainText("x" * 20_001)
    dialog.save()
    assert dialog.preview is None
    assert "at most 20000" in dialog.body.error_of("text1")
    dialog.texts[1].setPlainText("x")
    dialog.addressee.setPlainText("x" * 1_001)
    dialog.save()
    assert "at most 1000" in dialog.head.error_of("addressee")
    dialog.throw_away()


def test_an_unknown_field_in_the_letter_text_is_told_and_nothing_is_printed(
    desk: Desk, qtbot: QtBot, ann: tuple[int, int]
) -> None:
    def spoil(services: object) -> None:
        with services.work as work:  # type: ignore[attr-defined]
            work.practice.change(Practice(letter_text="{salary}"))

    desk.runner.read(spoil, lambda _: None)
    desk.settle()
    dialog = opened(desk, qtbot, *ann)
    assert "{salary}" in dialog.trouble
    assert not dialog.do_button.isEnabled()
    dialog.save()
    assert dialog.preview is None
    dialog.reject()
    assert not dialog.isVisible()


def test_the_tab_key_goes_through_the_letter_from_top_to_bottom(
    dialog: LetterDialog, qtbot: QtBot
) -> None:
    dialog.kind.parts[1].click()
    dialog.kind.parts[1].setFocus()
    reached = []
    for _ in range(12):
        here = dialog.focusWidget()
        reached.append(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    wanted = [
        dialog.kind.parts[1],
        dialog.addressee,
        dialog.salutation,
        dialog.texts[0],
        dialog.table.parts[0],
        dialog.texts[1],
        dialog.question,
        dialog.texts[2],
        dialog.closing,
        dialog.cancel_button,
        dialog.do_button,
    ]
    assert reached[: len(wanted)] == wanted
    assert all(field.accessibleName() for field in wanted[1:9])
    kinds = [part.kind for part in dialog.draft.parts]
    assert kinds == [
        PartKind.TEXT,
        PartKind.MEASURES,
        PartKind.TEXT,
        PartKind.QUESTION,
        PartKind.TEXT,
    ]
