"""What the commands of a patient's page do: each asks, writes, and says that it is done."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from acudesk.domain.changes import Changes
from acudesk.domain.course import Course
from acudesk.domain.diary import Slot, short_day
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.safety import Finding
from acudesk.domain.session import Session
from acudesk.translation import ntr, tr
from acudesk.ui.pages.patient_look import Look
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.data.merges import Merge
    from acudesk.ui.pages.patient import PatientPage

MOST_TOLD = 4
"""So many planned visits fit into one line."""


class PatientActions(QObject):
    """Dialogs are imported when they are asked for."""

    def __init__(self, page: "PatientPage", runner: TaskRunner, theme: Theme) -> None:
        super().__init__(page)
        self._page, self._runner, self._theme = page, runner, theme

    # The patient

    def edit_patient(self) -> None:
        """Edit the patient."""
        look = self._look()
        if look is not None:
            from acudesk.ui.dialogs.patient import PatientDialog

            self._page.form.flush()
            PatientDialog(
                self._runner, self._theme, self._page, look.view.patient, look.conditions
            ).open()

    def archive(self) -> None:
        """Archive the patient, or bring them back."""
        look = self._look()
        if look is not None:
            self._page.form.flush()
            self._put_away(look.view.patient, not look.view.patient.archived)

    def screen(self) -> None:
        """Ask the questions of the screening."""
        look = self._look()
        if look is not None:
            from acudesk.ui.dialogs.screening import ScreeningDialog

            self._page.form.flush()
            ScreeningDialog(
                self._runner,
                self._theme,
                self._page,
                look.view.patient,
                look.screening,
                session_id=self._page.form.session_id,
            ).open()

    def ask_consent(self) -> None:
        """Note that the patient consents, or no longer does."""
        look = self._look()
        if look is not None:
            from acudesk.ui.dialogs.consent import ConsentDialog

            self._page.form.flush()
            ConsentDialog(
                self._runner, self._theme, self._page, look.view.patient, look.consents
            ).open()

    def merge(self) -> None:
        """Merge another record of the same person into this one, or this into that."""
        look = self._look()
        if look is not None:
            from acudesk.ui.dialogs.merge_patients import MergePatientsDialog

            self._page.form.flush()
            dialog = MergePatientsDialog(self._runner, self._theme, self._page, look.view.patient)
            dialog.saved.connect(lambda _: self._merged(dialog.kept))
            dialog.open()

    def undo_merge(self) -> None:
        """Take the last merge of this record apart."""
        look = self._look()
        if look is None:
            return
        patient = look.view.patient

        def found(merges: "tuple[tuple[Merge, Patient], ...]") -> None:
            if not merges:
                self._page.notice.tell(
                    tr("The record of {name} was not merged.", name=patient.display_name)
                )
                return
            merge, gone = merges[0]
            self._runner.write(
                lambda services: services.mistakes.undo_merge(merge.id),
                lambda _: self._page.notice.tell(
                    tr("{name} has a record of their own again.", name=gone.display_name)
                ),
                owner=self._page,
            )

        self._runner.read(
            lambda services: services.mistakes.merges_of(patient.id), found, owner=self._page
        )

    # The course

    def new_course(self) -> None:
        """Open another course."""
        look = self._look()
        if look is not None:
            from acudesk.ui.dialogs.course import CourseDialog

            dialog = CourseDialog(
                self._runner, self._theme, self._page, look.view.patient.id, None, look.conditions
            )
            dialog.saved.connect(self._page.course_saved)
            dialog.open()

    def edit_course(self) -> None:
        """Edit the course on screen."""
        look, course = self._look(), self._course()
        if course is not None and look is not None:
            from acudesk.ui.dialogs.course import CourseDialog

            CourseDialog(
                self._runner, self._theme, self._page, course.patient_id, course, look.conditions
            ).open()

    def plan_visit(self) -> None:
        """Plan the next visit of the course, at its frequency and its usual time."""
        look, course = self._look(), self._course()
        if look is None or course is None:
            return

        def find(services: "Services") -> Slot:
            diary = services.planned_visits
            return diary.preview_series(course.id, diary.series_start(course.id), count=1).slots[0]

        def ask(slot: Slot | None) -> None:
            from acudesk.ui.dialogs.plan_visit import PlanVisitDialog

            dialog = PlanVisitDialog(
                self._runner,
                self._theme,
                self._page,
                patient=look.view.patient,
                course=course,
                day=slot.day if slot else None,
                at=slot.at if slot else None,
            )
            dialog.saved.connect(lambda _: self._tell_next(look.view.patient))
            dialog.open()

        self._page.form.flush()
        self._runner.read(find, ask, failed=lambda _: ask(None), owner=self._page)

    def plan_series(self) -> None:
        """Plan the visits that the course has still to come."""
        look, course = self._look(), self._course()
        if look is not None and course is not None:
            from acudesk.ui.dialogs.plan_series import PlanSeriesDialog

            self._page.form.flush()
            dialog = PlanSeriesDialog(
                self._runner, self._theme, self._page, look.view.patient, course
            )
            dialog.saved.connect(lambda _: self._tell_next(look.view.patient))
            dialog.open()

    def _tell_next(self, patient: Patient) -> None:
        """Say what is in the diary now: the page itself shows none."""

        def ahead(services: "Services") -> tuple[PlannedVisit, ...]:
            visits = services.planned_visits.visits_between(services.clock.now().date(), date.max)
            planned = (one for one in visits if one.state == VisitState.PLANNED)
            return tuple(one for one in planned if one.patient_id == patient.id)

        def tell(visits: tuple[PlannedVisit, ...]) -> None:
            if self._page.patient_id != patient.id:
                return
            shown = [f"{short_day(one.day)} {one.at:%H:%M}" for one in visits[:MOST_TOLD]]
            words = tr("In the diary now: {visits}", visits=", ".join(shown))
            more = len(visits) - len(shown)
            rest = ntr("and {n} more", "and {n} more", more) if more else ""
            self._page.notice.tell(" ".join(filter(None, (words, rest))) + ".")

        self._runner.read(ahead, tell, owner=self._page)

    # The session

    def override(self, finding: Finding) -> None:
        """Ask why a stop is overridden."""
        from acudesk.ui.dialogs.override import OverrideDialog

        self._page.form.flush()
        dialog = OverrideDialog(self._theme, self._page, finding)
        dialog.given.connect(lambda reason: self._page.form.entries.override(finding, reason))
        dialog.open()

    def save_set(self, points: tuple[NeedledPoint, ...]) -> None:
        """Keep a prescription under a name."""
        from acudesk.ui.dialogs.point_set import PointSetDialog

        PointSetDialog(self._runner, self._theme, self._page, points).open()

    def move_session(self) -> None:
        """Move a draft to another course or patient."""
        session = self._session()
        if session is not None and session.is_draft:
            from acudesk.ui.dialogs.move_session import MoveSessionDialog

            self._page.form.flush()
            dialog = MoveSessionDialog(self._runner, self._theme, self._page, session)
            dialog.saved.connect(lambda changes: self._moved(session, changes))
            dialog.open()

    def add_addendum(self) -> None:
        """Correct a signed session."""
        self._with_signed("addendum", "AddendumDialog")

    def mark_error(self) -> None:
        """Say that a signed session was entered in error."""
        self._with_signed("entered_in_error", "EnteredInErrorDialog")

    # What the page shows

    def _look(self) -> Look | None:
        return self._page.look if self._page.is_shown else None

    def _course(self) -> Course | None:
        look = self._look()
        return look.view.view.course if look is not None and look.view.view is not None else None

    def _session(self) -> Session | None:
        return self._page.form.session if self._page.is_shown else None

    def _with_signed(self, module: str, name: str) -> None:
        session = self._session()
        if session is not None and not session.is_draft:
            from importlib import import_module

            dialog = getattr(import_module(f"acudesk.ui.dialogs.{module}"), name)
            dialog(self._runner, self._theme, self._page, session).open()

    def _merged(self, kept: int) -> None:
        self._page.patient_wanted.emit(kept)
        self._page.notice.tell(
            tr("The two records are one now."), do=tr("Undo"), action=self._undo_soon
        )

    def _undo_soon(self) -> None:
        self.undo_merge()

    def _moved(self, session: Session, changes: Changes) -> None:
        def undo() -> None:
            self._runner.write(lambda services: services.drafts.undo(session.id), owner=self._page)

        others = changes.patients - {session.patient_id}
        self._page.forget_session()
        self._page.notice.tell(
            tr("The session stands at the other patient now.")
            if others
            else tr("The session stands in the other course now."),
            do=tr("Undo"),
            action=undo,
        )

    def _put_away(self, patient: Patient, away: bool) -> None:
        """Archive a patient, or bring them back; the undo is of the same patient."""

        def done(_: Changes) -> None:
            text = tr("{name} is archived.") if away else tr("{name} is back in the list.")
            self._page.notice.tell(
                text.format(name=patient.display_name),
                do=tr("Undo"),
                action=lambda: self._put_away(patient, not away),
            )
            self._page.archived.emit()

        self._runner.write(
            lambda services: (
                services.patients.archive_patient(patient.id)
                if away
                else services.patients.restore_patient(patient.id)
            ),
            done,
            owner=self._page,
        )
