"""A session: one visit, or an entry between visits, with its scores and side effects."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

from acudesk.domain.body_chart import BodyMark
from acudesk.domain.clock import EARLIEST
from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint, confirmed, needles_in
from acudesk.domain.numbers import parse_number
from acudesk.domain.questionnaires import Answers
from acudesk.domain.screening import Override
from acudesk.domain.sealing import Addendum, EnteredInError, Signature
from acudesk.domain.side_effects import FollowUp, Noticed, SideEffect
from acudesk.domain.treatment import NOTHING, Treatment, is_bare
from acudesk.translation import tr

LONGEST_MINUTES = 480
USUAL_MINUTES = (20, 40)
"""AcuDesk's own hint, never a limit: the 20 to 40 minutes that patients are commonly told to
expect. GERAC treated for 30 (Haake 2007, Arch Intern Med 167:1892-98), Cherkin for 20 (Cherkin
2009, Arch Intern Med 169:858-866); no trial gives the 40."""
NOTES_LIMIT = 100_000


class Moment(StrEnum):
    """When a score was asked: before or after the treatment, or once a session."""

    BEFORE = "before"
    AFTER = "after"
    ONCE = "once"


class SessionKind(StrEnum):
    """A visit, or an entry between visits: a home diary, a phone call, an imported rating."""

    VISIT = "visit"
    BETWEEN = "between"


class SessionState(StrEnum):
    """A draft can be changed; a signed session is sealed."""

    DRAFT = "draft"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreKey:
    """What a score is a score of, inside its session."""

    measure: str
    moment: Moment
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One value of one measure: the exact number, the text as given and the scale it is on.

    No Score means not asked; it never stands for 0. Build one with `Measure.score`, which
    checks the range.
    """

    key: ScoreKey
    value: Decimal
    given: str
    scale: str

    @classmethod
    def kept(cls, key: ScoreKey, given: str, scale: str) -> "Score":
        """A score as it was stored: its number is read again from the text as given."""
        return cls(key=key, value=parse_number(given), given=given, scale=scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One visit or one entry between visits.

    `side_effects_asked` is of those during and right after the treatment, `since_asked` of those
    since the last one; `side_effects` holds both. `answers` are those to questionnaires, by
    questionnaire. `signature`, `addenda` and `error` come after the last edit.

    `took_place` and `at` are civil date and local time of the care, with the minutes by which
    local time ran ahead of UTC; `entered_at` is the moment of entry. `number` counts the visits
    of the course in the order in which they took place; an entry between visits has none.
    `due` holds what was to be asked, so that what is missing can be named.
    """

    id: int
    uid: str
    patient_id: int
    course_id: int
    kind: SessionKind
    number: int | None
    took_place: date
    at: time | None = None
    utc_offset: int | None = None
    entered_at: datetime
    minutes: int | None = None
    scores: tuple[Score, ...] = ()
    due: frozenset[ScoreKey] = frozenset()
    side_effects_asked: bool = False
    since_asked: bool = False
    side_effects: tuple[SideEffect, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    points: tuple[NeedledPoint, ...] = ()
    treatment: Treatment = NOTHING
    marks: tuple[BodyMark, ...] = ()
    overrides: tuple[Override, ...] = ()
    answers: tuple[Answers, ...] = ()
    notes: str = ""
    state: SessionState = SessionState.DRAFT
    signature: Signature | None = None
    addenda: tuple[Addendum, ...] = ()
    error: EnteredInError | None = None

    def score(self, key: ScoreKey) -> Score | None:
        """The score of that key, or None: not asked."""
        for score in self.scores:
            if score.key == key:
                return score
        return None

    @property
    def missing(self) -> frozenset[ScoreKey]:
        """What was due and has no score."""
        return self.due - {score.key for score in self.scores}

    @property
    def effects_asked(self) -> bool:
        """Whether side effects were asked about at either moment."""
        return self.side_effects_asked or self.since_asked

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == SessionState.DRAFT

    @property
    def counts(self) -> bool:
        """Whether it counts in numbers: not so what was entered in error."""
        return self.error is None

    @property
    def needles_in(self) -> int:
        """How many needles went in: as counted by hand, else as the confirmed points say."""
        by_hand = self.treatment.needles_in
        return needles_in(self.points) if by_hand is None else by_hand

    def effects(self, noticed: Noticed) -> tuple[SideEffect, ...]:
        """The side effects of one of the two moments."""
        return tuple(effect for effect in self.side_effects if effect.noticed == noticed)


def goes_on(session: Session, today: date) -> bool:
    """Whether a visit may not be over yet: a draft of today."""
    return session.is_draft and session.kind == SessionKind.VISIT and session.took_place == today


def so_far(sessions: Iterable[Session], today: date) -> tuple[Session, ...]:
    """The sessions as they are read while one goes on: what has not been asked in it yet is not
    missing."""
    return tuple(
        replace(one, due=one.due - one.missing) if goes_on(one, today) else one for one in sessions
    )


def is_empty(session: Session) -> bool:
    """Whether nothing at all was recorded in a session."""
    return not (
        session.scores
        or session.notes
        or session.minutes
        or session.side_effects_asked
        or session.since_asked
        or session.side_effects
        or session.follow_ups
        or confirmed(session.points)
        or not is_bare(session.treatment)
        or session.marks
        or session.overrides
        or session.answers
    )


def entered_late(session: Session) -> bool:
    """Whether the entry began on a later day than the care: it is marked as a late entry."""
    entered = session.entered_at
    if session.utc_offset is not None:
        entered = entered.astimezone(timezone(timedelta(minutes=session.utc_offset)))
    else:
        entered = entered.astimezone()
    return session.kind == SessionKind.VISIT and entered.date() > session.took_place


def check_minutes(minutes: int | None) -> int | None:
    """A session's length as given; raises DomainError outside 1 to 480."""
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        raise DomainError(
            tr("A session lasts 1 to {most} minutes.", most=LONGEST_MINUTES), field="minutes"
        )
    return minutes


def check_took_place(day: date, today: date) -> date:
    """A date of care: not in the future, not before 1900; raises DomainError else."""
    if day > today:
        raise DomainError(
            tr("{day} lies in the future. A session is recorded on or after its day.", day=day),
            field="took_place",
        )
    if day < EARLIEST:
        raise DomainError(
            tr("{day} is before 1900. Please check the year.", day=day), field="took_place"
        )
    return day
