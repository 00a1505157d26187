"""The end of a course as its own small step: how it ended, and what is asked at the end."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from acudesk.domain.course import Outcome, outcome_name
from acudesk.domain.course_words import value_words
from acudesk.domain.measure import Measure
from acudesk.domain.review_words import PGIC
from acudesk.domain.session import Session
from acudesk.domain.text import shortened
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.dialogs.review import CONDITION_LETTERS, facts_card
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.form import HALF, WHOLE, Form, LongField, day_field
from acudesk.ui.widgets.review_facts import ReviewFacts
from acudesk.ui.widgets.word_chips import WordChips

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

MOST_FACTS = 3


class CloseCourseDialog(FormDialog):
    """`saved` carries the course that was closed; its close is then the last of
    `services.reviews.reviews_of(course)`.

    The PGIC is not asked for where it was answered on the day of the close.
    """

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, view: "CourseView"
    ) -> None:
        super().__init__(runner, theme, parent, tr("Close the course"), tr("Close the course"))
        self.course = course = view.course
        self._sessions, self._progress = view.counted, view.progress
        self.say(shortened(course.condition, CONDITION_LETTERS))
        self.facts = ReviewFacts(MOST_FACTS)
        self.facts.show_course(view)
        self.cards.addWidget(facts_card(view, self.facts))
        self.form = Form()
        self.closed = day_field(course.closed or date.today())
        self.form.add("closed", tr("Closed on"), self.closed, units=2)
        self.outcome = ChoiceField(
            tr("Outcome"),
            [(outcome, outcome_name(outcome)) for outcome in Outcome],
            optional=True,
        )
        self.outcome.choose(course.outcome)
        self.form.add(
            "outcome", tr("Outcome, in your judgement; may stay open"), self.outcome, units=4
        )
        self.pgic: ChoiceField | None = None
        self._measure = next((one for one in view.measures if one.code == PGIC), None)
        if self._measure is not None and self._measure.asked:
            self._add_pgic(self._measure)
        self.advice = LongField()
        self.words = WordChips(tr("Advice for the time after"), advice_words(), self.advice)
        self.form.add("words", tr("Advice for the time after"), self.words, units=WHOLE)
        self.form.add("advice", tr("Advice in words"), self.advice, units=HALF)
        self.note = LongField()
        self.note.setPlainText(course.outcome_note)
        self.form.add("outcome_note", tr("Reason or note"), self.note, units=HALF)
        self.add_card(self.form)
        self.cards.addStretch(1)
        self.settle()
        self.closed.setFocus()

    def job(self) -> Job:
        """The closing of the course. What was noted stands with the course as long as it is
        closed, and as the reason of this review for good."""
        closed = self.closed.date().toPython()
        assert isinstance(closed, date)
        outcome = self.outcome.value
        chosen = outcome if isinstance(outcome, Outcome) else None
        asked = self.pgic if self.pgic is not None and self.pgic.isEnabled() else None
        pgic = "" if asked is None or asked.value is None else str(asked.value)
        key, note, advice = self.course.id, self.note.toPlainText(), self.advice.toPlainText()
        return lambda services: services.reviews.close_course(
            key,
            closed=closed,
            outcome=chosen,
            outcome_note=note,
            pgic=pgic,
            advice=advice,
            reason=note,
        )

    def _add_pgic(self, measure: Measure) -> None:
        lowest = int(measure.scale.lowest)
        self.pgic = ChoiceField(
            measure.short_name,
            [(lowest + place, words) for place, words in enumerate(measure.labels)],
            optional=True,
        )
        title = tr("{measure}; may stay open", measure=measure.name)
        self.form.add(PGIC, title, self.pgic, units=WHOLE)
        self.closed.dateChanged.connect(lambda _: self._look_for_answer(measure))
        self._look_for_answer(measure)

    def _look_for_answer(self, measure: Measure) -> None:
        """Show the answer of the day where there is one, else ask for it."""
        assert self.pgic is not None
        (key,) = measure.keys()
        day = self.closed.date().toPython()
        found = [(one, one.score(key)) for one in self._sessions if one.took_place == day]
        answered = next((pair for pair in reversed(found) if pair[1] is not None), None)
        if answered is None:
            if not self.pgic.isEnabled():
                self.pgic.choose(None)
            self.pgic.setEnabled(True)
            self.form.tell(PGIC, "")
            return
        session, score = answered
        assert score is not None
        self.pgic.choose(int(score.value))
        self.pgic.setEnabled(False)
        asked = next(one for one in self._progress if one.key == key)
        self.form.tell(PGIC, _answered(session, value_words(score.value, asked)))


def advice_words() -> tuple[str, ...]:
    """What is often advised for the time after a course, as words to go on from."""
    return (
        tr("Keep moving"),
        tr("Exercises at home"),
        tr("Come back if it returns"),
        tr("See a doctor if it gets worse"),
    )


def _answered(session: Session, answer: str) -> str:
    if session.number is None:
        return tr("Answered that day: {answer}.", answer=answer)
    return tr("Answered in session {n}: {answer}.", n=session.number, answer=answer)
