"""Tables of figures: read cell by cell, by eye, by arrow keys and by a screen reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from acudesk.domain.intervals import Share
from acudesk.domain.practice_figures import ConditionFigures, MeasureCompleteness
from acudesk.domain.side_effect_rates import EffectRates
from acudesk.domain.side_effects import SideEffectKind, kind_name
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.parts import plain_tip
from acudesk.ui.widgets.practice_words import (
    percent_text,
    rate_cell,
    rate_spoken,
    share_cell,
    share_spoken,
)

ROW, HEADER, FRAME = 28, 42, 2
MOST_ROWS = 12
"""A longer table scrolls in itself."""
BAR_HEIGHT, BAR_SHARE = 6, 0.36
_BAR = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a cell; `spoken` is the whole of it, for a hover and a screen reader.
    `bar` is a share drawn beside the words, which say it too."""

    text: str
    spoken: str = ""
    bar: float | None = None


class _Bars(QStyledItemDelegate):
    """Draws a bar at the right of a cell that has one; the words keep the rest."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        share = index.data(_BAR)
        if share is None:
            return
        room = option.rect
        wide = round(room.width() * BAR_SHARE)
        track = QRect(
            room.right() - wide + 8,
            room.center().y() - BAR_HEIGHT // 2 + 1,
            wide - 20,
            BAR_HEIGHT,
        )
        style = self._theme.style
        painter.save()
        painter.setPen(QColor(style.border_strong))
        painter.setBrush(QColor(style.field))
        painter.drawRect(track)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.accent))
        filled = round((track.width() + 1) * float(share))
        painter.drawRect(QRect(track.left(), track.top(), filled, track.height() + 1))
        painter.restore()


class FiguresTable(QTableWidget):
    """A table to read: the first column names the row, the others hold figures.

    It is as high as its rows, up to a dozen; Tab leaves it, the arrow keys walk it.
    """

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("figures")
        self.setAccessibleName(name)
        self.setItemDelegate(_Bars(theme))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        across = self.horizontalHeader()
        across.setFixedHeight(HEADER)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setMinimumSectionSize(56)
        theme.changed.connect(self.viewport().update)

    def show_rows(
        self, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]]
    ) -> None:
        """Show rows below their headings; `widths` are those of all columns but the first."""
        rows = list(rows)
        self.clear()
        self.setColumnCount(len(heads))
        self.setRowCount(len(rows))
        for column, head in enumerate(heads):
            item = QTableWidgetItem(head)
            barred = any(cells[column].bar is not None for cells in rows)
            side = Qt.AlignmentFlag.AlignLeft if barred else _side(column)
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            item.setFont(window_font(12, bold=True))
            self.setHorizontalHeaderItem(column, item)
        across = self.horizontalHeader()
        across.setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft
            | Qt.AlignmentFlag.AlignVCenter
            | Qt.AlignmentFlag(Qt.TextFlag.TextWordWrap.value)
        )
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(widths, start=1):
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, width)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                self.setItem(row, column, self._made(cells[0].text, heads[column], column, cell))
        self._fit(len(rows))

    def spoken(self, row: int, column: int) -> str:
        """What a screen reader says of a cell."""
        item = self.item(row, column)
        return str(item.data(Qt.ItemDataRole.AccessibleTextRole)) if item is not None else ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectedItems() and self.rowCount():
            here = self.model().index(max(self.currentRow(), 0), max(self.currentColumn(), 0))
            self.selectionModel().setCurrentIndex(
                here, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # Where the arrow keys stand is seen only while they do something.
        self.clearSelection()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def _made(self, row: str, head: str, column: int, cell: Cell) -> QTableWidgetItem:
        item = QTableWidgetItem(cell.text)
        told = cell.spoken or cell.text
        spoken = told if column == 0 else tr("{row}, {head}: {told}", row=row, head=head, told=told)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, " ".join(spoken.split()))
        item.setData(_BAR, cell.bar)
        item.setToolTip(plain_tip(told))
        side = _side(column) if cell.bar is None else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        return item

    def _fit(self, rows: int) -> None:
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if rows > MOST_ROWS else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(HEADER + min(rows, MOST_ROWS) * ROW + FRAME)


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight


def condition_table(table: FiguresTable, conditions: Iterable[ConditionFigures]) -> None:
    """Show what became of the courses, condition by condition."""
    table.show_rows(
        (
            tr("Condition"),
            tr("Started"),
            tr("Closed"),
            tr("With data"),
            tr("Reached, of\nclosed with data"),
            tr("Reached, of\nall started"),
        ),
        (68, 64, 84, 152, 152),
        (
            (
                Cell(text=one.condition or tr("none named")),
                Cell(text=str(one.started)),
                Cell(text=str(one.closed)),
                Cell(text=str(one.with_data)),
                _share(one.reached_of_closed),
                _share(one.reached_of_started),
            )
            for one in conditions
        ),
    )


def effects_table(
    table: FiguresTable, asked: EffectRates | None, unasked: EffectRates | None
) -> None:
    """Show side effects in 100 sessions: where the checklist was asked, and where it was not."""
    kinds = _kinds(asked, unasked)
    table.show_rows(
        (
            tr("Side effect"),
            _sessions_head(tr("Asked by checklist"), asked),
            _sessions_head(tr("Not asked"), unasked),
        ),
        (150, 150),
        (
            (Cell(text=name), _rate(one), _rate(other))
            for name, one, other in (
                (
                    tr("Any side effect"),
                    None if asked is None else asked.any,
                    None if unasked is None else unasked.any,
                ),
                *(
                    (kind_name(kind), _of_kind(asked, kind), _of_kind(unasked, kind))
                    for kind in kinds
                ),
            )
        ),
    )


def completeness_table(table: FiguresTable, measures: Iterable[MeasureCompleteness]) -> None:
    """Show how complete the data are, measure by measure."""
    table.show_rows(
        (
            tr("Measure"),
            tr("Asked, of times due"),
            tr("Courses with\na score"),
            tr("With a\nlater one"),
        ),
        (250, 104, 84),
        (
            (
                Cell(text=one.name),
                _asked(one),
                Cell(text=str(one.courses)),
                Cell(text=str(one.compared)),
            )
            for one in measures
        ),
    )


def _share(share: Share | None) -> Cell:
    return Cell(text=share_cell(share), spoken=share_spoken(share))


def _asked(one: MeasureCompleteness) -> Cell:
    due = one.asked + one.missing
    if one.share is None:
        return Cell(text=tr("never due"))
    return Cell(
        text=tr(
            "{percent} · {asked} of {due}",
            percent=percent_text(one.share),
            asked=one.asked,
            due=due,
        ),
        bar=one.share,
    )


def _sessions_head(title: str, rates: EffectRates | None) -> str:
    if rates is None:
        return title
    return f"{title}\n" + ntr("{n} session", "{n} sessions", rates.sessions)


def _rate(share: Share | None) -> Cell:
    return Cell(text=rate_cell(share), spoken=rate_spoken(share))


def _kinds(*groups: EffectRates | None) -> list[SideEffectKind]:
    """The kinds that were noted, in the order of the first group that has them."""
    rates = (rate.kind for group in groups if group is not None for rate in group.kinds)
    return list(dict.fromkeys(rates))


def _of_kind(rates: EffectRates | None, kind: SideEffectKind) -> Share | None:
    if rates is None:
        return None
    return rates.share_of(kind)
