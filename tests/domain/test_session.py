"""A session."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.session import (
    Moment,
    Score,
    ScoreKey,
    Session,
    SessionKind,
    check_minutes,
    check_took_place,
)

PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
LEG = ScoreKey(measure="leg_pain_7d", moment=Moment.ONCE)
TODAY = date(2026, 3, 2)


def session(*scores: Score) -> Session:
    return Session(
        id=1,
        uid="u",
        patient_id=1,
        course_id=1,
        kind=SessionKind.VISIT,
        number=1,
        took_place=TODAY,
        entered_at=datetime(2026, 3, 2, tzinfo=UTC),
        scores=scores,
        due=frozenset({PAIN, LEG}),
    )


def test_not_asked_is_never_zero() -> None:
    asked = session(Score.kept(PAIN, "0", "nrs11"))

    found = asked.score(PAIN)
    assert found is not None
    assert found.value == 0
    assert asked.score(LEG) is None
    assert asked.missing == {LEG}


def test_a_kept_score_is_read_from_the_text_as_given() -> None:
    score = Score.kept(PAIN, "6,750000000000001", "nrs11")

    assert score.value == Decimal("6.750000000000001")
    assert score.given == "6,750000000000001"


@pytest.mark.parametrize("minutes", [None, 1, 480])
def test_a_length_in_minutes(minutes: int | None) -> None:
    assert check_minutes(minutes) == minutes


@pytest.mark.parametrize("minutes", [0, -1, 481])
def test_no_session_is_that_long(minutes: int) -> None:
    with pytest.raises(DomainError, match="1 to 480"):
        check_minutes(minutes)


@pytest.mark.parametrize("day", [TODAY, date(1900, 1, 1), date(2024, 2, 29)])
def test_days_of_care(day: date) -> None:
    assert check_took_place(day, TODAY) == day


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(9999, 12, 31), date(1, 1, 1)])
def test_no_day_of_care_lies_ahead_or_before_1900(day: date) -> None:
    with pytest.raises(DomainError) as refused:
        check_took_place(day, TODAY)
    assert refused.value.field == "took_place"
