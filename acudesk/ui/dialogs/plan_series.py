"""The visits that a course has still to come, planned at once; every date is seen before."""

from datetime import date, time

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QGridLayout, QLineEdit, QWidget

from acudesk.domain.course import Course
from acudesk.domain.diary import MOST_IN_SERIES, Slot, short_day
from acudesk.domain.errors import DomainError
from acudesk.domain.numbers import shown
from acudesk.domain.patient import Patient
from acudesk.domain.wording import parse_time
from acudesk.services.planned_visits import SeriesPlan
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.count_box import count_box
from acudesk.ui.widgets.form import THIRD, Form
from acudesk.ui.widgets.parts import card, label
from acudesk.ui.widgets.typing_pause import TypingPause

COLUMNS = 3


class PlanSeriesDialog(FormDialog):
    """`saved` carries the course whose visits were planned."""

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        patient: Patient,
        course: Course,
    ) -> None:
        super().__init__(
            runner,
            theme,
            parent,
            tr("Plan the visits of {name}", name=patient.display_name),
            tr("Plan these visits"),
        )
        self.course = course
        self.plan: SeriesPlan | None = None
        self._asked = 0
        self.form = Form()
        self._fill()
        self.add_card(
            self.form,
            course.condition,
            tr(
                "{n} planned, {often} a week",
                n=course.planned_sessions,
                often=shown(course.per_week),
            ),
        )
        self.cards.addWidget(self._preview_card())
        self.cards.addStretch(1)
        self.settle()
        self._pause = TypingPause(self)
        self._pause.over.connect(self._ask)
        self.form.edited.connect(self._pause.start)
        self.first_day.setFocus()
        runner.read(
            lambda services: services.planned_visits.series_start(course.id),
            self._start,
            owner=self,
        )

    @property
    def dates(self) -> list[str]:
        """The dates as they are shown before they are written."""
        return [] if self.plan is None else [_slot_words(slot) for slot in self.plan.slots]

    def job(self) -> Job:
        """The series as it is shown."""
        course_id, day, at, count = self.course.id, self._day(), self._at(), self.count.value()
        return lambda services: services.planned_visits.plan_series(course_id, day, at, count)

    def _fill(self) -> None:
        today = QDate.currentDate()
        self.first_day = QDateEdit(today)
        self.first_day.setCalendarPopup(True)
        self.first_day.setDisplayFormat("ddd d MMMM yyyy")
        self.first_day.setMinimumDate(today)
        self.at = QLineEdit()
        self.at.setPlaceholderText(tr("as it fits"))
        self.count = count_box(1, MOST_IN_SERIES)
        for name, title, field, hint in (
            ("day", tr("From"), self.first_day, ""),
            ("at", tr("Time wished"), self.at, tr("Empty: the usual one")),
            ("count", tr("Visits"), self.count, ""),
        ):
            self.form.add(name, title, field, units=THIRD, hint=hint)

    def _preview_card(self) -> QWidget:
        self._heading = label("", "heading")
        self._words = label("", "hint", wrap=True)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(6)
        box = QGridLayout()
        box.setContentsMargins(18, 14, 18, 16)
        box.addWidget(self._heading, 0, 0)
        box.addWidget(self._words, 1, 0)
        box.addLayout(self._grid, 2, 0)
        return card(box)

    def _day(self) -> date:
        here = self.first_day.date()
        return date(here.year(), here.month(), here.day())

    def _at(self) -> time | None:
        text = self.at.text().strip()
        return parse_time(text) if text else None

    def _start(self, day: date) -> None:
        """Offer the day on which the next visit would come."""
        if not self.has_typed:
            self.first_day.setDate(QDate(day.year, day.month, day.day))
            self._pause.stop()
        self._ask(first=not self.has_typed or self.plan is None)

    def _ask(self, *, first: bool = False) -> None:
        """Read what would be written; at first for as many visits as are left."""
        self._asked += 1
        asked, course_id, day = self._asked, self.course.id, self._day()
        count = None if first else self.count.value()
        try:
            at = self._at()
        except DomainError as error:
            self._refuse(error)
            return

        def show(plan: SeriesPlan) -> None:
            if asked == self._asked:
                self._show(plan, first)

        def failed(error: DomainError) -> None:
            if asked == self._asked:
                self._refuse(error)
                if first and error.field == "count":
                    # Nothing is left to plan: one visit more is offered, which nobody typed.
                    self._pause.stop()
                    self.settle()
                    self._ask()

        self.runner.read(
            lambda services: services.planned_visits.preview_series(course_id, day, at, count),
            show,
            failed=failed,
            owner=self,
        )

    def _refuse(self, error: DomainError) -> None:
        self._clear()
        self._heading.setText(tr("Nothing to plan"))
        self._words.setText(error.text)
        self.form.show_error(error, go=False)

    def _show(self, plan: SeriesPlan, first: bool) -> None:
        self._clear()
        self.plan = plan
        if first:
            self.count.setValue(len(plan.slots))
            self._pause.stop()
            self.settle()
        self._heading.setText(ntr("{n} visit", "{n} visits", len(plan.slots)))
        self._words.setText(
            tr(
                "{done} done, {planned} in the diary. Within the working hours, never two at once.",
                done=plan.done,
                planned=plan.planned,
            )
        )
        rows = -(-len(plan.slots) // COLUMNS)
        for place, slot in enumerate(plan.slots):
            text = label(_slot_words(slot), "words")
            self._grid.addWidget(text, place % rows, place // rows)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def _clear(self) -> None:
        self.plan = None
        self.form.clear_errors()
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _slot_words(slot: Slot) -> str:
    return f"{short_day(slot.day)}  {slot.at:%H:%M}"
