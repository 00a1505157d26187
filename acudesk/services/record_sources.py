"""What the records of a patient's sessions are told from, read once for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.clock import Clock
from acudesk.domain.course import Course
from acudesk.domain.measure import Measure
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.questionnaires import Questionnaire
from acudesk.domain.record import Record, build_record
from acudesk.domain.record_sections import RecordSources
from acudesk.domain.screening import Consent, Screening
from acudesk.domain.session import Session
from acudesk.services.body_zones import list_zones
from acudesk.services.measures import Measures
from acudesk.services.points import point_library
from acudesk.services.questionnaires import Questionnaires
from acudesk.services.safety import Safety
from acudesk.services.signing import Signing


@dataclass(frozen=True, kw_only=True)
class PatientSources:
    """One patient, with what all of their records rest on."""

    work: UnitOfWork
    clock: Clock
    signing: Signing
    patient: Patient
    practice: Practice
    measures: tuple[Measure, ...]
    questions: Mapping[str, str]
    questionnaires: Mapping[str, Questionnaire]
    screenings: tuple[Screening, ...]
    consents: tuple[Consent, ...]

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """The patient's courses, the oldest first."""
        return self.work.courses.of_patient(self.patient.id)

    @cached_property
    def sessions(self) -> Mapping[int, tuple[Session, ...]]:
        """The sessions of each course, by the course's key."""
        return {course.id: self.work.sessions.of_course(course.id) for course in self.courses}

    @cached_property
    def days(self) -> dict[str, date]:
        """The days of this patient's sessions, by their uids."""
        return {one.uid: one.took_place for those in self.sessions.values() for one in those}

    def record(self, session: Session, course: Course, *, in_full: bool = False) -> Record:
        """One session in words, its seal checked anew. `in_full` is for a page that tells of the
        course already, and also every answer to a questionnaire."""
        placed = session.marks or any(point.zone for point in session.points)
        names = {
            one.code: point.pinyin
            for one in session.points
            if (point := point_library().get(one.code)) is not None
        }
        sources = RecordSources(
            style=self.practice.style,
            setting=self.practice.setting,
            course=course,
            measures=self.measures,
            local=self.local,
            days=self.days if session.follow_ups else {},
            screening=self._screening(session),
            consent=self._consent(session),
            pinyin=names,
            questions=self.questions,
            zones=list_zones() if placed else (),
            questionnaires=self.questionnaires,
            every_answer=in_full,
        )
        return build_record(
            session,
            self.patient,
            sources,
            holds=self.signing.seal_holds(session),
            signed_under=self._signed_under(session),
            within_course=in_full,
        )

    def local(self, moment: datetime) -> datetime:
        """A moment in UTC as the clock on the wall showed it."""
        there = moment
        for _ in range(2):  # The second time the day's own summer or winter time is known.
            there = moment.astimezone(self.clock.local(there.date(), there.time()).tzinfo)
        return there

    def _screening(self, session: Session) -> Screening | None:
        """The screening that a session rests on. A draft that was moved to another patient may
        name one of theirs: that is not told here."""
        for one in reversed(self.screenings):
            if one.uid == session.treatment.screening:
                return one
        return next(
            (one for one in reversed(self.screenings) if one.session_id == session.id), None
        )

    def _consent(self, session: Session) -> Consent | None:
        """The consent in force on the day of a session."""
        day = session.took_place
        return next(
            (
                one
                for one in reversed(self.consents)
                if one.given_on <= day and (one.withdrawn_on is None or one.withdrawn_on >= day)
            ),
            None,
        )

    def _signed_under(self, session: Session) -> str:
        """The chart number of a record that was merged into the patient's after signing."""
        if session.signature is None or session.signature.patient_uid == self.patient.uid:
            return ""
        before = self.work.patients.by_uid(session.signature.patient_uid)
        if before is None or before.merged_into != self.patient.id:
            return ""
        return before.chart_number


def patient_sources(
    patient: Patient,
    *,
    work: UnitOfWork,
    clock: Clock,
    measures: Measures,
    questionnaires: Questionnaires,
    safety: Safety,
    signing: Signing,
) -> PatientSources:
    """What the records of a patient rest on, in the language that holds."""
    return PatientSources(
        work=work,
        clock=clock,
        signing=signing,
        patient=patient,
        practice=work.practice.get(),
        measures=measures.list_measures(),
        questions={one.code: one.text for one in safety.questions()},
        questionnaires={one.code: one for one in questionnaires.list_questionnaires()},
        screenings=work.safety.screenings(patient.id),
        consents=work.safety.consents(patient.id),
    )
