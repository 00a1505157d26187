"""The shapes that stand for many courses, in points of 0 to 10; nothing here draws."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor

from acudesk.charts.change_words import POINTS, ChangeGroup, group_of
from acudesk.domain.measure import Scale
from acudesk.domain.practice_figures import CourseChange

TICK_STEP = 14.0
"""Points that labels, one above the other, stand apart at least."""
MOST_DOTS = 600
"""More different places than this are put together by half points."""

Shape = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the waterfall: its place from 0, its change in points, its group."""

    place: int
    points: float
    group: ChangeGroup


@dataclass(frozen=True, slots=True)
class Run:
    """Bars side by side that are alike, from `start` to `end`."""

    start: int
    end: int
    points: float
    group: ChangeGroup


@dataclass(frozen=True, slots=True)
class Dot:
    """Courses that began and ended alike: both in points of 0 to 10, their group, how many."""

    baseline: float
    latest: float
    group: ChangeGroup
    count: int


def slabs(bars: Sequence[Bar], group: ChangeGroup, least: float) -> list[Shape]:
    """A rectangle for each bar of a group, with a little room to the next."""
    shapes = []
    for bar in bars:
        if bar.group == group:
            low, high = _ends(bar.points, least)
            left, right = bar.place + 0.12, bar.place + 0.88
            shapes.append([(left, low), (left, high), (right, high), (right, low)])
    return shapes


def runs_of(bars: Sequence[Bar]) -> list[Run]:
    """Neighbours alike put together: thousands of bars are a few hundred runs."""
    runs: list[Run] = []
    for (points, group), alike in groupby(bars, key=lambda bar: (bar.points, bar.group)):
        first = runs[-1].end if runs else 0
        runs.append(Run(first, first + sum(1 for _ in alike), points, group))
    return runs


def steps(runs: Sequence[Run], group: ChangeGroup, least: float) -> list[Shape]:
    """One shape for all neighbours of a group."""
    shapes = []
    for found, near in groupby(runs, key=lambda run: run.group):
        if found != group:
            continue
        upper: Shape = []
        lower: Shape = []
        for run in near:
            low, high = _ends(run.points, least)
            upper += [(run.start, high), (run.end, high)]
            lower += [(run.start, low), (run.end, low)]
        shapes.append(upper + lower[::-1])
    return shapes


def _ends(points: float, least: float) -> tuple[float, float]:
    """From the line to the change; what changed nothing keeps a mark that can be seen."""
    if abs(points) < least:
        return -least, least
    return min(points, 0.0), max(points, 0.0)


def dots_of(changes: Sequence[CourseChange]) -> tuple[Dot, ...]:
    """The courses put together where they began and ended alike, the largest dot first."""
    for parts in (10, 2):
        counted: Counter[tuple[float, float, ChangeGroup]] = Counter(
            (
                round(one.baseline * POINTS * parts) / parts,
                round(one.latest * POINTS * parts) / parts,
                group_of(one),
            )
            for one in changes
        )
        if len(counted) <= MOST_DOTS:
            break
    dots = (Dot(*place, count) for place, count in counted.items())
    return tuple(sorted(dots, key=lambda dot: (-dot.count, dot.baseline, dot.latest)))


def limits(points: Sequence[float], height: float) -> tuple[float, float, float]:
    """Even ends of the axis around all changes and zero, and a step that leaves labels apart."""
    low = min(2.0 * floor(min(points) / 2), -2.0)
    high = max(2.0 * ceil(max(points) / 2), 2.0)
    step = next(s for s in (2.0, 4.0, 10.0) if s * height / (high - low) >= TICK_STEP or s == 10)
    return step * floor(low / step), step * ceil(high / step), step


def threshold_line(scale: Scale | None) -> list[tuple[float, float]]:
    """Below it lies what reached the usual threshold: both the points and the per cent."""
    if scale is None or scale.threshold is None:
        return []
    points = float(scale.threshold) * POINTS / float(scale.highest - scale.lowest)
    kept = 1 - float(scale.threshold_percent or 0) / 100
    corner = min(points / (1 - kept), POINTS) if kept < 1 else float(POINTS)
    return [(points, 0.0), (corner, corner - points), (POINTS, min(POINTS - points, POINTS * kept))]
