"""The practitioner's way back from the patient's page: a button that has to be held."""

from PySide6.QtCore import QRectF, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from acudesk.translation import tr
from acudesk.ui.theme import Theme

HOLD_MILLISECONDS = 1_500


class ReturnButton(QPushButton):
    """`held` follows when it was kept pressed long enough, by the mouse or with Space."""

    held = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("Practitioner: hold to go back"))
        self._theme = theme
        self.setProperty("part", "return")
        self.setAutoDefault(False)
        self.setAccessibleDescription(tr("Keep it pressed for two seconds, or Ctrl+Shift+B."))
        self._passing = QVariantAnimation(self)
        self._passing.setStartValue(0.0)
        self._passing.setEndValue(1.0)
        self._passing.setDuration(HOLD_MILLISECONDS)
        self._passing.valueChanged.connect(self.update)
        self._passing.finished.connect(self._over)
        self.pressed.connect(self._passing.start)
        self.released.connect(self._let_go)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._passing.state() != QVariantAnimation.State.Running:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(QColor(self._theme.style.accent))
        part = float(self._passing.currentValue())
        painter.drawRoundedRect(
            QRectF(6, self.height() - 6, (self.width() - 12) * part, 3), 1.5, 1.5
        )
        painter.end()

    def _let_go(self) -> None:
        self._passing.stop()
        self.update()

    def _over(self) -> None:
        if self.isDown():
            self.setDown(False)
            self.held.emit()
