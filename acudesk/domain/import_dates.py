"""Dates as files write them: recognised over a whole column, asked or refused, never guessed.

Read are `2022-01-05`, also with a time, an offset and microseconds, `20220105`, `05/01/2022` in
an order that the column decides or somebody says, `5th Jan 2022` and `Jan 5, 2022`. A date with a
time is the civil day as written, whatever its offset. Years of two digits wait for a century.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from acudesk.domain.clock import EARLIEST
from acudesk.domain.errors import DomainError
from acudesk.translation import tr

MOST_EXAMPLES = 5
_REMEMBERED = 4_096
_TIME = (
    r"(?:(?:[Tt]|,?\s+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?[AaPp]\.?[Mm]\.?)?"
    r"(?:\s?(?:[Zz]|UTC|[+\-\u2212]\d{2}:?\d{2}|[+\-\u2212]\d{2}))?)?"
)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME, re.ASCII)
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})(\s*[-/.]\s*|\s+)(\d{1,2})\2(\d{4}|\d{2})\.?" + _TIME, re.ASCII)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY_WORD = re.compile(
    _WEEKDAY + r"(\d{1,2})(?:st|nd|rd|th)?\.?(?:\s+of\s+|[\s/-]*)([a-z]{3,9})\.?,?[\s/-]*"
    r"(\d{4}|'?\d{2})" + _TIME,
    re.ASCII | re.IGNORECASE,
)
_WORD_DAY = re.compile(
    _WEEKDAY
    + r"([a-z]{3,9})\.?[\s/-]*(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|[\s/-]+)(\d{4}|'?\d{2})"
    + _TIME,
    re.ASCII | re.IGNORECASE,
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)


class DateOrder(StrEnum):
    """Which number of 03/04/2025 is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateForm:
    """How a column writes its dates.

    `order` is None where no date needs it; `century` is the first year of the hundred in which
    years of two digits lie (1926: 26 is 1926, 25 is 2025), None where none may be written so.
    """

    order: DateOrder | None = None
    century: int | None = None


AS_WRITTEN = DateForm()
"""Nothing is said yet: only dates that say all themselves are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A date as far as its text says: two numbers of which one is the day where `month` is 0."""

    year: int
    short: bool
    month: int
    day: int
    first: int = 0
    second: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFinding:
    """What a column of dates turned out to be.

    `form` is as far as the column decides it. `needs_order` and `needs_century` are what it
    leaves open; `day_first` and `month_first` are lines that each speak for one order: with both
    the column contradicts itself. `unclear` is a text that needs the order, `short` one that
    needs the century. `unreadable` are the first lines that are no date.
    """

    count: int
    blanks: int
    form: DateForm
    needs_order: bool
    needs_century: bool
    day_first: int | None
    month_first: int | None
    unclear: str
    short: str
    has_times: bool
    examples: tuple[str, ...]
    unreadable: tuple[tuple[int, str], ...]
    unreadable_total: int

    @property
    def needs_answer(self) -> bool:
        """Whether something must be asked before a date is read."""
        return self.needs_order or self.needs_century


@dataclass(slots=True)
class DateColumn:
    """Takes the cells of a column one by one, and says in the end what they are."""

    count: int = 0
    blanks: int = 0
    _day_first: int | None = None
    _month_first: int | None = None
    _unclear: str = ""
    _short: str = ""
    _times: bool = False
    _examples: list[str] = field(default_factory=list)
    _bad: list[tuple[int, str]] = field(default_factory=list)
    _bad_total: int = 0
    _met: "OrderedDict[str, _Written | None]" = field(default_factory=OrderedDict)

    def take(self, line: int, text: str) -> None:
        """One more cell."""
        text = text.strip()
        if not text:
            self.blanks += 1
            return
        self.count += 1
        if text in self._met:
            written = self._met[text]
        else:
            written = _written(text)
            self._met[text] = written
            if len(self._met) > _REMEMBERED:
                self._met.popitem(last=False)
            if len(self._examples) < MOST_EXAMPLES and written is not None:
                self._examples.append(text)
        if written is None:
            self._bad_total += 1
            if len(self._bad) < MOST_EXAMPLES:
                self._bad.append((line, text[:40]))
            return
        self._note(line, text, written)

    def _note(self, line: int, text: str, written: _Written) -> None:
        self._times = self._times or ":" in text
        if written.short and not self._short:
            self._short = text
        if written.month:
            return
        first, second = written.first, written.second
        if 12 < first <= 31 and 1 <= second <= 12:
            self._day_first = self._day_first or line
        elif 12 < second <= 31 and 1 <= first <= 12:
            self._month_first = self._month_first or line
        elif first != second and min(first, second) >= 1 and max(first, second) <= 12:
            self._unclear = self._unclear or text

    def finding(self) -> DateFinding:
        """What the cells so far are."""
        order = None
        if self._day_first and not self._month_first:
            order = DateOrder.DAY_FIRST
        elif self._month_first and not self._day_first:
            order = DateOrder.MONTH_FIRST
        both = bool(self._day_first and self._month_first)
        return DateFinding(
            count=self.count,
            blanks=self.blanks,
            form=DateForm(order=order),
            needs_order=both or (bool(self._unclear) and order is None),
            needs_century=bool(self._short),
            day_first=self._day_first,
            month_first=self._month_first,
            unclear=self._unclear,
            short=self._short,
            has_times=self._times,
            examples=tuple(self._examples),
            unreadable=tuple(self._bad),
            unreadable_total=self._bad_total,
        )


def recognise_dates(values: Iterable[tuple[int, str]]) -> DateFinding:
    """What a column of cells is, each with its line."""
    column = DateColumn()
    for line, text in values:
        column.take(line, text)
    return column.finding()


def read_date(text: str, form: DateForm = AS_WRITTEN) -> date:
    """The civil day that a text writes.

    Raises DomainError for what is no date, for one whose order or century nobody said, for one
    that is not in the calendar, and for one before 1900.
    """
    written = _written(text.strip())
    if written is None:
        raise DomainError(
            tr("“{text}” is not a date that AcuDesk can read.", text=text.strip()[:40]),
            field="date",
        )
    year, month, day = written.year, written.month, written.day
    if not month:
        month, day = _in_order(written, form, text)
    if written.short:
        if form.century is None:
            raise DomainError(
                tr("“{text}” writes the year with two digits only.", text=text.strip()[:40]),
                field="date",
            )
        year = form.century + (year - form.century) % 100
    try:
        found = date(year, month, day)
    except ValueError:
        raise DomainError(
            tr("“{text}” is not a day of the calendar.", text=text.strip()[:40]), field="date"
        ) from None
    if found < EARLIEST:
        raise DomainError(
            tr("{day} is before 1900. Please check the year.", day=found), field="date"
        )
    return found


def _in_order(written: _Written, form: DateForm, text: str) -> tuple[int, int]:
    first, second = written.first, written.second
    order = form.order
    if order is None and first == second:
        order = DateOrder.DAY_FIRST
    if order is None:
        raise DomainError(
            tr(
                "“{text}” does not say whether the day or the month comes first.",
                text=text.strip()[:40],
            ),
            field="date",
        )
    return (second, first) if order == DateOrder.DAY_FIRST else (first, second)


def _written(text: str) -> _Written | None:
    """A text as a date, as far as it goes; None where it is none."""
    if len(text) > 60:
        return None
    if found := _ISO.fullmatch(text):
        return _Written(
            year=int(found[1]), short=False, month=int(found[3]) or 99, day=int(found[4])
        )
    if (found := _BASIC.fullmatch(text)) and 1800 <= int(found[1]) <= 2200:
        return _Written(
            year=int(found[1]), short=False, month=int(found[2]) or 99, day=int(found[3])
        )
    if found := _NUMBERS.fullmatch(text):
        return _Written(
            year=int(found[4]),
            short=len(found[4]) == 2,
            month=0,
            day=0,
            first=int(found[1]),
            second=int(found[3]),
        )
    with suppress(KeyError):
        if found := _DAY_WORD.fullmatch(text):
            return _worded(found[1], found[2], found[3])
        if found := _WORD_DAY.fullmatch(text):
            return _worded(found[2], found[1], found[3])
    return None


def _worded(day: str, month: str, year: str) -> _Written:
    digits = year.removeprefix("'")
    return _Written(year=int(digits), short=len(digits) == 2, month=_month(month), day=int(day))


def _month(word: str) -> int:
    """The month that a word begins to name: Jan, Sept, january; KeyError for any other."""
    word = word.lower()
    for number, name in enumerate(_MONTHS, 1):
        if len(word) >= 3 and name.startswith(word):
            return number
    raise KeyError(word)
