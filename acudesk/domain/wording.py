"""Dates and spans as they stand on screen and paper."""

from datetime import date

from acudesk.translation import ntr, tr


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
