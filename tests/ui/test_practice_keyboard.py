"""The page over the practice without a mouse: what the keys reach, and what is heard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from acudesk.ui.pages.practice import PracticePage
from acudesk.ui.widgets.page_scroll import PageScroll
from tests.ui.conftest import Desk
from tests.ui.practice_screen import settle, seventeen, shown_page

KEY = Qt.Key


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PracticePage:
    """The page over seventeen courses."""
    desk.ask(seventeen)
    return shown_page(desk, qtbot)


def test_every_part_is_reached_by_tab_and_has_a_name(page: PracticePage, qtbot: QtBot) -> None:
    names = []
    widget: QWidget | None = page.filter.opened_from
    tab = Qt.FocusPolicy.TabFocus
    while widget is not None:
        if widget.isVisible() and widget.focusPolicy() & tab == tab and page.isAncestorOf(widget):
            names.append(widget.accessibleName() or widget.property("text"))
        widget = widget.nextInFocusChain()
        if widget is page.filter.opened_from:
            break

    assert names == [
        "Courses opened from",
        "Courses opened up to",
        "Condition",
        "Age when the course opened, from",
        "Age when the course opened, up to",
        "Sex",
        "All courses: empty every field of the filter",
        page.tiles.of_closed.accessibleName(),
        page.tiles.of_started.accessibleName(),
        "by change",
        "baseline and latest",
        "Copy or save the picture",
        "Change in closed courses",
        "Courses by condition",
        "Side effects in 100 sessions",
        "How complete the data are",
        "Save as Excel…",
        "The practice",
    ]


def test_the_keyboard_comes_to_the_page_and_walks_through_it(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    qtbot.waitUntil(desk.window.isActiveWindow)
    page.take_keyboard(framed=True)
    area = QApplication.focusWidget()

    assert isinstance(area, PageScroll)
    assert area.property("framed") is True
    # What the page says in short is heard on arrival.
    told = area.accessibleDescription()
    assert told.startswith("All courses with at least one session. Courses started: 17.")
    assert "of all started: 41 %, 7 of 17, 95 % interval 22 to 64 %." in told
    qtbot.keyClick(area, KEY.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    qtbot.keyClick(area, KEY.Key_Tab)
    assert page.filter.opened_from.hasFocus()
    assert area.property("framed") is False


def test_arrow_keys_walk_a_table_only_while_it_has_the_focus(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    qtbot.waitUntil(desk.window.isActiveWindow)
    page.conditions.setFocus(Qt.FocusReason.TabFocusReason)
    assert page.conditions.selectedItems()[0].text() == "Sciatica"

    qtbot.keyClick(page.conditions, KEY.Key_Down)
    qtbot.keyClick(page.conditions, KEY.Key_Right)
    assert page.conditions.selectedItems()[0].text() == "5"
    qtbot.keyClick(page.conditions, KEY.Key_Tab)
    assert page.effects.hasFocus()
    assert page.conditions.selectedItems() == []


def test_another_filter_tells_a_screen_reader_what_it_came_to(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    assert page.announced == ""  # What a page says on arrival is heard from the page itself.

    page.filter.opened_to.setText("6 Jan 2025")
    page.filter.flush()
    settle(desk, page, qtbot)
    assert page.announced.startswith(
        "Courses with at least one session: opened up to 6 Jan 2025. Courses started: 15."
    )
    page.filter.age_from.setText("120")
    page.filter.flush()
    settle(desk, page, qtbot)
    assert page.announced.endswith("No course fits this filter.")
