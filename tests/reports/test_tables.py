"""CSV that no spreadsheet runs, that strangers can read, and that we read back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.bootstrap import Services
from acudesk.domain.errors import DomainError
from acudesk.domain.table import Column, Kind, Row, Table
from acudesk.reports.data_dictionary import DICTIONARY, descriptions, dictionary_rows
from acudesk.reports.tables import read_csv, safe_cell, text_of_cell, write_csv
from acudesk.services.export_codes import CODES
from acudesk.services.export_scores import SCORES

TABLE = Table(
    name="things",
    columns=(
        Column(name="id", kind=Kind.INTEGER),
        Column(name="text", kind=Kind.TEXT),
        Column(name="maybe", kind=Kind.TEXT, may_be_missing=True),
        Column(name="count", kind=Kind.INTEGER, may_be_missing=True),
        Column(name="share", kind=Kind.NUMBER, may_be_missing=True),
        Column(name="content", kind=Kind.BYTES),
    ),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
NASTY = st.sampled_from(
    ["", "'", "''", "=1+1", " =1", "\u00a0-1", "\ufeff@x", "\t", "\r", "\r\n", "\n", '"', '""', ","]
)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
ROWS = st.lists(
    st.tuples(
        INTEGERS,
        TEXTS | NASTY,
        st.none() | TEXTS | NASTY,
        st.none() | INTEGERS,
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.binary(max_size=40),
    ),
    max_size=6,
)


def written(rows: list[Row], table: Table = TABLE) -> bytes:
    stream = io.BytesIO()
    assert write_csv(stream, table, rows) == len(rows)
    return stream.getvalue()


def read(content: bytes, table: Table = TABLE) -> list[Row]:
    return list(read_csv(io.BytesIO(content), table))


@given(ROWS)
def test_what_is_written_is_read_back(rows: list[Row]) -> None:
    back = read(written(rows))

    assert back == rows
    assert [[type(one) for one in row] for row in back] == [[type(one) for one in r] for r in rows]


@given(ROWS)
def test_no_spreadsheet_takes_a_text_for_a_formula(rows: list[Row]) -> None:
    text = written(rows).decode("utf-8-sig")
    for cells in csv.reader(io.StringIO(text, newline="")):
        for column, cell in zip(TABLE.columns, cells, strict=True):
            bare = cell.lstrip(" \u00a0\ufeff")
            if column.kind in (Kind.TEXT, Kind.BYTES):
                assert not bare.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        (" +49 30", "' +49 30"),
        ("\u00a0-5", "'\u00a0-5"),
        ("\ufeff@x", "'\ufeff@x"),
        ("'quoted'", "''quoted'"),
        ("＝1", "'＝1"),
        ("a=b", "a=b"),
        ("", ""),
        ("7 - 5", "7 - 5"),
    ],
)
def test_which_texts_get_an_apostrophe(text: str, cell: str) -> None:
    assert safe_cell(text) == cell
    assert text_of_cell(cell) == text


def test_the_file_is_what_a_spreadsheet_expects() -> None:
    content = written([(-7, "=x", None, 3, -0.5, b"\xfb\xff"), (2, "", "", None, None, b"")])

    assert content == (
        b"\xef\xbb\xbf"
        b'"id","text","maybe","count","share","content"\r\n'
        b'"-7","\'=x","","3","-0.5","\'+/8="\r\n'
        b'"2","","\'","","",""\r\n'
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (written([])[:-4], "line 1"),
        (written([]).replace(b'"text"', b'"texts"'), "columns"),
        (b"", "columns"),
        (written([(1, "a", None, None, None, b"")]).replace(b',"a"', b""), "line 2"),
        (written([(1, "a", None, None, None, b"")]).replace(b'"1"', b'"01"'), "line 2"),
        (written([(1, "a", None, None, None, b"")]).replace(b'"1"', b'""'), "line 2"),
        (written([(1, "a", None, None, 0.5, b"")]).replace(b"0.5", b"nan"), "line 2"),
        (written([(1, "a", None, None, 0.5, b"")]).replace(b"0.5", b"1e999"), "line 2"),
        (written([(1, "a", None, None, 0.5, b"ab")]).replace(b"YWI=", b"YW*="), "line 2"),
        (written([(1, "a", None, None, None, b"")]).replace(b'"a"', b'"a\x00"'), "line 2"),
        (written([(1, "a", None, None, None, b"")]).replace(b'"a"', b'"a'), "line"),
        (written([(1, "ä", None, None, None, b"")]).replace(b"\xc3\xa4", b"\xe4"), "UTF-8"),
        (written([(1, "a", None, None, None, b"")]).decode("utf-8").encode("utf-16"), "UTF-8"),
    ],
)
def test_what_we_would_not_have_written_is_refused_with_its_line(content: bytes, said: str) -> None:
    with pytest.raises(DomainError, match=said):
        read(content)


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            self.given += len(buffer)
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    endless = Endless()
    with pytest.raises(DomainError, match="line 1"):
        list(read_csv(io.BufferedReader(endless), TABLE))  # type: ignore[type-var]
    assert endless.given < 40_000_000


def test_the_limit_of_other_readers_stays_as_it_was() -> None:
    before = csv.field_size_limit()
    read(written([(1, "a" * 200_000, None, None, None, b"")]))
    assert csv.field_size_limit() == before


def test_every_column_of_the_schema_is_described_and_none_too_many(practice: Services) -> None:
    tables = (*practice.work.tables.all(), CODES, SCORES)

    assert {table.name: {column.name for column in table.columns} for table in tables} == {
        name: set(table.columns) for name, table in descriptions().items()
    }
    for described in descriptions().values():
        assert described.meaning
        assert all(unit and words for unit, words in described.columns.values())


def test_the_dictionary_is_a_table_like_the_others(practice: Services) -> None:
    rows = list(dictionary_rows(practice.work.tables.all()))

    assert read(written(rows, DICTIONARY), DICTIONARY) == rows
    assert (
        "scores",
        "value",
        "number",
        "never empty",
        "number on the scale",
        "the score as a number",
    ) in rows
