"""Brings everything back from an export, into a practice without patients."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.errors import DomainError
from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.dialogs.long_work import LongWorkDialog
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import button, card, label, told

if TYPE_CHECKING:
    from acudesk.services.long_work import LongWork
    from acudesk.services.restoring import RestoreReport

WIDE, HIGH = 640, 330


class RestoreDialog(QDialog):
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
        super().__init__(parent)
        self.setWindowTitle(tr("Bring everything back"))
        self.setModal(True)
        self._runner = runner
        self._bus = bus
        self._window = parent
        self._start = settings.report_folder
        self.work: LongWorkDialog | None = None
        self.notice = Notice(theme)
        self.place = QLineEdit()
        self.place.setAccessibleName(tr("Export"))
        self.place.setPlaceholderText(tr("A folder, or a file that ends in .zip"))
        self.folder_button = button(tr("Choose a folder…"))
        self.folder_button.clicked.connect(lambda: self.choose(folder=True))
        self.zip_button = button(tr("Choose a ZIP…"))
        self.zip_button.clicked.connect(lambda: self.choose(folder=False))
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.do_button = button(tr("Bring everything back"), primary=True)
        self.do_button.clicked.connect(self.start)
        self._build()
        self.finished.connect(self.deleteLater)
        self.folder_button.setFocus()

    def choose(self, *, folder: bool) -> QFileDialog:
        """Ask for the folder or the ZIP of an export."""
        start = Path(self._start or Path.home() / "Documents")
        start = start if start.is_dir() else Path.home()
        dialog = QFileDialog(self, tr("The export"), str(start), tr("ZIP file (*.zip)"))
        dialog.setFileMode(
            QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile
        )
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, folder)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def start(self) -> None:
        """Bring it back, with a dialog that says how far it is."""
        text = self.place.text().strip()
        if not text:
            self.notice.warn(tr("Choose the folder or the ZIP of an export."))
            self.folder_button.setFocus()
            return
        self.notice.hide()
        source = Path(text).expanduser()

        def bring_back(work: "LongWork") -> Any:
            from acudesk.services.restoring import restore

            return restore(work, source)

        self.work = LongWorkDialog(self._runner, self, tr("Bringing everything back"), bring_back)
        self.work.finished_work.connect(self._restored)
        self.work.failed.connect(self._refuse)
        self.work.stopped.connect(self._stopped)
        self.work.open()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch(1)
        line.addWidget(self.folder_button)
        line.addWidget(self.zip_button)
        fields = QFormLayout()
        fields.setContentsMargins(18, 16, 18, 16)
        fields.setHorizontalSpacing(16)
        fields.setVerticalSpacing(12)
        fields.addRow(label(tr("Export"), "label"), self.place)
        fields.addRow(line)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.do_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addWidget(label(tr("Bring everything back"), "title"))
        words = tr(
            "Choose what “Export everything” of AcuDesk has made. Everything in it is checked "
            "before it is kept; settings and lists of this empty practice are replaced."
        )
        box.addWidget(label(words, "muted", wrap=True))
        box.addWidget(self.notice)
        box.addWidget(card(fields))
        box.addStretch(1)
        box.addLayout(foot)
        self.setMinimumSize(WIDE, HIGH)

    def _chosen(self, path: str) -> None:
        self.place.setText(path)
        self.do_button.setFocus()

    def _restored(self, report: "RestoreReport") -> None:
        self.accept()
        self._bus.changed.emit(report.changes)
        self.restored.emit(report)
        told(self._window, tr("Everything is back"), report.words)

    def _refuse(self, error: DomainError) -> None:
        self.notice.warn(error.text)

    def _stopped(self) -> None:
        self.notice.warn(tr("Stopped. Nothing was brought back."))
