"""Icons drawn from the bundled SVG outlines in any colour and at any scale."""

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from acudesk import paths


class _Outline(QIconEngine):
    """Draws one outline sharp at every size; a disabled one in a second colour."""

    def __init__(self, name: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._key = (name, colour, disabled)
        text = paths.resource(f"icons/{name}.svg").read_text(encoding="utf-8")
        self._normal = QSvgRenderer(QByteArray(_coloured(text, colour)))
        self._disabled = QSvgRenderer(QByteArray(_coloured(text, disabled)))

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        renderer = self._disabled if mode == QIcon.Mode.Disabled else self._normal
        renderer.render(painter, QRectF(rect))  # type: ignore[call-overload]

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRectF(QPointF(0, 0), size).toRect(), mode, state)
        painter.end()
        return QPixmap.fromImage(image)

    def clone(self) -> QIconEngine:
        return _Outline(*self._key)


def _coloured(text: str, colour: str) -> bytes:
    return text.replace("currentColor", colour).encode()


def icon(name: str, colour: str, disabled: str = "") -> QIcon:
    """The outline `name` of `resources/icons`, in a colour such as `#0f766e`."""
    return QIcon(_Outline(name, colour, disabled or colour))
