"""What a review says, on screen and paper: the state of each measure, the visits, side effects,
and what was decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from acudesk.domain.adherence import Adherence
from acudesk.domain.course import item_name
from acudesk.domain.course_words import (
    ARROW,
    PLACES,
    from_to_words,
    measure_wordings,
    progress_words,
    rule_words,
    source_words,
    status_words,
)
from acudesk.domain.glossary import Term, meaning
from acudesk.domain.measure import Group, Measure
from acudesk.domain.numbers import shown
from acudesk.domain.practice import BaselineRule, baseline_name, latest_name
from acudesk.domain.progress import (
    MeasureProgress,
    Status,
    main_mobility,
    main_pain,
    main_scale,
)
from acudesk.domain.review import Finding, Review, decision_words
from acudesk.domain.session import Moment, ScoreKey
from acudesk.domain.side_effect_rates import EffectRates
from acudesk.domain.wording import long_date, short_date
from acudesk.translation import ntr, tr

PGIC = "pgic"
"""The measure of the patient's impression of change, asked when a course is closed."""
MOST_SUGGESTED = 3
"""So many measures stand in the reason that is suggested."""
_ENDS = ".!?…。！？؟"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """The state of one measure: its name and status in wordings, the longest first; `numbers`
    from baseline to latest, empty for a measure that is itself a change; `source` the citations
    behind the status."""

    names: tuple[str, ...]
    numbers: str
    statuses: tuple[str, ...]
    source: str

    @property
    def text(self) -> str:
        """All of it in one line."""
        return self._line(self.names[0])

    @property
    def brief(self) -> str:
        """The same under a shorter name."""
        return self._line(self.names[min(1, len(self.names) - 1)])

    def _line(self, name: str) -> str:
        about = ", ".join(filter(None, (self.numbers, self.statuses[0])))
        return tr("{name}: {about}", name=name, about=about)


def status_lines(
    progress: Sequence[MeasureProgress], activities: Sequence[str] = ()
) -> tuple[StatusLine, ...]:
    """The state of every measure that has a score, what speaks for the course first: pain,
    mobility, function, then the others; without the scores right after treatment."""
    mobility = main_mobility(progress)
    lines: list[tuple[int, StatusLine]] = []
    seen: set[ScoreKey] = set()
    for one in progress:
        if not one.asked or one.key.moment == Moment.AFTER or one.key in seen:
            continue
        seen.add(one.key)
        main = main_scale(progress, one.key) or one
        lines.append((_rank(main, main_pain(progress), mobility), _line(main, activities)))
    return tuple(line for _, line in sorted(lines, key=lambda pair: pair[0]))


def attendance_words(visits: Adherence) -> str:
    """How the visits came: `4 of 10 sessions in 23 days, 1 missed`."""
    if visits.done > visits.planned:
        words = ntr("{n} session", "{n} sessions", visits.done)
    else:
        words = ntr(
            "{done} of {n} session", "{done} of {n} sessions", visits.planned, done=visits.done
        )
    if visits.days:
        span = ntr("{n} day", "{n} days", visits.days)
        words = tr("{sessions} in {span}", sessions=words, span=span)
    more = []
    if visits.done > visits.planned:
        more.append(tr("{n} planned", n=visits.planned))
    if visits.missed:
        more.append(tr("{n} missed", n=visits.missed))
    if visits.cancelled:
        more.append(tr("{n} cancelled", n=visits.cancelled))
    return ", ".join((words, *more))


def effect_words(asked: EffectRates) -> str:
    """At how many of the sessions where the checklist was asked side effects were noted."""
    if not asked.sessions:
        return tr("Side effects: not asked")
    if not asked.any.count:
        return ntr(
            "No side effects noted at {n} session asked",
            "No side effects noted at {n} sessions asked",
            asked.sessions,
        )
    return ntr(
        "Side effects noted at {count} of {n} session asked",
        "Side effects noted at {count} of {n} sessions asked",
        asked.sessions,
        count=asked.any.count,
    )


def suggested_reason(progress: Sequence[MeasureProgress], activities: Sequence[str] = ()) -> str:
    """What the numbers say, as a reason that the practitioner may take, change or empty; empty
    where nothing was compared."""
    compared = [one for one in progress if one.change is not None]
    lines = status_lines(compared, activities)[:MOST_SUGGESTED]
    if not lines:
        return ""
    words = "; ".join(line.brief for line in lines)
    rule = compared[0].baseline_rule
    if rule != BaselineRule.FIRST:
        words = tr(
            "{words} ({baseline}, {latest})",
            words=words,
            baseline=baseline_name(rule),
            latest=latest_name(rule),
        )
    return f"{words}."


def no_gain_words() -> str:
    """What a course without a gain is, and where the rule comes from that one is reviewed."""
    return meaning(Term.NO_GAIN).told


def review_heading(review: Review) -> str:
    """Which review it was: `Session 4, 3 August 2026`."""
    day = long_date(review.day)
    if not review.number:
        return tr("Before the first session, {day}", day=day)
    return tr("Session {n}, {day}", n=review.number, day=day)


def short_heading(review: Review) -> str:
    """The same where room is short: `Session 4, 3 Aug 2026`."""
    day = short_date(review.day)
    return tr("Session {n}, {day}", n=review.number, day=day) if review.number else day


def review_words(review: Review) -> str:
    """A review in one paragraph: which, what was decided, what changes and why."""
    decided = tr(
        "{review}: {decision}", review=review_heading(review), decision=decision_words(review)
    )
    return " ".join(sentences((decided, review.changes, review.reason)))


def sentences(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts that say something, each in one line and with an end."""
    lines = (_one_line(text) for text in texts)
    return tuple(line if line[-1] in _ENDS else f"{line}." for line in lines if line)


def found_words(
    found: Sequence[Finding], measures: Iterable[Measure], activities: Sequence[str] = ()
) -> tuple[str, ...]:
    """What was known when it was decided, a line for each measure that was compared then; below
    them the rule of the baseline where it is not the first score."""
    known = {measure.code: measure for measure in measures}
    lines = []
    for one in found:
        measure = known.get(one.measure)
        if measure is None or one.status in (Status.NONE, Status.SINGLE) or not one.latest:
            continue
        name = measure.name
        if one.item:
            item = item_name(one.item, activities)
            name = tr("{measure}, {item}", measure=measure.short_name, item=item)
        first, latest = (shown(Decimal(number), PLACES) for number in (one.baseline, one.latest))
        numbers = tr("{first} {arrow} {latest}", first=first, arrow=ARROW, latest=latest)
        about = ", ".join((numbers, status_words(one.status)))
        lines.append(tr("{name}: {about}", name=name, about=about))
    rules = {one.rule for one in found if one.rule is not None}
    return (*lines, *(rule_words(rule) for rule in rules if lines and rule != BaselineRule.FIRST))


def _one_line(text: str) -> str:
    """A text of several lines in one."""
    joined = ""
    for line in filter(None, (" ".join(part.split()) for part in text.splitlines())):
        between = "" if not joined else " " if joined[-1] in _ENDS else "; "
        joined += between + line
    return joined


def _rank(
    one: MeasureProgress, pain: MeasureProgress | None, mobility: MeasureProgress | None
) -> int:
    """How early a measure is named."""
    group = one.measure.group
    if pain is not None and one.key == pain.key:
        return 0
    if group == Group.PAIN:
        return 1 if one.key.moment == Moment.ONCE else 5
    if mobility is not None and one.key == mobility.key:
        return 2
    return {Group.FUNCTION: 3, Group.MOBILITY: 4}.get(group, 6)


def _line(one: MeasureProgress, activities: Sequence[str]) -> StatusLine:
    names = _names(one, activities)
    numbers = from_to_words(one)
    if not one.measure.compared:
        return StatusLine(names=names, numbers="", statuses=(numbers,), source=source_words(one))
    return StatusLine(
        names=names, numbers=numbers, statuses=_statuses(one), source=source_words(one)
    )


def _names(one: MeasureProgress, activities: Sequence[str]) -> tuple[str, ...]:
    name, *briefer = measure_wordings(one, activities)
    if one.key.item:
        return (name, item_name(one.key.item, activities))
    bare = one.measure.name
    if name != bare:
        return (name, *(briefer or [bare]))
    short = bare.partition(",")[0]
    shortest = min(short, one.measure.short_name, key=len)
    return tuple(dict.fromkeys((name, short, shortest)))


def _statuses(one: MeasureProgress) -> tuple[str, ...]:
    wordings = [progress_words(one), status_words(one.status)]
    if one.status == Status.REACHED_THRESHOLD:
        wordings += [tr("reached the usual threshold"), tr("threshold reached")]
    return tuple(dict.fromkeys(wordings))
