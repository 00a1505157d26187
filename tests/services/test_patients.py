"""What the practitioner does with patients."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.patient import Patient, Sex
from acudesk.domain.text import search_words
from tests.clock import FixedClock

WHOLE = Patient(
    display_name="Đặng Thị Ánh 🙂",
    family_name="Đặng",
    given_name="Thị Ánh",
    written_name="محمد",
    birth_date=date(2000, 2, 29),
    sex=Sex.FEMALE,
    phone="+49 (171) 555-1234",
    email="anh@example.org",
    address="Straße 1\n10115 Ort",
    emergency_contact="mother\n0171",
    occupation="'; DROP TABLE patients; --",
    referred_by='"%_',
    doctor_name="Dr. Ωmega",
    doctor_address="b",
    medicines="x" * 20_000,
    allergies="penicillin",
    history="1\n2",
    notes="n",
    alerts="a",
)


def add(services: Services, name: str, **values: object) -> int:
    patient = replace(Patient(display_name=name), **values)  # type: ignore[arg-type]
    return services.patients.add_patient(patient).patient_id


def names(services: Services, search: str) -> list[str]:
    return sorted(row.display_name for row in services.patients.list_patients(search))


def test_a_patient_comes_back_whole(practice_dir: Path, clock: FixedClock) -> None:
    with open_practice(practice_dir, clock=clock) as services:
        key = services.patients.add_patient(WHOLE).patient_id
    with open_practice(practice_dir, clock=clock) as services:
        kept = services.patients.patient(key)

    assert kept == replace(WHOLE, id=key, uid=kept.uid, chart_number="0001")
    assert len(kept.uid) == 32


@given(st.text(st.characters(), min_size=1, max_size=40), st.text(st.characters(), max_size=40))
def test_any_text_is_kept_or_refused_with_a_sentence(
    practice: Services, name: str, notes: str
) -> None:
    try:
        expected = Patient(display_name=name, notes=notes)
    except DomainError:
        return
    key = practice.patients.add_patient(expected).patient_id

    kept = practice.patients.patient(key)
    assert (kept.display_name, kept.notes) == (expected.display_name, expected.notes)
    assert kept.display_name == unicodedata.normalize("NFC", kept.display_name)
    if search_words(kept.display_name):
        found = practice.patients.list_patients(name, limit=10_000)
        assert key in {row.id for row in found}


def test_chart_numbers_are_given_and_skip_those_taken(practice: Services) -> None:
    numbers = []
    for given_number in ("", "0002", "0003", "", "AUS-001", ""):
        key = add(practice, "Ann", chart_number=given_number)
        numbers.append(practice.patients.patient(key).chart_number)

    assert numbers == ["0001", "0002", "0003", "0004", "AUS-001", "0005"]


def test_a_chart_number_belongs_to_one_patient(practice: Services) -> None:
    first = add(practice, "Ann", chart_number="7")
    second = add(practice, "Bob")
    with pytest.raises(DomainError, match="belongs to another") as refused:
        add(practice, "Cid", chart_number=" 7 ")
    assert refused.value.field == "chart_number"
    with pytest.raises(DomainError):
        practice.patients.change_patient(
            replace(practice.patients.patient(second), chart_number="7")
        )
    practice.patients.change_patient(replace(practice.patients.patient(first), chart_number="8"))
    add(practice, "Cid", chart_number="7")
    assert names(practice, "") == ["Ann", "Bob", "Cid"]


def test_an_emptied_chart_number_stays(practice: Services) -> None:
    key = add(practice, "Ann")
    practice.patients.change_patient(replace(practice.patients.patient(key), chart_number=""))
    assert practice.patients.patient(key).chart_number == "0001"


def test_the_uid_never_changes(practice: Services) -> None:
    key = add(practice, "Ann")
    before = practice.patients.patient(key)
    practice.patients.change_patient(replace(before, uid="0" * 32, display_name="Anna"))

    assert practice.patients.patient(key) == replace(before, display_name="Anna")


def test_a_birth_date_to_come_is_refused(practice: Services, clock: FixedClock) -> None:
    add(practice, "Ann", birth_date=clock.today)
    with pytest.raises(DomainError) as refused:
        add(practice, "Bob", birth_date=clock.today + timedelta(days=1))
    assert refused.value.field == "birth_date"
    assert names(practice, "") == ["Ann"]


def test_an_archived_patient_leaves_the_list_and_comes_back(practice: Services) -> None:
    key = add(practice, "Ann")
    changes = practice.patients.archive_patient(key)

    assert changes.patients == {key}
    assert names(practice, "") == []
    assert [row.id for row in practice.patients.list_patients(archived=True)] == [key]
    assert practice.patients.patient(key).archived
    assert practice.patients.has_patients()
    practice.patients.restore_patient(key)
    assert names(practice, "ann") == ["Ann"]


def test_a_patient_is_found_by_chart_number_then_uid(practice: Services) -> None:
    first = practice.patients.patient(add(practice, "Ann"))
    second = practice.patients.patient(add(practice, "Bob", chart_number=first.uid))

    assert practice.patients.find_patient(" 0001 ") == first
    assert practice.patients.find_patient(second.uid) == second
    assert practice.patients.find_patient(first.uid) == second  # a chart number comes first


@pytest.mark.parametrize("name", ["", "0002", "%", "\udcff", "a\x00b", "x" * 300])
def test_an_unknown_patient_is_a_sentence(practice: Services, name: str) -> None:
    add(practice, "Ann")
    with pytest.raises(DomainError):
        practice.patients.find_patient(name)


def test_an_unknown_key_is_a_sentence(practice: Services) -> None:
    with pytest.raises(NotFoundError):
        practice.patients.patient(99)
    with pytest.raises(NotFoundError):
        practice.patients.change_patient(Patient(id=99, display_name="Ann"))
    with pytest.raises(NotFoundError):
        practice.patients.archive_patient(99)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jörg Müller", "muller"),
        ("Jörg Müller", "MÜLLER"),
        ("Jörg Müller", "mu\u0308ll"),
        ("Jörg Müller", "müll jö"),
        ("王小明", "小明"),
        ("김철수", "철수"),
        ("Đặng Ánh", "dang"),
        ("Dang Anh", "Đặng"),
        ("Anna Straße", "strasse"),
        ("Anna Strasse", "STRAẞE"),
        ("O'Brien", "brien"),
        ("Иван Петров", "петр"),
    ],
)
def test_a_name_is_found_as_people_type_it(practice: Services, name: str, typed: str) -> None:
    add(practice, name)
    add(practice, "Somebody Else")

    assert names(practice, typed) == [name]


@pytest.mark.parametrize(
    "typed",
    [
        "aus001",
        "AUS-001",
        "aus 001",
        "1980-05-12",
        "1980",
        "0171555",
        "0171 555",
        "0171-5551234",
        "(0171) 555 12",
    ],
)
def test_numbers_are_found_as_people_type_them(practice: Services, typed: str) -> None:
    add(
        practice,
        "Ann",
        chart_number="AUS-001",
        phone="0171/5551234",
        birth_date=date(1980, 5, 12),
    )
    add(practice, "Bob", phone="030 999")

    assert names(practice, typed) == ["Ann"]


@pytest.mark.parametrize(
    "typed", ["%", "_", "'", '"', ";--", "%_\"';--", "*", "ann%", "an_", "x OR 1=1", "(", "🙂"]
)
def test_signs_find_nothing_by_accident(practice: Services, typed: str) -> None:
    add(practice, "Bob")

    assert names(practice, typed) == []


@pytest.mark.parametrize("typed", ["", "  ", "\n"])
def test_an_empty_search_lists_everybody(practice: Services, typed: str) -> None:
    add(practice, "Bob")

    assert names(practice, typed) == ["Bob"]


def test_a_page_of_text_in_the_search_field_is_survived(practice: Services) -> None:
    add(practice, "Bob")

    assert names(practice, "word " * 50_000) == []
    assert names(practice, "\ud800 bob \x00") == ["Bob"]


def test_a_new_name_is_found_and_the_old_one_is_not(practice: Services) -> None:
    key = add(practice, "Ann Smith")
    practice.patients.change_patient(
        replace(practice.patients.patient(key), display_name="Ann Jones")
    )

    assert names(practice, "jones") == ["Ann Jones"]
    assert names(practice, "smith") == []


def test_the_last_treated_stand_first(practice: Services, clock: FixedClock) -> None:
    courses = {}
    for name in ("Ann", "Bob", "Cid"):
        added = practice.patients.admit_patient(
            Patient(display_name=name),
            Course(patient_id=0, condition="Sciatica", opened=clock.today),
        )
        courses[name] = added.course_id
        clock.move(minutes=1)
    clock.move(days=1)
    practice.sessions.start_session(courses["Bob"])

    assert [row.display_name for row in practice.patients.list_patients()] == ["Bob", "Cid", "Ann"]


def test_a_patient_and_the_first_course_come_together_or_not_at_all(
    practice: Services, clock: FixedClock
) -> None:
    later = Course(patient_id=0, condition="Sciatica", opened=clock.today + timedelta(days=1))
    with pytest.raises(DomainError, match="future"):
        practice.patients.admit_patient(Patient(display_name="Ann"), later)
    assert not practice.patients.has_patients()

    added = practice.patients.admit_patient(
        Patient(display_name="Ann"), replace(later, opened=clock.today)
    )
    assert practice.courses.course(added.course_id).patient_id == added.patient_id
    assert practice.patients.patient(added.patient_id).chart_number == "0001"
