"""What belongs to a session and stands in tables of its own: each written whole, read whole.

A part is a table, how its rows are made of what a session holds, and how they are read again.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.domain.body_chart import BodyMark, MarkKind, PainQuality
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.needles import NeedledPoint, Response, Stimulation, Technique
from acudesk.domain.points import PointSide
from acudesk.domain.questionnaires import Answers
from acudesk.domain.screening import Override
from acudesk.domain.session import Moment, Score, ScoreKey
from acudesk.domain.side_effects import (
    Causality,
    FollowUp,
    Noticed,
    Severity,
    SideEffect,
    SideEffectKind,
)
from acudesk.domain.treatment import (
    CoIntervention,
    Driving,
    MedicationChange,
    Reaction,
    Sensation,
    Tension,
    Treatment,
)

Values = dict[str, Any]
Known = dict[str, tuple[list[Row], dict[int, list[Any]]]]
"""By table: rows that were read, and what was made of them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a session's parts; `values` makes a row of one thing, `read` the reverse.

    `order` names the columns by which the things are read: the same record is always read as the
    same value. With `position` among them the things keep the order that they were given in.
    """

    table: str
    values: Callable[[Any], Values]
    read: Callable[[Row], Any]
    order: tuple[str, ...] = ()


def keep_part(database: Database, part: Part, session_id: int, things: Iterable[Any]) -> None:
    """Keep these rows of one session in place of those that were there."""
    database.execute(f"DELETE FROM {part.table} WHERE session_id = ?", [session_id])
    for position, thing in enumerate(things):
        row = {"session_id": session_id, **part.values(thing)}
        if "position" in part.order:
            row["position"] = position
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO {part.table} ({names}) VALUES ({marks})", list(row.values()))


def read_part(
    database: Database,
    part: Part,
    where: str,
    arguments: Sequence[Any],
    known: Known | None = None,
) -> dict[int, list[Any]]:
    """The things of one table by session; `where` chooses the sessions. What was made of the same
    rows before is taken from `known`."""
    order = ", ".join(("session_id", *part.order))
    rows = database.execute(
        f"SELECT * FROM {part.table} WHERE {where} ORDER BY {order}", arguments
    ).fetchall()
    if known is not None and part.table in known and known[part.table][0] == rows:
        return known[part.table][1]
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row["session_id"], []).append(part.read(row))
    if known is not None:
        known[part.table] = (rows, found)
    return found


def key_values(key: ScoreKey) -> Values:
    """A score's key as columns."""
    return {"measure": key.measure, "moment": key.moment.value, "item": key.item}


def key_from(row: Row) -> ScoreKey:
    """A score's key from its columns."""
    return ScoreKey(measure=row["measure"], moment=Moment(row["moment"]), item=row["item"])


def score_values(score: Score) -> Values:
    """A score as columns."""
    return {
        **key_values(score.key),
        "value": float(score.value),
        "given": score.given,
        "scale": score.scale,
    }


def _effect_values(effect: SideEffect) -> Values:
    return {
        "kind": effect.kind.value,
        "noticed": effect.noticed.value,
        "severity": effect.severity,
        "serious": _flag(effect.serious),
        "onset": effect.onset,
        "resolved_on": _day_text(effect.resolved_on),
        "causality": effect.causality,
        "action": effect.action,
        "note": effect.note,
    }


def _effect(row: Row) -> SideEffect:
    return SideEffect(
        kind=SideEffectKind(row["kind"]),
        noticed=Noticed(row["noticed"]),
        severity=Severity(row["severity"]) if row["severity"] else None,
        serious=_maybe(row["serious"]),
        onset=row["onset"],
        resolved_on=_day(row["resolved_on"]),
        causality=Causality(row["causality"]) if row["causality"] else None,
        action=row["action"],
        note=row["note"],
    )


def _follow_up_values(one: FollowUp) -> Values:
    return {
        "about": one.about,
        "kind": one.kind.value,
        "noticed": one.noticed.value,
        "gone": int(one.gone),
        "resolved_on": _day_text(one.resolved_on),
        "note": one.note,
    }


def _follow_up(row: Row) -> FollowUp:
    return FollowUp(
        about=row["about"],
        kind=SideEffectKind(row["kind"]),
        noticed=Noticed(row["noticed"]),
        gone=bool(row["gone"]),
        resolved_on=_day(row["resolved_on"]),
        note=row["note"],
    )


def point_values(point: NeedledPoint) -> Values:
    """A needled point as columns, or as plain JSON."""
    return {
        "code": point.code,
        "side": point.side.value,
        "insertions": point.insertions,
        "depth_mm": point.depth_mm,
        "technique": point.technique,
        "stimulation": point.stimulation,
        "pair": point.pair,
        "hertz": _number_text(point.hertz),
        "milliamp": _number_text(point.milliamp),
        "sought": point.sought,
        "obtained": _flag(point.obtained),
        "moxa": int(point.moxa),
        "cupping": int(point.cupping),
        "zone": point.zone,
        "note": point.note,
        "carried_over": int(point.carried_over),
    }


def point_from(row: Row | Values) -> NeedledPoint:
    """The reverse of `point_values`."""
    return NeedledPoint(
        code=row["code"],
        side=PointSide(row["side"]),
        insertions=row["insertions"],
        depth_mm=row["depth_mm"],
        technique=Technique(row["technique"]) if row["technique"] else None,
        stimulation=Stimulation(row["stimulation"]) if row["stimulation"] else None,
        pair=row["pair"],
        hertz=_number(row["hertz"]),
        milliamp=_number(row["milliamp"]),
        sought=Response(row["sought"]) if row["sought"] else None,
        obtained=_maybe(row["obtained"]),
        moxa=bool(row["moxa"]),
        cupping=bool(row["cupping"]),
        zone=row["zone"],
        note=row["note"],
        carried_over=bool(row["carried_over"]),
    )


_LISTS = {
    "sensations": Sensation,
    "co_interventions": CoIntervention,
    "reactions": Reaction,
}
_KINDS = {"tension": Tension, "medication_change": MedicationChange, "driving": Driving}
_NUMBERS = ("needle_diameter", "needle_length")
_MOMENTS = ("timer_started_at", "health_confirmed_at")


def _treatment_values(treatment: Treatment) -> Values:
    values: Values = {}
    for field in fields(Treatment):
        value = getattr(treatment, field.name)
        if field.name in _LISTS:
            value = json.dumps([one.value for one in value])
        elif field.name in _NUMBERS:
            value = _number_text(value)
        elif field.name in _MOMENTS and value is not None:
            value = utc_text(value)
        values[field.name] = value
    return values


def _treatment(row: Row) -> Treatment:
    values: Values = {}
    for field in fields(Treatment):
        value = row[field.name]
        if field.name in _LISTS:
            value = tuple(_LISTS[field.name](one) for one in json.loads(value))
        elif value is not None and field.name in _KINDS:
            value = _KINDS[field.name](value)
        elif field.name in _NUMBERS:
            value = _number(value)
        elif value is not None and field.name in _MOMENTS:
            value = from_utc_text(value)
        values[field.name] = value
    return Treatment(**values)


def _mark_values(mark: BodyMark) -> Values:
    return {
        "zone": mark.zone,
        "kind": mark.kind.value,
        "intensity": mark.intensity,
        "quality": mark.quality,
        "note": mark.note,
    }


def _mark(row: Row) -> BodyMark:
    return BodyMark(
        zone=row["zone"],
        kind=MarkKind(row["kind"]),
        intensity=row["intensity"],
        quality=PainQuality(row["quality"]) if row["quality"] else None,
        note=row["note"],
    )


def _override_values(override: Override) -> Values:
    return {
        "rule": override.rule,
        "about": override.about,
        "words": override.words,
        "reason": override.reason,
        "at": utc_text(override.at),
    }


def _override(row: Row) -> Override:
    return Override(
        rule=row["rule"],
        about=row["about"],
        words=row["words"],
        reason=row["reason"],
        at=from_utc_text(row["at"]),
    )


def _answers_values(answers: Answers) -> Values:
    return {
        "questionnaire": answers.questionnaire,
        "given": json.dumps(answers.given, ensure_ascii=False),
        "finished": int(answers.finished),
    }


def _answers(row: Row) -> Answers:
    return Answers(
        questionnaire=row["questionnaire"],
        given=tuple((item, value) for item, value in json.loads(row["given"])),
        finished=bool(row["finished"]),
    )


_KEY = ("measure", "moment", "item")
SCORES = Part(
    "scores", score_values, lambda row: Score.kept(key_from(row), row["given"], row["scale"]), _KEY
)
DUE = Part("due_scores", key_values, key_from, _KEY)
EFFECTS = Part("side_effects", _effect_values, _effect, ("noticed", "kind"))
FOLLOW_UPS = Part("follow_ups", _follow_up_values, _follow_up, ("about", "noticed", "kind"))
POINTS = Part("needled_points", point_values, point_from, ("position",))
TREATMENTS = Part("treatments", _treatment_values, _treatment)
MARKS = Part("body_marks", _mark_values, _mark, ("kind", "zone"))
OVERRIDES = Part("overrides", _override_values, _override, ("position",))
ANSWERS = Part("questionnaire_answers", _answers_values, _answers, ("questionnaire",))


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _maybe(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _number_text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
