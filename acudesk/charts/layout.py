"""Where everything of a chart stands, in points (1/72 inch) from its lower left corner.

Nothing here draws: a trend and a size go in, places come out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from acudesk.charts.lettering import elided, text_width
from acudesk.domain.measure import Group
from acudesk.domain.trend import Axis, MarkKind, Trend

TITLE, LABEL, SMALL = 9.5, 9.0, 8.0
"""Sizes of letters in points."""
PAIN_WEIGHT, OTHER_WEIGHT = 3.0, 2.0
COMFORT, ENOUGH = 45.0, 40.0
"""Heights of an average panel in points: below the first everything around the panels draws
together, below the second, or where marks would take half as much as they, marks share a row."""
LEAST_NAME = 30.0
"""Points of a panel's name that say what it is."""
BELOW_MARKS = 4.0
"""Points between the labels of the axis below the first panel and what follows."""
LEAST_PANEL = 24.0
CALM = 3.0
"""Points that small words keep from a line: half a marker."""
LABEL_STEP = 12.0
"""Points that labels, one above the other, stand apart at least."""
SAMPLE_STEP = 3.0
SMALL_HIGH = 9.0
"""The height of small words in points."""
HALF_LETTER = 0.35
"""Half the height of a capital or digit, in ems: what is written beside a line is centred so."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.bottom + self.height

    def grown(self, by: float) -> "Box":
        """A rectangle that is larger on every side."""
        return Box(self.left - by, self.bottom - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: "Box") -> bool:
        """Whether two rectangles share any ground."""
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


def short_title(title: str, most: float) -> str:
    """The title, its name elided where it is too long; range or unit stay, unless nothing would
    be left of the name: the scale stands beside the panel."""
    name, comma, scale = title.rpartition(", ")
    room = most - text_width(comma + scale, TITLE, True)
    if room < min(text_width(name, TITLE, True), LEAST_NAME):
        return elided(name or title, TITLE, max(most, 20), True)
    return elided(name, TITLE, max(room, 20), True) + comma + scale


@dataclass(frozen=True, slots=True)
class Room:
    """Heights in points: of the panels, the heading of each and the space above it, the rows of
    marks with the kinds in each, the labels of the shared axis, and the key to a row of several
    kinds below them. `is_low` says that the figure is low, `is_split` that marks and labels stand
    below the first panel, and the labels again below the last."""

    heights: tuple[float, ...]
    header: float
    gap: float
    rows: tuple[tuple[MarkKind, ...], ...]
    row: float
    axis: float
    is_low: bool
    is_split: bool = False

    @property
    def between(self) -> float:
        """What stands below the first panel before the next one begins."""
        if not self.is_split:
            return 0.0
        return self.above_rows + len(self.rows) * self.row + self.axis + BELOW_MARKS

    @property
    def above_rows(self) -> float:
        """The space between the last panel and the rows of marks."""
        if not self.rows:
            return 0.0
        return 1.0 if self.is_low else 3.0

    @property
    def keep(self) -> float:
        """How far the names of the last panel's lines keep from its lower edge: below it stand
        the names of the marks."""
        return 4.0 if self.is_low and self.rows and not self.has_key else 0.0

    @property
    def has_key(self) -> bool:
        """Whether a row holds several kinds of marks."""
        return any(len(row) > 1 for row in self.rows)


def room_for(trend: Trend, height: float) -> Room:
    """How the height of a figure is shared out: pain gets more than the others."""
    count = len(trend.panels)
    kinds = trend.mark_rows
    apart = tuple((kind,) for kind in kinds)
    weights = [PAIN_WEIGHT if panel.group == Group.PAIN else OTHER_WEIGHT for panel in trend.panels]

    def room(rows: tuple[tuple[MarkKind, ...], ...], is_low: bool) -> Room:
        header, gap, row, axis = (15.0, 6.0, 10.0, 15.0) if is_low else (20.0, 10.0, 13.0, 28.0)
        if is_low and trend.axis == Axis.DATE:
            axis += 12  # The years.
        key = 11.0 if any(len(kinds) > 1 for kinds in rows) else 0.0
        is_split = trend.is_tall and not is_low
        found = Room((), header, gap, rows, row, axis, is_low, is_split)
        left = height - 2 - axis - key - count * header - (count - 1) * gap
        left -= found.between if is_split else found.above_rows + len(rows) * row
        heights = tuple(max(left * one / sum(weights), LEAST_PANEL) for one in weights)
        return replace(found, heights=heights)

    for rows, is_low, least in ((apart, False, COMFORT), (apart, True, ENOUGH)):
        found = room(rows, is_low)
        panels = sum(found.heights)
        if panels / count >= least and len(found.rows) * found.row <= panels / 2:
            return found
    return room((kinds,) if kinds else (), is_low=True)


def sampled(points: np.ndarray) -> np.ndarray:
    """Points every few points of length along a line with gaps, shape (n, 2)."""
    there: np.ndarray = np.isfinite(points[:, 1])
    joined = there[:-1] & there[1:]
    if not joined.any():
        return np.asarray(points[there])
    starts, steps = points[:-1][joined], np.diff(points, axis=0)[joined]
    parts = np.maximum(np.hypot(steps[:, 0], steps[:, 1]) // SAMPLE_STEP, 1).astype(int)
    before = np.cumsum(parts) - parts
    share = (np.arange(parts.sum()) - np.repeat(before, parts)) / np.repeat(parts, parts)
    between = np.repeat(starts, parts, axis=0) + np.repeat(steps, parts, axis=0) * share[:, None]
    return np.concatenate([points[there], between])


def calm_spot(
    text: str,
    bottoms: Iterable[float],
    box: Box,
    lines: np.ndarray,
    taken: Sequence[Box],
    *,
    must: bool = True,
    calm: float = CALM,
) -> Box | None:
    """A place for a small text inside a panel where it crosses no line: as far right as can be.

    None where other words take up every place, or lines do and the text need not stand there;
    the description tells it all the same.
    """
    width = text_width(text, SMALL)
    lefts = np.linspace(box.right - width - 2, box.left + 3, 16)
    found: tuple[int, Box] | None = None
    for bottom in bottoms:
        if bottom < box.bottom or bottom + SMALL_HIGH > box.top:
            continue
        ys = lines[:, 1]
        beside = (ys >= bottom - calm) & (ys <= bottom + SMALL_HIGH + calm)
        near = np.sort(lines[beside, 0])
        crossed = np.searchsorted(near, lefts + (width + calm), "right") - np.searchsorted(
            near, lefts - calm
        )
        level = [one for one in taken if one.bottom < bottom + SMALL_HIGH and bottom < one.top]
        for left, count in zip(lefts.tolist(), crossed.tolist(), strict=True):
            if any(left < one.right and one.left < left + width for one in level):
                continue
            if not count:
                return Box(left, bottom, width, SMALL_HIGH)
            if found is None or count < found[0]:
                found = (count, Box(left, bottom, width, SMALL_HIGH))
    return None if found is None or not must else found[1]
