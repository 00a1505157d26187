"""The counts of the practice, and its two shares beside each other: neither stands alone."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from acudesk.domain.intervals import Share
from acudesk.domain.measure import Measure
from acudesk.domain.practice_figures import PracticeFigures
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import card, elastic, label, plain_tip
from acudesk.ui.widgets.practice_words import (
    interval_tip,
    main_pain_measure,
    median_text,
    of_closed_tip,
    of_started_tip,
    percent_text,
    share_count,
    share_spoken,
    threshold_tip,
    too_few,
)
from acudesk.ui.widgets.tile import Tile

COUNT_WIDTH = 112
RING = 6
"""Pixels between a share and the line around it that shows the focus."""


class ShareFigure(QWidget):
    """One share: per cent, what it is of, count and interval. Reached by Tab, it tells what it
    means as it does under the pointer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.number = label("", "number")
        self.of = label("", "label", wrap=True)
        self.count = label("", "hint", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(RING, 2, RING, 2)
        box.setSpacing(1)
        for part in (self.number, self.of, self.count):
            box.addWidget(elastic(part))

    def say(self, share: Share | None, of: str, courses: int, tip: str) -> None:
        """Show a share of so many courses, or that they are too few; `tip` explains it."""
        if share is None or share.share is None:
            self.number.setText(too_few())
            self.count.setText(tr("{n} courses", n=courses))
        else:
            self.number.setText(percent_text(share.share))
            self.count.setText(share_count(share))
        self.of.setText(of)
        for part in (self, self.number, self.of, self.count):
            part.setToolTip(plain_tip(tip))
        self.setAccessibleName(
            tr("Reached the usual threshold, {of}: {share}", of=of, share=share_spoken(share))
        )
        self.setAccessibleDescription(tip)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self.toolTip(), self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        QToolTip.hideText()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.style.focus), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)


class PracticeTiles(QWidget):
    """Started, closed, still running; the shares that reached the usual threshold; sessions."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.started, self.closed, self.running, self.median = (Tile() for _ in range(4))
        self.of_closed, self.of_started = ShareFigure(theme), ShareFigure(theme)
        self._title = label(tr("Reached the usual threshold"), "label")
        self.shares = self._pair()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for tile in (self.started, self.closed, self.running):
            tile.setMinimumWidth(COUNT_WIDTH)
            row.addWidget(tile, 2)
        row.addWidget(self.shares, 7)
        self.median.setMinimumWidth(COUNT_WIDTH + 16)
        row.addWidget(self.median, 2)

    def show_figures(self, figures: PracticeFigures, measures: Iterable[Measure]) -> None:
        """Show the counts, and the shares where there are enough courses for them."""
        self.started.say(
            tr("Courses started"),
            str(figures.started),
            tr("with at least one session"),
            short=tr("Started"),
        )
        self.closed.say(tr("Closed"), str(figures.closed), tr("{n} with data", n=figures.with_data))
        self.running.say(tr("Still running"), str(figures.running), tr("not closed"))
        self.shares.setVisible(figures.is_enough)
        self.median.setVisible(figures.is_enough)
        if not figures.is_enough:
            return
        threshold = threshold_tip(main_pain_measure(measures))
        self._title.setToolTip(plain_tip(threshold))
        for part, share, of, courses, tip in (
            (
                self.of_closed,
                figures.reached_of_closed,
                tr("of those closed with data"),
                figures.with_data,
                of_closed_tip(figures),
            ),
            (
                self.of_started,
                figures.reached_of_started,
                tr("of all started"),
                figures.started,
                of_started_tip(figures),
            ),
        ):
            part.say(share, of, courses, " ".join((tip, interval_tip(), threshold)))
        self.median.say(
            tr("Sessions in a course"),
            median_text(figures.median_sessions),
            tr("closed courses with visits")
            if figures.median_sessions is None
            else tr("median of closed courses"),
            short=tr("Sessions"),
        )

    def spoken(self) -> str:
        """Every figure that is shown, for a screen reader."""
        parts = (
            self.started,
            self.closed,
            self.running,
            *((self.of_closed, self.of_started) if not self.shares.isHidden() else ()),
            *(() if self.median.isHidden() else (self.median,)),
        )
        return " ".join(f"{part.accessibleName().rstrip('.')}." for part in parts)

    def _pair(self) -> QWidget:
        figures = QHBoxLayout()
        figures.setSpacing(16 - RING)
        figures.addWidget(self.of_closed, 1)
        figures.addWidget(self.of_started, 1)
        inside = QVBoxLayout()
        inside.setContentsMargins(16 - RING, 12, 16 - RING, 10)
        inside.setSpacing(3)
        self._title.setContentsMargins(RING, 0, RING, 0)
        inside.addWidget(self._title)
        inside.addLayout(figures)
        inside.addStretch(1)
        return card(inside)
