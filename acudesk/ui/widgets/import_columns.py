"""Column by column: what stands in a file, what it is, and what is made of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from acudesk.domain.import_plan import ColumnFinding, ImportLook
from acudesk.domain.import_roles import SEVERAL, role_of, roles
from acudesk.domain.import_table import TablePreview
from acudesk.domain.measure import Measure
from acudesk.translation import ntr, tr
from acudesk.ui.widgets.parts import WheelGuard, elastic, label, plain_tip

FIRST_CELLS = 2
CELL_LETTERS = 17
NAME_LETTERS = 48
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
CHOICE_WIDTH = 250


class ImportColumns(QWidget):
    """`chosen` carries a column and what it is, as `Role.value`."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.choices: dict[str, QComboBox] = {}
        self._preview: TablePreview | None = None
        self._found: dict[str, tuple[QLabel, QLabel]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(9)
        for place, share in enumerate((3, 4, 0, 5)):
            self._grid.setColumnStretch(place, share)
        self._guard = WheelGuard(self)

    def show_look(self, look: ImportLook, measures: Sequence[Measure]) -> None:
        """Show what was seen in a file and what its plan makes of it."""
        assert look.preview is not None
        if look.preview != self._preview:
            self._build(look.preview, measures)
        findings = {one.column: one for one in look.columns}
        for column, choice in self.choices.items():
            self._choose(choice, role_of(look.plan, column, measures))
            words, trouble = self._found[column]
            self._tell(words, trouble, findings.get(column))

    def _build(self, preview: TablePreview, measures: Sequence[Measure]) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            inside = item.widget() if item is not None else None
            if inside is not None:
                inside.hide()
                inside.deleteLater()
        self.choices, self._found = {}, {}
        self._preview = preview
        model = _offered(measures, self)
        for place, words in enumerate(
            (tr("Column"), tr("First cells"), tr("What it is"), tr("Read as"))
        ):
            self._grid.addWidget(label(words, "label"), 0, place)
        for place, column in enumerate(preview.headers):
            line = place + 1
            short = column if len(column) <= NAME_LETTERS else column[:NAME_LETTERS] + "…"
            name = elastic(label(short or tr("without a name"), "heading", wrap=True))
            name.setToolTip(plain_tip(column))
            cells = [row.cells[place] for row in preview.rows if place < len(row.cells)]
            first = elastic(label(_cells(cells), "hint", wrap=True))
            for text in (name, first):
                # Text that runs from the right stays in its column.
                text.setAlignment(LEFT)
            first.setToolTip(plain_tip("\n".join(cells)))
            choice = QComboBox()
            # Else each of them measures every word of the list.
            choice.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            choice.setModel(model)
            choice.setFixedWidth(CHOICE_WIDTH)
            choice.setAccessibleName(tr("What the column {column} is", column=column))
            choice.installEventFilter(self._guard)
            choice.activated.connect(
                lambda _, column=column, choice=choice: self.chosen.emit(
                    column, choice.currentData()
                )
            )
            found = elastic(QWidget())
            below = QGridLayout(found)
            below.setContentsMargins(0, 0, 0, 0)
            below.setVerticalSpacing(1)
            words_label, trouble = label("", "hint", wrap=True), label("", "error", wrap=True)
            below.addWidget(words_label, 0, 0)
            below.addWidget(trouble, 1, 0)
            if column and preview.headers.count(column) == 1:
                self.choices[column] = choice
                self._found[column] = (words_label, trouble)
            else:
                choice.setEnabled(False)
                words_label.setText(tr("Not read: give the column a name of its own in the file."))
                trouble.hide()
            for at, part in enumerate((name, first, choice, found)):
                self._grid.addWidget(part, line, at, Qt.AlignmentFlag.AlignVCenter)
        self._grid.setRowStretch(len(preview.headers) + 1, 1)

    def _choose(self, choice: QComboBox, value: str) -> None:
        place = choice.findData(value)
        choice.setCurrentIndex(max(place, 0))

    def _tell(self, words: QLabel, trouble: QLabel, found: ColumnFinding | None) -> None:
        said, wrong = "", ""
        if found is not None:
            said = found.what
            shown = [
                tr("{text} is {value}", text=text, value=value) if text != value else text
                for text, value in found.examples[:FIRST_CELLS]
            ]
            if shown:
                said = tr("{what}: {examples}", what=said.rstrip("."), examples="; ".join(shown))
            if found.unreadable_total:
                line, text = found.unreadable[0]
                wrong = ntr(
                    "{n} cell cannot be read, in line {line}: “{text}”",
                    "{n} cells cannot be read, the first in line {line}: “{text}”",
                    found.unreadable_total,
                    line=line,
                    text=text,
                )
        for part, text in ((words, said), (trouble, wrong)):
            part.setText(text)
            part.setVisible(bool(text))


def _offered(measures: Sequence[Measure], parent: QWidget) -> QStandardItemModel:
    """One list for all columns, with headings that cannot be chosen."""
    model = QStandardItemModel(parent)
    group = ""
    for role in roles(measures):
        if role.group != group:
            group = role.group
            heading = QStandardItem(group)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            font = heading.font()
            font.setBold(True)
            heading.setFont(font)
            heading.setData(None, Qt.ItemDataRole.UserRole)
            model.appendRow(heading)
        item = QStandardItem(role.words)
        item.setData(role.value, Qt.ItemDataRole.UserRole)
        model.appendRow(item)
    several = QStandardItem(tr("Several scores"))
    several.setData(SEVERAL, Qt.ItemDataRole.UserRole)
    several.setFlags(Qt.ItemFlag.NoItemFlags)
    model.appendRow(several)
    return model


def _cells(cells: Sequence[str]) -> str:
    kept = [cell for cell in dict.fromkeys(cells) if cell.strip()][:FIRST_CELLS]
    short = [cell if len(cell) <= CELL_LETTERS else cell[:CELL_LETTERS] + "…" for cell in kept]
    return "\n".join(short) or tr("empty")
