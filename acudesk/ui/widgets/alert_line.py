"""A sentence in the colour of warnings; a screen reader is told when it appears."""

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from acudesk.translation import tr
from acudesk.ui.widgets.parts import label


class AlertLine(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("alert")
        self._text = label("", wrap=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 12, 6)
        line.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, text: str, *, aloud: bool = True) -> None:
        """Say this, with an empty text nothing; `aloud` false changes it quietly."""
        if text == self.text:
            return
        self._text.setText(text)
        self.setAccessibleName(tr("Alert: {text}", text=text) if text else "")
        self.setVisible(bool(text))
        if text and aloud:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
