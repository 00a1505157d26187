"""One patient's whole record, as it leaves a practice and comes into another.

What belongs together is joined by uids: the keys of one practice mean nothing in another.
"""

from dataclasses import dataclass, field
from datetime import datetime

from acudesk.domain.course import Course
from acudesk.domain.document import Document
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.review import Review
from acudesk.domain.screening import Consent, Screening
from acudesk.domain.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A session; `ordinal` is which rating of its day an imported one was."""

    session: Session
    ordinal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """A review, and the uid of the session at which it stands."""

    review: Review
    session: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRecord:
    """A course with its sessions in their order and its reviews, the oldest first."""

    course: Course
    sessions: tuple[SessionRecord, ...] = ()
    reviews: tuple[ReviewRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningRecord:
    """A screening, and the uid of the session in which it was asked."""

    screening: Screening
    session: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """A planned visit, with the uids of its course and of the session that it became."""

    visit: PlannedVisit
    course: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRecord:
    """That another record went into this one; `moved` are the uids of what moved, by table."""

    uid: str
    gone: str
    merged_at: datetime
    who: str = ""
    moved: tuple[tuple[str, tuple[str, ...]], ...] = ()
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A document kept with the patient, and its content."""

    document: Document
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRecord:
    """Everything of one patient but the documents, which come and go one by one.

    `merged_into` is the uid of the record into which this one went, `merges` those that went
    into this one.
    """

    patient: Patient
    merged_into: str = ""
    courses: tuple[CourseRecord, ...] = ()
    screenings: tuple[ScreeningRecord, ...] = ()
    consents: tuple[Consent, ...] = ()
    visits: tuple[VisitRecord, ...] = ()
    merges: tuple[MergeRecord, ...] = ()
