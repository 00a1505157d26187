"""Counts what a practitioner does: a click is one action, typing into one field is one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from tests.tour.walk import Walk

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class Actions:
    """Does things in the real window and counts them; every one is named in `done`."""

    def __init__(self, walk: "Walk") -> None:
        self._walk = walk
        self.done: list[str] = []
        self.moves = 0

    @property
    def count(self) -> int:
        """How many actions there were."""
        return len(self.done)

    def click(self, what: str, widget: QWidget) -> None:
        """Click something that is on screen; scrolling there is no action."""
        self._bring(widget)
        assert widget.isVisible(), f"{what} is not on screen"
        assert widget.isEnabled(), f"{what} cannot be pressed"
        self._walk.click(widget)
        self.done.append(what)

    def type(self, what: str, widget: QWidget, text: str) -> None:
        """Type into one field, which is clicked into first: both together are one action."""
        self._bring(widget)
        assert widget.isVisible(), f"{what} is not on screen"
        self._walk.window.activateWindow()
        widget.setFocus()
        self._walk.wait(widget.hasFocus)
        self._walk.type(widget, text)
        self.done.append(what)

    def press(self, what: str, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Give a command by its key."""
        self._walk.key(self._focus(), key, modifier)
        self.done.append(what)

    def write(self, what: str, text: str) -> None:
        """Type where the focus is, one action."""
        self._walk.type(self._focus(), text)
        self.done.append(what)

    def move(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Go to another field by a key: no entry, so it is counted apart."""
        self._walk.key(self._focus(), key, modifier)
        self.moves += 1

    def go_to(self, widget: QWidget, most: int = 60) -> None:
        """Go on with Tab until the focus is in a field."""
        for _ in range(most):
            focus = QApplication.focusWidget()
            if focus is not None and (focus is widget or widget.isAncestorOf(focus)):
                return
            self.move(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {widget.accessibleName() or widget}")

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self._walk.window

    def _bring(self, widget: QWidget) -> None:
        """Scroll to where a widget is, as the wheel does."""
        form = self._walk.desk.window.patient.form
        if form.sheet.page.isAncestorOf(widget):
            form.sheet.scroll.ensureWidgetVisible(widget, 0, 30)
            self._walk.settle()
