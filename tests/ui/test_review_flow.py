"""A review from the card to the record, the chart and back, and a close, in the real window."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from acudesk.domain.course import Outcome
from acudesk.domain.review import Decision, Review
from acudesk.ui.dialogs.close_course import CloseCourseDialog
from acudesk.ui.dialogs.review import ReviewDialog
from tests.ui.whole_window import CONTROL, Program

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)


def reviews(program: Program) -> tuple[Review, ...]:
    look = program.page.look
    assert look is not None
    return look.course_view.reviews


def planned(program: Program) -> int:
    look = program.page.look
    assert look is not None
    return look.course_view.course.planned_sessions


def decide_by_keys(program: Program) -> None:
    """From the card on the patient's page to four more sessions, without the mouse."""
    program.key(program.window, KEY.Key_T, ALT)
    dialog = program.dialog()
    assert isinstance(dialog, ReviewDialog)
    dialog.more.selectAll()
    program.type("4")
    program.key(program.focused(), KEY.Key_Return)
    program.key(program.focused(), KEY.Key_Return)
    program.key(program.focused(), KEY.Key_A, CONTROL)
    program.type("Less pain at night")
    program.done(lambda: program.key(dialog, KEY.Key_Return, CONTROL))


def test_from_the_card_by_keys_to_the_record_the_chart_and_the_page(program: Program) -> None:
    program.choose("Ana Ruiz")
    assert program.page.panel.card.heading == "Review: session 8"

    decide_by_keys(program)

    (review,) = reviews(program)
    assert (review.decision, review.number, review.day) == (Decision.CONTINUE, 8, date.today())
    assert (review.more_sessions, review.reason) == (4, "Less pain at night")
    assert planned(program) == 12
    assert not program.page.panel.card.is_wanted, "it is decided"
    assert program.page.notice.text == "The review is kept."

    whole = program.open_whole()
    assert "Reviews: continue, 4 more sessions: Less pain at night at session 8." in (
        whole.chart.description
    )
    marks = program.page.look.course_view.trend().marks  # type: ignore[union-attr]
    place = next(at for at, mark in enumerate(marks) if "Less pain" in mark.text)
    assert whole.chart.place((place,)) is not None
    assert "Less pain at night" in " ".join(whole.reviews.texts)
    assert whole.reviews.isVisible()


def test_a_review_is_undone_from_the_notice(program: Program) -> None:
    program.choose("Ana Ruiz")
    decide_by_keys(program)

    program.click(program.notice_button())

    assert reviews(program) == ()
    assert planned(program) == 10
    assert program.page.notice.text == "The review is taken back."
    assert program.page.panel.card.is_wanted, "it is due again"


def test_a_review_is_taken_back_from_its_line_in_the_whole_course(program: Program) -> None:
    program.choose("Ana Ruiz")
    decide_by_keys(program)
    whole = program.open_whole()
    assert whole.reviews.back_button is not None

    program.click(whole.reviews.back_button)
    program.drawn(whole.chart)

    assert reviews(program) == ()
    assert "Reviews" not in whole.chart.description
    assert whole.card.is_wanted
    assert not whole.reviews.isVisible()


def test_later_hides_the_card_on_both_pages_and_nothing_is_stored(program: Program) -> None:
    program.choose("Ana Ruiz")
    program.click(program.page.panel.card.later_button)
    assert not program.page.panel.card.is_wanted

    whole = program.open_whole()
    assert not whole.card.is_wanted

    assert reviews(program) == ()
    program.choose("Bo Lind")
    program.choose("Ana Ruiz")
    assert program.page.panel.card.is_wanted
    assert program.open_whole().card.is_wanted
    program.click(whole.card.later_button)
    program.key(program.focused(), KEY.Key_Escape)
    assert not program.page.panel.card.is_wanted


def test_a_course_is_closed_with_impression_and_advice_and_reopened(program: Program) -> None:
    program.choose("Ana Ruiz")
    program.key(program.window, KEY.Key_L, ALT)
    dialog = program.dialog()
    assert isinstance(dialog, CloseCourseDialog)
    assert dialog.height() <= program.window.height()
    assert dialog.pgic is not None
    dialog.outcome.parts[list(Outcome).index(Outcome.IMPROVED)].click()
    dialog.pgic.parts[1].click()
    dialog.words.chips.parts[0].click()
    dialog.note.setPlainText("Back at work")
    program.done(dialog.do_button.click)

    course = program.page.look.course_view.course  # type: ignore[union-attr]
    (review,) = reviews(program)
    assert (course.closed, course.outcome) == (date.today(), Outcome.IMPROVED)
    assert (review.decision, review.reason) == (Decision.CLOSE, "Back at work")
    assert review.advice == "Keep moving"
    assert [one.latest for one in review.found if one.measure == "pgic"] == ["2"]
    assert not program.page.panel.card.is_wanted
    whole = program.open_whole()
    assert "Back at work" in whole.chart.description
    assert "Advice: Keep moving" in " ".join(whole.reviews.texts)

    program.click(program.notice_button())

    look = program.page.look
    assert look is not None
    assert look.course_view.course.is_open
    assert look.course_view.course.outcome is None
    assert [one.decision for one in reviews(program)] == [Decision.CLOSE]
    assert program.page.notice.text.startswith("The course is open again.")


def test_what_changes_is_asked_before_an_adjustment_is_kept(program: Program) -> None:
    program.choose("Ana Ruiz")
    program.open_whole()
    program.key(program.window, KEY.Key_A, ALT)
    dialog = program.dialog()
    assert isinstance(dialog, ReviewDialog)
    dialog.save()
    program.settle()
    assert dialog.isVisible()
    assert dialog.form.error_of("changes")

    dialog.what.chips.parts[0].click()
    program.done(dialog.do_button.click)

    (review,) = reviews(program)
    assert (review.decision, review.changes) == (Decision.ADJUST, "Points")
    assert program.page.pile.shows_whole, "the page stays as it was"
    assert "adjust" in program.whole.chart.description
