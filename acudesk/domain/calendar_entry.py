"""A planned visit as it stands in the calendar of a telephone or another program."""

from dataclasses import dataclass
from datetime import datetime

from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.text import initials
from acudesk.translation import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A visit with what a calendar asks of it: whose it is, when it was last changed, and how
    often since it was planned, so that a newer file is known for newer."""

    visit: PlannedVisit
    patient_name: str
    chart_number: str
    changed_at: datetime
    changes: int

    @property
    def is_cancelled(self) -> bool:
        """Whether the time is free again. Such a visit stays in the file: a calendar that took it
        from an earlier one lets go of it only when it is told."""
        return self.visit.state == VisitState.CANCELLED


def diary_title(entry: CalendarEntry, *, names: bool) -> str:
    """How a visit is called in the practitioner's own calendar, which often lies on a server of
    somebody else: initials and chart number, the whole name only by choice."""
    name = entry.patient_name if names else initials(entry.patient_name)
    return tr("{name}, {number}", name=name, number=entry.chart_number)


def patient_title(practice_name: str) -> str:
    """How a visit is called in the calendar of the patient, who knows their own name."""
    if practice_name:
        return tr("Acupuncture, {practice}", practice=practice_name)
    return tr("Acupuncture")
