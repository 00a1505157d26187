"""The course read whole, its review and close, and the whole practice."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from acudesk.ui.pages.whole_course import Sight

if TYPE_CHECKING:
    from tests.tour.walk import Walk


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
        walk.key(whole, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        assert not page.pile.shows_whole


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
    window.show_words()
    dialog = walk.dialog()
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
