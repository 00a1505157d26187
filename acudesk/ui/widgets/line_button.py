"""A button of two lines: who, and what about them. It opens what it names."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.parts import plain_tip

HEIGHT = 46
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class LineButton(QAbstractButton):
    """Long lines end in dots; the whole stands in the tooltip."""

    def __init__(
        self, theme: Theme, first: str, second: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines = (first, second)
        self._bold, self._small = window_font(14, bold=True), window_font(12)
        self.setText(first)
        self.setAccessibleName(f"{first}, {second}")
        self.setToolTip(plain_tip(f"{first}, {second}"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def second(self) -> str:
        """What stands in the second line."""
        return self._lines[1]

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        style = self._theme.style
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(QColor(style.focus) if self.hasFocus() else Qt.PenStyle.NoPen)
        lit = self.underMouse() or self.isDown()
        painter.setBrush(QColor(style.accent_soft) if lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 8, 8)
        room = box.width() - 16
        for text, font, colour, top in (
            (self._lines[0], self._bold, style.text, 4),
            (self._lines[1], self._small, style.text_muted, 23),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(box.left() + 8, top, room, 19), _LEFT, shown)
