"""What is recorded of one needled point beside its code: side, needles, depth, stimulation."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from acudesk.domain.needles import (
    NeedledPoint,
    Response,
    Stimulation,
    Technique,
    response_name,
    stimulation_name,
    technique_name,
)
from acudesk.domain.numbers import parse_number, shown
from acudesk.domain.points import ASHI, PAIRED, Point, PointSide, point_side_name
from acudesk.translation import tr
from acudesk.ui.widgets.alert_line import AlertLine
from acudesk.ui.widgets.chips_field import ChipsField
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.small_field import SmallField
from acudesk.ui.widgets.treatment_parts import (
    ReasonLine,
    in_one_row,
    number_line,
    text_line,
    titled,
    whole_number,
)

CHIP_GAP = 7
NO_CURRENT = {"hertz": None, "milliamp": None, "pair": ""}


class PointDetails(QFrame):
    """`given` carries what is new, by the names of the fields of NeedledPoint; `closed` follows
    Enter and Escape.
    """

    given = Signal(object)
    closed = Signal()

    def __init__(self, needled: NeedledPoint, point: Point | None) -> None:
        super().__init__()
        self.setObjectName("pointDetails")
        self._needled = needled
        self._code = needled.code
        self.side = self._choice(tr("Side"), _side_options(point, needled), optional=False)
        self.technique = self._choice(
            tr("Technique"), [(one, technique_name(one)) for one in Technique]
        )
        self.stimulation = self._choice(
            tr("Stimulation"), [(one, stimulation_name(one)) for one in Stimulation]
        )
        self.sought = self._choice(
            tr("Response sought"), [(one, response_name(one)) for one in Response]
        )
        self.obtained = self._choice(tr("Obtained"), [(True, tr("yes")), (False, tr("no"))])
        self.also: ChipsField[str] = ChipsField(
            self._named(tr("Also")), [("moxa", tr("moxa")), ("cupping", tr("cupping"))]
        )
        self.also.setMinimumWidth(sum(chip.minimumWidth() for chip in self.also.parts) + CHIP_GAP)
        self.needles = self._number("insertions", tr("Needles"), whole_number)
        self.depth_mm = self._number("depth_mm", tr("Depth, mm"), whole_number)
        self.hertz = self._number("hertz", tr("Hz"), parse_number)
        self.milliamp = self._number("milliamp", tr("mA"), parse_number)
        self.pair = self._text("pair", tr("Wired with"), 60, tr("BL25 L"))
        self.pair.setFixedWidth(120)
        self.zone = self._text("zone", tr("Where"), 80, tr("2 cm lateral of L4"))
        self.note = self._text("note", tr("Note"), 500, tr("What was noticed"))
        self._reason = ReasonLine(
            *(
                self.needles,
                self.depth_mm,
                self.hertz,
                self.milliamp,
                self.pair,
                self.zone,
                self.note,
            )
        )
        self.close_button = QToolButton()
        self.close_button.setText("×")
        self.close_button.setProperty("part", "remove")
        self.close_button.setAccessibleName(tr("Close the details of {code}", code=self._code))
        self.close_button.setToolTip(self.close_button.accessibleName())
        self.close_button.clicked.connect(self.closed)
        self._warning = AlertLine()
        self._build(point)
        self.show_point(needled, fresh=True)
        self._connect()

    @property
    def needled(self) -> NeedledPoint:
        """The point whose details these are."""
        return self._needled

    @property
    def unkept(self) -> list[str]:
        """Why what stands in a field is not kept."""
        return self._reason.reasons

    def show_point(self, needled: NeedledPoint, *, fresh: bool) -> None:
        """Show what is stored, unless it is just being typed and not `fresh`."""
        self._needled = needled
        self.side.choose(needled.side)
        self.technique.choose(needled.technique)
        self.stimulation.choose(needled.stimulation)
        self.sought.choose(needled.sought)
        self.obtained.choose(needled.obtained)
        self.also.choose([name for name in ("moxa", "cupping") if getattr(needled, name)])
        for field, text in (
            (self.needles, str(needled.needles)),
            (self.depth_mm, "" if needled.depth_mm is None else str(needled.depth_mm)),
            (self.hertz, "" if needled.hertz is None else shown(needled.hertz)),
            (self.milliamp, "" if needled.milliamp is None else shown(needled.milliamp)),
            (self.pair, needled.pair),
            (self.zone, needled.zone),
            (self.note, needled.note),
        ):
            field.show_text(text, fresh=fresh)
        electrical = needled.stimulation == Stimulation.ELECTRICAL
        for block in self._electrical:
            block.setVisible(electrical)
        self._reason.refresh()

    def show_warning(self, words: str) -> None:
        """Say what the rules of safety say of this point; an empty text says nothing."""
        self._warning.say(words)

    def stops(self) -> tuple[QWidget, ...]:
        """Where the focus stops, in order."""
        return (
            *self.side.parts,
            self.needles,
            self.depth_mm,
            *self.technique.parts,
            *self.stimulation.parts,
            *(self.pair, self.hertz, self.milliamp),
            *self.sought.parts,
            *self.obtained.parts,
            *self.also.parts,
            *((self.zone,) if self._placed else ()),
            self.note,
            self.close_button,
        )

    def flush(self) -> None:
        """Give what was typed."""
        for field in (self.needles, self.depth_mm, self.hertz, self.milliamp):
            field.flush()
        for field in (self.pair, self.zone, self.note):
            field.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _build(self, point: Point | None) -> None:
        title = label(" ".join((point.title, point.hanzi)) if point else self._code, "heading")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.close_button)
        blocks = QWidget()
        flow = FlowLayout(blocks, gap=12)
        wired = [
            titled(tr("Wired with"), self.pair),
            titled(tr("Hz"), self.hertz),
            titled(tr("mA"), self.milliamp),
        ]
        self._electrical = tuple(wired)
        # Ashi has no place of its own: where it was is a part of what was done.
        self._placed = self._code == ASHI or bool(self._needled.zone)
        for block in (
            titled(tr("Side"), self.side),
            titled(tr("Needles"), self.needles),
            titled(tr("Depth, mm"), self.depth_mm),
            titled(tr("Technique"), self.technique),
            titled(tr("Stimulation"), self.stimulation),
            *wired,
            titled(tr("Response sought"), self.sought),
            titled(tr("Obtained"), self.obtained),
            titled(tr("Also"), self.also),
        ):
            flow.addWidget(block)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 12)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self._warning)
        box.addWidget(blocks)
        lines = QHBoxLayout()
        lines.setSpacing(12)
        if self._placed:
            lines.addWidget(titled(tr("Where"), self.zone), 1)
        lines.addWidget(titled(tr("Note"), self.note), 1)
        box.addLayout(lines)
        box.addWidget(self._reason)

    def _connect(self) -> None:
        self.side.chosen.connect(lambda: self.given.emit({"side": self.side.value}))
        self.technique.chosen.connect(lambda: self.given.emit({"technique": self.technique.value}))
        self.stimulation.chosen.connect(self._stimulated)
        self.sought.chosen.connect(lambda: self.given.emit({"sought": self.sought.value}))
        self.obtained.chosen.connect(lambda: self.given.emit({"obtained": self.obtained.value}))
        self.also.chosen.connect(self._also_chosen)

    def _stimulated(self) -> None:
        value = self.stimulation.value
        kept = {} if value == Stimulation.ELECTRICAL else NO_CURRENT
        self.given.emit({"stimulation": value, **kept})

    def _also_chosen(self) -> None:
        values = self.also.values
        self.given.emit({"moxa": "moxa" in values, "cupping": "cupping" in values})

    def _named(self, name: str) -> str:
        return tr("{code}: {what}", code=self._code, what=name)

    def _choice(
        self, name: str, options: list[tuple[object, str]], *, optional: bool = True
    ) -> ChoiceField:
        return in_one_row(ChoiceField(self._named(name), options, optional=optional))

    def _number(self, field: str, name: str, read: Callable[[str], object]) -> SmallField:
        def check(text: str) -> object:
            return replace(self._needled, **{field: read(text)})  # type: ignore[arg-type]

        made = number_line(self._named(name), check)
        made.given.connect(lambda text: self.given.emit({field: read(text) if text else None}))
        made.left.connect(self.closed)
        return made

    def _text(self, field: str, name: str, limit: int, hint: str) -> SmallField:
        made = text_line(self._named(name), limit=limit, hint=hint)
        made.given.connect(lambda text: self.given.emit({field: text}))
        made.left.connect(self.closed)
        return made


def _side_options(point: Point | None, needled: NeedledPoint) -> list[tuple[object, str]]:
    sides = point.sides if point else (*PAIRED, PointSide.MIDLINE)
    if needled.side not in sides:
        sides = (*sides, needled.side)
    # Ashi on the midline is also the mark of a side that was not said.
    unsaid = {PointSide.MIDLINE: tr("midline or not said")} if needled.code == ASHI else {}
    return [(side, unsaid.get(side, point_side_name(side))) for side in sides]
