"""The screening: what is asked before the first needle, and what was decided on the answers."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from acudesk.domain.patient import Patient, age_on
from acudesk.domain.safety import evaluate
from acudesk.domain.safety_rules import (
    Question,
    QuestionGroup,
    SafetyRule,
    level_name,
    question_group_name,
)
from acudesk.domain.screening import Answer, Screening, ScreeningAnswer
from acudesk.domain.wording import long_date
from acudesk.services.safety import shipped_questions
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.form_dialog import ROOM, FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.form import WHOLE, Form, LongField
from acudesk.ui.widgets.parts import FittingLabel, button, card, label
from acudesk.ui.widgets.question_row import QuestionRow

WIDE = 1_080
TWO_COLUMNS = 940
"""From this width the red flags stand beside the other questions, in sight from the start."""


class ScreeningDialog(FormDialog):
    """`saved` says that the answers are kept, with their time; those before stay.

    It begins with the answers of last time. `session_id` is the session in which is asked.
    """

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        patient: Patient,
        screening: Screening | None,
        *,
        session_id: int | None = None,
        questions: Sequence[Question] | None = None,
    ) -> None:
        super().__init__(runner, theme, parent, tr("Screening"), tr("Save screening"))
        self.patient = patient
        self._session_id = session_id
        self._rules: tuple[SafetyRule, ...] = ()
        self._filled: list[QuestionRow] = []
        self._before_words = ""
        self.rows: dict[str, QuestionRow] = {}
        self._make_rows(shipped_questions() if questions is None else questions)
        self.decision = LongField(fewest=2)
        self.decision.setPlaceholderText(tr("What follows from it; may stay empty"))
        self.prompts = label("", "hint", wrap=True)
        self.form = Form()
        self.form.add("decision", tr("Decision"), self.decision, units=WHOLE)
        self._lay_out()
        self.rest_button = button("")
        self.rest_button.clicked.connect(self._rest)
        buttons = self._buttons.layout()
        assert buttons is not None
        buttons.insertWidget(1, self.rest_button)  # type: ignore[attr-defined]
        for hint in self._buttons.findChildren(FittingLabel):
            hint.say(
                tr("N, Y, U answer · Down goes on · Ctrl+Enter saves"),
                tr("N, Y, U answer · Down goes on"),
                tr("N, Y, U answer"),
            )
        self._show(screening)
        self.settle()
        for row in self.rows.values():
            row.changed.connect(self._answered)
        self._tell()
        runner.read(lambda services: services.safety.rules(), self._take_rules, owner=self)
        next(iter(self.rows.values())).setFocus()

    @property
    def has_typed(self) -> bool:
        return super().has_typed or self._given() != self._stored

    def settle(self) -> None:
        super().settle()
        self._stored = self._given()

    def job(self) -> Job:
        """The screening as it stands; what was not answered is not asked."""
        answers = self._given()
        decision = self.decision.toPlainText()
        key, session_id = self.patient.id, self._session_id
        return lambda services: services.safety.screen(key, answers, decision, session_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            room = self.screen().availableSize()
            self.resize(min(WIDE, room.width() - ROOM), self.height())
            self._arrange()
            self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _make_rows(self, questions: Sequence[Question]) -> None:
        age = None
        if self.patient.birth_date is not None:
            age = age_on(self.patient.birth_date, date.today())
        for question in questions:
            near = age is not None and question.is_near(age)
            hint = ntr("The patient is {n} year old.", "The patient is {n} years old.", age or 0)
            row = QuestionRow(question, hint=hint if near else "")
            row.left.connect(lambda step, row=row: self._go(row, step))
            self.rows[question.code] = row

    def _lay_out(self) -> None:
        flags = [row for row in self.rows.values() if row.question.red_flag]
        others = [row for row in self.rows.values() if not row.question.red_flag]
        self._flags = self._card(
            flags, tr("Single flags are often false alarms: they prompt, they do not diagnose.")
        )
        inside = QVBoxLayout()
        inside.setContentsMargins(18, 12, 18, 14)
        inside.addWidget(self.form)
        inside.addWidget(self.prompts)
        self.take_form(self.form)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._halves.setSpacing(12)
        for parts in ((self._card(others),), (self._flags, card(inside))):
            half = QVBoxLayout()
            half.setSpacing(12)
            for part in parts:
                half.addWidget(part)
            half.addStretch(1)
            self._halves.addLayout(half, 1)
        self.cards.addLayout(self._halves)
        self.cards.addStretch(1)

    def _card(self, rows: Sequence[QuestionRow], words: str = "") -> QWidget:
        inside = QVBoxLayout()
        inside.setContentsMargins(18, 12, 18, 14)
        inside.setSpacing(6)
        group: QuestionGroup | None = None
        for row in rows:
            if row.question.group != group:
                if group is not None:
                    inside.addSpacing(4)
                group = row.question.group
                inside.addWidget(label(question_group_name(group), "label"))
                if words:
                    inside.addWidget(label(words, "hint", wrap=True))
            inside.addWidget(row)
        inside.addStretch(1)
        return card(inside)

    def _arrange(self) -> None:
        way = QBoxLayout.Direction
        self._halves.setDirection(way.LeftToRight if self._is_wide else way.TopToBottom)

    @property
    def _is_wide(self) -> bool:
        return self.width() >= TWO_COLUMNS

    def _fit_height(self) -> None:
        around = self.sizeHint().height() - self._scroll.sizeHint().height()
        inside = self._page.heightForWidth(self.width())
        room = self.screen().availableSize()
        self.resize(self.width(), min(inside + around + 20, room.height() - ROOM))

    def _show(self, screening: Screening | None) -> None:
        if screening is None:
            return
        for one in screening.answers:
            if one.item in self.rows:
                self.rows[one.item].show_answer(one.answer, one.note)
        self.decision.setPlainText(screening.decision)
        if screening.at is not None:
            day = long_date(screening.at.astimezone().date())
            self._before_words = tr("answers of {day}", day=day)

    def _given(self) -> tuple[ScreeningAnswer, ...]:
        answers = (row.given() for row in self.rows.values())
        return tuple(answer for answer in answers if answer is not None)

    def _take_rules(self, rules: tuple[SafetyRule, ...]) -> None:
        self._rules = rules
        self._tell()

    def _go(self, row: QuestionRow, step: int) -> None:
        rows = list(self.rows.values())
        place = rows.index(row) + step
        if place == len(rows):
            self.decision.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(self.decision, 0, 40)
        elif place >= 0:
            rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(rows[place], 0, 40)

    def _rest(self) -> None:
        """Answer all the rest with no, red flags in sight; pressed again, that is taken back."""
        filled, self._filled = self._filled, []
        if filled:
            for row in filled:
                row.show_answer(None)
        else:
            self._filled = [row for row in self.rows.values() if row.answer is None]
            for row in self._filled:
                row.show_answer(Answer.NO)
            if not self._is_wide:
                self.scroll_to(self._flags)
        self._edited()
        self._tell()

    def _answered(self) -> None:
        self._filled = []
        self._edited()
        self._tell()

    def _tell(self) -> None:
        asked = sum(row.answer is not None for row in self.rows.values())
        words = tr("{asked} of {all} asked", asked=asked, all=len(self.rows))
        self.say(" · ".join(filter(None, (self._before_words, words))))
        self.rest_button.setText(tr("Take that back") if self._filled else tr("All the rest: no"))
        self.rest_button.setEnabled(bool(self._filled) or asked < len(self.rows))
        found = evaluate(self._rules, Screening(patient_id=0, answers=self._given()), ())
        self.prompts.setText(
            "\n".join(
                tr("{level}: {words}", level=level_name(one.level).upper(), words=one.words)
                for one in found
            )
        )
        self.prompts.setVisible(bool(found))
