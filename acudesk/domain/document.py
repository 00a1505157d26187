"""A document kept with a patient: a referral letter, a scan, a picture."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from acudesk.domain.clock import EARLIEST
from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import ntr, tr

LIMIT = 10_000_000
"""Bytes of one document: a letter of ten scanned pages has 1 to 5 million."""
MOST_PAGES = 200
MOST_PIXELS = 40_000_000
"""Pixels of one picture: a page of A4 at 600 dots an inch has 35 million."""
NAME_LETTERS = 200
NOTE_LETTERS = 2_000
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_OTHERS = (b"%pdf-", b"<html", b"<script", b"<?php", b"<svg")


class DocumentKind(StrEnum):
    """The formats that are kept; the value is the ending of the file."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is known of a document; its content is kept apart from it.

    `day` is the date that the document bears, None where it is not known. `size` is in bytes,
    `sha256` that of the content in hexadecimal digits.
    """

    id: int = 0
    uid: str = ""
    patient_id: int
    name: str
    kind: DocumentKind
    day: date | None = None
    note: str = ""
    size: int
    pages: int
    sha256: str
    added_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", cleaned(self.name, limit=NAME_LETTERS, field="name"))
        note = cleaned(self.note, limit=NOTE_LETTERS, field="note", lines=True)
        object.__setattr__(self, "note", note)
        if not self.name:
            raise DomainError(tr("Please give the document a name."), field="name")
        if self.day is not None and self.day < EARLIEST:
            raise DomainError(tr("This day is before 1900. Please check the year."), field="day")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFile:
    """A file that was read, checked, and may become a document; `name` is what it was called."""

    name: str
    kind: DocumentKind
    pages: int
    content: bytes
    sha256: str


def document_kind(content: bytes) -> DocumentKind:
    """The format of a file, told by its content; its ending does not count.

    Raises DomainError, with what to do, for any other format, for a file that is too large, for
    one that was cut short, and for one that is two things at once. That a file opens is not known
    thereby: `reports.document_pages` looks inside.
    """
    check_size(len(content))
    kind = _announced(content)
    end = _END[kind](content)
    if end is None:
        raise DomainError(
            tr("The end of this file is missing. {advice}", advice=_anew()), field="file"
        )
    for width, height in _picture_sizes(content, kind):
        check_pixels(width, height)
    if _hides(content, kind, end):
        raise DomainError(
            tr("This file holds another file inside it. {advice}", advice=_anew()), field="file"
        )
    return kind


def check_size(size: int) -> None:
    """Raise DomainError for an empty file and for one that is too large."""
    if size == 0:
        raise DomainError(tr("This file is empty. Please choose another."), field="file")
    if size > LIMIT:
        raise DomainError(
            tr(
                "This file is larger than {limit}. Scan it in grey at 200 or 300 dots an inch, "
                "or add it in parts.",
                limit=size_words(LIMIT),
            ),
            field="file",
        )


def check_pixels(width: int, height: int) -> None:
    """Raise DomainError for a picture of more pixels than may be opened."""
    if width * height > MOST_PIXELS:
        raise DomainError(
            tr(
                "A picture here has {width} × {height} pixels; at most {most} million are taken. "
                "Scan it at 300 dots an inch, or make it smaller.",
                width=width,
                height=height,
                most=MOST_PIXELS // 1_000_000,
            ),
            field="file",
        )


def check_pages(pages: int) -> None:
    """Raise DomainError for a document without pages, or with too many."""
    if pages < 1:
        raise DomainError(tr("This PDF has no page. Please choose another file."), field="file")
    if pages > MOST_PAGES:
        raise DomainError(
            tr(
                "This PDF has {pages} pages; a document has at most {most}. Add it in parts.",
                pages=pages,
                most=MOST_PAGES,
            ),
            field="file",
        )


def kind_name(kind: DocumentKind) -> str:
    """The format as it is called on screen."""
    return {
        DocumentKind.PDF: tr("PDF"),
        DocumentKind.JPEG: tr("JPEG picture"),
        DocumentKind.PNG: tr("PNG picture"),
    }[kind]


def size_words(size: int) -> str:
    """Bytes in the unit that suits them: `840 KB`, `2.4 MB`."""
    if size < 1_000:
        return ntr("{n} byte", "{n} bytes", size)
    if size < 999_500:
        return tr("{n} KB", n=round(size / 1_000))
    tenths = round(size / 100_000)
    return tr("{n} MB", n=tenths // 10 if tenths % 10 == 0 else tenths / 10)


def _announced(content: bytes) -> DocumentKind:
    """The kept format that the first bytes announce; raises DomainError for any other."""
    for start, kind in _STARTS.items():
        if content.startswith(start):
            return kind
    raise DomainError(_foreign(content), field="file")


def _pdf_end(content: bytes) -> int | None:
    """Where a PDF ends; None where its last line is missing."""
    place = content.rfind(b"%%EOF")
    return None if place < 0 else place + 5


def _png_end(content: bytes) -> int | None:
    """Where the last chunk of a PNG ends; None where it is missing."""
    place = 8
    while place + 12 <= len(content):
        following = place + 12 + int.from_bytes(content[place : place + 4], "big")
        if content[place + 4 : place + 8] == b"IEND":
            return following if following <= len(content) else None
        place = following
    return None


def _jpeg_end(content: bytes) -> int | None:
    """Where the picture of a JPEG ends; None where it does not."""
    for marker, place in _jpeg_markers(content):
        if marker == 0xD9:
            return place + 2
    return None


def _jpeg_markers(content: bytes) -> Iterator[tuple[int, int]]:
    """The markers of a JPEG up to its end, each with its place. A smaller picture inside it is
    stepped over."""
    place = 2
    while 0 <= (place := content.find(b"\xff", place)) < len(content) - 1:
        marker = content[place + 1]
        if marker in _BARE:
            place += 1
            continue
        yield marker, place
        if marker == 0xD9:
            return
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")


def _picture_sizes(content: bytes, kind: DocumentKind) -> Iterator[tuple[int, int]]:
    """Width and height that a picture announces before its pixels are read."""
    if kind == DocumentKind.PNG:
        yield int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    elif kind == DocumentKind.JPEG:
        for marker, place in _jpeg_markers(content):
            if marker in _JPEG_FRAMES:
                height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
                yield int.from_bytes(width, "big"), int.from_bytes(height, "big")


_STARTS = {
    b"%PDF-": DocumentKind.PDF,
    b"\x89PNG\r\n\x1a\n": DocumentKind.PNG,
    b"\xff\xd8\xff": DocumentKind.JPEG,
}
_END = {
    DocumentKind.PDF: _pdf_end,
    DocumentKind.PNG: _png_end,
    DocumentKind.JPEG: _jpeg_end,
}
_BARE = frozenset((0x00, 0x01, *range(0xD0, 0xD9), 0xFF))
"""What follows 0xFF in a JPEG where no length follows it."""
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _hides(content: bytes, kind: DocumentKind, end: int) -> bool:
    """Whether a file is also one of another kind, or carries one behind its end.

    Behind the end of a JPEG telephones put pictures and films of their own, which is no harm.
    """
    behind = content[end:]
    if kind == DocumentKind.JPEG:
        extra = behind.startswith(_PROGRAM_STARTS) or any(
            word in behind.lower() for word in _OTHERS
        )
    else:
        extra = bool(behind.strip(b"\x00 \t\r\n\f"))
    double = kind != DocumentKind.PDF and b"%PDF-" in content[:4_096]
    return extra or double or zipfile.is_zipfile(io.BytesIO(content))


def _foreign(content: bytes) -> str:
    """What a file is that is not kept, and what to do about it."""
    head = content[:1_024]
    plain = head.lstrip(b"\xef\xbb\xbf\x00 \t\r\n").lower()
    if head.startswith(_PROGRAM_STARTS):
        what = tr("This is a program, not a document.")
    elif head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        what = tr("This is a file of Word, Excel or the like, or an archive.")
    elif plain.startswith((b"<!doctype html", b"<html", b"<svg", b"<?xml", b"<!--", b"<script")):
        what = tr("This is a web page or a drawing.")
    elif head[4:8] == b"ftyp":
        what = tr("This is a picture or film of a telephone (HEIC or the like).")
    elif head.startswith((b"II*\x00", b"MM\x00*", b"GIF8", b"BM")) or head[8:12] == b"WEBP":
        what = tr("This is a picture in another format.")
    elif b"%PDF-" in head:
        what = tr("Something stands before the beginning of this PDF.")
    else:
        what = tr("This is neither a PDF nor a JPEG or PNG picture, or it is damaged.")
    return tr(
        "{what} Documents are kept as PDF, JPEG or PNG: save or print it as one of these.",
        what=what,
    )


def _anew() -> str:
    return tr("Copy or scan it again, or print it to a new PDF and add that.")
