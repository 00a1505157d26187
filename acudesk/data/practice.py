"""The practice's own row, and its list of conditions."""

import json
from collections.abc import Sequence
from typing import Any

from acudesk.data.engine import Database
from acudesk.domain.practice import BaselineRule, Paper, Practice
from acudesk.domain.working_hours import WorkingHours


class PracticeSettings:
    """The repository of the practice itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> Practice:
        """The practice."""
        row = self._database.execute("SELECT * FROM practice WHERE id = 1").fetchone()
        return Practice(
            name=row["name"],
            address=row["address"],
            phone=row["phone"],
            practitioner=row["practitioner"],
            registration_number=row["registration_number"],
            logo=bytes(row["logo"]),
            paper=Paper(row["paper"]),
            baseline_rule=BaselineRule(row["baseline_rule"]),
            review_sessions=tuple(json.loads(row["review_sessions"])),
            demo=bool(row["demo"]),
            working_hours=_hours(row["working_hours"]),
            visit_minutes=row["visit_minutes"],
            retention_minutes=row["retention_minutes"],
            quiet_days=row["quiet_days"],
            consent_text=row["consent_text"],
            tongue_and_pulse=bool(row["tongue_and_pulse"]),
            style=row["style"],
            setting=row["setting"],
            no_gain_visits=row["no_gain_visits"],
            paper_language=row["paper_language"],
            letter_text=row["letter_text"],
            leaflet_text=row["leaflet_text"],
        )

    def change(self, practice: Practice) -> None:
        """Keep the new state of the practice."""
        self._database.table("practice").update(1, practice_row(practice))

    def conditions(self) -> tuple[str, ...]:
        """The conditions offered for a course, in their order."""
        rows = self._database.execute("SELECT name FROM conditions ORDER BY position, name")
        return tuple(row["name"] for row in rows.fetchall())

    def change_conditions(self, names: Sequence[str]) -> None:
        """Keep another list of conditions; courses keep the words that they were opened with."""
        self._database.execute("DELETE FROM conditions")
        for position, name in enumerate(names):
            self._database.execute(
                "INSERT INTO conditions (name, position) VALUES (?, ?)", [name, position]
            )


def practice_row(practice: Practice) -> dict[str, Any]:
    """The practice as columns."""
    return {
        "name": practice.name,
        "address": practice.address,
        "phone": practice.phone,
        "practitioner": practice.practitioner,
        "registration_number": practice.registration_number,
        "logo": practice.logo,
        "paper": practice.paper.value,
        "baseline_rule": practice.baseline_rule.value,
        "review_sessions": json.dumps(practice.review_sessions),
        "demo": int(practice.demo),
        "working_hours": json.dumps(practice.working_hours.to_table()),
        "visit_minutes": practice.visit_minutes,
        "retention_minutes": practice.retention_minutes,
        "quiet_days": practice.quiet_days,
        "consent_text": practice.consent_text,
        "tongue_and_pulse": int(practice.tongue_and_pulse),
        "style": practice.style,
        "setting": practice.setting,
        "no_gain_visits": practice.no_gain_visits,
        "paper_language": practice.paper_language,
        "letter_text": practice.letter_text,
        "leaflet_text": practice.leaflet_text,
    }


def _hours(text: str) -> WorkingHours:
    return WorkingHours.from_table(json.loads(text)) if text else WorkingHours()
