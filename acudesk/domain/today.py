"""What the first page shows: the visits of a day with what to know before each, and what waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from acudesk.domain.course import Side, side_name
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.review import ReviewCause, ReviewDue
from acudesk.domain.side_effects import SideEffect, SideEffectKind, kind_name, severity_name
from acudesk.domain.wording import short_date
from acudesk.domain.working_hours import WorkingHours
from acudesk.translation import tr

REVIEW_DAYS = 60
"""AcuDesk's own: a course not seen for so many days asks for no review any more."""
LONGEST_QUIET = 120
"""AcuDesk's own: after so many days without a visit nobody waits for the patient any more."""
MOST_LISTED = 50
"""Of what waits the page lists so many, and says how many there are."""
MOST_COUNTED = 500
"""Where more wait than this, the page says "500 or more": counting on would take time."""
_QUESTION_MARKS = ("?", "\u061f", "\uff1f", "\u037e")
"""As Latin, Arabic, Chinese and Greek end a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryLine:
    """A planned visit with the names that a diary shows; `course_id` is that of the visit, else
    of the patient's latest open course."""

    visit: PlannedVisit
    patient_name: str
    chart_number: str
    course_id: int | None = None
    condition: str = ""
    clashes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEffect:
    """A side effect that nobody said to be gone, and the day of the session that noted it."""

    effect: SideEffect
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine(DiaryLine):
    """A planned visit with what to know before it.

    `number` is that of the session which it became or would be; None where it will be none.
    `is_review` says that a review falls due with it, and was not made yet.
    `points` is the prescription of the last visit in one line. `overdue` names the measures that
    were due at the first visit or a review and have had no answer since. The two `missing` say
    what is asked for before the first needle.
    """

    alerts: str = ""
    number: int | None = None
    planned_sessions: int | None = None
    is_review: bool = False
    points: str = ""
    points_day: date | None = None
    effects: tuple[OpenEffect, ...] = ()
    questions: tuple[str, ...] = ()
    questions_day: date | None = None
    overdue: tuple[str, ...] = ()
    screening_missing: bool = False
    consent_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedLine:
    """A visit that is still a draft."""

    session_id: int
    course_id: int
    patient_id: int
    patient_name: str
    condition: str
    day: date
    at: time | None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseLine:
    """An open course that asks for attention, its visits so far and the day of the last one."""

    course_id: int
    patient_id: int
    patient_name: str
    condition: str
    visits: int
    planned_sessions: int
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """A course with a review that is due or, where `is_next`, comes with its next session."""

    course: CourseLine
    due: ReviewDue
    is_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    """The first page. Of what waits `unsigned`, `reviews` and `quiet` hold at most 50, the counts
    say how many there are; of the unsigned nobody counts beyond 500."""

    day: date
    visits: tuple[VisitLine, ...]
    next_visit: VisitLine | None
    unsigned: tuple[UnsignedLine, ...]
    unsigned_count: int
    reviews: tuple[ReviewLine, ...]
    reviews_count: int
    quiet: tuple[CourseLine, ...]
    quiet_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days of the diary, Monday first."""

    days: tuple[date, ...]
    lines: tuple[DiaryLine, ...]
    hours: WorkingHours


Line = TypeVar("Line", bound=DiaryLine)


def next_line(lines: Sequence[Line], now: datetime) -> Line | None:
    """The visit that is next: the first planned one whose end has not passed, else the earliest
    that is still planned. `now` is civil, without a zone."""
    waiting = [line for line in lines if line.visit.state == VisitState.PLANNED]
    return next((line for line in waiting if line.visit.ends > now), next(iter(waiting), None))


def open_questions(notes: str) -> tuple[str, ...]:
    """The lines of a session's notes that end as a question does."""
    lines = (line.strip() for line in notes.splitlines())
    return tuple(line for line in lines if line.endswith(_QUESTION_MARKS))


def newest_of_each(effects: Iterable[OpenEffect]) -> tuple[OpenEffect, ...]:
    """Side effects that are open, the newest first, each kind (and word for another) once."""
    found: dict[tuple[SideEffectKind, str], OpenEffect] = {}
    for one in sorted(effects, key=lambda one: one.day, reverse=True):
        other = one.effect.note if one.effect.kind == SideEffectKind.OTHER else ""
        found.setdefault((one.effect.kind, other), one)
    return tuple(found.values())


def coming_review(
    visits: int, planned_sessions: int, review_sessions: Iterable[int], reviewed: int
) -> ReviewDue | None:
    """The review that the coming session of a course brings; `reviewed` is how many visits there
    had been at its last review."""
    coming = visits + 1
    if coming <= reviewed or coming not in {*review_sessions, planned_sessions}:
        return None
    last = coming == planned_sessions
    return ReviewDue(cause=ReviewCause.LAST_PLANNED if last else ReviewCause.SESSION, number=coming)


def complaint(condition: str, side: Side | None) -> str:
    """What is treated, with its side: `Sciatica, left`."""
    if side is None:
        return condition
    return tr("{condition}, {side}", condition=condition, side=side_name(side))


def effect_words(open_effect: OpenEffect, today: date) -> str:
    """A side effect in a few words: `Bruising, mild, 17 Nov`."""
    effect = open_effect.effect
    named = kind_name(effect.kind)
    if effect.kind == SideEffectKind.OTHER and effect.note:
        named = effect.note.splitlines()[0]
    parts = [named, *([severity_name(effect.severity)] if effect.severity else [])]
    parts.append(short_date(open_effect.day, today))
    return ", ".join(parts)
