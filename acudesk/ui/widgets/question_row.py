"""One question of the screening: no, yes or not known, and a word on a yes."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from acudesk.domain.safety_rules import Question
from acudesk.domain.screening import Answer, ScreeningAnswer
from acudesk.translation import tr
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.parts import label, plain_tip

_KEYS = {
    Qt.Key.Key_N: Answer.NO,
    Qt.Key.Key_Y: Answer.YES,
    Qt.Key.Key_U: Answer.UNKNOWN,
}


class QuestionRow(QWidget):
    """`changed` follows every change; `left` carries +1 or -1 for the row to go to.

    N, Y and U answer, Up and Down go on, Delete takes the answer back.
    """

    changed = Signal()
    left = Signal(int)

    def __init__(self, question: Question, *, hint: str = "") -> None:
        super().__init__()
        self.question = question
        self.choice = ChoiceField(
            question.text,
            [(Answer.NO, tr("No")), (Answer.YES, tr("Yes")), (Answer.UNKNOWN, tr("Not known"))],
            optional=True,
        )
        for part in self.choice.parts:
            part.setProperty("tall", None)
            part.setProperty("row", True)
            part.installEventFilter(self)
        self.choice.chosen.connect(self._chosen)
        self.note = QLineEdit()
        self.note.setPlaceholderText(question.note)
        self.note.setAccessibleName(f"{question.text} {question.note}".strip())
        self.note.setMaxLength(1_000)
        self.note.textChanged.connect(self.changed)
        self.note.installEventFilter(self)
        self.note.hide()
        words = label(question.text, wrap=True)
        words.setMinimumWidth(150)
        words.setToolTip(plain_tip(question.source))
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(words, 1)
        line.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        box.addLayout(line)
        if hint:
            box.addWidget(label(hint, "hint", wrap=True))
        box.addWidget(self.note)
        # The flow of segments would else be squeezed into a column.
        parts = self.choice.parts
        self.choice.setMinimumWidth(sum(part.sizeHint().width() + 5 for part in parts) - 5)
        self.setFocusProxy(self.choice)

    @property
    def answer(self) -> Answer | None:
        """The answer, None where it was not asked."""
        value = self.choice.value
        return value if isinstance(value, Answer) else None

    def given(self) -> ScreeningAnswer | None:
        """The answer as it is kept; the note belongs to a yes."""
        if self.answer is None:
            return None
        note = self.note.text() if self.answer == Answer.YES else ""
        return ScreeningAnswer(item=self.question.code, answer=self.answer, note=note)

    def show_answer(self, answer: Answer | None, note: str = "") -> None:
        """Show an answer, or with None that it was not asked."""
        self.choice.choose(answer)
        self.note.setText(note)
        self.note.setVisible(answer == Answer.YES)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
                Qt.KeyboardModifier.ShiftModifier,
            )
            if plain and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.left.emit(1)
                return True
            if plain and key == Qt.Key.Key_Up:
                self.left.emit(-1)
                return True
            if plain and key in _KEYS and watched is not self.note:
                self.choice.choose(_KEYS[key])
                self._chosen()
                self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _chosen(self) -> None:
        self.note.setVisible(self.answer == Answer.YES)
        self.changed.emit()
