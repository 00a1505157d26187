"""Taking a whole import back: all of it or, where something stands in the way, nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.ratings import RatingPlan, parse_measure_column
from acudesk.domain.session import Session
from tests.data.support import database_of
from tests.services.importing import Bench, file_of, holds
from tests.services.support import screened

FILES = Path(__file__).resolve().parents[1] / "data"
HEADER = "person,date,pain,leg pain"


@pytest.fixture
def bench(practice: Services) -> Bench:
    return Bench(practice)


def bring_in(bench: Bench, *rows: str, visits: bool = False, close: bool = False) -> int:
    source = file_of(HEADER, *rows)
    plan = replace(bench.plan(source), visits=visits, close=close)
    done, _ = bench.carry_out(source, plan)
    assert done.import_id is not None
    return done.import_id


def sessions(services: Services, number: str) -> list[Session]:
    patient = services.patients.find_patient(number)
    return [
        session
        for course in services.courses.courses_of(patient.id)
        for session in services.courses.course_view(course.id).sessions
    ]


def actions(services: Services) -> list[tuple[str, str]]:
    rows = database_of(services).execute("SELECT action, subject FROM audit ORDER BY id")
    return [(row["action"], row["subject"]) for row in rows.fetchall()]


def test_a_whole_import_is_taken_back(bench: Bench, practice: Services) -> None:
    before = holds(practice)
    key = bring_in(bench, "A,2025-03-03,5,", "A,2025-03-04,,1", "B,2025-03-03,4,2", close=True)
    (record,) = practice.imports.list_imports()
    assert (record.id, record.kind, record.undone_at) == (key, "ratings", None)
    assert record.counts["entries_added"] == 3
    assert holds(practice) != before

    changes = practice.imports.undo_import(key)
    assert holds(practice) == before
    assert (len(changes.patients), len(changes.courses), len(changes.sessions)) == (2, 2, 3)
    (record,) = practice.imports.list_imports()
    assert record.undone_at is not None
    assert actions(practice)[-1] == ("undo_import", "practice")
    assert actions(practice).count(("remove", "session")) == 3
    with pytest.raises(DomainError, match="taken back already"):
        practice.imports.undo_import(key)
    with pytest.raises(NotFoundError):
        practice.imports.undo_import(99)


def test_what_was_there_before_is_as_it_was(bench: Bench, practice: Services) -> None:
    admitted = practice.patients.admit_patient(
        Patient(display_name="Ann", chart_number="A"),
        Course(patient_id=0, condition="Not stated", opened=date(2025, 5, 1)),
    )
    bring_in(bench, "A,2025-05-02,5,")
    before = holds(practice)
    key = bring_in(bench, "A,2025-04-01,7,7", "A,2025-05-02,5,3", "B,2025-03-03,4,2", close=True)
    assert practice.courses.courses_of(admitted.patient_id)[0].closed is not None

    practice.imports.undo_import(key)
    assert holds(practice) == before


def test_lists_and_cards_are_taken_back(bench: Bench, practice: Services) -> None:
    before = holds(practice)
    for name, kind in (("patients_other_system.csv", "patients"), ("contacts.vcf", "vcard")):
        done, _ = bench.carry_out(FILES / name)
        record = practice.imports.list_imports()[0]
        assert (record.source, record.kind) == (name, kind)
        assert done.import_id is not None
        practice.imports.undo_import(done.import_id)
        assert holds(practice) == before


def test_ratings_of_the_command_line_are_taken_back(practice: Services) -> None:
    plan = RatingPlan(
        person="person", date="date", measures=(parse_measure_column("pain_7d=pain"),)
    )
    before = holds(practice)
    practice.imports.import_ratings(FILES / "comma.csv", plan)
    practice.imports.import_ratings(FILES / "comma.csv", plan)  # Adds nothing, keeps nothing.
    (record,) = practice.imports.list_imports()
    practice.imports.undo_import(record.id)
    assert holds(practice) == before


def test_imports_on_top_of_each_other_are_taken_back_from_the_top(
    bench: Bench, practice: Services
) -> None:
    empty = holds(practice)
    first = bring_in(bench, "A,2025-03-03,5,")
    between = holds(practice)
    second = bring_in(bench, "A,2025-03-03,5,4", "A,2025-03-04,6,")
    with pytest.raises(DomainError, match="This import stays"):
        practice.imports.undo_import(first)

    practice.imports.undo_import(second)
    assert holds(practice) == between
    practice.imports.undo_import(first)
    assert holds(practice) == empty


def sign(services: Services) -> None:
    services.signing.sign_session(sessions(services, "A")[0].id)


def change_a_score(services: Services) -> None:
    services.sessions.record_score(sessions(services, "A")[0].id, "pain_7d", "2")


def write_a_note(services: Services) -> None:
    services.sessions.record_notes(sessions(services, "A")[0].id, "called")


def start_a_session(services: Services) -> None:
    services.sessions.start_session(sessions(services, "A")[0].course_id)


def open_a_course(services: Services) -> None:
    patient = services.patients.find_patient("A").id
    services.courses.open_course(
        Course(patient_id=patient, condition="Sciatica", opened=date(2026, 1, 1))
    )


def change_the_patient(services: Services) -> None:
    patient = services.patients.find_patient("A")
    services.patients.change_patient(replace(patient, phone="1"))


def close_the_course(services: Services) -> None:
    patient = services.patients.find_patient("A").id
    (course,) = services.courses.courses_of(patient)
    services.courses.change_course(replace(course, goal="walk"))


def ask_for_consent(services: Services) -> None:
    patient = services.patients.find_patient("A").id
    services.safety.give_consent(patient, date(2026, 3, 1), "I agree.")


def plan_a_visit(services: Services) -> None:
    patient = services.patients.find_patient("A").id
    services.planned_visits.plan_visit(
        PlannedVisit(patient_id=patient, day=date(2026, 3, 9), at=time(9, 0))
    )


def keep_a_document(services: Services) -> None:
    picture = next((Path(__file__).resolve().parents[2] / "docs" / "pictures").glob("*.png"))
    services.documents.add_document(services.patients.find_patient("A").id, picture)


def screen(services: Services) -> None:
    session = sessions(services, "A")[0]
    screened(services, session.patient_id, session.id)


def merge(services: Services) -> None:
    other = services.patients.add_patient(Patient(display_name="Other")).patient_id
    services.mistakes.merge_patients(other, services.patients.find_patient("A").id)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (sign, "signed"),
        (change_a_score, "changed since"),
        (write_a_note, "changed since"),
        (start_a_session, "later entries"),
        (open_a_course, "later entries"),
        (change_the_patient, "changed since"),
        (close_the_course, "changed since"),
        (ask_for_consent, "later entries"),
        (plan_a_visit, "later entries"),
        (keep_a_document, "later entries"),
        (screen, "later entries"),
        (merge, "merged"),
    ],
)
def test_what_happened_since_stands_in_the_way(
    bench: Bench, practice: Services, later: Callable[[Services], None], words: str
) -> None:
    key = bring_in(bench, "A,2026-03-02,5,1", "B,2026-03-02,4,2", visits=True)
    later(practice)
    before = holds(practice)
    with pytest.raises(DomainError) as refused:
        practice.imports.undo_import(key)

    assert words in refused.value.text
    assert "(A" in refused.value.text
    assert holds(practice) == before
    assert practice.imports.list_imports()[0].undone_at is None
