"""Which courses the figures of the practice are of."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Sex
from acudesk.domain.practice_figures import ConditionCount, PracticeFilter
from acudesk.domain.wording import short_date
from acudesk.translation import tr
from acudesk.ui.widgets.date_field import DateField
from acudesk.ui.widgets.parts import WheelGuard, announce, button, label, restyled
from acudesk.ui.widgets.typing_pause import EnterKey

PAUSE_MILLISECONDS = 500
DATE_WIDTH, AGE_WIDTH = 112, 52
CONDITION_WIDTH = 230
MOST_SHOWN = 40
"""Letters of a condition in the list; the whole stands in the figures."""


class PracticeFilterRow(QWidget):
    """`changed` carries a PracticeFilter, after a short pause; what cannot be read is said below
    the fields, and the figures stay those of the filter before."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.opened_from = _date_field(tr("Courses opened from"))
        self.opened_to = _date_field(tr("Courses opened up to"))
        self.condition = QComboBox()
        self.condition.setAccessibleName(tr("Condition"))
        self.condition.setFixedWidth(CONDITION_WIDTH)
        self.condition.addItem(tr("all conditions"), "")
        self.age_from = _age_field(tr("Age when the course opened, from"))
        self.age_to = _age_field(tr("Age when the course opened, up to"))
        self.sex = QComboBox()
        self.sex.setAccessibleName(tr("Sex"))
        for value, text in (
            (None, tr("all")),
            (Sex.FEMALE, tr("female")),
            (Sex.MALE, tr("male")),
            (Sex.OTHER, tr("other")),
        ):
            self.sex.addItem(text, value)
        self.all_button = button(tr("All"))
        self.all_button.setToolTip(tr("Look at all courses again"))
        self.all_button.setAccessibleName(tr("All courses: empty every field of the filter"))
        self._trouble = label("", "error", wrap=True)
        self._trouble.hide()
        self._typed = {
            "opened_from": self.opened_from,
            "opened_to": self.opened_to,
            "age_from": self.age_from,
            "age_to": self.age_to,
        }
        self._given = PracticeFilter()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(lambda: self._give(typing=True))
        self._build()

    @property
    def chosen(self) -> PracticeFilter:
        """The filter that was given last."""
        return self._given

    @property
    def trouble(self) -> str:
        """Why what stands in the fields is not looked at, or an empty text."""
        return self._trouble.text()

    def offer(self, conditions: Sequence[ConditionCount]) -> None:
        """Offer the conditions that occur; the chosen one stays, also when it occurs no more."""
        kept = self.condition.currentData() or ""
        found = [(one.condition, one.courses) for one in conditions if one.condition]
        if kept and kept not in {name for name, _ in found}:
            found.append((kept, 0))
        self.condition.blockSignals(True)
        self.condition.clear()
        self.condition.addItem(tr("all conditions"), "")
        for name, count in found:
            short = name if len(name) <= MOST_SHOWN else name[: MOST_SHOWN - 1].rstrip() + "…"
            self.condition.addItem(tr("{condition} ({n})", condition=short, n=count), name)
        self.condition.setCurrentIndex(max(self.condition.findData(kept), 0))
        self.condition.blockSignals(False)

    def flush(self) -> None:
        """Give at once what stands in the fields."""
        self._give(typing=False)

    def empty(self) -> None:
        """Look at all courses."""
        for field in self._typed.values():
            field.clear()
        for choice in (self.condition, self.sex):
            choice.setCurrentIndex(0)
        self._give(typing=False)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(_titled(tr("Opened from"), self.opened_from))
        row.addWidget(_titled(tr("to"), self.opened_to))
        row.addWidget(_titled(tr("Condition"), self.condition))
        row.addWidget(_titled(tr("Age from"), self.age_from))
        row.addWidget(_titled(tr("to"), self.age_to))
        row.addWidget(_titled(tr("Sex"), self.sex))
        row.addWidget(_titled("", self.all_button))
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self._trouble)
        for field in self._typed.values():
            field.textEdited.connect(lambda _: self._pause.start())
            field.editingFinished.connect(self.flush)
            EnterKey(field).pressed.connect(self.flush)
        for choice in (self.condition, self.sex):
            choice.installEventFilter(WheelGuard(choice))
            choice.currentIndexChanged.connect(lambda _: self._pause.start())
        self.all_button.clicked.connect(self.empty)

    def _give(self, *, typing: bool) -> None:
        self._pause.stop()
        try:
            chosen = self._read()
        except DomainError as error:
            # Half a date is not wrong yet; what was left that way is.
            field = self._typed.get(error.field)
            if not (typing and field is not None and field.hasFocus()):
                self._say(error)
            return
        self._say(None)
        if chosen != self._given:
            self._given = chosen
            self.changed.emit(chosen)

    def _read(self) -> PracticeFilter:
        return PracticeFilter(
            opened_from=self.opened_from.day("opened_from"),
            opened_to=self.opened_to.day("opened_to"),
            condition=self.condition.currentData() or "",
            age_from=_age(self.age_from, "age_from"),
            age_to=_age(self.age_to, "age_to"),
            # Qt hands an enumeration of words back as a bare word.
            sex=Sex(self.sex.currentData()) if self.sex.currentData() else None,
        )

    def _say(self, error: DomainError | None) -> None:
        text = "" if error is None else error.text
        for name, field in self._typed.items():
            wrong = error is not None and error.field == name
            restyled(field, "wrong", wrong)
            field.setAccessibleDescription(text if wrong else "")
        self._trouble.setText(
            tr("{reason} The figures are still those of the filter before.", reason=text)
            if text
            else ""
        )
        self._trouble.setVisible(bool(text))
        if text:
            announce(self, self._trouble.text())


def filter_words(chosen: PracticeFilter) -> str:
    """What a filter leaves, in words; an empty text for all courses."""
    parts = []
    if chosen.condition:
        parts.append(chosen.condition)
    if chosen.opened_from is not None:
        parts.append(tr("opened from {day}", day=short_date(chosen.opened_from)))
    if chosen.opened_to is not None:
        parts.append(tr("opened up to {day}", day=short_date(chosen.opened_to)))
    if chosen.age_from is not None:
        parts.append(tr("age {n} and over", n=chosen.age_from))
    if chosen.age_to is not None:
        parts.append(tr("age up to {n}", n=chosen.age_to))
    if chosen.sex is not None:
        parts.append(_sex_name(chosen.sex))
    return ", ".join(parts)


def _sex_name(sex: Sex) -> str:
    return {Sex.FEMALE: tr("female"), Sex.MALE: tr("male"), Sex.OTHER: tr("other")}[sex]


def _age(field: QLineEdit, name: str) -> int | None:
    text = field.text().strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise DomainError(
            tr("“{text}” is not an age. Write full years, such as 45.", text=text[:20]),
            field=name,
        )
    return int(text)


def _date_field(name: str) -> DateField:
    field = DateField()
    field.setAccessibleName(name)
    field.setPlaceholderText(tr("any day"))
    field.setFixedWidth(DATE_WIDTH)
    return field


def _age_field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(tr("any"))
    field.setFixedWidth(AGE_WIDTH)
    field.setMaxLength(4)
    return field


def _titled(title: str, field: QWidget) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(4)
    name = label(title, "label")
    name.setBuddy(field)
    box.addWidget(name)
    box.addWidget(field)
    return made
