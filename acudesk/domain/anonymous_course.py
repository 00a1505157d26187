"""A course of treatment without a name, as it stands in a case report.

Only what is listed here leaves: no name, number, place or free text. Days are counted from the
begin of the course, and dates are moved by one number of days, so that all intervals stay true.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from acudesk.domain.course import Course, Outcome, Side
from acudesk.domain.measure import Measure
from acudesk.domain.needles import NeedledPoint, confirmed
from acudesk.domain.patient import Sex, age_on
from acudesk.domain.review import Decision, Review
from acudesk.domain.session import Moment, Score, ScoreKey, Session, SessionKind
from acudesk.domain.side_effects import Causality, Noticed, Severity, SideEffectKind
from acudesk.domain.treatment import (
    CoIntervention,
    MedicationChange,
    Reaction,
    Sensation,
    Tension,
)

OLDEST = 90
"""Who is older stands in one band with all who are (45 CFR 164.514(b)(2)(i)(C): ages over 89)."""
BAND = 10
LEAST_SHIFT, SHIFTS = 730, 2_922
"""Days: dates move back by two to ten years, and by more where a course lasted longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousEffect:
    """A side effect without its words; `resolved` is the day of the course on which it was gone."""

    kind: SideEffectKind
    noticed: Noticed
    severity: Severity | None
    serious: bool | None
    causality: Causality | None
    resolved: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousSession:
    """One visit or entry; `day` counts from the begin of the course, which is day 0.

    `not_asked` is what was due and has no score. `side_effects_asked` and `since_asked` tell
    "asked, none" from "not asked".
    """

    day: int
    moved_to: date
    number: int | None
    kind: SessionKind
    minutes: int | None
    scores: tuple[Score, ...]
    not_asked: tuple[ScoreKey, ...]
    points: tuple[NeedledPoint, ...]
    needles_in: int
    retention_minutes: int | None
    needle_diameter: Decimal | None
    needle_length: Decimal | None
    needle_maker: str
    sensations: tuple[Sensation, ...]
    tension: Tension | None
    co_interventions: tuple[CoIntervention, ...]
    reactions: tuple[Reaction, ...]
    medication_change: MedicationChange | None
    side_effects_asked: bool
    since_asked: bool
    side_effects: tuple[AnonymousEffect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousReview:
    """A look back on the course: its day, the session after which it came, the decision."""

    day: int
    number: int
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictaTexts:
    """What the practice wrote on the items of STRICTA 2010; left out unless it is asked for,
    because free text can name anybody."""

    rationale: tuple[str, ...] = ()
    changed_because: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    setting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousCourse:
    """All that is told of a course. `case` stands for its name; `texts` None says that free text
    was left out, and `unsaid` which items of STRICTA have some."""

    case: str
    age: tuple[int, int | None] | None
    sex: Sex | None
    condition: str
    side: Side | None
    style: str
    planned_sessions: int
    per_week: Decimal
    closed: int | None
    outcome: Outcome | None
    measures: tuple[Measure, ...]
    sessions: tuple[AnonymousSession, ...]
    reviews: tuple[AnonymousReview, ...]
    texts: StrictaTexts | None
    unsaid: frozenset[str]

    @property
    def last_day(self) -> int:
        """The day of the last entry."""
        return max((one.day for one in self.sessions), default=0)

    @property
    def visits(self) -> tuple[AnonymousSession, ...]:
        """The sessions in the practice."""
        return tuple(one for one in self.sessions if one.kind == SessionKind.VISIT)

    @property
    def treated(self) -> tuple[AnonymousSession, ...]:
        """The sessions in which needles went in."""
        return tuple(one for one in self.sessions if one.points or one.needles_in)


def anonymous_course(
    *,
    case: str,
    shift: int,
    birth_date: date | None,
    sex: Sex | None,
    course: Course,
    sessions: Sequence[Session],
    measures: Iterable[Measure],
    reviews: Sequence[Review],
    style: str,
    setting: str,
    texts: bool = False,
) -> AnonymousCourse:
    """A course without a name; `shift` as from `shift_of`, `sessions` those that count."""
    told = _texts(sessions, setting)
    scored = {score.key.measure for one in sessions for score in one.scores}
    due = {key.measure for one in sessions for key in one.due}
    return AnonymousCourse(
        case=case,
        age=None if birth_date is None else age_band(age_on(birth_date, course.opened)),
        sex=sex,
        condition=course.condition,
        side=course.side,
        style=course.style or style,
        planned_sessions=course.planned_sessions,
        per_week=course.per_week,
        closed=None if course.closed is None else (course.closed - course.opened).days,
        outcome=course.outcome,
        measures=tuple(one for one in measures if one.code in scored | due),
        sessions=tuple(_session(one, course.opened, shift) for one in sessions),
        reviews=tuple(
            AnonymousReview(
                day=(one.day - course.opened).days, number=one.number, decision=one.decision
            )
            for one in reviews
        ),
        texts=told if texts else None,
        unsaid=frozenset() if texts else _unsaid(told),
    )


def age_band(age: int) -> tuple[int, int | None]:
    """The first and last year of the band that an age lies in; no last one for the oldest."""
    if age >= OLDEST:
        return OLDEST, None
    first = age // BAND * BAND
    return first, first + BAND - 1


def shift_of(number: int, days: Iterable[date], others: Iterable[date] = ()) -> int:
    """By how many days the dates of a course move back, from a number that only the practice
    can reckon. No moved date falls on one of `days`, those of care, or of `others`."""
    care = frozenset(days)
    original = care | frozenset(others)
    span = (max(care) - min(care)).days if care else 0
    shift = LEAST_SHIFT + span + number % SHIFTS
    while any(day - timedelta(days=shift) in original for day in care):
        shift += 1
    return shift


def _session(session: Session, begin: date, shift: int) -> AnonymousSession:
    treatment = session.treatment
    return AnonymousSession(
        day=(session.took_place - begin).days,
        moved_to=session.took_place - timedelta(days=shift),
        number=session.number,
        kind=session.kind,
        minutes=session.minutes,
        scores=session.scores,
        not_asked=tuple(
            sorted(session.missing, key=lambda key: (key.measure, key.moment, key.item))
        ),
        points=tuple(replace(point, note="") for point in confirmed(session.points)),
        needles_in=session.needles_in,
        retention_minutes=treatment.retention_minutes,
        needle_diameter=treatment.needle_diameter,
        needle_length=treatment.needle_length,
        needle_maker=treatment.needle_maker,
        sensations=treatment.sensations,
        tension=treatment.tension,
        co_interventions=treatment.co_interventions,
        reactions=treatment.reactions,
        medication_change=treatment.medication_change,
        side_effects_asked=session.side_effects_asked,
        since_asked=session.since_asked,
        side_effects=tuple(
            AnonymousEffect(
                kind=one.kind,
                noticed=one.noticed,
                severity=one.severity,
                serious=one.serious,
                causality=one.causality,
                resolved=None if one.resolved_on is None else (one.resolved_on - begin).days,
            )
            for one in session.side_effects
        ),
    )


def _texts(sessions: Sequence[Session], setting: str) -> StrictaTexts:
    def each(name: str) -> tuple[str, ...]:
        found = (getattr(one.treatment, name) for one in sessions)
        return tuple(dict.fromkeys(text for text in found if text))

    return StrictaTexts(
        rationale=each("rationale"),
        changed_because=each("changed_because"),
        advice=each("advice"),
        setting=setting,
    )


def _unsaid(told: StrictaTexts) -> frozenset[str]:
    named = {
        "1b": told.rationale,
        "1c": told.changed_because,
        "4a": told.advice,
        "4b": told.setting,
    }
    return frozenset(item for item, text in named.items() if text)


def keys_of(course: AnonymousCourse) -> tuple[ScoreKey, ...]:
    """What was scored, in the order of the measures, before treatment before after it."""
    order = {measure.code: place for place, measure in enumerate(course.measures)}
    moments = list(Moment)
    found = {score.key for one in course.sessions for score in one.scores}
    return tuple(
        sorted(
            found,
            key=lambda key: (
                order.get(key.measure, len(order)),
                key.measure,
                moments.index(key.moment),
                key.item,
            ),
        )
    )
