"""The page over the practice on screen, over seventeen courses, and what stands on it."""

from datetime import date, timedelta

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.patient import Sex
from acudesk.domain.practice_figures import PracticeFigures
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.ui.pages.practice import PracticePage
from acudesk.ui.widgets.practice_tables import FiguresTable
from tests.services.treated import OPENED, many
from tests.ui.conftest import Desk


def shown_page(desk: Desk, qtbot: QtBot) -> PracticePage:
    page = PracticePage(desk.runner, desk.theme, desk.bus)
    page.setParent(desk.window)
    page.resize(1000, 672)
    desk.window.show()
    desk.window.activateWindow()
    page.show()
    settle(desk, page, qtbot)
    return page


def settle(desk: Desk, page: PracticePage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not (page.reading.is_running or desk.runner.is_busy), timeout=20_000)
    QApplication.processEvents()


def seventeen(services: Services) -> None:
    """Twelve closed courses with data (seven reached the threshold), two closed after one score,
    three that run; five of necks, and a side effect in two of the sessions with a checklist,
    which the last session of a course and seven whole courses lack."""
    with services.work:
        many(services, 7, "8", "5", "3", birth_date=date(1960, 1, 6), sex=Sex.FEMALE)
        many(services, 2, "8", "7", opened=OPENED + timedelta(days=60))
        many(services, 1, "5", "5", condition="Neck pain")
        many(services, 1, "4", "5", condition="Neck pain")
        many(services, 1, "3", "6", condition="Neck pain")
        many(services, 2, "6", condition="Neck pain")
        many(services, 3, "6", "5", close=False)
        for course in range(1, 11):
            for session in services.courses.course_view(course).sessions[:-1]:
                bruised = course < 3 and session.number == 1
                effect = SideEffect(kind=SideEffectKind.BRUISING)
                services.sessions.record_side_effects(
                    session.id, asked=True, effects=[effect] if bruised else []
                )


def figures(page: PracticePage) -> PracticeFigures:
    assert page.view is not None
    return page.view.figures


def table(page: PracticePage, name: str) -> list[list[str]]:
    rows: FiguresTable = getattr(page, name)
    model = rows.model()
    return [
        [str(model.index(row, column).data()) for column in range(rows.columnCount())]
        for row in range(rows.rowCount())
    ]
