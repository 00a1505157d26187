"""The chart in words: one place, one mark, and all of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from acudesk.charts.description import (
    chart_sources,
    description,
    kind_name,
    mark_kinds,
    mark_words,
    place_words,
    value_words,
)
from acudesk.domain.review import Decision
from acudesk.domain.session import ScoreKey
from acudesk.domain.trend import Axis, MarkKind, Trend, build_trend, side_by_side
from tests.charts.support import (
    ACTIVITIES,
    AFTER,
    BACK,
    BEFORE,
    FIRST,
    FLOOR,
    MEASURES,
    ODI,
    PGIC,
    PSFS,
    RAISE_LEFT,
    RMDQ,
    review,
    session,
    told_course,
    two_weeks_of_a_diary,
    visits,
)


def trend(*values: tuple[ScoreKey, list[float | None]], **wanted: object) -> Trend:
    return build_trend(MEASURES, visits(dict(values)), **wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (BACK, 4, "back, 7 days 4 of 10"),
        (BEFORE, 6, "Pain, before 6 of 10"),
        (FLOOR, 12.5, "Fingertip-to-floor 12.5 cm"),
        (RAISE_LEFT, 65, "Leg raise left 65°"),
        (RMDQ, 12, "RMDQ-24 12 of 24"),
        (ODI, 42, "ODI 42 %"),
        (PGIC, 2, "PGIC 2, much better"),
        (PSFS[1], 7, "PSFS, 系鞋带 7 of 10"),
    ],
)
def test_a_place_in_words(key: ScoreKey, value: float, expected: str) -> None:
    shown = trend((key, [value, value]), activities=ACTIVITIES)

    assert place_words(shown, 0, 0, 1) == f"Session 2, 10 Nov 2025: {expected}"


def test_a_gap_in_words() -> None:
    assert place_words(trend((BACK, [6, None, 4])), 0, 0, 1) == (
        "Session 2, 10 Nov 2025: back, 7 days not asked"
    )


def test_an_entry_between_visits_has_a_date_alone() -> None:
    diary = build_trend(MEASURES, two_weeks_of_a_diary())

    assert place_words(diary, 0, 0, 0) == "3 Nov 2025: back, 7 days 6.75 of 10"


def test_the_second_of_a_pair_in_words() -> None:
    pair = trend((BEFORE, [6.0]), (AFTER, [3.0]))

    assert place_words(pair, 0, 1, 0) == "Session 1, 3 Nov 2025: Pain, after 3 of 10"


def test_values_of_the_millimetre_scale_and_of_one_that_begins_elsewhere() -> None:
    one = build_trend(MEASURES, [session(1, {BACK: "55"}, number=1, scale="vas100")])
    assert value_words(one.panels[0], Decimal(55)) == "55 mm"

    pgic = trend((PGIC, [4])).panels[0]
    assert value_words(pgic, Decimal(7)) == "7, very much worse"
    assert value_words(pgic, Decimal("2.5")) == "2.5"


def test_the_marks_in_words_by_number() -> None:
    shown = told_course()

    assert [mark_words(mark, shown.axis) for mark in shown.marks] == [
        "Side effect at session 3: Bruising",
        "Side effect at session 9: Fatigue or drowsiness",
        "Medicines at session 5: takes less: ibuprofen halved",
        "Medicines at session 12: takes less: ibuprofen halved",
        "Review at session 4: continue, 6 more sessions: Pain falls, sleep does not yet",
        "Review at session 8: adjust: Electroacupuncture from now on",
        "Review at session 12: close",
        "Addendum at session 7: The side was wrong",
        "Addendum at session 12: The side was wrong",
        "Gap before session 10: 21 days without a visit",
    ]


def test_the_marks_in_words_by_date() -> None:
    shown = told_course(axis=Axis.DATE)

    assert mark_words(shown.marks[4], shown.axis).startswith("Review on 24 Nov 2025: continue")
    assert mark_words(shown.marks[-1], shown.axis) == (
        "Gap before 5 Jan 2026: 21 days without a visit"
    )


def test_a_mark_of_an_entry_between_visits_goes_by_its_date() -> None:
    home = session(1, {BACK: "8"})
    visit = session(2, {BACK: "5"}, number=1, day=FIRST + timedelta(days=3))
    reviews = [review(home, Decision.CLOSE)]
    (mark,) = build_trend(MEASURES, [home, visit], reviews=reviews, axis=Axis.DATE).marks

    assert mark_words(mark, Axis.DATE) == "Review on 3 Nov 2025: close"


def test_the_kinds_that_are_there_in_their_order() -> None:
    assert mark_kinds(trend((BACK, [6]))) == ()
    assert mark_kinds(told_course()) == tuple(MarkKind)
    assert [kind_name(kind) for kind in MarkKind] == [
        "side effect",
        "medicines",
        "review",
        "addendum",
        "gap",
    ]


def test_the_description_tells_the_levels_and_every_kind_of_mark() -> None:
    told = description(told_course(panels=["pain"]))

    assert "30 % better at 5.6; 50 % better at 4." in told
    assert "Side effects: Bruising at session 3; Fatigue or drowsiness at session 9." in told
    assert "Medicines: takes less: ibuprofen halved at session 5;" in told
    assert (
        "Reviews: continue, 6 more sessions: Pain falls, sleep does not yet at session 4;" in told
    )
    assert "Addenda: The side was wrong at session 7; The side was wrong at session 12." in told
    assert "Gaps: 21 days without a visit before session 10." in told


def test_one_score_has_no_levels_to_tell() -> None:
    assert "better at" not in description(trend((BACK, [8])))


def test_the_description_tells_what_one_of_two_courses_was_not_asked() -> None:
    left, right = side_by_side(trend((BACK, [8, 4])), trend((ODI, [42, 38])))

    assert "ODI, % (lower is better): not asked in this course." in description(left)
    assert "Pain, 0 to 10 (lower is better): not asked in this course." in description(right)


def test_every_figure_of_a_chart_is_cited_once() -> None:
    pain = (
        "30 % better: Farrar 2001, Pain 94:149-158; Ostelo 2008, Spine 33(1):90-94."
        " 50 % better: Dworkin 2008, J Pain 9:105-121."
    )
    floor = (
        "Fingertip-to-floor, measurement error 4.5 cm: "
        "Ekedahl 2012, Arch Phys Med Rehabil 93:2210-15."
    )

    assert chart_sources(trend((BACK, [8, 4]))) == f"In the chart: {pain}"
    assert chart_sources(trend((FLOOR, [20, 12]))) == f"In the chart: {floor}"
    both = chart_sources(trend((BACK, [8, 4]), (FLOOR, [20, 12])))
    assert both == f"In the chart: {pain} {floor}"


def test_a_chart_without_figures_cites_nobody() -> None:
    assert chart_sources(trend((BACK, [8]))) == ""  # One score: neither a line nor a band.
    assert chart_sources(trend((RAISE_LEFT, [40, 60]))) == ""
