"""The window: frames the pages and knows nothing clinical."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from acudesk import __version__
from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.settings import Appearance, Settings
from acudesk.translation import tr
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.pages.welcome import WelcomePage
from acudesk.ui.task_runner import TaskRunner, bug_words
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import button, label, themed_icon
from acudesk.ui.widgets.patient_list import PatientList

if TYPE_CHECKING:
    from acudesk.ui.pages.patient import PatientPage
    from acudesk.ui.pages.settings import SettingsPage

SIDEBAR_WIDTH = (280, 360)
"""The patient list takes a fifth of the window, within these bounds."""
SMALLEST = (1180, 600)
USUAL = (1366, 768)
WAIT_MILLISECONDS = 20


class MainWindow(QMainWindow):
    """Patients on the left, one page on the right. `ready` follows the first patient list."""

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
        self._build()
        self._make_menus()
        self.patients.chosen.connect(self._choose)
        self.patients.entered.connect(lambda: self.patient.go_on())
        self.patients.model.loaded.connect(self._list_loaded)
        self.welcome.asked.connect(self._go_on)
        bus.changed.connect(lambda _: self.patients.model.reload())
        runner.failed.connect(self._tell)
        runner.broken.connect(self._tell_bug)

    @cached_property
    def patient(self) -> "PatientPage":
        """The page of the chosen patient, made when the list of patients is on screen."""
        from acudesk.ui.pages.patient import PatientPage

        page = PatientPage(self._runner, self._theme, self._bus, self._settings)
        page.archived.connect(self._relist)
        self._pages.addWidget(page)
        for name, actions in page.commands.menus():
            self._menu(name, actions, before=self._view_menu)
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
        self._settings_button = button(tr("Settings"), flat=True)
        themed_icon(self._settings_button, self._theme, "settings", "text_muted")
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
        side.addLayout(head)
        side.addWidget(self.patients, 1)
        side.addLayout(foot)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._banner = label(
            tr("Demo practice: invented patients. Nothing here belongs to your own practice."),
        )
        self._banner.setObjectName("banner")
        self._banner.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._banner.setContentsMargins(0, 5, 0, 5)
        self._banner.hide()
        above = QVBoxLayout()
        above.setContentsMargins(20, 0, 20, 0)
        above.addWidget(self.notice)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._banner)
        right.addLayout(above)
        right.addWidget(self._pages, 1)
        middle = QWidget()
        columns = QHBoxLayout(middle)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(sidebar)
        columns.addLayout(right, 1)
        self.setCentralWidget(middle)

    def _make_menus(self) -> None:
        self._menu(
            tr("&File"),
            [
                self._action(tr("New patient…"), "Ctrl+N", self.new_patient),
                self._action(tr("Find a patient"), "Ctrl+F", self.find_patient),
                None,
                self._action(tr("Settings"), "Ctrl+,", self.show_settings),
                None,
                self._action(tr("Quit"), "Ctrl+Q", self.close),
            ],
        )
        self._archived = QAction(tr("Archived patients"), self)
        self._archived.setCheckable(True)
        self._archived.toggled.connect(self.patients.show_archived)
        looks = [
            self._action(name, "", lambda _=False, look=look: self.appearance_chosen.emit(look))
            for name, look in (
                (tr("Look of the system"), Appearance.SYSTEM),
                (tr("Light"), Appearance.LIGHT),
                (tr("Dark"), Appearance.DARK),
            )
        ]
        self._view_menu = self._menu(tr("&View"), [self._archived, None, *looks])
        self._menu(
            tr("&Help"),
            [
                self._action(tr("Keys"), "F1", self._show_keys),
                self._action(tr("About AcuDesk"), "", self._show_about),
            ],
        )

    def _menu(self, name: str, actions: list[QAction | None], before: QMenu | None = None) -> QMenu:
        bar = self.menuBar()
        menu = QMenu(name, bar)
        if before is None:
            bar.addMenu(menu)
        else:
            bar.insertMenu(before.menuAction(), menu)
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        return menu

    def _action(self, text: str, keys: str, slot: object) -> QAction:
        made = QAction(text, self)
        if keys:
            made.setShortcut(QKeySequence(keys))
        made.triggered.connect(slot)
        return made

    def _opened(self) -> None:
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
                self.patients.view.setCurrentIndex(self.patients.model.index(0))

    def _choose(self, patient_id: int) -> None:
        self.patient.show_patient(patient_id)
        self._pages.setCurrentWidget(self.patient)

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
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            tr("Not everything is saved"),
            tr(
                "The last entry could not be saved; it is still on the screen. "
                "Stay and try again with Ctrl+S, or close and lose it."
            ),
            parent=self,
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stay = box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton(tr("Close and lose it"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        leave.clicked.connect(self._leave)
        box.open()

    def _leave(self) -> None:
        self._leaving = True
        self.close()

    def _show_keys(self) -> None:
        self._message(
            tr("Keys"),
            tr(
                "0 to 10: pain score (1 then 0 makes 10)\n"
                "Point or comma: a value in between, such as 6.5\n"
                "Enter: next field\n"
                "Delete: not asked\n"
                "Ctrl+S: confirm that all is saved\n"
                "Ctrl+N: new patient\n"
                "Ctrl+F: find a patient\n"
                "Ctrl+T: new session\n"
                "Alt+Left, Alt+Right: session before, after\n"
                "Ctrl+P: progress page as PDF\n"
                "Ctrl+E: edit patient"
            ),
        )

    def _show_about(self) -> None:
        self._message(
            tr("About AcuDesk"),
            tr(
                "AcuDesk {version}\n\nPatients, sessions and their progress, on one computer. "
                "AcuDesk opens no network connection. It prompts; you decide.",
                version=__version__,
            ),
        )

    def _message(self, title: str, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
