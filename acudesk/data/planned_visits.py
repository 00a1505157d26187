"""Planned visits as rows."""

from datetime import date, datetime, time
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key
from acudesk.domain.calendar_entry import CalendarEntry
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.errors import NotFoundError
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.translation import tr


class PlannedVisits:
    """The repository of the diary."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, visit: PlannedVisit, now: datetime) -> int:
        """Keep a planned visit; returns its key."""
        return added_key(
            self._database,
            "planned_visits",
            {**visit_row(visit), "created_at": utc_text(now)},
        )

    def change(self, visit: PlannedVisit) -> None:
        """Keep the new state of a planned visit."""
        self._database.table("planned_visits").update(visit.id, visit_row(visit))

    def remove(self, visit_id: int) -> None:
        """Take a planned visit out of the diary."""
        self._database.execute("DELETE FROM planned_visits WHERE id = ?", [visit_id])

    def get(self, visit_id: int) -> PlannedVisit:
        """One planned visit; raises NotFoundError."""
        row = self._database.execute(
            "SELECT * FROM planned_visits WHERE id = ?", [visit_id]
        ).fetchone()
        if row is None:
            raise NotFoundError(tr("This planned visit is not in the diary."))
        return visit_from(row)

    def between(self, first: date, last: date) -> tuple[PlannedVisit, ...]:
        """The visits of some days, both ends included, in their order."""
        rows = self._database.execute(
            "SELECT * FROM planned_visits WHERE day BETWEEN ? AND ? ORDER BY day, at, id",
            [first.isoformat(), last.isoformat()],
        )
        return tuple(visit_from(row) for row in rows.fetchall())

    def of_course(self, course_id: int) -> tuple[PlannedVisit, ...]:
        """The visits of a course in their order."""
        rows = self._database.execute(
            "SELECT * FROM planned_visits WHERE course_id = ? ORDER BY day, at, id", [course_id]
        )
        return tuple(visit_from(row) for row in rows.fetchall())

    def of_patient(self, patient_id: int, first: date) -> tuple[PlannedVisit, ...]:
        """The visits of a patient from a day on, in their order."""
        rows = self._database.execute(
            "SELECT * FROM planned_visits WHERE patient_id = ? AND day >= ? ORDER BY day, at, id",
            [patient_id, first.isoformat()],
        )
        return tuple(visit_from(row) for row in rows.fetchall())

    def calendar_entries(
        self, first: date, last: date, patient_id: int | None
    ) -> tuple[CalendarEntry, ...]:
        """The visits of some days, both ends included, of everybody or of one patient, with what
        a calendar asks of them; a visit that came in from elsewhere has no trace of changes."""
        rows = self._database.execute(
            """
            SELECT v.*, p.display_name, p.chart_number,
                coalesce((SELECT max(a.at) FROM audit a
                    WHERE a.subject = 'planned_visit' AND a.subject_uid = v.uid), v.created_at
                ) AS changed_at,
                (SELECT count(*) FROM audit a
                    WHERE a.subject = 'planned_visit' AND a.subject_uid = v.uid) AS traces
            FROM planned_visits v JOIN patients p ON p.id = v.patient_id
            WHERE v.day BETWEEN ? AND ? AND (? IS NULL OR v.patient_id = ?)
            ORDER BY v.day, v.at, v.id
            """,
            [first.isoformat(), last.isoformat(), patient_id, patient_id],
        )
        return tuple(
            CalendarEntry(
                visit=visit_from(row),
                patient_name=row["display_name"],
                chart_number=row["chart_number"],
                changed_at=from_utc_text(row["changed_at"]),
                changes=max(row["traces"] - 1, 0),
            )
            for row in rows.fetchall()
        )

    def of_session(self, session_id: int) -> PlannedVisit | None:
        """The planned visit that became a session."""
        row = self._database.execute(
            "SELECT * FROM planned_visits WHERE session_id = ?", [session_id]
        ).fetchone()
        return None if row is None else visit_from(row)


def visit_row(visit: PlannedVisit) -> dict[str, Any]:
    """A planned visit as columns."""
    return {
        "uid": visit.uid,
        "patient_id": visit.patient_id,
        "course_id": visit.course_id,
        "day": visit.day.isoformat(),
        "at": visit.at.strftime("%H:%M"),
        "minutes": visit.minutes,
        "state": visit.state.value,
        "note": visit.note,
        "session_id": visit.session_id,
    }


def visit_from(row: Row) -> PlannedVisit:
    """A planned visit from its row."""
    return PlannedVisit(
        id=row["id"],
        uid=row["uid"],
        patient_id=row["patient_id"],
        course_id=row["course_id"],
        day=date.fromisoformat(row["day"]),
        at=time.fromisoformat(row["at"]),
        minutes=row["minutes"],
        state=VisitState(row["state"]),
        note=row["note"],
        session_id=row["session_id"],
    )
