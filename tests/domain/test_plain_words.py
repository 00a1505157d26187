"""The sentences in plain words: what the numbers show, never why."""

import pytest

from acudesk.domain.plain_words import no_cause, plain_words, side_effect_words
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import course_progress
from acudesk.domain.session import Session
from acudesk.domain.side_effects import SideEffectKind
from tests.charts.support import (
    AFTER,
    BACK,
    BEFORE,
    FLOOR,
    MEASURES,
    RAISE_LEFT,
    session,
    two_weeks_of_a_diary,
    usual_course,
    visits,
)

CLAIMS = (
    "because",
    "thanks to",
    "due to",
    "helped",
    "cured",
    "effective",
    "acupuncture",
    "healed",
    "response",
)


def words(sessions: list[Session], rule: BaselineRule = BaselineRule.FIRST) -> tuple[str, ...]:
    return plain_words(course_progress(MEASURES, sessions, rule), sessions)


@pytest.mark.parametrize(
    ("values", "change"),
    [
        ([8, 5, 2], "from 8 to 2 out of 10: 6 points lower (75 %)."),
        ([5, 4], "from 5 to 4 out of 10: 1 point lower (20 %)."),
        ([4, 6], "from 4 to 6 out of 10: 2 points higher (50 %)."),
        ([5, 3, 5], "from 5 to 5 out of 10: no change."),
        ([6.75, 5.02], "from 6.75 to 5.02 out of 10: 1.73 points lower (26 %)."),
        ([2, 1], "from 2 to 1 out of 10: 1 point lower."),
        ([0, 3], "from 0 to 3 out of 10: 3 points higher."),
    ],
)
def test_the_change_of_pain_in_points_and_per_cent(values: list[float], change: str) -> None:
    first, *_ = words(visits({BACK: values}))

    assert first.startswith("Over ")
    assert first.endswith(change)


@pytest.mark.parametrize(
    ("count", "every", "over"),
    [
        (12, 7, "Over 12 sessions in 11 weeks, "),
        (3, 2, "Over 3 sessions in 4 days, "),
        (2, 1, "Over 2 sessions in 1 day, "),
        (2, 0, "Over 2 sessions, "),
    ],
)
def test_over_how_many_sessions_and_how_long(count: int, every: int, over: str) -> None:
    sessions = visits({BACK: [8, *[3] * (count - 1)]}, every=every)

    assert words(sessions)[0].startswith(over)


def test_a_diary_counts_weeks_and_names_its_baseline() -> None:
    first, last = words(two_weeks_of_a_diary(), BaselineRule.FIRST_SEVEN_DAYS)

    assert first.startswith("Over 9 weeks, back pain")
    assert (
        "from 6.34 (mean of the first seven days) to 6.64 (mean of the last seven days) out of 10"
        in first
    )
    assert "0.3 points higher" in first
    assert last == no_cause()


def test_one_score_promises_nothing() -> None:
    assert words(visits({BACK: [7]})) == (
        "Back pain, average of the last 7 days: 7 out of 10 so far. "
        "A change can be shown from the next score on.",
    )


def test_no_score_says_so() -> None:
    assert words([]) == ("No pain score has been recorded yet.",)
    assert words(visits({FLOOR: [30, 20]}))[0] == "No pain score has been recorded yet."


def test_pain_before_speaks_where_the_week_was_not_asked() -> None:
    first = words(visits({BEFORE: [6, 4], AFTER: [1, 0]}))[0]

    assert "from 6 to 4 out of 10" in first


def test_relief_right_after_a_session_is_never_the_change() -> None:
    first = words(visits({AFTER: [6, 1]}))[0]

    assert first == "No pain score has been recorded yet."


def test_mobility_inside_the_error_claims_nothing() -> None:
    sentence = words(visits({BACK: [7, 6], FLOOR: [30, 26]}))[1]

    assert sentence == (
        "Fingertip-to-floor distance went from 30 to 26 cm, "
        "which is within the error of the measurement."
    )


def test_mobility_says_which_way_is_better() -> None:
    assert words(visits({FLOOR: [30, 12.5]}))[1] == (
        "Fingertip-to-floor distance went from 30 to 12.5 cm (less is better)."
    )
    assert words(visits({RAISE_LEFT: [40, 60]}))[1] == (
        "Straight-leg raise left went from 40 to 60° (more is better)."
    )


@pytest.mark.parametrize(
    "sessions", [usual_course(), usual_course(1), two_weeks_of_a_diary(), visits({BACK: [3, 9]})]
)
def test_never_a_claim_of_cause(sessions: list[Session]) -> None:
    text = " ".join(words(sessions)).lower()

    assert not [claim for claim in CLAIMS if claim in text]
    assert "none" not in text


def test_that_records_show_no_cause_stands_once_at_the_end() -> None:
    found = words(usual_course())

    assert found.count(no_cause()) == 1
    assert found[-1] == no_cause()


def test_side_effects_are_counted_where_asked() -> None:
    sessions = [
        session(1, {}, number=1, effects=[SideEffectKind.BRUISING]),
        session(2, {}, number=2, effects=[]),
        session(3, {}, number=3),
        session(4, {}, number=4, effects=[SideEffectKind.BRUISING, SideEffectKind.NAUSEA]),
    ]

    assert side_effect_words(sessions) == "Side effects noted: bruising 2 times, nausea once."


def test_none_noted_differs_from_nobody_asked() -> None:
    asked = [session(1, {}, number=1, effects=[]), session(2, {}, number=2)]

    assert side_effect_words(asked) == "Side effects: asked at 1 session, none noted."
    assert side_effect_words([session(1, {}, number=1)]) == ""
