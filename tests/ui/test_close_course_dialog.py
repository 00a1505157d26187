"""A course of treatment is closed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course, Outcome
from acudesk.domain.patient import Patient
from acudesk.domain.review import Decision, Review
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind
from acudesk.ui.dialogs.close_course import CloseCourseDialog
from acudesk.ui.dialogs.form_dialog import ROOM
from tests.ui.conftest import Desk
from tests.ui.test_review_card import LONG, treated

OPENED = date(2026, 1, 5)
PGIC = ScoreKey(measure="pgic", moment=Moment.ONCE)
Opened = Callable[[int], CloseCourseDialog]


@pytest.fixture
def opened(desk: Desk) -> Opened:
    """Opens the dialog on a course."""

    def open_dialog(course: int) -> CloseCourseDialog:
        view = desk.ask(lambda s: s.courses.course_view(course))
        made = CloseCourseDialog(desk.runner, desk.theme, desk.window, view)
        desk.window.show()
        made.open()
        QApplication.processEvents()
        return made

    return open_dialog


@pytest.fixture
def dialog(desk: Desk, opened: Opened) -> CloseCourseDialog:
    """The dialog for a course that opened on 5 January 2026 and has no session."""
    person = Patient(display_name="Priya Raman")
    opening = Course(patient_id=0, condition="Sciatica", opened=OPENED)
    return opened(desk.ask(lambda s: s.patients.admit_patient(person, opening)).course_id)


def stored(desk: Desk, dialog: CloseCourseDialog) -> Course:
    """The course as it stands on the disk."""
    desk.settle()
    course = desk.ask(lambda s: s.courses.course(dialog.course.id))
    assert isinstance(course, Course)
    return course


def close_of(desk: Desk, dialog: CloseCourseDialog) -> Review:
    """The last review of the course."""
    desk.settle()
    review = desk.ask(lambda s: s.reviews.reviews_of(dialog.course.id))[-1]
    assert isinstance(review, Review)
    return review


def sessions(desk: Desk, dialog: CloseCourseDialog) -> tuple[Session, ...]:
    """All sessions of the course."""
    found: tuple[Session, ...] = desk.ask(
        lambda s: s.courses.course_view(dialog.course.id).sessions
    )
    return found


def test_a_course_closes_today_with_an_outcome(
    dialog: CloseCourseDialog, desk: Desk, qtbot: QtBot
) -> None:
    dialog.outcome.parts[1].click()
    dialog.note.setPlainText("Comes back if needed")
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()
    course = stored(desk, dialog)
    assert (course.closed, course.outcome) == (date.today(), Outcome.IMPROVED)
    assert course.outcome_note == "Comes back if needed"
    review = close_of(desk, dialog)
    assert (review.decision, review.number, review.day) == (Decision.CLOSE, 0, date.today())
    assert (review.reason, review.advice) == ("Comes back if needed", "")


def test_the_outcome_and_the_impression_may_stay_open(
    dialog: CloseCourseDialog, desk: Desk
) -> None:
    assert dialog.pgic is not None
    for choice in (dialog.outcome, dialog.pgic):
        choice.parts[0].click()
        choice.parts[0].click()
    dialog.closed.setDate(QDate(2026, 2, 1))
    dialog.save()
    course = stored(desk, dialog)
    assert (course.closed, course.outcome) == (date(2026, 2, 1), None)
    assert sessions(desk, dialog) == ()


def test_the_impression_of_change_is_kept_with_the_day_of_the_close(
    dialog: CloseCourseDialog, desk: Desk
) -> None:
    assert dialog.pgic is not None
    assert [part.text() for part in dialog.pgic.parts] == [
        "very much better",
        "much better",
        "a little better",
        "no change",
        "a little worse",
        "much worse",
        "very much worse",
    ]
    dialog.closed.setDate(QDate(2026, 2, 1))
    dialog.pgic.parts[1].click()
    dialog.words.chips.parts[0].click()
    dialog.advice.appendPlainText("Walk half an hour a day")
    dialog.save()

    assert stored(desk, dialog).closed == date(2026, 2, 1)
    (entry,) = sessions(desk, dialog)
    assert (entry.kind, entry.took_place) == (SessionKind.BETWEEN, date(2026, 2, 1))
    score = entry.score(PGIC)
    assert score is not None
    assert score.given == "2"
    assert close_of(desk, dialog).advice == "Keep moving\nWalk half an hour a day"


def test_the_visit_of_the_day_takes_the_impression(desk: Desk, opened: Opened) -> None:
    dialog = opened(treated(desk, (8, 7, 6, 5)))
    assert dialog.facts.lines[-1] == "Side effects noted at 1 of 4 sessions asked"
    assert dialog.pgic is not None
    dialog.pgic.parts[2].click()
    dialog.save()
    assert stored(desk, dialog).closed == date.today()
    *_, last = sessions(desk, dialog)
    score = last.score(PGIC)
    assert (last.number, score.given if score else "") == (4, "3")
    review = close_of(desk, dialog)
    assert (review.number, review.session_id) == (4, last.id)
    assert "pgic" in {one.measure for one in review.found}


def test_an_impression_of_that_day_is_shown_and_not_asked_again(desk: Desk, opened: Opened) -> None:
    course = treated(desk, (8, 7, 6, 5))
    last = desk.ask(lambda s: s.courses.course_view(course).sessions)[-1]
    desk.ask(lambda s: s.sessions.record_score(last.id, "pgic", "2"))
    dialog = opened(course)
    pgic = dialog.pgic
    assert pgic is not None

    assert (pgic.isEnabled(), pgic.value) == (False, 2)
    assert pgic.accessibleDescription() == "Answered in session 4: much better."
    day = date.today() - timedelta(days=1)
    dialog.closed.setDate(QDate(day.year, day.month, day.day))
    assert (pgic.isEnabled(), pgic.value, pgic.accessibleDescription()) == (True, None, "")
    dialog.closed.setDate(QDate.currentDate())
    dialog.save()
    assert stored(desk, dialog).closed == date.today()
    assert len(sessions(desk, dialog)) == 4


def test_a_practice_that_does_not_ask_for_it_is_not_asked(desk: Desk, opened: Opened) -> None:
    desk.ask(lambda s: s.measures.choose_measure("pgic", asked=False))
    assert opened(treated(desk, (8, 7))).pgic is None


def test_a_day_before_the_opening_is_refused(dialog: CloseCourseDialog, desk: Desk) -> None:
    assert dialog.pgic is not None
    dialog.closed.setDate(QDate(2026, 1, 1))
    dialog.note.setPlainText("Moved away")
    dialog.pgic.parts[0].click()
    dialog.save()
    desk.settle()
    assert "cannot close before" in dialog.form.error_of("closed")
    assert dialog.note.toPlainText() == "Moved away"
    course = stored(desk, dialog)
    assert (course.is_open, course.opened) == (True, OPENED)
    # All or nothing: neither the entry for the answer nor the review was kept.
    assert sessions(desk, dialog) == ()
    assert desk.ask(lambda s: s.reviews.reviews_of(course.id)) == ()


def test_a_day_before_the_last_session_is_refused(desk: Desk, opened: Opened) -> None:
    dialog = opened(treated(desk, (8, 7, 6, 5)))
    day = date.today() - timedelta(days=1)
    dialog.closed.setDate(QDate(day.year, day.month, day.day))
    assert dialog.pgic is not None
    dialog.pgic.parts[0].click()
    dialog.save()
    desk.settle()
    assert "after that close" in dialog.form.error_of("closed")
    assert stored(desk, dialog).is_open
    assert len(sessions(desk, dialog)) == 4


def test_it_needs_no_scrolling_at_1280_by_700(desk: Desk, opened: Opened) -> None:
    dialog = opened(treated(desk, (8, 7, 6, 5), (5, 5, 5, 4), condition=LONG * 2))
    assert dialog.width() <= 760
    dialog.resize(760, 700 - ROOM)
    QApplication.processEvents()
    assert dialog.height() == 700 - ROOM
    assert dialog._scroll.verticalScrollBar().maximum() == 0
