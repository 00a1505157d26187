"""A visit in the diary."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.planned_visit import PlannedVisit, VisitState, state_name

VISIT = PlannedVisit(patient_id=1, day=date(2026, 3, 2), at=time(9, 30))


def test_a_visit_lasts_forty_minutes_unless_told_otherwise() -> None:
    assert (VISIT.minutes, VISIT.state, VISIT.session_id) == (40, VisitState.PLANNED, None)
    assert VISIT.begins == datetime(2026, 3, 2, 9, 30)
    assert VISIT.ends == datetime(2026, 3, 2, 10, 10)


def test_a_late_visit_ends_on_the_next_day() -> None:
    assert replace(VISIT, at=time(23, 50)).ends == datetime(2026, 3, 3, 0, 30)


def test_the_time_is_kept_to_the_minute_and_the_note_clean() -> None:
    kept = replace(VISIT, at=time(9, 30, 59, 7), note=" brings\nX-rays ")
    assert (kept.at, kept.note) == (time(9, 30), "brings X-rays")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"minutes": 4}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"day": date(1899, 12, 31)}, "day"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_what_cannot_be_is_a_sentence(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        replace(VISIT, **fields)
    assert refused.value.field == field
    for minutes in (5, 480):
        assert replace(VISIT, minutes=minutes).minutes == minutes


def test_words() -> None:
    assert [state_name(one) for one in VisitState] == ["planned", "done", "missed", "cancelled"]
