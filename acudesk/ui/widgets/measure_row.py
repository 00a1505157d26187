"""One measure in the list of those that can be asked, in words."""

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from acudesk.domain.measure import Direction, Due, Group, Measure
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.session import Moment
from acudesk.translation import tr
from acudesk.ui.widgets.parts import label

INDENT = 27
"""Where the words of a check box begin."""


class MeasureRow(QWidget):
    """`chosen` follows a click: asked from now on, or no longer."""

    chosen = Signal(bool)

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        self.code = measure.code
        self.check = QCheckBox(measure.name.replace("&", "&&"))
        self.check.setAccessibleName(measure.name)
        self.check.clicked.connect(self.chosen)
        words = label(measure_words(measure), "hint", wrap=True)
        words.setContentsMargins(INDENT, 0, 0, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.check)
        box.addWidget(words)
        box.addStretch(1)
        sources = source_words(measure)
        # Qt guesses whether a tip is markup; what somebody wrote never is.
        self.setToolTip("<br>".join(escape(sources).splitlines()))
        self.check.setAccessibleDescription("\n".join(filter(None, (words.text(), sources))))
        self.show_asked(measure.asked)

    def show_asked(self, asked: bool) -> None:
        """Show what is stored."""
        self.check.setChecked(asked)


def group_name(group: Group) -> str:
    """The group as it is called on screen."""
    return {
        Group.PAIN: tr("Pain"),
        Group.MOBILITY: tr("Mobility"),
        Group.FUNCTION: tr("Function"),
        Group.WELLBEING: tr("Well-being"),
        Group.MEDICINES: tr("Medicines"),
    }[group]


def direction_words(direction: Direction) -> str:
    """Which way is better."""
    return tr("lower is better") if direction == Direction.LOWER else tr("higher is better")


def due_words(due: Due) -> str:
    """When a measure is asked."""
    return tr("every visit") if due == Due.EVERY_VISIT else tr("first visit, reviews and close")


def moment_words(moments: tuple[Moment, ...]) -> str:
    """When in a session a measure is asked."""
    if moments == (Moment.BEFORE, Moment.AFTER):
        return tr("before and after")
    return {
        Moment.BEFORE: tr("before treatment"),
        Moment.AFTER: tr("after treatment"),
        Moment.ONCE: tr("once a session"),
    }[moments[0]]


def measure_words(measure: Measure) -> str:
    """`0–10 cm · lower is better · every visit`, and when in the session where that is not once."""
    scale = measure.scale
    parts = [
        with_unit(f"{shown(scale.lowest)}–{shown(scale.highest)}", scale.unit),
        direction_words(measure.direction),
        due_words(measure.due),
    ]
    if measure.moments != (Moment.ONCE,):
        parts.append(moment_words(measure.moments))
    if measure.own:
        parts.append(tr("your own"))
    return " · ".join(parts)


def source_words(measure: Measure) -> str:
    """Error of measurement and threshold, each with its source, a line each."""
    scale = measure.scale
    unit = f" {scale.unit}" if scale.unit else ""
    lines = []
    if scale.error is not None:
        lines.append(
            tr(
                "Error of measurement {error}{unit}: {source}",
                error=shown(scale.error),
                unit=unit,
                source=scale.error_source,
            )
        )
    if scale.threshold is not None:
        percent = scale.threshold_percent
        lines.append(
            tr(
                "Threshold {points}{unit}{percent}: {source}",
                points=shown(scale.threshold),
                unit=unit or tr(" points"),
                percent="" if percent is None else tr(" and {n} %", n=shown(percent)),
                source=scale.threshold_source,
            )
        )
    if measure.source:
        lines.append(tr("Scale: {source}", source=measure.source))
    if measure.note:
        lines.append(measure.note)
    return "\n".join(lines)
