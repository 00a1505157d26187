"""What a course is about, asked the same way for a new patient and for a course of its own."""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from acudesk.domain.course import (
    DEFAULT_PER_WEEK,
    DEFAULT_PLANNED,
    USUAL_PER_WEEK,
    USUAL_PLANNED,
    Course,
    Side,
    side_name,
)
from acudesk.domain.numbers import shown
from acudesk.translation import tr
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.count_box import count_box
from acudesk.ui.widgets.form import HALF, THIRD, WHOLE, Form, LongField

PER_WEEK = (Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(2), Decimal(3))


class ComplaintForm(Form):
    """Condition, side, onset, plan and goal of a course."""

    def __init__(self, course: Course | None, conditions: tuple[str, ...]) -> None:
        super().__init__()
        self.condition = QComboBox()
        self.condition.setEditable(True)
        self.condition.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.condition.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.condition.setMinimumContentsLength(12)
        self.condition.addItems(conditions)
        completer = QCompleter(conditions, self.condition)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.condition.setCompleter(completer)
        if course is not None:
            self.condition.setCurrentText(course.condition)
        line = self.condition.lineEdit()
        assert line is not None
        line.setAccessibleName(tr("Condition"))
        line.setPlaceholderText(tr("What is treated"))
        line.setCursorPosition(0)
        self.side = ChoiceField(
            tr("Side"), [(side, side_name(side)) for side in Side], optional=True
        )
        self.side.choose(course.side if course else None)
        self.onset = QLineEdit(course.onset if course else "")
        self.onset.setPlaceholderText(tr("3 weeks ago, after lifting"))
        # A number too large is refused with a sentence, not cut while it is typed.
        self.planned = count_box(1, 9_999)
        self.planned.setValue(course.planned_sessions if course else DEFAULT_PLANNED)
        per_week = course.per_week if course else DEFAULT_PER_WEEK
        self.per_week = ChoiceField(
            tr("Sessions a week"),
            [(number, shown(number)) for number in sorted({*PER_WEEK, per_week})],
        )
        self.per_week.choose(per_week)
        self.goal = LongField()
        self.goal.setPlainText(course.goal if course else "")
        self.goal.setPlaceholderText(tr("Walk the dog for half an hour again"))

        least, most = USUAL_PLANNED
        self.add("condition", tr("Condition"), self.condition, units=HALF)
        self.add("side", tr("Side"), self.side, units=HALF)
        self.add("onset", tr("Onset"), self.onset, units=THIRD)
        self.add(
            "planned_sessions",
            tr("Planned sessions"),
            self.planned,
            units=THIRD,
            hint=tr("usual {least}–{most}", least=least, most=most),
        )
        least_weekly, most_weekly = USUAL_PER_WEEK
        self.add(
            "per_week",
            tr("Sessions a week"),
            self.per_week,
            units=THIRD,
            hint=tr("usual {least}–{most}", least=least_weekly, most=most_weekly),
        )
        self.add("goal", tr("Goal, in the patient's words"), self.goal, units=WHOLE)

    @property
    def has_condition(self) -> bool:
        """Whether somebody said what is treated."""
        return bool(self.condition.currentText().strip())

    @property
    def has_words(self) -> bool:
        """Whether something was written that a course would keep."""
        return bool(self.onset.text().strip() or self.goal.toPlainText().strip())

    def course(self, patient_id: int, opened: date) -> Course:
        """The course as it is written here; raises DomainError."""
        side, per_week = self.side.value, self.per_week.value
        return Course(
            patient_id=patient_id,
            condition=self.condition.currentText(),
            side=side if isinstance(side, Side) else None,
            onset=self.onset.text(),
            goal=self.goal.toPlainText(),
            planned_sessions=self.planned.value(),
            per_week=per_week if isinstance(per_week, Decimal) else DEFAULT_PER_WEEK,
            opened=opened,
        )
