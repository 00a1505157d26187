"""The column in which a page for the patient stands."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from acudesk.ui.widgets.parts import label

COLUMN_WIDTH = 1120
ROOMY_COLUMN_WIDTH = 1320
SIDE = 28
GAP = 18


class Room(QScrollArea):
    """Shows one page at a time in the middle; `resized` follows another size of the room."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("plain")
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, GAP, 0, GAP)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._column.addStretch(1)
        self._middle = QWidget()
        self._middle.setObjectName("plain")
        self._middle.setLayout(self._column)
        self._middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column_width = COLUMN_WIDTH
        line = QHBoxLayout(inside)
        line.setContentsMargins(SIDE, 0, SIDE, 0)
        line.addStretch(1)
        line.addWidget(self._middle, 10_000)
        line.addStretch(1)
        self.setWidget(inside)
        self._size = QSize()

    def put(self, page: QWidget, *, top: bool) -> None:
        """Stand a page in the column, at its top or in its middle, not yet shown."""
        self._middle.setMaximumWidth(self.column_width)
        self._column.insertWidget(1, page)
        self._column.setStretch(0, 0 if top else 2)
        self._column.setStretch(self._column.count() - 1, 3)
        self.verticalScrollBar().setValue(0)

    def size_inside(self) -> tuple[int, int]:
        """The width and height that a page has."""
        # A scroll bar that comes and goes must not change what fits.
        room = self.maximumViewportSize()
        return min(self.column_width, room.width() - 2 * SIDE), room.height() - 2 * GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.maximumViewportSize() != self._size:
            self._size = self.maximumViewportSize()
            self.resized.emit()


def stacked(*widgets: QWidget) -> QWidget:
    """A page of widgets below each other."""
    page = QWidget()
    page.setObjectName("plain")
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(GAP)
    for widget in widgets:
        box.addWidget(widget)
    return page


def said_page(title: str, words: str, attribution: str) -> QWidget:
    """A page that only says something."""
    parts: list[QLabel] = []
    if title:
        parts.append(label(title, "question", wrap=True))
    parts.extend(label(one, "said", wrap=True) for one in words.split("\n\n") if one)
    if attribution:
        parts.append(label(attribution, "hint", wrap=True))
    return stacked(*parts)
