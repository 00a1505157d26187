"""A patient's whole record on paper: for the patient, for a colleague, for the next place."""

from dataclasses import dataclass

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.body_chart import BodyMark
from acudesk.domain.clock import Clock
from acudesk.domain.full_record import (
    FullRecord,
    KeptCourse,
    RecordOf,
    build_full_record,
)
from acudesk.reports.full_record import FullRecordPages, full_record, typeset_pages
from acudesk.reports.printout import Printout
from acudesk.reports.typesetting import PPI, PageFormat
from acudesk.services.body_zones import figures, list_zones
from acudesk.services.file_names import file_name
from acudesk.services.record_sources import PatientSources
from acudesk.services.records import Records
from acudesk.services.safety import Safety
from acudesk.translation import current_language, language, tr


@dataclass(frozen=True, slots=True, kw_only=True)
class FullRecordData:
    """All that the pages need: plain values that any thread or process may read. `marks` are
    those of the body charts, session by session."""

    page: FullRecordPages
    marks: tuple[tuple[BodyMark, ...], ...]

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """The pages as `reports.printout.Content` says."""
        from acudesk.reports.body_figure import body_svg

        with language(self.page.language):
            drawn = [
                body_svg(marks, figures(), list_zones()).encode() if marks else b""
                for marks in self.marks
            ]
        return typeset_pages(self.page, drawn, form, ppi=ppi)


class FullRecords:
    """Put together all that is kept of a patient."""

    def __init__(self, work: UnitOfWork, clock: Clock, records: Records, safety: Safety) -> None:
        self._work = work
        self._clock = clock
        self._records = records
        self._safety = safety

    def full_record(self, patient_id: int) -> Printout:
        """Everything of a patient to be printed or saved, in the language of the paper; raises
        NotFoundError."""
        patient = self._work.patients.get(patient_id)
        practice = self._work.practice.get()
        today = self._clock.now().date()
        with language(practice.paper_language):
            record = self.record(patient_id)
            page = full_record(
                practice=practice, record=record, printed=today, language=current_language()
            )
        words = tr("Record {name} {day}", name=patient.display_name, day=today.isoformat())
        marks = tuple(one.session.marks for course in record.courses for one in course.sessions)
        return Printout(
            name=file_name(words),
            content=FullRecordData(page=page, marks=marks),
            patient_uid=patient.uid,
        )

    def record(self, patient_id: int) -> FullRecord:
        """Everything of a patient in words, every seal checked anew; raises NotFoundError."""
        sources = self._records.sources(patient_id)
        days = {one.id: one.took_place for those in sources.sessions.values() for one in those}
        return build_full_record(
            RecordOf(
                patient=sources.patient,
                today=self._clock.now().date(),
                local=sources.local,
                screenings=sources.screenings,
                consents=sources.consents,
                courses=tuple(self._courses(sources)),
                documents=self._work.documents.of_patient(patient_id),
                merged=self._merged(patient_id),
                questions=self._safety.questions(),
                measures=sources.measures,
                style=sources.practice.style,
                setting=sources.practice.setting,
                days=days,
            )
        )

    def _courses(self, sources: PatientSources) -> list[KeptCourse]:
        return [
            KeptCourse(
                course=course,
                reviews=self._work.reviews.of_course(course.id),
                planned=self._work.planned_visits.of_course(course.id),
                sessions=tuple(
                    sources.record(one, course, in_full=True) for one in sources.sessions[course.id]
                ),
            )
            for course in sources.courses
        ]

    def _merged(self, patient_id: int) -> tuple[str, ...]:
        """The chart numbers of the records that were merged into this one."""
        gone = (one.gone for one in self._work.merges.of(patient_id) if one.kept == patient_id)
        return tuple(self._work.patients.get(key).chart_number for key in gone)
