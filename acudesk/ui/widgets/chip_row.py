"""The chips of a prescription in their order, as one stop of the Tab key."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from acudesk.domain.needles import NeedledPoint
from acudesk.domain.point_library import PointLibrary
from acudesk.translation import tr
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.point_chip import PointChip


class ChipRow(QWidget):
    """What is done to a chip, with its place: `opened`, `turned` to a side, `removed` (and
    whether by Backspace). `left` follows a walk over the last chip, `typed` what is typed here
    and belongs into the field.
    """

    opened = Signal(int)
    turned = Signal(int, object)
    removed = Signal(int, bool)
    left = Signal()
    typed = Signal(str)

    def __init__(self, library: PointLibrary) -> None:
        super().__init__()
        self.setAccessibleName(tr("Points of this session"))
        self._library = library
        self._chips: list[PointChip] = []
        self._flow = FlowLayout(self, gap=6)
        self.hide()

    @property
    def chips(self) -> Sequence[PointChip]:
        """The chips, in the order of the points."""
        return tuple(self._chips)

    @property
    def focused(self) -> int:
        """The place of the chip that has the focus, or -1."""
        return next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), -1)

    def show_points(
        self, points: Sequence[NeedledPoint], warnings: Mapping[str, str], opened: int
    ) -> None:
        """Show these points; the one at `opened` as the one whose details stand below."""
        while len(self._chips) > len(points):
            chip = self._chips.pop()
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        while len(self._chips) < len(points):
            chip = self._made()
            self._chips.append(chip)
            self._flow.addWidget(chip)
            chip.show()
        for at, (chip, needled) in enumerate(zip(self._chips, points, strict=True)):
            chip.show_point(
                needled, self._library.get(needled.code), warnings.get(needled.code, "")
            )
            chip.setChecked(at == opened)
        self._stop_at(min(max(self.focused, 0), len(self._chips) - 1))
        self.setVisible(bool(points))
        self._flow.invalidate()
        self.updateGeometry()

    def mark_last(self, on: bool) -> None:
        """Show that the next Backspace removes the last chip."""
        for chip in self._chips:
            chip.mark(on and chip is self._chips[-1])

    def focus_chip(self, place: int) -> bool:
        """Go to a chip, or to the last; False where there is none."""
        if not self._chips:
            return False
        place = min(place, len(self._chips) - 1) if place >= 0 else len(self._chips) - 1
        self._stop_at(place)
        self._chips[place].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _made(self) -> PointChip:
        chip = PointChip()
        chip.clicked.connect(lambda: self.opened.emit(self._chips.index(chip)))
        chip.removed.connect(lambda back: self.removed.emit(self._chips.index(chip), back))
        chip.turned.connect(lambda side: self.turned.emit(self._chips.index(chip), side))
        chip.walked.connect(lambda step: self._walk(self._chips.index(chip) + step))
        chip.typed.connect(self.typed)
        return chip

    def _walk(self, place: int) -> None:
        if place >= len(self._chips):
            self.left.emit()
        else:
            self.focus_chip(max(place, 0))

    def _stop_at(self, place: int) -> None:
        for at, chip in enumerate(self._chips):
            chip.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if at == place else Qt.FocusPolicy.ClickFocus
            )
