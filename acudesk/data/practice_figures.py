"""What the figures of the whole practice are made of: a slice of its courses at a time, each
question from an index. Sessions that were entered in error are left out here, once."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.session_parts import key_values
from acudesk.domain.numbers import parse_number
from acudesk.domain.practice_figures import (
    ConditionCount,
    CourseSlice,
    EffectCounts,
    MissingCount,
    PracticeFilter,
    ScoreCount,
)
from acudesk.domain.progress import Reading
from acudesk.domain.session import Moment, ScoreKey
from acudesk.domain.side_effects import SideEffectKind

Keys = Sequence[int]
_LENGTHS = """
    SELECT c.id, (SELECT count(*) FROM sessions s WHERE s.course_id = c.id AND s.in_error = 0)
        AS sessions
    FROM courses c JOIN patients p ON p.id = c.patient_id WHERE {where} ORDER BY c.id
"""
_CONDITIONS = """
    SELECT c.condition, count(*) AS courses FROM courses c
    JOIN patients p ON p.id = c.patient_id AND p.merged_into IS NULL
    WHERE EXISTS (SELECT 1 FROM sessions s WHERE s.course_id = c.id AND s.in_error = 0)
    GROUP BY c.condition ORDER BY courses DESC, c.condition
"""
# CROSS JOIN keeps the order: from the courses to their sessions through `counted_sessions`,
# which holds all that is asked of a session, so that no note is read; from there to the parts.
_COURSES = """
    SELECT c.id, c.condition, c.closed IS NOT NULL AS is_closed, c.opened, p.birth_date,
        sum(s.kind = 'visit') AS visits,
        sum(s.kind = 'visit' AND (s.side_effects_asked OR s.since_asked)) AS asked
    FROM courses c CROSS JOIN patients p ON p.id = c.patient_id
    CROSS JOIN sessions s ON s.course_id = c.id AND s.in_error = 0
    WHERE c.id BETWEEN :first AND :last AND {where} GROUP BY c.id
"""
_SESSIONS = """
    FROM json_each(:courses) j
    CROSS JOIN sessions s ON s.course_id = j.value AND s.in_error = 0
"""
_EFFECTS = f"""
    SELECT DISTINCT s.id, s.side_effects_asked OR s.since_asked AS asked, e.kind
    {_SESSIONS} AND s.kind = 'visit' CROSS JOIN side_effects e ON e.session_id = s.id
"""
_SCORED = f"""
    SELECT s.course_id, x.measure, x.moment, x.item, x.scale, count(*) AS count
    {_SESSIONS} CROSS JOIN scores x ON x.session_id = s.id
    GROUP BY s.course_id, x.measure, x.moment, x.item, x.scale
"""
_MISSING = f"""
    SELECT s.course_id, d.measure, count(*) AS count
    {_SESSIONS} CROSS JOIN due_scores d ON d.session_id = s.id
    WHERE NOT EXISTS (SELECT 1 FROM scores x WHERE x.session_id = d.session_id
        AND x.measure = d.measure AND x.moment = d.moment AND x.item = d.item)
    GROUP BY s.course_id, d.measure
"""
_READINGS = f"""
    SELECT s.course_id, s.id, s.took_place, x.scale, x.given
    {_SESSIONS} CROSS JOIN scores x ON x.session_id = s.id
        AND x.measure = :measure AND x.moment = :moment AND x.item = :item
    ORDER BY s.course_id, s.took_place, s.at, s.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """A course with a session: its visits, and those of them with the checklist of side effects
    asked."""

    id: int
    condition: str
    is_closed: bool
    visits: int
    asked: int


class PracticeQueries:
    """Read-only questions about many courses. Archived patients count; the courses of a merged
    record have moved to the one that was kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def conditions(self) -> tuple[ConditionCount, ...]:
        """The conditions of the courses with a session, the most frequent first."""
        rows = self._database.execute(_CONDITIONS).fetchall()
        return tuple(
            ConditionCount(condition=row["condition"], courses=row["courses"]) for row in rows
        )

    def slices(self, chosen: PracticeFilter, most: int) -> tuple[CourseSlice, ...]:
        """The courses with a session that a filter may leave, in parts of about `most` sessions
        each; ages are not looked at."""
        where, arguments = _chosen(chosen)
        rows = self._database.execute(_LENGTHS.format(where=where), arguments).fetchall()
        slices: list[CourseSlice] = []
        first, sessions = None, 0
        for row in rows:
            if not row["sessions"]:
                continue
            first = row["id"] if first is None else first
            sessions += row["sessions"]
            last = row["id"]
            if sessions >= most:
                slices.append(CourseSlice(first=first, last=last))
                first, sessions = None, 0
        if first is not None:
            slices.append(CourseSlice(first=first, last=last))
        return tuple(slices)

    def courses(self, chosen: PracticeFilter, part: CourseSlice) -> tuple[CourseRow, ...]:
        """The courses of a slice that a filter leaves, as far as they have a session."""
        where, arguments = _chosen(chosen)
        rows = self._database.execute(
            _COURSES.format(where=where), {**arguments, "first": part.first, "last": part.last}
        ).fetchall()
        return tuple(
            CourseRow(
                id=row["id"],
                condition=row["condition"],
                is_closed=bool(row["is_closed"]),
                visits=row["visits"],
                asked=row["asked"],
            )
            for row in rows
            if not chosen.has_age or chosen.fits_age(_born(row), date.fromisoformat(row["opened"]))
        )

    def scored(self, courses: Keys) -> tuple[ScoreCount, ...]:
        """How many scores of each key on each scale some courses have."""
        key = cache(_key)
        return tuple(
            ScoreCount(course_id=course, key=key(measure, moment, item), scale=scale, count=count)
            for course, measure, moment, item, scale, count in self._of(courses, _SCORED)
        )

    def missing(self, courses: Keys) -> tuple[MissingCount, ...]:
        """How often each measure was due in some courses and not asked, course by course."""
        return tuple(
            MissingCount(course_id=course, measure=measure, count=count)
            for course, measure, count in self._of(courses, _MISSING)
        )

    def readings(self, courses: Keys, key: ScoreKey) -> dict[int, dict[str, list[Reading]]]:
        """The scores of one key, oldest first, by course and by scale."""
        number = cache(parse_number)
        found: dict[int, dict[str, list[Reading]]] = {}
        for course, session, day, scale, given in self._of(courses, _READINGS, **key_values(key)):
            found.setdefault(course, {}).setdefault(scale, []).append(
                Reading(
                    session_id=session,
                    day=date.fromisoformat(day),
                    number=None,
                    value=number(given),
                )
            )
        return found

    def effects(self, courses: Keys) -> tuple[EffectCounts, EffectCounts]:
        """The side effects of some courses' visits, without the count of all visits: where the
        checklist was asked, and where it was not."""
        kinds: dict[bool, Counter[SideEffectKind]] = {True: Counter(), False: Counter()}
        sessions: dict[bool, set[int]] = {True: set(), False: set()}
        for row in self._of(courses, _EFFECTS):
            kinds[row["asked"]][SideEffectKind(row["kind"])] += 1
            sessions[row["asked"]].add(row["id"])
        return (
            EffectCounts(with_any=len(sessions[True]), kinds=kinds[True]),
            EffectCounts(with_any=len(sessions[False]), kinds=kinds[False]),
        )

    def _of(self, courses: Keys, sql: str, **arguments: Any) -> list[Row]:
        if not courses:
            return []
        found: list[Row] = self._database.execute(
            sql, {"courses": json.dumps(courses), **arguments}
        ).fetchall()
        return found


def _chosen(chosen: PracticeFilter) -> tuple[str, dict[str, Any]]:
    """What SQL can tell of a filter: all but the age."""
    where = ["p.merged_into IS NULL"]
    arguments: dict[str, Any] = {}
    if chosen.opened_from is not None:
        where.append("c.opened >= :opened_from")
        arguments["opened_from"] = chosen.opened_from.isoformat()
    if chosen.opened_to is not None:
        where.append("c.opened <= :opened_to")
        arguments["opened_to"] = chosen.opened_to.isoformat()
    if chosen.condition:
        where.append("c.condition = :condition")
        arguments["condition"] = chosen.condition
    if chosen.sex is not None:
        where.append("p.sex = :sex")
        arguments["sex"] = chosen.sex.value
    return " AND ".join(where), arguments


def _born(row: Row) -> date | None:
    return date.fromisoformat(row["birth_date"]) if row["birth_date"] else None


def _key(measure: str, moment: str, item: str) -> ScoreKey:
    return ScoreKey(measure=measure, moment=Moment(moment), item=item)
