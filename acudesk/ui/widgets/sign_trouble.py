"""What stands in the way of a signature, and the way around it in an emergency."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from acudesk.domain.errors import DomainError
from acudesk.translation import tr
from acudesk.ui.widgets.parts import button, label
from acudesk.ui.widgets.typing_pause import EnterKey


class SignTrouble(QFrame):
    """Shows one sentence; `override_wanted` carries the reason for signing all the same."""

    override_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("alert")
        self._text = label("", wrap=True)
        self._anyway = button(tr("Sign all the same…"), flat=True)
        self._anyway.clicked.connect(self._ask)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("Why? The reason stays in the record."))
        self.reason.setAccessibleName(tr("Reason for signing all the same"))
        self.reason.setMaxLength(2_000)
        EnterKey(self.reason).pressed.connect(self._override)
        self.do = button(tr("Sign"))
        self.do.clicked.connect(self._override)
        top = QHBoxLayout()
        top.addWidget(self._text, 1)
        top.addWidget(self._anyway)
        below = QHBoxLayout()
        below.addWidget(self.reason, 1)
        below.addWidget(self.do)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 6, 8, 6)
        box.setSpacing(6)
        box.addLayout(top)
        box.addLayout(below)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, empty while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def tell(self, error: DomainError, *, can_override: bool) -> None:
        """Say what stands in the way; some of it may be overridden with a reason."""
        self._text.setText(error.text)
        self.setAccessibleName(error.text)
        self._anyway.setVisible(can_override)
        self.reason.clear()
        self.reason.hide()
        self.do.hide()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _ask(self) -> None:
        self._anyway.hide()
        self.reason.show()
        self.do.show()
        self.reason.setFocus()

    def _override(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self.override_wanted.emit(reason)
        else:
            self.reason.setFocus()
