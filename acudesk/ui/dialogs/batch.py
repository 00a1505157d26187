"""Saves the progress pages of all patients to a folder, and says what became of them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from acudesk.domain.record_sections import Line, Section
from acudesk.settings import Settings
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.ask_file import file_name
from acudesk.ui.dialogs.place_dialog import PlaceDialog
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField

if TYPE_CHECKING:
    from acudesk.services.batch import BatchReport
    from acudesk.services.long_work import LongWork

WIDE = 640
NUMBER_SHARE = 18
"""Per cent of the width that a chart number has; the reason is longer."""


class BatchDialog(PlaceDialog):
    """`saved` carries the BatchReport once pages were written."""

    saved = Signal(object)

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, settings: Settings
    ) -> None:
        super().__init__(
            runner,
            theme,
            parent,
            settings,
            title=tr("Pages of all patients"),
            do=tr("Save pages"),
            label_share=NUMBER_SHARE,
            wide=WIDE,
        )
        name = file_name(tr("Progress pages {day}", day=date.today().isoformat()))
        self.place.setText(str(self.start_folder / name))
        self.place.setAccessibleName(tr("Folder"))
        self.form = ChoiceField(tr("Format"), (("pdf", tr("PDF")), ("png", tr("PNG picture"))))
        self.form.choose("pdf")
        self.archived = QCheckBox(tr("Patients in the archive too"))
        self.outcome.setAccessibleName(tr("What became of the pages"))
        self.do_button.clicked.connect(self.start)
        choose = self.choose_button(tr("Choose…"), tr("Choose a folder"), self.choose_place)
        self.build(
            tr(
                "A progress page for everybody who has a course: the latest open one, else the "
                "latest."
            ),
            tr("Each file carries the patient's name. Keep the folder where only you can see it."),
            (
                (tr("Folder"), (self.place, choose)),
                (tr("Format"), self.form),
                ("", self.archived),
            ),
        )
        self.place.setFocus()

    def choose_place(self) -> QFileDialog:
        """Ask for the folder."""
        start = self.chosen or self.start_folder
        return self.ask_folder(tr("Folder of the pages"), start, self.place.setText)

    def start(self) -> None:
        """Make the pages, with a dialog that says how far it is."""
        out = self.chosen
        if out is None:
            self.notice.warn(tr("Choose a folder for the pages."))
            self.place.setFocus()
            return
        form, archived = self.form.value, self.archived.isChecked()

        def make(work: "LongWork") -> Any:
            from acudesk.services.batch import save_pages

            return save_pages(work, out, form="png" if form == "png" else "pdf", archived=archived)

        self.run(
            tr("Saving progress pages"),
            make,
            self._show,
            tr("Stopped. The pages that were whole by then are in the folder."),
        )

    def _show(self, report: "BatchReport") -> None:
        told = ntr("{n} page was saved.", "{n} pages were saved.", report.written)
        sections = []
        if report.failures:
            heading = ntr(
                "{n} page could not be made", "{n} pages could not be made", len(report.failures)
            )
            lines = [Line(label=one.label, text=one.reason) for one in report.failures]
            sections.append(Section(title=heading, lines=tuple(lines)))
        self.show_outcome(report.folder, [told, str(report.folder)], sections)
        self.saved.emit(report)
