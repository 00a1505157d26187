"""The settings of the visit: hours, lengths, point sets, safety rules, consent."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.needles import points_line
from acudesk.domain.point_sets import PointSet
from acudesk.domain.practice import Practice
from acudesk.domain.safety_rules import Question, SafetyRule
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.count_box import count_box
from acudesk.ui.widgets.form import THIRD, WHOLE, Form, LongField
from acudesk.ui.widgets.parts import button, icon_button, label, sheet, themed_icon
from acudesk.ui.widgets.safety_rules_list import SafetyRulesList
from acudesk.ui.widgets.working_hours_field import WorkingHoursField

if TYPE_CHECKING:
    from acudesk.bootstrap import Services

NUMBERS = ("visit_minutes", "retention_minutes", "quiet_days")


@dataclass(frozen=True, slots=True)
class _Stored:
    practice: Practice
    sets: tuple[PointSet, ...]
    rules: tuple[SafetyRule, ...]
    changed: frozenset[str]
    questions: tuple[Question, ...]
    consent: str


class VisitSettings(QObject):
    """The cards of the settings page that are about visits; each change is saved at once.

    `saved` carries Changes, `refused` a DomainError.
    """

    saved = Signal(object)
    refused = Signal(object)

    def __init__(self, runner: TaskRunner, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self._runner, self._theme, self._page = runner, theme, page
        self._practice: Practice | None = None
        self._kept_consent = ""
        self._rules: dict[str, SafetyRule] = {}
        self.form = Form()
        self.numbers: dict[str, QSpinBox] = {}
        for name, title, most, unit in (
            ("visit_minutes", tr("Length of a planned visit"), 480, tr(" min")),
            ("retention_minutes", tr("Needles stay in"), 240, tr(" min")),
            ("quiet_days", tr("A course is quiet after"), 365, tr(" days")),
        ):
            field = count_box(5 if name == "visit_minutes" else 1, most)
            field.setSuffix(unit)
            field.editingFinished.connect(lambda name=name: self._keep_number(name))
            self.numbers[name] = field
            self.form.add(name, title, field, units=THIRD)
        self.hours = WorkingHoursField()
        self.hours.changed.connect(lambda: self._keep(working_hours=self.hours.hours))
        self.form.add("working_hours", tr("Working hours"), self.hours, units=WHOLE)
        self.manner = QLineEdit()
        self.manner.setPlaceholderText(tr("Traditional Chinese, Western medical, Japanese…"))
        self.manner.editingFinished.connect(self._keep_words)
        self.setting = LongField()
        self.setting.setPlaceholderText(tr("Where patients are treated, and what they are told"))
        self.form.add("style", tr("Style of acupuncture"), self.manner, units=WHOLE)
        self.form.add("setting", tr("Setting and explanations"), self.setting, units=WHOLE)
        self.tongue = QCheckBox(tr("Ask for tongue, pulse and pattern in a session"))
        self.tongue.clicked.connect(lambda on: self._keep(tongue_and_pulse=on))
        self.consent = LongField(fewest=6, most=16)
        for words in (self.setting, self.consent):
            words.installEventFilter(self)
        self.consent.setAccessibleName(tr("Text of the consent"))
        self._as_shipped = button(tr("AcuDesk's own text"), flat=True)
        self._as_shipped.clicked.connect(lambda: self._keep(consent_text=""))
        self.rules = SafetyRulesList(theme)
        self.rules.switched.connect(
            lambda code, on: self._write(
                lambda services: services.safety.switch_rule(code, active=on)
            )
        )
        self.rules.restore_wanted.connect(
            lambda code: self._write(lambda services: services.safety.restore_rule(code))
        )
        self.rules.remove_wanted.connect(
            lambda code: self._write(lambda services: services.safety.remove_rule(code))
        )
        self.rules.edit_wanted.connect(self._edit_rule)
        self.rules.add_wanted.connect(lambda: self._edit_rule(""))
        self._sets = QVBoxLayout()
        self._sets.setSpacing(4)

    def sheets(self) -> list[QFrame]:
        """The cards, in their order."""
        below = QHBoxLayout()
        below.addWidget(self._as_shipped)
        below.addStretch(1)
        sets = QWidget()
        sets.setLayout(self._sets)
        self._sets.setContentsMargins(0, 0, 0, 0)
        consent = QWidget()
        inside = QVBoxLayout(consent)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.consent)
        inside.addLayout(below)
        return [
            sheet(tr("Visits"), tr("the diary and the session"), self.form, self.tongue),
            sheet(
                tr("Point sets"),
                tr("a prescription in one key or click; make one from the points of a session"),
                sets,
            ),
            sheet(
                tr("Safety rules"),
                tr("they prompt, you decide; sources on hover"),
                self.rules,
            ),
            sheet(tr("Consent"), tr("asked for before the first needle"), consent),
        ]

    def refresh(self) -> None:
        """Read everything again."""

        def read(services: "Services") -> _Stored:
            return _Stored(
                services.practice.practice(),
                services.point_sets.list_sets(),
                services.safety.rules(),
                services.safety.changed_rules(),
                services.safety.questions(),
                services.safety.consent_text(),
            )

        self._runner.read(read, self._show, owner=self)

    def flush(self) -> None:
        """Save what is still being typed."""
        for name in NUMBERS:
            self._keep_number(name)
        self._keep_words()
        self._keep_consent()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.consent and event.type() == QEvent.Type.FocusOut:
            self._keep_consent()
        if watched is self.setting and event.type() == QEvent.Type.FocusOut:
            self._keep_words()
        return super().eventFilter(watched, event)

    def _show(self, stored: _Stored) -> None:
        self._practice = practice = stored.practice
        self._rules = {rule.code: rule for rule in stored.rules}
        for name, field in self.numbers.items():
            if not field.hasFocus():
                field.setValue(getattr(practice, name))
        self.hours.show_hours(practice.working_hours)
        self.tongue.setChecked(practice.tongue_and_pulse)
        if not self.manner.hasFocus():
            self.manner.setText(practice.style)
        if not self.setting.hasFocus():
            self.setting.setPlainText(practice.setting)
        self._kept_consent = stored.consent
        if not self.consent.hasFocus():
            self.consent.setPlainText(stored.consent)
        self.rules.show_rules(stored.rules, stored.changed, stored.questions)
        self._show_sets(stored.sets)

    def _show_sets(self, sets: tuple[PointSet, ...]) -> None:
        while self._sets.count():
            item = self._sets.takeAt(0)
            row = item.widget() if item is not None else None
            if row is not None:
                row.deleteLater()
        for one in sets:
            self._sets.addWidget(self._set_row(one))
        if not sets:
            self._sets.addWidget(label(tr("No sets yet."), "hint"))

    def _set_row(self, one: PointSet) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(f"{one.name} · {one.shorthand}" if one.shorthand else one.name))
        words.addWidget(label(points_line(one.points), "hint", wrap=True))
        edit = icon_button(tr("Edit the set {name}", name=one.name))
        themed_icon(edit, self._theme, "pencil")
        edit.clicked.connect(lambda: self._edit_set(one))
        gone = icon_button(tr("Remove the set {name}", name=one.name))
        themed_icon(gone, self._theme, "trash-2")
        gone.clicked.connect(lambda: self._remove_set(one))
        line.addLayout(words, 1)
        line.addWidget(edit)
        line.addWidget(gone)
        return row

    def _edit_rule(self, code: str) -> None:
        from acudesk.ui.dialogs.safety_rule import SafetyRuleDialog

        dialog = SafetyRuleDialog(self._runner, self._theme, self._page, self._rules.get(code))
        dialog.saved.connect(self.saved)
        dialog.open()

    def _edit_set(self, one: PointSet) -> None:
        from acudesk.ui.dialogs.point_set import PointSetDialog

        dialog = PointSetDialog(self._runner, self._theme, self._page, one.points, one)
        dialog.saved.connect(self.saved)
        dialog.open()

    def _remove_set(self, one: PointSet) -> None:
        self._write(lambda services: services.point_sets.remove_set(one.id))

    def _keep_number(self, name: str) -> None:
        value = self.numbers[name].value()
        if self._practice is not None and value != getattr(self._practice, name):
            self._keep(**{name: value})

    def _keep_words(self) -> None:
        words = {"style": self.manner.text(), "setting": self.setting.toPlainText()}
        if self._practice is not None and any(
            text.strip() != getattr(self._practice, name) for name, text in words.items()
        ):
            self._keep(**words)

    def _keep_consent(self) -> None:
        text = self.consent.toPlainText()
        if self._practice is not None and text.strip() != self._kept_consent.strip():
            self._keep(consent_text=text)

    def _keep(self, **values: object) -> None:
        def change(services: "Services") -> Changes:
            present = services.practice.practice()
            return services.practice.change_practice(replace(present, **values))  # type: ignore[arg-type]

        self._write(change)

    def _write(self, job: object) -> None:
        self._runner.write(job, self.saved.emit, failed=self.refused.emit, owner=self)  # type: ignore[arg-type]
