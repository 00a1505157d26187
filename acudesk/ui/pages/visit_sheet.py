"""The fields of a session in the order of a visit: arrival, examination, points, needles, after.

What is asked while the patient looks at you comes first; what takes writing comes when the
needles are in and the hands are free.
"""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from acudesk.domain.session import SessionKind
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.before_needles import BeforeNeedles
from acudesk.ui.widgets.body_chart import BodyChart
from acudesk.ui.widgets.fold import Fold
from acudesk.ui.widgets.needle_count import NeedleCount
from acudesk.ui.widgets.notes_field import NotesField
from acudesk.ui.widgets.parts import button, label, themed_icon
from acudesk.ui.widgets.point_entry import PointEntry
from acudesk.ui.widgets.reactions_field import ReactionsField
from acudesk.ui.widgets.retention_timer import RetentionTimer
from acudesk.ui.widgets.safety_panel import SafetyPanel
from acudesk.ui.widgets.score_fields import Part, ScoreFields
from acudesk.ui.widgets.section_bar import SectionBar
from acudesk.ui.widgets.side_effects_field import SideEffectsField
from acudesk.ui.widgets.since_last_time import SinceLastTime
from acudesk.ui.widgets.treatment_details import AfterCare, ExamDetails, NeedleDetails

AROUND_CHART, TALLEST_CHART = 120, 620
"""Pixels that stay free around an unfolded body chart, and its height in a large window."""


class VisitSheet(QObject):
    """The fields, in a scroll area with a bar of its parts; knows no service."""

    questions_wanted = Signal()
    activities_wanted = Signal()
    everything_wanted = Signal()
    plan_wanted = Signal()
    chart_made = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.safety = SafetyPanel(theme)
        self.scores = ScoreFields(self)
        self.since = SinceLastTime()
        self.before = BeforeNeedles()
        self.before.screening_wanted.connect(self.safety.screening_wanted)
        self.before.consent_wanted.connect(self.safety.consent_wanted)
        self.exam = ExamDetails()
        self.points = PointEntry(theme)
        self.needles = NeedleDetails()
        self.timer = RetentionTimer(theme)
        self.notes = NotesField()
        self.count = NeedleCount()
        self.effects = SideEffectsField()
        self.reactions = ReactionsField()
        self.after = AfterCare()
        self.body = Fold(theme, tr("Body chart"), self._made_chart)
        self.chart: BodyChart | None = None
        self.more_needles = Fold(theme, tr("Needles and sensations"), lambda: self.needles)
        self.more_exam = Fold(theme, tr("Findings"), lambda: self.exam)
        self.ask = button("")
        themed_icon(self.ask, theme, "screen-share")
        self.ask.clicked.connect(self.questions_wanted)
        self.name_activities = button(tr("Name the patient's activities (PSFS)…"), flat=True)
        self.name_activities.setProperty("part", "link")
        self.name_activities.clicked.connect(self.activities_wanted)
        self.more = button("", flat=True)
        self.more.setProperty("part", "link")
        self.more.clicked.connect(self.everything_wanted)
        self.plan = button(tr("Plan the next visit…"))
        themed_icon(self.plan, theme, "calendar-plus")
        self.plan.clicked.connect(self.plan_wanted)
        self._build()

    def show_kind(self, kind: SessionKind) -> None:
        """Show the parts of a visit, or the few of an entry between visits."""
        visit = kind == SessionKind.VISIT
        for part in (self.exam_part, self.points_part, self.needles_part, self.after_part):
            part.setVisible(visit)
        for field in (self.safety, self.since, self.bar):
            field.setVisible(visit)
        self._order_notes(visit)

    def scroll_to(self, widget: QWidget) -> None:
        """Bring a field into sight."""
        self.scroll.ensureWidgetVisible(widget, 0, 40)

    def go_to(self, widget: QWidget) -> None:
        """Go to a field, and bring it into sight."""
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.scroll_to(widget)

    def go_to_field(self, name: str) -> None:
        """Go to the field in which a service found what keeps the session from being signed."""
        fields: dict[str, QWidget] = {
            "points": self.points,
            "needles_out": self.count,
            "count_reason": self.count.reason,
            "overrides": self.safety,
        }
        if name in fields:
            self.go_to(fields[name])

    def to_top(self) -> None:
        """Show the first part."""
        self.scroll.verticalScrollBar().setValue(0)

    def flush(self) -> None:
        """Send everything that is still being typed."""
        self.scores.flush()
        for flush in (
            self.since.flush,
            self.exam.flush,
            self.points.flush,
            self.needles.flush,
            self.timer.flush,
            self.notes.flush,
            self.count.flush,
            self.effects.flush,
            self.after.flush,
        ):
            flush()

    def troubles(self) -> list[str]:
        """Why what stands in a field is not kept."""
        return [
            *self.scores.unkept(),
            *self.exam.unkept(),
            *self.needles.unkept(),
            *self.after.unkept(),
            *self.count.unkept(),
            *self.timer.unkept(),
            *self.since.unkept(),
            *self.points.unkept,
            *self.effects.unkept(),
        ]

    def _build(self) -> None:
        self.notes.setPlaceholderText(tr("What the patient said, what you did"))
        self.notes.setAccessibleName(tr("Notes"))
        self.notes.setMinimumHeight(84)
        self.notes.setMaximumHeight(240)
        self._notes_label = label(tr("Notes"), "label")
        grids = self.scores.grids
        self.week_part = self._part("", self.safety, grids[Part.WEEK], self.since)
        self.exam_part = self._part(
            tr("Examination"),
            grids[Part.EXAM],
            self.name_activities,
            self.ask,
            self.more,
            self.more_exam,
            self.body,
        )
        self.points_part = self._part(tr("Points"), self.before, self.points, self.more_needles)
        self.needles_part = self._part(tr("Needles in"), self.timer)
        self.notes_part = self._part("", self._notes_label, self.notes)
        self.after_part = self._part(
            tr("After"), self.count, self.effects, self.reactions, grids[Part.AFTER], self.after
        )
        plan = QHBoxLayout()
        plan.addWidget(self.plan)
        plan.addStretch(1)
        after = self.after_part.layout()
        assert isinstance(after, QVBoxLayout)
        after.addLayout(plan)
        page = QWidget()
        page.setObjectName("plain")
        self._inside = QVBoxLayout(page)
        self._inside.setContentsMargins(18, 2, 18, 6)
        self._inside.setSpacing(14)
        for part in (
            self.week_part,
            self.exam_part,
            self.points_part,
            self.needles_part,
            self.notes_part,
            self.after_part,
        ):
            self._inside.addWidget(part)
        self._inside.addStretch(1)
        self.page = page
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(page)
        self.bar = SectionBar(
            self.scroll,
            [
                (tr("Arrival"), self.week_part),
                (tr("Exam"), self.exam_part),
                (tr("Points"), self.points_part),
                (tr("Needles"), self.needles_part),
                (tr("Notes"), self.notes_part),
                (tr("After"), self.after_part),
            ],
        )
        self.bar.start_at(self.points_part, self.points.line.field)
        self.bar.start_at(self.after_part, self.count)
        self.notes.cursorPositionChanged.connect(self._show_cursor)

    def _part(self, title: str, *fields: QWidget) -> QWidget:
        part = QWidget()
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        if title:
            box.addWidget(label(title, "heading"))
        for field in fields:
            if field in (self.name_activities, self.ask, self.more):
                box.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                box.addWidget(field)
        return part

    def _made_chart(self) -> QWidget:
        self.chart = BodyChart(self._theme)
        # A large window has room for larger figures; a small one keeps the chart's own height.
        room = min(self.scroll.viewport().height() - AROUND_CHART, TALLEST_CHART)
        if room > self.chart.minimumSizeHint().height():
            self.chart.setMinimumHeight(room)
        self.chart_made.emit()
        return self.chart

    def _order_notes(self, visit: bool) -> None:
        """Between visits there is nothing but scores and notes."""
        self._notes_label.setVisible(True)
        self.notes.setPlaceholderText(
            tr("What the patient said, what you did") if visit else tr("What the patient said")
        )

    def _show_cursor(self) -> None:
        """What is being written stays in sight."""
        if self.notes.hasFocus():
            corner = self.notes.viewport().mapToGlobal(self.notes.cursorRect().bottomLeft())
            place = self.page.mapFromGlobal(corner)
            self.scroll.ensureVisible(place.x(), place.y(), 0, 24)
