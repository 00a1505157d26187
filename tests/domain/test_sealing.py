"""One text for one record, and the seal over it."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.sealing import (
    Addendum,
    EnteredInError,
    canonical,
    is_seal_of,
    plain,
    seal_of,
)

WHEN = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


class Colour(StrEnum):
    """A word of a domain."""

    RED = "red"


@dataclass(frozen=True)
class Thing:
    """A record with a default."""

    name: str
    count: int = 1
    later: str = ""


def test_the_seal_is_the_published_hmac() -> None:
    """RFC 4231, test case 2."""
    assert (
        seal_of("what do ya want for nothing?", b"Jefe")
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_a_seal_belongs_to_one_text_and_one_key() -> None:
    seal = seal_of("text", b"key")
    assert is_seal_of(seal, "text", b"key")
    for text, key in (("Text", b"key"), ("text ", b"key"), ("text", b"kex")):
        assert not is_seal_of(seal, text, key)
    assert not is_seal_of("", "text", b"key")
    assert not is_seal_of(seal.upper(), "text", b"key")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        ("ä好", '"ä好"'),
        ("a\n\"'\\", '"a\\n\\"\'\\\\"'),
        (Colour.RED, '"red"'),
        (Decimal("6.50"), '"6.50"'),
        (Decimal("1E+2"), '"100"'),
        (Decimal("0.00000001"), '"0.00000001"'),
        (date(2026, 3, 2), '"2026-03-02"'),
        (time(9, 30), '"09:30:00"'),
        (WHEN, '"2026-03-02T08:30:00.000000Z"'),
        (WHEN.astimezone(timezone(timedelta(hours=5))), '"2026-03-02T08:30:00.000000Z"'),
        ((1, (2, "x")), '[1,[2,"x"]]'),
        (frozenset({"b", "a"}), '["a","b"]'),
        ({"b": 1, "a": None}, '{"a":null,"b":1}'),
        (Thing("x"), '{"name":"x"}'),
        (Thing("x", 2), '{"count":2,"name":"x"}'),
        (Thing("", 0), '{"count":0,"name":""}'),
    ],
)
def test_each_value_has_one_text(value: Any, text: str) -> None:
    assert canonical(value) == text


def test_for_the_audit_log_defaults_stay() -> None:
    assert plain(Thing("x")) == {"name": "x", "count": 1, "later": ""}
    assert plain((Thing("x"),), sparse=True) == [{"name": "x"}]


@pytest.mark.parametrize("value", [1.5, b"x", object(), [float("nan")]])
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical(value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_the_text_says_all_and_has_one_form(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_a_set_has_one_order(pairs: list[tuple[str, str]]) -> None:
    assert canonical(frozenset(pairs)) == canonical(frozenset(reversed(pairs)))


def test_a_correction_has_a_reason_and_a_text() -> None:
    kept = Addendum(written_at=WHEN, reason=" wrong side\r\n", text="right\n\nnot left ")
    assert (kept.reason, kept.text) == ("wrong side", "right\n\nnot left")
    for field, values in (
        ("reason", {"reason": " ", "text": "x"}),
        ("text", {"reason": "x", "text": "\n"}),
        ("text", {"reason": "x", "text": "x" * 20_001}),
    ):
        with pytest.raises(DomainError) as refused:
            Addendum(written_at=WHEN, **values)
        assert refused.value.field == field


def test_entered_in_error_has_a_reason() -> None:
    assert EnteredInError(marked_at=WHEN, reason=" Bob's ").reason == "Bob's"
    for reason in ("", " ", "\x00", "x" * 2_001):
        with pytest.raises(DomainError) as refused:
            EnteredInError(marked_at=WHEN, reason=reason)
        assert refused.value.field == "reason"
