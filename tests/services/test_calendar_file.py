"""The diary as an iCalendar file: right times, stable identity, no more names than wanted."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from acudesk.bootstrap import Services
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.practice import Practice
from tests.clock import FixedClock


def plan(services: Services, patient: int, day: date, at: time, **values: Any) -> PlannedVisit:
    services.planned_visits.plan_visit(
        PlannedVisit(patient_id=patient, day=day, at=at, minutes=40, **values)
    )
    return services.planned_visits.visits_between(day, day)[-1]


@pytest.fixture
def anna(practice: Services) -> int:
    return practice.patients.add_patient(Patient(display_name="Anna Brown")).patient_id


@pytest.fixture
def bo(practice: Services) -> int:
    return practice.patients.add_patient(Patient(display_name="Bo; Li, BEGIN:VEVENT")).patient_id


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_visit_stands_at_its_time_by_the_clock_on_the_wall(practice: Services, anna: int) -> None:
    # Summer time begins on 29 March 2026 in Berlin, and the diary says half past nine on both.
    first = plan(practice, anna, date(2026, 3, 27), time(9, 30), note="bring the MRI")
    plan(practice, anna, date(2026, 3, 30), time(9, 30))
    content = practice.calendar_file.calendar_bytes()

    one, two = events(content)
    assert one.decoded("dtstart") == datetime(2026, 3, 27, 9, 30)
    assert one.decoded("dtend") == datetime(2026, 3, 27, 10, 10)
    assert two.decoded("dtstart") == datetime(2026, 3, 30, 9, 30)
    assert str(one["uid"]) == f"{first.uid}@acudesk"
    assert one.decoded("dtstamp") == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert (one["summary"], one["status"], one["class"]) == ("AB, 0001", "CONFIRMED", "PRIVATE")
    assert b"MRI" not in content
    assert b"Anna" not in content


def test_whole_names_come_by_choice_and_break_nothing(practice: Services, bo: int) -> None:
    plan(practice, bo, date(2026, 3, 5), time(9, 0))
    content = practice.calendar_file.calendar_bytes(names=True)
    (event,) = events(content)
    assert event["summary"] == "Bo; Li, BEGIN:VEVENT, 0001"
    lines = content.split(b"\r\n")
    assert b"".join(lines) == content.replace(b"\r\n", b"")
    assert not any(b"\n" in line or b"\r" in line or len(line) > 75 for line in lines)
    assert practice.calendar_file.calendar_bytes(names=True) == content


def test_the_file_of_a_patient_is_for_the_patient(practice: Services, anna: int, bo: int) -> None:
    practice.practice.change_practice(Practice(name="Needle & Rest", address="Hill Road 1\nLeeds"))
    plan(practice, anna, date(2026, 3, 5), time(9, 0))
    plan(practice, bo, date(2026, 3, 6), time(9, 0))
    content = practice.calendar_file.calendar_bytes(patient_id=anna)
    (event,) = events(content)
    assert (event["summary"], event["location"]) == (
        "Acupuncture, Needle & Rest",
        "Hill Road 1, Leeds",
    )
    assert event.decoded("dtstart") == datetime(2026, 3, 5, 9, 0)
    for word in (b"Anna", b"AB", b"0001", b"Bo"):
        assert word not in content


def test_what_changed_is_known_for_newer_and_keeps_its_identity(
    practice: Services, anna: int, clock: FixedClock
) -> None:
    visit = plan(practice, anna, date(2026, 3, 5), time(9, 0))
    (before,) = events(practice.calendar_file.calendar_bytes())
    clock.move(hours=1)
    practice.planned_visits.move_visit(visit.id, date(2026, 3, 6), time(11, 0))
    clock.move(hours=1)
    practice.planned_visits.mark_visit(visit.id, VisitState.CANCELLED)
    (after,) = events(practice.calendar_file.calendar_bytes())

    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 2)
    assert after.decoded("dtstamp") == datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    assert (after["status"], after["transp"]) == ("CANCELLED", "TRANSPARENT")
    assert after.decoded("dtstart") == datetime(2026, 3, 6, 11, 0)


def test_the_days_are_from_today_on_unless_others_are_named(
    practice: Services, anna: int, clock: FixedClock
) -> None:
    for day in (3, 5, 9):
        plan(practice, anna, date(2026, 3, day), time(9, 0))
    clock.move(days=3)

    def days(**wanted: Any) -> list[int]:
        content = practice.calendar_file.calendar_bytes(**wanted)
        return [one.decoded("dtstart").day for one in events(content)]

    assert days() == [5, 9]
    assert days(last=date(2026, 3, 5)) == [5]
    assert days(first=date(2026, 3, 1), last=date(2026, 3, 5)) == [3, 5]
    with pytest.raises(DomainError, match="before the first") as refused:
        days(first=date(2026, 3, 5), last=date(2026, 3, 4))
    assert refused.value.field == "last"
    with pytest.raises(DomainError, match="No visit is planned"):
        days(first=date(2026, 4, 1))
    with pytest.raises(NotFoundError):
        days(patient_id=99)


def test_it_is_saved_whole_under_a_name_that_calendars_know(
    practice: Services, anna: int, tmp_path: Path
) -> None:
    plan(practice, anna, date(2026, 3, 5), time(9, 0))
    saved = practice.calendar_file.save_calendar(tmp_path / "diary.ICS")
    assert saved.read_bytes() == practice.calendar_file.calendar_bytes()
    with pytest.raises(DomainError, match=r"must end in \.ics"):
        practice.calendar_file.save_calendar(tmp_path / "diary.pdf")
    with pytest.raises(DomainError, match="does not exist"):
        practice.calendar_file.save_calendar(tmp_path / "none" / "diary.ics")
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["diary.ICS"]


def test_a_visit_of_somebody_with_another_name_keeps_its_identity(
    practice: Services, anna: int
) -> None:
    plan(practice, anna, date(2026, 3, 5), time(9, 0))
    (before,) = events(practice.calendar_file.calendar_bytes())
    practice.patients.change_patient(
        replace(practice.patients.patient(anna), display_name="Cleo Vogt")
    )
    (after,) = events(practice.calendar_file.calendar_bytes())
    assert (before["summary"], after["summary"]) == ("AB, 0001", "CV, 0001")
    assert before["uid"] == after["uid"]
