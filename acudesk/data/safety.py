"""Screenings, consents and the practice's own rules as rows."""

import json
from datetime import date, datetime
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.errors import NotFoundError
from acudesk.domain.screening import Answer, Consent, Screening, ScreeningAnswer
from acudesk.translation import tr


class Safety:
    """The repository of what is asked before needles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_screening(self, screening: Screening) -> int:
        """Keep a screening; the ones before stay. Returns its key."""
        assert screening.at is not None
        return added_key(
            self._database,
            "screenings",
            {
                "uid": screening.uid,
                "patient_id": screening.patient_id,
                "session_id": screening.session_id,
                "at": utc_text(screening.at),
                "answers": json.dumps(
                    [
                        {"item": one.item, "answer": one.answer.value, "note": one.note}
                        for one in screening.answers
                    ],
                    ensure_ascii=False,
                ),
                "decision": screening.decision,
            },
        )

    def screening(self, patient_id: int) -> Screening | None:
        """The newest screening of a patient, the one that holds."""
        row = self._database.execute(
            "SELECT * FROM screenings WHERE patient_id = ? ORDER BY at DESC, id DESC LIMIT 1",
            [patient_id],
        ).fetchone()
        return None if row is None else _screening(row)

    def screenings(self, patient_id: int) -> tuple[Screening, ...]:
        """All screenings of a patient, the oldest first."""
        rows = self._database.execute(
            "SELECT * FROM screenings WHERE patient_id = ? ORDER BY at, id", [patient_id]
        )
        return tuple(_screening(row) for row in rows.fetchall())

    def screening_named(self, uid: str) -> Screening | None:
        """The screening of that uid."""
        row = self._database.execute("SELECT * FROM screenings WHERE uid = ?", [uid]).fetchone()
        return None if row is None else _screening(row)

    def add_consent(self, consent: Consent, now: datetime) -> int:
        """Keep a consent; returns its key."""
        return added_key(
            self._database,
            "consents",
            {
                "uid": consent.uid,
                "patient_id": consent.patient_id,
                "given_on": consent.given_on.isoformat(),
                "withdrawn_on": _text(consent.withdrawn_on),
                "text": consent.text,
                "note": consent.note,
                "created_at": utc_text(now),
            },
        )

    def withdraw_consent(self, consent_id: int, day: date) -> None:
        """Note the day on which a consent was withdrawn."""
        self._database.execute(
            "UPDATE consents SET withdrawn_on = ? WHERE id = ?", [day.isoformat(), consent_id]
        )

    def consents(self, patient_id: int) -> tuple[Consent, ...]:
        """All consents of a patient, the oldest first."""
        rows = self._database.execute(
            "SELECT * FROM consents WHERE patient_id = ? ORDER BY given_on, id", [patient_id]
        )
        return tuple(_consent(row) for row in rows.fetchall())

    def consent(self, consent_id: int) -> Consent:
        """One consent; raises NotFoundError."""
        row = self._database.execute("SELECT * FROM consents WHERE id = ?", [consent_id]).fetchone()
        if row is None:
            raise NotFoundError(tr("This consent is not in the practice."))
        return _consent(row)

    def own_rules(self) -> dict[str, dict[str, Any]]:
        """The rules that the practice changed or added, as tables by code, in their order."""
        rows = self._database.execute(
            "SELECT code, definition FROM safety_rules ORDER BY position, code"
        )
        return {row["code"]: json.loads(row["definition"]) for row in rows.fetchall()}

    def keep_rule(self, code: str, table: dict[str, Any]) -> None:
        """Keep a rule of the practice's own, or its own state of a shipped one."""
        self._database.execute(
            """
            INSERT INTO safety_rules (code, definition, position)
            VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM safety_rules))
            ON CONFLICT (code) DO UPDATE SET definition = excluded.definition
            """,
            [code, json.dumps(table, ensure_ascii=False, sort_keys=True)],
        )

    def forget_rule(self, code: str) -> None:
        """Go back to the shipped state of a rule, or drop one of the practice's own."""
        self._database.execute("DELETE FROM safety_rules WHERE code = ?", [code])


def _screening(row: Row) -> Screening:
    return Screening(
        id=row["id"],
        uid=row["uid"],
        patient_id=row["patient_id"],
        session_id=row["session_id"],
        at=from_utc_text(row["at"]),
        answers=tuple(
            ScreeningAnswer(item=one["item"], answer=Answer(one["answer"]), note=one["note"])
            for one in json.loads(row["answers"])
        ),
        decision=row["decision"],
    )


def _consent(row: Row) -> Consent:
    return Consent(
        id=row["id"],
        uid=row["uid"],
        patient_id=row["patient_id"],
        given_on=date.fromisoformat(row["given_on"]),
        withdrawn_on=date.fromisoformat(row["withdrawn_on"]) if row["withdrawn_on"] else None,
        text=row["text"],
        note=row["note"],
    )


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
