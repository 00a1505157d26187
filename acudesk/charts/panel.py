"""Draws one panel of a chart: its lines, their names, the baseline and the error around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from acudesk.charts.description import better_words, shows_baseline
from acudesk.charts.layout import (
    GAP,
    HALF_LETTER,
    LABEL,
    LABEL_STEP,
    SMALL,
    TITLE,
    Box,
    calm_spot,
    sampled,
    short_title,
    spread,
)
from acudesk.charts.lettering import elided, lettered, text_width
from acudesk.charts.looks import Look
from acudesk.charts.pencil import Pencil
from acudesk.charts.scales import PanelBox, SharedAxis
from acudesk.domain.practice import baseline_name
from acudesk.domain.trend import Panel, Place
from acudesk.translation import tr

APART = 8.0
"""Points between two small texts on one level."""


@dataclass(frozen=True, slots=True)
class _Label:
    """A line-end label on its way to its place; `tip` is where its line ends, in points."""

    text: str
    colour: str
    tip: tuple[float, float]
    width: float


@dataclass(frozen=True, slots=True)
class Dot:
    """Where one score was drawn: indices into the panel, and points."""

    series: int
    place: int
    x: float
    y: float


class PanelDrawing:
    """One panel on its way onto the figure; `dots` tells where its scores stand."""

    def __init__(
        self,
        pencil: Pencil,
        axes: Axes,
        index: int,
        panel: Panel,
        drawn: PanelBox,
        axis: SharedAxis,
    ) -> None:
        self.dots: list[Dot] = []
        self._pencil = pencil
        self._style = pencil.style
        self._axes = axes
        self._index = index
        self._panel = panel
        self._drawn = drawn
        self._axis = axis

    def draw(self, looks: list[Look], labels: list[str]) -> None:
        """Draw all of it; `labels` name the lines and come from `lettered`."""
        self._write_heading()
        samples = [np.empty((0, 2))]
        ends: list[_Label] = []
        for row, series in enumerate(self._panel.series):
            look = looks[row]
            seen = self._seen(sampled(self._draw_series(row, series.places, look)))
            if not len(seen):
                continue
            samples.append(seen)
            x, y = seen[np.argmax(seen[:, 0])].tolist()
            wide = text_width(labels[row], LABEL, True)
            ends.append(_Label(labels[row], look.colour, (x, y), wide))
        lines = np.concatenate(samples)
        below = GAP if self._index < len(self._axis.trend.panels) - 1 else 0.0
        taken = self._write_ends(ends, lines, below)
        if shows_baseline(self._panel):
            self._draw_baseline(lines, taken)

    def _write_heading(self) -> None:
        box = self._drawn.box
        words = lettered(better_words(self._panel.direction))
        wide = text_width(words, SMALL)
        baseline = box.top + 7.5
        title = short_title(lettered(self._panel.title), max(box.right - wide - 14, 30))
        self._pencil.write(
            0, baseline, title, size=TITLE, colour=self._style.text, bold=True, gid="title"
        )
        self._pencil.write(box.right, baseline, words, size=SMALL, ha="right", gid="direction")

    @property
    def _is_part(self) -> bool:
        """Whether something lies beyond the panel's edges."""
        return self._axis.zoomed is not None or self._drawn.zoomed is not None

    def _seen(self, points: np.ndarray) -> np.ndarray:
        """Those of the points that lie inside the panel."""
        if not self._is_part:
            return points
        box = self._drawn.box.grown(0.5)
        return points[
            (points[:, 0] >= box.left)
            & (points[:, 0] <= box.right)
            & (points[:, 1] >= box.bottom)
            & (points[:, 1] <= box.top)
        ]

    def _put(self, artist: Artist) -> None:
        self._pencil.put(self._axes, artist, clip=self._is_part)

    def _draw_series(self, row: int, places: Sequence[Place], look: Look) -> np.ndarray:
        """Draw one line; returns its places in points, shape (n, 2)."""
        axis, drawn = self._axis, self._drawn
        xs: list[float] = []
        ys: list[float] = []
        for at, place in enumerate(places):
            x = axis.x_of[place.session_id]
            if place.apart:  # No line leads here.
                xs.append(x)
                ys.append(nan)
            xs.append(x)
            if place.value is None:
                ys.append(nan)
                continue
            y = float(place.value)
            ys.append(y)
            if axis.shows(x) and drawn.shows(y):
                self.dots.append(Dot(row, at, axis.at(x), drawn.y(y)))
        size_now = min(look.size, axis.spacing * 0.62)
        ringed = size_now > 4.2 and axis.spacing > 2.2 * look.size
        self._put(
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
                gid=f"panel-{self._index}-series-{row}",
            )
        )
        return np.column_stack((axis.at(np.array(xs)), drawn.y(np.array(ys))))

    def _write_ends(self, ends: list[_Label], lines: np.ndarray, below: float) -> list[Box]:
        """Name each line at its end, or in the column at the right, without overlaps."""
        box, axis = self._drawn.box, self._axis
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
                self._pencil.rule(
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
        self._pencil.write(
            x,
            y - HALF_LETTER * size,
            end.text,
            size=size,
            colour=end.colour,
            bold=True,
            gid="label",
        )

    def _draw_baseline(self, lines: np.ndarray, taken: list[Box]) -> None:
        panel, drawn, box = self._panel, self._drawn, self._drawn.box
        assert panel.baseline is not None
        left, right = self._axes.get_xlim()
        level = float(panel.baseline)
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
                gid=f"panel-{self._index}-error",
            )
            self._put(band)
        if not drawn.shows(level):
            return
        self._put(
            Line2D(
                (left, right),
                (level, level),
                color=self._style.baseline,
                linewidth=0.8,
                linestyle=(0, (4, 3)),
                zorder=3,
                gid=f"panel-{self._index}-baseline",
            )
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
        self._pencil.write(
            spot.left, spot.bottom + 2, text, size=SMALL, colour=self._style.baseline, gid=gid
        )
