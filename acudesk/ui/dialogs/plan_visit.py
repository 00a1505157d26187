"""A visit in the diary: whose, when and how long; overlaps are told, not forbidden."""

from dataclasses import replace
from datetime import date, time

from PySide6.QtCore import QDate, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.course import Course
from acudesk.domain.diary import Slot
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient, PatientRow
from acudesk.domain.planned_visit import DEFAULT_MINUTES, LONGEST_VISIT, PlannedVisit
from acudesk.domain.today import complaint
from acudesk.domain.wording import parse_time
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.count_box import count_box
from acudesk.ui.widgets.form import HALF, THIRD, WHOLE, Form
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.typing_pause import TypingPause

FOUND = 5
"""So many patients are offered while a name is typed."""
ROW_HEIGHT = 32
MOST_NOTES = 3
_ROW = int(Qt.ItemDataRole.UserRole)


class PlanVisitDialog(FormDialog):
    """`saved` carries the visit that was planned, or changed where one is given.

    Without a patient one is found by typing. Without a time a free one is offered.
    """

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        *,
        patient: Patient | None = None,
        course: Course | None = None,
        visit: PlannedVisit | None = None,
        day: date | None = None,
        at: time | None = None,
    ) -> None:
        super().__init__(
            runner,
            theme,
            parent,
            tr("Plan a visit") if visit is None else tr("Planned visit"),
            tr("Plan the visit") if visit is None else tr("Save"),
        )
        self.visit = visit
        self._patient_id: int | None = None
        self._course_id = visit.course_id if visit else course.id if course else None
        self._asked = 0
        self._offered = ""
        self.form = Form()
        self._fill()
        self._show_start(day or date.today(), at)
        self.add_card(self.form)
        self.cards.addWidget(self._strip)
        self.cards.addStretch(1)
        if patient is not None:
            self.search.setReadOnly(True)
            self.search.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._take(patient.id, patient.display_name, patient.chart_number)
            self.at.setFocus()
        else:
            self.search.setFocus()
        self.settle()
        self._pause = TypingPause(self)
        self._pause.over.connect(self._ask_notes)
        self.form.edited.connect(self._pause.start)
        self.day.dateChanged.connect(self._offer)
        if visit is None:
            self._offer(first=at is None and day is None)

    @property
    def patient_id(self) -> int | None:
        """Who was chosen."""
        return self._patient_id

    @property
    def warning(self) -> str:
        """What is told of the time that stands here."""
        return "" if self._strip.isHidden() else self._notes.text()

    def job(self) -> Job:
        """The visit, planned or changed."""
        written = self._written()
        if self.visit is None:
            return lambda services: services.planned_visits.plan_visit(written)
        return lambda services: services.planned_visits.change_visit(written)

    def choose(self, row: PatientRow) -> None:
        """Plan for this patient."""
        self._course_id = None
        self._take(row.id, row.display_name, row.chart_number)
        self._pause.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and not self.found.isHidden()
        ):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self.search and event.key() == Qt.Key.Key_Down:
                self.found.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if enter and watched in (self.search, self.found):
                self._take_item(self.found.currentItem())
                self.at.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    # The fields

    def _fill(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Name, number, phone or birth date"))
        self.search.setAccessibleName(tr("Patient"))
        self._typing = TypingPause(self)
        self._typing.over.connect(self._search)
        self.search.textEdited.connect(self._typed)
        self.found = QListWidget()
        self.found.setAccessibleName(tr("Patients that match"))
        self.found.itemClicked.connect(self._take_item)
        self.found.hide()
        who = QWidget()
        inside = QVBoxLayout(who)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        inside.addWidget(self.search)
        inside.addWidget(self.found)
        who.setFocusProxy(self.search)
        self.course = QComboBox()
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("ddd d MMMM yyyy")
        self.at = QLineEdit()
        self.at.setPlaceholderText("14:30")
        self.minutes = count_box(5, LONGEST_VISIT, step=5)
        self.note = QLineEdit()
        for name, title, field, units in (
            ("patient", tr("Patient"), who, HALF),
            ("course", tr("Course"), self.course, HALF),
            ("day", tr("Day"), self.day, THIRD),
            ("at", tr("Time"), self.at, THIRD),
            ("minutes", tr("Minutes"), self.minutes, THIRD),
            ("note", tr("Note"), self.note, WHOLE),
        ):
            self.form.add(name, title, field, units=units)
        self._strip = QFrame()
        self._strip.setObjectName("alert")
        self._notes = label("", wrap=True)
        line = QHBoxLayout(self._strip)
        line.setContentsMargins(14, 7, 14, 7)
        line.addWidget(self._notes)
        self._strip.hide()

    def _show_start(self, day: date, at: time | None) -> None:
        visit = self.visit
        if visit is not None:
            day, at = visit.day, visit.at
        first = min(day, date.today())
        self.day.setMinimumDate(QDate(first.year, first.month, first.day))
        self.day.setDate(QDate(day.year, day.month, day.day))
        self.at.setText(f"{at:%H:%M}" if at else "")
        self.minutes.setValue(visit.minutes if visit else DEFAULT_MINUTES)
        self.note.setText(visit.note if visit else "")
        self._show_courses(())

    def _written(self) -> PlannedVisit:
        """The visit as it stands here; raises DomainError with the name of a field."""
        if self._patient_id is None:
            raise DomainError(tr("Choose whose visit it is."), field="patient")
        if not self.at.text().strip():
            raise DomainError(tr("Say at what time, such as 14:30."), field="at")
        read = {
            "course_id": self.course.currentData(),
            "day": self._day(),
            "at": parse_time(self.at.text()),
            "minutes": self.minutes.value(),
            "note": self.note.text(),
        }
        if self.visit is not None:
            return replace(self.visit, **read)
        return PlannedVisit(patient_id=self._patient_id, **read)

    def _day(self) -> date:
        shown = self.day.date()
        return date(shown.year(), shown.month(), shown.day())

    # Whose it is

    def _typed(self) -> None:
        self._patient_id = None
        self._show_courses(())
        self._typing.start()

    def _search(self) -> None:
        self._asked += 1
        asked, text = self._asked, self.search.text()

        def show(rows: tuple[PatientRow, ...]) -> None:
            if asked == self._asked and self._patient_id is None:
                self._show_found(rows)

        self.runner.read(
            lambda services: services.patients.list_patients(text, limit=FOUND),
            show,
            failed=lambda _: None,
            owner=self,
        )

    def _show_found(self, rows: tuple[PatientRow, ...]) -> None:
        self.found.clear()
        for row in rows:
            item = QListWidgetItem(_named(row.display_name, row.chart_number))
            item.setData(_ROW, row)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.found.addItem(item)
        self.form.tell("patient", "" if rows else tr("Nobody matches."))
        self.found.setVisible(bool(rows))
        self.found.setFixedHeight(len(rows) * ROW_HEIGHT + 11)
        self.found.setCurrentRow(0)

    def _take_item(self, item: QListWidgetItem | None) -> None:
        row = item.data(_ROW) if item is not None else None
        if isinstance(row, PatientRow):
            self.choose(row)

    def _take(self, patient_id: int, name: str, chart_number: str) -> None:
        self._patient_id = patient_id
        self._typing.stop()
        self._asked += 1
        self.search.setText(_named(name, chart_number))
        self.search.setCursorPosition(0)
        self.found.hide()
        self.form.clear_error("patient")
        self.form.tell("patient", "")
        self.runner.read(
            lambda services: services.courses.courses_of(patient_id),
            lambda courses: self._courses_came(patient_id, courses),
            owner=self,
        )

    def _courses_came(self, patient_id: int, courses: tuple[Course, ...]) -> None:
        if patient_id == self._patient_id:
            typed = self.has_typed
            self._show_courses(
                tuple(one for one in reversed(courses) if one.is_open or one.id == self._course_id)
            )
            if not typed:
                self.settle()

    def _show_courses(self, courses: tuple[Course, ...]) -> None:
        self.course.clear()
        for one in courses:
            self.course.addItem(complaint(one.condition, one.side), one.id)
        if not courses:
            words = "" if self._patient_id is None else tr("no open course yet")
            self.course.addItem(words, None)
        self.course.setEnabled(len(courses) > 1)
        self.course.setCurrentIndex(max(self.course.findData(self._course_id), 0))

    # When it is

    def _offer(self, _: object = None, *, first: bool = False) -> None:
        """Offer a free time, unless one was typed; `first` offers another day as well."""
        if self.at.text() != self._offered:
            return
        day = self._day()

        def show(slot: Slot) -> None:
            if self.at.text() == self._offered and day == self._day():
                self._show_offer(slot, first)

        self.runner.read(
            lambda services: services.planned_visits.free_slot(day),
            show,
            failed=lambda _: None,
            owner=self,
        )

    def _show_offer(self, slot: Slot, first: bool) -> None:
        typed = self.has_typed
        untouched = self.minutes.value() == DEFAULT_MINUTES
        if slot.day == self._day() or first:
            self._offered = f"{slot.at:%H:%M}"
            self.at.setText(self._offered)
            self.day.setDate(QDate(slot.day.year, slot.day.month, slot.day.day))
            if self.at.hasFocus():
                self.at.selectAll()
        if untouched:
            self.minutes.setValue(slot.minutes)
        if not typed:
            self.settle()

    def _ask_notes(self) -> None:
        """Read what is to be known of the time that stands here."""
        try:
            written = self._written()
        except DomainError:
            self._say_notes(())
            return
        self.runner.read(
            lambda services: services.planned_visits.notes_on(written),
            self._say_notes,
            failed=lambda _: None,
            owner=self,
        )

    def _say_notes(self, notes: tuple[str, ...]) -> None:
        shown = notes[:MOST_NOTES]
        if len(notes) > len(shown):
            shown += (ntr("And {n} more.", "And {n} more.", len(notes) - len(shown)),)
        self._notes.setText("\n".join(shown))
        self._strip.setVisible(bool(notes))
        self._strip.setAccessibleName(self._notes.text())


def _named(name: str, chart_number: str) -> str:
    return f"{name} · {tr('no. {number}', number=chart_number)}"
