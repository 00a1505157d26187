"""The points of a session: one line to type in, a chip for every point, details on demand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.needles import (
    NeedledPoint,
    check_points,
    confirm_all,
    confirmed,
    needles_in,
    needles_words,
)
from acudesk.domain.point_sets import PointSet
from acudesk.domain.points import PointSide
from acudesk.domain.prescription import on_side
from acudesk.services.points import point_library
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.chip_row import ChipRow
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import button, label, plain_tip, themed_icon
from acudesk.ui.widgets.point_details import PointDetails
from acudesk.ui.widgets.point_line import PointLine
from acudesk.ui.widgets.treatment_parts import tab_after, tab_before

LAID_OUT_MILLISECONDS = 30
"""After so long the details have their place, and can be brought into sight."""


class PointEntry(QWidget):
    """`changed` says that `points` is new, `left` follows Enter in the empty line, `set_wanted`
    carries the points that are to be kept as a set.
    """

    changed = Signal()
    left = Signal()
    set_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._library = point_library()
        self._points: tuple[NeedledPoint, ...] = ()
        self._sets: tuple[PointSet, ...] = ()
        self._warnings: dict[str, str] = {}
        self._opened = -1
        self.details: PointDetails | None = None
        self.set_chips: list[QPushButton] = []
        self._set_row = QWidget()
        self._set_flow = FlowLayout(self._set_row)
        self.line = PointLine(self._library)
        self.chips = ChipRow(self._library)
        self._carried = QFrame()
        self._carried_words = label("", wrap=True)
        self.confirm = button(" ")
        themed_icon(self.confirm, theme, "check")
        self._acts = QWidget()
        self._state = label("", "hint")
        self.save = button(tr("Save as set…"), flat=True)
        self.clear = button(tr("Clear all"), flat=True)
        self._below = QVBoxLayout()
        self._build()
        self._connect()
        self._paint()

    @property
    def points(self) -> tuple[NeedledPoint, ...]:
        """The prescription, in its order."""
        return self._points

    @property
    def unkept(self) -> list[str]:
        """Why what is typed here is not kept."""
        return [*self.line.unkept, *(self.details.unkept if self.details else ())]

    def show_points(self, points: Sequence[NeedledPoint], *, fresh: bool) -> None:
        """Show what is stored. `fresh` says that another session is shown: then nothing of what
        is being typed stays.
        """
        before, self._points = self._points, tuple(points)
        if fresh:
            self._drop_details()
            self.line.empty()
        elif self.details and not self._same_place(before):
            self._drop_details()
        self._paint()

    def show_sets(self, sets: Sequence[PointSet]) -> None:
        """Show the named sets, each one click away."""
        if tuple(sets) == self._sets:
            return
        self._sets = tuple(sets)
        for chip in self.set_chips:
            self._set_flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.set_chips = [self._set_chip(one) for one in self._sets]
        self._set_row.setVisible(bool(self._sets))
        self._paint()

    def show_warnings(self, warnings: Mapping[str, str]) -> None:
        """Mark the points of these codes, each with its sentence."""
        if dict(warnings) != self._warnings:
            self._warnings = dict(warnings)
            self._paint()

    def confirm_all(self) -> None:
        """Confirm every point that was carried over."""
        waiting = sum(one.carried_over for one in self._points)
        self._give(confirm_all(self._points))
        if waiting:
            said = ntr("{n} point confirmed", "{n} points confirmed", waiting)
            self.line.announce(said)

    def flush(self) -> None:
        """Take what is typed as far as it is understood."""
        self.line.flush()
        if self.details:
            self.details.flush()

    # ------------------------------------------------------------------------- changes

    def _give(self, points: tuple[NeedledPoint, ...]) -> None:
        if points == self._points:
            return
        self._points = points
        self._paint()
        self.changed.emit()

    def _change(self, place: int, fields: Mapping[str, object]) -> None:
        """Record something of one point; by that it is confirmed."""
        try:
            old = self._points[place]
            new = replace(self._with(old, dict(fields)), carried_over=False)
            points = check_points((*self._points[:place], new, *self._points[place + 1 :]))
        except DomainError as error:
            self.line.say(error.text)
            self._paint()
            return
        if not self.line.unkept:
            self.line.say("")
        self._give(points)

    def _with(self, old: NeedledPoint, fields: dict[str, object]) -> NeedledPoint:
        point, new = self._library.get(old.code), old
        side = fields.pop("side", old.side)
        if isinstance(side, PointSide) and side != old.side:
            new = on_side(old, side, point) if point else replace(old, side=side)
        if "insertions" in fields:
            usual = on_side(new, new.side, point).insertions if point else None
            plain = 2 if new.side == PointSide.BOTH else 1
            # An empty field is the usual count again, which is None where it follows the side.
            if fields["insertions"] is None:
                fields["insertions"] = usual
            elif fields["insertions"] == plain:
                fields["insertions"] = None
        return replace(new, **fields)  # type: ignore[arg-type]

    def _remove(self, place: int, *, to_line: bool = True) -> None:
        from_chip = self.chips.focused >= 0
        code = self._points[place].code
        if place == self._opened:
            self._drop_details()
        elif place < self._opened:
            self._opened -= 1
        self._give((*self._points[:place], *self._points[place + 1 :]))
        self.line.announce(tr("Removed: {code}", code=code))
        if from_chip and (to_line or not self.chips.focus_chip(place)):
            self.line.focus()

    def _clear(self) -> None:
        self._drop_details()
        self.line.empty()
        self._give(())
        self.line.focus()

    # ------------------------------------------------------------------ details of one

    def _open(self, place: int) -> None:
        if self._opened == place:
            self._close()
            return
        if self.details:
            self.details.flush()
        self._drop_details()
        self._opened = place
        needled = self._points[place]
        self.details = PointDetails(needled, self._library.get(needled.code))
        self.details.given.connect(lambda fields: self._change(self._opened, fields))
        self.details.closed.connect(self._close)
        self._below.addWidget(self.details)
        self._paint()
        self.details.side.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(LAID_OUT_MILLISECONDS, self._show_details)

    def _show_details(self) -> None:
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        if page is not None and self.details:
            page.ensureWidgetVisible(self.details, 0, 12)

    def _close(self) -> None:
        """The details are done: back to their chip."""
        place = self._opened
        if self.details:
            self.details.flush()
        self._drop_details()
        self._paint()
        self.chips.focus_chip(place)

    def _drop_details(self) -> None:
        details, self.details, self._opened = self.details, None, -1
        if details:
            # What loses the focus on its way out would write into another point.
            details.blockSignals(True)
            self._below.removeWidget(details)
            details.hide()
            details.deleteLater()

    def _same_place(self, before: Sequence[NeedledPoint]) -> bool:
        """Whether the point whose details are open stands where it stood."""
        here = self._points[self._opened : self._opened + 1]
        return [one.code for one in here] == [before[self._opened].code]

    # ------------------------------------------------------------------------ the look

    def _paint(self) -> None:
        points = self._points
        self.line.read_into(points, self._sets)
        self.chips.show_points(points, self._warnings, self._opened)
        if self.details:
            opened = points[self._opened]
            self.details.show_point(opened, fresh=False)
            self.details.show_warning(self._warnings.get(opened.code, ""))
        waiting = sum(one.carried_over for one in points)
        self._carried.setVisible(bool(waiting))
        self._carried_words.setText(
            ntr(
                "{n} point of last time, carried over, unconfirmed",
                "{n} points of last time, carried over, unconfirmed",
                waiting,
            )
        )
        text = tr("Confirm all {n}", n=waiting)
        self.confirm.setText(f" {text}")
        self.confirm.setAccessibleName(text)
        counted = len(confirmed(points))
        words = ntr("{n} point", "{n} points", counted)
        needles = needles_words(needles_in(points))
        self._state.setText(f"{words}, {needles}" if counted else "")
        self._acts.setVisible(bool(points))
        details = self.details.stops() if self.details else ()
        stops = (*self.chips.chips, *details, self.save, self.clear)
        tab_before(self.line.field, self.set_chips)
        tab_after(self.line.field, [self.confirm, *stops])

    def _set_chip(self, named: PointSet) -> QPushButton:
        chip = QPushButton(named.name)
        chip.setProperty("part", "chip")
        chip.setAutoDefault(False)
        codes = ", ".join(one.code for one in named.points)
        typed = tr("Type {shorthand}", shorthand=named.shorthand) if named.shorthand else ""
        chip.setToolTip(plain_tip("\n".join(filter(None, (codes, typed)))))
        chip.setAccessibleName(tr("Add the set {name}", name=named.name))
        chip.setAccessibleDescription(codes)
        chip.clicked.connect(lambda: self.line.add_set(named))
        self._set_flow.addWidget(chip)
        return chip

    def _build(self) -> None:
        self._set_row.hide()
        self._carried.setObjectName("carried")
        line = QHBoxLayout(self._carried)
        line.setContentsMargins(12, 6, 8, 6)
        line.addWidget(self._carried_words, 1)
        line.addWidget(self.confirm)
        acts = QHBoxLayout(self._acts)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.addWidget(self._state)
        acts.addStretch(1)
        acts.addWidget(self.save)
        acts.addWidget(self.clear)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for part in (self._set_row, self.line, self._carried, self.chips):
            box.addWidget(part)
        box.addLayout(self._below)
        box.addWidget(self._acts)
        self.setFocusProxy(self.line.field)

    def _connect(self) -> None:
        self.line.given.connect(self._give)
        self.line.left.connect(self.left)
        self.line.marked.connect(self.chips.mark_last)
        self.line.removed.connect(lambda: self._remove(len(self._points) - 1))
        self.line.walked.connect(lambda: self.chips.focus_chip(-1))
        self.confirm.clicked.connect(self.confirm_all)
        self.save.clicked.connect(lambda: self.set_wanted.emit(confirm_all(self._points)))
        self.clear.clicked.connect(self._clear)
        self.chips.opened.connect(self._open)
        self.chips.turned.connect(lambda place, side: self._change(place, {"side": side}))
        self.chips.removed.connect(lambda place, back: self._remove(place, to_line=back))
        self.chips.left.connect(self.line.focus)
        self.chips.typed.connect(self.line.type_on)
