"""Imports that were carried out, what it takes to undo them, and mappings of columns."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.errors import NotFoundError
from acudesk.domain.import_matching import Known
from acudesk.domain.import_outcome import ImportRecord
from acudesk.translation import tr


@dataclass(slots=True, kw_only=True)
class ImportSteps:
    """What an import did, so that it can be taken back. Everything is named by its uid: a key
    can be given again.

    `scores` and `due` were added to sessions that were there before: `(session, measure, moment,
    item)`. `spans` are courses that were there before: `(course, opened and closed before,
    opened and closed after)`. `audited` are the first and the last key of its audit rows.
    """

    patients: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    scores: list[list[str]] = field(default_factory=list)
    due: list[list[str]] = field(default_factory=list)
    spans: list[list[str | None]] = field(default_factory=list)
    audited: list[int] = field(default_factory=lambda: [0, 0])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done."""
        return not any(
            (self.patients, self.courses, self.sessions, self.scores, self.due, self.spans)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingRow:
    """A remembered mapping as it is kept."""

    name: str
    kind: str
    headers: tuple[str, ...]
    mapping: str


class Imports:
    """The repository of imports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        *,
        uid: str,
        now: datetime,
        source: str,
        kind: str,
        counts: dict[str, int],
        steps: ImportSteps,
    ) -> int:
        """Keep an import that is being carried out; returns its key."""
        who = self._database.execute("SELECT practitioner FROM practice WHERE id = 1").fetchone()
        return added_key(
            self._database,
            "imports",
            {
                "uid": uid,
                "imported_at": utc_text(now),
                "who": who["practitioner"],
                "source": source[:500],
                "kind": kind,
                "counts": json.dumps(counts, sort_keys=True),
                "steps": json.dumps(asdict(steps)),
            },
        )

    def get(self, key: int) -> tuple[ImportRecord, ImportSteps]:
        """One import and what it did; raises NotFoundError."""
        row = self._database.execute("SELECT * FROM imports WHERE id = ?", [key]).fetchone()
        if row is None:
            raise NotFoundError(tr("This import is not in the practice."))
        table = json.loads(row["steps"])
        table.pop("undone", None)
        return _record(row), ImportSteps(**table)

    def all(self) -> tuple[ImportRecord, ...]:
        """Every import, the newest first."""
        rows = self._database.execute(
            "SELECT id, uid, imported_at, who, source, kind, counts, undone_at FROM imports"
            " ORDER BY id DESC"
        )
        return tuple(_record(row) for row in rows.fetchall())

    def mark_undone(self, key: int, now: datetime, audited: tuple[int, int]) -> None:
        """Note that an import was taken back, and by which audit rows."""
        self._database.execute(
            "UPDATE imports SET undone_at = ?, steps = json_set(steps, '$.undone', json(?))"
            " WHERE id = ?",
            [utc_text(now), json.dumps(audited), key],
        )

    def undone_spans(self) -> list[tuple[int, int]]:
        """The audit rows of imports that were taken back, and of taking them back: as if they had
        never been."""
        rows = self._database.execute(
            "SELECT steps -> '$.audited' AS done, steps -> '$.undone' AS undone FROM imports"
            " WHERE undone_at IS NOT NULL"
        ).fetchall()
        return [
            tuple(json.loads(text)) for row in rows for text in (row["done"], row["undone"]) if text
        ]

    def known_people(self, after: int, limit: int) -> tuple[Known, ...]:
        """A slice of everybody whom a file may mean, by key; merged records are left out."""
        rows = self._database.execute(
            "SELECT id, chart_number, display_name, family_name, given_name, written_name,"
            " birth_date FROM patients WHERE id > ? AND merged_into IS NULL ORDER BY id LIMIT ?",
            [after, limit],
        )
        return tuple(_known(row) for row in rows.fetchall())

    def keep_mapping(self, row: MappingRow, now: datetime) -> None:
        """Keep a mapping under its name, in place of an earlier one."""
        self._database.execute(
            "INSERT INTO import_mappings (name, kind, headers, mapping, used_at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET kind = excluded.kind,"
            " headers = excluded.headers, mapping = excluded.mapping, used_at = excluded.used_at",
            [row.name, row.kind, _headers(row.headers), row.mapping, utc_text(now)],
        )

    def mapping_for(self, headers: Iterable[str]) -> MappingRow | None:
        """The mapping that was used last for these very headers."""
        row = self._database.execute(
            "SELECT * FROM import_mappings WHERE headers = ?"
            " ORDER BY used_at DESC, id DESC LIMIT 1",
            [_headers(headers)],
        ).fetchone()
        return None if row is None else _mapping(row)

    def mappings(self) -> tuple[MappingRow, ...]:
        """Every mapping, by name."""
        rows = self._database.execute("SELECT * FROM import_mappings ORDER BY name")
        return tuple(_mapping(row) for row in rows.fetchall())

    def forget_mapping(self, name: str) -> None:
        """Forget a mapping."""
        self._database.execute("DELETE FROM import_mappings WHERE name = ?", [name])


def _headers(headers: Iterable[str]) -> str:
    return json.dumps(list(headers), ensure_ascii=False)


def _mapping(row: Row) -> MappingRow:
    return MappingRow(
        name=row["name"],
        kind=row["kind"],
        headers=tuple(json.loads(row["headers"])),
        mapping=row["mapping"],
    )


def _record(row: Row) -> ImportRecord:
    counts: dict[str, int] = json.loads(row["counts"])
    return ImportRecord(
        id=row["id"],
        uid=row["uid"],
        imported_at=from_utc_text(row["imported_at"]),
        who=row["who"],
        source=row["source"],
        kind=row["kind"],
        counts=counts,
        undone_at=from_utc_text(row["undone_at"]) if row["undone_at"] else None,
    )


def _known(row: Row) -> Known:
    parts: dict[str, Any] = {name: row[name] for name in row.keys()}
    whole = f"{parts['given_name']} {parts['family_name']}".strip()
    names = (parts["display_name"], whole, parts["written_name"])
    return Known(
        patient_id=parts["id"],
        chart_number=parts["chart_number"],
        display_name=parts["display_name"],
        names=tuple(dict.fromkeys(name for name in names if name)),
        birth_date=date.fromisoformat(parts["birth_date"]) if parts["birth_date"] else None,
    )
