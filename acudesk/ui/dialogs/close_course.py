"""The end of a course: when, how it ended, and a word on it."""

from datetime import date

from PySide6.QtWidgets import QWidget

from acudesk.domain.course import Course, Outcome, outcome_name
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.form import HALF, WHOLE, Form, LongField, day_field


class CloseCourseDialog(FormDialog):
    """`saved` carries the course that was closed."""

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, course: Course
    ) -> None:
        super().__init__(runner, theme, parent, tr("Close the course"), tr("Close the course"))
        self.course = course
        self.say(course.condition)
        self.closed = day_field(course.closed or date.today())
        self.outcome = ChoiceField(
            tr("Outcome"),
            [(outcome, outcome_name(outcome)) for outcome in Outcome],
            optional=True,
        )
        self.outcome.choose(course.outcome)
        self.note = LongField(fewest=3)
        self.note.setPlainText(course.outcome_note)
        self.form = Form()
        self.form.add("closed", tr("Closed on"), self.closed, units=HALF)
        self.form.add(
            "outcome",
            tr("Outcome"),
            self.outcome,
            units=WHOLE,
            hint=tr("In your judgement; may stay open."),
        )
        self.form.add("outcome_note", tr("Note"), self.note, units=WHOLE)
        self.add_card(self.form)
        self.cards.addStretch(1)
        self.settle()
        self.closed.setFocus()

    def job(self) -> Job:
        """The closing of the course."""
        closed = self.closed.date().toPython()
        assert isinstance(closed, date)
        outcome = self.outcome.value
        chosen = outcome if isinstance(outcome, Outcome) else None
        note = self.note.toPlainText()
        key = self.course.id
        return lambda services: services.courses.close_course(
            key, closed=closed, outcome=chosen, outcome_note=note
        )
