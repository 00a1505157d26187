"""What of a patient goes on paper: each command, and what it shows or saves."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Session, SessionKind
from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.dialogs.save_report import ReportSaver
from acudesk.ui.pages.patient_commands import made_command
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.reports.printout import Printout
    from acudesk.ui.dialogs.anonymous import AnonymousSaver
    from acudesk.ui.dialogs.save_fhir import FhirSaver
    from acudesk.ui.pages.patient import PatientPage


class PatientPapers(QObject):
    """All papers are seen before they are printed or saved; the progress page, which is wanted
    most, is also saved at once. `saver` does that."""

    def __init__(
        self, page: "PatientPage", runner: TaskRunner, theme: Theme, settings: Settings
    ) -> None:
        super().__init__(page)
        self._page, self._runner, self._theme = page, runner, theme
        self._settings = settings
        self._fhir: FhirSaver | None = None
        self._anonymous: AnonymousSaver | None = None
        self.saver = ReportSaver(runner, page.notice, settings, page)

        def command(text: str, keys: str, do: Callable[[], object]) -> QAction:
            made = made_command(page, text, keys)
            made.triggered.connect(lambda: do())
            return made

        self.progress = command(tr("Print progress page…"), "Ctrl+P", self.show_progress)
        self.save_pdf = command(
            tr("Save progress page as PDF…"), "Ctrl+Shift+P", lambda: self._ask_file("pdf")
        )
        self.save_png = command(
            tr("Save progress page as picture…"), "", lambda: self._ask_file("png")
        )
        self.letter = command(tr("Write a letter…"), "Ctrl+Shift+L", self.write_letter)
        self.session = command(tr("Print session record…"), "Ctrl+Alt+P", self.show_session)
        self.record = command(tr("Print full record…"), "", self.show_record)
        self.leaflet = command(tr("Print leaflet…"), "", self.show_leaflet)
        self.anonymous = command(tr("Print course without a name…"), "", self.show_anonymous)
        self.save_anonymous = command(tr("Save course without a name…"), "", self.ask_for_anonymous)
        self.documents = command(tr("Documents…"), "", self.show_documents)
        self.fhir = command(tr("Save as FHIR…"), "", self.save_fhir)
        self.calendar = command(tr("Save planned visits as calendar…"), "", self.save_calendar)

    # Where the commands stand

    @property
    def of_patient(self) -> list[QAction | None]:
        """The papers of a patient as a whole."""
        return [self.documents, self.record, self.leaflet]

    @property
    def for_others(self) -> list[QAction | None]:
        """What goes to other programs."""
        return [self.fhir, self.calendar]

    @property
    def of_course(self) -> list[QAction | None]:
        """The papers of a course."""
        return [
            self.progress,
            self.save_pdf,
            self.save_png,
            self.letter,
            None,
            self.anonymous,
            self.save_anonymous,
        ]

    def enable(self, course: Course | None, session: Session | None) -> None:
        """What there is to print of the patient on screen."""
        for command in (
            self.documents,
            self.record,
            self.leaflet,
            self.letter,
            self.fhir,
            self.calendar,
        ):
            command.setEnabled(True)
        for command in (
            self.progress,
            self.save_pdf,
            self.save_png,
            self.anonymous,
            self.save_anonymous,
        ):
            command.setEnabled(course is not None)
        visit = session is not None and session.kind == SessionKind.VISIT
        self.session.setEnabled(visit)

    # What they do

    def show_progress(self) -> None:
        """Show the progress page of the course on screen."""
        course = self._course()
        if course is not None:
            self._preview(
                lambda services: services.reports.progress_printout(course.patient_id, course.id)
            )

    def show_anonymous(self) -> None:
        """Show the course on screen as a case report may print it."""
        course = self._course()
        if course is not None:
            self._preview(lambda services: services.anonymous.anonymous_course(course.id))

    def ask_for_anonymous(self) -> None:
        """Save the course on screen as a sheet, as a table or as data, without a name."""
        course = self._course()
        if course is not None:
            from acudesk.ui.dialogs.anonymous import AnonymousSaver

            self._page.form.flush()
            if self._anonymous is None:
                self._anonymous = AnonymousSaver(self._runner, self._page.notice, self._page)
            self._anonymous.ask(course.id)

    def show_session(self) -> None:
        """Show the record of the session on screen."""
        session = self._page.form.session if self._page.is_shown else None
        if session is not None:
            self._preview(lambda services: services.records.session_printout(session.id))

    def show_record(self) -> None:
        """Show everything that was recorded of the patient."""
        patient = self._patient()
        if patient is not None:
            self._preview(lambda services: services.full_records.full_record(patient.id))

    def show_leaflet(self) -> None:
        """Show what the patient may expect."""
        patient = self._patient()
        if patient is not None:
            self._preview(lambda services: services.leaflets.leaflet(patient.id))

    def write_letter(self) -> None:
        """Write to a doctor or therapist about the course on screen."""
        patient, course = self._patient(), self._course()
        if patient is not None:
            from acudesk.ui.dialogs.letter import LetterDialog

            self._page.form.flush()
            LetterDialog(
                self._runner,
                self._theme,
                self._page,
                self._settings,
                patient.id,
                None if course is None else course.id,
            ).open()

    def save_fhir(self) -> None:
        """Save everything of the patient for another program."""
        patient = self._patient()
        if patient is not None:
            from acudesk.ui.dialogs.save_fhir import FhirSaver

            self._page.form.flush()
            if self._fhir is None:
                self._fhir = FhirSaver(self._runner, self._page.notice, self._settings, self._page)
            self._fhir.ask(patient.display_name, patient.id)

    def save_calendar(self) -> None:
        """Save the visits to come for the patient's own calendar."""
        patient = self._patient()
        if patient is not None:
            from acudesk.ui.dialogs.calendar_file import CalendarDialog

            self._page.form.flush()
            CalendarDialog(self._runner, self._theme, self._page, self._settings, patient).open()

    def show_documents(self) -> None:
        """Show the letters and scans that are kept with the patient."""
        patient = self._patient()
        if patient is not None:
            from acudesk.ui.dialogs.documents import DocumentsDialog

            self._page.form.flush()
            DocumentsDialog(self._runner, self._theme, self._page, self._settings, patient).open()

    def _ask_file(self, ending: str) -> None:
        patient, course = self._patient(), self._course()
        if patient is not None and course is not None:
            self._page.form.flush()
            self.saver.ask(ending, patient.display_name, patient.id, course.id)

    def _preview(self, job: "Callable[[Services], Printout]") -> None:
        from acudesk.ui.dialogs.preview import PreviewDialog

        self._page.form.flush()
        PreviewDialog(self._runner, self._theme, self._page, self._settings, job).open()

    def _patient(self) -> Patient | None:
        look = self._page.look
        return look.view.patient if look is not None and self._page.is_shown else None

    def _course(self) -> Course | None:
        look = self._page.look
        if look is None or look.view.view is None or not self._page.is_shown:
            return None
        return look.view.view.course
