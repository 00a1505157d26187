"""How the rows of a file become entries, and whether the mapping is remembered."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from acudesk.domain.import_plan import FileKind, ImportPlan
from acudesk.domain.text import cleaned
from acudesk.translation import tr
from acudesk.ui.widgets.parts import label


class ImportOptions(QWidget):
    """`changed` follows every choice by hand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.condition = QLineEdit()
        self.condition.setPlaceholderText(tr("not stated"))
        self.condition.setAccessibleName(tr("What is treated in these courses"))
        self.visits = QCheckBox(tr("The rows are visits, not entries between visits"))
        self.close_courses = QCheckBox(tr("Close each course at its last date"))
        self.skip_bad = QCheckBox(tr("Import the good rows where others are refused"))
        self._remember = QCheckBox(tr("Remember what the columns are, under the name"))
        self._remember.setChecked(True)
        self._title = QLineEdit()
        self._title.setMaxLength(200)
        self._title.setPlaceholderText(tr("the name of the file"))
        self._title.setAccessibleName(tr("Name under which the columns are remembered"))
        self._remember.toggled.connect(self._title.setEnabled)
        treated = QHBoxLayout()
        treated.addWidget(label(tr("What is treated in these courses"), "words"))
        treated.addWidget(self.condition, 1)
        kept = QHBoxLayout()
        kept.addWidget(self._remember)
        kept.addWidget(self._title, 1)
        self._entries = QWidget()
        inside = QVBoxLayout(self._entries)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(treated)
        inside.addWidget(self.visits)
        inside.addWidget(self.close_courses)
        self._table = QWidget()
        below = QVBoxLayout(self._table)
        below.setContentsMargins(0, 0, 0, 0)
        below.addLayout(kept)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(6)
        box.addWidget(self._entries)
        box.addWidget(self.skip_bad)
        box.addWidget(self._table)
        self.condition.editingFinished.connect(self.changed)
        for one in (self.visits, self.close_courses, self.skip_bad):
            one.clicked.connect(lambda _: self.changed.emit())

    @property
    def remembers(self) -> bool:
        """Whether the mapping is to be remembered."""
        return self._remember.isChecked()

    @property
    def name(self) -> str:
        """The name for it, empty for that of the file."""
        return self._title.text().strip()

    @property
    def in_order(self) -> list[QWidget]:
        """What takes the cursor, in the order in which it is read."""
        entries = [self.condition, self.visits, self.close_courses]
        return [*entries, self.skip_bad, self._remember, self._title]

    def begin(self, name: str = "") -> None:
        """Begin with another file; `name` is that under which its columns are remembered."""
        self.condition.clear()
        self._title.setText(name)
        self._remember.setChecked(True)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show the options of a plan; those of entries only where rows have a date."""
        self._entries.setVisible(bool(plan.date))
        self._table.setVisible(plan.kind == FileKind.CSV)
        if not self.condition.hasFocus():
            self.condition.setText(plan.condition)
        self.visits.setChecked(plan.visits)
        self.close_courses.setChecked(plan.close)
        self.skip_bad.setChecked(plan.skip_bad)

    def plan(self, plan: ImportPlan) -> ImportPlan:
        """The plan with what is chosen here; raises DomainError for too long a condition."""
        return replace(
            plan,
            condition=cleaned(self.condition.text(), limit=200, field="condition"),
            visits=self.visits.isChecked(),
            close=self.close_courses.isChecked(),
            skip_bad=self.skip_bad.isChecked(),
        )
