"""What the tests of FHIR share: a bundle read by plain JSON, and a practice as plain values."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from acudesk.bootstrap import Services
from acudesk.services.fhir_export import FhirReport, save_bundle
from acudesk.services.fhir_import import import_bundle
from acudesk.services.fhir_outcome import FhirImportReport
from acudesk.services.long_work import here

Json = dict[str, Any]


def exported(services: Services, file: Path, patient_id: int | None = None) -> list[Json]:
    """The resources of an export."""
    written(services, file, patient_id)
    return resources(file)


def written(services: Services, file: Path, patient_id: int | None = None) -> FhirReport:
    return save_bundle(here(services), file, patient_id)


def resources(file: Path) -> list[Json]:
    bundle = json.loads(file.read_text(encoding="utf-8"))
    return [one["resource"] for one in bundle.get("entry", [])]


def imported(services: Services, file: Path, **how: Any) -> FhirImportReport:
    report, _ = import_bundle(here(services), file, **how)
    return report


def of_type(found: list[Json], kind: str) -> list[Json]:
    return [one for one in found if one["resourceType"] == kind]


def only(found: list[Json], kind: str) -> Json:
    (one,) = of_type(found, kind)
    return one


def own(resource: Json, name: str) -> Any:
    """The value of an extension of AcuDesk's own."""
    for one in resource.get("extension", []):
        if one["url"] == f"urn:acudesk:{name}":
            (value,) = (one[key] for key in one if key.startswith("value"))
            return value
    return None


def check_bundle(file: Path) -> None:
    """What FHIR R4 asks of a collection: valid, every reference inside, nothing empty."""
    text = file.read_text(encoding="utf-8")
    bundle = json.loads(text)
    Bundle.model_validate(bundle)
    assert bundle["type"] == "collection"
    entries = bundle.get("entry", [])
    urls = [one["fullUrl"] for one in entries]
    assert len(set(urls)) == len(urls)
    known = set(urls)
    for one in entries:
        resource = one["resource"]
        assert one["fullUrl"] == f"urn:uuid:{resource['id']}"
        local = {f"#{each['id']}" for each in resource.get("contained", [])}
        for reference in references(resource):
            assert reference in known or reference in local, (resource["resourceType"], reference)
        _check_filled(resource)
        _check_codes(resource)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def _check_filled(value: Any) -> None:
    if isinstance(value, dict):
        assert value
        for one in value.values():
            _check_filled(one)
    elif isinstance(value, list):
        assert value
        for one in value:
            _check_filled(one)
    else:
        assert value is not None
        assert value != ""


# Required bindings of FHIR R4 (4.0.1), hl7.org/fhir/R4: the models do not check them.
STATUS = {
    "Encounter": "planned arrived triaged in-progress onleave finished cancelled entered-in-error "
    "unknown",
    "EpisodeOfCare": "planned waitlist active onhold finished cancelled entered-in-error",
    "CarePlan": "draft active on-hold revoked completed entered-in-error unknown",
    "Observation": "registered preliminary final amended corrected cancelled entered-in-error "
    "unknown",
    "Procedure": "preparation in-progress not-done on-hold stopped completed entered-in-error "
    "unknown",
    "Consent": "draft proposed active rejected inactive entered-in-error",
    "QuestionnaireResponse": "in-progress completed amended entered-in-error stopped",
    "ClinicalImpression": "in-progress completed entered-in-error",
    "Appointment": "proposed pending booked arrived fulfilled cancelled noshow entered-in-error "
    "checked-in waitlist",
    "DocumentReference": "current superseded entered-in-error",
    "MedicationStatement": "active completed entered-in-error intended stopped on-hold unknown "
    "not-taken",
    "Flag": "active inactive entered-in-error",
}


def _check_codes(resource: Json) -> None:
    kind = resource["resourceType"]
    if kind in STATUS:
        assert resource["status"] in STATUS[kind].split()
    if kind == "Observation":  # obs-6
        assert ("valueQuantity" in resource) != ("dataAbsentReason" in resource)
    if kind == "Condition":  # con-4: what has abated is no longer active
        assert "abatementDateTime" not in resource
    if kind == "Consent":  # ppc-1
        assert "policyRule" in resource
    if kind == "Appointment":  # app-3
        assert resource["start"] < resource["end"]
    if kind == "Patient":
        assert resource.get("gender") in (None, "male", "female", "other", "unknown")
    if kind == "AdverseEvent":
        assert resource["actuality"] == "actual"
        outcome = resource["outcome"]["coding"][0]["code"]
        assert outcome in ("resolved", "recovering", "ongoing", "fatal", "unknown")


def counts(found: list[Json]) -> Counter[str]:
    return Counter(one["resourceType"] for one in found)


def everything(services: Services) -> Any:
    """The whole record as plain values, without keys and seals: what two practices share."""
    work = services.work
    people = work.patients.identities()
    uid_of = dict(people)
    return {
        uid: {
            "patient": replace(patient := work.patients.get(key), id=0, merged_into=None),
            "merged": uid_of.get(patient.merged_into or 0),
            "courses": [_course(services, one) for one in work.courses.of_patient(key)],
            "screenings": [
                (replace(one, id=0, patient_id=0, session_id=None), _session(services, one))
                for one in work.safety.screenings(key)
            ],
            "consents": [replace(one, id=0, patient_id=0) for one in work.safety.consents(key)],
            "visits": [
                (
                    replace(one, id=0, patient_id=0, course_id=None, session_id=None),
                    _session(services, one),
                )
                for one in work.planned_visits.of_patient(key, date.min)
            ],
            "merges": [
                (
                    uid_of[one.gone],
                    replace(
                        one,
                        id=0,
                        kept=0,
                        gone=0,
                        moved={table: uids for table, uids in one.moved.items() if uids},
                    ),
                )
                for one in work.merges.kept_by(key)
            ],
            "documents": [
                (replace(one, id=0, patient_id=0), work.documents.content(one.id))
                for one in work.documents.of_patient(key)
            ],
        }
        for key, uid in people
    }


def _session(services: Services, one: Any) -> str:
    return "" if one.session_id is None else services.work.sessions.uid_of(one.session_id)


def _course(services: Services, course: Any) -> Any:
    work = services.work
    ordinals = work.sessions.ordinals(course.id)
    return (
        replace(course, id=0, patient_id=0),
        [
            (
                replace(
                    one,
                    id=0,
                    patient_id=0,
                    course_id=0,
                    signature=one.signature and replace(one.signature, seal=""),
                    addenda=tuple(replace(each, seal="") for each in one.addenda),
                ),
                ordinals.get(one.id),
            )
            for one in work.sessions.of_course(course.id)
        ],
        [
            (replace(one, id=0, course_id=0, session_id=None), _session(services, one))
            for one in work.reviews.of_course(course.id)
        ],
    )


def seals_hold(services: Services) -> bool:
    """Whether every signed session of the practice is as it was sealed."""
    return all(
        services.signing.seal_holds(session)
        for key, _ in services.work.patients.identities()
        for course in services.work.courses.of_patient(key)
        for session in services.work.sessions.of_course(course.id)
    )
