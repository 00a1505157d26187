"""Two or three sentences that say what the numbers show, and nothing about their cause."""

from collections import Counter
from collections.abc import Sequence

from acudesk.domain.course_words import PLACES, change_words
from acudesk.domain.measure import Direction
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.practice import BaselineRule, baseline_name, latest_name
from acudesk.domain.progress import (
    MeasureProgress,
    Status,
    main_mobility,
    main_pain,
    visits,
)
from acudesk.domain.session import Session
from acudesk.domain.side_effects import kind_name
from acudesk.domain.wording import span_words
from acudesk.translation import ntr, tr

MOST_KINDS = 3
"""So many kinds of side effect are named in a sentence; the table holds them all."""


def plain_words(
    progress: Sequence[MeasureProgress], sessions: Sequence[Session]
) -> tuple[str, ...]:
    """The sentences for the patient: pain, mobility, and that records do not show a cause."""
    sentences = [_pain_sentence(main_pain(progress), sessions)]
    mobility = main_mobility(progress)
    if mobility is not None and mobility.change is not None:
        sentences.append(_mobility_sentence(mobility))
    if any(one.change is not None for one in progress):
        sentences.append(no_cause())
    return tuple(sentences)


def no_cause() -> str:
    """That records do not show a cause."""
    return tr("These records show what was felt and measured, not what caused it.")


def side_effect_words(sessions: Sequence[Session]) -> str:
    """How often each side effect was noted, or that none was, of the sessions where asked."""
    asked = [session for session in sessions if session.effects_asked]
    if not asked:
        return ""
    counts = Counter(effect.kind for session in asked for effect in session.side_effects)
    if not counts:
        return ntr(
            "Side effects: asked at {n} session, none noted.",
            "Side effects: asked at {n} sessions, none noted.",
            len(asked),
        )
    listed = ", ".join(
        ntr("{kind} once", "{kind} {n} times", count, kind=kind_name(kind).lower())
        for kind, count in counts.most_common(MOST_KINDS)
    )
    others = len(counts) - MOST_KINDS
    if others > 0:
        more = ntr("{n} other kind", "{n} other kinds", others)
        return tr("Side effects noted: {listed}, and {more}.", listed=listed, more=more)
    return tr("Side effects noted: {listed}.", listed=listed)


def _pain_sentence(pain: MeasureProgress | None, sessions: Sequence[Session]) -> str:
    if pain is None or pain.baseline is None or pain.latest is None:
        return tr("No pain score has been recorded yet.")
    name = pain.measure.name
    if pain.change is None:
        return tr(
            "{name}: {value} out of {highest} so far. "
            "A change can be shown from the next score on.",
            name=name,
            value=shown(pain.baseline, PLACES),
            highest=shown(pain.scale.highest),
        )
    return tr(
        "{over}, {name} went from {first} to {latest} out of {highest}: {change}.",
        over=_over(pain, sessions),
        name=_inside(name),
        first=_baseline_words(pain),
        latest=_latest_words(pain),
        highest=shown(pain.scale.highest),
        change=change_words(pain),
    )


def _mobility_sentence(mobility: MeasureProgress) -> str:
    assert mobility.baseline is not None and mobility.latest is not None
    unit = mobility.scale.unit
    values = {
        "name": mobility.measure.name,
        "first": shown(mobility.baseline, PLACES),
        "latest": with_unit(shown(mobility.latest, PLACES), unit),
    }
    if mobility.status == Status.WITHIN_ERROR:
        return tr(
            "{name} went from {first} to {latest}, which is within the error of the measurement.",
            **values,
        )
    better = (
        tr("less is better")
        if mobility.measure.direction == Direction.LOWER
        else tr("more is better")
    )
    return tr("{name} went from {first} to {latest} ({better}).", better=better, **values)


def _over(pain: MeasureProgress, sessions: Sequence[Session]) -> str:
    first, last = pain.readings[0].day, pain.readings[-1].day
    days = (last - first).days
    count = sum(1 for visit in visits(sessions) if first <= visit.took_place <= last)
    if not count:
        return tr("Over {span}", span=span_words(max(days, 1)))
    if not days:
        return ntr("Over {n} session", "Over {n} sessions", count)
    return ntr(
        "Over {n} session in {span}", "Over {n} sessions in {span}", count, span=span_words(days)
    )


def _baseline_words(pain: MeasureProgress) -> str:
    assert pain.baseline is not None
    value = shown(pain.baseline, PLACES)
    if pain.baseline_rule == BaselineRule.FIRST:
        return value
    return tr("{value} ({rule})", value=value, rule=baseline_name(pain.baseline_rule))


def _latest_words(pain: MeasureProgress) -> str:
    assert pain.latest is not None
    value = shown(pain.latest, PLACES)
    if pain.baseline_rule != BaselineRule.FIRST_SEVEN_DAYS:
        return value
    return tr("{value} ({rule})", value=value, rule=latest_name(pain.baseline_rule))


def _inside(name: str) -> str:
    """A measure's name inside a sentence: `Pain, last week` becomes `pain (last week)`."""
    first, comma, rest = name.partition(", ")
    return _lower_first(f"{first} ({rest})" if comma else first)


def _lower_first(name: str) -> str:
    if len(name) > 1 and name[1].isupper():
        return name
    return name[:1].lower() + name[1:]
