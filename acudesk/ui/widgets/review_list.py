"""The reviews of a course so far, the latest first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from acudesk.domain.review import Decision, Review, decision_words
from acudesk.domain.review_words import found_words, review_heading, sentences, short_heading
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import FittingLabel, button, elastic, label, plain_tip

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView


class ReviewList(QFrame):
    """`take_back_wanted` carries the review that is to be taken back: the last one, unless it
    closed the course. The card hides itself where nothing was reviewed."""

    take_back_wanted = Signal(int)

    def __init__(self, _theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._reviews: tuple[Review, ...] = ()
        self._rows: list[QWidget] = []
        self.back_button: QPushButton | None = None
        self._box = QVBoxLayout()
        self._box.setSpacing(8)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 12, 12)
        box.setSpacing(6)
        box.addWidget(label(tr("Reviews"), "heading"))
        box.addLayout(self._box)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is said of each review, the latest first."""
        return tuple(row.accessibleName() for row in self._rows)

    def show_course(self, view: "CourseView") -> None:
        """Show the reviews of a course."""
        self.setVisible(bool(view.reviews))
        if view.reviews == self._reviews:
            return
        self._reviews = view.reviews
        for old in self._rows:
            self._box.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows, self.back_button = [], None
        for review in reversed(view.reviews):
            row = self._row(review, view)
            self._rows.append(row)
            self._box.addWidget(row)

    def _row(self, review: Review, view: "CourseView") -> QWidget:
        heading, decision = review_heading(review), decision_words(review)
        about = sentences((review.changes, review.reason, _advice(review)))
        row = QWidget()
        row.setAccessibleName(" ".join((f"{heading}: {decision}.", *about)))
        found = found_words(review.found, view.measures, view.course.activities)
        tip = plain_tip("\n".join((tr("As it stood then"), *found))) if found else ""
        row.setToolTip(tip.replace("\n", "<br>"))
        row.setAccessibleDescription("; ".join(found))
        head = QHBoxLayout()
        head.setSpacing(10)
        words = FittingLabel("label")
        short = short_heading(review)
        words.say(
            *(tr("{review}: {decision}", review=one, decision=decision) for one in (heading, short))
        )
        head.addWidget(words, 1)
        if review is view.reviews[-1] and review.decision != Decision.CLOSE:
            head.addWidget(self._back(review))
        inside = QVBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2)
        inside.addLayout(head)
        if about:
            inside.addWidget(elastic(label(" ".join(about), "words", wrap=True)))
        return row

    def _back(self, review: Review) -> QPushButton:
        made = button(tr("Take back"))
        made.setProperty("part", "segment")
        made.setAccessibleName(tr("Take this review back"))
        made.setToolTip(tr("The plan is then as it was before this review"))
        made.clicked.connect(lambda: self.take_back_wanted.emit(review.id))
        self.back_button = made
        return made


def _advice(review: Review) -> str:
    return tr("Advice: {advice}", advice=review.advice) if review.advice else ""
