"""Takes everything out of AcuDesk: as a folder or a ZIP, with what became of it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from acudesk.domain.record_sections import Line, Section
from acudesk.settings import Settings
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.ask_file import file_name
from acudesk.ui.dialogs.place_dialog import PlaceDialog
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField

if TYPE_CHECKING:
    from acudesk.services.leaving import LeaveReport
    from acudesk.services.long_work import LongWork

WIDE = 680
NUMBER_SHARE = 24
"""Per cent of the width that what is counted has."""
ZIP = ".zip"


class LeaveDialog(PlaceDialog):
    """`saved` carries the LeaveReport once everything was written and checked."""

    saved = Signal(object)

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, settings: Settings
    ) -> None:
        super().__init__(
            runner,
            theme,
            parent,
            settings,
            title=tr("Export everything"),
            do=tr("Export everything"),
            label_share=NUMBER_SHARE,
            wide=WIDE,
        )
        self.form = ChoiceField(tr("As"), (("folder", tr("Folder")), ("zip", tr("One ZIP file"))))
        self.form.choose("folder")
        self.form.chosen.connect(self._rename)
        self.place.setText(str(self.start_folder / _name()))
        self.place.setAccessibleName(tr("Where to"))
        self.outcome.setAccessibleName(tr("What was exported"))
        self.do_button.clicked.connect(self.start)
        choose = self.choose_button(tr("Choose…"), tr("Choose where to"), self.choose_place)
        self.build(
            tr(
                "Everything that the practice holds: a record of each patient as PDF with their "
                "documents, all tables as CSV and SQLite, and a FHIR bundle. No file needs "
                "AcuDesk, and AcuDesk can bring everything back from them."
            ),
            tr(
                "The files are not encrypted. Keep them where only you can see them, and delete "
                "them when they are no longer needed."
            ),
            ((tr("As"), self.form), (tr("Where to"), (self.place, choose))),
        )
        self.do_button.setFocus()

    def choose_place(self) -> QFileDialog:
        """Ask for the folder in which the export is made."""
        here = self.chosen or self.start_folder / _name()
        return self.ask_folder(
            tr("Where the export is made"),
            here.parent,
            lambda folder: self.place.setText(str(Path(folder, here.name))),
        )

    def start(self) -> None:
        """Export, with a dialog that says how far it is."""
        out = self.chosen
        if out is None:
            self.notice.warn(tr("Choose where the export is made."))
            self.place.setFocus()
            return

        def make(work: "LongWork") -> Any:
            from acudesk.services.leaving import leave

            return leave(work, out)

        self.run(
            tr("Exporting everything"),
            make,
            self._show,
            tr(
                "Stopped. What is there is marked as unfinished and not encrypted: start again "
                "with the same name to go on, or delete it."
            ),
        )

    def _rename(self) -> None:
        """The name follows the choice of folder or ZIP."""
        text = self.place.text().strip()
        bare = text[: -len(ZIP)] if text.lower().endswith(ZIP) else text
        self.place.setText(bare + ZIP if self.form.value == "zip" else bare)

    def _show(self, report: "LeaveReport") -> None:
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
        target = report.target
        folder = target if target.is_dir() else target.parent
        self.show_outcome(folder, [told, str(target)], sections)
        self.saved.emit(report)


def _name() -> str:
    return file_name(tr("AcuDesk export {day}", day=date.today().isoformat()))
