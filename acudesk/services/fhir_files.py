"""Reading a FHIR file: a bundle of our own, a bundle or resource of others, or lines of resources.

Our own bundle and lines (NDJSON) are read line by line, so they may have any length; a file that
must be read whole has a limit. Whatever is in it, the answer is a sentence.
"""

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from acudesk.domain.document import size_words
from acudesk.domain.errors import DomainError
from acudesk.reports.fhir.bundle import CLOSES, FIRST, OPENS
from acudesk.reports.fhir.codes import FORMAT, FORMAT_VERSION
from acudesk.reports.fhir.nodes import Node
from acudesk.reports.fhir.reading import Refused
from acudesk.translation import tr

WHOLE_LIMIT = 32_000_000
"""Bytes of a file that is read in one piece."""
LINE_LIMIT = 16_000_000
"""Bytes of one line: a document of 10 million has 13.4 million in base64."""
MOST_PARTS = 4_000_000
"""Objects and lists in one piece: a resource has one in about forty bytes."""
LONGEST_NUMBER = 40
_HEAD = 64_000
_LINES = (".ndjson", ".jsonl")
_ANY_VERSION = FIRST[: FIRST.index(FORMAT.encode()) + len(FORMAT) + 1]
_CLOSING = CLOSES.strip()


class FhirKind(StrEnum):
    """Whose file it is."""

    OWN = "own"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class FhirEntry:
    """A resource with its place in the file, in words, and how the bundle names it."""

    place: str
    resource: dict[str, Any]
    full_url: str = ""


class FhirFile:
    """A FHIR file that can be read as often as wanted; raises DomainError for what is none.

    `kind` tells whose it is. `is_small` says that all of it may be held.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self.size = _size(file)
        self.is_small = self.size <= WHOLE_LIMIT
        self._whole: list[FhirEntry | Refused] | None = None
        with _opened(file) as stream:
            head = stream.read(_HEAD)
        _check_head(head)
        self._is_ours = head.startswith(FIRST + OPENS)
        self.kind = FhirKind.OWN if self._is_ours else FhirKind.FOREIGN
        if not self._is_ours and not self._has_lines(head):
            self._read_whole()

    def entries(self) -> Iterator[FhirEntry | Refused]:
        """Everything in the file in its order; a line that cannot be read is refused alone."""
        if self._whole is not None:
            yield from self._whole
            return
        ends = not self._is_ours
        with _opened(self._file) as stream:
            for number, line in enumerate(_lines(stream), 1):
                place = tr("line {n}", n=number)
                text = line.strip()
                if self._is_ours:
                    ends = ends or text == _CLOSING
                    text = b"" if number == 1 or text == _CLOSING else text.removesuffix(b",")
                if text:
                    yield from self._line(text, place)
        if not ends:
            raise DomainError(tr("The end of this file is missing. Copy it again."))

    def _line(self, text: bytes, place: str) -> Iterator[FhirEntry | Refused]:
        try:
            value = parse_json(text)
            if self._is_ours:
                yield _entry(Node(value), place)
            else:
                yield from _entries_of(value, place)
        except DomainError as error:
            yield Refused(place=place, reason=error.text)

    def _has_lines(self, head: bytes) -> bool:
        """Whether each line is a resource of its own."""
        if self._file.suffix.lower() in _LINES:
            return True
        with _opened(self._file) as stream:
            first = stream.readline(LINE_LIMIT)
            rest = stream.readline(_HEAD).strip()
        if not rest.startswith(b"{"):
            return False
        try:
            return isinstance(parse_json(first), dict)
        except DomainError:
            return False

    def _read_whole(self) -> None:
        if not self.is_small:
            raise DomainError(
                tr(
                    "{name} is larger than {limit}. Save it as lines of resources (.ndjson), or "
                    "in parts.",
                    name=self._file.name,
                    limit=size_words(WHOLE_LIMIT),
                )
            )
        with _opened(self._file) as stream:
            value = parse_json(stream.read(WHOLE_LIMIT + 1))
        bundle = Node(value)
        if bundle.text("resourceType") == "Bundle" and _is_tagged(bundle):
            self.kind = FhirKind.OWN
        self._whole = list(_entries_of(value, ""))


def parse_json(data: bytes) -> Any:
    """A JSON value with exact numbers; raises DomainError for everything that is none or means
    harm: other encodings, doubled names, endless numbers and depths."""
    if data.count(b"{") + data.count(b"[") > MOST_PARTS:
        raise DomainError(tr("It has too many parts to be true."))
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_float=_number,
            parse_int=_whole_number,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError:
        raise DomainError(tr("It is not written in UTF-8. Save it as JSON in UTF-8.")) from None
    except RecursionError:
        raise DomainError(tr("It is nested too deeply.")) from None
    except json.JSONDecodeError as error:
        raise DomainError(
            tr(
                "It is no JSON (line {line}, column {column}).",
                line=error.lineno,
                column=error.colno,
            )
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DomainError(tr("“{name}” stands there twice.", name=twice[:60]))
    return made


def _number(text: str) -> Decimal:
    value = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    if value is None or not -LONGEST_NUMBER <= value.adjusted() <= LONGEST_NUMBER:
        raise DomainError(tr("“{text}” is not a number to count with.", text=text[:40]))
    return value


def _whole_number(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise DomainError(tr("“{text}” is not a number to count with.", text=text[:40]))
    return int(text)


def _no_number(text: str) -> Any:
    raise DomainError(tr("“{text}” is not a number.", text=text))


def _entries_of(value: Any, place: str) -> Iterator[FhirEntry | Refused]:
    """The resources of a bundle, or the one resource."""
    node = Node(value)
    if node.text("resourceType") != "Bundle":
        if not node.text("resourceType"):
            raise DomainError(tr("This is no FHIR resource: it does not say its type."))
        yield FhirEntry(place=place or node.text("resourceType"), resource=node.values)
        return
    for number, one in enumerate(node.nodes("entry"), 1):
        where = tr("entry {n}", n=number)
        where = tr("{place}, {where}", place=place, where=where) if place else where
        try:
            yield _entry(one, where)
        except DomainError as error:
            yield Refused(place=where, reason=error.text)


def _entry(node: Node, place: str) -> FhirEntry:
    resource = node.node("resource")
    if resource is None:
        raise DomainError(tr("It holds no resource."))
    kind = resource.needed("resourceType")
    place = tr("{place} ({kind})", place=place, kind=kind[:40])
    return FhirEntry(place=place, resource=resource.values, full_url=node.text("fullUrl"))


def _is_tagged(bundle: Node) -> bool:
    meta = bundle.node("meta")
    for tag in meta.nodes("tag") if meta else ():
        if tag.text("system") == FORMAT:
            if tag.text("code") != FORMAT_VERSION:
                raise _newer()
            return True
    return False


def _newer() -> DomainError:
    return DomainError(tr("This bundle was made by a newer AcuDesk. Update AcuDesk first."))


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(LINE_LIMIT + 1):
        number += 1
        if len(line) > LINE_LIMIT:
            raise DomainError(
                tr("Line {n} is longer than {limit}.", n=number, limit=size_words(LINE_LIMIT))
            )
        yield line


def _check_head(head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise DomainError(tr("This file is empty. Please choose another."))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DomainError(tr("It is not written in UTF-8. Save it as JSON in UTF-8."))
    if b"\0" in head:
        raise DomainError(tr("It holds a NUL byte, so it is no JSON in UTF-8."))
    if start.startswith(b"<"):
        raise DomainError(
            tr("This is FHIR as XML, or a web page. Save it as JSON and import that.")
        )
    if not start.startswith(b"{"):
        raise DomainError(tr("This is no FHIR: it does not begin with “{sign}”.", sign="{"))
    if head.startswith(_ANY_VERSION) and not head.startswith(FIRST):
        raise _newer()


def _size(file: Path) -> int:
    try:
        facts = file.stat()
    except FileNotFoundError:
        raise DomainError(tr("There is no file {file}.", file=file)) from None
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from None
    if stat.S_ISDIR(facts.st_mode):
        raise DomainError(tr("{file} is a folder, not a FHIR file.", file=file))
    if not stat.S_ISREG(facts.st_mode):
        raise DomainError(tr("{file} is not a file on a disk.", file=file))
    return facts.st_size


def _opened(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise _unreadable(file, error) from None


def _unreadable(file: Path, error: Exception) -> DomainError:
    reason = error.strerror if isinstance(error, OSError) else type(error).__name__
    return DomainError(
        tr("{file} cannot be read ({reason}).", file=str(file).replace("\0", "?"), reason=reason)
    )
