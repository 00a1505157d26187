"""Courses of treatment as rows."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key
from acudesk.domain.clock import utc_text
from acudesk.domain.course import Course, Outcome, Side
from acudesk.domain.errors import NotFoundError
from acudesk.translation import tr


class Courses:
    """The repository of courses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, course: Course, now: datetime) -> int:
        """Keep a new course; returns its key."""
        row = course_row(course)
        row["created_at"] = utc_text(now)
        return added_key(self._database, "courses", row)

    def change(self, course: Course) -> None:
        """Keep the new state of a course."""
        self._database.table("courses").update(course.id, course_row(course))

    def get(self, key: int) -> Course:
        """One course; raises NotFoundError."""
        row = self._database.execute("SELECT * FROM courses WHERE id = ?", [key]).fetchone()
        if row is None:
            raise NotFoundError(tr("This course of treatment is not in the practice."))
        return course_from(row)

    def by_uid(self, uid: str) -> Course | None:
        """The course of that uid."""
        row = self._database.execute("SELECT * FROM courses WHERE uid = ?", [uid]).fetchone()
        return None if row is None else course_from(row)

    def of_patient(self, patient_id: int) -> tuple[Course, ...]:
        """A patient's courses, the oldest first."""
        rows = self._database.execute(
            "SELECT * FROM courses WHERE patient_id = ? ORDER BY opened, id", [patient_id]
        )
        return tuple(course_from(row) for row in rows.fetchall())


def current_course(courses: tuple[Course, ...]) -> Course | None:
    """The latest open course, else the latest."""
    still_open = tuple(course for course in courses if course.is_open)
    return next(reversed(still_open or courses), None)


def course_row(course: Course) -> dict[str, Any]:
    """A course as columns."""
    return {
        "uid": course.uid,
        "patient_id": course.patient_id,
        "condition": course.condition,
        "side": course.side.value if course.side else None,
        "onset": course.onset,
        "goal": course.goal,
        "planned_sessions": course.planned_sessions,
        "per_week": str(course.per_week),
        "style": course.style,
        "activities": json.dumps(course.activities, ensure_ascii=False),
        "opened": course.opened.isoformat(),
        "closed": course.closed.isoformat() if course.closed else None,
        "outcome": course.outcome.value if course.outcome else None,
        "outcome_note": course.outcome_note,
    }


def course_from(row: Row) -> Course:
    """A course from its row."""
    return Course(
        id=row["id"],
        uid=row["uid"],
        patient_id=row["patient_id"],
        condition=row["condition"],
        side=Side(row["side"]) if row["side"] else None,
        onset=row["onset"],
        goal=row["goal"],
        planned_sessions=row["planned_sessions"],
        per_week=Decimal(row["per_week"]),
        style=row["style"],
        activities=tuple(json.loads(row["activities"])),
        opened=date.fromisoformat(row["opened"]),
        closed=date.fromisoformat(row["closed"]) if row["closed"] else None,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        outcome_note=row["outcome_note"],
    )
