"""Side effects asked by checklist."""

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.side_effects import (
    COMMON,
    Severity,
    SideEffect,
    SideEffectKind,
    check_side_effects,
    kind_name,
    severity_name,
)

BRUISING = SideEffect(kind=SideEffectKind.BRUISING)
SORENESS = SideEffect(kind=SideEffectKind.SORENESS, severity=Severity.SEVERE)


def test_side_effects_stand_in_the_order_of_the_checklist() -> None:
    assert check_side_effects((BRUISING, SORENESS)) == (SORENESS, BRUISING)


def test_a_kind_is_noted_once() -> None:
    twice = (SORENESS, SideEffect(kind=SideEffectKind.SORENESS))
    with pytest.raises(DomainError, match="noted twice"):
        check_side_effects(twice)


def test_a_note_is_cleaned_and_limited() -> None:
    assert SideEffect(kind=SideEffectKind.OTHER, note=" a\x00\r\nb ").note == "a\nb"
    with pytest.raises(DomainError):
        SideEffect(kind=SideEffectKind.OTHER, note="x" * 2_001)


def test_every_kind_and_severity_has_a_name_of_its_own() -> None:
    assert len({kind_name(kind) for kind in SideEffectKind}) == len(SideEffectKind)
    assert len({severity_name(severity) for severity in Severity}) == len(Severity)


def test_the_three_that_were_asked_for_are_shown_at_once() -> None:
    assert COMMON[:3] == (
        SideEffectKind.SORENESS,
        SideEffectKind.BRUISING,
        SideEffectKind.FATIGUE,
    )
