"""The window: frames the pages and knows nothing clinical."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.settings import Appearance, Settings
from acudesk.translation import tr
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.pages.welcome import WelcomePage
from acudesk.ui.task_runner import TaskRunner, bug_words
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.page_button import PageButton
from acudesk.ui.widgets.parts import button, label, themed_icon
from acudesk.ui.widgets.patient_list import PatientList
from acudesk.ui.window_files import WindowFiles
from acudesk.ui.window_menus import WindowMenus, sure

if TYPE_CHECKING:
    from acudesk.domain.measure import Measure
    from acudesk.domain.session import Session
    from acudesk.domain.treatment import Treatment
    from acudesk.ui.open_sessions import OpenSessions
    from acudesk.ui.pages.patient import PatientPage
    from acudesk.ui.pages.practice import PracticePage
    from acudesk.ui.pages.questions import Questions
    from acudesk.ui.pages.settings import SettingsPage
    from acudesk.ui.pages.today import TodayPage
    from acudesk.ui.pages.turned_screen import TurnedScreen
    from acudesk.ui.retention_timers import RetentionTimers
    from acudesk.ui.widgets.retention_timer import TimerStrip

SIDEBAR_WIDTH = (280, 360)
"""The patient list takes a fifth of the window, within these bounds."""
SMALLEST = (1180, 600)
USUAL = (1366, 768)
WAIT_MILLISECONDS = 20


class MainWindow(QMainWindow):
    """Patients on the left, one page on the right: today first. `ready` follows the first
    patient list."""

    ready = Signal()
    appearance_chosen = Signal(object)

    def __init__(
        self, runner: TaskRunner, theme: Theme, bus: ChangeBus, settings: Settings
    ) -> None:
        super().__init__()
        self._runner = runner
        self._theme = theme
        self._bus = bus
        self._settings = settings
        self._listed = False
        self._leaving = False
        self._closing = False
        self._asking_new = False
        self.setWindowTitle(tr("AcuDesk"))
        self.setMinimumSize(*SMALLEST)
        room = self.screen().availableGeometry()
        self.resize(min(USUAL[0], room.width()), min(USUAL[1], room.height()))
        if settings.geometry:
            self.restoreGeometry(QByteArray.fromHex(settings.geometry.encode()))
        self.patients = PatientList(runner, theme)
        self.welcome = WelcomePage()
        self.notice = Notice(theme)
        self.settings_page: SettingsPage | None = None
        self.practice_page: PracticePage | None = None
        self.turned: TurnedScreen | None = None
        self._build()
        self.files = WindowFiles(self, runner, theme, bus, settings)
        self.files.restored.connect(self._opened)
        self.menus = WindowMenus(self)
        self.patients.chosen.connect(self._choose)
        self.patients.entered.connect(self._go_in)
        self.patients.model.loaded.connect(self._list_loaded)
        self.welcome.asked.connect(self._go_on)
        self.welcome.restore_wanted.connect(self.files.bring_back)
        bus.changed.connect(lambda _: self.patients.model.reload())
        runner.failed.connect(self._tell)
        runner.broken.connect(self._tell_bug)

    @cached_property
    def strip(self) -> "TimerStrip":
        """The running timers and open sessions above every page, made when needed."""
        from acudesk.ui.retention_timers import RetentionTimers
        from acudesk.ui.widgets.retention_timer import TimerStrip

        strip = TimerStrip(RetentionTimers(self), self._theme)
        strip.session_chosen.connect(self._open_session)
        self._above.insertWidget(0, strip)
        return strip

    @property
    def timers(self) -> "RetentionTimers":
        """The timers of needles that are in, whichever patient is shown."""
        return self.strip.timers

    @cached_property
    def _open(self) -> "OpenSessions":
        from acudesk.ui.open_sessions import OpenSessions

        return OpenSessions(self.strip)

    @cached_property
    def patient(self) -> "PatientPage":
        """The page of the chosen patient, made when the list of patients is on screen."""
        from acudesk.ui.pages.patient import PatientPage

        page = PatientPage(self._runner, self._theme, self._bus, self._settings, self.timers)
        page.archived.connect(self._relist)
        page.questions_wanted.connect(self._turn_screen)
        page.patient_wanted.connect(self._open_patient)
        page.day_wanted.connect(self.show_today)
        opened = self._open
        page.session_shown.connect(
            lambda one: page.header.show_banner(opened.shown(page.look, one))
        )
        self._pages.addWidget(page)
        for name, actions in page.commands.menus():
            self.menus.add(name, actions, page=True)
        return page

    @cached_property
    def today(self) -> "TodayPage":
        """The first page: who comes today, what is open."""
        from acudesk.ui.pages.today import TodayPage

        page = TodayPage(self._runner, self._theme, self._bus)
        page.session_opened.connect(self._open_session_of)
        page.patient_opened.connect(self._open_patient)
        page.sheet_wanted.connect(self.files.show_day_sheet)
        self._pages.addWidget(page)
        return page

    def open_practice(self) -> None:
        """Open the practice and list its patients."""
        self._runner.open(lambda _: self._opened(), self._cannot_open)

    def new_patient(self) -> None:
        """Ask for a new patient and go on with the first session."""

        def ask(conditions: tuple[str, ...]) -> None:
            from acudesk.ui.dialogs.patient import PatientDialog

            dialog = PatientDialog(self._runner, self._theme, self, None, conditions)
            dialog.saved.connect(self._patient_added)
            dialog.finished.connect(self._new_asked)
            dialog.open()

        def failed(error: DomainError) -> None:
            self._new_asked()
            self._tell(error)

        if not self._asking_new:
            self._asking_new = True
            self._runner.read(
                lambda services: services.practice.conditions(), ask, failed=failed, owner=self
            )

    def _new_asked(self) -> None:
        self._asking_new = False

    def show_today(self) -> None:
        """Show who comes today."""
        if self._listed:
            self.flush()
            self.patients.clear_choice()
            self.today.refresh()
            self._pages.setCurrentWidget(self.today)

    def open_next(self) -> None:
        """Open the session of whoever is next."""
        if self._listed:
            self.flush()
            self.today.open_next()

    def find_patient(self) -> None:
        """Go to the search field."""
        self.patients.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.patients.search.selectAll()

    def show_settings(self) -> None:
        """Show the practice's settings."""
        if self.settings_page is None:
            from acudesk.ui.pages.settings import SettingsPage

            page = SettingsPage(self._runner, self._theme, self._bus)
            page.closed.connect(self._leave_settings)
            page.appearance_chosen.connect(self.appearance_chosen)
            self.settings_page = page
            self._pages.addWidget(page)
        self.flush()
        self.settings_page.refresh()
        self._pages.setCurrentWidget(self.settings_page)

    def show_practice(self) -> None:
        """Show what all courses came to."""
        if not self._listed:
            return
        if self.practice_page is None:
            from acudesk.ui.pages.practice import PracticePage

            self.practice_page = PracticePage(self._runner, self._theme, self._bus)
            self._pages.addWidget(self.practice_page)
        self.flush()
        self.patients.clear_choice()
        self.practice_page.refresh()
        self._pages.setCurrentWidget(self.practice_page)
        self.practice_page.take_keyboard(framed=not self._practice_button.underMouse())

    def show_words(self) -> None:
        """Say what the words about a course mean, with their sources."""
        from acudesk.ui.dialogs.words import WordsDialog

        def show(measures: "tuple[Measure, ...]") -> None:
            if self.findChild(WordsDialog) is None:
                WordsDialog(self._theme, self, measures).open()

        if self._listed:
            self._runner.read(lambda services: services.measures.list_measures(), show, owner=self)
        else:
            show(())

    def flush(self) -> None:
        """Send everything that is still being typed."""
        if self._has_patient_page():
            self.patient.form.flush()
        if self.settings_page is not None:
            self.settings_page.flush()

    def _has_patient_page(self) -> bool:
        return "patient" in self.__dict__

    def _has_unkept(self) -> bool:
        session = self._has_patient_page() and self.patient.form.has_unkept
        return session or (self.settings_page is not None and self.settings_page.has_unkept)

    def geometry_text(self) -> str:
        """Where the window stands, to be remembered."""
        return bytes(self.saveGeometry().toHex().data()).decode()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close when everything is kept; what could not be kept asks first."""
        if not (self._leaving or self._closing):
            self._closing = True
            self.flush()
            if self.practice_page is not None:
                self.practice_page.cancel()  # Nobody waits for figures at the door.
        if self._closing and self._runner.is_busy:
            event.ignore()
            QTimer.singleShot(WAIT_MILLISECONDS, self.close)
            return
        self._closing = False
        if self._leaving or not self._has_unkept():
            super().closeEvent(event)
        else:
            event.ignore()
            self._ask_to_leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A wide window leaves room for whole names."""
        least, most = SIDEBAR_WIDTH
        self._sidebar.setFixedWidth(max(least, min(most, self.width() // 5)))
        super().resizeEvent(event)

    def _build(self) -> None:
        title = label(tr("Patients"), "title")
        new = button(tr("New"))
        new.setToolTip(tr("New patient (Ctrl+N)"))
        new.setAccessibleName(tr("New patient"))
        themed_icon(new, self._theme, "user-plus")
        new.clicked.connect(self.new_patient)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(new)
        self._today_button = PageButton(self._theme, tr("Today"), "calendar-days")
        self._today_button.setToolTip(tr("Today (Ctrl+D)"))
        self._today_button.clicked.connect(self.show_today)
        self._practice_button = PageButton(self._theme, tr("Practice"), "chart-column")
        self._practice_button.setToolTip(tr("What all courses came to (Ctrl+Shift+G)"))
        self._practice_button.clicked.connect(self.show_practice)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self._today_button, 1)
        where.addWidget(self._practice_button, 1)
        self._settings_button = PageButton(self._theme, tr("Settings"), "settings", flat=True)
        self._settings_button.clicked.connect(self.show_settings)
        self._look_button = button("", flat=True)
        self._look_button.clicked.connect(self._switch_look)
        self._say_look()
        self._theme.changed.connect(self._say_look)
        foot = QHBoxLayout()
        foot.addWidget(self._settings_button)
        foot.addStretch(1)
        foot.addWidget(self._look_button)
        sidebar = QWidget()
        sidebar.setObjectName("sidebar")
        sidebar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sidebar = sidebar
        side = QVBoxLayout(sidebar)
        side.setContentsMargins(14, 14, 12, 10)
        side.setSpacing(10)
        side.addLayout(where)
        side.addLayout(head)
        side.addWidget(self.patients, 1)
        side.addLayout(foot)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.currentChanged.connect(lambda _: self._page_changed())
        self._banner = label(
            tr("Demo practice: invented patients. Nothing here belongs to your own practice."),
        )
        self._banner.setObjectName("banner")
        self._banner.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._banner.setContentsMargins(0, 5, 0, 5)
        self._banner.hide()
        self._above = QVBoxLayout()
        self._above.setContentsMargins(20, 0, 20, 0)
        self._above.setSpacing(0)
        self._above.addWidget(self.notice)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._banner)
        right.addLayout(self._above)
        right.addWidget(self._pages, 1)
        middle = QWidget()
        columns = QHBoxLayout(middle)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(sidebar)
        columns.addLayout(right, 1)
        self._whole = QStackedWidget()
        self._whole.addWidget(middle)
        self.setCentralWidget(self._whole)

    def _page_changed(self) -> None:
        self.notice.hide()
        here = self._pages.currentWidget()
        self._today_button.light(here is self.__dict__.get("today"))
        self._practice_button.light(here is self.practice_page)
        self._settings_button.light(here is self.settings_page)

    def _opened(self) -> None:
        self.files.enable()
        self._listed = False
        self.patients.model.reload()
        self._runner.read(
            lambda services: services.practice.practice().demo, self._banner.setVisible, owner=self
        )

    def _cannot_open(self, error: DomainError) -> None:
        self.welcome.trouble(error.text)
        self._pages.setCurrentWidget(self.welcome)
        self.ready.emit()

    def _go_on(self) -> None:
        if self._listed:
            self.new_patient()
        else:
            self.open_practice()

    def _list_loaded(self) -> None:
        if not self._listed:
            self._listed = True
            empty = self.patients.model.rowCount() == 0
            if empty:
                self.welcome.welcome()
            else:
                self.welcome.choose()
            self.patients.view.viewport().repaint()
            self.ready.emit()
            if not empty:
                self.show_today()
                self._resume_timers()

    def _choose(self, patient_id: int) -> None:
        self.patient.show_patient(patient_id)
        self._pages.setCurrentWidget(self.patient)

    def _go_in(self) -> None:
        if self.patients.chosen_id is not None:
            self._choose(self.patients.chosen_id)
            self.patient.go_on()

    def _open_patient(self, patient_id: int, course_id: object = None) -> None:
        self._choose(patient_id)
        if isinstance(course_id, int):
            self.patient.show_course(course_id)
        self.patients.select(patient_id)

    def _open_session_of(self, patient_id: int, course_id: int, session_id: int) -> None:
        self.patient.show_session(patient_id, course_id, session_id)
        self._pages.setCurrentWidget(self.patient)
        self.patients.select(patient_id)
        self.patient.go_on()

    def _open_session(self, session_id: int) -> None:
        def show(session: "Session") -> None:
            self._open_session_of(session.patient_id, session.course_id, session.id)

        self.flush()
        self._runner.read(lambda services: services.sessions.session(session_id), show, owner=self)

    def _resume_timers(self) -> None:
        """Timers that ran when the program was closed go on: needles may still be in."""

        def resume(running: "tuple[tuple[int, str, Treatment], ...]") -> None:
            for session_id, name, treatment in running:
                self.timers.follow(session_id, treatment, name)

        self._runner.read(lambda services: services.treatments.running_timers(), resume, owner=self)

    def _turn_screen(self, questions: "Questions") -> None:
        """Give the whole window to the patient: no other name, no menu, no list."""
        from acudesk.ui.pages.turned_screen import TurnedScreen

        if self.turned is None:
            self.turned = TurnedScreen(self._theme)
            self.turned.returned.connect(self._screen_returned)
            self._whole.addWidget(self.turned)
        questions.ask(self.turned)
        self.menus.enable(False)
        self._whole.setCurrentWidget(self.turned)
        self.turned.setFocus()

    def _screen_returned(self) -> None:
        assert self.turned is not None
        self.turned.clear()
        self._whole.setCurrentIndex(0)
        self.menus.enable(True)
        self.patient.screen_returned()

    def _patient_added(self, changes: Changes) -> None:
        self.patients.search.clear()
        self.patient.start_first_session(changes)
        self._pages.setCurrentWidget(self.patient)
        self.patients.select(changes.patient_id)

    def _relist(self) -> None:
        self.patients.model.reload()

    def _leave_settings(self) -> None:
        here = self._has_patient_page() and self.patient.patient_id is not None
        self._pages.setCurrentWidget(self.patient if here else self.welcome)

    def _switch_look(self) -> None:
        dark = self._theme.style.dark
        self.appearance_chosen.emit(Appearance.LIGHT if dark else Appearance.DARK)

    def _say_look(self) -> None:
        dark = self._theme.style.dark
        self._look_button.setText(" " + (tr("Light") if dark else tr("Dark")))
        self._look_button.setAccessibleName(tr("Light look") if dark else tr("Dark look"))
        self._look_button.setIcon(
            self._theme.icon("sun" if dark else "moon", self._theme.style.text_muted)
        )

    def _tell(self, error: DomainError) -> None:
        self.notice.warn(error.text)

    def _tell_bug(self, name: str) -> None:
        self.notice.warn(bug_words(name))

    def _ask_to_leave(self) -> None:
        box = sure(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(
            lambda pressed: (
                self._leave()
                if box.buttonRole(pressed) == QMessageBox.ButtonRole.DestructiveRole
                else None
            )
        )
        box.open()

    def _leave(self) -> None:
        self._leaving = True
        self.close()
