"""What became of each of several files."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import announce, icon_button, label, restyled, themed_icon

MOST_HEIGHT = 150
"""Pixels of the list; a longer one scrolls in itself."""


class FileResults(QFrame):
    """One line a file: its name, and that it was added or why not. Hidden while it is empty."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._lines: list[str] = []
        self.heading = label("", "heading")
        close = icon_button(tr("Close this list"))
        themed_icon(close, theme, "x")
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(close)
        self._inside = QWidget()
        self._inside.setObjectName("plain")
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(4)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setWidget(self._inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 6, 8, 10)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(self._scroll)
        self.hide()

    @property
    def lines(self) -> tuple[str, ...]:
        """What it says of each file."""
        return tuple(self._lines)

    def show_results(self, heading: str, results: Sequence[tuple[str, str]], trouble: bool) -> None:
        """Show what became of files, each as its name and a sentence."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._lines = [tr("{name}: {result}", name=name, result=result) for name, result in results]
        for line in self._lines:
            self._rows.addWidget(label(line, "words", wrap=True))
        restyled(self, "kind", "error" if trouble else "done")
        self.heading.setText(heading)
        self._scroll.setAccessibleName(heading)
        self._scroll.setAccessibleDescription("\n".join(self._lines))
        self.setAccessibleName(heading)
        self.show()
        self._fit()
        announce(self, heading)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        high = self._rows.heightForWidth(self._scroll.viewport().width())
        self._scroll.setFixedHeight(min(max(high, 0), MOST_HEIGHT))
