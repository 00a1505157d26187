"""What the practitioner does in and with a session."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind
from acudesk.domain.side_effects import Severity, SideEffect, SideEffectKind
from tests.clock import FixedClock
from tests.data.support import database_of

PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)


@pytest.fixture
def course(practice: Services) -> int:
    return admit(practice, date(2026, 1, 1))


def admit(services: Services, opened: date, *activities: str, planned: int = 10) -> int:
    return services.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(
            patient_id=0,
            condition="Sciatica",
            opened=opened,
            activities=activities,
            planned_sessions=planned,
        ),
    ).course_id


def start(
    services: Services,
    course: int,
    day: date | None = None,
    at: time | None = None,
    kind: SessionKind = SessionKind.VISIT,
) -> int:
    return services.sessions.start_session(course, took_place=day, at=at, kind=kind).session_id


def numbers(services: Services, course: int) -> dict[int, int | None]:
    view = services.courses.course_view(course)
    found = {one.id: one.number for one in view.sessions}
    assert found == {key: services.sessions.session(key).number for key in found}
    return found


def test_a_session_starts_now_in_local_time_and_is_entered_in_utc(
    practice: Services, course: int, clock: FixedClock
) -> None:
    session = practice.sessions.session(start(practice, course))

    assert (session.took_place, session.at, session.utc_offset) == (
        clock.today,
        time(9, 30),
        60,
    )
    assert session.entered_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert session.entered_at.utcoffset() == timedelta(0)
    stored = database_of(practice).execute("SELECT entered_at FROM sessions").fetchone()
    assert stored["entered_at"] == "2026-03-02T08:30:00.000000Z"


@pytest.mark.parametrize(
    ("day", "at", "offset"),
    [
        (date(2026, 2, 28), time(8, 0), 60),
        (date(2025, 7, 1), time(8, 0), 120),
        (date(2025, 3, 30), time(1, 59), 60),
        (date(2025, 3, 30), time(3, 1), 120),
        (date(2025, 7, 1), None, None),
    ],
)
def test_a_back_dated_session_has_the_offset_of_its_day(
    practice: Services, course: int, day: date, at: time | None, offset: int | None
) -> None:
    session = practice.sessions.session(start(practice, course, day, at))

    assert (session.took_place, session.at, session.utc_offset) == (day, at, offset)
    assert session.entered_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def test_visits_are_numbered_by_the_day_they_took_place(practice: Services, course: int) -> None:
    third = start(practice, course, date(2026, 2, 3), time(9, 0))
    first = start(practice, course, date(2026, 2, 1))
    between = start(practice, course, date(2026, 2, 1), kind=SessionKind.BETWEEN)
    untimed = start(practice, course, date(2026, 2, 3))
    fifth = start(practice, course, date(2026, 2, 3), time(10, 0))
    fourth = start(practice, course, date(2026, 2, 3), time(9, 0))

    assert numbers(practice, course) == {
        first: 1,
        between: None,
        untimed: 2,
        third: 3,
        fourth: 4,
        fifth: 5,
    }
    assert list(numbers(practice, course)) == [first, between, untimed, third, fourth, fifth]

    practice.sessions.move_session(first, date(2026, 2, 4), None)
    assert numbers(practice, course)[first] == 5
    assert numbers(practice, course)[untimed] == 1


def test_a_session_before_the_opening_moves_the_opening(practice: Services, course: int) -> None:
    session = start(practice, course, date(2025, 12, 1))
    assert practice.courses.course(course).opened == date(2025, 12, 1)
    practice.sessions.move_session(session, date(2025, 11, 1), None)
    assert practice.courses.course(course).opened == date(2025, 11, 1)
    practice.sessions.move_session(session, date(2026, 2, 1), None)
    assert practice.courses.course(course).opened == date(2025, 11, 1)
    moved = database_of(practice).execute(
        "SELECT count(*) AS n FROM audit WHERE subject = 'course' AND action = 'change'"
    )
    assert moved.fetchone()["n"] == 2


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(1899, 12, 31)])
def test_no_session_lies_ahead_or_before_1900(practice: Services, course: int, day: date) -> None:
    with pytest.raises(DomainError) as refused:
        start(practice, course, day)
    assert refused.value.field == "took_place"
    session = start(practice, course)
    with pytest.raises(DomainError):
        practice.sessions.move_session(session, day, None)
    assert practice.courses.course(course).opened == date(2026, 1, 1)


def test_today_is_the_day_of_the_clock_here(
    practice: Services, course: int, clock: FixedClock
) -> None:
    clock.move(hours=14, minutes=45)  # 0:15 in Berlin, still 23:15 of the day before in UTC

    session = practice.sessions.session(start(practice, course))

    assert session.took_place == date(2026, 3, 3)
    assert session.at == time(0, 15)
    assert session.entered_at.date() == date(2026, 3, 2)


def test_a_closed_course_refuses_sessions_and_its_own_may_not_leave_it(
    practice: Services, course: int
) -> None:
    session = start(practice, course, date(2026, 2, 1))
    practice.courses.close_course(course, closed=date(2026, 2, 10))

    with pytest.raises(DomainError, match="closed"):
        start(practice, course, date(2026, 2, 5))
    with pytest.raises(DomainError, match="closed before that day"):
        practice.sessions.move_session(session, date(2026, 2, 11), None)
    practice.sessions.move_session(session, date(2026, 2, 10), None)
    practice.sessions.record_score(session, "pain_7d", "4")
    assert len(practice.courses.course_view(course).sessions) == 1


def test_scores_are_kept_as_given_to_the_last_digit(practice_dir: Path, clock: FixedClock) -> None:
    given = {
        "pain_7d": "6.750000000000001",
        "leg_pain_7d": "7,5",
        "fingertip_floor": "0.1234567890123456789012345678901234567",
        "rmdq": "12.0",
    }
    with open_practice(practice_dir, clock=clock) as services:
        key = start(services, admit(services, clock.today))
        for measure, text in given.items():
            services.sessions.record_score(key, measure, f" {text} ")
    with open_practice(practice_dir, clock=clock) as services:
        session = services.sessions.session(key)

    assert {score.key.measure: score.given for score in session.scores} == given
    for score in session.scores:
        assert score.value == Decimal(given[score.key.measure].replace(",", "."))


def test_a_cleared_score_is_not_asked_and_never_zero(practice: Services, course: int) -> None:
    session = start(practice, course)
    practice.sessions.record_score(session, "pain_7d", "0")
    zero = practice.sessions.session(session).score(PAIN)
    assert zero is not None
    assert zero.value == 0

    practice.sessions.record_score(session, "pain_7d", "  ")

    assert practice.sessions.session(session).score(PAIN) is None
    assert PAIN in practice.sessions.session(session).missing


def test_moments_items_and_scales_are_kept_apart(practice: Services, course: int) -> None:
    session = start(practice, course)
    practice.sessions.record_score(session, "pain_now", "6")
    practice.sessions.record_score(session, "pain_now", "3", moment=Moment.AFTER)
    practice.sessions.record_score(session, "psfs", "4", item="1")
    practice.sessions.record_score(session, "psfs", "5", item="3")
    practice.sessions.record_score(session, "pain_7d", "62", scale="vas100")

    scores = practice.sessions.session(session).scores
    kept = {
        (one.key.measure, one.key.moment, one.key.item): (one.given, one.scale) for one in scores
    }
    assert kept == {
        ("pain_now", Moment.BEFORE, ""): ("6", "nrs11"),
        ("pain_now", Moment.AFTER, ""): ("3", "nrs11"),
        ("psfs", Moment.ONCE, "1"): ("4", "psfs"),
        ("psfs", Moment.ONCE, "3"): ("5", "psfs"),
        ("pain_7d", Moment.ONCE, ""): ("62", "vas100"),
    }
    practice.sessions.record_score(session, "pain_7d", "6")
    again = practice.sessions.session(session).score(PAIN)
    assert again is not None
    assert (again.given, again.scale) == ("6", "nrs11")


@pytest.mark.parametrize(
    "given", ["11", "-1", "NaN", "inf", "1e3", "six", "7-6", "10.000000000001"]
)
def test_what_is_no_score_changes_nothing(practice: Services, course: int, given: str) -> None:
    session = start(practice, course)
    practice.sessions.record_score(session, "pain_7d", "5")
    with pytest.raises(DomainError) as refused:
        practice.sessions.record_score(session, "pain_7d", given)
    assert refused.value.field == "pain_7d"
    kept = practice.sessions.session(session).score(PAIN)
    assert kept is not None
    assert kept.given == "5"


def test_an_unknown_measure_or_session_is_a_sentence(practice: Services, course: int) -> None:
    session = start(practice, course)
    with pytest.raises(DomainError, match="no measure called"):
        practice.sessions.record_score(session, "pain\ud800", "5")
    for call in (
        lambda: practice.sessions.record_score(99, "pain_7d", "5"),
        lambda: practice.sessions.record_notes(99, "x"),
        lambda: practice.sessions.record_minutes(99, 5),
        lambda: practice.sessions.record_side_effects(99, asked=True),
        lambda: practice.sessions.move_session(99, date(2026, 1, 1), None),
        lambda: practice.sessions.discard_session(99),
        lambda: practice.sessions.start_session(99),
        lambda: practice.sessions.session(99),
        lambda: practice.sessions.due_at(99, 1),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_asked_none_is_a_value_of_its_own(practice: Services, course: int) -> None:
    session = start(practice, course)

    def state() -> tuple[bool, tuple[SideEffect, ...]]:
        found = practice.sessions.session(session)
        return found.side_effects_asked, found.side_effects

    effects = (
        SideEffect(kind=SideEffectKind.SORENESS, severity=Severity.SEVERE),
        SideEffect(kind=SideEffectKind.OTHER, note="metallic taste"),
    )
    assert state() == (False, ())
    practice.sessions.record_side_effects(session, asked=True)
    assert state() == (True, ())
    practice.sessions.record_side_effects(session, asked=False, effects=reversed(effects))
    assert state() == (True, effects)
    practice.sessions.record_side_effects(session, asked=False)
    assert state() == (False, ())


@pytest.mark.parametrize(
    "notes",
    ["قال المريض: أفضل", "🙂👩‍⚕️ better", "e\u0301", "a\n\n  b\tc", "'; DROP TABLE sessions; --"],
)
def test_notes_in_any_script(practice_dir: Path, clock: FixedClock, notes: str) -> None:
    with open_practice(practice_dir, clock=clock) as services:
        key = start(services, admit(services, clock.today))
        services.sessions.record_notes(key, notes)
    with open_practice(practice_dir, clock=clock) as services:
        assert services.sessions.session(key).notes == notes.replace("e\u0301", "é")


def test_notes_of_ten_megabytes_are_refused_with_a_sentence(
    practice: Services, course: int
) -> None:
    session = start(practice, course)
    practice.sessions.record_notes(session, "x" * 100_000)
    with pytest.raises(DomainError, match="10000000 characters; at most 100000") as refused:
        practice.sessions.record_notes(session, "x" * 10_000_000)
    assert refused.value.field == "notes"
    assert len(practice.sessions.session(session).notes) == 100_000


def test_halves_and_zero_characters_are_left_out_of_notes(practice: Services, course: int) -> None:
    session = start(practice, course)
    practice.sessions.record_notes(session, "a\x00b\ud83d c\r\nd")

    assert practice.sessions.session(session).notes == "ab c\nd"


def test_minutes(practice: Services, course: int) -> None:
    session = start(practice, course)
    practice.sessions.record_minutes(session, 30)
    with pytest.raises(DomainError):
        practice.sessions.record_minutes(session, 0)
    assert practice.sessions.session(session).minutes == 30
    practice.sessions.record_minutes(session, None)
    assert practice.sessions.session(session).minutes is None


def test_only_an_empty_draft_is_thrown_away(practice: Services, course: int) -> None:
    for fill in (
        lambda key: practice.sessions.record_score(key, "pain_7d", "0"),
        lambda key: practice.sessions.record_notes(key, "x"),
        lambda key: practice.sessions.record_minutes(key, 1),
        lambda key: practice.sessions.record_side_effects(key, asked=True),
    ):
        session = start(practice, course)
        fill(session)
        with pytest.raises(DomainError, match="cannot be thrown away"):
            practice.sessions.discard_session(session)

    session = start(practice, course)
    practice.sessions.record_notes(session, "x")
    practice.sessions.record_notes(session, "")
    changes = practice.sessions.discard_session(session)
    assert changes.session_id == session
    with pytest.raises(NotFoundError):
        practice.sessions.session(session)
    assert len(practice.courses.course_view(course).sessions) == 4


def test_a_signed_session_is_sealed(practice: Services, course: int) -> None:
    session = start(practice, course)
    database_of(practice).execute("UPDATE sessions SET state = 'signed'")

    for change in (
        lambda: practice.sessions.record_score(session, "pain_7d", "5"),
        lambda: practice.sessions.record_notes(session, "x"),
        lambda: practice.sessions.record_minutes(session, 5),
        lambda: practice.sessions.record_side_effects(session, asked=True),
        lambda: practice.sessions.move_session(session, date(2026, 2, 1), None),
        lambda: practice.sessions.discard_session(session),
    ):
        with pytest.raises(DomainError, match="signed"):
            change()


def measures_due(session: Session) -> set[str]:
    return {key.measure for key in session.due}


EVERY_VISIT = {
    "pain_7d",
    "leg_pain_7d",
    "pain_now",
    "fingertip_floor",
    "leg_raise_left",
    "leg_raise_right",
    "analgesic_doses",
}


def test_reviews_come_at_the_first_fourth_eighth_and_last_planned(practice: Services) -> None:
    course = admit(practice, date(2026, 1, 1), "walk", planned=10)
    for day in range(1, 12):
        start(practice, course, date(2026, 1, day))

    for session in practice.courses.course_view(course).sessions:
        due = measures_due(session)
        assert due >= EVERY_VISIT
        extra = due - EVERY_VISIT
        if session.number == 1:
            assert extra == {"rmdq", "psfs"}  # the impression of change: not at the first
        elif session.number in (4, 8, 10):
            assert extra == {"rmdq", "psfs", "pgic"}
        else:
            assert extra == set()


def test_reviews_follow_the_practice_and_the_choice_of_measures(practice: Services) -> None:
    practice.practice.change_practice(Practice(review_sessions=(2,)))
    practice.measures.choose_measure("rmdq", asked=False)
    practice.measures.choose_measure("odi", asked=True)
    course = admit(practice, date(2026, 1, 1), planned=3)
    for day in range(1, 5):
        start(practice, course, date(2026, 1, day))

    reviews = {
        session.number: measures_due(session) - EVERY_VISIT
        for session in practice.courses.course_view(course).sessions
    }
    assert reviews == {1: {"odi"}, 2: {"odi", "pgic"}, 3: {"odi", "pgic"}, 4: set()}


def test_activities_without_a_name_are_offered_first_but_never_missing(
    practice: Services,
) -> None:
    def items(*activities: str) -> tuple[set[str], set[str]]:
        course = admit(practice, date(2026, 1, 1), *activities)
        session = practice.sessions.session(start(practice, course))
        offered = practice.sessions.due_at(course, 1)
        return (
            {key.item for key in offered if key.measure == "psfs"},
            {key.item for key in session.due if key.measure == "psfs"},
        )

    assert items() == ({"1", "2", "3"}, set())
    assert items("walk", "", "sit") == ({"1", "2", "3"}, {"1", "3"})


def test_named_activities_are_asked_at_reviews(practice: Services) -> None:
    course = admit(practice, date(2026, 1, 1), "walk")
    later = practice.sessions.due_at(course, 4)
    practice.courses.change_course(
        replace(practice.courses.course(course), activities=("walk", "sit"))
    )

    assert {key.item for key in later if key.measure == "psfs"} == {"1"}
    named = practice.sessions.due_at(course, 4)
    assert {key.item for key in named if key.measure == "psfs"} == {"1", "2"}


def test_nothing_is_due_between_visits(practice: Services, course: int) -> None:
    session = start(practice, course, kind=SessionKind.BETWEEN)

    assert practice.sessions.session(session).due == frozenset()
    assert practice.sessions.session(session).number is None


def test_what_was_due_stays_noted_when_the_choice_changes(practice: Services, course: int) -> None:
    session = start(practice, course)
    practice.measures.choose_measure("pain_7d", asked=False)

    assert PAIN in practice.sessions.session(session).missing
    assert "pain_7d" not in measures_due(practice.sessions.session(start(practice, course)))


def test_changes_name_what_was_touched(practice: Services, course: int) -> None:
    patient = practice.courses.course(course).patient_id
    started = practice.sessions.start_session(course)
    scored = practice.sessions.record_score(started.session_id, "pain_7d", "5")

    assert started == scored
    assert (scored.patient_id, scored.course_id) == (patient, course)
    assert not scored.settings
