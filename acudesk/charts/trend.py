"""Draws a course's trend: panels above one another on one axis of sessions or dates.

One scale in a panel, no axis ever flipped: the direction stands in words (Snyder 2019, Qual Life
Res 28:345-356). The layout is reckoned by `acudesk.charts.layout`, not by Matplotlib, so that
showing another course costs little more than drawing it.
"""

import io
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

from acudesk.charts.description import description
from acudesk.charts.foot import draw_foot
from acudesk.charts.layout import (
    GAP,
    HALF_LETTER,
    HEADER,
    LABEL,
    SMALL,
    Box,
    PanelBox,
    SharedAxis,
    panel_heights,
    tick_text,
    value_ticks,
)
from acudesk.charts.lettering import elided, lettered, text_width
from acudesk.charts.looks import line_looks
from acudesk.charts.panel import PanelDrawing
from acudesk.charts.pencil import Pencil
from acudesk.charts.style import Style
from acudesk.domain.trend import Trend
from acudesk.translation import tr

DPI = 100.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one place was drawn: indices into the trend, and shares of the figure's width and
    height from its lower left corner, 0 to 1."""

    panel: int
    series: int
    place: int
    x: float
    y: float


class TrendChart:
    """One figure that shows one trend after another; the axes are made once and kept.

    `size` is in inches. After the figure has another size call `resized`, then draw its canvas.
    """

    def __init__(
        self, style: Style, size: tuple[float, float] = (5.0, 4.0), dpi: float = DPI
    ) -> None:
        self.figure = Figure(figsize=size, dpi=dpi)
        self.trend: Trend | None = None
        self._pencil = Pencil(self.figure, style)
        self._pool: list[Axes] = []
        self._spots: list[Spot] = []
        self._dress()

    @property
    def style(self) -> Style:
        """The colours in use."""
        return self._pencil.style

    def show(self, trend: Trend) -> None:
        """Show a trend in place of the one before; the caller draws the canvas."""
        self.trend = trend
        self._pencil.wipe()
        self._spots.clear()
        while len(self._pool) < len(trend.panels):
            self._pool.append(self._new_axes())
        for index, axes in enumerate(self._pool):
            axes.set_visible(index < len(trend.panels))
        width, height = (float(side) * 72 for side in self.figure.get_size_inches())
        if trend.is_empty:
            self._write_empty(width, height)
        else:
            self._lay_out(trend, width, height)

    def resized(self) -> None:
        """Lay the trend out anew for the figure's present size."""
        if self.trend is not None:
            self.show(self.trend)

    def restyle(self, style: Style) -> None:
        """Show the same trend in other colours."""
        self._pencil.style = style
        self._dress()
        self.resized()

    def places(self) -> tuple[Spot, ...]:
        """Where every place with a score was drawn, panel by panel and line by line."""
        return tuple(self._spots)

    def description(self) -> str:
        """What the chart shows, in words, for who cannot see it; names nobody."""
        return "" if self.trend is None else description(self.trend)

    def _dress(self) -> None:
        self.figure.set_facecolor(self.style.card)
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
        heights = panel_heights(trend, height)
        ticks = [
            value_ticks(panel, tall) for panel, tall in zip(trend.panels, heights, strict=True)
        ]
        most = max(60.0, width * 0.3)
        labels = [
            [elided(lettered(series.label), LABEL, most, True) for series in panel.series]
            for panel in trend.panels
        ]
        side_effect = lettered(tr("side effect")) if trend.marks else ""
        column = max(
            [text_width(text, LABEL, True) for texts in labels for text in texts]
            + [text_width(side_effect, SMALL) if side_effect else 0.0]
        )
        left = 7 + max(text_width(tick_text(v), LABEL) for values in ticks for v in values)
        axis = SharedAxis(trend, left, max(width - column - 12, left + 40))

        top = height - 2.0
        for index, (panel, tall) in enumerate(zip(trend.panels, heights, strict=True)):
            box = Box(axis.left, top - HEADER - tall, axis.right - axis.left, tall)
            axes = self._pool[index]
            axes.set_position(
                (box.left / width, box.bottom / height, box.width / width, box.height / height)
            )
            axes.set_xlim(*axis.limits)
            drawn = PanelBox(panel, box)
            axes.set_ylim(*drawn.limits)
            axes.yaxis.set_major_locator(FixedLocator([float(value) for value in ticks[index]]))
            for value in ticks[index]:
                self._pencil.write(
                    left - 7,
                    drawn.y(float(value)) - HALF_LETTER * LABEL,
                    tick_text(value),
                    ha="right",
                )
            drawing = PanelDrawing(self._pencil, axes, index, panel, drawn, axis)
            drawing.draw(line_looks(panel, self.style), labels[index])
            self._spots += [
                Spot(index, dot.series, dot.place, dot.x / width, dot.y / height)
                for dot in drawing.dots
            ]
            top = box.bottom - GAP
        draw_foot(self._pencil, trend, axis, box.bottom, side_effect)


def trend_figure(trend: Trend, style: Style, size: tuple[float, float] = (6.4, 4.2)) -> Figure:
    """A figure of its own that shows a trend; `size` in inches."""
    chart = TrendChart(style, size)
    chart.show(trend)
    return chart.figure


def svg_bytes(figure: Figure) -> bytes:
    """The figure as SVG with letters as outlines; the same figure gives the same bytes."""
    stream = io.BytesIO()
    with rc_context({"svg.hashsalt": "acudesk", "svg.fonttype": "path"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()
