"""What stands in a bundle: known values, nobody else's, and the same each time."""

import base64
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.long_work import Step, StoppedError
from acudesk.domain.patient import Patient
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.services.fhir_export import save_bundle
from acudesk.services.long_work import LongWork, here
from acudesk.translation import language
from tests.clock import FixedClock
from tests.record_of_a_patient import STRANGER, Kept, whole_patient
from tests.services.fhir_support import (
    Json,
    check_bundle,
    counts,
    exported,
    of_type,
    only,
    own,
    resources,
    written,
)
from tests.services.scans import png


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, Kept]]:
    """A practice with a record of everything; nobody here changes it."""
    clock = FixedClock()
    with open_practice(tmp_path_factory.mktemp("fhir") / "practice", clock=clock) as services:
        yield services, whole_patient(services, clock)


@pytest.fixture
def zoes(whole: tuple[Services, Kept]) -> Services:
    return whole[0]


@pytest.fixture
def kept(whole: tuple[Services, Kept]) -> Kept:
    return whole[1]


@pytest.fixture
def file(zoes: Services, kept: Kept, tmp_path: Path) -> Path:
    """The bundle of Zoë Müller."""
    written(zoes, tmp_path / "zoe.json", kept.patient)
    return tmp_path / "zoe.json"


@pytest.fixture
def found(file: Path) -> list[Json]:
    return resources(file)


def coded(found: list[Json], kind: str, element: str, code: str) -> list[Json]:
    return [
        one
        for one in of_type(found, kind)
        if any(each["code"] == code for each in one[element]["coding"])
    ]


def of_session(services: Services, found: list[Json], kind: str, session_id: int) -> list[Json]:
    uid = services.sessions.session(session_id).uid
    return [
        one
        for one in of_type(found, kind)
        if one.get("encounter") == {"reference": f"urn:uuid:{UUID(uid)}"}
    ]


def test_a_patient_is_told_as_fhir_tells_one(found: list[Json]) -> None:
    patient = only(found, "Patient")

    assert patient["name"][0]["text"] == "Zoë Müller"
    assert patient["name"][1]["text"] == "穆佐伊"
    assert patient["birthDate"] == "1984-05-17"
    assert patient["gender"] == "female"
    assert patient["active"] is True
    assert patient["telecom"] == [
        {"system": "phone", "value": "0301234567"},
        {"system": "email", "value": "zoe@example.org"},
    ]
    assert patient["address"] == [{"text": "3 Pier Street\nHarbourside"}]
    assert patient["contained"][0]["name"] == [{"text": "Dr. L. Okonjo"}]
    assert patient["generalPractitioner"] == [{"reference": "#doctor"}]
    assert patient["identifier"][0]["value"] == "0001"
    assert own(patient, "occupation") == "Cellist"
    statement = only(found, "MedicationStatement")
    assert statement["medicationCodeableConcept"]["text"] == "Apixaban 5 mg\nRamipril 5 mg"
    assert only(found, "AllergyIntolerance")["code"]["text"] == "Nickel"
    assert only(found, "Flag")["code"]["text"] == "Faints easily: treat lying down."


def test_a_course_has_a_condition_an_episode_and_a_plan(found: list[Json]) -> None:
    sciatica, headache = of_type(found, "Condition")
    assert sciatica["code"]["text"] == "Sciatica"
    assert sciatica["onsetString"] == "since lifting a crate"
    assert sciatica["clinicalStatus"]["coding"][0]["code"] == "active"
    assert headache["clinicalStatus"]["coding"][0]["code"] == "inactive"

    episode, closed = of_type(found, "EpisodeOfCare")
    assert episode["status"] == "active"
    assert episode["period"] == {"start": "2026-02-02"}
    assert own(episode, "activity-1") == "walking the dog"
    assert closed["status"] == "finished"
    assert closed["period"] == {"start": "2026-03-06", "end": "2026-03-12"}
    assert own(closed, "outcome") == "improved"

    plan = of_type(found, "CarePlan")[0]
    assert plan["contained"][0]["description"]["text"] == "Walk the dog for an hour"
    repeat = plan["activity"][0]["detail"]["scheduledTiming"]["repeat"]
    assert repeat == {"count": 8, "frequency": 1, "period": 1, "periodUnit": "wk"}


def test_pain_has_its_loinc_code_and_every_score_its_text(
    zoes: Services, found: list[Json], kept: Kept
) -> None:
    scores = of_session(zoes, found, "Observation", kept.whole)
    week = next(one for one in scores if one["code"]["coding"][-1]["code"] == "pain_7d")

    assert week["code"]["coding"][0]["system"] == "http://loinc.org"
    assert week["code"]["coding"][0]["code"] == "72514-3"
    assert week["valueQuantity"]["value"] == 4
    assert own(week, "given") == "4"
    assert own(week, "scale") == "nrs11"
    assert own(week, "moment") == "once"
    assert week["status"] == "final"
    now = {
        own(one, "moment"): one["valueQuantity"]["value"]
        for one in coded(scores, "Observation", "code", "pain_now")
    }
    assert now == {"before": 5, "after": 2}
    (floor,) = coded(scores, "Observation", "code", "fingertip_floor")
    assert floor["valueQuantity"] == {
        "value": 12.5,
        "unit": "cm",
        "system": "http://unitsofmeasure.org",
        "code": "cm",
    }
    assert floor["category"][0]["coding"][0]["code"] == "exam"


def test_what_was_due_and_not_asked_is_said(zoes: Services, found: list[Json], kept: Kept) -> None:
    scores = of_session(zoes, found, "Observation", kept.whole)
    (leg,) = coded(scores, "Observation", "code", "leg_pain_7d")

    assert "valueQuantity" not in leg
    assert leg["dataAbsentReason"]["coding"][0]["code"] == "not-asked"


def test_a_treatment_is_a_procedure_with_its_points(
    zoes: Services, found: list[Json], kept: Kept
) -> None:
    (procedure,) = of_session(zoes, found, "Procedure", kept.whole)

    assert procedure["status"] == "completed"
    assert procedure["code"]["coding"][0] == {
        "system": "urn:acudesk:procedure",
        "code": "acupuncture",
        "display": "Acupuncture",
    }
    points = [(one["coding"][0]["code"], one["text"]) for one in procedure["bodySite"]]
    assert points == [
        ("BL23", "BL23 L+R"),
        ("BL25", "BL25 L+R"),
        ("GV3", "GV3"),
        ("BL40", "BL40 L"),
        ("ashi", "ashi L"),
    ]
    assert procedure["usedCode"][0]["text"] == "Needles: 0.25 × 40 mm, Seirin, lot LOT-77"
    assert "44868003" not in json.dumps(procedure)  # SNOMED CT wants a licence.


def test_side_effects_are_adverse_events_with_what_became_of_them(found: list[Json]) -> None:
    (bruise,) = coded(found, "AdverseEvent", "event", "bruising")
    assert bruise["outcome"]["coding"][0]["code"] == "resolved"  # By the visit after it.
    assert "severity" not in bruise

    (headache,) = coded(found, "AdverseEvent", "event", "headache")
    assert headache["severity"]["coding"][0]["code"] == "mild"
    assert headache["seriousness"]["coding"][0]["code"] == "Non-serious"
    causality = headache["suspectEntity"][0]["causality"][0]["assessment"]
    assert causality["coding"][0]["code"] == "Possible"
    assert own(headache, "onset") == "the same evening"
    assert own(headache, "resolved-on") == "2026-02-24"


def test_consents_questionnaires_and_screenings(
    zoes: Services, found: list[Json], kept: Kept
) -> None:
    withdrawn, given = of_type(found, "Consent")
    assert (withdrawn["status"], given["status"]) == ("inactive", "active")
    assert withdrawn["provision"]["period"] == {"start": "2026-02-23", "end": "2026-03-05"}
    text = base64.b64decode(given["sourceAttachment"]["data"]).decode()
    assert text.startswith("What happens.")

    (rmdq,) = of_session(zoes, found, "QuestionnaireResponse", kept.whole)
    assert rmdq["questionnaire"] == "urn:acudesk:questionnaire:rmdq"
    assert rmdq["status"] == "completed"
    assert [one["linkId"] for one in rmdq["item"]] == [str(n) for n in range(1, 10)]
    screened = [
        {one["linkId"]: one["answer"][0]["valueCoding"]["code"] for one in each["item"]}
        for each in of_type(found, "QuestionnaireResponse")
        if each["questionnaire"].endswith("screening")
    ]
    assert screened == [
        {"anticoagulants": "yes", "pacemaker": "no", "epilepsy": "no", "pregnancy": "unknown"},
        {"pregnancy": "no"},
    ]


def test_signatures_addenda_notes_and_errors(zoes: Services, found: list[Json], kept: Kept) -> None:
    signed = [one["target"][0]["reference"] for one in of_type(found, "Provenance")]
    encounters = {one["id"]: one for one in of_type(found, "Encounter")}
    states = {f"urn:uuid:{key}": one["status"] for key, one in encounters.items()}
    assert sorted(states[one] for one in signed) == ["entered-in-error", "finished", "finished"]
    provenance = of_type(found, "Provenance")[0]
    assert provenance["agent"][0]["who"] == {"display": "Mara Ellison"}
    assert provenance["recorded"].startswith("2026-03-02T")

    texts = {
        base64.b64decode(one["content"][0]["attachment"]["data"]).decode(): one
        for one in of_type(found, "DocumentReference")
        if own(one, "document") is None
    }
    addendum = texts["It was\nthe right side."]
    assert addendum["docStatus"] == "amended"
    assert addendum["description"] == "Wrong side"
    assert addendum["relatesTo"][0]["code"] == "appends"
    assert texts["Slept better.\n\nWants to walk the dog again."]["status"] == "current"
    assert texts["Shoulder is better."]["status"] == "entered-in-error"
    wrong = zoes.sessions.session(kept.wrong).uid
    (marked,) = [one for key, one in encounters.items() if key.replace("-", "") == wrong]
    inside = next(
        one["extension"]
        for one in marked["extension"]
        if one["url"] == "urn:acudesk:entered-in-error"
    )
    assert {"url": "reason", "valueString": "The visit of another patient"} in inside
    kinds = {one["class"]["code"] for one in encounters.values()}
    assert kinds == {"AMB", "VR"}
    assert sorted(states.values()).count("in-progress") == 2


def test_a_review_and_a_document(found: list[Json]) -> None:
    review = only(found, "ClinicalImpression")
    assert review["description"] == "Pain moved down."
    assert "Add the calf" in review["summary"]
    (document,) = [one for one in of_type(found, "DocumentReference") if own(one, "document")]
    attachment = document["content"][0]["attachment"]
    assert (attachment["contentType"], attachment["title"]) == ("image/png", "Referral letter")
    assert base64.b64decode(attachment["data"]) == png()


def test_the_bundle_is_valid_and_says_how_much_it_holds(
    zoes: Services, kept: Kept, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    report = written(zoes, file)

    check_bundle(file)
    assert report.patients == 2
    assert dict(report.counts) == dict(counts(resources(file)))
    assert "of 2 patients" in report.words


def test_nothing_of_anybody_else_is_in_one_patients_bundle(
    zoes: Services, kept: Kept, file: Path
) -> None:
    text = file.read_text("utf-8")
    stranger = zoes.patients.patient(kept.stranger)

    for word in (STRANGER.display_name, STRANGER.written_name, "Spinal stenosis", stranger.uid):
        assert word not in text
    for secret in ("A secret of somebody else", "Words for another one"):
        assert base64.b64encode(secret.encode()).decode() not in text
        assert secret not in text


def test_the_same_data_make_the_same_file_in_every_language(
    zoes: Services, kept: Kept, tmp_path: Path
) -> None:
    written(zoes, tmp_path / "a.json")
    with language("xx"):
        written(zoes, tmp_path / "b.json")

    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_an_empty_practice_is_an_empty_bundle(practice: Services, tmp_path: Path) -> None:
    report = written(practice, tmp_path / "a.json")

    check_bundle(tmp_path / "a.json")
    assert resources(tmp_path / "a.json") == []
    assert report.patients == 0


def test_a_merged_record_goes_with_the_one_it_is_in(practice: Services, tmp_path: Path) -> None:
    kept, gone = (
        practice.patients.add_patient(Patient(display_name=name)).patient_id
        for name in ("Ann Lee", "Anne Lee")
    )
    practice.patients.add_patient(Patient(display_name="Nobody Else"))
    practice.mistakes.merge_patients(kept, gone)

    for patient in (kept, gone):
        found = exported(practice, tmp_path / f"{patient}.json", patient)
        into, from_ = of_type(found, "Patient")
        assert into["link"] == [
            {"other": {"reference": f"urn:uuid:{from_['id']}"}, "type": "replaces"}
        ]
        assert from_["link"] == [
            {"other": {"reference": f"urn:uuid:{into['id']}"}, "type": "replaced-by"}
        ]
        assert from_["active"] is False
        check_bundle(tmp_path / f"{patient}.json")


def test_it_reads_in_short_questions_and_can_be_stopped(
    zoes: Services, kept: Kept, tmp_path: Path
) -> None:
    steps: list[Step] = []
    asked = 0

    def ask(question: Any) -> Any:
        nonlocal asked
        asked += 1
        return question(zoes)

    before = tmp_path / "all.json"
    before.write_text("what was there")
    work = LongWork(ask=ask, tell=steps.append, is_stopped=lambda: len(steps) >= 1)
    with pytest.raises(StoppedError):
        save_bundle(work, before)

    assert asked > 4
    assert steps[0].total == 2
    assert before.read_text() == "what was there"
    assert list(tmp_path.glob(".acudesk-*")) == []


def test_what_cannot_be_written_is_a_sentence(zoes: Services, kept: Kept, tmp_path: Path) -> None:
    with pytest.raises(DomainError, match=r"must end in \.json"):
        save_bundle(here(zoes), tmp_path / "a.xml")
    with pytest.raises(DomainError, match="does not exist"):
        save_bundle(here(zoes), tmp_path / "nowhere" / "a.json")
    with pytest.raises(NotFoundError):
        save_bundle(here(zoes), tmp_path / "a.json", 999)
    assert list(tmp_path.iterdir()) == []


def test_a_visit_without_needles_is_no_procedure(practice: Services, tmp_path: Path) -> None:
    added = practice.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(patient_id=0, condition="Sciatica", opened=date(2026, 3, 1)),
    )
    visit = practice.sessions.start_session(added.course_id).session_id
    practice.treatments.record_treatment(visit, advice="Walk.")

    found = exported(practice, tmp_path / "a.json")

    assert of_type(found, "Procedure") == []
    (encounter,) = of_type(found, "Encounter")
    assert any(one["url"] == "urn:acudesk:treatment" for one in encounter["extension"])


def test_a_side_effect_of_what_was_entered_in_error_says_so(
    practice: Services, tmp_path: Path
) -> None:
    added = practice.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(patient_id=0, condition="Sciatica", opened=date(2026, 3, 1)),
    )
    visit = practice.sessions.start_session(added.course_id).session_id
    practice.sessions.record_side_effects(
        visit, asked=True, effects=[SideEffect(kind=SideEffectKind.BURN)]
    )
    practice.signing.sign_session(visit)
    practice.signing.mark_entered_in_error(visit, "Another patient's visit")

    found = exported(practice, tmp_path / "a.json")

    # AdverseEvent has no status: who cannot read this must not count it.
    assert only(found, "AdverseEvent")["modifierExtension"] == [
        {"url": "urn:acudesk:entered-in-error", "valueBoolean": True}
    ]
    assert only(found, "Encounter")["status"] == "entered-in-error"
