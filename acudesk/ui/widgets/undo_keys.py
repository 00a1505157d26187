"""Undo and redo of the session also while the focus is in a field of text."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

_UNDO = QKeySequence.StandardKey.Undo
_REDO = QKeySequence.StandardKey.Redo


class UndoKeys(QObject):
    """Gives the keys of undo and redo to the page's commands: a text field would take them.

    What is typed here is kept at once, so the steps of the session hold it, in their order; a
    field that took its own steps back would leave new ones. Only a text that is not kept, a
    number that was refused or a point half typed, is the field's own to take back.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = event.matches(_UNDO), event.matches(_REDO)
            if (undo or redo) and not _has_own_step(watched, redo=redo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
        if now is not None and self._page.isAncestorOf(now):
            now.installEventFilter(self)


def _has_own_step(field: QObject, *, redo: bool) -> bool:
    if not isinstance(field, QLineEdit):
        return False
    own = field.isRedoAvailable() if redo else field.isUndoAvailable()
    return own and bool(field.property("wrong") or field.property("unfinished"))
