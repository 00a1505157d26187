"""The changes of many courses on screen; Matplotlib is imported when they are first shown."""

import linecache
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from acudesk.charts.change_words import ChangeForm, change_description
from acudesk.domain.measure import Scale
from acudesk.domain.practice_figures import CourseChange
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import icon_button, label, themed_icon
from acudesk.ui.widgets.practice_pictures import ChangePicture, ChangePictures
from acudesk.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

    from acudesk.charts.practice import ChangeChart

LEAST_HEIGHT = 270
SETTLING_MILLISECONDS = 15
FRAME = (6, 4, 6, 4)
"""Room for the line around the chart that has the focus."""


class ChangeCanvas(QWidget):
    """Shows changes; until Matplotlib is there, a quiet line of text. `drawn` follows each
    drawing."""

    drawn = Signal()

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._runner = runner
        self._theme = theme
        self._changes: tuple[CourseChange, ...] | None = None
        self._scale: Scale | None = None
        self._compared = self._which = ""
        self._form = ChangeForm.WATERFALL
        self.chart: ChangeChart | None = None
        self._canvas: FigureCanvasQTAgg | None = None
        self._asked = False
        self._framed = False
        self._wait = label(tr("Drawing the chart…"), "muted")
        self._wait.setMargin(16)
        self._pile = QStackedLayout(self)
        self._pile.addWidget(self._wait)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setContentsMargins(*FRAME)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Change in closed courses"))
        self.pictures = ChangePictures(runner, self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLING_MILLISECONDS)
        self._settling.timeout.connect(self._draw)
        theme.changed.connect(self._restyle)

    @property
    def is_ready(self) -> bool:
        """Whether the chart is drawn by now."""
        return self._canvas is not None and not self._settling.isActive()

    @property
    def description(self) -> str:
        """What the chart shows, in words."""
        return self.accessibleDescription()

    @property
    def form(self) -> ChangeForm:
        """How the changes are drawn."""
        return self._form

    def show_changes(
        self, changes: Sequence[CourseChange], scale: Scale | None, *, compared: str, which: str
    ) -> None:
        """Draw changes; `scale`, of 0 to 10, gives the line of the usual threshold, `compared`
        says what is compared with what, and `which` on a saved picture of which courses."""
        self._changes, self._scale = tuple(changes), scale
        self._compared, self._which = compared, which
        self.setAccessibleDescription(f"{change_description(self._changes)} {compared}")
        self._prepare()

    def switch(self, form: ChangeForm) -> None:
        """Draw the same changes in another form."""
        self._form = form
        if self._canvas is not None:
            self._settling.start()

    @property
    def picture(self) -> ChangePicture | None:
        """What is drawn, for a picture of it; None as long as nothing is."""
        if self.chart is None or not self._changes:
            return None
        return ChangePicture(
            changes=self._changes,
            form=self._form,
            scale=self._scale,
            notes=(self._which, self._compared),
        )

    def menu(self) -> QMenu | None:
        """The menu for what is drawn; None as long as nothing is."""
        picture = self.picture
        return None if picture is None else self.pictures.menu(picture)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        if menu is not None:
            menu.popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._framed = event.reason() != Qt.FocusReason.MouseFocusReason
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._framed = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._framed:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.style.focus), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)

    def _prepare(self) -> None:
        if self._canvas is not None:
            self._settling.start()
        elif not self._asked:
            self._asked = True
            self._runner.run_aside(_import_charts, lambda _: self._make(), owner=self)

    def _make(self) -> None:
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

        from acudesk.charts.practice import ChangeChart

        self.chart = ChangeChart(self._theme.style)
        self._canvas = FigureCanvasQTAgg(self.chart.figure)  # type: ignore[no-untyped-call]
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Matplotlib would draw at every size on the way, and the figure as it was.
        self._canvas.draw_idle = self._settling.start  # type: ignore[method-assign]
        self._paint_background()
        self._pile.addWidget(self._canvas)
        self._pile.setCurrentWidget(self._canvas)
        self._settling.start()

    def _restyle(self) -> None:
        if self._canvas is not None and self.chart is not None:
            self.chart.restyle(self._theme.style)
            self._paint_background()
            self._settling.start()

    def _paint_background(self) -> None:
        assert self._canvas is not None
        palette = self._canvas.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(self._theme.style.card))
        self._canvas.setPalette(palette)

    def _draw(self) -> None:
        if self._changes is None or self.chart is None or self._canvas is None:
            return
        self.chart.show(self._changes, form=self._form, scale=self._scale, notes=(self._compared,))
        self._canvas.draw()  # type: ignore[no-untyped-call]
        self.drawn.emit()


class PracticeChart(QWidget):
    """The chart with its heading and the two ways to look at it."""

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self.canvas = ChangeCanvas(runner, theme)
        self.forms = Segments(
            tr("How the changes are drawn"),
            (
                (ChangeForm.WATERFALL, tr("by change")),
                (ChangeForm.DOTS, tr("baseline and latest")),
            ),
        )
        self.forms.choose(ChangeForm.WATERFALL)
        self.forms.chosen.connect(self.canvas.switch)
        head = QHBoxLayout()
        head.addWidget(label(tr("Change in closed courses"), "heading"))
        head.addStretch(1)
        head.addWidget(self.forms)
        self.more = icon_button(tr("Copy or save the picture"))
        themed_icon(self.more, theme, "ellipsis")
        self.more.clicked.connect(self._open_menu)
        head.addWidget(self.more)
        self._few = label("", "muted", wrap=True)
        self._few.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(self.canvas, 1)
        box.addWidget(self._few)
        box.addStretch(0)

    def show_changes(
        self,
        changes: Sequence[CourseChange],
        scale: Scale | None,
        *,
        compared: str,
        which: str,
        few: str = "",
    ) -> None:
        """Draw changes, or say in words why there are too few of them."""
        self.canvas.setVisible(not few)
        self.forms.setVisible(not few)
        self.more.setVisible(not few)
        self._few.setText(few)
        self._few.setVisible(bool(few))
        if not few:
            self.canvas.show_changes(changes, scale, compared=compared, which=which)

    def _open_menu(self) -> None:
        menu = self.canvas.menu()
        if menu is not None:
            menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))


def _import_charts() -> None:
    from acudesk.ui.widgets.chart_loading import import_matplotlib

    import_matplotlib()
    import_module("acudesk.charts.practice")
    linecache.clearcache()
