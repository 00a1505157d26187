"""Address cards (vCard 2.1, 3.0 and 4.0) as people.

Read with a small reader of its own: the domain has the standard library only, and icalendar's
content lines lose the difference between `\\;` and `;` inside an address and refuse the bare
parameters (`TEL;CELL:`) and quoted-printable texts of older cards.
"""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from acudesk.domain.errors import DomainError
from acudesk.domain.import_dates import read_date
from acudesk.domain.import_rows import (
    MOST_ROWS,
    FileRow,
    RefusedLine,
    check_birth_date,
    too_many_rows,
)
from acudesk.domain.import_table import text_lines
from acudesk.domain.patient import SHORT, Patient, Sex, name_from_parts
from acudesk.translation import tr

MOST_LINES = 20_000
"""Lines of one card; a picture of a megabyte has that many."""
_NAME = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)(?:=((?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*))?')
_ESCAPE = re.compile(r"\\([\\;,:nN])")
_YEARLESS = re.compile(r"--\d{2}-?\d{2}.*")
_SKIPPED = frozenset(("PHOTO", "LOGO", "SOUND", "KEY", "AGENT"))
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE, "O": Sex.OTHER}
_KINDS = ("", "individual")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of a card: its name, its parameters by name, and its value as written."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as a text."""
        return _unescaped(self.value)

    @property
    def parts(self) -> tuple[str, ...]:
        """The value as a structure; a part of several is joined by spaces."""
        return tuple(
            " ".join(_unescaped(one) for one in _split(part, ","))
            for part in _split(self.value, ";")
        )


@dataclass(slots=True)
class _Card:
    """The lines of one card so far, and the first that cannot be read."""

    line: int
    lines: list[_Line] = field(default_factory=list)
    bad: DomainError | None = None

    def first(self, name: str) -> _Line | None:
        """The first line of that name with something in it."""
        return next((one for one in self.lines if one.name == name and one.value.strip()), None)

    def texts(self, name: str) -> list[str]:
        """The texts of all lines of that name, the preferred one first."""
        found = [one for one in self.lines if one.name == name and one.text.strip()]
        found.sort(key=lambda one: not _is_preferred(one))
        return list(dict.fromkeys(one.text.strip() for one in found))


def is_vcard(start: bytes) -> bool:
    """Whether the first bytes of a file are those of an address card."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return text[:11].upper() == b"BEGIN:VCARD"


def read_vcards(stream: BinaryIO, encoding: str, today: date) -> Iterator[FileRow | RefusedLine]:
    """Each card of a seekable file of bytes, a card at a time.

    Raises DomainError for a file that cannot be read as a whole; a card that cannot is handed
    over as refused, with the line on which it begins.
    """
    card: _Card | None = None
    count = 0
    for number, text in _unfolded(stream, encoding):
        mark = text.strip().upper()
        if mark == "BEGIN:VCARD":
            if card is not None:
                yield RefusedLine(line=card.line, reason=tr("The card does not end."))
            card = _Card(number)
        elif mark == "END:VCARD":
            if card is not None:
                count += 1
                if count > MOST_ROWS:
                    raise too_many_rows()
                yield _person(card, today)
            card = None
        elif card is None:
            if mark:
                raise DomainError(
                    tr("Line {line} stands outside of any address card.", line=number)
                )
        else:
            _add(card, text, number)
    if card is not None:
        yield RefusedLine(line=card.line, reason=tr("The card does not end."))


def _add(card: _Card, text: str, number: int) -> None:
    if not text.strip() or card.bad is not None:
        return
    if len(card.lines) >= MOST_LINES:
        card.bad = DomainError(tr("The card has too many lines."))
        return
    try:
        line = _parsed(text)
    except ValueError:
        card.bad = DomainError(tr("Line {line} is no line of an address card.", line=number))
        return
    if line.name not in _SKIPPED:
        card.lines.append(line)


def _unfolded(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str]]:
    """The lines of a file, those that go on joined, each with the number of its first."""
    held: list[str] = []
    first = 0
    soft = False
    for number, raw in enumerate(text_lines(stream, encoding), 1):
        line = raw.rstrip("\r\n")
        goes_on = soft or (line[:1] in (" ", "\t") and bool(held))
        if goes_on and len(held) <= MOST_LINES:
            held.append(line if soft else line[1:])
        elif goes_on:
            raise DomainError(tr("Line {line} goes on without end.", line=first))
        else:
            if held:
                yield first, "".join(held)
            held, first = [line], number
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in held[0].partition(":")[0].upper()
        if soft:
            held[-1] = held[-1][:-1]
    if held:
        yield first, "".join(held)


def _parsed(text: str) -> _Line:
    """A content line; ValueError for what is none."""
    found = _NAME.match(text)
    if found is None:
        raise ValueError
    place = found.end()
    parameters: dict[str, str] = {}
    while (parameter := _PARAMETER.match(text, place)) is not None:
        name, value = parameter[1].upper(), parameter[2]
        if value is None:  # As 2.1 writes them: TEL;CELL;PREF
            name, value = ("ENCODING", name) if "PRINTABLE" in name else ("TYPE", name)
        known = parameters.get(name)
        parameters[name] = value if known is None else f"{known},{value}"
        place = parameter.end()
    if text[place : place + 1] != ":":
        raise ValueError
    value = text[place + 1 :]
    if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        charset = parameters.get("CHARSET", "utf-8").lower()
        if charset not in ("utf-8", "us-ascii", "iso-8859-1", "windows-1252"):
            raise ValueError
        decoded = quopri.decodestring(value.encode("utf-8")).decode(charset)
        value = decoded.replace("\r\n", "\\n").replace("\n", "\\n")
    return _Line(name=found[1].upper(), parameters=parameters, value=value)


def _person(card: _Card, today: date) -> FileRow | RefusedLine:
    patient = None
    try:
        if card.bad is not None:
            raise card.bad
        kind = card.first("KIND")
        if kind is not None and kind.text.strip().lower() not in _KINDS:
            raise DomainError(tr("This card is not of a person."))
        patient = _patient(card, today)
    except DomainError as error:
        return RefusedLine(line=card.line, reason=error.text, patient=patient)
    return FileRow(line=card.line, patient=patient)


def _patient(card: _Card, today: date) -> Patient:
    full, parts = card.first("FN"), card.first("N")
    family, given = (*(parts.parts if parts else ()), "", "")[:2]
    name = full.text.strip() if full else name_from_parts(given, family)
    if not name:
        raise DomainError(tr("The card names no person."))
    born, left = _birth_date(card, today)
    emails = card.texts("EMAIL")
    phones = [one.removeprefix("tel:") for one in card.texts("TEL")]
    while len(", ".join(phones)) > SHORT:
        left.append(tr("Telephone in the card: {text}", text=phones.pop()))
    if emails[1:]:
        left.append(tr("More e-mail addresses: {text}", text=", ".join(emails[1:])))
    gender = card.first("GENDER")
    title = card.first("TITLE")
    return Patient(
        display_name=name,
        family_name=family,
        given_name=given,
        birth_date=born,
        sex=_SEXES.get(gender.parts[0].strip().upper()) if gender else None,
        phone=", ".join(phones),
        email=emails[0].removeprefix("mailto:") if emails else "",
        address="\n\n".join(
            "\n".join(part.strip() for part in one.parts if part.strip())
            for one in card.lines
            if one.name == "ADR" and one.value.strip("; ")
        ),
        occupation=title.text if title else "",
        notes="\n".join((*card.texts("NOTE"), *left)),
    )


def _birth_date(card: _Card, today: date) -> tuple[date | None, list[str]]:
    """The birth date of a card, and what must be kept in words: a birthday without its year."""
    line = card.first("BDAY")
    if line is None:
        return None, []
    text = line.text.strip()
    omitted = line.parameters.get("X-APPLE-OMIT-YEAR", "").strip('"')
    is_text = line.parameters.get("VALUE", "").lower() == "text"
    if _YEARLESS.fullmatch(text) or is_text or (omitted and text.startswith(omitted)):
        text = text.removeprefix(omitted) if omitted else text
        return None, [tr("Birthday in the card: {text}", text=text)]
    plain = text
    if len(text) > 8 and text[:8].isdigit() and text[8] in "Tt":
        plain = text[:8]
    return check_birth_date(read_date(plain), today), []


def _is_preferred(line: _Line) -> bool:
    kinds = line.parameters.get("TYPE", "").lower().replace('"', "").split(",")
    return "pref" in kinds or "PREF" in line.parameters


def _split(value: str, sign: str) -> list[str]:
    """A value cut at each sign that no backslash stands before; the backslashes stay."""
    found, place, start = [], 0, 0
    while place < len(value):
        if value[place] == "\\":
            place += 2
            continue
        if value[place] == sign:
            found.append(value[start:place])
            start = place + 1
        place += 1
    return [*found, value[start:]]


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)
