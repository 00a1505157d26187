"""What every table and column of an export means, as a table of its own."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from acudesk import paths
from acudesk.domain.table import Column, Kind, Row, Table
from acudesk.translation import tr

DICTIONARY = Table(
    name="data-dictionary",
    columns=tuple(
        Column(name=name, kind=Kind.TEXT)
        for name in ("table", "column", "type", "empty_cell", "unit_or_values", "meaning")
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is said of a table: its meaning, and of each column its unit or values and meaning."""

    meaning: str
    columns: dict[str, tuple[str, str]]


@cache
def descriptions() -> dict[str, Described]:
    """What is said of each table, by its name."""
    text = paths.resource("data_dictionary.toml").read_text(encoding="utf-8")
    return {
        name: Described(
            meaning=table["meaning"],
            columns={column: (unit, words) for column, (unit, words) in table["columns"].items()},
        )
        for name, table in tomllib.loads(text).items()
    }


def dictionary_rows(tables: Iterable[Table]) -> Iterator[Row]:
    """The rows of the data dictionary: of each table a line for itself, then its columns."""
    for table in tables:
        described = descriptions()[table.name]
        yield table.name, "", "", "", "", described.meaning
        for column in table.columns:
            unit, meaning = described.columns[column.name]
            yield table.name, column.name, _kind(column.kind), _empty(column), unit, meaning


def _kind(kind: Kind) -> str:
    return {
        Kind.TEXT: tr("text"),
        Kind.INTEGER: tr("whole number"),
        Kind.NUMBER: tr("number"),
        Kind.BYTES: tr("bytes in base64"),
    }[kind]


def _empty(column: Column) -> str:
    if not column.may_be_missing:
        return tr("an empty text") if column.kind in (Kind.TEXT, Kind.BYTES) else tr("never empty")
    if column.kind is Kind.TEXT:
        return tr("nothing (NULL); a lone apostrophe is an empty text")
    return tr("nothing (NULL)")
