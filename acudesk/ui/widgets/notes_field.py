"""Free text, kept while it is being written."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

PAUSE_MILLISECONDS = 250
LONGEST_MILLISECONDS = 1_000


class NotesField(QPlainTextEdit):
    """`written` follows a short pause in typing, at the latest after a second of it."""

    written = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self._kept = ""
        self._pause = self._timer(PAUSE_MILLISECONDS)
        self._longest = self._timer(LONGEST_MILLISECONDS)
        self.textChanged.connect(self._typed)

    def show_text(self, text: str, *, fresh: bool = False) -> None:
        """Show a stored text, unless something newer is being typed.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        if fresh:
            self._pause.stop()
            self._longest.stop()
        elif self._pause.isActive():
            return
        elif self.toPlainText().strip() == text.strip():
            self._kept = self.toPlainText()
            return
        self._kept = text
        self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(False)

    def flush(self) -> None:
        """Give what was written since last time."""
        self._pause.stop()
        self._longest.stop()
        text = self.toPlainText()
        if text != self._kept:
            self._kept = text
            self.written.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.flush()
        super().focusOutEvent(event)

    def _typed(self) -> None:
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self.flush)
        return timer
