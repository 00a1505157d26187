"""Free text, kept while it is being written."""

from itertools import takewhile

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from acudesk.ui.widgets.typing_pause import TypingPause


class NotesField(QPlainTextEdit):
    """`written` follows a short pause in typing, at the latest after a second of it."""

    written = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self._kept = ""
        self._pause = TypingPause(self)
        self._pause.over.connect(self.flush)
        self.textChanged.connect(self._pause.start)

    def show_text(self, text: str, *, fresh: bool = False) -> None:
        """Show a stored text, unless something newer is being typed.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        if fresh:
            self._pause.stop()
        elif self._pause.is_running:
            return
        elif self.toPlainText().strip() == text.strip():
            self._kept = self.toPlainText()
            return
        self._kept = text
        before = self.toPlainText()
        self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(False)
        self._stay_where_it_changed(before)

    def flush(self) -> None:
        """Give what was written since last time."""
        self._pause.stop()
        text = self.toPlainText()
        if text != self._kept:
            self._kept = text
            self.written.emit(text)

    def _stay_where_it_changed(self, before: str) -> None:
        """After a step back the cursor stands behind what came, or where something went."""
        text = self.toPlainText()
        cursor = self.textCursor()
        behind = takewhile(
            lambda pair: pair[0] == pair[1], zip(before[::-1], text[::-1], strict=False)
        )
        cursor.setPosition(len(text) - sum(1 for _ in behind))
        self.setTextCursor(cursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.flush()
        super().focusOutEvent(event)
