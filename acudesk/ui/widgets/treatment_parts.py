"""Pieces of the fields about a treatment: a field under its name, short texts, whole numbers."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.numbers import parse_number
from acudesk.domain.text import cleaned
from acudesk.translation import tr
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.small_field import SmallField

SHORT, LONG = 200, 2_000
GAP = 5
"""Between the segments of a choice."""


def titled(title: str, field: QWidget) -> QWidget:
    """A field below its name."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(4)
    name = label(title, "label")
    name.setBuddy(field)
    box.addWidget(name)
    box.addWidget(field)
    return made


def in_one_row(choice: ChoiceField) -> ChoiceField:
    """A choice beside other things, with the width that its segments need."""
    hints = []
    for part in choice.parts:
        roomy(part)
        hints.append(max(part.sizeHint().width(), part.minimumWidth()))
    choice.setMinimumWidth(sum(hints) + GAP * (len(hints) - 1))
    return choice


def roomy(part: QPushButton) -> QPushButton:
    """A chip or segment as wide as its text in bold, which it shows once it is chosen."""
    part.ensurePolished()
    bold = QFont(part.font())
    bold.setWeight(QFont.Weight.DemiBold)
    part.setMinimumWidth(0)
    wider = QFontMetrics(bold).horizontalAdvance(part.text())
    wider -= part.fontMetrics().horizontalAdvance(part.text())
    part.setMinimumWidth(part.sizeHint().width() + max(0, wider))
    return part


def text_line(name: str, *, limit: int = SHORT, hint: str = "") -> SmallField:
    """A line of text that takes the width that is there."""

    def check(text: str) -> None:
        cleaned(text, limit=limit, field="", lines=True)

    made = SmallField(name, check, width=60)
    made.setMaxLength(limit)
    made.setMinimumWidth(60)
    made.setMaximumWidth(16_777_215)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    made.setPlaceholderText(hint)
    return made


def number_line(name: str, check: Callable[[str], object], *, width: int = 56) -> SmallField:
    """A narrow line for a number."""
    made = SmallField(name, check, width=width)
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made


def whole_number(text: str) -> int:
    """The whole number in a text; raises DomainError for anything else."""
    number = parse_number(text)
    if number != int(number):
        raise DomainError(tr("Write a whole number, such as 20."))
    return int(number)


def tab_before(first: QWidget, stops: Sequence[QWidget]) -> None:
    """Let the Tab key come by these just before a field."""
    before: QWidget | None = first.previousInFocusChain()
    while before is not None and before is not first:
        if before.focusPolicy() != Qt.FocusPolicy.NoFocus and before not in stops:
            tab_after(before, stops)
            return
        before = before.previousInFocusChain()


def tab_after(first: QWidget, stops: Iterable[QWidget]) -> None:
    """Let the Tab key come by these just after a field, or where a part of the page begins."""
    before = first
    # Qt puts nothing behind what cannot take the focus: the last field before it is meant.
    while before.focusPolicy() == Qt.FocusPolicy.NoFocus:
        earlier = before.previousInFocusChain()
        if earlier is None or earlier is first:
            return
        before = earlier
    for stop in stops:
        QWidget.setTabOrder(before, stop)
        before = stop


class ReasonLine(QLabel):
    """Why what stands in some fields is not kept; hidden while all is."""

    def __init__(self, *fields: SmallField) -> None:
        super().__init__()
        self._fields: list[SmallField] = []
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "error")
        for field in fields:
            self.watch(field)
        self.hide()

    def watch(self, field: SmallField) -> None:
        """Look at one more field."""
        self._fields.append(field)
        field.refused.connect(lambda _: self.refresh())
        field.given.connect(lambda _: self.refresh())
        field.editingFinished.connect(self.refresh)

    @property
    def reasons(self) -> list[str]:
        """The reasons, in the order of the fields."""
        return [field.trouble for field in self._fields if field.trouble]

    def refresh(self) -> None:
        """Look at the fields again."""
        self.setText("\n".join(dict.fromkeys(self.reasons)))
        self.setVisible(bool(self.text()))
