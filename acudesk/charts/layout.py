"""Where everything of a chart stands, in points (1/72 inch) from its lower left corner.

Nothing here draws: a trend and a size go in, places come out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from acudesk.charts.lettering import elided, text_width
from acudesk.domain.measure import Group
from acudesk.domain.trend import Trend

TITLE, LABEL, SMALL = 9.5, 9.0, 8.0
"""Sizes of letters in points."""
HEADER, GAP, MARKS, TICKS, FOOT = 20.0, 10.0, 14.0, 15.0, 13.0
"""Heights in points: a panel's heading, the space above it, the row of side effects, the labels
of the shared axis and the line below them."""
PAIN_WEIGHT, OTHER_WEIGHT = 3.0, 2.0
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
    """The title, its name elided where it is too long; range or unit stay."""
    name, comma, scale = title.rpartition(", ")
    room = most - text_width(comma + scale, TITLE, True)
    return elided(name, TITLE, max(room, 20), True) + comma + scale


def panel_heights(trend: Trend, height: float) -> list[float]:
    """How high each panel is in a figure so high: pain higher than the others."""
    count = len(trend.panels)
    foot = TICKS + FOOT + (MARKS if trend.marks else 0)
    room = height - 2 - foot - count * HEADER - (count - 1) * GAP
    weights = [PAIN_WEIGHT if panel.group == Group.PAIN else OTHER_WEIGHT for panel in trend.panels]
    return [max(room * weight / sum(weights), LEAST_PANEL) for weight in weights]


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
        beside = (ys >= bottom - CALM) & (ys <= bottom + SMALL_HIGH + CALM)
        near = np.sort(lines[beside, 0])
        crossed = np.searchsorted(near, lefts + (width + CALM), "right") - np.searchsorted(
            near, lefts - CALM
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
