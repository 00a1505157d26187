"""When the practice works: for each day of the week the spans in which visits are planned."""

from dataclasses import dataclass
from datetime import date, time

from acudesk.domain.errors import DomainError
from acudesk.translation import tr

Span = tuple[time, time]
_WORKDAY: tuple[Span, ...] = ((time(9), time(13)), (time(14), time(18)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Spans by day of the week, Monday first, each from begin to end of local time."""

    days: tuple[tuple[Span, ...], ...] = (_WORKDAY,) * 5 + ((),) * 2

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise DomainError(tr("A week has seven days."), field="working_hours")
        for spans in self.days:
            last = time.min
            for number, (begin, end) in enumerate(spans):
                if begin >= end or (number and begin < last):
                    raise DomainError(
                        tr(
                            "Working hours run forward and do not overlap, "
                            "such as 9:00-13:00, 14:00-18:00."
                        ),
                        field="working_hours",
                    )
                last = end

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of one day."""
        return self.days[day.weekday()]

    def to_table(self) -> list[list[list[str]]]:
        """As plain JSON."""
        return [[[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in spans] for spans in self.days]

    @classmethod
    def from_table(cls, table: list[list[list[str]]]) -> "WorkingHours":
        """The reverse of `to_table`."""
        return cls(
            days=tuple(
                tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans)
                for spans in table
            )
        )


USUAL_HOURS = WorkingHours()
"""Monday to Friday from 9 to 13 and 14 to 18, until the practice sets its own."""
