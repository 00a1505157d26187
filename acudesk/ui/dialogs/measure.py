"""A measure of the practice's own: what is asked, on which scale, and what a change means."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Direction, Due, Group, Measure, Scale
from acudesk.domain.numbers import parse_number
from acudesk.domain.session import Moment
from acudesk.domain.text import cleaned, folded
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.form import THIRD, WHOLE, Form
from acudesk.ui.widgets.measure_row import (
    direction_words,
    due_words,
    group_name,
    moment_words,
)

if TYPE_CHECKING:
    from acudesk.bootstrap import Services

TWO_THIRDS = WHOLE - THIRD
CODE_LENGTH = 32
SHORT_NAME = 60
SOURCE_LENGTH = 400
OWN_SCALE = "own"
MOMENTS = (
    (Moment.ONCE,),
    (Moment.BEFORE, Moment.AFTER),
    (Moment.BEFORE,),
    (Moment.AFTER,),
)


class MeasureDialog(FormDialog):
    """`saved` says that the measure is there; it is asked from the next session on."""

    def __init__(self, runner: TaskRunner, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(runner, theme, parent, tr("A measure of your own"), tr("Add the measure"))
        self._short = False
        self.asked = Form()
        self.scale = Form()
        self.change = Form()
        self._fill_asked()
        self._fill_scale()
        self._fill_change()
        self.add_card(self.asked, tr("What is asked"))
        self.add_card(self.scale, tr("The scale"))
        self.add_card(
            self.change, tr("What a change means"), tr("may stay empty; figures need a source")
        )
        self.cards.addStretch(1)
        self.settle()
        self.name.setFocus()

    def job(self) -> Job:
        """The new measure, under a code that is free by then."""
        measure = self._measure()

        def add(services: "Services") -> Changes:
            known = services.measures.list_measures()
            taken = {other.code for other in known} | {other.panel for other in known}
            code = own_code(measure.name, taken)
            return services.measures.add_measure(replace(measure, code=code, panel=code))

        return add

    def show_error(self, error: DomainError) -> None:
        if error.field in ("code", "panel", "scales"):
            error = DomainError(error.text, field="name")
        super().show_error(error)

    def _fill_asked(self) -> None:
        form = self.asked
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Grip strength, right hand"))
        self.short_name = QLineEdit()
        self.short_name.setPlaceholderText(tr("for the chart"))
        self.group = ChoiceField(
            tr("Stands under"), [(group, group_name(group)) for group in Group]
        )
        self.group.choose(Group.MOBILITY)
        self.moments = ChoiceField(
            tr("Asked in a session"), [(moments, moment_words(moments)) for moments in MOMENTS]
        )
        self.moments.choose(MOMENTS[0])
        self.due = ChoiceField(tr("Asked at"), [(due, due_words(due)) for due in Due])
        self.due.choose(Due.EVERY_VISIT)
        form.add("name", tr("Name"), self.name, units=TWO_THIRDS)
        form.add("short_name", tr("Short name"), self.short_name, units=THIRD)
        form.add("group", tr("Stands under"), self.group, units=WHOLE)
        form.add("moments", tr("Asked in a session"), self.moments, units=WHOLE)
        form.add("due", tr("Asked at"), self.due, units=WHOLE)
        self.name.textChanged.connect(self._shorten)
        self.short_name.textEdited.connect(self._short_given)

    def _fill_scale(self) -> None:
        form = self.scale
        self.lowest = QLineEdit("0")
        self.highest = QLineEdit("10")
        self.step = QLineEdit("1")
        self.unit = QLineEdit()
        self.unit.setPlaceholderText(tr("kg, cm, °; may stay empty"))
        self.direction = ChoiceField(
            tr("Which way is better"), [(way, direction_words(way)) for way in Direction]
        )
        self.direction.choose(Direction.LOWER)
        form.add("lowest", tr("Lowest value"), self.lowest, units=THIRD)
        form.add("highest", tr("Highest value"), self.highest, units=THIRD)
        form.add("step", tr("Step"), self.step, units=THIRD)
        form.add("unit", tr("Unit"), self.unit, units=THIRD)
        form.add("direction", tr("Which way is better"), self.direction, units=TWO_THIRDS)

    def _fill_change(self) -> None:
        form = self.change
        for name, title, place in (
            ("error", tr("Error of measurement"), tr("Where it is published")),
            ("threshold", tr("Threshold, in points"), tr("Where it is published")),
        ):
            form.add(name, title, QLineEdit(), units=THIRD)
            source = QLineEdit()
            source.setPlaceholderText(place)
            form.add(f"{name}_source", tr("{figure}: source", figure=title), source, units=4)

    def _measure(self) -> Measure:
        lowest = parse_number(self.lowest.text(), field="lowest")
        highest = parse_number(self.highest.text(), field="highest")
        step = parse_number(self.step.text(), field="step")
        if lowest < highest and step > highest - lowest:
            raise DomainError(tr("The step is larger than the whole scale."), field="step")
        error, error_source = self._figure("error")
        threshold, threshold_source = self._figure("threshold")
        name = self.name.text()
        group, direction = self.group.value, self.direction.value
        due, moments = self.due.value, self.moments.value
        assert isinstance(group, Group)
        assert isinstance(direction, Direction)
        assert isinstance(due, Due)
        assert isinstance(moments, tuple)
        return Measure(
            code=own_code(name, ()),
            name=name,
            short_name=self.short_name.text().strip() or name,
            group=group,
            panel=OWN_SCALE,
            direction=direction,
            moments=moments,
            due=due,
            own=True,
            scales=(
                Scale(
                    code=OWN_SCALE,
                    lowest=lowest,
                    highest=highest,
                    step=step,
                    unit=cleaned(self.unit.text(), limit=20, field="unit"),
                    error=error,
                    error_source=error_source,
                    threshold=threshold,
                    threshold_source=threshold_source,
                ),
            ),
        )

    def _figure(self, name: str) -> tuple[Decimal | None, str]:
        """A figure and its source; neither stands without the other."""
        text = self.change.text(name).strip()
        source = cleaned(
            self.change.text(f"{name}_source"), limit=SOURCE_LENGTH, field=f"{name}_source"
        )
        if not text:
            if source:
                raise DomainError(tr("Please give the figure that this source is for."), field=name)
            return None, ""
        figure = parse_number(text, field=name)
        if figure <= 0:
            raise DomainError(tr("This figure must be above zero."), field=name)
        if not source:
            raise DomainError(
                tr("Please say where this figure is published."), field=f"{name}_source"
            )
        return figure, source

    def _shorten(self) -> None:
        if not self._short:
            self.short_name.setText(self.name.text().split(",")[0].strip()[:SHORT_NAME])
            self.short_name.setCursorPosition(0)

    def _short_given(self, text: str) -> None:
        self._short = bool(text.strip())


def own_code(name: str, taken: Iterable[str]) -> str:
    """A code made of a name, in plain letters, and not among those taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_")[:CODE_LENGTH].strip("_")
    first = code = plain or "measure"
    held, number = set(taken), 1
    while code in held:
        number += 1
        code = f"{first}_{number}"
    return code
