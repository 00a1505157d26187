"""Asks where a file is to be saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from acudesk.translation import tr


def ask_file(
    window: QWidget,
    title: str,
    ending: str,
    name: str,
    folder: str,
    save: Callable[[Path], object],
) -> QFileDialog:
    """Ask for a file that ends in pdf, png, svg, jpg or ics, and `save` it once it is chosen;
    `name` is offered, in the `folder` that was used last."""
    start = Path(folder or Path.home() / "Documents")
    if not start.is_dir():
        start = Path.home()
    kinds = {
        "pdf": tr("PDF page (*.pdf)"),
        "png": tr("PNG picture (*.png)"),
        "svg": tr("SVG drawing (*.svg)"),
        "jpg": tr("JPEG picture (*.jpg *.jpeg)"),
        "ics": tr("Calendar (*.ics)"),
    }
    dialog = QFileDialog(window, title, str(start), kinds[ending])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending)
    dialog.selectFile(f"{name}.{ending}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
    dialog.open()
    return dialog


def file_name(words: str) -> str:
    """Words as a file may be named after them on every system."""
    kept = "".join(char if char.isalnum() or char in " -" else " " for char in words)
    return " ".join(kept.split())[:80]
