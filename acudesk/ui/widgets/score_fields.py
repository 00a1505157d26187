"""The score fields of a session: pain first, then the numbers, then the other short scales."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from acudesk.domain.course import Course
from acudesk.domain.measure import Group, Measure
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.translation import tr
from acudesk.ui.widgets.number_field import NumberField
from acudesk.ui.widgets.pain_scale import PainScale, fits, score_title
from acudesk.ui.widgets.treatment_parts import tab_after

Field = PainScale | NumberField
COLUMNS = 3
Wanted = tuple[Measure, ScoreKey, str]


class Part(StrEnum):
    """Where in a visit a score is asked: on arrival, at the examination, after the needles."""

    WEEK = "week"
    EXAM = "exam"
    AFTER = "after"


class ScoreGrid(QWidget):
    """The score fields of one part: short scales a row each, numbers side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._row, self._column = 0, COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def clear(self) -> None:
        """Let every field go; whoever made them decides what becomes of them."""
        for place in reversed(range(self._grid.count())):
            item = self._grid.itemAt(place)
            inside = item.widget() if item is not None else None
            if inside is not None:
                self._grid.removeWidget(inside)
        self._row, self._column = 0, COLUMNS

    def add(self, field: Field) -> None:
        """Put a field behind the others."""
        rows = self._grid.rowCount()
        if isinstance(field, PainScale):
            self._grid.addWidget(field, rows, 0, 1, COLUMNS)
            self._column = COLUMNS
            return
        if self._column >= COLUMNS:
            self._row, self._column = rows, 0
        self._grid.addWidget(field, self._row, self._column, Qt.AlignmentFlag.AlignTop)
        self._column += 1


class ScoreFields(QObject):
    """The score fields of a session, in a grid for each part of the visit.

    `given` carries a ScoreKey and the text as given, empty for a score taken back. `left`
    carries the part whose last field was left by Enter; `entered` the field that the focus
    went to.
    """

    given = Signal(object, str)
    left = Signal(object)
    entered = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.fields: dict[ScoreKey, Field] = {}
        self.grids = {part: ScoreGrid() for part in Part}
        self._parts: dict[ScoreKey, Part] = {}
        self._wanted: list[Wanted] = []

    def ask_for(self, wanted: list[Wanted]) -> None:
        """Show these fields; those that were there already stay as they are, focus and all."""
        if wanted == self._wanted:
            return
        known = {part: self.fields[part[1]] for part in self._wanted}
        self._wanted = wanted
        for grid in self.grids.values():
            grid.clear()
        self.fields, self._parts = {}, {}
        made = {part: known.pop(part) if part in known else self._made(part) for part in wanted}
        for field in known.values():
            field.hide()
            field.deleteLater()
        for one in self._ordered(wanted):
            part = part_of(*one[:2])
            self.fields[one[1]], self._parts[one[1]] = made[one], part
            self.grids[part].add(made[one])
        for part, grid in self.grids.items():
            stops = self.stops(part)
            # New fields stand at the end of the window's order; theirs is where the grid is.
            tab_after(grid, stops)
            grid.setVisible(bool(stops))

    def show_scores(
        self,
        session: Session | None,
        last: dict[ScoreKey, str],
        *,
        fresh: bool,
        is_unkept: Callable[[ScoreKey], bool],
    ) -> None:
        """Show what is stored, and beside a number what it was last time.

        `fresh` says that another session is shown: nothing of the one before stays. What is
        not on the disk by `is_unkept` stays on the screen.
        """
        for key, field in self.fields.items():
            if fresh or not is_unkept(key):
                field.show_score(session.score(key) if session else None, fresh=fresh)
            if isinstance(field, NumberField):
                field.show_last(last.get(key, ""))

    def of(self, part: Part) -> list[Field]:
        """The fields of one part, in order."""
        return [field for key, field in self.fields.items() if self._parts[key] == part]

    def stops(self, part: Part) -> list[QWidget]:
        """Where the focus stops in one part, in order."""
        return [stop for field in self.of(part) for stop in field.stops()]

    def unkept(self) -> list[str]:
        """Why what stands in a field could not be kept."""
        return [field.trouble for field in self.fields.values() if field.trouble]

    def flush(self) -> None:
        """Send what is still being typed."""
        for field in self.fields.values():
            field.flush()

    @staticmethod
    def _ordered(wanted: list[Wanted]) -> list[Wanted]:
        """Pain first, then the numbers side by side, then the other short scales."""

        def place(part: Wanted) -> tuple[int, int]:
            where = list(Part).index(part_of(*part[:2]))
            if not fits(part[0].scale):
                return where, 1
            return where, 0 if part[0].group == Group.PAIN else 2

        return sorted(wanted, key=place)

    def _made(self, part: Wanted) -> Field:
        measure, key, title = part
        field: Field
        if fits(measure.scale):
            field = PainScale(measure, key, title)
            field.picked.connect(lambda text: self.given.emit(key, text))
        else:
            short = measure.short_name if title == measure.name else title
            field = NumberField(measure, key, title, short=short)
            field.given.connect(lambda text: self.given.emit(key, text))
        field.left.connect(lambda: self._go_on(key))
        return field

    def _go_on(self, key: ScoreKey) -> None:
        part = self._parts[key]
        fields = self.of(part)
        place = fields.index(self.fields[key]) + 1
        if place == len(fields):
            self.left.emit(part)
            return
        fields[place].setFocus(Qt.FocusReason.TabFocusReason)
        self.entered.emit(fields[place])


def part_of(measure: Measure, key: ScoreKey) -> Part:
    """Where in a visit a score is asked."""
    if key.moment == Moment.AFTER:
        return Part.AFTER
    asked_first = measure.group in (Group.PAIN, Group.MEDICINES)
    return Part.WEEK if asked_first else Part.EXAM


def wanted_scores(
    measures: Iterable[Measure],
    course: Course,
    session: Session | None,
    due: frozenset[ScoreKey],
    *,
    everything: bool,
) -> list[Wanted]:
    """The scores to show: those due or recorded, and the others when everything is asked for.

    Nobody can be asked about an activity that has no name yet.
    """
    wanted = []
    for measure in measures:
        for key in measure.keys():
            recorded = session is not None and session.score(key) is not None
            if not (key in due or recorded or everything):
                continue
            activity = ""
            if key.item:
                activity = activity_name(course, key)
                if not activity and not recorded:
                    continue
                activity = activity or tr("activity {n}", n=key.item)
            wanted.append((measure, key, score_title(measure, key, activity)))
    return wanted


def activity_name(course: Course, key: ScoreKey) -> str:
    """What the patient called the activity of a score, or an empty text."""
    number = int(key.item)
    return course.activities[number - 1] if number <= len(course.activities) else ""
