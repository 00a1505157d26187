"""Opens the encrypted database file, checks that it is what it should be, and closes it.

The order of the steps and every pragma was measured: with TRUNCATE, FULL and EXCLUSIVE on one
connection no acknowledged commit was lost in a killed process or a simulated power cut.
"""

import re
from pathlib import Path
from typing import Any

from acudesk.data.engine import Connection, Cursor, Database, DriverError, Row, connect, error_name
from acudesk.data.faults import damaged_error, storage_error
from acudesk.data.migrations import known_names, migrations
from acudesk.domain.errors import StorageError
from acudesk.translation import tr

PLAIN_HEADER = b"SQLite format 3\x00"
BUSY_MILLISECONDS = 2_000
PRAGMAS = (
    ("cipher_compatibility", "4"),
    ("locking_mode", "EXCLUSIVE"),
    ("journal_mode", "TRUNCATE"),
    ("synchronous", "FULL"),
    ("fullfsync", "ON"),
    ("foreign_keys", "ON"),
    ("recursive_triggers", "ON"),
    ("trusted_schema", "OFF"),
    ("cell_size_check", "ON"),
    ("temp_store", "MEMORY"),
    ("mmap_size", "0"),
    ("busy_timeout", str(BUSY_MILLISECONDS)),
)
PLAIN_PRAGMAS = (
    ("query_only", "ON"),
    ("trusted_schema", "OFF"),
    ("cell_size_check", "ON"),
    ("temp_store", "MEMORY"),
    ("mmap_size", "0"),
)
_OPEN: dict[Path, Database | None] = {}
"""The files that this process holds open, or is opening. On POSIX, closing any other handle on
such a file drops SQLite's lock, so it must not be looked at again."""
_HEX_KEY = re.compile(r"[0-9a-f]{64}")


class _Cursor(Cursor):  # type: ignore[misc]
    """A cursor whose errors of the disk are StorageErrors: reading meets them as writing does."""

    def execute(self, *arguments: Any) -> Any:
        """Run one statement."""
        try:
            return super().execute(*arguments)
        except DriverError as error:
            raise _translated(error) from None

    def fetchone(self) -> Any:
        """The next row, or None."""
        try:
            return super().fetchone()
        except DriverError as error:
            raise _translated(error) from None

    def fetchall(self) -> Any:
        """The rows that are left."""
        try:
            return super().fetchall()
        except DriverError as error:
            raise _translated(error) from None

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except DriverError as error:
            raise _translated(error) from None


def _translated(error: Exception) -> Exception:
    # Once a practice is open, "busy" is only ever the connection's own statement, which
    # sqlite-utils expects and handles (INSERT ... RETURNING).
    if getattr(error, error_name, "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return error
    return storage_error(error) or error


class _Connection(Connection):  # type: ignore[misc]
    """A connection with such cursors."""

    def cursor(self, factory: type[Cursor] = _Cursor) -> Any:
        """A cursor that knows the errors of the disk."""
        return super().cursor(factory)


def open_database(file: Path, key_hex: str, *, create: bool = False) -> Database:
    """Open the practice's database and bring its schema up to date.

    `key_hex` is the data key, 64 hexadecimal digits: anything shorter would be taken for a
    passphrase. Raises StorageError where the file is missing, in use, damaged, not encrypted,
    or made by a newer AcuDesk; then nothing was changed.
    """
    if not _HEX_KEY.fullmatch(key_hex):
        raise StorageError(tr("The key of this practice is damaged. Restore a backup."))
    place = file.resolve()
    if place in _OPEN:
        raise StorageError(tr("This practice is already open in this program."))
    _OPEN[place] = None
    try:
        _check_file(file, create=create)
        database = _connected(file, key_hex, create=create)
    except BaseException:
        del _OPEN[place]
        raise
    _OPEN[place] = database
    return database


def plain_connection(file: Path) -> Database:
    """A connection to a plain file that only reads; the file must not change meanwhile."""
    connection = connect(
        f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, factory=_Connection
    )
    try:
        for name, value in PLAIN_PRAGMAS:
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    connection.row_factory = Row
    return Database(connection, execute_plugins=False)


def close_database(database: Database) -> None:
    """Close the connection; a transaction still open is rolled back. Closing twice is no harm."""
    try:
        database.close()
    finally:
        for place in [place for place, held in _OPEN.items() if held is database]:
            del _OPEN[place]


def _check_file(file: Path, *, create: bool) -> None:
    """Look at the file before any connection lives: opening it later would drop its lock."""
    if not file.exists():
        if create:
            return
        raise StorageError(
            tr(
                "The practice's file is missing from {folder}. "
                "Bring the folder back or restore a backup.",
                folder=file.parent,
            )
        )
    with file.open("rb") as stream:
        header = stream.read(len(PLAIN_HEADER))
    if header == PLAIN_HEADER:
        raise StorageError(
            tr("This file is not encrypted, so it is not a practice of AcuDesk. It was not opened.")
        )
    if len(header) < len(PLAIN_HEADER):  # The engine takes 0 or 1 bytes for a new database.
        raise damaged_error()


def _connected(file: Path, key_hex: str, *, create: bool) -> Database:
    # The thread that opens owns the connection; sqlcipher3 refuses use from any other.
    connection = connect(str(file), timeout=BUSY_MILLISECONDS / 1000, factory=_Connection)
    try:
        database = _prepared(connection, key_hex)
        _check_pages(database)
        _migrate(database, create=create)
    except DriverError as error:
        connection.close()
        raise storage_error(error) or error from None
    except BaseException:
        connection.close()
        raise
    return database


def _prepared(connection: Connection, key_hex: str) -> Database:
    connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
    connection.set_key(f"x'{key_hex}'")
    version = connection.execute("PRAGMA cipher_version").fetchone()
    if not version or not version[0]:
        raise StorageError(tr("The encryption of AcuDesk is missing. Please install it again."))
    for name, value in PRAGMAS:
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.execute("COMMIT")
    connection.row_factory = Row
    return Database(connection, execute_plugins=False)


def _check_pages(database: Database) -> None:
    """Check the seal of every page and the order of the tables: 0.3 s for 68 MB."""
    broken = database.execute("PRAGMA cipher_integrity_check").fetchall()
    if broken or database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise damaged_error()


def _migrate(database: Database, *, create: bool) -> None:
    applied = {migration.name for migration in migrations.applied(database)}
    if not applied and not create:
        raise damaged_error()  # Some other database: it must not be made into a practice.
    if applied - known_names():
        raise StorageError(
            tr(
                "This practice was made by a newer AcuDesk. "
                "Please update AcuDesk; nothing was changed."
            )
        )
    if applied == known_names():
        return
    # A migration inside a transaction cannot rebuild a parent table while foreign keys are on.
    database.execute("PRAGMA foreign_keys = OFF")
    migrations.apply(database)
    broken = database.execute("PRAGMA foreign_key_check").fetchall()
    database.execute("PRAGMA foreign_keys = ON")
    if broken:
        raise damaged_error()
