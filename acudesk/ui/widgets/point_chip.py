"""One needled point as a chip: code, name, side, what warns; removed, opened and turned by keys."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton

from acudesk.domain.needles import NeedledPoint, Stimulation, side_mark
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.points import ASHI, Point, PointSide, point_side_name
from acudesk.translation import ntr, tr
from acudesk.ui.widgets.parts import label, plain_tip, restyled

_SIDE_KEYS = {
    Qt.Key.Key_L: PointSide.LEFT,
    Qt.Key.Key_R: PointSide.RIGHT,
    Qt.Key.Key_B: PointSide.BOTH,
    Qt.Key.Key_M: PointSide.MIDLINE,
}
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class PointChip(QPushButton):
    """`clicked` opens what is recorded of the point. L, R, B and M say its side, the arrow keys
    walk on, any other letter belongs into the field. `removed` says whether Backspace did it.
    """

    removed = Signal(bool)
    turned = Signal(object)
    walked = Signal(int)
    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "point")
        self.setAutoDefault(False)
        self.setCheckable(True)
        self._warns = self._seen(label("!", "warns"))
        self._code = self._seen(label("", "code"))
        self._name = self._seen(label("", "hint"))
        self._side = self._seen(label("", "side"))
        self.remove = QToolButton()
        self.remove.setText("×")
        self.remove.setProperty("part", "remove")
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.remove.clicked.connect(lambda: self.removed.emit(False))
        line = QHBoxLayout(self)
        line.setContentsMargins(11, 1, 5, 1)
        line.setSpacing(5)
        for part in (self._warns, self._code, self._name, self._side, self.remove):
            line.addWidget(part)

    def show_point(self, needled: NeedledPoint, point: Point | None, warning: str) -> None:
        """Show a point; `point` is what the library knows of it, `warning` a sentence or empty."""
        carried = needled.carried_over
        name = point.pinyin if point and point.code != ASHI else needled.zone
        self._code.setText(needled.code)
        self._name.setText(name)
        self._side.setText(marks(needled))
        self._warns.setVisible(bool(warning))
        for part in (self._name, self._side):
            part.setVisible(bool(part.text()))
        title = f"{needled.code} {name}".strip()
        facts = [title, *facts_of(needled)]
        if carried:
            facts.append(tr("carried over, unconfirmed"))
        self.setAccessibleName(", ".join(facts))
        self.setAccessibleDescription(warning)
        self.setToolTip(plain_tip("\n".join(filter(None, (", ".join(facts), warning)))))
        self.remove.setAccessibleName(tr("Remove {point}", point=title))
        self.remove.setToolTip(self.remove.accessibleName())
        restyled(self, "carried", carried)
        restyled(self, "warns", bool(warning))
        self.updateGeometry()

    def mark(self, on: bool) -> None:
        """Show that the next Backspace removes it: struck through."""
        restyled(self, "marked", on)
        restyled(self._code, "marked", on)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint().expandedTo(QSize(0, 30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & _COMMANDS:
            super().keyPressEvent(event)
        elif key in _STEPS:
            step = _STEPS[key]
            sideways = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            self.walked.emit(-step if sideways and self.isRightToLeft() else step)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(key == Qt.Key.Key_Backspace)
        elif key in _OPENING:
            self.click()
        elif key in _SIDE_KEYS:
            self.turned.emit(_SIDE_KEYS[key])
        elif event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _seen(self, part: QLabel) -> QLabel:
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return part


def marks(needled: NeedledPoint) -> str:
    """Side, needles where they are not as usual, and depth, in short marks."""
    count = "" if needled.insertions is None else f"×{needled.insertions}"
    parts = [" ".join(filter(None, (side_mark(needled.side), count)))]
    if needled.depth_mm is not None:
        parts.append(with_unit(str(needled.depth_mm), tr("mm")))
    if needled.stimulation == Stimulation.ELECTRICAL:
        hertz = needled.hertz
        parts.append(tr("EA") if hertz is None else with_unit(shown(hertz), tr("Hz")))
    return " · ".join(filter(None, parts))


def facts_of(needled: NeedledPoint) -> list[str]:
    """The same in words."""
    unsaid = needled.code == ASHI and needled.side == PointSide.MIDLINE
    facts = [] if unsaid else [point_side_name(needled.side)]
    if needled.insertions is not None:
        facts.append(ntr("{n} needle", "{n} needles", needled.insertions))
    if needled.depth_mm is not None:
        facts.append(tr("{n} mm deep", n=needled.depth_mm))
    if needled.stimulation == Stimulation.ELECTRICAL:
        facts.append(tr("electrical"))
        if needled.hertz is not None:
            facts.append(with_unit(shown(needled.hertz), tr("Hz")))
    if needled.note:
        facts.append(needled.note)
    return facts
