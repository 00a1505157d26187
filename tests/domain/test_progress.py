# mypy: disable-error-code="comparison-overlap"
"""Progress, checked against examples worked by hand."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.course_words import status_words
from acudesk.domain.measure import Scale
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import (
    Gap,
    Status,
    course_progress,
    main_mobility,
    main_pain,
    visits,
)
from acudesk.domain.session import Moment, Session, SessionKind
from tests.domain.support import BY_CODE, SHIPPED, on_day, progress, score, session


@pytest.mark.parametrize(
    ("values", "change", "percent", "status"),
    [
        (("8", "6"), "-2", "-25", Status.BETTER),
        (("6.6", "4.6"), "-2.0", "-30.3030", Status.REACHED_THRESHOLD),
        (("6.6", "4.61"), "-1.99", "-30.1515", Status.BETTER),
        (("7", "4.9"), "-2.1", "-30", Status.REACHED_THRESHOLD),
        (("7", "4.91"), "-2.09", "-29.8571", Status.BETTER),
        (("2", "1"), "-1", None, Status.BETTER),
        (("2", "0"), "-2", None, Status.BETTER),
        (("2.1", "0.1"), "-2.0", "-95.2381", Status.REACHED_THRESHOLD),
        (("5", "5"), "0", "0", Status.UNCHANGED),
        (("5", "8", "5"), "0", "0", Status.UNCHANGED),
        (("5", "5.1"), "0.1", "2", Status.WORSE),
        (("5", "7"), "2", "40", Status.WORSE_BY_THRESHOLD),
        (("8", "10"), "2", "25", Status.WORSE),
        (("1", "8"), "7", None, Status.WORSE_BY_THRESHOLD),
        (("0", "2"), "2", None, Status.WORSE_BY_THRESHOLD),
        (("0", "1"), "1", None, Status.WORSE),
        (("8", "2", "7"), "-1", "-12.5", Status.BETTER),
    ],
)
def test_pain_on_the_numeric_scale(
    values: tuple[str, ...], change: str, percent: str | None, status: Status
) -> None:
    found = progress("pain_7d", *values)

    assert found.change == Decimal(change)
    assert found.status == status
    if percent is None:
        assert found.percent is None
    else:
        assert found.percent is not None
        assert round(found.percent, 4) == Decimal(percent)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        (("66", "46"), Status.REACHED_THRESHOLD),
        (("60", "46"), Status.BETTER),
        (("60", "42"), Status.REACHED_THRESHOLD),
        (("60", "42.1"), Status.BETTER),
        (("20", "5"), Status.BETTER),
        (("20.1", "5.1"), Status.REACHED_THRESHOLD),
        (("10", "90"), Status.WORSE_BY_THRESHOLD),
    ],
)
def test_the_visual_scale_has_thresholds_of_its_own(
    values: tuple[str, ...], status: Status
) -> None:
    assert progress("pain_7d", *values, scale="vas100").status == status


@pytest.mark.parametrize(
    ("code", "values", "status"),
    [
        ("fingertip_floor", ("20", "15.5"), Status.WITHIN_ERROR),
        ("fingertip_floor", ("20", "15.4"), Status.BETTER),
        ("fingertip_floor", ("20", "24.5"), Status.WITHIN_ERROR),
        ("fingertip_floor", ("20", "24.6"), Status.WORSE),
        ("fingertip_floor", ("20", "20"), Status.WITHIN_ERROR),
        ("schober", ("4", "5.0"), Status.WITHIN_ERROR),
        ("schober", ("4", "5.1"), Status.BETTER),
        ("schober", ("5.1", "4"), Status.WORSE),
        ("lumbar_flexion", ("40", "41"), Status.BETTER),
        ("lumbar_flexion", ("40", "40"), Status.UNCHANGED),
        ("energy", ("3", "9"), Status.BETTER),
        ("energy", ("9", "3"), Status.WORSE),
        ("rmdq", ("12", "7"), Status.REACHED_THRESHOLD),
        ("rmdq", ("20", "15"), Status.BETTER),
        ("rmdq", ("12", "8"), Status.BETTER),
    ],
)
def test_other_measures(code: str, values: tuple[str, ...], status: Status) -> None:
    assert progress(code, *values).status == status


def test_no_score_and_one_score() -> None:
    none, one = progress("pain_7d"), progress("pain_7d", "6")

    assert (none.status, none.baseline, none.latest, none.best) == (Status.NONE, None, None, None)
    assert (one.status, one.change, one.asked) == (Status.SINGLE, None, 1)
    assert one.baseline == one.latest == one.best == 6


def test_pgic_is_a_change_and_never_compared() -> None:
    found = progress("pgic", "2", "1", "4")

    assert (found.baseline, found.change, found.percent) == (None, None, None)
    assert (found.latest, found.best, found.asked) == (4, 1, 3)
    assert found.status == Status.SINGLE
    assert progress("pgic").status == Status.NONE


def test_the_best_is_the_best_of_its_direction() -> None:
    assert progress("pain_7d", "8", "3", "5").best == 3
    assert progress("schober", "4", "6", "5").best == 6


def test_the_mean_of_the_first_two() -> None:
    found = progress("pain_7d", "8", "6", "5", rule=BaselineRule.MEAN_OF_TWO)
    only_two = progress("pain_7d", "8", "6", rule=BaselineRule.MEAN_OF_TWO)

    assert (found.baseline, found.change) == (7, -2)
    assert found.status == Status.BETTER
    assert (only_two.baseline, only_two.change, only_two.status) == (7, None, Status.SINGLE)


def test_the_mean_of_the_first_seven_days() -> None:
    week = [(value, day) for day, value in enumerate(["8", "7", "6", "8", "7", "6", "7"])]
    rule = BaselineRule.FIRST_SEVEN_DAYS

    before = progress("pain_7d", *week, rule=rule)
    after = progress("pain_7d", *week, ("4.9", 7), rule=rule)

    assert (before.baseline, before.status) == (7, Status.SINGLE)
    assert (after.baseline, after.change) == (7, Decimal("-2.1"))
    assert after.status == Status.REACHED_THRESHOLD


def test_the_first_seven_days_begin_with_the_first_score() -> None:
    found = progress("pain_7d", ("8", 30), ("4", 36), ("1", 37), rule=BaselineRule.FIRST_SEVEN_DAYS)

    assert (found.baseline, found.latest) == (6, 1)


def test_single_says_nothing_of_how_many() -> None:
    assert "one" not in status_words(Status.SINGLE).split()


def test_a_threshold_is_named_only_where_there_is_one() -> None:
    pain, floor = BY_CODE["pain_7d"].scale, BY_CODE["fingertip_floor"].scale

    assert status_words(Status.BETTER, pain) == "better, below the usual threshold"
    assert status_words(Status.BETTER, floor) == status_words(Status.BETTER) == "better"
    assert status_words(Status.WORSE, floor) == "worse"
    assert len({status_words(status, pain) for status in Status}) == len(Status)


def exact_status(scale: Scale, readings: Sequence[Decimal], window: int) -> Status:
    """The rules once more, in plain fractions, for pain."""
    first = Fraction(sum(map(Fraction, readings[:window]), Fraction(0)), window)
    change = Fraction(readings[-1]) - first
    if change == 0:
        return Status.UNCHANGED
    points = abs(change) >= Fraction(scale.threshold or 0)
    if change < 0:
        low = first <= Fraction(scale.percent_above)
        enough = points and not low and -change * 100 >= 30 * first
        return Status.REACHED_THRESHOLD if enough else Status.BETTER
    enough = points and change * 100 >= 30 * first
    return Status.WORSE_BY_THRESHOLD if enough else Status.WORSE


TENTHS = st.integers(0, 1_000).map(lambda n: Decimal(n) / 10)


@given(st.lists(TENTHS, min_size=8, max_size=8))
def test_means_without_a_last_decimal_are_compared_exactly(values: list[Decimal]) -> None:
    found = progress(
        "pain_7d", *map(str, values), scale="vas100", rule=BaselineRule.FIRST_SEVEN_DAYS
    )

    assert found.status == exact_status(found.scale, values, 7)


@given(st.integers(215, 700))
def test_exactly_thirty_per_cent_of_a_mean_reach_the_threshold(total: int) -> None:
    # The mean of seven is total / 7; seven tenths of it have one decimal: total / 10.
    first = [str(total // 7)] * 6
    first.append(str(total - 6 * (total // 7)))
    latest = str(Decimal(total) / 10)

    found = progress("pain_7d", *first, latest, scale="vas100", rule=BaselineRule.FIRST_SEVEN_DAYS)

    reached = total * 3 >= 15 * 70  # and at least 15 points
    assert (found.status == Status.REACHED_THRESHOLD) == reached


def test_what_is_missing_is_counted_and_never_filled_in() -> None:
    pain = BY_CODE["pain_7d"].keys()[0]
    sessions = [
        session(1, score("pain_7d", "8"), due=[pain]),
        session(2, due=[pain]),
        session(3),
        session(4, score("pain_7d", "0")),
    ]

    (found,) = course_progress(SHIPPED, sessions)

    assert (found.asked, found.missing) == (2, 1)
    assert [reading.session_id for reading in found.readings] == [1, 4]
    assert (found.latest, found.change) == (0, -8)


def test_what_was_due_and_never_asked_is_named() -> None:
    rmdq = BY_CODE["rmdq"].keys()[0]

    (found,) = course_progress(SHIPPED, [session(1, due=[rmdq]), session(2, due=[rmdq])])

    assert (found.measure.code, found.status) == ("rmdq", Status.NONE)
    assert (found.asked, found.missing) == (0, 2)


def test_two_scales_of_one_measure_stay_apart() -> None:
    pain = BY_CODE["pain_7d"].keys()[0]
    sessions = [
        session(1, score("pain_7d", "8"), due=[pain]),
        session(2, score("pain_7d", "62", scale="vas100")),
        session(3, score("pain_7d", "5")),
        session(4, score("pain_7d", "40", scale="vas100")),
        session(5, due=[pain]),
    ]

    numeric, visual = course_progress(SHIPPED, sessions)

    assert (numeric.scale.code, numeric.change, numeric.missing) == ("nrs11", -3, 1)
    assert (visual.scale.code, visual.change, visual.missing) == ("vas100", -22, 0)


def test_decimals_survive_to_the_last_digit() -> None:
    sessions = [
        session(1, score("pain_7d", "6.750000000000001")),
        session(2, score("pain_7d", "6.75")),
    ]

    (found,) = course_progress(SHIPPED, sessions)

    assert str(found.baseline) == "6.750000000000001"
    assert str(found.change) == "-1E-15"
    assert found.status == Status.BETTER


def test_items_and_moments_are_followed_apart() -> None:
    sessions = [
        session(
            1,
            score("psfs", "3", item="1"),
            score("psfs", "5", item="2"),
            score("pain_now", "6", moment="before"),
            score("pain_now", "3", moment="after"),
        ),
        session(2, score("psfs", "6", item="1"), score("pain_now", "5", moment="before")),
    ]

    found = {
        (one.key.measure, one.key.moment, one.key.item): one
        for one in course_progress(SHIPPED, sessions)
    }

    assert found["psfs", Moment.ONCE, "1"].change == 3
    assert found["psfs", Moment.ONCE, "2"].status == Status.SINGLE
    assert found["pain_now", Moment.BEFORE, ""].change == -1
    assert found["pain_now", Moment.AFTER, ""].status == Status.SINGLE


def test_the_main_pain_is_never_the_relief_right_after_needling() -> None:
    after = session(1, score("pain_now", "1", moment="after"))
    before = session(2, score("pain_now", "6", moment="before"))
    week = session(3, score("pain_7d", "5"))

    def main(*sessions: Session) -> str | None:
        found = main_pain(course_progress(SHIPPED, sessions))
        return None if found is None else f"{found.key.measure} {found.key.moment}"

    assert main(after) is None
    assert main(after, before) == "pain_now before"
    assert main(after, before, week) == "pain_7d once"


@pytest.mark.parametrize(
    ("code", "values", "percent", "status"),
    [
        ("rmdq", ("2", "0"), None, Status.BETTER),
        ("rmdq", ("5", "0"), "-100.0000", Status.REACHED_THRESHOLD),
        ("rmdq", ("6", "1"), "-83.3333", Status.REACHED_THRESHOLD),
        ("odi", ("2", "0"), None, Status.BETTER),
        ("odi", ("10", "0"), "-100.0000", Status.REACHED_THRESHOLD),
        ("odi", ("12", "2"), "-83.3333", Status.REACHED_THRESHOLD),
        ("odi", ("3", "14"), "366.6667", Status.WORSE_BY_THRESHOLD),
        ("odi", ("2", "14"), None, Status.WORSE_BY_THRESHOLD),
        ("fingertip_floor", ("2", "12"), None, Status.WORSE),
        ("fingertip_floor", ("2.5", "12.5"), "400.0000", Status.WORSE),
        ("analgesic_doses", ("2", "1"), None, Status.BETTER),
        ("leg_raise_left", ("0", "10"), None, Status.BETTER),
    ],
)
def test_a_low_baseline_makes_no_percentage_on_other_scales(
    code: str, values: tuple[str, str], percent: str | None, status: Status
) -> None:
    found = progress(code, *values)

    assert found.status == status
    shown = None if found.percent is None else found.percent.quantize(Decimal("0.0001"))
    assert shown == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("given", "main"),
    [
        ((("67", "vas100"), ("6", ""), ("5", ""), ("3", "")), "nrs11"),
        ((("6", ""), ("67", "vas100"), ("60", "vas100")), "vas100"),
        ((("6", ""), ("67", "vas100")), "vas100"),
        ((("67", "vas100"), ("6", "")), "nrs11"),
        ((("6", ""), ("67", "vas100"), ("60", "vas100"), ("4", "")), "nrs11"),
    ],
)
def test_the_main_pain_is_on_the_scale_with_the_most_scores_then_the_latest(
    given: Sequence[tuple[str, str]], main: str
) -> None:
    sessions = [
        session(number, score("pain_7d", value, scale=scale))
        for number, (value, scale) in enumerate(given, 1)
    ]

    found = main_pain(course_progress(SHIPPED, sessions))

    assert found is not None
    assert found.scale.code == main


def test_the_main_mobility_is_the_one_measured_most() -> None:
    sessions = [
        session(1, score("fingertip_floor", "20"), score("schober", "4")),
        session(2, score("schober", "5")),
    ]

    found = main_mobility(course_progress(SHIPPED, sessions))

    assert found is not None
    assert found.measure.code == "schober"
    assert main_mobility(course_progress(SHIPPED, [session(1, score("rmdq", "5"))])) is None


def test_entries_between_visits_are_no_visits() -> None:
    between = session(2, kind=SessionKind.BETWEEN)

    assert [one.id for one in visits([session(1), between, session(3)])] == [1, 3]


# Numbers of the cited papers


@pytest.mark.parametrize(
    ("values", "percent", "status"),
    [
        # Farrar 2001: 2 points or 30 %, and the more pain at first the larger the fall has to be.
        (("10", "8"), "-20", Status.BETTER),
        (("10", "7"), "-30", Status.REACHED_THRESHOLD),
        (("7", "5"), "-28.5714", Status.BETTER),
        (("6", "4"), "-33.3333", Status.REACHED_THRESHOLD),
        (("4", "2.8"), "-30", Status.BETTER),
        (("4", "2"), "-50", Status.REACHED_THRESHOLD),
        # A rating with a decimal: 7.7 to 5.4 are 2.3 points, and 29.87 % are not 30.
        (("7.7", "5.4"), "-29.8701", Status.BETTER),
        (("7.7", "5.39"), "-30", Status.REACHED_THRESHOLD),
        # The mean fall of those who called themselves improved when treatment had ended.
        (("7.15", "3"), "-58.0420", Status.REACHED_THRESHOLD),
        # Floor and ceiling.
        (("8", "0"), "-100", Status.REACHED_THRESHOLD),
        (("0", "0"), None, Status.UNCHANGED),
        (("10", "10"), "0", Status.UNCHANGED),
        (("0", "10"), None, Status.WORSE_BY_THRESHOLD),
        (("7", "10"), "42.8571", Status.WORSE_BY_THRESHOLD),
        (("8", "10"), "25", Status.WORSE),
    ],
)
def test_pain_by_the_papers(values: tuple[str, str], percent: str | None, status: Status) -> None:
    found = progress("pain_7d", *values)

    assert found.status == status
    shown = None if found.percent is None else found.percent.quantize(Decimal("0.0001"))
    assert shown == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("code", "scale", "first", "short", "enough"),
    [
        # Ostelo 2008: 15 mm, 5 points, 10 points, each with 30 %; and one step short of both.
        ("pain_7d", "vas100", "50", "35.1", "35"),
        ("pain_7d", "vas100", "49", "34.4", "34"),
        ("pain_7d", "vas100", "80", "56.1", "56"),
        ("rmdq", "", "10", "6", "5"),
        ("rmdq", "", "20", "15", "14"),
        ("odi", "", "30", "21", "20"),
        ("odi", "", "60", "43", "42"),
    ],
)
def test_both_rules_of_a_scale_must_hold(
    code: str, scale: str, first: str, short: str, enough: str
) -> None:
    assert progress(code, first, short, scale=scale).status == Status.BETTER
    assert progress(code, first, enough, scale=scale).status == Status.REACHED_THRESHOLD


@pytest.mark.parametrize(
    ("code", "first", "inside", "better", "worse"),
    [
        # Ekedahl 2012: 4.5 cm. Tousignant 2005: 1.0 cm.
        ("fingertip_floor", "18", "13.5", "13", "23"),
        ("schober", "5", "6.0", "6.1", "3.9"),
    ],
)
def test_the_error_of_a_measure_is_to_be_beaten_not_met(
    code: str, first: str, inside: str, better: str, worse: str
) -> None:
    assert progress(code, first, inside).status == Status.WITHIN_ERROR
    assert progress(code, first, better).status == Status.BETTER
    assert progress(code, first, worse).status == Status.WORSE


def test_ties_take_the_latest_for_the_latest_and_change_no_best() -> None:
    found = progress("pain_7d", "6", "4", "4", "6", "4", "4")

    assert (found.best, found.latest, found.change, found.asked) == (4, 4, -2, 6)
    assert found.status == Status.REACHED_THRESHOLD


def test_two_hundred_sessions() -> None:
    # From 9 down by 0.04 a visit: 9 - 199 * 0.04 = 1.04.
    found = progress("pain_7d", *(str(9 - Decimal(n) * 4 / 100) for n in range(200)))

    assert (found.asked, found.missing) == (200, 0)
    assert (found.baseline, found.latest) == (9, Decimal("1.04"))
    assert (found.best, found.change) == (Decimal("1.04"), Decimal("-7.96"))
    slope = found.slope()
    assert slope is not None
    assert slope.per_week == pytest.approx(-0.28)


# Gaps


def test_gaps_are_named_by_session_and_day() -> None:
    pain = BY_CODE["pain_7d"].keys()[0]
    sessions = [
        session(1, score("pain_7d", "8"), due=[pain]),
        session(2, due=[pain]),
        session(3, score("pain_7d", "7"), due=[pain]),
        session(4, due=[pain], kind=SessionKind.BETWEEN),
        session(5),
    ]

    (found,) = course_progress(SHIPPED, sessions)

    assert found.gaps == (
        Gap(session_id=2, day=on_day(2), number=2),
        Gap(session_id=4, day=on_day(4), number=None),
    )
    assert (found.missing, found.asked, found.latest) == (2, 2, 7)


def test_a_blank_last_visit_leaves_the_latest_score_and_is_named() -> None:
    found = progress("pain_7d", "8", "5", gaps=[9])

    assert (found.latest, found.status, found.missing) == (5, Status.REACHED_THRESHOLD, 1)
