"""Brings in files step by step: choose, say what the columns are, look, then do it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.import_outcome import ImportOutcome
from acudesk.domain.import_plan import FileKind, ImportLook, ImportPlan, answered
from acudesk.domain.import_roles import with_role
from acudesk.domain.measure import Measure
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.import_columns import ImportColumns
from acudesk.ui.widgets.import_options import ImportOptions
from acudesk.ui.widgets.import_questions import ImportQuestions
from acudesk.ui.widgets.import_result import ImportResult
from acudesk.ui.widgets.import_start import ImportStart
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import button, card, elastic, label
from acudesk.ui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from acudesk.services.long_work import LongWork

WIDTH, HEIGHT = 980, 680
ROOM = 40
"""What stays free of the screen around the dialog, in logical pixels."""


class ImportAssistant(QDialog):
    """Nothing is kept before the last step; after it, all of it can be taken back at once."""

    def __init__(self, runner: TaskRunner, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import"))
        self.setModal(True)
        self.setAcceptDrops(True)
        self._runner = runner
        self._measures: tuple[Measure, ...] = ()
        self._file: Path | None = None
        self._look: ImportLook | None = None
        self._outcome: ImportOutcome | None = None
        self._then: Callable[[Any], None] = lambda _: None
        self.start = ImportStart(runner)
        self.columns = ImportColumns()
        self.questions = ImportQuestions()
        self.options = ImportOptions()
        self.findings = ImportResult()
        self.notice = Notice(theme)
        self.work = WorkLine(runner, tr("Import"))
        self._build()
        self.start.file_wanted.connect(self.ask_file)
        self.start.taken_back.connect(self._taken_back)
        self.start.refused.connect(lambda error: self.notice.warn(error.text))
        self.columns.chosen.connect(self._choose_role)
        self.questions.answered.connect(self._answer)
        self.options.changed.connect(self._choose_options)
        self.findings.decided.connect(self._show_step)
        self.work.finished_work.connect(self._worked)
        self.work.failed.connect(self._failed)
        self.work.stopped.connect(self._rest)
        self.finished.connect(self.deleteLater)
        self._runner.read(
            lambda services: services.measures.list_measures(), self._take_measures, owner=self
        )
        self._show_step()

    # What is chosen

    def ask_file(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, tr("Choose a file"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [tr("Tables and address cards (*.csv *.txt *.tsv *.vcf)"), tr("All files (*)")]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.open()

    def take(self, file: Path) -> None:
        """Look into a file."""
        self._file, self._look, self._outcome = file, None, None
        self._look_again(None)

    def _look_again(self, plan: ImportPlan | None) -> None:
        file = self._file
        if file is None:
            return

        def look(work: "LongWork") -> ImportLook:
            from acudesk.services.import_files import look

            return look(work, file, plan)

        self._run(look, self._looked)

    def _looked(self, look: ImportLook) -> None:
        self._look = look
        if look.preview is not None:
            self.columns.show_look(look, self._measures)
        self.questions.ask(look.questions)
        self.options.show_plan(look.plan)
        self._problems.setText("\n".join(look.problems))
        self._problems.setVisible(bool(look.problems))
        assert self._file is not None
        self._name.setText(_file_words(self._file, look))
        if look.kind == FileKind.VCARD and not (look.questions or look.problems):
            self._try()
        else:
            self._pages.setCurrentIndex(1)
            self._show_step()

    def _choose_role(self, column: str, value: str) -> None:
        if self._look is not None and self._look.preview is not None:
            headers = self._look.preview.headers
            self._look_again(with_role(self._look.plan, column, value, headers))

    def _answer(self, key: str, value: str) -> None:
        if self._look is not None:
            self._look_again(answered(self._look.plan, key, value))

    def _choose_options(self) -> None:
        if self._look is None:
            return
        try:
            plan = self.options.plan(self._look.plan)
        except DomainError as error:
            self.notice.warn(error.text)
            return
        self._look = replace(self._look, plan=plan)

    # What is tried and done

    def _try(self) -> None:
        look, file = self._look, self._file
        if look is None or file is None:
            return
        self._choose_options()
        plan, decisions = look.plan if self._look is None else self._look.plan, self._decisions()

        def attempt(work: "LongWork") -> ImportOutcome:
            from acudesk.services.import_files import dry_run

            return dry_run(work, file, plan, decisions)

        self._run(attempt, self._tried)

    def _tried(self, outcome: ImportOutcome) -> None:
        self._outcome = outcome
        self.findings.show_outcome(outcome)
        self._pages.setCurrentIndex(2)
        self._show_step()

    def _do(self) -> None:
        look, file = self._look, self._file
        if look is None or file is None:
            return
        plan, decisions = look.plan, self._decisions()

        def carry_out(work: "LongWork") -> tuple[ImportOutcome, Changes]:
            from acudesk.services.import_files import carry_out

            return carry_out(work, file, plan, decisions)

        self._run(carry_out, self._done)

    def _done(self, result: tuple[ImportOutcome, Changes]) -> None:
        outcome, changes = result
        self._runner.announce(changes)
        self._outcome = outcome
        self.findings.show_outcome(outcome)
        self._show_step()
        self._keep_mapping()
        self.notice.tell(
            tr("The file is in the practice now."),
            do=tr("Take all of it back"),
            action=self.take_back,
        )

    def take_back(self) -> None:
        """Undo the import that was just carried out."""
        if self._outcome is not None and self._outcome.import_id is not None:
            self.start.take_back(self._outcome.import_id)

    def _taken_back(self) -> None:
        self._outcome = None
        self._pages.setCurrentIndex(0)
        self._show_step()
        self.notice.tell(tr("The whole import was taken back."))

    def _decisions(self) -> dict[int, Any]:
        return {**self._decided, **self.findings.decisions}

    def _keep_mapping(self) -> None:
        look, file = self._look, self._file
        if look is None or look.preview is None or file is None or not self.options.remembers:
            return
        name, headers, plan = self.options.name or file.stem, look.preview.headers, look.plan
        self._runner.write(
            lambda services: services.imports.keep_mapping(name, headers, plan),
            failed=lambda error: self.notice.warn(error.text),
            owner=self,
        )

    # The steps

    def go_on(self) -> None:
        """Do what the first button says."""
        if self._pages.currentIndex() == 1:
            self._decided: dict[int, Any] = {}
            self._try()
        elif self._outcome is not None and self._outcome.kept:
            self.accept()
        elif self._outcome is not None and self._outcome.undecided_total:
            self._decided = self._decisions()
            self._try()
        else:
            self._do()

    def go_back(self) -> None:
        """The step before."""
        self._outcome = None
        self._decided = {}
        vcard = self._look is not None and self._look.kind == FileKind.VCARD
        step = self._pages.currentIndex() - 1
        self._pages.setCurrentIndex(0 if vcard else step)
        self._show_step()

    def _show_step(self) -> None:
        step, outcome = self._pages.currentIndex(), self._outcome
        kept = outcome is not None and outcome.kept
        self._back.setVisible(step > 0 and not kept)
        self._next.setVisible(step > 0)
        self._close.setVisible(not kept)
        words, ready, hint = tr("Next"), True, ""
        if step == 1:
            look = self._look
            ready = look is not None and not (look.questions or look.problems)
            hint = "" if ready else tr("Answer the questions above, then go on.")
        elif kept:
            words = tr("Done")
        elif outcome is not None:
            words, ready, hint = self._ready(outcome)
        self._next.setText(words)
        self._next.setEnabled(ready and not self.work.is_running)
        self._back.setEnabled(not self.work.is_running)
        self._hint.setText(hint)
        self.work.setVisible(self.work.is_running)
        self._pages.setEnabled(not self.work.is_running or step == 1)
        if step == 0:
            self.start.refresh()

    def _ready(self, outcome: ImportOutcome) -> tuple[str, bool, str]:
        if outcome.undecided_total:
            waits = self.findings.waits
            words = "" if not waits else tr("Somebody in the file may be known already.")
            return tr("Check again"), not waits, words
        skips = self._look is not None and self._look.plan.skip_bad
        if outcome.refused.total and not skips:
            return (
                tr("Import"),
                False,
                tr("Mend the refused rows, or go back and choose to import the good ones only."),
            )
        return tr("Import"), True, tr("Nothing is kept yet.")

    def _run(self, work: "Callable[[LongWork], Any]", then: Callable[[Any], None]) -> None:
        self.notice.hide()
        self._then = then
        self.work.start(work)
        self._show_step()

    def _worked(self, result: Any) -> None:
        self._then(result)
        self._show_step()

    def _failed(self, error: DomainError) -> None:
        outcome = getattr(error, "outcome", None)
        if isinstance(outcome, ImportOutcome):
            self._tried(outcome)
        self.notice.warn(error.text)
        self._show_step()

    def _rest(self) -> None:
        self.notice.tell(tr("Stopped. Nothing was changed."))
        self._show_step()

    def _take_measures(self, measures: tuple[Measure, ...]) -> None:
        self._measures = measures

    # The window

    def reject(self) -> None:
        """Esc stops what is on its way, else closes: nothing was kept."""
        if self.work.is_running:
            self.work.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.work.is_running:
            event.ignore()
            self.work.stop()
        else:
            super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(event.mimeData().urls()) == 1 and self._pages.currentIndex() == 0:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(Path(event.mimeData().urls()[0].toLocalFile()))

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            room = self.screen().availableSize()
            self.resize(min(WIDTH, room.width() - ROOM), min(HEIGHT, room.height() - ROOM))
        super().showEvent(event)

    def _build(self) -> None:
        self._decided = {}
        self._name = label("", "hint")
        self._problems = label("", "error", wrap=True)
        self._problems.hide()
        self.questions.hide()
        table = QWidget()
        table.setObjectName("plain")
        inside = QVBoxLayout(table)
        inside.setContentsMargins(2, 2, 10, 6)
        inside.setSpacing(14)
        inside.addWidget(self._problems)
        inside.addWidget(self.questions)
        inside.addWidget(self.columns)
        inside.addWidget(self.options)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(table)
        self._pages = QStackedWidget()
        for page in (self.start, _carded(area), _carded(self.findings)):
            self._pages.addWidget(page)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(tr("Import"), "title"))
        head.addStretch(1)
        head.addWidget(self._name)
        self._hint = label("", "hint", wrap=True)
        self._back, self._next = button(tr("Back")), button(tr("Next"), primary=True)
        self._close = button(tr("Close"))
        self._back.clicked.connect(self.go_back)
        self._next.clicked.connect(self.go_on)
        self._close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(elastic(self._hint), 1)
        for part in (self._close, self._back, self._next):
            foot.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addLayout(head)
        box.addWidget(self.notice)
        box.addWidget(self._pages, 1)
        box.addWidget(self.work)
        box.addLayout(foot)


def _carded(inside: QWidget) -> QFrame:
    box = QVBoxLayout()
    box.setContentsMargins(16, 12, 12, 12)
    box.addWidget(inside)
    return card(box)


def _file_words(file: Path, look: ImportLook) -> str:
    if look.mapping:
        return tr("{file}, read as “{name}”", file=file.name, name=look.mapping)
    return file.name
