"""The list of what an export of everything holds, by which its reader can check it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acudesk.domain.errors import DomainError
from acudesk.translation import tr

FORMAT = "acudesk-everything"
VERSION = 1
LARGEST = 20_000_000
"""Bytes of a manifest at most: a practice of 2,000 patients has 400 thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """Size in bytes and SHA-256, in hexadecimal digits, of a file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`schema` names the steps that made the tables, `snapshot` is the moment (UTC text) at
    which everything was as it is here, `rows` are those of each table, `files` all files but the
    manifest itself, by their path with `/`. `troubles` says what could not be made."""

    program: str
    schema: tuple[str, ...]
    snapshot: str
    rows: Mapping[str, int]
    counts: Mapping[str, int]
    troubles: tuple[str, ...]
    files: Mapping[str, FileFacts]


def manifest_text(manifest: Manifest) -> str:
    """The manifest as its file says it."""
    return (
        json.dumps(
            {
                "format": FORMAT,
                "version": VERSION,
                "program": manifest.program,
                "snapshot": manifest.snapshot,
                "schema": list(manifest.schema),
                "counts": dict(manifest.counts),
                "rows": dict(manifest.rows),
                "troubles": list(manifest.troubles),
                "files": {
                    name: {"size": one.size, "sha256": one.sha256}
                    for name, one in sorted(manifest.files.items())
                },
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def manifest_from(content: bytes) -> Manifest:
    """The reverse of `manifest_text`; raises DomainError for anything else, and for an export of
    a newer AcuDesk."""
    try:
        kept = json.loads(content.decode("utf-8"))
        if kept["format"] != FORMAT:
            raise ValueError
        version = _number(kept["version"])
        if version <= VERSION:
            return Manifest(
                program=_text(kept["program"]),
                schema=tuple(map(_text, _list(kept["schema"]))),
                snapshot=_text(kept["snapshot"]),
                rows=_numbers(kept["rows"]),
                counts=_numbers(kept["counts"]),
                troubles=tuple(map(_text, _list(kept["troubles"]))),
                files={
                    name: FileFacts(size=_number(one["size"]), sha256=_text(one["sha256"]))
                    for name, one in _table(kept["files"]).items()
                },
            )
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise DomainError(
            tr("manifest.json is not the list that an export of everything by AcuDesk holds.")
        ) from None
    raise newer_error()


def newer_error() -> DomainError:
    """The sentence for an export of a newer AcuDesk."""
    return DomainError(
        tr("This export was made by a newer AcuDesk. Please update AcuDesk; nothing was changed.")
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _numbers(value: Any) -> dict[str, int]:
    return {name: _number(one) for name, one in _table(value).items()}
