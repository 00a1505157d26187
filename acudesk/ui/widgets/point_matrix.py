"""Which points were needled when, below the line of pain."""

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QStackedLayout, QToolTip

from acudesk.charts.point_words import cell_words, picture_words
from acudesk.domain.point_matrix import no_points_words
from acudesk.domain.point_picture import PointPicture, build_point_picture
from acudesk.domain.trend import Axis
from acudesk.services.points import point_library
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.chart_menu import chart_menu
from acudesk.ui.widgets.chart_pictures import ChartPictures
from acudesk.ui.widgets.chart_pointer import ChartPointer
from acudesk.ui.widgets.figure_widget import FigureWidget
from acudesk.ui.widgets.parts import label, plain_tip

if TYPE_CHECKING:
    from acudesk.charts.point_matrix import PointMatrixChart
    from acudesk.charts.trend import Spot
    from acudesk.services.courses import CourseView
    from acudesk.ui.widgets.chart_ring import ChartRing

PIXELS = 100 / 72
"""Pixels a point on screen."""
READING_MILLISECONDS = 120_000
"""What the keys point out stays until they go on."""
MODULES = ("acudesk.charts.point_matrix", "acudesk.ui.widgets.chart_ring")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ABOVE = -1
"""The row of the pain line, above the first point."""


class PointMatrix(FigureWidget):
    """Shows the points of one course; `drawn` follows each drawing.

    `session_chosen` follows a click on a cell, or Enter in the reader. `told` and `refused`
    carry what became of a picture.
    """

    session_chosen = Signal(int)
    told = Signal(str)
    refused = Signal(str)

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__(runner, theme, tr("Points by sessions"), *MODULES)
        self.pictures = ChartPictures(runner, self)
        self.pictures.told.connect(self.told)
        self.pictures.refused.connect(self.refused)
        self._picture: PointPicture | None = None
        self._chart: PointMatrixChart | None = None
        self._ring: ChartRing | None = None
        self._cell: tuple[int, int] | None = None
        self._spoken = ""
        self._course = 0
        self._words = label("", "muted", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pile = QStackedLayout(self)
        self._pile.addWidget(self._words)
        self._pile.addWidget(self._area)

    @property
    def spoken(self) -> str:
        """What the reader said last of a cell, or nothing while it points nowhere."""
        return self._spoken

    def show_course(self, view: "CourseView") -> None:
        """Show a course."""
        picture = build_point_picture(view.trend(axis=Axis.NUMBER), view.counted, point_library())
        if view.course.id != self._course:
            self._point_out(None)
            self._area.verticalScrollBar().setValue(0)
            self._wipe()
        self._course = view.course.id
        self._picture = picture
        self.pictures.stem = tr("Points by sessions")
        self.setAccessibleDescription(picture_words(picture))
        self._words.setText(no_points_words(picture.matrix) or tr("Drawing the chart…"))
        if picture.is_empty or self._canvas is None:
            self._pile.setCurrentWidget(self._words)
        if picture.is_empty:
            return
        if self._canvas is None:
            self._prepare()
            return
        self._pile.setCurrentWidget(self._area)
        self._settling.start()

    def place(self, line: int | None, visit: int) -> QPointF:
        """Where a cell stands in this widget, or a visit on the line of pain."""
        assert self._canvas is not None
        spot = self._spot(ABOVE if line is None else line, visit)
        return QPointF(self._canvas.mapTo(self, self._at(spot).toPoint()))

    def menu(self) -> QMenu | None:
        """The menu for what is drawn; None as long as nothing is."""
        if self._picture is None or self._picture.is_empty or self._chart is None:
            return None
        return chart_menu(self, self._picture, self.pictures, None)

    # --------------------------------------------------------------- drawing

    def _make(self) -> None:
        from acudesk.charts.point_matrix import PointMatrixChart
        from acudesk.ui.widgets.chart_ring import ChartRing

        self._chart = PointMatrixChart(self._theme.style)
        canvas = self._take(self._chart.figure)
        canvas.mpl_connect("resize_event", lambda _: self._settling.start())
        self._ring = ChartRing(canvas, self._chart)
        pointer = ChartPointer(canvas, lambda: True)
        pointer.moved.connect(self._hover)
        pointer.left.connect(self._leave)
        pointer.clicked.connect(self._click)
        self._area.setWidget(canvas)
        if self._picture is not None and not self._picture.is_empty:
            self._pile.setCurrentWidget(self._area)
        self._settling.start()

    def _dress(self) -> None:
        assert self._chart is not None
        self._chart.restyle(self._theme.style)

    def _draw(self) -> None:
        if self._picture is None or self._picture.is_empty or self._chart is None:
            return
        from acudesk.charts.point_matrix import height_of

        assert self._canvas is not None and self._ring is not None
        width = self._canvas.width() / PIXELS
        self._canvas.setMinimumHeight(ceil(height_of(self._picture.matrix, width) * PIXELS))
        self._ring.lift()
        self._chart.show_picture(self._picture)
        self._canvas.draw()  # type: ignore[no-untyped-call]
        cell, spoken = self._cell, bool(self._spoken)
        self._point_out(None)
        if cell is not None and spoken and self._holds(cell):
            self._speak(cell)
        self.drawn.emit()

    def _holds(self, cell: tuple[int, int]) -> bool:
        assert self._picture is not None
        matrix = self._picture.matrix
        return cell[0] < len(matrix.lines) and cell[1] < len(matrix.visits)

    # --------------------------------------------------------------- pointer

    def _under(self, pointer: QPointF) -> tuple[int, int] | None:
        if self._chart is None or self._canvas is None:
            return None
        width, height = max(self._canvas.width(), 1), max(self._canvas.height(), 1)
        found = self._chart.cell_at(pointer.x() / width, 1 - pointer.y() / height)
        if found is None:
            return None
        line, visit = found
        return ABOVE if line is None else line, visit

    def _hover(self, pointer: QPointF) -> None:
        cell = self._under(pointer)
        if cell is None:
            # What the keys point out stays when the pointer passes by.
            if not self._spoken:
                self._point_out(None)
            return
        if self._point_out(cell) or not QToolTip.isVisible():
            self._spoken = ""
            self._tell(cell, pointer)

    def _leave(self) -> None:
        if not self._spoken:
            self._point_out(None)

    def _click(self, pointer: QPointF) -> None:
        self._show_frame(False)
        cell = self._under(pointer)
        if cell is not None:
            self._point_out(None)
            self._choose(cell)

    def _choose(self, cell: tuple[int, int]) -> None:
        assert self._picture is not None
        self.session_chosen.emit(self._picture.matrix.visits[cell[1]].session_id)

    def _spot(self, line: int, visit: int) -> "Spot":
        assert self._chart is not None
        return self._chart.spot(None if line == ABOVE else line, visit)

    def _at(self, spot: "Spot") -> QPointF:
        assert self._canvas is not None
        return QPointF(spot.x * self._canvas.width(), (1 - spot.y) * self._canvas.height())

    def _point_out(self, cell: tuple[int, int] | None) -> bool:
        """Ring a cell, or none; whether it is another one than before."""
        if cell == self._cell:
            return False
        assert self._ring is not None and self._canvas is not None
        self._cell = cell
        self._ring.show(None if cell is None else self._spot(*cell))
        if cell is None:
            self._spoken = ""
            self._canvas.unsetCursor()
            QToolTip.hideText()
        else:
            self._canvas.setCursor(Qt.CursorShape.PointingHandCursor)
        return True

    def _tell(self, cell: tuple[int, int], near: QPointF, milliseconds: int = -1) -> str:
        """Say what is known of a cell in a tooltip beside it."""
        assert self._picture is not None and self._canvas is not None
        line, visit = cell
        words = cell_words(self._picture, None if line == ABOVE else line, visit)
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
        if not self.is_ready or self._picture is None or self._picture.is_empty:
            return False
        if key in ENTER and self._cell is not None:
            self._choose(self._cell)
            return True
        if key == Qt.Key.Key_Escape:
            return self._point_out(None)
        cell = self._step(key)
        if cell is None:
            return False
        self._speak(cell)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._spoken))
        return True

    def _step(self, key: Qt.Key) -> tuple[int, int] | None:
        """Where a key leads from the cell that is pointed out; at first to the latest visit."""
        assert self._picture is not None
        lines, visits = len(self._picture.matrix.lines), len(self._picture.matrix.visits)
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Home: (0, -visits),
            Qt.Key.Key_End: (0, visits),
        }
        if key not in steps:
            return None
        if self._cell is None:
            return 0, 0 if key == Qt.Key.Key_Home else visits - 1
        (line, visit), (down, right) = self._cell, steps[key]
        top = 0 if self._picture.pain.is_empty else ABOVE
        return min(max(line + down, top), lines - 1), min(max(visit + right, 0), visits - 1)

    def _speak(self, cell: tuple[int, int]) -> None:
        """Point a cell out, with words that stay beside it."""
        self._point_out(cell)
        at = self._at(self._spot(*cell))
        self._area.ensureVisible(int(at.x()), int(at.y()), 40, 40)
        self._spoken = self._tell(cell, at, READING_MILLISECONDS)

    # ----------------------------------------------------------------- focus

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._spoken and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._point_out(None)
        super().focusOutEvent(event)
