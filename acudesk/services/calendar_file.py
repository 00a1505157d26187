"""The planned visits as a file for the calendar of a telephone or another program."""

import os
from datetime import date
from pathlib import Path

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.calendar_entry import diary_title, patient_title
from acudesk.domain.clock import Clock
from acudesk.domain.errors import DomainError
from acudesk.reports.calendar_file import calendar_file
from acudesk.services.whole_files import sweep, write_whole
from acudesk.translation import language, ntr, tr

ENDING = ".ics"


class CalendarFile:
    """Make the file, of the whole diary or of one patient."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work = work
        self._clock = clock

    def calendar_bytes(
        self,
        *,
        first: date | None = None,
        last: date | None = None,
        patient_id: int | None = None,
        names: bool = False,
    ) -> bytes:
        """The visits from a day on, today unless another is given, to the end or to `last`.

        In the whole diary a visit bears initials and chart number, with `names` the whole name.
        The file of one patient is for the patient: its visits bear the practice's name and
        address and nobody's. Cancelled visits are in it as such. Raises DomainError for days in
        the wrong order, and where there is no visit; NotFoundError.
        """
        first = first or self._clock.now().date()
        last = last or date.max
        if last < first:
            raise DomainError(
                tr("The last day lies before the first. Please check the days."), field="last"
            )
        practice = self._work.practice.get()
        if patient_id is not None:
            self._work.patients.get(patient_id)
        entries = self._work.planned_visits.calendar_entries(first, last, patient_id)
        if not entries:
            raise DomainError(tr("No visit is planned in these days, so there is no file."))
        with language(practice.paper_language):
            if patient_id is None:
                titles = [diary_title(entry, names=names) for entry in entries]
            else:
                titles = [patient_title(practice.name)] * len(entries)
            return calendar_file(
                entries,
                titles,
                name=practice.name or tr("Acupuncture"),
                place="" if patient_id is None else ", ".join(practice.address.splitlines()),
            )

    def save_calendar(
        self,
        path: str | os.PathLike[str],
        *,
        first: date | None = None,
        last: date | None = None,
        patient_id: int | None = None,
        names: bool = False,
    ) -> Path:
        """Make the file and write it whole or not at all; raises as `calendar_bytes` and
        `save_calendar_file` do."""
        content = self.calendar_bytes(first=first, last=last, patient_id=patient_id, names=names)
        return save_calendar_file(path, content)


def save_calendar_file(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write a calendar file whole or not at all; needs no practice. Raises DomainError for any
    ending but .ics, and as `write_whole` does."""
    target = Path(path)
    if target.suffix.lower() != ENDING:
        raise DomainError(tr("“{name}” must end in .ics.", name=target.name), field="path")
    sweep(target.parent)
    return write_whole(target, content)


def visits_in(content: bytes) -> str:
    """How many visits a calendar file holds, in words."""
    return ntr("{n} visit", "{n} visits", content.count(b"\nBEGIN:VEVENT"))
