"""A draft at the wrong patient or course moves to the right one, with all that is in it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from acudesk.domain.course import Course, side_name
from acudesk.domain.errors import DomainError
from acudesk.domain.session import Session
from acudesk.domain.wording import long_date
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import card, label
from acudesk.ui.widgets.patient_list import PatientList

LIST_HEIGHT = 250
ROWS, ROW_HEIGHT = 3, 30
KEY = Qt.ItemDataRole.UserRole


class MoveSessionDialog(FormDialog):
    """`saved` carries both patients and courses, and the session that moved."""

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, session: Session
    ) -> None:
        super().__init__(runner, theme, parent, tr("Move the session"), tr("Move the session"))
        self.session = session
        self._asked = 0
        self.say(tr("Session of {day}", day=long_date(session.took_place)))
        self.people = PatientList(runner, theme)
        self.people.setFixedHeight(LIST_HEIGHT)
        self.people.view.setFrameShape(QFrame.Shape.NoFrame)
        self.people.view.viewport().setAutoFillBackground(False)
        self.courses = QListWidget()
        self.courses.setAccessibleName(tr("Open courses of this patient"))
        self.courses.setFixedHeight(ROWS * ROW_HEIGHT + 12)
        self._about = label(tr("Choose the patient first."), "hint", wrap=True)
        self._sheet(tr("Which patient was treated?"), self.people)
        self._sheet(tr("To which open course does it belong?"), self.courses, self._about)
        self.cards.addWidget(
            label(
                tr(
                    "What was recorded goes with it. At another patient, what rests on the record "
                    "of the first stays behind: unconfirmed points, follow-ups, the health "
                    "confirmation and overrides. Undo brings it back until it is signed."
                ),
                "hint",
                wrap=True,
            )
        )
        self.cards.addStretch(1)
        self.people.chosen.connect(self._read_courses)
        self.people.entered.connect(lambda: self.courses.setFocus(Qt.FocusReason.TabFocusReason))
        self.courses.itemActivated.connect(
            lambda _: self.do_button.setFocus(Qt.FocusReason.TabFocusReason)
        )
        self.people.show_archived(False)
        self.settle()
        self.people.search.setFocus()

    @property
    def course_id(self) -> int | None:
        """The course that is chosen, None where none is."""
        if self.courses.currentRow() < 0:
            return None
        return int(self.courses.currentItem().data(KEY))

    @property
    def about(self) -> str:
        """Why no course can be chosen, empty where one can."""
        return self._about.text()

    def job(self) -> Job:
        """The move; raises DomainError where no course is chosen."""
        course_id, key = self.course_id, self.session.id
        if course_id is None:
            raise DomainError(tr("Please choose the course that the session belongs to."))
        return lambda services: services.mistakes.move_draft(key, course_id)

    def _sheet(self, heading: str, *parts: QWidget) -> None:
        inside = QVBoxLayout()
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addWidget(label(heading, "heading"))
        for part in parts:
            inside.addWidget(part)
        self.cards.addWidget(card(inside))

    def _read_courses(self, patient_id: int) -> None:
        self._asked += 1
        asked = self._asked

        def show(courses: Sequence[Course]) -> None:
            if asked == self._asked:
                self._show_courses(courses)

        self.courses.clear()
        self.runner.read(lambda services: services.courses.courses_of(patient_id), show, owner=self)

    def _show_courses(self, courses: Sequence[Course]) -> None:
        others = [one for one in courses if one.is_open and one.id != self.session.course_id]
        for course in others:
            item = QListWidgetItem(_course_words(course))
            item.setData(KEY, course.id)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.courses.addItem(item)
        if len(others) == 1:
            self.courses.setCurrentRow(0)
        if others:
            words = ""
        elif any(one.id == self.session.course_id for one in courses):
            words = tr("The session is here already, and there is no other open course.")
        else:
            words = tr("This patient has no open course. Open one first.")
        self._about.setText(words)
        self._about.setVisible(bool(words))


def _course_words(course: Course) -> str:
    parts = [course.condition]
    if course.side is not None:
        parts.append(side_name(course.side))
    return tr("{complaint}, since {day}", complaint=", ".join(parts), day=long_date(course.opened))
