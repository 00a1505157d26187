"""Consent: what a patient agreed to, on which day, and until when."""

import base64

from acudesk.domain.screening import Consent
from acudesk.reports.fhir.codes import CONSENT_DOCUMENT, LOINC, Json, concept, filled, hl7, own
from acudesk.reports.fhir.extensions import extension
from acudesk.reports.fhir.links import parse_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, content_of, missing


def consent_resource(consent: Consent, patient_uid: str) -> Json:
    """A consent; one that was withdrawn is inactive."""
    period = {"start": consent.given_on.isoformat()}
    if consent.withdrawn_on is not None:
        period["end"] = consent.withdrawn_on.isoformat()
    return filled(
        resourceType="Consent",
        id=uid_text(consent.uid),
        extension=extension("note", consent.note),
        status="active" if consent.holds else "inactive",
        scope=hl7("consentscope", "treatment"),
        category=[concept(LOINC, *CONSENT_DOCUMENT)],
        patient=reference(patient_uid),
        dateTime=consent.given_on.isoformat(),
        sourceAttachment=text_attachment(consent.text) if consent.text else None,
        policyRule=own("consent", "treatment", "Consent to treatment"),
        provision={"type": "permit", "period": period},
    )


def consent_from(node: Node) -> Consent:
    """A consent from its resource."""
    provision = node.node("provision")
    period = provision.node("period") if provision else None
    given = node.day("dateTime")
    if given is None:
        raise missing("dateTime")
    source = node.node("sourceAttachment")
    return Consent(
        uid=parse_uid(node.needed("id")),
        patient_id=0,
        given_on=given,
        withdrawn_on=period.day("end") if period else None,
        text=attached_text(source) if source else "",
        note=node.own_text("note"),
    )


def text_attachment(text: str) -> Json:
    """A text as an attachment."""
    return {
        "contentType": "text/plain; charset=utf-8",
        "data": base64.b64encode(text.encode()).decode("ascii"),
    }


def attached_text(node: Node) -> str:
    """The text of an attachment; raises DomainError for what is none."""
    text = content_of(node.needed("data")).decode("utf-8", "replace")
    return Node({"data": text}).text("data")
