"""The first page: the day, the week, a day without visits, what is done to a visit."""

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from acudesk.ui.pages.today import TodayPage
from acudesk.ui.widgets.visit_actions import VisitAction

if TYPE_CHECKING:
    from tests.tour.walk import Walk


def today_stops(walk: "Walk") -> None:
    """The page that the program begins with."""
    page = walk.desk.window.today
    walk.wait(lambda: page.view is not None)
    walk.picture("today", "day", cards=len(page.day_view.cards))
    _scroll_to_last(walk, page)
    walk.picture("today", "day-below")
    tomorrow = date.today() + timedelta(days=1)
    _show(walk, page, tomorrow)
    walk.picture("today", "tomorrow", cards=len(page.day_view.cards))
    _show(walk, page, date.today() + timedelta(days=45))
    walk.picture("today", "empty-day")
    _show(walk, page, date.today() - timedelta(days=400))
    walk.picture("today", "empty-past-day")
    _show(walk, page, date.today())
    page.show_week(True)
    walk.settle()
    walk.picture("today", "week")
    page.show_week(False)
    _show(walk, page, date.today())
    page.day_view.cards[1].asked.emit(VisitAction.CANCELLED)
    walk.settle()
    walk.picture("today", "visit-cancelled")
    page.notice.hide()
    page.plan_visit(tomorrow, time(10))
    dialog = walk.dialog()
    walk.picture("dialog", "plan-visit-of-anybody", dialog)
    dialog.close()
    walk.settle()


def _show(walk: "Walk", page: TodayPage, day: date) -> None:
    page.show_day(day)
    walk.wait(lambda: page.view is not None and page.view.day == day)


def _scroll_to_last(walk: "Walk", page: TodayPage) -> None:
    page.day_view.focus_on(page.day_view.cards[-1].line.visit.id)
    walk.settle()
