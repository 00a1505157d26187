"""Every question that the program asks is answered from an index."""

import re
from datetime import date, time
from decimal import Decimal

import pytest

from acudesk.bootstrap import Services
from acudesk.data.engine import Database
from acudesk.domain.course import Course, Outcome
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.progress import main_pain
from acudesk.domain.session import SessionKind
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import full

LARGE = (
    "patients",
    "courses",
    "sessions",
    "scores",
    "due_scores",
    "side_effects",
    "search_terms",
    "audit",
    "needled_points",
    "treatments",
    "body_marks",
    "overrides",
    "follow_ups",
    "questionnaire_answers",
    "signatures",
    "addenda",
    "error_marks",
    "screenings",
    "consents",
    "planned_visits",
    "merges",
)


def exercise(services: Services, clock: FixedClock) -> None:
    """Do everything that the services can do at least once."""
    added = services.patients.admit_patient(
        Patient(display_name="Ann Lee", phone="0171 555", birth_date=date(1980, 5, 12)),
        Course(patient_id=0, condition="Sciatica", opened=clock.today),
    )
    patient, course = added.patient_id, added.course_id
    session = services.sessions.start_session(course).session_id
    services.sessions.record_score(session, "pain_7d", "6")
    services.sessions.record_score(session, "pain_7d", "5")
    services.sessions.record_score(session, "pain_7d", "")
    services.sessions.record_score(session, "pain_now", "4")
    services.sessions.record_notes(session, "note")
    services.sessions.record_minutes(session, 30)
    services.sessions.record_side_effects(
        session, asked=True, effects=[SideEffect(kind=SideEffectKind.BRUISING)]
    )
    services.sessions.move_session(session, clock.today, time(8, 0))
    empty = services.sessions.start_session(
        course, took_place=date(2026, 1, 5), kind=SessionKind.BETWEEN
    ).session_id
    services.sessions.discard_session(empty)
    services.sessions.session(session)
    services.sessions.due_at(course, 4)
    services.courses.courses_of(patient)
    services.courses.course_view(course)
    services.courses.patient_view(patient)
    services.courses.close_course(course, outcome=Outcome.IMPROVED)
    services.courses.reopen_course(course)
    services.patients.change_patient(
        Patient(id=patient, display_name="Ann Lee-Smith", chart_number="7")
    )
    services.patients.archive_patient(patient)
    services.patients.restore_patient(patient)
    found = services.patients.find_patient("7")
    services.patients.find_patient(found.uid)
    with pytest.raises(DomainError):
        services.patients.find_patient("nobody")
    services.patients.has_patients()
    for search in ("", "ann", "ann lee", "0171 555", "1980-05"):
        page = services.patients.list_patients(search)
        if page:
            services.patients.list_patients(search, after=page[-1])
    services.patients.list_patients(archived=True)
    services.measures.choose_measure("sleep", asked=True)
    services.practice.change_practice(Practice(name="Praxis"))
    services.practice.change_conditions(["Sciatica"])
    exercise_the_visit(services, course)


def exercise_the_visit(services: Services, course: int) -> None:
    """Needle, step back, sign, correct, move, merge, and plan."""
    session = full(services)
    services.treatments.open_side_effects(session)
    services.treatments.running_timers()
    services.drafts.undo(session)
    services.drafts.redo(session)
    services.mistakes.move_draft(session, course)
    services.drafts.undo(session)
    services.signing.hindrances(session)
    services.signing.sign_session(session)
    services.signing.add_addendum(session, reason="side", text="right")
    services.signing.mark_entered_in_error(session, "was Bob")
    assert services.signing.is_untouched(session)
    other = services.sessions.session(session)
    services.safety.give_consent(other.patient_id, other.took_place, "text")
    next_one = services.sessions.start_session(other.course_id).session_id
    services.treatments.carry_over(next_one)
    services.treatments.confirm_points(next_one)
    services.treatments.take_back_override(next_one, "pacemaker")
    services.mistakes.merge_patients(services.courses.course(course).patient_id, other.patient_id)
    ((merge, _),) = services.mistakes.merges_of(services.courses.course(course).patient_id)
    services.signing.seal_holds(services.sessions.session(session))
    services.mistakes.undo_merge(merge.id)
    services.courses.course_view(other.course_id)
    empty = services.sessions.start_session(other.course_id).session_id
    services.sessions.discard_session(empty)


def statements(services: Services, clock: FixedClock) -> set[str]:
    seen: set[str] = set()
    database_of(services).conn.set_trace_callback(seen.add)
    try:
        exercise(services, clock)
    finally:
        database_of(services).conn.set_trace_callback(None)
    return {
        sql.strip()
        for sql in seen
        if re.match(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)", sql, re.IGNORECASE)
        and "sqlite_master" not in sql
    }


def scans(database: Database, sql: str) -> list[str]:
    """The steps of a statement's plan that read the whole of a large table."""
    aliases = {name: name for name in LARGE} | {
        alias: table
        for table, alias in re.findall(r"(?:FROM|JOIN)\s+(\w+)\s+(\w+)", sql)
        if table in LARGE
    }
    plan = [row["detail"] for row in database.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    return [
        step for step in plan if (match := re.match(r"SCAN (\w+)", step)) and match[1] in aliases
    ]


def test_nothing_reads_a_whole_table(practice: Services, clock: FixedClock) -> None:
    asked = statements(practice, clock)

    assert len(asked) > 40
    assert any("FROM search_terms" in sql for sql in asked)
    slow = {sql: found for sql in asked if (found := scans(database_of(practice), sql))}
    assert slow == {}


def test_the_examiner_notices_a_whole_table(practice: Services) -> None:
    database = database_of(practice)

    assert scans(database, "SELECT * FROM patients p WHERE p.notes = 'x'")
    assert scans(database, "SELECT count(*) FROM scores x WHERE x.given = '6'")
    assert not scans(database, "SELECT * FROM patients p WHERE p.id = 3")


def admit(services: Services, clock: FixedClock, name: str) -> tuple[int, int]:
    added = services.patients.admit_patient(
        Patient(display_name=name),
        Course(patient_id=0, condition="Sciatica", opened=clock.today),
    )
    return added.patient_id, added.course_id


def test_a_row_shows_the_first_and_the_latest_pain_of_the_current_course(
    practice: Services, clock: FixedClock
) -> None:
    _, course = admit(practice, clock, "Ann")
    for given in ("8", "6.50", ""):
        session = practice.sessions.start_session(course).session_id
        practice.sessions.record_score(session, "pain_7d", given)
        practice.sessions.record_score(session, "pain_now", "1")
        clock.move(days=7)

    (row,) = practice.patients.list_patients()

    assert (row.visits, row.first_pain, row.latest_pain) == (3, "8", "6.50")
    assert (row.last_day, row.last_at) == (date(2026, 3, 16), "09:30")


def test_pain_now_speaks_where_the_week_was_never_asked(
    practice: Services, clock: FixedClock
) -> None:
    _, course = admit(practice, clock, "Ann")
    session = practice.sessions.start_session(course).session_id
    practice.sessions.record_score(session, "pain_now", "7")

    (row,) = practice.patients.list_patients()

    assert (row.first_pain, row.latest_pain) == ("7", "7")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("7 5 62mm", ("7", "5")),
        ("67mm 6 5 3", ("6", "3")),
        ("6 67mm", ("67", "67")),
        ("67mm 6", ("6", "6")),
        ("6 67mm 60mm 4", ("6", "4")),
    ],
)
@pytest.mark.parametrize("measure", ["pain_7d", "pain_now"])
def test_pain_on_two_scales_is_shown_on_the_one_of_the_progress(
    practice: Services, clock: FixedClock, measure: str, given: str, shown: tuple[str, str]
) -> None:
    _, course = admit(practice, clock, "Ann")
    for one in given.split():
        session = practice.sessions.start_session(course).session_id
        practice.sessions.record_score(session, measure, one)
        clock.move(days=1)

    (row,) = practice.patients.list_patients()

    assert (row.first_pain, row.latest_pain) == shown
    pain = main_pain(practice.courses.course_view(course).progress)
    assert pain is not None
    assert (pain.readings[0].value, pain.readings[-1].value) == tuple(map(Decimal, shown))


def test_entries_between_visits_are_not_counted_as_visits(
    practice: Services, clock: FixedClock
) -> None:
    _, course = admit(practice, clock, "Ann")
    practice.sessions.start_session(course, kind=SessionKind.BETWEEN)

    (row,) = practice.patients.list_patients()

    assert (row.visits, row.last_day) == (0, clock.today)


def test_the_list_is_ordered_by_local_time_throughout(
    practice: Services, clock: FixedClock
) -> None:
    """Half an hour after midnight in Berlin it is still yesterday in UTC."""
    clock.move(hours=15)
    _, course = admit(practice, clock, "Ann")
    (added,) = practice.patients.list_patients()
    session = practice.sessions.start_session(course).session_id
    practice.sessions.discard_session(session)
    (left,) = practice.patients.list_patients()

    assert added.last_seen == left.last_seen == "2026-03-03T00:30"


def test_pages_follow_each_other_without_a_gap(practice: Services, clock: FixedClock) -> None:
    for number in range(7):
        practice.patients.add_patient(Patient(display_name=f"P{number}"))
        clock.move(minutes=number % 2)

    names: list[str] = []
    page = practice.patients.list_patients(limit=3)
    while page:
        names += [row.display_name for row in page]
        page = practice.patients.list_patients(limit=3, after=page[-1])

    assert names == [f"P{number}" for number in reversed(range(7))]
