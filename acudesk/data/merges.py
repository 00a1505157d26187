"""Merged patients: what moved from one record to the other, so that it can move back."""

import json
from dataclasses import dataclass
from datetime import datetime

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.errors import NotFoundError
from acudesk.translation import tr

OF_A_PATIENT = ("courses", "screenings", "consents", "planned_visits", "documents")
"""The tables whose rows belong to a patient and move with a merge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """One merge; `moved` holds the uids of what moved, by table: a key can be given again."""

    id: int
    uid: str
    kept: int
    gone: int
    merged_at: datetime
    who: str
    moved: dict[str, list[str]]
    undone_at: datetime | None


class Merges:
    """The repository of merges."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def move(self, gone: int, kept: int) -> dict[str, list[str]]:
        """Let everything of one patient belong to another; returns the uids by table."""
        moved: dict[str, list[str]] = {}
        for table in OF_A_PATIENT:
            rows = self._database.execute(
                f"SELECT uid FROM {table} WHERE patient_id = ? ORDER BY id", [gone]
            ).fetchall()
            moved[table] = [row["uid"] for row in rows]
            self._database.execute(
                f"UPDATE {table} SET patient_id = ? WHERE patient_id = ?", [kept, gone]
            )
        return moved

    def move_back(self, merge: Merge) -> None:
        """Give what moved back to the record from which it came."""
        for table in OF_A_PATIENT:
            for uid in merge.moved.get(table, []):
                self._database.execute(
                    f"UPDATE {table} SET patient_id = ? WHERE uid = ? AND patient_id = ?",
                    [merge.gone, uid, merge.kept],
                )

    def same_person(self, patient_id: int, moment: datetime) -> frozenset[str]:
        """The uids of the records that are one with a patient's by merges, or were at a moment."""
        rows = self._database.execute(
            """
            WITH RECURSIVE met (id) AS (
                SELECT ?
                UNION
                SELECT CASE WHEN m.kept = met.id THEN m.gone ELSE m.kept END
                FROM met JOIN merges m ON met.id IN (m.kept, m.gone)
                WHERE m.undone_at IS NULL OR (m.merged_at <= ? AND ? <= m.undone_at)
            )
            SELECT p.uid FROM met JOIN patients p ON p.id = met.id
            """,
            [patient_id, utc_text(moment), utc_text(moment)],
        )
        return frozenset(row["uid"] for row in rows.fetchall())

    def add(
        self,
        *,
        uid: str,
        kept: int,
        gone: int,
        now: datetime,
        who: str,
        moved: dict[str, list[str]],
    ) -> int:
        """Keep a merge; returns its key."""
        return added_key(
            self._database,
            "merges",
            {
                "uid": uid,
                "kept": kept,
                "gone": gone,
                "merged_at": utc_text(now),
                "who": who,
                "moved": json.dumps(moved),
            },
        )

    def undo(self, merge_id: int, now: datetime) -> None:
        """Note that a merge was undone."""
        self._database.execute(
            "UPDATE merges SET undone_at = ? WHERE id = ?", [utc_text(now), merge_id]
        )

    def get(self, merge_id: int) -> Merge:
        """One merge; raises NotFoundError."""
        row = self._database.execute("SELECT * FROM merges WHERE id = ?", [merge_id]).fetchone()
        if row is None:
            raise NotFoundError(tr("This merge is not in the practice."))
        return _merge(row)

    def kept_by(self, patient_id: int) -> tuple[Merge, ...]:
        """Every merge into a patient's record, undone or not, the oldest first."""
        rows = self._database.execute(
            "SELECT * FROM merges WHERE kept = ? ORDER BY id", [patient_id]
        )
        return tuple(_merge(row) for row in rows.fetchall())

    def of(self, patient_id: int) -> tuple[Merge, ...]:
        """The merges that a patient is part of and that still hold, the newest first."""
        rows = self._database.execute(
            "SELECT * FROM merges WHERE (kept = ? OR gone = ?) AND undone_at IS NULL"
            " ORDER BY id DESC",
            [patient_id, patient_id],
        )
        return tuple(_merge(row) for row in rows.fetchall())


def _merge(row: Row) -> Merge:
    return Merge(
        id=row["id"],
        uid=row["uid"],
        kept=row["kept"],
        gone=row["gone"],
        merged_at=from_utc_text(row["merged_at"]),
        who=row["who"],
        moved=json.loads(row["moved"]),
        undone_at=from_utc_text(row["undone_at"]) if row["undone_at"] else None,
    )
