"""The first page on a real practice: who comes, by keys and clicks, and what is stored then."""

import time as clock_time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.diary import day_title, week_of
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.points import PointSide
from acudesk.ui.dialogs.plan_visit import PlanVisitDialog
from acudesk.ui.pages.today import TodayPage
from acudesk.ui.widgets.visit_actions import visit_menu
from tests.ui.conftest import Desk

ALT = Qt.KeyboardModifier.AltModifier
KEY = Qt.Key
Planner = Callable[..., PlannedVisit]


@pytest.fixture
def plan(desk: Desk) -> Planner:
    """Puts a visit into the diary, of a new patient with a course unless one is given; also at
    a time that is over by now."""

    def planned(
        name: str, at: str = "00:00", day: date | None = None, *, course: bool = True, **more: Any
    ) -> PlannedVisit:
        def write(services: Services) -> PlannedVisit:
            patient = services.patients.add_patient(
                Patient(display_name=name, alerts=more.pop("alerts", ""))
            ).patient_id
            if course:
                services.courses.open_course(
                    Course(patient_id=patient, condition="Sciatica", opened=date.today())
                )
            visit = PlannedVisit(
                uid=uuid.uuid4().hex,
                patient_id=patient,
                day=day or date.today(),
                at=time.fromisoformat(at),
                **more,
            )
            with services.work as work:
                key = work.planned_visits.add(visit, services.clock.now())
            return replace(visit, id=key)

        return desk.ask(write)

    return planned


@pytest.fixture
def page(desk: Desk) -> TodayPage:
    """The page in its window, not yet shown."""
    made = TodayPage(desk.runner, desk.theme, desk.bus)
    made.setParent(desk.window)
    made.resize(1000, 660)
    return made


def show(desk: Desk, page: TodayPage, qtbot: QtBot) -> None:
    desk.window.show()
    desk.window.activateWindow()
    page.show()
    page.refresh()
    settle(desk, page, qtbot)


def settle(desk: Desk, page: TodayPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not (desk.runner.is_busy or page._soon.isActive()))
    QApplication.processEvents()


def stored(desk: Desk, visit: PlannedVisit) -> PlannedVisit:
    return desk.ask(lambda services: services.planned_visits.visit(visit.id))


def test_the_day_stands_in_order_with_what_to_know(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    first = plan("Ana Ruiz", "00:10", alerts="Faints easily", note="brings the letter")
    plan("林雅静", "23:00")
    plan("ليلى", "00:30")

    def treat(services: Services) -> None:
        (course,) = services.courses.courses_of(first.patient_id)
        session = services.sessions.start_session(
            course.id, took_place=date.today() - timedelta(days=7)
        ).session_id
        services.treatments.record_points(session, [NeedledPoint(code="BL23", side=PointSide.BOTH)])
        services.sessions.record_notes(session, "Sleeps?")

    desk.ask(treat)
    show(desk, page, qtbot)

    cards = page.day_view.cards
    assert [card.line.patient_name for card in cards] == ["Ana Ruiz", "ليلى", "林雅静"]
    assert page.title == f"Today · {day_title(date.today(), date.today())}"
    spoken = cards[0].accessibleName()
    for words in (
        "00:10 to 00:50, Ana Ruiz, Sciatica",
        "session 2 of 10",
        "BL23 L+R",
        "Alert: Faints easily",
        "Questions: Sleeps?",
        "Note: brings the letter",
        "Screening missing",
        "overlaps another visit",
    ):
        assert words in spoken
    assert "overlaps" not in cards[2].accessibleName()


def test_enter_opens_the_session_of_whoever_is_next(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    visit = plan("Ana Ruiz")
    show(desk, page, qtbot)
    (card,) = page.day_view.cards
    qtbot.waitUntil(card.hasFocus)
    assert card.open_button.property("primary")

    began = clock_time.perf_counter()
    with qtbot.waitSignal(page.session_opened) as opened:
        qtbot.keyClick(card, KEY.Key_Return)

    assert clock_time.perf_counter() - began < 1
    kept = stored(desk, visit)
    assert opened.args == [visit.patient_id, kept.course_id, kept.session_id]
    settle(desk, page, qtbot)
    (card,) = page.day_view.cards
    assert card.when == "session begun"
    with qtbot.waitSignal(page.session_opened) as again:
        card.open_button.click()
    assert again.args == opened.args


def test_the_next_one_opens_also_while_another_page_is_shown(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    page.hide()
    visit = plan("Ana Ruiz")

    with qtbot.waitSignal(page.session_opened) as opened:
        page.open_next()

    assert opened.args[0] == visit.patient_id
    with qtbot.waitSignal(desk.runner.failed) as failed:
        page.open_next()
    assert "No visit is waiting today" in failed.args[0].text


def test_without_a_course_and_before_its_day_the_patient_is_shown(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    visit = plan("Ana Ruiz", course=False)
    tomorrow = plan("Bo", day=date.today() + timedelta(days=1))
    show(desk, page, qtbot)

    with qtbot.waitSignal(page.patient_opened) as opened:
        page.day_view.cards[0].open_button.click()
    assert opened.args == [visit.patient_id, None]

    page.show_day(tomorrow.day)
    settle(desk, page, qtbot)
    with qtbot.waitSignal(page.patient_opened) as opened:
        page.day_view.cards[0].open_button.click()
    assert opened.args[0] == tomorrow.patient_id
    assert stored(desk, tomorrow) == tomorrow


@pytest.mark.parametrize(
    ("key", "state"),
    [
        (KEY.Key_M, VisitState.MISSED),
        (KEY.Key_C, VisitState.CANCELLED),
        (KEY.Key_D, VisitState.DONE),
    ],
)
def test_a_key_says_what_became_of_a_visit_and_can_be_taken_back(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot, key: Qt.Key, state: VisitState
) -> None:
    visit = plan("Ana Ruiz")
    show(desk, page, qtbot)

    qtbot.keyClick(page.day_view.cards[0], key)
    settle(desk, page, qtbot)

    assert stored(desk, visit).state == state
    assert page.notice.text == f"Ana Ruiz: {state.value}."
    assert page.day_view.cards[0].when == state.value
    undo(page)
    settle(desk, page, qtbot)
    assert stored(desk, visit) == visit


def undo(page: TodayPage) -> None:
    (button,) = (one for one in page.notice.findChildren(QPushButton) if one.text() == "Undo")
    button.click()


def test_a_visit_that_is_taken_out_can_be_brought_back(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    visit = plan("Ana Ruiz", note="keep me")
    show(desk, page, qtbot)

    qtbot.keyClick(page.day_view.cards[0], KEY.Key_Delete)
    settle(desk, page, qtbot)
    assert page.day_view.cards == []
    assert page.day_view.words.startswith("Somebody walked in?")
    undo(page)
    settle(desk, page, qtbot)

    (card,) = page.day_view.cards
    assert (card.line.visit.uid, card.line.visit.note) == (visit.uid, "keep me")


def test_alt_and_arrows_move_a_visit_and_one_undo_takes_all_of_it_back(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    day = date.today() + timedelta(days=1)
    visit = plan("Ana Ruiz", "10:00", day)
    show(desk, page, qtbot)
    page.show_day(day)
    settle(desk, page, qtbot)

    qtbot.keyClick(page.day_view.cards[0], KEY.Key_Down, ALT)
    qtbot.keyClick(page.day_view.cards[0], KEY.Key_Down, ALT)
    settle(desk, page, qtbot)
    assert stored(desk, visit).at == time(10, 30)
    qtbot.keyClick(page.day_view.cards[0], KEY.Key_Right, ALT)
    settle(desk, page, qtbot)

    assert page.day == day + timedelta(days=1)
    assert page.day_view.cards[0].hasFocus()
    assert (stored(desk, visit).day, stored(desk, visit).at) == (page.day, time(10, 30))
    undo(page)
    settle(desk, page, qtbot)
    assert (stored(desk, visit), page.day) == (visit, day)


def test_a_move_that_is_refused_says_why(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    visit = plan("Ana Ruiz", "00:00", minutes=5)
    show(desk, page, qtbot)

    qtbot.keyClick(page.day_view.cards[0], KEY.Key_Left, ALT)
    settle(desk, page, qtbot)

    assert "This time is over" in page.notice.text
    assert stored(desk, visit) == visit


def test_up_and_down_go_from_card_to_card(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    for at in ("00:00", "01:00", "02:00"):
        plan(f"At {at}", at)
    show(desk, page, qtbot)
    first, second, third = page.day_view.cards
    first.setFocus()

    qtbot.keyClick(first, KEY.Key_Down)
    assert second.hasFocus()
    qtbot.keyClick(second, KEY.Key_End)
    assert third.hasFocus()
    qtbot.keyClick(third, KEY.Key_Down)
    qtbot.keyClick(third, KEY.Key_Up)
    assert second.hasFocus()


def test_what_somebody_types_elsewhere_is_not_interrupted(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    plan("Ana Ruiz")
    search = QLineEdit(desk.window)
    desk.window.show()
    desk.window.activateWindow()
    search.show()
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)

    show(desk, page, qtbot)

    assert search.hasFocus()


def test_a_hidden_page_reads_again_only_when_it_is_shown(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    visit = plan("Ana Ruiz")
    show(desk, page, qtbot)
    before = page.view
    page.hide()

    desk.runner.write(
        lambda services: services.planned_visits.mark_visit(visit.id, VisitState.MISSED)
    )
    settle(desk, page, qtbot)
    assert page.view is before
    page.show()
    qtbot.waitUntil(lambda: page.view is not before)
    settle(desk, page, qtbot)
    assert page.day_view.cards[0].when == "missed"


def test_cards_that_did_not_change_stay_with_their_focus(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    plan("Ana", "00:00")
    other = plan("Bo", "02:00")
    show(desk, page, qtbot)
    first = page.day_view.cards[0]
    first.more_button.setFocus()

    desk.runner.write(
        lambda services: services.planned_visits.mark_visit(other.id, VisitState.CANCELLED)
    )
    settle(desk, page, qtbot)

    assert page.day_view.cards[0] is first
    assert first.more_button.hasFocus()
    assert page.day_view.cards[1].when == "cancelled"


def test_what_waits_opens_what_it_names(desk: Desk, page: TodayPage, qtbot: QtBot) -> None:
    def fill(services: Services) -> tuple[int, int, int]:
        added = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date.today()),
        )
        for ahead in range(7):
            session = services.sessions.start_session(
                added.course_id, took_place=date.today() - timedelta(days=30 + ahead)
            ).session_id
        return added.patient_id, added.course_id, session

    patient, course, oldest = desk.ask(fill)
    show(desk, page, qtbot)
    waiting = page.waiting

    assert (waiting.unsigned.count_words, len(waiting.unsigned.buttons)) == ("7", 4)
    with qtbot.waitSignal(page.session_opened) as opened:
        waiting.unsigned.buttons[0].click()
    assert opened.args == [patient, course, oldest]
    waiting.unsigned.more_button.click()
    assert len(waiting.unsigned.buttons) == 7
    assert waiting.unsigned.buttons[4].hasFocus()
    (review,) = waiting.reviews.buttons
    assert review.second.startswith("due since session 4")
    desk.runner.write(lambda services: services.reviews.continue_course(course))
    settle(desk, page, qtbot)
    (review,) = waiting.reviews.buttons
    assert review.second.startswith("session 8 comes next")
    (quiet,) = waiting.quiet.buttons
    assert quiet.second == "last seen 4 weeks ago · session 7 of 10 · Sciatica"
    with qtbot.waitSignal(page.patient_opened) as shown:
        quiet.click()
    assert shown.args == [patient, course]


def test_an_empty_day_offers_a_plan_and_the_dialog_knows_the_day(
    desk: Desk, page: TodayPage, qtbot: QtBot
) -> None:
    show(desk, page, qtbot)
    assert "Ctrl+F" in page.day_view.words
    page.on_button.click()
    settle(desk, page, qtbot)

    page.day_view.plan_button.click()

    (dialog,) = page.findChildren(PlanVisitDialog)
    settle(desk, page, qtbot)
    assert dialog.day.date().toPython() == date.today() + timedelta(days=1)
    dialog.reject()
    page.back_button.click()
    page.back_button.click()
    settle(desk, page, qtbot)
    assert page.day_view.plan_button.isHidden()
    page.today_button.click()
    settle(desk, page, qtbot)
    assert page.title.startswith("Today")


def test_the_menu_offers_only_what_can_be_done(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    plan("Ana Ruiz")
    show(desk, page, qtbot)
    (card,) = page.day_view.cards

    def enabled() -> set[str]:
        menu = visit_menu(card, card.line, lambda _: None)
        found = {one.text().split("\t")[0] for one in menu.actions() if one.isEnabled()}
        menu.deleteLater()
        return found - {""}

    assert enabled() >= {"Open the session", "Change…", "Missed", "Take out of the diary"}
    assert "Planned again" not in enabled()
    with qtbot.waitSignal(page.session_opened):
        card.open_button.click()
    settle(desk, page, qtbot)
    (card,) = page.day_view.cards
    assert enabled() == {"Open the session", "Show the patient", "Change…"}


# The week


def next_monday() -> date:
    return week_of(date.today() + timedelta(days=7))[0]


def show_next_week(desk: Desk, page: TodayPage, qtbot: QtBot) -> None:
    show(desk, page, qtbot)
    page.show_day(next_monday())
    page.show_week(True)
    settle(desk, page, qtbot)


def test_a_week_shows_overlaps_side_by_side_and_says_so(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    monday = next_monday()
    plan("Ana", "10:00", monday)
    plan("Bo", "10:20", monday)
    plan("Cleo", "12:00", monday + timedelta(days=2))
    show_next_week(desk, page, qtbot)

    ana, bo, cleo = page.week_view.blocks
    assert ana.geometry().intersected(bo.geometry()).isEmpty()
    assert ana.x() < bo.x() < cleo.x()
    assert ana.y() < bo.y() < cleo.y()
    assert ana.width() < cleo.width() / 1.8
    assert "overlaps another visit" in ana.accessibleName()
    assert "overlaps" not in cleo.accessibleName()
    # An hour is as high as it says: ten o'clock and noon are two hours apart.
    sheet = page.week_view.sheet
    assert cleo.y() - ana.y() == sheet.top(time(12)) - sheet.top(time(10))


def test_a_visit_is_dragged_to_another_day_and_time(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    monday = next_monday()
    visit = plan("Ana", "10:00", monday)
    show_next_week(desk, page, qtbot)
    (block,) = page.week_view.blocks
    sheet = page.week_view.sheet
    hold = QPoint(10, 5)
    # A little below half past three on Wednesday: it snaps to the quarter of an hour.
    goal = QPoint(sheet.column(2).left() + 15, sheet.top(time(15, 30)) + 3)

    def drag(to: QPoint) -> None:
        qtbot.mousePress(block, Qt.MouseButton.LeftButton, pos=hold)
        for behind in (40, 12, 0):
            qtbot.mouseMove(block, block.mapFromParent(to + hold - QPoint(0, behind)))

    drag(goal)
    assert block.pos().y() == sheet.top(time(15, 30))
    qtbot.keyClick(block, KEY.Key_Escape)
    assert block.y() == sheet.top(time(10))
    qtbot.mouseRelease(block, Qt.MouseButton.LeftButton, pos=hold)
    assert stored(desk, visit) == visit

    drag(goal)
    qtbot.mouseRelease(block, Qt.MouseButton.LeftButton, pos=hold)
    settle(desk, page, qtbot)

    kept = stored(desk, visit)
    assert (kept.day, kept.at) == (monday + timedelta(days=2), time(15, 30))
    assert page.notice.text.endswith("15:30.")
    undo(page)
    settle(desk, page, qtbot)
    assert stored(desk, visit) == visit


def test_keys_move_a_visit_of_the_week_and_go_from_one_to_another(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    monday = next_monday()
    visit = plan("Ana", "10:00", monday)
    plan("Bo", "15:00", monday)
    plan("Cleo", "10:30", monday + timedelta(days=1))
    show_next_week(desk, page, qtbot)
    ana, bo, cleo = page.week_view.blocks
    ana.setFocus()

    qtbot.keyClick(ana, KEY.Key_Down)
    assert bo.hasFocus()
    qtbot.keyClick(bo, KEY.Key_Right)
    assert cleo.hasFocus()
    qtbot.keyClick(cleo, KEY.Key_Left)
    assert ana.hasFocus()
    qtbot.keyClick(ana, KEY.Key_Right, ALT)
    settle(desk, page, qtbot)
    assert stored(desk, visit).day == monday + timedelta(days=1)
    held = QApplication.focusWidget()
    assert held in page.week_view.blocks
    qtbot.keyClick(held, KEY.Key_Up, ALT)
    settle(desk, page, qtbot)
    assert stored(desk, visit).at == time(9, 45)


def test_an_empty_place_pressed_twice_plans_a_visit_there(
    desk: Desk, page: TodayPage, plan: Planner, qtbot: QtBot
) -> None:
    show_next_week(desk, page, qtbot)
    sheet = page.week_view.sheet
    place = QPoint(sheet.column(3).center().x(), sheet.top(time(11, 15)) + 2)

    qtbot.mouseDClick(sheet, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=place)

    (dialog,) = page.findChildren(PlanVisitDialog)
    assert dialog.day.date().toPython() == next_monday() + timedelta(days=3)
    assert dialog.at.text() == "11:15"
    settle(desk, page, qtbot)
    dialog.reject()


def test_the_week_goes_by_weeks_and_leaves_room_for_what_waits_where_there_is_some(
    desk: Desk, page: TodayPage, qtbot: QtBot
) -> None:
    show_next_week(desk, page, qtbot)
    assert page.waiting.isHidden()
    page.on_button.click()
    settle(desk, page, qtbot)
    assert page.day == next_monday() + timedelta(days=7)
    page.resize(1600, 900)
    assert not page.waiting.isHidden()
    page.day_button.click()
    settle(desk, page, qtbot)
    page.resize(1000, 660)
    assert not page.waiting.isHidden()


@pytest.mark.parametrize(
    ("planned", "words"), [(10, "after session 4 · "), (4, "after session 4, the last planned · ")]
)
def test_a_review_that_is_due_says_after_which_session(
    desk: Desk, page: TodayPage, qtbot: QtBot, planned: int, words: str
) -> None:
    def fill(services: Services) -> None:
        added = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(
                patient_id=0, condition="Sciatica", opened=date.today(), planned_sessions=planned
            ),
        )
        for back in (12, 9, 6, 3):
            day = date.today() - timedelta(days=back)
            services.sessions.start_session(added.course_id, took_place=day)

    desk.ask(fill)
    show(desk, page, qtbot)
    (review,) = page.waiting.reviews.buttons
    assert review.second.startswith(words)
