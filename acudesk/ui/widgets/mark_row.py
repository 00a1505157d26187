"""What is said of one mark on the body chart: how strong, of what kind, in a few words."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from acudesk.domain.body_chart import (
    HIGHEST_INTENSITY,
    LONGEST_NOTE,
    LOWEST_INTENSITY,
    BodyMark,
    MarkKind,
    PainQuality,
    Zone,
    quality_name,
)
from acudesk.translation import tr
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import FittingLabel
from acudesk.ui.widgets.typing_pause import EnterKey, TypingPause


class MarkRow(QWidget):
    """`changed` carries a mark that is new in something; `left` follows Enter in the note."""

    changed = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mark: BodyMark | None = None
        self._name = ""
        self._title = FittingLabel("label")
        self._steps = {
            value: self._segment(str(value))
            for value in range(LOWEST_INTENSITY, HIGHEST_INTENSITY + 1)
        }
        for value, step in self._steps.items():
            step.setMinimumWidth(20)
            step.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            # By keyboard the digits of the list give them: eleven stops fewer.
            step.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            step.clicked.connect(
                lambda on, value=value: self._change(intensity=value if on else None)
            )
        self._qualities = {quality: self._segment(quality_name(quality)) for quality in PainQuality}
        for quality, segment in self._qualities.items():
            segment.clicked.connect(
                lambda on, quality=quality: self._change(quality=quality if on else None)
            )
        self.note = QLineEdit()
        self.note.setPlaceholderText(tr("Note"))
        self.note.setMaxLength(LONGEST_NOTE)
        self._pause = TypingPause(self)
        self._pause.over.connect(self.flush)
        self.note.textEdited.connect(self._pause.start)
        self.note.editingFinished.connect(self.flush)
        enter = EnterKey(self.note)
        enter.pressed.connect(self.flush)
        enter.pressed.connect(self.left)
        self._pain = QWidget()
        numbers = QHBoxLayout()
        numbers.setSpacing(4)
        for step in self._steps.values():
            numbers.addWidget(step, 1)
        kinds = QWidget()
        flow = FlowLayout(kinds, gap=5)
        for segment in self._qualities.values():
            flow.addWidget(segment)
        inside = QVBoxLayout(self._pain)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(5)
        inside.addLayout(numbers)
        inside.addWidget(kinds)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self.note, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self._pain)

    @property
    def mark(self) -> BodyMark | None:
        """The mark that is shown, None for none."""
        return self._mark

    def stops(self) -> list[QWidget]:
        """Where the focus stops, in order."""
        return [*self._qualities.values(), self.note]

    def show_mark(self, mark: BodyMark | None, zone: Zone | None, *, fresh: bool) -> None:
        """Show a mark; a note that is being typed for it stays unless it is `fresh`."""
        same = mark is not None and self._mark is not None and _place(mark) == _place(self._mark)
        keep = same and not fresh and (self.note.hasFocus() or self._pause.is_running)
        self._mark = mark
        if mark is None or zone is None:
            self._pause.stop()
            self.note.clear()
            return
        if not keep:
            self._pause.stop()
            self.note.setText(mark.note)
        pain = mark.kind == MarkKind.PAIN
        self._pain.setVisible(pain)
        for value, step in self._steps.items():
            step.setChecked(value == mark.intensity)
            step.setAccessibleName(tr("{zone}: pain {n} of 10", zone=zone.name, n=value))
        for quality, segment in self._qualities.items():
            segment.setChecked(quality == mark.quality)
            segment.setAccessibleName(
                tr("{zone}: {quality}", zone=zone.name, quality=quality_name(quality))
            )
        self.note.setAccessibleName(tr("{zone}: note", zone=zone.name))
        self._title.say(
            tr("{zone}: how strong, what kind", zone=zone.name)
            if pain
            else tr("{zone}: needled", zone=zone.name),
            zone.name,
        )

    def drop(self) -> None:
        """Forget the mark and what is being typed for it."""
        self._pause.stop()
        self._mark = None

    def flush(self) -> None:
        """Give what was typed."""
        self._pause.stop()
        if self._mark is not None:
            self._change(note=self.note.text())

    def _segment(self, text: str) -> QPushButton:
        segment = QPushButton(text)
        segment.setProperty("part", "segment")
        segment.setCheckable(True)
        segment.setAutoDefault(False)
        return segment

    def _change(self, **values: object) -> None:
        if self._mark is None:
            return
        mark = replace(self._mark, **values)  # type: ignore[arg-type]
        if mark != self._mark:
            self._mark = mark
            for value, step in self._steps.items():
                step.setChecked(value == mark.intensity)
            for quality, segment in self._qualities.items():
                segment.setChecked(quality == mark.quality)
            self.changed.emit(mark)


def _place(mark: BodyMark) -> tuple[MarkKind, str]:
    return mark.kind, mark.zone
