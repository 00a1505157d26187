"""The side-effect checklist: one click says "asked, none", one click notes a kind."""

from dataclasses import replace

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
    COMMON,
    Severity,
    SideEffect,
    SideEffectKind,
    kind_name,
    severity_name,
)
from acudesk.translation import tr
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import emptied, label


class SideEffectsField(QWidget):
    """What was asked and found. `changed` says that `asked` and `effects` are new."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked = False
        self.effects: tuple[SideEffect, ...] = ()
        self._all = False
        self._none = self._chip(tr("Asked, none"))
        self._none.clicked.connect(self._asked_none)
        self._chips = {kind: self._chip(kind_name(kind)) for kind in SideEffectKind}
        self._more = QPushButton(tr("More…"))
        self._more.setProperty("part", "chip")
        self._more.setAutoDefault(False)
        self._more.clicked.connect(self._show_all)
        self._state = label("", "hint")
        head = QHBoxLayout()
        head.addWidget(label(tr("Side effects"), "label"))
        head.addStretch(1)
        head.addWidget(self._state)
        chips = QWidget()
        flow = FlowLayout(chips)
        flow.addWidget(self._none)
        order = (*COMMON, *(kind for kind in SideEffectKind if kind not in COMMON))
        for kind in order:
            chip = self._chips[kind]
            chip.setProperty("warns", True)
            chip.clicked.connect(lambda on, kind=kind: self._toggled(kind, on))
            flow.addWidget(chip)
        flow.addWidget(self._more)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(chips)
        box.addLayout(self._rows)
        self.show_record(asked=False, effects=())

    def show_record(self, *, asked: bool, effects: tuple[SideEffect, ...]) -> None:
        """Show what is stored."""
        same_rows = [e.kind for e in effects] == [e.kind for e in self.effects]
        self.asked, self.effects = asked, effects
        self._paint(rows=not same_rows or not effects)

    def _chip(self, text: str) -> QPushButton:
        chip = QPushButton(text)
        chip.setProperty("part", "chip")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        return chip

    def _paint(self, *, rows: bool = True) -> None:
        found = {effect.kind for effect in self.effects}
        self._none.setChecked(self.asked and not found)
        for kind, chip in self._chips.items():
            chip.setChecked(kind in found)
            chip.setVisible(self._all or kind in COMMON or kind in found)
        self._more.setVisible(not self._all)
        if not self.asked:
            self._state.setText(tr("not asked yet"))
        elif not found:
            self._state.setText(tr("asked, none"))
        else:
            self._state.setText(tr("{n} noted", n=len(found)))
        self._none.setAccessibleDescription(self._state.text())
        if rows:
            emptied(self._rows)
            for effect in self.effects:
                self._rows.addWidget(self._row(effect))

    def _row(self, effect: SideEffect) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(5)
        name = label(kind_name(effect.kind), "muted")
        name.setMinimumWidth(150)
        line.addWidget(name)
        group = QButtonGroup(row)
        for severity in Severity:
            part = QPushButton(severity_name(severity))
            part.setProperty("part", "segment")
            part.setCheckable(True)
            part.setAutoDefault(False)
            part.setChecked(severity == effect.severity)
            part.setAccessibleName(f"{kind_name(effect.kind)}: {severity_name(severity)}")
            part.clicked.connect(
                lambda _, kind=effect.kind, severity=severity: self._change(kind, severity=severity)
            )
            group.addButton(part)
            line.addWidget(part)
        note = QLineEdit(effect.note)
        note.setPlaceholderText(
            tr("What was it?") if effect.kind == SideEffectKind.OTHER else tr("Where, how long")
        )
        note.setMaxLength(2_000)
        note.setAccessibleName(tr("{kind}: note", kind=kind_name(effect.kind)))
        note.editingFinished.connect(
            lambda kind=effect.kind, note=note: self._change(kind, note=note.text())
        )
        line.addWidget(note, 1)
        return row

    def _asked_none(self, on: bool) -> None:
        self._give(asked=on, effects=())

    def _toggled(self, kind: SideEffectKind, on: bool) -> None:
        kept = tuple(effect for effect in self.effects if effect.kind != kind)
        effects = (*kept, SideEffect(kind=kind)) if on else kept
        self._give(asked=bool(effects) or self.asked, effects=effects)

    def _change(
        self, kind: SideEffectKind, severity: Severity | None = None, note: str | None = None
    ) -> None:
        changed = tuple(
            effect
            if effect.kind != kind
            else replace(
                effect,
                severity=severity or effect.severity,
                note=effect.note if note is None else note,
            )
            for effect in self.effects
        )
        self._give(asked=True, effects=changed, rows=False)

    def _give(self, *, asked: bool, effects: tuple[SideEffect, ...], rows: bool = True) -> None:
        if (asked, effects) == (self.asked, self.effects):
            return
        self.asked, self.effects = asked, effects
        self._paint(rows=rows)
        self.changed.emit()

    def _show_all(self) -> None:
        self._all = True
        self._paint(rows=False)
        self._chips[SideEffectKind.FAINTING].setFocus()
