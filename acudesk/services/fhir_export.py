"""Writing the record as a FHIR R4 bundle: patient by patient, each in short questions.

The file is written line by line and named when it is whole. Every resource is checked by the
published models before it is written; the same data make the same file.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from acudesk.data.merges import Merge
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step
from acudesk.reports.fhir.bundle import (
    CLOSES,
    EMPTY_END,
    FIRST,
    OPENS,
    Around,
    line_of,
    patient_entries,
)
from acudesk.reports.fhir.codes import Json
from acudesk.reports.fhir.document import document_resource
from acudesk.reports.fhir.links import entry
from acudesk.reports.fhir.measure import measure_resource
from acudesk.reports.fhir.record import (
    CourseRecord,
    MergeRecord,
    PatientRecord,
    ReviewRecord,
    ScreeningRecord,
    SessionRecord,
    VisitRecord,
)
from acudesk.reports.fhir.validation import check_resource
from acudesk.services.long_work import LongWork
from acudesk.services.whole_files import sweep, writing_whole
from acudesk.translation import language, ntr, tr

if TYPE_CHECKING:
    from acudesk.services.services import Services

DISPLAYS = "en"
"""The language of names inside a bundle, whatever the screen speaks."""
ENDINGS = (".json",)


@dataclass(frozen=True, slots=True, kw_only=True)
class FhirReport:
    """What was written: where, of how many patients, and how many resources of each type."""

    file: Path
    patients: int
    counts: Mapping[str, int]

    @property
    def words(self) -> str:
        """What was written, in a sentence."""
        return tr(
            "Saved {file}: {resources} of {patients}.",
            file=self.file,
            resources=ntr("{n} FHIR resource", "{n} FHIR resources", sum(self.counts.values())),
            patients=ntr("{n} patient", "{n} patients", self.patients),
        )


def save_bundle(work: LongWork, file: Path, patient_id: int | None = None) -> FhirReport:
    """Write everything of one patient, or of all, as a FHIR R4 bundle (a collection).

    Records that were merged into the patient's are part of it. Raises DomainError for an ending
    other than .json and where the file cannot be written, NotFoundError for no such patient,
    StoppedError where it was stopped; nothing is left then.
    """
    if file.suffix.lower() not in ENDINGS:
        raise DomainError(tr("“{name}” must end in .json.", name=file.name), field="path")
    people = work.ask(lambda services: _people(services.work, patient_id))
    around = work.ask(lambda services: _around(services, frozenset(uid for _, uid in people)))
    counts: Counter[str] = Counter()
    sweep(file.parent)
    with writing_whole(file) as stream:
        out = _Out(stream, counts)
        for measure in around.measures.values():
            if measure.own:
                out.write(entry(measure_resource(measure)))
        for done, (key, _) in enumerate(people):
            work.check()
            work.tell(Step(done=done, total=len(people), what=tr("Writing FHIR…")))
            for made in _entries(work, key, around):
                out.write(made)
        out.close()
    work.tell(Step(done=len(people), total=len(people), what=tr("Writing FHIR…")))
    return FhirReport(file=file, patients=len(people), counts=dict(sorted(counts.items())))


class _Out:
    """The lines of a bundle."""

    def __init__(self, stream: BinaryIO, counts: Counter[str]) -> None:
        self._stream = stream
        self._counts = counts
        self._stream.write(FIRST)

    def write(self, made: Json) -> None:
        check_resource(made["resource"])
        self._stream.write(OPENS if not self._counts else b",\n")
        self._stream.write(line_of(made))
        self._counts[made["resource"]["resourceType"]] += 1

    def close(self) -> None:
        self._stream.write(CLOSES if self._counts else EMPTY_END)


def _entries(work: LongWork, key: int, around: Around) -> Iterator[Json]:
    base, courses = work.ask(lambda services: _base(services.work, key, around.known))
    read = [work.ask(partial(_course, course=one)) for one in courses]
    record = _joined(base, tuple(read))
    with language(DISPLAYS):
        made = list(patient_entries(record, around))
    yield from made
    for document in work.ask(lambda services: services.documents.list_documents(key))[::-1]:
        work.check()
        content = work.ask(partial(_content, document_id=document.id))
        yield entry(document_resource(document, content, record.patient.uid))


def _people(work: UnitOfWork, patient_id: int | None) -> tuple[tuple[int, str], ...]:
    """Key and uid of those whose record is written, by chart number."""
    people = work.patients.identities()
    if patient_id is None:
        return people
    one = {work.patients.get(patient_id).id}
    waiting = list(one)
    while waiting:
        for merge in work.merges.of(waiting.pop()):
            for other in {merge.kept, merge.gone} - one:
                one.add(other)
                waiting.append(other)
    return tuple(pair for pair in people if pair[0] in one)


def _around(services: "Services", known: frozenset[str]) -> Around:
    clock = services.clock

    def local(moment: datetime) -> datetime:
        return clock.local(moment.date(), moment.time())

    with language(DISPLAYS):
        measures = {one.code: one for one in services.measures.list_measures()}
    return Around(measures=measures, local=local, known=known)


def _base(
    work: UnitOfWork, key: int, known: frozenset[str]
) -> tuple[PatientRecord, tuple[Course, ...]]:
    """A patient without what stands in the courses, and the courses that are to be read."""
    patient = work.patients.get(key)
    courses = work.courses.of_patient(key)
    of_course = {one.id: one.uid for one in courses}
    into = "" if patient.merged_into is None else work.patients.get(patient.merged_into).uid
    record = PatientRecord(
        patient=patient,
        merged_into=into if into in known else "",
        screenings=tuple(
            ScreeningRecord(screening=one, session=_uid(work, one.session_id))
            for one in work.safety.screenings(key)
        ),
        consents=work.safety.consents(key),
        visits=tuple(
            VisitRecord(
                visit=one,
                course=of_course.get(one.course_id or 0, ""),
                session=_uid(work, one.session_id),
            )
            for one in work.planned_visits.of_patient(key, date.min)
        ),
        merges=tuple(
            merge for one in work.merges.kept_by(key) if (merge := _merge(work, one)).gone in known
        ),
    )
    return record, courses


def _merge(work: UnitOfWork, merge: Merge) -> MergeRecord:
    return MergeRecord(
        uid=merge.uid,
        gone=work.patients.get(merge.gone).uid,
        merged_at=merge.merged_at,
        who=merge.who,
        moved=tuple((table, tuple(uids)) for table, uids in merge.moved.items() if uids),
        undone_at=merge.undone_at,
    )


def _content(services: "Services", document_id: int) -> bytes:
    return services.documents.content(document_id)


def _course(services: "Services", course: Course) -> CourseRecord:
    work = services.work
    ordinals = work.sessions.ordinals(course.id)
    sessions = work.sessions.of_course(course.id)
    return CourseRecord(
        course=course,
        sessions=tuple(
            SessionRecord(session=one, ordinal=ordinals.get(one.id)) for one in sessions
        ),
        reviews=tuple(
            ReviewRecord(review=one, session=_uid(work, one.session_id))
            for one in work.reviews.of_course(course.id)
        ),
    )


def _joined(base: PatientRecord, courses: tuple[CourseRecord, ...]) -> PatientRecord:
    """The record with its courses; what points at a session of somebody else points nowhere."""
    own = {one.session.uid for course in courses for one in course.sessions}

    def kept(uid: str) -> str:
        return uid if uid in own else ""

    return replace(
        base,
        courses=tuple(
            replace(
                course,
                reviews=tuple(replace(one, session=kept(one.session)) for one in course.reviews),
            )
            for course in courses
        ),
        screenings=tuple(replace(one, session=kept(one.session)) for one in base.screenings),
        visits=tuple(replace(one, session=kept(one.session)) for one in base.visits),
    )


def _uid(work: UnitOfWork, session_id: int | None) -> str:
    return "" if session_id is None else work.sessions.uid_of(session_id)
