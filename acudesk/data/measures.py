"""Which measures this practice asks, and those of its own."""

import json
from typing import Any

from acudesk.data.engine import Database


class MeasureChoices:
    """The repository of the practice's choices; shipped measures themselves are in resources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def choices(self) -> dict[str, bool]:
        """Asked or not, by code, for every measure that was ever chosen about."""
        rows = self._database.execute("SELECT code, asked FROM measures ORDER BY position, code")
        return {row["code"]: bool(row["asked"]) for row in rows.fetchall()}

    def own(self) -> list[dict[str, Any]]:
        """The practice's own measures as tables, in their order."""
        rows = self._database.execute(
            "SELECT definition FROM measures WHERE definition IS NOT NULL ORDER BY position, code"
        )
        return [json.loads(row["definition"]) for row in rows.fetchall()]

    def choose(self, code: str, asked: bool) -> None:
        """Keep whether a measure is asked."""
        self._database.execute(
            """
            INSERT INTO measures (code, asked, position)
            VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM measures))
            ON CONFLICT (code) DO UPDATE SET asked = excluded.asked
            """,
            [code, int(asked)],
        )

    def add_own(self, code: str, table: dict[str, Any]) -> None:
        """Keep a measure of the practice's own."""
        self.choose(code, True)
        self._database.execute(
            "UPDATE measures SET definition = ? WHERE code = ?",
            [json.dumps(table, ensure_ascii=False, sort_keys=True), code],
        )
