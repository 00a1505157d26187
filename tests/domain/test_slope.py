# mypy: disable-error-code="comparison-overlap"
"""The trend of a course, checked by hand and against two other programs."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate

import numpy as np
import pymannkendall
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import theilslopes

from acudesk.domain.slope import Slope, theil_sen
from tests.domain.support import START, on_day, progress


def slope(*scores: tuple[int, str]) -> Slope | None:
    """The slope of scores by the day of the course."""
    return theil_sen([(on_day(day), Decimal(value)) for day, value in scores])


def weekly(*values: str) -> Slope:
    """The slope of scores one week apart."""
    found = slope(*((7 * index, value) for index, value in enumerate(values)))
    assert found is not None
    return found


def test_without_two_days_there_is_no_slope() -> None:
    assert slope() is None
    assert slope((0, "7")) is None
    assert slope((3, "7"), (3, "5"), (3, "6")) is None


def test_two_scores_have_one_slope_and_no_range() -> None:
    assert slope((0, "8"), (14, "5")) == Slope(
        per_week=-1.5, low=None, high=None, is_interval=False
    )


def test_of_four_scores_there_are_six_slopes_too_few_for_an_interval() -> None:
    # -2, -2, -5/3, -1.5, -1.5, -1: the middle two are -5/3 and -1.5.
    found = weekly("8", "6", "5", "3")

    assert found.per_week == pytest.approx(-19 / 12)
    assert (found.low, found.high, found.is_interval) == (-2, -1, False)


def test_five_scores_with_a_tie_have_an_interval_from_end_to_end() -> None:
    # -2, -1.5, six times -1, -0.5, 0. Variance (5*4*15 - 2*1*9) / 18 = 15.67; 1.96 of its root
    # are 7.76; (10 - 7.76) / 2 = 1.12 and (10 + 7.76) / 2 = 8.88: the first and the tenth.
    assert weekly("8", "7", "7", "5", "4") == Slope(per_week=-1, low=-2, high=0, is_interval=True)


def test_one_wild_score_moves_nothing() -> None:
    # 36 of the 45 slopes are -1; the ends of the interval are the 12th and the 34th.
    found = weekly("10", "9", "8", "7", "10", "5", "4", "3", "2", "1")

    assert found == Slope(per_week=-1, low=-1, high=-1, is_interval=True)


def test_the_example_of_sen() -> None:
    # Sen 1968, J Am Stat Assoc 63:1379-1389: 21 slopes, the median 4; the 4th 26/7, the 18th 35/8.
    given_there = ((1, "9"), (2, "15"), (3, "19"), (4, "20"), (10, "45"), (12, "55"), (18, "78"))
    found = theil_sen(
        [(START + timedelta(weeks=week), Decimal(value)) for week, value in given_there]
    )

    assert found is not None
    assert found.per_week == 4
    assert (found.low, found.high) == (pytest.approx(26 / 7), pytest.approx(35 / 8))
    assert found.is_interval


def test_scores_of_one_day_have_no_slope_between_them() -> None:
    # Only 8 to 5 and 6 to 5, a week later.
    assert slope((0, "8"), (0, "6"), (7, "5")) == Slope(
        per_week=-2, low=-3, high=-1, is_interval=False
    )


def test_uneven_days_count_by_the_week() -> None:
    found = slope((0, "7"), (3, "6"))

    assert found is not None
    assert found.per_week == pytest.approx(-7 / 3)


def test_decimals_are_subtracted_exactly() -> None:
    # 7.7 - 5.4 and 5.4 - 3.1 are the same; as binary fractions they are not.
    assert weekly("7.7", "5.4", "3.1") == Slope(
        per_week=-2.3, low=-2.3, high=-2.3, is_interval=False
    )


def test_scores_that_never_change_have_no_trend() -> None:
    assert weekly(*["5"] * 8) == Slope(per_week=0, low=0, high=0, is_interval=True)


def test_more_ties_than_the_formula_bears_claim_no_interval() -> None:
    # Nine scores on one day, nine of them equal: the variance of the formula is below 0.
    found = slope(*[(0, "5")] * 8, (0, "2"), (7, "5"))

    assert found == Slope(per_week=0, low=0, high=3, is_interval=False)


def test_two_hundred_sessions_that_fall_by_a_tenth_a_week() -> None:
    # 19,900 pairs; every other score is half a point too high.
    values = [Decimal(30) - Decimal(week) / 10 + Decimal(week % 2) / 2 for week in range(200)]
    found = theil_sen([(on_day(7 * week), value) for week, value in enumerate(values)])

    assert found is not None
    assert found.per_week == pytest.approx(-0.1, abs=0.001)
    assert found.low is not None
    assert found.high is not None
    assert -0.11 < found.low <= found.per_week <= found.high < -0.09


def test_a_measure_that_is_itself_a_change_has_no_trend() -> None:
    assert progress("pgic", "2", "1", "4").slope() is None


def test_the_trend_of_a_measure_is_that_of_its_scores() -> None:
    found = progress("pain_7d", ("8", 0), ("6", 7), ("5", 14), ("3", 21)).slope()

    assert found == weekly("8", "6", "5", "3")


SCORES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 100)), min_size=3, max_size=40).map(
    lambda steps: [
        (day, Decimal(tenths) / 10)
        for day, (_, tenths) in zip(accumulate(gap for gap, _ in steps), steps, strict=True)
    ]
)
"""Scores with ties, several on one day, and days without one."""


@given(SCORES)
def test_any_course_has_the_slope_and_interval_of_scipy(
    scores: Sequence[tuple[int, Decimal]],
) -> None:
    days = [day for day, _ in scores]
    assume(len(set(days)) > 1)
    with np.errstate(invalid="ignore"):
        theirs = theilslopes([float(v) for _, v in scores], [day / 7 for day in days], 0.95)

    ours = theil_sen([(on_day(day), value) for day, value in scores])

    assert ours is not None
    assert ours.per_week == pytest.approx(theirs.slope)
    if np.isnan(theirs.low_slope):  # More ties than the formula bears.
        assert not ours.is_interval
    else:
        assert ours.low == pytest.approx(theirs.low_slope)
        assert ours.high == pytest.approx(theirs.high_slope)


@given(st.lists(st.integers(0, 100), min_size=3, max_size=60))
def test_week_by_week_it_is_the_slope_of_pymannkendall(tenths: Sequence[int]) -> None:
    theirs = pymannkendall.sens_slope([n / 10 for n in tenths])

    assert weekly(*(str(Decimal(n) / 10) for n in tenths)).per_week == pytest.approx(theirs.slope)
