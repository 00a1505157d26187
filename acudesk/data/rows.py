"""What every repository does with a row."""

from typing import Any

from acudesk.data.engine import Database


def added_key(database: Database, table: str, row: dict[str, Any]) -> int:
    """Add a row to a table with an integer key; returns that key."""
    key = database.table(table).insert(row).last_pk
    assert isinstance(key, int)
    return key
