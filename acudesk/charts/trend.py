"""Draws a course's trend: panels above one another on one axis of sessions or dates.

One scale in a panel, no axis ever flipped: the direction stands in words (Snyder 2019, Qual Life
Res 28:345-356). The layout is reckoned by `acudesk.charts.layout`, not by Matplotlib, so that
showing another course costs little more than drawing it.
"""

import io
import threading
from dataclasses import dataclass
from functools import cache
from typing import Literal

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

from acudesk.charts.description import description
from acudesk.charts.foot import Foot, foot_words
from acudesk.charts.layout import HALF_LETTER, LABEL, Box, room_for
from acudesk.charts.lettering import elided, lettered, text_width
from acudesk.charts.looks import line_looks
from acudesk.charts.panel import PanelDrawing
from acudesk.charts.pencil import Pencil
from acudesk.charts.scales import PanelBox, SharedAxis, tick_text
from acudesk.charts.style import Style, load_style
from acudesk.charts.zoom import Limits, Zoom
from acudesk.domain.trend import Panel, Trend
from acudesk.translation import tr

Form = Literal["png", "svg", "pdf"]
DPI = 100.0
PNG_DPI = 200.0
MARGIN = 7.0
"""Points around a picture that stands alone."""
RING = 15.0
"""The ring round a place that is pointed out, in points across."""
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one place was drawn: indices into the trend, and shares of the figure's width and
    height from its lower left corner, 0 to 1."""

    panel: int
    series: int
    place: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MarkSpot:
    """Where a mark was drawn: its index in the trend's marks, and shares of the figure."""

    mark: int
    x: float
    y: float


class TrendChart:
    """One figure that shows one trend after another; the axes are made once and kept.

    `size` is in inches, `margin` in points. After the figure has another size call `resized`,
    after Matplotlib's toolbar moved an axis `follow_axes`; then draw its canvas.
    """

    def __init__(
        self,
        style: Style,
        size: tuple[float, float] = (5.0, 4.0),
        dpi: float = DPI,
        margin: float = 0.0,
    ) -> None:
        self.figure = Figure(figsize=size, dpi=dpi)
        self.trend: Trend | None = None
        self._margin = margin
        self._pencil = Pencil(self.figure, style, margin)
        self._pool: list[Axes] = []
        self._spots: list[Spot] = []
        self._mark_spots: list[MarkSpot] = []
        self._zoom = Zoom()
        self._laid: list[tuple[Limits, Limits]] = []
        self._ring = Line2D(
            (0.0,),
            (0.0,),
            transform=self.figure.transFigure,
            marker="o",
            markersize=RING,
            markerfacecolor="none",
            markeredgewidth=1.6,
            visible=False,
            zorder=9,
            gid="ring",
        )
        self.figure.add_artist(self._ring, clip=False)
        self._dress()

    @property
    def style(self) -> Style:
        """The colours in use."""
        return self._pencil.style

    @property
    def axes(self) -> tuple[Axes, ...]:
        """The axes that are seen, one a panel, top to bottom."""
        return tuple(axes for axes in self._pool if axes.get_visible())

    @property
    def is_zoomed(self) -> bool:
        """Whether less than the whole is seen."""
        return not self._zoom.is_whole

    def show(self, trend: Trend, *, keep_zoom: bool = False) -> None:
        """Show a trend in place of the one before; the caller draws the canvas.

        With `keep_zoom` the same part of it is seen, as far as the axis and the panels are there.
        """
        before, self.trend = self.trend, trend
        if not keep_zoom or before is None:
            self._zoom = Zoom()
        else:
            codes = {panel.code for panel in trend.panels}
            self._zoom = Zoom(
                x=self._zoom.x if before.axis == trend.axis else None,
                ys={code: y for code, y in self._zoom.ys.items() if code in codes},
            )
        self._draw()

    def resized(self) -> None:
        """Lay the trend out anew for the figure's present size."""
        if self.trend is not None:
            self._draw()

    def restyle(self, style: Style) -> None:
        """Show the same trend in other colours."""
        self._pencil.style = style
        self._dress()
        self.resized()

    def follow_axes(self) -> None:
        """Lay the trend out anew inside the limits that somebody, such as Matplotlib's toolbar,
        gave to any of the axes: the panel that changed leads for the axis that all share."""
        if self.trend is None or self.trend.is_empty:
            return
        x = self._zoom.x
        ys = dict(self._zoom.ys)
        shown = list(zip(self.axes, self._laid, self.trend.panels, strict=True))
        for axes, (laid_x, _laid_y), _panel in shown:
            if axes.get_xlim() != laid_x:
                x = axes.get_xlim()
                break
        for axes, (_laid_x, laid_y), panel in shown:
            if axes.get_ylim() != laid_y:
                ys[panel.code] = axes.get_ylim()
        self._zoom = Zoom(x=x, ys=ys)
        self._draw()

    def reset_zoom(self) -> None:
        """Show the whole again."""
        self._zoom = Zoom()
        self.resized()

    def places(self) -> tuple[Spot, ...]:
        """Where every score that is seen was drawn, panel by panel and line by line."""
        return tuple(self._spots)

    def mark_places(self) -> tuple[MarkSpot, ...]:
        """Where every mark that is seen was drawn, in the order of the trend's marks."""
        return tuple(self._mark_spots)

    def point_out(self, spot: Spot | MarkSpot | None) -> None:
        """A ring round one place, none with None; nothing is laid out anew."""
        self._ring.set_visible(spot is not None)
        if spot is not None:
            self._ring.set_data((spot.x,), (spot.y,))

    def description(self) -> str:
        """What the chart shows, in words, for who cannot see it; names nobody."""
        return "" if self.trend is None else description(self.trend)

    def _dress(self) -> None:
        self.figure.set_facecolor(self.style.card)
        self._ring.set_markeredgecolor(self.style.focus)
        for axes in self._pool:
            axes.tick_params(grid_color=self.style.grid)

    def _new_axes(self) -> Axes:
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_facecolor("none")
        axes.patch.set_visible(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(NullLocator())
            axis.set_major_formatter(NullFormatter())
        axes.set_axisbelow(True)
        axes.grid(visible=True, axis="y", color=self.style.grid, linewidth=0.8)
        axes.tick_params(length=0, labelleft=False, labelbottom=False)
        axes.set_autoscale_on(False)
        return axes

    def _draw(self) -> None:
        trend = self.trend
        assert trend is not None
        self._pencil.wipe()
        self.point_out(None)
        self._spots.clear()
        self._mark_spots.clear()
        self._laid.clear()
        shown = 0 if trend.is_empty else len(trend.panels)
        while len(self._pool) < shown:
            self._pool.append(self._new_axes())
        for index, axes in enumerate(self._pool):
            axes.set_visible(index < shown)
            axes.set_navigate(index < shown)  # The toolbar would move what is not seen.
        width, height = (side - 2 * self._margin for side in self._size())
        if trend.is_empty:
            self._zoom = Zoom()
            self._write_empty(width, height)
        else:
            self._lay_out(trend, width, height)

    def _write_empty(self, width: float, height: float) -> None:
        text = lettered(tr("The chart begins with the first score."))
        self._pencil.write(
            width / 2,
            height / 2,
            elided(text, LABEL, max(width - 8, 20)),
            colour=self.style.text_faint,
            ha="center",
            va="center",
            gid="empty",
        )

    def _lay_out(self, trend: Trend, width: float, height: float) -> None:
        room = room_for(trend, height)
        boxes: list[Box] = []
        top = height - 2.0
        for index, tall in enumerate(room.heights):
            boxes.append(Box(0, top - room.header - tall, width, tall))
            top = boxes[-1].bottom - room.gap - (0.0 if index else room.between)
        most = max(60.0, width * 0.3)
        labels = [
            [elided(lettered(series.label), LABEL, most, True) for series in panel.series]
            for panel in trend.panels
        ]
        words = [text_width(text, LABEL, True) for texts in labels for text in texts]
        column = max([*words, foot_words(trend, room)])
        left = 7 + max(self._values_width(*pair) for pair in zip(trend.panels, boxes, strict=True))
        axis = SharedAxis(trend, left, max(width - column - 12, left + 40), self._zoom.x)
        ys: dict[str, Limits] = {}
        for index, (panel, row) in enumerate(zip(trend.panels, boxes, strict=True)):
            box = Box(axis.left, row.bottom, axis.right - axis.left, row.height)
            drawn = PanelBox(panel, box, self._zoom.ys.get(panel.code))
            if drawn.zoomed is not None:
                ys[panel.code] = drawn.zoomed
            self._place_axes(self._pool[index], drawn, axis)
            drawing = PanelDrawing(self._pencil, self._pool[index], index, drawn, axis, room)
            drawing.draw(line_looks(panel, self.style), labels[index])
            self._spots += [
                Spot(index, dot.series, dot.place, *self._shares(dot.x, dot.y))
                for dot in drawing.dots
            ]
        self._zoom = Zoom(x=axis.zoomed, ys=ys)
        foot = Foot(self._pencil, trend, axis, room)
        placed = foot.draw(boxes[0 if room.is_split else -1].bottom, width)
        if room.is_split:
            foot.draw_axis(boxes[-1].bottom)
        self._mark_spots += [MarkSpot(mark, *self._shares(x, y)) for mark, x, y in placed]

    def _values_width(self, panel: Panel, row: Box) -> float:
        """The width of the widest value beside a panel. A zoomed panel keeps at least the width
        that it has whole, or everything would jump while it is moved."""
        values = PanelBox(panel, row).ticks()
        if panel.code in self._zoom.ys:
            values = values + PanelBox(panel, row, self._zoom.ys[panel.code]).ticks()
        return max((text_width(tick_text(value), LABEL) for value in values), default=0.0)

    def _size(self) -> tuple[float, float]:
        width, height = self.figure.get_size_inches()
        return float(width) * 72, float(height) * 72

    def _shares(self, x: float, y: float) -> tuple[float, float]:
        """A point inside the margin as shares of the figure."""
        width, height = self._size()
        return (x + self._margin) / width, (y + self._margin) / height

    def _place_axes(self, axes: Axes, drawn: PanelBox, axis: SharedAxis) -> None:
        """Put a panel's axes where its box is, with a line and a word at each round value."""
        box = drawn.box
        left, bottom = self._shares(box.left, box.bottom)
        right, top = self._shares(box.right, box.top)
        axes.set_position((left, bottom, right - left, top - bottom))
        axes.set_xlim(*axis.limits)
        axes.set_ylim(*drawn.limits)
        self._laid.append((axes.get_xlim(), axes.get_ylim()))
        ticks = drawn.ticks()
        ruled = ticks if drawn.panel.series else []
        axes.yaxis.set_major_locator(FixedLocator([float(value) for value in ruled]))
        for value in ticks:
            self._pencil.write(
                axis.left - 7,
                drawn.y(float(value)) - HALF_LETTER * LABEL,
                tick_text(value),
                ha="right",
            )


def trend_figure(trend: Trend, style: Style, size: tuple[float, float] = (6.4, 4.2)) -> Figure:
    """A figure of its own that shows a trend; `size` in inches."""
    chart = TrendChart(style, size)
    chart.show(trend)
    return chart.figure


def svg_bytes(figure: Figure) -> bytes:
    """The figure as SVG with letters as outlines; the same figure gives the same bytes."""
    return _saved(figure, "svg", {"Date": None, "Creator": None})


def chart_svg(trend: Trend, style: Style, size: tuple[float, float]) -> bytes:
    """The trend as SVG with letters as outlines; `size` in inches. The same trend gives the same
    bytes, whatever was drawn before."""
    # Axes cost as much as all that is drawn on them, so the figure is kept. Two threads at once
    # would draw on one figure, and under the settings of Matplotlib that the other puts back.
    with _ONE_AT_A_TIME:
        chart = _kept_chart(style.name)
        chart.figure.set_size_inches(*size)
        chart.show(trend)
        return svg_bytes(chart.figure)


@cache
def _kept_chart(style: str) -> TrendChart:
    return TrendChart(load_style(style))


def figure_bytes(trend: Trend, style: Style, form: Form, size: tuple[float, float]) -> bytes:
    """The whole trend as a picture with a margin, that names nobody; `size` in inches. The same
    trend gives the same bytes."""
    chart = TrendChart(style, size, margin=MARGIN)
    chart.show(trend)
    return picture_bytes(chart.figure, form)


def picture_bytes(figure: Figure, form: Form) -> bytes:
    """A figure as the content of a file; the same figure gives the same bytes."""
    metadata: dict[str, None] = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
        "png": {"Software": None},
    }[form]
    return _saved(figure, form, metadata, dpi=PNG_DPI)


def _saved(figure: Figure, form: Form, metadata: dict[str, None], dpi: float = DPI) -> bytes:
    stream = io.BytesIO()
    with rc_context({"svg.hashsalt": "acudesk", "svg.fonttype": "path", "pdf.fonttype": 42}):
        figure.savefig(stream, format=form, metadata=metadata, dpi=dpi)
    return stream.getvalue()
