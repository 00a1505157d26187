"""A number with its unit and the value of last time beside it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure
from acudesk.domain.session import Score, ScoreKey
from acudesk.translation import tr
from acudesk.ui.widgets.parts import FittingLabel, label, plain_tip, restyled
from acudesk.ui.widgets.typing_pause import EnterKey, TypingPause


class NumberField(QWidget):
    """One score that is typed; saved after a short pause and when the field is left.

    `given` carries the text, empty when the score was taken back. A number out of range stays on
    screen with the reason below it and is not saved.
    """

    given = Signal(str)
    left = Signal()

    def __init__(self, measure: Measure, key: ScoreKey, title: str, *, short: str = "") -> None:
        super().__init__()
        self.key = key
        self._measure = measure
        self._kept = ""
        self._last = ""
        self._edit = QLineEdit()
        self._edit.setAccessibleName(title)
        self._edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._edit.setFixedWidth(84)
        self._edit.setMaxLength(40)
        self._edit.setToolTip(plain_tip(measure.note))
        self._edit.editingFinished.connect(self.flush)
        enter = EnterKey(self._edit)
        enter.pressed.connect(self.flush)
        enter.pressed.connect(self.left)
        self.setFocusProxy(self._edit)
        self._below = label("", "hint", wrap=True)
        self._pause = TypingPause(self)
        self._pause.over.connect(self.flush)
        self._edit.textEdited.connect(self._pause.start)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._edit)
        row.addWidget(label(measure.scale.unit, "muted"))
        row.addStretch(1)
        name = FittingLabel("label")
        name.say(*dict.fromkeys((title, short or title)))
        name.setBuddy(self._edit)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(name)
        box.addLayout(row)
        box.addWidget(self._below)

    @property
    def trouble(self) -> str:
        """Why what stands in the field was not kept, or an empty text."""
        return self._below.text() if self._edit.property("wrong") else ""

    def show_score(self, score: Score | None, *, fresh: bool = False) -> None:
        """Show a stored score, unless something newer is being typed, or was refused.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        self._kept = "" if score is None else score.given
        if fresh or not (self._edit.hasFocus() or self._pause.is_running or self.trouble):
            self._pause.stop()
            self._edit.setText(self._kept)
            self._say(self._last)

    def show_last(self, text: str) -> None:
        """Say what was measured last time."""
        self._last = text
        if not self.trouble:
            self._say(text)

    def stops(self) -> tuple[QWidget, ...]:
        """Where the focus stops, in order."""
        return (self._edit,)

    def flush(self) -> None:
        """Give what was typed, if it is a number of the scale."""
        self._pause.stop()
        text = self._edit.text().strip()
        if text == self._kept:
            self._say(self._last)
            return
        if text:
            try:
                self._measure.score(text, moment=self.key.moment, item=self.key.item)
            except DomainError as error:
                self._say(error.text, wrong=True)
                return
        self._kept = text
        self._say(self._last)
        self.given.emit(text)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        restyled(self._edit, "wrong", wrong)
        restyled(self._below, "role", "error" if wrong else "hint")
        self._below.setText(text)
        self._below.setVisible(bool(text))
        self._edit.setAccessibleDescription(
            text if not wrong else tr("Not saved. {reason}", reason=text)
        )
