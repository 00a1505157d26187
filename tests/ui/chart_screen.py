"""A chart as it stands in the window, and a hand that points at it."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from acudesk.domain.side_effects import SideEffectKind
from acudesk.domain.trend import Axis, Trend, build_trend
from acudesk.settings import Appearance
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.chart_canvas import ChartCanvas
from acudesk.ui.widgets.parts import card, label
from tests.charts.support import BACK, FIRST, FLOOR, LEG, MEASURES, session, visits

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def course(axis: Axis | None = None) -> Trend:
    """Six weeks: pain of back and leg, fingertip to floor with a gap, a bruise at the third."""
    sessions = visits(
        {
            BACK: [8, 7, 5, 5, 3, 2],
            LEG: [4, 4, 4, 2, 1, 0],
            FLOOR: [30, 28.5, None, 24, 22, 20],
        },
        effects={3: SideEffectKind.BRUISING},
    )
    return build_trend(MEASURES, sessions, axis=axis)


def another_course() -> Trend:
    """Three days of another patient: sessions 101 to 103."""
    sessions = [
        session(101 + at, {BACK: value}, day=FIRST + timedelta(days=at), number=at + 1)
        for at, value in enumerate(("6", "5", "4"))
    ]
    return build_trend(MEASURES, sessions)


class ChartScreen:
    """One chart in a card, with its tools in the heading."""

    def __init__(
        self, qtbot: QtBot, application: QApplication, folder: Path, *, whole: bool = True
    ) -> None:
        self._qtbot = qtbot
        self.runner = TaskRunner(folder, ChangeBus())
        self.theme = Theme(application, Appearance.LIGHT)
        self.theme.apply()
        self.chart = ChartCanvas(self.runner, self.theme, whole=whole)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        head = QHBoxLayout()
        head.addWidget(label("Over the course", "heading"))
        head.addStretch(1)
        head.addWidget(self.chart.tools)
        inside = QVBoxLayout()
        inside.addLayout(head)
        inside.addWidget(self.chart, 1)
        QVBoxLayout(self.window).addWidget(card(inside))
        self.window.resize(760, 520)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def show(self, trend: Trend) -> None:
        """Show a trend, and wait until it is drawn."""
        with self._qtbot.waitSignal(self.chart.drawn, timeout=20_000):
            self.chart.show_trend(trend)
        self.settle()

    def settle(self) -> None:
        """Wait until all that moved is drawn."""
        QApplication.processEvents()
        self._qtbot.waitUntil(lambda: self.chart.is_ready and not self.runner.is_busy)

    @property
    def surface(self) -> QWidget:
        """What Matplotlib draws on."""
        found = self.chart.childAt(self.chart.rect().center())
        assert found is not None
        return found

    def at(self, *index: int) -> QPoint:
        """Where a score or mark stands on the surface."""
        place = self.chart.place(index)
        assert place is not None
        return self.surface.mapFrom(self.chart, place).toPoint()

    def move(self, place: QPoint) -> None:
        """Bring the pointer to a place."""
        self._qtbot.mouseMove(self.surface, place)
        QApplication.processEvents()

    def double_click(self, place: QPoint) -> None:
        """Click twice; Qt's own leaves the button held, and whatever moves later is a drag."""
        self._qtbot.mouseDClick(self.surface, LEFT, pos=place)
        self._qtbot.mouseRelease(self.surface, LEFT, pos=place)

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press, move and release the left button."""
        self._qtbot.mousePress(self.surface, LEFT, pos=start)
        self._qtbot.mouseMove(self.surface, (start + end) / 2)
        self._qtbot.mouseMove(self.surface, end)
        self._qtbot.mouseRelease(self.surface, LEFT, pos=end)
        self.settle()

    def wheel(self, place: QPoint, notches: int, held: Qt.KeyboardModifier = CTRL) -> bool:
        """Turn the wheel; whether the chart took it."""
        where = QPointF(place)
        event = QWheelEvent(
            where,
            self.surface.mapToGlobal(where),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.surface, event)
        taken = event.isAccepted()
        self.settle()
        return taken

    def keys(self, *keys: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        """Press keys in the chart."""
        for key in keys:
            self._qtbot.keyClick(self.chart, key, held)
        self.settle()

    def picture(self) -> QImage:
        """What is seen of the chart."""
        return self.surface.grab().toImage()

    def close(self) -> None:
        """End the threads."""
        self.runner.close()
        self.theme.deleteLater()
