"""Pictures of the changes of many courses for other programs, as they look on paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from acudesk.charts.change_words import ChangeForm
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Scale
from acudesk.domain.practice_figures import CourseChange
from acudesk.translation import tr
from acudesk.ui.dialogs.ask_file import ask_file, file_name
from acudesk.ui.task_runner import TaskRunner

if TYPE_CHECKING:
    from acudesk.charts.practice import PictureForm

SIZE = (6.3, 3.4)
"""Inches: the width of the text on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePicture:
    """What is on the picture; `notes` say what is compared with what, and of which courses."""

    changes: tuple[CourseChange, ...]
    form: ChangeForm
    scale: Scale | None
    notes: tuple[str, ...]


def _drawn(picture: ChangePicture, form: "PictureForm") -> bytes:
    from acudesk.charts.practice import change_bytes
    from acudesk.charts.style import load_style

    return change_bytes(
        picture.changes,
        picture.form,
        picture.scale,
        load_style("paper"),
        form,
        SIZE,
        picture.notes,
    )


def _drawn_and_saved(picture: ChangePicture, file: Path) -> None:
    from acudesk.services.reports import format_of, save

    save(file, _drawn(picture, format_of(file)))


class ChangePictures(QObject):
    """Draws beside the window. `told` says what was done, `refused` why not."""

    told = Signal(str)
    refused = Signal(str)

    def __init__(self, runner: TaskRunner, window: QWidget) -> None:
        super().__init__(window)
        self.folder = ""
        self._runner = runner
        self._window = window

    def menu(self, picture: ChangePicture) -> QMenu:
        """What can be done with a picture."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries: tuple[tuple[str, Callable[[], object]], ...] = (
            (tr("Copy picture"), lambda: self.copy(picture)),
            (tr("Save as PNG…"), lambda: self.ask(picture, "png")),
            (tr("Save as SVG…"), lambda: self.ask(picture, "svg")),
            (tr("Save as PDF…"), lambda: self.ask(picture, "pdf")),
        )
        for words, act in entries:
            menu.addAction(words).triggered.connect(lambda _=False, act=act: act())
        return menu

    def copy(self, picture: ChangePicture) -> None:
        """Put the picture on the clipboard."""

        def done(drawn: bytes) -> None:
            QGuiApplication.clipboard().setImage(QImage.fromData(drawn))
            self.told.emit(tr("The chart is on the clipboard, as a picture."))

        self._runner.run_aside(
            lambda: _drawn(picture, "png"), done, failed=self._refuse, owner=self
        )

    def ask(self, picture: ChangePicture, form: "PictureForm") -> QFileDialog:
        """Ask for a file and save the picture in it."""
        return ask_file(
            self._window,
            tr("Save the chart"),
            form,
            file_name(tr("Practice {day}", day=date.today().isoformat())),
            self.folder,
            lambda file: self.save(picture, file),
        )

    def save(self, picture: ChangePicture, file: Path) -> None:
        """Save the picture in the format that the file's name ends in."""

        def done(_: object) -> None:
            self.folder = str(file.parent)
            self.told.emit(tr("Saved: {name}", name=file.name))

        self._runner.run_aside(
            lambda: _drawn_and_saved(picture, file), done, failed=self._refuse, owner=self
        )

    def _refuse(self, error: DomainError) -> None:
        self.refused.emit(error.text)
