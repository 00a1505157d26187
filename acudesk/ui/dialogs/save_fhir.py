"""Asks where a FHIR bundle goes, and saves it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from acudesk.domain.errors import DomainError
from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.dialogs.ask_file import ask_file, file_name
from acudesk.ui.dialogs.long_work import LongWorkDialog
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from acudesk.services.fhir_export import FhirReport
    from acudesk.services.long_work import LongWork


class FhirSaver(QObject):
    """Bundles of one patient or of all; `saved` carries the file."""

    saved = Signal(object)

    def __init__(
        self, runner: TaskRunner, notice: Notice, settings: Settings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._runner, self._notice, self._settings = runner, notice, settings
        self._window = parent

    def ask(self, name: str = "", patient_id: int | None = None) -> None:
        """Ask for a file for the patient of this name, or for all patients."""
        words = tr("FHIR {name} {day}", name=file_name(name), day=date.today().isoformat())
        ask_file(
            self._window,
            tr("Save as FHIR"),
            "json",
            " ".join(words.split()),
            self._settings.report_folder,
            lambda file: self.save(file, patient_id),
        )

    def save(self, file: Path, patient_id: int | None = None) -> LongWorkDialog:
        """Write a bundle, with a dialog that says how far it is."""

        def write(work: "LongWork") -> "FhirReport":
            from acudesk.services.fhir_export import save_bundle

            return save_bundle(work, file, patient_id)

        dialog = LongWorkDialog(self._runner, self._window, tr("Saving as FHIR"), write)
        dialog.finished_work.connect(lambda report: self._saved(file, report.words))
        dialog.failed.connect(self._refused)
        dialog.stopped.connect(lambda: self._notice.tell(tr("Stopped. Nothing was saved.")))
        dialog.open()
        return dialog

    def _saved(self, file: Path, words: str) -> None:
        folder = QUrl.fromLocalFile(str(file.parent))
        self._notice.tell(
            words,
            do=tr("Open the folder"),
            action=lambda: QDesktopServices.openUrl(folder),
        )
        self.saved.emit(file)

    def _refused(self, error: DomainError) -> None:
        self._notice.warn(error.text)
