"""Sessions as rows, with their scores, what was due, and their side effects."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key
from acudesk.data.seals import addendum_from, error_from, signature_from
from acudesk.data.session_parts import (
    ANSWERS,
    DUE,
    EFFECTS,
    FOLLOW_UPS,
    MARKS,
    OVERRIDES,
    POINTS,
    SCORES,
    TREATMENTS,
    Known,
    keep_part,
    read_part,
    score_values,
)
from acudesk.domain.body_chart import BodyMark, check_marks
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.errors import NotFoundError
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.questionnaires import Answers
from acudesk.domain.screening import Override
from acudesk.domain.session import Score, ScoreKey, Session, SessionKind, SessionState
from acudesk.domain.side_effects import FollowUp, SideEffect, SideEffectKind
from acudesk.domain.treatment import NOTHING, Treatment
from acudesk.translation import tr

Parts = dict[str, dict[int, list[Any]]]
_PARTS = (SCORES, DUE, EFFECTS, FOLLOW_UPS, POINTS, TREATMENTS, MARKS, OVERRIDES, ANSWERS)
_AFTER: dict[str, Callable[[Row], Any]] = {
    "signatures": signature_from,
    "error_marks": error_from,
    "addenda": addendum_from,
}
"""What comes after the last edit, and how it is read."""
_EVERY = frozenset((*(part.table for part in _PARTS), *_AFTER))
_SESSION = """
    SELECT s.*, c.patient_id FROM sessions s JOIN courses c ON c.id = s.course_id
"""
# Most sessions have rows in a few of these tables only: one question says in which.
_WHOLE = f"""
    SELECT s.*, c.patient_id, (
        SELECT count(*) FROM sessions t
        WHERE t.course_id = s.course_id AND t.kind = 'visit' AND t.in_error = 0
            AND (t.took_place, coalesce(t.at, ''), t.id)
                <= (s.took_place, coalesce(s.at, ''), s.id)
    ) AS number, {
    ", ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE session_id = s.id) AS has_{table}"
        for table in sorted(_EVERY)
    )
}
    FROM sessions s JOIN courses c ON c.id = s.course_id WHERE s.id = ?
"""


class Sessions:
    """The repository of sessions.

    The session that was read last is handed out again as long as no row of the practice has
    changed: each edit ends with the reading that the next one begins with. `forget` it where
    changes were taken back, which SQLite does not count.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last: tuple[int, Session] | None = None
        self._known: Known = {}

    def forget(self) -> None:
        """What was read last may hold no longer."""
        self._last = None

    def add(
        self,
        *,
        uid: str,
        course_id: int,
        kind: SessionKind,
        took_place: date,
        at: time | None,
        utc_offset: int | None,
        entered_at: datetime,
        due: Iterable[ScoreKey],
        import_ordinal: int | None = None,
    ) -> int:
        """Keep a new draft; returns its key."""
        key = added_key(
            self._database,
            "sessions",
            {
                "uid": uid,
                "course_id": course_id,
                "kind": kind.value,
                "took_place": took_place.isoformat(),
                "at": _time_text(at),
                "utc_offset": utc_offset,
                "entered_at": utc_text(entered_at),
                "import_ordinal": import_ordinal,
            },
        )
        self.add_due(key, due)
        return key

    def add_due(self, session_id: int, due: Iterable[ScoreKey]) -> None:
        """Note what was to be asked at a session, beside what is noted already."""
        for score in due:
            self._database.execute(
                "INSERT OR IGNORE INTO due_scores (session_id, measure, moment, item)"
                " VALUES (?, ?, ?, ?)",
                [session_id, score.measure, score.moment.value, score.item],
            )

    def change(self, session_id: int, **columns: Any) -> None:
        """Change columns of the session itself: notes, minutes, when it took place."""
        values = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in columns.items()
        }
        if "at" in values:
            values["at"] = _time_text(columns["at"])
        self._database.table("sessions").update(session_id, values)

    def keep_score(self, session_id: int, score: Score) -> None:
        """Keep one score, in place of an earlier one of the same key."""
        row = {"session_id": session_id, **score_values(score)}
        self._database.execute(
            f"INSERT OR REPLACE INTO scores ({', '.join(row)})"
            f" VALUES ({', '.join('?' * len(row))})",
            list(row.values()),
        )

    def remove_score(self, session_id: int, key: ScoreKey) -> None:
        """Make a score not asked again."""
        self._database.execute(
            "DELETE FROM scores WHERE session_id = ? AND measure = ? AND moment = ? AND item = ?",
            [session_id, key.measure, key.moment.value, key.item],
        )

    def keep_side_effects(self, session_id: int, effects: Iterable[SideEffect]) -> None:
        """Keep what was found by the checklists, in place of what was there."""
        keep_part(self._database, EFFECTS, session_id, effects)

    def keep_points(self, session_id: int, points: Iterable[NeedledPoint]) -> None:
        """Keep a prescription in place of what was there."""
        keep_part(self._database, POINTS, session_id, points)

    def keep_treatment(self, session_id: int, treatment: Treatment) -> None:
        """Keep what belongs to the treatment as a whole; nothing recorded is no row."""
        rows = [] if treatment == NOTHING else [treatment]
        keep_part(self._database, TREATMENTS, session_id, rows)

    def keep_marks(self, session_id: int, marks: Iterable[BodyMark]) -> None:
        """Keep the body chart in place of what was there."""
        keep_part(self._database, MARKS, session_id, marks)

    def keep_follow_ups(self, session_id: int, follow_ups: Iterable[FollowUp]) -> None:
        """Keep what became of earlier side effects, in place of what was there."""
        keep_part(self._database, FOLLOW_UPS, session_id, follow_ups)

    def keep_overrides(self, session_id: int, overrides: Iterable[Override]) -> None:
        """Keep the overrides of a session in place of those that were there."""
        keep_part(self._database, OVERRIDES, session_id, overrides)

    def keep_answers(self, session_id: int, answers: Iterable[Answers]) -> None:
        """Keep the answers to questionnaires in place of those that were there."""
        keep_part(self._database, ANSWERS, session_id, answers)

    def keep_whole(self, session: Session) -> None:
        """Bring a draft back to a state in which it was read before: all of it."""
        self.change(
            session.id,
            course_id=session.course_id,
            took_place=session.took_place,
            at=session.at,
            utc_offset=session.utc_offset,
            minutes=session.minutes,
            notes=session.notes,
            side_effects_asked=int(session.side_effects_asked),
            since_asked=int(session.since_asked),
        )
        keep_part(self._database, SCORES, session.id, session.scores)
        keep_part(self._database, DUE, session.id, session.due)
        self.keep_side_effects(session.id, session.side_effects)
        self.keep_points(session.id, session.points)
        self.keep_treatment(session.id, session.treatment)
        self.keep_marks(session.id, session.marks)
        self.keep_follow_ups(session.id, session.follow_ups)
        self.keep_overrides(session.id, session.overrides)
        self.keep_answers(session.id, session.answers)

    def remove(self, session_id: int) -> None:
        """Take an empty draft away."""
        self._database.execute("DELETE FROM sessions WHERE id = ?", [session_id])

    def get(self, session_id: int) -> Session:
        """One session, whole; raises NotFoundError."""
        changes: int = self._database.conn.total_changes
        if self._last is not None and (self._last[0], self._last[1].id) == (changes, session_id):
            return self._last[1]
        session = self._read(session_id)
        self._last = (changes, session)
        return session

    def _read(self, session_id: int) -> Session:
        row = self._database.execute(_WHOLE, [session_id]).fetchone()
        if row is None:
            raise NotFoundError(tr("This session is not in the practice."))
        tables = [table for table in _EVERY if row[f"has_{table}"]]
        parts = self._parts("session_id = ?", [session_id], tables, self._known)
        return _session(row, row["number"] if _is_numbered(row) else None, parts)

    def of_course(self, course_id: int) -> tuple[Session, ...]:
        """The sessions of a course in the order in which they took place, visits numbered."""
        rows = self._database.execute(
            _SESSION + " WHERE s.course_id = ? ORDER BY s.took_place, s.at, s.id", [course_id]
        ).fetchall()
        parts = self._parts(
            "session_id IN (SELECT id FROM sessions WHERE course_id = ?)", [course_id]
        )
        sessions = []
        number = 0
        for row in rows:
            numbered = _is_numbered(row)
            number += numbered
            sessions.append(_session(row, number if numbered else None, parts))
        return tuple(sessions)

    def running_timers(self, since: date) -> tuple[tuple[int, str, Treatment], ...]:
        """The drafts from a day on in which a timer runs, each with the patient's name."""
        rows = self._database.execute(
            """
            SELECT t.*, p.display_name FROM sessions s
            JOIN treatments t ON t.session_id = s.id
            JOIN courses c ON c.id = s.course_id JOIN patients p ON p.id = c.patient_id
            WHERE s.state = 'draft' AND s.kind = 'visit' AND s.took_place >= ?
                AND t.timer_started_at IS NOT NULL AND t.retention_minutes IS NULL
            ORDER BY t.timer_started_at
            """,
            [since.isoformat()],
        ).fetchall()
        return tuple((row["session_id"], row["display_name"], TREATMENTS.read(row)) for row in rows)

    def span(self, course_id: int) -> tuple[date, date] | None:
        """The first and the last day of a course's sessions that count, None where it has none."""
        row = self._database.execute(
            "SELECT min(took_place) AS first, max(took_place) AS last FROM sessions"
            " WHERE course_id = ? AND in_error = 0",
            [course_id],
        ).fetchone()
        if row["first"] is None:
            return None
        return date.fromisoformat(row["first"]), date.fromisoformat(row["last"])

    def is_followed_up(self, uid: str) -> bool:
        """Whether another session says what became of a side effect of the one with that uid."""
        row = self._database.execute(
            "SELECT 1 FROM follow_ups WHERE about = ? LIMIT 1", [uid]
        ).fetchone()
        return row is not None

    def imported(self, patient_id: int, took_place: date) -> dict[int, Session]:
        """The imported entries of a patient on one day, by which one of that day each is."""
        # CROSS: by the patient, never by the day, on which half a registry may have been asked.
        rows = self._database.execute(
            """
            SELECT s.id, s.import_ordinal FROM courses c CROSS JOIN sessions s
            WHERE s.course_id = c.id AND c.patient_id = ? AND s.took_place = ?
                AND s.import_ordinal IS NOT NULL
            """,
            [patient_id, took_place.isoformat()],
        ).fetchall()
        return {row["import_ordinal"]: self.get(row["id"]) for row in rows}

    def ordinals(self, course_id: int) -> dict[int, int]:
        """Which rating of its day each imported entry of a course is, by session."""
        rows = self._database.execute(
            "SELECT id, import_ordinal FROM sessions"
            " WHERE course_id = ? AND import_ordinal IS NOT NULL",
            [course_id],
        )
        return {row["id"]: row["import_ordinal"] for row in rows.fetchall()}

    def uid_of(self, session_id: int) -> str:
        """The uid of a session, empty where it is gone."""
        row = self._database.execute(
            "SELECT uid FROM sessions WHERE id = ?", [session_id]
        ).fetchone()
        return "" if row is None else str(row["uid"])

    def by_uid(self, uid: str) -> tuple[int, int] | None:
        """The keys of the session of that uid and of its course."""
        row = self._database.execute(
            "SELECT id, course_id FROM sessions WHERE uid = ?", [uid]
        ).fetchone()
        return None if row is None else (row["id"], row["course_id"])

    def _parts(
        self,
        where: str,
        arguments: list[Any],
        tables: Collection[str] = _EVERY,
        known: Known | None = None,
    ) -> Parts:
        """The rows of some sessions in these tables, by table and session."""
        found: Parts = {
            part.table: read_part(self._database, part, where, arguments, known)
            for part in _PARTS
            if part.table in tables
        }
        for table, made in _AFTER.items():
            if table in tables:
                of_sessions = found.setdefault(table, {})
                for row in self._database.execute(
                    f"SELECT * FROM {table} WHERE {where} ORDER BY rowid", arguments
                ):
                    of_sessions.setdefault(row["session_id"], []).append(made(row))
        return found


def _is_numbered(row: Row) -> bool:
    return bool(row["kind"] == SessionKind.VISIT and not row["in_error"])


def _session(row: Row, number: int | None, parts: Parts) -> Session:
    key: int = row["id"]

    def of(table: str) -> list[Any]:
        return parts.get(table, {}).get(key, [])

    order = list(SideEffectKind)
    return Session(
        id=key,
        uid=row["uid"],
        patient_id=row["patient_id"],
        course_id=row["course_id"],
        kind=SessionKind(row["kind"]),
        number=number,
        took_place=date.fromisoformat(row["took_place"]),
        at=time.fromisoformat(row["at"]) if row["at"] else None,
        utc_offset=row["utc_offset"],
        entered_at=from_utc_text(row["entered_at"]),
        minutes=row["minutes"],
        scores=tuple(of("scores")),
        due=frozenset(of("due_scores")),
        side_effects_asked=bool(row["side_effects_asked"]),
        since_asked=bool(row["since_asked"]),
        side_effects=tuple(
            sorted(of("side_effects"), key=lambda one: (one.noticed, order.index(one.kind)))
        ),
        follow_ups=tuple(of("follow_ups")),
        points=tuple(of("needled_points")),
        treatment=next(iter(of("treatments")), NOTHING),
        marks=check_marks(of("body_marks")),
        overrides=tuple(of("overrides")),
        answers=tuple(of("questionnaire_answers")),
        notes=row["notes"],
        state=SessionState(row["state"]),
        signature=next(iter(of("signatures")), None),
        addenda=tuple(of("addenda")),
        error=next(iter(of("error_marks")), None),
    )


def _time_text(at: time | None) -> str | None:
    return None if at is None else at.strftime("%H:%M")
