# mypy: disable-error-code="comparison-overlap"
"""A course of treatment."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from acudesk.domain.course import (
    Course,
    Outcome,
    Side,
    default_conditions,
    outcome_name,
    side_name,
)
from acudesk.domain.errors import DomainError

OPENED = date(2026, 3, 2)


def course(**values: Any) -> Course:
    return Course(**{"patient_id": 1, "condition": "Sciatica", "opened": OPENED, **values})


def test_the_usual_plan() -> None:
    plain = course()

    assert (plain.planned_sessions, plain.per_week) == (10, 1)
    assert plain.activities == ("", "", "")
    assert plain.is_open


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("condition", " "),
        ("condition", "x" * 201),
        ("onset", "x" * 201),
        ("goal", "x" * 2_001),
        ("outcome_note", "x" * 2_001),
        ("planned_sessions", 0),
        ("planned_sessions", 201),
        ("per_week", Decimal("0.24")),
        ("per_week", Decimal("7.01")),
        ("per_week", Decimal("NaN")),
        ("per_week", Decimal("Infinity")),
        ("opened", date(1899, 12, 31)),
        ("closed", date(2026, 3, 1)),
        ("outcome", Outcome.IMPROVED),
        ("activities", ("walk", "sit", "lift", "sleep")),
        ("activities", ("x" * 201,)),
    ],
)
def test_what_cannot_be_is_refused(field: str, value: Any) -> None:
    with pytest.raises(DomainError) as refused:
        course(**{field: value})
    assert refused.value.field == field


@pytest.mark.parametrize("count", [1, 200])
def test_the_limits_of_a_plan_are_allowed(count: int) -> None:
    assert course(planned_sessions=count, per_week=Decimal("0.25")).planned_sessions == count


def test_a_course_may_close_on_the_day_it_opened() -> None:
    closed = course(closed=OPENED, outcome=Outcome.RESOLVED)

    assert not closed.is_open


def test_activities_keep_their_places() -> None:
    assert course(activities=("", " put on\nsocks ")).activities == ("", "put on socks", "")


def test_sides_outcomes_and_conditions_have_names() -> None:
    assert len({side_name(side) for side in Side}) == len(Side)
    assert len({outcome_name(outcome) for outcome in Outcome}) == len(Outcome)
    assert len(set(default_conditions())) == 6
