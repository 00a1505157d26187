"""Dates as files write them: read as they are meant, asked, or refused."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.import_dates import (
    AS_WRITTEN,
    DateFinding,
    DateForm,
    DateOrder,
    read_date,
    recognise_dates,
)

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
DAY, MONTH = DateForm(order=DateOrder.DAY_FIRST), DateForm(order=DateOrder.MONTH_FIRST)


def seen(*texts: str) -> DateFinding:
    return recognise_dates(enumerate(texts, 2))


def refusal(text: str, form: DateForm = AS_WRITTEN) -> str:
    with pytest.raises(DomainError) as refused:
        read_date(text, form)
    return refused.value.text


@pytest.mark.parametrize(
    "text",
    [
        *("2022-01-05", "2022/1/5", "2022.01.05", "20220105", "2022-01-05T00:30:00.123456+14:00"),
        *("2022-01-05 23:59:59Z", "2022-01-05T10:00:00,5-0330", " 2022-01-05 "),
        *("5th Jan 2022", "5 January 2022", "05-Jan-2022", "5. Jan. 2022", "5JAN2022"),
        *("Jan 5, 2022", "January 5th 2022", "Wed, 5 Jan 2022", "5th of January, 2022"),
        "Wednesday 5th january 2022 10:30 am",
    ],
)
def test_dates_that_say_all_themselves(text: str) -> None:
    assert read_date(text) == date(2022, 1, 5)
    assert not seen(text).needs_answer


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("03/04/2025", date(2025, 4, 3), date(2025, 3, 4)),
        ("3.4.2025", date(2025, 4, 3), date(2025, 3, 4)),
        ("03-04-2025 14:30", date(2025, 4, 3), date(2025, 3, 4)),
        ("3 4 2025", date(2025, 4, 3), date(2025, 3, 4)),
    ],
)
def test_the_order_is_said_not_guessed(text: str, day_first: date, month_first: date) -> None:
    assert read_date(text, DAY) == day_first
    assert read_date(text, MONTH) == month_first
    assert "day or the month" in refusal(text)


def test_the_same_number_twice_needs_no_order() -> None:
    assert read_date("05/05/2025") == date(2025, 5, 5)
    assert not seen("05/05/2025", "2025-01-01").needs_answer


def test_a_column_decides_as_a_whole() -> None:
    found = seen("03/04/2025", "", "13/04/2025", "2025-01-01")
    assert (found.form.order, found.needs_order) == (DateOrder.DAY_FIRST, False)
    assert (found.count, found.blanks, found.day_first) == (3, 1, 4)
    assert seen("03/04/2025", "04/13/2025").form.order == DateOrder.MONTH_FIRST


def test_a_column_that_decides_nothing_is_asked() -> None:
    found = seen("03/04/2025", "01/02/2025")
    assert found.needs_order
    assert found.unclear == "03/04/2025"


def test_a_column_that_contradicts_itself_is_asked_with_its_lines() -> None:
    found = seen("13/04/2025", "04/13/2025")
    assert found.needs_order
    assert (found.day_first, found.month_first) == (2, 3)
    assert found.form.order is None


def test_two_digits_of_a_year_are_asked() -> None:
    found = seen("3.4.25", "5-Jan-99")
    assert found.needs_century
    assert found.short == "3.4.25"
    assert "two digits" in refusal("3.4.25", DAY)
    assert "two digits" in refusal("5 Jan '22")


@pytest.mark.parametrize(
    ("text", "century", "year"),
    [("5 Jan 25", 1926, 2025), ("5 Jan 26", 1926, 1926), ("5 Jan 99", 1900, 1999)],
)
def test_two_digits_with_their_century(text: str, century: int, year: int) -> None:
    assert read_date(text, DateForm(century=century)) == date(year, 1, 5)


@pytest.mark.parametrize("text", ["1066-10-14", "14 Oct 1066", "14/10/1066", "1899-12-31"])
def test_years_before_1900_are_refused(text: str) -> None:
    assert "before 1900" in refusal(text, DAY)


@pytest.mark.parametrize(
    "text", ["2025-02-30", "2025-13-01", "2025-00-10", "31/04/2025", "0/1/2025"]
)
def test_what_the_calendar_lacks_is_refused(text: str) -> None:
    assert "calendar" in refusal(text, DAY)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2025",
        "44561",
        "7-6",
        "5 Foo 2022",
        "Ma 5 2022",
        "2025-1",
        "1/2/3/2025",
        "x" * 99,
    ],
)
def test_what_is_no_date_is_refused_and_counted(text: str) -> None:
    assert "not a date" in refusal(text)
    found = seen("2025-01-01", text)
    assert (found.unreadable_total, found.unreadable[0][0]) == (1, 3)


@given(
    st.text(max_size=30)
    | st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}", fullmatch=True)
)
def test_any_text_is_a_day_since_1900_or_refused(text: str) -> None:
    for form in (AS_WRITTEN, DAY, DateForm(order=DateOrder.MONTH_FIRST, century=1926)):
        with suppress(DomainError):
            assert read_date(text, form) >= date(1900, 1, 1)
    recognise_dates([(2, text)])


@given(st.dates(min_value=date(1900, 1, 1)), st.booleans())
def test_every_day_is_read_back_in_every_form(day: date, month_first: bool) -> None:
    name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
        day.month - 1
    ]
    form = MONTH if month_first else DAY
    numbers = (day.month, day.day) if month_first else (day.day, day.month)
    for text in (
        day.isoformat(),
        f"{day.day} {name} {day.year:04}",
        f"{name} {day.day}, {day.year:04}",
        "{:02}/{:02}/{:04}".format(*numbers, day.year),
    ):
        assert read_date(text, form) == day
