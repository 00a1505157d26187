"""One activity of the patient's own, rated by them; named by them where it has no name yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from acudesk.domain.questionnaires import Questionnaire
from acudesk.translation import tr
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.questionnaire_scale import BigScale
from acudesk.ui.widgets.typing_pause import EnterKey, TypingPause

WORDS_LIMIT = 200
"""As many characters as a course keeps of an activity."""


class ActivityQuestion(QWidget):
    """`changed` carries the item and its number; `named` the words for an activity as typed.

    Nobody can rate what has no name: without words there is no number.
    """

    changed = Signal(str, str)
    named = Signal(str)

    def __init__(
        self, asked: Questionnaire, item: str, activity: str, value: str, *, may_name: bool
    ) -> None:
        super().__init__()
        self._item = item
        self._kept = activity
        self._words: QLineEdit | None = None
        self._pause = TypingPause(self)
        self._pause.over.connect(self.flush)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(16)
        if may_name:
            box.addWidget(label(asked.instruction, "question", wrap=True))
            self._words = QLineEdit(activity)
            self._words.setProperty("part", "words")
            self._words.setMaxLength(WORDS_LIMIT)
            self._words.setAccessibleName(asked.instruction)
            self._words.setPlaceholderText(tr("In your own words"))
            self._words.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            self._words.textEdited.connect(self._pause.start)
            self._words.editingFinished.connect(self.flush)
            enter = EnterKey(self._words)
            enter.pressed.connect(self._words_done)
            box.addWidget(self._words)
            box.addSpacing(12)
            box.addWidget(label(asked.reminder, "question", wrap=True))
        else:
            box.addWidget(label(asked.reminder, "question", wrap=True))
            box.addWidget(label(activity, "activity", wrap=True))
            box.addSpacing(12)
        self.scale = BigScale(asked.values, asked.low_words, asked.high_words)
        self.scale.show_value(activity, value)
        self.scale.setEnabled(bool(activity))
        self.scale.picked.connect(lambda text: self.changed.emit(item, text))
        box.addWidget(self.scale)

    def first_stop(self) -> QWidget:
        """Where the focus goes first: to what is still to be said."""
        return self._words if self._words is not None and not self._kept else self.scale

    def flush(self) -> None:
        """Hand over what was typed."""
        self._pause.stop()
        if self._words is None:
            return
        words = " ".join(self._words.text().split())
        if words == self._kept:
            return
        self._kept = words
        self.named.emit(words)
        if not words:
            self.scale.pick("")
        self.scale.show_value(words, self.scale.value)
        self.scale.setEnabled(bool(words))

    def _words_done(self) -> None:
        self.flush()
        if self._kept:
            self.scale.setFocus(Qt.FocusReason.TabFocusReason)
