"""A bundle: the resources of one patient in their order, and the lines of the file around them.

Every entry stands on a line of its own, so that a file of any length is written and read line by
line. A patient's resources follow the Patient that they belong to.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from acudesk.domain.measure import Measure
from acudesk.reports.fhir.adverse_event import adverse_event_resources, gone_by
from acudesk.reports.fhir.appointment import appointment_resource
from acudesk.reports.fhir.codes import FORMAT, FORMAT_VERSION, Json
from acudesk.reports.fhir.consent import consent_resource
from acudesk.reports.fhir.course import course_resources
from acudesk.reports.fhir.links import entry
from acudesk.reports.fhir.observation import observation_resources
from acudesk.reports.fhir.patient import patient_resources
from acudesk.reports.fhir.procedure import procedure_resources, waiting_extensions
from acudesk.reports.fhir.questionnaires import answers_resources, screening_resource
from acudesk.reports.fhir.record import CourseRecord, PatientRecord, SessionRecord
from acudesk.reports.fhir.review import review_resource
from acudesk.reports.fhir.sealing import notes_resources, signature_resources
from acudesk.reports.fhir.session import session_resource

HEAD: Json = {
    "resourceType": "Bundle",
    "meta": {"tag": [{"system": FORMAT, "code": FORMAT_VERSION}]},
    "type": "collection",
}
FIRST = (json.dumps(HEAD, separators=(",", ":"))[:-1]).encode()
"""How every bundle of ours begins; no date, so that the same data make the same file."""
OPENS, CLOSES, EMPTY_END = b',"entry":[\n', b"\n]}\n", b"}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the resources of any patient rest on: the measures by code, how civil time becomes a
    moment here, and the uids of the records that are in the same file."""

    measures: Mapping[str, Measure]
    local: Callable[[datetime], datetime]
    known: frozenset[str] = frozenset()


def patient_entries(record: PatientRecord, around: Around) -> Iterator[Json]:
    """Everything of one patient but the documents, each with its `fullUrl`."""
    for resource in _resources(record, around):
        yield entry(resource)


def line_of(made: Json) -> bytes:
    """An entry as its line of the file."""
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _resources(record: PatientRecord, around: Around) -> Iterator[Json]:
    uid = record.patient.uid
    yield from patient_resources(record)
    for consent in record.consents:
        yield consent_resource(consent, uid)
    for course in record.courses:
        yield from course_resources(course.course, uid)
    for visit in record.visits:
        yield appointment_resource(visit, uid, around.local)
    came_from = {one.session: one.visit.uid for one in record.visits if one.session}
    everything = [one.session for course in record.courses for one in course.sessions]
    in_time = sorted(
        everything, key=lambda one: (one.took_place, str(one.at or ""), one.entered_at)
    )
    gone = gone_by([each for one in in_time if one.counts for each in one.follow_ups])
    for course in record.courses:
        for session in course.sessions:
            visit_uid = came_from.get(session.session.uid, "")
            yield session_resource(
                session, uid, course.course.uid, visit_uid, waiting_extensions(session.session)
            )
            yield from _parts(session, course, uid, around)
            yield from adverse_event_resources(session.session, uid, gone)
        for review in course.reviews:
            yield review_resource(review, uid, course.course.uid)
    for screening in record.screenings:
        yield screening_resource(screening, uid)


def _parts(record: SessionRecord, course: CourseRecord, uid: str, around: Around) -> Iterator[Json]:
    session = record.session
    yield from observation_resources(session, uid, around.measures, course.course.activities)
    yield from procedure_resources(session, uid, course.course.uid)
    yield from answers_resources(session, uid)
    yield from notes_resources(session, uid)
    yield from signature_resources(session, uid, around.known)
