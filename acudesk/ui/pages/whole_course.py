"""The course, whole: the complete chart, visits and points as tables, and what the numbers say."""

from enum import StrEnum
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.trend import Axis
from acudesk.translation import tr
from acudesk.ui.pages.patient_look import Look
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.chart_canvas import ChartCanvas
from acudesk.ui.widgets.parts import button, card, label, themed_icon
from acudesk.ui.widgets.progress_table import ProgressTable
from acudesk.ui.widgets.review_card import Later, ReviewCard
from acudesk.ui.widgets.review_list import ReviewList
from acudesk.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from acudesk.ui.widgets.point_matrix import PointMatrix
    from acudesk.ui.widgets.two_courses import TwoCourses
    from acudesk.ui.widgets.visit_matrix import VisitMatrix

SIDE_WIDTH = 436


class Sight(StrEnum):
    """The ways to look at a course."""

    CHART = "chart"
    VISITS = "visits"
    POINTS = "points"
    BESIDE = "beside"


class WholeCourse(QWidget):
    """Shows a course over the width of the page. `session_chosen` asks for one of its sessions,
    `other_chosen` for another course and one of its sessions, `left` for the session that was on
    screen before. A review that was put off beside the form is put off here too, by the same
    `later`."""

    session_chosen = Signal(int)
    other_chosen = Signal(int, int)
    axis_chosen = Signal(object)
    left = Signal()
    told = Signal(str)
    refused = Signal(str)
    take_back_wanted = Signal(int)

    def __init__(self, runner: TaskRunner, theme: Theme, *, later: Later | None = None) -> None:
        super().__init__()
        self._runner, self._theme = runner, theme
        self._look: Look | None = None
        self._sight = Sight.CHART
        self.chart = ChartCanvas(runner, theme, whole=True)
        self._link(self.chart)
        self.card = ReviewCard(theme, later=later)
        self.table = ProgressTable(theme)
        self.reviews = ReviewList(theme)
        self.reviews.take_back_wanted.connect(self.take_back_wanted)
        self._visits: VisitMatrix | None = None
        self._points: PointMatrix | None = None
        self._beside: TwoCourses | None = None
        self._build()

    @property
    def sight(self) -> Sight:
        """The way in which the course is looked at."""
        return self._sight

    def show_look(self, look: Look) -> None:
        """Show the course of a patient's page."""
        self._look = look
        view = look.course_view
        self.sights.part(Sight.BESIDE).setVisible(len(look.view.courses) > 1)
        if len(look.view.courses) < 2 and self._sight == Sight.BESIDE:
            self._sight = Sight.CHART
        self.card.show_course(view)
        self.table.show_course(view)
        self.reviews.show_course(view)
        self.choose(self._sight)

    def choose(self, sight: Sight) -> None:
        """Look at the course in another way."""
        self._sight = sight
        self.sights.choose(sight)
        for part in (self._axes, self.chart.tools):
            part.setVisible(sight == Sight.CHART)
        self._side.setVisible(sight == Sight.CHART)
        if self._look is None:
            return
        view = self._look.course_view
        if sight == Sight.CHART:
            trend = view.trend(axis=self._look.trend.axis if self._look.trend else None)
            self._axes.choose(trend.axis)
            self.chart.show_trend(trend)
            self._pile.setCurrentIndex(0)
        elif sight == Sight.VISITS:
            self.visits.show_course(view)
            self._pile.setCurrentWidget(cast("QWidget", self.visits.parentWidget()))
        elif sight == Sight.POINTS:
            self.points.show_course(view)
            self._pile.setCurrentWidget(cast("QWidget", self.points.parentWidget()))
        else:
            self.beside.show_courses(view, self._look.view.courses)
            self._pile.setCurrentWidget(self.beside)

    @property
    def visits(self) -> "VisitMatrix":
        """The visits as a table, made when they are first looked at."""
        if self._visits is None:
            from acudesk.ui.widgets.visit_matrix import VisitMatrix

            self._visits = VisitMatrix(self._theme)
            self._visits.session_chosen.connect(self.session_chosen)
            self._put(self._visits)
        return self._visits

    @property
    def points(self) -> "PointMatrix":
        """The points by sessions, made when they are first looked at."""
        if self._points is None:
            from acudesk.ui.widgets.point_matrix import PointMatrix

            self._points = PointMatrix(self._runner, self._theme)
            self._points.session_chosen.connect(self.session_chosen)
            self._points.told.connect(self.told)
            self._points.refused.connect(self.refused)
            self._put(self._points)
        return self._points

    @property
    def beside(self) -> "TwoCourses":
        """Two courses side by side, made when they are first looked at."""
        if self._beside is None:
            from acudesk.ui.widgets.two_courses import TwoCourses

            self._beside = TwoCourses(self._runner, self._theme)
            for chart in self._beside.charts:
                chart.told.connect(self.told)
                chart.refused.connect(self.refused)
            self._beside.session_chosen.connect(self.session_chosen)
            self._beside.other_chosen.connect(self.other_chosen)
            self._pile.addWidget(self._beside)
        return self._beside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the session."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        """Go to the chart."""
        self.sights.part(self._sight).setFocus()

    def _link(self, chart: ChartCanvas) -> None:
        chart.session_chosen.connect(self.session_chosen)
        chart.told.connect(self.told)
        chart.refused.connect(self.refused)

    def _put(self, widget: QWidget) -> None:
        inside = QVBoxLayout()
        inside.setContentsMargins(14, 12, 14, 12)
        inside.addWidget(widget)
        self._pile.addWidget(card(inside))

    def _build(self) -> None:
        self.sights = Segments(
            tr("Ways to look at the course"),
            [
                (Sight.CHART, tr("Chart")),
                (Sight.VISITS, tr("Visits")),
                (Sight.POINTS, tr("Points")),
                (Sight.BESIDE, tr("Two courses")),
            ],
        )
        self.sights.chosen.connect(self.choose)
        self._axes = Segments(
            tr("Axis of the chart"),
            [(Axis.DATE, tr("by date")), (Axis.NUMBER, tr("by session"))],
        )
        self._axes.chosen.connect(self.axis_chosen)
        back = button(tr("Back to the session"))
        back.setToolTip(tr("Back to the session (Esc)"))
        themed_icon(back, self._theme, "chevron-left")
        back.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(back)
        head.addWidget(self.sights)
        head.addStretch(1)
        head.addWidget(self.chart.tools)
        head.addWidget(self._axes)
        chart = QVBoxLayout()
        chart.setContentsMargins(16, 10, 12, 8)
        chart.addWidget(_scrolled(self.chart))
        self._pile = QStackedWidget()
        self._pile.addWidget(card(chart))
        column = QWidget()
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(self.card)
        inside.addWidget(self._sheet(tr("Measure by measure"), self.table))
        inside.addWidget(self.reviews)
        inside.addStretch(1)
        self._side = _scrolled(column)
        self._side.setFixedWidth(SIDE_WIDTH)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(self._pile, 1)
        both.addWidget(self._side)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(head)
        box.addLayout(both, 1)

    @staticmethod
    def _sheet(heading: str, widget: QWidget) -> QFrame:
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 10, 16, 12)
        inside.setSpacing(6)
        inside.addWidget(label(heading, "heading"))
        inside.addWidget(widget)
        return card(inside)


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    # What lies behind shows through: a card, or the page.
    for part in (area.viewport(), widget):
        part.setAutoFillBackground(False)
    return area
