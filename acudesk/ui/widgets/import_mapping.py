"""What a file is read as: what it leaves open, what its columns are, and what rows become."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.import_answers import Answers
from acudesk.domain.import_plan import ImportLook, ImportPlan
from acudesk.domain.measure import Measure
from acudesk.translation import tr
from acudesk.ui.widgets.import_columns import ImportColumns
from acudesk.ui.widgets.import_options import ImportOptions
from acudesk.ui.widgets.import_questions import ImportQuestions
from acudesk.ui.widgets.parts import button, elastic, label


class ImportMapping(QScrollArea):
    """`plan_wanted` carries the plan with which the file is to be looked at anew, `afresh_wanted`
    asks for a look without what is remembered, `changed` follows a choice that needs no new look,
    `refused` carries the DomainError of one."""

    plan_wanted = Signal(object)
    afresh_wanted = Signal()
    changed = Signal()
    refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.columns = ImportColumns()
        self.questions = ImportQuestions()
        self.options = ImportOptions()
        self.problems = label("", "error", wrap=True)
        self.afresh = button(tr("Ask anew"))
        self.afresh.clicked.connect(self.afresh_wanted)
        self._kept = label("", "words", wrap=True)
        self._remembered = QWidget()
        line = QHBoxLayout(self._remembered)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(elastic(self._kept), 1)
        line.addWidget(self.afresh)
        self._remembered.hide()
        self._answers: Answers | None = None
        self._headers: tuple[str, ...] = ()
        self.columns.chosen.connect(self._choose)
        self.questions.answered.connect(self._answer)
        self.options.changed.connect(self.changed)
        inside = QWidget()
        inside.setObjectName("plain")
        box = QVBoxLayout(inside)
        box.setContentsMargins(2, 2, 10, 6)
        box.setSpacing(14)
        for part in (self._remembered, self.problems, self.questions, self.columns, self.options):
            box.addWidget(part)
        box.addStretch(1)
        self.problems.hide()
        self.questions.hide()
        # Whatever is in it takes the cursor, and comes into sight with it.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def begin(self) -> None:
        """Forget the file before: nothing that was said of it is true of the next."""
        self._answers = None
        self.options.begin()

    def show_look(self, look: ImportLook, measures: Sequence[Measure]) -> None:
        """Show what was seen in a file."""
        if self._answers is None:
            self._answers = Answers(base=look.plan)
            self.options.begin(look.mapping)
            self._kept.setText(
                tr("Read as it was remembered under the name “{name}”.", name=look.mapping)
            )
            self._remembered.setVisible(bool(look.mapping))
        self._headers = look.preview.headers if look.preview else ()
        self.columns.setVisible(look.preview is not None)
        if look.preview is not None:
            self.columns.show_look(look, measures)
        self.questions.ask(self._answers.see(look))
        self.options.show_plan(look.plan)
        self.problems.setText("\n".join(look.problems))
        self.problems.setVisible(bool(look.problems))

    @property
    def in_order(self) -> list[QWidget]:
        """What takes the cursor, in the order in which it is read."""
        parts = (*self.questions.parts.values(), *self.columns.choices.values())
        return [self.afresh, *parts, *self.options.in_order]

    def take_focus(self) -> None:
        """Put the cursor where something is to be said first."""
        columns = iter(self.columns.choices.values())
        first = self.questions.first_open() or next(columns, self.options.skip_bad)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def with_options(self, plan: ImportPlan) -> ImportPlan | None:
        """The plan with the options of now; None where they are refused."""
        try:
            return self.options.plan(plan)
        except DomainError as error:
            self.refused.emit(error)
            return None

    def _choose(self, column: str, role: str) -> None:
        if self._answers is not None:
            self._answers.choose(column, role, self._headers)
            self._look_anew(self._answers)

    def _answer(self, key: str, value: str) -> None:
        if self._answers is not None:
            self._answers.answer(key, value)
            self._look_anew(self._answers)

    def _look_anew(self, answers: Answers) -> None:
        plan = self.with_options(answers.plan())
        if plan is not None:
            self.plan_wanted.emit(plan)
