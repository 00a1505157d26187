"""The course at a glance: tiles, the chart and the sentences in plain words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from acudesk.domain.course_words import source_words, status_words
from acudesk.domain.numbers import MINUS, shown, with_unit
from acudesk.domain.practice import BaselineRule, baseline_name
from acudesk.domain.progress import MeasureProgress, main_mobility, main_pain
from acudesk.domain.trend import Axis, Trend
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.chart_canvas import ChartCanvas
from acudesk.ui.widgets.parts import FittingLabel, button, card, label
from acudesk.ui.widgets.segments import Segments
from acudesk.ui.widgets.tile import Tile
from acudesk.ui.widgets.words_area import WordsArea

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView
    from acudesk.ui.widgets.review_card import ReviewCard

ARROW = "\u2192"
CHART_HEIGHT = 262
"""So high the chart wants to be before the sentences get more than a line."""
ROOM_FOR_ALL = 620
"""Below this height the sentences give way to the card of a review, which says the same."""
FRAMES = 112
"""Headings, margins and gaps of the two cards below the tiles."""


class CoursePanel(QWidget):
    """Everything about a course that fits in one look; `axis_chosen` asks for another axis,
    `whole_wanted` for the whole course. A review that is due stands in place of the tiles."""

    axis_chosen = Signal(object)
    whole_wanted = Signal()
    continue_wanted = Signal()
    adjust_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._pain = Tile()
        self._mobility = Tile()
        self._theme = theme
        self._card: ReviewCard | None = None
        self._tiles = QWidget()
        tiles = QHBoxLayout(self._tiles)
        tiles.setContentsMargins(0, 0, 0, 0)
        tiles.setSpacing(12)
        tiles.addWidget(self._pain, 1)
        tiles.addWidget(self._mobility, 1)
        self.chart = ChartCanvas(runner, theme)
        self._axes = Segments(
            tr("Axis of the chart"),
            [(Axis.DATE, tr("by date")), (Axis.NUMBER, tr("by session"))],
        )
        self._axes.chosen.connect(self.axis_chosen)
        self._whole = button(tr("Whole course"))
        self._whole.setProperty("part", "segment")
        self._whole.setToolTip(tr("The whole course (Ctrl+G)"))
        self._whole.clicked.connect(self.whole_wanted)
        self.chart.whole_wanted.connect(self.whole_wanted)
        head = QHBoxLayout()
        heading = FittingLabel("heading")
        heading.say(tr("Over the course"), tr("Course"), "")
        head.addWidget(heading, 1)
        head.addWidget(self._axes)
        head.addWidget(self._whole)
        chart = QVBoxLayout()
        chart.setContentsMargins(16, 10, 12, 6)
        chart.setSpacing(4)
        chart.addLayout(head)
        chart.addWidget(self.chart, 1)
        self._words = WordsArea()
        words = QVBoxLayout()
        words.setContentsMargins(16, 10, 16, 10)
        words.setSpacing(4)
        words.addWidget(label(tr("In plain words"), "heading"))
        words.addWidget(self._words)
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self._tiles)
        box.addWidget(card(chart), 1)
        self._words_card = card(words)
        box.addWidget(self._words_card)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share(event.size())
        super().resizeEvent(event)

    def _share(self, size: QSize) -> None:
        """The chart comes first; where the height is short, the sentences scroll."""
        reviewing = self._card is not None and self._card.is_wanted
        above = self._card if self._card is not None and reviewing else self._tiles
        self._words_card.setVisible(not reviewing or size.height() >= ROOM_FOR_ALL)
        taken = max(above.heightForWidth(size.width()), above.minimumSizeHint().height()) + FRAMES
        self._words.give_room(size.height() - taken - CHART_HEIGHT)

    @property
    def words(self) -> str:
        """The sentences on screen."""
        return self._words.text

    def show_course(self, view: "CourseView", trend: Trend, *, fresh: bool = False) -> None:
        """Show a course and its trend; `fresh` says that it was opened anew."""
        self._say(self._pain, main_pain(view.progress), tr("Pain"))
        self._say(self._mobility, main_mobility(view.progress), tr("Mobility"))
        self._axes.choose(trend.axis)
        self._show_review(view, fresh=fresh)
        self._words.say(" ".join(filter(None, (*view.words, view.side_effects))))
        self.chart.show_trend(trend)
        self._share(self.size())

    @property
    def card(self) -> "ReviewCard":
        """The card of a review that is due, made when one first is."""
        if self._card is None:
            from acudesk.ui.widgets.review_card import ReviewCard

            card = ReviewCard(self._theme)
            card.hidden.connect(self._put_off)
            card.continue_wanted.connect(self.continue_wanted)
            card.adjust_wanted.connect(self.adjust_wanted)
            card.close_wanted.connect(self.close_wanted)
            self._box.insertWidget(0, card)
            self._card = card
        return self._card

    def _show_review(self, view: "CourseView", *, fresh: bool) -> None:
        """The card shows what the tiles show, and more."""
        if self._card is not None or view.review_due is not None:
            self.card.show_course(view, fresh=fresh)
        self._tiles.setVisible(self._card is None or not self._card.is_wanted)

    def _put_off(self) -> None:
        self._tiles.show()
        self._share(self.size())

    @staticmethod
    def _say(tile: Tile, progress: MeasureProgress | None, name: str) -> None:
        if progress is None or progress.baseline is None or progress.latest is None:
            tile.say(name, MINUS, tr("not asked yet"))
            return
        first = shown(progress.baseline, 1)
        latest = with_unit(shown(progress.latest, 1), progress.scale.unit)
        if progress.change is None:
            number = latest
        else:
            number = f"{first} {ARROW} {latest}"
        words = status_words(progress.status)
        if progress.baseline_rule != BaselineRule.FIRST:
            words = tr(
                "{words} · from {rule}", words=words, rule=baseline_name(progress.baseline_rule)
            )
        tile.say(
            progress.measure.name,
            number,
            words,
            short=progress.measure.name.partition(",")[0],
            unit=progress.scale.unit,
            source=source_words(progress),
        )
