"""The look back on a course, at sessions 4, 8 and the last planned: continue, adjust or close."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from acudesk.domain.course import MOST_PLANNED
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Group, Measure
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import MeasureProgress, Status, visits
from acudesk.domain.session import Session
from acudesk.domain.text import cleaned
from acudesk.translation import ntr, tr

NO_GAIN_SOURCE = "CMS NCD 30.3.3"
"""Where the rule comes from that treatment stops where it brings no improvement; after how many
visits that shows is AcuDesk's own and a setting."""
_GAINS = (Status.BETTER, Status.REACHED_THRESHOLD)


class Decision(StrEnum):
    """What the practitioner decided."""

    CONTINUE = "continue"
    ADJUST = "adjust"
    CLOSE = "close"


class ReviewCause(StrEnum):
    """Why a review is asked for."""

    SESSION = "session"
    LAST_PLANNED = "last_planned"
    NO_GAIN = "no_gain"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue:
    """A review that is due: why, and at which session it fell due."""

    cause: ReviewCause
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was known of one measure when it was decided: as shown then, from the baseline by
    that rule."""

    measure: str
    moment: str
    item: str
    scale: str
    baseline: str
    latest: str
    status: Status
    rule: BaselineRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review of a course, as it was decided.

    `number` is how many visits there had been, `session_id` the last of them. `more_sessions`
    is how many more were planned from there on, None where the plan stayed; `planned_before` how
    many there were before, where that changed. `changes` says what is done otherwise, `advice`
    what the patient was told at the close.
    """

    id: int = 0
    uid: str = ""
    course_id: int
    session_id: int | None = None
    number: int
    day: date
    decision: Decision
    more_sessions: int | None = None
    planned_before: int | None = None
    changes: str = ""
    reason: str = ""
    advice: str = ""
    found: tuple[Finding, ...] = ()
    made_at: datetime

    def __post_init__(self) -> None:
        for name in ("changes", "reason", "advice"):
            text = cleaned(getattr(self, name), limit=2_000, field=name, lines=True)
            object.__setattr__(self, name, text)
        if self.decision == Decision.ADJUST and not self.changes:
            raise DomainError(tr("Please say what changes."), field="changes")
        if self.more_sessions is not None and not 1 <= self.more_sessions <= MOST_PLANNED:
            raise DomainError(
                tr("Plan 1 to {most} more sessions.", most=MOST_PLANNED), field="more_sessions"
            )


def review_due(
    visits: int,
    planned_sessions: int,
    review_sessions: Iterable[int],
    reviewed: int,
    *,
    no_gain: bool = False,
    no_gain_visits: int = 0,
) -> ReviewDue | None:
    """The review that a course with so many visits asks for; `reviewed` is how many there had
    been at its last review, 0 without one. What fell due later settles what fell due before."""
    numbers = [number for number in {*review_sessions, planned_sessions} if number <= visits]
    latest = max(numbers, default=0)
    if no_gain and visits >= no_gain_visits > max(latest, reviewed):
        return ReviewDue(cause=ReviewCause.NO_GAIN, number=no_gain_visits)
    if latest > reviewed:
        last = latest == planned_sessions
        cause = ReviewCause.LAST_PLANNED if last else ReviewCause.SESSION
        return ReviewDue(cause=cause, number=latest)
    return None


def gain_measures(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """The measures that tell whether a course brings a gain: of pain and of function. Mobility
    alone is no gain (Sullivan 2000, Phys Ther 80:240-250)."""
    return tuple(one for one in measures if one.group in (Group.PAIN, Group.FUNCTION))


def has_no_gain(progress: Sequence[MeasureProgress]) -> bool:
    """Whether something was compared and nothing got better, of the `gain_measures`. Relief right
    after treatment is no gain."""
    compared = [
        one.status
        for one in progress
        if gain_measures([one.measure]) and one.change is not None and one.key.moment != "after"
    ]
    return bool(compared) and not any(status in _GAINS for status in compared)


def last_reviewed(reviews: Iterable[Review]) -> int:
    """How many visits there had been at the last review."""
    return max((review.number for review in reviews), default=0)


def placed(reviews: Iterable[Review], sessions: Iterable[Session]) -> tuple[Review, ...]:
    """The reviews of a course at the visits at which they stand: one whose visit was moved away,
    thrown away or entered in error stands at the last visit until its day."""
    held = visits(sessions)
    known = {visit.id for visit in held}
    return tuple(
        review
        if review.session_id in known
        else replace(review, session_id=_last_until(review.day, held))
        for review in reviews
    )


def _last_until(day: date, held: Iterable[Session]) -> int | None:
    found = [visit.id for visit in held if visit.took_place <= day]
    return found[-1] if found else None


def findings(progress: Sequence[MeasureProgress]) -> tuple[Finding, ...]:
    """What a review keeps of the progress it was decided on."""
    return tuple(
        Finding(
            measure=one.key.measure,
            moment=one.key.moment.value,
            item=one.key.item,
            scale=one.scale.code,
            baseline="" if one.baseline is None else str(one.baseline),
            latest="" if one.latest is None else str(one.latest),
            status=one.status,
            rule=one.baseline_rule,
        )
        for one in progress
        if one.asked
    )


def decision_name(decision: Decision) -> str:
    """The decision as it is called on screen and paper."""
    return {
        Decision.CONTINUE: tr("continue"),
        Decision.ADJUST: tr("adjust"),
        Decision.CLOSE: tr("close"),
    }[decision]


def decision_words(review: Review) -> str:
    """What was decided, in few words: `continue, 6 more sessions`."""
    words = decision_name(review.decision)
    if review.more_sessions is not None:
        more = ntr("{n} more session", "{n} more sessions", review.more_sessions)
        words = tr("{decision}, {more}", decision=words, more=more)
    return words


def cause_words(due: ReviewDue) -> str:
    """Why a review is asked for, in one line."""
    if due.cause == ReviewCause.NO_GAIN:
        return ntr("No gain after {n} visit", "No gain after {n} visits", due.number)
    if due.cause == ReviewCause.LAST_PLANNED:
        return tr("Review: session {n}, the last planned", n=due.number)
    return tr("Review: session {n}", n=due.number)
