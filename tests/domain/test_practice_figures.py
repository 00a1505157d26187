"""The practice seen whole: every figure by hand, both denominators, nothing below ten."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from acudesk import paths
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Direction, Measure, measures_from_toml
from acudesk.domain.practice import BaselineRule
from acudesk.domain.practice_figures import (
    CourseChange,
    CourseFacts,
    EffectCounts,
    MeasureCounts,
    MissingCount,
    PartialFigures,
    PracticeFigures,
    PracticeFilter,
    ScoreCount,
    course_change,
    footnotes,
    measure_counts,
    summed_figures,
    waterfall,
)
from acudesk.domain.progress import Reading, Status
from acudesk.domain.session import Moment, ScoreKey
from acudesk.domain.side_effects import SideEffectKind

MEASURES = measures_from_toml(paths.resource("measures.toml").read_text(encoding="utf-8"))
PAIN = next(one for one in MEASURES if one.code == "pain_7d")
KEY = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
RUNNING = CourseFacts(condition="Sciatica", is_closed=False, visits=3, change=None)
BLANK = CourseFacts(condition="Sciatica", is_closed=True, visits=5, change=None)


NO_EFFECTS = EffectCounts()


def change(baseline: float, latest: float, status: Status) -> CourseChange:
    return CourseChange(baseline=baseline, latest=latest, status=status)


REACHED = replace(BLANK, change=change(0.8, 0.3, Status.REACHED_THRESHOLD))
BETTER = replace(BLANK, change=change(0.6, 0.5, Status.BETTER))
WORSE = replace(BLANK, change=change(0.4, 0.9, Status.WORSE_BY_THRESHOLD))


def figures(
    *courses: CourseFacts,
    effects_asked: EffectCounts = NO_EFFECTS,
    effects_unasked: EffectCounts = NO_EFFECTS,
) -> PracticeFigures:
    first = PartialFigures(
        courses=courses[:3], effects_asked=effects_asked, effects_unasked=effects_unasked
    )
    return summed_figures(
        PracticeFilter(),
        [first, PartialFigures(courses=courses[3:])],
        MEASURES,
        BaselineRule.FIRST,
    )


def scored(*values: str, first: int = 0, every: int = 7) -> list[Reading]:
    start = date(2026, 1, 5)
    return [
        Reading(
            session_id=first + place,
            day=start + timedelta(days=(first + place) * every),
            number=None,
            value=Decimal(value),
        )
        for place, value in enumerate(values)
    ]


# Both denominators


def test_the_share_that_reached_the_threshold_has_two_denominators() -> None:
    told = figures(*[REACHED] * 4, *[BETTER] * 5, WORSE, *[BLANK] * 3, *[RUNNING] * 7)

    assert (told.started, told.closed, told.running, told.with_data) == (20, 13, 7, 10)
    closed, started = told.reached_of_closed, told.reached_of_started
    assert closed is not None
    assert started is not None
    assert (closed.count, closed.of, closed.share) == (4, 10, 0.4)
    # Wilson by hand: (0.4 + 3.8415/20 ± 1.96 · sqrt(0.024 + 3.8415/400)) / 1.38415.
    assert (closed.low, closed.high) == pytest.approx((0.1682, 0.6873), abs=5e-5)
    assert (started.count, started.of, started.share) == (4, 20, 0.2)
    assert (started.low, started.high) == pytest.approx((0.0807, 0.4160), abs=5e-5)


def test_the_course_that_is_running_has_reached_nothing_yet() -> None:
    running = replace(REACHED, is_closed=False)
    told = figures(*[BETTER] * 10, running)

    assert told.with_data == 10
    assert told.reached_of_started is not None
    assert (told.reached_of_started.count, told.reached_of_started.of) == (0, 11)


def test_nothing_is_shown_of_nine_courses() -> None:
    effects = EffectCounts(sessions=40, courses=10, with_any=4, kinds={SideEffectKind.BRUISING: 4})
    told = figures(*[REACHED] * 9, effects_asked=effects, effects_unasked=effects)

    assert not told.is_enough
    assert (told.started, told.closed, told.running, told.with_data) == (9, 9, 0, 9)
    assert (told.reached_of_closed, told.reached_of_started, told.median_sessions) == (None,) * 3
    assert (told.changes, told.conditions, told.completeness) == ((), (), ())
    assert (told.effects_asked, told.effects_unasked) == (None, None)


def test_all_is_shown_of_ten_courses() -> None:
    effects = EffectCounts(sessions=10, courses=10, with_any=1, kinds={SideEffectKind.BRUISING: 1})
    told = figures(*[REACHED] * 10, effects_asked=effects)

    assert told.is_enough
    assert told.reached_of_closed is not None
    assert told.reached_of_closed.share == 1.0
    assert told.reached_of_closed.low == pytest.approx(0.7225, abs=5e-5)
    assert told.median_sessions == 5
    assert len(told.changes) == 10
    assert len(told.conditions) == 1
    assert told.effects_asked is not None
    assert (told.effects_asked.any.low, told.effects_asked.any.high) == pytest.approx(
        (0.0179, 0.4042), abs=5e-5
    )


def test_each_figure_needs_ten_of_its_own() -> None:
    effects = EffectCounts(sessions=9, courses=20, with_any=1, kinds={SideEffectKind.BRUISING: 1})
    told = figures(*[REACHED] * 9, *[RUNNING] * 11, effects_unasked=effects)

    assert told.is_enough
    assert told.reached_of_closed is None
    assert told.reached_of_started is not None
    assert (told.reached_of_started.count, told.reached_of_started.of) == (9, 20)
    assert (told.changes, told.median_sessions, told.effects_unasked) == ((), None, None)


# By condition


def test_conditions_stand_by_how_often_they_occur_and_few_have_no_share() -> None:
    back = replace(REACHED, condition="Chronic low back pain")
    told = figures(*[REACHED] * 9, *[BETTER] * 3, *[back] * 2, *[RUNNING] * 4)

    first, second = told.conditions
    assert (first.condition, first.started, first.closed) == ("Sciatica", 16, 12)
    assert first.with_data == 12
    assert first.reached_of_closed is not None
    assert first.reached_of_started is not None
    assert (first.reached_of_closed.count, first.reached_of_closed.of) == (9, 12)
    assert (first.reached_of_started.count, first.reached_of_started.of) == (9, 16)
    assert (second.condition, second.started, second.with_data) == ("Chronic low back pain", 2, 2)
    assert (second.reached_of_closed, second.reached_of_started) == (None, None)


def test_of_equally_many_courses_conditions_stand_by_name() -> None:
    stenosis = replace(RUNNING, condition="Spinal stenosis")
    told = figures(*[stenosis] * 5, *[RUNNING] * 5)

    assert [one.condition for one in told.conditions] == ["Sciatica", "Spinal stenosis"]


# Sessions and side effects


def test_the_median_is_of_the_closed_courses_that_have_visits() -> None:
    lengths = [1, 2, 3, 4, 5, 6, 8, 9, 10, 12]
    visited = [replace(BLANK, visits=visits) for visits in lengths]
    imported = [replace(BLANK, visits=0)] * 4
    told = figures(*visited, *imported, *[replace(RUNNING, visits=100)] * 3)

    assert told.median_sessions == 5.5


def test_side_effects_asked_and_not_asked_are_never_added_up() -> None:
    asked = EffectCounts(
        sessions=50,
        courses=8,
        with_any=5,
        kinds={SideEffectKind.BRUISING: 2, SideEffectKind.SORENESS: 4},
    )
    unasked = EffectCounts(sessions=20, courses=5)
    more = PartialFigures(
        courses=(RUNNING,) * 10,
        effects_asked=EffectCounts(
            sessions=50, courses=8, with_any=5, kinds={SideEffectKind.BRUISING: 5}
        ),
        effects_unasked=unasked,
    )
    told = summed_figures(
        PracticeFilter(),
        [PartialFigures(effects_asked=asked, effects_unasked=unasked), more],
        MEASURES,
        BaselineRule.FIRST,
    )

    assert told.effects_asked is not None
    assert told.effects_unasked is not None
    assert (told.effects_asked.sessions, told.effects_unasked.sessions) == (100, 40)
    assert [(one.kind, one.share.count) for one in told.effects_asked.kinds] == [
        (SideEffectKind.BRUISING, 7),
        (SideEffectKind.SORENESS, 4),
    ]
    # 10 of 100, Wilson by hand: (0.1 + 0.019207 ± 1.96 · sqrt(0.0009 + 0.000096)) / 1.038415.
    share = told.effects_asked.any
    assert (share.low, share.share, share.high) == pytest.approx((0.0552, 0.1, 0.1744), abs=5e-5)
    # Nobody asked at 40 sessions: what happened there is not known, and no rate of 0.
    unknown = told.effects_unasked
    assert (unknown.any.share, unknown.any.low, unknown.any.high) == (None, None, None)
    assert (unknown.is_known, unknown.kinds) == (False, ())


def test_many_sessions_of_nine_people_have_no_rate() -> None:
    effects = EffectCounts(sessions=90, courses=9, with_any=4, kinds={SideEffectKind.BRUISING: 4})
    told = figures(*[RUNNING] * 20, effects_asked=effects, effects_unasked=effects)

    assert (told.effects_asked, told.effects_unasked) == (None, None)


# Completeness


def test_completeness_counts_scores_blanks_and_courses() -> None:
    def count(course: int, key: ScoreKey, scale: str, n: int) -> ScoreCount:
        return ScoreCount(course_id=course, key=key, scale=scale, count=n)

    before = ScoreKey(measure="pain_now", moment=Moment.BEFORE)
    after = ScoreKey(measure="pain_now", moment=Moment.AFTER)
    told = measure_counts(
        [
            count(1, KEY, "nrs11", 4),
            count(2, KEY, "nrs11", 1),
            count(2, KEY, "vas100", 1),  # two scores, but nothing to compare
            count(3, KEY, "vas100", 2),
            count(1, before, "nrs11", 1),
            count(1, after, "nrs11", 1),
        ],
        [
            MissingCount(course_id=2, measure="pain_7d", count=1),
            MissingCount(course_id=4, measure="pain_7d", count=2),
            MissingCount(course_id=1, measure="rmdq", count=2),
        ],
    )

    assert told == {
        "pain_7d": MeasureCounts(asked=8, missing=3, concerned=4, courses=3, compared=2),
        "pain_now": MeasureCounts(asked=2, missing=0, concerned=1, courses=1, compared=0),
        "rmdq": MeasureCounts(asked=0, missing=2, concerned=1, courses=0, compared=0),
    }


def test_completeness_goes_by_measure_in_the_order_of_the_practice() -> None:
    counts = MeasureCounts(asked=6, missing=2, concerned=10, courses=4, compared=3)
    parts = [
        PartialFigures(courses=(RUNNING,) * 6, measures={"pgic": counts, "pain_7d": counts}),
        PartialFigures(courses=(RUNNING,) * 6, measures={"pain_7d": counts, "gone": counts}),
    ]
    pain, pgic = summed_figures(PracticeFilter(), parts, MEASURES, BaselineRule.FIRST).completeness

    assert (pain.code, pain.name) == ("pain_7d", PAIN.name)
    assert (pain.asked, pain.missing, pain.courses, pain.compared) == (12, 4, 8, 6)
    assert pain.share == 0.75
    # The impression of change is a change itself: nobody compares it.
    assert (pgic.code, pgic.asked, pgic.compared) == ("pgic", 6, 0)


def test_what_nine_courses_were_asked_is_not_shown() -> None:
    def completeness(concerned: int) -> list[str]:
        counts = MeasureCounts(asked=30, missing=6, concerned=concerned, courses=8, compared=8)
        part = PartialFigures(courses=(RUNNING,) * 20, measures={"pain_7d": counts})
        told = summed_figures(PracticeFilter(), [part], MEASURES, BaselineRule.FIRST)
        return [one.code for one in told.completeness]

    assert (completeness(9), completeness(10)) == ([], ["pain_7d"])


# What one course came to


def test_a_course_is_told_on_its_scale() -> None:
    told = course_change(PAIN, KEY, {"vas100": scored("70", "35")}, BaselineRule.FIRST)

    assert told == change(0.7, 0.35, Status.REACHED_THRESHOLD)
    assert told is not None
    assert told.change == pytest.approx(-0.35)


def test_the_scale_with_most_scores_speaks_for_a_course() -> None:
    mixed = {"vas100": scored("90"), "nrs11": scored("8", "7", "6", first=1)}

    assert course_change(PAIN, KEY, mixed, BaselineRule.FIRST) == change(0.8, 0.6, Status.BETTER)


def test_two_scores_on_two_scales_are_not_compared() -> None:
    mixed = {"vas100": scored("90"), "nrs11": scored("4", first=1)}

    assert course_change(PAIN, KEY, mixed, BaselineRule.FIRST) is None


def test_one_score_is_no_change() -> None:
    assert course_change(PAIN, KEY, {"nrs11": scored("8")}, BaselineRule.FIRST) is None


def test_the_baseline_is_that_of_the_practice() -> None:
    daily = {"nrs11": scored(*"8888888", every=1) + scored(*"444", first=50, every=1)}
    first_week = {"nrs11": scored("8", "6", "4", every=1)}
    weeks = BaselineRule.FIRST_SEVEN_DAYS

    assert course_change(PAIN, KEY, daily, weeks) == change(0.8, 0.4, Status.REACHED_THRESHOLD)
    # All within the first seven days: there is nothing beyond the baseline.
    assert course_change(PAIN, KEY, first_week, weeks) is None
    assert course_change(PAIN, KEY, first_week, BaselineRule.MEAN_OF_TWO) == change(
        0.7, 0.4, Status.REACHED_THRESHOLD
    )


def test_where_higher_is_better_the_share_is_turned_round() -> None:
    relief: Measure = replace(PAIN, direction=Direction.HIGHER)

    told = course_change(relief, KEY, {"nrs11": scored("2", "9")}, BaselineRule.FIRST)

    assert told is not None
    assert (told.baseline, told.latest) == pytest.approx((0.8, 0.1))
    assert told.status == Status.BETTER  # 2 is no baseline for a percentage


def test_the_largest_fall_stands_first() -> None:
    small, large = change(0.5, 0.4, Status.BETTER), change(0.9, 0.1, Status.REACHED_THRESHOLD)
    rise = change(0.2, 0.6, Status.WORSE_BY_THRESHOLD)

    assert waterfall([rise, small, large]) == (large, small, rise)


# The filter


@pytest.mark.parametrize(
    ("born", "opened", "fits"),
    [
        (date(1986, 3, 2), date(2026, 3, 2), True),  # forty that day
        (date(1986, 3, 3), date(2026, 3, 2), False),  # the day before
        (date(1975, 3, 3), date(2026, 3, 2), True),  # fifty to the last day
        (date(1975, 3, 2), date(2026, 3, 2), False),  # fifty-one
        (None, date(2026, 3, 2), False),
    ],
)
def test_age_is_in_full_years_when_the_course_opened(
    born: date | None, opened: date, fits: bool
) -> None:
    assert PracticeFilter(age_from=40, age_to=50).fits_age(born, opened) is fits
    assert PracticeFilter().fits_age(born, opened)


def test_one_limit_of_age_is_enough() -> None:
    opened = date(2026, 3, 2)
    assert PracticeFilter(age_from=40).fits_age(date(1900, 1, 1), opened)
    assert not PracticeFilter(age_from=40).fits_age(date(2000, 1, 1), opened)
    assert PracticeFilter(age_to=40).fits_age(date(2000, 1, 1), opened)
    assert not PracticeFilter(age_to=40).fits_age(date(1900, 1, 1), opened)


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"age_from": -1}, "age_from"),
        ({"age_to": 131}, "age_to"),
        ({"age_from": 50, "age_to": 40}, "age_from"),
        ({"opened_from": date(2026, 2, 1), "opened_to": date(2026, 1, 1)}, "opened_from"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(limits: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        PracticeFilter(**limits)  # type: ignore[arg-type]

    assert refused.value.field == field


def test_one_day_and_one_age_are_a_span() -> None:
    day = date(2026, 1, 1)

    one = PracticeFilter(opened_from=day, opened_to=day, age_from=40, age_to=40)

    assert one.fits_age(date(1985, 6, 1), day)
    assert not one.fits_age(date(1984, 6, 1), day)
    assert not one.fits_age(date(1986, 6, 1), day)


def test_a_published_figure_has_its_source() -> None:
    assert all(note.words and note.source for note in footnotes())
    assert "not in it" in footnotes()[0].words
