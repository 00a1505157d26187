"""A signed session stays as it was signed, whatever a program asks the database for."""

from collections.abc import Iterator

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.data.engine import Database, IntegrityError
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import full, noted

PARTS = (
    "scores",
    "due_scores",
    "side_effects",
    "follow_ups",
    "needled_points",
    "treatments",
    "body_marks",
    "overrides",
    "questionnaire_answers",
)
AFTERWARDS = ("signatures", "addenda", "error_marks")
POINT_AT = {"planned_visits", "reviews", "screenings"}
"""They point at a session, and are no part of it."""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, int, int]]:
    """A practice, a signed session with everything in it, and a draft with everything."""
    with open_practice(tmp_path_factory.mktemp("sealed"), clock=FixedClock()) as services:
        signed = full(services)
        services.signing.sign_session(signed)
        services.signing.add_addendum(signed, reason="side", text="right")
        services.signing.mark_entered_in_error(signed, "was Bob")
        yield services, signed, full(services)


@pytest.fixture
def database(sealed: tuple[Services, int, int]) -> Iterator[Database]:
    """Its connection; what a test does is taken back."""
    services, signed, _ = sealed
    database = database_of(services)
    database.begin()
    yield database
    database.rollback()
    assert services.signing.is_untouched(signed)


def columns(database: Database, table: str) -> list[str]:
    return [row["name"] for row in database.execute(f"PRAGMA table_info({table})").fetchall()]


def refused(database: Database, statement: str) -> None:
    with pytest.raises(IntegrityError, match="sealed"):
        database.execute(statement)


def test_every_table_of_a_session_is_known_here(database: Database) -> None:
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    of_sessions = {
        row["name"]
        for row in tables
        for key in database.execute(f"PRAGMA foreign_key_list({row['name']})").fetchall()
        if key["table"] == "sessions"
    }
    assert of_sessions == {*PARTS, *AFTERWARDS, *POINT_AT}


@pytest.mark.parametrize("table", PARTS)
def test_no_part_of_it_is_changed_added_or_taken_away(
    sealed: tuple[Services, int, int], database: Database, table: str
) -> None:
    _, signed, draft = sealed
    here = f"WHERE session_id = {signed}"
    count = database.execute(f"SELECT count(*) AS n FROM {table} {here}").fetchone()["n"]
    assert count
    names = columns(database, table)
    listed = ", ".join(names)
    for name in names:
        refused(database, f"UPDATE {table} SET {name} = {name} {here}")
        refused(database, f"UPDATE OR IGNORE {table} SET {name} = {name} {here}")
    refused(database, f"DELETE FROM {table} {here}")
    refused(database, f"DELETE FROM {table}")
    for verb in ("INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE", "REPLACE"):
        refused(database, f"{verb} INTO {table} ({listed}) SELECT {listed} FROM {table} {here}")
    # Nor does a row of a draft move to it, nor one of its own to a draft.
    refused(database, f"UPDATE {table} SET session_id = {signed} WHERE session_id = {draft}")
    refused(database, f"UPDATE {table} SET session_id = {draft} {here}")
    kept = database.execute(f"SELECT count(*) AS n FROM {table} {here}").fetchone()["n"]
    assert kept == count


@pytest.mark.parametrize("table", PARTS)
def test_a_draft_can_be_changed(
    sealed: tuple[Services, int, int], database: Database, table: str
) -> None:
    _, _, draft = sealed
    here = f"WHERE session_id = {draft}"
    database.execute(f"UPDATE {table} SET session_id = session_id {here}")
    assert database.execute("SELECT changes() AS n").fetchone()["n"] >= 1
    database.execute(f"DELETE FROM {table} {here}")
    assert database.execute("SELECT changes() AS n").fetchone()["n"] >= 1


CHANGES = {
    "id": "id + 1000",
    "uid": f"'{'f' * 32}'",
    "course_id": "course_id + 1",
    "kind": "'between'",
    "took_place": "'2026-03-01'",
    "at": "'09:31'",
    "utc_offset": "utc_offset + 1",
    "entered_at": "'2026-03-02T08:30:00.000001Z'",
    "minutes": "NULL",
    "side_effects_asked": "0",
    "since_asked": "0",
    "notes": "notes || '.'",
    "state": "'draft'",
    "import_ordinal": "1",
    "in_error": "0",
}


@pytest.mark.parametrize("column", CHANGES)
def test_no_column_of_it_is_changed(
    sealed: tuple[Services, int, int], database: Database, column: str
) -> None:
    assert set(columns(database, "sessions")) == CHANGES.keys()
    _, signed, _ = sealed
    for verb in ("UPDATE", "UPDATE OR IGNORE", "UPDATE OR REPLACE"):
        refused(database, f"{verb} sessions SET {column} = {CHANGES[column]} WHERE id = {signed}")


def test_it_is_not_taken_away_or_replaced(
    sealed: tuple[Services, int, int], database: Database
) -> None:
    _, signed, _ = sealed
    refused(database, f"DELETE FROM sessions WHERE id = {signed}")
    refused(database, "DELETE FROM sessions")
    listed = ", ".join(columns(database, "sessions"))
    refused(
        database,
        f"REPLACE INTO sessions ({listed}) SELECT {listed} FROM sessions WHERE id = {signed}",
    )


@pytest.mark.parametrize("table", AFTERWARDS)
def test_what_came_after_is_added_and_never_changed(
    sealed: tuple[Services, int, int], database: Database, table: str
) -> None:
    assert database.execute(f"SELECT count(*) AS n FROM {table}").fetchone()["n"]
    names = columns(database, table)
    listed = ", ".join(names)
    for name in names:
        refused(database, f"UPDATE {table} SET {name} = {name}")
    refused(database, f"DELETE FROM {table}")
    refused(database, f"REPLACE INTO {table} ({listed}) SELECT {listed} FROM {table}")


def test_the_key_of_the_seals_stays(database: Database) -> None:
    refused(database, "UPDATE seal_key SET key = randomblob(32)")
    refused(database, "DELETE FROM seal_key")
    refused(database, "REPLACE INTO seal_key (id, key) VALUES (1, randomblob(32))")


def test_what_points_at_it_may_change(
    sealed: tuple[Services, int, int], database: Database
) -> None:
    _, signed, _ = sealed
    database.execute("UPDATE courses SET goal = 'x', patient_id = patient_id")
    database.execute("UPDATE screenings SET session_id = NULL WHERE session_id = ?", [signed])
    assert database.execute("SELECT changes() AS n").fetchone()["n"] == 1


def test_a_session_is_entered_in_error_once(practice: Services) -> None:
    session = noted(practice)
    practice.signing.sign_session(session)
    database = database_of(practice)
    database.execute("UPDATE sessions SET in_error = 1 WHERE id = ?", [session])
    with pytest.raises(IntegrityError, match="sealed"):
        database.execute("UPDATE sessions SET in_error = 0 WHERE id = ?", [session])
    database.rollback()
    draft = noted(practice)
    with pytest.raises(IntegrityError, match="CHECK"):
        database.execute("UPDATE sessions SET in_error = 1 WHERE id = ?", [draft])
    database.rollback()
