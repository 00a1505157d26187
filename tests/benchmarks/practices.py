"""Where in the demo practice the courses and sessions are that are measured."""

from datetime import datetime

from acudesk.bootstrap import Services
from acudesk.data.engine import Connection
from acudesk.services.courses import CourseView


def course_of(services: Services, sessions: int) -> CourseView:
    """The running course of the demo with so many visits."""
    for row in services.patients.list_patients():
        if row.visits == sessions:
            view = services.courses.patient_view(row.id).view
            assert view is not None
            assert view.course.is_open
            return view
    raise AssertionError(f"nobody has {sessions} sessions")


def draft_of(services: Services) -> int:
    """The visit of the demo that waits to be signed."""
    now = datetime.now().astimezone()
    return services.today.view(now.date(), now).unsigned[0].session_id


def grow(services: Services, sessions: int) -> None:
    """Give the courses of a demo so many sessions, all that belongs to them repeated, and close
    five courses of six."""
    connection = services.work._database.conn
    with services.work:
        (before,) = connection.execute("SELECT count(*) FROM sessions").fetchone()
        (step,) = connection.execute("SELECT max(id) FROM sessions").fetchone()
        for turn in range(1, -(-sessions // before)):
            _repeat(connection, step, turn, min(before, sessions - turn * before))
        connection.execute(
            "UPDATE courses SET closed = (SELECT max(took_place) FROM sessions s"
            " WHERE s.course_id = courses.id) WHERE id % 6 <> 0 AND closed IS NULL"
        )


def _repeat(connection: Connection, step: int, turn: int, number: int) -> None:
    for table in ("sessions", "scores", "due_scores", "side_effects", "needled_points"):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]
        key = "id" if table == "sessions" else "session_id"
        changed = {
            key: f"{key} + {step * turn}",
            "uid": "lower(hex(randomblob(16)))",
            "state": "'draft'",
            "in_error": "0",
        }
        taken = ", ".join(changed.get(name, name) for name in columns)
        connection.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {taken} FROM {table}"
            f" WHERE {key} IN (SELECT id FROM sessions WHERE id <= {step} LIMIT {number})"
        )
