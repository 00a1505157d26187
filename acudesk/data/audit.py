"""The audit log: who did what, when, from what to what; written with the change itself."""

import json
from collections.abc import Iterable
from typing import Any

from acudesk.data.engine import Database
from acudesk.data.rows import write_many
from acudesk.domain.clock import Clock, utc_text


class Audit:
    """Adds rows; nothing here changes or removes one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(
        self,
        action: str,
        subject: str,
        uid: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Note one change inside the running transaction."""
        self.add_rows([self.row(action, subject, uid, before=before, after=after)])

    def row(
        self,
        action: str,
        subject: str,
        uid: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> tuple[Any, ...]:
        """One change as `add_rows` takes it; of the present moment."""
        now = utc_text(self._clock.now())
        return now, action, subject, uid, _json(before), _json(after)

    def add_rows(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Note changes inside the running transaction, in their order."""
        write_many(
            self._database,
            "INSERT INTO audit (at, who, action, subject, subject_uid, before, after)"
            " VALUES (?, (SELECT practitioner FROM practice WHERE id = 1), ?, ?, ?, ?, ?)",
            rows,
        )

    def last(self) -> int:
        """The key of the last row, 0 where there is none."""
        found: int = self._database.execute("SELECT max(id) FROM audit").fetchone()[0] or 0
        return found


def text_change(old: str, new: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Where two versions of a long text differ: a keystroke is noted as a keystroke."""
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    removed = old[start : len(old) - end]
    added = new[start : len(new) - end]
    return {"at": start, "text": removed}, {"at": start, "text": added}


def _json(values: dict[str, Any] | None) -> str | None:
    if values is None:
        return None
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
