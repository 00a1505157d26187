"""Brings in files step by step: choose, say what the columns are, look, then do it."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.import_matching import Decision
from acudesk.domain.import_outcome import ImportOutcome
from acudesk.domain.import_plan import FileKind, ImportLook, ImportPlan
from acudesk.domain.measure import Measure
from acudesk.translation import tr
from acudesk.ui.dialogs.import_work import bundle_work, keeping, looking, trying
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.import_mapping import ImportMapping
from acudesk.ui.widgets.import_result import ImportResult
from acudesk.ui.widgets.import_start import ImportStart
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import button, card, elastic, label
from acudesk.ui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from acudesk.services.fhir_outcome import FhirImportReport
    from acudesk.services.long_work import LongWork

WIDTH, HEIGHT = 980, 680
BUNDLES = (".json", ".ndjson")
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
        self._bundle: FhirImportReport | None = None
        self._decided: dict[Any, Decision] = {}
        self._then: Callable[[Any], None] = lambda _: None
        self.start = ImportStart(runner)
        self.mapping = ImportMapping()
        self.columns = self.mapping.columns
        self.questions = self.mapping.questions
        self.options = self.mapping.options
        self.findings = ImportResult()
        self.good_only = QCheckBox(tr("Import the good entries where others are refused"))
        self.good_only.hide()
        self.good_only.clicked.connect(self._choose_good_only)
        self.notice = Notice(theme)
        self.work = WorkLine(runner, tr("Import"))
        self._build()
        self.start.file_wanted.connect(self.ask_file)
        self.start.taken_back.connect(self._taken_back)
        self.start.refused.connect(lambda error: self.notice.warn(error.text))
        self.mapping.plan_wanted.connect(self._look_again)
        self.mapping.afresh_wanted.connect(self._look_afresh)
        self.mapping.changed.connect(self._choose_options)
        self.mapping.refused.connect(lambda error: self.notice.warn(error.text))
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
            [
                tr("Tables, address cards, FHIR (*.csv *.txt *.tsv *.vcf *.json *.ndjson)"),
                tr("All files (*)"),
            ]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.open()

    def take(self, file: Path) -> None:
        """Look into a file."""
        self._file, self._look, self._outcome, self._bundle = file, None, None, None
        self._forget_decisions()
        self.good_only.setChecked(False)
        self.good_only.hide()
        self.mapping.begin()
        self._name.setText("")
        if file.is_dir() or file.suffix.lower() == ".zip":
            self.notice.warn(
                tr(
                    "“{file}” is a folder or a ZIP. An export of everything comes back by File, "
                    "Bring everything back; other files are imported one by one.",
                    file=file.name,
                )
            )
            self._show_step()
        elif file.suffix.lower() in BUNDLES:
            self._try_bundle()
        else:
            self._look_again(None)

    def _look_afresh(self) -> None:
        self.mapping.begin()
        self._look_again(None, afresh=True)

    def _look_again(self, plan: ImportPlan | None, *, afresh: bool = False) -> None:
        file = self._file
        if file is None:
            return

        self._run(looking(file, plan, afresh=afresh), self._looked)

    def _looked(self, look: ImportLook) -> None:
        self._look = look
        self.mapping.show_look(look, self._measures)
        self._order(self.mapping.in_order)
        assert self._file is not None
        self._name.setText(self._file.name)
        if look.kind == FileKind.VCARD and not (look.questions or look.problems):
            self._try()
        else:
            self._go_to(1)

    def _choose_good_only(self, good_only: bool) -> None:
        self.options.skip_bad.setChecked(good_only)
        self._choose_options()
        self._show_step()

    def _choose_options(self) -> bool:
        """Take the options into the plan; False where one is refused."""
        if self._look is None:
            return False
        plan = self.mapping.with_options(self._look.plan)
        if plan is None:
            return False
        self._look = replace(self._look, plan=plan)
        return True

    # A FHIR bundle

    def _try_bundle(self) -> None:
        if self._file is not None:
            self._run(
                bundle_work(self._file, self._decisions(), dry_run=True),
                lambda result: self._show_bundle(result[0]),
            )

    def _do_bundle(self) -> None:
        if self._file is not None:
            good_only = self.good_only.isChecked()
            self._run(
                bundle_work(self._file, self._decisions(), dry_run=False, good_only=good_only),
                self._bundle_done,
            )

    def _bundle_done(self, result: "tuple[FhirImportReport, Changes]") -> None:
        report, changes = result
        self._runner.announce(changes)
        self._show_bundle(report)
        self.notice.tell(tr("The file is in the practice now."))

    def _show_bundle(self, report: "FhirImportReport") -> None:
        assert self._file is not None
        self._bundle = report
        self._name.setText(self._file.name)
        self.findings.show_bundle(report)
        self._go_to(2)

    # What is tried and done

    def _try(self) -> None:
        file = self._file
        if file is None or not self._choose_options() or self._look is None:
            return
        self._run(trying(file, self._look.plan, self._decisions()), self._tried)

    def _tried(self, outcome: ImportOutcome) -> None:
        self._outcome = outcome
        self.good_only.setChecked(self.options.skip_bad.isChecked())
        self.findings.show_outcome(outcome)
        self._go_to(2)

    def _do(self) -> None:
        look, file = self._look, self._file
        if look is None or file is None:
            return
        self._run(keeping(file, look.plan, self._decisions()), self._done)

    def _done(self, result: tuple[ImportOutcome, Changes]) -> None:
        outcome, changes = result
        self._runner.announce(changes)
        self._outcome = outcome
        self.findings.show_outcome(outcome)
        self._go_to(2)
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
        self._go_to(0)
        self.notice.tell(tr("The whole import was taken back."))

    def _decisions(self) -> dict[Any, Decision]:
        return {**self._decided, **self.findings.decisions}

    def _forget_decisions(self) -> None:
        """They are by line: true of this file, read in this way."""
        self._decided = {}
        self.findings.clear()

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
            self._forget_decisions()
            self._try()
        elif self._bundle is not None:
            self._go_on_with_bundle(self._bundle)
        elif self._outcome is not None and self._outcome.kept:
            self.accept()
        elif self._outcome is not None and self._outcome.undecided_total:
            self._decided = self._decisions()
            self._try()
        else:
            self._do()

    def _go_on_with_bundle(self, report: "FhirImportReport") -> None:
        if report.kept:
            self.accept()
        elif report.undecided:
            self._decided = self._decisions()
            self._try_bundle()
        else:
            self._do_bundle()

    def go_back(self) -> None:
        """The step before."""
        self._outcome = None
        self._forget_decisions()
        self.notice.hide()
        cards = self._look is None or self._look.kind == FileKind.VCARD
        self._bundle = None
        self._go_to(0 if cards else self._pages.currentIndex() - 1)

    def _go_to(self, step: int) -> None:
        """Show a step, with the cursor where something is to be done first."""
        moved = step != self._pages.currentIndex()
        self._pages.setCurrentIndex(step)
        self._show_step()
        if step == 0:
            self.start.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        elif step == 2:
            self._order(self.findings.in_order)
            if not self.findings.take_focus():
                first = self._next if self._next.isEnabled() else self._back
                first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif step == 1 and moved:
            self.mapping.take_focus()

    def _order(self, parts: list[QWidget]) -> None:
        """Put what was just made before the buttons below it; Qt puts it last."""
        chain = [*parts, self.good_only, self._close, self._back, self._next]
        for one, other in pairwise(chain):
            self.setTabOrder(one, other)

    def _show_step(self) -> None:
        step, outcome = self._pages.currentIndex(), self._outcome
        bundle = self._bundle
        kept = any(one is not None and one.kept for one in (outcome, bundle))
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
            words, ready, hint = self._ready(
                outcome.undecided_total,
                outcome.refused.total,
                good_only=self._look is not None and self._look.plan.skip_bad,
            )
        elif bundle is not None:
            words, ready, hint = self._ready(
                len(bundle.undecided), len(bundle.refused), good_only=self.good_only.isChecked()
            )
        refused = outcome.refused.total if outcome else len(bundle.refused) if bundle else 0
        self.good_only.setVisible(step == 2 and bool(refused) and not kept)
        self._name.setVisible(step > 0)
        self._next.setText(words)
        self._next.setEnabled(ready and not self.work.is_running)
        self._back.setEnabled(not self.work.is_running)
        self._hint.setText(hint)
        self.work.setVisible(self.work.is_running)
        self._pages.setEnabled(not self.work.is_running or step == 1)
        if step == 0:
            self.start.refresh()

    def _ready(self, undecided: int, refused: int, *, good_only: bool) -> tuple[str, bool, str]:
        if undecided:
            waits = self.findings.waits
            words = "" if not waits else tr("Somebody in the file may be known already.")
            return tr("Check again"), not waits, words
        if refused and not good_only:
            return (
                tr("Import"),
                False,
                tr("Mend what is refused, or choose to import the good part only."),
            )
        if refused:
            return tr("Import"), True, tr("What is refused stays out. Nothing is kept yet.")
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
        if event.mimeData().hasUrls() and self._pages.currentIndex() == 0:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) != 1 or not urls[0].isLocalFile():
            self.notice.warn(tr("Drop one file from this computer."))
            return
        event.acceptProposedAction()
        self.take(Path(urls[0].toLocalFile()))

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            room = self.screen().availableSize()
            self.resize(min(WIDTH, room.width() - ROOM), min(HEIGHT, room.height() - ROOM))
        super().showEvent(event)

    def _build(self) -> None:
        self._name = label("", "hint")
        self._pages = QStackedWidget()
        found = QWidget()
        below = QVBoxLayout(found)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.findings, 1)
        below.addWidget(self.good_only)
        for page in (self.start, _carded(self.mapping), _carded(found)):
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
