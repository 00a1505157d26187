"""Pages of paper on screen, below each other, sharp at every zoom."""

from collections.abc import Sequence
from enum import Enum
from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from acudesk.translation import tr
from acudesk.ui.theme import Theme

if TYPE_CHECKING:
    from acudesk.reports.page_pictures import Picture

SCREEN_PPI, POINTS = 96, 72
"""Logical pixels and points to an inch: at 100 % a page is as large as its paper."""
MOST_PPI = 300
"""A page of A4 takes 35 MB at this; above it the picture is stretched."""
ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
MARGIN, GAP = 18, 14
LINE = 40
"""Pixels that an arrow scrolls by."""
SETTLING_MILLISECONDS = 30
PAPER = "#ffffff"


class Fit(Enum):
    """What follows the size of the window: the width of the pages, a whole page, or nothing."""

    WIDTH = "width"
    PAGE = "page"
    FREE = "free"


class PageView(QAbstractScrollArea):
    """Shows pages whose pictures are asked for when they come into sight, and let go of when
    they leave it. `wanted` names a page, counted from 0, and its dots an inch: whoever makes the
    picture hands it to `show_picture`. `moved` follows another page or another zoom."""

    wanted = Signal(int, float)
    moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._tops: list[float] = []
        self._fit = Fit.WIDTH
        self._zoom = 1.0
        self._page = 0
        self._going = False
        self._asked: tuple[int, float] | None = None
        self._pictures: dict[int, tuple[float, QPixmap]] = {}
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLING_MILLISECONDS)
        self._settling.timeout.connect(self._ask)
        self.setObjectName("pages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Pages"))
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(LINE)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self.viewport().update)

    # What it shows

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page that is read, counted from 0."""
        return self._page

    @property
    def zoom(self) -> float:
        """1 shows a page as large as its paper."""
        return self._zoom

    @property
    def fit(self) -> Fit:
        """What follows the size of the window."""
        return self._fit

    @property
    def held(self) -> frozenset[int]:
        """The pages whose pictures are in memory."""
        return frozenset(self._pictures)

    @property
    def ppi(self) -> float:
        """Dots an inch that show a page sharply just now."""
        return min(self._zoom * SCREEN_PPI * self.devicePixelRatioF(), MOST_PPI)

    def show_pages(self, sizes: Sequence[tuple[float, float]]) -> None:
        """Show pages of these widths and heights in points, from the first one."""
        self._sizes = tuple(sizes)
        self._pictures.clear()
        self._asked = None
        self._page = 0
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self.moved.emit()

    def show_picture(self, n: int, ppi: float, picture: "Picture") -> None:
        """Show a page as it was asked for."""
        if self._asked == (n, ppi):
            self._asked = None
        if n < self.pages and (ppi == self.ppi or n not in self._pictures):
            image = QImage(
                picture.pixels,
                picture.width,
                picture.height,
                picture.stride,
                QImage.Format.Format_RGB32,
            )
            self._pictures[n] = (ppi, QPixmap.fromImage(image))
            self.viewport().update()
        self._ask()

    # Moving about

    def go_to(self, n: int) -> None:
        """Show a page from its top."""
        if not self._sizes:
            return
        n = max(0, min(n, self.pages - 1))
        self._going = True
        self.verticalScrollBar().setValue(round(self._tops[n]) - (MARGIN if n == 0 else GAP // 2))
        self._going = False
        self._turned(n)
        self._settling.start()

    def zoom_in(self) -> None:
        """The next larger step."""
        self.zoom_to(next((one for one in ZOOMS if one > self._zoom + 0.005), ZOOMS[-1]))

    def zoom_out(self) -> None:
        """The next smaller step."""
        self.zoom_to(next((one for one in reversed(ZOOMS) if one < self._zoom - 0.005), ZOOMS[0]))

    def zoom_to(self, zoom: float) -> None:
        """Show the pages so large; what is in the middle stays there."""
        self._fit = Fit.FREE
        self._set_zoom(zoom)

    def fit_to(self, fit: Fit) -> None:
        """Let the zoom follow the size of the window."""
        self._fit = fit
        self._lay_out()
        self.go_to(self._page)
        self.moved.emit()

    def toggle_fit(self) -> None:
        """A whole page, or the width of the pages."""
        self.fit_to(Fit.WIDTH if self._fit == Fit.PAGE else Fit.PAGE)

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; whether it means anything."""
        key, keys = event.key(), Qt.Key
        bar, wide = self.verticalScrollBar(), self.horizontalScrollBar()
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (keys.Key_Plus, keys.Key_Equal):
            self.zoom_in()
        elif key == keys.Key_Minus:
            self.zoom_out()
        elif key == keys.Key_0:
            self.toggle_fit()
        elif key == keys.Key_Home:
            self.go_to(0)
        elif key == keys.Key_End:
            self.go_to(self.pages - 1)
        elif key == keys.Key_PageDown:
            self._step(1)
        elif key == keys.Key_PageUp:
            self._step(-1)
        elif key == keys.Key_Space and self.hasFocus():
            self._step(-1 if back else 1)
        elif key == keys.Key_Down:
            bar.setValue(bar.value() + LINE)
        elif key == keys.Key_Up:
            bar.setValue(bar.value() - LINE)
        elif key in (keys.Key_Left, keys.Key_Right):
            by = 1 if key == keys.Key_Right else -1
            if wide.maximum() > 0:
                wide.setValue(wide.value() + by * LINE)
            else:
                self.go_to(self._page + by)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take_key(event):
            event.ignore()  # Esc and Enter are the dialog's.

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y() > 0:
                self.zoom_in()
            elif event.angleDelta().y() < 0:
                self.zoom_out()
            event.accept()
        else:
            super().wheelEvent(event)

    def _step(self, by: int) -> None:
        """A screen further: the next page where a whole one is seen."""
        bar = self.verticalScrollBar()
        if self._fit == Fit.PAGE:
            self.go_to(self._page + by)
        else:
            bar.setValue(bar.value() + by * (self.viewport().height() - 2 * MARGIN))

    def _scrolled(self) -> None:
        if not self._going and self._sizes:
            self._turned(self._mostly_seen())
        self._settling.start()

    def _turned(self, n: int) -> None:
        if n != self._page:
            self._page = n
            self.moved.emit()

    def _mostly_seen(self) -> int:
        top = self.verticalScrollBar().value()
        end = top + self.viewport().height()

        def seen(n: int) -> float:
            start = self._tops[n]
            return min(end, start + self._height(n)) - max(top, start)

        return max(range(self.pages), key=seen)

    # Where everything is

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before = self._zoom
        self._lay_out()
        if self._fit != Fit.FREE and self._zoom != before:
            self.go_to(self._page)
            self.moved.emit()

    def _set_zoom(self, zoom: float) -> None:
        bar, wide = self.verticalScrollBar(), self.horizontalScrollBar()
        room = self.viewport().size()
        across = (wide.value() + room.width() / 2) / max(self._whole_width(), 1)
        n = self._mostly_seen() if self._sizes else 0
        middle = bar.value() + room.height() / 2
        down = (middle - self._tops[n]) / self._height(n) if self._sizes else 0
        self._zoom = zoom
        self._lay_out()
        if self._sizes:
            self._going = True
            bar.setValue(round(self._tops[n] + down * self._height(n) - room.height() / 2))
            wide.setValue(round(across * self._whole_width() - room.width() / 2))
            self._going = False
        self.moved.emit()

    def _lay_out(self) -> None:
        if not self._sizes:
            return
        room = self.viewport().size()
        widest = max(width for width, _ in self._sizes) * SCREEN_PPI / POINTS
        highest = max(height for _, height in self._sizes) * SCREEN_PPI / POINTS
        if self._fit != Fit.FREE:
            # The bar is always thought of as there, or its coming would make it go again.
            wanted = (room.width() - 2 * MARGIN) / widest
            if self._fit == Fit.PAGE:
                wanted = min(wanted, (room.height() - 2 * MARGIN) / highest)
            self._zoom = max(ZOOMS[0], min(wanted, ZOOMS[-1]))
        heights = [self._height(n) + GAP for n in range(self.pages)]
        *self._tops, below = accumulate(heights, initial=float(MARGIN))
        for bar, whole, page in (
            (self.verticalScrollBar(), below - GAP + MARGIN, room.height()),
            (self.horizontalScrollBar(), self._whole_width(), room.width()),
        ):
            bar.setPageStep(page)
            bar.setRange(0, max(0, round(whole) - page))
        self._settling.start()
        self.viewport().update()

    def _height(self, n: int) -> float:
        return self._sizes[n][1] * self._zoom * SCREEN_PPI / POINTS

    def _whole_width(self) -> float:
        if not self._sizes:
            return 0.0
        widest = max(width for width, _ in self._sizes)
        return widest * self._zoom * SCREEN_PPI / POINTS + 2 * MARGIN

    def _place(self, n: int) -> QRectF:
        """Where a page stands in the viewport, on whole dots of the screen."""
        dots = self.devicePixelRatioF()
        width = self._sizes[n][0] * self._zoom * SCREEN_PPI / POINTS
        whole = max(self._whole_width(), self.viewport().width())
        left = (whole - width) / 2 - self.horizontalScrollBar().value()
        top = self._tops[n] - self.verticalScrollBar().value()
        return QRectF(
            round(left * dots) / dots,
            round(top * dots) / dots,
            round(width * dots) / dots,
            round(self._height(n) * dots) / dots,
        )

    def _in_sight(self) -> list[int]:
        """The pages that can be seen, the one that is read first."""
        room = QRectF(self.viewport().rect())
        found = [n for n in range(self.pages) if self._place(n).intersects(room)]
        return sorted(found, key=lambda n: (n != self._page, n))

    # Pictures

    def _ask(self) -> None:
        """Ask for the first picture that is missing, and let go of those far away."""
        if not self._sizes or not self.isVisible():
            return
        seen = self._in_sight()
        near = [*seen, *(n for n in (max(seen) + 1, min(seen) - 1) if 0 <= n < self.pages)]
        for n in [n for n in self._pictures if n not in near]:
            del self._pictures[n]
        if self._asked is not None:
            return
        for n in near:
            if n not in self._pictures or self._pictures[n][0] != self.ppi:
                self._asked = (n, self.ppi)
                self.wanted.emit(n, self.ppi)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(self._theme.style.sidebar))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        edge = QColor(self._theme.style.border_strong)
        for n in self._in_sight():
            place = self._place(n)
            painter.fillRect(place.adjusted(-1, -1, 1, 1), edge)
            painter.fillRect(place, QColor(PAPER))
            if n in self._pictures:
                self._paint(painter, place, self._pictures[n][1])
        painter.end()

    def _paint(self, painter: QPainter, place: QRectF, picture: QPixmap) -> None:
        dots = self.devicePixelRatioF()
        if abs(picture.width() - place.width() * dots) < 2:
            picture.setDevicePixelRatio(dots)  # Dot for dot: stretched letters look ragged.
            painter.setClipRect(place)
            painter.drawPixmap(QPointF(place.topLeft()), picture)
            painter.setClipping(False)
        else:
            picture.setDevicePixelRatio(1)
            painter.drawPixmap(place, picture, QRectF(picture.rect()))
