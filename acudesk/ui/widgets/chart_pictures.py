"""Pictures of a chart for other programs: on the clipboard and as files, as they look on paper."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.point_picture import PointPicture
from acudesk.domain.trend import Trend
from acudesk.translation import tr
from acudesk.ui.dialogs.ask_file import ask_file, file_name
from acudesk.ui.task_runner import TaskRunner

if TYPE_CHECKING:
    from acudesk.charts.trend import Form

SVG = "image/svg+xml"
_COPIED: list[bytes] = []
"""The SVG that was copied last."""
WIDTH = 6.3
"""Inches: the width of the text on a page."""
PANEL, MARK_ROW, FOOT = 1.45, 0.2, 0.5
"""Inches of height for a panel, a row of marks, and the labels of the axis."""


def print_size(trend: Trend) -> tuple[float, float]:
    """How large a trend is printed, in inches."""
    rows = len({mark.kind for mark in trend.marks})
    return WIDTH, max(len(trend.panels), 1) * PANEL + rows * MARK_ROW + FOOT


def _drawn(trend: Trend | PointPicture, form: "Form") -> bytes:
    from acudesk.charts.style import load_style
    from acudesk.charts.trend import MARGIN, figure_bytes, picture_bytes

    if isinstance(trend, PointPicture):
        from acudesk.charts.point_matrix import point_figure

        figure = point_figure(trend, load_style("paper"), WIDTH, MARGIN)
        return picture_bytes(figure, form)
    return figure_bytes(trend, load_style("paper"), form, print_size(trend))


def _drawn_and_saved(trend: Trend | PointPicture, file: Path) -> None:
    from acudesk.services.reports import format_of, save

    save(file, _drawn(trend, format_of(file)))


class ChartPictures(QObject):
    """Draws beside the window. `told` says what was done, `refused` why not.

    `stem` is what a file is called unless another name is chosen; it names nobody.
    """

    told = Signal(str)
    refused = Signal(str)

    def __init__(self, runner: TaskRunner, window: QWidget) -> None:
        super().__init__(window)
        self.stem = ""
        self.folder = ""
        self._runner = runner
        self._window = window

    def copy(self, trend: Trend | PointPicture, form: "Form") -> None:
        """Put a picture on the clipboard, as png or svg."""

        def done(picture: bytes) -> None:
            if form == "png":
                QGuiApplication.clipboard().setImage(QImage.fromData(picture))
                words = tr("The chart is on the clipboard, as a picture.")
            else:
                _copy_svg(picture)
                words = tr("The chart is on the clipboard, as SVG.")
            self.told.emit(words)

        self._runner.run_aside(lambda: _drawn(trend, form), done, failed=self._refuse, owner=self)

    def ask(self, trend: Trend | PointPicture, form: "Form") -> QFileDialog:
        """Ask for a file and save a picture in it."""
        stem = self.stem or tr("Progress chart {day}", day=date.today().isoformat())
        return ask_file(
            self._window,
            tr("Save the chart"),
            form,
            file_name(stem),
            self.folder,
            lambda file: self.save(trend, file),
        )

    def save(self, trend: Trend | PointPicture, file: Path) -> None:
        """Save a picture in the format that the file's name ends in."""

        def done(_: object) -> None:
            self.folder = str(file.parent)
            self.told.emit(tr("Saved: {name}", name=file.name))

        self._runner.run_aside(
            lambda: _drawn_and_saved(trend, file), done, failed=self._refuse, owner=self
        )

    def _refuse(self, error: DomainError) -> None:
        self.refused.emit(error.text)


def _copy_svg(picture: bytes) -> None:
    data = QMimeData()
    data.setData(SVG, picture)
    QGuiApplication.clipboard().setMimeData(data)
    if not _COPIED:
        application = QGuiApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(let_go_of_svg)
    _COPIED[:] = [picture]


def let_go_of_svg() -> None:
    """Take an SVG of ours off the clipboard before the program ends: data made in Python must not
    outlive it."""
    clipboard = QGuiApplication.clipboard()
    data: QMimeData | None = clipboard.mimeData()
    if data is not None and bytes(data.data(SVG).data()) in _COPIED:
        clipboard.clear()
