"""The buttons of a chart's view: a rectangle to zoom into, moving it, back, forward, the whole."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import icon_button, themed_icon


class ChartView(Protocol):
    """What the buttons move: Matplotlib's own toolbar, once Matplotlib has loaded."""

    @property
    def is_zooming(self) -> bool:
        """Whether a drag draws a rectangle to zoom into."""

    @property
    def is_panning(self) -> bool:
        """Whether a drag moves what is shown."""

    @property
    def can_go_back(self) -> bool:
        """Whether there was a view before."""

    @property
    def can_go_forward(self) -> bool:
        """Whether a view was left by going back."""

    @property
    def is_whole(self) -> bool:
        """Whether everything is shown."""

    def zoom(self) -> None:
        """Turn zooming by a rectangle on or off."""

    def pan(self) -> None:
        """Turn moving on or off."""

    def back(self) -> None:
        """Show the view before."""

    def forward(self) -> None:
        """Show the view that was left by going back."""

    def home(self) -> None:
        """Show everything."""


class ChartTools(QWidget):
    """Small buttons for the heading of a chart; they wait until the chart is there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.zoom = icon_button(tr("Zoom: draw a rectangle in the chart"))
        self.pan = icon_button(tr("Move the chart by dragging it"))
        self.back = icon_button(tr("Back to the view before"))
        self.forward = icon_button(tr("Forward to the next view"))
        self.whole = icon_button(tr("Show the whole chart"))
        self._view: ChartView | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for part, name in (
            (self.zoom, "zoom-in"),
            (self.pan, "move"),
            (self.back, "arrow-left"),
            (self.forward, "arrow-right"),
            (self.whole, "maximize"),
        ):
            themed_icon(part, theme, name)
            line.addWidget(part)
        for part, press in (
            (self.zoom, lambda view: view.zoom()),
            (self.pan, lambda view: view.pan()),
            (self.back, lambda view: view.back()),
            (self.forward, lambda view: view.forward()),
            (self.whole, lambda view: view.home()),
        ):
            self._wire(part, press)
        self.zoom.setCheckable(True)
        self.pan.setCheckable(True)
        self.setAccessibleName(tr("View of the chart"))
        self.refresh()

    def serve(self, view: ChartView) -> None:
        """Move this view from now on."""
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Show what can be done with the view as it is."""
        view = self._view
        self.zoom.setEnabled(view is not None)
        self.pan.setEnabled(view is not None)
        self.zoom.setChecked(view is not None and view.is_zooming)
        self.pan.setChecked(view is not None and view.is_panning)
        self.back.setEnabled(view is not None and view.can_go_back)
        self.forward.setEnabled(view is not None and view.can_go_forward)
        self.whole.setEnabled(view is not None and not view.is_whole)

    def _wire(self, part: QToolButton, press: Callable[[ChartView], None]) -> None:
        def pressed() -> None:
            if self._view is not None:
                press(self._view)
            self.refresh()

        part.clicked.connect(pressed)
