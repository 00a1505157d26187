"""Saves the planned visits as a file for the calendar of a telephone or another program."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.dialogs.ask_file import ask_file, file_name
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.form import WHOLE, Form
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import button, card, label

WIDTH, SPARE = 560, 12
FOUR_WEEKS = 28


class CalendarDialog(QDialog):
    """Of the whole diary, or of one patient: that file is for the patient, and names nobody."""

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        settings: Settings,
        patient: Patient | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Calendar file"))
        self.setModal(True)
        self._runner = runner
        self._folder = settings.report_folder
        self._patient = patient
        self.days = ChoiceField(
            tr("Visits"),
            ((None, tr("All from today on")), (FOUR_WEEKS, tr("The next four weeks"))),
        )
        self.days.choose(None)
        self.names = ChoiceField(
            tr("Called by"),
            ((False, tr("Initials and number")), (True, tr("Whole names"))),
        )
        self.names.choose(False)
        self.notice = Notice(theme)
        self._build()
        self.finished.connect(self.deleteLater)

    def ask(self) -> None:
        """Ask where the file goes, and save it there."""
        today = date.today().isoformat()
        if self._patient is None:
            name = tr("Visits {day}", day=today)
        else:
            name = tr(
                "Visits of {name} {day}", name=file_name(self._patient.display_name), day=today
            )
        ask_file(self, tr("Save the calendar file"), "ics", name, self._folder, self.save)

    def save(self, file: Path) -> None:
        """Read the visits, and write them as a file."""
        names = bool(self.names.value)
        patient_id = None if self._patient is None else self._patient.id
        last = date.today() + timedelta(FOUR_WEEKS) if self.days.value == FOUR_WEEKS else None

        def write(content: bytes) -> None:
            def save() -> tuple[Path, str]:
                from acudesk.services.calendar_file import save_calendar_file, visits_in

                return save_calendar_file(file, content), visits_in(content)

            self._runner.run_aside(save, self._saved, failed=self._refused, owner=self)

        self._runner.read(
            lambda services: services.calendar_file.calendar_bytes(
                last=last, patient_id=patient_id, names=names
            ),
            write,
            failed=self._refused,
            owner=self,
        )

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self._fit()
        super().showEvent(event)

    def _saved(self, done: tuple[Path, str]) -> None:
        file, visits = done
        self._folder = str(file.parent)
        self.notice.tell(
            tr("Saved: {name}, {visits}", name=file.name, visits=visits),
            do=tr("Open the folder"),
            action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent))),
        )
        self._fit()

    def _refused(self, error: DomainError) -> None:
        self.notice.warn(error.text)
        self._fit()

    def _build(self) -> None:
        self._form = form = Form()
        form.add("days", tr("Visits"), self.days, units=WHOLE)
        if self._patient is None:
            form.add(
                "names",
                tr("Called by"),
                self.names,
                units=WHOLE,
                hint=tr(
                    "Calendars often lie on a server of somebody else. Whole names tell there who "
                    "is treated here."
                ),
            )
            about = tr(
                "For your own calendar. Saved again after visits were moved, the file brings the "
                "calendar up to date. Cancelled visits are marked as such; notes stay here."
            )
        else:
            about = tr(
                "For the calendar of {name}. The visits bear the name and address of the "
                "practice, and no patient's name.",
                name=self._patient.display_name,
            )
        inside = QVBoxLayout()
        inside.setContentsMargins(18, 14, 18, 16)
        inside.setSpacing(12)
        inside.addWidget(label(about, "muted", wrap=True))
        inside.addWidget(form)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.accept)
        self.save_button = button(tr("Save the file…"), primary=True)
        self.save_button.clicked.connect(self.ask)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.save_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addWidget(label(tr("Calendar file"), "title"))
        box.addWidget(self.notice)
        box.addWidget(card(inside))
        box.addStretch(1)
        box.addLayout(foot)
        self._box = box
        self.save_button.setFocus()

    def _fit(self) -> None:
        """As high as its words want to be in this width."""
        self._form.arrange(WIDTH)
        self._box.activate()
        self.resize(WIDTH, self._box.totalHeightForWidth(WIDTH) + SPARE)
