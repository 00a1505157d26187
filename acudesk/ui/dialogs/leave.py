"""Takes everything out of AcuDesk: as a folder or a ZIP, with what became of it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
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
    from acudesk.services.leaving import LeaveReport
    from acudesk.services.long_work import LongWork

WIDE = 680
NUMBER_SHARE = 24
"""Per cent of the width that what is counted has."""
ZIP = ".zip"


class LeaveDialog(QDialog):
    """`saved` carries the LeaveReport once everything was written and checked."""

    saved = Signal(object)

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, settings: Settings
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export everything"))
        self.setModal(True)
        self._runner = runner
        self._report: LeaveReport | None = None
        self.work: LongWorkDialog | None = None
        self.notice = Notice(theme)
        self.form = ChoiceField(tr("As"), (("folder", tr("Folder")), ("zip", tr("One ZIP file"))))
        self.form.choose("folder")
        self.form.chosen.connect(self._rename)
        self.place = QLineEdit(str(_start(settings) / _name()))
        self.place.setAccessibleName(tr("Where to"))
        self.choose_button = button(tr("Choose…"))
        self.choose_button.setAccessibleName(tr("Choose where to"))
        self.choose_button.clicked.connect(self.choose_place)
        self.outcome = RecordText(theme, NUMBER_SHARE)
        self.outcome.setAccessibleName(tr("What was exported"))
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.open_button = button(tr("Open folder"))
        self.open_button.clicked.connect(self.open_folder)
        self.do_button = button(tr("Export everything"), primary=True)
        self.do_button.clicked.connect(self.start)
        self._build()
        self.finished.connect(self.deleteLater)
        self.do_button.setFocus()

    def choose_place(self) -> QFileDialog:
        """Ask for the folder in which the export is made."""
        start = Path(self.place.text()).parent
        while not start.is_dir() and start != start.parent:
            start = start.parent
        dialog = QFileDialog(self, tr("Where the export is made"), str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        name = Path(self.place.text()).name or _name()
        dialog.fileSelected.connect(lambda chosen: self.place.setText(str(Path(chosen, name))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def start(self) -> None:
        """Export, with a dialog that says how far it is."""
        text = self.place.text().strip()
        if not text:
            self.notice.warn(tr("Choose where the export is made."))
            self.place.setFocus()
            return
        self.notice.hide()
        out = Path(text).expanduser()

        def make(work: "LongWork") -> Any:
            from acudesk.services.leaving import leave

            return leave(work, out)

        self.work = LongWorkDialog(self._runner, self, tr("Exporting everything"), make)
        self.work.finished_work.connect(self._show)
        self.work.failed.connect(self._refuse)
        self.work.stopped.connect(self._stopped)
        self.work.open()

    def open_folder(self) -> None:
        """Show the export in the system's own program: the folder, or the one of the ZIP."""
        if self._report is not None:
            target = self._report.target
            folder = target if target.is_dir() else target.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.place, 1)
        line.addWidget(self.choose_button)
        fields = QFormLayout()
        fields.setContentsMargins(18, 16, 18, 16)
        fields.setHorizontalSpacing(16)
        fields.setVerticalSpacing(12)
        height = self.choose_button.sizeHint().height()
        for words, field in ((tr("As"), self.form), (tr("Where to"), line)):
            name = label(words, "label")
            name.setMinimumHeight(height)
            if isinstance(field, QWidget):
                fields.addRow(name, field)
            else:
                fields.addRow(name, field)
        inside = QVBoxLayout()
        inside.setContentsMargins(10, 6, 4, 6)
        inside.addWidget(self.outcome)
        self._pages = QStackedLayout()
        self._pages.addWidget(card(fields))
        self._pages.addWidget(card(inside))
        foot = QHBoxLayout()
        foot.setSpacing(10)
        hint = tr(
            "The files are not encrypted. Keep them where only you can see them, and delete "
            "them when they are no longer needed."
        )
        foot.addWidget(elastic(label(hint, "hint", wrap=True)), 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.open_button)
        foot.addWidget(self.do_button)
        self.open_button.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addWidget(label(tr("Export everything"), "title"))
        words = tr(
            "Everything that the practice holds: a record of each patient as PDF with their "
            "documents, all tables as CSV and SQLite, and a FHIR bundle. No file needs AcuDesk, "
            "and AcuDesk can bring everything back from them."
        )
        box.addWidget(label(words, "muted", wrap=True))
        box.addWidget(self.notice)
        box.addLayout(self._pages, 1)
        box.addLayout(foot)
        self.setMinimumWidth(WIDE)

    def _rename(self) -> None:
        """The name follows the choice of folder or ZIP."""
        text = self.place.text().strip()
        bare = text[: -len(ZIP)] if text.lower().endswith(ZIP) else text
        self.place.setText(bare + ZIP if self.form.value == "zip" else bare)

    def _show(self, report: "LeaveReport") -> None:
        self._report = report
        told = ntr(
            "{n} file was written and checked.",
            "{n} files were written and checked.",
            report.files,
        )
        names = {
            "patients": tr("Patients"),
            "courses": tr("Courses"),
            "sessions": tr("Sessions"),
            "documents": tr("Documents"),
        }
        counts = tuple(
            Line(label=name, text=str(report.counts[key])) for key, name in names.items()
        )
        sections = [Section(title=tr("What is in it"), lines=counts)]
        if report.troubles:
            heading = ntr(
                "{n} part could not be made", "{n} parts could not be made", len(report.troubles)
            )
            lines = tuple(Line(label="", text=one) for one in report.troubles)
            sections.insert(0, Section(title=heading, lines=lines))
        self.outcome.show_parts([told, str(report.target)], sections)
        self._pages.setCurrentIndex(1)
        self.do_button.hide()
        self.open_button.show()
        self.open_button.setFocus()
        self.setTabOrder(self.outcome, self.close_button)
        self.saved.emit(report)

    def _refuse(self, error: DomainError) -> None:
        self.notice.warn(error.text)

    def _stopped(self) -> None:
        self.notice.warn(
            tr(
                "Stopped. What is there is marked as unfinished and not encrypted: start again "
                "with the same name to go on, or delete it."
            )
        )


def _start(settings: Settings) -> Path:
    start = Path(settings.report_folder or Path.home() / "Documents")
    return start if start.is_dir() else Path.home()


def _name() -> str:
    return file_name(tr("AcuDesk export {day}", day=date.today().isoformat()))
