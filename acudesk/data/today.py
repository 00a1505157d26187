"""What the first page asks: each question goes through an index of a day, of a span of days, or
of the courses of a day, so that a practice of many years answers as fast as a new one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from acudesk.data.courses import course_from
from acudesk.data.engine import Database, Row
from acudesk.data.planned_visits import visit_from
from acudesk.data.session_parts import EFFECTS, FOLLOW_UPS, POINTS, SCORES, read_part
from acudesk.domain.clock import from_utc_text
from acudesk.domain.course import Course, Side
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.session import Score, Session, SessionKind, SessionState
from acudesk.domain.today import UnsignedLine, complaint

Keys = Sequence[int]
_ACTIVE = "p.archived = 0 AND p.merged_into IS NULL"
_DIARY = f"""
    SELECT v.*, p.display_name, p.chart_number, p.alerts,
        coalesce(v.course_id, (
            SELECT k.id FROM courses k WHERE k.patient_id = v.patient_id AND k.closed IS NULL
            ORDER BY k.opened DESC, k.id DESC LIMIT 1
        )) AS treated_in
    FROM planned_visits v JOIN patients p ON p.id = v.patient_id
    WHERE v.day BETWEEN ? AND ? AND {_ACTIVE}
    ORDER BY v.day, v.at, v.id
"""
# The day is named so that SQLite goes through the index of what is unsigned.
_UNSIGNED = f"""
    FROM sessions s JOIN courses c ON c.id = s.course_id JOIN patients p ON p.id = c.patient_id
    WHERE s.state = 'draft' AND s.kind = 'visit' AND s.took_place >= '1900-01-01' AND {_ACTIVE}
"""
_COUNTED = "{0}.course_id = c.id AND {0}.kind = 'visit' AND {0}.in_error = 0"
_ATTENDED = f"""
    SELECT c.id, c.patient_id, c.condition, c.side, c.planned_sessions, p.display_name,
        (SELECT count(*) FROM sessions s WHERE {_COUNTED.format("s")}) AS visits,
        (SELECT t.took_place FROM sessions t WHERE {_COUNTED.format("t")}
            ORDER BY t.took_place DESC LIMIT 1) AS last_day,
        (SELECT coalesce(max(r.number), 0) FROM reviews r WHERE r.course_id = c.id) AS reviewed,
        EXISTS (SELECT 1 FROM planned_visits v WHERE v.patient_id = p.id AND v.day >= :today
            AND v.state = 'planned' AND (v.course_id = c.id OR v.course_id IS NULL)) AS is_planned
    FROM patients p JOIN courses c ON c.patient_id = p.id AND c.closed IS NULL
    WHERE {_ACTIVE} AND p.last_seen >= :first
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryRow:
    """A planned visit, whose it is, and the course that it is treated in, if any."""

    visit: PlannedVisit
    patient_name: str
    chart_number: str
    alerts: str
    course: Course | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendedRow:
    """An open course with its counted visits, how many there had been at its last review (0
    without one), and whether a visit is planned from today on."""

    course_id: int
    patient_id: int
    patient_name: str
    condition: str
    side: Side | None
    visits: int
    planned_sessions: int
    last_day: date
    reviewed: int
    is_planned: bool


class TodayQueries:
    """Read-only questions of the first page. Nothing here counts what was entered in error, or
    tells of patients who are archived or were merged into another record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def diary(self, first: date, last: date) -> tuple[DiaryRow, ...]:
        """The planned visits of some days, both ends included, in their order."""
        rows = self._database.execute(_DIARY, [first.isoformat(), last.isoformat()]).fetchall()
        courses = self._courses({row["treated_in"] for row in rows} - {None})
        return tuple(
            DiaryRow(
                visit=visit_from(row),
                patient_name=row["display_name"],
                chart_number=row["chart_number"],
                alerts=row["alerts"],
                course=courses.get(row["treated_in"]),
            )
            for row in rows
        )

    def sessions(self, courses: Keys) -> dict[int, tuple[Session, ...]]:
        """The counted sessions of some courses in their order, visits numbered. Each is read as
        far as the first page needs it: side effects and what became of them, nothing else."""
        if not courses:
            return {}
        where = f"session_id IN (SELECT id FROM sessions WHERE course_id IN ({_marks(courses)}))"
        effects = read_part(self._database, EFFECTS, where, courses)
        follow_ups = read_part(self._database, FOLLOW_UPS, where, courses)
        found: dict[int, list[Session]] = {}
        for row in self._rows(
            """
            SELECT s.id, s.uid, s.course_id, s.kind, s.took_place, s.at, s.state, s.entered_at,
                s.side_effects_asked, s.since_asked, c.patient_id
            FROM sessions s JOIN courses c ON c.id = s.course_id
            WHERE s.course_id IN ({}) AND s.in_error = 0
            ORDER BY s.course_id, s.took_place, s.at, s.id
            """,
            courses,
        ):
            of_course = found.setdefault(row["course_id"], [])
            visits = sum(one.number is not None for one in of_course)
            is_visit = row["kind"] == SessionKind.VISIT
            of_course.append(
                Session(
                    id=row["id"],
                    uid=row["uid"],
                    patient_id=row["patient_id"],
                    course_id=row["course_id"],
                    kind=SessionKind(row["kind"]),
                    number=visits + 1 if is_visit else None,
                    took_place=date.fromisoformat(row["took_place"]),
                    at=_time(row["at"]),
                    entered_at=from_utc_text(row["entered_at"]),
                    state=SessionState(row["state"]),
                    side_effects_asked=bool(row["side_effects_asked"]),
                    since_asked=bool(row["since_asked"]),
                    side_effects=tuple(effects.get(row["id"], ())),
                    follow_ups=tuple(follow_ups.get(row["id"], ())),
                )
            )
        return {course: tuple(sessions) for course, sessions in found.items()}

    def reviewed(self, courses: Keys) -> dict[int, int]:
        """How many visits there had been at the last review of some courses, as far as they were
        reviewed."""
        rows = self._rows(
            "SELECT course_id, max(number) AS visits FROM reviews WHERE course_id IN ({})"
            " GROUP BY course_id",
            courses,
        )
        return {row["course_id"]: row["visits"] for row in rows}

    def scores(self, courses: Keys, measures: Sequence[str]) -> dict[int, list[Score]]:
        """The scores of some measures in some courses, by session."""
        if not (courses and measures):
            return {}
        where = (
            f"session_id IN (SELECT id FROM sessions WHERE course_id IN ({_marks(courses)}))"
            f" AND measure IN ({_marks(measures)})"
        )
        return read_part(self._database, SCORES, where, [*courses, *measures])

    def needled(self, courses: Keys) -> frozenset[int]:
        """The sessions of some courses in which points were needled."""
        return frozenset(
            row["id"]
            for row in self._rows(
                """
                SELECT s.id FROM sessions s WHERE s.course_id IN ({}) AND EXISTS (
                    SELECT 1 FROM needled_points n WHERE n.session_id = s.id AND n.carried_over = 0
                )
                """,
                courses,
            )
        )

    def points(self, sessions: Keys) -> dict[int, list[NeedledPoint]]:
        """The prescriptions of some sessions."""
        if not sessions:
            return {}
        where = f"session_id IN ({_marks(sessions)})"
        return read_part(self._database, POINTS, where, sessions)

    def notes(self, sessions: Keys) -> dict[int, str]:
        """The notes of some sessions."""
        found = self._rows("SELECT id, notes FROM sessions WHERE id IN ({})", sessions)
        return {row["id"]: row["notes"] for row in found}

    def due(self, courses: Keys, measures: Sequence[str]) -> frozenset[tuple[int, str]]:
        """Which of these measures were due, by the sessions of some courses."""
        return self._asked("due_scores", courses, measures)

    def answered(self, courses: Keys, measures: Sequence[str]) -> frozenset[tuple[int, str]]:
        """Which of these measures were answered, by the sessions of some courses."""
        return self._asked("scores", courses, measures)

    def screened(self, patients: Keys) -> frozenset[int]:
        """Those of some patients who were screened."""
        return self._having("SELECT patient_id FROM screenings WHERE patient_id IN ({})", patients)

    def last_screened(self, patients: Keys) -> dict[int, datetime]:
        """When those of some patients who were screened were asked last, in UTC."""
        found = self._rows(
            "SELECT patient_id, max(at) AS at FROM screenings WHERE patient_id IN ({})"
            " GROUP BY patient_id",
            patients,
        )
        return {row["patient_id"]: from_utc_text(row["at"]) for row in found}

    def drafts(self, patients: Keys) -> dict[int, tuple[tuple[int, date], ...]]:
        """The visits of some patients that are not signed: key and day, the oldest first."""
        found: dict[int, tuple[tuple[int, date], ...]] = {}
        # CROSS JOIN goes from the patients to their sessions, never through all that is unsigned.
        for row in self._rows(
            """
            SELECT c.patient_id, s.id, s.took_place
            FROM courses c CROSS JOIN sessions s ON s.course_id = c.id
            WHERE c.patient_id IN ({}) AND s.state = 'draft' AND s.kind = 'visit'
                AND s.in_error = 0
            ORDER BY s.took_place, s.id
            """,
            patients,
        ):
            draft = (row["id"], date.fromisoformat(row["took_place"]))
            found[row["patient_id"]] = (*found.get(row["patient_id"], ()), draft)
        return found

    def consenting(self, patients: Keys) -> frozenset[int]:
        """Those of some patients whose consent holds."""
        return self._having(
            "SELECT patient_id FROM consents WHERE patient_id IN ({}) AND withdrawn_on IS NULL",
            patients,
        )

    def unsigned(self, limit: int) -> tuple[UnsignedLine, ...]:
        """The visits that are still drafts, the oldest first."""
        rows = self._database.execute(
            f"""
            SELECT s.id AS session_id, s.took_place, s.at, c.*, p.display_name, (
                SELECT count(*) FROM sessions t WHERE {_COUNTED.format("t")}
                AND (t.took_place, coalesce(t.at, ''), t.id)
                    <= (s.took_place, coalesce(s.at, ''), s.id)
            ) AS number
            {_UNSIGNED} ORDER BY s.took_place, s.at, s.id LIMIT ?
            """,
            [limit],
        ).fetchall()
        return tuple(
            UnsignedLine(
                session_id=row["session_id"],
                course_id=row["id"],
                patient_id=row["patient_id"],
                patient_name=row["display_name"],
                condition=complaint(row["condition"], Side(row["side"]) if row["side"] else None),
                day=date.fromisoformat(row["took_place"]),
                at=_time(row["at"]),
                number=row["number"],
            )
            for row in rows
        )

    def unsigned_count(self, most: int) -> int:
        """How many visits are still drafts; beyond `most` nobody counts on."""
        row = self._database.execute(
            f"SELECT count(*) AS n FROM (SELECT 1 {_UNSIGNED} LIMIT ?)", [most]
        ).fetchone()
        return int(row["n"])

    def attended(self, first: date, today: date) -> tuple[AttendedRow, ...]:
        """The open courses of the patients who were seen since a day, as far as they have
        visits."""
        rows = self._database.execute(
            _ATTENDED, {"first": first.isoformat(), "today": today.isoformat()}
        ).fetchall()
        return tuple(
            AttendedRow(
                course_id=row["id"],
                patient_id=row["patient_id"],
                patient_name=row["display_name"],
                condition=row["condition"],
                side=Side(row["side"]) if row["side"] else None,
                visits=row["visits"],
                planned_sessions=row["planned_sessions"],
                last_day=date.fromisoformat(row["last_day"]),
                reviewed=row["reviewed"],
                is_planned=bool(row["is_planned"]),
            )
            for row in rows
            if row["last_day"] is not None
        )

    def _courses(self, keys: Iterable[int]) -> dict[int, Course]:
        rows = self._rows("SELECT * FROM courses WHERE id IN ({})", sorted(keys))
        return {row["id"]: course_from(row) for row in rows}

    def _asked(
        self, table: str, courses: Keys, measures: Sequence[str]
    ) -> frozenset[tuple[int, str]]:
        if not (courses and measures):
            return frozenset()
        rows = self._database.execute(
            f"""
            SELECT DISTINCT s.id, x.measure FROM sessions s JOIN {table} x ON x.session_id = s.id
                AND x.measure IN ({_marks(measures)})
            WHERE s.course_id IN ({_marks(courses)}) AND s.in_error = 0
            """,
            [*measures, *courses],
        )
        return frozenset((row["id"], row["measure"]) for row in rows.fetchall())

    def _having(self, sql: str, patients: Keys) -> frozenset[int]:
        return frozenset(row["patient_id"] for row in self._rows(sql, patients))

    def _rows(self, sql: str, keys: Sequence[Any]) -> list[Row]:
        if not keys:
            return []
        found: list[Row] = self._database.execute(sql.format(_marks(keys)), keys).fetchall()
        return found


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
