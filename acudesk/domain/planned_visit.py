"""A planned visit: date, time and length; what became of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from acudesk.domain.clock import EARLIEST
from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr

DEFAULT_MINUTES = 40
"""A slot of 40 minutes holds a session of 20 to 40; every practice can set another."""
LONGEST_VISIT = 480


class VisitState(StrEnum):
    """What became of a planned visit."""

    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """A visit in the diary; `session_id` is the session that it became."""

    id: int = 0
    uid: str = ""
    patient_id: int
    course_id: int | None = None
    day: date
    at: time
    minutes: int = DEFAULT_MINUTES
    state: VisitState = VisitState.PLANNED
    note: str = ""
    session_id: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", cleaned(self.note, limit=500, field="note"))
        object.__setattr__(self, "at", self.at.replace(second=0, microsecond=0))
        if self.day < EARLIEST:
            raise DomainError(tr("This day is before 1900. Please check the year."), field="day")
        if not 5 <= self.minutes <= LONGEST_VISIT:
            raise DomainError(
                tr("A visit lasts 5 to {most} minutes.", most=LONGEST_VISIT), field="minutes"
            )

    @property
    def begins(self) -> datetime:
        """Civil date and local time of its begin, without a zone."""
        return datetime.combine(self.day, self.at)

    @property
    def ends(self) -> datetime:
        """Civil date and local time of its end, without a zone."""
        return self.begins + timedelta(minutes=self.minutes)


def state_name(state: VisitState) -> str:
    """The state as it is called on screen."""
    return {
        VisitState.PLANNED: tr("planned"),
        VisitState.DONE: tr("done"),
        VisitState.MISSED: tr("missed"),
        VisitState.CANCELLED: tr("cancelled"),
    }[state]
