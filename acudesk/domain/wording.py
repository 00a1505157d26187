"""Dates and spans as they stand on screen and paper."""

import re
from datetime import date, time

from acudesk.domain.errors import DomainError
from acudesk.translation import ntr, tr

_TIME = re.compile(r"(\d{1,2})(?:\s*[:.h]?\s*([0-5]\d))?")


def month_name(month: int) -> str:
    """The month's name, 1 to 12."""
    return (
        tr("January"),
        tr("February"),
        tr("March"),
        tr("April"),
        tr("May"),
        tr("June"),
        tr("July"),
        tr("August"),
        tr("September"),
        tr("October"),
        tr("November"),
        tr("December"),
    )[month - 1]


def short_month_name(month: int) -> str:
    """The month's name in three letters."""
    return (
        tr("Jan"),
        tr("Feb"),
        tr("Mar"),
        tr("Apr"),
        tr("May"),
        tr("Jun"),
        tr("Jul"),
        tr("Aug"),
        tr("Sep"),
        tr("Oct"),
        tr("Nov"),
        tr("Dec"),
    )[month - 1]


def long_date(day: date) -> str:
    """`3 August 2026`."""
    return tr("{day} {month} {year}", day=day.day, month=month_name(day.month), year=day.year)


def short_date(day: date, today: date | None = None) -> str:
    """`3 Aug`, with the year where it is not that of `today`."""
    month = short_month_name(day.month)
    if today is not None and today.year == day.year:
        return tr("{day} {month}", day=day.day, month=month)
    return tr("{day} {month} {year}", day=day.day, month=month, year=day.year)


def span_words(days: int) -> str:
    """How long something took: in days up to two weeks, else in weeks."""
    if days < 14:
        return ntr("{n} day", "{n} days", days)
    return ntr("{n} week", "{n} weeks", round(days / 7))


def parse_time(text: str) -> time:
    """A clock time as people write it: `14:30`, `14.30`, `1430`, `9`; raises DomainError."""
    found = _TIME.fullmatch(text.strip())
    if found is not None:
        hour, minute = int(found[1]), int(found[2] or 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise DomainError(tr("“{text}” is not a time of day. Write 14:30.", text=text), field="at")
