"""What a progress chart shows, before anything is drawn: panels, series, gaps and marks."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median

from acudesk.domain.adherence import VisitGap
from acudesk.domain.course import item_name
from acudesk.domain.measure import Direction, Due, Group, Measure
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import MeasureProgress, Reading, course_progress
from acudesk.domain.review import Review, decision_words
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effects import kind_name
from acudesk.domain.treatment import MedicationChange, medication_name
from acudesk.translation import ntr, tr

LONGEST_DAYS = 28
"""A line joins two scores over a longer time only where that is usual in the course."""
FULL_RANGE = 24
"""Scales up to this long are drawn whole; longer ones around their data."""
ONE_LOOK = 3
"""So many panels are seen at one look. With more of them the marks stand below the first: what
happened on the way is read beside the pain, without scrolling."""

SUBSTANTIAL_SOURCE = "Dworkin 2008, J Pain 9:105-121"
"""At least 30 % less pain is called moderate, at least 50 % substantial improvement (IMMPACT)."""


class Axis(StrEnum):
    """What the shared axis counts."""

    DATE = "date"
    NUMBER = "number"


class Role(StrEnum):
    """How a line is drawn: the main line, a second one beside it, the before and after pair."""

    MAIN = "main"
    SECOND = "second"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place on the axis: `value` None is a gap, where the measure was due and not asked.

    `apart` says that no line leads here from the place before: too long a time lies between.
    """

    session_id: int
    day: date
    number: int | None
    value: Decimal | None
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line: its label at the end, its role and its places in order."""

    key: ScoreKey
    label: str
    role: Role
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A line at which the change from the baseline is so many per cent, with its source."""

    percent: int
    value: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel: one scale, one unit, one direction. The axis is never flipped. Beside another
    course it may have no series.

    `baseline` is that of the first series; `error` is the error of measurement around it,
    `levels` are the lines of 30 and 50 per cent better where the measure has such thresholds.
    `title` is the name with the range or the unit. `out_of` is the highest value of a scale that
    begins at 0 and has no unit, `step_words` are the words of a scale of few steps, lowest first.
    `rank` is the place of its measure among all that are known.
    """

    code: str
    name: str
    title: str
    unit: str
    group: Group
    direction: Direction
    lowest: Decimal
    highest: Decimal
    series: tuple[Series, ...]
    baseline: Decimal | None
    baseline_rule: BaselineRule
    error: Decimal | None
    error_source: str
    levels: tuple[Level, ...] = ()
    out_of: Decimal | None = None
    step_words: tuple[str, ...] = ()
    rank: int = 0


class MarkKind(StrEnum):
    """What is marked below the panels, each kind in a row of its own."""

    SIDE_EFFECT = "side_effect"
    MEDICATION = "medication"
    REVIEW = "review"
    ADDENDUM = "addendum"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something on the axis, at the session where it was noted, with what is said of it."""

    kind: MarkKind
    session_id: int
    day: date
    number: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Everything that one chart shows; `first_day` and `last_day` are None without entries.

    `rows` are the kinds of marks that have a row without a mark, as the course beside it has one;
    `order` are the sessions that are drawn, in the order in which they took place.
    """

    axis: Axis
    panels: tuple[Panel, ...]
    marks: tuple[Mark, ...]
    first_day: date | None
    last_day: date | None
    numbers: int
    rows: frozenset[MarkKind] = frozenset()
    order: tuple[int, ...] = ()

    @property
    def is_tall(self) -> bool:
        """Whether there are more panels than are seen at one look."""
        return len(self.panels) > ONE_LOOK

    @property
    def mark_rows(self) -> tuple[MarkKind, ...]:
        """The kinds of marks that have a row, in their order."""
        met = {mark.kind for mark in self.marks} | self.rows
        return tuple(kind for kind in MarkKind if kind in met)

    @property
    def is_empty(self) -> bool:
        """Whether there is no score to draw."""
        return not any(panel.series for panel in self.panels)


def usual_axis(sessions: Iterable[Session]) -> Axis:
    """By session number where every entry is a visit, else by date."""
    return Axis.NUMBER if all(session.number is not None for session in sessions) else Axis.DATE


def build_trend(
    measures: Sequence[Measure],
    sessions: Sequence[Session],
    *,
    rule: BaselineRule = BaselineRule.FIRST,
    axis: Axis | None = None,
    panels: Sequence[str] | None = None,
    most_panels: int | None = None,
    activities: Sequence[str] = (),
    reviews: Sequence[Review] = (),
    gaps: Sequence[VisitGap] = (),
) -> Trend:
    """The trend of one course; `sessions` in the order in which they took place.

    By number the entries between visits are not drawn, but the baseline counts them: it is the
    same as on the tile and in the words. `activities` are the patient's, in their words, and
    name the lines of a measure that asks for them.

    `panels` names those wanted, in the order of the measures; without it every panel that has
    a score is taken, at most `most_panels`: pain first, then those with the most scores.
    """
    chosen_axis = axis or usual_axis(sessions)
    shown = [s for s in sessions if chosen_axis == Axis.DATE or s.number is not None]
    drawn = {session.id for session in shown}
    scored = [one for one in course_progress(measures, sessions, rule) if _asked(one, drawn)]
    by_panel: dict[str, list[MeasureProgress]] = {}
    for one in scored:
        by_panel.setdefault(_panel_code(one), []).append(one)
    codes = _chosen(by_panel, panels, most_panels, drawn)
    ranks = {measure.code: rank for rank, measure in enumerate(measures)}
    return Trend(
        axis=chosen_axis,
        panels=tuple(
            _panel(code, by_panel[code], shown, activities, chosen_axis, ranks) for code in codes
        ),
        marks=tuple(_marks(shown, reviews, gaps)),
        first_day=shown[0].took_place if shown else None,
        last_day=shown[-1].took_place if shown else None,
        numbers=max((session.number or 0 for session in shown), default=0),
        order=tuple(session.id for session in shown),
    )


def side_by_side(one: Trend, other: Trend) -> tuple[Trend, Trend]:
    """Two courses that an eye can compare: the same panels in the same order over the same
    values, and the same rows of marks. What was not asked in one of them is a panel without a
    line; the axis stays its own."""
    known = {panel.code for panel in one.panels}
    panels = [*one.panels, *(panel for panel in other.panels if panel.code not in known)]
    codes = [panel.code for panel in sorted(panels, key=lambda panel: panel.rank)]
    pairs = [(_panel_of(one, code), _panel_of(other, code)) for code in codes]
    matched = [(_matched(left, right), _matched(right, left)) for left, right in pairs]
    here, there = frozenset(one.mark_rows), frozenset(other.mark_rows)
    return (
        replace(one, panels=tuple(left for left, _right in matched), rows=there - here),
        replace(other, panels=tuple(right for _left, right in matched), rows=here - there),
    )


def _panel_of(trend: Trend, code: str) -> Panel | None:
    return next((panel for panel in trend.panels if panel.code == code), None)


def _matched(panel: Panel | None, beside: Panel | None) -> Panel:
    """A panel over the values of both, without a line where the course has none."""
    if panel is None:
        assert beside is not None
        return replace(beside, series=(), baseline=None, levels=())
    if beside is None:
        return panel
    return replace(
        panel,
        lowest=min(panel.lowest, beside.lowest),
        highest=max(panel.highest, beside.highest),
    )


def _marks(
    sessions: Sequence[Session], reviews: Sequence[Review], gaps: Sequence[VisitGap]
) -> Iterable[Mark]:
    """The marks in the order of their kinds, each kind in the order of the sessions."""
    days = {gap.session_id: gap.days for gap in gaps}

    def mark(kind: MarkKind, session: Session, text: str) -> Mark:
        return Mark(
            kind=kind,
            session_id=session.id,
            day=session.took_place,
            number=session.number,
            text=text,
        )

    for session in sessions:
        if session.side_effects:
            named = ", ".join(kind_name(effect.kind) for effect in session.side_effects)
            yield mark(MarkKind.SIDE_EFFECT, session, named)
    for session in sessions:
        change = session.treatment.medication_change
        if change is not None and change != MedicationChange.UNCHANGED:
            words = medication_name(change)
            note = session.treatment.medication_note
            yield mark(MarkKind.MEDICATION, session, f"{words}: {note}" if note else words)
    by_id = {session.id: session for session in sessions}
    for review in reviews:
        reviewed = by_id.get(review.session_id or 0)
        if reviewed is not None:
            why = review.changes or review.reason
            words = decision_words(review)
            yield mark(MarkKind.REVIEW, reviewed, f"{words}: {why}" if why else words)
    for session in sessions:
        for addendum in session.addenda:
            yield mark(MarkKind.ADDENDUM, session, addendum.reason)
    for session in sessions:
        if session.id in days:
            words = ntr("{n} day without a visit", "{n} days without a visit", days[session.id])
            yield mark(MarkKind.GAP, session, words)


def _asked(line: MeasureProgress, drawn: Set[int]) -> int:
    """How many scores of a line are drawn."""
    return sum(reading.session_id in drawn for reading in line.readings)


def _chosen(
    by_panel: dict[str, list[MeasureProgress]],
    wanted: Sequence[str] | None,
    most: int | None,
    drawn: Set[int],
) -> list[str]:
    codes = [code for code in by_panel if wanted is None or code in wanted]
    if most is None or len(codes) <= most:
        return codes

    def weight(code: str) -> tuple[bool, int, int]:
        lines = by_panel[code]
        group = lines[0].measure.group
        return (
            group == Group.PAIN,
            2 if group == Group.MOBILITY else 1,
            max(_asked(line, drawn) for line in lines),
        )

    kept = set(sorted(codes, key=weight, reverse=True)[:most])
    return [code for code in codes if code in kept]


def _panel_code(one: MeasureProgress) -> str:
    usual = one.scale.code == one.measure.scale.code
    return one.measure.panel if usual else f"{one.measure.panel}:{one.scale.code}"


def _panel(
    code: str,
    lines: list[MeasureProgress],
    sessions: Sequence[Session],
    activities: Sequence[str],
    axis: Axis,
    ranks: Mapping[str, int],
) -> Panel:
    first = lines[0]
    series = tuple(
        Series(
            key=line.key,
            label=_label(line, activities),
            role=_role(line, first),
            places=tuple(_places(line, sessions, axis)),
        )
        for line in lines
    )
    lowest, highest = _range(first, series)
    return Panel(
        code=code,
        name=_name(lines),
        title=_title(lines),
        unit=first.scale.unit,
        group=first.measure.group,
        direction=first.measure.direction,
        lowest=lowest,
        highest=highest,
        series=series,
        baseline=None if _differ(lines) else first.baseline,
        baseline_rule=first.baseline_rule,
        error=first.scale.error,
        error_source=first.scale.error_source,
        levels=() if _differ(lines) else tuple(_levels(first)),
        out_of=None if first.scale.unit or first.scale.lowest else first.scale.highest,
        step_words=first.measure.labels,
        rank=ranks[first.measure.code],
    )


def _levels(line: MeasureProgress) -> Iterable[Level]:
    """Where a fall from the baseline reaches 30 and 50 per cent. Moderate and substantial are the
    words for pain alone; elsewhere the measure's own per cent is the one line. A baseline too low
    for a percentage has none."""
    scale = line.scale
    if line.baseline is None or line.baseline <= scale.low_baseline or not line.measure.compared:
        return
    if line.measure.direction != Direction.LOWER or scale.threshold_percent is None:
        return
    percents = {int(scale.threshold_percent): scale.threshold_source}
    if line.measure.group == Group.PAIN:
        percents |= {50: SUBSTANTIAL_SOURCE}
    for percent, source in percents.items():
        yield Level(percent=percent, value=line.baseline * (100 - percent) / 100, source=source)


def _differ(lines: Sequence[MeasureProgress]) -> bool:
    """Whether a panel holds several things with a start of their own: left and right, three
    activities. One baseline would be that of one of them."""
    first = lines[0]
    return first.measure.group != Group.PAIN and len(lines) > 1


def _places(line: MeasureProgress, sessions: Sequence[Session], axis: Axis) -> Iterable[Place]:
    values = {reading.session_id: reading.value for reading in line.readings}
    breaks = line.measure.due == Due.EVERY_VISIT
    apart = _apart(line.readings) if breaks and axis == Axis.DATE else frozenset()
    for session in sessions:
        value = values.get(session.id)
        if value is not None or (breaks and line.key in session.missing):
            yield Place(
                session_id=session.id,
                day=session.took_place,
                number=session.number,
                value=value,
                apart=session.id in apart,
            )


def _apart(readings: Sequence[Reading]) -> frozenset[int]:
    """The sessions that lie so long after the one before that a line between would invent a
    course: more than four weeks, and more than four times as long as is usual here."""
    days = [(later.day - earlier.day).days for earlier, later in pairwise(readings)]
    if not days:
        return frozenset()
    longest = max(LONGEST_DAYS, 4 * median(days))
    return frozenset(
        later.session_id for later, gap in zip(readings[1:], days, strict=True) if gap > longest
    )


def _role(line: MeasureProgress, first: MeasureProgress) -> Role:
    if line.key.moment == Moment.BEFORE:
        return Role.BEFORE if line is not first else Role.MAIN
    if line.key.moment == Moment.AFTER:
        return Role.AFTER
    return Role.MAIN if line is first else Role.SECOND


def _label(line: MeasureProgress, activities: Sequence[str]) -> str:
    if line.key.moment == Moment.BEFORE:
        return tr("before")
    if line.key.moment == Moment.AFTER:
        return tr("after")
    if line.key.item:
        return item_name(line.key.item, activities)
    return line.measure.short_name


def _name(lines: Sequence[MeasureProgress]) -> str:
    measure = lines[0].measure
    if measure.group == Group.PAIN:
        return tr("Pain")
    several = len({line.measure.code for line in lines}) > 1
    return (several and measure.panel_name) or measure.short_name


def _title(lines: Sequence[MeasureProgress]) -> str:
    scale = lines[0].scale
    span = tr("{lowest} to {highest}", lowest=scale.lowest, highest=scale.highest)
    return f"{_name(lines)}, {scale.unit or span}"


def _range(first: MeasureProgress, series: Sequence[Series]) -> tuple[Decimal, Decimal]:
    scale = first.scale
    if first.measure.group == Group.PAIN or scale.highest - scale.lowest <= FULL_RANGE:
        return scale.lowest, scale.highest
    values = [place.value for line in series for place in line.places if place.value is not None]
    error = scale.error or Decimal(0)
    if first.baseline is not None and len(series) == 1:
        values += [first.baseline - error, first.baseline + error]
    low, high = min(values), max(values)
    step = Decimal(5) if high - low <= 60 else Decimal(20)
    low = max(scale.lowest, (low // step) * step)
    high = min(scale.highest, (high // step + 1) * step)
    if high - low < 2 * step:
        low = max(scale.lowest, high - 2 * step)
        high = min(scale.highest, low + 2 * step)
    return low, high
