"""A practice from before reviews gets them, loses nothing, and is asked for those that are due."""

from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import open_practice
from acudesk.data.database import _Connection, _prepared
from acudesk.data.engine import OperationalError, connect
from acudesk.data.migrations import known_names, migrations
from acudesk.data.vault import create_vault
from acudesk.domain.practice import NO_GAIN_VISITS
from acudesk.domain.review import Decision
from tests.clock import FixedClock
from tests.data.support import data_file, database_of, key_of
from tests.data.test_schema_of_the_visit import ROWS, everything, schema


def older(folder: Path, *, then: str = "") -> dict[str, list[dict[str, Any]]]:
    """Make a practice of the third step of the schema; returns every row of it by table."""
    found: dict[str, list[dict[str, Any]]] = {}

    def build(file: Path, key: str) -> None:
        database = _prepared(connect(str(file), factory=_Connection), key)
        migrations.apply(database, stop_before="m004_reviews")
        with database.atomic():
            for table, row in ROWS:
                marks = ", ".join("?" * len(row))
                database.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values())
                )
            database.execute("UPDATE practice SET style = 'TCM', review_sessions = '[2, 5]'")
            if then:
                database.execute(then)
        found.update(everything(database))
        database.close()

    create_vault(folder, build)
    return found


def test_a_practice_from_before_reviews_loses_nothing(
    practice_dir: Path, clock: FixedClock
) -> None:
    before = older(practice_dir)
    assert "reviews" not in before
    with open_practice(practice_dir, clock=clock) as services:
        database = database_of(services)
        after = everything(database)
        for table, rows in before.items():
            if table == "_sqlite_migrations":
                continue
            assert len(after[table]) == len(rows)
            for row in rows:
                assert any(row.items() <= one.items() for one in after[table]), f"{table}: {row}"
        assert after["reviews"] == []
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert {one.name for one in migrations.applied(database)} == known_names()
        taken = schema(database)
    with open_practice(practice_dir.parent / "new", clock=clock) as services:
        assert schema(database_of(services)) == taken


def test_its_courses_are_reviewed_from_then_on(practice_dir: Path, clock: FixedClock) -> None:
    older(practice_dir)
    with open_practice(practice_dir, clock=clock) as services:
        practice = services.practice.practice()
        assert (practice.no_gain_visits, practice.style) == (NO_GAIN_VISITS, "TCM")
        course = services.sessions.session(11).course_id
        visits = len([one for one in services.courses.course_view(course).sessions if one.number])
        assert visits == 2
        due = services.courses.course_view(course).review_due
        assert due is not None
        assert due.number == 2

        services.reviews.adjust_course(course, changes="leg points", more=4)
    with open_practice(practice_dir, clock=clock) as services:
        (kept,) = services.reviews.reviews_of(course)
        assert (kept.decision, kept.changes, kept.number) == (Decision.ADJUST, "leg points", 2)
        assert services.courses.course(course).planned_sessions == 6
        assert services.courses.course_view(course).review_due is None


def test_a_step_that_fails_leaves_the_practice_as_it_was(
    practice_dir: Path, clock: FixedClock
) -> None:
    # The step stumbles at its end, over an index of that name.
    before = older(practice_dir, then="CREATE INDEX reviews_by_session ON audit (at)")
    with pytest.raises(OperationalError), open_practice(practice_dir, clock=clock):
        pass
    database = _prepared(
        connect(str(data_file(practice_dir)), factory=_Connection), key_of(practice_dir)
    )
    assert everything(database) == before
    assert "no_gain_visits" not in before["practice"][0]
    database.close()
