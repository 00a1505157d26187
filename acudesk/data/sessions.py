"""Sessions as rows, with their scores, what was due, and their side effects."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.errors import NotFoundError
from acudesk.domain.session import (
    Moment,
    Score,
    ScoreKey,
    Session,
    SessionKind,
    SessionState,
)
from acudesk.domain.side_effects import Severity, SideEffect, SideEffectKind
from acudesk.translation import tr

_SESSION = """
    SELECT s.*, c.patient_id FROM sessions s JOIN courses c ON c.id = s.course_id
"""


class Sessions:
    """The repository of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        self._database.execute(
            "INSERT OR REPLACE INTO scores (session_id, measure, moment, item, value, given, scale)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                session_id,
                score.key.measure,
                score.key.moment.value,
                score.key.item,
                float(score.value),
                score.given,
                score.scale,
            ],
        )

    def remove_score(self, session_id: int, key: ScoreKey) -> None:
        """Make a score not asked again."""
        self._database.execute(
            "DELETE FROM scores WHERE session_id = ? AND measure = ? AND moment = ? AND item = ?",
            [session_id, key.measure, key.moment.value, key.item],
        )

    def keep_side_effects(
        self, session_id: int, *, asked: bool, effects: Iterable[SideEffect]
    ) -> None:
        """Keep what was found by the checklist, in place of what was there."""
        self._database.execute("DELETE FROM side_effects WHERE session_id = ?", [session_id])
        for effect in effects:
            self._database.execute(
                "INSERT INTO side_effects (session_id, kind, severity, note) VALUES (?, ?, ?, ?)",
                [session_id, effect.kind.value, effect.severity, effect.note],
            )
        self.change(session_id, side_effects_asked=int(asked))

    def remove(self, session_id: int) -> None:
        """Take an empty draft away."""
        self._database.execute("DELETE FROM sessions WHERE id = ?", [session_id])

    def get(self, session_id: int) -> Session:
        """One session, whole; raises NotFoundError."""
        row = self._database.execute(_SESSION + " WHERE s.id = ?", [session_id]).fetchone()
        if row is None:
            raise NotFoundError(tr("This session is not in the practice."))
        number = None
        if row["kind"] == SessionKind.VISIT:
            number = self._database.execute(
                """
                SELECT count(*) AS n FROM sessions
                WHERE course_id = ? AND kind = 'visit'
                  AND (took_place, coalesce(at, ''), id) <= (?, ?, ?)
                """,
                [row["course_id"], row["took_place"], row["at"] or "", row["id"]],
            ).fetchone()["n"]
        return _session(row, number, *self._parts("session_id = ?", [session_id]))

    def of_course(self, course_id: int) -> tuple[Session, ...]:
        """The sessions of a course in the order in which they took place, visits numbered."""
        rows = self._database.execute(
            _SESSION + " WHERE s.course_id = ? ORDER BY s.took_place, s.at, s.id", [course_id]
        ).fetchall()
        scores, due, effects = self._parts(
            "session_id IN (SELECT id FROM sessions WHERE course_id = ?)", [course_id]
        )
        sessions = []
        number = 0
        for row in rows:
            visit = row["kind"] == SessionKind.VISIT
            number += visit
            sessions.append(_session(row, number if visit else None, scores, due, effects))
        return tuple(sessions)

    def span(self, course_id: int) -> tuple[date, date] | None:
        """The first and the last day of a course's sessions, None where it has none."""
        row = self._database.execute(
            "SELECT min(took_place) AS first, max(took_place) AS last FROM sessions"
            " WHERE course_id = ?",
            [course_id],
        ).fetchone()
        if row["first"] is None:
            return None
        return date.fromisoformat(row["first"]), date.fromisoformat(row["last"])

    def imported(self, patient_id: int, took_place: date) -> dict[int, Session]:
        """The imported entries of a patient on one day, by which one of that day each is."""
        rows = self._database.execute(
            """
            SELECT s.id, s.import_ordinal FROM courses c JOIN sessions s ON s.course_id = c.id
            WHERE c.patient_id = ? AND s.took_place = ? AND s.import_ordinal IS NOT NULL
            """,
            [patient_id, took_place.isoformat()],
        ).fetchall()
        return {row["import_ordinal"]: self.get(row["id"]) for row in rows}

    def _parts(
        self, where: str, arguments: list[Any]
    ) -> tuple[dict[int, list[Score]], dict[int, set[ScoreKey]], dict[int, list[SideEffect]]]:
        scores: dict[int, list[Score]] = {}
        for row in self._database.execute(f"SELECT * FROM scores WHERE {where}", arguments):
            score = Score.kept(_key(row), row["given"], row["scale"])
            scores.setdefault(row["session_id"], []).append(score)
        due: dict[int, set[ScoreKey]] = {}
        for row in self._database.execute(f"SELECT * FROM due_scores WHERE {where}", arguments):
            due.setdefault(row["session_id"], set()).add(_key(row))
        effects: dict[int, list[SideEffect]] = {}
        for row in self._database.execute(f"SELECT * FROM side_effects WHERE {where}", arguments):
            effects.setdefault(row["session_id"], []).append(
                SideEffect(
                    kind=SideEffectKind(row["kind"]),
                    severity=Severity(row["severity"]) if row["severity"] else None,
                    note=row["note"],
                )
            )
        return scores, due, effects


def _session(
    row: Row,
    number: int | None,
    scores: dict[int, list[Score]],
    due: dict[int, set[ScoreKey]],
    effects: dict[int, list[SideEffect]],
) -> Session:
    order = list(SideEffectKind)
    return Session(
        id=row["id"],
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
        scores=tuple(scores.get(row["id"], ())),
        due=frozenset(due.get(row["id"], ())),
        side_effects_asked=bool(row["side_effects_asked"]),
        side_effects=tuple(
            sorted(effects.get(row["id"], ()), key=lambda effect: order.index(effect.kind))
        ),
        notes=row["notes"],
        state=SessionState(row["state"]),
    )


def _key(row: Row) -> ScoreKey:
    return ScoreKey(measure=row["measure"], moment=Moment(row["moment"]), item=row["item"])


def _time_text(at: time | None) -> str | None:
    return None if at is None else at.strftime("%H:%M")
