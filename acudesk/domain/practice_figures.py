"""The practice seen whole: what its courses came to, with every denominator named.

Nothing is shown of fewer than ten courses: a share of four is an anecdote, and might name
somebody. Published rates stand beside them in words at most; no curve is expected of anybody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from acudesk.domain.errors import DomainError
from acudesk.domain.intervals import Share, wilson
from acudesk.domain.measure import Direction, Measure, Scale
from acudesk.domain.patient import Sex, age_on
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import (
    Reading,
    Status,
    main_scale,
    measure_progress,
)
from acudesk.domain.session import ScoreKey
from acudesk.domain.side_effect_rates import EffectRates, counted_rates
from acudesk.domain.side_effects import SideEffectKind
from acudesk.translation import tr

FEWEST_COURSES = 10
"""AcuDesk's own: below so many courses no figure is shown."""
OLDEST = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFilter:
    """Which courses are looked at: those opened in a span of days (both ends included), of one
    condition, of patients of an age (in full years when the course opened, both ends included)
    and a sex. None and empty are no limit; an age limit leaves out who has no birth date."""

    opened_from: date | None = None
    opened_to: date | None = None
    condition: str = ""
    age_from: int | None = None
    age_to: int | None = None
    sex: Sex | None = None

    def __post_init__(self) -> None:
        for name in ("age_from", "age_to"):
            age: int | None = getattr(self, name)
            if age is not None and not 0 <= age <= OLDEST:
                raise DomainError(tr("An age is 0 to {most} years.", most=OLDEST), field=name)
        if None not in (self.age_from, self.age_to) and self.age_from > self.age_to:  # type: ignore[operator]
            raise DomainError(tr("The lower age is above the higher one."), field="age_from")
        if None not in (self.opened_from, self.opened_to) and self.opened_from > self.opened_to:  # type: ignore[operator]
            raise DomainError(tr("The first day is after the last one."), field="opened_from")

    @property
    def has_age(self) -> bool:
        """Whether it asks for an age."""
        return self.age_from is not None or self.age_to is not None

    def fits_age(self, birth_date: date | None, opened: date) -> bool:
        """Whether somebody born on that day was of the age when the course opened."""
        if not self.has_age:
            return True
        if birth_date is None:
            return False
        age = age_on(birth_date, opened)
        return (self.age_from is None or age >= self.age_from) and (
            self.age_to is None or age <= self.age_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChange:
    """What the main pain measure did in one closed course with data: baseline and latest as
    shares of its scale (0 to 1, so that 7 of 10 and 70 mm stand side by side; 0 is its better
    end), and its status."""

    baseline: float
    latest: float
    status: Status

    @property
    def change(self) -> float:
        """Latest minus baseline, as a share of the scale; below 0 is less pain."""
        return self.latest - self.baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFigures:
    """The courses of one condition. Of few courses both shares are None."""

    condition: str
    started: int
    closed: int
    with_data: int
    reached_of_closed: Share | None
    reached_of_started: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCompleteness:
    """How complete a measure is: `asked` scores, `missing` times due and not asked; `courses`
    those with at least one score, `compared` those with a score and a later one of the same
    kind on the same scale (none for a measure that is itself a change)."""

    code: str
    name: str
    asked: int
    missing: int
    courses: int
    compared: int

    @property
    def share(self) -> float | None:
        """The share of what was due that was asked."""
        due = self.asked + self.missing
        return self.asked / due if due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFigures:
    """All that the page shows of the courses that a filter leaves.

    `started` are the courses with at least one session, `closed` those of them that are closed,
    `with_data` those closed with a baseline of the main pain measure and something to compare it
    with. The same courses stand in the numerator of both shares: closed, and better by the usual
    threshold. `median_sessions` is of the closed courses that have visits, `changes` of those
    with data. Where `is_enough` is false all figures but the counts are empty; a figure that
    rests on fewer than ten courses of its own is empty too, and so is one of side effects on
    fewer than ten sessions.
    `baseline_rule` is the one by which the changes were found.
    """

    filter: PracticeFilter
    started: int
    closed: int
    running: int
    with_data: int
    reached_of_closed: Share | None
    reached_of_started: Share | None
    median_sessions: float | None
    changes: tuple[CourseChange, ...]
    conditions: tuple[ConditionFigures, ...]
    effects_asked: EffectRates | None
    effects_unasked: EffectRates | None
    completeness: tuple[MeasureCompleteness, ...]
    baseline_rule: BaselineRule = BaselineRule.FIRST

    @property
    def is_enough(self) -> bool:
        """Whether there are enough courses to show anything of them."""
        return self.started >= FEWEST_COURSES


def enough(of: int) -> bool:
    """Whether a share of so many courses may be shown."""
    return of >= FEWEST_COURSES


def waterfall(changes: Iterable[CourseChange]) -> tuple[CourseChange, ...]:
    """The changes as a waterfall plot stands them: the largest fall first."""
    # Two shares apart by a last binary digit are the same change.
    return tuple(sorted(changes, key=lambda one: (round(one.change, 9), one.baseline)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionCount:
    """A condition that occurs, and in how many courses with a session."""

    condition: str
    courses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSlice:
    """A part of the courses, small enough to be read while somebody writes: the keys of its
    first and its last course."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFacts:
    """What the figures need of one course with a session; it names nobody. `visits` are those
    that count, `change` is None where the course is open or has nothing to compare."""

    condition: str
    is_closed: bool
    visits: int
    change: CourseChange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCount:
    """How many scores of one key on one scale a course has."""

    course_id: int
    key: ScoreKey
    scale: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectCounts:
    """Visits, in how many courses they were, those of them with a side effect of whatever kind,
    and those with each kind."""

    sessions: int = 0
    courses: int = 0
    with_any: int = 0
    kinds: Mapping[SideEffectKind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCounts:
    """The counts of `MeasureCompleteness`, of some courses; `concerned` are those where it was
    asked or due."""

    asked: int = 0
    missing: int = 0
    concerned: int = 0
    courses: int = 0
    compared: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialFigures:
    """What was read of one slice: no course stands in two of them, so that they add up.
    `effects_asked` are the visits where the checklist was asked; `measures` go by code."""

    courses: tuple[CourseFacts, ...] = ()
    effects_asked: EffectCounts = EffectCounts()
    effects_unasked: EffectCounts = EffectCounts()
    measures: Mapping[str, MeasureCounts] = field(default_factory=dict)


def course_change(
    measure: Measure, key: ScoreKey, scored: Mapping[str, Sequence[Reading]], rule: BaselineRule
) -> CourseChange | None:
    """What the measure that speaks for a course did in it, by the rules of the course's own
    page; None where there is nothing to compare.

    `scored` holds the readings of `key`, oldest first, by the code of their scale.
    """
    progress = [
        measure_progress(measure, key, measure.scale_named(code), readings, rule=rule)
        for code, readings in scored.items()
    ]
    main = main_scale(progress, key)
    if main is None or main.baseline is None or main.latest is None or main.change is None:
        return None
    return CourseChange(
        baseline=_of_scale(main.baseline, main.scale, measure.direction),
        latest=_of_scale(main.latest, main.scale, measure.direction),
        status=main.status,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCount:
    """How often a measure was due in a course and not asked."""

    course_id: int
    measure: str
    count: int


def measure_counts(
    scored: Iterable[ScoreCount], missing: Iterable[MissingCount]
) -> dict[str, MeasureCounts]:
    """How complete the measures are, by code, from the scores of some courses and from how often
    each was due and not asked."""
    asked: Counter[str] = Counter()
    courses: dict[str, set[int]] = {}
    compared: dict[str, set[int]] = {}
    for one in scored:
        code = one.key.measure
        asked[code] += one.count
        courses.setdefault(code, set()).add(one.course_id)
        if one.count > 1:
            compared.setdefault(code, set()).add(one.course_id)
    blank: Counter[str] = Counter()
    concerned = {code: set(scored_in) for code, scored_in in courses.items()}
    for gap in missing:
        blank[gap.measure] += gap.count
        concerned.setdefault(gap.measure, set()).add(gap.course_id)
    return {
        code: MeasureCounts(
            asked=asked[code],
            missing=blank[code],
            concerned=len(known),
            courses=len(courses.get(code, ())),
            compared=len(compared.get(code, ())),
        )
        for code, known in concerned.items()
    }


def summed_figures(
    chosen: PracticeFilter,
    partials: Iterable[PartialFigures],
    measures: Iterable[Measure],
    rule: BaselineRule,
) -> PracticeFigures:
    """The figures of all slices together; `measures` in the practice's order."""
    partials = tuple(partials)
    courses = [course for partial in partials for course in partial.courses]
    counts = _counted(courses)
    is_enough = enough(counts.started)
    changes = _changes(courses)
    lengths = [course.visits for course in courses if course.is_closed and course.visits]
    return PracticeFigures(
        filter=chosen,
        started=counts.started,
        closed=counts.closed,
        running=counts.started - counts.closed,
        with_data=counts.with_data,
        reached_of_closed=_share(counts.reached, counts.with_data),
        reached_of_started=_share(counts.reached, counts.started),
        median_sessions=float(median(lengths)) if enough(len(lengths)) else None,
        changes=changes if enough(len(changes)) else (),
        conditions=_conditions(courses) if is_enough else (),
        effects_asked=_rates([one.effects_asked for one in partials], is_enough, asked=True),
        effects_unasked=_rates([one.effects_unasked for one in partials], is_enough, asked=False),
        completeness=_completeness(partials, measures) if is_enough else (),
        baseline_rule=rule,
    )


def _conditions(courses: Sequence[CourseFacts]) -> tuple[ConditionFigures, ...]:
    """By condition, the most frequent first."""
    grouped: dict[str, list[CourseFacts]] = {}
    for course in courses:
        grouped.setdefault(course.condition, []).append(course)
    rows = []
    for condition, group in grouped.items():
        counts = _counted(group)
        rows.append(
            ConditionFigures(
                condition=condition,
                started=counts.started,
                closed=counts.closed,
                with_data=counts.with_data,
                reached_of_closed=_share(counts.reached, counts.with_data),
                reached_of_started=_share(counts.reached, counts.started),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.started, row.condition)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    started: int
    closed: int
    with_data: int
    reached: int


def _counted(courses: Sequence[CourseFacts]) -> _Counts:
    changes = _changes(courses)
    return _Counts(
        started=len(courses),
        closed=sum(course.is_closed for course in courses),
        with_data=len(changes),
        reached=sum(change.status == Status.REACHED_THRESHOLD for change in changes),
    )


def _changes(courses: Iterable[CourseFacts]) -> tuple[CourseChange, ...]:
    return tuple(
        course.change for course in courses if course.is_closed and course.change is not None
    )


def _share(count: int, of: int) -> Share | None:
    return wilson(count, of) if enough(of) else None


def _rates(counts: Sequence[EffectCounts], is_enough: bool, *, asked: bool) -> EffectRates | None:
    sessions = sum(one.sessions for one in counts)
    # Many sessions of one or two people would be theirs.
    if not (is_enough and enough(sessions) and enough(sum(one.courses for one in counts))):
        return None
    kinds: Counter[SideEffectKind] = Counter()
    for one in counts:
        kinds.update(one.kinds)
    return counted_rates(
        asked=asked,
        sessions=sessions,
        with_any=sum(one.with_any for one in counts),
        kinds=kinds.items(),
    )


def _completeness(
    partials: Sequence[PartialFigures], measures: Iterable[Measure]
) -> tuple[MeasureCompleteness, ...]:
    """Of the measures that were asked or due in enough courses."""
    rows = []
    for measure in measures:
        counts = [one.measures[measure.code] for one in partials if measure.code in one.measures]
        if not enough(sum(one.concerned for one in counts)):
            continue
        rows.append(
            MeasureCompleteness(
                code=measure.code,
                name=measure.name,
                asked=sum(one.asked for one in counts),
                missing=sum(one.missing for one in counts),
                courses=sum(one.courses for one in counts),
                compared=sum(one.compared for one in counts) if measure.compared else 0,
            )
        )
    return tuple(rows)


def _of_scale(value: Decimal, scale: Scale, direction: Direction) -> float:
    share = float((value - scale.lowest) / (scale.highest - scale.lowest))
    return share if direction == Direction.LOWER else 1 - share


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A published figure, in words, with its source."""

    words: str
    source: str


def footnotes() -> Sequence[Footnote]:
    """What trials and surveys found, as a footnote for the practitioner: group means of people
    without radicular pain, where sham was nearly as good; nothing that a patient is to expect."""
    return (
        Footnote(
            words=tr(
                "GERAC: 47.6 % responded to acupuncture after six months, 44.2 % to sham, 27.4 % "
                "to conventional treatment (response: 33 % on three pain items or 12 % in "
                "function). People with sciatica were not in it."
            ),
            source="Haake 2007, Arch Intern Med 167:1892-98",
        ),
        Footnote(
            words=tr(
                "Pain on a line of 100 mm fell by 28.7 (SD 30.3) with acupuncture, by 23.6 (31.0) "
                "with minimal acupuncture and by 6.9 (22.0) on the waiting list, over 8 weeks."
            ),
            source="Brinkhaus 2006, Arch Intern Med 166:450-457",
        ),
        Footnote(
            words=tr(
                "Side effects were found in 9.31 % of patients per series and in 7.57 % of "
                "treatments, over 12.9 million treatments. Rates asked by checklist are higher: "
                "42.4 % of patients against 6.8 % by an open question."
            ),
            source="Baeumler 2021, BMJ Open 11:e045961; Chung 2015, Clin J Pain",
        ),
    )
