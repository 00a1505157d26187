"""Patients and ratings of other systems: taken as they stand, or refused with their place."""

import json
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient, Sex
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind
from acudesk.services.fhir_outcome import RefusedEntriesError
from tests.services.fhir_support import Json, everything, imported

LOINC = "http://loinc.org"
NOW = ScoreKey(measure="pain_now", moment=Moment.BEFORE)


def patient(key: str = "1", **elements: Any) -> Json:
    return {
        "resourceType": "Patient",
        "id": key,
        "name": [{"text": "Rosa Bauer"}],
        "birthDate": "1970-05-04",
    } | elements


def pain(value: Any = 6, **elements: Any) -> Json:
    """A rating of 0 to 10; a number, or the element that holds it."""
    held = value if isinstance(value, dict) else {"valueInteger": value}
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "72514-3"}]},
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2026-02-10T08:15:00+01:00",
        **held,
    } | elements


def bundle(*found: Json) -> str:
    entries = [{"resource": one} for one in found]
    return json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries})


def lines(*found: Json) -> str:
    return "\n".join(map(json.dumps, found))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "other.json"


def entries(services: Services) -> list[Session]:
    return [
        session
        for key, _ in services.work.patients.identities()
        for course in services.courses.courses_of(key)
        for session in services.work.sessions.of_course(course.id)
    ]


def refusal(services: Services, file: Path) -> str:
    """Why a file is refused; nothing changed then."""
    before = everything(services)
    with pytest.raises(DomainError) as refused:
        imported(services, file)
    assert everything(services) == before
    return refused.value.text


def test_a_patient_and_their_pain_come_in(practice: Services, file: Path) -> None:
    file.write_text(bundle(patient(gender="female"), pain(6), pain(7, id="o2")))

    report = imported(practice, file)

    assert (report.patients_added, report.courses_added, report.entries_added) == (1, 1, 2)
    (key, _) = practice.work.patients.identities()[0]
    rosa = practice.patients.patient(key)
    assert rosa.display_name == "Rosa Bauer"
    assert (rosa.birth_date, rosa.sex, rosa.chart_number) == (
        date(1970, 5, 4),
        Sex.FEMALE,
        "0001",
    )
    first, second = entries(practice)
    assert first.kind == SessionKind.BETWEEN
    assert (first.took_place, first.at, first.utc_offset) == (date(2026, 2, 10), time(8, 15), 60)
    assert [one.score(NOW).given for one in (first, second)] == ["6", "7"]  # type: ignore[union-attr]
    (course,) = practice.courses.courses_of(key)
    assert (course.condition, course.opened) == ("Not stated", date(2026, 2, 10))


def test_the_same_file_again_adds_nothing_and_can_be_taken_back(
    practice: Services, file: Path
) -> None:
    unnamed = pain(6)
    del unnamed["id"]
    file.write_text(bundle(patient(), unnamed, unnamed | {"valueInteger": 5}))
    imported(practice, file)
    before = everything(practice)

    report = imported(practice, file)

    assert (report.patients_matched, report.entries_added, report.already) == (1, 0, 2)
    assert everything(practice) == before
    (record,) = practice.work.imports.all()
    assert (record.kind, record.counts["entries_added"]) == ("fhir", 2)
    practice.imports.undo_import(record.id)
    assert everything(practice) == {}


def test_lines_of_resources_in_any_order(practice: Services, tmp_path: Path) -> None:
    file = tmp_path / "export.ndjson"
    file.write_text(lines(pain(3), patient(), pain(4, id="o2")))

    report = imported(practice, file)

    assert report.entries_added == 2
    file = tmp_path / "lines.json"  # Told by its content too.
    file.write_text(lines(pain(3), patient(), pain(4, id="o2")))
    assert imported(practice, file).already == 2


def test_one_resource_alone(practice: Services, file: Path) -> None:
    file.write_text(json.dumps(patient(), indent=2))

    assert imported(practice, file).patients_added == 1


def test_references_are_followed_as_systems_write_them(practice: Services, file: Path) -> None:
    uuid = "urn:uuid:11111111-2222-3333-4444-555555555555"
    found = [
        {"fullUrl": uuid, "resource": patient()},
        {"resource": pain(1, id="a", subject={"reference": uuid})},
        {"resource": pain(2, id="b", subject={"reference": "Patient/1"})},
        {"resource": pain(3, id="c", subject={"reference": "https://x.example/fhir/Patient/1"})},
    ]
    file.write_text(json.dumps({"resourceType": "Bundle", "type": "batch", "entry": found}))

    assert imported(practice, file).entries_added == 3


@pytest.mark.parametrize(
    ("held", "given", "scale"),
    [
        ({"valueQuantity": {"value": 4, "unit": "{score}"}}, "4", "nrs11"),
        ({"valueQuantity": {"value": 4.5, "code": "1"}}, "4.5", "nrs11"),
        ({"valueString": "7,5"}, "7,5", "nrs11"),
        ({"valueInteger": 0}, "0", "nrs11"),
        ({"valueInteger": 10}, "10", "nrs11"),
    ],
)
def test_numbers_of_pain_are_kept_as_given(
    practice: Services, file: Path, held: Json, given: str, scale: str
) -> None:
    file.write_text(bundle(patient(), pain(held)))
    imported(practice, file)

    (entry,) = entries(practice)
    score = entry.score(NOW)
    assert score is not None
    assert (score.value, score.scale) == (Decimal(given.replace(",", ".")), scale)


def vas(value: float, unit: str, **elements: Any) -> Json:
    code = {"coding": [{"system": LOINC, "code": "38214-3"}]}
    return pain({"valueQuantity": {"value": value, "unit": unit}}, code=code, **elements)


def test_a_line_says_how_long_it_is(practice: Services, file: Path) -> None:
    hundred = {"referenceRange": [{"high": {"value": 100}}]}
    ten = {"referenceRange": [{"high": {"value": 10}}]}
    file.write_text(
        bundle(
            patient(),
            vas(67, "mm", id="a"),
            vas(7, "{score}", id="b", **hundred),
            vas(6, "{score}", id="c", **ten),
        )
    )
    imported(practice, file)

    scores = [one.scores[0] for one in entries(practice)]
    assert [(one.given, one.scale) for one in scores] == [
        ("67", "vas100"),
        ("7", "vas100"),
        ("6", "nrs11"),
    ]


@pytest.mark.parametrize(
    ("rating", "why"),
    [
        (pain(11), "11 lies outside 0 to 10"),
        (pain(-1), "−1 lies outside 0 to 10"),
        (pain({"valueQuantity": {"value": 67, "unit": "mm"}}), "The unit “mm” does not fit"),
        (pain({"valueQuantity": {"value": 40, "unit": "%"}}), "The unit “%” does not fit"),
        (pain({"valueQuantity": {"value": 4, "comparator": "<"}}), "is no score"),
        (pain({"valueString": "six"}), "is not a number"),
        (pain({"valueInteger": True}), "should be a whole number"),
        (pain({"valueQuantity": [4]}), "should be an object"),
        (pain({}), "It holds no number"),
        (vas(7, "{score}"), "does not say whether"),
        (pain(6, effectiveDateTime="1066-10-14"), "before 1900"),
        (pain(6, effectiveDateTime="3026-01-01"), "lies in the future"),
        (pain(6, effectiveDateTime="2026-02"), "“2026-02” is not a whole date"),
        (pain(6, effectiveDateTime="2026-02-30"), "is not a whole date"),
        (pain(6, effectiveDateTime="2026-02-10T25:00:00Z"), "is not a moment"),
        (pain(6, effectiveDateTime=None), "It does not say when it was"),
        (pain(6, subject=None), "It does not say whose it is"),
        (pain(6, subject={"reference": "Patient/2"}), r"Its patient \(Patient/2\) is not in"),
        (pain(6, subject={"reference": 7}), "should be a text"),
        (pain(6, code=None), "“code” is missing"),
        (pain(6, status=["final"]), "should be a text"),
    ],
)
def test_a_rating_that_cannot_be_is_refused_with_its_place(
    practice: Services, file: Path, rating: Json, why: str
) -> None:
    file.write_text(bundle(patient(), pain(5, id="good"), rating))
    imported(practice, file, dry_run=True)

    with pytest.raises(RefusedEntriesError, match=why) as refused:
        imported(practice, file)

    (one,) = refused.value.report.refused
    assert one.place == "entry 3 (Observation)"
    assert everything(practice) == {}
    assert imported(practice, file, skip_refused=True).entries_added == 1


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (patient(name=[]), "The patient has no name"),
        (patient(name=[{"text": " "}]), "The patient has no name"),
        (patient(name="Rosa"), "should be a list"),
        (patient(name=[{"given": "Rosa"}]), "should be a list"),
        (patient(name=[{"text": "a\u0000b"}]), "holds a character that is none"),
        (patient(birthDate="1066-10-14"), "before 1900"),
        (patient(birthDate="1066"), "before 1900"),
        (patient(birthDate="3026-01-01"), "lies in the future"),
        (patient(birthDate="04.05.1970"), "is not a whole date"),
        (patient(birthDate=1970), "should be a text"),
        (patient(telecom=[{"system": "email", "value": "nobody"}]), "is not an e-mail address"),
        (patient(name=[{"text": "x" * 300}]), "at most 200 fit"),
    ],
)
def test_a_patient_who_cannot_be_is_refused(
    practice: Services, file: Path, person: Json, why: str
) -> None:
    file.write_text(bundle(person))

    text = refusal(practice, file)

    assert why in text
    assert "entry 1 (Patient)" in text


@pytest.mark.parametrize("text", ["1970", "1970-05"])
def test_a_part_of_a_birth_date_is_not_guessed(practice: Services, file: Path, text: str) -> None:
    file.write_text(bundle(patient(birthDate=text)))
    imported(practice, file)

    rosa = practice.patients.patient(practice.work.patients.identities()[0][0])
    assert rosa.birth_date is None
    assert rosa.notes == f"Birth date as imported: {text}"


def test_names_are_read_as_systems_write_them(practice: Services, file: Path) -> None:
    file.write_text(
        bundle(
            patient(
                name=[
                    {"use": "old", "text": "Rosa Klein"},
                    {"use": "official", "family": "Bauer", "given": ["Rosa", "M."]},
                ],
                address=[{"line": ["Pier 3"], "postalCode": "10115", "city": "Berlin"}],
                identifier=[
                    {"system": "urn:x", "value": "ignored"},
                    {
                        "type": {
                            "coding": [
                                {
                                    "system": "http://terminology.hl7.org/CodeSystem/v2-0203",
                                    "code": "MR",
                                }
                            ]
                        },
                        "value": "MR-77",
                    },
                ],
            )
        )
    )
    imported(practice, file)

    rosa = practice.patients.find_patient("MR-77")
    assert (rosa.display_name, rosa.family_name, rosa.given_name) == (
        "Rosa M. Bauer",
        "Bauer",
        "Rosa M.",
    )
    assert rosa.address == "Pier 3\n10115 Berlin"


def test_what_acudesk_has_no_place_for_is_counted_by_name(practice: Services, file: Path) -> None:
    pulse = {"coding": [{"system": LOINC, "code": "8867-4", "display": "Heart rate"}]}
    file.write_text(
        bundle(
            patient(),
            pain(80, id="a", code=pulse),
            pain(81, id="b", code=pulse),
            pain(6, id="c", status="entered-in-error"),
            {"resourceType": "Immunization", "id": "i"},
        )
    )

    report = imported(practice, file)

    assert report.not_taken == {
        "http://loinc.org 8867-4 Heart rate": 2,
        "Observation (entered-in-error)": 1,
        "Immunization": 1,
    }
    assert report.entries_added == 0
    assert "Not taken: 2 of http://loinc.org 8867-4 Heart rate" in report.words


def test_a_rating_that_was_not_asked_is_a_gap(practice: Services, file: Path) -> None:
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    absent = {"dataAbsentReason": {"coding": [{"system": system, "code": "not-asked"}]}}
    file.write_text(bundle(patient(), pain(absent)))

    report = imported(practice, file)

    (entry,) = entries(practice)
    assert (report.blanks, entry.scores, entry.missing) == (1, (), frozenset({NOW}))


def test_ratings_in_our_own_code_keep_their_measure(practice: Services, file: Path) -> None:
    code = {"coding": [{"system": "urn:acudesk:measure", "code": "rmdq"}]}
    file.write_text(bundle(patient(), pain(9, code=code)))
    imported(practice, file)

    (entry,) = entries(practice)
    assert [(one.key.measure, one.given) for one in entry.scores] == [("rmdq", "9")]


def known(practice: Services, **fields: Any) -> int:
    values: dict[str, Any] = {"display_name": "Rosa Bauer", "birth_date": date(1970, 5, 4)} | fields
    return practice.patients.add_patient(Patient(**values)).patient_id


def test_name_and_birth_date_are_somebody(practice: Services, file: Path) -> None:
    rosa = known(practice, display_name="BAUER, Rosa")
    file.write_text(bundle(patient(), pain(6)))

    report = imported(practice, file)

    assert (report.patients_added, report.patients_matched) == (0, 1)
    assert len(practice.courses.courses_of(rosa)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_date": None},
        {"display_name": "Rosa Baur"},
        {"display_name": "Rosa Maria Bauer"},
        {"display_name": "Otto Klein", "birth_date": None, "chart_number": "MR-77"},
    ],
)
def test_who_is_only_near_waits_for_a_decision(
    practice: Services, file: Path, fields: dict[str, Any]
) -> None:
    near = known(practice, **fields)
    type_ = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    rosa = patient(identifier=[{"type": type_, "value": "MR-77"}])
    file.write_text(bundle(rosa, pain(6)))

    with pytest.raises(RefusedEntriesError, match=r"entry 1 \(Patient\): a decision") as refused:
        imported(practice, file)
    (undecided,) = refused.value.report.undecided
    assert [one.patient_id for one in undecided.candidates] == [near]
    assert entries(practice) == []

    report = imported(practice, file, decided={undecided.place: near})
    assert (report.patients_matched, report.entries_added) == (1, 1)
    assert entries(practice)[0].patient_id == near


def test_who_is_near_can_be_somebody_new(practice: Services, file: Path) -> None:
    known(practice, birth_date=None)
    file.write_text(bundle(patient(), pain(6)))

    report = imported(practice, file, decided={"entry 1 (Patient)": None})

    assert (report.patients_added, report.entries_added) == (1, 1)


def test_a_stranger_with_the_same_birth_date_is_nobody(practice: Services, file: Path) -> None:
    known(practice, display_name="Otto Klein")
    file.write_text(bundle(patient()))

    assert imported(practice, file).patients_added == 1


def test_another_value_for_the_same_rating_is_refused(practice: Services, file: Path) -> None:
    file.write_text(bundle(patient(), pain(6)))
    imported(practice, file)
    file.write_text(bundle(patient(), pain(5)))

    assert "The practice holds 6 for this rating, the file 5." in refusal(practice, file)


def test_a_course_that_runs_opens_earlier_where_need_be(practice: Services, file: Path) -> None:
    rosa = known(practice)
    course = practice.courses.open_course(
        Course(patient_id=rosa, condition="Not stated", opened=date(2026, 2, 20))
    ).course_id
    file.write_text(bundle(patient(), pain(6)))
    imported(practice, file)

    assert practice.courses.course(course).opened == date(2026, 2, 10)
    assert len(entries(practice)) == 1


def test_a_dry_run_says_what_would_be_done_and_does_nothing(practice: Services, file: Path) -> None:
    file.write_text(bundle(patient(), pain(6), pain(12, id="bad")))

    report = imported(practice, file, dry_run=True)

    assert (report.kept, report.patients_added, report.entries_added) == (False, 1, 1)
    assert [one.place for one in report.refused] == ["entry 3 (Observation)"]
    assert everything(practice) == {}
    assert report.words.startswith("This would be imported: 1 patient added")
