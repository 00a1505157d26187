"""A card of what waits beside the visits of the day: unsigned sessions, reviews, quiet courses."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from acudesk.translation import ntr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.line_button import LineButton
from acudesk.ui.widgets.parts import button, label

FEW = 4
"""So many lines are shown at once; the others follow behind one key."""


class WaitingCard(QFrame):
    """`chosen` carries what stands behind a line. The card hides itself while nothing waits."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, title: str, hint: str = "") -> None:
        super().__init__()
        self._theme, self._title = theme, title
        self._lines: Sequence[tuple[object, str, str]] = ()
        self._whole = False
        self._buttons: list[LineButton] = []
        self.setObjectName("card")
        self._heading = label(title, "heading")
        self._heading.setToolTip(hint)
        self._count = label("", "hint")
        head = QHBoxLayout()
        head.setContentsMargins(9, 0, 9, 0)
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._count)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.more_button = button("", flat=True)
        self.more_button.clicked.connect(self._show_whole)
        box = QVBoxLayout(self)
        box.setContentsMargins(7, 11, 7, 8)
        box.setSpacing(4)
        box.addLayout(head)
        box.addLayout(self._rows)
        box.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @property
    def buttons(self) -> Sequence[LineButton]:
        """The lines that are shown."""
        return self._buttons

    @property
    def count_words(self) -> str:
        """How many there are, as it is shown."""
        return self._count.text()

    def show_lines(self, lines: Sequence[tuple[object, str, str]], count: str) -> None:
        """Show lines of what stands behind, first line, second line; `count` says of how many."""
        self._count.setText(count)
        self.setVisible(bool(lines))
        if lines != self._lines:
            self._lines = lines
            self._fill()

    def _show_whole(self) -> None:
        first = len(self._buttons)
        self._whole = True
        self._fill()
        if first < len(self._buttons):
            self._buttons[first].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        for old in self._buttons:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        shown = self._lines if self._whole else self._lines[:FEW]
        self._buttons = []
        for behind, first, second in shown:
            made = LineButton(self._theme, first, second)
            made.clicked.connect(lambda _=False, behind=behind: self.chosen.emit(behind))
            self._rows.addWidget(made)
            made.show()
            self._buttons.append(made)
        left = len(self._lines) - len(shown)
        self.more_button.setVisible(left > 0)
        self.more_button.setText(ntr("Show {n} more", "Show {n} more", left))
