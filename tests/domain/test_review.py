"""When a course is looked back on, and what is kept of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.practice import REVIEW_SESSIONS, BaselineRule
from acudesk.domain.progress import MeasureProgress, Status, course_progress
from acudesk.domain.review import (
    Decision,
    Finding,
    Review,
    ReviewCause,
    ReviewDue,
    cause_words,
    decision_name,
    decision_words,
    findings,
    has_no_gain,
    last_reviewed,
    placed,
    review_due,
)
from acudesk.domain.session import Session
from tests.domain.support import SHIPPED, START, on_day, progress, score, session


def due(
    visits: int, planned: int = 12, reviewed: int = 0, *, no_gain: bool = False
) -> tuple[str, int] | None:
    """What is due with the rules of a new practice: 4, 8, the last, and no gain after 6."""
    found = review_due(
        visits, planned, REVIEW_SESSIONS, reviewed, no_gain=no_gain, no_gain_visits=6
    )
    return None if found is None else (found.cause.value, found.number)


def review(**parts: Any) -> Review:
    given: dict[str, Any] = {
        "course_id": 1,
        "number": 4,
        "day": START,
        "decision": Decision.CONTINUE,
        "made_at": datetime(2026, 3, 2, tzinfo=UTC),
    }
    return Review(**given | parts)


# When one is due


def test_at_the_fourth_the_eighth_and_the_last_planned() -> None:
    assert [due(visits) for visits in range(4)] == [None] * 4
    assert due(4) == due(5) == due(7) == ("session", 4)
    assert due(8, reviewed=4) == due(11, reviewed=4) == ("session", 8)
    assert due(12, reviewed=8) == due(15, reviewed=8) == ("last_planned", 12)


def test_a_review_settles_what_was_due_up_to_it() -> None:
    assert due(4, reviewed=4) is due(7, reviewed=4) is None
    assert due(8, reviewed=8) is due(11, reviewed=8) is None
    assert due(12, reviewed=12) is due(30, reviewed=12) is None


def test_a_late_review_settles_the_earlier_one_but_not_the_next() -> None:
    # The one of the fourth visit took place at the sixth; the eighth asks again.
    assert due(6, reviewed=6) is None
    assert due(8, reviewed=6) == ("session", 8)


def test_the_later_of_two_open_ones_is_asked_for() -> None:
    assert due(9) == ("session", 8)
    assert due(12, planned=10) == ("last_planned", 10)


def test_a_plan_that_was_extended_asks_at_its_new_end_only() -> None:
    assert due(12, planned=18, reviewed=12) is due(17, planned=18, reviewed=12) is None
    assert due(18, planned=18, reviewed=12) == ("last_planned", 18)


def test_a_plan_that_was_shortened_below_what_was_done_asks_now() -> None:
    assert due(7, planned=5, reviewed=4) == ("last_planned", 5)
    assert due(7, planned=5, reviewed=7) is None
    assert due(7, planned=3, reviewed=4) is None


def test_where_two_reasons_meet_the_last_planned_is_named() -> None:
    assert due(8, planned=8, reviewed=4) == ("last_planned", 8)
    assert due(4, planned=4) == ("last_planned", 4)


def test_a_practice_without_review_sessions_still_looks_at_the_end() -> None:
    assert review_due(9, 10, (), 0) is None
    assert review_due(10, 10, (), 0) == ReviewDue(cause=ReviewCause.LAST_PLANNED, number=10)


def test_no_gain_is_asked_for_after_six_visits() -> None:
    assert due(5, reviewed=4, no_gain=True) is None
    assert due(6, reviewed=4, no_gain=True) == ("no_gain", 6)
    assert due(7, reviewed=4, no_gain=True) == ("no_gain", 6)
    assert due(6, reviewed=4, no_gain=False) is None
    # It goes before a review that is still open from earlier.
    assert due(6, no_gain=True) == ("no_gain", 6)


def test_no_gain_is_settled_by_any_review_from_then_on() -> None:
    assert due(6, reviewed=6, no_gain=True) is None
    assert due(7, reviewed=6, no_gain=True) is None
    assert due(8, reviewed=6, no_gain=True) == ("session", 8)
    assert due(8, reviewed=4, no_gain=True) == ("session", 8)
    assert due(20, planned=20, reviewed=8, no_gain=True) == ("last_planned", 20)


def test_after_how_many_visits_is_a_setting() -> None:
    found = review_due(10, 20, (), 0, no_gain=True, no_gain_visits=10)

    assert found == ReviewDue(cause=ReviewCause.NO_GAIN, number=10)
    assert review_due(9, 20, (), 0, no_gain=True, no_gain_visits=10) is None


def test_why_it_is_asked_for_in_words() -> None:
    cause = ReviewCause
    assert cause_words(ReviewDue(cause=cause.SESSION, number=4)) == "Review: session 4"
    assert (
        cause_words(ReviewDue(cause=cause.LAST_PLANNED, number=12))
        == "Review: session 12, the last planned"
    )
    assert cause_words(ReviewDue(cause=cause.NO_GAIN, number=6)) == "No gain after 6 visits"


# What is no gain


def psfs(first: str, last: str) -> list[MeasureProgress]:
    sessions = [
        session(1, score("psfs", first, item="1")),
        session(2, score("psfs", last, item="1")),
    ]
    return list(course_progress(SHIPPED, sessions))


def test_nothing_better_of_pain_and_function_is_no_gain() -> None:
    assert has_no_gain([progress("pain_7d", "6", "6")])
    assert has_no_gain([progress("pain_7d", "6", "8")])
    assert has_no_gain([progress("pain_7d", "6", "7"), progress("rmdq", "12", "12")])


def test_one_of_them_better_is_a_gain() -> None:
    assert not has_no_gain([progress("pain_7d", "6", "5")])
    assert not has_no_gain([progress("pain_7d", "6", "8"), progress("rmdq", "12", "9")])
    assert not has_no_gain([progress("pain_7d", "6", "8"), *psfs("3", "5")])
    assert has_no_gain([progress("pain_7d", "6", "8"), *psfs("5", "3")])


def test_mobility_alone_is_no_gain() -> None:
    floor = progress("fingertip_floor", "30", "10")

    assert floor.status == Status.BETTER
    assert has_no_gain([progress("pain_7d", "6", "6"), floor])


def test_where_nothing_is_compared_nothing_is_said() -> None:
    assert not has_no_gain([])
    assert not has_no_gain([progress("pain_7d", "6")])
    assert not has_no_gain([progress("fingertip_floor", "10", "30")])
    # Seven days of a diary are the baseline, and stand against nothing yet.
    week = progress(
        "pain_7d", *(str(value) for value in range(7)), rule=BaselineRule.FIRST_SEVEN_DAYS
    )
    assert not has_no_gain([week])


def test_a_score_that_is_itself_a_change_is_not_compared() -> None:
    assert not has_no_gain([progress("pgic", "4", "6")])
    assert has_no_gain([progress("pgic", "1", "1"), progress("pain_7d", "6", "6")])


def test_relief_right_after_the_treatment_is_no_gain() -> None:
    def visit(number: int, before: str, after: str) -> Session:
        return session(
            number,
            score("pain_now", before, moment="before"),
            score("pain_now", after, moment="after"),
        )

    assert has_no_gain(course_progress(SHIPPED, [visit(1, "6", "5"), visit(2, "6", "1")]))
    assert not has_no_gain(course_progress(SHIPPED, [visit(1, "6", "5"), visit(2, "5", "5")]))


def test_doses_and_sleep_are_neither_pain_nor_function() -> None:
    fewer = progress("analgesic_doses", "10", "0")

    assert has_no_gain([progress("pain_7d", "6", "6"), fewer, progress("sleep", "8", "2")])


# What is kept


def test_an_adjustment_says_what_changes() -> None:
    with pytest.raises(DomainError, match="what changes") as refused:
        review(decision=Decision.ADJUST, changes=" \n ")
    assert refused.value.field == "changes"
    assert review(decision=Decision.ADJUST, changes=" leg points ").changes == "leg points"


@pytest.mark.parametrize("more", [0, -1, 201])
def test_more_sessions_are_one_to_two_hundred(more: int) -> None:
    with pytest.raises(DomainError, match="1 to 200") as refused:
        review(more_sessions=more)
    assert refused.value.field == "more_sessions"


@pytest.mark.parametrize("name", ["changes", "reason", "advice"])
def test_texts_are_cleaned_and_limited(name: str) -> None:
    kept = review(**{name: "  a\r\nb \x00"})
    assert getattr(kept, name) == "a\nb"
    assert len(getattr(review(**{name: "x" * 2_000}), name)) == 2_000
    with pytest.raises(DomainError) as refused:
        review(**{name: "x" * 2_001})
    assert refused.value.field == name


def test_the_last_review_counts() -> None:
    assert last_reviewed([]) == 0
    assert last_reviewed([review(number=4), review(number=9)]) == 9


def test_findings_are_what_was_known_then() -> None:
    sessions = [
        session(1, score("pain_7d", "7.7"), score("psfs", "3", item="2")),
        session(2, score("pain_7d", "5.3"), due=[progress("rmdq").key]),
    ]

    found = findings(course_progress(SHIPPED, sessions))

    assert found == (
        Finding(
            measure="pain_7d",
            moment="once",
            item="",
            scale="nrs11",
            baseline="7.7",
            latest="5.3",
            status=Status.REACHED_THRESHOLD,
            rule=BaselineRule.FIRST,
        ),
        Finding(
            measure="psfs",
            moment="once",
            item="2",
            scale="psfs",
            baseline="3",
            latest="3",
            status=Status.SINGLE,
            rule=BaselineRule.FIRST,
        ),
    )


def test_a_decision_in_words() -> None:
    assert len({decision_name(one) for one in Decision}) == len(Decision)
    assert decision_words(review()) == "continue"
    assert decision_words(review(more_sessions=1)) == "continue, 1 more session"
    adjusted = review(decision=Decision.ADJUST, changes="x", more_sessions=6)
    assert decision_words(adjusted) == "adjust, 6 more sessions"


def test_a_review_stands_at_its_visit_or_at_the_last_one_until_its_day() -> None:
    held = [session(1, day=0), session(2, day=7), session(3, day=14)]
    reviews = [
        review(session_id=2, day=on_day(20)),
        review(session_id=99, day=on_day(14)),
        review(session_id=99, day=on_day(13)),
        review(session_id=None, day=on_day(-1)),
    ]

    assert [one.session_id for one in placed(reviews, held)] == [2, 3, 2, None]
    assert [one.session_id for one in placed(reviews, [])] == [None] * 4
