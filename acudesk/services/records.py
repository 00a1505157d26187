"""The record of one session, in words and on paper.

`Records.record` and `record_data` read the practice and run on the thread that owns it;
`render_record` needs no practice and may run on any other.
"""

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.body_chart import BodyMark
from acudesk.domain.clock import Clock
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.record import Record, build_record
from acudesk.domain.record_sections import RecordSources
from acudesk.domain.screening import Consent, Screening
from acudesk.domain.session import Session
from acudesk.reports.printout import Printout
from acudesk.reports.session_record import SessionRecord, session_record, typeset_pages
from acudesk.reports.typesetting import PPI, PageFormat, stacked
from acudesk.services.body_zones import figures, list_zones
from acudesk.services.file_names import file_name
from acudesk.services.measures import Measures
from acudesk.services.points import point_library
from acudesk.services.questionnaires import Questionnaires
from acudesk.services.reports import ReportFormat, format_of, save
from acudesk.services.safety import Safety
from acudesk.services.signing import Signing
from acudesk.translation import current_language, language, tr


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordData:
    """All that the pages need: plain values that any thread may read."""

    page: SessionRecord
    marks: tuple[BodyMark, ...]

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """The pages as `reports.printout.Content` says; raises as `render_record` does."""
        with language(self.page.language):
            figure = _figure(self.marks)
        return typeset_pages(self.page, figure, form, ppi=ppi)


class Records:
    """Read a session as it is kept, and put it on paper."""

    def __init__(
        self,
        work: UnitOfWork,
        clock: Clock,
        measures: Measures,
        questionnaires: Questionnaires,
        safety: Safety,
        signing: Signing,
    ) -> None:
        self._work = work
        self._clock = clock
        self._measures = measures
        self._questionnaires = questionnaires
        self._safety = safety
        self._signing = signing

    def record(self, session_id: int) -> Record:
        """One session in words, its seal checked anew; raises NotFoundError."""
        session = self._work.sessions.get(session_id)
        patient = self._work.patients.get(session.patient_id)
        return build_record(
            session,
            patient,
            self._sources(session),
            holds=self._signing.seal_holds(session),
            signed_under=self._signed_under(session, patient),
        )

    def record_data(self, session_id: int) -> RecordData:
        """What the pages of a session say; raises NotFoundError."""
        practice = self._work.practice.get()
        with language(practice.paper_language):
            record = self.record(session_id)
            page = session_record(
                practice=practice,
                record=record,
                printed=self._clock.now().date(),
                language=current_language(),
            )
        return RecordData(page=page, marks=record.session.marks)

    def session_printout(self, session_id: int) -> Printout:
        """The record of a session to be printed or saved; raises as `record_data` does."""
        session = self._work.sessions.get(session_id)
        patient = self._work.patients.get(session.patient_id)
        words = tr(
            "Session {name} {day}",
            name=patient.display_name,
            day=session.took_place.isoformat(),
        )
        return Printout(
            name=file_name(words), content=self.record_data(session_id), patient_uid=patient.uid
        )

    def session_record(self, session_id: int, form: ReportFormat = "pdf") -> bytes:
        """The record of a session as a file's bytes; raises as `record_data` and
        `render_record` do."""
        return render_record(self.record_data(session_id), form)

    def save_record(self, path: str | os.PathLike[str], session_id: int) -> Path:
        """Make the record in the format that the file's ending asks for and write it whole or
        not at all; see `services.reports.save`."""
        return save(path, render_record(self.record_data(session_id), format_of(path)))

    def _sources(self, session: Session) -> RecordSources:
        placed = session.marks or any(point.zone for point in session.points)
        names = {
            one.code: point.pinyin
            for one in session.points
            if (point := point_library().get(one.code)) is not None
        }
        practice = self._work.practice.get()
        return RecordSources(
            style=practice.style,
            setting=practice.setting,
            course=self._work.courses.get(session.course_id),
            measures=self._measures.list_measures(),
            local=self._local,
            days=self._days(session),
            screening=self._screening(session),
            consent=self._consent(session),
            pinyin=names,
            questions={one.code: one.text for one in self._safety.questions()},
            zones=list_zones() if placed else (),
            questionnaires={one.code: one for one in self._questionnaires.list_questionnaires()},
        )

    def _days(self, session: Session) -> dict[str, date]:
        """The days of this patient's sessions, where side effects of some were followed up."""
        if not session.follow_ups:
            return {}
        return {
            one.uid: one.took_place
            for course in self._work.courses.of_patient(session.patient_id)
            for one in self._work.sessions.of_course(course.id)
        }

    def _screening(self, session: Session) -> Screening | None:
        """The screening that a session rests on. A draft that was moved to another patient may
        name one of theirs: that is not told here."""
        of_patient = self._work.safety.screenings(session.patient_id)
        for one in reversed(of_patient):
            if one.uid == session.treatment.screening:
                return one
        return next((one for one in reversed(of_patient) if one.session_id == session.id), None)

    def _consent(self, session: Session) -> Consent | None:
        """The consent in force on the day of a session."""
        day = session.took_place
        return next(
            (
                one
                for one in reversed(self._work.safety.consents(session.patient_id))
                if one.given_on <= day and (one.withdrawn_on is None or one.withdrawn_on >= day)
            ),
            None,
        )

    def _signed_under(self, session: Session, patient: Patient) -> str:
        """The chart number of a record that was merged into the patient's after signing."""
        if session.signature is None or session.signature.patient_uid == patient.uid:
            return ""
        before = self._work.patients.by_uid(session.signature.patient_uid)
        if before is None or before.merged_into != patient.id:
            return ""
        return before.chart_number

    def _local(self, moment: datetime) -> datetime:
        there = moment
        for _ in range(2):  # The second time the day's own summer or winter time is known.
            there = moment.astimezone(self._clock.local(there.date(), there.time()).tzinfo)
        return there


def render_record(data: RecordData, form: ReportFormat = "pdf", *, ppi: float = PPI) -> bytes:
    """The record as PDF, or as one PNG with `ppi` dots an inch, its pages below each other.

    Needs no practice and may run on any thread. The same data give the same bytes. Raises
    DomainError for SVG, for a logo that cannot be read and for letters that no font can print.
    """
    if form == "svg":
        raise DomainError(tr("The record of a session is saved as .pdf or .png."), field="path")
    return stacked(data.set_pages(form, ppi=ppi), ppi=ppi)


def _figure(marks: tuple[BodyMark, ...]) -> bytes:
    if not marks:
        return b""
    from acudesk.reports.body_figure import body_svg

    return body_svg(marks, figures(), list_zones()).encode()
