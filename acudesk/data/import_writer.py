"""Rows in great numbers: keys are given ahead and rows written in bundles, in one transaction.

A row at a time costs a statement for each table; 43,000 entries of 21,000 people took half a
minute so, and take a quarter of it in bundles.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from acudesk.data.audit import Audit
from acudesk.data.courses import course_row
from acudesk.data.engine import Database
from acudesk.data.patients import civil_text, patient_row, patient_terms
from acudesk.data.rows import write_many
from acudesk.data.session_parts import EFFECTS, key_values, score_values
from acudesk.domain.clock import Clock, utc_text
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Score, ScoreKey, SessionKind
from acudesk.domain.side_effects import SideEffect

_BUNDLE = 5_000
_ORDER = (
    *("patients", "search_terms", "courses", "sessions", "scores", "due_scores"),
    "side_effects",
)
_CACHE = -65_536
"""KiB that the engine may keep while it writes: each index page is decrypted once, not often."""


class ImportWriter:
    """Adds patients, courses and entries inside a running transaction; `flush` writes what is
    still held back. Nobody else may add such rows until then."""

    def __init__(self, database: Database, audit: Audit, clock: Clock, now: datetime) -> None:
        self._database = database
        self._audit = audit
        self._now = utc_text(now)
        self._seen = civil_text(clock, now)
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _ORDER}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._audited: list[tuple[Any, ...]] = []
        self._held = 0
        self._next: dict[str, int] = {}
        self._old_cache = int(database.execute("PRAGMA cache_size").fetchone()[0])
        database.execute(f"PRAGMA cache_size = {_CACHE}")

    def close(self) -> None:
        """Give the engine's memory back."""
        self._database.execute(f"PRAGMA cache_size = {self._old_cache}")

    def next_patient(self) -> int:
        """The key of the next new patient."""
        return self._key("patients")

    def add_patient(self, patient: Patient) -> None:
        """A new patient, with the key that was given."""
        key, row = patient.id, patient_row(patient)
        self._hold("patients", {"id": key, **row, "created_at": self._now, "last_seen": self._seen})
        for term in sorted(patient_terms(patient)):
            self._hold("search_terms", {"term": term, "patient_id": key})

    def add_course(self, course: Course) -> int:
        """A new course; returns the key."""
        key = self._key("courses")
        self._hold("courses", {"id": key, **course_row(course), "created_at": self._now})
        return key

    def add_entry(
        self,
        *,
        uid: str,
        course_id: int,
        kind: SessionKind,
        took_place: date,
        ordinal: int,
        due: Iterable[ScoreKey],
        scores: Iterable[Score],
        effects: Iterable[SideEffect] | None,
        notes: str,
    ) -> int:
        """A new draft with what was asked in it; returns the key."""
        key = self._key("sessions")
        asked = effects is not None
        self._hold(
            "sessions",
            {
                "id": key,
                "uid": uid,
                "course_id": course_id,
                "kind": kind.value,
                "took_place": took_place.isoformat(),
                "entered_at": self._now,
                "import_ordinal": ordinal,
                "notes": notes,
                "side_effects_asked": int(asked and kind == SessionKind.VISIT),
                "since_asked": int(asked and kind == SessionKind.BETWEEN),
            },
        )
        for score in scores:
            self._hold("scores", {"session_id": key, **score_values(score)})
        for one in due:
            self._hold("due_scores", {"session_id": key, **key_values(one)})
        for effect in effects or ():
            self._hold("side_effects", {"session_id": key, **EFFECTS.values(effect)})
        return key

    def audit(
        self,
        action: str,
        subject: str,
        uid: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Note one change, to be written with its rows."""
        self._audited.append(self._audit.row(action, subject, uid, before=before, after=after))
        self._held += 1

    def flush(self) -> None:
        """Write everything that is held back."""
        for table in _ORDER:
            rows = self._rows[table]
            if rows:
                names = self._columns[table]
                write_many(
                    self._database,
                    f"INSERT INTO {table} ({', '.join(names)})"
                    f" VALUES ({', '.join('?' * len(names))})",
                    rows,
                )
                rows.clear()
        self._audit.add_rows(self._audited)
        self._audited.clear()
        self._held = 0

    def change_spans(self, courses: Iterable[Course]) -> None:
        """Keep when these courses opened and closed."""
        write_many(
            self._database,
            "UPDATE courses SET opened = ?, closed = ? WHERE id = ?",
            [
                (one.opened.isoformat(), one.closed.isoformat() if one.closed else None, one.id)
                for one in courses
            ],
        )

    def _key(self, table: str) -> int:
        key = self._next.get(table)
        if key is None:
            row = self._database.execute(f"SELECT max(id) AS last FROM {table}").fetchone()
            key = (row["last"] or 0) + 1
        self._next[table] = key + 1
        return key

    def _hold(self, table: str, row: Mapping[str, Any]) -> None:
        if self._held >= _BUNDLE and table in ("patients", "courses", "sessions"):
            self.flush()
        self._columns.setdefault(table, tuple(row))
        self._rows[table].append(tuple(row.values()))
        self._held += 1
