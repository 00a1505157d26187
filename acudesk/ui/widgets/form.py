"""Labelled fields in columns, with the reason of a refusal under the field that it is about."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QDate, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDateEdit,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.errors import DomainError
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.parts import WheelGuard, label, restyled

UNITS = 6
HALF, THIRD, WHOLE = 3, 2, 6
FRAME = 6
"""Border and padding of a field in the style sheet."""
NARROW = 500
"""Below this width all fields stand in one column."""


class LongField(QPlainTextEdit):
    """Several lines; as high as what is written in it, within bounds. Tab moves on."""

    def __init__(self, *, fewest: int = 2, most: int = 6) -> None:
        super().__init__()
        self._bounds = (fewest, most)
        self._high = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self.textChanged.connect(self._fit)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        # A new rule of the style sheet, as for a wrong field, takes a fixed height away.
        return QSize(super().sizeHint().width(), self._high)

    def _fit(self) -> None:
        fewest, most = self._bounds
        written = self._written_lines(most)
        lines = min(max(written, fewest), most)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if written > most else policy.ScrollBarAlwaysOff
        )
        around = 2 * (self.document().documentMargin() + FRAME)
        self._high = round(lines * QFontMetrics(self.font()).lineSpacing() + around)
        self.setFixedHeight(self._high)

    def _written_lines(self, most: int) -> int:
        """The lines of the text as they are wrapped; beyond `most` nobody counts on. The document's
        own height takes a paragraph that was not painted yet for one line."""
        block = self.document().begin()
        lines = 0
        while block.isValid() and lines <= most:
            self.blockBoundingRect(block)  # Wraps it.
            lines += max(block.layout().lineCount(), 1)
            block = block.next()
        return lines


class _Below(QLabel):
    """A sentence that takes the height which it needs in the width that it has."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "hint")

    def say(self, text: str, *, wrong: bool) -> None:
        restyled(self, "role", "error" if wrong else "hint")
        self.setText(text)
        self.setVisible(bool(text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(0)  # What it asks for is never less than its smallest height.
        height = self.heightForWidth(self.width()) if self.text() else 0
        self.setFixedHeight(height)


@dataclass(slots=True)
class _Cell:
    box: QWidget
    field: QWidget
    below: _Below
    units: int
    hint: str


class Form(QWidget):
    """`edited` follows every change by hand or by program.

    A field is known by the name under which the record keeps it, so that `show_error` finds it.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[str, _Cell] = {}
        self._columns = 0
        self._wheel = WheelGuard(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(12)
        self.setMinimumWidth(220)

    def add(
        self, name: str, title: str, field: QWidget, *, units: int = HALF, hint: str = ""
    ) -> None:
        """Put a field behind the others, `units` of six wide."""
        box = QWidget()
        over = label(title, "label")
        over.setBuddy(field)
        field.setAccessibleName(title)
        below = _Below()
        inside = QVBoxLayout(box)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        inside.addWidget(over)
        inside.addWidget(field)
        inside.addWidget(below)
        inside.addStretch(1)
        below.say(hint, wrong=False)
        if hint:
            field.setAccessibleDescription(hint)
        if isinstance(field, (QAbstractSpinBox, QComboBox)):
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self._wheel)
        self._cells[name] = _Cell(box, field, below, units, hint)
        _on_edit(field, lambda: self._edited(name))
        self._arrange(self._columns or UNITS)

    @property
    def fields(self) -> dict[str, QWidget]:
        """The fields by their names, in the order on screen."""
        return {name: cell.field for name, cell in self._cells.items()}

    def values(self) -> dict[str, object]:
        """What stands in each field."""
        return {name: raw(cell.field) for name, cell in self._cells.items()}

    def text(self, name: str) -> str:
        """The text of one field."""
        return str(raw(self._cells[name].field))

    def tell(self, name: str, hint: str) -> None:
        """Say something under a field."""
        cell = self._cells[name]
        cell.hint = hint
        if not cell.field.property("wrong"):
            self._say(cell, hint)

    def show_error(self, error: DomainError, *, go: bool = True) -> bool:
        """Put the reason under its field and go there; False where the field is not here."""
        cell = self._cells.get(error.field)
        if cell is None:
            return False
        self._say(cell, error.text, wrong=True)
        if not go:
            return True
        cell.field.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, cell.box, lambda: self._scroll_to(cell.box))
        return True

    def clear_errors(self) -> None:
        """Take all reasons away."""
        for cell in self._cells.values():
            self._say(cell, cell.hint)

    def clear_error(self, name: str) -> None:
        """Take the reason under one field away."""
        cell = self._cells[name]
        self._say(cell, cell.hint)

    def arrange(self, width: int) -> None:
        """Stand in the columns of this width, before it has it: its height follows from them."""
        self._arrange(1 if width < NARROW else UNITS)

    def error_of(self, name: str) -> str:
        """The reason that stands under a field, empty where none does."""
        cell = self._cells[name]
        return cell.below.text() if cell.field.property("wrong") else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange(event.size().width())

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(NARROW + 120, 0))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns and self._grid.count() == len(self._cells):
            return
        self._columns = columns
        for cell in self._cells.values():
            # Not takeAt: an item that Python still holds keeps Qt from noticing new heights.
            self._grid.removeWidget(cell.box)
        row = column = 0
        for cell in self._cells.values():
            units = min(cell.units, columns)
            if column + units > columns:
                row, column = row + 1, 0
            self._grid.addWidget(cell.box, row, column, 1, units)
            column += units
        for place in range(UNITS):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)

    def _scroll_to(self, box: QWidget) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(box, 0, 24)

    def _edited(self, name: str) -> None:
        cell = self._cells[name]
        if cell.field.property("wrong"):
            self._say(cell, cell.hint)
        self.edited.emit()

    @staticmethod
    def _say(cell: _Cell, text: str, *, wrong: bool = False) -> None:
        restyled(cell.field, "wrong", wrong)
        cell.below.say(text, wrong=wrong)
        cell.field.setAccessibleDescription(text)


def raw(field: QWidget) -> object:
    """What stands in a field, as it is."""
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, QComboBox):
        return field.currentText()
    if isinstance(field, QSpinBox):
        return field.value()
    if isinstance(field, QDateEdit):
        return field.date().toPython()
    if isinstance(field, ChoiceField):
        return field.value
    return None


def day_field(day: object) -> QDateEdit:
    """A date of care with its calendar: from 1900 to today."""
    made = QDateEdit()
    made.setCalendarPopup(True)
    made.setDisplayFormat("d MMMM yyyy")
    made.setMinimumDate(QDate(1900, 1, 1))
    made.setMaximumDate(QDate.currentDate())
    if day is not None:
        made.setDate(day)  # type: ignore[arg-type]
    return made


def _on_edit(field: QWidget, told: Callable[[], None]) -> None:
    if isinstance(field, (QLineEdit, QPlainTextEdit)):
        field.textChanged.connect(lambda: told())
    elif isinstance(field, QComboBox):
        field.currentTextChanged.connect(lambda: told())
    elif isinstance(field, QSpinBox):
        field.valueChanged.connect(lambda: told())
    elif isinstance(field, QDateEdit):
        field.dateChanged.connect(lambda: told())
    elif isinstance(field, ChoiceField):
        field.chosen.connect(told)
