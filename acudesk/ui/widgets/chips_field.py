"""Several answers out of a few, each in sight: a row of chips."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.treatment_parts import roomy

Value = TypeVar("Value")


class ChipsField(QWidget, Generic[Value]):
    """`chosen` follows a change by hand.

    One stop of the Tab key; the arrow keys move on, the space bar chooses. A value in `alone`
    goes with no other.
    """

    chosen = Signal()

    def __init__(
        self, name: str, options: Iterable[tuple[Value, str]], *, alone: Iterable[Value] = ()
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._alone = tuple(alone)
        self._chips: dict[Value, QPushButton] = {}
        flow = FlowLayout(self)
        for value, text in options:
            chip = QPushButton(text)
            chip.setProperty("part", "chip")
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setAccessibleName(f"{name}: {text}")
            chip.clicked.connect(lambda on, value=value: self._pressed(value, on))
            chip.installEventFilter(self)
            self._chips[value] = chip
            flow.addWidget(roomy(chip))
        self._stop_at(next(iter(self._chips.values())))

    @property
    def values(self) -> tuple[Value, ...]:
        """What is chosen, in the order of the options."""
        return tuple(value for value, chip in self._chips.items() if chip.isChecked())

    @property
    def parts(self) -> Sequence[QPushButton]:
        """The chips, in the order of the options."""
        return tuple(self._chips.values())

    def choose(self, values: Iterable[Value]) -> None:
        """Show a choice."""
        kept = set(values)
        for value, chip in self._chips.items():
            chip.setChecked(value in kept)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QPushButton):
            if event.type() == QEvent.Type.FocusIn:
                self._stop_at(watched)
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                step = self._step(Qt.Key(event.key()))
                if step:
                    chips = self.parts
                    there = chips.index(watched) + step
                    if 0 <= there < len(chips):
                        chips[there].setFocus(Qt.FocusReason.OtherFocusReason)
                    return True
        return super().eventFilter(watched, event)

    def _step(self, key: Qt.Key) -> int:
        turned = -1 if self.isRightToLeft() else 1
        return {
            Qt.Key.Key_Left: -turned,
            Qt.Key.Key_Right: turned,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
        }.get(key, 0)

    def _stop_at(self, stop: QPushButton) -> None:
        for chip in self._chips.values():
            chip.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if chip is stop else Qt.FocusPolicy.ClickFocus
            )
        self.setFocusProxy(stop)

    def _pressed(self, value: Value, on: bool) -> None:
        if on:
            for other, chip in self._chips.items():
                if other != value and (value in self._alone or other in self._alone):
                    chip.setChecked(False)
        self.chosen.emit()
