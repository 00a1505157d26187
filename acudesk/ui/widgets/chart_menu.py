"""The menu of a chart: its picture for other programs, and the chart over the whole page."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from acudesk.domain.point_picture import PointPicture
from acudesk.domain.trend import Trend
from acudesk.translation import tr
from acudesk.ui.widgets.chart_pictures import ChartPictures


def chart_menu(
    owner: QWidget,
    trend: Trend | PointPicture,
    pictures: ChartPictures,
    open_whole: Callable[[], object] | None,
) -> QMenu:
    """A menu for what is drawn; `open_whole` is None where the whole is on screen."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    entries: tuple[tuple[str, Callable[[], object]] | None, ...] = (
        (tr("Copy picture"), lambda: pictures.copy(trend, "png")),
        (tr("Copy as SVG"), lambda: pictures.copy(trend, "svg")),
        None,
        (tr("Save as PNG…"), lambda: pictures.ask(trend, "png")),
        (tr("Save as SVG…"), lambda: pictures.ask(trend, "svg")),
        (tr("Save as PDF…"), lambda: pictures.ask(trend, "pdf")),
    )
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        words, act = entry
        made = menu.addAction(words)
        made.triggered.connect(lambda _=False, act=act: act())
        made.setEnabled(not trend.is_empty)
    if open_whole is not None:
        menu.addSeparator()
        menu.addAction(tr("Open the whole chart")).triggered.connect(open_whole)
    return menu
