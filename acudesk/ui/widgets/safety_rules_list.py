"""The rules of safety, group by group: on or off, what they say, and the way back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from acudesk.domain.safety_rules import (
    Means,
    Question,
    SafetyRule,
    means_name,
    question_group_name,
)
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import button, icon_button, label, plain_tip, themed_icon
from acudesk.ui.widgets.safety_finding import level_badge

BADGE_ROOM = 64 + 8 + 27
"""Where the words of a check box behind a badge begin."""


class SafetyRuleRow(QWidget):
    """One rule in the list."""

    switched = Signal(bool)
    edit_wanted = Signal()
    restore_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, theme: Theme, rule: SafetyRule, *, is_changed: bool) -> None:
        super().__init__()
        self.rule = rule
        self.check = QCheckBox(rule.name.replace("&", "&&"))
        self.check.setAccessibleName(rule.name)
        self.check.setAccessibleDescription(f"{rule_place_words(rule)} {rule.text}".strip())
        self.check.setChecked(rule.active)
        self.check.clicked.connect(self.switched)
        self.edit_button = icon_button(tr("Edit: {name}", name=rule.name))
        themed_icon(self.edit_button, theme, "pencil")
        self.edit_button.clicked.connect(self.edit_wanted)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(
            level_badge(rule.level, quiet=not rule.active), 0, Qt.AlignmentFlag.AlignVCenter
        )
        line.addWidget(self.check, 1)
        self.restore_button: QPushButton | None = None
        self.remove_button: QPushButton | None = None
        if rule.own:
            self.remove_button = self._small(line, tr("Remove"), self.remove_wanted)
        elif is_changed:
            self.restore_button = self._small(line, tr("As shipped"), self.restore_wanted)
        line.addWidget(self.edit_button)
        state = tr("your own") if rule.own else (tr("changed by you") if is_changed else "")
        words = " · ".join(filter(None, (rule_place_words(rule), rule.text, state)))
        below = label(words, "hint", wrap=True)
        below.setContentsMargins(BADGE_ROOM, 0, 0, 0)
        self.setToolTip(plain_tip(rule.source))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(line)
        box.addWidget(below)

    def _small(self, line: QHBoxLayout, text: str, told: SignalInstance) -> QPushButton:
        made = QPushButton(text)
        made.setProperty("part", "segment")
        made.setAutoDefault(False)
        made.setAccessibleName(f"{text}: {self.rule.name}")
        made.clicked.connect(told)
        line.addWidget(made)
        return made


class SafetyRulesList(QWidget):
    """Shows the rules and tells what is wanted, by the rule's code; keeps nothing."""

    switched = Signal(str, bool)
    edit_wanted = Signal(str)
    restore_wanted = Signal(str)
    remove_wanted = Signal(str)
    add_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._open: set[str] = set()
        self._shown: tuple[object, ...] | None = None
        self.rows: dict[str, SafetyRuleRow] = {}
        self.heads: dict[str, QPushButton] = {}
        self._words: dict[str, QLabel] = {}
        self._groups = QVBoxLayout()
        self._groups.setSpacing(4)
        self.add_button = button(tr("Add a rule"))
        themed_icon(self.add_button, theme, "plus")
        self.add_button.clicked.connect(self.add_wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(self._groups)
        box.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        theme.changed.connect(self._paint)

    def show_rules(
        self,
        rules: Sequence[SafetyRule],
        changed: frozenset[str],
        questions: Sequence[Question],
    ) -> None:
        """Show what is stored; groups stay unfolded as they are."""
        state = (tuple(rules), changed)
        if state == self._shown:
            return
        self._shown = state
        at = next((code for code, row in self.rows.items() if row.check.hasFocus()), "")
        self._clear()
        names = {question.code: question_group_name(question.group) for question in questions}
        groups: dict[str, list[SafetyRule]] = {name: [] for name in names.values()}
        for rule in rules:
            groups.setdefault(names.get(rule.when, tr("Every patient")), []).append(rule)
        for name, those in groups.items():
            if those:
                self._add_group(name, those, changed)
        self._paint()
        if at in self.rows:
            self.rows[at].check.setFocus(Qt.FocusReason.OtherFocusReason)

    def unfold(self, group: str) -> None:
        """Unfold a group by its name on screen."""
        self.heads[group].setChecked(True)

    def _add_group(self, name: str, rules: Sequence[SafetyRule], changed: frozenset[str]) -> None:
        head = button(name, flat=True)
        head.setCheckable(True)
        head.setChecked(name in self._open)
        words = label(_group_words(rules, changed), "hint")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(head)
        line.addWidget(words)
        line.addStretch(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 2, 0, 8)
        column.setSpacing(8)
        for rule in rules:
            column.addWidget(self._row(rule, changed))
        top = QWidget()
        box = QVBoxLayout(top)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(line)
        box.addWidget(inside)
        inside.setVisible(name in self._open)
        head.toggled.connect(lambda on: self._toggled(name, inside, on))
        self._groups.addWidget(top)
        self.heads[name] = head
        self._words[name] = words

    def _row(self, rule: SafetyRule, changed: frozenset[str]) -> SafetyRuleRow:
        code = rule.code
        row = SafetyRuleRow(self._theme, rule, is_changed=code in changed)
        row.switched.connect(lambda on: self.switched.emit(code, on))
        row.edit_wanted.connect(lambda: self.edit_wanted.emit(code))
        row.restore_wanted.connect(lambda: self.restore_wanted.emit(code))
        row.remove_wanted.connect(lambda: self.remove_wanted.emit(code))
        self.rows[code] = row
        return row

    def _toggled(self, name: str, inside: QWidget, on: bool) -> None:
        (self._open.add if on else self._open.discard)(name)
        inside.setVisible(on)
        self._paint()

    def _clear(self) -> None:
        while (item := self._groups.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows, self.heads, self._words = {}, {}, {}

    def _paint(self) -> None:
        for name, head in self.heads.items():
            icon = "chevron-down" if head.isChecked() else "chevron-right"
            head.setIcon(self._theme.icon(icon))
            state = tr("unfolded") if head.isChecked() else tr("folded")
            head.setAccessibleName(tr("{title}, {state}", title=name, state=state))
            head.setAccessibleDescription(self._words[name].text())


def rule_place_words(rule: SafetyRule) -> str:
    """Where a rule speaks, in few words; empty for the whole patient."""
    technique = "" if rule.technique == Means.ANY else means_name(rule.technique)
    return " · ".join(filter(None, (technique, ", ".join(rule.points))))


def _group_words(rules: Sequence[SafetyRule], changed: frozenset[str]) -> str:
    off = sum(not rule.active for rule in rules)
    by_you = sum(rule.own or rule.code in changed for rule in rules)
    return " · ".join(
        words
        for words, there in (
            (ntr("{n} rule", "{n} rules", len(rules)), True),
            (tr("{n} off", n=off), off),
            (tr("{n} by you", n=by_you), by_you),
        )
        if there
    )
