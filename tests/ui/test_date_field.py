"""A birth date is read in the ways in which people write one, and never guessed."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.wording import long_date, short_date
from acudesk.ui.widgets.date_field import written_date

DAY = date(1984, 5, 23)


@pytest.mark.parametrize(
    "text",
    [
        "1984-05-23",
        "1984/5/23",
        "19840523",
        " 23.5.1984 ",
        "23. 05. 1984",
        "23/5/1984",
        "5/23/1984",
        "23-05-1984",
        "23 May 1984",
        "23rd may 1984",
        "May 23, 1984",
        "23-May-1984",
    ],
)
def test_a_date_is_read(text: str) -> None:
    assert written_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3/4/1984", "two ways"),
        ("23.5.84", "four digits"),
        ("30.2.1984", "not a date"),
        ("1984-13-01", "not a date"),
        ("May 1984", "not a date"),
        ("23 Mxy 1984", "not a date"),
        ("x" * 500, "not a date"),
        ("٢٣", "not a date"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(DomainError) as refused:
        written_date(text, field="birth_date")
    assert words in refused.value.text
    assert refused.value.field == "birth_date"
    assert len(refused.value.text) < 200


@given(st.dates(min_value=date(1000, 1, 1)))
def test_what_the_program_writes_it_reads(day: date) -> None:
    assert written_date(day.isoformat()) == day
    assert written_date(long_date(day)) == day
    assert written_date(short_date(day)) == day
    assert written_date(f"{day.day}.{day.month}.{day.year}") == day


@given(st.text(max_size=30))
def test_no_text_does_harm(text: str) -> None:
    with suppress(DomainError):
        assert isinstance(written_date(text), date)
