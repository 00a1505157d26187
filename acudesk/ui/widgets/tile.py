"""One number that sums something up, with its name above and its meaning below."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from acudesk.ui.widgets.parts import FittingLabel, card, elastic, label, plain_tip

LEFT_TO_RIGHT = "\u2066"
END = "\u2069"
ARROW = "→"


class Tile(QWidget):
    """Name, number and words; the number is kept from being turned round in Arabic layouts."""

    def __init__(self) -> None:
        super().__init__()
        self._name = FittingLabel("label")
        self._number = FittingLabel("number")
        self._words = label("", "hint", wrap=True)
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(2)
        for part in (self._name, self._number, self._words):
            elastic(part)
            inside.addWidget(part)
        inside.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(inside))

    def say(
        self,
        name: str,
        number: str,
        words: str,
        *,
        short: str = "",
        unit: str = "",
        source: str = "",
    ) -> None:
        """Show one figure; `short` is its name where that does not fit.

        `source` says what the words mean and on whose word, on hover and for a screen reader.
        """
        self._name.say(*filter(None, (name, short)))
        bare = number.removesuffix(unit).rstrip() if unit else number
        # Half a number says something else: where both do not fit, the latest one stands alone.
        latest = bare[bare.find(ARROW) :] if ARROW in bare else bare
        wordings = (number, bare, bare.replace(f" {ARROW} ", ARROW), latest)
        self._number.say(*(f"{LEFT_TO_RIGHT}{text}{END}" for text in wordings))
        self._words.setText(words)
        self._words.setToolTip(plain_tip(source))
        self._number.setToolTip(plain_tip(source))
        self.setAccessibleName(f"{name}: {number}. {words}")
        self.setAccessibleDescription(source)
