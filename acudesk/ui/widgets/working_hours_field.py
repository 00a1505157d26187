"""The working hours of a week: a line for each day, as people write them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from acudesk.domain.diary import parse_spans, spans_text, weekday_name
from acudesk.domain.errors import DomainError
from acudesk.domain.working_hours import USUAL_HOURS, WorkingHours
from acudesk.translation import tr
from acudesk.ui.widgets.parts import label, restyled
from acudesk.ui.widgets.typing_pause import EnterKey


class WorkingHoursField(QWidget):
    """`changed` follows each line that is left, as long as every line can be read. What cannot
    be read stays as it was typed, with the reason below it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept = USUAL_HOURS
        self.lines: list[QLineEdit] = []
        self._reasons: list[QLabel] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for weekday in range(7):
            line = QLineEdit()
            line.setPlaceholderText(tr("closed"))
            line.setMaxLength(120)
            line.editingFinished.connect(lambda weekday=weekday: self._left(weekday))
            line.setAccessibleName(tr("Working hours, {day}", day=weekday_name(weekday)))
            EnterKey(line).pressed.connect(lambda weekday=weekday: self._on(weekday))
            reason = label("", "error", wrap=True)
            reason.hide()
            name = label(weekday_name(weekday), "label")
            name.setBuddy(line)
            cell = QVBoxLayout()
            cell.setSpacing(3)
            cell.addWidget(line)
            cell.addWidget(reason)
            name.setContentsMargins(0, 8, 0, 0)
            grid.addWidget(name, weekday, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(cell, weekday, 1)
            self.lines.append(line)
            self._reasons.append(reason)
        self.setFocusProxy(self.lines[0])
        self.show_hours(USUAL_HOURS)

    @property
    def hours(self) -> WorkingHours:
        """The working hours as they were last read without a fault."""
        return self._kept

    @property
    def trouble(self) -> str:
        """Why what stands here is not kept, empty where it is."""
        return next((one.text() for one in self._reasons if not one.isHidden()), "")

    def reason(self, weekday: int) -> str:
        """Why the line of a day cannot be read, empty where it can."""
        return "" if self._reasons[weekday].isHidden() else self._reasons[weekday].text()

    def show_hours(self, hours: WorkingHours) -> None:
        """Show stored hours; a line that is being typed, or was refused, stays."""
        self._kept = hours
        for weekday, (line, spans) in enumerate(zip(self.lines, hours.days, strict=True)):
            if not (line.hasFocus() or self.reason(weekday)):
                line.setText(spans_text(spans))

    def flush(self) -> None:
        """Send what is still being typed."""
        for weekday in range(7):
            self._left(weekday)

    def _on(self, weekday: int) -> None:
        """Enter: keep the line and go to the next day."""
        self._left(weekday)
        if not self.reason(weekday):
            self.lines[(weekday + 1) % 7].setFocus()

    def _left(self, weekday: int) -> None:
        line, reason = self.lines[weekday], self._reasons[weekday]
        try:
            spans = parse_spans(line.text())
        except DomainError as error:
            reason.setText(error.text)
            reason.show()
            restyled(line, "wrong", True)
            line.setAccessibleDescription(tr("Not saved. {reason}", reason=error.text))
            return
        reason.hide()
        restyled(line, "wrong", False)
        line.setAccessibleDescription("")
        line.setText(spans_text(spans))
        days = list(self._kept.days)
        days[weekday] = spans
        read = WorkingHours(days=tuple(days))
        if read != self._kept:
            self._kept = read
            self.changed.emit()
