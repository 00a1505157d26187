"""Where an import begins: the file, and what was imported before, to be taken back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.import_outcome import ImportRecord
from acudesk.domain.wording import long_date
from acudesk.translation import ntr, tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.parts import button, card, label

if TYPE_CHECKING:
    from acudesk.domain.changes import Changes

MOST_SHOWN = 8


class ImportStart(QWidget):
    """`file_wanted` asks for a file, `taken_back` says that an import is undone, `refused`
    carries the DomainError of one that cannot be."""

    file_wanted = Signal()
    taken_back = Signal()
    refused = Signal(object)

    def __init__(self, runner: TaskRunner) -> None:
        super().__init__()
        self._runner = runner
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.choose = button(tr("Choose a file…"), primary=True)
        self.choose.clicked.connect(self.file_wanted)
        inside = QVBoxLayout()
        inside.setContentsMargins(18, 16, 18, 18)
        inside.setSpacing(10)
        inside.addWidget(label(tr("A file from elsewhere"), "heading"))
        for words in (
            tr(
                "A table (CSV) of patients, or of pain scores and other measures by date; "
                "address cards (vCard); or a FHIR bundle. Drop it here, or choose it."
            ),
            tr(
                "First you see what would be added. Nothing is kept before you say so, and all "
                "of it can be taken back at once."
            ),
        ):
            inside.addWidget(label(words, "words", wrap=True))
        line = QGridLayout()
        line.addWidget(self.choose, 0, 0)
        line.setColumnStretch(1, 1)
        inside.addLayout(line)
        before = QVBoxLayout()
        before.setContentsMargins(18, 14, 18, 16)
        before.setSpacing(8)
        before.addWidget(label(tr("Imported before"), "heading"))
        before.addLayout(self._grid)
        self._before = card(before)
        self._before.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(card(inside))
        box.addWidget(self._before)
        box.addStretch(1)

    def refresh(self) -> None:
        """Read anew what was imported."""
        self._runner.read(lambda services: services.imports.list_imports(), self._show, owner=self)

    def take_back(self, import_id: int) -> None:
        """Undo a whole import."""

        def done(_: "Changes") -> None:
            self.refresh()
            self.taken_back.emit()

        self._runner.write(
            lambda services: services.imports.undo_import(import_id),
            done,
            failed=self._refuse,
            owner=self,
        )

    def _refuse(self, error: DomainError) -> None:
        self.refused.emit(error)

    def _show(self, records: tuple[ImportRecord, ...]) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            inside = item.widget() if item is not None else None
            if inside is not None:
                inside.hide()
                inside.deleteLater()
        for row, record in enumerate(records[:MOST_SHOWN]):
            self._grid.addWidget(label(long_date(record.imported_at.date()), "words"), row, 0)
            self._grid.addWidget(label(_words(record), "hint", wrap=True), row, 1)
            if record.undone_at is None:
                back = button(tr("Take back"))
                back.setAccessibleName(tr("Take back the import of {file}", file=record.source))
                back.clicked.connect(lambda _, key=record.id: self.take_back(key))
                self._grid.addWidget(back, row, 2)
            else:
                self._grid.addWidget(label(tr("taken back"), "hint"), row, 2)
        self._before.setVisible(bool(records))


def _words(record: ImportRecord) -> str:
    patients = record.counts.get("patients_added", 0)
    entries = record.counts.get("entries_added", 0)
    counted = [
        ntr("{n} patient", "{n} patients", patients),
        ntr("{n} entry", "{n} entries", entries),
    ]
    return f"{record.source}: " + ", ".join(counted)
