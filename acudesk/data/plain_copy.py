"""A plain copy of the practice: the same tables without encryption, for other programs.

It is the moment from which everything that leaves is made, so that whoever keeps working in the
practice changes nothing of it. It is read by the same engine, on the thread that opens it.
"""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from acudesk.data.database import PLAIN_HEADER, plain_connection
from acudesk.data.engine import Database, DriverError
from acudesk.domain.errors import DomainError, StorageError
from acudesk.translation import tr

_LOGGED = "SELECT * FROM audit WHERE action <> 'export' ORDER BY id"


def write_plain_copy(database: Database, file: Path) -> None:
    """Write everything into a new plain file, outside of any transaction.

    It holds the practice's thread for 0.6 s at 30,000 sessions (87 MB). Raises DomainError where
    the file cannot be written; it and its journal may then be there in part. The practice itself
    stays as it is.
    """
    try:
        database.execute("ATTACH DATABASE ? AS plain KEY ''", [str(file)])
        try:
            # It has a journal although nobody wants half a copy: without one, a full disk leaves
            # the whole connection unusable, the practice with it.
            database.execute("SELECT sqlcipher_export('plain')").fetchall()
        finally:
            database.execute("DETACH DATABASE plain")
    except (StorageError, DriverError):
        raise DomainError(
            tr(
                "The copy of the practice could not be written to {folder}: the disk is full, or "
                "the folder may not be written to. Nothing was changed in the practice.",
                folder=file.parent,
            )
        ) from None


def open_plain_copy(file: Path) -> Database:
    """Open a plain copy to be read, never written, by the thread that calls; raises StorageError
    where it is none."""
    try:
        with file.open("rb") as stream:
            header = stream.read(len(PLAIN_HEADER))
    except OSError:
        header = b""
    if header != PLAIN_HEADER:
        raise _no_copy(file)
    try:
        return plain_connection(file)
    except (DriverError, StorageError):
        raise _no_copy(file) from None


def is_same_record(one: Path, other: Path) -> bool:
    """Whether two plain copies hold the same, but for what the log says of exports."""
    opened: list[Database] = []
    try:
        for file in (one, other):
            opened.append(open_plain_copy(file))
        first, second = (_everything(database) for database in opened)
        return all(a == b for a, b in zip_longest(first, second))
    except (DriverError, StorageError):
        return False
    finally:
        for database in opened:
            database.close()


def _everything(database: Database) -> Iterator[tuple[object, ...]]:
    tables = database.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    yield from map(tuple, tables)
    for (name,) in database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name"
    ).fetchall():
        rows = database.execute(_LOGGED if name == "audit" else f"SELECT * FROM {name}")
        yield from map(tuple, rows)


def _no_copy(file: Path) -> StorageError:
    return StorageError(
        tr("{file} is not the plain copy that an export of AcuDesk makes.", file=file.name)
    )
