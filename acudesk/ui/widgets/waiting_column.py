"""What waits beside the visits of the day: unsigned sessions, reviews due, courses gone quiet."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from acudesk.domain.review import ReviewCause
from acudesk.domain.today import MOST_COUNTED, CourseLine, ReviewLine, TodayView, UnsignedLine
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.waiting_card import WaitingCard


class WaitingColumn(QScrollArea):
    """`session_chosen` carries an UnsignedLine, `course_chosen` a CourseLine."""

    session_chosen = Signal(object)
    course_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.unsigned = WaitingCard(theme, tr("Not signed yet"))
        self.reviews = WaitingCard(theme, tr("Reviews due"))
        self.quiet = WaitingCard(theme, tr("Gone quiet"))
        self._nothing = label(tr("Nothing else waits: all is signed, no review is due."), "hint")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self.unsigned.chosen.connect(self.session_chosen)
        self.reviews.chosen.connect(self.course_chosen)
        self.quiet.chosen.connect(self.course_chosen)
        inside = QWidget()
        inside.setObjectName("plain")
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, 8, 12)
        box.setSpacing(10)
        for part in (self.unsigned, self.reviews, self.quiet, self._nothing):
            box.addWidget(part)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def show_waiting(self, view: TodayView, today: date) -> None:
        """Show what waits; a card without lines hides itself."""
        many = view.unsigned_count >= MOST_COUNTED
        self.unsigned.show_lines(
            [(line, line.patient_name, _unsigned_words(line, today)) for line in view.unsigned],
            tr("{n} or more", n=MOST_COUNTED) if many else str(view.unsigned_count),
        )
        self.reviews.show_lines(
            [
                (line.course, line.course.patient_name, _review_words(line, today))
                for line in view.reviews
            ],
            str(view.reviews_count),
        )
        self.quiet.show_lines(
            [(line, line.patient_name, _quiet_words(line, today)) for line in view.quiet],
            str(view.quiet_count),
        )
        self._nothing.setVisible(not (view.unsigned or view.reviews or view.quiet))


def _unsigned_words(line: UnsignedLine, today: date) -> str:
    return _joined(
        tr("session {n}", n=line.number),
        tr("today") if line.day == today else short_date(line.day, today),
        f"{line.at:%H:%M}" if line.at else "",
        line.condition,
    )


def _review_words(line: ReviewLine, today: date) -> str:
    course = line.course
    seen = tr("today") if course.last_day == today else short_date(course.last_day, today)
    number = line.due.number
    if line.is_next:
        words = tr("session {n} comes next", n=number)
    elif line.due.cause == ReviewCause.NO_GAIN:
        words = ntr("no gain after {n} visit", "no gain after {n} visits", number)
    elif course.visits == number and line.due.cause == ReviewCause.LAST_PLANNED:
        words = tr("after session {n}, the last planned", n=number)
    elif course.visits == number:
        words = tr("after session {n}", n=number)
    else:
        words = tr("due since session {n}", n=number)
    return _joined(words, seen, course.condition)


def _quiet_words(line: CourseLine, today: date) -> str:
    weeks = max((today - line.last_day).days // 7, 1)
    sessions = (
        tr("session {n} of {planned}", n=line.visits, planned=line.planned_sessions)
        if line.visits <= line.planned_sessions
        else tr("session {n}", n=line.visits)
    )
    return _joined(
        ntr("last seen {n} week ago", "last seen {n} weeks ago", weeks), sessions, line.condition
    )


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
