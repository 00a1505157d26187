"""A one-line field for a short answer, saved after a pause and when it is left."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from acudesk.domain.errors import DomainError
from acudesk.ui.widgets.parts import restyled

PAUSE_MILLISECONDS = 400


class SmallField(QLineEdit):
    """`given` carries a text that `check` accepted; `refused` the reason where it did not."""

    given = Signal(str)
    refused = Signal(str)
    left = Signal()

    def __init__(self, name: str, check: Callable[[str], object], *, width: int) -> None:
        super().__init__()
        self._check = check
        self._kept = ""
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedWidth(width)
        self.setMaxLength(20)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self.flush)
        self.textEdited.connect(lambda: self._pause.start())
        self.editingFinished.connect(self.flush)
        self.installEventFilter(self)

    def show_text(self, text: str, *, fresh: bool = False) -> None:
        """Show what is stored, unless something newer is being typed, or was refused.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        self._kept = text
        typing = self.hasFocus() or self._pause.isActive()
        if fresh or not (typing or self.property("wrong")):
            self._pause.stop()
            self.setText(text)
            restyled(self, "wrong", False)

    def flush(self) -> None:
        """Give what was typed, if it is accepted."""
        self._pause.stop()
        text = self.text().strip()
        if text == self._kept:
            restyled(self, "wrong", False)
            return
        try:
            if text:
                self._check(text)
        except DomainError as error:
            restyled(self, "wrong", True)
            self.refused.emit(error.text)
            return
        restyled(self, "wrong", False)
        self._kept = text
        self.given.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.flush()
            self.left.emit()
            return True
        return super().eventFilter(watched, event)
