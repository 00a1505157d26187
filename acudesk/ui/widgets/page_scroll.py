"""A page to read that is longer than the window, also by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from acudesk.ui.widgets.parts import restyled

_BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class PageScroll(QScrollArea):
    """With the keyboard, arrows and Page Down walk through the page; a line around it shows that
    to who came by keys."""

    def __init__(self, body: QWidget, name: str) -> None:
        super().__init__()
        self.setObjectName("read")
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setWidget(body)

    def take_keyboard(self, *, framed: bool) -> None:
        """Take the keyboard, with the line around the page or without."""
        self.setFocus()
        restyled(self, "framed", framed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        restyled(self, "framed", event.reason() in _BY_KEYS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        restyled(self, "framed", False)
