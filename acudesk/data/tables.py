"""The tables themselves, whatever they mean: read row by row, and filled anew.

For what leaves the practice as a whole and comes back as a whole; everything else goes through
the repositories.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from acudesk.data.engine import Database, DriverError
from acudesk.data.faults import storage_error
from acudesk.data.migrations import known_names, migrations
from acudesk.data.plain_copy import write_plain_copy
from acudesk.domain.errors import DomainError
from acudesk.domain.table import Column, Kind, Row, Table
from acudesk.translation import tr

DERIVED = ("search_terms",)
"""Tables that are made of others: they are never read back but made again."""
_NOT_OURS = ("sqlite_", "_sqlite_")
_KINDS = {"TEXT": Kind.TEXT, "INTEGER": Kind.INTEGER, "REAL": Kind.NUMBER, "BLOB": Kind.BYTES}

_SCORES = """
    SELECT p.chart_number, p.display_name, p.birth_date, c.condition, s.took_place, s.kind,
        asked.measure, asked.item, asked.moment, m.value, m.scale, s.in_error
    FROM (
        SELECT session_id, measure, moment, item FROM scores
        UNION SELECT session_id, measure, moment, item FROM due_scores
    ) AS asked
    LEFT JOIN scores AS m USING (session_id, measure, moment, item)
    JOIN sessions AS s ON s.id = asked.session_id
    JOIN courses AS c ON c.id = s.course_id
    JOIN patients AS p ON p.id = c.patient_id
    ORDER BY p.chart_number, s.took_place, s.id, asked.measure, asked.item, asked.moment DESC
"""


class Tables:
    """All tables of the practice but the engine's own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Table, ...]:
        """The tables by name."""
        rows = self._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = sorted(row["name"] for row in rows.fetchall())
        return tuple(self._table(name) for name in names if not name.startswith(_NOT_OURS))

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {
            table.name: int(
                self._database.execute(f"SELECT count(*) AS n FROM {table.name}").fetchone()["n"]
            )
            for table in self.all()
        }

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table in the order of its key, one at a time."""
        names = ", ".join(column.name for column in table.columns)
        keys = ", ".join(self._keys(table.name))
        cursor = self._database.execute(f"SELECT {names} FROM {table.name} ORDER BY {keys}")
        return map(tuple, cursor)

    def patients(self) -> tuple[tuple[int, str, str], ...]:
        """Key, uid and chart number of every record of a patient, merged ones too."""
        rows = self._database.execute("SELECT id, uid, chart_number FROM patients ORDER BY id")
        return tuple(tuple(row) for row in rows.fetchall())

    def scores(self) -> Iterator[Row]:
        """Each score with whose it is, and each that was due and has none: chart number, name,
        birth date, condition, day, kind of entry, measure, item, moment, value, scale, whether it
        was entered in error."""
        return map(tuple, self._database.execute(_SCORES))

    def schema(self) -> tuple[str, ...]:
        """The names of the steps that made the schema, in order."""
        return tuple(sorted(one.name for one in migrations.applied(self._database)))

    def copy_to(self, file: Path) -> None:
        """Write a plain copy of everything, not encrypted; see `write_plain_copy`."""
        write_plain_copy(self._database, file)

    @contextmanager
    def replaced(self) -> Iterator[None]:
        """Inside a transaction: empty every table, and let the block fill them in any order.

        What guards the rows of a signed session steps aside for the block and is back after it.
        Raises DomainError where rows refer to others that are not there.
        """
        guards = self._database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        ).fetchall()
        self._database.execute("PRAGMA defer_foreign_keys = ON")
        for guard in guards:
            self._database.execute(f"DROP TRIGGER {guard['name']}")
        for table in self.all():
            self._database.execute(f"DELETE FROM {table.name}")
        yield
        for guard in guards:
            self._database.execute(guard["sql"])
        broken = self._database.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise DomainError(
                tr(
                    "A row of {table} belongs to a row of {other} that is not there.",
                    table=broken["table"],
                    other=broken["parent"],
                )
            )

    def add(self, table: Table, rows: Iterable[Row]) -> int:
        """Add rows to a table inside `replaced`; returns how many.

        Raises DomainError, with the number of the row, for one that breaks a rule of the schema.
        """
        names = ", ".join(column.name for column in table.columns)
        marks = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
        number = 0
        for row in rows:
            number += 1
            try:
                self._database.execute(statement, row)
            except (DriverError, OverflowError, UnicodeError) as error:
                known = storage_error(error) if isinstance(error, DriverError) else None
                raise known or _refused(table, number) from None
        return number

    def _table(self, name: str) -> Table:
        return Table(
            name=name,
            columns=tuple(
                Column(
                    name=row["name"],
                    kind=_KINDS[row["type"]],
                    may_be_missing=not row["notnull"] and not row["pk"],
                )
                for row in self._database.execute(f"PRAGMA table_info({name})").fetchall()
            ),
        )

    def _keys(self, name: str) -> list[str]:
        rows = self._database.execute(f"PRAGMA table_info({name})").fetchall()
        keyed = sorted((row["pk"], row["name"]) for row in rows if row["pk"])
        return [key for _, key in keyed]


def schema_here() -> frozenset[str]:
    """The steps of the schema that this AcuDesk knows."""
    return known_names()


def _refused(table: Table, number: int) -> DomainError:
    return DomainError(
        tr("Row {number} of {table} breaks a rule of the record.", number=number, table=table.name)
    )
