"""The documents of a patient as a table that is walked by rows."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from acudesk.domain.document import Document, DocumentKind, kind_name, size_words
from acudesk.domain.wording import long_date
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.parts import plain_tip

ROW, HEADER = 32, 30
DAY_WIDTH, KIND_WIDTH, SIZE_WIDTH = 156, 134, 84


class DocumentList(QTableWidget):
    """`view_wanted`, `edit_wanted` and `removal_wanted` are about the document that is chosen:
    Enter or a double click, F2, Delete. `moved` follows the choice."""

    view_wanted = Signal()
    edit_wanted = Signal()
    removal_wanted = Signal()
    moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(0, 4)
        self._documents: tuple[Document, ...] = ()
        self.setObjectName("figures")
        self.setAccessibleName(tr("Documents"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        down = self.verticalHeader()
        down.hide()
        down.setDefaultSectionSize(ROW)
        across = self.horizontalHeader()
        across.setFixedHeight(HEADER)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, (head, width) in enumerate(
            (
                (tr("Name"), 0),
                (tr("Date"), DAY_WIDTH),
                (tr("Format"), KIND_WIDTH),
                (tr("Size"), SIZE_WIDTH),
            )
        ):
            item = QTableWidgetItem(head)
            item.setFont(window_font(12, bold=True))
            item.setTextAlignment(_side(column))
            self.setHorizontalHeaderItem(column, item)
            if width:
                self.setColumnWidth(column, width)
        self.itemSelectionChanged.connect(self.moved)
        self.doubleClicked.connect(lambda _: self.view_wanted.emit())
        theme.changed.connect(self.viewport().update)

    @property
    def chosen(self) -> Document | None:
        """The document in the row that is chosen."""
        rows = self.selectionModel().selectedRows()
        return self._documents[rows[0].row()] if rows else None

    @property
    def documents(self) -> tuple[Document, ...]:
        """What the table shows, in its order."""
        return self._documents

    def show_documents(self, documents: Sequence[Document]) -> None:
        """Show these; the one that was chosen stays so, else the one in its place."""
        before, row = self.chosen, self.currentRow()
        self._documents = tuple(documents)
        self.setRowCount(len(self._documents))
        for place, document in enumerate(self._documents):
            for column, text in enumerate(_cells(document)):
                self.setItem(place, column, _item(document, column, text))
        if before is not None:
            keys = [one.id for one in self._documents]
            row = keys.index(before.id) if before.id in keys else row
        self.choose_row(min(max(row, 0), len(self._documents) - 1))

    def choose(self, document_id: int) -> None:
        """Choose one of them, if it is here."""
        for row, document in enumerate(self._documents):
            if document.id == document_id:
                self.choose_row(row)

    def choose_row(self, row: int) -> None:
        """Choose a row."""
        here = self.model().index(row, 0)
        if here.isValid():
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(here, flag.ClearAndSelect | flag.Rows)

    def spoken(self, row: int) -> str:
        """What a screen reader says of a row."""
        item = self.item(row, 0)
        return "" if item is None else str(item.data(Qt.ItemDataRole.AccessibleTextRole))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.chosen is None:
            self.choose_row(max(self.currentRow(), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wanted = {
            Qt.Key.Key_Return: self.view_wanted,
            Qt.Key.Key_Enter: self.view_wanted,
            Qt.Key.Key_F2: self.edit_wanted,
            Qt.Key.Key_Delete: self.removal_wanted,
        }.get(Qt.Key(event.key()))
        if wanted is not None and self.chosen is not None:
            wanted.emit()
            return
        super().keyPressEvent(event)


def format_words(document: Document) -> str:
    """The format, and of a PDF its pages."""
    if document.kind == DocumentKind.PDF:
        return ntr("PDF, {n} page", "PDF, {n} pages", document.pages)
    return kind_name(document.kind)


def day_words(document: Document) -> str:
    """The day that a document bears."""
    return tr("no date") if document.day is None else long_date(document.day)


def _cells(document: Document) -> tuple[str, ...]:
    return (
        document.name,
        day_words(document),
        format_words(document),
        size_words(document.size),
    )


def _item(document: Document, column: int, text: str) -> QTableWidgetItem:
    made = QTableWidgetItem(text)
    made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    made.setTextAlignment(_side(column))
    spoken = ", ".join(filter(None, (*_cells(document), document.note)))
    made.setData(Qt.ItemDataRole.AccessibleTextRole, spoken if column == 0 else text)
    made.setToolTip(plain_tip("\n".join(filter(None, (document.name, document.note)))))
    return made


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == 3 else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
