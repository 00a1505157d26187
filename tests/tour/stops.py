"""Where the walk stops, and what is done there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QScrollArea

from acudesk.domain.session import SessionKind
from acudesk.domain.side_effects import SideEffectKind
from tests.tour.stops_course import chart_stops, course_stops, practice_stops, review_stops
from tests.tour.stops_files import files_stops
from tests.tour.stops_safety import safety_stops
from tests.tour.stops_today import today_stops
from tests.tour.stops_turned import turned_stops
from tests.tour.stops_visit import signed_stops, visit_stops

if TYPE_CHECKING:
    from tests.tour.walk import Walk

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def empty_stops(walk: "Walk") -> None:
    """An empty practice: welcome, the first patient, the first session."""
    window = walk.desk.window
    walk.picture("welcome", "empty", patients=window.patients.model.rowCount())
    walk.key(window, Qt.Key.Key_N, CONTROL)
    dialog = walk.dialog()
    walk.picture("new-patient", "empty", dialog)
    dialog.close()
    walk.settle()
    window.show_settings()
    walk.picture("settings", "empty")


def demo_stops(walk: "Walk") -> None:
    """The demo practice: every kind of patient and course, the dialogs, the settings."""
    today_stops(walk)
    patient_stops(walk)
    visit_stops(walk)
    signed_stops(walk)
    safety_stops(walk)
    turned_stops(walk)
    course_stops(walk)
    chart_stops(walk)
    review_stops(walk)
    practice_stops(walk)
    files_stops(walk)
    entry_stops(walk)
    dialog_stops(walk)
    list_stops(walk)
    settings_stops(walk)


def patient_stops(walk: "Walk") -> None:
    """Courses of every length, names of every script."""
    page = walk.desk.window.patient
    for state, name in (
        ("no-session", "Tomás"),
        ("one-session", "林雅静"),
        ("twelve-sessions", "0001"),
        ("forty-sessions", "Walter"),
        ("two-courses-arabic", "ليلى"),
        ("entries-between", "Kwabena"),
        ("cyrillic", "Ольга"),
        ("greek-closed", "Νίκος"),
        ("getting-worse", "Łucja"),
        ("long-name", "Wilhelmina"),
        ("no-course", "Without"),
    ):
        walk.choose(name)
        if state != "no-course":
            walk.wait(lambda: page.panel.chart.is_ready)
        walk.picture("patient", state, fields=len(page.form.scores.fields))


def entry_stops(walk: "Walk") -> None:
    """A session being recorded."""
    window = walk.desk.window
    page = window.patient
    walk.choose("Jonas")
    form = page.form
    fields = list(form.scores.fields.values())
    for field, key in zip(fields[:4], "4352", strict=True):
        walk.key(field, Qt.Key(ord(key)), NONE)
    form.effects.show_record(asked=False, effects=())
    walk.click(_chip(walk, SideEffectKind.BRUISING))
    form.notes.setPlainText("Slept better. Left L4-S1 less tense; needled prone.")
    form.notes.flush()
    walk.settle()
    walk.picture("session", "being-recorded", fields=len(fields))
    scroll = form.findChild(QScrollArea)
    assert scroll is not None
    scroll.verticalScrollBar().setValue(10_000)
    walk.picture("session", "being-recorded-below")
    walk.key(window, Qt.Key.Key_S, CONTROL)
    walk.picture("session", "saved")
    walk.restart()
    window = walk.desk.window
    walk.choose("Jonas")
    walk.wait(lambda: walk.desk.window.patient.form.session_id is not None)
    walk.picture("session", "after-restart")
    page = window.patient
    page.commands.new_entry.trigger()
    walk.picture("session", SessionKind.BETWEEN.value)
    page.commands.back.trigger()
    page.commands.back.trigger()
    walk.picture("session", "earlier")
    page.commands.new_session.trigger()
    more = [one for one in page.form.findChildren(QPushButton) if "measures" in one.text()]
    walk.click(more[0])
    walk.picture("session", "all-measures", fields=len(page.form.scores.fields))
    page.notice.tell("Saved: Progress Jonas Ødegarden 2026-11-23.pdf", do="Open")
    walk.picture("session", "told")
    page.notice.warn(
        "The disk is full: the last entry is not saved, it is still on the screen. "
        "Free some space and save again."
    )
    walk.picture("session", "warned")
    page.notice.hide()


def _chip(walk: "Walk", kind: SideEffectKind) -> QPushButton:
    from acudesk.domain.side_effects import kind_name

    buttons = walk.desk.window.patient.form.effects.findChildren(QPushButton)
    return next(one for one in buttons if one.text() == kind_name(kind))


def dialog_stops(walk: "Walk") -> None:
    """Every question that opens over the window."""
    page = walk.desk.window.patient
    walk.choose("Jonas")
    for state, action in (
        ("edit-patient", page.commands.edit_patient),
        ("new-course", page.commands.new_course),
        ("edit-course", page.commands.edit_course),
        ("close-course", page.commands.close_course),
        ("plan-visit", page.commands.plan_visit),
        ("plan-series", page.commands.plan_series),
    ):
        action.trigger()
        dialog = walk.dialog()
        walk.picture("dialog", state, dialog)
        dialog.close()
        walk.settle()
    page.commands.back.trigger()
    walk.settle()
    page.commands.move.trigger()
    dialog = walk.dialog()
    dialog.people.search.setText("Beatriz")  # type: ignore[attr-defined]
    walk.settle()
    dialog.people.view.setCurrentIndex(dialog.people.model.index(0))  # type: ignore[attr-defined]
    walk.picture("dialog", "move-session", dialog)
    dialog.close()
    walk.choose("0001")
    page.commands.merge.trigger()
    dialog = walk.dialog()
    walk.picture("dialog", "merge-search", dialog)
    dialog.people.search.setText("Zoe Lindgren")  # type: ignore[attr-defined]
    walk.settle()
    walk.picture("dialog", "merge-found", dialog)
    dialog.people.view.setCurrentIndex(dialog.people.model.index(0))  # type: ignore[attr-defined]
    walk.picture("dialog", "merge-patients", dialog)
    dialog.close()
    walk.settle()
    keys = next(one for one in walk.desk.window.findChildren(QAction) if one.text() == "Keys")
    keys.trigger()
    dialog = walk.dialog()
    walk.picture("dialog", "keys", dialog)
    dialog.close()
    walk.settle()


def list_stops(walk: "Walk") -> None:
    """The list: searched, nobody found, archived."""
    patients = walk.desk.window.patients
    for state, text in (("searched", "nguyen"), ("nobody", "zzz"), ("by-number", "0005")):
        patients.search.setText(text)
        walk.settle()
        walk.picture("list", state, rows=patients.model.rowCount())
    patients.search.clear()
    patients.show_archived(True)
    walk.settle()
    walk.picture("list", "archived", rows=patients.model.rowCount())
    patients.show_archived(False)
    walk.settle()


def settings_stops(walk: "Walk") -> None:
    """The settings, from top to bottom."""
    window = walk.desk.window
    window.show_settings()
    walk.settle()
    page = window.settings_page
    assert page is not None
    scroll = page.findChild(QScrollArea)
    assert scroll is not None
    bar = scroll.verticalScrollBar()
    place = 0
    while True:
        bar.setValue(place * bar.pageStep())
        walk.picture("settings", f"part-{place + 1}")
        if bar.value() >= bar.maximum() or place > 14:
            break
        place += 1
