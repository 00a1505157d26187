"""Taking an import back: what stands in its way, and the rows that go."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from acudesk.data.engine import Database
from acudesk.data.imports import ImportSteps
from acudesk.data.rows import write_many
from acudesk.domain.clock import utc_text

MOST_NAMED = 4
"""How much of what stands in the way is looked for; a sentence names three."""
_NAMED = "p.display_name AS name, p.chart_number AS number"
_OF_PATIENTS = ("courses", "screenings", "consents", "planned_visits", "documents")
"""Tables whose rows belong to a patient; those of an import are among the courses only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """Whose record stands in the way, since which day where that is known, and how: `signed`,
    `changed`, `later` entries, or `merged`."""

    name: str
    number: str
    day: str
    how: str


class ImportUndo:
    """Looks for what stands in the way of taking an import back, and takes it back."""

    def __init__(
        self,
        database: Database,
        steps: ImportSteps,
        undone: Iterable[tuple[int, int]],
        now: datetime,
    ) -> None:
        self._database = database
        self._steps = steps
        self._bind = {
            "patients": json.dumps(steps.patients),
            "courses": json.dumps(steps.courses),
            "sessions": json.dumps(steps.sessions),
            "changed": json.dumps(
                sorted({one[0] for one in (*steps.scores, *steps.due)} - set(steps.sessions))
            ),
            "spans": json.dumps([one[0] for one in steps.spans]),
            "last": steps.audited[1],
            "undone": json.dumps([list(span) for span in undone]),
            "now": utc_text(now),
        }

    def hindrances(self) -> tuple[Hindrance, ...]:
        """What would be lost or contradicted; empty where nothing stands in the way."""
        for question in (*self._sealed(), *self._later(), *self._changed()):
            rows = self._database.execute(f"{question} LIMIT {MOST_NAMED}", self._bind).fetchall()
            if rows:
                return tuple(
                    Hindrance(
                        name=row["name"], number=row["number"], day=row["day"] or "", how=row["how"]
                    )
                    for row in rows
                )
        return ()

    def _sealed(self) -> Iterable[str]:
        for name in ("sessions", "changed"):
            yield f"""
                SELECT {_NAMED}, s.took_place AS day, 'signed' AS how FROM json_each(:{name}) j
                JOIN sessions s ON s.uid = j.value JOIN courses c ON c.id = s.course_id
                JOIN patients p ON p.id = c.patient_id WHERE s.state <> 'draft'
            """

    def _later(self) -> Iterable[str]:
        yield f"""
            SELECT {_NAMED}, NULL AS day, 'merged' AS how FROM json_each(:patients) j
            JOIN patients p ON p.uid = j.value WHERE p.merged_into IS NOT NULL
                OR EXISTS (SELECT 1 FROM merges m WHERE p.id IN (m.kept, m.gone))
        """
        for table in _OF_PATIENTS:
            but = "AND t.uid NOT IN (SELECT value FROM json_each(:courses))"
            yield f"""
                SELECT {_NAMED}, NULL AS day, 'later' AS how FROM json_each(:patients) j
                JOIN patients p ON p.uid = j.value JOIN {table} t ON t.patient_id = p.id
                WHERE 1 {but if table == "courses" else ""} GROUP BY p.id
            """
        for table in ("sessions", "planned_visits", "reviews"):
            but = "AND t.uid NOT IN (SELECT value FROM json_each(:sessions))"
            yield f"""
                SELECT {_NAMED}, NULL AS day, 'later' AS how FROM json_each(:courses) j
                JOIN courses c ON c.uid = j.value JOIN {table} t ON t.course_id = c.id
                JOIN patients p ON p.id = c.patient_id
                WHERE 1 {but if table == "sessions" else ""} GROUP BY p.id
            """
        for table, column, own in (
            ("screenings", "session_id", "id"),
            ("planned_visits", "session_id", "id"),
            ("reviews", "session_id", "id"),
            ("follow_ups", "about", "uid"),
        ):
            yield f"""
                SELECT {_NAMED}, s.took_place AS day, 'later' AS how FROM json_each(:sessions) j
                JOIN sessions s ON s.uid = j.value JOIN {table} t ON t.{column} = s.{own}
                JOIN courses c ON c.id = s.course_id JOIN patients p ON p.id = c.patient_id
                GROUP BY s.id
            """

    def _changed(self) -> Iterable[str]:
        since = """
            a.id > :last AND NOT EXISTS (
                SELECT 1 FROM json_each(:undone) u
                WHERE a.id BETWEEN u.value ->> 0 AND u.value ->> 1
            )
        """
        for name in ("sessions", "changed"):
            yield f"""
                SELECT {_NAMED}, s.took_place AS day, 'changed' AS how FROM json_each(:{name}) j
                JOIN audit a ON a.subject = 'session' AND a.subject_uid = j.value AND {since}
                JOIN sessions s ON s.uid = j.value JOIN courses c ON c.id = s.course_id
                JOIN patients p ON p.id = c.patient_id GROUP BY s.id
            """
        for name in ("courses", "spans"):
            yield f"""
                SELECT {_NAMED}, NULL AS day, 'changed' AS how FROM json_each(:{name}) j
                JOIN audit a ON a.subject = 'course' AND a.subject_uid = j.value AND {since}
                JOIN courses c ON c.uid = j.value JOIN patients p ON p.id = c.patient_id
                GROUP BY p.id
            """
        yield f"""
            SELECT {_NAMED}, NULL AS day, 'changed' AS how FROM json_each(:patients) j
            JOIN audit a ON a.subject = 'patient' AND a.subject_uid = j.value AND {since}
            JOIN patients p ON p.uid = j.value GROUP BY p.id
        """

    def touched(self) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
        """The keys of the patients, courses and sessions that the import made or changed."""

        def keys(question: str) -> frozenset[int]:
            return frozenset(row[0] for row in self._database.execute(question, self._bind))

        sessions = keys(
            "SELECT id FROM sessions WHERE uid IN (SELECT value FROM json_each(:sessions)"
            " UNION SELECT value FROM json_each(:changed))"
        )
        courses = keys(
            "SELECT id FROM courses WHERE uid IN (SELECT value FROM json_each(:courses)"
            " UNION SELECT value FROM json_each(:spans))"
            " UNION SELECT course_id FROM sessions WHERE uid IN"
            " (SELECT value FROM json_each(:sessions) UNION SELECT value FROM json_each(:changed))"
        )
        patients = frozenset(
            row[0]
            for row in self._database.execute(
                "SELECT id FROM patients WHERE uid IN (SELECT value FROM json_each(?))"
                " UNION SELECT patient_id FROM courses WHERE id IN"
                " (SELECT value FROM json_each(?))",
                [self._bind["patients"], json.dumps(sorted(courses))],
            )
        )
        return patients, courses, sessions

    def take_back(self) -> None:
        """Remove what the import added and restore what it changed, each with its audit row."""
        steps = self._steps
        for table, rows in (("scores", steps.scores), ("due_scores", steps.due)):
            write_many(
                self._database,
                f"DELETE FROM {table} WHERE session_id = (SELECT id FROM sessions WHERE uid = ?)"
                " AND measure = ? AND moment = ? AND item = ?",
                rows,
            )
        self._note("remove_scores", "session", "changed")
        for subject, table in (("session", "sessions"), ("course", "courses")):
            self._note("remove", subject, table)
            self._remove(table)
        write_many(
            self._database,
            "UPDATE courses SET opened = ?, closed = ? WHERE uid = ?",
            [(opened, closed, uid) for uid, opened, closed, *_ in steps.spans],
        )
        self._note("restore_dates", "course", "spans")
        self._note("remove", "patient", "patients")
        self._remove("patients")

    def _remove(self, table: str) -> None:
        self._database.execute(
            f"DELETE FROM {table} WHERE uid IN (SELECT value FROM json_each(:{table}))", self._bind
        )

    def _note(self, action: str, subject: str, name: str) -> None:
        self._database.execute(
            "INSERT INTO audit (at, who, action, subject, subject_uid, before, after)"
            " SELECT :now, practitioner, :action, :subject,"
            f" j.value, NULL, NULL FROM json_each(:{name}) j, practice",
            {**self._bind, "action": action, "subject": subject},
        )
