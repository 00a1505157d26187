"""One side effect that was noted: how bad it was, and a word about it."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QWidget

from acudesk.domain.side_effects import (
    Severity,
    SideEffect,
    SideEffectKind,
    kind_name,
    severity_name,
)
from acudesk.translation import tr
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.typing_pause import EnterKey, TypingPause


class SideEffectRow(QWidget):
    """`changed` says that `effect` is new; `left` follows Enter in the note."""

    changed = Signal()
    left = Signal()

    def __init__(self, effect: SideEffect) -> None:
        super().__init__()
        self.effect = effect
        name = kind_name(effect.kind)
        title = label(name, "muted")
        title.setMinimumWidth(150)
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(5)
        line.addWidget(title)
        self._parts = {severity: self._part(name, severity) for severity in Severity}
        for part in self._parts.values():
            line.addWidget(part)
        self.note = QLineEdit()
        self.note.setPlaceholderText(
            tr("What was it?") if effect.kind == SideEffectKind.OTHER else tr("Where, how long")
        )
        self.note.setMaxLength(2_000)
        self.note.setAccessibleName(tr("{kind}: note", kind=name))
        line.addWidget(self.note, 1)
        self._pause = TypingPause(self)
        self._pause.over.connect(self.flush)
        self.note.textEdited.connect(self._pause.start)
        self.note.editingFinished.connect(self.flush)
        enter = EnterKey(self.note)
        enter.pressed.connect(self.flush)
        enter.pressed.connect(self.left)
        self.show_effect(effect, fresh=True)

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

    def flush(self) -> None:
        """Give what was typed."""
        self._pause.stop()
        self._give(replace(self.effect, note=self.note.text()))

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
        self._give(replace(self.effect, severity=severity))

    def _give(self, effect: SideEffect) -> None:
        if effect != self.effect:
            self.effect = effect
            self.changed.emit()
