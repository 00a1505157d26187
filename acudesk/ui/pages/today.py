"""The first page: who comes today with what to know before, and what waits."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.diary import day_title, shifted, short_day, week_title
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState, state_name
from acudesk.domain.today import (
    DiaryLine,
    TodayView,
    Week,
)
from acudesk.translation import tr
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.day_view import DayView
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import FittingLabel, button, icon_button, themed_icon
from acudesk.ui.widgets.visit_actions import STATES, VisitAction
from acudesk.ui.widgets.waiting_column import WaitingColumn
from acudesk.ui.widgets.week_view import WeekView

if TYPE_CHECKING:
    from acudesk.bootstrap import Services

WAITING_WIDTH = (280, 360)
WIDE = 1_380
"""From this width on a week leaves room for what waits."""
MINUTE = 60_000
Found = tuple[TodayView, Week | None, datetime]


class TodayPage(QWidget):
    """`session_opened` carries the keys of patient, course and session, `patient_opened` those
    of patient and course, which may be None, `sheet_wanted` the day to be printed."""

    session_opened = Signal(int, int, int)
    patient_opened = Signal(int, object)
    sheet_wanted = Signal(object)

    def __init__(self, runner: TaskRunner, theme: Theme, bus: ChangeBus) -> None:
        super().__init__()
        self._runner, self._theme = runner, theme
        self._day: date | None = None
        self._readings = 0
        self._stale = True
        self._arriving = True
        self._wanted: int | None = None
        self._moved: PlannedVisit | None = None
        self.view: TodayView | None = None
        self.notice = Notice(theme)
        self.day_view = DayView(theme)
        self.week_view = WeekView(theme)
        self.waiting = WaitingColumn(theme)
        self._build()
        for part in (self.day_view, self.week_view):
            part.asked.connect(self._asked)
            part.shifted.connect(self._shift)
        self.week_view.moved.connect(self._move)
        self.week_view.place_chosen.connect(self.plan_visit)
        self.day_view.plan_wanted.connect(lambda: self.plan_visit())
        self.waiting.session_chosen.connect(
            lambda line: self.session_opened.emit(line.patient_id, line.course_id, line.session_id)
        )
        self.waiting.course_chosen.connect(
            lambda line: self.patient_opened.emit(line.patient_id, line.course_id)
        )
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE)
        self._minute.timeout.connect(self.refresh)
        bus.changed.connect(self._changed)

    @property
    def day(self) -> date:
        """The day that is shown; today until another one is chosen."""
        return self._day or date.today()

    @property
    def shows_week(self) -> bool:
        """Whether the week is shown that the day lies in."""
        return self.week_button.isChecked()

    @property
    def title(self) -> str:
        """What the heading says."""
        return self._title.text()

    # What can be done here

    def refresh(self) -> None:
        """Read the page again; what has the focus keeps it."""
        self._stale = False
        self._readings += 1
        reading, day, week = self._readings, self._day, self.shows_week

        def read(services: "Services") -> Found:
            now = services.clock.now()
            shown = day or now.date()
            return (
                services.today.view(shown, now),
                services.today.week(shown) if week else None,
                now,
            )

        def show(found: Found) -> None:
            if reading == self._readings:
                self._show(*found)

        self._runner.read(read, show, owner=self)

    def show_day(self, day: date | None) -> None:
        """Show a day, or with None whichever day it is today."""
        self._day = None if day == date.today() else day
        self.refresh()

    def show_week(self, week: bool) -> None:
        """Show the week that the day lies in, or the day alone."""
        (self.week_button if week else self.day_button).setChecked(True)
        self.refresh()

    def open_next(self) -> None:
        """Open the session of whoever is next today."""

        def find(services: "Services") -> DiaryLine:
            found = services.today.next_visit(services.clock.now())
            if found is None:
                raise DomainError(tr("No visit is waiting today. A session needs no plan."))
            return found

        self._runner.read(find, self.open_visit, owner=self)

    def open_visit(self, line: DiaryLine) -> None:
        """Begin the session of a visit, or go on with the one that has begun."""
        visit = line.visit

        def failed(error: DomainError) -> None:
            if error.field in ("course", "day"):
                # Nothing can begin yet: the patient's page offers what comes first.
                self.patient_opened.emit(visit.patient_id, line.course_id)
            else:
                self.notice.warn(error.text)

        def begun(changes: Changes) -> None:
            self.session_opened.emit(changes.patient_id, changes.course_id, changes.session_id)

        self._runner.write(
            lambda services: services.planned_visits.begin_visit(visit.id),
            begun,
            failed=failed,
            owner=self,
        )

    def plan_visit(self, day: date | None = None, at: time | None = None) -> None:
        """Ask whose visit shall be planned, and when."""
        from acudesk.ui.dialogs.plan_visit import PlanVisitDialog

        shown = day or (self.day if self.day > date.today() else None)
        PlanVisitDialog(self._runner, self._theme, self, day=shown, at=at).open()

    # Building

    def _build(self) -> None:
        both = QWidget()
        columns = QHBoxLayout(both)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(14)
        self._pile = QStackedWidget()
        self._pile.addWidget(self.day_view)
        self._pile.addWidget(self.week_view)
        columns.addWidget(self._pile, 1)
        columns.addWidget(self.waiting)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 12, 0)
        box.setSpacing(10)
        box.addLayout(self._head())
        told = QHBoxLayout()
        told.setContentsMargins(0, 0, 8, 0)
        told.addWidget(self.notice)
        box.addLayout(told)
        box.addWidget(both, 1)

    def _head(self) -> QHBoxLayout:
        self._title = FittingLabel("title")
        self.back_button = icon_button(tr("Day before"))
        self.on_button = icon_button(tr("Day after"))
        for made, icon, by in (
            (self.back_button, "chevron-left", -1),
            (self.on_button, "chevron-right", 1),
        ):
            themed_icon(made, self._theme, icon)
            made.clicked.connect(lambda _=False, by=by: self._step(by))
        self.today_button = button(tr("Today"))
        self.today_button.clicked.connect(lambda: self.show_day(None))
        self.day_button, self.week_button = self._segment(tr("Day")), self._segment(tr("Week"))
        self.day_button.setChecked(True)
        self.plan_button = button(tr("Plan a visit…"))
        themed_icon(self.plan_button, self._theme, "plus")
        self.plan_button.clicked.connect(lambda: self.plan_visit())
        self.sheet_button = button(tr("Day sheet"))
        self.sheet_button.setToolTip(tr("Print the day sheet of the day shown"))
        themed_icon(self.sheet_button, self._theme, "printer")
        self.sheet_button.clicked.connect(lambda: self.sheet_wanted.emit(self.day))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 8, 0)
        head.setSpacing(6)
        head.addWidget(self._title, 1)
        head.addWidget(self.today_button)
        head.addWidget(self.back_button)
        head.addWidget(self.on_button)
        head.addSpacing(6)
        head.addWidget(self.day_button)
        head.addWidget(self.week_button)
        head.addSpacing(6)
        head.addWidget(self.sheet_button)
        head.addWidget(self.plan_button)
        return head

    def _segment(self, text: str) -> QPushButton:
        made = QPushButton(text)
        made.setProperty("part", "segment")
        made.setProperty("tall", True)
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.setAutoDefault(False)
        made.clicked.connect(lambda: self.refresh())
        return made

    # Showing

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()
        self._arriving = True
        if self._stale:
            self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()
        self._stale = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        least, most = WAITING_WIDTH
        self.waiting.setFixedWidth(max(least, min(most, self.width() // 4)))
        self.waiting.setVisible(not self.shows_week or self.width() >= WIDE)

    def _changed(self, _: Changes) -> None:
        if self.isVisible():
            self._soon.start()
        else:
            self._stale = True

    def _show(self, view: TodayView, week: Week | None, now: datetime) -> None:
        self.view = view
        today = now.date()
        upcoming = view.next_visit if view.day == today else None
        if week is not None:
            self.week_view.show_week(week, now, upcoming.visit.id if upcoming else None)
            self._title.say(week_title(week.days, today))
        else:
            self.day_view.show_day(view, now)
            day = day_title(view.day, today)
            self._title.say(tr("Today · {day}", day=day) if view.day == today else day)
        self._pile.setCurrentIndex(0 if week is None else 1)
        self.today_button.setEnabled(view.day != today)
        for made, words in (
            (self.back_button, tr("Week before") if week else tr("Day before")),
            (self.on_button, tr("Week after") if week else tr("Day after")),
        ):
            made.setToolTip(words)
            made.setAccessibleName(words)
        self._fit()
        self.waiting.show_waiting(view, today)
        wanted, self._wanted = self._wanted, None
        if wanted is None and self._arriving and _nobody_types(self):
            wanted = upcoming.visit.id if upcoming else None
        self._arriving = False
        if wanted is not None:
            (self.week_view if week else self.day_view).focus_on(wanted)

    def _step(self, by: int) -> None:
        self.show_day(self.day + timedelta(days=by * (7 if self.shows_week else 1)))

    # What is asked of a visit

    def _asked(self, line: DiaryLine, action: VisitAction) -> None:
        if action == VisitAction.OPEN:
            self.open_visit(line)
        elif action == VisitAction.PATIENT:
            self.patient_opened.emit(line.visit.patient_id, line.course_id)
        elif action == VisitAction.EDIT:
            self._edit(line)
        elif action == VisitAction.REMOVE:
            self._remove(line)
        else:
            self._mark(line, STATES[action])

    def _mark(self, line: DiaryLine, state: VisitState) -> None:
        if line.visit.state == state:
            return
        self._write(
            line,
            lambda services: services.planned_visits.mark_visit(line.visit.id, state),
            tr("{name}: {state}.", name=line.patient_name, state=state_name(state)),
        )

    def _remove(self, line: DiaryLine) -> None:
        self._write(
            line,
            lambda services: services.planned_visits.remove_visit(line.visit.id),
            tr("The visit of {name} is out of the diary.", name=line.patient_name),
        )

    def _move(self, line: DiaryLine, day: date, at: time) -> None:
        words = tr(
            "{name}: moved to {day}, {at}.",
            name=line.patient_name,
            day=short_day(day),
            at=f"{at:%H:%M}",
        )
        self._write(
            line,
            lambda services: services.planned_visits.move_visit(line.visit.id, day, at),
            words,
        )

    def _shift(self, line: DiaryLine, days: int, steps: int) -> None:
        # Keys can come faster than the page is read: each one moves on from what is stored.
        there = shifted(line.visit, days=days, steps=steps)
        if (there.day, there.at) == (line.visit.day, line.visit.at):
            return
        self._write(
            line,
            lambda services: services.planned_visits.shift_visit(
                line.visit.id, days=days, steps=steps
            ),
            tr("{name}: moved.", name=line.patient_name),
            by_keys=True,
            days=days,
        )

    def _write(
        self, line: DiaryLine, job: Job, words: str, *, by_keys: bool = False, days: int = 0
    ) -> None:
        """Write a change of a visit and offer the way back; several moves by keys in a row have
        one way back. The page follows a visit to another day."""
        before = line.visit
        if by_keys and self._moved is not None and self._moved.id == before.id:
            before = self._moved

        def done(_: Changes) -> None:
            self._moved = before if by_keys else None
            here = line.visit.day if self.shows_week else self.day
            self._follow(line.visit.id, here + timedelta(days=days))
            self.notice.tell(words, do=tr("Undo"), action=lambda: self._put_back(before))

        def failed(error: DomainError) -> None:
            self.notice.warn(error.text)
            self.refresh()

        self._runner.write(job, done, failed=failed, owner=self)

    def _follow(self, visit_id: int, day: date) -> None:
        """Show a visit with the next reading, which the write has asked for already."""
        self._wanted = visit_id
        self._day = None if day == date.today() else day

    def _put_back(self, visit: PlannedVisit) -> None:
        self._moved = None
        self._runner.write(
            lambda services: services.planned_visits.put_back(visit),
            lambda _: self._follow(visit.id, visit.day),
            failed=lambda error: self.notice.warn(error.text),
            owner=self,
        )

    def _edit(self, line: DiaryLine) -> None:
        def ask(patient: Patient) -> None:
            from acudesk.ui.dialogs.plan_visit import PlanVisitDialog

            PlanVisitDialog(
                self._runner, self._theme, self, patient=patient, visit=line.visit
            ).open()

        self._runner.read(
            lambda services: services.patients.patient(line.visit.patient_id), ask, owner=self
        )


def _nobody_types(page: QWidget) -> bool:
    """Whether the focus may go to the next visit: somebody at work in the list keeps it."""
    focus = QApplication.focusWidget()
    return focus is None or page.isAncestorOf(focus)
