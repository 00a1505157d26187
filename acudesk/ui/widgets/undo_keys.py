"""Ctrl+Z in a text field: first the field's own typing, then the edits of the session."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class UndoKeys(QObject):
    """Lets the window's undo and redo have their keys where a field below `page` has nothing of
    its own to undo: else a text field swallows them."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QLineEdit | QPlainTextEdit)
            and self._page.isAncestorOf(watched)
        ):
            undo, redo = (event.matches(key) for key in _KEYS)
            if (undo and not _can_undo(watched)) or (redo and not _can_redo(watched)):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


def _can_undo(field: QLineEdit | QPlainTextEdit) -> bool:
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable()
    return field.document().isUndoAvailable()


def _can_redo(field: QLineEdit | QPlainTextEdit) -> bool:
    if isinstance(field, QLineEdit):
        return field.isRedoAvailable()
    return field.document().isRedoAvailable()
