"""The status of a measure as a small shape, told apart without its colour beside the words."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from acudesk.charts.style import Style
from acudesk.domain.progress import Status

SIDE = 12
"""The side of the square that a shape is drawn in, in pixels."""
_BETTER = (Status.BETTER, Status.REACHED_THRESHOLD)
_WORSE = (Status.WORSE, Status.WORSE_BY_THRESHOLD)


def draw_status(painter: QPainter, box: QRectF, status: Status, style: Style) -> None:
    """Draw a status into a square: round for better, a diamond for worse, each half or wholly
    filled; a ring with one or two bars for no change, a broken ring or a bar for nothing yet."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(_colour(status, style))
    pen = QPen(colour, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    if status == Status.SINGLE:
        pen.setDashPattern([1.4, 1.6])
    painter.setPen(pen)
    box = box.adjusted(1, 1, -1, -1)
    outline = QPainterPath()
    if status in _WORSE:
        outline.addPolygon(_diamond(box))
        outline.closeSubpath()
    elif status != Status.NONE:
        outline.addEllipse(box)
    if status in (Status.REACHED_THRESHOLD, Status.WORSE_BY_THRESHOLD):
        painter.fillPath(outline, colour)
    if status in (Status.BETTER, Status.WORSE):
        half = QPainterPath()
        half.addRect(QRectF(box.left(), box.center().y(), box.width(), box.height()))
        painter.fillPath(outline.intersected(half), colour)
    painter.drawPath(outline)
    _marks(painter, box, status, style, pen)
    painter.restore()


def _colour(status: Status, style: Style) -> str:
    if status in _BETTER:
        return style.accent
    if status == Status.WORSE_BY_THRESHOLD:
        return style.danger
    return style.warn if status == Status.WORSE else style.text_muted


def _diamond(box: QRectF) -> QPolygonF:
    middle = box.center()
    return QPolygonF(
        [
            QPointF(middle.x(), box.top() - 0.6),
            QPointF(box.right() + 0.6, middle.y()),
            QPointF(middle.x(), box.bottom() + 0.6),
            QPointF(box.left() - 0.6, middle.y()),
        ]
    )


def _marks(painter: QPainter, box: QRectF, status: Status, style: Style, pen: QPen) -> None:
    """What stands inside the outline: a tick, one bar, or two."""
    middle, reach = box.center(), box.width() / 4
    if status == Status.REACHED_THRESHOLD:
        pen.setColor(QColor(style.card))
        painter.setPen(pen)
        painter.drawPolyline(
            [
                QPointF(middle.x() - reach, middle.y()),
                QPointF(middle.x() - reach * 0.2, middle.y() + reach * 0.8),
                QPointF(middle.x() + reach, middle.y() - reach * 0.8),
            ]
        )
        return
    heights = {
        Status.NONE: (0.0,),
        Status.WITHIN_ERROR: (0.0,),
        Status.UNCHANGED: (-1.4, 1.4),
    }.get(status, ())
    for height in heights:
        painter.drawLine(
            QPointF(middle.x() - reach, middle.y() + height),
            QPointF(middle.x() + reach, middle.y() + height),
        )
