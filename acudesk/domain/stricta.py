"""The checklist of STRICTA 2010 filled in for one course (MacPherson 2010, PLoS Med 7:e1000261).

The items are named in our own words; what nobody recorded says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean

from acudesk.domain.anonymous_course import AnonymousCourse, AnonymousSession
from acudesk.domain.needles import (
    NeedledPoint,
    Response,
    Stimulation,
    response_name,
    side_mark,
    stimulation_name,
    technique_name,
)
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.treatment import CoIntervention, co_intervention_name
from acudesk.domain.wording import span_words
from acudesk.translation import ntr, tr

SOURCE = "MacPherson 2010, PLoS Med 7:e1000261"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictaItem:
    """One item of the checklist: its number, what it asks for, and what the record holds."""

    code: str
    title: str
    words: str


def stricta_items(course: AnonymousCourse) -> tuple[StrictaItem, ...]:
    """All items, 1a to 6b."""
    listed = (
        ("1a", tr("Style of acupuncture"), course.style),
        ("1b", tr("Reasons for the treatment"), _texts(course, "1b")),
        ("1c", tr("How far the treatment varied"), _varied(course)),
        ("2a", tr("Needles inserted in a session"), _insertions(course)),
        ("2b", tr("Points, on one side or both"), _points(course)),
        ("2c", tr("Depth of insertion"), _depths(course)),
        ("2d", tr("Response sought"), _responses(course)),
        ("2e", tr("Stimulation of the needles"), _stimulation(course)),
        ("2f", tr("Time that needles stayed in"), _retention(course)),
        ("2g", tr("Type of needle"), _needles(course)),
        ("3a", tr("Number of sessions"), _sessions(course)),
        ("3b", tr("Frequency and length of sessions"), _frequency(course)),
        ("4a", tr("Other care given or advised"), _other_care(course)),
        ("4b", tr("Setting, and what the patient was told"), _texts(course, "4b")),
        ("5", tr("Practitioner's training and experience"), ""),
        ("6a", tr("Reason for the comparison"), tr("none: routine care without a comparison")),
        ("6b", tr("What was compared with"), tr("none: routine care without a comparison")),
    )
    return tuple(
        StrictaItem(code=code, title=title, words=words or tr("not recorded"))
        for code, title, words in listed
    )


def _texts(course: AnonymousCourse, item: str) -> str:
    if course.texts is None:
        return _left_out(course, item)
    told: Sequence[str] = {
        "1b": course.texts.rationale,
        "1c": course.texts.changed_because,
        "4a": course.texts.advice,
        "4b": (course.texts.setting,),
    }[item]
    return "; ".join(" ".join(text.split()) for text in told if text)


def _left_out(course: AnonymousCourse, item: str) -> str:
    return tr("recorded as free text, which is left out here") if item in course.unsaid else ""


def _varied(course: AnonymousCourse) -> str:
    sets = {frozenset((p.code, p.side, p.zone) for p in one.points) for one in _needled(course)}
    if not sets:
        return _texts(course, "1c")
    words = (
        tr("the same points in every session")
        if len(sets) == 1
        else ntr("{n} set of points", "{n} different sets of points", len(sets))
    )
    return "; ".join(filter(None, (words, _texts(course, "1c"))))


def _insertions(course: AnonymousCourse) -> str:
    counts = [one.needles_in for one in course.treated]
    if not counts:
        return ""
    return tr(
        "mean {mean}, {range} in {sessions}",
        mean=shown(Decimal(str(round(mean(counts), 1)))),
        range=_range(counts),
        sessions=ntr("{n} session", "{n} sessions", len(counts)),
    )


def _points(course: AnonymousCourse) -> str:
    counts: dict[str, int] = {}
    for one in _needled(course):
        for name in dict.fromkeys(
            f"{point.code} {side_mark(point.side)}".strip() for point in one.points
        ):
            counts[name] = counts.get(name, 0) + 1
    most = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(tr("{point} ({n}×)", point=name, n=count) for name, count in most)


def _depths(course: AnonymousCourse) -> str:
    depths = [p.depth_mm for p in _each(course) if p.depth_mm is not None]
    return with_unit(_range(depths), "mm") if depths else ""


def _responses(course: AnonymousCourse) -> str:
    points = [p for p in _each(course) if p.sought is not None]
    if not points:
        return ""
    names = dict.fromkeys(response_name(p.sought) for p in points if p.sought is not None)
    words = ", ".join(names)
    wanted = [p for p in points if p.sought != Response.NONE and p.obtained is not None]
    if wanted:
        got = sum(1 for p in wanted if p.obtained)
        words = tr("{sought}; obtained at {n} of {of} points", sought=words, n=got, of=len(wanted))
    return words


def _stimulation(course: AnonymousCourse) -> str:
    found: dict[str, None] = {}
    for point in _each(course):
        if point.stimulation is None and point.technique is None:
            continue
        parts = []
        if point.stimulation is not None:
            parts.append(stimulation_name(point.stimulation))
        if point.technique is not None:
            parts.append(technique_name(point.technique))
        if point.stimulation == Stimulation.ELECTRICAL:
            parts += [
                with_unit(shown(value), unit)
                for value, unit in ((point.hertz, "Hz"), (point.milliamp, "mA"))
                if value is not None
            ]
        found[" ".join(parts)] = None
    return "; ".join(found)


def _retention(course: AnonymousCourse) -> str:
    minutes = [one.retention_minutes for one in course.treated if one.retention_minutes]
    return tr("{range} minutes", range=_range(minutes)) if minutes else ""


def _needles(course: AnonymousCourse) -> str:
    found: dict[str, None] = {}
    for one in course.treated:
        sizes = [shown(s) for s in (one.needle_diameter, one.needle_length) if s is not None]
        size = with_unit(" × ".join(sizes), "mm") if sizes else ""
        words = ", ".join(filter(None, (size, one.needle_maker)))
        if words:
            found[words] = None
    return "; ".join(found)


def _sessions(course: AnonymousCourse) -> str:
    return tr(
        "{done} of {planned} planned", done=len(course.visits), planned=course.planned_sessions
    )


def _frequency(course: AnonymousCourse) -> str:
    parts = [tr("{often} a week planned", often=shown(course.per_week))]
    if len(course.visits) > 1:
        days = course.visits[-1].day - course.visits[0].day
        parts.append(tr("{n} in {span}", n=len(course.visits), span=span_words(max(days, 1))))
    minutes = [one.minutes for one in course.visits if one.minutes]
    if minutes:
        parts.append(tr("{range} minutes each", range=_range(minutes)))
    return "; ".join(parts)


def _other_care(course: AnonymousCourse) -> str:
    found: dict[str, None] = {}
    for one in course.sessions:
        for care in one.co_interventions:
            if care != CoIntervention.ADVICE or course.texts is None:
                found[co_intervention_name(care)] = None
        for point in one.points:
            if point.moxa:
                found[tr("moxa")] = None
            if point.cupping:
                found[tr("cupping")] = None
    text = _texts(course, "4a")
    return "; ".join(filter(None, (", ".join(found), text)))


def _needled(course: AnonymousCourse) -> Iterable[AnonymousSession]:
    return [one for one in course.sessions if one.points]


def _each(course: AnonymousCourse) -> Iterable[NeedledPoint]:
    return [point for one in course.sessions for point in one.points]


def _range(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else tr("{low} to {high}", low=low, high=high)
