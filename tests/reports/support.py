"""A PDF file as others read it: poppler's tools, which these tests need, and its bare streams."""

import re
import shutil
import subprocess
import zlib
from pathlib import Path


def poppler(tool: str, *arguments: str | Path) -> str:
    """What one of poppler's tools says; fails where `poppler-utils` is not installed."""
    assert shutil.which(tool), f"{tool} is missing: install poppler-utils"
    done = subprocess.run(
        [tool, *map(str, arguments)], capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def written(folder: Path, content: bytes, name: str = "page.pdf") -> Path:
    """The bytes as a file."""
    path = folder / name
    path.write_bytes(content)
    return path


def text_of(path: Path) -> str:
    """All text of the file, in the order of reading."""
    return poppler("pdftotext", "-layout", path, "-")


def facts_of(path: Path) -> dict[str, str]:
    """What pdfinfo tells: Pages, Tagged, Title, Page size ..."""
    found = {}
    for line in poppler("pdfinfo", path).splitlines():
        name, _, value = line.partition(":")
        found[name] = value.strip()
    return found


def inside(content: bytes) -> bytes:
    """The file's bytes, and every stream in it unpacked."""
    parts = [content]
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            parts.append(zlib.decompress(match.group(1)))
        except zlib.error:
            continue
    return b"\n".join(parts)


def traces(name: str) -> tuple[bytes, ...]:
    """How a name may stand in a file: UTF-8, UTF-16, and as hexadecimal digits."""
    wide = name.encode("utf-16-be")
    return (name.encode(), wide, wide.hex().upper().encode(), wide.hex().encode())
