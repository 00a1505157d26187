"""Draws one panel of a chart: its lines, their names, the baseline and the error around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from acudesk.charts.description import better_words, level_words, shows_baseline
from acudesk.charts.layout import (
    HALF_LETTER,
    LABEL,
    LABEL_STEP,
    SMALL,
    SMALL_HIGH,
    TITLE,
    Box,
    Room,
    calm_spot,
    sampled,
    short_title,
    spread,
)
from acudesk.charts.lettering import elided, lettered, text_width
from acudesk.charts.looks import Dashes, Look, level_dashes
from acudesk.charts.pencil import Pencil
from acudesk.charts.scales import PanelBox, SharedAxis
from acudesk.domain.practice import baseline_name
from acudesk.domain.session import Moment
from acudesk.domain.trend import Level, Place, Role
from acudesk.translation import tr

APART, HEADING_APART = 8.0, 6.0
"""Points between two small texts on one level, in a panel and above it."""
BESIDE = 5.5
"""Points that before and after stand beside the main line, at most."""
LEAST_HOLLOW = 3.0
"""Points across, below which a hollow marker is filled."""
LEVEL_CALM = 2.0
"""Points that the words in a line of change keep from other lines: they stand on their own."""
CLEAR = 4.5
"""Points between two lines over the whole width, or the second is left out."""


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
        drawn: PanelBox,
        axis: SharedAxis,
        room: Room,
    ) -> None:
        self.dots: list[Dot] = []
        self._pencil = pencil
        self._style = pencil.style
        self._axes = axes
        self._index = index
        self._panel = drawn.panel
        self._drawn = drawn
        self._axis = axis
        self._room = room

    def draw(self, looks: list[Look], labels: list[str]) -> None:
        """Draw all of it; `labels` name the lines and come from `lettered`."""
        free = self._write_heading()
        if not self._panel.series:
            self._write_not_asked()
            return
        samples = [np.empty((0, 2))]
        ends: list[_Label] = []
        shifts = self._shifts()
        for row, (series, look) in enumerate(zip(self._panel.series, looks, strict=True)):
            points = self._draw_series(row, series.places, look, shifts[row])
            joined = look.dashes != "none"
            seen = self._seen(sampled(points) if joined else points[np.isfinite(points[:, 1])])
            if not len(seen):
                continue
            samples.append(seen)
            x, y = seen[np.argmax(seen[:, 0])].tolist()
            wide = text_width(labels[row], LABEL, True)
            ends.append(_Label(labels[row], look.colour, (x, y), wide))
        samples += self._draw_stems(shifts)
        lines = np.concatenate(samples)
        last = len(self._axis.trend.panels) - 1
        # What stands below these may be marks, with names of their own.
        has_foot = self._index == last or (self._room.is_split and not self._index)
        below = -self._room.keep if has_foot else self._room.gap
        taken = self._write_ends(ends, lines, below)
        if shows_baseline(self._panel):
            self._draw_baseline(lines, taken, free)

    def _write_heading(self) -> Box:
        """The title and which way is better; returns what is free between the two."""
        box = self._drawn.box
        words = lettered(better_words(self._panel.direction))
        wide = text_width(words, SMALL)
        baseline = box.top + self._room.header * 0.3
        title = short_title(lettered(self._panel.title), max(box.right - wide - 14, 30))
        self._pencil.write(
            0, baseline, title, size=TITLE, colour=self._style.text, bold=True, gid="title"
        )
        self._pencil.write(box.right, baseline, words, size=SMALL, ha="right", gid="direction")
        left = text_width(title, TITLE, True) + HEADING_APART
        return Box(left, baseline - 2, box.right - wide - HEADING_APART - left, SMALL_HIGH)

    def _write_not_asked(self) -> None:
        box = self._drawn.box
        self._pencil.write(
            (box.left + box.right) / 2,
            (box.bottom + box.top) / 2 - HALF_LETTER * LABEL,
            elided(lettered(tr("not asked in this course")), LABEL, box.width),
            ha="center",
            gid="not-asked",
        )

    @property
    def _is_part(self) -> bool:
        """Whether something lies beyond the panel's edges."""
        return self._axis.zoomed is not None or self._drawn.zoomed is not None

    def _seen(self, points: np.ndarray) -> np.ndarray:
        """Those of the points that lie inside the panel."""
        if not self._is_part:
            return points
        box = self._drawn.box.grown(0.5)
        return np.asarray(
            points[
                (points[:, 0] >= box.left)
                & (points[:, 0] <= box.right)
                & (points[:, 1] >= box.bottom)
                & (points[:, 1] <= box.top)
            ]
        )

    def _put(self, artist: Artist) -> None:
        self._pencil.put(self._axes, artist, clip=self._is_part)

    def _shifts(self) -> list[float]:
        """How far each line stands to the right of its sessions, in values of the axis: before
        and after stand beside the main line, not on it."""
        roles = [series.role for series in self._panel.series]
        if Role.BEFORE not in roles:
            return [0.0] * len(roles)
        beside = min(BESIDE, self._axis.spacing * 0.3) / self._axis.per_unit
        return [beside if role in (Role.BEFORE, Role.AFTER) else 0.0 for role in roles]

    def _draw_series(
        self, row: int, places: Sequence[Place], look: Look, shift: float
    ) -> np.ndarray:
        """Draw one line; returns its places in points, shape (n, 2)."""
        axis, drawn = self._axis, self._drawn
        xs: list[float] = []
        ys: list[float] = []
        for at, place in enumerate(places):
            x = axis.x_of[place.session_id] + shift
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
        size = max(min(look.size, axis.spacing * 0.62), 1.4)
        is_hollow = look.hollow and size > LEAST_HOLLOW
        ringed = not look.hollow and size > 4.2 and axis.spacing > 2.2 * look.size
        ground = self._style.card
        self._put(
            Line2D(
                xs,
                ys,
                color=look.colour,
                linewidth=look.width * min(1.0, max(axis.spacing / 7, 0.5)),
                linestyle=look.dashes,
                marker=look.marker,
                markersize=size,
                markerfacecolor=ground if is_hollow else look.colour,
                markeredgecolor=ground if ringed else look.colour,
                markeredgewidth=1.0 if ringed or is_hollow else 0.0,
                solid_capstyle="round",
                dash_capstyle="butt",
                zorder=5 - row * 0.1,
                gid=f"panel-{self._index}-series-{row}",
            )
        )
        return np.column_stack((axis.at(np.array(xs)), drawn.y(np.array(ys))))

    def _draw_stems(self, shifts: list[float]) -> list[np.ndarray]:
        """Join before and after of one session; returns what is seen of it, in points."""
        seen: list[np.ndarray] = []
        starts = {s.key.measure: s for s in self._panel.series if s.key.moment == Moment.BEFORE}
        for row, series in enumerate(self._panel.series):
            start = starts.get(series.key.measure)
            if series.role != Role.AFTER or start is None:
                continue
            before = {place.session_id: place.value for place in start.places}
            xs: list[float] = []
            ys: list[float] = []
            for place in series.places:
                value = before.get(place.session_id)
                if value is None or place.value is None:
                    continue
                x = self._axis.x_of[place.session_id] + shifts[row]
                xs += (x, x, x)
                ys += (float(value), float(place.value), nan)
            self._put(
                Line2D(
                    xs,
                    ys,
                    color=self._style.series_after,
                    linewidth=max(min(1.1, self._axis.spacing / 9), 0.5),
                    solid_capstyle="butt",
                    zorder=4,
                    gid=f"panel-{self._index}-stems",
                )
            )
            points = (self._axis.at(np.array(xs)), self._drawn.y(np.array(ys)))
            seen.append(self._seen(sampled(np.column_stack(points))))
        return seen

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

    def _draw_baseline(self, lines: np.ndarray, taken: list[Box], free: Box) -> None:
        """The baseline, the error of measurement around it and the lines of change from it;
        `free` is a place for words above the panel."""
        panel, drawn, box = self._panel, self._drawn, self._drawn.box
        assert panel.baseline is not None
        left, right = self._axis.limits
        level = float(panel.baseline)
        low = high = level
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
        if drawn.shows(level):
            self._draw_across(level, self._style.baseline, (0, (4, 3)), "baseline")
            y = drawn.y(level)
            taken += self._write_rule(y, lines, taken, free)
            taken.append(Box(box.left, y - 1, box.width, 2))
        levels = self._readable_levels()
        across = [Box(box.left, drawn.y(float(one.value)) - 0.5, box.width, 1) for one in levels]
        for one, own in zip(levels, across, strict=True):
            others = [other for other in across if other is not own]
            spot = self._write_level(one, lines, [*taken, *others])
            if spot is not None:
                taken.append(spot.grown(2))
        taken += across
        if panel.error is not None:
            y = drawn.y(level)
            text = elided(lettered(tr("measurement error")), SMALL, box.width - 6)
            inside = (drawn.y(low) + 1.5, drawn.y(high) - 10.5, y - 11.5, y + 2.5)
            spot = calm_spot(text, inside, box, lines, taken, must=False)
            if spot is not None:
                self._write_small(spot, text, "error", self._style.baseline)

    def _write_rule(self, y: float, lines: np.ndarray, taken: list[Box], free: Box) -> list[Box]:
        """Which baseline it is: beside its line, or above the panel where no place is calm."""
        rule = lettered(tr("baseline: {rule}", rule=baseline_name(self._panel.baseline_rule)))
        box = self._drawn.box
        text = elided(rule, SMALL, box.width - 6)
        bottoms = (y + 2.5, y - 11.5, y + 6, y - 15)
        spot = calm_spot(text, bottoms, box, lines, taken, must=False)
        wide = text_width(text, SMALL)
        if spot is None and wide <= free.width:
            spot = Box(free.right - wide, free.bottom, wide, SMALL_HIGH)
        spot = spot or calm_spot(text, bottoms, box, lines, taken)
        if spot is None:
            return []
        self._write_small(spot, text, "baseline", self._style.baseline)
        # Apart from it, so that the two do not read as one.
        return [Box(spot.left - APART, spot.bottom, spot.width + 2 * APART, spot.height)]

    def _readable_levels(self) -> list[Level]:
        """The lines of change that are seen, and are apart from the baseline and each other."""
        drawn = self._drawn
        met = [drawn.y(float(self._panel.baseline or 0))]
        kept: list[Level] = []
        for level in self._panel.levels:
            y = drawn.y(float(level.value))
            if drawn.shows(float(level.value)) and all(abs(y - other) >= CLEAR for other in met):
                kept.append(level)
                met.append(y)
        return kept

    def _write_level(self, level: Level, lines: np.ndarray, taken: list[Box]) -> Box | None:
        """A line of change, with its words in it where they cross nothing else."""
        value, box = float(level.value), self._drawn.box
        y = self._drawn.y(value)
        spot = broken = None
        for words in (level_words(level), tr("{percent} %", percent=level.percent)):
            bottoms = (y - SMALL_HIGH / 2,)
            text = lettered(words)
            spot = calm_spot(text, bottoms, box, lines, taken, must=False, calm=LEVEL_CALM)
            if spot is not None:
                broken = (spot.left - 2.5, spot.right + 2.5)
                self._write_small(spot, text, "level", self._style.level)
                break
        gid = f"level-{level.percent}"
        self._draw_across(value, self._style.level, level_dashes(level), gid, broken)
        return spot

    def _draw_across(
        self,
        value: float,
        colour: str,
        dashes: Dashes,
        gid: str,
        broken: tuple[float, float] | None = None,
    ) -> None:
        """A thin line over the whole width, `broken` between two points of it."""
        axis = self._axis
        xs = list(axis.limits)
        if broken is not None:
            start, end = (axis.limits[0] + (at - axis.left) / axis.per_unit for at in broken)
            xs = [xs[0], start, nan, end, xs[1]]
        self._put(
            Line2D(
                xs,
                [value] * len(xs),
                color=colour,
                linewidth=0.8,
                linestyle=dashes,
                zorder=3,
                gid=f"panel-{self._index}-{gid}",
            )
        )

    def _write_small(self, spot: Box, text: str, gid: str, colour: str) -> None:
        self._pencil.write(spot.left, spot.bottom + 2, text, size=SMALL, colour=colour, gid=gid)
