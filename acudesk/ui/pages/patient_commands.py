"""What can be done on a patient's page: each command once, for menus, buttons and keys."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Session, SessionKind
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.ui.pages.patient_papers import PatientPapers


def made_command(page: QWidget, text: str, keys: str = "") -> QAction:
    """A command of a page, disabled until there is something to do it with."""
    made = QAction(text, page)
    if keys:
        made.setShortcut(QKeySequence(keys))
    made.setEnabled(False)
    return made


class PatientCommands:
    """The commands, all disabled until the page has something to do them with."""

    def __init__(self, page: QWidget, papers: "PatientPapers") -> None:
        def command(text: str, keys: str = "") -> QAction:
            return made_command(page, text, keys)

        self.papers = papers
        self.edit_patient = command(tr("Edit patient…"), "Ctrl+E")
        self.archive = command(tr("Archive patient"))
        self.screen = command(tr("Screening…"))
        self.consent = command(tr("Consent…"))
        self.merge = command(tr("Merge with another record…"))
        self.undo_merge = command(tr("Undo the last merge"))
        self.new_course = command(tr("Open a new course…"))
        self.edit_course = command(tr("Edit course…"))
        self.close_course = command(tr("Close course…"))
        self.whole = command(tr("The whole course"), "Ctrl+G")
        self.review = command(tr("Review the course…"))
        self.adjust = command(tr("Adjust the course…"))
        self.plan_visit = command(tr("Plan the next visit…"), "Ctrl+Shift+N")
        self.plan_series = command(tr("Plan a series of visits…"))
        self.new_session = command(tr("New session"), "Ctrl+T")
        self.new_entry = command(tr("Entry between visits"))
        self.save = command(tr("Save session"), "Ctrl+S")
        self.undo = command(tr("Undo"), "Ctrl+Z")
        self.redo = command(tr("Redo"), "Ctrl+Shift+Z")
        self.confirm = command(tr("Confirm the points of last time"), "Ctrl+K")
        self.timer = command(tr("Start or stop the timer"), "Ctrl+R")
        self.sign = command(tr("Sign the session"), "Ctrl+Return")
        self.turn = command(tr("Turn the screen to the patient"), "Ctrl+Shift+T")
        self.move = command(tr("Move to another patient or course…"))
        self.addendum = command(tr("Addendum…"))
        self.error = command(tr("Entered in error…"))
        self.back = command(tr("Session before"), "Alt+Left")
        self.on = command(tr("Session after"), "Alt+Right")

    def menus(self) -> list[tuple[str, list[QAction | None]]]:
        """The commands by menu; None is a line between."""
        return [
            (
                tr("&Patient"),
                [
                    self.edit_patient,
                    self.screen,
                    self.consent,
                    None,
                    *self.papers.of_patient,
                    None,
                    *self.papers.for_others,
                    None,
                    self.archive,
                    self.merge,
                    self.undo_merge,
                ],
            ),
            (
                tr("&Course"),
                [
                    self.whole,
                    None,
                    self.new_course,
                    self.edit_course,
                    self.review,
                    self.adjust,
                    self.close_course,
                    None,
                    self.plan_visit,
                    self.plan_series,
                    None,
                    *self.papers.of_course,
                ],
            ),
            (
                tr("&Session"),
                [
                    self.new_session,
                    self.new_entry,
                    None,
                    self.undo,
                    self.redo,
                    self.confirm,
                    self.timer,
                    self.turn,
                    None,
                    self.save,
                    self.sign,
                    self.papers.session,
                    None,
                    self.move,
                    self.addendum,
                    self.error,
                    None,
                    self.back,
                    self.on,
                ],
            ),
        ]

    def buttons(self) -> list[tuple[str, str, QAction]]:
        """Those done most: short text, icon and command."""
        return [
            (tr("New session"), "plus", self.new_session),
            (tr("Print"), "printer", self.papers.progress),
            (tr("PDF"), "file-text", self.papers.save_pdf),
        ]

    def more(self) -> list[QAction | None]:
        """Those behind the button with three dots."""
        return [
            self.edit_patient,
            self.archive,
            None,
            self.new_course,
            self.edit_course,
            self.review,
            self.close_course,
            self.whole,
            None,
            self.screen,
            self.consent,
            self.plan_visit,
            self.plan_series,
            None,
            self.papers.letter,
            *self.papers.of_patient,
            None,
            self.new_entry,
        ]

    def disable(self) -> None:
        """Nothing can be done just now."""
        for _, commands in self.menus():
            for command in commands:
                if command is not None:
                    command.setEnabled(False)

    def enable(
        self,
        patient: Patient,
        course: Course | None,
        session: Session | None,
        place: int,
        sessions: int,
        *,
        in_sight: bool = True,
    ) -> None:
        """What can be done with this patient, course and session (None: one that has not begun),
        at this place among the sessions. Nobody signs, times or takes back in a session that is
        not `in_sight`."""
        is_open = course is not None and course.is_open
        self.edit_patient.setEnabled(True)
        self.archive.setEnabled(True)
        self.archive.setText(
            tr("Bring patient back") if patient.archived else tr("Archive patient")
        )
        self.new_course.setEnabled(not patient.archived)
        self.papers.enable(course, session)
        for command in (self.edit_course, self.close_course, self.whole):
            command.setEnabled(course is not None)
        self.close_course.setText(
            tr("Close course…") if is_open or course is None else tr("Reopen course")
        )
        self.save.setEnabled(course is not None)
        for command in (self.screen, self.consent, self.merge, self.undo_merge):
            command.setEnabled(not patient.archived)
        for command in (self.review, self.adjust, self.plan_visit, self.plan_series):
            command.setEnabled(is_open)
        visit = session is None or session.kind == SessionKind.VISIT
        draft = course is not None and (session is None or session.is_draft)
        for command in (self.undo, self.redo):
            command.setEnabled(draft)
        for command in (self.confirm, self.timer, self.sign, self.turn):
            command.setEnabled(draft and visit)
        self.move.setEnabled(session is not None and session.is_draft)
        signed = session is not None and not session.is_draft
        self.addendum.setEnabled(signed)
        self.error.setEnabled(signed and session is not None and session.counts)
        for command in (self.new_session, self.new_entry):
            command.setEnabled(is_open)
        self.back.setEnabled(place > 0)
        self.on.setEnabled(place < sessions - (0 if is_open else 1))
        if not in_sight:
            for command in self._of_the_session:
                command.setEnabled(False)

    @property
    def _of_the_session(self) -> tuple[QAction, ...]:
        return (
            self.undo,
            self.redo,
            self.confirm,
            self.timer,
            self.sign,
            self.turn,
            self.move,
            self.papers.session,
            self.addendum,
            self.error,
        )
