"""The menus of the window: every command once, with its key."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox

from acudesk import __version__
from acudesk.settings import Appearance
from acudesk.translation import tr
from acudesk.ui.widgets.parts import told

if TYPE_CHECKING:
    from acudesk.ui.main_window import MainWindow


class WindowMenus:
    """The window's own commands; pages add theirs by `add`."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._menus: list[QMenu] = []
        files = window.files
        self.new_patient = self._action(tr("New patient…"), "Ctrl+N", window.new_patient)
        self.today = self._action(tr("Today"), "Ctrl+D", window.show_today)
        self.open_next = self._action(tr("Open the next visit"), "Ctrl+O", window.open_next)
        self.archived = QAction(tr("Archived patients"), window)
        self.archived.setCheckable(True)
        self.archived.toggled.connect(window.patients.show_archived)
        self.add(
            tr("&File"),
            [
                self.new_patient,
                self._action(tr("Find a patient"), "Ctrl+F", window.find_patient),
                None,
                files.bring_in,
                files.export_menu().menuAction(),
                None,
                self._action(tr("Settings"), "Ctrl+,", window.show_settings),
                None,
                self._action(tr("Quit"), "Ctrl+Q", window.close),
            ],
        )
        self.add(tr("&Day"), [self.today, self.open_next, None, files.day_sheet, files.leaflet])
        looks = [
            self._action(name, "", lambda _=False, look=look: window.appearance_chosen.emit(look))
            for name, look in (
                (tr("Look of the system"), Appearance.SYSTEM),
                (tr("Light"), Appearance.LIGHT),
                (tr("Dark"), Appearance.DARK),
            )
        ]
        self.practice = self._action(tr("The whole practice"), "Ctrl+Shift+G", window.show_practice)
        self._view = self.add(tr("&View"), [self.practice, None, self.archived, None, *looks])
        self.add(
            tr("&Help"),
            [
                self._action(tr("Keys"), "F1", self._show_keys),
                self._action(tr("What the words mean"), "Shift+F1", window.show_words),
                self._action(tr("About AcuDesk"), "", self._show_about),
            ],
        )

    def add(self, name: str, actions: list[QAction | None], *, page: bool = False) -> QMenu:
        """Add a menu; those of a page stand before the view's."""
        bar = self._window.menuBar()
        menu = QMenu(name, bar)
        self._menus.append(menu)
        if page:
            bar.insertMenu(self._view.menuAction(), menu)
        else:
            bar.addMenu(menu)
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        return menu

    def enable(self, on: bool) -> None:
        """Whether commands and their keys do anything: not while the patient has the screen."""
        self._window.menuBar().setVisible(on)
        for menu in self._menus:
            menu.menuAction().setEnabled(on)

    def _action(self, text: str, keys: str, slot: object) -> QAction:
        made = QAction(text, self._window)
        if keys:
            made.setShortcut(QKeySequence(keys))
        made.triggered.connect(slot)
        return made

    def _show_keys(self) -> None:
        told(
            self._window,
            tr("Keys"),
            tr(
                "Ctrl+D: today · Ctrl+O: open the next visit · Ctrl+Shift+D: print the day sheet\n"
                "0 to 10: pain score (1 then 0 makes 10)\n"
                "Point or comma: a value in between, such as 6.5\n"
                "Enter: next field · Alt+1 to Alt+6: parts of the session\n"
                "Delete: not asked\n"
                "In the points: type bl23 or a name, Space or Enter takes it, "
                "Backspace takes the last one out\n"
                "Ctrl+K: confirm the points of last time · Ctrl+R: timer, needles out\n"
                "Ctrl+Z, Ctrl+Shift+Z: undo, redo, also in a text\n"
                "Ctrl+S: confirm that all is saved · Ctrl+Enter: sign\n"
                "Ctrl+N: new patient · Ctrl+F: find a patient\n"
                "Ctrl+T: new session · Alt+Left, Alt+Right: session before, after\n"
                "Ctrl+Shift+T: turn the screen to the patient, Ctrl+Shift+B: back\n"
                "Ctrl+Shift+N: plan the next visit · in the diary, Alt and arrows move a visit\n"
                "Ctrl+G: the whole course and back · Ctrl+Shift+G: the whole practice\n"
                "In a chart: arrows, Home and End walk the points and speak them, "
                "Enter opens the session\n"
                "+ and -: nearer and farther, 0: all of it · Shift+F10: copy or save its picture\n"
                "Ctrl+P: print the progress page, Ctrl+Shift+P: save it as PDF\n"
                "On paper: Page Up, Page Down, Left, Right, Home, End, + and -, 0: width or "
                "whole page\n"
                "Ctrl+Alt+P: print the session record · Ctrl+Shift+L: write a letter · "
                "Ctrl+E: edit patient"
            ),
        )

    def _show_about(self) -> None:
        told(
            self._window,
            tr("About AcuDesk"),
            tr(
                "AcuDesk {version}\n\nPatients, sessions and their progress, on one computer. "
                "AcuDesk opens no network connection. It prompts; you decide.",
                version=__version__,
            ),
        )


def sure(window: "MainWindow") -> QMessageBox:
    """Ask whether to close although an entry could not be saved; the caller opens it."""
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        tr("Not everything is saved"),
        tr(
            "The last entry could not be saved; it is still on the screen. "
            "Stay and try again with Ctrl+S, or close and lose it."
        ),
        parent=window,
    )
    stay = box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
    box.addButton(tr("Close and lose it"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    return box
