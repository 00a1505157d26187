"""A dialog for work of minutes: it shows how far the work is, and lets it be stopped."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from acudesk.services.long_work import LongWork

WIDE = 460


class LongWorkDialog(QDialog):
    """Runs the work as soon as it is made. `finished_work` carries its result, `failed` the
    DomainError that ended it, `stopped` says that it ended because it was asked to."""

    finished_work = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(
        self, runner: TaskRunner, parent: QWidget, title: str, work: "Callable[[LongWork], Any]"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = WorkLine(runner, title)
        self.line.finished_work.connect(self._done)
        self.line.failed.connect(self._failed)
        self.line.stopped.connect(self._stopped)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        box.addWidget(label(title, "title"))
        box.addWidget(self.line)
        self.setMinimumWidth(WIDE)
        self.line.start(work)

    def reject(self) -> None:
        """Esc stops the work; the dialog closes when it has ended."""
        self.line.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.line.is_running:
            event.ignore()
            self.line.stop()
        else:
            super().closeEvent(event)

    def _done(self, result: Any) -> None:
        self.accept()
        self.finished_work.emit(result)

    def _failed(self, error: DomainError) -> None:
        self.accept()
        self.failed.emit(error)

    def _stopped(self) -> None:
        self.accept()
        self.stopped.emit()
