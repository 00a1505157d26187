"""All visits of a course beside each other: fields at the left, sessions to the right."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.visit_fields import CellState, Turn
from acudesk.domain.visit_matrix import ColumnKind, build_visit_matrix
from acudesk.domain.visit_matrix import VisitMatrix as VisitMatrixOfCourse
from acudesk.translation import tr
from acudesk.ui.models.visit_matrix import VisitMatrixModel
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.visit_matrix_paint import (
    HEADER_HEIGHT,
    PADDING,
    ROW_HEADER_WIDTH,
    CellPainter,
    ColumnHeader,
    RowHeader,
)

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

COLUMN_WIDTH = 108
WIDER = ((3, 200), (6, 140))
"""Where only so many sessions stand there, each may take so many pixels."""
ROW_HEIGHT = 26
"""Pixels; a row of words is as high as its longest cell needs, up to MOST_LINES."""
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class VisitTable(QTableView):
    """The table itself; `chosen` follows Enter and a double click with the column."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.painter = CellPainter(theme)
        self.setItemDelegate(self.painter)
        self.setHorizontalHeader(ColumnHeader(theme))
        self.setVerticalHeader(RowHeader(theme))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setObjectName("visits")
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        # Over the button that Qt draws there.
        self._corner = label(tr("Session"), "label")
        self._corner.setParent(self)
        self._corner.setAutoFillBackground(True)
        self._corner.setContentsMargins(PADDING, 6, 0, 0)
        self._corner.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._corner.setGeometry(0, 0, ROW_HEADER_WIDTH, HEADER_HEIGHT)
        self._at_end = True
        scroll = self.horizontalScrollBar()
        scroll.rangeChanged.connect(self._stay_at_end)
        scroll.valueChanged.connect(self._note_end)
        self._theme = theme
        theme.changed.connect(self._paint_ground)
        self._paint_ground()
        self.setAccessibleName(tr("Visits side by side"))
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.column()))

    def go_to_end(self) -> None:
        """Show the latest session, and keep it in sight while the room changes."""
        self._at_end = True
        self._stay_at_end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the session of the cell; Ctrl+C copies the selected cells."""
        if event.key() in ENTER and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().column())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as text between tabs."""
        text = as_text(self.selectionModel().selectedIndexes())
        if text:
            QGuiApplication.clipboard().setText(text)

    def _stay_at_end(self) -> None:
        if self._at_end:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())

    def _note_end(self, value: int) -> None:
        self._at_end = value == self.horizontalScrollBar().maximum()

    def _paint_ground(self) -> None:
        palette = self.palette()
        for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
            palette.setColor(role, QColor(self._theme.style.card))
        headers = self.horizontalHeader(), self.verticalHeader()
        for part in (self, self.viewport(), self._corner, *headers):
            part.setPalette(palette)


class VisitMatrix(QWidget):
    """The visits of one course; `session_chosen` carries the id of the session to open."""

    session_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model = VisitMatrixModel()
        self.table = VisitTable(theme)
        self.table.setModel(self.model)
        self.table.chosen.connect(self._choose)
        self._hint = label("", "hint", wrap=True)
        self._empty = label(tr("No session yet: the table begins with the first one."), "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        full = QWidget()
        inside = QVBoxLayout(full)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self.table, 1)
        inside.addWidget(self._hint)
        self._full = full
        self._pile = QStackedLayout(self)
        self._pile.addWidget(self._empty)
        self._pile.addWidget(full)
        self.setFocusProxy(self.table)
        self._course = 0

    def show_course(self, view: "CourseView") -> None:
        """Show a course, scrolled to its latest session; the same course stays where it was."""
        matrix = build_visit_matrix(
            view.measures,
            view.so_far,
            activities=view.course.activities,
            reviews=view.reviews,
            gaps=view.adherence.gaps,
        )
        same, self._course = view.course.id == self._course, view.course.id
        current, top = self.table.currentIndex(), self.table.verticalScrollBar().value()
        label = self.model.label_at(current.row()) if current.isValid() else ""
        column = self.model.columns[current.column()].session_id if current.isValid() else 0
        self.model.show(matrix)
        self._pile.setCurrentWidget(self._full if matrix.rows else self._empty)
        if not matrix.rows:
            return
        self._hint.setText(_legend(matrix))
        self._lay_out()
        if same:
            self._select(self.model.find(label, column))
            self.table.verticalScrollBar().setValue(top)
        else:
            self._select(self.model.index(1, self.model.columnCount() - 1))
            self.table.verticalScrollBar().setValue(0)
            self.table.go_to_end()

    def _lay_out(self) -> None:
        table, painter = self.table, self.table.painter
        count = self.model.columnCount()
        wide = next((width for most, width in WIDER if count <= most), COLUMN_WIDTH)
        table.horizontalHeader().setDefaultSectionSize(wide)
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        for line in range(self.model.rowCount()):
            row = self.model.row_at(line)
            lines = 1
            if row is not None and row.wordy:
                lines = painter.most_lines((cell.text for cell in row.cells), wide)
            table.setRowHeight(line, ROW_HEIGHT + (lines - 1) * painter.line_height)

    def _select(self, index: QModelIndex) -> None:
        self.table.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def _choose(self, column: int) -> None:
        self.session_chosen.emit(self.model.columns[column].session_id)


def _legend(matrix: VisitMatrixOfCourse) -> str:
    """What the signs mean; only those that are there."""
    cells = [cell for row in matrix.rows for cell in row.cells]
    turns = {cell.change.turn for cell in cells if cell.change is not None}
    words = []
    if any(cell.state == CellState.NOT_ASKED for cell in cells):
        words.append(tr("– due, not asked"))
    if turns:
        words.append(tr("small figures: difference to the score before"))
    if Turn.WITHIN_ERROR in turns:
        words.append(tr("without a word: within measurement error"))
    if any(column.kind == ColumnKind.ERROR for column in matrix.columns):
        words.append(tr("struck through: entered in error, counts nowhere"))
    words.append(tr("Enter opens the session"))
    return " · ".join(words)


def as_text(indexes: Iterable[QModelIndex]) -> str:
    """Cells as text between tabs, a line for each row; what was not selected stays empty."""
    cells = {(index.row(), index.column()): str(index.data() or "") for index in indexes}
    if not cells:
        return ""
    columns = range(min(c for _r, c in cells), max(c for _r, c in cells) + 1)
    return "\n".join(
        "\t".join(" ".join(cells.get((row, column), "").split()) for column in columns)
        for row in sorted({row for row, _column in cells})
    )
