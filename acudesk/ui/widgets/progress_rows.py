"""The measures of a course as rows of one list: arrows walk them, each reads as a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from acudesk.domain.course_words import (
    asked_words,
    change_number,
    change_words,
    from_to_words,
    measure_wordings,
    measure_words,
    missing_words,
    progress_words,
    row_words,
    rule_words,
    slope_numbers,
    slope_words,
    source_words,
)
from acudesk.domain.glossary import Term, meaning
from acudesk.domain.progress import MeasureProgress, Status
from acudesk.translation import tr
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.parts import bring_into_sight, plain_tip
from acudesk.ui.widgets.status_shape import SIDE, draw_status

HEIGHT, LOW = 68, 38
"""The height of a row of three lines, and of one line where there is width for it."""
WIDE = 860
PAD, APART, COLUMN_GAP, SHAPE_GAP = 6, 10, 16, 7
WIDEST = 250
"""No column of a wide row is wider; the name takes what the others leave."""
_Index = QModelIndex | QPersistentModelIndex


class Part(StrEnum):
    """The parts of a row, each with a hover of its own."""

    NAME = "name"
    NUMBERS = "numbers"
    CHANGE = "change"
    STATUS = "status"
    SLOPE = "slope"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as it is drawn and read: wordings of each part, the longest first, and its hover."""

    status: Status
    sentence: str
    source: str
    words: dict[Part, tuple[str, ...]]
    tips: dict[Part, str]


def row_of(progress: MeasureProgress, activities: Sequence[str]) -> Row:
    """The row of one measure."""
    name = measure_words(progress, activities)
    source = source_words(progress)
    named = missing_words(progress.gaps)
    trend = slope_words(progress)
    note = progress.measure.note
    return Row(
        status=progress.status,
        sentence=row_words(progress, activities),
        source=source,
        words={
            Part.NAME: measure_wordings(progress, activities),
            Part.NUMBERS: (from_to_words(progress),),
            Part.CHANGE: (change_number(progress),),
            Part.STATUS: (progress_words(progress),),
            Part.SLOPE: slope_numbers(progress),
            Part.ASKED: (asked_words(progress),),
        },
        tips={
            Part.NAME: "\n".join(filter(None, (name, note))),
            Part.NUMBERS: "\n".join(
                filter(None, (from_to_words(progress), rule_words(progress.baseline_rule)))
            ),
            Part.CHANGE: change_words(progress),
            Part.STATUS: source,
            Part.SLOPE: "\n".join((trend, meaning(Term.INTERVAL).told)) if trend else "",
            Part.ASKED: "\n".join(
                filter(None, (asked_words(progress), named, meaning(Term.NOT_ASKED).explanation))
            )
            if named
            else asked_words(progress),
        },
    )


class ProgressRows(QListView):
    """As high as its rows, so that the page scrolls and not the list."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._model = _Rows()
        self._columns: dict[Part, int] = {}
        self.setModel(self._model)
        self.setItemDelegate(_RowDelegate(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setUniformItemSizes(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Progress, measure by measure"))
        self.setAccessibleDescription(tr("Space tells where the words of a row come from."))
        theme.changed.connect(self.viewport().update)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._model.rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; the row that was current stays so."""
        before = self.currentIndex().row()
        self._columns = _columns(rows)
        self._model.replace(tuple(rows))
        if 0 <= before < len(rows):
            self.setCurrentIndex(self._model.index(before))
        self._fit()

    def boxes(self, row: int) -> dict[Part, QRect]:
        """Where the parts of a row stand in the viewport."""
        area = self.visualRect(self._model.index(row))
        if area.width() >= WIDE:
            boxes = _one_line(area, self._columns)
        else:
            boxes = _three_lines(area, self.rows[row])
        direction = self.layoutDirection()
        return {part: QStyle.visualRect(direction, area, box) for part, box in boxes.items()}

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            row = self.visualRect(current)
            bring_into_sight(self.viewport(), row.center(), row.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows:
            self.setCurrentIndex(self._model.index(0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys and 0 <= row < len(self.rows):
            box = self.visualRect(self.currentIndex())
            said = "\n".join((self.rows[row].sentence, self.rows[row].source))
            QToolTip.showText(self.viewport().mapToGlobal(box.bottomLeft()), plain_tip(said), self)
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        height = row_height(self.viewport().width()) * len(self.rows)
        if self.height() != height:
            self.setFixedHeight(height)
        self.scheduleDelayedItemsLayout()


def row_height(width: int) -> int:
    """How high a row is in a list of so much width."""
    return LOW if width >= WIDE else HEIGHT


class _Rows(QAbstractListModel):
    """The rows for the view and for a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def replace(self, rows: tuple[Row, ...]) -> None:
        """Hold other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.sentence
        return row.source if role == Qt.ItemDataRole.AccessibleDescriptionRole else None


class _RowDelegate(QStyledItemDelegate):
    """Draws a row in three lines, or in one where it is wide."""

    def __init__(self, theme: Theme, view: ProgressRows) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, row_height(self._view.viewport().width()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        style, row = self._theme.style, self._view.rows[index.row()]
        area = option.rect
        painter.save()
        painter.setPen(QColor(style.border))
        if index.row():
            painter.drawLine(area.topLeft(), area.topRight())
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(style.focus))
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 1.5, -0.5, -1.5), 7, 7)
        direction = self._view.layoutDirection()
        for part, box in self._view.boxes(index.row()).items():
            painter.setFont(_font(part))
            painter.setPen(QColor(style.text_muted if part in _QUIET else style.text))
            side = _side(part, wide=area.width() >= WIDE)
            if part == Part.STATUS:
                box = self._shape(painter, box, row.status)
            words = fitting(row.words[part], painter.fontMetrics(), box.width())
            if direction == Qt.LayoutDirection.RightToLeft and part in _FIGURES:
                words = f"\u2066{words}\u2069"  # Else "8 → 3" is turned round.
            painter.drawText(
                box,
                QStyle.visualAlignment(direction, side | Qt.AlignmentFlag.AlignVCenter),
                words,
            )
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        tip = self.tip_at(event.pos(), index)
        QToolTip.showText(event.globalPos(), plain_tip(tip), view)
        return bool(tip)

    def tip_at(self, place: QPoint, index: _Index) -> str:
        """What a hover tells at a place of the viewport."""
        if not index.isValid():
            return ""
        row = self._view.rows[index.row()]
        for part, box in self._view.boxes(index.row()).items():
            if box.contains(place):
                return row.tips[part]
        return row.sentence

    def _shape(self, painter: QPainter, box: QRect, status: Status) -> QRect:
        """Draw the shape at the start of a box; the rest of it is for the words."""
        direction = self._view.layoutDirection()
        top = box.top() + (box.height() - SIDE) // 2
        place = QStyle.visualRect(direction, box, QRect(box.left(), top, SIDE, SIDE))
        draw_status(painter, QRectF(place), status, self._theme.style)
        return QStyle.visualRect(direction, box, box.adjusted(SIDE + SHAPE_GAP, 0, 0, 0))


_QUIET = (Part.SLOPE, Part.ASKED)
_FIGURES = (Part.NUMBERS, Part.CHANGE, Part.SLOPE)


def fitting(wordings: Sequence[str], metrics: QFontMetrics, width: int) -> str:
    """The first wording that fits, else the last with dots at its end."""
    for words in wordings:
        if metrics.horizontalAdvance(words) <= width:
            return words
    if not wordings:
        return ""
    return metrics.elidedText(wordings[-1], Qt.TextElideMode.ElideRight, width)


def _three_lines(area: QRect, row: Row) -> dict[Part, QRect]:
    """What matters most has its room first: the numbers, the status, how often it was asked."""
    inside = area.adjusted(PAD, 6, -PAD, -5)
    found: dict[Part, QRect] = {}
    top = inside.top()
    for left, right, height, first in (
        (Part.NAME, Part.NUMBERS, 20, Part.NUMBERS),
        (Part.STATUS, Part.CHANGE, 19, Part.CHANGE),
        (Part.SLOPE, Part.ASKED, 18, Part.ASKED),
    ):
        wanted = max((_advance(first, words) for words in row.words[first][:1]), default=0)
        width = min(wanted, inside.width() * 3 // 5)
        split = inside.right() + 1 - width
        gap = APART if width else 0
        found[left] = QRect(inside.left(), top, split - gap - inside.left(), height)
        found[right] = QRect(split, top, width, height)
        top += height
    return found


def _one_line(area: QRect, columns: dict[Part, int]) -> dict[Part, QRect]:
    inside = area.adjusted(PAD, 0, -PAD, 0)
    found: dict[Part, QRect] = {}
    right = inside.right() + 1
    for part, width in reversed(columns.items()):
        found[part] = QRect(right - width, inside.top(), width, inside.height())
        right -= width + COLUMN_GAP
    found[Part.NAME] = QRect(inside.left(), inside.top(), right - inside.left(), inside.height())
    return found


def _columns(rows: Sequence[Row]) -> dict[Part, int]:
    """How wide each column of wide rows is: as its longest wording that has room there."""
    found = {}
    for part in (Part.NUMBERS, Part.CHANGE, Part.STATUS, Part.SLOPE, Part.ASKED):
        shape = SIDE + SHAPE_GAP if part == Part.STATUS else 0
        widths = [_advance(part, words) + shape for row in rows for words in row.words[part]]
        fits = [width for width in widths if width <= WIDEST]
        found[part] = max(fits, default=WIDEST if widths else 0)
    return found


def _side(part: Part, *, wide: bool) -> Qt.AlignmentFlag:
    if wide or part in (Part.NAME, Part.STATUS, Part.SLOPE):
        return Qt.AlignmentFlag.AlignLeft
    return Qt.AlignmentFlag.AlignRight


def _font(part: Part) -> QFont:
    if part == Part.NAME:
        return window_font(13, bold=True)
    if part == Part.NUMBERS:
        return window_font(14, bold=True)
    return window_font(12 if part in _QUIET else 13)


def _advance(part: Part, words: str) -> int:
    return QFontMetrics(_font(part)).horizontalAdvance(words) + 2
