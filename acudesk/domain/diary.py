"""The diary: free times, series of visits, clashes, and how a day or a week is laid out."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_DOWN, Decimal

from acudesk.domain.errors import DomainError
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.wording import long_date, month_name, parse_time, short_month_name
from acudesk.domain.working_hours import Span, WorkingHours
from acudesk.translation import tr

GRID = 15
"""Minutes by which a visit is moved."""
_STEP = 5
"""Minutes between the times that are tried in the search for a free one."""
FARTHEST = 366
"""Days ahead in which a free time is looked for."""
MOST_IN_SERIES = 200
_AROUND = 3
"""A visit of a series may lie so many days from the day that its frequency asks for."""
_USUAL_HOURS = (8, 18)
_DASH = re.compile(r"\s*(?:[-–—]|to)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in the diary: civil date, local time, minutes."""

    day: date
    at: time
    minutes: int

    @property
    def begins(self) -> datetime:
        """Civil date and local time of its begin, without a zone."""
        return datetime.combine(self.day, self.at)

    @property
    def ends(self) -> datetime:
        """Civil date and local time of its end, without a zone."""
        return self.begins + timedelta(minutes=self.minutes)


def takes_time(visit: PlannedVisit) -> bool:
    """Whether a visit keeps its time from others: not so one that was missed or cancelled."""
    return visit.state in (VisitState.PLANNED, VisitState.DONE)


def clash_pairs(visits: Iterable[PlannedVisit]) -> tuple[tuple[PlannedVisit, PlannedVisit], ...]:
    """The visits that lie over each other, each pair once, in the order of their begin."""
    taking = sorted(filter(takes_time, visits), key=lambda one: (one.begins, one.id))
    return tuple(
        (one, other)
        for place, one in enumerate(taking)
        for other in taking[place + 1 :]
        if other.begins < one.ends
    )


def clashing(visits: Iterable[PlannedVisit]) -> frozenset[int]:
    """The keys of the visits that lie over another one."""
    return frozenset(one.id for pair in clash_pairs(visits) for one in pair)


def is_outside(slot: Slot | PlannedVisit, hours: WorkingHours) -> bool:
    """Whether a visit does not lie wholly within one span of the working hours."""
    return not any(
        datetime.combine(slot.day, begin) <= slot.begins
        and slot.ends <= datetime.combine(slot.day, end)
        for begin, end in hours.on(slot.day)
    )


def free_time(
    day: date,
    minutes: int,
    hours: WorkingHours,
    taken: Iterable[PlannedVisit],
    *,
    wished: time | None = None,
    earliest: datetime | None = None,
) -> time | None:
    """The free begin nearest to the wished time, the earlier of two; the first one of the day
    where nothing is wished; None on a full or closed day. Nothing begins before `earliest`."""
    busy = [(one.begins, one.ends) for one in taken if takes_time(one) and one.day == day]
    found = [
        begin
        for begin in _begins(day, minutes, hours, wished)
        if (earliest is None or begin >= earliest)
        and not any(
            begin < ends and begins < begin + timedelta(minutes=minutes) for begins, ends in busy
        )
    ]
    if not found:
        return None
    if wished is None:
        return min(found).time()
    wish = datetime.combine(day, wished)
    return min(found, key=lambda begin: (abs(begin - wish), begin)).time()


def _begins(
    day: date, minutes: int, hours: WorkingHours, wished: time | None
) -> Iterator[datetime]:
    """The begins on a day that working hours allow, in steps, and the wished one."""
    length, step = timedelta(minutes=minutes), timedelta(minutes=_STEP)
    for first, last in hours.on(day):
        begin, end = datetime.combine(day, first), datetime.combine(day, last)
        while begin + length <= end:
            yield begin
            begin += step
        wish = None if wished is None else datetime.combine(day, wished)
        if wish is not None and datetime.combine(day, first) <= wish and wish + length <= end:
            yield wish


def next_free(
    first_day: date,
    minutes: int,
    hours: WorkingHours,
    taken: Mapping[date, Sequence[PlannedVisit]],
    *,
    wished: time | None = None,
    earliest: datetime | None = None,
    skip: Collection[date] = (),
) -> Slot:
    """The first day from one on that has a free time, and the one nearest to the wished time;
    raises DomainError where none is found within a year."""
    for ahead in range(FARTHEST):
        day = first_day + timedelta(days=ahead)
        if day in skip:
            continue
        at = free_time(day, minutes, hours, taken.get(day, ()), wished=wished, earliest=earliest)
        if at is not None:
            return Slot(day=day, at=at, minutes=minutes)
    raise DomainError(
        tr(
            "No free time of {minutes} minutes was found within a year. "
            "Please check the working hours.",
            minutes=minutes,
        ),
        field="day",
    )


def series(
    first_day: date,
    count: int,
    per_week: Decimal,
    minutes: int,
    hours: WorkingHours,
    taken: Mapping[date, Sequence[PlannedVisit]],
    *,
    wished: time | None = None,
    earliest: datetime | None = None,
    skip: Collection[date] = (),
) -> tuple[Slot, ...]:
    """Visits at a frequency, each within the working hours and at a free time.

    The days are counted from the first visit, so that a day moved by a weekend does not move
    all that follow. A closed, full or skipped day gives way to the nearest one. Raises
    DomainError where there is no room.
    """
    if not 1 <= count <= MOST_IN_SERIES:
        raise DomainError(
            tr("Plan 1 to {most} visits at once.", most=MOST_IN_SERIES), field="count"
        )

    def on(day: date) -> Slot | None:
        if day in skip:
            return None
        at = free_time(day, minutes, hours, taken.get(day, ()), wished=wished, earliest=earliest)
        return None if at is None else Slot(day=day, at=at, minutes=minutes)

    found = [
        next_free(first_day, minutes, hours, taken, wished=wished, earliest=earliest, skip=skip)
    ]
    for number in range(1, count):
        between = (Decimal(7 * number) / per_week).quantize(Decimal(1), ROUND_HALF_DOWN)
        ideal = found[0].day + timedelta(days=int(between))
        near = (on(day) for day in _near(ideal, found[-1].day))
        slot = next((one for one in near if one is not None), None)
        found.append(
            slot
            or next_free(
                max(ideal, found[-1].day + timedelta(days=1)),
                minutes,
                hours,
                taken,
                wished=wished,
                earliest=earliest,
                skip=skip,
            )
        )
    return tuple(found)


def _near(ideal: date, last: date) -> Iterator[date]:
    """A day and those around it, the nearest first, all after the last one."""
    for away in range(_AROUND + 1):
        for days in (-away, away) if away else (0,):
            day = ideal + timedelta(days=days)
            if day > last:
                yield day


def week_of(day: date) -> tuple[date, ...]:
    """The seven days of a week, Monday first."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=ahead) for ahead in range(7))


def hours_shown(
    days: Iterable[date], hours: WorkingHours, visits: Iterable[PlannedVisit]
) -> tuple[int, int]:
    """The first and the last full hour that a sheet of these days shows."""
    spans: list[Span] = [span for day in days for span in hours.on(day)]
    begins = [span[0].hour for span in spans]
    ends = [span[1].hour + (span[1].minute > 0) for span in spans]
    for visit in visits:
        begins.append(visit.at.hour)
        same_day = visit.ends.date() == visit.day
        ends.append(visit.ends.hour + (visit.ends.minute > 0) if same_day else 24)
    if not begins:
        return _USUAL_HOURS
    return min(begins), max(ends)


def lanes(visits: Iterable[PlannedVisit]) -> dict[int, tuple[int, int]]:
    """For each visit of one day the column that it stands in, and how many stand side by side."""
    found: dict[int, tuple[int, int]] = {}
    group: list[tuple[PlannedVisit, int]] = []
    ends: list[datetime] = []

    def close() -> None:
        for visit, lane in group:
            found[visit.id] = (lane, len(ends))
        group.clear()
        ends.clear()

    for visit in sorted(visits, key=lambda one: (one.begins, one.id)):
        if ends and visit.begins >= max(ends):
            close()
        lane = next((n for n, end in enumerate(ends) if end <= visit.begins), len(ends))
        if lane == len(ends):
            ends.append(visit.ends)
        else:
            ends[lane] = visit.ends
        group.append((visit, lane))
    close()
    return found


def on_grid(day: date, minute: int) -> time:
    """The clock time on the grid nearest to a minute of the day, within that day."""
    last = 24 * 60 - GRID
    snapped = min(max(round(minute / GRID) * GRID, 0), last)
    return (datetime.combine(day, time.min) + timedelta(minutes=snapped)).time()


def shifted(visit: PlannedVisit, *, days: int = 0, steps: int = 0) -> PlannedVisit:
    """A visit moved by days and by steps of the grid; one beside the grid goes to its next line
    first. It stays within its day."""
    day, minute = visit.day + timedelta(days=days), visit.at.hour * 60 + visit.at.minute
    if not steps:
        return replace(visit, day=day)
    line = -(-minute // GRID) if steps < 0 else minute // GRID
    return replace(visit, day=day, at=on_grid(day, (line + steps) * GRID))


def parse_spans(text: str) -> tuple[Span, ...]:
    """The working hours of a day as people write them: `9-13, 14:00-18:00`, empty for a closed
    day; raises DomainError with a sentence for anything else."""
    spans = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        ends = _DASH.split(part)
        if len(ends) != 2:
            raise DomainError(
                tr("“{text}” is not a span of hours. Write 9:00-13:00, 14:00-18:00.", text=part),
                field="working_hours",
            )
        try:
            spans.append((parse_time(ends[0]), parse_time(ends[1])))
        except DomainError as error:
            raise DomainError(error.text, field="working_hours") from None
    kept = tuple(sorted(spans))
    WorkingHours(days=(kept,) + ((),) * 6)
    return kept


def spans_text(spans: Iterable[Span]) -> str:
    """The reverse of `parse_spans`: `9:00-13:00, 14:00-18:00`."""
    return ", ".join(f"{a.hour}:{a:%M}-{b.hour}:{b:%M}" for a, b in spans)


def weekday_name(weekday: int) -> str:
    """The day of the week, 0 for Monday."""
    return (
        tr("Monday"),
        tr("Tuesday"),
        tr("Wednesday"),
        tr("Thursday"),
        tr("Friday"),
        tr("Saturday"),
        tr("Sunday"),
    )[weekday]


def short_weekday_name(weekday: int) -> str:
    """The day of the week in three letters, 0 for Monday."""
    return (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))[weekday]


def day_title(day: date, today: date) -> str:
    """A day as a heading: `Tuesday 24 November`, with the year where it is not that of today."""
    weekday, month = weekday_name(day.weekday()), month_name(day.month)
    if day.year == today.year:
        return tr("{weekday} {day} {month}", weekday=weekday, day=day.day, month=month)
    return tr(
        "{weekday} {day} {month} {year}", weekday=weekday, day=day.day, month=month, year=day.year
    )


def week_title(days: Sequence[date], today: date) -> str:
    """A week as a heading: `23 to 29 November`."""
    first, last = days[0], days[-1]
    begin = str(first.day)
    if first.month != last.month:
        begin = tr("{day} {month}", day=first.day, month=month_name(first.month))
    end = tr("{day} {month}", day=last.day, month=month_name(last.month))
    if last.year != today.year:
        end = long_date(last)
    return tr("{first} to {last}", first=begin, last=end)


def short_day(day: date) -> str:
    """`Tue 24 Nov`."""
    return tr(
        "{weekday} {day} {month}",
        weekday=short_weekday_name(day.weekday()),
        day=day.day,
        month=short_month_name(day.month),
    )
