"""What belongs to a treatment beside points and count, in three parts of a visit."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from acudesk.domain.numbers import parse_number, shown
from acudesk.domain.treatment import (
    NOTHING,
    CoIntervention,
    MedicationChange,
    Sensation,
    Tension,
    Treatment,
    co_intervention_name,
    medication_name,
    sensation_name,
    tension_name,
)
from acudesk.translation import tr
from acudesk.ui.widgets.chips_field import ChipsField
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.notes_field import NotesField
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.small_field import SmallField
from acudesk.ui.widgets.treatment_parts import (
    LONG,
    SHORT,
    ReasonLine,
    number_line,
    text_line,
    titled,
)

LINES = 2
"""How many lines of a longer text are in sight."""


class TreatmentFields(QWidget):
    """Some fields of a treatment, known by their names in `Treatment`; `given` carries what is
    new by these names."""

    given = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, SmallField] = {}
        self.texts: dict[str, NotesField] = {}
        self.choices: dict[str, ChoiceField] = {}
        self.chips: dict[str, ChipsField[StrEnum]] = {}
        self._reason = ReasonLine()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(10)

    def show_treatment(self, treatment: Treatment, *, fresh: bool = False) -> None:
        """Show what is stored.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        for name, line in self.lines.items():
            value = getattr(treatment, name)
            text = value if isinstance(value, str) else "" if value is None else shown(value)
            line.show_text(text, fresh=fresh)
        for name, field in self.texts.items():
            field.show_text(getattr(treatment, name), fresh=fresh)
        for name, choice in self.choices.items():
            choice.choose(getattr(treatment, name))
        for name, chips in self.chips.items():
            chips.choose(getattr(treatment, name))
        self._reason.refresh()

    def flush(self) -> None:
        """Give what is still being typed."""
        for line in self.lines.values():
            line.flush()
        for field in self.texts.values():
            field.flush()

    def unkept(self) -> list[str]:
        """Why what stands in a field is not kept."""
        return self._reason.reasons

    def add_line(self, name: str, title: str, *, limit: int = LONG, hint: str = "") -> SmallField:
        """A line of text."""
        line = text_line(title, limit=limit, hint=hint)
        line.given.connect(lambda text: self.given.emit({name: text}))
        return self._took(name, line)

    def add_size(self, name: str, title: str) -> SmallField:
        """A size in millimetres."""

        def check(text: str) -> None:
            size: dict[str, Any] = {name: parse_number(text)}
            replace(NOTHING, **size)

        line = number_line(title, check, width=58)
        line.given.connect(
            lambda text: self.given.emit({name: parse_number(text) if text else None})
        )
        return self._took(name, line)

    def add_text(self, name: str, title: str) -> NotesField:
        """A longer text."""
        field = NotesField()
        field.setAccessibleName(title)
        field.document().setDocumentMargin(2)
        field.setFixedHeight(LINES * QFontMetrics(field.font()).lineSpacing() + 18)
        field.written.connect(lambda text: self.given.emit({name: text.strip()}))
        self.texts[name] = field
        return field

    def add_choice(
        self, name: str, title: str, kinds: Iterable[StrEnum], named: Callable[..., str]
    ) -> ChoiceField:
        """One answer out of a few."""
        choice = ChoiceField(title, ((one, named(one)) for one in kinds), optional=True)
        choice.chosen.connect(lambda: self.given.emit({name: choice.value}))
        self.choices[name] = choice
        return choice

    def add_chips(
        self,
        name: str,
        title: str,
        kinds: Iterable[StrEnum],
        named: Callable[..., str],
        *,
        alone: Iterable[StrEnum] = (),
    ) -> ChipsField[StrEnum]:
        """Several answers out of a few."""
        chips: ChipsField[StrEnum] = ChipsField(
            title, ((one, named(one)) for one in kinds), alone=alone
        )
        chips.chosen.connect(lambda: self.given.emit({name: chips.values}))
        self.chips[name] = chips
        return chips

    def _took(self, name: str, line: SmallField) -> SmallField:
        self.lines[name] = line
        self._reason.watch(line)
        return line


class ExamDetails(TreatmentFields):
    """Medicines, muscle tension and, where the practice wants them, tongue, pulse, pattern."""

    def __init__(self) -> None:
        super().__init__()
        title = tr("Medicines since last time")
        medicines = self.add_choice("medication_change", title, MedicationChange, medication_name)
        self.setFocusProxy(medicines)
        self.box.addWidget(titled(title, medicines))
        self.box.addWidget(
            self.add_line("medication_note", tr("Which medicine"), hint=tr("Which, how much"))
        )
        title = tr("Muscle tension")
        tension = self.add_choice("tension", title, Tension, tension_name)
        self.box.addWidget(titled(title, tension))
        self.box.addWidget(
            self.add_line(
                "tension_where", tr("Where muscles are tense"), limit=SHORT, hint=tr("Where")
            )
        )
        self._traditional = QWidget()
        inside = QVBoxLayout(self._traditional)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(self.box.spacing())
        pair = QHBoxLayout()
        pair.setSpacing(12)
        for name, title in (("tongue", tr("Tongue")), ("pulse", tr("Pulse"))):
            pair.addWidget(titled(title, self.add_line(name, title)), 1)
        inside.addLayout(pair)
        title = tr("Pattern")
        inside.addWidget(titled(title, self.add_line("pattern", title)))
        self.box.addWidget(self._traditional)
        self.box.addWidget(self._reason)
        self._traditional.hide()

    def show_treatment(
        self, treatment: Treatment, *, fresh: bool = False, tongue_and_pulse: bool = False
    ) -> None:
        """Show what is stored; what is recorded of tongue and pulse is never hidden."""
        super().show_treatment(treatment, fresh=fresh)
        recorded = treatment.tongue or treatment.pulse or treatment.pattern
        self._traditional.setVisible(tongue_and_pulse or bool(recorded))


class NeedleDetails(TreatmentFields):
    """Which needles, what the patient felt, and the thoughts behind the points."""

    def __init__(self) -> None:
        super().__init__()
        size = QWidget()
        line = QHBoxLayout(size)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(5)
        diameter = self.add_size("needle_diameter", tr("Needle diameter in mm"))
        diameter.setPlaceholderText("0.25")
        length = self.add_size("needle_length", tr("Needle length in mm"))
        length.setPlaceholderText("40")
        self.setFocusProxy(diameter)
        for part in (diameter, label("×", "muted"), length, label("mm", "muted")):
            line.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(titled(tr("Needle, diameter × length"), size))
        for name, title in (("needle_maker", tr("Maker")), ("needle_lot", tr("Lot number"))):
            row.addWidget(titled(title, self.add_line(name, title, limit=SHORT)), 1)
        self.box.addLayout(row)
        self.box.addWidget(self._reason)
        title = tr("Sensations reported")
        self.box.addWidget(
            titled(
                title,
                self.add_chips(
                    "sensations", title, Sensation, sensation_name, alone=(Sensation.NONE,)
                ),
            )
        )
        for name, title in (
            ("rationale", tr("Rationale of the points")),
            ("changed_because", tr("Changed because")),
        ):
            self.box.addWidget(titled(title, self.add_text(name, title)))


class AfterCare(TreatmentFields):
    """What else was done or advised: one tap each."""

    def __init__(self) -> None:
        super().__init__()
        title = tr("Also done or advised")
        chips = self.add_chips("co_interventions", title, CoIntervention, co_intervention_name)
        self.setFocusProxy(chips)
        self.box.addWidget(titled(title, chips))
        self.box.addWidget(self.add_line("advice", tr("Advice"), hint=tr("Advice in words")))
        self.box.addWidget(self._reason)
