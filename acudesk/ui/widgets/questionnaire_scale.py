"""A big row of numbers from which a patient picks one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from acudesk.translation import tr
from acudesk.ui.widgets.parts import label, restyled

_LEAST_WIDTH = 48


class BigScale(QWidget):
    """Numbers side by side, with the words of both ends below them.

    A digit picks, the digit 0 after 1 makes 10, the arrow keys go up and down; Enter is left to
    the page. `picked` carries the number, or an empty text where it was taken back.
    """

    picked = Signal(str)

    def __init__(self, values: Sequence[str], low_words: str, high_words: str) -> None:
        super().__init__()
        self._values = tuple(values)
        self._value = ""
        self._title = ""
        self.setObjectName("bigScale")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.steps = [_Step(value) for value in self._values]
        row = QHBoxLayout()
        row.setSpacing(8)
        for step, value in zip(self.steps, self._values, strict=True):
            step.clicked.connect(lambda _on, value=value: self._clicked(value))
            row.addWidget(step, 1)
        low = tr("{value} = {words}", value=self._values[0], words=low_words)
        high = tr("{value} = {words}", value=self._values[-1], words=high_words)
        self._ends = tr("{low}; {high}", low=low, high=high)
        words = QHBoxLayout()
        words.setSpacing(48)
        for text, side in ((low, Qt.AlignmentFlag.AlignLeft), (high, Qt.AlignmentFlag.AlignRight)):
            end = label(text, "end", wrap=True)
            end.setAlignment(side | Qt.AlignmentFlag.AlignTop)
            words.addWidget(end, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addLayout(row)
        box.addLayout(words)
        self._name()

    @property
    def value(self) -> str:
        """The number picked, or an empty text."""
        return self._value

    def show_value(self, title: str, value: str) -> None:
        """Show what was picked before; `title` is what it is about, for a screen reader."""
        self._title = title
        self._value = value
        self._mark()

    def pick(self, value: str) -> None:
        """Pick a number, or none with an empty text."""
        if value == self._value:
            self._mark()
            return
        self._value = value
        self._mark()
        self.picked.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isascii() and text.isdecimal():
            longer = f"{self._value}{text}"
            self.pick(longer if longer in self._values and self._value == "1" else text)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.pick("")
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self._move_by(1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self._move_by(-1)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._light(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._light(False)

    def _clicked(self, value: str) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.pick(value)

    def _move_by(self, by: int) -> None:
        if self._value:
            place = self._values.index(self._value) + by
        else:
            place = 0 if by > 0 else len(self._values) - 1
        if 0 <= place < len(self._values):
            self.pick(self._values[place])

    def _light(self, is_lit: bool) -> None:
        restyled(self, "lit", is_lit)
        for step in self.steps:
            step.style().unpolish(step)
            step.style().polish(step)

    def _mark(self) -> None:
        for step, value in zip(self.steps, self._values, strict=True):
            step.setChecked(value == self._value)
        self._name()

    def _name(self) -> None:
        stands = self._value or tr("not answered")
        self.setAccessibleName(f"{self._title}: {stands}" if self._title else stands)
        self.setAccessibleDescription(self._ends)


class _Step(QPushButton):
    """One number."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.setProperty("part", "bigstep")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_LEAST_WIDTH)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
