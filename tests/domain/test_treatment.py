"""What belongs to a treatment as a whole."""

from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.treatment import (
    CARRIED,
    DEFAULT_RETENTION,
    NOTHING,
    CoIntervention,
    Driving,
    MedicationChange,
    Reaction,
    Sensation,
    Tension,
    Treatment,
    co_intervention_name,
    driving_name,
    is_bare,
    medication_name,
    reaction_name,
    sensation_name,
    tension_name,
)

START = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("needle_diameter", (Decimal("0.04"), Decimal("2.01"), Decimal("NaN")), Decimal("0.05")),
        ("needle_length", (Decimal("0.9"), Decimal(301), Decimal("Infinity")), Decimal(300)),
        ("needles_in", (-1, 301), 300),
        ("needles_out", (-1, 301), 0),
        ("retention_minutes", (0, 241), 240),
        ("timer_minutes", (0, 241), 1),
        ("needle_maker", ("x" * 201,), "x" * 200),
        ("needle_lot", ("x" * 201,), "L 17"),
        ("tension_where", ("x" * 201,), "left"),
        ("screening", ("x" * 201,), "a" * 32),
        ("count_reason", ("x" * 2_001,), "x" * 2_000),
        ("advice", ("x" * 2_001,), "one\ntwo"),
        ("sensations", ((Sensation.NONE, Sensation.PAIN),), (Sensation.NONE,)),
    ],
)
def test_what_cannot_be_is_a_sentence_about_its_field(
    name: str, bad: tuple[Any, ...], good: Any
) -> None:
    assert getattr(Treatment(**{name: good}), name) == good
    for value in bad:
        with pytest.raises(DomainError) as refused:
            Treatment(**{name: value})
        assert refused.value.field == name


def test_what_was_ticked_stands_in_the_order_of_the_list_and_once() -> None:
    kept = Treatment(
        sensations=(Sensation.PAIN, Sensation.TINGLING, Sensation.PAIN),
        co_interventions=(CoIntervention.ADVICE, CoIntervention.EXERCISE),
        reactions=(Reaction.ENERGISED, Reaction.RELAXED),
    )
    assert kept.sensations == (Sensation.TINGLING, Sensation.PAIN)
    assert kept.co_interventions == (CoIntervention.EXERCISE, CoIntervention.ADVICE)
    assert kept.reactions == (Reaction.RELAXED, Reaction.ENERGISED)


def test_texts_are_cleaned() -> None:
    kept = Treatment(needle_lot=" L\n17 ", pulse="wiry\r\nthin\x00\n")
    assert (kept.needle_lot, kept.pulse) == ("L 17", "wiry\nthin")


def test_a_timer_runs_until_minutes_are_noted() -> None:
    assert not NOTHING.timer_runs
    assert NOTHING.timer_ends_at is None
    assert not Treatment(timer_minutes=20).timer_runs
    running = Treatment(timer_started_at=START, timer_minutes=20)
    assert running.timer_runs
    assert running.timer_ends_at == datetime(2026, 3, 2, 8, 50, tzinfo=UTC)
    assert Treatment(timer_started_at=START).timer_ends_at is None
    done = Treatment(timer_started_at=START, timer_minutes=20, retention_minutes=22)
    assert not done.timer_runs


def test_only_what_came_along_is_nothing_recorded() -> None:
    along = Treatment(
        needle_diameter=Decimal("0.25"),
        needle_length=Decimal(40),
        needle_maker="Seirin",
        needle_lot="L-17",
        timer_minutes=20,
    )
    assert is_bare(NOTHING)
    assert is_bare(along)
    assert {name for name in CARRIED if getattr(along, name) != getattr(NOTHING, name)} == {
        *CARRIED
    }
    values: dict[str, Any] = {
        "needles_in": 0,
        "needles_out": 0,
        "retention_minutes": 1,
        "timer_started_at": START,
        "health_confirmed_at": START,
        "sensations": (Sensation.NONE,),
        "tension": Tension.NONE,
        "co_interventions": (CoIntervention.HEAT,),
        "medication_change": MedicationChange.UNCHANGED,
        "reactions": (Reaction.RELAXED,),
        "driving": Driving.WAITS,
    }
    for field in fields(Treatment):
        if field.name not in CARRIED:
            assert not is_bare(Treatment(**{field.name: values.get(field.name, "x")}))


def test_words_and_the_default() -> None:
    assert DEFAULT_RETENTION == 20
    told: tuple[tuple[Any, Any], ...] = (
        (sensation_name, Sensation),
        (tension_name, Tension),
        (co_intervention_name, CoIntervention),
        (reaction_name, Reaction),
        (medication_name, MedicationChange),
        (driving_name, Driving),
    )
    for words, kind in told:
        names = [words(one) for one in kind]
        assert len(set(names)) == len(names)
        assert all(names)
