"""Asks where a file is to be saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from acudesk.translation import tr

_FOLDER = "folderOfFiles"
"""The application's property that holds the folder chosen last: every dialog goes on there."""


def ask_file(
    window: QWidget,
    title: str,
    ending: str,
    name: str,
    folder: str,
    save: Callable[[Path], object],
) -> QFileDialog:
    """Ask for a file that ends in pdf, png, svg, jpg, ics, json or xlsx, and `save` it once it is
    chosen; `name` is offered, in the folder that was chosen last, before that in `folder`."""
    start = Path(last_folder() or folder or Path.home() / "Documents")
    if not start.is_dir():
        start = Path.home()
    kinds = {
        "pdf": tr("PDF page (*.pdf)"),
        "png": tr("PNG picture (*.png)"),
        "svg": tr("SVG drawing (*.svg)"),
        "jpg": tr("JPEG picture (*.jpg *.jpeg)"),
        "ics": tr("Calendar (*.ics)"),
        "json": tr("FHIR bundle (*.json)"),
        "xlsx": tr("Excel workbook (*.xlsx)"),
    }
    dialog = QFileDialog(window, title, str(start), kinds[ending])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending)
    dialog.selectFile(f"{name}.{ending}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def take(chosen: str) -> None:
        remember_folder(str(Path(chosen).parent))
        save(Path(chosen))

    dialog.fileSelected.connect(take)
    dialog.open()
    return dialog


def last_folder() -> str:
    """The folder of the file that was chosen last, empty before the first."""
    application = QCoreApplication.instance()
    return "" if application is None else application.property(_FOLDER) or ""


def remember_folder(folder: str) -> None:
    """Begin there when the next file is asked for."""
    application = QCoreApplication.instance()
    if application is not None:
        application.setProperty(_FOLDER, folder)


def file_name(words: str) -> str:
    """Words as a file may be named after them on every system."""
    kept = "".join(char if char.isalnum() or char in " -" else " " for char in words)
    return " ".join(kept.split())[:80]
