"""A few ways to look at something, of which one is chosen."""

from collections.abc import Hashable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Segments(QWidget):
    """Small buttons beside each other; `chosen` carries the value of the one that was pressed."""

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
        """Mark one as chosen, without a signal."""
        self._parts[value].setChecked(True)

    def part(self, value: Hashable) -> QPushButton:
        """The button of a value."""
        return self._parts[value]
