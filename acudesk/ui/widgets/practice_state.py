"""What the page is doing: a thin line while it reads, and what the figures are when it does not."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from acudesk.translation import tr
from acudesk.ui.widgets.parts import button, label

PATIENCE_MILLISECONDS = 300
"""A reading that is over by then is not spoken of."""
LINE_HEIGHT = 4


class ReadingState(QWidget):
    """`cancelled` follows the button beside the line, `wanted` the one to read again."""

    cancelled = Signal()
    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "hint")
        self.cancel_button = button(tr("Cancel"))
        self.cancel_button.setToolTip(tr("Stop reading (Esc)"))
        self.again_button = button(tr("Read again"))
        self.line = QProgressBar()
        self.line.setObjectName("thin")
        self.line.setTextVisible(False)
        self.line.setFixedHeight(LINE_HEIGHT)
        self.line.setAccessibleName(tr("Reading the courses"))
        for part in (self.cancel_button, self.again_button, self.line):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(part is self.line)
            part.setSizePolicy(policy)
        self.cancel_button.clicked.connect(self.cancelled)
        self.again_button.clicked.connect(self.wanted)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._show_line)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.words)
        row.addWidget(self.cancel_button)
        row.addWidget(self.again_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.say("")

    def begin(self) -> None:
        """A reading has begun; nothing is said of it unless it takes long."""
        self._patience.start()

    def moved_on(self, done: int, of: int) -> None:
        """So many slices of all are read."""
        self.line.setRange(0, max(of, 1))
        self.line.setValue(done)

    def say(self, words: str, *, again: bool = False) -> None:
        """The reading is over; `again` offers to read once more."""
        self._patience.stop()
        self.line.hide()
        self.cancel_button.hide()
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.again_button.setVisible(again)

    def _show_line(self) -> None:
        self.words.setText(tr("Reading the courses…"))
        self.words.show()
        self.line.show()
        self.again_button.hide()
        self.cancel_button.show()
