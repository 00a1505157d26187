"""The one table of sentences that a person reads about a course, on screen and in the console.

What they mean, and on whose word, stands in `meanings` (the status of a measure) and `glossary`
(everything else). The patient's sentences are built from these in `plain_words`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from acudesk.domain.adherence import Adherence
from acudesk.domain.course import item_name
from acudesk.domain.glossary import Term, meaning
from acudesk.domain.intervals import Share
from acudesk.domain.meanings import amount_words, progress_meaning, status_meaning, threshold_words
from acudesk.domain.measure import Group, Scale
from acudesk.domain.numbers import shown, shown_signed, with_unit
from acudesk.domain.places import listed, places_words
from acudesk.domain.practice import BaselineRule, baseline_name, latest_name
from acudesk.domain.progress import Gap, MeasureProgress, Status
from acudesk.domain.session import Moment, Session
from acudesk.domain.side_effect_rates import EffectRates
from acudesk.domain.side_effects import kind_name
from acudesk.domain.slope import CONFIDENCE, Slope
from acudesk.domain.treatment import MedicationChange, medication_name
from acudesk.domain.within_session import WithinSession
from acudesk.domain.wording import span_words
from acudesk.translation import ntr, tr

PLACES = 2
"""Decimals in a sentence: first, latest and change must agree to the reader's eye."""
ARROW = "→"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseLine:
    """One line about a course: what it is about, what is said of it, and `more` for those who
    want to know."""

    term: Term
    heading: str
    words: str
    more: str = ""

    @property
    def source(self) -> str:
        """What more there is, and the meaning of the line with its sources: for a hover."""
        return "\n".join(filter(None, (self.more, meaning(self.term).told)))


# ------------------------------------------------------------------ one measure


def status_words(status: Status, scale: Scale | None = None) -> str:
    """A status as it is called on screen and paper.

    With a scale that has a threshold, a change short of it says so.
    """
    return status_meaning(status, scale).words


def progress_words(progress: MeasureProgress) -> str:
    """The status of a measure in a course, in words."""
    return progress_meaning(progress).words


def source_words(progress: MeasureProgress) -> str:
    """What stands behind the words about one measure: their meaning, the threshold and the error
    with their sources, a line each."""
    scale, about = progress.scale, progress_meaning(progress)
    figures = []
    if scale.threshold is not None:
        figures.append(
            tr(
                "Usual threshold: {threshold}. {source}",
                threshold=threshold_words(scale),
                source=scale.threshold_source,
            ).rstrip()
        )
    if scale.error is not None:
        figures.append(
            tr(
                "Error of measurement: {error}. {source}",
                error=amount_words(scale.error, scale),
                source=scale.error_source,
            ).rstrip()
        )
    lines = [about.explanation if figures else about.told, *figures]
    if progress.measure.group == Group.MOBILITY:
        lines.append(meaning(Term.MOBILITY).told)
    if progress.key.moment == Moment.AFTER:
        lines.append(meaning(Term.WITHIN_SESSION).told)
    return "\n".join(lines)


def measure_words(
    progress: MeasureProgress, activities: Sequence[str] = (), *, short: bool = False
) -> str:
    """What was asked: the measure, when in a session, of which activity, on which scale.

    `short` keeps the patient's words in sight where the room is narrow.
    """
    measure = progress.measure
    parts = [measure.short_name if short and progress.key.item else measure.name]
    if progress.key.moment == Moment.BEFORE:
        parts.append(tr("before treatment"))
    if progress.key.moment == Moment.AFTER:
        parts.append(tr("after treatment"))
    if progress.key.item:
        parts.append(item_name(progress.key.item, activities))
    return ", ".join((*parts, *_other_scale(progress)))


def measure_wordings(progress: MeasureProgress, activities: Sequence[str] = ()) -> tuple[str, ...]:
    """The same, the longest first: what tells two lines of one measure apart is in all of them."""
    name = measure_words(progress, activities, short=True)
    apart = _other_scale(progress)
    if not apart or progress.key.item or progress.key.moment != Moment.ONCE:
        return (name,)
    return (name, ", ".join((progress.measure.name.partition(",")[0], *apart)))


def _other_scale(progress: MeasureProgress) -> tuple[str, ...]:
    """The scale, where it is not the usual one of the measure."""
    scale = progress.scale
    if scale.code == progress.measure.scale.code:
        return ()
    most = with_unit(shown(scale.highest), scale.unit)
    return (tr("{lowest} to {highest}", lowest=shown(scale.lowest), highest=most),)


def value_words(value: Decimal, progress: MeasureProgress, *, unit: bool = True) -> str:
    """A value of a measure: its own word on a scale of few steps, else the number and its unit."""
    labels, scale = progress.measure.labels, progress.scale
    place = value - scale.lowest
    if labels and place == int(place) and 0 <= place < len(labels):
        return labels[int(place)]
    number = shown(value, PLACES)
    return with_unit(number, scale.unit) if unit else number


def from_to_words(progress: MeasureProgress) -> str:
    """`8 → 3`, `22 → 12.5 cm`; the latest alone where nothing is compared; empty without any."""
    if progress.latest is None:
        return "" if progress.baseline is None else value_words(progress.baseline, progress)
    latest = value_words(progress.latest, progress)
    if progress.baseline is None or progress.change is None:
        return latest
    first = value_words(progress.baseline, progress, unit=False)
    return tr("{first} {arrow} {latest}", first=first, arrow=ARROW, latest=latest)


def change_words(progress: MeasureProgress) -> str:
    """The change in words: `5 points lower (63 %)`, `9.5 cm less`; empty without one."""
    if progress.change is None:
        return ""
    words = _difference(progress.change, progress.scale)
    if progress.change and progress.percent is not None:
        percent = shown(abs(progress.percent), 0)
        words = tr("{words} ({percent} %)", words=words, percent=percent)
    return words


def change_number(progress: MeasureProgress) -> str:
    """The change in figures: `−5 (−63 %)`, `+1`, `0`; empty without one."""
    if progress.change is None:
        return ""
    number = shown_signed(progress.change, PLACES)
    if progress.change and progress.percent is not None:
        percent = shown_signed(progress.percent, 0)
        return tr("{change} ({percent} %)", change=number, percent=percent)
    return number


def slope_words(progress: MeasureProgress) -> str:
    """The trend a week with its interval, or that there are too few scores for one; empty without
    two scores of different days."""
    slope = progress.slope()
    if slope is None:
        return ""
    size = _number(slope.per_week)
    amount = amount_words(abs(size), progress.scale, PLACES)
    sign = shown_signed(size, PLACES)[:1] if size else ""
    words = tr("{sign}{amount} a week", sign="" if sign.isdigit() else sign, amount=amount)
    interval = interval_words(slope)
    if interval:
        return tr(
            "{words} ({percent} % interval {interval})",
            words=words,
            percent=round(CONFIDENCE * 100),
            interval=interval,
        )
    return tr("{words}, {few}", words=words, few=too_few())


def slope_numbers(progress: MeasureProgress) -> tuple[str, ...]:
    """The trend in few figures, the longest wording first: `−0.5 a week (−0.7 to −0.3)`."""
    slope = progress.slope()
    if slope is None:
        return ()
    size = tr("{n} a week", n=shown_signed(_number(slope.per_week), PLACES))
    interval = interval_words(slope)
    if interval:
        return (tr("{slope} ({interval})", slope=size, interval=interval), size)
    return (tr("{slope}, {few}", slope=size, few=too_few()), too_few())


def interval_words(slope: Slope) -> str:
    """`−0.7 to −0.3`; empty where there are too few scores for an interval."""
    if not slope.is_interval or slope.low is None or slope.high is None:
        return ""
    return tr(
        "{low} to {high}",
        low=shown_signed(_number(slope.low), PLACES),
        high=shown_signed(_number(slope.high), PLACES),
    )


def too_few() -> str:
    """That a trend has no interval."""
    return tr("too few scores for a trend interval")


def asked_words(progress: MeasureProgress) -> str:
    """How often it was asked and how often not: `asked 12 · missing 1`."""
    if not progress.missing:
        return tr("asked {n}", n=progress.asked)
    if not progress.asked:
        return tr("missing {n}", n=progress.missing)
    return tr("asked {n} · missing {missing}", n=progress.asked, missing=progress.missing)


def missing_words(gaps: Sequence[Gap]) -> str:
    """Where a measure was due and not asked: `not asked at sessions 3 and 7`; empty for none."""
    places = places_words((gap.number, gap.day) for gap in gaps)
    return tr("not asked {places}", places=places) if places else ""


def row_words(progress: MeasureProgress, activities: Sequence[str] = ()) -> str:
    """Everything about one measure as one sentence that can be read aloud."""
    name = measure_words(progress, activities)
    if not progress.asked:
        said = [progress_words(progress)]
    elif progress.change is None:
        said = [from_to_words(progress), progress_words(progress)]
    else:
        assert progress.baseline is not None and progress.latest is not None
        moved = tr(
            "from {first} to {latest}",
            first=value_words(progress.baseline, progress, unit=False),
            latest=value_words(progress.latest, progress),
        )
        said = [f"{moved}, {change_words(progress)}", progress_words(progress)]
    said.append(slope_words(progress))
    if progress.asked:
        said.append(ntr("asked {n} time", "asked {n} times", progress.asked))
    said.append(missing_words(progress.gaps))
    return tr("{name}: {said}.", name=name, said="; ".join(filter(None, said)))


def rule_words(rule: BaselineRule) -> str:
    """What is compared with what, once below the numbers."""
    return tr(
        "Baseline: {baseline}. Against it: {latest}.",
        baseline=baseline_name(rule),
        latest=latest_name(rule),
    )


# ------------------------------------------------------------------- the course


def course_lines(
    progress: Sequence[MeasureProgress],
    within: Sequence[WithinSession],
    visits: Adherence,
    rates: tuple[EffectRates, EffectRates],
    sessions: Sequence[Session],
) -> tuple[CourseLine, ...]:
    """What is said of a course beside its measures; a part without content is left out."""
    lines = [
        CourseLine(
            term=Term.WITHIN_SESSION, heading=tr("Right after treatment"), words=within_words(one)
        )
        for one in within
    ]
    lines.append(
        CourseLine(
            term=Term.VISITS,
            heading=tr("Visits"),
            words=adherence_words(visits),
            more=frequency_words(visits),
        )
    )
    effects = effect_words(rates)
    if effects:
        lines.append(CourseLine(term=Term.SIDE_EFFECTS, heading=tr("Side effects"), words=effects))
    medicines = medicine_words(progress, sessions)
    if medicines:
        lines.append(CourseLine(term=Term.MEDICINES, heading=tr("Medicines"), words=medicines))
    return tuple(lines)


def within_words(within: WithinSession) -> str:
    """The change inside the sessions, and that it is no other: `Pain now, 1.5 points lower on
    average over 9 sessions; that is not the change over the course.`"""
    return ntr(
        "{name}, {change} at {n} session; that is not the change over the course.",
        "{name}, {change} on average over {n} sessions; that is not the change over the course.",
        len(within.pairs),
        name=within.measure.name,
        change=_difference(within.mean_change, within.scale),
    )


def adherence_words(visits: Adherence) -> str:
    """How the visits came: `8 of 10 planned sessions in 6 weeks, every 5 days (median); 1 gap of
    21 days before session 6.`"""
    more = visits.done > visits.planned
    if not visits.done:
        words = tr("No session yet of {n} planned", n=visits.planned)
    elif more:
        words = ntr("{n} session", "{n} sessions", visits.done)
    else:
        words = ntr(
            "{done} of {n} planned session",
            "{done} of {n} planned sessions",
            visits.planned,
            done=visits.done,
        )
    if visits.days:
        words = tr("{words} in {span}", words=words, span=span_words(visits.days))
    if more:
        words = tr("{words}, {n} planned", words=words, n=visits.planned)
    if visits.median_days and visits.done > 2:
        days = _number(visits.median_days)
        words = tr("{words}, {every}", words=words, every=_every(days))
    said = [words, _gap_words(visits)]
    if visits.missed:
        said.append(ntr("{n} visit missed", "{n} visits missed", visits.missed))
    if visits.cancelled:
        said.append(ntr("{n} visit cancelled", "{n} visits cancelled", visits.cancelled))
    return tr("{words}.", words="; ".join(filter(None, said)))


def frequency_words(visits: Adherence) -> str:
    """How often the visits came beside the plan: `1.4 visits a week, 2 planned.`"""
    if visits.per_week is None:
        return ""
    often = _number(visits.per_week)
    number = shown(often, 1)
    planned = shown(visits.planned_per_week, PLACES)
    if number == "1":
        return tr("1 visit a week, {planned} planned.", planned=planned)
    return tr("{n} visits a week, {planned} planned.", n=number, planned=planned)


def effect_words(rates: tuple[EffectRates, EffectRates]) -> str:
    """At how many sessions side effects were noted, with the interval where they were asked; the
    sessions where nobody asked stand apart. Empty without a session."""
    asked, other = rates
    said = []
    if asked.sessions:
        said.append(_asked_rate(asked))
        said += [
            tr("{kind} at {n}", kind=kind_name(one.kind).lower(), n=one.share.count)
            for one in asked.kinds
        ]
        said = [tr("{words}.", words=f"{said[0]}: {', '.join(said[1:])}" if said[1:] else said[0])]
    if other.any.count:
        said.append(
            ntr(
                "Noted at {count} of {n} session where the checklist was not asked.",
                "Noted at {count} of {n} sessions where the checklist was not asked.",
                other.sessions,
                count=other.any.count,
            )
        )
    elif other.sessions:
        said.append(
            ntr(
                "Not asked at {n} session: not known there.",
                "Not asked at {n} sessions: not known there.",
                other.sessions,
            )
        )
    return " ".join(said)


def medicine_words(progress: Sequence[MeasureProgress], sessions: Sequence[Session]) -> str:
    """The doses over the course, and at which sessions medicines were changed; empty where
    neither was asked."""
    said = [
        tr("{name}, {change}", name=one.measure.name, change=change_words(one))
        if one.change is not None
        else tr("{name}, {value}", name=one.measure.name, value=from_to_words(one))
        for one in progress
        if one.measure.group == Group.MEDICINES and one.asked
    ]
    at: dict[MedicationChange, list[tuple[int | None, date]]] = {}
    for session in sessions:
        change = session.treatment.medication_change
        if change is not None:
            at.setdefault(change, []).append((session.number, session.took_place))
    changed = [change for change in at if change != MedicationChange.UNCHANGED]
    said += [
        tr("{change} {places}", change=medication_name(change), places=places_words(at[change]))
        for change in changed
    ]
    if at and not changed:
        said.append(
            ntr(
                "unchanged, asked at {n} session",
                "unchanged, asked at {n} sessions",
                len(at[MedicationChange.UNCHANGED]),
            )
        )
    words = "; ".join(said)
    return tr("{words}.", words=words[:1].upper() + words[1:]) if said else ""


def share_words(share: Share) -> str:
    """A share with its interval: `25 % (95 % interval 9 to 53 %)`; empty of nothing."""
    if share.share is None or share.low is None or share.high is None:
        return ""
    return tr(
        "{share} % ({sure} % interval {low} to {high} %)",
        share=_percent(share.share),
        sure=round(CONFIDENCE * 100),
        low=_percent(share.low),
        high=_percent(share.high),
    )


# ------------------------------------------------------------------------ parts


def _difference(change: Decimal, scale: Scale) -> str:
    if not change:
        return tr("no change")
    amount = amount_words(abs(change), scale, PLACES)
    if scale.unit in ("", "%"):
        if change < 0:
            return tr("{amount} lower", amount=amount)
        return tr("{amount} higher", amount=amount)
    if change < 0:
        return tr("{amount} less", amount=amount)
    return tr("{amount} more", amount=amount)


def _every(days: Decimal) -> str:
    if days == 1:
        return tr("every day (median)")
    return tr("every {n} days (median)", n=shown(days, 1))


def _gap_words(visits: Adherence) -> str:
    gaps = [
        ntr(
            "{n} day before session {number}",
            "{n} days before session {number}",
            gap.days,
            number=gap.number,
        )
        for gap in visits.gaps
    ]
    if len(gaps) == 1:
        return tr("1 gap of {days}", days=gaps[0])
    return tr("{n} gaps: {days}", n=len(gaps), days=listed(gaps)) if gaps else ""


def _asked_rate(asked: EffectRates) -> str:
    share = share_words(asked.any)
    if not asked.any.count:
        return ntr(
            "None noted at {n} session where asked, {share}",
            "None noted at {n} sessions where asked, {share}",
            asked.sessions,
            share=share,
        )
    return ntr(
        "At {count} of {n} session where asked, {share}",
        "At {count} of {n} sessions where asked, {share}",
        asked.sessions,
        count=asked.any.count,
        share=share,
    )


def _percent(share: float) -> str:
    return shown(_number(share) * 100, 0)


def _number(value: float) -> Decimal:
    """A computed number without the last digits of binary arithmetic."""
    return Decimal(str(round(value, 9)))
