"""Brings everything back from an export, into a practice without patients."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.dialogs.place_dialog import PlaceDialog
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import told

if TYPE_CHECKING:
    from acudesk.services.long_work import LongWork
    from acudesk.services.restoring import RestoreReport

WIDE = 720


class RestoreDialog(PlaceDialog):
    """`restored` carries the RestoreReport; the dialog is closed by then and says what came."""

    restored = Signal(object)

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        bus: ChangeBus,
        parent: QWidget,
        settings: Settings,
    ) -> None:
        super().__init__(
            runner,
            theme,
            parent,
            settings,
            title=tr("Bring everything back"),
            do=tr("Bring everything back"),
            label_share=0,
            wide=WIDE,
        )
        self._bus = bus
        self._window = parent
        self.place.setAccessibleName(tr("Export"))
        self.place.setPlaceholderText(tr("A folder, or a file that ends in .zip"))
        self.do_button.clicked.connect(self.start)
        self.folder_button = self.choose_button(
            tr("Folder…"), tr("Choose a folder"), self.choose_folder
        )
        self.zip_button = self.choose_button(tr("ZIP…"), tr("Choose a ZIP file"), self.choose_zip)
        self.build(
            tr(
                "Choose what “Export everything” of AcuDesk has made. Everything in it is checked "
                "before it is kept."
            ),
            tr("Settings and lists of this empty practice are replaced."),
            ((tr("Export"), (self.place, self.folder_button, self.zip_button)),),
        )
        self.folder_button.setFocus()

    def choose_folder(self) -> QFileDialog:
        """Ask for the folder of an export."""
        return self.ask_folder(tr("The export"), self.start_folder, self._chosen)

    def choose_zip(self) -> QFileDialog:
        """Ask for the ZIP of an export."""
        dialog = QFileDialog(self, tr("The export"), str(self.start_folder), tr("ZIP file (*.zip)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def start(self) -> None:
        """Bring it back, with a dialog that says how far it is."""
        source = self.chosen
        if source is None:
            self.notice.warn(tr("Choose the folder or the ZIP of an export."))
            self.folder_button.setFocus()
            return

        def bring_back(work: "LongWork") -> Any:
            from acudesk.services.restoring import restore

            return restore(work, source)

        self.run(
            tr("Bringing everything back"),
            bring_back,
            self._restored,
            tr("Stopped. Nothing was brought back."),
        )

    def _chosen(self, path: str) -> None:
        self.place.setText(path)
        self.do_button.setFocus()

    def _restored(self, report: "RestoreReport") -> None:
        self.accept()
        self._bus.changed.emit(report.changes)
        self.restored.emit(report)
        told(self._window, tr("Everything is back"), report.words)
