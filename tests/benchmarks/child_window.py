"""Starts AcuDesk's window on a practice and prints when the list and the first page were there.

Arguments: the practice's folder, a settings file. `perf_counter` is one clock for all processes.
"""

# isort: off
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import acudesk.__main__  # noqa: F401  # what the entry point imports before the window
from acudesk.ui.app import Desk

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from tests.benchmarks.child_tools import colours, memory

TWELVE_SESSIONS = 1
"""The row of the demo's patient with twelve sessions and three panels."""
LOOK_MILLISECONDS, PATIENCE_MILLISECONDS = 2, 60_000


class Watcher(QObject):
    """Notes the first painting of rows, and that the window says it is ready."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.is_ready = False
        self.is_painted = False
        self.listed_at = 0.0
        self._list = desk.window.patients
        self._list.view.viewport().installEventFilter(self)
        desk.window.ready.connect(self._ready)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._list.model.rowCount():
            self.is_painted = True
        return False

    def _ready(self) -> None:
        self.is_ready = True
        self.note()

    def note(self) -> None:
        """Note the moment at which both are true."""
        if self.is_ready and self.is_painted and not self.listed_at:
            self.listed_at = time.perf_counter()
            self._list.view.viewport().removeEventFilter(self)


def wait(until: Callable[[], bool]) -> None:
    """Let the window work until something is true."""
    loop, look, end = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if until() else None)
    look.start(LOOK_MILLISECONDS)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    end.start(PATIENCE_MILLISECONDS)
    loop.exec()
    assert until(), "the window does not come"


def main(folder: Path, settings_file: Path) -> None:
    """Start, wait, print, close."""
    application = QApplication([])
    desk = Desk(application, folder, settings_file)
    watcher = Watcher(desk)
    desk.show()

    def listed() -> bool:
        watcher.note()
        return bool(watcher.listed_at)

    wait(listed)
    patients = desk.window.patients
    patients.view.setCurrentIndex(patients.model.index(0))
    page = desk.window.patient
    wait(lambda: page.is_shown)
    page_at = time.perf_counter()
    chart = page.panel.chart
    wait(lambda: chart.is_ready and not desk.runner.is_busy)
    chart_at = time.perf_counter()
    window = desk.window
    window.patients.view.setCurrentIndex(window.patients.model.index(TWELVE_SESSIONS))
    wait(lambda: page.is_shown and chart.is_ready and not desk.runner.is_busy)
    held = memory()
    print(
        json.dumps(
            {
                "listed_at": watcher.listed_at,
                "page_at": page_at,
                "chart_at": chart_at,
                "rows": window.patients.model.rowCount(),
                "list_colours": colours(window.patients.view.viewport().grab().toImage()),
                "chart_colours": colours(chart.grab().toImage()),
                "sentences": page.panel.words,
                **held,
            }
        )
    )
    desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
