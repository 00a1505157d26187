"""Shows how far work of minutes is, how long it will take, and lets it be stopped."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step, StoppedError, left_words
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.parts import button, label

if TYPE_CHECKING:
    from acudesk.services.long_work import LongWork

WIDE = 460
PARTS = 1_000
THICK = 8


class LongWorkDialog(QDialog):
    """Runs the work as soon as it is opened. `finished_work` carries its result, `failed` the
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
        self._began = time.monotonic()
        self._over = False
        self.what = label("", "hint", wrap=True)
        self.what.setMinimumHeight(self.what.fontMetrics().lineSpacing() * 2)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(THICK)
        self.bar.setObjectName("thin")
        self.bar.setAccessibleName(title)
        self.left = label("", "hint")
        self.stop_button = button(tr("Stop"))
        self.stop_button.clicked.connect(self.stop)
        foot = QHBoxLayout()
        foot.addWidget(self.left, 1)
        foot.addWidget(self.stop_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        box.addWidget(label(title, "title"))
        box.addWidget(self.what)
        box.addWidget(self.bar)
        box.addLayout(foot)
        self.setMinimumWidth(WIDE)
        self._task = runner.run_long(
            work, self._done, told=self._tell, failed=self._ended, owner=self
        )

    def stop(self) -> None:
        """Ask the work to end."""
        if self._over:
            return
        self._task.stop()
        self.stop_button.setEnabled(False)
        self.what.setText(tr("Stopping…"))

    def reject(self) -> None:
        """Esc stops the work; the dialog closes when it has ended."""
        self.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.stop()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._over:
            super().closeEvent(event)
        else:
            event.ignore()
            self.stop()

    def _tell(self, step: Step) -> None:
        if self._over or not self.stop_button.isEnabled():
            return
        self.what.setText(step.what)
        if step.total > 0:
            self.bar.setRange(0, PARTS)
            self.bar.setValue(step.done * PARTS // step.total)
            count = tr("{done} of {total}", done=step.done, total=step.total)
            left = left_words(step, time.monotonic() - self._began)
            self.left.setText(" · ".join(filter(None, (count, left))))
            self.bar.setAccessibleDescription(self.left.text())
        else:
            self.bar.setRange(0, 0)

    def _done(self, result: Any) -> None:
        self._leave()
        self.finished_work.emit(result)

    def _ended(self, error: DomainError) -> None:
        self._leave()
        if isinstance(error, StoppedError):
            self.stopped.emit()
        else:
            self.failed.emit(error)

    def _leave(self) -> None:
        self._over = True
        self.accept()
