"""One session in words, in the order of the visit: the same sections for paper and screen.

The fields of treatment are those of STRICTA 2010 (MacPherson 2010, PLoS Med 7:e1000261).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from acudesk.domain.answer_words import answered_words, answers_in_words
from acudesk.domain.body_chart import MarkKind, Zone, mark_words
from acudesk.domain.course import Course, item_name
from acudesk.domain.measure import Direction, Measure, Scale
from acudesk.domain.needles import confirmed, needles_in
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.point_rows import PointRow, point_columns, point_rows
from acudesk.domain.questionnaires import Answers, Questionnaire
from acudesk.domain.screening import Answer, Consent, Override, Screening
from acudesk.domain.session import Moment, Score, ScoreKey, Session, SessionKind
from acudesk.domain.side_effects import (
    FollowUp,
    Noticed,
    SideEffect,
    causality_name,
    kind_name,
    severity_name,
)
from acudesk.domain.treatment import (
    CoIntervention,
    Treatment,
    co_intervention_name,
    driving_name,
    medication_name,
    reaction_name,
    sensation_name,
    tension_name,
)
from acudesk.domain.wording import long_date
from acudesk.translation import ntr, tr

APART = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something recorded: what it is called, what was recorded, and what explains it. Without a
    label the text stands alone."""

    label: str = ""
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the record: lines, and the points as rows below `columns`.

    `figure` says that the picture of the body chart belongs here; the lines are its words.
    """

    title: str
    lines: tuple[Line, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[PointRow, ...] = ()
    figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSources:
    """What a record needs beside its session.

    `days` are those of the patient's sessions by uid, `screening` the one that the session
    rests on, `consent` the one in force on its day; `style` and `setting` are the practice's;
    `pinyin`, `questions` and `questionnaires`
    are by code. `local` turns a moment in UTC into local time.
    """

    course: Course
    measures: tuple[Measure, ...]
    local: Callable[[datetime], datetime]
    style: str = ""
    setting: str = ""
    days: Mapping[str, date] = field(default_factory=dict)
    screening: Screening | None = None
    consent: Consent | None = None
    pinyin: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    questionnaires: Mapping[str, Questionnaire] = field(default_factory=dict)
    every_answer: bool = False


def sections(session: Session, sources: RecordSources) -> tuple[Section, ...]:
    """All that was recorded in a session; a part without content is left out."""
    treatment = session.treatment
    points = confirmed(session.points)
    names = sources.pinyin, {zone.code: zone.words for zone in sources.zones}
    found = (
        Section(title=tr("Scores"), lines=tuple(_scores(session, sources))),
        Section(title=tr("Since last time"), lines=tuple(_since(session, sources))),
        Section(title=tr("Health and consent"), lines=tuple(_health(session, sources))),
        Section(title=tr("Stops that were overridden"), lines=tuple(_overrides(session, sources))),
        Section(title=tr("Examination"), lines=tuple(_examination(treatment))),
        Section(
            title=tr("Body chart"),
            lines=tuple(_marked(session, sources.zones)),
            figure=bool(session.marks),
        ),
        Section(
            title=tr("Points"),
            lines=tuple(_waiting(session)),
            columns=point_columns(points, *names),
            rows=point_rows(points, *names),
        ),
        Section(title=tr("Needles"), lines=tuple(_needles(session, sources))),
        Section(title=tr("During and after treatment"), lines=tuple(_afterwards(session))),
        Section(title=tr("Other care and advice"), lines=tuple(_other_care(treatment))),
        Section(
            title=tr("Questionnaires"),
            lines=tuple(_answered(one, sources) for one in session.answers),
        ),
        Section(title=tr("Notes"), lines=_plain(session.notes)),
    )
    return tuple(one for one in found if one.lines or one.rows)


def sources_note(session: Session) -> str:
    """Whose items the treatment is recorded by; empty where no needle went in."""
    if not confirmed(session.points) and not session.needles_in:
        return ""
    return tr(
        "The treatment is recorded by the items of STRICTA 2010 "
        "(MacPherson 2010, PLoS Med 7:e1000261)."
    )


def _scores(session: Session, sources: RecordSources) -> Iterator[Line]:
    given = {score.key: score for score in session.scores}
    for measure in sources.measures:
        for key in measure.keys():
            score = given.pop(key, None)
            if score is not None:
                yield _score(measure, score, sources.course)
            elif key in session.due:
                yield Line(label=_asked(measure, key, sources.course), text=tr("not asked"))
    for score in given.values():
        yield Line(label=score.key.measure, text=shown(score.value))


def _score(measure: Measure, score: Score, course: Course) -> Line:
    scale = measure.scale_named(score.scale)
    text = with_unit(shown(score.value), scale.unit)
    step = score.value - scale.lowest
    if measure.labels and step == int(step) and step < len(measure.labels):
        text = tr("{value}: {words}", value=text, words=measure.labels[int(step)])
    return Line(
        label=_asked(measure, score.key, course), text=text, detail=scale_words(measure, scale)
    )


def _asked(measure: Measure, key: ScoreKey, course: Course) -> str:
    name = measure.name
    if key.item:
        name = tr("{measure}: {item}", measure=name, item=item_name(key.item, course.activities))
    if key.moment == Moment.BEFORE:
        return tr("{measure}, before treatment", measure=name)
    if key.moment == Moment.AFTER:
        return tr("{measure}, after treatment", measure=name)
    return name


def scale_words(measure: Measure, scale: Scale) -> str:
    """The range of a scale and which way is better: `0 none to 10 worst imaginable, lower is
    better`."""
    low = " ".join(part for part in (shown(scale.lowest), measure.low_words) if part)
    high = with_unit(shown(scale.highest), scale.unit)
    high = " ".join(part for part in (high, measure.high_words) if part)
    if measure.direction == Direction.LOWER:
        return tr("{low} to {high}, lower is better", low=low, high=high)
    return tr("{low} to {high}, higher is better", low=low, high=high)


def _since(session: Session, sources: RecordSources) -> Iterator[Line]:
    for one in session.follow_ups:
        yield _follow_up(one, sources)
    effects = session.effects(Noticed.SINCE)
    if effects:
        yield from map(_effect, effects)
    elif session.since_asked:
        yield Line(label=tr("New side effects"), text=tr("asked, none"))
    elif session.kind == SessionKind.VISIT and session.number != 1:
        yield Line(label=tr("Side effects since last time"), text=tr("not asked"))
    change = session.treatment.medication_change
    if change is not None:
        yield Line(
            label=tr("Medicines"),
            text=medication_name(change),
            detail=session.treatment.medication_note,
        )
    elif session.treatment.medication_note:
        yield Line(label=tr("Medicines"), text=session.treatment.medication_note)


def _follow_up(one: FollowUp, sources: RecordSources) -> Line:
    kind = kind_name(one.kind)
    day = sources.days.get(one.about)
    if day is None:
        label = tr("{effect}, noted earlier", effect=kind)
    else:
        label = tr("{effect}, noted on {day}", effect=kind, day=long_date(day))
    if not one.gone:
        text = tr("still there")
    elif one.resolved_on is None:
        text = tr("gone, day not known")
    else:
        text = tr("gone on {day}", day=long_date(one.resolved_on))
    return Line(label=label, text=text, detail=one.note)


def _effect(effect: SideEffect) -> Line:
    marks = []
    if effect.severity is not None:
        marks.append(severity_name(effect.severity))
    if effect.serious is not None:
        marks.append(tr("serious") if effect.serious else tr("not serious"))
    parts = [", ".join(marks)]
    if effect.onset:
        parts.append(tr("began: {onset}", onset=effect.onset))
    if effect.resolved_on is not None:
        parts.append(tr("gone on {day}", day=long_date(effect.resolved_on)))
    if effect.causality is not None:
        parts.append(tr("caused by treatment: {word}", word=causality_name(effect.causality)))
    text = APART.join(part for part in parts if part) or tr("noted")
    notes = [tr("done: {action}", action=effect.action)] if effect.action else []
    return Line(
        label=kind_name(effect.kind),
        text=text,
        detail="\n".join(filter(None, [*notes, effect.note])),
    )


def _health(session: Session, sources: RecordSources) -> Iterator[Line]:
    treatment, screening = session.treatment, sources.screening
    if session.kind != SessionKind.VISIT:
        return
    at = treatment.health_confirmed_at
    taken = None if screening is None else screening.at
    if at is None:
        words, detail = tr("not asked"), ""
    elif at == taken:
        words, detail = tr("screened at {time}", time=f"{sources.local(at):%H:%M}"), ""
    else:
        words = tr("confirmed unchanged at {time}", time=f"{sources.local(at):%H:%M}")
        detail = "" if taken is None else _since_screening(sources.local(taken).date())
    yield Line(label=tr("Health, medicines, implants, pregnancy"), text=words, detail=detail)
    if screening is not None:
        yield from _screened(screening, sources)
    if sources.consent is not None:
        yield _consent(sources.consent)
    elif session.needles_in:
        yield Line(label=tr("Consent"), text=tr("none on record for this day"))


def _since_screening(day: date) -> str:
    return tr("since the screening of {day}", day=long_date(day))


def _screened(screening: Screening, sources: RecordSources) -> Iterator[Line]:
    noes = 0
    for one in screening.answers:
        question = sources.questions.get(one.item) or one.item.replace("_", " ")
        if one.answer == Answer.NO and not one.note:
            noes += 1
        else:
            yield Line(label=question, text=answer_name(one.answer), detail=one.note)
    if noes:
        yield Line(
            label=tr("Answered no"), text=ntr("{n} other question", "{n} other questions", noes)
        )
    if screening.decision:
        yield Line(label=tr("Decision"), text=screening.decision)


def answer_name(answer: Answer) -> str:
    """The answer to a question of the screening, as it is called on screen and paper."""
    return {
        Answer.YES: tr("yes"),
        Answer.NO: tr("no"),
        Answer.UNKNOWN: tr("not known"),
    }[answer]


def _consent(consent: Consent) -> Line:
    text = tr("given on {day}", day=long_date(consent.given_on))
    if consent.withdrawn_on is not None:
        text = tr("{given}, withdrawn on {day}", given=text, day=long_date(consent.withdrawn_on))
    return Line(label=tr("Consent"), text=text, detail=consent.note)


def _overrides(session: Session, sources: RecordSources) -> Iterator[Line]:
    for one in session.overrides:
        yield Line(
            label=_stop(one),
            text=tr("reason: {reason}", reason=one.reason),
            detail=tr("overridden at {time}", time=f"{sources.local(one.at):%H:%M}"),
        )


def _stop(override: Override) -> str:
    words = override.words or override.rule.replace("_", " ")
    about = "" if override.about.lower() in words.lower() else override.about
    return APART.join(part for part in (about, words) if part)


def _examination(treatment: Treatment) -> Iterator[Line]:
    if treatment.tension is not None:
        yield Line(
            label=tr("Muscle tension"),
            text=tension_name(treatment.tension),
            detail=treatment.tension_where,
        )
    elif treatment.tension_where:
        yield Line(label=tr("Muscle tension"), text=treatment.tension_where)
    yield from _named(
        (tr("Tongue"), treatment.tongue),
        (tr("Pulse"), treatment.pulse),
        (tr("Pattern"), treatment.pattern),
        (tr("Rationale"), treatment.rationale),
        (tr("Changed because"), treatment.changed_because),
    )


def _marked(session: Session, zones: Sequence[Zone]) -> Iterator[Line]:
    for kind in MarkKind:
        words = mark_words((mark for mark in session.marks if mark.kind == kind), zones)
        if words:
            yield Line(text=words)


def _waiting(session: Session) -> Iterator[Line]:
    waiting = [point.code for point in session.points if point.carried_over]
    if waiting:
        yield Line(label=tr("From last time, not confirmed"), text=", ".join(waiting))


def _needles(session: Session, sources: RecordSources) -> Iterator[Line]:
    treatment = session.treatment
    put_in, out = session.needles_in, treatment.needles_out
    if put_in or out:
        yield _count(session, put_in, out)
    if treatment.count_reason:
        yield Line(label=tr("Reason for the difference"), text=treatment.count_reason)
    yield from _named(
        (tr("Needle"), _needle(treatment)),
        (tr("Lot number"), treatment.needle_lot),
        (tr("Needles stayed in"), _retention(treatment, sources)),
        (tr("Sensations"), ", ".join(map(sensation_name, treatment.sensations))),
    )


def _count(session: Session, put_in: int, out: int | None) -> Line:
    if out is None:
        text = tr("{into} in, not counted out", into=put_in)
    elif out == put_in:
        text = tr("{into} in, {out} out", into=put_in, out=out)
    else:
        text = tr("{into} in, {out} out: the count does not match", into=put_in, out=out)
    by_points = needles_in(session.points)
    by_hand = session.treatment.needles_in is not None and by_points != put_in
    detail = tr("counted by hand; the points say {n}", n=by_points) if by_hand else ""
    return Line(label=tr("Counted"), text=text, detail=detail)


def _needle(treatment: Treatment) -> str:
    sizes = [
        shown(size)
        for size in (treatment.needle_diameter, treatment.needle_length)
        if size is not None
    ]
    size = with_unit(" × ".join(sizes), "mm") if sizes else ""
    if size and treatment.needle_length is None:
        size = tr("diameter {size}", size=size)
    elif size and treatment.needle_diameter is None:
        size = tr("length {size}", size=size)
    return ", ".join(part for part in (size, treatment.needle_maker) if part)


def _retention(treatment: Treatment, sources: RecordSources) -> str:
    parts = []
    if treatment.retention_minutes is not None:
        parts.append(ntr("{n} minute", "{n} minutes", treatment.retention_minutes))
    if treatment.timer_started_at is not None:
        at = sources.local(treatment.timer_started_at)
        parts.append(tr("from {time}", time=f"{at:%H:%M}"))
    return " ".join(parts)


def _afterwards(session: Session) -> Iterator[Line]:
    treatment = session.treatment
    effects = session.effects(Noticed.DURING)
    if effects:
        yield from map(_effect, effects)
    elif session.kind == SessionKind.VISIT or session.side_effects_asked:
        asked = tr("asked, none") if session.side_effects_asked else tr("not asked")
        yield Line(label=tr("Side effects"), text=asked)
    yield from _named(
        (tr("Driving"), "" if treatment.driving is None else driving_name(treatment.driving)),
        (tr("Welcome reactions"), ", ".join(map(reaction_name, treatment.reactions))),
    )


def _other_care(treatment: Treatment) -> Iterator[Line]:
    others = [one for one in treatment.co_interventions if one != CoIntervention.ADVICE]
    yield from _named((tr("Other care"), ", ".join(map(co_intervention_name, others))))
    if treatment.advice or CoIntervention.ADVICE in treatment.co_interventions:
        yield Line(label=tr("Advice"), text=treatment.advice or tr("given"))


def _answered(answers: Answers, sources: RecordSources) -> Line:
    asked = sources.questionnaires.get(answers.questionnaire)
    text = answered_words(answers, asked)
    details = [] if answers.finished else [tr("not finished")]
    if sources.every_answer:
        text = "\n".join((text, *answers_in_words(answers, asked, sources.course.activities)))
        details += [] if asked is None else [asked.attribution]
    title = answers.questionnaire.replace("_", " ") if asked is None else asked.title
    return Line(label=title, text=text, detail="\n".join(details))


def _named(*pairs: tuple[str, str]) -> Iterator[Line]:
    return (Line(label=label, text=text) for label, text in pairs if text)


def _plain(text: str) -> tuple[Line, ...]:
    return (Line(text=text),) if text else ()
