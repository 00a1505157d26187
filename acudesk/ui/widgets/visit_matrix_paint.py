"""How the table of visits is drawn: its cells and the headings of its columns and rows."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from acudesk.domain.visit_fields import Cell, CellState, Turn
from acudesk.domain.visit_matrix import ColumnKind, change_mark, turn_words
from acudesk.ui.models.visit_matrix import VisitMatrixModel, column_lines
from acudesk.ui.theme import Theme, window_font

MOST_LINES = 3
PADDING = 9
HEADER_HEIGHT = 42
ROW_HEADER_WIDTH = 190
LETTERS, SMALL = 13, 11
"""Pixels."""
Index = QModelIndex | QPersistentModelIndex
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellPainter(QStyledItemDelegate):
    """Draws a cell: its text, up to three lines of words, and the change of a score."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._plain = window_font(LETTERS)
        self._bold = window_font(LETTERS, bold=True)
        self._small = window_font(SMALL)
        self._words = window_font(12)

    @property
    def line_height(self) -> int:
        """Pixels from one line of words to the next."""
        return QFontMetrics(self._words).lineSpacing()

    def most_lines(self, texts: Iterable[str], width: int) -> int:
        """How many lines the longest of the texts takes in a column, MOST_LINES at most."""
        longest = 1
        for text in set(texts):
            if longest < MOST_LINES and text:
                found = wrapped(text, self._words, width - 2 * PADDING, MOST_LINES)
                longest = max(longest, len(found))
        return longest

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, VisitMatrixModel)
        style, rect = self._theme.style, option.rect
        cell = model.cell_at(index.row(), index.column())
        painter.save()
        if cell is None:
            painter.fillRect(rect, QColor(style.sidebar))
            painter.restore()
            return
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(style.accent_soft))
        _underline(painter, rect, style.border)
        inside = rect.adjusted(PADDING, 2, -PADDING, -2)
        row = model.row_at(index.row())
        assert row is not None
        struck = model.columns[index.column()].kind == ColumnKind.ERROR and not row.explains
        if row.wordy:
            self._paint_words(painter, inside, cell, struck=struck)
        else:
            self._paint_number(painter, inside, cell, struck=struck)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(style.focus), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _colour(self, cell: Cell, *, struck: bool) -> QColor:
        style = self._theme.style
        quiet = struck or cell.state in (CellState.NONE, CellState.NOT_ASKED)
        return QColor(style.text_muted if quiet else style.text)

    def _paint_words(self, painter: QPainter, rect: QRect, cell: Cell, *, struck: bool) -> None:
        font = _struck(self._words, struck)
        painter.setFont(font)
        painter.setPen(self._colour(cell, struck=struck))
        lines = wrapped(cell.text, font, rect.width(), MOST_LINES)
        top = rect.top() + max((rect.height() - len(lines) * self.line_height) // 2, 0)
        if len(lines) > 1:
            top = rect.top() + 3
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        for number, line in enumerate(lines):
            spot = QRect(rect.left(), top + number * self.line_height, rect.width(), 20)
            painter.drawText(spot, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, line)

    def _paint_number(self, painter: QPainter, rect: QRect, cell: Cell, *, struck: bool) -> None:
        has_value = cell.state == CellState.VALUE
        font = _struck(self._bold if has_value else self._plain, struck)
        painter.setFont(font)
        painter.setPen(self._colour(cell, struck=struck))
        metrics = QFontMetrics(font)
        painter.drawText(
            rect, LEFT, metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, rect.width())
        )
        if cell.change is None:
            return
        words = change_mark(cell.change)
        if cell.change.turn in (Turn.BETTER, Turn.WORSE):
            words = f"{words} {turn_words(cell.change.turn)}"
        painter.setFont(self._small)
        painter.setPen(QColor(self._theme.style.text_muted))
        left = rect.left() + metrics.horizontalAdvance(cell.text) + 6
        painter.drawText(QRect(left, rect.top(), rect.right() - left, rect.height()), RIGHT, words)


class ColumnHeader(QHeaderView):
    """The sessions: number or kind above, day below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self.setFixedHeight(HEADER_HEIGHT)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self.model()
        assert isinstance(model, VisitMatrixModel)
        style, column = self._theme.style, model.columns[section]
        first, second = column_lines(column)
        painter.save()
        painter.fillRect(rect, QColor(style.card))
        _underline(painter, rect, style.border_strong)
        struck = column.kind == ColumnKind.ERROR
        inside = rect.adjusted(PADDING, 4, -PADDING, -4)
        for font, colour, align, text in (
            (window_font(LETTERS, bold=True), style.text, Qt.AlignmentFlag.AlignTop, first),
            (window_font(12), style.text_muted, Qt.AlignmentFlag.AlignBottom, second),
        ):
            painter.setFont(_struck(font, struck))
            painter.setPen(QColor(colour))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | align, shown)
        painter.restore()


class RowHeader(QHeaderView):
    """The fields, and in bold the headings above them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._theme = theme
        self.setFixedWidth(ROW_HEADER_WIDTH)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(20)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self.model()
        assert isinstance(model, VisitMatrixModel)
        style = self._theme.style
        heading = model.row_at(section) is None
        painter.save()
        painter.fillRect(rect, QColor(style.sidebar if heading else style.card))
        if not heading:
            _underline(painter, rect, style.border)
        font = window_font(12, bold=heading)
        painter.setFont(font)
        painter.setPen(QColor(style.text if heading else style.text_muted))
        inside = rect.adjusted(4 if heading else PADDING, 2, -PADDING, -2)
        text = QFontMetrics(font).elidedText(
            model.label_at(section), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, LEFT, text)
        painter.restore()


def wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """The text in lines of a width, the last one of `most` cut with an ellipsis."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        if len(lines) == most - 1:
            rest = text[start:]
            lines.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        lines.append(text[start : start + line.textLength()].strip())
    layout.endLayout()
    return lines


def _struck(font: QFont, struck: bool) -> QFont:
    if not struck:
        return font
    changed = QFont(font)
    changed.setStrikeOut(True)
    return changed


def _underline(painter: QPainter, rect: QRect, colour: str) -> None:
    painter.setPen(QColor(colour))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
