"""The course read whole, its review and close, and the whole practice."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QScrollArea, QWidget

from acudesk.charts.change_words import ChangeForm
from acudesk.domain.course import Outcome
from acudesk.ui.dialogs.close_course import CloseCourseDialog
from acudesk.ui.dialogs.words import WordsDialog
from acudesk.ui.pages.whole_course import Sight

if TYPE_CHECKING:
    from tests.tour.walk import Walk

NONE = Qt.KeyboardModifier.NoModifier


def course_stops(walk: "Walk") -> None:
    """The whole course of some patients: chart, visits, points, two courses."""
    page = walk.desk.window.patient
    for state, name in (
        ("twelve-sessions", "0001"),
        ("forty-sessions", "Walter"),
        ("one-session", "林雅静"),
        ("no-session", "Tomás"),
        ("two-courses-arabic", "ليلى"),
        ("entries-between", "Kwabena"),
        ("getting-worse", "Łucja"),
        ("long-name", "Wilhelmina"),
    ):
        walk.choose(name)
        page.commands.whole.trigger()
        walk.settle()
        whole = page.pile.whole
        walk.wait(lambda whole=whole: whole.chart.is_ready)  # type: ignore[misc]
        walk.picture("course", state)
        below = _scrolled_down(whole)
        if below:
            walk.picture("course", f"{state}-below")
        sights = [Sight.VISITS, Sight.POINTS]
        if state == "two-courses-arabic":
            sights.append(Sight.BESIDE)
        for sight in sights:
            walk.click(whole.sights.part(sight))
            walk.settle()
            walk.picture("course", f"{state}-{sight.value}")
        walk.click(whole.sights.part(Sight.CHART))
        walk.key(whole, Qt.Key.Key_Escape, NONE)
        assert not page.pile.shows_whole


def chart_stops(walk: "Walk") -> None:
    """The chart in use: a value under the pointer, read by keys, zoomed, its menu."""
    page = walk.desk.window.patient
    walk.choose("0001")
    page.commands.whole.trigger()
    walk.settle()
    chart = page.pile.whole.chart
    walk.wait(lambda: chart.is_ready)
    place = chart.place((0, 0, 5))
    assert place is not None
    surface = chart.childAt(place.toPoint())
    assert surface is not None
    QTest.mouseMove(surface, surface.mapFrom(chart, place.toPoint()))
    walk.picture("course", "chart-hover")
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right):
        walk.key(chart, key, NONE)
    assert chart.spoken
    walk.picture("course", "chart-read-by-keys")
    walk.key(chart, Qt.Key.Key_Menu, NONE)
    menu = next(
        one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()
    )
    walk.picture("course", "chart-menu")
    menu.close()
    for _ in range(3):
        walk.key(chart, Qt.Key.Key_Plus, NONE)
    walk.picture("course", "chart-zoomed")
    walk.key(chart, Qt.Key.Key_0, NONE)
    walk.key(chart, Qt.Key.Key_Escape, NONE)
    card = page.pile.whole.card
    assert card.isVisible()
    walk.picture("course", "review-card", card)
    walk.key(page.pile.whole, Qt.Key.Key_Escape, NONE)


def review_stops(walk: "Walk") -> None:
    """A review that is due, its dialogs, the close."""
    page = walk.desk.window.patient
    walk.choose("Jonas")
    for state, action in (
        ("review-continue", page.commands.review),
        ("review-adjust", page.commands.adjust),
    ):
        action.trigger()
        dialog = walk.dialog()
        walk.picture("dialog", state, dialog)
        dialog.close()
        walk.settle()
    page.commands.close_course.trigger()
    closing = walk.dialog()
    assert isinstance(closing, CloseCourseDialog)
    assert closing.pgic is not None
    closing.outcome.choose(Outcome.IMPROVED)
    closing.pgic.choose(2)
    closing.words.findChildren(QPushButton)[0].click()
    walk.picture("dialog", "close-course-pgic", closing)
    closing.throw_away()
    walk.wait(walk.no_dialog)


def practice_stops(walk: "Walk") -> None:
    """The whole practice, from top to bottom, and what the words mean."""
    window = walk.desk.window
    window.show_practice()
    walk.settle()
    page = window.practice_page
    assert page is not None
    walk.picture("practice", "part-1")
    areas = [one for one in page.findChildren(QScrollArea) if one.verticalScrollBar().maximum()]
    if areas:
        bar = areas[0].verticalScrollBar()
        place = 1
        while bar.value() < bar.maximum() and place < 9:
            bar.setValue(place * bar.pageStep())
            place += 1
            walk.picture("practice", f"part-{place}")
        bar.setValue(0)
    walk.click(page.chart.forms.part(ChangeForm.DOTS))
    walk.picture("practice", "dots")
    walk.click(page.chart.more)
    walk.picture("practice", "menu")
    for menu in page.chart.canvas.findChildren(QMenu):
        menu.close()
    walk.click(page.chart.forms.part(ChangeForm.WATERFALL))
    page.refresh()
    page.cancel()
    walk.picture("practice", "cancelled")
    page.filter.sex.setCurrentIndex(1)
    page.filter.flush()
    walk.picture("practice", "filtered")
    page.filter.condition.setCurrentIndex(1)
    page.filter.flush()
    walk.picture("practice", "below-ten")
    page.filter.age_from.setText("200")
    page.filter.flush()
    walk.picture("practice", "absurd-filter")
    page.filter.empty()
    walk.settle()
    window.show_words()
    dialog = walk.dialog()
    assert isinstance(dialog, WordsDialog)
    walk.picture("dialog", "what-the-words-mean", dialog)
    dialog.close()
    walk.settle()


def _scrolled_down(top: QWidget) -> bool:
    """Whether something could be scrolled to its end."""
    found = False
    for area in top.findChildren(QScrollArea):
        bar = area.verticalScrollBar()
        if area.isVisible() and bar.maximum():
            bar.setValue(bar.maximum())
            found = True
    return found
