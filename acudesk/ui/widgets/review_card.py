"""A review that is due, as a card: how the course stands, and three ways on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from acudesk.domain.review import ReviewCause, ReviewDue, cause_words
from acudesk.domain.review_words import no_gain_words
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import FittingLabel, button, plain_tip
from acudesk.ui.widgets.review_facts import ReviewFacts

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

MOST = 3
"""So many measures are shown in the narrow column."""


class Later(QObject):
    """The review that was put off, the same for all cards that share this; nothing is stored."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.review: tuple[int, ReviewDue] | None = None

    def put_off(self, review: tuple[int, ReviewDue] | None) -> None:
        """Put this review of a course off."""
        self.review = review
        self.changed.emit()


class ReviewCard(QFrame):
    """Shown while a review is due: `continue_wanted`, `adjust_wanted` and `close_wanted` follow
    its buttons, `hidden` "Later", here or on a card that shares `later`.

    Later hides it until another course was shown or the review changes.
    """

    continue_wanted = Signal()
    adjust_wanted = Signal()
    close_wanted = Signal()
    hidden = Signal()

    def __init__(self, theme: Theme, *, most: int = MOST, later: Later | None = None) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._shown: tuple[int, ReviewDue] | None = None
        self.later = later or Later()
        self.later.changed.connect(self._put_off)
        self._heading = FittingLabel("heading")
        self.later_button = button(tr("Late&r"), flat=True)
        self.later_button.setProperty("part", "segment")
        self.later_button.setAccessibleName(tr("Decide later"))
        self.later_button.setToolTip(tr("Hides this until the course is opened again"))
        self.later_button.clicked.connect(lambda: self.later.put_off(self._shown))
        self.facts = ReviewFacts(most)
        self.continue_button = button(tr("Con&tinue…"))
        self.adjust_button = button(tr("&Adjust…"))
        self.close_button = button(tr("C&lose…"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for part, name, wanted in (
            (self.continue_button, tr("Continue the course"), self.continue_wanted),
            (self.adjust_button, tr("Adjust the course"), self.adjust_wanted),
            (self.close_button, tr("Close the course"), self.close_wanted),
        ):
            part.setAccessibleName(name)
            part.clicked.connect(lambda _=False, wanted=wanted: wanted.emit())
            row.addWidget(part)
        row.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._heading, 1)
        head.addWidget(self.later_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 9, 14, 11)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(self.facts)
        box.addSpacing(4)
        box.addLayout(row)
        # It stands beside the heading, so that the ways on fit the narrow column.
        QWidget.setTabOrder(self.close_button, self.later_button)
        self.hide()

    @property
    def heading(self) -> str:
        """Why a review is asked for."""
        return self._heading.text()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The ways on, in the order of the Tab key."""
        return (self.continue_button, self.adjust_button, self.close_button, self.later_button)

    @property
    def is_wanted(self) -> bool:
        """Whether a review is due that was not put off: then the card stands there."""
        return not self.isHidden()

    def show_course(self, view: "CourseView", *, fresh: bool = False) -> None:
        """Show the review that a course asks for, if any. `fresh` says that the course was opened
        anew: then one that was put off is shown again."""
        due = view.review_due
        shown = None if due is None else (view.course.id, due)
        if fresh or shown != self.later.review:
            self.later.review = None
        self._shown = shown
        if due is None or shown == self.later.review:
            self.hide()
            return
        words = cause_words(due)
        no_gain = due.cause == ReviewCause.NO_GAIN
        source = no_gain_words() if no_gain else ""
        self._heading.say(words)
        self._heading.setToolTip(plain_tip(source or words))
        self._heading.setAccessibleDescription(source)
        self.facts.show_course(view)
        self.setAccessibleName(words)
        self.setAccessibleDescription(". ".join(filter(None, (source, *self.facts.lines))))
        self.show()

    def _put_off(self) -> None:
        if self.is_wanted and self._shown == self.later.review:
            self.hide()
            self.hidden.emit()
