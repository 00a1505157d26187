"""A date that is typed, in the ways in which people write one without being misunderstood."""

import re
from datetime import date

from PySide6.QtWidgets import QLineEdit

from acudesk.domain.errors import DomainError
from acudesk.domain.text import folded
from acudesk.domain.wording import month_name, short_month_name
from acudesk.translation import tr

EXAMPLE = "1984-05-23"
_YEAR_FIRST = re.compile(r"(\d{4})([-./ ]?)(\d{2})\2(\d{2})|(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-./ ])\s*(\d{1,2})\s*\2\s*(\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*([^\W\d]{3,})\.?,?[\s-]*(\d{4})")
_MONTH_DAY = re.compile(r"([^\W\d]{3,})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[-./ ]\s*\d{1,2}\s*[-./ ]\s*\d{2}")


def written_date(text: str, *, field: str = "") -> date:
    """The day in `1984-05-23`, `23.5.1984`, `23 May 1984` or `23/5/1984`; raises DomainError.

    Points stand behind the day first; with other marks a day up to 12 could be the month, and is
    refused. So is a year of two digits.
    """
    written = " ".join(text.split())
    if found := _YEAR_FIRST.fullmatch(written):
        year, month, day = (part for part in (*found.group(1, 3, 4), *found.group(5, 6, 7)) if part)
        return _day(written, int(year), int(month), int(day), field)
    if found := _YEAR_LAST.fullmatch(written):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." or first > 12 or first == second:
            return _day(written, year, second, first, field)
        if second > 12:
            return _day(written, year, first, second, field)
        raise DomainError(
            tr(
                "“{text}” can be read in two ways. Write {one} or {other}.",
                text=written,
                one=f"{first} {short_month_name(second)} {year}",
                other=f"{second} {short_month_name(first)} {year}",
            ),
            field=field,
        )
    if found := _DAY_MONTH.fullmatch(written):
        return _day(written, int(found[3]), _month(found[2]), int(found[1]), field)
    if found := _MONTH_DAY.fullmatch(written):
        return _day(written, int(found[3]), _month(found[1]), int(found[2]), field)
    if _SHORT_YEAR.fullmatch(written):
        raise DomainError(
            tr("Please write the year with four digits, such as {example}.", example=EXAMPLE),
            field=field,
        )
    raise DomainError(_refusal(written), field=field)


class DateField(QLineEdit):
    """Keeps what was typed as it is; `day` reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(EXAMPLE)

    def day(self, field: str) -> date | None:
        """The day, None for an empty field; raises DomainError for anything else."""
        return written_date(self.text(), field=field) if self.text().strip() else None

    def show_day(self, day: date | None) -> None:
        """Show a stored day."""
        self.setText("" if day is None else day.isoformat())


def _month(word: str) -> int:
    """The number of a month by its name or the start of it, 0 for no month."""
    start = folded(word)
    for month in range(1, 13):
        if folded(month_name(month)).startswith(start) or folded(short_month_name(month)) == start:
            return month
    return 0


def _day(written: str, year: int, month: int, day: int, field: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DomainError(_refusal(written), field=field) from None


def _refusal(written: str) -> str:
    return tr(
        "“{text}” is not a date. Write {example} or 23 May 1984.",
        text=written[:40],
        example=EXAMPLE,
    )
