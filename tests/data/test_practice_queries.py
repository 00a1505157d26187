"""The figures of the practice go through indexes: no statement reads a whole table of what
belongs to sessions, and none reads a page that holds notes."""

import re
from datetime import date

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.patient import Sex
from acudesk.domain.practice_figures import PracticeFilter
from tests.data.support import database_of
from tests.data.test_today_queries import scanned
from tests.services.treated import many

FILTERS = (
    PracticeFilter(),
    PracticeFilter(
        opened_from=date(2025, 1, 1),
        opened_to=date(2026, 1, 1),
        condition="Sciatica",
        age_from=0,
        age_to=90,
        sex=Sex.FEMALE,
    ),
)


@pytest.fixture
def plans(practice: Services) -> dict[str, list[str]]:
    """How SQLite answers each statement of a reading."""
    database = database_of(practice)
    many(practice, 12, "8", "4", birth_date=date(1980, 1, 1), sex=Sex.FEMALE)
    seen: dict[str, None] = {}
    database.conn.set_trace_callback(lambda sql: seen.setdefault(sql))
    practice.practice_figures.list_conditions()
    for chosen in FILTERS:
        assert practice.practice_figures.view(chosen).with_data == 12
    database.conn.set_trace_callback(None)
    assert all(re.match(r"\s*SELECT", sql) for sql in seen)
    return {
        sql: [row["detail"] for row in database.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
        for sql in seen
        if re.search(r"\b(courses c|sessions s)\b", sql)
    }


def test_no_statement_reads_a_whole_table(plans: dict[str, list[str]]) -> None:
    assert len(plans) == 9
    for table in ("scores x", "due_scores d", "side_effects e", "courses c", "patients p"):
        assert any(table in sql for sql in plans), table
    slow = {sql: found for sql, steps in plans.items() if (found := scanned(sql, steps))}

    # The courses are gone through once, for the list of conditions and for the plan.
    assert all(re.match(r"\s*SELECT c\.(id, \(SELECT|condition, count)", sql) for sql in slow)
    assert all(re.fullmatch(r"SCAN [cp]\b.*", step) for found in slow.values() for step in found)


def test_a_session_is_read_from_its_index_alone(plans: dict[str, list[str]]) -> None:
    of_sessions = [
        step
        for sql, steps in plans.items()
        for step in steps
        if re.match(r"(SEARCH|SCAN) s\b", step)
    ]

    assert len(of_sessions) == len(plans)
    assert {step.replace(" EXISTS", "") for step in of_sessions} == {
        "SEARCH s USING COVERING INDEX counted_sessions (course_id=?)"
    }
