"""Matplotlib's own toolbar, behind the buttons of `chart_tools`; imported when Matplotlib is.

It is that of all backends: the one for Qt adds a QToolBar, half a megabyte that nobody sees.
It keeps the views and moves the axes. Where all panels show the same stretch of the course is
`TrendChart.follow_axes`, which lays the chart out anew for what the axes show.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from matplotlib.backend_bases import MouseButton, NavigationToolbar2
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from PySide6.QtCore import QObject, QTimer, Signal

from acudesk.charts.trend import TrendChart

RESTING_MILLISECONDS = 400
"""Turns of the wheel with shorter pauses are one step for "back"."""


class ChartToolbar(NavigationToolbar2, QObject):
    """Zooming and moving within every panel; `turned` tells that a button looks otherwise now."""

    turned = Signal()

    # Matplotlib declares no types for these.
    canvas: Any
    _nav_stack: Any
    _update_cursor: Callable[[Any], None]

    def __init__(self, canvas: FigureCanvasQTAgg, chart: TrendChart, parent: QObject) -> None:
        QObject.__init__(self, parent)
        NavigationToolbar2.__init__(self, canvas)
        self._chart = chart
        self._moved = False
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(RESTING_MILLISECONDS)
        self._resting.timeout.connect(self.push_current)

    @property
    def is_zooming(self) -> bool:
        """Whether a drag draws a rectangle to zoom into."""
        return bool(self.mode.name == "ZOOM")

    @property
    def is_panning(self) -> bool:
        """Whether a drag moves what is shown."""
        return bool(self.mode.name == "PAN")

    @property
    def is_on(self) -> bool:
        """Whether the pointer moves the view at present, instead of choosing a session."""
        return bool(self.mode)

    @property
    def can_go_back(self) -> bool:
        """Whether there was a view before."""
        return bool(self._nav_stack._pos > 0)

    @property
    def can_go_forward(self) -> bool:
        """Whether a view was left by going back."""
        return bool(self._nav_stack._pos < len(self._nav_stack) - 1)

    @property
    def is_whole(self) -> bool:
        """Whether everything is shown."""
        return not self._moved and not self._chart.is_zoomed

    def leave(self) -> None:
        """Turn zooming and moving off."""
        if self.is_zooming:
            self.zoom()
        elif self.is_panning:
            self.pan()

    def forget(self) -> None:
        """Another chart is shown: there is nothing to go back to."""
        self._resting.stop()
        self._moved = False
        self.update()

    def catch_up(self) -> None:
        """Lay the chart out for what the axes show, where they have moved since."""
        if self._moved:
            self._moved = False
            self._chart.follow_axes()
            self.turned.emit()

    def zoom_at(self, share: float, factor: float) -> None:
        """Show `factor` times as long a stretch of the shared axis; what stands at this share
        of the figure's width stays there."""
        if not self._chart.axes or (factor > 1 and self.is_whole):
            return
        if self._nav_stack() is None:
            self.push_current()
        axes = self._chart.axes[0]
        box = axes.get_position()
        low, high = axes.get_xlim()
        at = min(max((share - box.x0) / box.width, 0.0), 1.0)
        fixed = low + at * (high - low)
        # Beyond either end, or nearer than sense, is for the chart to put right.
        axes.set_xlim(fixed - (fixed - low) * factor, fixed + (high - fixed) * factor)
        self._moved = True
        self.canvas.draw_idle()
        self._resting.start()

    # ---------------------------------------------------- what Matplotlib's toolbar does else

    def push_current(self) -> None:
        self._resting.stop()
        if self._nav_stack() is not None:
            self._moved = True
            self.catch_up()
        super().push_current()

    def home(self, *args: Any) -> None:
        self._rest()
        super().home()

    def back(self, *args: Any) -> None:
        self._rest()
        super().back()

    def forward(self, *args: Any) -> None:
        self._rest()
        super().forward()

    def zoom(self, *args: Any) -> None:
        super().zoom()
        self.turned.emit()

    def pan(self, *args: Any) -> None:
        super().pan()
        self.turned.emit()

    def draw_rubberband(self, event: Any, x0: float, y0: float, x1: float, y1: float) -> None:
        height = self.canvas.get_width_height(physical=True)[1]
        self.canvas.drawRectangle([x0, height - y0, x1 - x0, y0 - y1])

    def remove_rubberband(self) -> None:
        self.canvas.drawRectangle(None)

    def drag_pan(self, event: Any) -> None:
        self._moved = True
        super().drag_pan(event)

    def set_history_buttons(self) -> None:
        self.turned.emit()

    def mouse_move(self, event: Any) -> None:
        # Without the sentence on the coordinates, which costs more than all the rest.
        self._update_cursor(event)

    def _rest(self) -> None:
        if self._resting.isActive():
            self.push_current()

    def _update_view(self) -> None:
        """Only the limits: where the panels stand may have changed with the window's size."""
        view = self._nav_stack()
        if view is None:
            return
        if view is self._nav_stack[0]:
            self._chart.reset_zoom()
        else:
            for axes, (limits, _places) in list(view.items()):
                axes._set_view(limits)
            self._chart.follow_axes()
        self._moved = False
        self.canvas.draw_idle()
        self.turned.emit()

    def _zoom_pan_handler(self, event: Any) -> None:
        # The right button is for the menu.
        if event.button == MouseButton.LEFT:
            super()._zoom_pan_handler(event)  # type: ignore[misc]

    def _wait_cursor_for_draw_cm(self) -> AbstractContextManager[None]:
        # A chart is drawn faster than a cursor is seen, and the hand over a point would be lost.
        return nullcontext()
