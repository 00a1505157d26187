"""A rule of safety, changed or added: when it speaks, about what, and what it says."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from acudesk.domain.safety_rules import (
    Level,
    Means,
    Question,
    SafetyRule,
    level_name,
    means_name,
)
from acudesk.services.safety import shipped_questions
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.form import HALF, WHOLE, Form, LongField


class SafetyRuleDialog(FormDialog):
    """`saved` says that the rule is kept; without a rule it adds one of the practice's own."""

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        rule: SafetyRule | None,
        *,
        questions: Sequence[Question] | None = None,
    ) -> None:
        super().__init__(
            runner,
            theme,
            parent,
            tr("A rule of your own") if rule is None else tr("Rule"),
            tr("Add the rule") if rule is None else tr("Save"),
        )
        self.rule = rule
        self.questions = tuple(shipped_questions() if questions is None else questions)
        self.about = Form()
        self.words = Form()
        self._fill_about()
        self._fill_words()
        self.add_card(self.about, tr("When it speaks"))
        self.add_card(self.words, tr("What it says"))
        self.cards.addStretch(1)
        self._show(rule)
        self.settle()
        self.name.setFocus()

    def job(self) -> Job:
        """The rule, as new or changed."""
        rule = self._rule()
        if self.rule is None:
            return lambda services: services.safety.add_rule(rule)
        return lambda services: services.safety.change_rule(rule)

    def _fill_about(self) -> None:
        form = self.about
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Pacemaker"))
        self.when = QComboBox()
        self.when.addItem(tr("for every patient"), "")
        for question in self.questions:
            self.when.addItem(question.text, question.code)
        self.technique = ChoiceField(
            tr("Technique"), [(means, means_name(means)) for means in Means]
        )
        self.points = QLineEdit()
        self.points.setPlaceholderText(tr("LI4, SP6, BL31-34; empty: all"))
        form.add("name", tr("What it is about"), self.name, units=HALF)
        form.add("when", tr("Where this is answered with yes"), self.when, units=HALF)
        form.add("technique", tr("Technique"), self.technique, units=WHOLE)
        form.add(
            "points",
            tr("Points"),
            self.points,
            units=WHOLE,
            hint=tr("With points or a technique it speaks only where one of them is used."),
        )

    def _fill_words(self) -> None:
        form = self.words
        self.level = ChoiceField(tr("Weight"), [(level, level_name(level)) for level in Level])
        self.text = LongField(fewest=2)
        self.tradition = LongField(fewest=2)
        self.evidence = LongField(fewest=2)
        self.source = LongField(fewest=2)
        form.add(
            "level",
            tr("Weight"),
            self.level,
            units=WHOLE,
            hint=tr("A stop keeps a session from being signed until a reason is written."),
        )
        form.add("text", tr("What to do"), self.text, units=WHOLE)
        form.add("tradition", tr("Tradition"), self.tradition, units=WHOLE)
        form.add("evidence", tr("Evidence"), self.evidence, units=WHOLE)
        form.add("source", tr("Source"), self.source, units=WHOLE)

    def _show(self, rule: SafetyRule | None) -> None:
        self.technique.choose(rule.technique if rule else Means.ANY)
        self.level.choose(rule.level if rule else Level.CAUTION)
        if rule is None:
            return
        self.name.setText(rule.name)
        self.when.setCurrentIndex(max(self.when.findData(rule.when), 0))
        self.points.setText(", ".join(rule.points))
        self.points.setCursorPosition(0)
        for field, text in (
            (self.text, rule.text),
            (self.tradition, rule.tradition),
            (self.evidence, rule.evidence),
            (self.source, rule.source),
        ):
            field.setPlainText(text)

    def _rule(self) -> SafetyRule:
        technique, level = self.technique.value, self.level.value
        assert isinstance(technique, Means)
        assert isinstance(level, Level)
        base = self.rule or SafetyRule(name="-", level=level, text="-")
        return replace(
            base,
            name=self.name.text(),
            when=str(self.when.currentData()),
            technique=technique,
            points=(self.points.text(),),
            level=level,
            text=self.text.toPlainText(),
            tradition=self.tradition.toPlainText(),
            evidence=self.evidence.toPlainText(),
            source=self.source.toPlainText(),
        )
