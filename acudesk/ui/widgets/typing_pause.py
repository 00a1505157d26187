"""When to keep what is being typed, and what Enter means in a field."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

PAUSE_MILLISECONDS = 150
LONGEST_MILLISECONDS = 500


class TypingPause(QObject):
    """`over` follows a short pause in typing, at the latest after half a second of it."""

    over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pause = self._timer(PAUSE_MILLISECONDS)
        self._longest = self._timer(LONGEST_MILLISECONDS)

    @property
    def is_running(self) -> bool:
        """Whether something typed is still to be kept."""
        return self._pause.isActive()

    def start(self) -> None:
        """Something was typed."""
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def stop(self) -> None:
        """What was typed is taken care of."""
        self._pause.stop()
        self._longest.stop()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self._over)
        return timer

    def _over(self) -> None:
        self.stop()
        self.over.emit()


class EnterKey(QObject):
    """`pressed` follows Enter in one field, which does nothing else with it."""

    pressed = Signal()

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.pressed.emit()
            return True
        return False
