"""Two courses of one patient side by side: the same panels, the same scales."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.course import Course
from acudesk.domain.course_words import progress_words
from acudesk.domain.numbers import shown
from acudesk.domain.progress import main_pain, visits
from acudesk.domain.today import complaint
from acudesk.domain.trend import side_by_side
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.chart_canvas import ChartCanvas
from acudesk.ui.widgets.parts import FittingLabel, WheelGuard, card, label

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

COLUMN_GAP = 28


class TwoCourses(QWidget):
    """The course on screen at the left, another one at the right, chosen from a list.

    `session_chosen` asks for a session of the first, `other_chosen` for one of the other course,
    with that course.
    """

    session_chosen = Signal(int)
    other_chosen = Signal(int, int)

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._runner = runner
        self._view: CourseView | None = None
        self._other: CourseView | None = None
        self.charts = tuple(ChartCanvas(runner, theme, whole=True) for _ in range(2))
        for chart in self.charts:
            chart.session_chosen.connect(self._chosen)
        self._name = FittingLabel("heading")
        self.others = QComboBox()
        self.others.setAccessibleName(tr("The other course"))
        self.others.installEventFilter(WheelGuard(self.others))
        self.others.activated.connect(lambda _: self._read())
        self._facts = tuple(label("", "hint", wrap=True) for _ in range(2))
        self._build()

    def show_courses(self, view: "CourseView", courses: Sequence[Course]) -> None:
        """Show a course and one of the patient's other courses."""
        before = self.others.currentData()
        self._view = view
        self.others.clear()
        for one in reversed(courses):
            if one.id != view.course.id:
                self.others.addItem(_course_name(one), one.id)
        if self.others.findData(before) >= 0:
            self.others.setCurrentIndex(self.others.findData(before))
        self._name.say(_course_name(view.course))
        self._read()

    def _read(self) -> None:
        other = self.others.currentData()
        if other is not None:
            self._runner.read(
                lambda services: services.courses.course_view(other), self._show, owner=self
            )

    def _show(self, other: "CourseView") -> None:
        if self._view is None or other.course.id != self.others.currentData():
            return
        self._other = other
        views = (self._view, other)
        trends = side_by_side(*(view.trend() for view in views))
        for view, facts, chart, trend in zip(views, self._facts, self.charts, trends, strict=True):
            facts.setText(_facts(view))
            chart.show_trend(trend)

    def _chosen(self, session_id: int) -> None:
        if self._view and any(one.id == session_id for one in self._view.sessions):
            self.session_chosen.emit(session_id)
        elif self._other and any(one.id == session_id for one in self._other.sessions):
            self.other_chosen.emit(self._other.course.id, session_id)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(COLUMN_GAP)
        grid.setVerticalSpacing(4)
        heads: tuple[QLabel | QComboBox, ...] = (self._name, self.others)
        for column, head in enumerate(heads):
            grid.addWidget(head, 0, column)
            grid.addWidget(self._facts[column], 1, column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.charts[column], 2, column)
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 200)
        grid.setRowStretch(2, 1)
        grid.setContentsMargins(16, 12, 12, 10)
        inside = QWidget()
        inside.setLayout(grid)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (area.viewport(), inside):
            part.setAutoFillBackground(False)
        framed = QVBoxLayout()
        framed.setContentsMargins(2, 2, 2, 2)
        framed.addWidget(area)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(framed))


def _course_name(course: Course) -> str:
    opened = short_date(course.opened)
    name = complaint(course.condition, course.side)
    if course.closed is None:
        return tr("{complaint}, since {day}", complaint=name, day=opened)
    closed = short_date(course.closed)
    return tr("{complaint}, {opened} to {closed}", complaint=name, opened=opened, closed=closed)


def _facts(view: "CourseView") -> str:
    """Sessions, and the pain from baseline to latest with what that means."""
    count = len(visits(view.counted))
    parts = [ntr("{n} session", "{n} sessions", count)]
    pain = main_pain(view.progress)
    if pain is not None and pain.change is not None:
        assert pain.baseline is not None and pain.latest is not None
        parts.append(
            tr(
                "pain {first} → {latest}: {status}",
                first=shown(pain.baseline, 1),
                latest=shown(pain.latest, 1),
                status=progress_words(pain),
            )
        )
    return " · ".join(parts)
