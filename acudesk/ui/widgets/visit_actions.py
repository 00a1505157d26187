"""What can be done with a planned visit, by key, by menu, and in words."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from acudesk.domain.planned_visit import VisitState, state_name
from acudesk.domain.today import DiaryLine, VisitLine
from acudesk.translation import tr

ALT = Qt.KeyboardModifier.AltModifier
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class VisitAction(StrEnum):
    """One thing that is done with a visit."""

    OPEN = "open"
    PATIENT = "patient"
    EDIT = "edit"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"
    PLANNED = "planned"
    REMOVE = "remove"


STATES = {
    VisitAction.DONE: VisitState.DONE,
    VisitAction.MISSED: VisitState.MISSED,
    VisitAction.CANCELLED: VisitState.CANCELLED,
    VisitAction.PLANNED: VisitState.PLANNED,
}
_KEYS = {
    Qt.Key.Key_Return: VisitAction.OPEN,
    Qt.Key.Key_Enter: VisitAction.OPEN,
    Qt.Key.Key_E: VisitAction.EDIT,
    Qt.Key.Key_D: VisitAction.DONE,
    Qt.Key.Key_M: VisitAction.MISSED,
    Qt.Key.Key_C: VisitAction.CANCELLED,
    Qt.Key.Key_P: VisitAction.PLANNED,
    Qt.Key.Key_Delete: VisitAction.REMOVE,
}
_SHIFTS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}


def action_of(event: QKeyEvent) -> VisitAction | None:
    """What a key does with the visit that has the focus."""
    return _KEYS.get(Qt.Key(event.key())) if event.modifiers() in _PLAIN else None


def shift_of(event: QKeyEvent, *, mirrored: bool = False) -> tuple[int, int] | None:
    """By how many days and quarters of an hour Alt with an arrow moves a visit."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != ALT:
        return None
    shift = _SHIFTS.get(Qt.Key(event.key()))
    return (-shift[0], shift[1]) if shift is not None and mirrored else shift


def visit_menu(owner: QWidget, line: DiaryLine, do: Callable[[VisitAction], object]) -> QMenu:
    """A menu of what can be done with a visit."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    state, became = line.visit.state, line.visit.session_id is not None
    for words, key, action in (
        (tr("Open the session"), tr("Enter"), VisitAction.OPEN),
        (tr("Show the patient"), "", VisitAction.PATIENT),
        ("", "", None),
        (tr("Change…"), "E", VisitAction.EDIT),
        (tr("Done"), "D", VisitAction.DONE),
        (tr("Missed"), "M", VisitAction.MISSED),
        (tr("Cancelled"), "C", VisitAction.CANCELLED),
        (tr("Planned again"), "P", VisitAction.PLANNED),
        ("", "", None),
        (tr("Take out of the diary"), tr("Delete"), VisitAction.REMOVE),
    ):
        if action is None:
            menu.addSeparator()
            continue
        made = menu.addAction(f"{words}\t{key}" if key else words)
        made.triggered.connect(lambda _=False, action=action: do(action))
        marks = action in STATES
        made.setEnabled(
            not (became and (marks or action == VisitAction.REMOVE))
            and not (marks and STATES[action] == state)
        )
    return menu


def span_text(line: DiaryLine) -> str:
    """`09:00 to 09:40`."""
    return tr("{begin} to {end}", begin=f"{line.visit.at:%H:%M}", end=f"{line.visit.ends:%H:%M}")


def session_words(line: VisitLine) -> str:
    """`session 5 of 10`, `session 11`, or nothing where it is none."""
    if line.number is None:
        return ""
    if line.planned_sessions is None or line.number > line.planned_sessions:
        return tr("session {n}", n=line.number)
    return tr("session {n} of {planned}", n=line.number, planned=line.planned_sessions)


def state_words(line: DiaryLine) -> str:
    """What became of a visit: `missed`, or that its session has begun."""
    if line.visit.session_id is not None:
        return tr("session begun")
    return "" if line.visit.state == VisitState.PLANNED else state_name(line.visit.state)


def spoken(line: DiaryLine) -> str:
    """A visit as it is read aloud."""
    parts = [span_text(line), line.patient_name, line.condition, state_words(line)]
    if line.clashes:
        parts.append(tr("overlaps another visit"))
    parts.append(line.visit.note)
    return ", ".join(filter(None, parts))
