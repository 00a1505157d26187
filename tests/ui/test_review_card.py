"""The card of a review that is due, and the reviews that were made."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.services.courses import CourseView
from acudesk.ui.widgets.review_card import ReviewCard
from acudesk.ui.widgets.review_list import ReviewList
from tests.ui.conftest import Desk

COLUMN = 430
LONG = "Chronic low back pain after a herniated disc at L4/L5, worse at night and on long drives"


def treated(
    desk: Desk, back: tuple[int, ...], leg: tuple[int, ...] = (), *, condition: str = "Sciatica"
) -> int:
    """A course with a visit a week, the last one today, and these pains; side effects at the
    second visit."""

    def fill(services: Services) -> int:
        opened = date.today() - timedelta(days=7 * (len(back) - 1))
        key = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(
                patient_id=0,
                condition=condition,
                opened=opened,
                activities=("Walking the dog", "Sitting at the desk", ""),
            ),
        ).course_id
        for place, pain in enumerate(back):
            day = opened + timedelta(days=7 * place)
            visit = services.sessions.start_session(key, took_place=day).session_id
            services.sessions.record_score(visit, "pain_7d", str(pain))
            if leg:
                services.sessions.record_score(visit, "leg_pain_7d", str(leg[place]))
                services.sessions.record_score(visit, "fingertip_floor", str(22 - place))
                services.sessions.record_score(visit, "rmdq", str(14 - place))
                services.sessions.record_score(visit, "psfs", str(3 + place), item="1")
            effects = [SideEffect(kind=SideEffectKind.BRUISING)] if place == 1 else []
            services.sessions.record_side_effects(visit, asked=True, effects=effects)
        return key

    key: int = desk.ask(fill)
    return key


def seen(desk: Desk, course: int) -> CourseView:
    """The course as it stands."""
    view: CourseView = desk.ask(lambda s: s.courses.course_view(course))
    return view


def put_on(desk: Desk, card: ReviewCard | ReviewList, width: int = COLUMN) -> None:
    """Show a card in a column of that width."""
    card.setParent(desk.window)
    card.resize(width, card.sizeHint().height())
    desk.window.show()
    desk.window.activateWindow()


@pytest.fixture
def card(desk: Desk) -> ReviewCard:
    """An empty card."""
    return ReviewCard(desk.theme)


def test_the_card_says_how_the_course_stands(desk: Desk, card: ReviewCard) -> None:
    course = treated(desk, (8, 7, 6, 5), (5, 5, 5, 4))
    card.show_course(seen(desk, course))
    put_on(desk, card)

    assert card.is_wanted
    assert card.heading == "Review: session 4"
    # Fingertip-to-floor: 3 cm lie inside the error of 4.5 (Ekedahl 2012). Back pain: 3 points
    # and 37.5 % reach the threshold of 2 and 30 %.
    assert card.facts.lines == (
        "Back pain, average of the last 7 days: 8 → 5, better, reached the usual threshold",
        "Leg pain, average of the last 7 days: 5 → 4, better, below the usual threshold",
        "Fingertip-to-floor distance: 22 → 19 cm, within measurement error",
        "Roland-Morris (RMDQ-24), score: 14 → 11, better, below the usual threshold",
        "PSFS, Walking the dog: 3 → 6, better",
        "4 of 10 sessions in 21 days",
        "Side effects noted at 1 of 4 sessions asked",
    )
    assert card.facts.more == "and 2 more measures"
    assert card.height() <= 190


def test_missed_and_cancelled_visits_are_named(desk: Desk, card: ReviewCard) -> None:
    course = treated(desk, (8, 7, 6, 5))

    def miss(services: Services) -> None:
        patient = services.courses.course(course).patient_id
        for ahead, state in ((0, VisitState.MISSED), (2, VisitState.CANCELLED)):
            day = date.today() + timedelta(days=ahead)
            visit = PlannedVisit(
                patient_id=patient, course_id=course, day=day, at=services.clock.now().time()
            )
            services.planned_visits.plan_visit(visit)
            (kept,) = services.planned_visits.visits_between(day, day)
            services.planned_visits.mark_visit(kept.id, state)

    desk.ask(miss)
    card.show_course(seen(desk, course))
    assert "4 of 10 sessions in 21 days, 1 missed, 1 cancelled" in card.facts.lines


def test_no_gain_names_its_source(desk: Desk, card: ReviewCard) -> None:
    course = treated(desk, (6, 6, 6, 6, 6, 6))
    card.show_course(seen(desk, course))

    assert card.heading == "No gain after 6 visits"
    assert "CMS NCD 30.3.3" in card.accessibleDescription()
    desk.ask(lambda s: s.practice.change_practice(replace(s.practice.practice(), no_gain_visits=7)))
    card.show_course(seen(desk, course))
    assert card.heading == "Review: session 4"
    assert "CMS" not in card.accessibleDescription()


def test_the_card_goes_once_the_review_is_made(desk: Desk, card: ReviewCard) -> None:
    course = treated(desk, (8, 7, 6, 5))
    card.show_course(seen(desk, course))
    desk.ask(lambda s: s.reviews.continue_course(course))
    card.show_course(seen(desk, course))
    assert not card.is_wanted


def test_later_hides_it_until_the_course_is_opened_anew(
    desk: Desk, card: ReviewCard, qtbot: QtBot
) -> None:
    one, other = treated(desk, (8, 7, 6, 5)), treated(desk, (4, 4, 4, 4))
    card.show_course(seen(desk, one))
    put_on(desk, card)
    with qtbot.waitSignal(card.hidden):
        card.later_button.click()
    card.show_course(seen(desk, one))
    assert not card.is_wanted
    assert desk.ask(lambda s: s.reviews.reviews_of(one)) == ()

    card.show_course(seen(desk, one), fresh=True)
    assert card.is_wanted
    card.later_button.click()
    card.show_course(seen(desk, other))
    assert card.is_wanted
    card.show_course(seen(desk, one))
    assert card.is_wanted


def test_its_buttons_have_keys_and_names(desk: Desk, card: ReviewCard, qtbot: QtBot) -> None:
    card.show_course(seen(desk, treated(desk, (8, 7, 6, 5))))
    put_on(desk, card)
    qtbot.waitUntil(lambda: desk.window.isActiveWindow())
    keys = (Qt.Key.Key_T, Qt.Key.Key_A, Qt.Key.Key_L)
    for key, wanted in zip(
        keys, (card.continue_wanted, card.adjust_wanted, card.close_wanted), strict=True
    ):
        with qtbot.waitSignal(wanted):
            qtbot.keyClick(card, key, Qt.KeyboardModifier.AltModifier)

    card.continue_button.setFocus()
    for part in card.buttons[1:]:
        qtbot.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        assert desk.window.focusWidget() is part
    assert [part.accessibleName() for part in card.buttons] == [
        "Continue the course",
        "Adjust the course",
        "Close the course",
        "Decide later",
    ]


@pytest.mark.parametrize("width", [380, COLUMN, 900])
def test_nothing_is_wider_than_the_card(desk: Desk, width: int) -> None:
    card = ReviewCard(desk.theme, most=8)
    card.show_course(seen(desk, treated(desk, (8, 7, 6, 5), (5, 5, 5, 4), condition=LONG)))
    put_on(desk, card, width)
    assert card.width() == width
    assert card.minimumSizeHint().width() <= width
    assert card.facts.more == ""


def test_past_reviews_stand_with_the_latest_first(desk: Desk, qtbot: QtBot) -> None:
    course = treated(desk, (8, 7, 6, 5))
    past = ReviewList(desk.theme)
    past.show_course(seen(desk, course))
    assert past.isHidden()
    desk.ask(lambda s: s.reviews.adjust_course(course, changes="Points\nFrequency: 2 a week"))
    desk.ask(lambda s: s.reviews.continue_course(course, more=3, reason="Wants to go on"))
    past.show_course(seen(desk, course))
    put_on(desk, past)

    today = date.today()
    day = f"{today.day} {today:%B} {today.year}"
    assert past.texts == (
        f"Session 4, {day}: continue, 3 more sessions. Wants to go on.",
        f"Session 4, {day}: adjust. Points; Frequency: 2 a week.",
    )
    assert past.back_button is not None
    last = desk.ask(lambda s: s.reviews.reviews_of(course))[-1]
    with qtbot.waitSignal(past.take_back_wanted) as asked:
        past.back_button.click()
    assert asked.args == [last.id]

    desk.ask(lambda s: s.reviews.close_course(course, advice="Keep walking"))
    past.show_course(seen(desk, course))
    assert past.back_button is None
    assert past.texts[0] == f"Session 4, {day}: close. Advice: Keep walking."
    assert len(past.texts) == 3
