"""A review is decided in its dialog: what stands in the fields is read back from the disk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.domain.practice import BaselineRule
from acudesk.domain.review import Decision, Review
from acudesk.ui.dialogs.form_dialog import ROOM
from acudesk.ui.dialogs.review import ReviewDialog
from acudesk.ui.widgets.review_card import ReviewCard
from tests.ui.conftest import Desk
from tests.ui.test_review_card import LONG, put_on, seen, treated

Opened = Callable[..., ReviewDialog]


@pytest.fixture
def opened(desk: Desk) -> Opened:
    """Opens the dialog on a course and a decision."""

    def open_dialog(course: int, decision: Decision = Decision.CONTINUE) -> ReviewDialog:
        made = ReviewDialog(desk.runner, desk.theme, desk.window, seen(desk, course), decision)
        desk.window.show()
        made.open()
        QApplication.processEvents()
        return made

    return open_dialog


def review_of(desk: Desk, course: int) -> Review:
    """The only review of a course, as it is stored."""
    desk.settle()
    (review,) = desk.ask(lambda s: s.reviews.reviews_of(course))
    assert isinstance(review, Review)
    return review


def planned(desk: Desk, course: int) -> int:
    """How many sessions are planned, as it is stored."""
    number: int = desk.ask(lambda s: s.courses.course(course).planned_sessions)
    return number


def test_continue_as_it_stands_keeps_the_plan_and_the_facts(
    desk: Desk, opened: Opened, qtbot: QtBot
) -> None:
    course = treated(desk, (8, 7, 6, 5), (5, 5, 5, 4))
    dialog = opened(course)

    assert (dialog.more.value(), dialog.quick.value) == (6, 6)
    assert dialog.form.fields["quick"].accessibleDescription() == (
        "10 sessions planned in all; next review at session 8."
    )
    assert not dialog.has_typed
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.do_button.click()
    assert saved.args[0].courses == {course}

    review = review_of(desk, course)
    assert (review.decision, review.number, review.day) == (Decision.CONTINUE, 4, date.today())
    assert (review.more_sessions, review.planned_before, planned(desk, course)) == (6, None, 10)
    assert review.reason == (
        "Back pain: 8 → 5, better, reached the usual threshold; "
        "Leg pain: 5 → 4, better, below the usual threshold; "
        "Fingertip-to-floor: 22 → 19 cm, within measurement error."
    )
    assert ("pain_7d", "8", "5") in {(f.measure, f.baseline, f.latest) for f in review.found}


def test_continue_with_the_keyboard_alone(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    course = treated(desk, (8, 7, 6, 5))
    card = ReviewCard(desk.theme)
    card.show_course(seen(desk, course))
    put_on(desk, card)
    dialogs: list[ReviewDialog] = []
    card.continue_wanted.connect(lambda: dialogs.append(opened(course)))
    qtbot.waitUntil(lambda: desk.window.isActiveWindow())
    qtbot.keyClick(card, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bool(dialogs))
    (dialog,) = dialogs
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.more.hasFocus())

    dialog.more.selectAll()
    qtbot.keyClicks(dialog.focusWidget(), "3")
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.quick.parts[0]
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.reason
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(dialog.focusWidget(), "Still too stiff")
    with qtbot.waitSignal(dialog.saved):
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    review = review_of(desk, course)
    assert (review.more_sessions, review.planned_before, review.reason) == (
        3,
        10,
        "Still too stiff",
    )
    assert planned(desk, course) == 7


def test_at_the_last_planned_session_nothing_is_chosen_for_the_practitioner(
    desk: Desk, opened: Opened
) -> None:
    course = treated(desk, (8, 8, 7, 7, 6, 6, 5, 5, 4, 4))
    dialog = opened(course)

    assert (dialog.more.value(), dialog.more.text(), dialog.quick.value) == (0, "not said", None)
    hint = dialog.form.fields["quick"].accessibleDescription
    assert hint() == "10 sessions planned in all; no further review is planned."
    dialog.quick.parts[1].click()
    assert (dialog.more.value(), hint()) == (
        4,
        "14 sessions planned in all; next review at session 14.",
    )
    dialog.quick.parts[1].click()
    assert (dialog.more.value(), dialog.quick.value) == (0, None)
    dialog.more.setValue(2)
    assert dialog.quick.value == 2
    dialog.reason.setPlainText("")
    dialog.save()

    review = review_of(desk, course)
    assert (review.number, review.more_sessions, review.reason) == (10, 2, "")
    assert planned(desk, course) == 12


def test_continue_without_a_number_leaves_the_plan(desk: Desk, opened: Opened) -> None:
    course = treated(desk, (8, 7, 6, 5))
    dialog = opened(course)
    dialog.more.setValue(0)
    assert dialog.more.text() == "as planned"
    dialog.save()
    assert review_of(desk, course).more_sessions is None
    assert planned(desk, course) == 10


def test_adjust_asks_what_changes_and_keeps_what_was_typed(desk: Desk, opened: Opened) -> None:
    course = treated(desk, (6, 6, 6, 6))
    dialog = opened(course, Decision.ADJUST)
    assert dialog.focusWidget() is dialog.what.chips.parts[0]
    assert dialog.more.text() == "as planned"
    dialog.reason.setPlainText("No change so far")
    dialog.save()
    desk.settle()

    assert dialog.form.error_of("changes") == "Please say what changes."
    assert dialog.reason.toPlainText() == "No change so far"
    assert desk.ask(lambda s: s.reviews.reviews_of(course)) == ()

    points, frequency, *_ = dialog.what.chips.parts
    points.click()
    frequency.click()
    assert dialog.changes.toPlainText() == "Points\nFrequency"
    dialog.changes.setPlainText("points: BL40 on both sides\nFrequency")
    frequency.click()
    points.click()  # More was written than its word, so it stays, and the chip with it.
    assert dialog.changes.toPlainText() == "points: BL40 on both sides"
    assert (points.isChecked(), frequency.isChecked()) == (True, False)
    dialog.quick.parts[2].click()
    dialog.save()

    review = review_of(desk, course)
    assert (review.decision, review.changes) == (Decision.ADJUST, "points: BL40 on both sides")
    assert (review.more_sessions, review.reason) == (6, "No change so far")
    assert planned(desk, course) == 10


def test_a_word_that_was_struck_out_by_hand_frees_its_chip(desk: Desk, opened: Opened) -> None:
    dialog = opened(treated(desk, (6, 6, 6, 6)), Decision.ADJUST)
    chip = dialog.what.chips.parts[4]
    chip.click()
    assert (chip.isChecked(), dialog.has_typed) == (True, True)
    dialog.changes.undo()
    assert (chip.isChecked(), dialog.changes.toPlainText()) == (False, "")


def test_no_suggestion_without_a_comparison_and_the_rule_with_it(
    desk: Desk, opened: Opened
) -> None:
    assert opened(treated(desk, (8,))).reason.toPlainText() == ""
    desk.ask(
        lambda s: s.practice.change_practice(
            replace(s.practice.practice(), baseline_rule=BaselineRule.MEAN_OF_TWO)
        )
    )
    course = treated(desk, (8, 7, 6, 5))
    assert opened(course).reason.toPlainText() == (
        "Back pain: 7.5 → 5, better, reached the usual threshold "
        "(mean of the first two, latest score)."
    )


def test_a_course_that_was_closed_meanwhile_is_refused(desk: Desk, opened: Opened) -> None:
    course = treated(desk, (8, 7, 6, 5))
    dialog = opened(course)
    desk.ask(lambda s: s.courses.close_course(course))
    dialog.save()
    desk.settle()
    assert dialog.trouble == "This course is closed. Reopen it to review it."


@pytest.mark.parametrize("decision", [Decision.CONTINUE, Decision.ADJUST])
def test_it_needs_no_scrolling_at_1280_by_700(
    desk: Desk, opened: Opened, decision: Decision
) -> None:
    course = treated(desk, (8, 7, 6, 5), (5, 5, 5, 4), condition=LONG * 2)
    dialog = opened(course, decision)
    assert dialog.width() <= 760
    dialog.resize(760, 700 - ROOM)
    QApplication.processEvents()
    assert dialog.height() == 700 - ROOM
    assert dialog._scroll.verticalScrollBar().maximum() == 0
