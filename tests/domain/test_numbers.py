"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.numbers import parse_number, shown, shown_signed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", "4"),
        (" 6.5 ", "6.5"),
        ("7,5", "7.5"),
        ("0", "0"),
        (".5", "0.5"),
        ("5.", "5"),
        ("\u22123", "-3"),
        ("+2", "2"),
        ("6.750000000000001", "6.750000000000001"),
        ("0.1234567890123456789012345678901234567", "0.1234567890123456789012345678901234567"),
        ("٤", "4"),
    ],
)
def test_numbers_are_read_exactly(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)
    assert str(parse_number(text)) == str(Decimal(value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NaN",
        "nan",
        "inf",
        "Infinity",
        "1e3",
        "1E3",
        "0x1",
        "1_000",
        "1.000,5",
        "1,000.5",
        "7-6",
        "7/10",
        "7 8",
        "--3",
        "three",
        "½",
        "²",
        "4\x00",
        "\ud800",
        "9" * 41,
        "None",
    ],
)
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(DomainError, match="is not a number") as refused:
        parse_number(text, field="pain_7d")
    assert refused.value.field == "pain_7d"
    assert len(refused.value.text) < 120


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-999, max_value=999))
def test_what_is_shown_can_be_read_again(value: Decimal) -> None:
    assert parse_number(shown(value)) == value


@given(st.text(max_size=12))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        value = parse_number(text)
    except DomainError:
        return
    assert value.is_finite()


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("6.50", None, "6.5"),
        ("100", None, "100"),
        ("1E+2", None, "100"),
        ("-2", None, "\u22122"),
        ("-0.04", 1, "0"),
        ("2.25", 1, "2.3"),
        ("2.35", 1, "2.4"),
        ("30.303", 0, "30"),
        ("0E-7", None, "0"),
    ],
)
def test_shown(value: str, places: int | None, text: str) -> None:
    assert shown(Decimal(value), places) == text


@pytest.mark.parametrize(
    ("value", "text"), [("2", "+2"), ("-2", "\u22122"), ("0", "0"), ("0.04", "0")]
)
def test_shown_signed(value: str, text: str) -> None:
    assert shown_signed(Decimal(value), 1) == text
