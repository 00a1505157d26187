"""Address cards as people: what is read, what is kept in words, what is refused."""

import io
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.import_rows import FileRow, RefusedLine
from acudesk.domain.import_vcard import is_vcard, read_vcards
from acudesk.domain.patient import Patient, Sex

FILES = Path(__file__).resolve().parents[1] / "data"
TODAY = date(2026, 3, 2)


def read(content: bytes | str) -> list[FileRow | RefusedLine]:
    data = content.encode() if isinstance(content, str) else content
    return list(read_vcards(io.BytesIO(data), "", TODAY))


def card(*lines: str) -> FileRow | RefusedLine:
    (row,) = read("\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD", "")))
    return row


def test_cards_of_all_versions() -> None:
    content = (FILES / "contacts.vcf").read_bytes()
    assert is_vcard(content[:64])
    rows = read(content)

    assert [(row.line, row.patient) for row in rows] == [
        (
            1,
            Patient(
                display_name="Ann Miller",
                family_name="Miller",
                given_name="Ann",
                birth_date=date(1980, 5, 3),
                phone="+44 7700 900001, 020 7946 0001",
                email="ann@example.org",
                address="12 High Street, Flat 2\nLincoln\nLN1 1AA\nUK",
                notes="Prefers mornings\nlikes tea",
            ),
        ),
        (
            14,
            Patient(
                display_name="Lê Nguyễn",
                family_name="Nguyễn",
                given_name="Lê",
                birth_date=date(2001, 2, 28),
                sex=Sex.FEMALE,
                phone="+1-402-555-0100",
            ),
        ),
        (
            22,
            Patient(
                display_name="Jörg Müller",
                family_name="Müller",
                given_name="Jörg",
                phone="+49 30 000",
                notes="Birthday in the card: --1130",
            ),
        ),
    ]


def test_separators_inside_a_part_are_kept() -> None:
    row = card("FN:A", r"N:O\;Brien;Ann\, Mary;;;", r'ADR;LABEL="x;y:z":;;1\;2;T;;;')
    assert row.patient is not None
    assert row.patient.family_name == "O;Brien"
    assert row.patient.given_name == "Ann, Mary"
    assert row.patient.address == "1;2\nT"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("VERSION:3.0",), "names no person"),
        (("FN:A", "BDAY:1066-10-14"), "before 1900"),
        (("FN:A", "BDAY:3026-01-01"), "future"),
        (("FN:A", "BDAY:tomorrow"), "not a date"),
        (("FN:A", "BDAY:03/04/1980"), "day or the month"),
        (("FN:A", "EMAIL:no address"), "e-mail"),
        (("FN:" + "x" * 201,), "200"),
        (("FN:A", "nonsense"), "Line 3"),
        (("FN:A", "KIND:org"), "not of a person"),
        (("FN:A", "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=rot13:x"), "Line 3"),
    ],
)
def test_a_card_that_cannot_be_kept_is_refused_with_its_line(
    lines: tuple[str, ...], words: str
) -> None:
    row = card(*lines)
    assert isinstance(row, RefusedLine)
    assert (row.line, words in row.reason) == (1, True), row.reason


def test_cards_without_an_end() -> None:
    rows = read("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nBEGIN:VCARD\nFN:C\n")
    assert [(row.line, isinstance(row, FileRow)) for row in rows] == [
        (1, False),
        (3, True),
        (6, False),
    ]


def test_what_stands_outside_of_cards_is_refused_whole() -> None:
    with pytest.raises(DomainError, match="Line 1 stands outside"):
        read("name,born\n")
    with pytest.raises(DomainError, match="NUL"):
        read(b"BEGIN:VCARD\nFN:\x00\nEND:VCARD\n")
    with pytest.raises(DomainError, match="goes on without end"):
        read("BEGIN:VCARD\nNOTE:\n" + " x\n" * 30_000)
    assert "too many lines" in str(card("FN:A", *["NOTE:x"] * 20_001))


@given(
    st.lists(st.text(max_size=20) | st.sampled_from(["FN:A", "END:VCARD", "BDAY:1", " x", "N:;"]))
)
def test_any_lines_are_people_or_refused(lines: list[str]) -> None:
    with suppress(DomainError):
        read("\n".join(("BEGIN:VCARD", *lines)).encode("utf-8", "replace"))
