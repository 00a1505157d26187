"""A few ways to look at something, of which one is chosen."""

from collections.abc import Hashable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Segments(QWidget):
    """Small buttons beside each other; `chosen` carries the value of the one that was pressed.

    One stop of the Tab key; the arrow keys choose, as Qt has it for buttons of one group.
    """

    chosen = Signal(object)

    def __init__(self, name: str, choices: Iterable[tuple[Hashable, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._parts: dict[Hashable, QPushButton] = {}
        group = QButtonGroup(self)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for value, text in choices:
            part = QPushButton(text)
            part.setProperty("part", "segment")
            part.setCheckable(True)
            part.setAutoDefault(False)
            part.clicked.connect(lambda _, value=value: self.chosen.emit(value))
            group.addButton(part)
            box.addWidget(part)
            self._parts[value] = part

    def choose(self, value: Hashable) -> None:
        """Mark one as chosen, without a signal; the focus goes with it."""
        part = self._parts[value]
        part.setChecked(True)
        if any(one.hasFocus() for one in self._parts.values()):
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def part(self, value: Hashable) -> QPushButton:
        """The button of a value."""
        return self._parts[value]
