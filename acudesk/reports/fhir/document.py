"""DocumentReference: a document kept with a patient, with its content."""

import base64
import hashlib

from acudesk.domain.clock import utc_text
from acudesk.domain.document import Document, DocumentKind, document_kind
from acudesk.domain.errors import DomainError
from acudesk.reports.fhir.codes import Json, filled
from acudesk.reports.fhir.extensions import extension
from acudesk.reports.fhir.links import parse_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, content_of, missing
from acudesk.translation import tr

TYPES = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.JPEG: "image/jpeg",
    DocumentKind.PNG: "image/png",
}
DOCUMENT = "document"


def document_resource(document: Document, content: bytes, patient_uid: str) -> Json:
    """A document as it was added, byte for byte."""
    return filled(
        resourceType="DocumentReference",
        id=uid_text(document.uid),
        extension=[
            *extension(DOCUMENT, True),
            *extension("pages", document.pages),
            *extension("note", document.note),
        ],
        status="current",
        subject=reference(patient_uid),
        date=utc_text(document.added_at),
        content=[
            {
                "attachment": filled(
                    contentType=TYPES[document.kind],
                    data=base64.b64encode(content).decode("ascii"),
                    size=document.size,
                    hash=base64.b64encode(hashlib.sha1(content).digest()).decode("ascii"),
                    title=document.name,
                    creation=document.day.isoformat() if document.day else None,
                )
            }
        ],
    )


def is_document(node: Node) -> bool:
    """Whether a DocumentReference is one that was kept with the patient."""
    return node.own(DOCUMENT) is not None


def document_from(node: Node) -> tuple[Document, bytes]:
    """A document and its content, which is looked at as that of any file that is added."""
    content_node = node.first("content")
    attachment = content_node.node("attachment") if content_node else None
    added, pages = node.moment("date"), node.own("pages")
    number = pages.whole("valueInteger") if pages else None
    if attachment is None or added is None or number is None:
        raise missing("attachment" if attachment is None else "date" if added is None else "pages")
    content = content_of(attachment.needed("data"))
    kind = document_kind(content)
    if TYPES[kind] != attachment.text("contentType"):
        raise DomainError(tr("An attachment is damaged."))
    document = Document(
        uid=parse_uid(node.needed("id")),
        patient_id=0,
        name=attachment.needed("title"),
        kind=kind,
        day=attachment.day("creation"),
        note=node.own_text("note"),
        size=len(content),
        pages=number,
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=added,
    )
    return document, content
