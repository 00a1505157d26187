"""What the pointer does over a chart, apart from what Matplotlib's toolbar takes from it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

STILL = 4
"""A press and a release no more pixels apart are a click."""
STEP = 120.0
"""Qt's measure of one notch of a wheel."""


class ChartPointer(QObject):
    """Watches a canvas and hides nothing from it but the wheel. `turned` carries the place of
    the pointer and the notches that the wheel was turned with Ctrl; without Ctrl the page
    scrolls."""

    moved = Signal(QPointF)
    left = Signal()
    clicked = Signal(QPointF)
    doubled = Signal(QPointF)
    turned = Signal(QPointF, float)

    def __init__(self, canvas: QWidget, is_free: Callable[[], bool]) -> None:
        super().__init__(canvas)
        self._is_free = is_free
        self._pressed: QPointF | None = None
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Wheel and isinstance(event, QWheelEvent):
            return self._turn(event)
        if kind == QEvent.Type.Leave:
            self.left.emit()
        elif isinstance(event, QMouseEvent) and self._is_free():
            self._follow(event)
        return False

    def _turn(self, event: QWheelEvent) -> bool:
        notches = event.angleDelta().y() / STEP
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and notches:
            self.turned.emit(event.position(), notches)
            event.accept()
        else:
            event.ignore()
        return True

    def _follow(self, event: QMouseEvent) -> None:
        kind, place = event.type(), event.position()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseMove and not event.buttons():
            self.moved.emit(place)
        elif kind == QEvent.Type.MouseButtonPress:
            self._pressed = place if is_left else None
        elif kind == QEvent.Type.MouseButtonRelease and is_left:
            pressed, self._pressed = self._pressed, None
            if pressed is not None and (place - pressed).manhattanLength() <= STILL:
                self.clicked.emit(place)
        elif kind == QEvent.Type.MouseButtonDblClick and is_left:
            self.doubled.emit(place)
