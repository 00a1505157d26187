"""The progress chart on screen; Matplotlib is imported beside the window, after its first paint."""

import linecache
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStackedLayout, QWidget

from acudesk.charts.description import description
from acudesk.domain.trend import Trend
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import label

if TYPE_CHECKING:
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

    from acudesk.charts.trend import TrendChart

LEAST_HEIGHT = 200
PANEL_HEIGHT = 125
"""Below this many pixels a panel's lines cannot be told apart."""
SETTLING_MILLISECONDS = 15


class ChartCanvas(QWidget):
    """Shows one trend; until Matplotlib is there, a quiet line of text. `drawn` follows each
    drawing."""

    drawn = Signal()
    session_chosen = Signal(int)
    whole_wanted = Signal()
    told = Signal(str)
    refused = Signal(str)

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._runner = runner
        self._theme = theme
        self._trend: Trend | None = None
        self._chart: TrendChart | None = None
        self._canvas: FigureCanvasQTAgg | None = None
        self._asked = False
        self._wait = label(tr("Drawing the chart…"), "muted")
        self._wait.setMargin(16)
        self._pile = QStackedLayout(self)
        self._pile.addWidget(self._wait)
        self.setMinimumHeight(LEAST_HEIGHT)
        # What is around the chart may grow or shrink with what it says: drawn once, when every
        # widget has its room and is painted.
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLING_MILLISECONDS)
        self._settling.timeout.connect(self._draw)
        theme.changed.connect(self._restyle)

    @property
    def is_ready(self) -> bool:
        """Whether the chart is drawn by now."""
        return self._canvas is not None and not self._settling.isActive()

    @property
    def description(self) -> str:
        """What the chart shows, in words."""
        return self.accessibleDescription()

    def show_trend(self, trend: Trend) -> None:
        """Draw a course."""
        self._trend = trend
        self.setAccessibleDescription(description(trend))
        if self._canvas is None:
            self._prepare()
            return
        self._settling.start()

    def _prepare(self) -> None:
        if not self._asked:
            self._asked = True
            self._runner.run_aside(_import_matplotlib, lambda _: self._make(), owner=self)

    def _make(self) -> None:
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

        from acudesk.charts.trend import TrendChart

        self._chart = TrendChart(self._theme.style)
        self._canvas = FigureCanvasQTAgg(self._chart.figure)  # type: ignore[no-untyped-call]
        self._canvas.setAccessibleName(tr("Progress chart"))
        # Matplotlib would draw at every size on the way, and the figure as it was.
        self._canvas.draw_idle = self._settling.start  # type: ignore[method-assign]
        self._paint_background()
        self._pile.addWidget(self._canvas)
        self._pile.setCurrentWidget(self._canvas)
        self._settling.start()

    def _restyle(self) -> None:
        if self._canvas is not None and self._chart is not None:
            self._chart.restyle(self._theme.style)
            self._paint_background()
            self._settling.start()

    def _paint_background(self) -> None:
        assert self._canvas is not None
        palette = self._canvas.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(self._theme.style.card))
        self._canvas.setPalette(palette)

    def _fitting(self) -> int:
        """How many panels can be read at the present height."""
        return max(1, self.height() // PANEL_HEIGHT)

    def _draw(self) -> None:
        if self._trend is None or self._chart is None or self._canvas is None:
            return
        panels = self._trend.panels[: self._fitting()]
        self._chart.show(replace(self._trend, panels=panels))
        self._canvas.setAccessibleDescription(self.description)
        self._canvas.draw()  # type: ignore[no-untyped-call]
        self.drawn.emit()


def _import_matplotlib() -> None:
    """Matplotlib's modules, imported beside the window so that it never stalls.

    PySide6 looks into the source text of every module that is imported, and Python would keep
    those texts for tracebacks: 20 MB.
    """
    for name in (
        "numpy",
        "matplotlib.figure",
        "matplotlib.backends.backend_qtagg",
        "acudesk.charts.trend",
    ):
        import_module(name)
        linecache.clearcache()
