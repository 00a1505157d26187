"""What a letter says in words and figures; all numbers here can be checked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from acudesk.domain.adherence import adherence
from acudesk.domain.course import Course, Side
from acudesk.domain.errors import DomainError
from acudesk.domain.letter import (
    LetterDraft,
    LetterKind,
    course_text,
    default_addressee,
    letter_values,
    measure_table,
    salutation_to,
    side_effects_text,
)
from acudesk.domain.letter_text import letter_fields
from acudesk.domain.measure import Scale
from acudesk.domain.patient import Patient
from acudesk.domain.practice import BaselineRule, Practice
from acudesk.domain.progress import measure_progress
from acudesk.domain.side_effect_rates import effect_rates
from acudesk.domain.side_effects import FollowUp, Severity, SideEffect, SideEffectKind
from tests.domain.support import BY_CODE, START, progress, session

ANN = Patient(display_name="Ann", chart_number="0007")
COURSE = Course(patient_id=1, condition="Sciatica", side=Side.LEFT, opened=START)
FARRAR, OSTELO = "Farrar 2001, Pain 94:149-158", "Ostelo 2008, Spine 33(1):90-94"
BRUISE = SideEffect(kind=SideEffectKind.BRUISING, severity=Severity.MILD)


def test_everything_that_is_missing_is_named() -> None:
    values = letter_values(patient=ANN, practice=Practice(), addressee="")

    assert values["patient"] == "Ann"
    assert values["number"] == "0007"
    others = set(values) - {"patient", "number"}
    assert all(values[name] == "not recorded" for name in others)
    assert set(values) == set(letter_fields()) - {"measures", "question"}


def test_a_course_says_how_far_it_is_and_from_when_to_when() -> None:
    two = [session(1), session(2, day=8)]

    assert course_text(COURSE, two, adherence(COURSE, two)) == (
        "2 of 10 planned sessions, from 3 March 2026 to 10 March 2026."
    )
    assert course_text(COURSE, two[:1], adherence(COURSE, two[:1])) == (
        "1 of 10 planned sessions, on 3 March 2026."
    )
    assert course_text(COURSE, [], adherence(COURSE, [])) == "no session yet of 10 planned."
    short = replace(COURSE, planned_sessions=1, closed=date(2026, 4, 1))
    assert course_text(short, two, adherence(short, two)) == (
        "2 sessions, 1 planned, from 3 March 2026 to 10 March 2026, closed on 1 April 2026."
    )


def test_side_effects_are_not_asked_none_or_told() -> None:
    def words(*sessions: object) -> str:
        return side_effects_text(sessions, effect_rates(sessions))  # type: ignore[arg-type]

    assert words() == ""
    assert words(session(1)) == "Not asked at 1 session: not known there."
    asked = session(1, side_effects_asked=True)
    assert words(asked).startswith("None noted at 1 session where asked, 0 %")
    bruised = session(2, side_effects_asked=True, side_effects=(replace(BRUISE, serious=True),))
    assert words(asked, bruised) == (
        "At 1 of 2 sessions where asked, 50 % (95 % interval 9 to 91 %): bruising at 1. "
        "Serious: Bruising (4 March 2026). "
        "Not noted as gone: Bruising, mild, noted on 4 March 2026."
    )
    gone = FollowUp(about=bruised.uid, kind=SideEffectKind.BRUISING, gone=True)
    after = session(3, follow_ups=(gone,), side_effects_asked=True)
    assert "Not noted as gone" not in words(asked, bruised, after)


def test_a_measure_stands_with_direction_threshold_and_source() -> None:
    table = measure_table([progress("pain_7d", "8", "5", "3")], BaselineRule.FIRST)

    (line,) = table.lines
    assert line.name == "Back pain, average of the last 7 days"
    assert line.scale == "0 to 10, lower is better"
    assert (line.baseline, line.baseline_day) == ("8", "2 Mar 2026")
    assert (line.latest, line.latest_day) == ("3", "4 Mar 2026")
    assert line.change == "−5 (−63 %)"
    assert line.status == "better, reached the usual threshold"
    assert (line.threshold, line.sources) == ("2 points and 30 %", (1, 2))
    assert table.sources == (FARRAR, OSTELO)
    assert table.notes[0] == "Baseline: first score. Against it: latest score."
    assert "stricter than Farrar and Ostelo" in table.notes[1]
    assert table.notes[1].endswith("[1, 2]")
    assert table.notes[-1] == "These records show what was felt and measured, not what caused it."


def test_each_measure_says_its_own_direction() -> None:
    table = measure_table(
        [progress("psfs", "2", "6"), progress("fingertip_floor", "20", "18")], BaselineRule.FIRST
    )
    psfs, floor = table.lines

    assert psfs.scale == "0 to 10, higher is better"
    assert (psfs.threshold, psfs.sources, psfs.status) == ("none known", (), "better")
    assert floor.scale == "0 to 120 cm, lower is better"
    assert floor.status == "within measurement error"
    assert floor.threshold == "measurement error 4.5 cm"
    assert table.sources[floor.sources[0] - 1].startswith("Ekedahl 2012")


def test_what_was_not_asked_or_asked_once_is_named() -> None:
    table = measure_table(
        [progress("rmdq", gaps=[0]), progress("pain_7d", "4"), progress("odi")], BaselineRule.FIRST
    )
    (once,) = table.lines

    assert (once.baseline, once.latest, once.latest_day) == ("4", "no later score", "")
    assert once.status == "no change to show yet"
    assert table.notes == ("Due and never asked: Roland-Morris (RMDQ-24), score.",)


def test_an_impression_of_change_is_given_in_its_own_words() -> None:
    (line,) = measure_table([progress("pgic", "3", "2")], BaselineRule.FIRST).lines

    assert (line.baseline, line.latest, line.change) == ("–", "much better", "")
    assert line.status == "the patient's own judgement"
    assert line.scale == ""


def test_a_threshold_without_a_source_judges_nothing_in_a_letter() -> None:
    scale = Scale(
        code="own", lowest=Decimal(0), highest=Decimal(10), threshold=Decimal(1), error=Decimal(1)
    )
    measure = replace(BY_CODE["pain_7d"], code="own", scales=(scale,))
    given = progress("pain_7d", "8", "3")
    own = measure_progress(measure, replace(given.key, measure="own"), scale, given.readings)
    assert own.status == "reached_threshold"

    table = measure_table([own], BaselineRule.FIRST)

    (line,) = table.lines
    assert line.status == "better"
    assert "threshold" not in line.threshold
    assert table.sources == ("Set in this practice, without a source",)
    assert not any("usual threshold" in note for note in table.notes if "knows no" not in note)


def test_pain_right_after_treatment_says_nothing_of_a_course() -> None:
    now = progress("pain_now", "8", "3")
    after = measure_progress(
        now.measure, replace(now.key, moment=now.measure.moments[1]), now.scale, now.readings
    )

    (line,) = measure_table([now, after], BaselineRule.FIRST).lines
    assert line.name == "Pain now, before treatment"


def test_means_of_a_week_have_no_day_of_their_own() -> None:
    given = [(str(8 - day // 7), day) for day in range(0, 15, 2)]
    one = progress("pain_7d", *given, rule=BaselineRule.FIRST_SEVEN_DAYS)
    table = measure_table([one], BaselineRule.FIRST_SEVEN_DAYS)

    (line,) = table.lines
    assert (line.baseline_day, line.latest_day) == ("", "")
    assert "mean of the first seven days" in table.notes[0]


def test_the_salutation_takes_the_first_line_of_the_addressee() -> None:
    doctor = replace(ANN, doctor_name="Dr Weber", doctor_address="4 High Street\nLondon")

    assert default_addressee(doctor) == "Dr Weber\n4 High Street\nLondon"
    assert default_addressee(ANN) == ""
    assert salutation_to(default_addressee(doctor)) == "Dear Dr Weber,"
    assert salutation_to(" \n") == "Dear colleague,"
    assert salutation_to("{doctor} {0}") == "Dear {doctor} {0},"


def test_a_draft_is_cleaned_and_too_much_is_refused() -> None:
    draft = LetterDraft(
        patient_id=1, kind=LetterKind.ADVICE, addressee=" Dr\r\nX\x00", question="Rest\n"
    )
    assert (draft.addressee, draft.asks) == ("Dr\nX", "Rest")
    assert replace(draft, kind=LetterKind.REPORT).asks == ""
    for name, text in (
        ("addressee", "x" * 1_001),
        ("salutation", "x" * 201),
        ("question", "x" * 20_001),
    ):
        with pytest.raises(DomainError, match="at most") as refused:
            replace(draft, **{name: text})  # type: ignore[arg-type]
        assert refused.value.field == name
