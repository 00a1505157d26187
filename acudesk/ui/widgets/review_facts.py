"""What a review is decided on, in few lines: each measure, the visits, side effects."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.course_words import rule_words
from acudesk.domain.practice import BaselineRule, baseline_name
from acudesk.domain.review_words import (
    StatusLine,
    attendance_words,
    effect_words,
    status_lines,
)
from acudesk.translation import ntr, tr
from acudesk.ui.widgets.parts import FittingLabel, label, plain_tip
from acudesk.ui.widgets.tile import END, LEFT_TO_RIGHT

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

ROOMY = 340
"""Below this width what the lines leave out is counted in fewer words."""
WIDE = 560
"""From this width on names stand in full, and visits and side effects in one line."""


class ReviewFacts(QWidget):
    """The state of `most` measures, the others on hover; below it visits and side effects, and
    what is compared with what where the baseline is not the first score."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._lines: list[str] = []
        self._below = ("", "")
        self._hidden = 0
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(1)
        self._more = label("", "hint")
        self._visits, self._effects, self._rule = _line("hint"), _line("hint"), _line("hint")
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self._visits, 1)
        below.addWidget(self._more)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(self._grid)
        box.addLayout(below)
        box.addWidget(self._effects)
        box.addWidget(self._rule)
        self._share()

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything that is said, also what stands on hover only."""
        return tuple(self._lines)

    @property
    def more(self) -> str:
        """How many measures stand on hover only, empty where all are shown."""
        return "" if self._more.isHidden() else self._more.text()

    def show_course(self, view: "CourseView") -> None:
        """Show how a course stands."""
        found = status_lines(view.progress, view.course.activities)
        shown, hidden = found[: self._most], found[self._most :]
        self._clear()
        for row, line in enumerate(shown):
            self._add(row, line)
        self._hidden = len(hidden)
        self._more.setToolTip(plain_tip("; ".join(line.text for line in hidden)))
        self._more.setVisible(bool(hidden))
        visits, effects = attendance_words(view.adherence), effect_words(view.effect_rates[0])
        self._below = (visits, effects)
        self._share()
        if not found:
            self._more.setText(tr("No measure has a score yet."))
            self._more.show()
        rule = view.practice.baseline_rule
        words = rule_words(rule) if found and rule != BaselineRule.FIRST else ""
        self._rule.say(words, tr("Baseline: {baseline}.", baseline=baseline_name(rule)))
        self._rule.setVisible(bool(words))
        self._lines = [*filter(None, (*(line.text for line in found), visits, effects, words))]
        self.setAccessibleName(". ".join(self._lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share()
        super().resizeEvent(event)

    def _share(self) -> None:
        """Narrow, the status needs more room than the name, which has a short form."""
        wide = self.width() >= WIDE
        for column, stretch in ((0, 6 if wide else 4), (2, 6 if wide else 7)):
            self._grid.setColumnStretch(column, stretch)
        if self._hidden and self.width() >= ROOMY:
            self._more.setText(ntr("and {n} more measure", "and {n} more measures", self._hidden))
        elif self._hidden:
            self._more.setText(tr("and {n} more", n=self._hidden))
        visits, effects = self._below
        self._visits.say(f"{visits} · {effects}" if wide else visits)
        self._effects.say(effects)
        self._effects.setVisible(not wide)

    def _add(self, row: int, line: StatusLine) -> None:
        name = _line("hint")
        name.say(*line.names)
        numbers = label(f"{LEFT_TO_RIGHT}{line.numbers}{END}" if line.numbers else "", "words")
        status = _line("words")
        status.say(*line.statuses)
        source = "\n".join(filter(None, (line.text, line.source)))
        for column, part in enumerate((name, numbers, status)):
            part.setToolTip(plain_tip(source).replace("\n", "<br>"))
            part.setAccessibleDescription(line.source)
            self._grid.addWidget(part, row, column)

    def _clear(self) -> None:
        for place in reversed(range(self._grid.count())):
            item = self._grid.itemAt(place)
            part = item.widget() if item is not None else None
            if isinstance(part, QLabel):
                self._grid.removeWidget(part)
                part.hide()
                part.deleteLater()


def _line(role: str) -> FittingLabel:
    """A line that is never lower than its letters."""
    made = FittingLabel(role)
    made.setSizePolicy(made.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Fixed)
    return made
