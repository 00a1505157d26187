"""A score kept durably, beside the same statements in Python's own sqlite3 on the same disk."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from acudesk.bootstrap import open_practice
from acudesk.data.database import PRAGMAS, close_database, open_database
from acudesk.data.vault import open_vault
from tests.benchmarks.measuring import compare, seconds
from tests.benchmarks.practices import draft_of

PROMISED = 2.0
ROUNDS = 151
MEASURE = "pain_7d"


class Bare:
    """The practice's tables, unencrypted, and the statements that keep a score in them."""

    def __init__(self, file: Path, practice: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        vault = open_vault(practice)
        source = open_database(vault.database, vault.key_hex)
        for row in source.execute(
            "SELECT sql, name, type FROM sqlite_master"
            " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY type = 'index'"
        ).fetchall():
            self._connection.execute(row["sql"])
            if row["type"] == "table":
                rows = [tuple(one) for one in source.execute(f"SELECT * FROM {row['name']}")]
                self._connection.execute("BEGIN")
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    self._connection.executemany(
                        f"INSERT INTO {row['name']} VALUES ({marks})", rows
                    )
                self._connection.execute("COMMIT")
        close_database(source)
        for name, value in PRAGMAS:
            # Older SQLite, as Python may bring it, holds json_valid() unsafe in a schema.
            if name not in ("cipher_compatibility", "trusted_schema"):
                self._connection.execute(f"PRAGMA {name} = {value}").fetchall()

    def keep(self, session_id: int, given: str) -> None:
        """Read what the change depends on, keep the score, note the change: one transaction."""
        run = self._connection.execute
        run("BEGIN")
        uid, state = run("SELECT uid, state FROM sessions WHERE id = ?", [session_id]).fetchone()
        assert state == "draft"
        before = run(
            "SELECT given, scale FROM scores"
            " WHERE session_id = ? AND measure = ? AND moment = 'once' AND item = ''",
            [session_id, MEASURE],
        ).fetchone()
        run(
            "INSERT OR REPLACE INTO scores"
            " (session_id, measure, moment, item, value, given, scale)"
            " VALUES (?, ?, 'once', '', ?, ?, 'nrs11')",
            [session_id, MEASURE, float(given), given],
        )
        (who,) = run("SELECT practitioner FROM practice WHERE id = 1").fetchone()
        run(
            "INSERT INTO audit (at, who, action, subject, subject_uid, before, after)"
            " VALUES (?, ?, 'score', 'session', ?, ?, ?)",
            [
                datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                who,
                uid,
                json.dumps({"measure": MEASURE, "given": before and before[0]}),
                json.dumps({"measure": MEASURE, "given": given}),
            ],
        )
        run("COMMIT")

    def kept(self, session_id: int) -> str:
        """The score as it is stored."""
        (given,) = self._connection.execute(
            "SELECT given FROM scores WHERE session_id = ? AND measure = ?", [session_id, MEASURE]
        ).fetchone()
        assert isinstance(given, str)
        return given

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@pytest.fixture
def bare(demo: Path, tmp_path: Path) -> Iterator[Bare]:
    made = Bare(tmp_path / "bare.db", demo)
    yield made
    made.close()


def test_keeping_a_score(benchmark: BenchmarkFixture, bare: Bare, demo: Path) -> None:
    # Another score each time: the same again would be no write.
    ours_given, bare_given = (cycle(str(n) for n in range(1, 10)) for _ in range(2))
    with open_practice(demo) as services:
        session = services.sessions.session(draft_of(services))
        notes = sum(1 for _ in services.work._database.execute("SELECT id FROM audit"))

        def keep() -> float:
            given = next(ours_given)
            return seconds(lambda: services.sessions.record_score(session.id, MEASURE, given))

        def keep_bare() -> float:
            given = next(bare_given)
            return seconds(lambda: bare.keep(session.id, given))

        row = compare(
            benchmark,
            "a score kept durably",
            keep,
            keep_bare,
            bare_what="the same statements in sqlite3, unencrypted",
            rounds=ROUNDS,
            promised=PROMISED,
        )
    last = str(ROUNDS % 9 + 1)
    with open_practice(demo) as services:
        scores = services.sessions.session(session.id).scores
        assert [one.given for one in scores if one.key.measure == MEASURE] == [last]
        written = sum(1 for _ in services.work._database.execute("SELECT id FROM audit"))
        assert written - notes in (ROUNDS, ROUNDS + 1)  # the first may be what stood there
    assert bare.kept(session.id) == last
    assert row.is_met, row
