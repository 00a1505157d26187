"""Asks where a progress page goes, and saves it beside the window's work."""

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
        ask_file(
            self._window,
            tr("Save the progress page"),
            ending,
            tr("Progress {name} {day}", name=file_name(name), day=date.today().isoformat()),
            self._folder,
            lambda file: self.save(file, patient_id, course_id),
        )

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

        def aside(data: "PageData") -> None:
            self._runner.run_aside(
                lambda: _render_and_save(data, file), done, failed=failed, owner=self
            )

        self._runner.read(
            lambda services: services.reports.page_data(patient_id, course_id),
            aside,
            failed=failed,
            owner=self,
        )


def _render_and_save(data: "PageData", file: Path) -> None:
    from acudesk.services.reports import format_of, render, save

    save(file, render(data, format_of(file)))
