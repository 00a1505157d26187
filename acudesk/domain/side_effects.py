"""Side effects asked by checklist.

A checklist finds six times more than an open question: a 20-item list found side effects in
42.4 % of patients, an open question in 6.8 % (Chung 2015, Clin J Pain). "Asked, none" is a
value of its own and differs from "not asked".
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr


class Severity(StrEnum):
    """How bad it was, in the practitioner's judgement."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class SideEffectKind(StrEnum):
    """The checklist."""

    SORENESS = "soreness"
    BRUISING = "bruising"
    BLEEDING = "bleeding"
    PAIN_AT_NEEDLE = "pain_at_needle"
    FATIGUE = "fatigue"
    DIZZINESS = "dizziness"
    FAINTING = "fainting"
    NAUSEA = "nausea"
    SWEATING = "sweating"
    HEADACHE = "headache"
    AGGRAVATION = "aggravation"
    SKIN_REACTION = "skin_reaction"
    NUMBNESS = "numbness"
    STUCK_NEEDLE = "stuck_needle"
    BROKEN_NEEDLE = "broken_needle"
    FORGOTTEN_NEEDLE = "forgotten_needle"
    BURN = "burn"
    EMOTIONAL_REACTION = "emotional_reaction"
    BREATHLESSNESS = "breathlessness"
    OTHER = "other"


class Noticed(StrEnum):
    """When it was noticed: during or right after the treatment, or since the last one."""

    DURING = "during"
    SINCE = "since"


class Causality(StrEnum):
    """How likely the treatment caused it, in the practitioner's judgement."""

    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    PROBABLE = "probable"
    CERTAIN = "certain"


COMMON = (
    SideEffectKind.SORENESS,
    SideEffectKind.BRUISING,
    SideEffectKind.FATIGUE,
    SideEffectKind.BLEEDING,
    SideEffectKind.PAIN_AT_NEEDLE,
    SideEffectKind.DIZZINESS,
    SideEffectKind.AGGRAVATION,
)
"""Shown at once; the others of the checklist follow behind one key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEffect:
    """One side effect of one session; None is not asked.

    `serious` means admission, permanent disability or death (MacPherson 2001, BMJ 323:486).
    `onset` is in words, `resolved_on` the day on which it was gone, `action` what was done.
    `note` is needed for `OTHER` to mean anything.
    """

    kind: SideEffectKind
    noticed: Noticed = Noticed.DURING
    severity: Severity | None = None
    serious: bool | None = None
    onset: str = ""
    resolved_on: date | None = None
    causality: Causality | None = None
    action: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "onset", cleaned(self.onset, limit=200, field="onset"))
        for name in ("action", "note"):
            text = cleaned(getattr(self, name), limit=2_000, field=name, lines=True)
            object.__setattr__(self, name, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What became, by this session, of a side effect that was open in an earlier one.

    `about` is the uid of the earlier session. `gone` false is "still there"; `resolved_on` is
    the day on which it was gone, None where nobody knows.
    """

    about: str
    kind: SideEffectKind
    noticed: Noticed = Noticed.DURING
    gone: bool
    resolved_on: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        text = cleaned(self.note, limit=2_000, field="note", lines=True)
        object.__setattr__(self, "note", text)
        if self.resolved_on is not None and not self.gone:
            raise DomainError(
                tr("What is still there has no day on which it was gone."), field="resolved_on"
            )


def check_side_effects(effects: tuple[SideEffect, ...]) -> tuple[SideEffect, ...]:
    """Each kind at most once a moment, in the order of the checklist; raises DomainError else."""
    kinds = [(effect.noticed, effect.kind) for effect in effects]
    if len(set(kinds)) != len(kinds):
        raise DomainError(tr("A side effect is noted twice."), field="side_effects")
    order = list(SideEffectKind)
    return tuple(sorted(effects, key=lambda effect: (effect.noticed, order.index(effect.kind))))


def kind_name(kind: SideEffectKind) -> str:
    """The side effect as it is called on screen and paper."""
    return {
        SideEffectKind.SORENESS: tr("Soreness at needle site"),
        SideEffectKind.BRUISING: tr("Bruising"),
        SideEffectKind.BLEEDING: tr("Bleeding"),
        SideEffectKind.PAIN_AT_NEEDLE: tr("Pain during needling"),
        SideEffectKind.FATIGUE: tr("Fatigue or drowsiness"),
        SideEffectKind.DIZZINESS: tr("Dizziness"),
        SideEffectKind.FAINTING: tr("Fainting"),
        SideEffectKind.NAUSEA: tr("Nausea"),
        SideEffectKind.SWEATING: tr("Sweating"),
        SideEffectKind.HEADACHE: tr("Headache"),
        SideEffectKind.AGGRAVATION: tr("Complaint worse"),
        SideEffectKind.SKIN_REACTION: tr("Skin reaction or infection"),
        SideEffectKind.NUMBNESS: tr("Numbness or tingling"),
        SideEffectKind.STUCK_NEEDLE: tr("Stuck or bent needle"),
        SideEffectKind.BROKEN_NEEDLE: tr("Broken needle"),
        SideEffectKind.FORGOTTEN_NEEDLE: tr("Forgotten needle"),
        SideEffectKind.BURN: tr("Burn (moxa, heat)"),
        SideEffectKind.EMOTIONAL_REACTION: tr("Emotional reaction"),
        SideEffectKind.BREATHLESSNESS: tr("Breathlessness or chest pain"),
        SideEffectKind.OTHER: tr("Other"),
    }[kind]


def severity_name(severity: Severity) -> str:
    """The severity as it is called on screen and paper."""
    return {
        Severity.MILD: tr("mild"),
        Severity.MODERATE: tr("moderate"),
        Severity.SEVERE: tr("severe"),
    }[severity]


def noticed_name(noticed: Noticed) -> str:
    """When it was noticed, as it is called on screen and paper."""
    return {
        Noticed.DURING: tr("during or right after treatment"),
        Noticed.SINCE: tr("since last time"),
    }[noticed]


def causality_name(causality: Causality) -> str:
    """The likelihood as it is called on screen and paper."""
    return {
        Causality.UNLIKELY: tr("unlikely"),
        Causality.POSSIBLE: tr("possible"),
        Causality.PROBABLE: tr("probable"),
        Causality.CERTAIN: tr("certain"),
    }[causality]
