"""What belongs to a session as a whole: needles used, retention, sensations, other care.

The fields are those of STRICTA 2010, items 1 to 4 (MacPherson 2010, PLoS Med 7:e1000261); the
lot number is for safety and no item of STRICTA.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr

LONGEST_RETENTION = 240
MOST_NEEDLES = 300
DEFAULT_RETENTION = 20
"""Minutes that the timer offers in a new practice; Cherkin 2009 (Arch Intern Med 169:858-866)
left needles for 20, GERAC (Haake 2007, Arch Intern Med 167:1892-98) for 30."""
_SHORT, _LONG = 200, 2_000


class Sensation(StrEnum):
    """What the patient felt at the needles; `NONE` is an answer of its own."""

    NONE = "none"
    TINGLING = "tingling"
    WARMTH = "warmth"
    HEAVINESS = "heaviness"
    PAIN = "pain"


class Tension(StrEnum):
    """Muscle tension as palpated."""

    NONE = "none"
    MILD = "mild"
    MODERATE = "moderate"
    MARKED = "marked"


class CoIntervention(StrEnum):
    """What else was done or advised: STRICTA item 4a."""

    EXERCISE = "exercise"
    PHYSIOTHERAPY = "physiotherapy"
    CHIROPRACTIC = "chiropractic"
    MASSAGE = "massage"
    HEAT = "heat"
    HERBS = "herbs"
    ADVICE = "advice"


class Reaction(StrEnum):
    """Welcome reactions, kept apart from side effects."""

    RELAXED = "relaxed"
    ENERGISED = "energised"


class MedicationChange(StrEnum):
    """Whether the patient's medicines changed since last time."""

    UNCHANGED = "unchanged"
    LESS = "less"
    MORE = "more"
    OTHER = "other"


class Driving(StrEnum):
    """What was settled with somebody who is drowsy after treatment."""

    NOT_DRIVING = "not_driving"
    WAITS = "waits"
    ADVISED = "advised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """Everything about a treatment beside its points; None and empty mean not recorded.

    Needle sizes are in millimetres. `needles_in` None means as many as the points say;
    `needles_out` None means not counted yet; `count_reason` explains a difference.
    `retention_minutes` is how long needles stayed in; `timer_started_at` (UTC) and
    `timer_minutes` are those of a timer that was started. `health_confirmed_at` is when the
    practitioner noted that health, medicines, implants and pregnancy are unchanged, `screening`
    the uid of the screening that this was said of.
    """

    needle_diameter: Decimal | None = None
    needle_length: Decimal | None = None
    needle_maker: str = ""
    needle_lot: str = ""
    needles_in: int | None = None
    needles_out: int | None = None
    count_reason: str = ""
    retention_minutes: int | None = None
    timer_started_at: datetime | None = None
    timer_minutes: int | None = None
    sensations: tuple[Sensation, ...] = ()
    tension: Tension | None = None
    tension_where: str = ""
    tongue: str = ""
    pulse: str = ""
    pattern: str = ""
    rationale: str = ""
    changed_because: str = ""
    co_interventions: tuple[CoIntervention, ...] = ()
    advice: str = ""
    medication_change: MedicationChange | None = None
    medication_note: str = ""
    reactions: tuple[Reaction, ...] = ()
    driving: Driving | None = None
    health_confirmed_at: datetime | None = None
    screening: str = ""

    def __post_init__(self) -> None:
        for name in ("needle_maker", "needle_lot", "tension_where", "screening"):
            text = cleaned(getattr(self, name), limit=_SHORT, field=name)
            object.__setattr__(self, name, text)
        for name in (
            "count_reason",
            "tongue",
            "pulse",
            "pattern",
            "rationale",
            "changed_because",
            "advice",
            "medication_note",
        ):
            text = cleaned(getattr(self, name), limit=_LONG, field=name, lines=True)
            object.__setattr__(self, name, text)
        for name, kind in (
            ("sensations", Sensation),
            ("co_interventions", CoIntervention),
            ("reactions", Reaction),
        ):
            object.__setattr__(self, name, _in_order(getattr(self, name), list(kind)))
        if Sensation.NONE in self.sensations and len(self.sensations) > 1:
            raise DomainError(
                tr("“None” does not go with a sensation that was reported."), field="sensations"
            )
        for name, least, most in (
            ("needle_diameter", Decimal("0.05"), Decimal(2)),
            ("needle_length", Decimal(1), Decimal(300)),
        ):
            size: Decimal | None = getattr(self, name)
            if size is not None and not (size.is_finite() and least <= size <= most):
                raise DomainError(
                    tr("A needle measures {least} to {most} mm here.", least=least, most=most),
                    field=name,
                )
        for name in ("needles_in", "needles_out"):
            count: int | None = getattr(self, name)
            if count is not None and not 0 <= count <= MOST_NEEDLES:
                raise DomainError(tr("Count 0 to {most} needles.", most=MOST_NEEDLES), field=name)
        for name in ("retention_minutes", "timer_minutes"):
            minutes: int | None = getattr(self, name)
            if minutes is not None and not 1 <= minutes <= LONGEST_RETENTION:
                raise DomainError(
                    tr("Needles stay in for 1 to {most} minutes.", most=LONGEST_RETENTION),
                    field=name,
                )

    @property
    def timer_ends_at(self) -> datetime | None:
        """When the running timer sounds, None where none was started."""
        if self.timer_started_at is None or self.timer_minutes is None:
            return None
        return self.timer_started_at + timedelta(minutes=self.timer_minutes)

    @property
    def timer_runs(self) -> bool:
        """Whether needles are in by the timer: started, and no minutes noted yet."""
        return self.timer_started_at is not None and self.retention_minutes is None


def _in_order(chosen: Iterable[StrEnum], order: Sequence[StrEnum]) -> tuple[StrEnum, ...]:
    kept = set(chosen)
    return tuple(one for one in order if one in kept)


def sensation_name(sensation: Sensation) -> str:
    """The sensation as it is called on screen and paper."""
    return {
        Sensation.NONE: tr("none"),
        Sensation.TINGLING: tr("tingling"),
        Sensation.WARMTH: tr("warmth"),
        Sensation.HEAVINESS: tr("heaviness"),
        Sensation.PAIN: tr("pain"),
    }[sensation]


def tension_name(tension: Tension) -> str:
    """The muscle tension as it is called on screen and paper."""
    return {
        Tension.NONE: tr("none"),
        Tension.MILD: tr("mild"),
        Tension.MODERATE: tr("moderate"),
        Tension.MARKED: tr("marked"),
    }[tension]


def co_intervention_name(one: CoIntervention) -> str:
    """The co-intervention as it is called on screen and paper."""
    return {
        CoIntervention.EXERCISE: tr("exercise"),
        CoIntervention.PHYSIOTHERAPY: tr("physiotherapy"),
        CoIntervention.CHIROPRACTIC: tr("chiropractic"),
        CoIntervention.MASSAGE: tr("massage"),
        CoIntervention.HEAT: tr("heat"),
        CoIntervention.HERBS: tr("herbs"),
        CoIntervention.ADVICE: tr("advice"),
    }[one]


def reaction_name(reaction: Reaction) -> str:
    """The welcome reaction as it is called on screen and paper."""
    return {Reaction.RELAXED: tr("relaxed"), Reaction.ENERGISED: tr("energised")}[reaction]


def medication_name(change: MedicationChange) -> str:
    """The change of medicines as it is called on screen and paper."""
    return {
        MedicationChange.UNCHANGED: tr("unchanged"),
        MedicationChange.LESS: tr("takes less"),
        MedicationChange.MORE: tr("takes more"),
        MedicationChange.OTHER: tr("changed otherwise"),
    }[change]


def driving_name(driving: Driving) -> str:
    """What was settled about driving, as it is called on screen and paper."""
    return {
        Driving.NOT_DRIVING: tr("does not drive today"),
        Driving.WAITS: tr("waits until awake"),
        Driving.ADVISED: tr("advised not to drive"),
    }[driving]


NOTHING = Treatment()
"""Nothing was recorded of a treatment."""

CARRIED = ("needle_diameter", "needle_length", "needle_maker", "needle_lot", "timer_minutes")
"""What comes along with the prescription of the session before: which needles were used, and
how long they stayed. Scores, side effects and findings never do."""


def is_bare(treatment: Treatment) -> bool:
    """Whether nothing was recorded beside what came along from the session before."""
    return replace(treatment, **{name: getattr(NOTHING, name) for name in CARRIED}) == NOTHING
