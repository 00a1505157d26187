"""A course without a name: a sheet for a case report, the same as CSV, and as JSON.

Nothing here reads the database or the clock, and no file carries the day on which it was made.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from acudesk.domain.anonymous_course import (
    AnonymousCourse,
    AnonymousEffect,
    AnonymousSession,
    keys_of,
)
from acudesk.domain.course import item_name, outcome_name, side_name
from acudesk.domain.measure import Direction, Measure
from acudesk.domain.needles import NeedledPoint, points_line, side_mark
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.patient import Sex
from acudesk.domain.practice import Paper
from acudesk.domain.review import Decision
from acudesk.domain.session import Moment, ScoreKey, SessionKind
from acudesk.domain.side_effects import kind_name, noticed_name, severity_name
from acudesk.domain.stricta import SOURCE, stricta_items
from acudesk.domain.table import Column, Kind, Row, Table
from acudesk.domain.treatment import medication_name
from acudesk.domain.wording import long_date
from acudesk.reports.typesetting import PPI, Letterhead, PageFormat, fit, head_values, pages
from acudesk.translation import ntr, tr

TEMPLATE = "anonymous_course.typ"
CARE = "Gagnier 2013, J Med Case Rep 7:223"
"""The order of a case report: patient, findings, timeline, treatment, follow-up."""
COLUMNS_A_TABLE = 6
"""So many measures stand beside each other."""
NOT_ASKED = "–"
JSON_FORMAT, JSON_VERSION = "acudesk-anonymous-course", 1
_TABLE = Table(
    name="anonymous_course",
    columns=(
        Column(name="part", kind=Kind.TEXT),
        Column(name="day", kind=Kind.INTEGER, may_be_missing=True),
        Column(name="moved_date", kind=Kind.TEXT, may_be_missing=True),
        Column(name="session", kind=Kind.INTEGER, may_be_missing=True),
        Column(name="item", kind=Kind.TEXT),
        Column(name="moment", kind=Kind.TEXT, may_be_missing=True),
        Column(name="value", kind=Kind.NUMBER, may_be_missing=True),
        Column(name="unit", kind=Kind.TEXT, may_be_missing=True),
        Column(name="words", kind=Kind.TEXT, may_be_missing=True),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTable:
    """Scores beside each other: headings, their second lines, and a row for each entry."""

    titles: tuple[str, ...]
    details: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousSheet:
    """All that stands on the pages, as text ready to be set; `dated` is a moved date, because a
    file needs one."""

    language: str
    document_title: str
    letterhead: Letterhead
    title: str
    intro: str
    facts_title: str
    facts: tuple[tuple[str, str], ...]
    scores_title: str
    scores: tuple[ScoreTable, ...]
    scores_note: str
    sessions_title: str
    session_columns: tuple[str, ...]
    sessions: tuple[tuple[str, ...], ...]
    stricta_title: str
    stricta_columns: tuple[str, ...]
    stricta: tuple[tuple[str, str, str], ...]
    sources: str
    page_words: str
    dated: date

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """See `reports.printout.Content`."""
        return pages(TEMPLATE, sheet_values(self), self.letterhead, form, ppi=ppi)


def sheet_values(sheet: AnonymousSheet) -> dict[str, Any]:
    """The sheet as plain JSON values."""
    values = asdict(sheet) | head_values(sheet.letterhead)
    del values["letterhead"], values["dated"]
    values["printed_on"] = (sheet.dated.year, sheet.dated.month, sheet.dated.day)
    return values


def anonymous_sheet(course: AnonymousCourse, *, paper: Paper, language: str) -> AnonymousSheet:
    """The sheet for a case report."""
    # A letterhead would say where the patient was treated.
    nobody = Letterhead(
        paper=paper.value, practice="", address="", practitioner="", logo=b"", logo_words=""
    )
    dated = course.sessions[0].moved_to if course.sessions else date(2000, 1, 1)
    return AnonymousSheet(
        language=language,
        document_title=tr("Course of acupuncture, case {case}", case=course.case),
        letterhead=nobody,
        title=tr("Case {case}", case=course.case),
        intro=tr(
            "A course of acupuncture without a name. Days are counted from the start of the "
            "course (day 0); dates are moved by the same number of days, so that all intervals "
            "are true."
        ),
        facts_title=tr("Patient and course"),
        facts=tuple((title, fit(text)) for title, text in _facts(course)),
        scores_title=tr("Scores over time"),
        scores=tuple(_score_tables(course)),
        scores_note=tr("{sign} not asked", sign=NOT_ASKED),
        sessions_title=tr("What was done, and side effects"),
        session_columns=(
            tr("Day"),
            tr("No."),
            tr("Points"),
            tr("Needles"),
            tr("Stayed in"),
            tr("Side effects"),
        ),
        sessions=tuple(_session_row(one) for one in course.sessions),
        stricta_title=tr("Checklist of STRICTA 2010"),
        stricta_columns=(tr("Item"), tr("What it asks for"), tr("What the record holds")),
        stricta=tuple((one.code, one.title, fit(one.words)) for one in stricta_items(course)),
        sources=tr("Checklist: {stricta}. Order of the facts: {care}.", stricta=SOURCE, care=CARE),
        page_words=tr("Page {n} of {m}", n="{n}", m="{m}"),
        dated=dated,
    )


def json_bytes(course: AnonymousCourse) -> bytes:
    """The course as JSON in UTF-8; numbers of the record are texts, digit for digit."""
    names = {measure.code: measure for measure in course.measures}
    values = {
        "format": JSON_FORMAT,
        "version": JSON_VERSION,
        "case": course.case,
        "age_from": None if course.age is None else course.age[0],
        "age_to": None if course.age is None else course.age[1],
        "sex": course.sex,
        "condition": course.condition,
        "side": course.side,
        "planned_sessions": course.planned_sessions,
        "planned_per_week": str(course.per_week),
        "closed_on_day": course.closed,
        "outcome": course.outcome,
        "measures": [_measure_values(one) for one in course.measures],
        "sessions": [_session_values(one, names) for one in course.sessions],
        "reviews": [
            {"day": one.day, "session": one.number, "decision": one.decision}
            for one in course.reviews
        ],
        "stricta": [asdict(one) for one in stricta_items(course)],
        "stricta_source": SOURCE,
    }
    return (json.dumps(values, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def csv_bytes(course: AnonymousCourse) -> bytes:
    """The course as one CSV file: a row for each fact, score, point and side effect."""
    from acudesk.reports.tables import write_csv

    stream = io.BytesIO()
    write_csv(stream, _TABLE, _csv_rows(course))
    return stream.getvalue()


def _facts(course: AnonymousCourse) -> Iterable[tuple[str, str]]:
    unknown = tr("not recorded")
    yield tr("Age"), unknown if course.age is None else _age_words(*course.age)
    yield tr("Sex"), unknown if course.sex is None else _sex_name(course.sex)
    side = "" if course.side is None else side_name(course.side)
    yield tr("Treated for"), ", ".join(part for part in (course.condition, side) if part)
    yield (
        tr("Course"),
        tr("{visits} over {days}", visits=_visits(course), days=_days(course.last_day)),
    )
    if course.sessions:
        moved = course.sessions[0], course.sessions[-1]
        yield (
            tr("Moved dates"),
            tr(
                "{first} to {last}",
                first=long_date(moved[0].moved_to),
                last=long_date(moved[1].moved_to),
            ),
        )
    for one in course.reviews:
        yield (
            tr("Review, day {day}", day=one.day),
            tr(
                "{decision}, after session {n}", decision=_decision_name(one.decision), n=one.number
            ),
        )
    if course.closed is not None:
        outcome = unknown if course.outcome is None else outcome_name(course.outcome)
        yield tr("Closed, day {day}", day=course.closed), outcome


def _age_words(first: int, last: int | None) -> str:
    if last is None:
        return tr("{age} or older", age=first)
    return tr("{first} to {last}", first=first, last=last)


def _sex_name(sex: Sex) -> str:
    return {Sex.FEMALE: tr("female"), Sex.MALE: tr("male"), Sex.OTHER: tr("other")}[sex]


def _decision_name(decision: Decision) -> str:
    return {
        Decision.CONTINUE: tr("continue"),
        Decision.ADJUST: tr("adjust"),
        Decision.CLOSE: tr("close"),
    }[decision]


def _visits(course: AnonymousCourse) -> str:
    return ntr("{n} session", "{n} sessions", len(course.visits))


def _days(days: int) -> str:
    return ntr("{n} day", "{n} days", days)


def _score_tables(course: AnonymousCourse) -> Iterable[ScoreTable]:
    keys = keys_of(course)
    names = {measure.code: measure for measure in course.measures}
    for start in range(0, len(keys), COLUMNS_A_TABLE):
        some = keys[start : start + COLUMNS_A_TABLE]
        rows = [
            (str(one.day), _number(one), *cells)
            for one in course.sessions
            if any(cells := [_cell(one, key) for key in some])
        ]
        yield ScoreTable(
            titles=(tr("Day"), tr("No."), *(_title(names.get(key.measure), key) for key in some)),
            details=("", "", *(_detail(names.get(key.measure), key) for key in some)),
            rows=tuple(rows),
        )


def _cell(session: AnonymousSession, key: ScoreKey) -> str:
    for score in session.scores:
        if score.key == key:
            return shown(score.value)
    return NOT_ASKED if key in session.not_asked else ""


def _number(session: AnonymousSession) -> str:
    return "" if session.number is None else str(session.number)


def _title(measure: Measure | None, key: ScoreKey) -> str:
    return fit(key.measure if measure is None else measure.name)


def _detail(measure: Measure | None, key: ScoreKey) -> str:
    parts = [item_name(key.item, ())] if key.item else []
    if key.moment != Moment.ONCE:
        parts.append(tr("before") if key.moment == Moment.BEFORE else tr("after"))
    if measure is not None:
        scale = measure.scales[0]
        parts.append(
            tr(
                "{low} to {high}",
                low=shown(scale.lowest),
                high=with_unit(shown(scale.highest), scale.unit),
            )
        )
        better = measure.direction == Direction.LOWER
        parts.append(tr("lower is better") if better else tr("higher is better"))
    return ", ".join(parts)


def _session_row(one: AnonymousSession) -> tuple[str, ...]:
    minutes = one.retention_minutes
    return (
        str(one.day),
        _number(one) if one.kind == SessionKind.VISIT else tr("between"),
        fit(points_line(one.points)),
        str(one.needles_in) if one.points or one.needles_in else "",
        "" if minutes is None else with_unit(str(minutes), "min"),
        _effects(one),
    )


def _effects(one: AnonymousSession) -> str:
    if one.side_effects:
        return "; ".join(_effect(effect) for effect in one.side_effects)
    return tr("asked, none") if one.side_effects_asked or one.since_asked else NOT_ASKED


def _effect(effect: AnonymousEffect) -> str:
    parts = [kind_name(effect.kind).lower()]
    if effect.severity is not None:
        parts.append(severity_name(effect.severity))
    if effect.serious:
        parts.append(tr("serious"))
    if effect.resolved is not None:
        parts.append(tr("gone on day {day}", day=effect.resolved))
    return ", ".join(parts)


def _measure_values(measure: Measure) -> dict[str, Any]:
    return {
        "code": measure.code,
        "name": measure.name,
        "direction": measure.direction,
        "source": measure.source,
        "scales": [
            {
                "code": scale.code,
                "lowest": str(scale.lowest),
                "highest": str(scale.highest),
                "unit": scale.unit,
                "error": _plain(scale.error),
                "error_source": scale.error_source,
                "threshold": _plain(scale.threshold),
                "threshold_percent": _plain(scale.threshold_percent),
                "threshold_source": scale.threshold_source,
            }
            for scale in measure.scales
        ],
    }


def _session_values(one: AnonymousSession, names: dict[str, Measure]) -> dict[str, Any]:
    values = asdict(one)
    values["moved_to"] = one.moved_to.isoformat()
    values["scores"] = [
        {**_key_values(score.key), "value": str(score.value), "scale": score.scale}
        for score in one.scores
    ]
    values["not_asked"] = [_key_values(key) for key in one.not_asked]
    values["points"] = [_point_values(point) for point in one.points]
    for name in ("needle_diameter", "needle_length"):
        values[name] = _plain(values[name])
    return values


def _key_values(key: ScoreKey) -> dict[str, str]:
    return {"measure": key.measure, "moment": key.moment, "item": key.item}


def _point_values(point: NeedledPoint) -> dict[str, Any]:
    values = asdict(point)
    del values["note"], values["carried_over"]
    return values | {"hertz": _plain(point.hertz), "milliamp": _plain(point.milliamp)}


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _csv_rows(course: AnonymousCourse) -> Iterable[Row]:
    def row(
        part: str,
        item: str,
        *,
        one: AnonymousSession | None = None,
        moment: str | None = None,
        value: float | None = None,
        unit: str | None = None,
        words: str | None = None,
    ) -> Row:
        day = None if one is None else one.day
        moved = None if one is None else one.moved_to.isoformat()
        number = None if one is None else one.number
        return part, day, moved, number, item, moment, value, unit, words

    names = {measure.code: measure for measure in course.measures}
    yield row("case", tr("Case"), words=course.case)
    for title, text in _facts(course):
        yield row("case", title, words=text.replace("\u200b", ""))
    for item in stricta_items(course):
        yield row("stricta", f"{item.code} {item.title}", words=item.words)
    for one in course.sessions:
        yield row("session", one.kind, one=one)
        for score in one.scores:
            measure = names.get(score.key.measure)
            scale = None if measure is None else measure.scale_named(score.scale)
            title = score.key.measure if measure is None else measure.name
            if score.key.item:
                title = f"{title}: {item_name(score.key.item, ())}"
            yield row(
                "score",
                title,
                one=one,
                moment=score.key.moment,
                value=float(score.value),
                unit=None if scale is None else scale.unit or scale.code,
            )
        for key in one.not_asked:
            measure = names.get(key.measure)
            title = key.measure if measure is None else measure.name
            yield row("score", title, one=one, moment=key.moment, words=tr("not asked"))
        for point in one.points:
            yield row(
                "point",
                point.code,
                one=one,
                value=float(point.needles),
                unit=tr("needles"),
                words=side_mark(point.side),
            )
        if one.retention_minutes is not None:
            minutes = float(one.retention_minutes)
            yield row("treatment", tr("Stayed in"), one=one, value=minutes, unit="min")
        if one.medication_change is not None:
            words = medication_name(one.medication_change)
            yield row("medicines", tr("Medicines"), one=one, words=words)
        for effect in one.side_effects:
            yield row(
                "side effect",
                kind_name(effect.kind),
                one=one,
                moment=noticed_name(effect.noticed),
                words=_effect(effect),
            )
        if not one.side_effects:
            yield row("side effect", _effects(one), one=one)
