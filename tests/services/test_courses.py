"""Courses: opened, changed, closed, and read."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Course, Outcome, Side
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.patient import Patient
from acudesk.domain.practice import BaselineRule, Practice
from acudesk.domain.progress import Status
from acudesk.domain.session import SessionKind
from tests.clock import FixedClock


@pytest.fixture
def patient(practice: Services) -> int:
    return practice.patients.add_patient(Patient(display_name="Ann")).patient_id


def open_course(services: Services, patient: int, opened: date, **values: Any) -> int:
    course = Course(patient_id=patient, **{"condition": "Sciatica", "opened": opened, **values})
    return services.courses.open_course(course).course_id


def test_a_course_comes_back_whole(practice_dir: Path, clock: FixedClock) -> None:
    course = Course(
        patient_id=1,
        condition="Bandscheibenvorfall L4/5",
        side=Side.LEFT,
        onset="since 2024",
        goal="walk\nto the lake",
        planned_sessions=12,
        per_week=Decimal("1.5"),
        activities=("sit", "", "Schuhe binden"),
        opened=date(2026, 1, 1),
        closed=date(2026, 2, 1),
        outcome=Outcome.IMPROVED,
        outcome_note="better",
    )
    with open_practice(practice_dir, clock=clock) as services:
        services.patients.add_patient(Patient(display_name="Ann"))
        key = services.courses.open_course(course).course_id
    with open_practice(practice_dir, clock=clock) as services:
        kept = services.courses.course(key)

    assert kept == replace(course, id=key, uid=kept.uid)


def test_the_current_course_is_the_latest_open_one_else_the_latest(
    practice: Services, patient: int
) -> None:
    def shown() -> int | None:
        view = practice.courses.patient_view(patient).view
        return None if view is None else view.course.id

    assert shown() is None
    early = open_course(practice, patient, date(2026, 1, 1))
    late = open_course(practice, patient, date(2026, 2, 1))
    earliest = open_course(practice, patient, date(2025, 1, 1))
    assert shown() == late
    assert practice.patients.list_patients()[0].visits == 0

    practice.courses.close_course(late)
    assert shown() == early
    practice.sessions.start_session(early)
    assert practice.patients.list_patients()[0].visits == 1
    practice.courses.close_course(early)
    practice.courses.close_course(earliest)
    assert shown() == late
    assert practice.courses.patient_view(patient, earliest).view is not None
    assert [course.id for course in practice.courses.courses_of(patient)] == [earliest, early, late]


def test_close_and_reopen(practice: Services, patient: int, clock: FixedClock) -> None:
    key = open_course(practice, patient, clock.today)
    practice.courses.close_course(key, outcome=Outcome.RESOLVED, outcome_note="gone")

    closed = practice.courses.course(key)
    assert (closed.closed, closed.outcome) == (clock.today, Outcome.RESOLVED)
    practice.courses.reopen_course(key)
    again = practice.courses.course(key)
    assert (again.closed, again.outcome, again.outcome_note) == (None, None, "")


def test_nothing_happens_in_the_future(practice: Services, patient: int, clock: FixedClock) -> None:
    tomorrow = clock.today + timedelta(days=1)
    with pytest.raises(DomainError) as refused:
        open_course(practice, patient, tomorrow)
    assert refused.value.field == "opened"
    key = open_course(practice, patient, clock.today)
    with pytest.raises(DomainError) as refused:
        practice.courses.close_course(key, closed=tomorrow)
    assert refused.value.field == "closed"
    assert practice.courses.course(key).is_open


def test_a_course_holds_all_its_sessions(
    practice: Services, patient: int, clock: FixedClock
) -> None:
    key = open_course(practice, patient, date(2026, 1, 1))
    practice.sessions.start_session(key, took_place=date(2026, 1, 10))
    practice.sessions.start_session(key, took_place=date(2026, 1, 20), kind=SessionKind.BETWEEN)

    with pytest.raises(DomainError, match="2026-01-20") as refused:
        practice.courses.close_course(key, closed=date(2026, 1, 19))
    assert refused.value.field == "closed"
    with pytest.raises(DomainError, match="2026-01-10") as refused:
        practice.courses.change_course(
            replace(practice.courses.course(key), opened=date(2026, 1, 11))
        )
    assert refused.value.field == "opened"
    practice.courses.change_course(replace(practice.courses.course(key), opened=date(2026, 1, 10)))
    practice.courses.close_course(key, closed=date(2026, 1, 20))


def test_a_course_stays_with_its_patient(practice: Services, patient: int) -> None:
    key = open_course(practice, patient, date(2026, 1, 1))
    before = practice.courses.course(key)
    other = practice.patients.add_patient(Patient(display_name="Bob")).patient_id
    changes = practice.courses.change_course(
        replace(before, patient_id=other, uid="0" * 32, goal="walk")
    )

    assert (changes.patient_id, changes.course_id) == (patient, key)
    assert practice.courses.course(key) == replace(before, goal="walk")


def test_unknown_keys_are_sentences(practice: Services, patient: int) -> None:
    with pytest.raises(NotFoundError):
        open_course(practice, 99, date(2026, 1, 1))
    with pytest.raises(NotFoundError):
        practice.courses.course_view(99)
    with pytest.raises(NotFoundError):
        practice.courses.close_course(99)
    with pytest.raises(NotFoundError):
        practice.courses.patient_view(99)


def test_a_view_holds_what_a_page_needs(
    practice: Services, patient: int, clock: FixedClock
) -> None:
    key = open_course(practice, patient, clock.today)
    for given in ("8", "", "5"):
        session = practice.sessions.start_session(key).session_id
        practice.sessions.record_score(session, "pain_7d", given)
        clock.move(days=7)
    practice.sessions.record_side_effects(session, asked=True)

    view = practice.courses.course_view(key)

    pain = next(one for one in view.progress if one.measure.code == "pain_7d")
    assert (pain.asked, pain.missing, pain.status) == (2, 1, Status.REACHED_THRESHOLD)
    assert [one.number for one in view.sessions] == [1, 2, 3]
    assert view.patient.display_name == "Ann"
    assert "none noted" in view.side_effects
    assert "3 points lower (38 %)" in view.words[0]
    assert view.trend().panels


def test_a_trend_names_the_patients_activities(
    practice: Services, patient: int, clock: FixedClock
) -> None:
    key = practice.courses.open_course(
        Course(
            patient_id=patient,
            condition="Sciatica",
            opened=clock.today,
            activities=("Walking the dog", "", ""),
        )
    ).course_id
    session = practice.sessions.start_session(key).session_id
    practice.sessions.record_score(session, "psfs", "4", item="1")

    (panel,) = practice.courses.course_view(key).trend().panels
    assert panel.series[0].label == "Walking the dog"
    words = practice.reports.page_data(patient).page.chart_words
    assert "Walking the dog 4 at session 1" in words


def test_the_baseline_is_that_of_the_practice(
    practice: Services, patient: int, clock: FixedClock
) -> None:
    key = open_course(practice, patient, clock.today)
    for given in ("8", "6", "4"):
        session = practice.sessions.start_session(key).session_id
        practice.sessions.record_score(session, "pain_7d", given)
        clock.move(days=7)
    practice.practice.change_practice(Practice(baseline_rule=BaselineRule.MEAN_OF_TWO))

    pain = practice.courses.course_view(key).progress[0]

    assert pain.baseline == 7
    assert pain.baseline_rule == BaselineRule.MEAN_OF_TWO


def test_what_a_visit_of_today_has_not_come_to_yet_is_no_gap(
    practice: Services, patient: int, clock: FixedClock
) -> None:
    today = clock.now().date()
    course = open_course(practice, patient, today - timedelta(days=7))
    first = practice.sessions.start_session(course, took_place=today - timedelta(days=7)).session_id
    practice.sessions.record_score(first, "pain_7d", "6")
    practice.sessions.record_side_effects(first, asked=True)
    before = practice.courses.course_view(course)

    second = practice.sessions.start_session(course).session_id
    begun = practice.courses.course_view(course)

    assert [one.status for one in begun.progress] == [one.status for one in before.progress]
    (pain,) = (one for one in begun.progress if one.key.measure == "pain_7d")
    assert (pain.asked, pain.missing) == (1, 1)  # Due and not asked: it is named until it is.
    (panel,) = begun.trend().panels
    assert [place.session_id for place in panel.series[0].places] == [first]
    assert begun.effect_rates == before.effect_rates
    assert begun.adherence.done == 2
    assert begun.sessions[-1].missing  # Its form still asks for all of it.

    # Tomorrow it is over, signed or not.
    clock.move(days=1)
    over = practice.courses.course_view(course)
    (panel,) = over.trend().panels
    assert [place.session_id for place in panel.series[0].places] == [first, second]
    assert [one.sessions for one in over.effect_rates] == [1, 1]
