"""Saves the figures of the practice for a spreadsheet, beside the window's work."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from acudesk.domain.errors import DomainError
from acudesk.translation import tr
from acudesk.ui.dialogs.ask_file import ask_file, file_name
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.practice_reading import PracticeView


class PracticeSaver(QObject):
    """Saves what is shown at the moment it is asked."""

    def __init__(self, runner: TaskRunner, notice: Notice, window: QWidget) -> None:
        super().__init__(window)
        self._runner, self._notice, self._window = runner, notice, window

    def ask(self, view: PracticeView) -> QFileDialog:
        """Ask for a file and save the figures in it."""
        return ask_file(
            self._window,
            tr("Save the figures of the practice"),
            "xlsx",
            file_name(tr("Practice {day}", day=date.today().isoformat())),
            "",
            lambda file: self.save(view, file),
        )

    def save(self, view: PracticeView, file: Path) -> None:
        """Save the figures as a workbook."""

        def write() -> Path:
            from acudesk.services.practice_tables import save_practice

            return save_practice(file, view.figures, view.measures)

        def done(_: Path) -> None:
            self._notice.tell(
                tr("Saved: {name}", name=file.name),
                do=tr("Open"),
                action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))),
            )

        def refused(error: DomainError) -> None:
            self._notice.warn(error.text)

        self._runner.run_aside(write, done, failed=refused, owner=self)
