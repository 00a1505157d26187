"""Planned visits as an iCalendar file (RFC 5545). The same visits give the same bytes."""

from collections.abc import Sequence

from acudesk.domain.calendar_entry import CalendarEntry

PRODUCT = "-//AcuDesk//Diary//EN"


def calendar_file(
    entries: Sequence[CalendarEntry], titles: Sequence[str], *, name: str, place: str = ""
) -> bytes:
    """The visits under these titles, in the given order; `name` is that of the calendar, `place`
    the address where they take place.

    Begin and end are floating times (form 1 of RFC 5545, 3.3.5), which every calendar shows by
    the clock on the wall. That is what the diary holds: half past nine at the practice. A moment
    in UTC would move it by an hour when the rules of summer time change between export and visit,
    and would depend on the zone that this computer happens to be set to.

    Notes never leave with a visit: they are about a person's health.
    """
    from icalendar import Calendar, Event, vText

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(name))
    for entry, title in zip(entries, titles, strict=True):
        event = Event()
        event.add("uid", f"{entry.visit.uid}@acudesk")
        event.add("dtstamp", entry.changed_at.replace(microsecond=0))
        event.add("sequence", entry.changes)
        event.add("dtstart", entry.visit.begins)
        event.add("dtend", entry.visit.ends)
        event.add("summary", title)
        if place:
            event.add("location", place)
        event.add("class", "PRIVATE")
        event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
