"""A review is decided: the course goes on, as it was or otherwise."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from acudesk.domain.course import MOST_PLANNED
from acudesk.domain.progress import visits
from acudesk.domain.review import Decision, ReviewCause, cause_words
from acudesk.domain.review_words import no_gain_words, suggested_reason
from acudesk.domain.text import shortened
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.count_box import count_box
from acudesk.ui.widgets.form import WHOLE, Form, LongField
from acudesk.ui.widgets.parts import card, label
from acudesk.ui.widgets.review_facts import ReviewFacts
from acudesk.ui.widgets.word_chips import WordChips

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

QUICK = (2, 4, 6)
"""AcuDesk's own: so many more sessions are one click away."""
MOST_FACTS = 4
CONDITION_LETTERS = 60


class ReviewDialog(FormDialog):
    """For `Decision.CONTINUE` and `Decision.ADJUST`; a close has a dialog of its own.

    `saved` carries the course that was reviewed; the review is then the last of
    `services.reviews.reviews_of(course)`.
    """

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        view: "CourseView",
        decision: Decision,
    ) -> None:
        adjusts = decision == Decision.ADJUST
        title = tr("Adjust the course") if adjusts else tr("Continue the course")
        super().__init__(runner, theme, parent, title, tr("Adjust") if adjusts else tr("Continue"))
        self.course = view.course
        self.decision = decision
        self._done_so_far = len(visits(view.counted))
        self._reviews = view.practice.review_sessions
        self.say(shortened(view.course.condition, CONDITION_LETTERS))
        self.facts = ReviewFacts(MOST_FACTS)
        self.facts.show_course(view)
        self.cards.addWidget(facts_card(view, self.facts))
        self.form = Form()
        self.changes = LongField()
        if adjusts:
            self.what = WordChips(tr("What changes"), adjustments(), self.changes)
            self.form.add("what", tr("What changes"), self.what, units=WHOLE)
            self.form.add("changes", tr("In words"), self.changes, units=WHOLE)
        self._add_more(0 if adjusts else self._left)
        self.reason = LongField()
        self.reason.setPlainText(suggested_reason(view.progress, view.course.activities))
        self.form.add(
            "reason",
            tr("Reason, as it stands on the chart and on paper; may stay empty"),
            self.reason,
            units=WHOLE,
        )
        self.add_card(self.form)
        self.cards.addStretch(1)
        self._tell_plan()
        self.settle()
        (self.what if adjusts else self.more).setFocus()

    def job(self) -> Job:
        """The review, as decided."""
        key, reason = self.course.id, self.reason.toPlainText()
        more = self.more.value() or None
        if self.decision == Decision.CONTINUE:
            return lambda services: services.reviews.continue_course(key, more=more, reason=reason)
        changes = self.changes.toPlainText()
        return lambda services: services.reviews.adjust_course(
            key, changes=changes, more=more, reason=reason
        )

    @property
    def _left(self) -> int:
        """How many sessions of the plan are still to come."""
        return max(self.course.planned_sessions - self._done_so_far, 0)

    def _add_more(self, first: int) -> None:
        self.more = count_box(0, max(MOST_PLANNED - self._done_so_far, 1))
        self.more.setSpecialValueText(tr("as planned") if self._left else tr("not said"))
        self.more.setValue(first)
        self.quick = ChoiceField(
            tr("More sessions"), [(n, ntr("{n} more", "{n} more", n)) for n in QUICK], optional=True
        )
        self.form.add("more_sessions", tr("How many more sessions"), self.more, units=2)
        self.form.add("quick", tr("At one click"), self.quick, units=4)
        self.quick.choose(first)
        self.quick.chosen.connect(self._chosen)
        self.more.valueChanged.connect(self._counted)

    def _chosen(self) -> None:
        value = self.quick.value
        self.more.setValue(value if isinstance(value, int) else 0)

    def _counted(self, value: int) -> None:
        self.quick.choose(value)
        self._tell_plan()

    def _tell_plan(self) -> None:
        """Say what the number makes of the plan."""
        more = self.more.value()
        planned = self._done_so_far + more if more else self.course.planned_sessions
        words = ntr("{n} session planned in all", "{n} sessions planned in all", planned)
        numbers = sorted({*self._reviews, planned})
        coming = next((n for n in numbers if self._done_so_far < n <= planned), None)
        if coming is None:
            after = tr("no further review is planned")
        else:
            after = tr("next review at session {n}", n=coming)
        self.form.tell("quick", tr("{plan}; {review}.", plan=words, review=after))


def adjustments() -> tuple[str, ...]:
    """What may change in a course, as words to go on from."""
    return (
        tr("Points"),
        tr("Frequency"),
        tr("Technique, stimulation"),
        tr("Advice, exercises"),
        tr("Refer for an opinion"),
    )


def facts_card(view: "CourseView", facts: ReviewFacts) -> QWidget:
    """The facts on a sheet of their own, under the reason why a review is asked for."""
    inside = QVBoxLayout()
    inside.setContentsMargins(18, 12, 18, 12)
    inside.setSpacing(6)
    due = view.review_due
    heading = label(tr("How the course stands") if due is None else cause_words(due), "heading")
    if due is not None and due.cause == ReviewCause.NO_GAIN:
        source = no_gain_words()
        heading.setToolTip(source)
        heading.setAccessibleDescription(source)
    inside.addWidget(heading)
    inside.addWidget(facts)
    return card(inside)
