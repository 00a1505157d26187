"""A few sentences that take the height they need and scroll where there is less."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy

from acudesk.ui.widgets.parts import label


class WordsArea(QScrollArea):
    """Text that can be selected and copied; the chart above it keeps its room."""

    def __init__(self) -> None:
        super().__init__()
        self._label = label("", "words", wrap=True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def say(self, text: str) -> None:
        """Show these sentences."""
        self._label.setText(text)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def give_room(self, height: int) -> None:
        """Take at most so much height: whole lines, and one at least."""
        line = self._line
        self.setMaximumHeight(max(height // line, 1) * line)

    @property
    def _line(self) -> int:
        return self._label.fontMetrics().lineSpacing()

    def sizeHint(self) -> QSize:
        return QSize(200, max(self._line, self._label.heightForWidth(self.width() - 2)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
