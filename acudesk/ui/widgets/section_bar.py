"""The parts of a long page as a row of segments: one press brings a part into sight."""

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QWidget

from acudesk.translation import tr

_TAB = Qt.FocusPolicy.TabFocus
ABOVE = 6
"""Pixels that stay free above a part that was brought into sight."""


class SectionBar(QWidget):
    """Segments for the parts of a page in a scroll area; Alt+1 and so on press them."""

    def __init__(self, scroll: QScrollArea, parts: list[tuple[str, QWidget]]) -> None:
        super().__init__()
        self._scroll = scroll
        self._parts = [part for _, part in parts]
        self._first: dict[QWidget, QWidget] = {}
        self.segments: list[QPushButton] = []
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        for number, (name, part) in enumerate(parts, start=1):
            segment = QPushButton(name)
            segment.setProperty("part", "segment")
            segment.setCheckable(True)
            segment.setAutoDefault(False)
            segment.setToolTip(tr("{name} (Alt+{n})", name=name, n=number))
            segment.clicked.connect(lambda _, part=part: self.go_to(part))
            QShortcut(QKeySequence(f"Alt+{number}"), scroll).activated.connect(
                lambda part=part: self.go_to(part)
            )
            self.segments.append(segment)
            line.addWidget(segment, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        scroll.verticalScrollBar().valueChanged.connect(lambda _: self._follow())
        self._follow()

    def start_at(self, part: QWidget, field: QWidget) -> None:
        """Let a part begin at a field that is not its first in the order of Tab."""
        self._first[part] = field

    def go_to(self, part: QWidget) -> None:
        """Bring a part to the top of the page, and the focus to its first field."""
        page: QWidget = self._scroll.widget()  # type: ignore[assignment]
        top = part.mapTo(page, QPoint(0, 0)).y()
        self._scroll.verticalScrollBar().setValue(max(0, top - ABOVE))
        chosen = self._first.get(part)
        fields = [*([chosen] if chosen else []), *part.findChildren(QWidget)]
        first = next(
            (
                one
                for one in (field.focusProxy() or field for field in fields)
                if one.isVisibleTo(page) and one.isEnabled() and one.focusPolicy() & _TAB
            ),
            None,
        )
        if first is not None:
            first.setFocus()
        # The focus may scroll the page a little; the part stays the one that was asked for.
        QTimer.singleShot(0, self, lambda: self._mark(self._parts.index(part)))

    def _follow(self) -> None:
        page = self._scroll.widget()
        if page is None:
            return
        bar = self._scroll.verticalScrollBar()
        place = bar.value() + 3 * ABOVE
        here = 0
        for number, part in enumerate(self._parts):
            if part.isVisibleTo(page) and part.mapTo(page, QPoint(0, 0)).y() <= place:
                here = number
        if bar.maximum() and bar.value() == bar.maximum():
            here = len(self._parts) - 1
        self._mark(here)

    def _mark(self, here: int) -> None:
        for number, segment in enumerate(self.segments):
            segment.setChecked(number == here)
