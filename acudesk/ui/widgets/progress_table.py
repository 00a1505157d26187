"""What a course came to, measure by measure, and below it what happened on the way."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from acudesk.domain.course_words import CourseLine, course_lines, interval_words, rule_words
from acudesk.domain.slope import CONFIDENCE
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import elastic, label, plain_tip
from acudesk.ui.widgets.progress_rows import PAD, ProgressRows, row_of

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView


class ProgressTable(QWidget):
    """One row a measure, the lines about the course, and what was compared with what."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows = ProgressRows(theme)
        self.lines: list[SaidLine] = []
        self._nothing = label(tr("No score has been recorded yet."), "hint", wrap=True)
        self._rule = label("", "hint", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(elastic(self._nothing))
        box.addWidget(self.rows)
        box.addLayout(self._lines)
        box.addWidget(elastic(self._rule))
        box.addStretch(1)
        self._rule.setContentsMargins(PAD, 0, PAD, 0)

    @property
    def rule(self) -> str:
        """What is compared with what, as it stands below the rows."""
        return self._rule.text()

    def show_course(self, view: "CourseView") -> None:
        """Show a course."""
        told = [one for one in view.progress if one.asked or one.gaps]
        self.rows.show_rows([row_of(one, view.course.activities) for one in told])
        self.rows.setVisible(bool(told))
        self._nothing.setVisible(not told)
        self._say(
            course_lines(
                view.progress,
                view.within_sessions,
                view.adherence,
                view.effect_rates,
                view.counted,
            )
        )
        words = rule_words(view.practice.baseline_rule)
        slopes = (one.slope() for one in told)
        if any(slope is not None and interval_words(slope) for slope in slopes):
            brackets = tr(
                "In brackets after the trend a week: its {n} % interval.", n=round(CONFIDENCE * 100)
            )
            words = f"{words} {brackets}"
        self._rule.setText(words)
        self._rule.setVisible(bool(told))

    def _say(self, lines: tuple[CourseLine, ...]) -> None:
        for old in self.lines:
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.lines = [SaidLine(self._theme, line) for line in lines]
        for new in self.lines:
            self._lines.addWidget(new)


class SaidLine(QWidget):
    """A heading and what is said under it; a hover, or Space, tells what stands behind it."""

    def __init__(self, theme: Theme, line: CourseLine) -> None:
        super().__init__()
        self._theme = theme
        self.line = line
        heading = label(line.heading, "label")
        words = label(line.words, "words", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(PAD, 3, PAD, 4)
        box.setSpacing(1)
        box.addWidget(elastic(heading))
        box.addWidget(elastic(words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(plain_tip(line.source))
        self.setAccessibleName(tr("{heading}: {words}", heading=line.heading, words=line.words))
        self.setAccessibleDescription(line.source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            place = self.mapToGlobal(QPoint(0, self.height()))
            QToolTip.showText(place, self.toolTip(), self)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(self._theme.style.focus))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
