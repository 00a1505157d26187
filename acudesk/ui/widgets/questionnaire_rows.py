"""Big answers below each other, for a patient: sentences to tick, or one of several steps."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from acudesk.domain.questionnaires import TICKED
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import label

SPACING = 8
_MARK = 32
_LEAST_MARGIN = 12
_MOST_MARGIN = 22


class AnswerRow(QPushButton):
    """One answer: a mark, and words that wrap. Space and a click mark it.

    `moved` carries -1 or 1 for an arrow key; Enter is left to the page.
    """

    moved = Signal(int)

    def __init__(self, theme: Theme, words: str, *, is_round: bool) -> None:
        super().__init__()
        self.setProperty("part", "answer")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(words)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._words = label(words, "answer", wrap=True)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(18, _LEAST_MARGIN, 18, _LEAST_MARGIN)
        self._inside.setSpacing(16)
        self._inside.addWidget(_Mark(self, theme, is_round=is_round))
        self._inside.addWidget(self._words, 1)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._words.ensurePolished()  # A label asked before it is shown measures another font.
        return self._inside.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        return self._inside.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, _MARK + 2 * _LEAST_MARGIN)

    def grow(self, by: int) -> None:
        """Be higher by some pixels, as far as that helps a finger."""
        margin = min(_MOST_MARGIN, _LEAST_MARGIN + by // 2)
        self._inside.setContentsMargins(18, margin, 18, margin)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # A hand that clicks everything twice means it once.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


class _Mark(QWidget):
    """The box or ring of a row; a tick in it as well as a colour says that it is marked."""

    def __init__(self, row: AnswerRow, theme: Theme, *, is_round: bool) -> None:
        super().__init__()
        self._row = row
        self._theme = theme
        self._radius = _MARK / 2 if is_round else 8.0
        self.setFixedSize(_MARK, _MARK)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.toggled.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        style = self._theme.style
        is_marked = self._row.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(style.accent if is_marked else style.border_strong), 2))
        painter.setBrush(QColor(style.accent if is_marked else style.field))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, self._radius, self._radius)
        if is_marked:
            inside = self.rect().adjusted(5, 5, -5, -5)
            self._theme.icon("check", style.accent_text).paint(painter, inside)
        painter.end()


class _Rows(QWidget):
    """Rows below each other; the arrow keys go from one to the next."""

    changed = Signal(str, str)

    def __init__(self, theme: Theme, words: Sequence[str], *, is_round: bool) -> None:
        super().__init__()
        self.rows = [AnswerRow(theme, one, is_round=is_round) for one in words]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SPACING)
        for place, row in enumerate(self.rows):
            row.moved.connect(lambda by, place=place: self._go(place + by))
            box.addWidget(row)
        for earlier, later in pairwise(self.rows):
            QWidget.setTabOrder(earlier, later)

    def spread(self, width: int, height: int) -> None:
        """Share the room that is left among the rows."""
        used = sum(row.heightForWidth(width) + SPACING for row in self.rows) - SPACING
        for row in self.rows:
            row.grow(max(0, (height - used) // len(self.rows)))

    def fitting(self, width: int, height: int) -> int:
        """How many of the rows fit below each other in that room."""
        used = 0
        for count, row in enumerate(self.rows):
            used += row.heightForWidth(width) + (SPACING if count else 0)
            if used > height:
                return count
        return len(self.rows)

    def keep(self, count: int) -> None:
        """Let the rows after the first few go."""
        for row in self.rows[count:]:
            row.hide()
            row.deleteLater()
        del self.rows[count:]

    def enter(self) -> None:
        """Take the focus: on what is marked, else at the first row."""
        marked = [row for row in self.rows if row.isChecked()]
        (marked or self.rows)[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _go(self, place: int) -> None:
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)


class TickList(_Rows):
    """Sentences to tick. `changed` carries the item and `TICKED`, or an empty text."""

    def __init__(
        self, theme: Theme, items: Sequence[tuple[str, str]], ticked: Collection[str]
    ) -> None:
        super().__init__(theme, [words for _, words in items], is_round=False)
        for row, (item, _) in zip(self.rows, items, strict=True):
            row.setChecked(item in ticked)
            row.toggled.connect(
                lambda is_on, item=item: self.changed.emit(item, TICKED if is_on else "")
            )


class ChoiceList(_Rows):
    """One step of several: a click, Space, or the digit of its place chooses.

    `changed` carries the item and the value chosen; a second click on it leaves it chosen.
    """

    def __init__(
        self, theme: Theme, item: str, values: Sequence[str], words: Sequence[str], chosen: str
    ) -> None:
        super().__init__(theme, words, is_round=True)
        self._item = item
        self._values = tuple(values)
        for row, value in zip(self.rows, self._values, strict=True):
            row.clicked.connect(lambda _on, value=value: self.choose(value))
        self._mark(chosen)

    def choose(self, value: str) -> None:
        """Choose a step, or none with an empty text."""
        self._mark(value)
        self.changed.emit(self._item, value)

    def choose_by(self, digit: str) -> None:
        """Choose the step in a place, counted from 1."""
        if digit in "123456789"[: len(self.rows)]:
            place = int(digit) - 1
            self.rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
            self.choose(self._values[place])

    def _mark(self, chosen: str) -> None:
        for row, value in zip(self.rows, self._values, strict=True):
            row.setChecked(value == chosen)
