"""What a table of the record looks like when it is written down for somebody else."""

from dataclasses import dataclass
from enum import StrEnum

Value = str | int | float | bytes | None
"""What can stand in a field."""
Row = tuple[Value, ...]


class Kind(StrEnum):
    """What the fields of a column hold."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `may_be_missing` where a field can hold nothing at all, which is not the same
    as an empty text."""

    name: str
    kind: Kind
    may_be_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table and its columns in their order."""

    name: str
    columns: tuple[Column, ...]
