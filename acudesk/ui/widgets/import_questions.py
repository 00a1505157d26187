"""What a file does not say by itself: each question with its answers and what they make of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout, QWidget

from acudesk.domain.import_answers import Asked
from acudesk.translation import tr
from acudesk.ui.widgets.parts import label


@dataclass(slots=True)
class _Card:
    asked: Asked
    frame: QFrame
    radios: dict[str, QRadioButton]


class ImportQuestions(QWidget):
    """Those that are answered stay, so that they can be answered otherwise. `answered` carries
    the key of a question and the value of the answer."""

    answered = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[tuple[str, str], QRadioButton] = {}
        self._cards: dict[str, _Card] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)

    def ask(self, asked: Sequence[Asked]) -> None:
        """Show these, in place of those before; with none there is nothing to see."""
        current = self.window().focusWidget()
        focused = next((key for key, part in self.parts.items() if part is current), None)
        before, self._cards = self._cards, {}
        for place, one in enumerate(asked):
            key = one.question.key
            card = before.get(key)
            if card is None or card.asked != one:
                card = self._card(one)
            else:
                del before[key]
            self._cards[key] = card
            self._box.insertWidget(place, card.frame)
        for gone in before.values():
            self._box.removeWidget(gone.frame)
            gone.frame.hide()
            gone.frame.deleteLater()
        self.parts = {
            (key, offer.value): card.radios[offer.value]
            for key, card in self._cards.items()
            for offer in card.asked.question.offers
        }
        self.setVisible(bool(asked))
        if focused in self.parts:
            self.parts[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def first_open(self) -> QRadioButton | None:
        """The first answer of the first question that nobody has answered."""
        for card in self._cards.values():
            if not card.asked.answer:
                return next(iter(card.radios.values()), None)
        return None

    def _card(self, asked: Asked) -> _Card:
        question, answer = asked
        frame = QFrame()
        frame.setObjectName("card" if answer else "alert")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(6)
        inside.addWidget(label(question.text, "heading", wrap=True))
        group = QButtonGroup(frame)
        radios: dict[str, QRadioButton] = {}
        for offer in question.offers:
            words = offer.words
            if offer.example:
                words = tr("{words}: {example}", words=words, example=offer.example)
            radio = QRadioButton(words)
            radio.setChecked(offer.value == answer)
            radio.setAccessibleDescription(question.text)
            radio.clicked.connect(
                lambda _, key=question.key, value=offer.value: self.answered.emit(key, value)
            )
            group.addButton(radio)
            radios[offer.value] = radio
            inside.addWidget(radio)
        return _Card(asked=asked, frame=frame, radios=radios)
