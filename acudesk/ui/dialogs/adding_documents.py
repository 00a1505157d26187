"""Adds files to a patient's record one after the other, and remembers what became of each."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from acudesk.domain.changes import Changes
from acudesk.domain.document import DocumentFile
from acudesk.domain.errors import DomainError
from acudesk.translation import ntr, tr
from acudesk.ui.task_runner import TaskRunner


class AddingDocuments(QObject):
    """Each file is read and checked beside the database, then kept at once; one that is refused
    stops no other. `told` says which file is on its way, `ended` that none is left.

    `results` are the files of this turn, each as its name and what became of it.
    """

    told = Signal(str)
    ended = Signal()

    def __init__(self, runner: TaskRunner, patient_id: int, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._patient_id = patient_id
        self._waiting: list[Path] = []
        self._busy = False
        self.results: list[tuple[str, str]] = []
        self.added = 0

    @property
    def heading(self) -> str:
        """What became of the files of this turn together."""
        count = len(self.results)
        if self.added == count:
            return ntr("{n} file was added", "{n} files were added", count)
        if self.added == 0:
            return ntr("The file was not added", "None of the {n} files was added", count)
        return tr("{added} of {count} files were added", added=self.added, count=count)

    def add(self, files: Sequence[Path]) -> None:
        """Add files behind those that are on their way."""
        if not self._busy:
            self.results, self.added = [], 0
        self._waiting += files
        if self._waiting and not self._busy:
            self._busy = True
            self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._busy = False
            self.ended.emit()
            return
        file = self._waiting.pop(0)
        n = len(self.results) + 1
        total = n + len(self._waiting)
        self.told.emit(tr("Adding {n} of {total}: {name}", n=n, total=total, name=file.name))

        def read() -> DocumentFile:
            from acudesk.services.documents import read_document

            return read_document(file)

        def refused(error: DomainError) -> None:
            self.results.append((file.name, error.text))
            self._next()

        def keep(document: DocumentFile) -> None:
            patient_id = self._patient_id
            self._runner.write(
                lambda services: services.documents.add_document(patient_id, document),
                kept,
                failed=refused,
                owner=self,
            )

        def kept(_: Changes) -> None:
            self.added += 1
            self.results.append((file.name, tr("added")))
            self._next()

        self._runner.run_aside(read, keep, failed=refused, owner=self)
