"""What the practitioner does with the documents of a patient: scans, letters, pictures.

`read_document` opens and checks a file and needs no practice; everything else is a method and
runs on the thread that owns the practice. Every write is one durable transaction. No content
comes into the audit log, into a message or into a log.
"""

import hashlib
import os
import stat
import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path

from acudesk.data.documents import changeable, document_row
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.document import (
    LIMIT,
    NAME_LETTERS,
    Document,
    DocumentFile,
    DocumentKind,
    document_kind,
)
from acudesk.domain.errors import DomainError, StorageError
from acudesk.domain.patient import check_not_merged
from acudesk.domain.text import cleaned
from acudesk.domain.wording import long_date
from acudesk.reports.document_pages import DocumentPages, pages_of
from acudesk.reports.printout import Printout
from acudesk.reports.typesetting import letterhead
from acudesk.services.whole_files import sweep, write_whole
from acudesk.translation import current_language, language, tr

Source = DocumentFile | bytes | str | os.PathLike[str]
ENDINGS = {
    DocumentKind.PDF: (".pdf",),
    DocumentKind.JPEG: (".jpg", ".jpeg"),
    DocumentKind.PNG: (".png",),
}


class Documents:
    """Keep, list, read, change, export and remove documents."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work = work
        self._clock = clock

    def add_document(
        self,
        patient_id: int,
        source: Source,
        *,
        name: str = "",
        day: date | None = None,
        note: str = "",
    ) -> Changes:
        """Keep a file with a patient: one that was read before, its bytes, or where it lies.

        Without `name` it is called as its file was. Raises DomainError as `read_document` does,
        for a day to come, for a record that was merged, and where the patient has this very
        file already; nothing is kept then.
        """
        file = read_document(source, name=name)
        self._check_day(day)
        with self._work as work:
            check_not_merged(work.patients.get(patient_id))
            same = work.documents.same_content(patient_id, file.sha256)
            if same is not None:
                raise DomainError(
                    tr(
                        "This very file is in the record already: “{name}”, added on {day}.",
                        name=same.name,
                        day=long_date(same.added_at.astimezone(self._clock.now().tzinfo).date()),
                    ),
                    field="file",
                )
            document = Document(
                uid=uuid.uuid4().hex,
                patient_id=patient_id,
                name=cleaned(name, limit=NAME_LETTERS, field="name") or file.name,
                kind=file.kind,
                day=day,
                note=note,
                size=len(file.content),
                pages=file.pages,
                sha256=file.sha256,
                added_at=self._clock.now(),
            )
            work.documents.add(document, file.content)
            work.audit.add("create", "document", document.uid, after=self._told(document))
        return Changes.of(patient=patient_id)

    def change_document(self, document: Document) -> Changes:
        """Keep the new name, day and note of a document, as read and changed; nothing else of it
        ever changes. Raises DomainError for a day to come, NotFoundError."""
        self._check_day(document.day)
        with self._work as work:
            before = work.documents.get(document.id)
            kept = replace(before, name=document.name, day=document.day, note=document.note)
            if kept == before:
                return Changes()
            work.documents.change(kept)
            old, new = changeable(before), changeable(kept)
            touched = [name for name in new if new[name] != old[name]]
            work.audit.add(
                "change",
                "document",
                kept.uid,
                before={name: old[name] for name in touched},
                after={name: new[name] for name in touched},
            )
        return Changes.of(patient=kept.patient_id)

    def remove_document(self, document_id: int) -> Changes:
        """Take a document out of the record for good: the audit log keeps what it was called and
        the digest of its content, not the content. Raises NotFoundError."""
        with self._work as work:
            before = work.documents.get(document_id)
            work.documents.remove(document_id)
            work.audit.add("remove", "document", before.uid, before=self._told(before))
        return Changes.of(patient=before.patient_id)

    def list_documents(self, patient_id: int) -> tuple[Document, ...]:
        """The documents of a patient, the newest first; no content is read."""
        return self._work.documents.of_patient(patient_id)

    def document(self, document_id: int) -> Document:
        """One document without its content; raises NotFoundError."""
        return self._work.documents.get(document_id)

    def content(self, document_id: int) -> bytes:
        """The file as it was added, checked against its digest; raises NotFoundError, and
        StorageError where it is not what was added."""
        document = self._work.documents.get(document_id)
        content = self._work.documents.content(document_id)
        if _digest(content) != document.sha256:
            raise StorageError(
                tr(
                    "The document “{name}” is damaged: it is not what was added. Restore it from "
                    "a backup, or add the file again.",
                    name=document.name,
                )
            )
        return content

    def export_document(self, document_id: int, path: str | os.PathLike[str]) -> Path:
        """Write a document as a file, whole or not at all, byte for byte as it was added.

        Raises DomainError for an ending that is not that of its format, and as `write_whole`.
        """
        content = self.content(document_id)
        return save_copy(path, self.document(document_id).kind, content)

    def document_printout(self, document_id: int) -> Printout:
        """A document as something to look at and to print: a PDF as it is, a picture on a page of
        the practice's paper. Raises NotFoundError and StorageError."""
        document = self.document(document_id)
        practice = self._work.practice.get()
        with language(practice.paper_language):
            pages = DocumentPages(
                kind=document.kind,
                content=self.content(document_id),
                title=document.name,
                language=current_language(),
                letterhead=letterhead(practice),
                added=document.added_at.date(),
            )
        return Printout(
            name=document.name,
            content=pages,
            patient_uid=self._work.patients.get(document.patient_id).uid,
        )

    def _check_day(self, day: date | None) -> None:
        if day is not None and day > self._clock.now().date():
            raise DomainError(tr("This day is still to come. Please check the date."), field="day")

    def _told(self, document: Document) -> dict[str, object]:
        """What the audit log keeps of a document."""
        told = document_row(document)
        del told["patient_id"]
        return told | {"patient": self._work.patients.get(document.patient_id).uid}


def read_document(source: Source, *, name: str = "") -> DocumentFile:
    """Read and check a file that is to be kept; needs no practice and may run on any thread.

    Raises DomainError, with what to do, for what is no PDF, JPEG or PNG by its content, too
    large, damaged, cut short, protected by a password, or two things at once.
    """
    if isinstance(source, DocumentFile):
        return source
    if isinstance(source, bytes):
        content, called = source, name
    else:
        content, called = _file_content(Path(source)), Path(source).stem
    kind = document_kind(content)
    return DocumentFile(
        name=_short(name or called),
        kind=kind,
        pages=pages_of(content, kind),
        content=content,
        sha256=_digest(content),
    )


def save_copy(path: str | os.PathLike[str], kind: DocumentKind, content: bytes) -> Path:
    """Write the content of a document whole or not at all; needs no practice."""
    target = Path(path)
    if target.suffix.lower() not in ENDINGS[kind]:
        raise DomainError(
            tr(
                "“{name}” must end in {ending}: this document is kept in that format.",
                name=target.name,
                ending=ENDINGS[kind][0],
            ),
            field="path",
        )
    sweep(target.parent)
    return write_whole(target, content)


def _file_content(file: Path) -> bytes:
    """What lies in a file, one byte more than a document may have at most."""
    try:
        # A pipe or a device would be read for ever.
        if not stat.S_ISREG(file.stat().st_mode):
            raise DomainError(
                tr("{name} is not a file. Please choose a file.", name=file.name), field="file"
            )
        with file.open("rb") as stream:
            return stream.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        raise DomainError(
            tr("{name} cannot be read. Is it still there?", name=file.name), field="file"
        ) from error


def _short(name: str) -> str:
    """A file's name as that of a document."""
    words = cleaned(name[: 2 * NAME_LETTERS], limit=2 * NAME_LETTERS, field="name")
    return words[:NAME_LETTERS].strip() or tr("Document")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
