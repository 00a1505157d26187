# mypy: disable-error-code="comparison-overlap"
"""Against the first seven days stand the last seven, as pain diaries are read."""

from decimal import Decimal

from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import Status
from tests.domain.support import on_day, progress

WEEKLY = BaselineRule.FIRST_SEVEN_DAYS


def diary(*values: str | None, second: int = 56) -> tuple[tuple[tuple[str, int], ...], list[int]]:
    """The scores and gaps of a diary of two weeks, the second one beginning on that day."""
    days = [*range(7), *range(second, second + 7)]
    placed = list(zip(values, days, strict=True))
    scores = tuple((value, day) for value, day in placed if value is not None)
    return scores, [day for value, day in placed if value is None]


FIRST_WEEK = ("8", "7", "6", "8", "7", "6", "7")


def test_the_latest_is_the_mean_of_the_last_seven_days() -> None:
    scores, gaps = diary(*FIRST_WEEK, "5", "4", "5", "4", "5", "4", "7.3")
    found = progress("pain_7d", *scores, gaps=gaps, rule=WEEKLY)

    # 49 / 7 and 34.3 / 7; the last day alone would be worse than the first week.
    assert (found.baseline, found.latest, found.change) == (7, Decimal("4.9"), Decimal("-2.1"))
    assert found.percent == -30
    assert found.status == Status.REACHED_THRESHOLD
    assert (found.best, found.asked) == (4, 14)


def test_blank_days_of_either_week_are_left_out_and_named() -> None:
    scores, gaps = diary("8", None, "6", None, "7", None, None, "5", *[None] * 5, "4")
    found = progress("pain_7d", *scores, gaps=gaps, rule=WEEKLY)

    assert (found.baseline, found.latest) == (7, Decimal("4.5"))
    assert (found.asked, found.missing) == (5, 9)


def test_a_last_week_that_is_blank_is_missing_and_never_the_first_one() -> None:
    scores, gaps = diary(*FIRST_WEEK, *[None] * 7)
    found = progress("pain_7d", *scores, gaps=gaps, rule=WEEKLY)

    assert (found.baseline, found.latest, found.change, found.percent) == (7, None, None, None)
    assert (found.status, found.asked, found.missing) == (Status.SINGLE, 7, 7)
    assert [gap.day for gap in found.gaps] == [on_day(day) for day in range(56, 63)]


def test_a_blank_day_inside_the_first_week_hides_nothing() -> None:
    found = progress("pain_7d", "7", "6", gaps=[2], rule=WEEKLY)

    assert (found.baseline, found.latest) == (Decimal("6.5"), 6)
    assert (found.status, found.missing) == (Status.SINGLE, 1)


def test_under_fourteen_days_no_score_stands_on_both_sides() -> None:
    # Ten days: the last seven would begin on the fourth. Only the last three are beyond the
    # first week.
    found = progress("pain_7d", *["8"] * 7, *["5", "4", "3"], rule=WEEKLY)

    assert (found.baseline, found.latest, found.change) == (8, 4, -4)


def test_the_last_seven_days_end_with_the_last_score() -> None:
    # Scores on days 0, 20, 25, 26 and 32: day 26 is the first of the last seven.
    scores = (("8", 0), ("1", 20), ("2", 25), ("5", 26), ("3", 32))
    found = progress("pain_7d", *scores, gaps=[33, 40], rule=WEEKLY)

    assert (found.baseline, found.latest, found.missing) == (8, 4, 2)


def test_the_mean_of_two_stands_against_the_latest_score() -> None:
    found = progress("pain_7d", "8", "7", "6", "5", rule=BaselineRule.MEAN_OF_TWO)

    # 5 - 7.5 = -2.5, a third.
    assert (found.baseline, found.latest, found.change) == (Decimal("7.5"), 5, Decimal("-2.5"))
    assert found.status == Status.REACHED_THRESHOLD
