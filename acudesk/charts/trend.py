"""Draws a course's trend: panels above one another on one axis of sessions or dates.

One scale in a panel, no axis ever flipped: the direction stands in words (Snyder 2019, Qual Life
Res 28:345-356). The layout is reckoned by `acudesk.charts.layout`, not by Matplotlib, so that
showing another course costs little more than drawing it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from matplotlib.transforms import Affine2D

from acudesk.charts.description import better_words, description, shows_baseline
from acudesk.charts.layout import (
    GAP,
    HALF_LETTER,
    HEADER,
    LABEL,
    LABEL_STEP,
    MARKS,
    SMALL,
    TITLE,
    Box,
    PanelBox,
    SharedAxis,
    calm_spot,
    panel_heights,
    sampled,
    short_title,
    spread,
    tick_text,
    value_ticks,
)
from acudesk.charts.lettering import elided, font, lettered, text_width
from acudesk.charts.looks import Look, line_looks
from acudesk.charts.style import Style
from acudesk.domain.practice import baseline_name
from acudesk.domain.trend import Axis, Panel, Place, Trend
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


@dataclass(frozen=True, slots=True)
class _Label:
    """A line-end label on its way to its place; `tip` is where its line ends, in points."""

    text: str
    colour: str
    tip: tuple[float, float]
    width: float


APART = 8.0
"""Points between two small texts on one level."""


class TrendChart:
    """One figure that shows one trend after another; the axes are made once and kept.

    `size` is in inches. After the figure has another size call `resized`, then draw its canvas.
    """

    def __init__(
        self, style: Style, size: tuple[float, float] = (5.0, 4.0), dpi: float = DPI
    ) -> None:
        self.figure = Figure(figsize=size, dpi=dpi)
        self.trend: Trend | None = None
        self._style = style
        self._pool: list[Axes] = []
        self._drawn: list[Artist] = []
        self._spots: list[Spot] = []
        self._points = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans
        self._dress()

    @property
    def style(self) -> Style:
        """The colours in use."""
        return self._style

    def show(self, trend: Trend) -> None:
        """Show a trend in place of the one before; the caller draws the canvas."""
        self.trend = trend
        for artist in self._drawn:
            artist.remove()
        self._drawn.clear()
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
        self._style = style
        self._dress()
        self.resized()

    def places(self) -> tuple[Spot, ...]:
        """Where every place with a score was drawn, panel by panel and line by line."""
        return tuple(self._spots)

    def description(self) -> str:
        """What the chart shows, in words, for who cannot see it; names nobody."""
        return "" if self.trend is None else description(self.trend)

    # ------------------------------------------------------------------ axes

    def _dress(self) -> None:
        self.figure.set_facecolor(self._style.card)
        for axes in self._pool:
            axes.tick_params(grid_color=self._style.grid)

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
        axes.grid(visible=True, axis="y", color=self._style.grid, linewidth=0.8)
        axes.tick_params(length=0, labelleft=False, labelbottom=False)
        axes.set_autoscale_on(False)
        return axes

    def _add(self, axes: Axes, artist: Artist) -> None:
        axes.add_artist(artist)
        artist.set_clip_on(False)
        self._drawn.append(artist)

    def _write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = LABEL,
        colour: str = "",
        bold: bool = False,
        ha: Literal["left", "center", "right"] = "left",
        va: Literal["baseline", "center"] = "baseline",
        gid: str = "",
    ) -> None:
        """One line of text at a point; `text` comes from `lettered`."""
        artist = Text(
            x,
            y,
            text,
            color=colour or self._style.text_muted,
            fontproperties=font(text, size, bold),
            horizontalalignment=ha,
            verticalalignment=va,
            parse_math=False,
            transform=self._points,
        )
        artist.set_gid(gid or None)
        self.figure.add_artist(artist, clip=False)
        self._drawn.append(artist)

    def _rule(self, x: Sequence[float], y: Sequence[float], **look: object) -> None:
        """A line between points."""
        line = Line2D(x, y, transform=self._points, **look)  # type: ignore[arg-type]
        self.figure.add_artist(line, clip=False)
        self._drawn.append(line)

    # ---------------------------------------------------------------- layout

    def _write_empty(self, width: float, height: float) -> None:
        text = lettered(tr("The chart begins with the first score."))
        self._write(
            width / 2,
            height / 2,
            elided(text, LABEL, max(width - 8, 20)),
            colour=self._style.text_faint,
            ha="center",
            va="center",
            gid="empty",
        )

    def _lay_out(self, trend: Trend, width: float, height: float) -> None:
        looks = [line_looks(panel, self._style) for panel in trend.panels]
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
            self._write_heading(panel, box)
            for value in ticks[index]:
                self._write(
                    left - 7,
                    drawn.y(float(value)) - HALF_LETTER * LABEL,
                    tick_text(value),
                    ha="right",
                )
            self._draw_panel(
                index, panel, drawn, axis, looks[index], labels[index], (width, height)
            )
            top = box.bottom - GAP
        self._draw_axis(trend, axis, box.bottom, side_effect)

    def _write_heading(self, panel: Panel, box: Box) -> None:
        words = lettered(better_words(panel.direction))
        wide = text_width(words, SMALL)
        baseline = box.top + 7.5
        title = short_title(lettered(panel.title), max(box.right - wide - 14, 30))
        self._write(0, baseline, title, size=TITLE, colour=self._style.text, bold=True, gid="title")
        self._write(box.right, baseline, words, size=SMALL, ha="right", gid="direction")

    def _draw_panel(
        self,
        index: int,
        panel: Panel,
        drawn: PanelBox,
        axis: SharedAxis,
        looks: list[Look],
        labels: list[str],
        size: tuple[float, float],
    ) -> None:
        axes = self._pool[index]
        samples: list[np.ndarray] = []
        ends: list[_Label] = []
        for row, series in enumerate(panel.series):
            look = looks[row]
            xs = [axis.x_of[place.session_id] for place in series.places]
            ys = [float("nan") if p.value is None else float(p.value) for p in series.places]
            points = np.array(
                [(axis.at(x), drawn.y(y)) for x, y in zip(xs, ys, strict=True)], dtype=float
            ).reshape(-1, 2)
            samples.append(sampled(points))
            for place, (x, y) in enumerate(points):
                if np.isfinite(y):
                    self._spots.append(
                        Spot(index, row, place, float(x) / size[0], float(y) / size[1])
                    )
            size_now = min(look.size, axis.spacing * 0.62)
            ringed = size_now > 4.2 and axis.spacing > 2.2 * look.size
            self._add(
                axes,
                Line2D(
                    *_broken(series.places, xs, ys),
                    color=look.colour,
                    linewidth=look.width * min(1.0, max(axis.spacing / 7, 0.5)),
                    linestyle=look.dashes,
                    marker=look.marker,
                    markersize=max(size_now, 1.4),
                    markeredgecolor=self._style.card if ringed else look.colour,
                    markeredgewidth=1.0 if ringed else 0.0,
                    solid_capstyle="round",
                    dash_capstyle="butt",
                    zorder=5 - row * 0.1,
                    gid=f"panel-{index}-series-{row}",
                ),
            )
            scored = points[np.isfinite(points[:, 1])]
            tip = (float(scored[-1][0]), float(scored[-1][1]))
            ends.append(_Label(labels[row], look.colour, tip, text_width(labels[row], LABEL, True)))
        lines = np.concatenate(samples)
        below = GAP if index < len(axis.trend.panels) - 1 else 0.0
        taken = self._write_ends(ends, drawn.box, axis, lines, below)
        if shows_baseline(panel):
            self._draw_baseline(index, panel, drawn, lines, taken)

    def _write_ends(
        self, ends: list[_Label], box: Box, axis: SharedAxis, lines: np.ndarray, below: float
    ) -> list[Box]:
        """Name each line at its end, or in the column at the right, without overlaps."""
        taken: list[Box] = []
        column: list[_Label] = []
        for end in ends:
            spot = Box(end.tip[0] + 8, end.tip[1] - 6, end.width, 12)
            free = spot.right < axis.column - 4 and not spot.holds(lines)
            if free and not any(spot.meets(other) for other in taken):
                taken.append(spot)
                self._write_end(end, spot.left, end.tip[1], LABEL)
            else:
                column.append(end)
        column.sort(key=lambda end: -end.tip[1])
        step = min(LABEL_STEP, (box.height + 5 + below) / max(len(column) - 1, 1))
        places = spread([end.tip[1] for end in column], step, box.bottom - below, box.top + 5)
        size = min(LABEL, LABEL * step / 10.5)
        for end, y in zip(column, places, strict=True):
            far = axis.column - end.tip[0] > 24 or abs(y - end.tip[1]) > 5
            if far:
                self._rule(
                    (end.tip[0] + 5, axis.column - 3),
                    (end.tip[1], y),
                    color=end.colour,
                    linewidth=0.6,
                    linestyle=(0, (1, 2)),
                    zorder=2,
                )
            self._write_end(end, axis.column, y, size)
            taken.append(Box(axis.column, y - step / 2, end.width, step))
        return taken

    def _write_end(self, end: _Label, x: float, y: float, size: float) -> None:
        self._write(
            x,
            y - HALF_LETTER * size,
            end.text,
            size=size,
            colour=end.colour,
            bold=True,
            gid="label",
        )

    def _draw_baseline(
        self,
        index: int,
        panel: Panel,
        drawn: PanelBox,
        lines: np.ndarray,
        taken: list[Box],
    ) -> None:
        assert panel.baseline is not None
        axes = self._pool[index]
        left, right = axes.get_xlim()
        level = float(panel.baseline)
        box = drawn.box
        taken = list(taken)
        if panel.error is not None:
            low = max(float(panel.baseline - panel.error), float(panel.lowest))
            high = min(float(panel.baseline + panel.error), float(panel.highest))
            band = Rectangle(
                (left, low),
                right - left,
                high - low,
                facecolor=self._style.band,
                edgecolor="none",
                zorder=0.5,
                gid=f"panel-{index}-error",
            )
            self._add(axes, band)
        self._add(
            axes,
            Line2D(
                (left, right),
                (level, level),
                color=self._style.baseline,
                linewidth=0.8,
                linestyle=(0, (4, 3)),
                zorder=3,
                gid=f"panel-{index}-baseline",
            ),
        )
        y = drawn.y(level)
        rule = lettered(tr("baseline: {rule}", rule=baseline_name(panel.baseline_rule)))
        text = elided(rule, SMALL, box.width - 6)
        levels = (y + 2.5, y - 11.5, y + 6, y - 15)
        spot = calm_spot(text, levels, box, lines, taken)
        if spot is not None:
            # Apart from it, so that the two do not read as one.
            taken.append(Box(spot.left - APART, spot.bottom, spot.width + 2 * APART, spot.height))
            self._write_small(spot, text, "baseline")
        if panel.error is not None:
            text = elided(lettered(tr("measurement error")), SMALL, box.width - 6)
            inside = (drawn.y(low) + 1.5, drawn.y(high) - 10.5, y - 11.5, y + 2.5)
            taken.append(Box(box.left, y - 1, box.width, 2))
            spot = calm_spot(text, inside, box, lines, taken, must=False)
            if spot is not None:
                self._write_small(spot, text, "error")

    def _write_small(self, spot: Box, text: str, gid: str) -> None:
        self._write(
            spot.left,
            spot.bottom + 2,
            text,
            size=SMALL,
            colour=self._style.baseline,
            gid=gid,
        )

    def _draw_axis(self, trend: Trend, axis: SharedAxis, bottom: float, side_effect: str) -> None:
        """The row of side effects, and the labels of the axis that all panels share."""
        if trend.marks:
            y = bottom - MARKS / 2 - 1
            xs = [axis.at(axis.x_of[mark.session_id]) for mark in trend.marks]
            self._rule(
                xs,
                [y] * len(xs),
                color=self._style.mark,
                linestyle="none",
                marker="^",
                markersize=min(5.5, max(axis.spacing * 0.6, 3.0)),
                markeredgewidth=0,
                gid="marks",
            )
            self._write(
                axis.column,
                y - HALF_LETTER * SMALL,
                side_effect,
                size=SMALL,
                colour=self._style.mark,
                gid="marks-label",
            )
            bottom -= MARKS
        self._rule(
            (axis.left, axis.right),
            (bottom, bottom),
            color=self._style.axis,
            linewidth=0.8,
            zorder=1,
        )
        for x, text, year in axis.ticks():
            self._write(axis.at(x), bottom - 12, text, ha="center", gid="tick")
            if year:
                self._write(axis.at(x), bottom - 24, year, ha="center", gid="year")
        if trend.axis == Axis.NUMBER:
            middle = (axis.left + axis.right) / 2
            text = lettered(tr("Session"))
            self._write(middle, bottom - 25, text, ha="center", gid="axis")


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


def _broken(
    places: Sequence[Place], xs: list[float], ys: list[float]
) -> tuple[list[float], list[float]]:
    """The points of a line, with nothing between those that lie too long apart."""
    broken_xs: list[float] = []
    broken_ys: list[float] = []
    for place, x, y in zip(places, xs, ys, strict=True):
        if place.apart:
            broken_xs.append(x)
            broken_ys.append(float("nan"))
        broken_xs.append(x)
        broken_ys.append(y)
    return broken_xs, broken_ys
