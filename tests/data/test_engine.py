"""sqlite-utils on sqlcipher3: the hook without which acknowledged rows get lost."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from acudesk.bootstrap import open_practice
from acudesk.data import engine
from tests.data.support import database_of


def run(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )


def test_sqlite_utils_knows_the_exceptions_of_the_engine() -> None:
    from sqlite_utils import utils

    assert utils.OperationalError is dbapi2.OperationalError
    assert engine.Database.__module__.startswith("sqlite_utils")


@pytest.mark.parametrize(
    "first",
    ["", "import numpy", "import matplotlib.figure", "import sqlite3", "import sqlcipher3"],
)
def test_the_engine_may_be_imported_after_anything_but_sqlite_utils(first: str) -> None:
    child = run(
        f"{first}\n"
        "import acudesk.data.engine as engine\n"
        "from sqlite_utils import utils\n"
        "assert utils.OperationalError is engine.OperationalError\n"
        "import numpy\n"
        "assert numpy.zeros(2).sum() == 0\n"
    )
    assert child.returncode == 0, child.stderr


def test_the_engine_refuses_to_come_too_late() -> None:
    child = run("import sqlite_utils\nimport acudesk.data.engine")

    assert child.returncode == 1
    assert "sqlite_utils was imported before" in child.stderr


def test_opening_a_practice_imports_neither_numpy_nor_another_engine() -> None:
    child = run(
        "import sys, acudesk.bootstrap\n"
        "assert not {'numpy', 'sqlite3', '_sqlite3'} & set(sys.modules)\n"
    )

    assert child.returncode == 0, child.stderr


def test_rows_added_after_a_failed_returning_are_kept(practice_dir: Path) -> None:
    """Without the hook the failed query leaves a savepoint open, and the second row is lost."""
    insert = "INSERT INTO conditions (name, position) VALUES (?, ?) RETURNING name"
    with open_practice(practice_dir) as services:
        database = database_of(services)
        assert list(database.query(insert, ["one", 101])) == [{"name": "one"}]
        with pytest.raises(engine.IntegrityError):
            list(database.query(insert, ["one", 101]))
        assert not database.conn.in_transaction
        database.table("conditions").insert({"name": "two", "position": 102})

    with open_practice(practice_dir) as services:
        assert services.practice.conditions()[-2:] == ("one", "two")
