"""Draws a course's trend: panels above one another on one axis of sessions or dates.

One scale in a panel, no axis ever flipped: the direction stands in words (Snyder 2019, Qual Life
Res 28:345-356). Layout is reckoned here in points (1/72 inch) from the lower left corner of the
figure, so that showing another course costs little more than drawing it.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
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

from acudesk.charts.description import better_words, description, scored_places
from acudesk.charts.lettering import elided, font, lettered, text_width
from acudesk.charts.style import Style
from acudesk.domain.measure import Group
from acudesk.domain.numbers import shown
from acudesk.domain.practice import baseline_name
from acudesk.domain.trend import Axis, Panel, Role, Trend
from acudesk.domain.wording import short_date
from acudesk.translation import tr

DPI = 100.0
TITLE, LABEL, SMALL = 9.5, 9.0, 8.0
"""Sizes of letters in points."""
HEADER, GAP, MARKS, TICKS, FOOT = 20.0, 10.0, 14.0, 15.0, 13.0
"""Heights in points: a panel's heading, the space above it, the row of side effects, the labels
of the shared axis and the line below them."""
PAIN_WEIGHT, OTHER_WEIGHT = 3.0, 2.0
INSET = 5.0
"""Points between the end of a scale and the edge of its panel, so that no marker is cut."""
LEAST_PANEL = 24.0
CALM = 3.0
"""Points that small words keep from a line: half a marker."""
LABEL_STEP = 12.0
TICK_STEP = 16.0
"""Points that labels, one above the other, stand apart at least."""
MOST_STEPS = 6
HALF_LETTER = 0.35
"""Half the height of a capital or digit, in ems: what is written beside a line is centred so."""


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
class _Look:
    """How a line is drawn."""

    colour: str
    width: float
    dashes: Literal["-"] | tuple[float, tuple[float, ...]]
    marker: str
    size: float


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle in points."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def top(self) -> float:
        return self.bottom + self.height

    def grown(self, by: float) -> "_Box":
        return _Box(self.left - by, self.bottom - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, points: np.ndarray) -> int:
        """How many of the points, shape (n, 2), lie inside."""
        inside = (
            (points[:, 0] >= self.left)
            & (points[:, 0] <= self.right)
            & (points[:, 1] >= self.bottom)
            & (points[:, 1] <= self.top)
        )
        return int(np.count_nonzero(inside))


@dataclass(frozen=True, slots=True)
class _Label:
    """A line-end label on its way to its place; `tip` is where its line ends, in points."""

    text: str
    colour: str
    tip: tuple[float, float]
    width: float


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
        looks = [_looks(panel, self._style) for panel in trend.panels]
        heights = _panel_heights(trend, height)
        ticks = [
            _value_ticks(panel, tall) for panel, tall in zip(trend.panels, heights, strict=True)
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
        left = 7 + max(text_width(_tick_text(v), LABEL) for values in ticks for v in values)
        axis = _SharedAxis(trend, left, max(width - column - 12, left + 40))

        top = height - 2.0
        for index, (panel, tall) in enumerate(zip(trend.panels, heights, strict=True)):
            box = _Box(axis.left, top - HEADER - tall, axis.right - axis.left, tall)
            axes = self._pool[index]
            axes.set_position(
                (box.left / width, box.bottom / height, box.width / width, box.height / height)
            )
            axes.set_xlim(*axis.limits)
            drawn = _PanelBox(panel, box)
            axes.set_ylim(*drawn.limits)
            axes.yaxis.set_major_locator(FixedLocator([float(value) for value in ticks[index]]))
            self._write_heading(panel, box)
            for value in ticks[index]:
                self._write(
                    left - 7,
                    drawn.y(float(value)) - HALF_LETTER * LABEL,
                    _tick_text(value),
                    ha="right",
                )
            self._draw_panel(
                index, panel, drawn, axis, looks[index], labels[index], (width, height)
            )
            top = box.bottom - GAP
        self._draw_axis(trend, axis, box.bottom, side_effect)

    def _write_heading(self, panel: Panel, box: _Box) -> None:
        words = lettered(better_words(panel.direction))
        wide = text_width(words, SMALL)
        baseline = box.top + 7.5
        title = _short_title(lettered(panel.title), max(box.right - wide - 14, 30))
        self._write(0, baseline, title, size=TITLE, colour=self._style.text, bold=True, gid="title")
        self._write(box.right, baseline, words, size=SMALL, ha="right", gid="direction")

    def _draw_panel(
        self,
        index: int,
        panel: Panel,
        drawn: "_PanelBox",
        axis: "_SharedAxis",
        looks: list[_Look],
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
            samples.append(_sampled(points))
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
                    xs,
                    ys,
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
        if panel.baseline is not None and scored_places(panel.series[0]) > 1:
            self._draw_baseline(index, panel, drawn, lines, taken)

    def _write_ends(
        self, ends: list[_Label], box: _Box, axis: "_SharedAxis", lines: np.ndarray, below: float
    ) -> list[_Box]:
        """Name each line at its end, or in the column at the right, without overlaps."""
        taken: list[_Box] = []
        column: list[_Label] = []
        for end in ends:
            spot = _Box(end.tip[0] + 8, end.tip[1] - 6, end.width, 12)
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
            taken.append(_Box(axis.column, y - step / 2, end.width, step))
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
        drawn: "_PanelBox",
        lines: np.ndarray,
        taken: list[_Box],
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
        spot = _calm_spot(text, levels, box, lines, taken)
        if spot is not None:
            taken.append(spot)
            self._write_small(spot, text, "baseline")
        if panel.error is not None:
            text = elided(lettered(tr("measurement error")), SMALL, box.width - 6)
            inside = (drawn.y(low) + 1.5, drawn.y(high) - 10.5, y - 11.5, y + 2.5)
            taken.append(_Box(box.left, y - 1, box.width, 2))
            spot = _calm_spot(text, inside, box, lines, taken)
            if spot is not None:
                self._write_small(spot, text, "error")

    def _write_small(self, spot: _Box, text: str, gid: str) -> None:
        self._write(
            spot.left,
            spot.bottom + 2,
            text,
            size=SMALL,
            colour=self._style.baseline,
            gid=gid,
        )

    def _draw_axis(
        self, trend: Trend, axis: "_SharedAxis", bottom: float, side_effect: str
    ) -> None:
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


class _SharedAxis:
    """The axis that all panels share, from the points `left` to `right`."""

    def __init__(self, trend: Trend, left: float, right: float) -> None:
        self.trend = trend
        self.left = left
        self.right = right
        self.x_of = _session_places(trend)
        if trend.axis == Axis.NUMBER:
            self.first, last = 1.0, float(max(trend.numbers, 1))
        else:
            assert trend.first_day is not None and trend.last_day is not None
            self.first = float(trend.first_day.toordinal())
            last = max([float(trend.last_day.toordinal()), *self.x_of.values()])
        self.single = last <= self.first
        self.last = last
        self.end = self.first + 1 if self.single else last
        self.start_pad, self.end_pad = 12.0, 8.0
        inner = max(right - left - self.start_pad - self.end_pad, 1)
        self.per_unit = inner / (self.end - self.first)
        self.spacing = self._spacing()
        self.limits = (
            self.first - self.start_pad / self.per_unit,
            self.end + self.end_pad / self.per_unit,
        )

    def at(self, x: float) -> float:
        """The point of a place on the axis."""
        return self.left + self.start_pad + (x - self.first) * self.per_unit

    @property
    def column(self) -> float:
        """Where the labels at the right begin."""
        return self.at(self.last) + 10 if self.single else self.right + 5

    def _spacing(self) -> float:
        """How far apart, in points, most neighbours stand."""
        xs = sorted(set(self.x_of.values()))
        steps = sorted(two - one for one, two in pairwise(xs))
        return steps[len(steps) // 5] * self.per_unit if steps else self.per_unit

    def ticks(self) -> list[tuple[float, str, str]]:
        """Few enough not to touch: place, label, and the year where it begins or changes."""
        if self.trend.axis == Axis.NUMBER:
            return self._number_ticks()
        return self._date_ticks()

    def _number_ticks(self) -> list[tuple[float, str, str]]:
        numbers = int(self.last)
        need = text_width(str(numbers), LABEL) + 7
        for step in (1, 2, 5, 10, 20, 50, 100, 200):
            if step * self.per_unit >= need:
                break
        chosen = [n for n in range(1, numbers + 1) if n % step == 0]
        if step > 1 and (not chosen or (chosen[0] - 1) * self.per_unit >= need):
            chosen.insert(0, 1)
        return [(float(n), str(n), "") for n in chosen]

    def _date_ticks(self) -> list[tuple[float, str, str]]:
        ticks: list[tuple[float, str, str]] = []
        for step in (1, 2, 3, 7, 14, 28, 56, 84, 168, 364, 728, 1_820, 3_640, 36_400):
            ticks = self._dates_each(step)
            if all(
                self.at(two[0]) - self.at(one[0])
                >= (text_width(one[1], LABEL) + text_width(two[1], LABEL)) / 2 + 10
                for one, two in pairwise(ticks)
            ):
                break
        return ticks

    def _dates_each(self, step: int) -> list[tuple[float, str, str]]:
        ticks = []
        year = 0
        for ordinal in range(int(self.first), int(self.last) + 1, step):
            day = date.fromordinal(ordinal)
            shows = lettered(str(day.year)) if day.year != year else ""
            ticks.append((float(ordinal), lettered(short_date(day, today=day)), shows))
            year = day.year
        return ticks


class _PanelBox:
    """The scale of one panel, laid into its box; low values are always at the bottom."""

    def __init__(self, panel: Panel, box: _Box) -> None:
        self.box = box
        self.lowest, self.highest = float(panel.lowest), float(panel.highest)
        self.per_unit = (box.height - 2 * INSET) / (self.highest - self.lowest)
        inset = INSET / self.per_unit
        self.limits = (self.lowest - inset, self.highest + inset)

    def y(self, value: float) -> float:
        """The point of a value."""
        return self.box.bottom + INSET + (value - self.lowest) * self.per_unit


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


def png_bytes(figure: Figure, dpi: float = 150.0) -> bytes:
    """The figure as PNG; the same figure gives the same bytes."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None})
    return stream.getvalue()


def spread(wanted: Sequence[float], step: float, lowest: float, highest: float) -> list[float]:
    """Heights as near as can be to those wanted (highest first), at least `step` apart and
    between the two ends, as far as they fit."""
    blocks: list[tuple[float, int]] = []
    for index, height in enumerate(wanted):
        blocks.append((height + index * step, 1))
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            (one, count), (two, more) = blocks[-2], blocks[-1]
            blocks[-2:] = [((one * count + two * more) / (count + more), count + more)]
    floor = lowest + (len(wanted) - 1) * step
    eased = [min(max(mean, floor), highest) for mean, count in blocks for _ in range(count)]
    return [height - index * step for index, height in enumerate(eased)]


def _short_title(title: str, most: float) -> str:
    """The title, its name elided where it is too long; range or unit stay."""
    name, comma, scale = title.rpartition(", ")
    room = most - text_width(comma + scale, TITLE, True)
    return elided(name, TITLE, max(room, 20), True) + comma + scale


def _looks(panel: Panel, style: Style) -> list[_Look]:
    """A look for every line of a panel; seconds differ from one another as well."""
    main = _Look(style.series_main, 2.2, "-", "o", 6.5)
    before = _Look(style.series_before, 1.1, "-", "o", 4.0)
    after = _Look(style.series_after, 1.3, (0, (4, 2.2)), "s", 4.4)
    seconds = (
        _Look(style.series_second, 1.6, (0, (7, 2, 1.5, 2)), "D", 5.0),
        _Look(style.series_after, 1.5, (0, (1.2, 1.8)), "^", 5.6),
        _Look(style.series_before, 1.3, (0, (9, 3)), "v", 5.6),
    )
    looks = []
    used = 0
    for series in panel.series:
        if series.role == Role.SECOND:
            looks.append(seconds[used % len(seconds)])
            used += 1
        else:
            looks.append({Role.MAIN: main, Role.BEFORE: before, Role.AFTER: after}[series.role])
    return looks


def _panel_heights(trend: Trend, height: float) -> list[float]:
    count = len(trend.panels)
    foot = TICKS + FOOT + (MARKS if trend.marks else 0)
    room = height - 2 - foot - count * HEADER - (count - 1) * GAP
    weights = [PAIN_WEIGHT if panel.group == Group.PAIN else OTHER_WEIGHT for panel in trend.panels]
    return [max(room * weight / sum(weights), LEAST_PANEL) for weight in weights]


def _value_ticks(panel: Panel, height: float) -> list[Decimal]:
    """Round values far enough apart to be read, in a panel so many points high: steps of 1, 2
    or 5 (or 4 where it divides the scale), times ten."""
    span = panel.highest - panel.lowest
    inner = max(height - 2 * INSET, 1.0)
    steps = [Decimal(digit).scaleb(power) for power in range(-3, 5) for digit in (1, 2, 4, 5)]
    for closest in (TICK_STEP, LABEL_STEP):
        least = max(closest, inner / MOST_STEPS)
        apart = [step for step in steps if least <= float(step / span) * inner and step <= span]
        rough = next((step for step in apart if step.as_tuple().digits != (4,)), None)
        if rough is None:
            continue
        exact = next((step for step in apart if span % step == 0), None)
        if exact is not None and exact <= 2 * rough:
            return _steps(panel.lowest, panel.highest, exact)
        first = (panel.lowest / rough).to_integral_value(ROUND_CEILING) * rough
        ticks = _steps(first, panel.highest, rough)
        if len(ticks) > 1:
            return ticks
    return [panel.lowest, panel.highest]


def _steps(first: Decimal, last: Decimal, step: Decimal) -> list[Decimal]:
    return [first + index * step for index in range(int((last - first) / step) + 1)]


def _tick_text(value: Decimal) -> str:
    return lettered(shown(value))


def _session_places(trend: Trend) -> dict[int, float]:
    """Where each session stands on the axis; several of one day stand side by side in it."""
    met: dict[int, tuple[date, int | None]] = {}
    for panel in trend.panels:
        for series in panel.series:
            for place in series.places:
                met[place.session_id] = (place.day, place.number)
    for mark in trend.marks:
        met[mark.session_id] = (mark.day, mark.number)
    if trend.axis == Axis.NUMBER:
        return {key: float(number or 0) for key, (_day, number) in met.items()}
    days: dict[date, list[int]] = {}
    for key in sorted(met, key=lambda key: (met[key][1] or 0, key)):
        days.setdefault(met[key][0], []).append(key)
    return {
        key: day.toordinal() + index / len(keys)
        for day, keys in days.items()
        for index, key in enumerate(keys)
    }


def _sampled(points: np.ndarray) -> np.ndarray:
    """Points every few points of length along a line with gaps, shape (n, 2)."""
    found = [points[np.isfinite(points[:, 1])]]
    for one, two in pairwise(points):
        if np.isfinite(one[1]) and np.isfinite(two[1]):
            parts = max(int(np.hypot(*(two - one)) / 3), 1)
            found.append(one + (two - one) * np.linspace(0, 1, parts + 1)[:, None])
    return np.concatenate(found)


def _calm_spot(
    text: str,
    bottoms: Iterable[float],
    box: _Box,
    lines: np.ndarray,
    taken: Sequence[_Box],
) -> _Box | None:
    """A place for a small text inside a panel where it crosses no line: as far right as can be.

    None where other words take up every place; the description tells it all the same.
    """
    width = text_width(text, SMALL)
    found: tuple[int, _Box] | None = None
    for bottom in bottoms:
        if bottom < box.bottom or bottom + 9 > box.top:
            continue
        for left in np.linspace(box.right - width - 2, box.left + 3, 16):
            spot = _Box(float(left), bottom, width, 9)
            if any(spot.meets(other) for other in taken):
                continue
            crossed = spot.grown(CALM).holds(lines)
            if not crossed:
                return spot
            if found is None or crossed < found[0]:
                found = (crossed, spot)
    return None if found is None else found[1]
