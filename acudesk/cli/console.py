"""What a command writes: tables for people, JSON for programs, and one sentence when it fails."""

import os
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from json import dumps
from typing import TextIO

import click

Json = None | bool | int | str | Decimal | Sequence["Json"] | Mapping[str, "Json"]
_SPACES = re.compile(r"\s+")


def use_any_console() -> None:
    """A character that the console cannot show becomes a question mark, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def say(text: str = "") -> None:
    """Write a line for a person."""
    click.echo(text)


def complain(sentence: str) -> None:
    """Write what went wrong as one line on the error output, after all that was said before."""
    flush_output()
    click.echo(_SPACES.sub(" ", sentence).strip(), err=True)


def flush_output() -> bool:
    """Hand on what was said; False where nobody takes it, and then let nothing more be said."""
    if sys.stdout is None:
        return True
    try:
        sys.stdout.flush()
    except OSError:
        # Else Python tries again at the very end, and ends with an error of its own.
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
        return False
    return True


def write_json(value: Json) -> None:
    """Write a value as JSON: numbers exactly as they are, characters as themselves.

    Where the console's encoding lacks one of them, all but ASCII is written as escapes.
    """
    text = json_text(value)
    if not _fits(text, sys.stdout):
        text = json_text(value, ascii_only=True)
    click.echo(text)


def json_text(value: Json, *, ascii_only: bool = False, indent: str = "") -> str:
    """JSON of plain values; a Decimal becomes a number with all its digits."""
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str) or not isinstance(value, Mapping | Sequence):
        return dumps(value, ensure_ascii=ascii_only)
    if not value:
        return "{}" if isinstance(value, Mapping) else "[]"
    inner = indent + "  "
    if isinstance(value, Mapping):
        parts = [
            f"{dumps(name, ensure_ascii=ascii_only)}: "
            + json_text(one, ascii_only=ascii_only, indent=inner)
            for name, one in value.items()
        ]
        start, end = "{}"
    else:
        parts = [json_text(one, ascii_only=ascii_only, indent=inner) for one in value]
        start, end = "[]"
    listed = f",\n{inner}".join(parts)
    return f"{start}\n{inner}{listed}\n{indent}{end}"


def number_text(value: Decimal) -> str:
    """A decimal as a JSON number: no exponent, no trailing zeros, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()
) -> None:
    """Write aligned columns; `right` names the columns, by header, that end at one edge."""
    table = [list(header), *(list(row) for row in rows)]
    widths = [max(_width(row[place]) for row in table) for place in range(len(header))]
    for row in table:
        cells = []
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - _width(cell))
            cells.append(space + cell if header[place] in right else cell + space)
        say("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns that a terminal gives a text."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _fits(text: str, stream: TextIO | None) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
