"""Documents of patients as rows; their content lies in a table of its own."""

from datetime import date, datetime
from typing import Any

from acudesk.data.engine import Database, Row
from acudesk.data.rows import added_key
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.document import Document, DocumentKind
from acudesk.domain.errors import NotFoundError
from acudesk.translation import tr


class Documents:
    """The repository of documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, document: Document, content: bytes) -> int:
        """Keep a document with its content; returns its key."""
        key = added_key(self._database, "documents", document_row(document))
        self._database.execute(
            "INSERT INTO document_contents (document_id, content) VALUES (?, ?)", [key, content]
        )
        return key

    def change(self, document: Document) -> None:
        """Keep the new name, day and note of a document."""
        self._database.table("documents").update(document.id, changeable(document))

    def remove(self, document_id: int) -> None:
        """Drop a document and its content."""
        self._database.execute("DELETE FROM documents WHERE id = ?", [document_id])

    def get(self, document_id: int) -> Document:
        """One document; raises NotFoundError."""
        row = self._database.execute(
            "SELECT * FROM documents WHERE id = ?", [document_id]
        ).fetchone()
        if row is None:
            raise NotFoundError(tr("This document is not in the practice."))
        return document_from(row)

    def of_patient(self, patient_id: int) -> tuple[Document, ...]:
        """The documents of a patient, the newest first: by the day that they bear, else by the
        one on which they were added."""
        rows = self._database.execute(
            "SELECT * FROM documents WHERE patient_id = ?"
            " ORDER BY coalesce(day, substr(added_at, 1, 10)) DESC, id DESC",
            [patient_id],
        )
        return tuple(document_from(row) for row in rows.fetchall())

    def same_content(self, patient_id: int, sha256: str) -> Document | None:
        """The document of a patient that has this very content."""
        row = self._database.execute(
            "SELECT * FROM documents WHERE patient_id = ? AND sha256 = ? ORDER BY id",
            [patient_id, sha256],
        ).fetchone()
        return None if row is None else document_from(row)

    def content(self, document_id: int) -> bytes:
        """The content of one document as it lies there; raises NotFoundError."""
        row = self._database.execute(
            "SELECT content FROM document_contents WHERE document_id = ?", [document_id]
        ).fetchone()
        if row is None:
            raise NotFoundError(tr("The content of this document is not in the practice."))
        return bytes(row["content"])


def document_row(document: Document) -> dict[str, Any]:
    """A document as columns."""
    return {
        "uid": document.uid,
        "patient_id": document.patient_id,
        "kind": document.kind.value,
        "size": document.size,
        "pages": document.pages,
        "sha256": document.sha256,
        "added_at": utc_text(document.added_at),
        **changeable(document),
    }


def changeable(document: Document) -> dict[str, Any]:
    """The columns that can change: the content of a document never does."""
    return {
        "name": document.name,
        "day": document.day.isoformat() if document.day else None,
        "note": document.note,
    }


def document_from(row: Row) -> Document:
    """A document from its row."""
    added: datetime = from_utc_text(row["added_at"])
    return Document(
        id=row["id"],
        uid=row["uid"],
        patient_id=row["patient_id"],
        name=row["name"],
        kind=DocumentKind(row["kind"]),
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        note=row["note"],
        size=row["size"],
        pages=row["pages"],
        sha256=row["sha256"],
        added_at=added,
    )
