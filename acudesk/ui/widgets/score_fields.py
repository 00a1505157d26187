"""The score fields of a session: pain first, then the numbers, then the other short scales."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from acudesk.domain.course import Course
from acudesk.domain.measure import Group, Measure
from acudesk.domain.session import ScoreKey, Session
from acudesk.translation import tr
from acudesk.ui.widgets.number_field import NumberField
from acudesk.ui.widgets.pain_scale import PainScale, fits, score_title
from acudesk.ui.widgets.parts import emptied

Field = PainScale | NumberField
COLUMNS = 3
Wanted = tuple[Measure, ScoreKey, str]


class ScoreFields(QWidget):
    """`given` carries a ScoreKey and the text as given, empty for a score taken back.

    `left` follows Enter in the last field; `entered` the field that the focus went to.
    """

    given = Signal(object, str)
    left = Signal()
    entered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[ScoreKey, Field] = {}
        self._wanted: list[Wanted] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)

    def ask_for(self, wanted: list[Wanted]) -> None:
        """Show these fields; nothing is built again where they are the same."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        emptied(self._box)
        self.fields = {}
        numbers = [part for part in wanted if not fits(part[0].scale)]
        for measure, key, title in wanted:
            if numbers and measure.group != Group.PAIN:
                self._box.addWidget(self._grid(numbers))
                numbers = []
            if fits(measure.scale):
                scale = PainScale(measure, key, title)
                scale.picked.connect(lambda text, key=key: self.given.emit(key, text))
                self._take(key, scale)
                self._box.addWidget(scale)
        if numbers:
            self._box.addWidget(self._grid(numbers))
        self.setVisible(bool(wanted))

    def show_scores(self, session: Session | None, last: dict[ScoreKey, str]) -> None:
        """Show what is stored, and beside a number what it was last time."""
        for key, field in self.fields.items():
            field.show_score(session.score(key) if session else None)
            if isinstance(field, NumberField):
                field.show_last(last.get(key, ""))

    def flush(self) -> None:
        """Send what is still being typed."""
        for field in self.fields.values():
            if isinstance(field, NumberField):
                field.flush()

    def _grid(self, numbers: Iterable[Wanted]) -> QWidget:
        widget = QWidget()
        grid = QGridLayout(widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        for place, (measure, key, title) in enumerate(numbers):
            field = NumberField(measure, key, title, short=_short(measure, title))
            field.given.connect(lambda text, key=key: self.given.emit(key, text))
            self._take(key, field)
            grid.addWidget(field, place // COLUMNS, place % COLUMNS, Qt.AlignmentFlag.AlignTop)
        return widget

    def _take(self, key: ScoreKey, field: Field) -> None:
        self.fields[key] = field
        field.left.connect(lambda: self._go_on(key))

    def _go_on(self, key: ScoreKey) -> None:
        keys = list(self.fields)
        place = keys.index(key) + 1
        if place == len(keys):
            self.left.emit()
            return
        after = self.fields[keys[place]]
        after.setFocus(Qt.FocusReason.TabFocusReason)
        self.entered.emit(after)


def _short(measure: Measure, title: str) -> str:
    return measure.short_name if title == measure.name else title


def wanted_scores(
    measures: Iterable[Measure],
    course: Course,
    session: Session | None,
    due: frozenset[ScoreKey],
    *,
    everything: bool,
) -> list[Wanted]:
    """The scores to show: those due or recorded, and the others when everything is asked for."""
    wanted = []
    for measure in measures:
        for key in measure.keys():
            recorded = session is not None and session.score(key) is not None
            if not (key in due or recorded or everything):
                continue
            activity = ""
            if key.item:
                number = int(key.item)
                named = course.activities[number - 1] if number <= len(course.activities) else ""
                activity = named or tr("activity {n}", n=number)
            wanted.append((measure, key, score_title(measure, key, activity)))
    return wanted
