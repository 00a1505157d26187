"""Dates as files write them: recognised over a whole column, asked or refused, never guessed."""

from dataclasses import dataclass
from enum import StrEnum


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
