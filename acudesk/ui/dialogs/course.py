"""A course of treatment: what is treated, what is planned, and the patient's activities."""

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from acudesk.domain.course import ACTIVITIES, Course
from acudesk.domain.errors import DomainError
from acudesk.translation import tr
from acudesk.ui.dialogs.complaint_form import ComplaintForm
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.form import HALF, WHOLE, Form, day_field


class CourseDialog(FormDialog):
    """`saved` carries the course that was opened or changed."""

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        patient_id: int,
        course: Course | None,
        conditions: tuple[str, ...],
    ) -> None:
        super().__init__(
            runner,
            theme,
            parent,
            tr("New course of treatment") if course is None else tr("Course of treatment"),
            tr("Open the course") if course is None else tr("Save"),
        )
        self.patient_id, self.course = patient_id, course
        self.complaint = ComplaintForm(course, conditions)
        self.opened = day_field(course.opened if course else date.today())
        self.complaint.add("opened", tr("Opened"), self.opened, units=HALF)
        self.manner = QLineEdit(course.style if course else "")
        self.manner.setPlaceholderText(tr("as in the settings"))
        self.complaint.add("style", tr("Style of acupuncture"), self.manner, units=HALF)
        self.activities = Form()
        for number, text in enumerate(course.activities if course else ("",) * ACTIVITIES, 1):
            field = QLineEdit(text)
            field.setPlaceholderText(
                (tr("Putting on socks"), tr("Sitting through a meal"), tr("Lifting my child"))[
                    number - 1
                ]
            )
            self.activities.add(
                f"activity_{number}", tr("Activity {n}", n=number), field, units=WHOLE
            )
        self.add_card(self.complaint, tr("Complaint and plan"))
        self.add_card(
            self.activities,
            tr("Three activities that are hard now"),
            tr("in the patient's words, for the PSFS"),
        )
        self.cards.addStretch(1)
        self.settle()
        self.complaint.condition.setFocus()

    def job(self) -> Job:
        """The course, opened or changed."""
        opened = self.opened.date().toPython()
        assert isinstance(opened, date)
        activities = tuple(self.activities.text(name) for name in self.activities.fields)
        written = replace(
            self.complaint.course(self.patient_id, opened),
            activities=activities,
            style=self.manner.text(),
        )
        before = self.course
        if before is None:
            return lambda services: services.courses.open_course(written)
        changed = replace(
            written,
            id=before.id,
            uid=before.uid,
            closed=before.closed,
            outcome=before.outcome,
            outcome_note=before.outcome_note,
        )
        return lambda services: services.courses.change_course(changed)

    def show_error(self, error: DomainError) -> None:
        if error.field == "activities":
            names = list(self.activities.fields)
            texts = [self.activities.text(name).strip() for name in names]
            longest = max(range(len(names)), key=lambda place: len(texts[place]))
            error = DomainError(error.text, field=names[longest])
        elif error.field == "closed":
            error = DomainError(error.text, field="opened")
        super().show_error(error)
