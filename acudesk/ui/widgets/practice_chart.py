"""The changes of many courses on screen; Matplotlib is imported when they are first shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from acudesk.charts.change_words import ChangeForm, change_description
from acudesk.domain.measure import Scale
from acudesk.domain.practice_figures import CourseChange
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.figure_widget import FigureWidget
from acudesk.ui.widgets.parts import icon_button, label, themed_icon
from acudesk.ui.widgets.practice_pictures import ChangePicture, ChangePictures
from acudesk.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from acudesk.charts.practice import ChangeChart

LEAST_HEIGHT = 270


class ChangeCanvas(FigureWidget):
    """Shows changes; until Matplotlib is there, a quiet line of text."""

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__(runner, theme, tr("Change in closed courses"), "acudesk.charts.practice")
        self._changes: tuple[CourseChange, ...] | None = None
        self._scale: Scale | None = None
        self._compared = self._which = ""
        self._form = ChangeForm.WATERFALL
        self.chart: ChangeChart | None = None
        self._wait = label(tr("Drawing the chart…"), "muted")
        self._wait.setMargin(16)
        self._pile = QStackedLayout(self)
        self._pile.addWidget(self._wait)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.pictures = ChangePictures(runner, self)

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
        if self._canvas is None:
            self._prepare()
        else:
            self._settling.start()

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

    def _make(self) -> None:
        from acudesk.charts.practice import ChangeChart

        self.chart = ChangeChart(self._theme.style)
        canvas = self._take(self.chart.figure)
        canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pile.addWidget(canvas)
        self._pile.setCurrentWidget(canvas)
        self._settling.start()

    def _dress(self) -> None:
        assert self.chart is not None
        self.chart.restyle(self._theme.style)

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
