"""The record of a session in a real practice: what it says, of whom, and the file."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.patient import Patient
from acudesk.domain.record import Record
from acudesk.domain.record_sections import Section
from acudesk.domain.screening import Answer, ScreeningAnswer
from acudesk.domain.session import SessionKind
from acudesk.services.records import render_record
from tests.clock import FixedClock
from tests.record_of_a_visit import first_visit, late_visit, patient_with_course, whole_visit
from tests.reports.support import inside, text_of, traces, written

OTHER = Patient(display_name="Bartholomäus Quakenbrück", written_name="欧阳修远", phone="0777123")


@pytest.fixture
def visit(practice: Services, clock: FixedClock) -> int:
    """The visit of 2 March 2026 in which everything was recorded, still a draft."""
    return whole_visit(practice, clock)


def section(record: Record, title: str) -> Section:
    """The one section of that title."""
    (found,) = (one for one in record.sections if one.title == title)
    return found


def lines(record: Record, title: str) -> list[tuple[str, str]]:
    """Label and text of a section's lines."""
    return [(line.label, line.text) for line in section(record, title).lines]


def test_what_is_said_once_of_a_course_or_the_practice_is_told(
    practice: Services, visit: int
) -> None:
    practice.practice.change_practice(
        replace(
            practice.practice.practice(),
            style="Traditional Chinese",
            setting="Quiet room.\nTold what to expect.",
        )
    )

    def told() -> dict[str, str]:
        return {line.label: line.text for line in practice.records.record(visit).facts}

    assert told()["Style of acupuncture"] == "Traditional Chinese"
    assert told()["Setting"] == "Quiet room.\nTold what to expect."
    course = practice.courses.course(practice.sessions.session(visit).course_id)
    practice.courses.change_course(
        replace(course, style="Western medical", per_week=Decimal("1.5"))
    )
    assert told()["Style of acupuncture"] == "Western medical"
    assert told()["Plan"] == "10 sessions, 1.5 a week"
    assert "STRICTA 2010" in practice.records.record(visit).note


def test_everything_that_was_recorded_is_told_in_the_order_of_the_visit(
    practice: Services, visit: int
) -> None:
    record = practice.records.record(visit)

    assert record.title == "Session 2 of 10 planned"
    assert [(line.label, line.text) for line in record.facts] == [
        ("Treated for", "Sciatica, left"),
        ("Date", "2 March 2026, 09:30, 40 minutes"),
        ("Plan", "10 sessions, 1 a week"),
    ]
    assert [one.title for one in record.sections] == [
        "Scores",
        "Since last time",
        "Health and consent",
        "Stops that were overridden",
        "Examination",
        "Body chart",
        "Points",
        "Needles",
        "During and after treatment",
        "Other care and advice",
        "Questionnaires",
        "Notes",
    ]
    assert lines(record, "Body chart") == [
        ("", "Pain: lower back L4-L5, left (6 of 10, aching)."),
        ("", "Needled: upper calf, left."),
    ]
    assert ("Roland-Morris (RMDQ-24), score", "9") in lines(record, "Scores")
    assert lines(record, "Questionnaires")[0][1] == "9 of 24 statements apply"
    assert ("Needles stayed in", "21 minutes from 09:32") in lines(record, "Needles")
    assert ("Consent", "given on 23 February 2026") in lines(record, "Health and consent")
    assert "STRICTA 2010" in record.note
    assert (record.signed, record.error, record.late) == (None, None, "")


def test_points_carry_their_names(practice: Services, visit: int) -> None:
    points = section(practice.records.record(visit), "Points")

    assert [row.cells[:4] for row in points.rows] == [
        ("BL23", "Shènshū", "L+R", "2"),
        ("BL25", "Dàchángshū", "L+R", "2"),
        ("GV3", "Yāoyángguān", "", "1"),
        ("BL40", "Wěizhōng", "L", "1"),
        ("ashi", "", "L", "2"),
    ]


def test_the_signature_in_words_and_that_its_seal_holds(
    practice: Services, clock: FixedClock, visit: int
) -> None:
    practice.signing.sign_session(visit)
    signed = practice.records.record(visit).signed

    assert signed is not None
    assert signed.words == "Signed 2 March 2026 09:53 by Mara Ellison"
    assert signed.briefly == "Signed 2 Mar 2026, 09:53, Mara Ellison"
    signature = practice.sessions.session(visit).signature
    assert signature is not None
    assert signed.seal.replace(" ", "").rstrip("…") == signature.seal[:12]
    assert (signed.holds, signed.state) == (True, "sealed, unchanged")


def test_a_record_that_was_changed_outside_is_told(practice: Services, visit: int) -> None:
    practice.signing.sign_session(visit)
    database = practice.work.sessions._database
    # As somebody with the key and another program could.
    for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {row['name']}")
    with practice.work:
        database.execute("UPDATE sessions SET notes = 'All well' WHERE id = ?", [visit])
    signed = practice.records.record(visit).signed

    assert signed is not None
    assert not signed.holds
    assert "does not match" in signed.state


def test_addenda_and_the_mark_of_error(practice: Services, clock: FixedClock, visit: int) -> None:
    practice.signing.sign_session(visit)
    clock.move(days=1)
    practice.signing.add_addendum(visit, reason="Wrong side", text="It was the right side.")
    practice.signing.mark_entered_in_error(visit, "Another patient")
    record = practice.records.record(visit)

    (addendum,) = record.addenda
    assert addendum.written == "3 March 2026 09:53 by Mara Ellison"
    assert (addendum.reason, addendum.text) == ("Wrong side", "It was the right side.")
    assert record.error is not None
    assert record.error.words == "Entered in error: Another patient, 3 March 2026"
    assert record.error.marked == "Marked 3 March 2026 09:53 by Mara Ellison"
    assert record.title == "Visit that does not count"


def test_a_late_entry_says_when_it_was_made(practice: Services) -> None:
    _patient, course = patient_with_course(practice)
    late = late_visit(practice, course)

    assert practice.records.record(late).late == (
        "Late entry: made on 2 March 2026 for 27 February 2026"
    )


def test_moments_stand_in_the_local_time_of_their_own_day(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = patient_with_course(practice)
    clock.move(days=60)  # 1 May 2026: summer time
    visit = practice.sessions.start_session(course).session_id
    practice.safety.screen(
        patient, [ScreeningAnswer(item="pacemaker", answer=Answer.NO)], session_id=visit
    )
    clock.move(days=240)  # 27 December: winter time again
    record = practice.records.record(visit)

    assert lines(record, "Health and consent")[0][1] == "screened at 09:30"


def test_consent_is_the_one_in_force_on_the_day(practice: Services, clock: FixedClock) -> None:
    patient, course = patient_with_course(practice)
    first_visit(practice, patient, course)
    visit = practice.sessions.start_session(course).session_id
    (consent,) = practice.safety.consents(patient)

    def told() -> list[str]:
        found = lines(practice.records.record(visit), "Health and consent")
        return [text for label, text in found if label == "Consent"]

    assert told() == ["given on 23 February 2026"]
    practice.safety.withdraw_consent(consent.id, date(2026, 3, 1))
    assert told() == []


def test_a_draft_that_moved_tells_nothing_of_the_patient_it_came_from(
    practice: Services, clock: FixedClock, visit: int, tmp_path: Path
) -> None:
    course = Course(patient_id=0, condition="Stiff neck", opened=clock.today)
    other = practice.patients.admit_patient(OTHER, course)
    practice.mistakes.move_draft(visit, other.course_id)
    record = practice.records.record(visit)

    health = lines(record, "Health and consent")
    assert all("Apixaban" not in line.detail for one in record.sections for line in one.lines)
    assert [label for label, _ in health] == ["Health, medicines, implants, pregnancy", "Consent"]
    assert ("Consent", "none on record for this day") in health
    assert not any("Bruising" in label for label, _ in lines(record, "Since last time"))
    text = text_of(written(tmp_path, practice.records.session_record(visit)))
    assert OTHER.display_name in text
    assert "Zoë" not in text


def test_a_merged_record_keeps_the_number_under_which_it_was_signed(
    practice: Services, clock: FixedClock, visit: int
) -> None:
    practice.signing.sign_session(visit)
    gone = practice.sessions.session(visit).patient_id
    kept = practice.patients.add_patient(replace(OTHER, display_name="Zoe Mueller")).patient_id
    practice.mistakes.merge_patients(kept, gone)
    record = practice.records.record(visit)

    assert record.patient.display_name == "Zoe Mueller"
    assert ("Signed under", "chart number 0001") in [(one.label, one.text) for one in record.facts]
    assert record.signed is not None
    assert record.signed.holds


def test_nothing_of_another_patient_is_in_the_file(
    practice: Services, clock: FixedClock, visit: int
) -> None:
    added = practice.patients.admit_patient(
        OTHER, Course(patient_id=0, condition="Stiff neck", opened=clock.today)
    )
    elsewhere = practice.sessions.start_session(added.course_id).session_id
    practice.sessions.record_notes(elsewhere, "Secret Otherwise")
    data = practice.records.record_data(visit)

    for content in (render_record(data), render_record(data, "png")):
        unpacked = inside(content)
        for name in (OTHER.display_name, OTHER.written_name, "Stiff neck", "Secret Otherwise"):
            assert not any(trace in unpacked for trace in traces(name)), name
    assert any(trace in inside(render_record(data)) for trace in traces("Zoë Müller"))


def test_the_same_data_give_the_same_bytes(
    practice: Services, clock: FixedClock, visit: int
) -> None:
    first = practice.records.record_data(visit)
    clock.move(hours=5)
    again = practice.records.record_data(visit)

    assert first == again
    assert render_record(first) == render_record(again)
    assert render_record(first, "png") == render_record(again, "png")


def test_the_record_is_saved_whole_under_the_name(
    practice: Services, visit: int, tmp_path: Path
) -> None:
    pdf = practice.records.save_record(tmp_path / "Zoë’s visit.pdf", visit)
    png = practice.records.save_record(tmp_path / "visit.PNG", visit)

    assert pdf.read_bytes().startswith(b"%PDF")
    assert png.read_bytes().startswith(b"\x89PNG")
    assert sorted(one.name for one in tmp_path.glob("*.*")) == ["Zoë’s visit.pdf", "visit.PNG"]


@pytest.mark.parametrize(("name", "words"), [("a.svg", "as .pdf or .png"), ("a.doc", "must end")])
def test_another_ending_is_refused(
    practice: Services, visit: int, tmp_path: Path, name: str, words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        practice.records.save_record(tmp_path / name, visit)
    assert not (tmp_path / name).exists()


def test_a_session_that_is_not_there(practice: Services) -> None:
    with pytest.raises(NotFoundError):
        practice.records.record(999)


def test_an_entry_between_visits_needs_no_health_and_no_consent(
    practice: Services, clock: FixedClock
) -> None:
    _patient, course = patient_with_course(practice)
    entry = practice.sessions.start_session(
        course, took_place=clock.today - timedelta(days=1), kind=SessionKind.BETWEEN
    ).session_id
    practice.sessions.record_score(entry, "pain_7d", "6")
    record = practice.records.record(entry)

    assert record.title == "Entry between visits"
    assert [one.title for one in record.sections] == ["Scores"]
    assert (record.note, record.late) == ("", "")


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, acudesk.services.records;"
        "sys.exit(any(name in sys.modules for name in ('matplotlib', 'typst')))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
