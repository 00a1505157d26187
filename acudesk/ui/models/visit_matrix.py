"""The visits of a course as a table: a heading row above each group, a column for each session."""

from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from acudesk.domain.visit_fields import Cell, RowGroup
from acudesk.domain.visit_matrix import (
    VisitColumn,
    VisitMatrix,
    VisitRow,
    cell_words,
    column_words,
    group_name,
    kind_words,
)
from acudesk.domain.wording import short_date
from acudesk.translation import tr
from acudesk.ui.widgets.parts import plain_tip

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
NOTHING = VisitMatrix(columns=(), rows=())


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the table: a heading (no row), or a row."""

    group: RowGroup
    row: VisitRow | None


class VisitMatrixModel(QAbstractTableModel):
    """Shows one matrix; headings can be neither chosen nor reached by keys."""

    def __init__(self) -> None:
        super().__init__()
        self._matrix = NOTHING
        self._lines: list[_Line] = []

    @property
    def columns(self) -> tuple[VisitColumn, ...]:
        """The sessions, from left to right."""
        return self._matrix.columns

    def show(self, matrix: VisitMatrix) -> None:
        """Show a matrix in place of the one before."""
        self.beginResetModel()
        self._matrix = matrix
        self._lines = []
        for group, rows in groupby(matrix.rows, key=lambda row: row.group):
            self._lines.append(_Line(group, None))
            self._lines += [_Line(group, row) for row in rows]
        self.endResetModel()

    def row_at(self, line: int) -> VisitRow | None:
        """The field of a line; None for a heading."""
        return self._lines[line].row

    def cell_at(self, line: int, column: int) -> Cell | None:
        """What stands in a cell; None below a heading."""
        row = self._lines[line].row
        return None if row is None else row.cells[column]

    def label_at(self, line: int) -> str:
        """What stands at the left of a line."""
        found = self._lines[line]
        return group_name(found.group) if found.row is None else found.row.label

    def find(self, label: str, session_id: int) -> QModelIndex:
        """The cell of a field and a session; invalid where one of them is not there."""
        lines = [n for n, line in enumerate(self._lines) if line.row and line.row.label == label]
        columns = [n for n, one in enumerate(self.columns) if one.session_id == session_id]
        return self.index(lines[0], columns[0]) if lines and columns else QModelIndex()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._matrix.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._lines[index.row()].row is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._lines[index.row()].row
        if row is None:
            return None
        cell = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = cell_words(self._matrix.columns[index.column()], row, cell)
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return words
            return plain_tip(words).replace("\n", "<br>") if cell.text else None
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            return self._row_header(section, role)
        column = self._matrix.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join(column_lines(column))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column_words(column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column_words(column)
        return None

    def _row_header(self, section: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.label_at(section)
        row = self._lines[section].row
        if row is not None and role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.name)
        if row is not None and role == Qt.ItemDataRole.AccessibleTextRole:
            return row.name
        return None


def column_lines(column: VisitColumn) -> tuple[str, str]:
    """A column's heading in two lines: what it is, and its day."""
    words = kind_words(column.kind)
    if column.number is None:
        return words.capitalize(), short_date(column.day)
    name = str(column.number)
    if words:
        name = tr("{n}, {kind}", n=column.number, kind=words)
    return name, short_date(column.day)
