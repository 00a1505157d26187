"""Tables in files: encodings are offered, never guessed, and what is no table says where."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.import_table import (
    ENCODINGS,
    LONGEST_LINE,
    Table,
    offered_encodings,
    preview,
)

TEXT = "name;born\nJörg;1975\nŁucja;1980\n"


def refusal(content: bytes, encoding: str = "") -> str:
    with pytest.raises(DomainError) as refused:
        list(Table(io.BytesIO(content), encoding=encoding))
    return refused.value.text


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_utf_8_asks_nothing(bom: bytes) -> None:
    seen = preview(io.BytesIO(bom + TEXT.encode()))

    assert (seen.headers, seen.delimiter, seen.encoding) == (("name", "born"), ";", "utf-8")
    assert [(row.line, row.cells) for row in seen.rows] == [
        (2, ("Jörg", "1975")),
        (3, ("Łucja", "1980")),
    ]
    assert (seen.lines, seen.is_estimate, seen.encodings) == (3, False, ())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_offered_and_read_once_it_is_said(encoding: str) -> None:
    stream = io.BytesIO(TEXT.encode(encoding))
    ((offered, words),) = offered_encodings(stream)

    assert offered == encoding
    assert words.startswith("name;born Jörg")
    table = Table(stream, encoding=encoding)
    assert list(table) == [(2, ["Jörg", "1975"]), (3, ["Łucja", "1980"])]
    with pytest.raises(DomainError):
        Table(stream)


def test_one_byte_encodings_are_offered_with_what_they_make_of_the_words() -> None:
    content = b"name,fee\n" + b"Smith,1\n" * 90_000 + "Jörg €,2\n".encode("cp1252")
    seen = preview(io.BytesIO(content))

    assert dict(seen.encodings)["cp1252"].startswith("Jörg €")
    assert dict(seen.encodings)["iso8859-15"].startswith("Jörg")
    assert "Line 90002 is not written in UTF-8" in refusal(content)
    *_, last = Table(io.BytesIO(content), encoding="cp1252")
    assert last == (90_002, ["Jörg €", "2"])


def test_a_letter_on_the_edge_of_what_is_read_at_once_is_whole() -> None:
    content = b"a,b\n" + b"x" * ((1 << 20) - 5 - 4) + "ö,1\n".encode()
    assert offered_encodings(io.BytesIO(content)) == ()


def test_a_long_file_is_counted_by_its_start() -> None:
    seen = preview(io.BytesIO(b"a,b\n" + b"1,2\n" * 600_000))
    assert seen.is_estimate
    assert abs(seen.lines - 600_001) < 1_000
    assert len(seen.rows) == 20


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n\x00,1\n", "Line 2 holds a NUL byte"),
        (b"a,b\n1,2\n" + b"x" * 100_000_000, "Line 3 is too long"),
        (b'a,b\n1,"2\n3,4\n', "Line 2 cannot be read"),
        (b'a,b\n1,2\n3,4"5"\n6,"7"8\n', "Line 4 cannot be read"),
        (b"a,b\r1,2\r", "unusual way"),
        (b",".join(b"x" for _ in range(1_001)) + b"\n", "more than 1000 columns"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x14\x00\x00\x00", "a ZIP or an Excel file"),
        (b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l "lol">]>', "This is XML"),
        (b"\xef\xbb\xbf\n <html><body>", "a web page"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_an_encoding_that_does_not_fit_is_refused_with_the_line() -> None:
    assert "Line 2" in refusal(b"a\n\x81\n", "cp1252")
    assert "encoding" in refusal(b"a\n1\n\xd8", "utf-16-le")
    assert "does not read" in refusal(b"a\n", "rot13")
    assert "too long" in refusal(("x" * (LONGEST_LINE + 1)).encode("utf-16"), "utf-16")


def test_columns_are_found_by_name_once() -> None:
    table = Table(io.BytesIO(b" a ,b,b\n1,2,3\n"))
    assert table.place("a") == 0
    for name, words in (("b", "more than once"), ("c", "no column “c”; it has “a”")):
        with pytest.raises(DomainError) as refused:
            table.place(name)
        assert words in refused.value.text


@given(st.binary(max_size=200), st.sampled_from(["", *ENCODINGS]))
def test_no_bytes_fail_in_another_way(content: bytes, encoding: str) -> None:
    with suppress(DomainError):
        seen = preview(io.BytesIO(content), encoding=encoding)
        assert seen.headers
        list(Table(io.BytesIO(content), encoding=seen.encoding, delimiter=seen.delimiter))
