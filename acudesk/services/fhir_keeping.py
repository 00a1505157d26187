"""Keeping what was read from a bundle of our own: record by record, in the running transaction.

What is there already, by its uid, is not added again and not changed. A session that was signed
comes in signed: sealed anew under this practice's key, over the same content, with the signer
and the moment that the file names. The audit log says that it came so.
"""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from acudesk.data.courses import course_row
from acudesk.data.documents import document_row
from acudesk.data.engine import DriverError
from acudesk.data.patients import patient_row
from acudesk.data.planned_visits import visit_row
from acudesk.data.reviews import review_row
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure
from acudesk.domain.patient import Patient
from acudesk.domain.questionnaires import check_answers
from acudesk.domain.sealing import SEAL_VERSION, Signature, plain, seal_of
from acudesk.domain.session import Session, SessionState, check_minutes, check_took_place
from acudesk.reports.fhir.record import (
    CourseRecord,
    DocumentRecord,
    MergeRecord,
    PatientRecord,
    ReviewRecord,
    ScreeningRecord,
    SessionRecord,
    VisitRecord,
)
from acudesk.services.drafts import open_by
from acudesk.services.fhir_people import numbered
from acudesk.services.measures import Measures
from acudesk.services.questionnaires import Questionnaires
from acudesk.services.signing import addendum_text, sealed_text
from acudesk.translation import tr

FAST_CLOCK = timedelta(days=1)
"""How far another computer's clock may run ahead of ours."""


@dataclass(slots=True, kw_only=True)
class _Signing:
    """A session that waits for its seal until the records of the file are all there."""

    session_id: int
    session: Session


class Keeper:
    """Keeps records inside a running transaction, and counts what it kept. `numbers` are the
    chart numbers in the file."""

    def __init__(
        self,
        work: UnitOfWork,
        clock: Clock,
        measures: Measures,
        questionnaires: Questionnaires,
        numbers: Set[str],
    ) -> None:
        self._work = work
        self._numbers = numbers
        self._questionnaires = questionnaires
        self._now = clock.now()
        self._measures = measures
        self._patients: dict[str, Patient] = {}
        self._new: set[str] = set()
        self._into: dict[str, str] = {}
        self._merges: list[tuple[str, MergeRecord]] = []
        self._waiting: list[_Signing] = []
        self._touched: list[Changes] = []
        self.counts: Counter[str] = Counter()

    def changes(self) -> Changes:
        """What was touched."""
        touched = Changes(settings=bool(self.counts["measures_added"]))
        return Changes(
            patients=frozenset().union(*(one.patients for one in self._touched)),
            courses=frozenset().union(*(one.courses for one in self._touched)),
            sessions=frozenset().union(*(one.sessions for one in self._touched)),
            settings=touched.settings,
        )

    def keep_measure(self, measure: Measure) -> None:
        """A measure of the other practice's own, unless there is one of that code."""
        if any(one.code == measure.code for one in self._measures.list_measures()):
            return
        self._measures.add_measure(measure)
        if not measure.asked:
            self._measures.choose_measure(measure.code, asked=False)
        self.counts["measures_added"] += 1

    def keep_patient(self, record: PatientRecord, known: int | None) -> None:
        """A patient's record, added to a patient of the practice or as a new one; all of it, or
        nothing where it raises DomainError."""
        counts, waiting, merges = self.counts.copy(), len(self._waiting), len(self._merges)
        try:
            with self._work:
                self._keep_patient(record, known)
        except (DomainError, DriverError) as error:
            self.counts = counts
            del self._waiting[waiting:], self._merges[merges:]
            self._patients.pop(record.patient.uid, None)
            if isinstance(error, DomainError):
                raise
            # The tables repeat the rules: what slipped by ends here.
            raise DomainError(tr("It breaks a rule that every record keeps.")) from None

    def _keep_patient(self, record: PatientRecord, known: int | None) -> None:
        if record.patient.birth_date and record.patient.birth_date > self._now.date():
            raise DomainError(tr("This birth date lies in the future."))
        patient = self._patient(record, known)
        self._patients[record.patient.uid] = patient
        self._merges += [(record.patient.uid, one) for one in record.merges]
        sessions: dict[str, int] = {}
        courses: dict[str, int] = {}
        for consent in record.consents:
            self._check_day(consent.withdrawn_on or consent.given_on)
            if self._is_new("consents", consent.uid):
                self._work.safety.add_consent(replace(consent, patient_id=patient.id), self._now)
                told = plain(replace(consent, patient_id=0), sparse=True)
                self._audit("consent", consent.uid, {**told, "patient": patient.uid})
        for course in record.courses:
            self._course(course, patient, courses, sessions)
        for screening in record.screenings:
            self._screening(screening, patient, sessions)
        for visit in record.visits:
            self._visit(visit, patient, courses, sessions)
        self._work.patients.saw(patient.id)
        self._touched.append(
            Changes(
                patients=frozenset({patient.id}),
                courses=frozenset(courses.values()),
                sessions=frozenset(sessions.values()),
            )
        )

    def keep_document(self, record: DocumentRecord, patient_uid: str) -> None:
        """A document, with the patient whose record came before it."""
        patient = self._patients.get(patient_uid)
        if patient is None:
            raise DomainError(tr("It belongs to nothing that could be taken."))
        document = replace(record.document, patient_id=patient.id)
        self._check_moment(document.added_at)
        if self._work.documents.same_content(patient.id, document.sha256) is not None:
            self.counts["already"] += 1
        elif self._is_new("documents", document.uid):
            self._work.documents.add(document, record.content)
            told = {**document_row(document), "patient": patient.uid}
            del told["patient_id"]
            self._audit("document", document.uid, told)

    def finish(self) -> None:
        """Merges, then the seals: both speak of records that stand anywhere in the file."""
        for kept, merge in self._merges:
            self._merge(kept, merge)
        self._check_merged()
        key = self._work.seals.key()
        for waiting in self._waiting:
            self._sign(waiting, key)

    def _patient(self, record: PatientRecord, known: int | None) -> Patient:
        if known is not None:
            self.counts["patients_matched"] += 1
            return self._work.patients.get(self._root(known))
        patient = replace(record.patient, id=0, merged_into=None)
        patient = numbered(self._work, patient, self._numbers)
        if record.merged_into:
            self._into[patient.uid] = record.merged_into
        self._new.add(patient.uid)
        self.counts["patients_added"] += 1
        self._audit("patient", patient.uid, patient_row(patient))
        return replace(patient, id=self._work.patients.add(patient, self._now))

    def _root(self, patient_id: int) -> int:
        """The record into which a patient's was merged here, else their own."""
        met = {patient_id}
        while (into := self._work.patients.get(patient_id).merged_into) not in {None, *met}:
            assert into is not None
            met.add(into)
            patient_id = into
        return patient_id

    def _course(
        self,
        record: CourseRecord,
        patient: Patient,
        courses: dict[str, int],
        sessions: dict[str, int],
    ) -> None:
        course = replace(record.course, patient_id=patient.id)
        there = self._work.courses.by_uid(course.uid)
        if there is None:
            self._check_span(course, record)
            course = replace(course, id=self._work.courses.add(course, self._now))
            self.counts["courses_added"] += 1
            self._audit("course", course.uid, course_row(course))
        elif self._root(there.patient_id) != patient.id:
            raise DomainError(tr("A course of this record stands with another patient here."))
        else:
            self.counts["already"] += 1
            course = there
        courses[course.uid] = course.id
        for one in record.sessions:
            self._session(one, course, sessions, is_new=there is None)
        for review in record.reviews:
            self._review(review, course, sessions)

    def _session(
        self, record: SessionRecord, course: Course, sessions: dict[str, int], *, is_new: bool
    ) -> None:
        session = record.session
        there = self._work.sessions.by_uid(session.uid)
        if there is not None:
            if self._work.courses.get(there[1]).patient_id != course.patient_id:
                raise DomainError(tr("A session of this record stands with another patient here."))
            sessions[session.uid] = there[0]
            self.counts["already"] += 1
            return
        if not is_new:
            self._check_session(session)
            open_by(self._work, self._work.courses.get(course.id), session.took_place)
        key = self._work.sessions.add(
            uid=session.uid,
            course_id=course.id,
            kind=session.kind,
            took_place=session.took_place,
            at=session.at,
            utc_offset=session.utc_offset,
            entered_at=session.entered_at,
            due=(),
            import_ordinal=record.ordinal,
        )
        self._work.sessions.keep_whole(replace(session, id=key, course_id=course.id))
        sessions[session.uid] = key
        self.counts["entries_added"] += 1
        self.counts["scores_added"] += len(session.scores)
        self._audit(
            "session",
            session.uid,
            {
                "course": course.uid,
                "kind": session.kind.value,
                "took_place": session.took_place,
                "at": session.at,
            },
        )
        if session.state == SessionState.SIGNED:
            self._waiting.append(_Signing(session_id=key, session=session))

    def _sign(self, waiting: _Signing, key: bytes) -> None:
        """Seal a session as it stands here now, with the signer and the moment of the file."""
        came = waiting.session
        assert came.signature is not None
        session = self._work.sessions.get(waiting.session_id)
        own = self._work.patients.get(session.patient_id).uid
        signed_for = self._patients.get(came.signature.patient_uid)
        signature = Signature(
            signed_at=came.signature.signed_at,
            who=came.signature.who,
            patient_uid=signed_for.uid if signed_for else own,
            version=SEAL_VERSION,
            seal="",
        )
        seal = seal_of(sealed_text(session, signature), key)
        self._work.seals.sign(session.id, replace(signature, seal=seal))
        for addendum in came.addenda:
            if not self._is_new("addenda", addendum.uid):
                continue
            again = seal_of(addendum_text(session, addendum), key)
            self._work.seals.add_addendum(session.id, replace(addendum, seal=again))
        if came.error is not None:
            self._work.seals.mark_error(session.id, came.error)
            self._work.patients.saw(session.patient_id)
        self.counts["sealed"] += 1
        self._work.audit.add(
            "seal_imported",
            "session",
            session.uid,
            after={
                "seal": seal,
                "signed_at": signature.signed_at,
                "who": signature.who,
                "addenda": [addendum.uid for addendum in came.addenda],
                "in_error": came.error is not None,
            },
        )

    def _review(self, record: ReviewRecord, course: Course, sessions: dict[str, int]) -> None:
        review = replace(
            record.review, course_id=course.id, session_id=sessions.get(record.session)
        )
        self._check_day(review.day)
        self._check_moment(review.made_at)
        if self._is_new("reviews", review.uid):
            self._work.reviews.add(review)
            self._audit("review", review.uid, review_row(review))

    def _screening(
        self, record: ScreeningRecord, patient: Patient, sessions: dict[str, int]
    ) -> None:
        screening = replace(
            record.screening, patient_id=patient.id, session_id=sessions.get(record.session)
        )
        self._check_moment(screening.at or self._now)
        if self._is_new("screenings", screening.uid):
            self._work.safety.add_screening(screening)
            told = plain(screening.answers, sparse=True)
            self._audit("screening", screening.uid, {"patient": patient.uid, "answers": told})

    def _visit(
        self,
        record: VisitRecord,
        patient: Patient,
        courses: dict[str, int],
        sessions: dict[str, int],
    ) -> None:
        session_id = sessions.get(record.session)
        if session_id is not None and self._work.planned_visits.of_session(session_id):
            session_id = None
        visit = replace(
            record.visit,
            patient_id=patient.id,
            course_id=courses.get(record.course),
            session_id=session_id,
        )
        if self._is_new("planned_visits", visit.uid):
            self._work.planned_visits.add(visit, self._now)
            self._audit("planned_visit", visit.uid, visit_row(visit))

    def _merge(self, kept_uid: str, merge: MergeRecord) -> None:
        kept, gone = self._patients.get(kept_uid), self._patients.get(merge.gone)
        # Two records that stand apart here stay apart.
        if kept is None or gone is None or gone.uid not in self._new:
            return
        if kept.id == gone.id or self._held("merges", merge.uid):
            return
        self._check_moment(merge.merged_at)
        key = self._work.merges.add(
            uid=merge.uid,
            kept=kept.id,
            gone=gone.id,
            now=merge.merged_at,
            who=merge.who,
            moved={table: list(uids) for table, uids in merge.moved},
        )
        if merge.undone_at is not None:
            self._work.merges.undo(key, merge.undone_at)
        elif self._into.get(gone.uid) == kept_uid:
            gone = replace(gone, merged_into=kept.id)
            self._patients[merge.gone] = gone
            self._work.patients.change(gone)
        self._audit("merge", merge.uid, {"kept": kept.uid, "gone": gone.uid})

    def _check_merged(self) -> None:
        """Nobody is merged into themselves by a way round."""
        into = {one.id: one.merged_into for one in self._patients.values()}
        for start in into:
            met, at = {start}, into[start]
            while at is not None:
                if at in met:
                    raise DomainError(tr("These records were merged in a circle."))
                met.add(at)
                at = into.get(at)

    def _check_span(self, course: Course, record: CourseRecord) -> None:
        self._check_day(course.opened)
        for one in record.sessions:
            self._check_session(one.session)
        # What was entered in error may lie outside.
        days = [one.session.took_place for one in record.sessions if one.session.counts]
        if days and course.opened > min(days):
            raise DomainError(
                tr("There is a session on {day}, before that opening.", day=min(days))
            )
        if course.closed is not None and days and course.closed < max(days):
            raise DomainError(tr("There is a session on {day}, after that close.", day=max(days)))
        if course.closed is not None:
            self._check_day(course.closed)

    def _check_session(self, session: Session) -> None:
        check_took_place(session.took_place, self._now.date())
        check_minutes(session.minutes)
        self._check_moment(session.entered_at)
        if session.signature is not None:
            self._check_moment(session.signature.signed_at)
        for addendum in session.addenda:
            self._check_moment(addendum.written_at)
        for answers in session.answers:
            check_answers(self._questionnaires.questionnaire(answers.questionnaire), answers)

    def _check_day(self, day: date) -> None:
        if day > self._now.date():
            raise DomainError(tr("{day} lies in the future.", day=day))

    def _check_moment(self, moment: datetime) -> None:
        if moment > self._now + FAST_CLOCK:
            raise DomainError(tr("{day} lies in the future.", day=moment.date()))

    def _is_new(self, table: str, uid: str) -> bool:
        if self._held(table, uid):
            self.counts["already"] += 1
            return False
        self.counts["others_added"] += 1
        return True

    def _held(self, table: str, uid: str) -> bool:
        return self._work.queries.holds(table, uid)

    def _audit(self, subject: str, uid: str, after: dict[str, object]) -> None:
        self._work.audit.add("import", subject, uid, after=after)
