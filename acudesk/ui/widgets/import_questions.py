"""What a file does not say by itself: each question with its answers and what they make of it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout, QWidget

from acudesk.domain.import_plan import Question
from acudesk.translation import tr
from acudesk.ui.widgets.parts import label


class ImportQuestions(QWidget):
    """`answered` carries the key of a question and the value of the answer."""

    answered = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[tuple[str, str], QRadioButton] = {}
        self._asked: tuple[Question, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)

    def ask(self, questions: Sequence[Question]) -> None:
        """Ask these, in place of those before; with none there is nothing to see."""
        if tuple(questions) == self._asked:
            return
        self._asked = tuple(questions)
        self.parts = {}
        while self._box.count():
            item = self._box.takeAt(0)
            inside = item.widget() if item is not None else None
            if inside is not None:
                inside.hide()
                inside.deleteLater()
        for question in questions:
            self._box.addWidget(self._card(question))
        self.setVisible(bool(questions))

    def _card(self, question: Question) -> QFrame:
        frame = QFrame()
        frame.setObjectName("alert")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(6)
        inside.addWidget(label(question.text, "heading", wrap=True))
        group = QButtonGroup(frame)
        for offer in question.offers:
            words = offer.words
            if offer.example:
                words = tr("{words}: {example}", words=words, example=offer.example)
            radio = QRadioButton(words)
            radio.setAccessibleDescription(question.text)
            radio.clicked.connect(
                lambda _, key=question.key, value=offer.value: self.answered.emit(key, value)
            )
            group.addButton(radio)
            self.parts[question.key, offer.value] = radio
            inside.addWidget(radio)
        return frame
