"""The patient answers on the turned screen; every answer is kept as it is given."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from acudesk.domain.changes import Changes
from acudesk.domain.questionnaires import Answers, Questionnaire
from acudesk.ui.pages.patient_look import Look
from acudesk.ui.task_runner import TaskRunner

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.ui.pages.session import SessionForm
    from acudesk.ui.pages.turned_screen import TurnedScreen


class Questions(QObject):
    """Knows what one patient is to be asked, and where the answers go."""

    def __init__(self, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._look: Look | None = None
        self._form: SessionForm | None = None
        self._asked: tuple[Questionnaire, ...] = ()
        self._screen: TurnedScreen | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to ask."""
        return not self._asked

    def prepare(self, look: Look, form: "SessionForm") -> None:
        """Get ready to ask what is due in the session on screen; without anything due, all."""
        self._look, self._form = look, form
        self._asked = look.questions(form.due) or look.known_questions

    def ask(self, screen: "TurnedScreen") -> None:
        """Give the questions to the screen that is turned to the patient."""
        assert self._look is not None and self._form is not None
        if self._screen is not screen:
            self._screen = screen
            screen.answered.connect(self._keep)
            screen.finished.connect(self._keep)
            screen.activity_named.connect(self._name_activity)
        session = self._form.session
        view = self._look.course_view
        screen.ask(
            view.patient.display_name,
            self._asked,
            view.course.activities,
            {one.questionnaire: one for one in session.answers} if session else {},
        )

    def _keep(self, answers: Answers) -> None:
        if self._form is not None:
            self._form.keep_answers(answers)

    def _name_activity(self, number: int, words: str) -> None:
        """Keep what the patient calls an activity, counted from 1, with the course."""
        assert self._look is not None
        course_id = self._look.course_view.course.id

        def change(services: "Services") -> Changes:
            course = services.courses.course(course_id)
            activities = list(course.activities)
            activities[number - 1] = words
            return services.courses.change_course(replace(course, activities=tuple(activities)))

        self._runner.write(change, owner=self)
