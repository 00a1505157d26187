"""The body chart: where it hurts and where was needled, by pointer or by list."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from acudesk.domain.body_chart import (
    HIGHEST_INTENSITY,
    BodyMark,
    MarkKind,
    check_marks,
    kind_title,
    mark_words,
)
from acudesk.services.body_zones import figures, list_zones
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.body_view import BodyViews, swatch
from acudesk.ui.widgets.mark_row import MarkRow
from acudesk.ui.widgets.parts import FittingLabel, label
from acudesk.ui.widgets.zone_list import ZoneList

WIDEST_LIST = 290


class BodyChart(QWidget):
    """Marks on the zones of the body. `changed` says that `marks` are new, `left` follows Enter.

    A press marks a zone, or clears the one that is chosen; on another marked zone it chooses
    that, so that its intensity can be given. A drag marks or clears each zone on its way: one
    change. The list beside the figures does all of it by keyboard.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._zones = {zone.code: zone for zone in list_zones()}
        self._marks: dict[tuple[MarkKind, str], BodyMark] = {}
        self._clearing = False
        self._stroked = False
        self._begun = ""
        self._kind = MarkKind.PAIN
        self.views = BodyViews(theme, figures(), list_zones())
        for widget in (self, self.views):
            widget.setAccessibleName(tr("Body chart"))
        self.views.begun.connect(self._begin)
        self.views.crossed.connect(self._cross)
        self.views.ended.connect(self._end)
        self.views.pointed.connect(self._point)
        self.zones = ZoneList(theme, list_zones())
        self.zones.chosen.connect(self._choose)
        self.zones.clicked.connect(self._press)
        self.zones.toggled.connect(self._toggle)
        self.zones.rated.connect(self._rate)
        self.zones.cleared.connect(self._clear)
        self.zones.left.connect(self.left)
        self.row = MarkRow()
        self.row.changed.connect(self._put)
        self.row.left.connect(self.left)
        self.row.hide()
        self._group = QButtonGroup(self)
        self.kinds = {kind: self._segment(kind) for kind in MarkKind}
        self.kinds[self._kind].setChecked(True)
        self._hint = FittingLabel("hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._sentence = label("", "words", wrap=True)
        self._lay_out()
        self._point("")
        self._repaint()
        self._paint_icons()
        theme.changed.connect(self._paint_icons)

    @property
    def marks(self) -> tuple[BodyMark, ...]:
        """What is marked, in its stable order."""
        return check_marks(self._marks.values())

    @property
    def words(self) -> str:
        """What is marked, as a sentence."""
        return mark_words(self.marks, list_zones()) or tr("Nothing is marked yet.")

    @property
    def kind(self) -> MarkKind:
        """What the next mark will say."""
        return self._kind

    def show_marks(self, marks: Iterable[BodyMark], *, fresh: bool) -> None:
        """Show what is stored; a stroke or a note under way stays unless it is `fresh`.

        `fresh` says that another session is shown: nothing of the one before stays.
        """
        if fresh:
            self.row.drop()
            self.zones.search.clear()
            self.zones.go_to("")
        elif self.views.is_pressed:
            return
        self._marks = {(mark.kind, mark.zone): mark for mark in marks}
        self._repaint(fresh=fresh)

    def choose_kind(self, kind: MarkKind) -> None:
        """Say what the next mark will mean."""
        self.row.flush()
        self._kind = kind
        self.kinds[kind].setChecked(True)
        self._show_row()

    def flush(self) -> None:
        """Give what is still being typed."""
        self.row.flush()

    def stops(self) -> list[QWidget]:
        """Where the focus stops first, in order."""
        return [*self.kinds.values(), self.zones.search, self.zones.rows]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        for segment in self.kinds.values():
            head.addWidget(segment)
        head.addWidget(self._hint, 1)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.views, 3)
        middle.addWidget(self.zones, 1)
        self.zones.setMaximumWidth(WIDEST_LIST)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addLayout(middle, 1)
        box.addWidget(self.row)
        box.addWidget(self._sentence)
        for earlier, later in pairwise([*self.stops(), *self.row.stops()]):
            QWidget.setTabOrder(earlier, later)

    def _segment(self, kind: MarkKind) -> QPushButton:
        segment = QPushButton(f" {kind_title(kind)}")
        segment.setProperty("part", "segment")
        segment.setCheckable(True)
        segment.setAutoDefault(False)
        segment.setAccessibleName(tr("Mark: {kind}", kind=kind_title(kind)))
        segment.clicked.connect(lambda: self.choose_kind(kind))
        self._group.addButton(segment)
        return segment

    def _begin(self, zone: str) -> None:
        self.row.flush()
        self._clearing = (self._kind, zone) in self._marks
        self._begun = zone if self._clearing and self.zones.current != zone else ""
        self._stroked = not self._begun
        if self._stroked:
            self._stroke(zone)
        self.zones.go_to(zone)
        self.zones.rows.setFocus(Qt.FocusReason.MouseFocusReason)

    def _cross(self, zone: str) -> None:
        if not self._stroked:
            self._stroked = True
            self._stroke(self._begun)
        self._stroke(zone)

    def _stroke(self, zone: str) -> None:
        key = (self._kind, zone)
        if self._clearing:
            self._marks.pop(key, None)
        else:
            self._marks.setdefault(key, BodyMark(zone=zone, kind=self._kind))
        self._repaint()

    def _end(self) -> None:
        self._repaint()
        if self._stroked:
            self.changed.emit()

    def _press(self, zone: str, chosen: bool) -> None:
        if chosen or (self._kind, zone) not in self._marks:
            self._toggle(zone)

    def _toggle(self, zone: str) -> None:
        self.row.flush()
        self._clearing = (self._kind, zone) in self._marks
        self._stroke(zone)
        self.changed.emit()

    def _rate(self, zone: str, digit: int) -> None:
        """A digit is of pain, also while needles are marked; 0 after 1 makes 10."""
        self.row.flush()
        self.choose_kind(MarkKind.PAIN)
        mark = self._marks.get((MarkKind.PAIN, zone), BodyMark(zone=zone, kind=MarkKind.PAIN))
        ten = mark.intensity == 1 and digit == 0
        self._put(replace(mark, intensity=HIGHEST_INTENSITY if ten else digit))

    def _clear(self, zone: str) -> None:
        """What is being marked goes first, then what is left there."""
        for kind in (self._kind, *MarkKind):
            if self._marks.pop((kind, zone), None) is not None:
                self.row.drop()
                self._repaint()
                self.changed.emit()
                return

    def _put(self, mark: BodyMark) -> None:
        self._marks[mark.kind, mark.zone] = mark
        self._repaint()
        self.changed.emit()

    def _choose(self, zone: str) -> None:
        self.row.flush()
        self.views.show_current(zone)
        self._point("")
        self._show_row()

    def _point(self, zone: str) -> None:
        named = zone or self.zones.current
        if named:
            self._hint.say(self._zones[named].name)
        else:
            self._hint.say(
                tr("Click or drag; in the list Space marks, 0 to 10 rate the pain"),
                tr("Click or drag; Space marks in the list"),
                tr("Click or drag"),
            )

    def _show_row(self, *, fresh: bool = False) -> None:
        if self.views.is_pressed:
            return
        zone = self.zones.current
        mark = self._marks.get((self._kind, zone))
        self.row.show_mark(mark, self._zones.get(zone), fresh=fresh)
        self.row.setVisible(mark is not None)

    def _repaint(self, *, fresh: bool = False) -> None:
        self.views.show_marks(self._marks.values())
        self.zones.show_marks(self._marks.values())
        if self.views.is_pressed:
            return  # What grows below would move the figures under the pointer.
        self._show_row(fresh=fresh)
        self._sentence.setText(self.words)
        for widget in (self, self.views):
            widget.setAccessibleDescription(self.words)

    def _paint_icons(self) -> None:
        self.zones.show_marks(self._marks.values())
        for kind, segment in self.kinds.items():
            segment.setIcon(swatch(frozenset({kind}), self._theme.style, self.devicePixelRatioF()))
