"""Asks where the progress page goes, and saves it there without holding up the window."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from acudesk.domain.errors import DomainError
from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from acudesk.services.reports import PageData


class ReportSaver(QObject):
    """Reads on the database thread, draws and typesets beside it; `saved` carries the file."""

    saved = Signal(object)

    def __init__(
        self, runner: TaskRunner, notice: Notice, settings: Settings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._notice = notice
        self._window = parent
        self._folder = settings.report_folder

    def ask(self, ending: str, name: str, patient_id: int, course_id: int | None) -> None:
        """Ask for a file; `ending` is pdf or png, `name` the patient's display name."""
        folder = Path(self._folder or Path.home() / "Documents")
        if not folder.is_dir():
            folder = Path.home()
        kinds = tr("PDF page (*.pdf)") if ending == "pdf" else tr("PNG picture (*.png)")
        dialog = QFileDialog(self._window, tr("Save the progress page"), str(folder), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"{_file_name(name, date.today())}.{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen), patient_id, course_id))
        dialog.open()

    def save(self, file: Path, patient_id: int, course_id: int | None) -> None:
        """Save the page, or the chart alone, in the format that the name ends in."""

        def done(_: object) -> None:
            self._folder = str(file.parent)
            self._notice.tell(
                tr("Saved: {name}", name=file.name),
                do=tr("Open"),
                action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))),
            )
            self.saved.emit(file)

        def failed(error: DomainError) -> None:
            self._notice.warn(error.text)

        def render(data: "PageData") -> None:
            self._runner.run_aside(
                lambda: _render_and_save(data, file), done, failed=failed, owner=self
            )

        self._runner.read(
            lambda services: services.reports.page_data(patient_id, course_id),
            render,
            failed=failed,
            owner=self,
        )


def _file_name(name: str, day: date) -> str:
    kept = "".join(char if char.isalnum() or char in " -" else " " for char in name)
    return tr("Progress {name} {day}", name=" ".join(kept.split())[:80], day=day.isoformat())


def _render_and_save(data: "PageData", file: Path) -> None:
    from acudesk.services.reports import format_of, render, save

    save(file, render(data, format_of(file)))
