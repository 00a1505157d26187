"""Where everything of a chart stands, in points (1/72 inch) from its lower left corner.

Nothing here draws: a trend and a size go in, places come out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

import numpy as np

from acudesk.charts.lettering import elided, lettered, text_width
from acudesk.domain.measure import Group
from acudesk.domain.numbers import shown
from acudesk.domain.trend import Axis, Panel, Trend
from acudesk.domain.wording import short_date

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
MOST_DATES = 40
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


class SharedAxis:
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
            if (self.last - self.first) / step > MOST_DATES:
                continue
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


class PanelBox:
    """The scale of one panel, laid into its box; low values are always at the bottom."""

    def __init__(self, panel: Panel, box: Box) -> None:
        self.box = box
        self.lowest, self.highest = float(panel.lowest), float(panel.highest)
        self.per_unit = (box.height - 2 * INSET) / (self.highest - self.lowest)
        inset = INSET / self.per_unit
        self.limits = (self.lowest - inset, self.highest + inset)

    def y(self, value: float) -> float:
        """The point of a value."""
        return self.box.bottom + INSET + (value - self.lowest) * self.per_unit


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


def value_ticks(panel: Panel, height: float) -> list[Decimal]:
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


def tick_text(value: Decimal) -> str:
    """A value as it stands beside its line."""
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


def sampled(points: np.ndarray) -> np.ndarray:
    """Points every few points of length along a line with gaps, shape (n, 2)."""
    found = [points[np.isfinite(points[:, 1])]]
    for one, two in pairwise(points):
        if np.isfinite(one[1]) and np.isfinite(two[1]):
            parts = max(int(np.hypot(*(two - one)) / 3), 1)
            found.append(one + (two - one) * np.linspace(0, 1, parts + 1)[:, None])
    return np.concatenate(found)


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
    found: tuple[int, Box] | None = None
    for bottom in bottoms:
        if bottom < box.bottom or bottom + 9 > box.top:
            continue
        for left in np.linspace(box.right - width - 2, box.left + 3, 16):
            spot = Box(float(left), bottom, width, 9)
            if any(spot.meets(other) for other in taken):
                continue
            crossed = spot.grown(CALM).holds(lines)
            if not crossed:
                return spot
            if found is None or crossed < found[0]:
                found = (crossed, spot)
    return None if found is None or not must else found[1]
