"""A row of numbers to pick one from: one click or one digit key."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure, Scale
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.session import Moment, Score, ScoreKey
from acudesk.translation import tr
from acudesk.ui.widgets.parts import label, restyled
from acudesk.ui.widgets.typing_pause import EnterKey, TypingPause

MOST_STEPS = 11


def fits(scale: Scale) -> bool:
    """Whether a scale is short enough to be picked from."""
    whole = scale.step == 1 and scale.lowest == int(scale.lowest)
    return whole and scale.highest - scale.lowest < MOST_STEPS


class PainScale(QWidget):
    """One score of a short scale.

    `picked` carries the text as given, empty when the score was taken back. A digit picks; the
    digit 0 after 1 makes 10; comma or point open the field for decimals; Enter moves on.
    """

    picked = Signal(str)
    left = Signal()

    def __init__(self, measure: Measure, key: ScoreKey, title: str) -> None:
        super().__init__()
        self.key = key
        self._measure = measure
        self._scale = measure.scale
        self._title = title
        self._given = ""
        self._trouble = ""
        self.setObjectName("scale")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._label = label(title, "label")
        self._hint = label(self._usual_hint(), "hint")
        self._hint.setMinimumWidth(0)
        self._exact = QLineEdit()
        self._exact.setFixedWidth(68)
        self._exact.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._exact.setPlaceholderText(tr("exact"))
        self._exact.setMaxLength(12)
        if measure.labels:
            self._exact.hide()
        self._exact.setToolTip(_exact_hint(self._scale, measure.scales))
        self._exact.setAccessibleName(tr("{title}, exact value", title=title))
        self._pause = TypingPause(self)
        self._pause.over.connect(self._pause_over)
        self._exact.textEdited.connect(self._pause.start)
        self._exact.editingFinished.connect(self.flush)
        enter = EnterKey(self._exact)
        enter.pressed.connect(self.flush)
        enter.pressed.connect(self.left)
        self._steps = [
            self._step(value)
            for value in range(int(self._scale.lowest), int(self._scale.highest) + 1)
        ]
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._label)
        head.addStretch(1)
        head.addWidget(self._hint)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for step in self._steps:
            row.addWidget(step, 1)
        row.addWidget(self._exact)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(head)
        box.addLayout(row)
        self._name()

    @property
    def given(self) -> str:
        """The score as it stands, or an empty text: not asked."""
        return self._given

    @property
    def trouble(self) -> str:
        """Why what was typed is not kept, or an empty text."""
        return self._trouble

    def show_score(self, score: Score | None, *, fresh: bool = False) -> None:
        """Show a stored score; one on another scale is shown as it was given.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        if self._trouble and not fresh:
            return
        self._given = self._text_of(score)
        self._mark(score)
        if fresh or not (self._exact.hasFocus() or self._pause.is_running):
            self._pause.stop()
            self._exact.setText(self._exact_text(score))

    def pick(self, given: str) -> None:
        """Take a value as if it had been typed; an empty one makes it not asked."""
        if given == self._given:
            self._mark(self._score(given))
            return
        try:
            score = self._score(given)
        except DomainError as error:
            self._trouble = error.text
            self._hint.setText(error.text)
            restyled(self._hint, "role", "error")
            return
        self._given = given
        self._mark(score)
        if not self._exact.hasFocus():
            self._exact.setText(self._exact_text(score))
        self.picked.emit(given)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isdecimal() and text.isascii():
            ten = f"{self._given}{text}"
            if ten == "10" and self._scale.highest == 10:
                self.pick("10")
            else:
                self.pick(text)
        elif text in (".", ","):
            self._exact.setFocus(Qt.FocusReason.OtherFocusReason)
            self._exact.setText(f"{self._given}{text}" if self._given else "")
            self._exact.setModified(True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.pick("")
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self._move_by(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        restyled(self, "lit", True)
        self._restyle()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        restyled(self, "lit", False)
        self._restyle()

    def flush(self) -> None:
        """Give what was typed beside the row."""
        self._pause.stop()
        if not self._exact.isModified():
            return
        self._exact.setModified(False)
        text = self._exact.text().strip()
        if text:
            self.pick(text)
        elif self._exact_text(self._score(self._given)) or self._trouble:
            self.pick("")

    def stops(self) -> tuple[QWidget, ...]:
        """Where the focus stops, in order."""
        return (self,) if self._measure.labels else (self, self._exact)

    def _step(self, value: int) -> QPushButton:
        step = QPushButton(str(value))
        step.setProperty("part", "step")
        step.setCheckable(True)
        step.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        step.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        step.setMinimumWidth(22)
        words = self._words_for(value)
        step.setAccessibleName(f"{self._title}: {value} {words}".strip())
        if words:
            step.setToolTip(words)
        step.clicked.connect(lambda: self._clicked(value))
        return step

    def _clicked(self, value: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.pick("" if self._given == str(value) else str(value))

    def _move_by(self, steps: int) -> None:
        score = self._score(self._given)
        if score is None or score.scale != self._scale.code:
            return
        value = score.value.to_integral_value() + steps
        if self._scale.lowest <= value <= self._scale.highest:
            self.pick(str(value))

    def _pause_over(self) -> None:
        # "6." is on its way to 6.5.
        if not self._exact.text().rstrip().endswith((".", ",")):
            self.flush()

    def _score(self, given: str) -> Score | None:
        if not given:
            return None
        return self._measure.score(given, moment=self.key.moment, item=self.key.item)

    def _text_of(self, score: Score | None) -> str:
        """A score as it would be typed: with its unit where it is on another scale."""
        if score is None:
            return ""
        if score.scale == self._scale.code:
            return score.given
        return with_unit(score.given, self._measure.scale_named(score.scale).unit)

    def _exact_text(self, score: Score | None) -> str:
        """What stands in the field beside the row: nothing where the row itself shows it."""
        whole = score is None or score.value == score.value.to_integral_value()
        if score is None or (whole and score.scale == self._scale.code):
            return ""
        return self._text_of(score)

    def _mark(self, score: Score | None) -> None:
        self._trouble = ""
        value = score.value if score is not None and score.scale == self._scale.code else None
        for number, step in enumerate(self._steps, start=int(self._scale.lowest)):
            step.setChecked(value is not None and value == number)
        restyled(self._hint, "role", "hint")
        words = self._words_for(int(value)) if value is not None else ""
        self._hint.setText(words if words and self._measure.labels else self._usual_hint())
        self._name()

    def _words_for(self, value: int) -> str:
        index = value - int(self._scale.lowest)
        labels = self._measure.labels
        return tr(labels[index]) if 0 <= index < len(labels) else ""

    def _usual_hint(self) -> str:
        labels = self._measure.labels
        if labels:
            return tr(
                "{lowest} {low} · {highest} {high}",
                lowest=shown(self._scale.lowest),
                low=tr(labels[0]),
                highest=shown(self._scale.highest),
                high=tr(labels[-1]),
            )
        if not self._measure.low_words:
            return ""
        return tr(
            "{lowest} {low} · {highest} {high}",
            lowest=shown(self._scale.lowest),
            low=tr(self._measure.low_words),
            highest=shown(self._scale.highest),
            high=tr(self._measure.high_words),
        )

    def _name(self) -> None:
        stands = self._given or tr("not asked")
        self.setAccessibleName(f"{self._title}: {stands}")
        self.setAccessibleDescription(self._usual_hint())

    def _restyle(self) -> None:
        for step in self._steps:
            step.style().unpolish(step)
            step.style().polish(step)


def _exact_hint(scale: Scale, scales: tuple[Scale, ...]) -> str:
    """What can be typed beside the row of numbers."""
    for other in scales:
        if other.code != scale.code and other.unit:
            return tr(
                "Any value in between, such as 6.5, or {example} on a line of {highest}",
                example=with_unit("67", other.unit),
                highest=with_unit(shown(other.highest), other.unit),
            )
    return tr("Any value in between, such as 6.5")


def score_title(measure: Measure, key: ScoreKey, activity: str = "") -> str:
    """What a score is called beside its field."""
    if activity:
        return tr("{measure}: {activity}", measure=measure.short_name, activity=activity)
    if key.moment == Moment.BEFORE:
        return tr("{measure}, before treatment", measure=measure.name)
    if key.moment == Moment.AFTER:
        return tr("{measure}, after treatment", measure=measure.name)
    return measure.name
