"""The record of one session, in words and on paper.

`Records.record` and `record_data` read the practice and run on the thread that owns it;
`render_record` needs no practice and may run on any other.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.body_chart import BodyMark
from acudesk.domain.clock import Clock
from acudesk.domain.errors import DomainError
from acudesk.domain.record import Record
from acudesk.reports.printout import Printout
from acudesk.reports.session_record import SessionRecord, session_record, typeset_pages
from acudesk.reports.typesetting import PPI, PageFormat, stacked
from acudesk.services.body_zones import figures, list_zones
from acudesk.services.file_names import file_name
from acudesk.services.measures import Measures
from acudesk.services.questionnaires import Questionnaires
from acudesk.services.record_sources import PatientSources, patient_sources
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
        course = self._work.courses.get(session.course_id)
        return self.sources(session.patient_id).record(session, course)

    def sources(self, patient_id: int) -> PatientSources:
        """What the records of a patient rest on; raises NotFoundError."""
        return patient_sources(
            self._work.patients.get(patient_id),
            work=self._work,
            clock=self._clock,
            measures=self._measures,
            questionnaires=self._questionnaires,
            safety=self._safety,
            signing=self._signing,
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
