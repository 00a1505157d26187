"""The audit log: who did what, when, from what to what; written with the change itself."""

import json
from typing import Any

from acudesk.data.engine import Database
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
        who = self._database.execute("SELECT practitioner FROM practice WHERE id = 1").fetchone()
        self._database.execute(
            "INSERT INTO audit (at, who, action, subject, subject_uid, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                utc_text(self._clock.now()),
                who["practitioner"],
                action,
                subject,
                uid,
                _json(before),
                _json(after),
            ],
        )


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
