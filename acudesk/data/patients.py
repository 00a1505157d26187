"""Patients as rows: kept, found again, and listed a page at a time."""

import json
from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key, write_many
from acudesk.domain.clock import Clock, from_utc_text, utc_text
from acudesk.domain.errors import NotFoundError
from acudesk.domain.patient import Patient, Sex
from acudesk.domain.text import folded, search_terms
from acudesk.translation import tr

_COLUMNS = tuple(field.name for field in fields(Patient) if field.name != "id")


class Patients:
    """The repository of patients."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, patient: Patient, now: datetime) -> int:
        """Keep a new patient; returns its key."""
        row = patient_row(patient)
        row["created_at"] = utc_text(now)
        row["last_seen"] = self._civil(now)
        key = added_key(self._database, "patients", row)
        self._keep_terms(key, patient)
        return key

    def change(self, patient: Patient) -> None:
        """Keep the new state of a patient."""
        self._database.table("patients").update(patient.id, patient_row(patient))
        self._keep_terms(patient.id, patient)

    def get(self, key: int) -> Patient:
        """One patient; raises NotFoundError."""
        row = self._database.execute("SELECT * FROM patients WHERE id = ?", [key]).fetchone()
        if row is None:
            raise NotFoundError(tr("This patient is not in the practice."))
        return patient_from(row)

    def by_chart_number(self, chart_number: str) -> Patient | None:
        """The patient with that chart number."""
        row = self._database.execute(
            "SELECT * FROM patients WHERE chart_number = ?", [chart_number]
        ).fetchone()
        return None if row is None else patient_from(row)

    def by_uid(self, uid: str) -> Patient | None:
        """The patient with that stable uid."""
        row = self._database.execute("SELECT * FROM patients WHERE uid = ?", [uid]).fetchone()
        return None if row is None else patient_from(row)

    def identities(self) -> tuple[tuple[int, str], ...]:
        """Key and uid of everybody, merged and archived too, by chart number."""
        rows = self._database.execute("SELECT id, uid FROM patients ORDER BY chart_number")
        return tuple((row["id"], row["uid"]) for row in rows.fetchall())

    def next_chart_number(self) -> str:
        """A chart number that nobody has, at least four digits; the counter moves on."""
        row = self._database.execute(
            "SELECT next_chart_number AS n FROM practice WHERE id = 1"
        ).fetchone()
        number = int(row["n"])
        while self.by_chart_number(f"{number:04}") is not None:
            number += 1
        self._database.execute(
            "UPDATE practice SET next_chart_number = ? WHERE id = 1", [number + 1]
        )
        return f"{number:04}"

    def saw(self, key: int) -> None:
        """Note when the patient was last treated, else added; it orders the list. Civil date
        and local time, as sessions have them."""
        row = self._database.execute(
            """
            SELECT created_at, (
                SELECT max(s.took_place || 'T' || coalesce(s.at, '00:00'))
                FROM courses c JOIN sessions s ON s.course_id = c.id
                WHERE c.patient_id = patients.id AND s.in_error = 0
            ) AS treated FROM patients WHERE id = ?
            """,
            [key],
        ).fetchone()
        if row is not None:
            seen = row["treated"] or self._civil(from_utc_text(row["created_at"]))
            self._database.execute("UPDATE patients SET last_seen = ? WHERE id = ?", [seen, key])

    def list_terms_anew(self) -> None:
        """Make the search terms of every patient again; with the rows as they are."""
        self._database.execute("DELETE FROM search_terms")
        for row in self._database.execute("SELECT * FROM patients ORDER BY id").fetchall():
            self._keep_terms(row["id"], patient_from(row))

    def saw_all(self, keys: Collection[int]) -> None:
        """Note of many patients when each was last treated, as `saw` does of one."""
        rows = self._database.execute(
            """
            SELECT p.id, p.created_at,
                max(s.took_place || 'T' || coalesce(s.at, '00:00')) AS treated
            FROM json_each(?) j JOIN patients p ON p.id = j.value
            LEFT JOIN courses c ON c.patient_id = p.id
            LEFT JOIN sessions s ON s.course_id = c.id AND s.in_error = 0
            GROUP BY p.id
            """,
            [json.dumps(sorted(keys))],
        ).fetchall()
        write_many(
            self._database,
            "UPDATE patients SET last_seen = ? WHERE id = ?",
            [
                (row["treated"] or self._civil(from_utc_text(row["created_at"])), row["id"])
                for row in rows
            ],
        )

    def _civil(self, moment: datetime) -> str:
        return civil_text(self._clock, moment)

    def _keep_terms(self, key: int, patient: Patient) -> None:
        self._database.execute("DELETE FROM search_terms WHERE patient_id = ?", [key])
        for term in sorted(patient_terms(patient)):
            self._database.execute(
                "INSERT INTO search_terms (term, patient_id) VALUES (?, ?)", [term, key]
            )


def civil_text(clock: Clock, moment: datetime) -> str:
    """A moment as the list is ordered by: civil date and local time."""
    here = clock.local(moment.date(), moment.time()).tzinfo
    return moment.astimezone(here).strftime("%Y-%m-%dT%H:%M")


def patient_terms(patient: Patient) -> set[str]:
    """Every start under which a patient is found."""
    terms = search_terms(
        patient.display_name,
        patient.family_name,
        patient.given_name,
        patient.written_name,
        patient.chart_number,
        patient.birth_date.isoformat() if patient.birth_date else "",
        "".join(char for char in patient.phone if char.isdigit()),
    )
    terms.add("".join(search_terms_whole(patient.chart_number)))
    return terms - {""}


def search_terms_whole(text: str) -> list[str]:
    """The letters and digits of a text run together, so that `AUS-001` is found as `aus001`."""
    return [char for char in folded(text) if char.isalnum()]


def patient_row(patient: Patient) -> dict[str, Any]:
    """A patient as columns."""
    row = {name: getattr(patient, name) for name in _COLUMNS}
    row["birth_date"] = patient.birth_date.isoformat() if patient.birth_date else None
    row["sex"] = patient.sex.value if patient.sex else None
    row["archived"] = int(patient.archived)
    return row


def patient_from(row: Row) -> Patient:
    """A patient from its row."""
    values = {name: row[name] for name in _COLUMNS}
    values["birth_date"] = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
    values["sex"] = Sex(row["sex"]) if row["sex"] else None
    values["archived"] = bool(row["archived"])
    return Patient(id=row["id"], **values)
