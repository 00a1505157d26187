"""The practice's logo as it will stand on white paper."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize, QSizeF, Qt, QXmlStreamReader, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from acudesk.charts.style import load_style
from acudesk.domain.errors import DomainError
from acudesk.domain.logo import check_logo, damaged
from acudesk.domain.practice import LOGO_LIMIT, LogoKind, logo_kind
from acudesk.translation import tr
from acudesk.ui.widgets.parts import button

PREVIEW = QSize(200, 76)
EDGE = 8


class LogoField(QWidget):
    """`picked` carries a picture that can be drawn, empty when removed; `refused` says why not."""

    picked = Signal(bytes)
    refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._preview = QLabel()
        self._preview.setFixedSize(PREVIEW)
        self._preview.setObjectName("logo")
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose_button = button(tr("Choose a picture…"))
        self.choose_button.clicked.connect(self._choose)
        self.remove_button = button(tr("Remove"))
        self.remove_button.setAccessibleName(tr("Remove the logo"))
        self.remove_button.clicked.connect(lambda: self.picked.emit(b""))
        buttons = QVBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.remove_button)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self._preview)
        line.addLayout(buttons)
        line.addStretch(1)
        self.setFocusProxy(self.choose_button)
        self.show_logo(b"")

    def show_logo(self, picture: bytes) -> None:
        """Show a stored logo."""
        self.remove_button.setEnabled(bool(picture))
        if not picture:
            self._preview.setPixmap(QPixmap())
            self._preview.setText(tr("no logo"))
            self._preview.setAccessibleName(tr("No logo"))
            return
        self._preview.setAccessibleName(tr("The logo"))
        self._preview.setPixmap(_on_paper(picture, self.devicePixelRatioF()))

    def take_file(self, file: Path) -> None:
        """Take the picture in a file, if it is one."""
        try:
            picture = read_logo(file)
        except DomainError as error:
            self.refused.emit(error)
            return
        self.picked.emit(picture)

    def _choose(self) -> None:
        dialog = QFileDialog(
            self, tr("Choose a logo"), "", tr("Pictures (*.png *.jpg *.jpeg *.svg)")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def read_logo(file: Path) -> bytes:
    """The picture in a file; raises DomainError where it is none, too large or damaged."""
    try:
        with file.open("rb") as stream:
            picture = stream.read(LOGO_LIMIT + 1)
    except OSError:
        raise DomainError(tr("This file cannot be read."), field="logo") from None
    # Before anything draws it: a small file can hold a picture of gigabytes.
    if check_logo(picture) == LogoKind.SVG:
        good = _well_formed(picture) and QSvgRenderer(QByteArray(picture)).isValid()
    else:
        good = not QImage.fromData(picture).isNull()
    if not good:
        raise damaged()
    return picture


def _well_formed(picture: bytes) -> bool:
    stream = QBuffer()
    stream.setData(picture)
    stream.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QXmlStreamReader(stream)
    while not reader.atEnd():
        reader.readNext()
    return not reader.hasError()


def _on_paper(picture: bytes, ratio: float) -> QPixmap:
    paper = QPixmap(PREVIEW * ratio)
    paper.setDevicePixelRatio(ratio)
    paper.fill(QColor(load_style("paper").window))
    room = QRectF(EDGE, EDGE, PREVIEW.width() - 2 * EDGE, PREVIEW.height() - 2 * EDGE)
    painter = QPainter(paper)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if logo_kind(picture) == LogoKind.SVG:
        renderer = QSvgRenderer(QByteArray(picture))
        renderer.render(painter, _inside(QSizeF(renderer.defaultSize()), room))
    else:
        image = QImage.fromData(picture)
        place = _inside(QSizeF(image.size()), room)
        small = image.scaled(
            (place.size() * ratio).toSize(),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(place, small)
    painter.end()
    return paper


def _inside(size: QSizeF, room: QRectF) -> QRectF:
    """The largest place of that shape in the middle of a room."""
    if size.isEmpty():
        return room
    fitted = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0, 0, fitted.width(), fitted.height())
    place.moveCenter(room.center())
    return place
