"""Time comes from a clock that is passed in: stored in UTC, shown in local time."""

from datetime import UTC, date, datetime, time
from typing import Protocol


class Clock(Protocol):
    """Tells the time; tests pass one that stands still."""

    def now(self) -> datetime:
        """The present moment, aware, in local time."""
        ...

    def local(self, day: date, at: time) -> datetime:
        """A civil date and local time here, aware."""
        ...


class SystemClock:
    """The clock of this computer."""

    def local(self, day: date, at: time) -> datetime:
        """A civil date and local time here, aware."""
        there = datetime.combine(day, at)
        try:
            return there.astimezone()
        except (OSError, OverflowError):
            # Windows knows no local time before 1970.
            return there.replace(tzinfo=self.now().tzinfo)

    def now(self) -> datetime:
        """The present moment, aware, in local time."""
        return datetime.now().astimezone()


def utc_text(moment: datetime) -> str:
    """An aware moment as stored: ISO 8601, UTC, microseconds, always the same length."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_utc_text(text: str) -> datetime:
    """The reverse of `utc_text`."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def offset_minutes(moment: datetime) -> int:
    """How many minutes local time runs ahead of UTC at an aware moment."""
    offset = moment.utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 60)


EARLIEST = date(1900, 1, 1)
"""No date of care or of birth lies before: a year such as 1066 is a slip of the finger."""


def local_time(moment: datetime) -> time:
    """The clock time of an aware moment, to the minute."""
    return moment.time().replace(second=0, microsecond=0)
