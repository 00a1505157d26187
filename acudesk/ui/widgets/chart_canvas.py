"""The progress chart on screen; Matplotlib is imported beside the window, after its first paint."""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QMenu, QStackedLayout, QToolTip

from acudesk.charts.description import description
from acudesk.domain.trend import Trend
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.chart_places import ChartPlace, ChartPlaces
from acudesk.ui.widgets.chart_pointer import ChartPointer
from acudesk.ui.widgets.figure_widget import FigureWidget
from acudesk.ui.widgets.parts import bring_into_sight, label, plain_tip

if TYPE_CHECKING:
    from acudesk.charts.trend import TrendChart
    from acudesk.ui.widgets.chart_pictures import ChartPictures
    from acudesk.ui.widgets.chart_ring import ChartRing
    from acudesk.ui.widgets.chart_toolbar import ChartToolbar
    from acudesk.ui.widgets.chart_tools import ChartTools

LEAST_HEIGHT = 150
"""In it one panel, its axis and a row of marks can still be read."""
PANEL_HEIGHT = 125
"""Below this many pixels a panel's lines cannot be told apart."""
WHOLE_PANEL, MARK_ROW, FOOT = 110, 20, 50
"""The least heights of the complete chart: a panel, a row of marks, the labels of the axis."""
READING_MILLISECONDS = 120_000
"""What the keys point out stays until they go on."""
IN_SIGHT = 60
"""Pixels above and below a place that the keys point out which are seen with it."""
MODULES = (
    "acudesk.charts.trend",
    "acudesk.ui.widgets.chart_ring",
    "acudesk.ui.widgets.chart_toolbar",
)
NOTCH = 0.8
"""One notch of the wheel, or one key, shows so much of the stretch that was seen."""
STEPS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}
ZOOMS = {Qt.Key.Key_Plus: NOTCH, Qt.Key.Key_Equal: NOTCH, Qt.Key.Key_Minus: 1 / NOTCH}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
UNHELD = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.KeypadModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class ChartCanvas(FigureWidget):
    """Shows one trend; until Matplotlib is there, a quiet line of text. `drawn` follows each
    drawing.

    The chart beside the form shows the panels that fit, the `whole` chart all of them.
    `session_chosen` follows a click on a score or mark, or Enter in the reader; `whole_wanted`
    asks for the complete chart. `told` and `refused` carry what became of a picture. `tools`
    belongs in a heading, wherever that is.
    """

    session_chosen = Signal(int)
    whole_wanted = Signal()
    told = Signal(str)
    refused = Signal(str)

    def __init__(self, runner: TaskRunner, theme: Theme, *, whole: bool = False) -> None:
        super().__init__(runner, theme, tr("Progress chart"), *MODULES)
        self._is_whole = whole
        self._trend: Trend | None = None
        self._chart: TrendChart | None = None
        self._toolbar: ChartToolbar | None = None
        self._ring: ChartRing | None = None
        self._places: ChartPlaces | None = None
        self._pointed: ChartPlace | None = None
        self._spoken = ""
        self._stale = True
        self._same = False
        self._wait = label(tr("Drawing the chart…"), "muted")
        self._wait.setMargin(16)
        self._pile = QStackedLayout(self)
        self._pile.addWidget(self._wait)
        self.setMinimumHeight(LEAST_HEIGHT)

    @cached_property
    def tools(self) -> "ChartTools":
        """The buttons for the view, made when a heading asks for them."""
        from acudesk.ui.widgets.chart_tools import ChartTools

        tools = ChartTools(self._theme)
        if self._toolbar is not None:
            tools.serve(self._toolbar)
        return tools

    @cached_property
    def pictures(self) -> "ChartPictures":
        """What copies and saves, made when a picture is first asked for."""
        from acudesk.ui.widgets.chart_pictures import ChartPictures

        pictures = ChartPictures(self._runner, self)
        pictures.told.connect(self.told)
        pictures.refused.connect(self.refused)
        return pictures

    @property
    def spoken(self) -> str:
        """What the reader said last of a place, or nothing while it points nowhere."""
        return self._spoken

    @property
    def file_stem(self) -> str:
        """What a saved picture is called unless another name is chosen."""
        return self.pictures.stem

    @file_stem.setter
    def file_stem(self, stem: str) -> None:
        """Offer this name from now on."""
        self.pictures.stem = stem

    def show_trend(self, trend: Trend) -> None:
        """Draw a course; one that is shown already is seen from as near as before."""
        if self._trend is None or not _same_course(self._trend, trend):
            self._same = False
            self._point_out(None)
            self._places = None
            self._wipe()
        self._trend = trend
        self.setAccessibleDescription(description(trend))
        if self._is_whole:
            feet = 2 if trend.is_tall else 1
            rows = len(trend.mark_rows)
            height = len(trend.panels) * WHOLE_PANEL + rows * MARK_ROW + feet * FOOT
            self.setMinimumHeight(max(height, LEAST_HEIGHT))
        if self._canvas is None:
            self._prepare()
            return
        self._lay_out_anew()

    def place(self, index: tuple[int, ...]) -> QPointF | None:
        """Where a score (panel, line and place in the trend) or a mark stands in this widget,
        None where it is not seen."""
        if self._places is None or self._canvas is None:
            return None
        found = (one for row in self._places.rows for one in row if one.index == index)
        place = next(found, None)
        if place is None:
            return None
        return place.at(self._canvas.size()) + QPointF(self._canvas.pos())

    def menu(self) -> QMenu | None:
        """The menu for what is drawn; None as long as nothing is."""
        if self._chart is None or self._chart.trend is None or not self._same:
            return None
        from acudesk.ui.widgets.chart_menu import chart_menu

        whole = None if self._is_whole else self.whole_wanted.emit
        return chart_menu(self, self._chart.trend, self.pictures, whole)

    def _has_tools(self) -> bool:
        return "tools" in self.__dict__

    # --------------------------------------------------------------- drawing

    def _make(self) -> None:
        from acudesk.charts.trend import TrendChart
        from acudesk.ui.widgets.chart_ring import ChartRing
        from acudesk.ui.widgets.chart_toolbar import ChartToolbar

        self._chart = TrendChart(self._theme.style)
        canvas = self._take(self._chart.figure)
        canvas.mpl_connect("resize_event", lambda _: self._lay_out_anew())
        self._ring = ChartRing(canvas, self._chart)
        self._toolbar = ChartToolbar(canvas, self._chart, self)
        self._toolbar.turned.connect(self._turned)
        if self._has_tools():
            self.tools.serve(self._toolbar)
        pointer = ChartPointer(canvas, self._is_free)
        pointer.moved.connect(self._hover)
        pointer.left.connect(self._leave)
        pointer.clicked.connect(self._click)
        pointer.doubled.connect(self._double_click)
        pointer.turned.connect(self._zoom)
        self._pile.addWidget(canvas)
        self._pile.setCurrentWidget(canvas)
        self._lay_out_anew()

    def _dress(self) -> None:
        assert self._chart is not None
        self._chart.restyle(self._theme.style)

    def _fitting(self) -> int:
        """How many panels can be read at the present height."""
        return max(1, self.height() // PANEL_HEIGHT)

    def _lay_out_anew(self) -> None:
        self._stale = True
        self._settling.start()

    def _soon(self) -> None:
        """What is moved is drawn while it moves; what grows, when it has grown."""
        if not self._settling.isActive():
            self._settling.start()

    def _draw(self) -> None:
        if self._trend is None or self._chart is None or self._canvas is None:
            return
        assert self._toolbar is not None and self._ring is not None
        if not self._same:
            self._toolbar.forget()
        self._toolbar.catch_up()
        if self._stale:
            panels = self._trend.panels
            if not self._is_whole:
                panels = panels[: self._fitting()]
            self._chart.show(replace(self._trend, panels=panels), keep_zoom=self._same)
            self._stale, self._same = False, True
        self._ring.lift()
        self._canvas.draw()  # type: ignore[no-untyped-call]
        assert self._chart.trend is not None
        self._places = ChartPlaces(
            self._chart.trend, self._chart.places(), self._chart.mark_places()
        )
        pointed, spoken = self._places.again(self._pointed), bool(self._spoken)
        self._point_out(None)
        if pointed is not None and spoken:
            self._speak(pointed)
        if self._has_tools():
            self.tools.refresh()
        self.drawn.emit()

    # --------------------------------------------------------------- pointer

    def _turned(self) -> None:
        assert self._toolbar is not None
        if self._has_tools():
            self.tools.refresh()
        if self._toolbar.is_on:
            self._point_out(None)

    def _is_free(self) -> bool:
        return self._toolbar is not None and not self._toolbar.is_on

    def _near(self, pointer: QPointF) -> ChartPlace | None:
        if self._places is None or self._canvas is None:
            return None
        return self._places.near(pointer, self._canvas.size())

    def _hover(self, pointer: QPointF) -> None:
        place = self._near(pointer)
        if place is None:
            # What the keys point out stays when the pointer passes by.
            if not self._spoken:
                self._point_out(None)
            return
        if self._point_out(place) or not QToolTip.isVisible():
            self._spoken = ""
            self._tell(place, pointer)

    def _leave(self) -> None:
        if not self._spoken:
            self._point_out(None)

    def _click(self, pointer: QPointF) -> None:
        self._show_frame(False)
        place = self._near(pointer)
        if place is not None:
            self._point_out(None)
            self.session_chosen.emit(place.session_id)

    def _double_click(self, pointer: QPointF) -> None:
        if not self._is_whole and self._near(pointer) is None:
            self.whole_wanted.emit()

    def _zoom(self, pointer: QPointF, notches: float) -> None:
        assert self._canvas is not None and self._toolbar is not None
        self._point_out(None)
        self._toolbar.zoom_at(pointer.x() / max(self._canvas.width(), 1), NOTCH**notches)

    def _point_out(self, place: ChartPlace | None) -> bool:
        """Ring a place, or none; whether it is another one than before."""
        if place == self._pointed:
            return False
        assert self._ring is not None and self._canvas is not None
        self._pointed = place
        self._ring.show(None if place is None else place.spot)
        if place is None:
            self._spoken = ""
            self._canvas.unsetCursor()
            QToolTip.hideText()
        else:
            self._canvas.setCursor(Qt.CursorShape.PointingHandCursor)
        return True

    def _tell(self, place: ChartPlace, near: QPointF, milliseconds: int = -1) -> str:
        """Say what is known of a place in a tooltip beside it."""
        assert self._places is not None and self._canvas is not None
        words = self._places.words(place)
        where = self._canvas.mapToGlobal(near).toPoint()
        QToolTip.showText(where, plain_tip(words), self._canvas, msecShowTime=milliseconds)
        return words

    # ------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._show_frame(True)
        if not self._pressed(Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)

    def _pressed(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        """Do what a key does here; whether it does anything."""
        shift_f10 = key == Qt.Key.Key_F10 and held == Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_Menu or shift_f10:
            return self._open_menu(None)
        if held not in UNHELD or self._toolbar is None or self._canvas is None:
            return False
        if key in STEPS:
            return self._read(key)
        if key in ENTER and self._pointed is not None:
            self.session_chosen.emit(self._pointed.session_id)
            return True
        if key == Qt.Key.Key_Escape:
            return self._stop()
        if key in ZOOMS:
            self._zoom_by_key(ZOOMS[key])
            return True
        if key == Qt.Key.Key_0:
            if not self._toolbar.is_whole:
                self._toolbar.home()
            return True
        return False

    def _read(self, key: Qt.Key) -> bool:
        """Go to the next place and speak of it."""
        place = None if self._places is None else self._places.step(self._pointed, key)
        if place is None:
            return False
        self._speak(place)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._spoken))
        return True

    def _speak(self, place: ChartPlace) -> None:
        """Point a place out, with words that stay beside it."""
        assert self._canvas is not None
        at = place.at(self._canvas.size()).toPoint()
        bring_into_sight(self._canvas, at, IN_SIGHT)
        self._point_out(place)
        self._spoken = self._tell(place, place.at(self._canvas.size()), READING_MILLISECONDS)

    def _stop(self) -> bool:
        """Give up what Esc gives up: zooming and moving first, then the place."""
        assert self._toolbar is not None
        if self._toolbar.is_on:
            self._toolbar.leave()
            return True
        return self._point_out(None)

    def _zoom_by_key(self, factor: float) -> None:
        """Zoom at the place that is pointed out, else in the middle."""
        assert self._toolbar is not None and self._chart is not None
        if self._pointed is not None:
            share = self._pointed.spot.x
        else:
            box = self._chart.axes[0].get_position() if self._chart.axes else None
            share = 0.5 if box is None else (box.x0 + box.x1) / 2
        self._toolbar.zoom_at(share, factor)

    def _menu_place(self) -> QPointF:
        pointed = None if self._pointed is None else self.place(self._pointed.index)
        return pointed or super()._menu_place()

    # ----------------------------------------------------------------- focus

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._spoken and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._point_out(None)
        super().focusOutEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


def _same_course(one: Trend, other: Trend) -> bool:
    """Whether two trends are of one course on one axis: a session is of one course only."""
    return one.axis == other.axis and not _sessions(one).isdisjoint(_sessions(other))


def _sessions(trend: Trend) -> set[int]:
    lines = (series for panel in trend.panels for series in panel.series)
    return {place.session_id for line in lines for place in line.places}
