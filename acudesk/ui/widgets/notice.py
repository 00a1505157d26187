"""A calm line at the top of a page that says what happened, and what to do."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import button, icon_button, label, restyled, themed_icon

SHOWN_MILLISECONDS = 8_000


class Notice(QFrame):
    """Shows one message; good news leaves by itself, an error stays until it is closed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._text = label("", wrap=True)
        self._do = button("", flat=True)
        self._action: Callable[[], object] | None = None
        self._do.clicked.connect(self.act)
        close = icon_button(tr("Close this message"))
        themed_icon(close, theme, "x")
        close.clicked.connect(self.hide)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MILLISECONDS)
        self._timer.timeout.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 6, 8, 6)
        line.addWidget(self._text, 1)
        line.addWidget(self._do)
        line.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def tell(self, text: str, *, do: str = "", action: Callable[[], object] | None = None) -> None:
        """Say that something is done; `do` names a button that goes on from there."""
        self._show(text, "done", do, action)
        self._timer.start()

    def warn(self, text: str) -> None:
        """Say what went wrong; stays until closed."""
        self._timer.stop()
        self._show(text, "error", "", None)

    def _show(self, text: str, kind: str, do: str, action: Callable[[], object] | None) -> None:
        restyled(self, "kind", kind)
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self.setAccessibleName(text)
        self._do.setText(do)
        self._do.setVisible(bool(do))
        self._action = action
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def act(self) -> None:
        """Do what the message offers, and let it go."""
        if self._action is not None:
            self._action()
        self.hide()
