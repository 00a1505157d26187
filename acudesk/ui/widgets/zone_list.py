"""The zones of the body chart as a list: the way to mark them by keyboard and by ear."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.body_chart import (
    BodyMark,
    BodySide,
    MarkKind,
    Zone,
    kind_title,
    mark_details,
    side_letter,
)
from acudesk.domain.text import folded, search_words
from acudesk.translation import tr
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.body_view import swatch
from acudesk.ui.widgets.parts import plain_tip
from acudesk.ui.widgets.typing_pause import EnterKey

ROW_HEIGHT, CELL_WIDTH = 25, 28
_CODE = Qt.ItemDataRole.UserRole
_COMMANDS = (
    Qt.Key.Key_Space,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
)


class _Rows(QTableWidget):
    """Space, digits, Delete and Enter are commands here; letters belong to the field above."""

    commanded = Signal(int, str)
    typed = Signal(str)

    def __init__(self, columns: int) -> None:
        super().__init__(0, columns)
        self.pressed_from: list[QTableWidgetItem] = []

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed_from = self.selectedItems()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        if event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            super().keyPressEvent(event)
        elif key in _COMMANDS or (text.isascii() and text.isdecimal()):
            self.commanded.emit(key, text)
        elif text.isprintable() and text:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)


class ZoneList(QWidget):
    """Zones by region, a cell for each side, with a field to find one.

    `toggled`, `rated` and `cleared` carry the zone that the list stands on, `clicked` one that
    was clicked and whether the list stood on it before, `chosen` follows each step to another
    one, `left` follows Enter.
    """

    chosen = Signal(str)
    clicked = Signal(str, bool)
    toggled = Signal(str)
    rated = Signal(str, int)
    cleared = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, zones: Sequence[Zone]) -> None:
        super().__init__()
        self._theme = theme
        self._zones = {zone.code: zone for zone in zones}
        self._cells: dict[str, QTableWidgetItem] = {}
        self._names: list[QTableWidgetItem] = []
        self._heads: list[QTableWidgetItem] = []
        self._stood = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a zone"))
        self.search.setAccessibleName(tr("Find a zone of the body"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._sift)
        self.rows = _Rows(1 + len(BodySide))
        self._set_up()
        self._fill(zones)
        EnterKey(self.search).pressed.connect(self._go_down)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.search)
        box.addWidget(self.rows, 1)
        QWidget.setTabOrder(self.search, self.rows)
        self.setFocusProxy(self.rows)
        theme.changed.connect(self._paint_names)
        self._paint_names()

    @property
    def current(self) -> str:
        """The zone that the list stands on, or an empty text."""
        found = self.rows.selectedItems()
        return str(found[0].data(_CODE) or "") if found else ""

    def sizeHint(self) -> QSize:
        return QSize(210, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(190, 160)

    def show_marks(self, marks: Iterable[BodyMark]) -> None:
        """Say beside each zone what is marked on it."""
        found: dict[str, list[BodyMark]] = {}
        for mark in marks:
            found.setdefault(mark.zone, []).append(mark)
        icons = {}
        ratio = self.devicePixelRatioF()
        for code, cell in self._cells.items():
            kinds = frozenset(mark.kind for mark in found.get(code, ()))
            if kinds not in icons:
                icons[kinds] = swatch(kinds, self._theme.style, ratio)
            told = [_told(mark) for mark in found.get(code, ())] or [tr("not marked")]
            spoken = ", ".join([self._zones[code].name, *told])
            cell.setIcon(icons[kinds])
            cell.setToolTip(plain_tip(spoken))
            cell.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)

    def go_to(self, zone: str) -> None:
        """Stand on a zone, also where the field above hides it; an empty text leaves the list."""
        cell = self._cells.get(zone)
        if cell is None:
            self._stand_nowhere()
            return
        if self.rows.isRowHidden(cell.row()):
            self.search.clear()
        self.rows.setCurrentItem(cell)
        self.rows.scrollToItem(cell)

    def shown(self) -> list[str]:
        """The zones that are to be seen now, in order."""
        return [code for code, cell in self._cells.items() if not self.rows.isRowHidden(cell.row())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self._go_down()
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)

    def _set_up(self) -> None:
        rows = self.rows
        rows.setObjectName("zones")
        rows.setFont(window_font(12))
        rows.setIconSize(QSize(16, 16))
        rows.setShowGrid(False)
        rows.setTabKeyNavigation(False)
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows.setAccessibleName(tr("Zones of the body"))
        rows.setAccessibleDescription(
            tr("Space marks or clears, 0 to 10 rate the pain, Delete clears, Enter goes on.")
        )
        rows.verticalHeader().hide()
        rows.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        rows.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        rows.setHorizontalHeaderLabels(["", *(side_letter(side) for side in BodySide)])
        head = rows.horizontalHeader()
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(CELL_WIDTH)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, 1 + len(BodySide)):
            rows.setColumnWidth(column, CELL_WIDTH)
        rows.commanded.connect(self._command)
        rows.typed.connect(self._typed)
        rows.itemClicked.connect(self._click)
        rows.itemSelectionChanged.connect(self._step)

    def _fill(self, zones: Sequence[Zone]) -> None:
        titles: dict[str, dict[BodySide, Zone]] = {}
        for zone in zones:
            titles.setdefault(zone.title, {})[zone.side] = zone
        region = ""
        for sides in titles.values():
            first = next(iter(sides.values()))
            if first.region != region:
                region = first.region
                self._heads.append(self._add(tr(region)))
                row = self.rows.rowCount() - 1
                for column in range(1, 1 + len(BodySide)):
                    # A cell without an item would stop the arrow keys.
                    self.rows.setItem(row, column, _silent(""))
                self.rows.setSpan(row, 0, 1, 1 + len(BodySide))
            self._names.append(self._add(tr(first.title)[:1].upper() + tr(first.title)[1:]))
            for column, side in enumerate(BodySide, start=1):
                cell = QTableWidgetItem()
                cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                cell.setData(_CODE, sides[side].code)
                self.rows.setItem(self.rows.rowCount() - 1, column, cell)
                self._cells[sides[side].code] = cell

    def _add(self, text: str) -> QTableWidgetItem:
        """A row with something to read in it; the keys go past that."""
        row = self.rows.rowCount()
        self.rows.insertRow(row)
        item = _silent(text)
        item.setToolTip(plain_tip(text))
        self.rows.setItem(row, 0, item)
        return item

    def _paint_names(self) -> None:
        style = self._theme.style
        for item in self._names:
            item.setForeground(QBrush(QColor(style.text)))
        for item in self._heads:
            item.setForeground(QBrush(QColor(style.text_muted)))
            item.setFont(window_font(12, bold=True))

    def _sift(self) -> None:
        words = search_words(self.search.text())
        rows = [(item.row(), item) for item in (*self._heads, *self._names)]
        heads = {item.row() for item in self._heads}
        head, fitting = 0, False
        for row, item in [*sorted(rows, key=lambda pair: pair[0]), (-1, None)]:
            if row in heads or item is None:
                self.rows.setRowHidden(head, not fitting)
                head, fitting = row, False
                continue
            text = folded(item.text())
            fits = all(word in text for word in words)
            self.rows.setRowHidden(row, not fits)
            fitting = fitting or fits
        shown = self.shown()
        if words and self.current not in shown:
            if shown:
                self.rows.setCurrentItem(self._cells[shown[0]])
            else:
                self._stand_nowhere()

    def _stand_nowhere(self) -> None:
        self.rows.setCurrentIndex(QModelIndex())

    def _go_down(self) -> None:
        shown = self.shown()
        if not shown:
            return
        if self.current not in shown:
            self.rows.setCurrentItem(self._cells[shown[0]])
        self.rows.setFocus(Qt.FocusReason.TabFocusReason)

    def _click(self, cell: QTableWidgetItem) -> None:
        code = cell.data(_CODE)
        if code:
            self.clicked.emit(code, cell in self.rows.pressed_from)

    def _step(self) -> None:
        if self.current != self._stood:
            self._stood = self.current
            self.chosen.emit(self._stood)

    def _typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.setText(text)

    def _command(self, key: int, text: str) -> None:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
            return
        zone = self.current
        if not zone:
            return
        if key == Qt.Key.Key_Space:
            self.toggled.emit(zone)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit(zone)
        else:
            self.rated.emit(zone, int(text))


def _silent(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _told(mark: BodyMark) -> str:
    details = mark_details(mark)
    if mark.kind == MarkKind.PAIN and details:
        return tr("{kind} {details}", kind=kind_title(mark.kind), details=details)
    return ", ".join(part for part in (kind_title(mark.kind), details) if part)
