"""Catalogues of other languages for tests, beside the program's own resources."""

import gettext
import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from acudesk import paths


def catalogue(texts: Mapping[str, str]) -> bytes:
    """A GNU gettext file."""
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n!=1;\n"
    rows = sorted({"": header, **texts}.items())
    keys, values, offsets = b"", b"", []
    for key, value in rows:
        one, other = key.encode(), value.encode()
        offsets.append((len(keys), len(one), len(values), len(other)))
        keys, values = keys + one + b"\0", values + other + b"\0"
    start = 28 + 16 * len(rows)
    table = [number for at, size, _, _ in offsets for number in (size, start + at)]
    table += [number for _, _, at, size in offsets for number in (size, start + len(keys) + at)]
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0)
    return head + struct.pack(f"<{len(table)}I", *table) + keys + values


def other_resources(
    folder: Path, monkeypatch: pytest.MonkeyPatch, languages: Mapping[str, Mapping[str, str]]
) -> None:
    """The program's resources, with catalogues of these languages."""
    for code, texts in languages.items():
        place = folder / "translations" / code / "LC_MESSAGES"
        place.mkdir(parents=True)
        (place / "acudesk.mo").write_bytes(catalogue(texts))
    shipped = paths.resource

    def resource(name: str) -> object:
        inside = name == "translations" or name.startswith("translations/")
        return folder / name if inside else shipped(name)

    monkeypatch.setattr(paths, "resource", resource)
    monkeypatch.setattr(gettext, "_translations", {})
