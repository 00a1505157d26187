"""What can be done on a patient's page: each command once, for menus, buttons and keys."""

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.translation import tr


class PatientCommands:
    """The commands, all disabled until the page has something to do them with."""

    def __init__(self, page: QWidget) -> None:
        def command(text: str, keys: str = "") -> QAction:
            made = QAction(text, page)
            if keys:
                made.setShortcut(QKeySequence(keys))
            made.setEnabled(False)
            return made

        self.edit_patient = command(tr("Edit patient…"), "Ctrl+E")
        self.archive = command(tr("Archive patient"))
        self.new_course = command(tr("Open a new course…"))
        self.edit_course = command(tr("Edit course…"))
        self.close_course = command(tr("Close course…"))
        self.save_pdf = command(tr("Save progress page as PDF…"), "Ctrl+P")
        self.save_png = command(tr("Save progress page as picture…"), "Ctrl+Shift+P")
        self.new_session = command(tr("New session"), "Ctrl+T")
        self.new_entry = command(tr("Entry between visits"))
        self.save = command(tr("Save session"), "Ctrl+S")
        self.back = command(tr("Session before"), "Alt+Left")
        self.on = command(tr("Session after"), "Alt+Right")

    def menus(self) -> list[tuple[str, list[QAction | None]]]:
        """The commands by menu; None is a line between."""
        course = [self.new_course, self.edit_course, self.close_course, None]
        session = [self.new_session, self.new_entry, self.save, None]
        return [
            (tr("&Patient"), [self.edit_patient, self.archive]),
            (tr("&Course"), [*course, self.save_pdf, self.save_png]),
            (tr("&Session"), [*session, self.back, self.on]),
        ]

    def buttons(self) -> list[tuple[str, str, QAction]]:
        """Those done most: short text, icon and command."""
        return [
            (tr("New session"), "plus", self.new_session),
            (tr("PDF"), "file-text", self.save_pdf),
            (tr("Picture"), "image", self.save_png),
        ]

    def more(self) -> list[QAction | None]:
        """Those behind the button with three dots."""
        return [
            self.edit_patient,
            self.archive,
            None,
            self.new_course,
            self.edit_course,
            self.close_course,
            None,
            self.new_entry,
        ]

    def disable(self) -> None:
        """Nothing can be done just now."""
        for _, commands in self.menus():
            for command in commands:
                if command is not None:
                    command.setEnabled(False)

    def enable(self, patient: Patient, course: Course | None, place: int, sessions: int) -> None:
        """What can be done with this patient and course, at this place among the sessions."""
        is_open = course is not None and course.is_open
        self.edit_patient.setEnabled(True)
        self.archive.setEnabled(True)
        self.archive.setText(
            tr("Bring patient back") if patient.archived else tr("Archive patient")
        )
        self.new_course.setEnabled(not patient.archived)
        for command in (self.edit_course, self.close_course, self.save_pdf, self.save_png):
            command.setEnabled(course is not None)
        self.close_course.setText(
            tr("Close course…") if is_open or course is None else tr("Reopen course")
        )
        self.save.setEnabled(course is not None)
        for command in (self.new_session, self.new_entry):
            command.setEnabled(is_open)
        self.back.setEnabled(place > 0)
        self.on.setEnabled(place < sessions - (0 if is_open else 1))
