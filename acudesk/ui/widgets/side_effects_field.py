"""The side-effect checklist: one click says "asked, none", one click notes a kind."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from acudesk.domain.side_effects import COMMON, SideEffect, SideEffectKind, kind_name
from acudesk.translation import tr
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.side_effect_row import SideEffectRow
from acudesk.ui.widgets.typing_pause import EnterKey


class SideEffectsField(QWidget):
    """What was asked and found. `changed` says that `asked` and `effects` are new."""

    changed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked = False
        self._all = False
        self._lines: dict[SideEffectKind, SideEffectRow] = {}
        self._taken_back: dict[SideEffectKind, SideEffect] = {}
        self.none = self._chip(tr("Asked, none"))
        self.none.clicked.connect(self._asked_none)
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
        flow.addWidget(self.none)
        for kind in (*COMMON, *(kind for kind in SideEffectKind if kind not in COMMON)):
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
        self._paint()

    @property
    def effects(self) -> tuple[SideEffect, ...]:
        """What is noted, in the order of the checklist."""
        return tuple(self._lines[kind].effect for kind in SideEffectKind if kind in self._lines)

    def show_record(
        self, *, asked: bool, effects: tuple[SideEffect, ...], fresh: bool = False
    ) -> None:
        """Show what is stored.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        self.asked = asked
        if fresh:
            self._all = False
            self._taken_back.clear()
        found = {effect.kind: effect for effect in effects}
        for kind in [kind for kind in self._lines if fresh or kind not in found]:
            self._remove(kind)
        for effect in effects:
            if effect.kind in self._lines:
                self._lines[effect.kind].show_effect(effect, fresh=fresh)
            else:
                self._add(effect)
        self._paint()

    def flush(self) -> None:
        """Give what is still being typed."""
        for line in list(self._lines.values()):
            line.flush()

    def _chip(self, text: str) -> QPushButton:
        chip = QPushButton(text)
        chip.setProperty("part", "chip")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        EnterKey(chip).pressed.connect(self.left)
        return chip

    def _add(self, effect: SideEffect) -> None:
        line = SideEffectRow(effect)
        line.changed.connect(self._line_changed)
        line.left.connect(self.left)
        self._lines[effect.kind] = line
        self._rows.addWidget(line)

    def _take_back(self, kind: SideEffectKind) -> None:
        """What was said of it comes back with a second click."""
        line = self._lines[kind]
        line.flush()
        self._taken_back[kind] = line.effect
        self._remove(kind)

    def _remove(self, kind: SideEffectKind) -> None:
        line = self._lines.pop(kind)
        # A note that loses the focus on its way out would write into the next session.
        line.blockSignals(True)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _paint(self) -> None:
        self.none.setChecked(self.asked and not self._lines)
        for kind, chip in self._chips.items():
            chip.setChecked(kind in self._lines)
            chip.setVisible(self._all or kind in COMMON or kind in self._lines)
        self._more.setVisible(not self._all)
        if not self.asked:
            self._state.setText(tr("not asked yet"))
        elif not self._lines:
            self._state.setText(tr("asked, none"))
        else:
            self._state.setText(tr("{n} noted", n=len(self._lines)))
        self.none.setAccessibleDescription(self._state.text())

    def _asked_none(self, on: bool) -> None:
        for kind in list(self._lines):
            self._take_back(kind)
        self.asked = on
        self._given()

    def _toggled(self, kind: SideEffectKind, on: bool) -> None:
        if on:
            self.asked = True
            self._add(self._taken_back.pop(kind, SideEffect(kind=kind)))
        else:
            self._take_back(kind)
        self._given()

    def _line_changed(self) -> None:
        self.asked = True
        self._given()

    def _given(self) -> None:
        self._paint()
        self.changed.emit()

    def _show_all(self) -> None:
        self._all = True
        self._paint()
        self._chips[SideEffectKind.FAINTING].setFocus()
