"""What stands where a patient would: the next step for an empty practice."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from acudesk.translation import tr
from acudesk.ui.widgets.parts import button, label

WORDS_WIDTH = 460


class WelcomePage(QWidget):
    """`asked` says that the practitioner wants to go on with the step offered, `restore_wanted`
    that an empty practice is to be filled from an export."""

    asked = Signal()
    restore_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "title")
        self._words = label("", "muted", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setFixedWidth(WORDS_WIDTH)
        self._go = button("", primary=True)
        self._go.clicked.connect(self.asked)
        self._restore = button(tr("Bring everything back from an export…"), flat=True)
        self._restore.clicked.connect(self.restore_wanted)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(8)
        box.addWidget(self._words, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(16)
        box.addWidget(self._go, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(4)
        box.addWidget(self._restore, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def welcome(self) -> None:
        """The practice is empty."""
        self._say(
            tr("Welcome to AcuDesk"),
            tr(
                "Add your first patient: a name is enough. The first session starts right away, "
                "and everything you enter is kept on this computer, encrypted."
            ),
            tr("Add a patient"),
            empty=True,
        )

    def choose(self) -> None:
        """There are patients, but none is chosen."""
        self._say(
            tr("Choose a patient"),
            tr("Type a few letters of a name to find somebody, or add a new patient."),
            tr("Add a patient"),
        )

    def open_course(self, name: str) -> None:
        """A patient without a course."""
        self._say(
            tr("No course of treatment yet"),
            tr("Open a course to record sessions and see the progress of {name}.", name=name),
            tr("Open a course"),
        )

    def trouble(self, text: str) -> None:
        """The practice cannot be opened."""
        self._say(tr("The practice cannot be opened"), text, tr("Try again"))

    def _say(self, title: str, words: str, go: str, *, empty: bool = False) -> None:
        self._restore.setVisible(empty)
        self._title.setText(title)
        self._words.setText(words)
        self._words.setMinimumHeight(self._words.heightForWidth(WORDS_WIDTH))
        self._go.setText(go)
