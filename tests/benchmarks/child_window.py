"""Starts AcuDesk's window on a practice and prints when the list and the first page were there,
and then either the page of a patient or, with `next`, the session of whoever is next.

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
from PySide6.QtWidgets import QApplication, QWidget

from acudesk.ui.models.patients import ROW
from tests.benchmarks.child_tools import colours, memory

TWELVE_SESSIONS = 12
"""So many visits has the demo's course whose chart has three panels."""
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


def painted(widget: QWidget) -> float:
    """When a widget is on the screen as it is now."""
    widget.repaint()
    return time.perf_counter()


def started(folder: Path, settings_file: Path) -> tuple[Desk, dict[str, object]]:
    """The program with its first page on the screen, and when what was there."""
    application = QApplication([])
    desk = Desk(application, folder, settings_file)
    watcher = Watcher(desk)
    desk.show()

    def listed() -> bool:
        watcher.note()
        return bool(watcher.listed_at)

    wait(listed)
    wait(lambda: "today" in desk.window.__dict__ and desk.window.today.view is not None)
    today = desk.window.today
    today_at = painted(today)
    assert today.view is not None
    return desk, {
        "listed_at": watcher.listed_at,
        "today_at": today_at,
        "visits": len(today.view.visits),
        "late": sorted({"matplotlib", "typst", "acudesk.ui.pages.session"} & sys.modules.keys()),
    }


def show_patients(desk: Desk) -> dict[str, object]:
    """Choose the first patient, then the one with the chart that is weighed."""
    window, patients = desk.window, desk.window.patients
    patients.view.setCurrentIndex(patients.model.index(0))
    page = window.patient
    wait(lambda: page.is_shown)
    page_at = painted(page)
    chart = page.panel.chart
    wait(lambda: chart.is_ready and not desk.runner.is_busy)
    chart_at = time.perf_counter()
    rows = [patients.model.index(row) for row in range(patients.model.rowCount())]
    twelve = [one for one in rows if one.data(ROW).visits == TWELVE_SESSIONS]
    for index in (rows[1], *twelve[:1]):
        patients.view.setCurrentIndex(index)
        wait(lambda: page.is_shown and chart.is_ready and not desk.runner.is_busy)
    held = memory()  # Before the pictures, which weigh something too.
    window.show_today()
    return {
        "page_at": page_at,
        "chart_at": chart_at,
        "rows": len(rows),
        "list_colours": colours(patients.view.viewport().grab().toImage()),
        "today_colours": colours(window.today.grab().toImage()),
        "chart_colours": colours(chart.grab().toImage()),
        "sentences": page.panel.words,
        **held,
    }


def open_next(desk: Desk) -> dict[str, object]:
    """Open the session of whoever is next, for the first time since the start."""
    window = desk.window
    asked_at = time.perf_counter()
    window.open_next()
    wait(lambda: "patient" in window.__dict__ and window.patient.form.session_id is not None)
    return {"asked_at": asked_at, "next_at": painted(window.patient)}


def main(folder: Path, settings_file: Path, *, then: str = "") -> None:
    """Start, go on, print, close."""
    desk, found = started(folder, settings_file)
    found |= open_next(desk) if then == "next" else show_patients(desk)
    print(json.dumps(found))
    desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), then="".join(sys.argv[3:]))
