"""One side effect that was noted: how bad it was, a word about it, and more where it is wanted."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.side_effects import (
    Noticed,
    Severity,
    SideEffect,
    SideEffectKind,
    kind_name,
    severity_name,
)
from acudesk.translation import tr
from acudesk.ui.widgets.parts import FittingLabel, label
from acudesk.ui.widgets.side_effect_details import SideEffectDetails, details_words
from acudesk.ui.widgets.treatment_parts import tab_after
from acudesk.ui.widgets.typing_pause import EnterKey, TypingPause

TITLE = 126
_SOMEWHERE = (
    SideEffectKind.SORENESS,
    SideEffectKind.BRUISING,
    SideEffectKind.BLEEDING,
    SideEffectKind.PAIN_AT_NEEDLE,
    SideEffectKind.SKIN_REACTION,
    SideEffectKind.NUMBNESS,
    SideEffectKind.STUCK_NEEDLE,
    SideEffectKind.BROKEN_NEEDLE,
    SideEffectKind.FORGOTTEN_NEEDLE,
    SideEffectKind.BURN,
)
"""These have a place on the body; of the others anything is noted."""


class SideEffectRow(QWidget):
    """`changed` says that `effect` is new; `left` follows Enter in the note."""

    changed = Signal()
    left = Signal()

    def __init__(self, effect: SideEffect) -> None:
        super().__init__()
        self.effect = effect
        self.details: SideEffectDetails | None = None
        name = kind_name(effect.kind)
        title = label(name, "muted", wrap=True)
        title.setFixedWidth(TITLE)
        if effect.noticed == Noticed.SINCE:
            name = tr("{kind}, since last time", kind=name)
        self._group = QButtonGroup(self)
        line = QHBoxLayout()
        line.setSpacing(5)
        line.addWidget(title)
        self._parts = {severity: self._part(name, severity) for severity in Severity}
        for part in self._parts.values():
            line.addWidget(part)
        self.note = QLineEdit()
        self.note.setPlaceholderText(_asked(effect.kind))
        self.note.setMaxLength(2_000)
        self.note.setAccessibleName(tr("{kind}: note", kind=name))
        line.addWidget(self.note, 1)
        self.more = QPushButton(tr("more"))
        self.more.setProperty("part", "segment")
        self.more.setCheckable(True)
        self.more.setAutoDefault(False)
        self.more.setToolTip(tr("Serious, cause, onset, end and what was done"))
        self.more.setAccessibleName(tr("{kind}: more", kind=name))
        self.more.clicked.connect(self._unfold)
        line.addWidget(self.more)
        self._summary = FittingLabel("hint")
        self._summary.setContentsMargins(12, 0, 0, 0)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)
        self._box.addLayout(line)
        self._box.addWidget(self._summary)
        self._pause = TypingPause(self)
        self._pause.over.connect(self._flush_note)
        self.note.textEdited.connect(self._pause.start)
        self.note.editingFinished.connect(self._flush_note)
        enter = EnterKey(self.note)
        enter.pressed.connect(self._flush_note)
        enter.pressed.connect(self.left)
        self.show_effect(effect, fresh=True)

    @property
    def unkept(self) -> list[str]:
        """Why what stands in a field is not kept."""
        return [] if self.details is None else self.details.unkept

    def show_effect(self, effect: SideEffect, *, fresh: bool) -> None:
        """Show what is stored, unless the note is just being typed and it is not `fresh`."""
        typed = self.effect.note
        self.effect = effect
        self._group.setExclusive(False)
        for severity, part in self._parts.items():
            part.setChecked(severity == effect.severity)
        if fresh or not (self.note.hasFocus() or self._pause.is_running):
            self._pause.stop()
            self.note.setText(effect.note)
        else:
            self.effect = replace(effect, note=typed)
        if self.details is not None:
            self.details.show_effect(effect, fresh=fresh)
        self._sum_up()

    def stops(self) -> tuple[QWidget, ...]:
        """Where the focus stops, in order."""
        inside = () if self.details is None else self.details.stops()
        return (*self._parts.values(), self.note, self.more, *inside)

    def flush(self) -> None:
        """Give what was typed."""
        self._flush_note()
        if self.details is not None:
            self.details.flush()

    def _flush_note(self) -> None:
        self._pause.stop()
        self._give(note=self.note.text())

    def _part(self, name: str, severity: Severity) -> QPushButton:
        part = QPushButton(severity_name(severity))
        part.setProperty("part", "segment")
        part.setCheckable(True)
        part.setAutoDefault(False)
        part.setAccessibleName(f"{name}: {severity_name(severity)}")
        part.clicked.connect(lambda on: self._judge(severity if on else None))
        self._group.addButton(part)
        return part

    def _judge(self, severity: Severity | None) -> None:
        for one, part in self._parts.items():
            part.setChecked(one == severity)
        self._give(severity=severity)
        if severity == Severity.SEVERE and not self.more.isChecked():
            # What is severe may be serious: the question is in sight then.
            self._unfold(True)

    def _unfold(self, on: bool) -> None:
        self.more.setChecked(on)
        if on and self.details is None:
            self.details = SideEffectDetails(self.effect)
            self.details.given.connect(lambda changes: self._give(**changes))
            self._box.addWidget(self.details)
            tab_after(self.more, self.details.stops())
        if self.details is not None:
            self.details.setVisible(on)
        self._sum_up()

    def _sum_up(self) -> None:
        words = details_words(self.effect)
        self._summary.say(words)
        self._summary.setVisible(bool(words) and not self.more.isChecked())
        self.more.setAccessibleDescription(words)

    def _give(self, **changes: Any) -> None:
        effect = replace(self.effect, **changes)
        if effect != self.effect:
            self.effect = effect
            self._sum_up()
            self.changed.emit()


def _asked(kind: SideEffectKind) -> str:
    if kind == SideEffectKind.OTHER:
        return tr("What was it?")
    return tr("Where") if kind in _SOMEWHERE else tr("Note")
