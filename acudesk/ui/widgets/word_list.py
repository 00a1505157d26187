"""A list of words that is edited in place: add, rename, remove, move; every change is given."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import icon_button, themed_icon

ROW = 32
MOST_ROWS = 9


class WordList(QWidget):
    """`changed` follows every change by hand; `removed` carries a word taken out and its place."""

    changed = Signal()
    removed = Signal(str, int)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._shown: list[str] = []
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.list.setTabKeyNavigation(False)
        self.list.itemChanged.connect(self._renamed)
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self.list.installEventFilter(self)
        delegate = self.list.itemDelegate()
        delegate.closeEditor.connect(lambda: self._drop_empty())
        buttons = QVBoxLayout()
        buttons.setSpacing(2)
        self.add_button = self._button(theme, buttons, "plus", tr("Add"), self.add)
        self.rename_button = self._button(theme, buttons, "pencil", tr("Rename (F2)"), self._rename)
        self.up_button = self._button(
            theme, buttons, "arrow-up", tr("Move up (Alt+Up)"), lambda: self._move(-1)
        )
        self.down_button = self._button(
            theme, buttons, "arrow-down", tr("Move down (Alt+Down)"), lambda: self._move(1)
        )
        self.remove_button = self._button(
            theme, buttons, "trash-2", tr("Remove (Delete)"), self._remove
        )
        buttons.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.list, 1)
        line.addLayout(buttons)
        self.setFocusProxy(self.list)
        self.show_words(())

    @property
    def words(self) -> tuple[str, ...]:
        """What stands in the list, without empty rows."""
        texts = (self.list.item(row).text().strip() for row in range(self.list.count()))
        return tuple(text for text in texts if text)

    def show_words(self, words: Sequence[str]) -> None:
        """Show what is stored, unless something newer stands here."""
        if list(self.words) == list(words):
            self._shown = list(words)
        elif not self.list.count() or list(self.words) == self._shown:
            self._fill(words)

    def put(self, words: Sequence[str], current: int) -> None:
        """Show other words and give them, as if by hand."""
        before = self._shown
        self._fill(words)
        self._shown = before
        self.list.setCurrentRow(min(current, self.list.count() - 1))
        self.changed.emit()

    def add(self) -> None:
        """Begin a new row."""
        item = self._item("")
        self.list.blockSignals(True)
        self.list.addItem(item)
        self.list.blockSignals(False)
        self._fit()
        self.list.setCurrentItem(item)
        self.list.editItem(item)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Keys that the editor of a row passes on are not meant for the list.
        typed = event.type() == QEvent.Type.KeyPress and self.list.hasFocus()
        if typed and isinstance(event, QKeyEvent):
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            if event.key() == Qt.Key.Key_Delete:
                self._remove()
                return True
            if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._rename()
                return True
        return super().eventFilter(watched, event)

    def _button(
        self, theme: Theme, box: QVBoxLayout, icon: str, name: str, do: object
    ) -> QToolButton:
        made = icon_button(name)
        themed_icon(made, theme, icon)
        made.clicked.connect(do)
        box.addWidget(made)
        return made

    def _item(self, word: str) -> QListWidgetItem:
        item = QListWidgetItem(word)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setSizeHint(QSize(0, ROW))
        return item

    def _fill(self, words: Sequence[str]) -> None:
        row = max(self.list.currentRow(), 0)
        self.list.blockSignals(True)
        self.list.clear()
        for word in words:
            self.list.addItem(self._item(word))
        self._shown = list(words)
        self.list.setCurrentRow(min(row, len(words) - 1))
        self.list.blockSignals(False)
        self._fit()
        self._enable()

    def _fit(self) -> None:
        rows = min(max(self.list.count(), 5), MOST_ROWS)
        self.list.setFixedHeight(rows * ROW + 10)

    def _enable(self) -> None:
        row, rows = self.list.currentRow(), self.list.count()
        self.rename_button.setEnabled(row >= 0)
        self.remove_button.setEnabled(row >= 0)
        self.up_button.setEnabled(row > 0)
        self.down_button.setEnabled(0 <= row < rows - 1)

    def _rename(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item)

    def _renamed(self, item: QListWidgetItem) -> None:
        if item.text().strip():
            self.changed.emit()

    def _drop_empty(self) -> None:
        """A row that was left empty goes away: a new one quietly, a known one as removed."""
        row = self.list.currentRow()
        if row < 0 or self.list.item(row).text().strip():
            return
        self.list.blockSignals(True)
        self.list.takeItem(row)
        self.list.blockSignals(False)
        self._fit()
        self._enable()
        if list(self.words) != self._shown:
            self.changed.emit()

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row < 0:
            return
        word = self.list.item(row).text()
        self.list.takeItem(row)
        self._fit()
        self._enable()
        self.changed.emit()
        self.removed.emit(word, row)

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        if row < 0 or not 0 <= row + step < self.list.count():
            return
        self.list.blockSignals(True)
        self.list.insertItem(row + step, self.list.takeItem(row))
        self.list.setCurrentRow(row + step)
        self.list.blockSignals(False)
        self._enable()
        self.changed.emit()
