"""One visit on the sheet of a week: dragged by hand or moved by keys."""

from datetime import time

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from acudesk.domain.planned_visit import VisitState
from acudesk.domain.today import DiaryLine
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.parts import plain_tip
from acudesk.ui.widgets.visit_actions import (
    VisitAction,
    action_of,
    shift_of,
    spoken,
    state_words,
    visit_menu,
)

_TWO_LINES = 34
_LINE = 16
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class VisitBlock(QAbstractButton):
    """`asked` carries a VisitAction, `shifted` days and quarters of an hour, `stepped` an arrow
    key, `dragged` where its upper left corner is held over the sheet, `dropped` that it was let
    go there, `drag_ended` that it goes back."""

    asked = Signal(object)
    shifted = Signal(int, int)
    stepped = Signal(object)
    dragged = Signal(QPoint)
    dropped = Signal()
    drag_ended = Signal()

    def __init__(self, theme: Theme, line: DiaryLine, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.line = line
        self._pressed_at: QPoint | None = None
        self._held = False
        self._shown_at = line.visit.at
        self.is_next = False
        self.setText(line.patient_name)
        self.setAccessibleName(spoken(line))
        self.setToolTip(plain_tip(spoken(line)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def can_move(self) -> bool:
        """Whether it is still open when the visit takes place."""
        return self.line.visit.session_id is None

    def show_at(self, at: time) -> None:
        """Show another time while it is dragged."""
        self._shown_at = at
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._held:
            if event.key() == Qt.Key.Key_Escape:
                self._let_go()
                self.drag_ended.emit()
            return
        shift = shift_of(event, mirrored=self.isRightToLeft())
        action = action_of(event)
        if shift is not None:
            self.shifted.emit(*shift)
        elif action is not None:
            self.asked.emit(action)
        elif event.key() in _ARROWS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.stepped.emit(Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        visit_menu(self, self.line, self.asked.emit).popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None or not self.can_move:
            return
        here = event.position().toPoint()
        if not self._held:
            if (here - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
                return
            self._held = True
            self.raise_()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.dragged.emit(self.mapToParent(here - self._pressed_at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held = self._held
        self._let_go()
        if held:
            self.dropped.emit()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.asked.emit(VisitAction.OPEN)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def _let_go(self) -> None:
        self._pressed_at, self._held = None, False
        self._shown_at = self.line.visit.at
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        style, state = self._theme.style, self.line.visit.state
        gone = state in (VisitState.MISSED, VisitState.CANCELLED)
        done = state == VisitState.DONE
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        fill = style.window if gone or done else style.accent_soft
        edge = style.warn if self.line.clashes else style.border_strong if gone else style.accent
        if self.is_next:
            fill = style.accent
        pen = QPen(QColor(style.focus if self.hasFocus() else edge))
        pen.setWidthF(2 if self.hasFocus() or self.line.clashes else 1)
        if gone and not self.hasFocus():
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, 6, 6)
        ink = (
            style.accent_text if self.is_next else style.text_muted if gone or done else style.text
        )
        right = self.width() - 5
        if self.line.clashes:
            self._warn(painter, QPointF(right - 6, 10), style.warn)
            right -= 15
        self._write(painter, ink, right, gone)

    def _write(self, painter: QPainter, ink: str, right: int, gone: bool) -> None:
        at = f"{self._shown_at:%H:%M}"
        words = state_words(self.line)
        name = window_font(12, bold=True)
        name.setStrikeOut(gone)
        small = window_font(11)
        if self.height() < _TWO_LINES:
            top = (self.height() - _LINE) // 2
            width = self._text(painter, small, ink, QRect(7, top, right - 7, _LINE), at)
            left = 7 + width + 5
            self._text(painter, name, ink, QRect(left, top, right - left, _LINE), self.text())
            return
        tight = self.height() < 2 * _LINE + 12
        top, step = (2, _LINE - 1) if tight else (5, _LINE)
        self._text(painter, name, ink, QRect(7, top, right - 7, _LINE), self.text())
        about = " · ".join(filter(None, (at, words or self.line.condition)))
        self._text(painter, small, ink, QRect(7, top + step, self.width() - 12, _LINE), about)

    @staticmethod
    def _text(painter: QPainter, font: QFont, ink: str, box: QRect, text: str) -> int:
        painter.setFont(font)
        painter.setPen(QColor(ink))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(box.width(), 0))
        painter.drawText(box, _LEFT, shown)
        return metrics.horizontalAdvance(shown)

    @staticmethod
    def _warn(painter: QPainter, middle: QPointF, colour: str) -> None:
        """A small triangle with a mark of exclamation: the visit overlaps another one."""
        pen = QPen(QColor(colour))
        pen.setWidthF(1.3)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(
            QPolygonF(
                [middle + QPointF(0, -5), middle + QPointF(5.5, 4.5), middle + QPointF(-5.5, 4.5)]
            )
        )
        painter.drawLine(middle + QPointF(0, -1.5), middle + QPointF(0, 1.2))
        painter.drawPoint(middle + QPointF(0, 2.9))
