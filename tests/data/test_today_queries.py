"""The first page and the diary read no whole table, however long the practice has run."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.review import ReviewCause
from tests.clock import FixedClock
from tests.data.support import database_of

LARGE = {
    "patients",
    "courses",
    "sessions",
    "scores",
    "due_scores",
    "side_effects",
    "follow_ups",
    "needled_points",
    "screenings",
    "consents",
    "reviews",
    "planned_visits",
    "audit",
}


def exercise(services: Services, clock: FixedClock) -> None:
    """Everything that the diary and the first page can do."""
    added = services.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(patient_id=0, condition="Sciatica", opened=clock.today),
    )
    diary, tomorrow = services.planned_visits, clock.today + timedelta(days=1)
    services.sessions.start_session(added.course_id)
    settings = services.practice.practice()
    services.practice.change_practice(replace(settings, review_sessions=(), no_gain_visits=2))
    for _ in range(2):
        pain = services.sessions.start_session(added.course_id).session_id
        services.sessions.record_score(pain, "pain_7d", "6")
    diary.plan_series(added.course_id, tomorrow)
    first, second, third = diary.visits_of_course(added.course_id)[:3]
    diary.notes_on(first)
    diary.free_slot(tomorrow)
    diary.clashes(tomorrow)
    diary.next_of_patient(added.patient_id)
    diary.mark_visit(second.id, VisitState.CANCELLED)
    diary.remove_visit(third.id)
    diary.put_back(third)
    diary.plan_visit(
        PlannedVisit(patient_id=added.patient_id, day=clock.today, at=clock.now().time())
    )
    (today,) = diary.visits_between(clock.today, clock.today)
    with pytest.raises(DomainError):
        diary.begin_visit(first.id)
    diary.begin_visit(today.id)
    (review,) = services.today.view(clock.today, clock.now()).reviews
    assert review.due.cause == ReviewCause.NO_GAIN
    services.today.view(tomorrow, clock.now())
    services.today.week(tomorrow)
    services.day_sheets.day_sheet()
    assert services.day_sheets.lines(tomorrow)


def scanned(sql: str, details: list[str]) -> list[str]:
    names = {alias: table for table, alias in re.findall(r"(?:FROM|JOIN)\s+(\w+)\s+(\w+)", sql)}
    return [
        step
        for step in details
        if (found := re.match(r"SCAN (\w+)", step)) and names.get(found[1], found[1]) in LARGE
    ]


def test_no_question_reads_a_whole_table(practice: Services, clock: FixedClock) -> None:
    database = database_of(practice)
    seen: set[str] = set()
    database.conn.set_trace_callback(seen.add)
    try:
        exercise(practice, clock)
    finally:
        database.conn.set_trace_callback(None)
    asked = {sql for sql in seen if re.match(r"\s*(SELECT|WITH|UPDATE|DELETE)", sql)}

    slow = {}
    for sql in asked:
        if "sqlite_master" in sql:
            continue
        rows = database.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
        if found := scanned(sql, [row["detail"] for row in rows]):
            slow[sql] = found

    assert any("FROM planned_visits v" in sql for sql in asked)
    assert any("p.last_seen >=" in sql for sql in asked)
    assert any("CROSS JOIN sessions s" in sql for sql in asked)
    assert slow == {}


def test_a_whole_table_would_be_noticed(practice: Services) -> None:
    sql = "SELECT * FROM planned_visits v WHERE v.note = 'x'"
    rows = database_of(practice).execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()

    assert scanned(sql, [row["detail"] for row in rows])
