"""What is asked about a side effect when there is time: serious, cause, onset, end, action."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.side_effects import (
    Causality,
    SideEffect,
    causality_name,
    kind_name,
)
from acudesk.domain.wording import short_date
from acudesk.translation import tr
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.date_field import written_date
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.small_field import SmallField
from acudesk.ui.widgets.treatment_parts import LONG, ReasonLine, text_line


class SideEffectDetails(QWidget):
    """`given` carries what is new, by the names of the fields of `SideEffect`."""

    given = Signal(object)

    def __init__(self, effect: SideEffect) -> None:
        super().__init__()
        kind = kind_name(effect.kind)
        self.serious = ChoiceField(
            tr("{kind}: serious", kind=kind),
            ((True, tr("yes")), (False, tr("no"))),
            optional=True,
        )
        # MacPherson 2001, BMJ 323:486.
        self.serious.setToolTip(tr("Serious: admission, permanent disability or death"))
        self.causality = ChoiceField(
            tr("{kind}: caused by the treatment", kind=kind),
            ((one, causality_name(one)) for one in Causality),
            optional=True,
        )
        self.onset = text_line(tr("{kind}: when it began", kind=kind), hint=tr("2 h after"))
        self.resolved = gone_field(tr("{kind}: gone on", kind=kind))
        self.action = text_line(
            tr("{kind}: what was done", kind=kind), limit=LONG, hint=tr("pressed, ice, doctor")
        )
        self.serious.chosen.connect(lambda: self.given.emit({"serious": self.serious.value}))
        self.causality.chosen.connect(lambda: self.given.emit({"causality": self.causality.value}))
        self.onset.given.connect(lambda text: self.given.emit({"onset": text}))
        self.resolved.given.connect(lambda text: self.given.emit({"resolved_on": gone_on(text)}))
        self.action.given.connect(lambda text: self.given.emit({"action": text}))
        self._reason = ReasonLine(self.resolved)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 2, 0, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.addWidget(label(tr("Serious"), "hint"), 0, 0)
        grid.addWidget(self.serious, 0, 1, 1, 3)
        grid.addWidget(label(tr("Caused by it"), "hint"), 1, 0)
        grid.addWidget(self.causality, 1, 1, 1, 3)
        grid.addWidget(label(tr("Began"), "hint"), 2, 0)
        grid.addWidget(self.onset, 2, 1)
        grid.addWidget(label(tr("Gone on"), "hint"), 2, 2)
        grid.addWidget(self.resolved, 2, 3)
        grid.addWidget(self._reason, 3, 1, 1, 3)
        grid.addWidget(label(tr("Done about it"), "hint"), 4, 0)
        grid.addWidget(self.action, 4, 1, 1, 3)
        grid.setColumnStretch(1, 1)
        self.show_effect(effect, fresh=True)

    def stops(self) -> tuple[QWidget, ...]:
        """Where the focus stops, in order."""
        return (
            *self.serious.parts,
            *self.causality.parts,
            self.onset,
            self.resolved,
            self.action,
        )

    @property
    def unkept(self) -> list[str]:
        """Why what stands in a field is not kept."""
        return self._reason.reasons

    def show_effect(self, effect: SideEffect, *, fresh: bool) -> None:
        """Show what is stored, unless it is just being typed and not `fresh`."""
        self.serious.choose(effect.serious)
        self.causality.choose(effect.causality)
        self.onset.show_text(effect.onset, fresh=fresh)
        self.resolved.show_text(day_text(effect.resolved_on), fresh=fresh)
        self.action.show_text(effect.action, fresh=fresh)
        self._reason.refresh()

    def flush(self) -> None:
        """Give what was typed."""
        for field in (self.onset, self.resolved, self.action):
            field.flush()


def gone_field(name: str) -> SmallField:
    """A field for the day on which something was gone."""
    made = SmallField(name, gone_on, width=108)
    made.setPlaceholderText(date.today().isoformat())
    return made


def gone_on(text: str) -> date | None:
    """The day in a text, None for none; raises DomainError for no day, or one that lies ahead."""
    if not text.strip():
        return None
    day = written_date(text, field="resolved_on")
    if day > date.today():
        raise DomainError(
            tr("{day} lies ahead. Write the day on which it was gone.", day=short_date(day)),
            field="resolved_on",
        )
    return day


def day_text(day: date | None) -> str:
    """A stored day as it stands in a field."""
    return "" if day is None else day.isoformat()


def details_words(effect: SideEffect) -> str:
    """What is noted about a side effect beside kind, severity and note, in one line."""
    words = []
    if effect.serious is not None:
        words.append(tr("serious") if effect.serious else tr("not serious"))
    if effect.onset:
        words.append(tr("began: {text}", text=effect.onset))
    if effect.resolved_on is not None:
        words.append(tr("gone on {day}", day=short_date(effect.resolved_on, date.today())))
    if effect.causality is not None:
        words.append(tr("cause: {likely}", likely=causality_name(effect.causality)))
    if effect.action:
        words.append(effect.action)
    return " · ".join(words)
