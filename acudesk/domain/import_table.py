"""Tables in files: any CSV, read a row at a time, refused with the line that is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row and the line on which it begins, the header being line 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePreview:
    """What a file looks like: its header, its first rows, and how many lines it has.

    `lines` is an estimate where `is_estimate`. `encodings` are offered where the file is not
    UTF-8 and does not say what it is: each with the first words that differ, read so.
    """

    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    lines: int
    is_estimate: bool
    encoding: str
    delimiter: str
    encodings: tuple[tuple[str, str], ...] = ()
