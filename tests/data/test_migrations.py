"""The schema: its checks repeat the domain's rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.data.engine import Database, IntegrityError, OperationalError
from acudesk.data.migrations import known_names, migrations
from acudesk.domain.course import Course, Outcome, Side
from acudesk.domain.errors import StorageError
from acudesk.domain.measure import Measure
from acudesk.domain.patient import LONG_FIELDS, SHORT_FIELDS, Patient, Sex
from acudesk.domain.practice import BaselineRule, Paper
from acudesk.domain.review import Decision
from acudesk.domain.session import Moment, SessionKind, SessionState
from acudesk.domain.side_effects import Severity, SideEffect, SideEffectKind
from tests.clock import FixedClock
from tests.data.support import data_file, database_of, snapshot

REFUSED = (IntegrityError, OperationalError)


@pytest.fixture
def database(practice: Services, clock: FixedClock) -> Iterator[Database]:
    """A practice with one row in every table."""
    added = practice.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(patient_id=0, condition="Sciatica", opened=clock.today),
    )
    session = practice.sessions.start_session(added.course_id).session_id
    practice.sessions.record_score(session, "pain_7d", "6.5")
    practice.sessions.record_side_effects(
        session, asked=True, effects=[SideEffect(kind=SideEffectKind.BRUISING)]
    )
    practice.measures.choose_measure("sleep", asked=True)
    practice.reviews.adjust_course(added.course_id, changes="leg points", more=6)
    yield database_of(practice)
    assert not database_of(practice).conn.in_transaction


FORBIDDEN: list[tuple[str, str, Any]] = [
    *[("patients", name, "x" * 201) for name in SHORT_FIELDS],
    *[("patients", name, "x" * 20_001) for name in LONG_FIELDS],
    *[("patients", name, None) for name in (*SHORT_FIELDS, *LONG_FIELDS)],
    ("patients", "display_name", ""),
    ("patients", "chart_number", ""),
    ("patients", "uid", "short"),
    ("patients", "sex", "unknown"),
    ("patients", "archived", 2),
    ("patients", "archived", "yes"),
    ("patients", "created_at", "yesterday"),
    *[
        (table, column, day)
        for table, column in (
            ("patients", "birth_date"),
            ("courses", "opened"),
            ("courses", "closed"),
            ("sessions", "took_place"),
        )
        for day in ("1899-12-31", "2026-02-30", "2026-13-01", "2026-1-1", "5 Jan 2026", "")
    ],
    ("courses", "condition", ""),
    ("courses", "condition", "x" * 201),
    ("courses", "goal", "x" * 2_001),
    ("courses", "side", "up"),
    ("courses", "planned_sessions", 0),
    ("courses", "planned_sessions", 201),
    ("courses", "planned_sessions", 2.5),
    ("courses", "per_week", "0.2"),
    ("courses", "per_week", "7.5"),
    ("courses", "per_week", "1x"),
    ("courses", "per_week", "often"),
    ("courses", "activities", "walk"),
    ("courses", "activities", '["walk"]'),
    ("courses", "closed", "2020-01-01"),
    ("courses", "outcome", "improved"),
    ("courses", "outcome", "dead"),
    ("courses", "patient_id", 99),
    ("sessions", "course_id", 99),
    ("sessions", "kind", "party"),
    ("sessions", "state", "open"),
    ("sessions", "at", "29:00"),
    ("sessions", "at", "24:00"),
    ("sessions", "at", "9:30"),
    ("sessions", "at", None),
    ("sessions", "utc_offset", None),
    ("sessions", "utc_offset", 961),
    ("sessions", "entered_at", "2026-03-02"),
    ("sessions", "minutes", 0),
    ("sessions", "minutes", 481),
    ("sessions", "notes", "x" * 100_001),
    ("sessions", "side_effects_asked", 2),
    ("sessions", "import_ordinal", 0),
    ("scores", "session_id", 99),
    ("scores", "measure", ""),
    ("scores", "moment", "during"),
    ("scores", "value", 10.1),
    ("scores", "value", -0.1),
    ("scores", "value", None),
    ("scores", "value", "six"),
    ("scores", "given", ""),
    ("scores", "given", "x" * 41),
    ("scores", "scale", ""),
    ("due_scores", "session_id", 99),
    ("due_scores", "moment", "during"),
    ("side_effects", "kind", "levitation"),
    ("side_effects", "severity", "awful"),
    ("side_effects", "note", "x" * 2_001),
    ("side_effects", "session_id", 99),
    ("measures", "asked", 2),
    ("measures", "definition", "{"),
    ("conditions", "name", ""),
    ("practice", "id", 2),
    ("practice", "paper", "a3"),
    ("practice", "baseline_rule", "best"),
    ("practice", "review_sessions", "4, 8"),
    ("practice", "logo", b"x" * 1_000_001),
    ("practice", "next_chart_number", 0),
    ("practice", "no_gain_visits", 1),
    ("practice", "no_gain_visits", 201),
    ("practice", "no_gain_visits", None),
    ("reviews", "uid", "short"),
    ("reviews", "course_id", 99),
    ("reviews", "course_id", None),
    ("reviews", "session_id", 99),
    ("reviews", "number", -1),
    ("reviews", "number", 2.5),
    ("reviews", "day", "2026-02-30"),
    ("reviews", "decision", "stop"),
    ("reviews", "more_sessions", 0),
    ("reviews", "more_sessions", 201),
    ("reviews", "planned_before", 0),
    ("reviews", "planned_before", 201),
    ("reviews", "changes", ""),
    *[("reviews", name, "x" * 2_001) for name in ("changes", "reason", "advice")],
    *[("reviews", name, None) for name in ("changes", "reason", "advice", "found")],
    ("reviews", "found", "{"),
    ("reviews", "made_at", "now"),
    ("audit", "at", "now"),
    ("audit", "action", ""),
    ("audit", "before", "{"),
    ("search_terms", "patient_id", 99),
]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    FORBIDDEN,
    ids=[f"{table}.{column}={str(value)[:12]}" for table, column, value in FORBIDDEN],
)
def test_no_slip_of_the_program_becomes_a_record(
    database: Database, table: str, column: str, value: Any
) -> None:
    assert database.execute(f"SELECT count(*) AS n FROM {table}").fetchone()["n"]
    with pytest.raises(REFUSED):
        database.execute(f"UPDATE {table} SET {column} = ?", [value])


def test_the_same_key_is_not_kept_twice(database: Database) -> None:
    for table in ("patients", "courses", "sessions", "reviews"):
        columns = [
            row["name"]
            for row in database.execute(f"PRAGMA table_info({table})").fetchall()
            if row["name"] != "id"
        ]
        listed = ", ".join(columns)
        with pytest.raises(IntegrityError, match="UNIQUE"):
            database.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table}")


def test_what_others_point_to_is_not_removed(database: Database) -> None:
    for table in ("patients", "courses"):
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            database.execute(f"DELETE FROM {table}")


def test_parts_of_a_session_go_with_it(database: Database) -> None:
    database.execute("DELETE FROM sessions")

    for table in ("scores", "due_scores", "side_effects"):
        assert database.execute(f"SELECT count(*) AS n FROM {table}").fetchone()["n"] == 0


def test_a_review_stays_when_its_session_goes(database: Database) -> None:
    database.execute("DELETE FROM sessions")

    row = database.execute("SELECT session_id, changes FROM reviews").fetchone()
    assert (row["session_id"], row["changes"]) == (None, "leg points")


def test_an_entry_between_visits_is_never_signed(database: Database) -> None:
    database.execute("UPDATE sessions SET kind = 'between'")
    with pytest.raises(IntegrityError):
        database.execute("UPDATE sessions SET state = 'signed'")


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("patients", "sex", Sex),
        ("courses", "side", Side),
        ("sessions", "kind", SessionKind),
        ("scores", "moment", Moment),
        ("side_effects", "kind", SideEffectKind),
        ("side_effects", "severity", Severity),
        ("practice", "paper", Paper),
        ("practice", "baseline_rule", BaselineRule),
        ("reviews", "decision", Decision),
    ],
)
def test_every_word_of_the_domain_can_be_kept(
    database: Database, table: str, column: str, values: Any
) -> None:
    for value in values:
        database.execute(f"UPDATE {table} SET {column} = ?", [value.value])


def test_every_outcome_and_state_can_be_kept(database: Database) -> None:
    for outcome in Outcome:
        database.execute("UPDATE courses SET closed = '2026-04-01', outcome = ?", [outcome.value])
    for state in SessionState:
        database.execute("UPDATE sessions SET state = ?", [state.value])


def test_every_shipped_measure_can_be_kept_at_both_ends(
    practice: Services, clock: FixedClock
) -> None:
    added = practice.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(patient_id=0, condition="Sciatica", opened=clock.today),
    )
    session = practice.sessions.start_session(added.course_id).session_id

    def keep(measure: Measure, value: str, scale: str) -> None:
        key = measure.keys()[0]
        practice.sessions.record_score(
            session, measure.code, value, moment=key.moment, item=key.item, scale=scale
        )
        score = practice.sessions.session(session).score(key)
        assert score is not None
        assert (score.given, score.scale) == (value, scale)

    for measure in practice.measures.list_measures():
        for scale in measure.scales:
            keep(measure, str(scale.lowest), scale.code)
            keep(measure, str(scale.highest), scale.code)


def test_every_table_is_strict(database: Database) -> None:
    rows = database.execute("PRAGMA table_list").fetchall()
    ours = [row for row in rows if not row["name"].startswith(("sqlite_", "_sqlite_"))]

    assert {"patients", "courses", "sessions", "scores", "audit"} <= {row["name"] for row in ours}
    assert all(row["strict"] for row in ours)


def test_a_second_start_applies_nothing(practice_dir: Path) -> None:
    with open_practice(practice_dir) as services:
        first = [one.applied_at for one in migrations.applied(database_of(services))]
    with open_practice(practice_dir) as services:
        assert [one.applied_at for one in migrations.applied(database_of(services))] == first
        assert {one.name for one in migrations.applied(database_of(services))} == known_names()
        assert not migrations.pending(database_of(services))


def test_a_newer_practice_is_refused_and_left_as_it_is(practice_dir: Path) -> None:
    with open_practice(practice_dir) as services:
        database_of(services).table("_sqlite_migrations").insert(
            {"migration_set": "acudesk", "name": "m999_from_the_future", "applied_at": "2030"}
        )
    before = snapshot(practice_dir)

    with pytest.raises(StorageError, match="newer AcuDesk"), open_practice(practice_dir):
        pass
    assert snapshot(practice_dir) == before
    assert data_file(practice_dir).exists()
