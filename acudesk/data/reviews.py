"""Reviews of courses as rows: added and taken back, never changed."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.errors import NotFoundError
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import Status
from acudesk.domain.review import Decision, Finding, Review
from acudesk.translation import tr


class Reviews:
    """The repository of reviews."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, review: Review) -> int:
        """Keep a new review; returns its key."""
        return added_key(self._database, "reviews", review_row(review))

    def remove(self, review_id: int) -> None:
        """Take a review back."""
        self._database.execute("DELETE FROM reviews WHERE id = ?", [review_id])

    def get(self, review_id: int) -> Review:
        """One review; raises NotFoundError."""
        row = self._database.execute("SELECT * FROM reviews WHERE id = ?", [review_id]).fetchone()
        if row is None:
            raise NotFoundError(tr("This review is not in the practice."))
        return review_from(row)

    def of_course(self, course_id: int) -> tuple[Review, ...]:
        """The reviews of a course, the oldest first."""
        rows = self._database.execute(
            "SELECT * FROM reviews WHERE course_id = ? ORDER BY id", [course_id]
        )
        return tuple(review_from(row) for row in rows.fetchall())


def review_row(review: Review) -> dict[str, Any]:
    """A review as columns."""
    return {
        "uid": review.uid,
        "course_id": review.course_id,
        "session_id": review.session_id,
        "number": review.number,
        "day": review.day.isoformat(),
        "decision": review.decision.value,
        "more_sessions": review.more_sessions,
        "planned_before": review.planned_before,
        "changes": review.changes,
        "reason": review.reason,
        "advice": review.advice,
        "found": json.dumps([asdict(one) for one in review.found], ensure_ascii=False),
        "made_at": utc_text(review.made_at),
    }


def review_from(row: Row) -> Review:
    """A review from its row."""
    return Review(
        id=row["id"],
        uid=row["uid"],
        course_id=row["course_id"],
        session_id=row["session_id"],
        number=row["number"],
        day=date.fromisoformat(row["day"]),
        decision=Decision(row["decision"]),
        more_sessions=row["more_sessions"],
        planned_before=row["planned_before"],
        changes=row["changes"],
        reason=row["reason"],
        advice=row["advice"],
        found=tuple(map(_finding, json.loads(row["found"]))),
        made_at=from_utc_text(row["made_at"]),
    )


def _finding(kept: dict[str, Any]) -> Finding:
    rule = kept.get("rule")
    typed = {"status": Status(kept["status"]), "rule": BaselineRule(rule) if rule else None}
    return Finding(**{**kept, **typed})
