"""The side-effect checklist: one click says "asked, none", one click notes a kind."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from acudesk.domain.side_effects import (
    COMMON,
    Noticed,
    SideEffect,
    SideEffectKind,
    kind_name,
    noticed_name,
)
from acudesk.domain.treatment import Driving, driving_name
from acudesk.translation import tr
from acudesk.ui.widgets.alert_line import AlertLine
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.side_effect_row import SideEffectRow
from acudesk.ui.widgets.treatment_parts import roomy, tab_after, titled
from acudesk.ui.widgets.typing_pause import EnterKey

DROWSY = (SideEffectKind.FATIGUE, SideEffectKind.DIZZINESS, SideEffectKind.FAINTING)
LOST_NEEDLE = (SideEffectKind.BROKEN_NEEDLE, SideEffectKind.FORGOTTEN_NEEDLE)


class SideEffectsField(QWidget):
    """What was asked and found at one of the two moments.

    `changed` says that `asked` and `effects` are new, `driving_chosen` carries what was settled
    with somebody who is drowsy.
    """

    changed = Signal()
    left = Signal()
    driving_chosen = Signal(object)

    def __init__(self, noticed: Noticed = Noticed.DURING, title: str = "") -> None:
        super().__init__()
        self.asked = False
        self._noticed = noticed
        self._all = False
        self._settled = True
        self._lines: dict[SideEffectKind, SideEffectRow] = {}
        self._taken_back: dict[SideEffectKind, SideEffect] = {}
        self.none = self._chip(
            tr("Asked, none") if noticed == Noticed.DURING else tr("Nothing new")
        )
        self.none.clicked.connect(self._asked_none)
        self._chips = {kind: self._chip(kind_name(kind)) for kind in SideEffectKind}
        self._more = QPushButton(tr("More…"))
        self._more.setProperty("part", "chip")
        self._more.setAutoDefault(False)
        self._more.clicked.connect(self._show_all)
        self._title = label(title or usual_title(noticed), "label")
        self._state = label("", "hint")
        self.setFocusProxy(self.none)
        self._prompt = AlertLine()
        self._driving = ChoiceField(
            tr("Drives today?"), ((one, driving_name(one)) for one in Driving), optional=True
        )
        self._driving.chosen.connect(lambda: self.driving_chosen.emit(self._driving.value))
        self._build()

    @property
    def effects(self) -> tuple[SideEffect, ...]:
        """What is noted, in the order of the checklist."""
        return tuple(self._lines[kind].effect for kind in SideEffectKind if kind in self._lines)

    @property
    def prompt(self) -> str:
        """What is prompted because of what was noted, or an empty text."""
        return self._prompt.text

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

    def show_driving(self, driving: Driving | None) -> None:
        """Show what was settled about driving."""
        self._driving.choose(driving)
        self._paint()

    def name_none(self, title: str, text: str, *, settled: bool = True) -> None:
        """Give the field another title, and the chip that answers all another text; `settled`
        says whether what else the chip stands for is answered."""
        self._title.setText(title)
        if text != self.none.text():
            self.none.setText(text)
            roomy(self.none)
        self._settled = settled
        self._paint()

    def flush(self) -> None:
        """Give what is still being typed."""
        for line in list(self._lines.values()):
            line.flush()

    def unkept(self) -> list[str]:
        """Why what stands in a field is not kept."""
        return [reason for line in self._lines.values() for reason in line.unkept]

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._state)
        chips = QWidget()
        flow = FlowLayout(chips)
        flow.addWidget(self.none)
        for kind in (*COMMON, *(kind for kind in SideEffectKind if kind not in COMMON)):
            chip = self._chips[kind]
            chip.setProperty("warns", True)
            if self._noticed == Noticed.SINCE:
                chip.setAccessibleName(f"{chip.text()}, {noticed_name(self._noticed)}")
            chip.clicked.connect(lambda on, kind=kind: self._toggled(kind, on))
            flow.addWidget(chip)
        flow.addWidget(self._more)
        self._drives = titled(tr("Drives today?"), self._driving)
        self._drives.setToolTip(
            tr(
                "24.4 % of patients were tired or drowsy after a visit "
                "(MacPherson & Thomas 2005, Acupunct Med; 9,408 patients)."
            )
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(chips)
        box.addWidget(self._prompt)
        box.addLayout(self._rows)
        box.addWidget(self._drives)
        self._paint()

    def _chip(self, text: str) -> QPushButton:
        chip = QPushButton(text)
        chip.setProperty("part", "chip")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        EnterKey(chip).pressed.connect(self.left)
        return roomy(chip)

    def _add(self, effect: SideEffect) -> None:
        line = SideEffectRow(effect)
        line.changed.connect(self._line_changed)
        line.left.connect(self.left)
        self._lines[effect.kind] = line
        self._rows.addWidget(line)
        stops = (stop for one in self._lines.values() for stop in one.stops())
        tab_after(self._more, (*stops, *self._driving.parts))

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
        self.none.setChecked(self.asked and not self._lines and self._settled)
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
        self._prompt.say("\n".join(prompts(self._noticed, frozenset(self._lines))))
        drowsy = any(kind in self._lines for kind in DROWSY)
        asks = self._noticed == Noticed.DURING and (drowsy or self._driving.value is not None)
        self._drives.setVisible(asks)

    def _asked_none(self, on: bool) -> None:
        for kind in list(self._lines):
            self._take_back(kind)
        self.asked = on
        self._given()

    def _toggled(self, kind: SideEffectKind, on: bool) -> None:
        if on:
            self.asked = True
            new = SideEffect(kind=kind, noticed=self._noticed)
            self._add(self._taken_back.pop(kind, new))
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


def usual_title(noticed: Noticed) -> str:
    """What the checklist is called."""
    if noticed == Noticed.SINCE:
        return tr("New since last time")
    return tr("Side effects during or after treatment")


def prompts(noticed: Noticed, kinds: frozenset[SideEffectKind]) -> tuple[str, ...]:
    """What to do at once about what was noted; a prompt, no diagnosis.

    Of 325 incidents reported in England, 1 % were a pneumothorax and 31 % retained needles
    (Wheway 2012, NRLS 2009-11).
    """
    found = []
    if SideEffectKind.BREATHLESSNESS in kinds:
        found.append(
            tr(
                "Breathlessness or chest pain after needling of the trunk can be a pneumothorax: "
                "examine now, and refer urgently if in doubt."
            )
        )
    if kinds.intersection(LOST_NEEDLE):
        found.append(
            tr("Count the needles, in and out, and note where the needle is.")
            if noticed == Noticed.DURING
            else tr("Compare with last session's needle count, and note where the needle was.")
        )
    return tuple(found)
