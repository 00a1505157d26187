"""ClinicalImpression: a review of a course, with what was known and what was decided."""

from acudesk.domain.clock import utc_text
from acudesk.domain.review import Review, decision_name
from acudesk.reports.fhir.codes import Json, filled
from acudesk.reports.fhir.course import CONDITION
from acudesk.reports.fhir.extensions import read, whole
from acudesk.reports.fhir.links import parse_uid, part_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, missing
from acudesk.reports.fhir.record import ReviewRecord

_ELSEWHERE = ("id", "uid", "course_id", "session_id", "day", "reason", "made_at")


def review_resource(record: ReviewRecord, patient_uid: str, course_uid: str) -> Json:
    """A review; its decision and findings stand in an extension, in words in the summary."""
    review = record.review
    words = (decision_name(review.decision), review.changes, review.advice)
    return filled(
        resourceType="ClinicalImpression",
        id=uid_text(review.uid),
        extension=[
            whole("review", review, without=_ELSEWHERE),
            {"url": "urn:acudesk:course", "valueReference": reference(course_uid)},
        ],
        status="completed",
        description=review.reason if review.reason.strip() else None,
        subject=reference(patient_uid),
        encounter=reference(record.session) if record.session else None,
        effectiveDateTime=review.day.isoformat(),
        date=utc_text(review.made_at),
        problem=[reference(part_uid(course_uid, CONDITION))],
        summary=" | ".join(word for word in words if word.strip()),
    )


def review_from(node: Node) -> tuple[ReviewRecord, str]:
    """A review, and the uid of its course."""
    kept, course = node.own("review"), node.own("course")
    if kept is None or course is None:
        raise missing("review" if kept is None else "course")
    day, made = node.day("effectiveDateTime"), node.moment("date")
    if day is None or made is None:
        raise missing("effectiveDateTime" if day is None else "date")
    review = read(
        Review,
        kept,
        id=0,
        uid=parse_uid(node.needed("id")),
        course_id=0,
        session_id=None,
        day=day,
        reason=node.text("description"),
        made_at=made,
    )
    record = ReviewRecord(review=review, session=node.uid("encounter"))
    return record, course.uid("valueReference")
