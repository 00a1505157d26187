"""The axis that all panels share and the scale of each, whole or zoomed, with their ticks."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from math import ceil, floor
from typing import TypeVar

import numpy as np

from acudesk.charts.layout import LABEL, LABEL_STEP, Box
from acudesk.charts.lettering import lettered, text_width
from acudesk.charts.zoom import LEAST_SHARE, LEAST_SPAN, Limits, within
from acudesk.domain.numbers import shown
from acudesk.domain.trend import Axis, Panel, Trend
from acudesk.domain.wording import short_date

Numbers = TypeVar("Numbers", float, np.ndarray)

INSET = 5.0
"""Points between the end of a scale and the edge of its panel, so that no marker is cut."""
TICK_STEP = 16.0
"""Points that the values of a scale stand apart, better than LABEL_STEP."""
MOST_STEPS = 6
MOST_DATES = 40
_STEPS = tuple(Decimal(digit).scaleb(power) for power in range(-3, 5) for digit in (1, 2, 4, 5))
_DAY_STEPS = (1, 2, 3, 7, 14, 28, 56, 84, 168, 364, 728, 1_820, 3_640, 36_400)


class SharedAxis:
    """The axis that all panels share, from the points `left` to `right`.

    `zoomed` are the limits in use where only a part is seen, else None.
    """

    def __init__(
        self, trend: Trend, left: float, right: float, wanted: Limits | None = None
    ) -> None:
        self.trend = trend
        self.left = left
        self.right = right
        self.x_of = _session_places(trend)
        if trend.axis == Axis.NUMBER:
            self.first, self.last = 1.0, float(max(trend.numbers, 1))
        else:
            assert trend.first_day is not None and trend.last_day is not None
            self.first = float(trend.first_day.toordinal())
            self.last = max([float(trend.last_day.toordinal()), *self.x_of.values()])
        self.single = self.last <= self.first
        end = self.first + 1 if self.single else self.last
        start_pad, end_pad = 12.0, 8.0
        room = max(right - left, 1 + start_pad + end_pad)
        per_unit = (room - start_pad - end_pad) / (end - self.first)
        whole = (self.first - start_pad / per_unit, end + end_pad / per_unit)
        self.zoomed = within(wanted, whole, LEAST_SPAN)
        self.limits = self.zoomed or whole
        self.per_unit = room / (self.limits[1] - self.limits[0])
        self.spacing = self._spacing()

    def at(self, x: Numbers) -> Numbers:
        """The point of a place on the axis, or of many."""
        return self.left + (x - self.limits[0]) * self.per_unit

    def shows(self, x: float) -> bool:
        """Whether a place on the axis is seen."""
        return self.zoomed is None or self.limits[0] <= x <= self.limits[1]

    @property
    def column(self) -> float:
        """Where the labels at the right begin."""
        return self.at(self.last) + 10 if self.single and not self.zoomed else self.right + 5

    def _spacing(self) -> float:
        """How far apart, in points, most neighbours stand."""
        xs = sorted(set(self.x_of.values()))
        steps = sorted(two - one for one, two in pairwise(xs))
        return steps[len(steps) // 5] * self.per_unit if steps else self.per_unit

    def ticks(self) -> list[tuple[float, str, str]]:
        """Few enough not to touch: place, label, and the year where it begins or changes."""
        low, high = self.first, self.last
        if self.zoomed is not None:
            low, high = max(low, self.zoomed[0]), min(high, self.zoomed[1])
        if self.trend.axis == Axis.NUMBER:
            return self._number_ticks(low, high)
        return self._date_ticks(low, high)

    def _number_ticks(self, low: float, high: float) -> list[tuple[float, str, str]]:
        need = text_width(str(int(self.last)), LABEL) + 7
        for step in (1, 2, 5, 10, 20, 50, 100, 200):
            if step * self.per_unit >= need:
                break
        chosen = [n for n in range(ceil(low), floor(high) + 1) if n % step == 0]
        far = not chosen or (chosen[0] - 1) * self.per_unit >= need
        if step > 1 and low <= 1 and far:
            chosen.insert(0, 1)
        return [(float(n), str(n), "") for n in chosen]

    def _date_ticks(self, low: float, high: float) -> list[tuple[float, str, str]]:
        ticks: list[tuple[float, str, str]] = []
        for step in _DAY_STEPS:
            if (high - low) / step > MOST_DATES:
                continue
            ticks = self._dates_each(step, low, high)
            if all(
                self.at(two[0]) - self.at(one[0])
                >= (text_width(one[1], LABEL) + text_width(two[1], LABEL)) / 2 + 10
                for one, two in pairwise(ticks)
            ):
                break
        return ticks

    def _dates_each(self, step: int, low: float, high: float) -> list[tuple[float, str, str]]:
        """Counted from the first day, so that they stay where they are while the chart moves."""
        ticks = []
        year = 0
        start = int(self.first) + ceil((low - int(self.first)) / step) * step
        for ordinal in range(start, int(high) + 1, step):
            day = date.fromordinal(ordinal)
            shows = lettered(str(day.year)) if day.year != year else ""
            ticks.append((float(ordinal), lettered(short_date(day, today=day)), shows))
            year = day.year
        return ticks


class PanelBox:
    """The scale of one panel, laid into its box; low values are always at the bottom.

    `zoomed` are the limits in use where only a part is seen, else None.
    """

    def __init__(self, panel: Panel, box: Box, wanted: Limits | None = None) -> None:
        self.box = box
        self.panel = panel
        lowest, highest = float(panel.lowest), float(panel.highest)
        inset = INSET * (highest - lowest) / max(box.height - 2 * INSET, 1.0)
        whole = (lowest - inset, highest + inset)
        self.zoomed = within(wanted, whole, (highest - lowest) * LEAST_SHARE)
        self.limits = self.zoomed or whole
        self.per_unit = box.height / (self.limits[1] - self.limits[0])

    def y(self, value: Numbers) -> Numbers:
        """The point of a value, or of many."""
        return self.box.bottom + (value - self.limits[0]) * self.per_unit

    def shows(self, value: float) -> bool:
        """Whether a value is seen."""
        return self.zoomed is None or self.limits[0] <= value <= self.limits[1]

    def ticks(self) -> list[Decimal]:
        """Round values far enough apart to be read."""
        panel, inner = self.panel, max(self.box.height - 2 * INSET, 1.0)
        if self.zoomed is None:
            return value_ticks(panel.lowest, panel.highest, inner)
        low = max(panel.lowest, Decimal(str(self.zoomed[0])))
        high = min(panel.highest, Decimal(str(self.zoomed[1])))
        return zoomed_ticks(low, high, float(high - low) * self.per_unit)


def value_ticks(lowest: Decimal, highest: Decimal, inner: float) -> list[Decimal]:
    """Round values of a whole scale that is so many points high: steps of 1, 2 or 5 (or 4 where
    it divides the scale), times ten; its two ends where nothing rounder fits."""
    span = highest - lowest
    for rough, exact in _possible_steps(span, inner):
        if exact is not None and exact <= 2 * rough:
            return _multiples(lowest, highest, exact)
        ticks = _round_multiples(lowest, highest, rough)
        if len(ticks) > 1:
            return ticks
    return [lowest, highest]


def zoomed_ticks(lowest: Decimal, highest: Decimal, inner: float) -> list[Decimal]:
    """Round values of a part of a scale: what stands at its ends need not be round."""
    for rough, _exact in _possible_steps(highest - lowest, inner):
        ticks = _round_multiples(lowest, highest, rough)
        if len(ticks) > 1:
            return ticks
    return []


def _round_multiples(lowest: Decimal, highest: Decimal, step: Decimal) -> list[Decimal]:
    """The multiples of a step between two values."""
    first = (lowest / step).to_integral_value(ROUND_CEILING) * step
    return _multiples(first, highest, step)


def tick_text(value: Decimal) -> str:
    """A value as it stands beside its line."""
    return lettered(shown(value))


def _possible_steps(span: Decimal, inner: float) -> Iterable[tuple[Decimal, Decimal | None]]:
    """A round step, and one that divides the span: wide apart first, then closer."""
    if span <= 0:
        return
    for closest in (TICK_STEP, LABEL_STEP):
        least = max(closest, inner / MOST_STEPS)
        apart = [step for step in _STEPS if least <= float(step / span) * inner and step <= span]
        rough = next((step for step in apart if step.as_tuple().digits != (4,)), None)
        if rough is not None:
            yield rough, next((step for step in apart if span % step == 0), None)


def _multiples(first: Decimal, last: Decimal, step: Decimal) -> list[Decimal]:
    return [first + index * step for index in range(int((last - first) / step) + 1)]


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
    for key in trend.order:
        if key in met:
            days.setdefault(met[key][0], []).append(key)
    return {
        key: day.toordinal() + index / len(keys)
        for day, keys in days.items()
        for index, key in enumerate(keys)
    }
