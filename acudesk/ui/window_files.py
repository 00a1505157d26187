"""What goes out of the practice as a whole: papers of a day, exports, and the way back in."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.reports.printout import Printout
    from acudesk.ui.dialogs.save_fhir import FhirSaver
    from acudesk.ui.main_window import MainWindow


class WindowFiles(QObject):
    """The commands, disabled until a practice is open. Dialogs are imported when they are asked
    for. `restored` follows a practice that was filled from an export."""

    restored = Signal()

    def __init__(
        self,
        window: "MainWindow",
        runner: TaskRunner,
        theme: Theme,
        bus: ChangeBus,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window, self._runner, self._theme = window, runner, theme
        self._bus, self._settings = bus, settings
        self._fhir: FhirSaver | None = None

        def command(text: str, do: Callable[[], object], keys: str = "") -> QAction:
            made = QAction(text, window)
            if keys:
                made.setShortcut(QKeySequence(keys))
            made.setEnabled(False)
            made.triggered.connect(lambda: do())
            return made

        self.day_sheet = command(tr("Print day sheet…"), self.show_next_day_sheet, "Ctrl+Shift+D")
        self.leaflet = command(tr("Print leaflet…"), self.show_leaflet)
        self.bring_in = command(tr("Import…"), self.import_file, "Ctrl+I")
        self.everything = command(tr("Everything…"), self.export_everything)
        self.pages = command(tr("Progress pages of all patients…"), self.export_pages)
        self.fhir = command(tr("All patients as FHIR…"), self.export_fhir)
        self.calendar = command(tr("Planned visits as calendar…"), self.export_calendar)

    def export_menu(self) -> QMenu:
        """Everything that leaves as files."""
        menu = QMenu(tr("E&xport"), self._window)
        menu.addAction(self.everything)
        menu.addSeparator()
        menu.addAction(self.pages)
        menu.addAction(self.fhir)
        menu.addAction(self.calendar)
        return menu

    def enable(self) -> None:
        """A practice is open by now."""
        for command in (
            self.day_sheet,
            self.leaflet,
            self.bring_in,
            self.everything,
            self.pages,
            self.fhir,
            self.calendar,
        ):
            command.setEnabled(True)

    def show_next_day_sheet(self) -> None:
        """Show the sheet of the next day with visits."""
        self._preview(lambda services: services.day_sheets.day_sheet())

    def show_day_sheet(self, day: date) -> None:
        """Show the sheet of a day."""
        self._preview(lambda services: services.day_sheets.day_sheet(day))

    def show_leaflet(self) -> None:
        """Show what to expect, for everybody."""
        self._preview(lambda services: services.leaflets.leaflet())

    def export_everything(self) -> None:
        """Write the whole practice as files that need no AcuDesk."""
        from acudesk.ui.dialogs.leave import LeaveDialog

        self._window.flush()
        LeaveDialog(self._runner, self._theme, self._window, self._settings).open()

    def export_pages(self) -> None:
        """Write the progress pages of all patients."""
        from acudesk.ui.dialogs.batch import BatchDialog

        self._window.flush()
        BatchDialog(self._runner, self._theme, self._window, self._settings).open()

    def export_fhir(self) -> None:
        """Write everything of all patients as a bundle."""
        from acudesk.ui.dialogs.save_fhir import FhirSaver

        self._window.flush()
        if self._fhir is None:
            self._fhir = FhirSaver(self._runner, self._window.notice, self._settings, self._window)
        self._fhir.ask()

    def export_calendar(self) -> None:
        """Write the diary for a calendar."""
        from acudesk.ui.dialogs.calendar_file import CalendarDialog

        self._window.flush()
        CalendarDialog(self._runner, self._theme, self._window, self._settings).open()

    def import_file(self) -> None:
        """Bring in patients and scores from a file, and take such an import back."""
        from acudesk.ui.dialogs.import_assistant import ImportAssistant

        self._window.flush()
        ImportAssistant(self._runner, self._theme, self._window).open()

    def bring_back(self) -> None:
        """Fill an empty practice from an export."""
        from acudesk.ui.dialogs.restore import RestoreDialog

        dialog = RestoreDialog(self._runner, self._theme, self._bus, self._window, self._settings)
        dialog.restored.connect(lambda _: self.restored.emit())
        dialog.open()

    def _preview(self, job: "Callable[[Services], Printout]") -> None:
        from acudesk.ui.dialogs.preview import PreviewDialog

        self._window.flush()
        PreviewDialog(self._runner, self._theme, self._window, self._settings, job).open()
