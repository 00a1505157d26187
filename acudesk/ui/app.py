"""Starts the window: fonts and look first, the practice on its thread, everything else later."""

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMessageBox

from acudesk import paths
from acudesk.paths import APP
from acudesk.settings import Appearance, read_settings, write_settings
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.dialogs.ask_file import last_folder
from acudesk.ui.main_window import MainWindow
from acudesk.ui.task_runner import TaskRunner, install_hooks, keep_log
from acudesk.ui.theme import FONTS, Theme, install_fonts, window_font


def run(data_dir: Path) -> int:
    """Open the window on a practice and stay until it is closed; returns the exit code."""
    application = _application()
    desk = Desk(application, data_dir, paths.settings_file())
    keep_log(data_dir / "logs")
    install_hooks(desk.runner.broken.emit)
    desk.show()
    code = application.exec()
    desk.close()
    return code


def tell(sentence: str) -> None:
    """Say why the program ends, to who has no console to read it on."""
    _application()
    QMessageBox.critical(None, APP, sentence)


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName(APP)
    application.setApplicationDisplayName(APP)
    return application


class Desk:
    """The parts of a running program, made once and handed down."""

    def __init__(self, application: QApplication, data_dir: Path, settings_file: Path) -> None:
        self._settings_file = settings_file
        self._settings = read_settings(settings_file)
        self.application = application
        install_fonts(FONTS)
        application.setFont(window_font())
        self.theme = Theme(application, self._settings.appearance)
        self.bus = ChangeBus()
        self.runner = TaskRunner(data_dir, self.bus)
        self.window = MainWindow(self.runner, self.theme, self.bus, self._settings)
        self.window.appearance_chosen.connect(self._choose_appearance)
        # Last of all: with a style sheet in force every widget is dressed anew at each step of
        # its way into the window.
        self.theme.apply()

    def show(self) -> None:
        """Show the window; the practice opens beside it."""
        self.window.open_practice()
        self.window.show()

    def close(self) -> None:
        """Finish every write, close the practice, remember the window."""
        self.window.flush()
        self._settings = replace(
            self._settings,
            geometry=self.window.geometry_text(),
            report_folder=last_folder() or self._settings.report_folder,
        )
        self.runner.close()
        write_settings(self._settings_file, self._settings)

    def _choose_appearance(self, appearance: Appearance) -> None:
        self._settings = replace(self._settings, appearance=appearance)
        write_settings(self._settings_file, self._settings)
        self.theme.choose(appearance)
