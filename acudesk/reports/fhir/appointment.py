"""Appointment: a planned visit and what became of it."""

from collections.abc import Callable
from datetime import datetime, time

from acudesk.domain.errors import DomainError
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.reports.fhir.codes import Json, filled
from acudesk.reports.fhir.links import parse_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, missing, parse_day
from acudesk.reports.fhir.record import VisitRecord
from acudesk.translation import tr

Local = Callable[[datetime], datetime]
"""Makes an aware moment of a civil date and local time."""
STATUS = {
    VisitState.PLANNED: "booked",
    VisitState.DONE: "fulfilled",
    VisitState.MISSED: "noshow",
    VisitState.CANCELLED: "cancelled",
}


def appointment_resource(record: VisitRecord, patient_uid: str, local: Local) -> Json:
    """A planned visit. FHIR wants its distance from UTC, which a diary does not have: it is that
    of this computer, and no reader of ours looks at it."""
    visit = record.visit
    return filled(
        resourceType="Appointment",
        id=uid_text(visit.uid),
        status=STATUS[visit.state],
        supportingInformation=[reference(record.course)] if record.course else [],
        start=local(visit.begins).isoformat(timespec="seconds"),
        end=local(visit.ends).isoformat(timespec="seconds"),
        minutesDuration=visit.minutes,
        comment=visit.note,
        participant=[{"actor": reference(patient_uid), "status": "accepted"}],
    )


def visit_from(node: Node) -> VisitRecord:
    """A planned visit and the uid of its course; the session that it became names it."""
    status = node.needed("status")
    state = next((one for one, name in STATUS.items() if name == status), None)
    if state is None:
        raise DomainError(tr("“{text}” is not known here.", text=status[:60]))
    start = node.needed("start")
    minutes = node.whole("minutesDuration")
    if minutes is None:
        raise missing("minutesDuration")
    course = node.first("supportingInformation")
    try:
        at = time.fromisoformat(start[11:16])
    except ValueError:
        raise DomainError(tr("“{text}” is not a moment.", text=start[:40])) from None
    visit = PlannedVisit(
        uid=parse_uid(node.needed("id")),
        patient_id=0,
        day=parse_day(start[:10]),
        at=at,
        minutes=minutes,
        state=state,
        note=node.text("comment"),
    )
    return VisitRecord(visit=visit, course=parse_uid(course.needed("reference")) if course else "")
