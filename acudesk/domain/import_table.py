"""Tables in files: any CSV, read a row at a time, refused with the line that is wrong.

UTF-8 with or without BOM is recognised; UTF-16 and the one-byte encodings of western Windows and
Unix are recognised and offered, never chosen: nothing in a file tells `é` from `й`. Comma,
semicolon, tab or bar, told from the header line; any line ends but a bare carriage return.
"""

import codecs
import csv
import io
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr

LONGEST_LINE = 1_000_000
"""Bytes; a longer line is no row of a table."""
MOST_COLUMNS = 1_000
FIRST_ROWS = 20
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso8859-15")
"""What can be read; every name is Python's."""
DELIMITERS = ",;\t|"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = (b"<?xml", b"<!", b"<html")
_ONE_BYTE = ("cp1252", "iso8859-15")
_SNIFFED = 65_536
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row and the line on which it begins, the header being line 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePreview:
    """What a file looks like: its header, its first rows, and how many lines it has.

    `lines` is an estimate where `is_estimate`. `encodings` are offered where the file is not
    UTF-8 and nobody said what it is: each with the first words that differ, read so.
    """

    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    lines: int
    is_estimate: bool
    encoding: str
    delimiter: str
    encodings: tuple[tuple[str, str], ...] = ()


class Table:
    """The rows of a CSV file from its start.

    `wanted` are columns that the delimiter must find. Raises DomainError, here or while its rows
    are read, for a file that is no text in this encoding or no table.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        encoding: str = "",
        delimiter: str = "",
        wanted: Collection[str] = (),
    ) -> None:
        _check_start(stream)
        lines = text_lines(stream, encoding)
        first = next((line for line in lines if line.strip(' \r\n\t,;|"')), "")
        if delimiter not in DELIMITERS:
            raise DomainError(tr("“{text}” is no delimiter of a table.", text=delimiter))
        self.delimiter = delimiter or _delimiter(first, wanted)
        self._rows = csv.reader(text_lines(stream, encoding), delimiter=self.delimiter, strict=True)
        _, header = next(self._cells(), (0, []))
        if not (first and header):
            raise DomainError(tr("The file is empty."))
        if len(header) > MOST_COLUMNS:
            raise DomainError(
                tr("The file has more than {most} columns.", most=MOST_COLUMNS), field="header"
            )
        self.headers = tuple(cleaned(name, limit=LONGEST_LINE, field="header") for name in header)
        self.width = len(self.headers)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not blank, with its line."""
        return self._cells()

    def place(self, name: str) -> int:
        """Where a column stands; raises DomainError for one that the file lacks or has twice."""
        name = cleaned(name, limit=LONGEST_LINE, field="column")
        count = self.headers.count(name)
        if count == 1:
            return self.headers.index(name)
        if count:
            raise DomainError(
                tr("The column “{name}” stands in the file more than once.", name=name),
                field="column",
            )
        known = ", ".join(f"“{other}”" for other in self.headers if other)
        raise DomainError(
            tr(
                "The file has no column “{name}”; it has {known}.",
                name=name,
                known=known if len(known) <= 500 else known[:500] + "…",
            ),
            field="column",
        )

    def check_width(self, cells: list[str]) -> None:
        """Raise DomainError for a row that has other cells than the header says."""
        if len(cells) < self.width or any(cell.strip() for cell in cells[self.width :]):
            raise DomainError(
                tr(
                    "The row has {count} cells where the header has {width}.",
                    count=len(cells),
                    width=self.width,
                )
            )

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._rows.line_num + 1
            try:
                cells = next(self._rows, None)
            except csv.Error:
                raise DomainError(
                    tr(
                        "Line {line} cannot be read as a row of a table: a quotation mark does "
                        "not close, a cell is too long, or lines end in an unusual way.",
                        line=line,
                    )
                ) from None
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, cells


def _check_start(stream: BinaryIO) -> None:
    """Raise DomainError for what is known at once to be something else than a table."""
    stream.seek(0)
    start = stream.read(_SNIFFED)
    if start.startswith(b"PK\x03\x04"):
        raise DomainError(
            tr("This is a ZIP or an Excel file. Save the sheet as “CSV UTF-8” and try again.")
        )
    if start.removeprefix(_BOM).lstrip().lower().startswith(_MARKUP):
        raise DomainError(tr("This is XML or a web page, not a table. AcuDesk does not read it."))
    if b"\r" in start and b"\n" not in start and not start.startswith(_UTF16):
        raise DomainError(
            tr(
                "Its lines end in an unusual way, by a carriage return alone. Save the file as "
                "“CSV UTF-8” and try again."
            )
        )


def text_lines(stream: BinaryIO, encoding: str = "") -> Iterator[str]:
    """The lines of a seekable file of bytes from its start, decoded one by one.

    Raises DomainError, with the line, for what is no text of this encoding (UTF-8 where none is
    said), for a NUL byte, and for a line without end.
    """
    if encoding and encoding not in ENCODINGS:
        raise DomainError(tr("AcuDesk does not read files written in {name}.", name=encoding))
    stream.seek(0)
    if encoding.startswith("utf-16"):
        return _utf16_lines(stream, encoding)
    return _byte_lines(stream, encoding or "utf-8")


def _byte_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            if raw.startswith(_UTF16):
                raise DomainError(
                    tr("The file is written in UTF-16. Save it as “CSV UTF-8” and try again."),
                    field="encoding",
                )
            raw = raw.removeprefix(_BOM)
        if len(raw) > LONGEST_LINE:
            raise _too_long(number)
        if b"\0" in raw:
            raise _nul(number)
        try:
            yield raw.decode(encoding)
        except UnicodeDecodeError:
            if encoding != "utf-8":
                raise _not_so_written(number) from None
            raise DomainError(
                tr(
                    "Line {line} is not written in UTF-8. "
                    "Save the file as “CSV UTF-8” and try again.",
                    line=number,
                ),
                field="encoding",
            ) from None


def _utf16_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines of two-byte letters: a line feed is found only once the bytes are letters."""
    decoder = codecs.getincrementaldecoder(encoding)()
    number, rest = 0, ""
    last = False
    while not last:
        chunk = stream.read(_CHUNK)
        last = not chunk
        try:
            text = decoder.decode(chunk, last)
        except UnicodeError:
            raise _not_so_written(number + rest.count("\n") + 1) from None
        lines = (rest + text).split("\n")
        rest = lines.pop()
        for line in lines:
            number += 1
            yield _checked(line, number) + "\n"
        if len(rest) > LONGEST_LINE:
            raise _too_long(number + 1)
    if rest:
        yield _checked(rest, number + 1)


def _checked(line: str, number: int) -> str:
    if len(line) > LONGEST_LINE:
        raise _too_long(number)
    if "\0" in line:
        raise _nul(number)
    return line.removeprefix("\ufeff") if number == 1 else line


def _too_long(number: int) -> DomainError:
    return DomainError(
        tr("Line {line} is too long: it has more than a million bytes.", line=number)
    )


def _nul(number: int) -> DomainError:
    return DomainError(tr("Line {line} holds a NUL byte, so this is not a text file.", line=number))


def _not_so_written(number: int) -> DomainError:
    return DomainError(
        tr("Line {line} is not written in the encoding that was chosen.", line=number),
        field="encoding",
    )


def offered_encodings(stream: BinaryIO) -> tuple[tuple[str, str], ...]:
    """The encodings that a file may be written in where it is not UTF-8, each with the first
    words that tell them apart; empty for UTF-8. Reads the file up to the first doubt."""
    stream.seek(0)
    start = stream.read(_SNIFFED)
    if start.startswith(_UTF16):
        return _offers(start, ("utf-16",))
    if start and start.count(0) > len(start) // 5:
        little = start[1::2].count(0) > start[::2].count(0)
        return _offers(start, ("utf-16-le",) if little else ("utf-16-be",))
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = b""
    while True:
        chunk = stream.read(_CHUNK)
        try:
            decoder.decode(chunk, not chunk)
        except UnicodeDecodeError as error:
            return _offers(_line_around(before, error.object, error.start), _ONE_BYTE)
        if not chunk:
            return ()
        before = chunk[-200:]


def _line_around(before: bytes, seen: bytes, place: int) -> bytes:
    """The line in which the byte stands that is no UTF-8, as far as it helps."""
    start = seen.rfind(b"\n", 0, place) + 1
    end = seen.find(b"\n", place)
    line = seen[max(start, place - 40) : end if 0 <= end < place + 200 else place + 200]
    if start == 0 and place < 40:
        line = before[before.rfind(b"\n") + 1 :] + line
    return line


def _offers(seen: bytes, encodings: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = []
    for encoding in encodings:
        with suppress(UnicodeError):
            even = seen[: len(seen) // 2 * 2] if encoding.startswith("utf-16") else seen
            text = even.decode(encoding).removeprefix("\ufeff")
            found.append((encoding, " ".join(text[:200].split())[:80]))
    return tuple(found)


def preview(
    stream: BinaryIO, *, encoding: str = "", delimiter: str = "", rows: int = FIRST_ROWS
) -> TablePreview:
    """The first rows of a seekable file of bytes. Where it is not UTF-8 and no encoding is said,
    it is read in the first of those offered, for the eye only."""
    offers = () if encoding else offered_encodings(stream)
    read_as = encoding or (offers[0][0] if offers else "utf-8")
    table = Table(stream, encoding=read_as, delimiter=delimiter)
    first = tuple(TableRow(line=line, cells=tuple(cells)) for line, cells in islice(table, rows))
    lines, is_estimate = _count_lines(stream)
    return TablePreview(
        headers=table.headers,
        rows=first,
        lines=lines,
        is_estimate=is_estimate,
        encoding=read_as,
        delimiter=table.delimiter,
        encodings=offers,
    )


def _count_lines(stream: BinaryIO) -> tuple[int, bool]:
    """How many lines a file has: counted in a short one, estimated from its start else."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    start = stream.read(_CHUNK)
    lines = start.count(b"\n") + (not start.endswith(b"\n"))
    if len(start) >= size:
        return lines, False
    return max(lines, round(start.count(b"\n") * size / len(start))), True


def _delimiter(header: str, wanted: Collection[str]) -> str:
    """The delimiter that finds most of the columns wanted, else the one that stands most often."""

    def found(delimiter: str) -> tuple[int, int]:
        names: list[str] = []
        with suppress(csv.Error, StopIteration):
            names = next(csv.reader([header], delimiter=delimiter))
        stripped = [name.strip() for name in names]
        return sum(name in stripped for name in wanted), len(names)

    return max(DELIMITERS, key=found)
