"""Dates and spans in words."""

from datetime import date

import pytest

from acudesk.domain.wording import long_date, month_name, short_date, short_month_name, span_words


def test_dates() -> None:
    assert long_date(date(2026, 8, 3)) == "3 August 2026"
    assert short_date(date(2026, 8, 3)) == "3 Aug 2026"
    assert short_date(date(2026, 8, 3), date(2026, 1, 1)) == "3 Aug"
    assert short_date(date(2025, 8, 3), date(2026, 1, 1)) == "3 Aug 2025"


def test_every_month_has_its_own_names() -> None:
    assert len({month_name(month) for month in range(1, 13)}) == 12
    assert all(month_name(month).startswith(short_month_name(month)) for month in range(1, 13))


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 day"), (2, "2 days"), (13, "13 days"), (14, "2 weeks"), (24, "3 weeks")],
)
def test_spans(days: int, words: str) -> None:
    assert span_words(days) == words
