"""A part of a page that is folded away until it is asked for; folded, it says what is in it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import FittingLabel, button


class Fold(QWidget):
    """A heading to press, and below it a widget that is made when it is first wanted.

    `opened` follows the first unfolding of each time, so that the page can bring it into sight.
    """

    opened = Signal()

    def __init__(self, theme: Theme, title: str, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._theme, self._title, self._make = theme, title, make
        self.inside: QWidget | None = None
        self.head = button(title, flat=True)
        self.head.setProperty("part", "fold")
        self.head.setCheckable(True)
        self.head.toggled.connect(self._toggled)
        self._summary = FittingLabel("hint")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.head)
        line.addWidget(self._summary, 1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(6)
        self._box.addLayout(line)
        self._paint()
        theme.changed.connect(self._paint)

    @property
    def is_open(self) -> bool:
        """Whether what is inside can be seen."""
        return self.head.isChecked()

    def open(self) -> QWidget:
        """Unfold, and give what is inside."""
        self.head.setChecked(True)
        assert self.inside is not None
        return self.inside

    def close_up(self) -> None:
        """Fold away."""
        self.head.setChecked(False)

    def say(self, summary: str) -> None:
        """Say beside the heading what is recorded inside."""
        self._summary.say(summary)
        self.head.setAccessibleDescription(summary)

    def _toggled(self, on: bool) -> None:
        if on and self.inside is None:
            self.inside = self._make()
            self._box.addWidget(self.inside)
        if self.inside is not None:
            self.inside.setVisible(on)
        self._paint()
        if on:
            self.opened.emit()

    def _paint(self) -> None:
        icon = "chevron-down" if self.is_open else "chevron-right"
        self.head.setIcon(self._theme.icon(icon, self._theme.style.text_muted))
        self.head.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        state = tr("unfolded") if self.is_open else tr("folded")
        self.head.setAccessibleName(tr("{title}, {state}", title=self._title, state=state))
