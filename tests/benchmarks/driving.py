"""The program's own window, driven inside the process that measures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.ui.app import Desk
from acudesk.ui.pages.patient import PatientPage

WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
HEARTBEAT = 100
"""Milliseconds."""
PATIENCE = 60.0


class Painted(QObject):
    """Notes when the page was painted with the patient that was asked for."""

    def __init__(self, page: PatientPage) -> None:
        super().__init__()
        self._page = page
        self.at = 0.0
        page.form.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._page.is_shown and not self.at:
            self.at = perf_counter()
        return False


@contextmanager
def window_on(folder: Path, settings: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    """The program on a practice, the first patient and the chart shown."""
    desk = Desk(qapp, folder, settings)
    qtbot.addWidget(desk.window)
    with qtbot.waitSignal(desk.window.ready):
        desk.show()
    patients = desk.window.patients
    patients.view.setCurrentIndex(patients.model.index(0))
    page = desk.window.patient
    qtbot.waitUntil(lambda: page.is_shown and page.panel.chart.is_ready, timeout=30_000)
    try:
        yield desk
    finally:
        desk.close()


def until(application: QApplication, there: Callable[[], bool]) -> None:
    """Work off events until something is so, for at most a minute."""
    heart = QTimer()  # Without it what becomes so without an event would be waited for for ever.
    heart.start(HEARTBEAT)
    end = perf_counter() + PATIENCE
    while not there():
        assert perf_counter() < end, "it does not come"
        application.processEvents(WAIT)
