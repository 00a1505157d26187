"""One answer out of a few, each in sight: a row of segments that behaves as radio buttons do."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from acudesk.translation import tr
from acudesk.ui.widgets.flow_layout import FlowLayout

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class ChoiceField(QWidget):
    """`chosen` follows a choice by hand.

    One stop of the Tab key; the arrow keys choose. An `optional` choice is taken back by
    pressing it again, or by Delete, and `value` is None then.
    """

    chosen = Signal()

    def __init__(
        self, name: str, options: Iterable[tuple[object, str]], *, optional: bool = False
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._optional = optional
        self._values: list[object] = []
        self._parts: list[QPushButton] = []
        self._place = -1
        flow = FlowLayout(self, gap=5)
        for place, (value, text) in enumerate(options):
            part = QPushButton(text)
            part.setProperty("part", "segment")
            part.setProperty("tall", True)
            part.setCheckable(True)
            part.setAutoDefault(False)
            part.setAccessibleName(f"{name}: {text}")
            if optional:
                part.setAccessibleDescription(tr("Press again to take it back"))
            part.clicked.connect(lambda _, place=place: self._pressed(place))
            part.installEventFilter(self)
            self._values.append(value)
            self._parts.append(part)
            flow.addWidget(part)
        self._show()

    @property
    def value(self) -> object:
        """The choice, None where there is none."""
        return None if self._place < 0 else self._values[self._place]

    @property
    def parts(self) -> Sequence[QPushButton]:
        """The segments, in the order of the options."""
        return self._parts

    def choose(self, value: object) -> None:
        """Show a choice, or with None that there is none."""
        self._place = self._values.index(value) if value in self._values else -1
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _STEPS:
                here = self._parts.index(watched) if watched in self._parts else 0
                step = _STEPS[key]
                if self.isRightToLeft() and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                    step = -step
                there = min(max(here + step, 0), len(self._parts) - 1)
                self._give(there)
                self._parts[there].setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if self._optional and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self._give(-1)
                return True
        return super().eventFilter(watched, event)

    def _pressed(self, place: int) -> None:
        self._give(-1 if self._optional and place == self._place else place)

    def _give(self, place: int) -> None:
        before, self._place = self._place, place
        self._show()
        if place != before:
            self.chosen.emit()

    def _show(self) -> None:
        stop = max(self._place, 0)
        for place, part in enumerate(self._parts):
            part.setChecked(place == self._place)
            part.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if place == stop else Qt.FocusPolicy.ClickFocus
            )
        if self._parts:
            self.setFocusProxy(self._parts[stop])
