"""What a session says in one field, short enough for a cell of a table.

What was due and was not asked stands apart from what was not due and from "asked, none".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from acudesk.domain.needles import (
    confirmed,
    needles_in,
    points_line,
    stimulation_name,
    technique_name,
)
from acudesk.domain.review import Review, decision_words
from acudesk.domain.session import Session, SessionKind
from acudesk.domain.side_effects import (
    FollowUp,
    Noticed,
    SideEffect,
    SideEffectKind,
    kind_name,
    severity_name,
)
from acudesk.domain.treatment import (
    CoIntervention,
    co_intervention_name,
    driving_name,
    medication_name,
    reaction_name,
    sensation_name,
    tension_name,
)
from acudesk.domain.wording import short_date, span_words
from acudesk.translation import ntr, tr

DASH = "–"


class RowGroup(StrEnum):
    """Which rows stand below one heading, in this order."""

    VISIT = "visit"
    PAIN = "pain"
    MOBILITY = "mobility"
    FUNCTION = "function"
    WELLBEING = "wellbeing"
    MEDICINES = "medicines"
    EXAMINATION = "examination"
    TREATMENT = "treatment"
    SIDE_EFFECTS = "side_effects"
    AFTERWARDS = "afterwards"
    RECORD = "record"


class CellState(StrEnum):
    """What a cell says: something; "asked, none"; "due and not asked"; nothing was due."""

    VALUE = "value"
    NONE = "none"
    NOT_ASKED = "not_asked"
    EMPTY = "empty"


class Turn(StrEnum):
    """Which way a score went; inside the error of measurement nothing is claimed."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    WITHIN_ERROR = "within_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A score beside the one before it: the difference in points, and what that means.

    `since` names the session of that score where a visit without one lies between; else it is
    empty: the session before.
    """

    difference: Decimal
    turn: Turn
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One field of one session; `whole` is all of it where `text` is only its beginning or its
    sum."""

    text: str = ""
    state: CellState = CellState.EMPTY
    whole: str = ""
    change: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionField:
    """A row before it is filled: how its cell comes from a session. `wordy` says that its cells
    are words rather than numbers, `explains` that they say why a session does not count."""

    group: RowGroup
    label: str
    cell: Callable[[Session], Cell]
    wordy: bool = False
    explains: bool = False


EMPTY = Cell()


def not_asked() -> Cell:
    """Due, and nobody asked."""
    return Cell(text=DASH, state=CellState.NOT_ASKED, whole=tr("due, not asked"))


def asked_none() -> Cell:
    """Asked, and there was none."""
    return Cell(text=tr("none"), state=CellState.NONE, whole=tr("asked, none"))


def value(text: str, whole: str = "") -> Cell:
    """Something recorded; an empty text makes an empty cell."""
    if not text:
        return EMPTY
    return Cell(text=text, state=CellState.VALUE, whole="" if whole == text else whole)


def first_line(text: str) -> Cell:
    """A text of several lines by its first one."""
    return value(text.partition("\n")[0].strip(), text)


def session_fields(
    reviews: Mapping[int, Sequence[Review]], gaps: Mapping[int, int]
) -> tuple[SessionField, ...]:
    """All fields but the scores, in the order of the visit; `reviews` and the days of `gaps`
    are by session."""
    visit, treatment = RowGroup.VISIT, RowGroup.TREATMENT

    def plain(
        group: RowGroup, label: str, cell: Callable[[Session], Cell], *, wordy: bool = True
    ) -> SessionField:
        return SessionField(group=group, label=label, cell=cell, wordy=wordy)

    return (
        plain(visit, tr("Time since the visit before"), lambda one: _gap(one, gaps), wordy=False),
        plain(visit, tr("Minutes"), lambda one: _number(one.minutes), wordy=False),
        plain(RowGroup.MEDICINES, tr("Change of medicines"), _medicines),
        plain(RowGroup.EXAMINATION, tr("Muscle tension, palpated"), _tension),
        plain(RowGroup.EXAMINATION, tr("Tongue"), lambda one: first_line(one.treatment.tongue)),
        plain(RowGroup.EXAMINATION, tr("Pulse"), lambda one: first_line(one.treatment.pulse)),
        plain(RowGroup.EXAMINATION, tr("Pattern"), lambda one: first_line(one.treatment.pattern)),
        plain(treatment, tr("Points"), _points, wordy=False),
        plain(treatment, tr("Needles in"), _needles, wordy=False),
        plain(treatment, tr("Needles stayed in, minutes"), _retention, wordy=False),
        plain(treatment, tr("Technique"), _technique),
        plain(treatment, tr("Stimulation"), _stimulation),
        plain(treatment, tr("Moxa, cupping"), _warmth),
        plain(treatment, tr("Sensations"), _sensations),
        plain(treatment, tr("Other care"), _other_care),
        plain(RowGroup.SIDE_EFFECTS, tr("During or after treatment"), _during),
        plain(RowGroup.SIDE_EFFECTS, tr("New since last time"), _since),
        plain(RowGroup.SIDE_EFFECTS, tr("Noted earlier"), _followed),
        plain(RowGroup.AFTERWARDS, tr("Reactions"), _reactions),
        plain(RowGroup.AFTERWARDS, tr("Driving"), _driving),
        plain(RowGroup.AFTERWARDS, tr("Advice"), _advice),
        plain(RowGroup.RECORD, tr("Notes"), lambda one: first_line(one.notes)),
        plain(RowGroup.RECORD, tr("Addenda"), _addenda),
        plain(RowGroup.RECORD, tr("Review"), lambda one: _reviewed(reviews.get(one.id, ()))),
        replace(plain(RowGroup.RECORD, tr("Entered in error"), _mistake), explains=True),
    )


def _gap(session: Session, gaps: Mapping[int, int]) -> Cell:
    days = gaps.get(session.id)
    if days is None:
        return EMPTY
    return value(span_words(days), ntr("{n} day without a visit", "{n} days without a visit", days))


def _number(number: int | None) -> Cell:
    return EMPTY if number is None else value(str(number))


def _medicines(session: Session) -> Cell:
    change, note = session.treatment.medication_change, session.treatment.medication_note
    words = "" if change is None else medication_name(change)
    return first_line(": ".join(filter(None, (words, note))))


def _tension(session: Session) -> Cell:
    treatment = session.treatment
    words = "" if treatment.tension is None else tension_name(treatment.tension)
    return value(", ".join(filter(None, (words, treatment.tension_where))))


def _points(session: Session) -> Cell:
    points = confirmed(session.points)
    return value(str(len(points)), points_line(points)) if points else EMPTY


def _needles(session: Session) -> Cell:
    """How many went in; where another number came out, that as well."""
    into, out = session.needles_in, session.treatment.needles_out
    if not into and not out:
        return EMPTY
    if out is None:
        words = tr("{into} in, not counted out", into=into)
    else:
        words = tr("{into} in, {out} out", into=into, out=out)
    parts = [words]
    if session.treatment.needles_in is not None and needles_in(session.points) != into:
        parts.append(tr("counted by hand; the points say {n}", n=needles_in(session.points)))
    parts.append(session.treatment.count_reason)
    text = str(into) if out is None or out == into else words
    return value(text, "\n".join(filter(None, parts)))


def _retention(session: Session) -> Cell:
    return _number(session.treatment.retention_minutes)


def _technique(session: Session) -> Cell:
    points = confirmed(session.points)
    return value(_counted(technique_name(p.technique) for p in points if p.technique is not None))


def _stimulation(session: Session) -> Cell:
    points = confirmed(session.points)
    named = (p.stimulation for p in points if p.stimulation is not None)
    return value(_counted(map(stimulation_name, named)))


def _warmth(session: Session) -> Cell:
    points = confirmed(session.points)
    named = [tr("moxa") for point in points if point.moxa]
    return value(_counted(named + [tr("cupping") for point in points if point.cupping]))


def _counted(words: Iterable[str]) -> str:
    """Each word with the number of points it was said of, the most frequent first."""
    return ", ".join(
        tr("{words} {n}", words=word, n=count) for word, count in Counter(words).most_common()
    )


def _sensations(session: Session) -> Cell:
    return value(", ".join(map(sensation_name, session.treatment.sensations)))


def _other_care(session: Session) -> Cell:
    others = (one for one in session.treatment.co_interventions if one != CoIntervention.ADVICE)
    return value(", ".join(map(co_intervention_name, others)))


def _during(session: Session) -> Cell:
    effects = session.effects(Noticed.DURING)
    due = session.kind == SessionKind.VISIT
    return _effects(effects, asked=session.side_effects_asked, due=due)


def _since(session: Session) -> Cell:
    """The first visit has no last time."""
    effects = session.effects(Noticed.SINCE)
    due = session.kind == SessionKind.VISIT and session.number != 1
    return _effects(effects, asked=session.since_asked, due=due)


def _effects(effects: Sequence[SideEffect], *, asked: bool, due: bool) -> Cell:
    if effects:
        return value("; ".join(map(_effect, effects)))
    if asked:
        return asked_none()
    return not_asked() if due else EMPTY


def _effect(effect: SideEffect) -> str:
    said = effect.kind == SideEffectKind.OTHER and effect.note
    parts = [effect.note.partition("\n")[0] if said else kind_name(effect.kind)]
    if effect.severity is not None:
        parts.append(severity_name(effect.severity))
    if effect.serious:
        parts.append(tr("serious"))
    return ", ".join(parts)


def _followed(session: Session) -> Cell:
    return value("; ".join(map(_follow_up, session.follow_ups)))


def _follow_up(one: FollowUp) -> str:
    if one.gone:
        return tr("{effect} gone", effect=kind_name(one.kind))
    return tr("{effect} still there", effect=kind_name(one.kind))


def _reactions(session: Session) -> Cell:
    return value(", ".join(map(reaction_name, session.treatment.reactions)))


def _driving(session: Session) -> Cell:
    settled = session.treatment.driving
    return EMPTY if settled is None else value(driving_name(settled))


def _advice(session: Session) -> Cell:
    treatment = session.treatment
    given = tr("given") if CoIntervention.ADVICE in treatment.co_interventions else ""
    return first_line(treatment.advice or given)


def _addenda(session: Session) -> Cell:
    reasons = "; ".join(one.reason.partition("\n")[0] for one in session.addenda)
    texts = (
        tr(
            "{day}, {reason}: {text}",
            day=short_date(one.written_at.astimezone().date()),
            reason=one.reason,
            text=one.text,
        )
        for one in session.addenda
    )
    return value(reasons, "\n".join(texts))


def _reviewed(reviews: Sequence[Review]) -> Cell:
    words = [decision_words(review) for review in reviews]
    said = [
        ": ".join(filter(None, (word, review.changes, review.reason)))
        for word, review in zip(words, reviews, strict=True)
    ]
    return value("; ".join(words), "\n".join(said))


def _mistake(session: Session) -> Cell:
    return EMPTY if session.error is None else first_line(session.error.reason)
