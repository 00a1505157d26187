"""The list that drops below the field of points: what a text may become."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from acudesk.domain.point_mention import Mention
from acudesk.domain.point_sets import PointSet
from acudesk.domain.points import Point
from acudesk.translation import ntr

ROW = 30
MOST_ROWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A point, or a set; `of` is the ambiguous mention that a point would settle."""

    point: Point | None = None
    named: PointSet | None = None
    of: Mention | None = None

    @property
    def text(self) -> str:
        """How it stands in the list."""
        if self.named:
            count = ntr("{n} point", "{n} points", len(self.named.points))
            short = f"{self.named.shorthand}  " if self.named.shorthand else ""
            return f"{short}{self.named.name}: {count}"
        assert self.point is not None
        return "  ".join(filter(None, (self.point.code, self.point.pinyin, self.point.hanzi)))


class PointSuggestions(QListWidget):
    """`picked` carries the Offer that was clicked. It never takes the focus: the field moves the
    highlight, so that typing simply goes on.
    """

    picked = Signal(object)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._offers: tuple[Offer, ...] = ()
        self.hide()
        field.destroyed.connect(self.deleteLater)
        self.setObjectName("suggestions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(lambda item: self.picked.emit(self._offers[self.row(item)]))

    @property
    def offers(self) -> Sequence[Offer]:
        """What is offered, in its order."""
        return self._offers

    @property
    def highlighted(self) -> Offer | None:
        """What Enter takes."""
        row = self.currentRow()
        return self._offers[row] if self.isVisible() and 0 <= row < len(self._offers) else None

    def offer(self, offers: Sequence[Offer]) -> None:
        """Show these below the field, none highlighted; without any, close."""
        if not offers:
            self.close_up()
            return
        if tuple(offers) != self._offers:
            self._offers = tuple(offers)
            self.clear()
            for one in self._offers:
                item = QListWidgetItem(one.text)
                item.setSizeHint(QSize(0, ROW))
                self.addItem(item)
        self.setCurrentRow(-1)
        self.scrollToTop()
        rows = min(len(offers), MOST_ROWS)
        self.setFixedSize(min(max(self._field.width(), 300), 420), rows * ROW + 10)
        self._stand(self._field.window())
        self.show()
        self.raise_()

    def _stand(self, window: QWidget) -> None:
        """Below the field, or above it where there is no room; over all that is in the window.

        A window of its own would take the focus on some desktops.
        """
        if self.parent() is not window:
            self.setParent(window)
        below = self._field.mapTo(window, QPoint(0, self._field.height() + 2))
        if below.y() + self.height() > window.height():
            below = self._field.mapTo(window, QPoint(0, -self.height() - 2))
        self.move(max(below.x(), 0), max(below.y(), 0))

    def walk(self, step: int) -> None:
        """Move the highlight, and tell a screen reader what it stands on."""
        rows = len(self._offers)
        row = self.currentRow() + step
        if self.currentRow() < 0:
            row = 0 if step > 0 else rows - 1
        self.setCurrentRow(row % rows)
        said = QAccessibleAnnouncementEvent(self._field, self._offers[self.currentRow()].text)
        QAccessible.updateAccessibility(said)

    def close_up(self) -> None:
        """Close the list."""
        self.hide()
        self.setCurrentRow(-1)
