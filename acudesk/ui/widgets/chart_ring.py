"""The ring round one place of a drawn chart, put over the picture and taken off again.

Drawing a chart anew takes tens of milliseconds; what lies under the ring is kept instead.
Imported with Matplotlib.
"""

from typing import Any

from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.transforms import Bbox
from PySide6.QtCore import QRect

from acudesk.charts.trend import MarkSpot, Spot, TrendChart

REACH = 12.0
"""Points from the middle to where the ring ends for certain."""


class ChartRing:
    """At most one ring; `lift` it before the figure is drawn."""

    def __init__(self, canvas: FigureCanvasQTAgg, chart: TrendChart) -> None:
        self._canvas = canvas
        self._chart = chart
        self._ring = next(
            artist for artist in chart.figure.get_children() if artist.get_gid() == "ring"
        )
        self._under: Any = None
        self._where = QRect()

    def show(self, spot: Spot | MarkSpot | None) -> None:
        """Ring this place instead, or none."""
        if self._under is not None:
            self._canvas.restore_region(self._under)  # type: ignore[no-untyped-call]
            self._canvas.update(self._where)
        self.lift()
        if spot is None:
            return
        figure = self._chart.figure
        width, height = (int(side) for side in figure.bbox.size)
        reach = REACH / 72 * figure.dpi
        x, y = spot.x * width, spot.y * height
        left, right = max(int(x - reach), 0), min(int(x + reach) + 1, width)
        bottom, top = max(int(y - reach), 0), min(int(y + reach) + 1, height)
        box = Bbox.from_extents(left, bottom, right, top)
        self._under = self._canvas.copy_from_bbox(box)  # type: ignore[no-untyped-call]
        self._chart.point_out(spot)
        figure.draw_artist(self._ring)
        ratio = self._canvas.device_pixel_ratio
        self._where = QRect(
            int(left / ratio) - 1,
            int((height - top) / ratio) - 1,
            int((right - left) / ratio) + 3,
            int((top - bottom) / ratio) + 3,
        )
        self._canvas.update(self._where)

    def lift(self) -> None:
        """Forget the ring: the figure is about to be drawn without it."""
        self._under = None
        self._chart.point_out(None)
