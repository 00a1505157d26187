"""A course of treatment for one complaint: condition, side, goal and plan, start and close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from acudesk.domain.clock import EARLIEST
from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr

DEFAULT_PLANNED = 10
"""As planned in two trials: 10 sessions at 2 a week (GERAC: Haake 2007, Arch Intern Med
167:1892-98) and 10 in 7 weeks (Cherkin 2009, Arch Intern Med 169:858-866). Every course can say
otherwise."""
USUAL_PLANNED = (6, 12)
"""AcuDesk's own hint, never a limit: the 6 to 12 that patients are commonly told to expect. No
trial gives the 6; the 12 are those of Brinkhaus 2006 (Arch Intern Med 166:450-457), in 8 weeks."""
MOST_PLANNED = 200
DEFAULT_PER_WEEK = Decimal(1)
USUAL_PER_WEEK = (Decimal(1), Decimal(2))
"""AcuDesk's own hint, never a limit. Trials treated twice a week (GERAC) or twice and later once
a week (Cherkin 2009); 12 in 8 weeks (Brinkhaus 2006) are one and a half."""
ACTIVITIES = 3


class Side(StrEnum):
    """Where it hurts; None is not recorded."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    CENTRAL = "central"


class Outcome(StrEnum):
    """How a course ended, in the practitioner's judgement."""

    RESOLVED = "resolved"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    STOPPED = "stopped"
    REFERRED = "referred"


def default_conditions() -> tuple[str, ...]:
    """The conditions that a new practice starts with; the list is editable."""
    return (
        tr("Chronic low back pain"),
        tr("Herniated or bulging disc"),
        tr("Sciatica"),
        tr("Spinal stenosis"),
        tr("Degenerative disc disease"),
        tr("Arthritis-related back pain"),
    )


def unstated_condition() -> str:
    """What stands for the condition of imported ratings where nobody named one."""
    return tr("Not stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course of treatment; `activities` are the patient's three for the PSFS, in their words.

    `style` is that of the acupuncture (STRICTA 2010, item 1a), empty where it is the practice's.
    """

    id: int = 0
    uid: str = ""
    patient_id: int
    condition: str
    side: Side | None = None
    onset: str = ""
    goal: str = ""
    planned_sessions: int = DEFAULT_PLANNED
    per_week: Decimal = DEFAULT_PER_WEEK
    style: str = ""
    activities: tuple[str, ...] = ("",) * ACTIVITIES
    opened: date
    closed: date | None = None
    outcome: Outcome | None = None
    outcome_note: str = ""

    def __post_init__(self) -> None:
        for name, limit in (
            ("condition", 200),
            ("onset", 200),
            ("style", 200),
            ("goal", 2_000),
            ("outcome_note", 2_000),
        ):
            lines = name in ("goal", "outcome_note")
            text = cleaned(getattr(self, name), limit=limit, field=name, lines=lines)
            object.__setattr__(self, name, text)
        texts = tuple(cleaned(text, limit=200, field="activities") for text in self.activities)
        if len(texts) > ACTIVITIES:
            raise DomainError(
                tr("At most {most} activities fit.", most=ACTIVITIES), field="activities"
            )
        object.__setattr__(self, "activities", texts + ("",) * (ACTIVITIES - len(texts)))
        if not self.condition:
            raise DomainError(tr("Please say what is treated."), field="condition")
        if not 1 <= self.planned_sessions <= MOST_PLANNED:
            raise DomainError(
                tr("Plan 1 to {most} sessions.", most=MOST_PLANNED), field="planned_sessions"
            )
        if not self.per_week.is_finite() or not Decimal("0.25") <= self.per_week <= 7:
            raise DomainError(
                tr("Plan between one session a month and one a day."), field="per_week"
            )
        if self.opened < EARLIEST:
            raise DomainError(tr("The course opens before 1900."), field="opened")
        if self.closed is not None and self.closed < self.opened:
            raise DomainError(tr("A course cannot close before it opens."), field="closed")
        if self.outcome is not None and self.closed is None:
            raise DomainError(tr("An outcome belongs to a closed course."), field="outcome")

    @property
    def is_open(self) -> bool:
        """Whether sessions are still expected."""
        return self.closed is None


def item_name(item: str, activities: Sequence[str]) -> str:
    """What the patient calls the activity of a numbered answer, counted from "1"; without
    their words its number."""
    place = int(item) - 1
    words = activities[place] if place < len(activities) else ""
    return words or tr("activity {n}", n=item)


def side_name(side: Side) -> str:
    """The side as it is called on screen and paper."""
    return {
        Side.LEFT: tr("left"),
        Side.RIGHT: tr("right"),
        Side.BOTH: tr("both sides"),
        Side.CENTRAL: tr("central"),
    }[side]


def outcome_name(outcome: Outcome) -> str:
    """The outcome as it is called on screen and paper."""
    return {
        Outcome.RESOLVED: tr("complaint gone"),
        Outcome.IMPROVED: tr("improved"),
        Outcome.UNCHANGED: tr("unchanged"),
        Outcome.WORSE: tr("worse"),
        Outcome.STOPPED: tr("stopped by the patient"),
        Outcome.REFERRED: tr("referred"),
    }[outcome]
