"""The figures of the body chart: four views side by side, painted with what is marked on them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QIcon,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from acudesk.charts.style import Style
from acudesk.domain.body_chart import (
    BodyMark,
    BodyView,
    Figure,
    MarkKind,
    Shape,
    Zone,
    side_letters,
    view_title,
)
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.parts import plain_tip

LEAST = QSize(250, 200)
USUAL = QSize(400, 250)
GAP = 4.0
"""Between two figures, in their units."""
TITLE_HEIGHT = 18.0
HATCH, DOTS = 5.0, 5.5
"""How far apart hatching and dots are, in pixels, at every size of the figures."""
STEP = 3.0
"""A dragged line is looked at every so many pixels: a fast hand leaves no zone out."""
_TOKEN = re.compile(r"[MLCQZ]|-?\d+(?:\.\d+)?(?:e-?\d+)?")
_SWATCH = QSize(16, 16)


def path_from_data(data: str) -> QPainterPath:
    """SVG path data with M, L, C, Q and Z, all absolute, as a path."""
    path = QPainterPath()
    command = ""
    numbers: list[float] = []
    wanted = {"M": 2, "L": 2, "C": 6, "Q": 4}
    for token in _TOKEN.findall(data):
        if token == "Z":
            path.closeSubpath()
        elif token in wanted:
            command, numbers = token, []
        else:
            numbers.append(float(token))
            if len(numbers) == wanted[command]:
                _go(path, command, numbers)
                numbers = []
    return path


def _go(path: QPainterPath, command: str, numbers: list[float]) -> None:
    match command:
        case "M":
            path.moveTo(*numbers)
        case "L":
            path.lineTo(*numbers)
        case "C":
            path.cubicTo(*numbers)
        case "Q":
            path.quadTo(*numbers)


def paint_texture(
    painter: QPainter, path: QPainterPath, kinds: frozenset[MarkKind], style: Style
) -> None:
    """Fill a path with the hatching of pain, the dots of needles, or both; nothing else."""
    painter.save()
    pain, needled = MarkKind.PAIN in kinds, MarkKind.NEEDLED in kinds
    painter.fillPath(path, QColor(style.warn_soft if pain else style.accent_soft))
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    box = path.boundingRect()
    if pain:
        painter.setPen(QPen(QColor(style.warn), 1.1))
        reach = box.width() + box.height()
        # Counted from the corner of the widget, so that neighbours are hatched in one.
        start = (box.left() + box.top()) // HATCH * HATCH
        for step in range(int(reach / HATCH) + 2):
            across = start + step * HATCH - box.top()
            painter.drawLine(
                QPointF(across, box.top()), QPointF(across - box.height(), box.bottom())
            )
    if needled:
        painter.setPen(QPen(QColor(style.card), 1.0))
        painter.setBrush(QColor(style.accent))
        top = box.top() // DOTS
        for row in range(int(box.height() / DOTS) + 2):
            y = (top + row) * DOTS
            shift = DOTS / 2 if (top + row) % 2 else 0.0
            left = box.left() // DOTS
            for column in range(int(box.width() / DOTS) + 3):
                centre = QPointF((left + column) * DOTS + shift, y)
                painter.drawEllipse(centre, 1.7, 1.7)
    painter.restore()


def swatch(kinds: frozenset[MarkKind], style: Style, ratio: float) -> QIcon:
    """A small sample of how marks look; an empty box for no mark."""
    picture = QPixmap(_SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QPainterPath()
    frame.addRoundedRect(QRectF(1, 1, 14, 14), 4, 4)
    edge = style.border_strong
    if kinds:
        paint_texture(painter, frame, kinds, style)
        edge = style.warn if MarkKind.PAIN in kinds else style.accent
    painter.strokePath(frame, QPen(QColor(edge), 1.2 if kinds else 1.0))
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(picture, mode)
    return icon


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One figure with its paths as Qt wants them."""

    figure: Figure
    outline: QPainterPath
    lines: QPainterPath
    shapes: tuple[tuple[Shape, QPainterPath], ...]


class BodyViews(QWidget):
    """Paints the figures; `begun` carries the zone that was pressed, `crossed` each further one
    that the pointer was dragged over, `ended` follows the release, `pointed` carries the zone
    under the pointer, or an empty text."""

    begun = Signal(str)
    crossed = Signal(str)
    ended = Signal()
    pointed = Signal(str)

    def __init__(self, theme: Theme, figures: Iterable[Figure], zones: Iterable[Zone]) -> None:
        super().__init__()
        self._theme = theme
        self._zones = {zone.code: zone for zone in zones}
        self._drawn = [
            _Drawn(
                figure,
                path_from_data(figure.outline),
                path_from_data(figure.lines),
                tuple((shape, path_from_data(shape.path)) for shape in figure.shapes),
            )
            for figure in figures
        ]
        self._marks: dict[str, list[BodyMark]] = {}
        self._under, self._current = "", ""
        self._dragged: QPointF | None = None
        self._last = ""
        self.setMouseTracking(True)
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def is_pressed(self) -> bool:
        """Whether a stroke over the figures is under way."""
        return self._dragged is not None

    def sizeHint(self) -> QSize:
        return USUAL

    def show_marks(self, marks: Iterable[BodyMark]) -> None:
        """Paint these marks."""
        self._marks = {}
        for mark in marks:
            self._marks.setdefault(mark.zone, []).append(mark)
        self.update()

    def show_current(self, zone: str) -> None:
        """Frame the zone that the list stands on; an empty text frames none."""
        self._current = zone
        self.update()

    def zone_at(self, place: QPointF) -> str:
        """The zone at a place of the widget, or an empty text."""
        for drawn, placed in self._placed():
            back, possible = placed.inverted()
            if not possible:
                continue
            # Neighbours may leave a hair between them.
            for nudge in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
                spot = back.map(place + QPointF(*nudge))
                for shape, path in drawn.shapes:
                    if path.contains(spot):
                        return shape.zone
        return ""

    def place_of(self, zone: str) -> QPointF:
        """The middle of a zone on the widget, in the view where it is best seen."""
        for drawn, placed in self._placed():
            if drawn.figure.view == self._zones[zone].view:
                for shape, _path in drawn.shapes:
                    if shape.zone == zone:
                        return placed.map(QPointF(shape.x, shape.y))
        return QPointF()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for drawn, placed in self._placed():
            self._paint_figure(painter, drawn, placed)
            self._paint_words(painter, drawn.figure, placed)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        zone = self.zone_at(event.position())
        if zone:
            self._dragged, self._last = event.position(), zone
            self.begun.emit(zone)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        self._point_at(self.zone_at(place))
        if self._dragged is None:
            return
        way = place - self._dragged
        steps = max(1, int(max(abs(way.x()), abs(way.y())) / STEP))
        for step in range(1, steps + 1):
            zone = self.zone_at(self._dragged + way * (step / steps))
            if zone and zone != self._last:
                self._last = zone
                self.crossed.emit(zone)
        self._dragged = place

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._dragged is not None:
            self._dragged = None
            self.ended.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at("")
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            zone = self.zone_at(QPointF(event.pos()))
            if zone:
                QToolTip.showText(event.globalPos(), plain_tip(self._zones[zone].name), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _point_at(self, zone: str) -> None:
        if zone != self._under:
            self._under = zone
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if zone else Qt.CursorShape.ArrowCursor
            )
            self.pointed.emit(zone)
            self.update()

    def _placed(self) -> Iterator[tuple[_Drawn, QTransform]]:
        """Each figure and where it stands; the order is that of the body, in every language."""
        width = sum(drawn.figure.width for drawn in self._drawn) + GAP * (len(self._drawn) - 1)
        height = max(drawn.figure.height for drawn in self._drawn)
        room = self.height() - TITLE_HEIGHT - 2
        scale = max(min((self.width() - 4) / width, room / height), 0.01)
        x = (self.width() - width * scale) / 2
        y = TITLE_HEIGHT + (room - height * scale) / 2
        for drawn in self._drawn:
            yield drawn, QTransform(scale, 0, 0, scale, x, y)
            x += (drawn.figure.width + GAP) * scale

    def _paint_figure(self, painter: QPainter, drawn: _Drawn, placed: QTransform) -> None:
        style = self._theme.style
        shown = [(shape, placed.map(path)) for shape, path in drawn.shapes]
        seam = QPen(QColor(style.card), 1.0)
        for shape, path in shown:
            kinds = frozenset(mark.kind for mark in self._marks.get(shape.zone, []))
            if kinds:
                paint_texture(painter, path, kinds, style)
            else:
                lit = shape.zone in (self._under, self._current)
                painter.fillPath(path, QColor(style.accent_soft if lit else style.band))
            painter.strokePath(path, seam)
        faint = QColor(style.axis)
        faint.setAlphaF(0.55)
        painter.strokePath(placed.map(drawn.lines), _round(faint, 0.9))
        painter.strokePath(placed.map(drawn.outline), _round(QColor(style.axis), 1.3))
        for shape, path in shown:
            marks = self._marks.get(shape.zone, [])
            if marks:
                pain = any(mark.kind == MarkKind.PAIN for mark in marks)
                painter.strokePath(path, _round(QColor(style.warn if pain else style.accent), 1.1))
        for shape, path in shown:
            if shape.zone in (self._under, self._current):
                thick = 2.0 if shape.zone == self._current else 1.4
                painter.strokePath(path, _round(QColor(style.focus), thick))
        for shape, _path in shown:
            if self._zones[shape.zone].view == drawn.figure.view:
                for mark in self._marks.get(shape.zone, []):
                    if mark.intensity is not None:
                        middle = placed.map(QPointF(shape.x, shape.y))
                        self._paint_number(painter, middle, str(mark.intensity))

    def _paint_number(self, painter: QPainter, middle: QPointF, text: str) -> None:
        style = self._theme.style
        font = window_font(10, bold=True)
        width = QFontMetricsF(font).horizontalAdvance(text)
        badge = QRectF(0, 0, max(width + 6, 13), 13)
        badge.moveCenter(middle)
        painter.setPen(QPen(QColor(style.warn), 1.0))
        painter.setBrush(QColor(style.card))
        painter.drawRoundedRect(badge, 6.5, 6.5)
        painter.setPen(QColor(style.warn_text))
        painter.setFont(font)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_words(self, painter: QPainter, figure: Figure, placed: QTransform) -> None:
        painter.setFont(window_font(11))
        painter.setPen(QColor(self._theme.style.text_muted))
        top = placed.map(QPointF(figure.width / 2, 0))
        head = QRectF(0, 0, figure.width * placed.m11() + GAP, TITLE_HEIGHT)
        head.moveCenter(QPointF(top.x(), top.y() - TITLE_HEIGHT / 2))
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, view_title(figure.view))
        if figure.view not in (BodyView.FRONT, BodyView.BACK):
            return
        painter.setFont(window_font(11, bold=True))
        for share, letter in zip((0.2, 0.8), side_letters(figure.view), strict=True):
            box = QRectF(0, 0, 20, 16)
            box.moveCenter(placed.map(QPointF(figure.width * share, 58)))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def _round(colour: QColor, width: float) -> QPen:
    return QPen(
        colour,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )
