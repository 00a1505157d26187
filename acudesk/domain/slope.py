"""The trend of a course: how steeply a measure rises or falls a week, with its interval.

The slope is the median of the slopes between all pairs of scores of different days (Theil-Sen);
one wild score moves it little. The interval takes two slopes from the same sorted list, at ranks
that hang on the number of scores and of ties alone (Sen 1968, J Am Stat Assoc 63:1379-1389, 2.6):
both can be found by hand.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from math import sqrt
from statistics import NormalDist, median

CONFIDENCE = 0.95
DAYS_A_WEEK = 7
FEWEST_FOR_RANGE = 3
"""Two scores have one slope: a range of one says nothing of how sure it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """Points a week; falling is negative.

    `low` and `high` are the ends of the 95 % interval where `is_interval`. With too few scores
    for one they are the lowest and the highest of all slopes between two scores, which promises
    less; with two scores they are None.
    """

    per_week: float
    low: float | None
    high: float | None
    is_interval: bool


def theil_sen(scores: Sequence[tuple[date, Decimal]]) -> Slope | None:
    """The slope of scores by their days; None without two scores of different days."""
    points = [(day.toordinal(), value) for day, value in scores]
    slopes = sorted(
        float(two[1] - one[1]) * DAYS_A_WEEK / (two[0] - one[0])
        for one, two in combinations(points, 2)
        if two[0] != one[0]
    )
    if not slopes:
        return None
    if len(points) < FEWEST_FOR_RANGE:
        return Slope(per_week=median(slopes), low=None, high=None, is_interval=False)
    low, high = _ranks(points, len(slopes))
    return Slope(
        per_week=median(slopes),
        low=slopes[max(low, 0)],
        high=slopes[min(high, len(slopes) - 1)],
        is_interval=low >= 0 and high < len(slopes),
    )


def _ranks(points: Sequence[tuple[int, Decimal]], slopes: int) -> tuple[int, int]:
    """Where the two ends stand in the sorted slopes, counted from 0; beyond the list where there
    are too few scores for so sure an interval."""
    count = len(points)
    ties = _tied(x for x, _ in points) + _tied(y for _, y in points)
    variance = (count * (count - 1) * (2 * count + 5) - ties) / 18
    if variance < 0:  # Equal days and equal scores at once, more than the formula can bear.
        return -1, slopes
    reach = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * sqrt(variance)
    return round((slopes - reach) / 2) - 1, round((slopes + reach) / 2)


def _tied(values: Iterable[int | Decimal]) -> int:
    return sum(n * (n - 1) * (2 * n + 5) for n in Counter(values).values())
