"""A patient's page: who it is, the session being recorded, and the course so far."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.session import Session, SessionKind
from acudesk.domain.trend import Axis
from acudesk.domain.wording import short_date
from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.pages.chosen_session import ChosenSession, sessions_of
from acudesk.ui.pages.course import CoursePanel
from acudesk.ui.pages.patient_actions import PatientActions
from acudesk.ui.pages.patient_commands import PatientCommands
from acudesk.ui.pages.patient_look import Look, look_at
from acudesk.ui.pages.patient_papers import PatientPapers
from acudesk.ui.pages.patient_pile import PatientPile
from acudesk.ui.pages.questions import Questions
from acudesk.ui.pages.review_actions import ReviewActions
from acudesk.ui.pages.session import SessionForm
from acudesk.ui.pages.welcome import WelcomePage
from acudesk.ui.retention_timers import RetentionTimers
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.patient_header import PatientHeader

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.ui.pages.whole_course import WholeCourse

FORM_WIDTH = 530


class PatientPage(QWidget):
    """Shows one patient at a time. `archived` says that the patient left the list,
    `patient_wanted` asks for another patient, `questions_wanted` for the turned screen.
    `session_shown` carries the session on screen, None for one that has not begun."""

    archived = Signal()
    patient_wanted = Signal(int)
    day_wanted = Signal()
    session_shown = Signal(object)
    questions_wanted = Signal(object)

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        bus: ChangeBus,
        settings: Settings,
        timers: RetentionTimers | None = None,
    ) -> None:
        super().__init__()
        self._runner = runner
        self._theme = theme
        self._look: Look | None = None
        self._patient_id: int | None = None
        self._course_id: int | None = None
        self._chosen = ChosenSession()
        self._axis: Axis | None = None
        self._arriving = False
        self._going_on = False
        self._readings = 0
        self.form = SessionForm(runner, theme)
        self.panel = CoursePanel(runner, theme)
        self.notice = Notice(theme)
        self.papers = PatientPapers(self, runner, theme, settings)
        self.timers = timers or RetentionTimers(self)
        self.commands = PatientCommands(self, self.papers)
        self.doing = PatientActions(self, runner, theme)
        self.reviewing = ReviewActions(self, runner, theme)
        self.questions = Questions(runner, self)
        self._connect_commands()
        self._build()
        bus.changed.connect(self._changed)
        self.form.sheet.timer.follow(self.timers)
        self.form.started.connect(self._session_started)
        self.form.stepped.connect(self._step)
        self.form.next_wanted.connect(self.new_session)
        self.form.discarded.connect(lambda _: self.new_session())
        self.form.signed.connect(self._signed)
        self.form.refused.connect(self.notice.warn)
        self.form.recovered.connect(self.notice.hide)
        self.form.sheet.activities_wanted.connect(self.doing.edit_course)
        self.form.sheet.questions_wanted.connect(self.turn_screen)
        self.form.sheet.plan_wanted.connect(self.doing.plan_visit)
        self.form.sheet.safety.screening_wanted.connect(self.doing.screen)
        self.form.sheet.safety.consent_wanted.connect(self.doing.ask_consent)
        self.form.sheet.safety.override_wanted.connect(self.doing.override)
        self.form.sheet.points.set_wanted.connect(self.doing.save_set)
        self.form.sealed.print_wanted.connect(self.papers.show_session)
        self.panel.axis_chosen.connect(self._choose_axis)
        self.panel.whole_wanted.connect(self.show_whole)
        self.panel.chart.session_chosen.connect(self.open_session)
        self.reviewing.link_chart(self.panel.chart)
        self.reviewing.link_card(self.panel)

    @property
    def patient_id(self) -> int | None:
        """Whose page it is."""
        return self._patient_id

    @property
    def look(self) -> Look | None:
        """What was read of the patient on screen."""
        return self._look

    @property
    def is_shown(self) -> bool:
        """Whether the patient asked for is on screen by now."""
        return self._look is not None and not self._arriving

    def show_patient(self, patient_id: int) -> None:
        """Show a patient with their current course, ready for today's session."""
        if patient_id == self._patient_id:
            return
        self.form.flush()
        self.pile.leave_whole()
        self._patient_id = patient_id
        self._course_id = self._axis = None
        self._chosen.begin()
        self._arriving = True
        self.notice.hide()
        self._disable()
        self._read()

    def go_on(self) -> None:
        """Go to the first field, as soon as the patient is on screen."""
        if self.is_shown and self._look is not None and self._look.view.view is not None:
            self.form.focus_first()
        else:
            self._going_on = True

    def show_course(self, course_id: int) -> None:
        """Show another course of the patient."""
        if course_id != self._course_id:
            self._choose_course(course_id)

    def show_session(self, patient_id: int, course_id: int, session_id: int) -> None:
        """Show one session of a patient."""
        self.form.flush()
        if patient_id != self._patient_id:
            self.notice.hide()
        self._patient_id, self._course_id = patient_id, course_id
        self._chosen.begin(wanted=session_id)
        self._axis = None
        self.pile.leave_whole()
        self._arriving = True
        self._disable()
        self._read()

    def show_whole(self) -> None:
        """Show the course over the width of the page."""
        look = self._look
        if look is not None and self.is_shown and look.view.view is not None:
            self.form.flush()
            self.pile.show_whole(look)
            self._enable()

    def show_form(self) -> None:
        """Show the session that was on screen."""
        self.pile.show_session()
        self._enable()
        self.form.focus_first()

    def toggle_whole(self) -> None:
        """The whole course, or back to the session."""
        if self.pile.shows_whole:
            self.show_form()
        else:
            self.show_whole()

    def turn_screen(self) -> None:
        """Let the patient answer what is due."""
        look = self._look
        if look is not None and self.is_shown and look.view.view is not None:
            self.form.flush()
            self.questions.prepare(look, self.form)
            self.questions_wanted.emit(self.questions)

    def screen_returned(self) -> None:
        """The practitioner has the screen back."""
        self._read()
        self.form.focus_first()

    def start_first_session(self, changes: Changes) -> None:
        """Go on with a patient who was just added, and their course."""
        (patient_id,) = changes.patients
        self.show_patient(patient_id)

    def new_session(self) -> None:
        """Show the form of a session that has not begun."""
        self._begin(SessionKind.VISIT)

    def new_entry(self) -> None:
        """Show the form of an entry between visits."""
        self._begin(SessionKind.BETWEEN)

    def save_report(self, file: Path) -> None:
        """Save the patient's progress page, or its chart, in the format that the name ends in."""
        look = self._look
        if look is not None and look.view.view is not None and not self._arriving:
            self.form.flush()
            self.papers.saver.save(file, look.view.patient.id, look.view.view.course.id)

    # Building

    def _connect_commands(self) -> None:
        do = self.doing
        for command, slot in (
            (self.commands.edit_patient, do.edit_patient),
            (self.commands.archive, do.archive),
            (self.commands.screen, do.screen),
            (self.commands.consent, do.ask_consent),
            (self.commands.merge, do.merge),
            (self.commands.undo_merge, do.undo_merge),
            (self.commands.new_course, do.new_course),
            (self.commands.edit_course, do.edit_course),
            (self.commands.close_course, self.reviewing.close_course),
            (self.commands.whole, self.toggle_whole),
            (self.commands.review, self.reviewing.continue_course),
            (self.commands.adjust, self.reviewing.adjust_course),
            (self.commands.plan_visit, do.plan_visit),
            (self.commands.plan_series, do.plan_series),
            (self.commands.undo, self.form.undo),
            (self.commands.redo, self.form.redo),
            (self.commands.confirm, self.form.sheet.points.confirm_all),
            (self.commands.timer, self.form.press_timer),
            (self.commands.sign, self.form.sign),
            (self.commands.turn, self.turn_screen),
            (self.commands.move, do.move_session),
            (self.commands.addendum, do.add_addendum),
            (self.commands.error, do.mark_error),
            (self.commands.new_session, self.new_session),
            (self.commands.new_entry, self.new_entry),
            (self.commands.save, self.form.save),
            (self.commands.back, lambda: self._step(-1)),
            (self.commands.on, lambda: self._step(1)),
        ):
            command.triggered.connect(slot)

    def _build(self) -> None:
        self.header = PatientHeader(
            self._theme, buttons=self.commands.buttons(), more=self.commands.more()
        )
        self.header.course_chosen.connect(self._choose_course)
        both = QWidget()
        columns = QHBoxLayout(both)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(14)
        self.form.setMinimumWidth(FORM_WIDTH)
        columns.addWidget(self.form, 11)
        columns.addWidget(self.panel, 10)
        self._without = WelcomePage()
        self._without.asked.connect(self._go_on_without)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 16)
        box.setSpacing(10)
        box.addWidget(self.header)
        box.addWidget(self.notice)
        self.pile = PatientPile(both, self._without, self._make_whole)
        box.addLayout(self.pile, 1)
        self.pile.fill()

    def _make_whole(self) -> "WholeCourse":
        from acudesk.ui.pages.whole_course import WholeCourse

        page = WholeCourse(self._runner, self._theme, later=self.panel.card.later)
        page.session_chosen.connect(self.open_session)
        page.axis_chosen.connect(self._choose_axis)
        page.left.connect(self.show_form)
        self.reviewing.link_whole(page)
        return page

    # Reading

    def _changed(self, changes: Changes) -> None:
        mine = self._patient_id in changes.patients or changes.settings
        if self._patient_id is not None and mine:
            self._read()

    def _read(self) -> None:
        patient_id, course_id, axis = self._patient_id, self._course_id, self._axis

        def look(services: "Services") -> Look:
            assert patient_id is not None
            return look_at(services, patient_id, course_id, axis)

        self._readings += 1
        reading = self._readings

        def show(found: Look) -> None:
            # An older reading may not know the session that has begun since.
            if reading == self._readings:
                self._show(found)

        def failed(error: DomainError) -> None:
            if reading == self._readings:
                self._show_trouble(error.text)

        self._runner.read(look, show, failed=failed, owner=self)

    def _show_trouble(self, text: str) -> None:
        """The patient cannot be read: nobody else's record stays under their name."""
        self._arriving, self._look = True, None
        self.header.clear()
        self._without.trouble(text)
        self.pile.show_trouble()
        self._disable()

    def _go_on_without(self) -> None:
        if self._look is None:
            self._read()
        else:
            self.doing.new_course()

    def _show(self, look: Look) -> None:
        arriving, self._arriving = self._arriving, False
        self._look = look
        patient, course_view = look.view.patient, look.view.view
        course = course_view.course if course_view else None
        self.header.show_patient(patient, look.view.courses, course, sessions_of(look))
        if course_view is None or look.trend is None:
            self._without.open_course(patient.display_name)
            self.pile.show_look(look)
            self._enable()
            return
        self._course_id = course_view.course.id
        if arriving:
            self._chosen.arrive(look)
        session = self._chosen.session(look)
        self._follow_timer(session)
        self.form.show_session(
            look,
            session,
            due=self._chosen.asked(look),
            kind=self._chosen.kind,
        )
        self.session_shown.emit(session)
        self.panel.show_course(course_view, look.trend, fresh=arriving)
        self.pile.show_look(look)
        self._enable()
        if arriving:
            self._offer_unfinished(look)
        going_on, self._going_on = self._going_on, False
        if going_on or (arriving and session is None):
            # New fields can take the focus only once the layout has shown them.
            QTimer.singleShot(0, lambda: self._welcome_focus(wanted=going_on))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._enable()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._disable()

    def _disable(self) -> None:
        """Nothing can be done while another page, or another patient, is on its way."""
        self.commands.disable()

    def _enable(self) -> None:
        look = self._look
        if look is None or self._arriving or not self.isVisible():
            self._disable()
            return
        course = look.view.view.course if look.view.view else None
        self.commands.enable(
            look.view.patient,
            course,
            self._chosen.session(look),
            self._chosen.place(look),
            len(sessions_of(look)),
            in_sight=not self.pile.shows_whole,
        )
        is_open = course is not None and course.is_open
        self.form.setEnabled(is_open or self._chosen.session(look) is not None)

    def _offer_unfinished(self, look: Look) -> None:
        last = self._chosen.unfinished(look)
        if last is None:
            return
        self.notice.tell(
            tr(
                "Session {n} of {day} is not signed yet.",
                n=last.number,
                day=short_date(last.took_place, date.today()),
            ),
            do=tr("Open it"),
            action=lambda: self.open_session(last.id),
        )

    def _welcome_focus(self, *, wanted: bool) -> None:
        """Go to the first field, unless somebody is at work elsewhere, such as in the list."""
        focus = QApplication.focusWidget()
        inside = focus is not None and self.form.isAncestorOf(focus)
        busy = isinstance(focus, QAbstractItemView | QLineEdit)
        if wanted or not (inside or busy):
            self.form.focus_first()

    # Moving about

    def _begin(self, kind: SessionKind) -> None:
        if self._arriving:
            return
        self.form.flush()
        self._chosen.begin(kind)
        self.pile.leave_whole()
        if self._look is not None:
            self._show(self._look)
            self.form.focus_first()

    def _follow_timer(self, session: Session | None) -> None:
        """The timers of the program know what the record says of this session."""
        if session is None or self._look is None:
            return
        if session.is_draft:
            name = self._look.view.patient.display_name
            self.timers.follow(session.id, session.treatment, name)
        else:
            self.timers.stop(session.id)

    def _signed(self, session_id: int) -> None:
        self.timers.stop(session_id)
        self.notice.tell(
            tr("Signed and sealed."), do=tr("Today"), action=lambda: self.day_wanted.emit()
        )

    def _session_started(self, session_id: int) -> None:
        self._chosen.id = session_id
        self._read()

    def _step(self, by: int) -> None:
        if self._arriving:
            return
        sessions = sessions_of(self._look)
        place = self._chosen.place(self._look) + by
        if place == len(sessions) and self.commands.new_session.isEnabled():
            self.new_session()
        elif 0 <= place < len(sessions):
            self.open_session(sessions[place].id)

    def open_session(self, session_id: int) -> None:
        """Show another session of the course on screen."""
        look = self._look
        session = next((one for one in sessions_of(look) if one.id == session_id), None)
        if look is None or session is None or self._arriving:
            return
        self.form.flush()
        self._chosen.take(session)
        self.pile.leave_whole()
        if self._chosen.takes_up_offer():
            self.notice.hide()
        self._show(look)

    def _choose_course(self, course_id: int) -> None:
        self.form.flush()
        self._course_id = course_id
        self._chosen.begin()
        self._axis = None
        self._arriving = True
        self._disable()
        self._read()

    def _choose_axis(self, axis: Axis) -> None:
        self._axis = axis
        self._read()

    def course_saved(self, changes: Changes) -> None:
        """Show a course that was just opened."""
        self._course_id = changes.course_id
        self._chosen.begin()
        self._arriving = True
        self._read()

    def forget_session(self) -> None:
        """The session on screen has gone elsewhere: show what comes next here."""
        self._chosen.begin()
        self._arriving = True
        self._read()
