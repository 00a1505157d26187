"""A Matplotlib figure on screen: loaded beside the window, drawn when everything has its room."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QMenu, QWidget

from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.chart_loading import import_matplotlib

if TYPE_CHECKING:
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
    from matplotlib.figure import Figure

FRAME_WIDTH, FRAME_HEIGHT = 6, 4
"""Pixels beside and above the figure for the frame that shows the focus."""
SETTLING_MILLISECONDS = 15


class FigureWidget(QWidget):
    """What every figure on screen does; `drawn` follows each drawing.

    A figure makes its chart in `_make`, once `modules` are imported, colours it anew in `_dress`
    and draws it in `_draw`.
    """

    drawn = Signal()

    def __init__(self, runner: TaskRunner, theme: Theme, name: str, *modules: str) -> None:
        super().__init__()
        self._runner = runner
        self._theme = theme
        self._modules = modules
        self._canvas: FigureCanvasQTAgg | None = None
        self._asked = False
        self._framed = False
        self.setContentsMargins(FRAME_WIDTH, FRAME_HEIGHT, FRAME_WIDTH, FRAME_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        # What is around the figure may grow or shrink with what it says: drawn once, when every
        # widget has its room and is painted.
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLING_MILLISECONDS)
        self._settling.timeout.connect(self._draw)
        theme.changed.connect(self._restyle)

    @property
    def is_ready(self) -> bool:
        """Whether the figure is drawn by now."""
        return self._canvas is not None and not self._settling.isActive()

    @property
    def description(self) -> str:
        """What the figure shows, in words."""
        return self.accessibleDescription()

    def menu(self) -> QMenu | None:
        """The menu for what is drawn; None as long as nothing is."""
        return None

    # ------------------------------------------------- what each figure does

    def _make(self) -> None:
        """Make the chart and put its canvas on screen."""
        raise NotImplementedError

    def _dress(self) -> None:
        """Put the chart into the colours of the present look."""
        raise NotImplementedError

    def _draw(self) -> None:
        """Draw what is to be shown."""
        raise NotImplementedError

    def _soon(self) -> None:
        """Matplotlib, or a new size, asks for a drawing."""
        self._settling.start()

    def _menu_place(self) -> QPointF:
        """Where a menu opens that the keys ask for."""
        return QPointF(self.rect().center())

    # --------------------------------------------------------------- drawing

    def _prepare(self) -> None:
        """Import what the figure needs, once, and then make it."""
        if not self._asked:
            self._asked = True
            self._runner.run_aside(
                lambda: import_matplotlib(*self._modules), lambda _: self._make(), owner=self
            )

    def _take(self, figure: "Figure") -> "FigureCanvasQTAgg":
        """The canvas for a figure. Matplotlib would draw at every size on the way, and the figure
        as it was."""
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

        canvas = FigureCanvasQTAgg(figure)  # type: ignore[no-untyped-call]
        canvas.draw_idle = self._soon  # type: ignore[method-assign]
        self._canvas = canvas
        self._paint_background()
        return canvas

    def _wipe(self) -> None:
        """Another course is on its way: not for one paint stays the picture of this one."""
        if self._canvas is not None:
            self._canvas.get_renderer().clear()  # type: ignore[no-untyped-call]
            self._canvas.update()

    def _restyle(self) -> None:
        if self._canvas is not None:
            self._dress()
            self._paint_background()
            self._soon()

    def _paint_background(self) -> None:
        assert self._canvas is not None
        palette = self._canvas.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(self._theme.style.card))
        self._canvas.setPalette(palette)

    # ------------------------------------------------------------------ menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        self._open_menu(QPointF(event.globalPos()) if by_mouse else None)

    def _open_menu(self, where: QPointF | None) -> bool:
        """Open the menu, by the keys where no place is given; whether there is one."""
        menu = self.menu()
        if menu is None:
            return False
        menu.popup((where or self.mapToGlobal(self._menu_place())).toPoint())
        return True

    # ----------------------------------------------------------------- focus

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._show_frame(event.reason() != Qt.FocusReason.MouseFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._show_frame(False)
        super().focusOutEvent(event)

    def _show_frame(self, framed: bool) -> None:
        if framed != self._framed:
            self._framed = framed
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._framed:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.style.focus), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
