"""Tables as CSV files: safe in a spreadsheet, and read back as exactly what they were.

Every CSV file that AcuDesk writes is written by `write_csv`, or cell by cell by `safe_cell`. The
rules, which the data dictionary repeats for strangers:

- UTF-8 with a byte order mark (Excel then shows every script), commas, every cell in quotes.
- A text that a spreadsheet could take for a formula gets one apostrophe in front. Whoever reads
  the file takes one apostrophe away from each text that begins with one.
- Numbers stay numbers. Bytes are base64, and then texts.
- Where nothing can stand in a column, an empty cell is nothing and a lone apostrophe an empty text.
"""

import base64
import binascii
import csv
import io
import math
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from acudesk.domain.errors import DomainError
from acudesk.domain.table import Column, Kind, Row, Table, Value
from acudesk.translation import tr

MARK = "\ufeff"
LONGEST_LINE = 32_000_000
"""Characters of one cell at most: twice a document of the largest size kept, in base64."""
_BLANK = " \u00a0\ufeff"
"""Which a spreadsheet may leave out before it looks for a formula."""
_FORMULA = tuple("=+-@\t\r\n'＝＋－＠")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,18})")


def safe_cell(text: str) -> str:
    """A text as it may stand in a cell: no spreadsheet takes it for a formula."""
    return f"'{text}" if text.lstrip(_BLANK).startswith(_FORMULA) else text


def text_of_cell(cell: str) -> str:
    """The reverse of `safe_cell`."""
    return cell.removeprefix("'")


def write_csv(stream: BinaryIO, table: Table, rows: Iterable[Row]) -> int:
    """Write a table with its header; returns how many rows there were. `stream` stays open."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        text.write(MARK)
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([safe_cell(column.name) for column in table.columns])
        count = 0
        for row in rows:
            writer.writerow(
                [_cell(column, value) for column, value in zip(table.columns, row, strict=True)]
            )
            count += 1
    finally:
        text.detach()
    return count


def read_csv(stream: BinaryIO, table: Table) -> Generator[Row, None, None]:
    """The rows of a table that `write_csv` wrote, one at a time, in memory for one row. Close it
    before the stream where it is not read to its end.

    Raises DomainError, with the line, for whatever it would not have written: another encoding,
    other columns, a line without end, a cell that is not of its column's kind.
    """
    lines = _Lines(stream, table.name)
    with _long_cells():
        reader = csv.reader(lines, strict=True)
        try:
            header = next(reader, [])
            if [text_of_cell(cell) for cell in header] != [one.name for one in table.columns]:
                raise DomainError(
                    tr(
                        "{name}.csv has other columns than this AcuDesk knows.",
                        name=table.name,
                    )
                )
            for cells in reader:
                yield _row(table, cells, reader.line_num)
        except csv.Error:
            raise _wrong(table.name, reader.line_num) from None
        finally:
            lines.let_go()


def _cell(column: Column, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    text = base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
    if not text and column.may_be_missing:
        return "'"
    return safe_cell(text)


def _row(table: Table, cells: list[str], line: int) -> Row:
    if len(cells) != len(table.columns):
        raise _wrong(table.name, line)
    return tuple(
        _value(table.name, column, cell, line)
        for column, cell in zip(table.columns, cells, strict=True)
    )


def _value(name: str, column: Column, cell: str, line: int) -> Value:
    if not cell and (
        column.may_be_missing or column.kind is Kind.INTEGER or column.kind is Kind.NUMBER
    ):
        if column.may_be_missing:
            return None
        raise _wrong(name, line)
    if column.kind is Kind.TEXT:
        return text_of_cell(cell)
    try:
        if column.kind is Kind.BYTES:
            return base64.b64decode(text_of_cell(cell), validate=True)
        if column.kind is Kind.INTEGER and _INTEGER.fullmatch(cell):
            return int(cell)
        if column.kind is Kind.NUMBER and math.isfinite(number := float(cell)):
            return number
    except (ValueError, binascii.Error):
        pass
    raise _wrong(name, line)


class _Lines:
    """The lines of a file, decoded; refuses what no table holds before it fills the memory."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        self._name = name
        self._number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self._number += 1
        try:
            line = self._text.readline(LONGEST_LINE)
        except UnicodeDecodeError:
            raise DomainError(
                tr("{name}.csv is not in UTF-8, as AcuDesk writes it.", name=self._name)
            ) from None
        if self._number == 1:
            line = line.removeprefix(MARK)
        if not line:
            raise StopIteration
        if "\x00" in line or len(line) >= LONGEST_LINE:
            raise _wrong(self._name, self._number)
        return line

    def let_go(self) -> None:
        """Leave the stream to whoever opened it."""
        self._text.detach()


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let the csv module take a document in one cell; its limit holds for the whole program."""
    before = csv.field_size_limit(LONGEST_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _wrong(name: str, line: int) -> DomainError:
    return DomainError(tr("{name}.csv cannot be read at line {line}.", name=name, line=line))
