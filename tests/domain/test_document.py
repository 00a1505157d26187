"""Which files may become documents, told by their content."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest

from acudesk.domain.document import (
    LIMIT,
    Document,
    DocumentKind,
    document_kind,
    size_words,
)
from acudesk.domain.errors import DomainError
from tests.services.scans import announced_png, jpeg, pdf, png


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return written.getvalue()


def document(**values: Any) -> Document:
    fixed: dict[str, Any] = {
        "patient_id": 1,
        "name": "MRI",
        "kind": DocumentKind.PDF,
        "size": 10,
        "pages": 1,
        "sha256": "0" * 64,
        "added_at": datetime(2026, 3, 2, tzinfo=UTC),
    }
    return Document(**{**fixed, **values})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), "pdf"),
        (pdf() + b"\r\n\x00\x00", "pdf"),
        (jpeg(), "jpg"),
        (jpeg(progressive=True), "jpg"),
        (jpeg(mode="L"), "jpg"),
        (jpeg(mode="CMYK"), "jpg"),
        (png(), "png"),
        (png(mode="1"), "png"),
    ],
)
def test_the_content_tells_the_kind(content: bytes, kind: str) -> None:
    assert document_kind(content) == kind


def test_what_telephones_put_behind_a_picture_is_no_harm() -> None:
    assert document_kind(jpeg() + jpeg((30, 20)) + b"ftypmp42") == "jpg"


def test_a_small_picture_inside_the_head_of_a_picture_is_not_its_end() -> None:
    small = jpeg((16, 16))
    inside = b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small
    whole = jpeg()
    assert document_kind(whole[:2] + inside + whole[2:]) == "jpg"
    with pytest.raises(DomainError, match="end of this file is missing"):
        document_kind(whole[:2] + inside + whole[2:-40])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (pdf() + b" " * LIMIT, "larger than 10 MB"),
        (b"MZ\x90\x00" + bytes(100), "a program"),
        (b"\x7fELF" + bytes(100), "a program"),
        (b"#!/bin/sh\nrm -rf ~\n", "a program"),
        (zipped(), "Word"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "Word"),
        (b"  <!DOCTYPE html><html>", "web page or a drawing"),
        (b'\xef\xbb\xbf<svg xmlns="http://www.w3.org/2000/svg"/>', "web page or a drawing"),
        (b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]>', "web page"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), "HEIC"),
        (b"II*\x00" + bytes(50), "another format"),
        (b"GIF89a" + bytes(50), "another format"),
        (b"RIFF\x00\x00\x00\x00WEBP" + bytes(50), "another format"),
        (b"Dear colleague,", "neither a PDF nor"),
        (bytes(1_000), "neither a PDF nor"),
        (b"\nFrom: the hospital\n" + pdf(), "before the beginning"),
        (pdf()[:-60], "end of this file is missing"),
        (jpeg()[:-100], "end of this file is missing"),
        (png()[:-13], "end of this file is missing"),
        (jpeg() + zipped(), "another file inside"),
        (png() + zipped(), "another file inside"),
        (pdf() + zipped(), "another file inside"),
        (jpeg() + pdf(), "another file inside"),
        (jpeg() + b"<script>alert(1)</script>", "another file inside"),
        (png() + b"MZ\x90", "another file inside"),
        (jpeg(comment=pdf()[:2_000]), "another file inside"),
        (announced_png(50_000, 50_000), "50000 × 50000 pixels; at most 40 million"),
        (announced_png(0xFFFFFFFF, 1), "pixels"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(DomainError, match=words) as refused:
        document_kind(content)
    assert refused.value.field == "file"


def test_a_jpeg_that_announces_too_much_is_not_opened() -> None:
    whole = jpeg()
    place = whole.index(b"\xff\xc0")
    large = whole[: place + 5] + b"\xff\xff\xff\xff" + whole[place + 9 :]
    with pytest.raises(DomainError, match="65535 × 65535"):
        document_kind(large)


def test_a_document_has_a_name_and_no_day_before_1900() -> None:
    assert document(name="  MRI\n2025 ", note="a\r\nb").name == "MRI 2025"
    for values, field in (
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"note": "x" * 2_001}, "note"),
        ({"day": date(1066, 10, 14)}, "day"),
    ):
        with pytest.raises(DomainError) as refused:
            document(**values)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1 KB"),
        (839_600, "840 KB"),
        (999_499, "999 KB"),
        (999_500, "1 MB"),
        (2_449_999, "2.4 MB"),
        (10_000_000, "10 MB"),
    ],
)
def test_sizes_are_told_in_the_unit_that_suits_them(size: int, words: str) -> None:
    assert size_words(size) == words
