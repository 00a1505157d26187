"""Provenance and DocumentReference: who signed a session, its notes, and what was added later.

The seal itself stays behind: it proves something only with the key of the practice that made it.
"""

from collections.abc import Iterator

from acudesk.domain.clock import utc_text
from acudesk.domain.sealing import SEAL_VERSION, Addendum, Signature
from acudesk.domain.session import Session
from acudesk.reports.fhir.codes import ABSENT, LOINC, PROGRESS_NOTE, Json, coding, concept, filled
from acudesk.reports.fhir.consent import attached_text, text_attachment
from acudesk.reports.fhir.extensions import extension
from acudesk.reports.fhir.links import parse_uid, part_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, missing

NOTES = "notes"
SIGNATURE = "signature"
AUTHORS_SIGNATURE = coding(
    "urn:iso-astm:E1762-95:2013", "1.2.840.10065.1.12.1.1", "Author's Signature"
)


def notes_resources(session: Session, patient_uid: str) -> Iterator[Json]:
    """The notes of a session, then its addenda, each a document."""
    notes = part_uid(session.uid, NOTES)
    if session.notes:
        yield _note(session, notes, patient_uid) | filled(
            content=[{"attachment": text_attachment(session.notes)}],
        )
    for addendum in session.addenda:
        appends = {"code": "appends", "target": reference(notes)}
        yield _note(session, addendum.uid, patient_uid) | filled(
            extension=extension("addendum", True) + extension("reason", addendum.reason),
            docStatus="amended",
            date=utc_text(addendum.written_at),
            author=[{"display": addendum.who}] if addendum.who else [],
            relatesTo=[appends] if session.notes else [],
            description=addendum.reason if addendum.reason.strip() else None,
            content=[{"attachment": text_attachment(addendum.text)}],
        )


def is_addendum(node: Node) -> bool:
    """Whether a document is an addendum, not the notes themselves."""
    return node.own("addendum") is not None


def note_from(node: Node) -> str:
    """The text of a document."""
    content = node.first("content")
    attachment = content.node("attachment") if content else None
    if attachment is None:
        raise missing("attachment")
    return attached_text(attachment)


def addendum_from(node: Node) -> Addendum:
    """An addendum; it is sealed anew."""
    written = node.moment("date")
    if written is None:
        raise missing("date")
    author = node.first("author")
    return Addendum(
        uid=parse_uid(node.needed("id")),
        written_at=written,
        who=author.text("display") if author else "",
        reason=node.own_text("reason"),
        text=note_from(node),
    )


def signature_resources(
    session: Session, patient_uid: str, known: frozenset[str]
) -> Iterator[Json]:
    """Who signed a session and when. Under which record's name is said of those that are
    `known`: the patient's own and those that are one with it."""
    signature = session.signature
    if signature is None:
        return
    other = signature.patient_uid
    who = _who(signature.who)
    moment = utc_text(signature.signed_at)
    yield filled(
        resourceType="Provenance",
        id=uid_text(part_uid(session.uid, SIGNATURE)),
        extension=extension("signed-for", other if other != patient_uid and other in known else ""),
        target=[reference(session.uid)],
        recorded=moment,
        agent=[{"who": who}],
        signature=[{"type": [AUTHORS_SIGNATURE], "when": moment, "who": who}],
    )


def signature_from(node: Node) -> Signature:
    """Who signed a session and when, without a seal: it is made anew where the session comes in.
    `patient_uid` is empty where it was signed under the patient's own record."""
    recorded, agent = node.moment("recorded"), node.first("agent")
    if recorded is None or agent is None:
        raise missing("recorded" if recorded is None else "agent")
    who = agent.node("who")
    signed_for = node.own_text("signed-for")
    return Signature(
        signed_at=recorded,
        who=who.text("display") if who else "",
        patient_uid=parse_uid(signed_for) if signed_for else "",
        version=SEAL_VERSION,
        seal="",
    )


def _who(name: str) -> Json:
    if name.strip():
        return {"display": name}
    return {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}


def _note(session: Session, uid: str, patient_uid: str) -> Json:
    return {
        "resourceType": "DocumentReference",
        "id": uid_text(uid),
        "status": "current" if session.error is None else "entered-in-error",
        "type": concept(LOINC, *PROGRESS_NOTE),
        "subject": reference(patient_uid),
        "context": {"encounter": [reference(session.uid)]},
    }
