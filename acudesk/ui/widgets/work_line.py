"""How far work of minutes is, how long it will take, and a button that stops it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step, StoppedError, left_words
from acudesk.translation import tr
from acudesk.ui.task_runner import LongTask, TaskRunner
from acudesk.ui.widgets.parts import button, label

if TYPE_CHECKING:
    from acudesk.services.long_work import LongWork

PARTS = 1_000
THICK = 8


class WorkLine(QWidget):
    """Runs one work at a time. `finished_work` carries its result, `failed` the DomainError that
    ended it, `stopped` says that it ended because it was asked to."""

    finished_work = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, runner: TaskRunner, name: str) -> None:
        super().__init__()
        self._runner = runner
        self._task: LongTask | None = None
        self._began = 0.0
        self.what = label("", "hint", wrap=True)
        self.what.setMinimumHeight(self.what.fontMetrics().lineSpacing() * 2)
        self.bar = QProgressBar()
        self.bar.setObjectName("thin")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(THICK)
        self.bar.setAccessibleName(name)
        self.left = label("", "hint")
        self.stop_button = button(tr("Stop"))
        self.stop_button.clicked.connect(self.stop)
        foot = QHBoxLayout()
        foot.addWidget(self.left, 1)
        foot.addWidget(self.stop_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.what)
        box.addWidget(self.bar)
        box.addLayout(foot)

    @property
    def is_running(self) -> bool:
        """Whether work is on its way."""
        return self._task is not None

    def start(self, work: "Callable[[LongWork], Any]") -> None:
        """Begin; whatever was on its way is stopped and heard of no more."""
        if self._task is not None:
            self._task.stop()
        self._began = time.monotonic()
        self.what.setText("")
        self.left.setText("")
        self.bar.setRange(0, 0)
        self.stop_button.setEnabled(True)
        mine: list[LongTask] = []

        def current() -> bool:
            return bool(mine) and self._task is mine[0]

        def done(result: Any) -> None:
            if current():
                self._task = None
                self.finished_work.emit(result)

        def ended(error: DomainError) -> None:
            if not current():
                return
            self._task = None
            if isinstance(error, StoppedError):
                self.stopped.emit()
            else:
                self.failed.emit(error)

        mine.append(
            self._runner.run_long(
                work,
                done,
                told=lambda step: self._tell(step) if current() else None,
                failed=ended,
                owner=self,
            )
        )
        self._task = mine[0]

    def stop(self) -> None:
        """Ask the work to end."""
        if self._task is None:
            return
        self._task.stop()
        self.stop_button.setEnabled(False)
        self.what.setText(tr("Stopping…"))

    def _tell(self, step: Step) -> None:
        if not self.stop_button.isEnabled():
            return
        self.what.setText(step.what)
        if step.total > 0:
            self.bar.setRange(0, PARTS)
            self.bar.setValue(step.done * PARTS // step.total)
            left = left_words(step, time.monotonic() - self._began)
            self.left.setText(" · ".join(filter(None, (step.count_words, left))))
            self.bar.setAccessibleDescription(self.left.text())
        else:
            self.bar.setRange(0, 0)
