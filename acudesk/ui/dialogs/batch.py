"""Saves the progress pages of all patients to a folder, and says what became of them."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.errors import DomainError
from acudesk.domain.record_sections import Line, Section
from acudesk.settings import Settings
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.ask_file import file_name
from acudesk.ui.dialogs.long_work import LongWorkDialog
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import button, card, elastic, label
from acudesk.ui.widgets.record_text import RecordText

if TYPE_CHECKING:
    from acudesk.services.batch import BatchReport
    from acudesk.services.long_work import LongWork

WIDE = 640
NUMBER_SHARE = 18
"""Per cent of the width that a chart number has; the reason is longer."""


class BatchDialog(QDialog):
    """`saved` carries the BatchReport once pages were written."""

    saved = Signal(object)

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, settings: Settings
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Pages of all patients"))
        self.setModal(True)
        self._runner = runner
        self._report: BatchReport | None = None
        self.work: LongWorkDialog | None = None
        self.notice = Notice(theme)
        start = Path(settings.report_folder or Path.home() / "Documents")
        start = start if start.is_dir() else Path.home()
        name = file_name(tr("Progress pages {day}", day=date.today().isoformat()))
        self.folder = QLineEdit(str(start / name))
        self.folder.setAccessibleName(tr("Folder"))
        self.choose_button = button(tr("Choose…"))
        self.choose_button.setAccessibleName(tr("Choose a folder"))
        self.choose_button.clicked.connect(self.choose_folder)
        self.form = ChoiceField(tr("Format"), (("pdf", tr("PDF")), ("png", tr("PNG picture"))))
        self.form.choose("pdf")
        self.archived = QCheckBox(tr("Patients in the archive too"))
        self.outcome = RecordText(theme, NUMBER_SHARE)
        self.outcome.setAccessibleName(tr("What became of the pages"))
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.open_button = button(tr("Open folder"))
        self.open_button.clicked.connect(self.open_folder)
        self.do_button = button(tr("Save pages"), primary=True)
        self.do_button.clicked.connect(self.start)
        self._build()
        self.finished.connect(self.deleteLater)
        self.folder.setFocus()

    def choose_folder(self) -> QFileDialog:
        """Ask for the folder."""
        start = Path(self.folder.text())
        while not start.is_dir() and start != start.parent:
            start = start.parent
        dialog = QFileDialog(self, tr("Folder of the pages"), str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def start(self) -> None:
        """Make the pages, with a dialog that says how far it is."""
        text = self.folder.text().strip()
        if not text:
            self.notice.warn(tr("Choose a folder for the pages."))
            self.folder.setFocus()
            return
        self.notice.hide()
        out, form, archived = Path(text).expanduser(), self.form.value, self.archived.isChecked()

        def make(work: "LongWork") -> Any:
            from acudesk.services.batch import save_pages

            return save_pages(work, out, form="png" if form == "png" else "pdf", archived=archived)

        self.work = LongWorkDialog(self._runner, self, tr("Saving progress pages"), make)
        self.work.finished_work.connect(self._show)
        self.work.failed.connect(self._refuse)
        self.work.stopped.connect(self._stopped)
        self.work.open()

    def open_folder(self) -> None:
        """Show the folder in the system's own program."""
        if self._report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report.folder)))

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.folder, 1)
        line.addWidget(self.choose_button)
        fields = QFormLayout()
        fields.setContentsMargins(18, 16, 18, 16)
        fields.setHorizontalSpacing(16)
        fields.setVerticalSpacing(12)
        names = label(tr("Folder"), "label"), label(tr("Format"), "label")
        for name in names:
            name.setMinimumHeight(self.choose_button.sizeHint().height())
        fields.addRow(names[0], line)
        fields.addRow(names[1], self.form)
        fields.addRow(QWidget(), self.archived)
        inside = QVBoxLayout()
        inside.setContentsMargins(10, 6, 4, 6)
        inside.addWidget(self.outcome)
        self._pages = QStackedLayout()
        self._pages.addWidget(card(fields))
        self._pages.addWidget(card(inside))
        foot = QHBoxLayout()
        foot.setSpacing(10)
        hint = tr(
            "Each file carries the patient's name. Keep the folder where only you can see it."
        )
        foot.addWidget(elastic(label(hint, "hint", wrap=True)), 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.open_button)
        foot.addWidget(self.do_button)
        self.open_button.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addWidget(label(tr("Pages of all patients"), "title"))
        words = tr(
            "A progress page for everybody who has a course: the latest open one, else the latest."
        )
        box.addWidget(label(words, "muted", wrap=True))
        box.addWidget(self.notice)
        box.addLayout(self._pages, 1)
        box.addLayout(foot)
        self.setMinimumWidth(WIDE)

    def _show(self, report: "BatchReport") -> None:
        self._report = report
        told = ntr("{n} page was saved.", "{n} pages were saved.", report.written)
        parts = [told, str(report.folder)]
        sections = []
        if report.failures:
            heading = ntr(
                "{n} page could not be made", "{n} pages could not be made", len(report.failures)
            )
            lines = [Line(label=one.label, text=one.reason) for one in report.failures]
            sections.append(Section(title=heading, lines=tuple(lines)))
        self.outcome.show_parts(parts, sections)
        self._pages.setCurrentIndex(1)
        self.do_button.hide()
        self.open_button.show()
        self.open_button.setFocus()
        self.setTabOrder(self.outcome, self.close_button)
        self.saved.emit(report)

    def _refuse(self, error: DomainError) -> None:
        self.notice.warn(error.text)

    def _stopped(self) -> None:
        self.notice.warn(tr("Stopped. The pages that were whole by then are in the folder."))
