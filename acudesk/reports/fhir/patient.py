"""Patient, with what is known of their medicines, allergies and alerts."""

from collections.abc import Callable, Iterator
from typing import Any

from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient, Sex
from acudesk.reports.fhir.codes import OWN, Json, filled, hl7
from acudesk.reports.fhir.extensions import extension, is_visible, read, whole
from acudesk.reports.fhir.links import parse_uid, part_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, missing
from acudesk.reports.fhir.record import MergeRecord, PatientRecord
from acudesk.translation import tr

CHART_NUMBER = OWN + "chart-number"
WRITTEN = "written-name"
DOCTOR = "doctor"
_OWN_TEXTS = ("occupation", "referred_by", "history", "notes")
_KNOWN = {
    "medicines": "MedicationStatement",
    "allergies": "AllergyIntolerance",
    "alerts": "Flag",
}
"""What is one text here and a resource of its own there."""
_LINES = ("address", "emergency_contact", "doctor_address", *_KNOWN)


def patient_resources(record: PatientRecord) -> Iterator[Json]:
    """The patient, then what is known of them."""
    yield _patient(record)
    for name in _KNOWN:
        text = getattr(record.patient, name)
        if is_visible(text):
            yield _known(record.patient.uid, name, text)


def patient_from(node: Node, find: Callable[[str], Node | None]) -> tuple[Patient, str]:
    """A patient, and the uid of the record into which it went; `find` knows the other resources
    by their uids."""
    uid = parse_uid(node.needed("id"))
    texts: dict[str, Any] = {
        name: node.own_text(name.replace("_", "-")) for name in (*_OWN_TEXTS, *_LINES)
    }
    for name in _KNOWN:
        found = find(part_uid(uid, name))
        if found is not None:
            element = "medicationCodeableConcept" if name == "medicines" else "code"
            concept = found.node(element)
            texts[name] = concept.needed("text") if concept else ""
    names = node.nodes("name")
    official = next((one for one in names if not one.extensions(WRITTEN)), None)
    if official is None:
        raise missing("name")
    written = next((one for one in names if one.extensions(WRITTEN)), None)
    telecom = {one.text("system"): one.text("value") for one in node.nodes("telecom")}
    doctor = node.first("contained")
    contact = node.first("contact")
    for name, kept in (
        ("address", _shown(node.first("address"))),
        ("emergency_contact", _shown(contact.node("name") if contact else None)),
        ("doctor_address", _shown(doctor.first("address") if doctor else None)),
    ):
        texts[name] = kept or texts[name]
    patient = Patient(
        uid=uid,
        chart_number=_chart_number(node),
        display_name=official.needed("text"),
        family_name=official.text("family"),
        given_name=_given(official),
        written_name=_shown(written),
        birth_date=node.day("birthDate"),
        sex=node.kind("gender", Sex),
        phone=telecom.get("phone", ""),
        email=telecom.get("email", ""),
        doctor_name=_shown(doctor.first("name") if doctor else None),
        archived=node.own("archived") is not None,
        **texts,
    )
    into = (one for one in node.nodes("link") if one.text("type") == "replaced-by")
    return patient, next((one.uid("other") for one in into), "")


def merges_from(node: Node) -> tuple[MergeRecord, ...]:
    """The records that went into this one."""
    return tuple(
        read(MergeRecord, one, moved=tuple(_moved_from(one))) for one in node.extensions("merge")
    )


def _patient(record: PatientRecord) -> Json:
    patient = record.patient
    own = [
        made
        for name in (*_OWN_TEXTS, *_LINES)
        if (text := getattr(patient, name)) and (name in _OWN_TEXTS or not is_visible(text))
        for made in extension(name.replace("_", "-"), text)
    ]
    if patient.archived:
        own += extension("archived", True)
    doctor = _doctor(patient)
    return filled(
        resourceType="Patient",
        id=uid_text(patient.uid),
        contained=doctor,
        extension=[*own, *map(_merge, record.merges)],
        identifier=[{"use": "usual", "system": CHART_NUMBER, "value": patient.chart_number}],
        active=not (patient.archived or record.merged_into),
        name=_names(patient),
        telecom=[
            {"system": system, "value": value}
            for system, value in (("phone", patient.phone), ("email", patient.email))
            if value
        ],
        gender=None if patient.sex is None else patient.sex.value,
        birthDate=None if patient.birth_date is None else patient.birth_date.isoformat(),
        address=_text_of(patient.address),
        contact=[
            {"relationship": [hl7("v2-0131", "C")], "name": name}
            for name in _text_of(patient.emergency_contact)
        ],
        generalPractitioner=[{"reference": f"#{DOCTOR}"}] if doctor else [],
        link=_links(record),
    )


def _names(patient: Patient) -> list[Json]:
    names = [
        filled(
            use="official",
            text=patient.display_name,
            family=patient.family_name,
            given=[patient.given_name] if patient.given_name else [],
        )
    ]
    if patient.written_name:
        names.append({"extension": extension(WRITTEN, True), "text": patient.written_name})
    return names


def _doctor(patient: Patient) -> list[Json]:
    made = filled(name=_text_of(patient.doctor_name), address=_text_of(patient.doctor_address))
    return [{"resourceType": "Practitioner", "id": DOCTOR} | made] if made else []


def _text_of(text: str) -> list[Json]:
    return [{"text": text}] if is_visible(text) else []


def _links(record: PatientRecord) -> list[Json]:
    gone = dict.fromkeys(one.gone for one in record.merges if one.undone_at is None)
    links: list[Json] = [{"other": reference(uid), "type": "replaces"} for uid in gone]
    if record.merged_into:
        links.append({"other": reference(record.merged_into), "type": "replaced-by"})
    return links


def _merge(merge: MergeRecord) -> Json:
    made = whole("merge", merge, without=("moved",))
    made["extension"] += [
        {"url": table, "extension": [{"url": "uid", "valueString": uid} for uid in uids]}
        for table, uids in merge.moved
        if uids
    ]
    return made


def _moved_from(node: Node) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in node.nodes("extension"):
        inside = one.extensions("uid")
        if inside and one.has("extension"):
            yield one.needed("url"), tuple(parse_uid(each.value()) for each in inside)


def _known(uid: str, name: str, text: str) -> Json:
    made: Json = {"resourceType": _KNOWN[name], "id": uid_text(part_uid(uid, name))}
    if name == "medicines":
        return made | {
            "status": "unknown",
            "medicationCodeableConcept": {"text": text},
            "subject": reference(uid),
        }
    if name == "allergies":
        return made | {
            "clinicalStatus": hl7("allergyintolerance-clinical", "active"),
            "verificationStatus": hl7("allergyintolerance-verification", "unconfirmed"),
            "code": {"text": text},
            "patient": reference(uid),
        }
    return made | {"status": "active", "code": {"text": text}, "subject": reference(uid)}


def _shown(node: Node | None) -> str:
    return node.text("text") if node else ""


def _given(name: Node) -> str:
    value: Any = name.values.get("given", [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise DomainError(tr("“{name}” should be a list.", name="given"))
    return " ".join(value)


def _chart_number(node: Node) -> str:
    for one in node.nodes("identifier"):
        if one.text("system") == CHART_NUMBER:
            return one.needed("value")
    raise missing("identifier")
