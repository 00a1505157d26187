"""A letter to the patient's doctor or therapist: what it says of a course, in words and figures.

It says what was asked, found and done, and never why something changed. A threshold stands in it
only with its source; what was not recorded is named as such.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from acudesk.domain.adherence import Adherence
from acudesk.domain.body_chart import MarkKind, Zone, mark_words
from acudesk.domain.course import Course, unstated_condition
from acudesk.domain.course_words import (
    change_number,
    effect_words,
    measure_words,
    progress_words,
    rule_words,
    value_words,
)
from acudesk.domain.earlier_sessions import open_before
from acudesk.domain.letter_text import LetterPart
from acudesk.domain.meanings import amount_words, cited, progress_meaning, threshold_words
from acudesk.domain.measure import Direction
from acudesk.domain.needles import confirmed, points_line
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.patient import Patient
from acudesk.domain.plain_words import no_cause
from acudesk.domain.practice import BaselineRule, Practice
from acudesk.domain.progress import MeasureProgress, Status, measure_progress, visits
from acudesk.domain.session import Moment, Session
from acudesk.domain.side_effect_rates import EffectRates
from acudesk.domain.side_effects import SideEffect, SideEffectKind, kind_name, severity_name
from acudesk.domain.text import cleaned
from acudesk.domain.today import complaint
from acudesk.domain.treatment import CoIntervention, co_intervention_name, tension_name
from acudesk.domain.wording import long_date, short_date
from acudesk.translation import ntr, tr

ADDRESSEE_LIMIT = 1_000
LINE_LIMIT = 200
TEXT_LIMIT = 20_000
NOTHING_TO_COMPARE = "–"
_UNCOMPARED = (Status.NONE, Status.SINGLE)


class LetterKind(StrEnum):
    """What a letter is for."""

    REPORT = "report"
    QUESTION = "question"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDraft:
    """A letter that can still be changed; what stands here is what will be printed.

    `addressee` is name and address in lines. `parts` are the body in its order; the table of
    measures in it is reckoned when the letter is printed. `question` is the question or the
    advice, for a letter of that kind.
    """

    patient_id: int
    course_id: int | None = None
    kind: LetterKind = LetterKind.REPORT
    addressee: str = ""
    salutation: str = ""
    parts: tuple[LetterPart, ...] = ()
    question: str = ""
    closing: str = ""

    def __post_init__(self) -> None:
        for name, limit in (("addressee", ADDRESSEE_LIMIT), ("question", TEXT_LIMIT)):
            text = cleaned(getattr(self, name), limit=limit, field=name, lines=True)
            object.__setattr__(self, name, text)
        for name in ("salutation", "closing"):
            text = cleaned(getattr(self, name), limit=LINE_LIMIT, field=name)
            object.__setattr__(self, name, text)
        parts = tuple(
            replace(part, text=cleaned(part.text, limit=TEXT_LIMIT, field="text", lines=True))
            for part in self.parts
        )
        object.__setattr__(self, "parts", parts)

    @property
    def asks(self) -> str:
        """The question or the advice that is printed; empty in a letter that only reports."""
        return "" if self.kind == LetterKind.REPORT else self.question


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """One measure in the table of a letter. `scale` is its range and which way is better, `sources`
    number what is cited for it in the notes."""

    name: str
    scale: str
    baseline: str
    baseline_day: str
    latest: str
    latest_day: str
    change: str
    status: str
    threshold: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTable:
    """The measures of a course as a letter shows them: lines, what the words mean, and the sources
    in the order of their numbers."""

    lines: tuple[MeasureLine, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def kind_title(kind: LetterKind) -> str:
    """The heading of the question or the advice in a letter."""
    return {
        LetterKind.REPORT: tr("Report"),
        LetterKind.QUESTION: tr("Question"),
        LetterKind.ADVICE: tr("Advice"),
    }[kind]


def default_addressee(patient: Patient) -> str:
    """The patient's doctor with the address, as far as they are recorded."""
    return "\n".join(filter(None, (patient.doctor_name, patient.doctor_address)))


def salutation_to(addressee: str) -> str:
    """How a letter begins: by the name in the first line of the addressee."""
    name = addressee.strip().partition("\n")[0].strip()
    return tr("Dear {name},", name=name) if name else tr("Dear colleague,")


def not_recorded() -> str:
    """What stands in a letter where the record has nothing."""
    return tr("not recorded")


# ------------------------------------------------------------------ in words


def letter_values(
    *,
    patient: Patient,
    practice: Practice,
    addressee: str,
    course: Course | None = None,
    sessions: Sequence[Session] = (),
    came: Adherence | None = None,
    rates: tuple[EffectRates, EffectRates] | None = None,
    zones: Sequence[Zone] = (),
) -> Mapping[str, str]:
    """What stands in the fields of a letter's template; `sessions` of the course are those that
    count, in the order in which they took place."""
    condition = "" if course is None else course.condition
    if course is not None and condition == unstated_condition():
        condition = ""
    values = {
        "doctor": addressee.strip().partition("\n")[0].strip(),
        "patient": patient.display_name,
        "born": "" if patient.birth_date is None else long_date(patient.birth_date),
        "number": patient.chart_number,
        "condition": complaint(condition, course.side) if course and condition else "",
        "onset": course.onset if course else "",
        "goal": course.goal if course else "",
        "course": course_text(course, sessions, came) if course and came else "",
        "findings": findings_text(sessions, zones),
        "side_effects": side_effects_text(sessions, rates) if rates else "",
        "treatment": treatment_text(sessions),
        "medicines": patient.medicines,
        "practitioner": practice.practitioner,
        "practice": practice.name,
    }
    return {name: text or not_recorded() for name, text in values.items()}


def course_text(course: Course, sessions: Sequence[Session], came: Adherence) -> str:
    """How far a course is: `4 of 10 planned sessions, from 5 January 2026 to 2 March 2026.`"""
    done = visits(sessions)
    if not done:
        words = tr("no session yet of {n} planned", n=came.planned)
    elif came.done > came.planned:
        words = tr("{done} sessions, {n} planned", done=came.done, n=came.planned)
    else:
        words = ntr(
            "{done} of {n} planned session",
            "{done} of {n} planned sessions",
            came.planned,
            done=came.done,
        )
    said = [words]
    if len(done) == 1:
        said.append(tr("on {day}", day=long_date(done[0].took_place)))
    elif done:
        said.append(
            tr(
                "from {first} to {last}",
                first=long_date(done[0].took_place),
                last=long_date(done[-1].took_place),
            )
        )
    if came.missed:
        said.append(tr("{n} missed", n=came.missed))
    if came.cancelled:
        said.append(tr("{n} cancelled", n=came.cancelled))
    if course.closed is not None:
        said.append(tr("closed on {day}", day=long_date(course.closed)))
    return tr("{words}.", words=", ".join(said))


def findings_text(sessions: Sequence[Session], zones: Sequence[Zone] = ()) -> str:
    """What was found at the last visit with an examination; empty where there was none."""
    for session in reversed(visits(sessions)):
        words = _findings(session, zones)
        if words:
            return _dated("; ".join(words), session)
    return ""


def _findings(session: Session, zones: Sequence[Zone]) -> list[str]:
    treatment = session.treatment
    words = []
    if treatment.tension is not None:
        found = tr("muscle tension {degree}", degree=tension_name(treatment.tension))
        words.append(", ".join(filter(None, (found, treatment.tension_where))))
    elif treatment.tension_where:
        words.append(tr("muscle tension: {where}", where=treatment.tension_where))
    pain = mark_words((mark for mark in session.marks if mark.kind == MarkKind.PAIN), zones)
    if pain:
        words.append(_bare(pain))
    for name, text in (
        (tr("tongue"), treatment.tongue),
        (tr("pulse"), treatment.pulse),
        (tr("pattern"), treatment.pattern),
    ):
        if text:
            words.append(tr("{name}: {text}", name=name, text=_bare(text)))
    return words


def treatment_text(sessions: Sequence[Session]) -> str:
    """The last visit in which needles went in: where, how long, and what else was done; empty
    where there was none."""
    for session in reversed(visits(sessions)):
        if confirmed(session.points):
            return _treated(session)
    return ""


def _treated(session: Session) -> str:
    treatment = session.treatment
    words = [tr("needles at {points}", points=points_line(session.points))]
    if treatment.retention_minutes:
        words.append(ntr("for {n} minute", "for {n} minutes", treatment.retention_minutes))
    if any(point.stimulation == "electrical" for point in confirmed(session.points)):
        words.append(tr("with electrical stimulation"))
    said = [", ".join(words)]
    others = [
        co_intervention_name(one)
        for one in treatment.co_interventions
        if one != CoIntervention.ADVICE
    ]
    if others:
        said.append(tr("also {others}", others=", ".join(others)))
    if treatment.advice:
        said.append(tr("advice: {advice}", advice=_bare(treatment.advice)))
    return _dated("; ".join(said), session)


def side_effects_text(sessions: Sequence[Session], rates: tuple[EffectRates, EffectRates]) -> str:
    """What was asked and noted of side effects, those that were serious, and those still open;
    empty without a session."""
    said = [effect_words(rates)]
    serious = [
        tr("{effect} ({day})", effect=_effect_name(effect), day=long_date(session.took_place))
        for session in sessions
        for effect in session.side_effects
        if effect.serious
    ]
    if serious:
        said.append(tr("Serious: {effects}.", effects="; ".join(serious)))
    still = [
        tr("{effect}, noted on {day}", effect=_effect_words(effect), day=long_date(one.took_place))
        for one, effect in open_before(sessions, None)
    ]
    if still:
        said.append(tr("Not noted as gone: {effects}.", effects="; ".join(still)))
    return " ".join(filter(None, said))


def _effect_name(effect: SideEffect) -> str:
    if effect.kind == SideEffectKind.OTHER and effect.note:
        return " ".join(effect.note.split())
    return kind_name(effect.kind)


def _effect_words(effect: SideEffect) -> str:
    severity = "" if effect.severity is None else severity_name(effect.severity)
    return ", ".join(filter(None, (_effect_name(effect), severity)))


def _dated(words: str, session: Session) -> str:
    return tr("{words} ({day}).", words=words, day=long_date(session.took_place))


def _bare(text: str) -> str:
    """A text within a sentence: in one line, without an end of its own."""
    return " ".join(text.split()).rstrip(" .;")


# ------------------------------------------------------------------ in figures


def measure_table(
    progress: Iterable[MeasureProgress], rule: BaselineRule, activities: Sequence[str] = ()
) -> MeasureTable:
    """The measures of a course, without the scores right after treatment: those say nothing of
    the course. What was due and never asked is named below them."""
    during = [one for one in progress if one.key.moment != Moment.AFTER]
    told = [_with_cited_threshold(one) for one in during if one.asked]
    never = [measure_words(one, activities) for one in during if one.gaps and not one.asked]
    sources: list[str] = []
    lines = tuple(_line(one, activities, sources) for one in told)
    compared = [one for one in told if one.status not in _UNCOMPARED]
    notes = [rule_words(rule)] if compared else []
    notes += [_meaning_note(one, sources) for one in compared]
    if never:
        notes.append(tr("Due and never asked: {measures}.", measures="; ".join(never)))
    if compared:
        notes.append(no_cause())
    return MeasureTable(lines=lines, notes=tuple(dict.fromkeys(notes)), sources=tuple(sources))


def _with_cited_threshold(one: MeasureProgress) -> MeasureProgress:
    """The same measure, without a threshold that the practice set and no source stands behind:
    in a letter nothing is judged by it."""
    if one.scale.threshold is None or one.scale.threshold_source:
        return one
    bare = replace(one.scale, threshold=None, threshold_percent=None)
    return measure_progress(
        one.measure, one.key, bare, one.readings, gaps=one.gaps, rule=one.baseline_rule
    )


def _line(one: MeasureProgress, activities: Sequence[str], sources: list[str]) -> MeasureLine:
    first, last = _days(one)
    threshold, numbers = _threshold(one, sources)
    baseline, latest = _values(one)
    return MeasureLine(
        name=measure_words(one, activities),
        scale="" if one.measure.labels else _range(one),
        baseline=baseline,
        baseline_day=first,
        latest=latest,
        latest_day=last,
        change=change_number(one),
        status=progress_words(one),
        threshold=threshold,
        sources=numbers,
    )


def _range(one: MeasureProgress) -> str:
    low = shown(one.scale.lowest)
    high = with_unit(shown(one.scale.highest), one.scale.unit)
    if one.measure.direction == Direction.LOWER:
        return tr("{low} to {high}, lower is better", low=low, high=high)
    return tr("{low} to {high}, higher is better", low=low, high=high)


def _values(one: MeasureProgress) -> tuple[str, str]:
    """Baseline and latest in words; what there is none of is named."""
    if not one.measure.compared:
        first = NOTHING_TO_COMPARE
    else:
        first = tr("not asked") if one.baseline is None else value_words(one.baseline, one)
    if one.latest is None:
        return first, tr("not asked")
    if one.measure.compared and one.change is None:
        return first, tr("no later score")
    return first, value_words(one.latest, one)


def _days(one: MeasureProgress) -> tuple[str, str]:
    """The days of baseline and latest; a mean has none of its own."""
    if not one.readings:
        return "", ""
    if one.measure.compared:
        first = one.baseline_rule == BaselineRule.FIRST
        last = one.change is not None and one.baseline_rule != BaselineRule.FIRST_SEVEN_DAYS
    else:
        first, last = False, True
    return (
        short_date(one.readings[0].day) if first else "",
        short_date(one.readings[-1].day) if last else "",
    )


def _threshold(one: MeasureProgress, sources: list[str]) -> tuple[str, tuple[int, ...]]:
    """What a change is measured against, with the numbers of the sources."""
    scale = one.scale
    said: list[str] = []
    named: list[str] = []
    if not one.measure.compared:
        return tr("asks for the change itself"), _numbers(progress_meaning(one).citations, sources)
    if scale.threshold is not None:
        said.append(threshold_words(scale))
        named += cited(scale.threshold_source)
    if scale.error is not None:
        said.append(tr("measurement error {amount}", amount=amount_words(scale.error, scale)))
        named += cited(scale.error_source)
    if not said:
        return tr("none known"), ()
    return "; ".join(said), _numbers(named, sources)


def _meaning_note(one: MeasureProgress, sources: list[str]) -> str:
    """What the status of a measure means, with the numbers of its sources."""
    about = progress_meaning(one)
    numbers = ", ".join(map(str, _numbers(about.citations, sources)))
    return tr(
        "“{words}”: {explanation} [{numbers}]",
        words=about.words,
        explanation=about.explanation,
        numbers=numbers,
    )


def _numbers(citations: Iterable[str], sources: list[str]) -> tuple[int, ...]:
    """The numbers of some sources; a new one joins the list."""
    for one in citations:
        if one not in sources:
            sources.append(one)
    return tuple(sources.index(one) + 1 for one in dict.fromkeys(citations))
