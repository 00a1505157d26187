"""What every repository does with a row."""

from collections.abc import Iterable
from typing import Any

from acudesk.data.engine import Database
from acudesk.domain.errors import BugError


def added_key(database: Database, table: str, row: dict[str, Any]) -> int:
    """Add a row to a table with an integer key; returns that key."""
    key = database.table(table).insert(row).last_pk
    assert isinstance(key, int)
    return key


def write_many(database: Database, statement: str, rows: Iterable[Any]) -> None:
    """Run one statement for many rows inside the running transaction.

    Outside of one nothing would commit it, and later rows would be lost with it: BugError then.
    """
    if not database.conn.in_transaction:
        raise BugError("rows in bundles are written inside a transaction")
    database.conn.cursor().executemany(statement, rows)
