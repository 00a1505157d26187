"""A clock that stands still until it is moved on."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


class FixedClock:
    """Tells the time that it was given; summer time changes as it does in its zone."""

    def __init__(
        self, now: datetime = datetime(2026, 3, 2, 9, 30), zone: ZoneInfo = BERLIN
    ) -> None:
        self.zone = zone
        self._now = now.replace(tzinfo=zone)

    def now(self) -> datetime:
        """The moment at which the clock stands."""
        return self._now

    def local(self, day: date, at: time) -> datetime:
        """A civil date and local time in the clock's zone."""
        return datetime.combine(day, at, tzinfo=self.zone)

    def move(self, **by: float) -> None:
        """Move on, or back, by days, hours or minutes of the wall clock."""
        self._now += timedelta(**by)

    @property
    def today(self) -> date:
        """The clock's civil date."""
        return self._now.date()
