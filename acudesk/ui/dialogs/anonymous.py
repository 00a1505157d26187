"""Asks what of a course without a name goes where, and as what: a sheet, a table or data."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget

from acudesk.domain.errors import DomainError
from acudesk.translation import tr
from acudesk.ui.dialogs.ask_file import last_folder, remember_folder
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from acudesk.services.anonymous import AnonymousFile, NamedCourse


class AnonymousSaver(QObject):
    """Reads on the database thread, makes and searches the files beside it. A course that would
    still name somebody is refused before a file is asked for. `asked` carries the dialog, and
    `asked_about_texts` the one before it, which comes only where texts were written."""

    asked = Signal(object)
    asked_about_texts = Signal(object)

    def __init__(self, runner: TaskRunner, notice: Notice, window: QWidget) -> None:
        super().__init__(window)
        self._runner, self._notice, self._window = runner, notice, window

    def ask(self, course_id: int) -> None:
        """Make the course without a name, then ask for its file."""

        self._runner.read(
            lambda services: services.anonymous.read(course_id),
            lambda named: self._prepare(named, texts=None),
            failed=self._refuse,
            owner=self,
        )

    def save(self, made: "AnonymousFile", file: Path) -> None:
        """Write it in the format that the file's name ends in."""

        def write() -> Path:
            from acudesk.services.anonymous import write_anonymous

            return write_anonymous(file, made)

        def done(_: Path) -> None:
            self._notice.tell(
                tr("Saved: {name}", name=file.name),
                do=tr("Open"),
                action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))),
            )

        self._runner.run_aside(write, done, failed=self._refuse, owner=self)

    def _prepare(self, named: "NamedCourse", *, texts: bool | None) -> None:
        """Make the files beside the window; `texts` None asks whether they come along."""

        def make() -> "AnonymousFile":
            from acudesk.services.anonymous import prepared

            return prepared(named, texts=bool(texts))

        def made(file: "AnonymousFile") -> None:
            if texts is None and file.course.unsaid:
                self._ask_about_texts(named, file)
            else:
                self._ask_file(file)

        self._runner.run_aside(make, made, failed=self._refuse, owner=self)

    def _ask_about_texts(self, named: "NamedCourse", without: "AnonymousFile") -> None:
        box = QMessageBox(
            QMessageBox.Icon.NoIcon,
            tr("Save course without a name"),
            tr("You wrote something about reasons, advice or the setting. Take it along?"),
            parent=self._window,
        )
        box.setInformativeText(
            tr(
                "STRICTA 2010 asks for it, but your own words can tell who somebody is. They are "
                "searched for names; read them all the same before you hand them on."
            )
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        cancel = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        along = box.addButton(tr("Take it along"), QMessageBox.ButtonRole.YesRole)
        leave = box.addButton(tr("Leave it out"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(leave)
        box.setEscapeButton(cancel)

        def follow(pressed: object) -> None:
            if pressed is along:
                self._prepare(named, texts=True)
            elif pressed is leave:
                self._ask_file(without)

        box.buttonClicked.connect(follow)
        box.open()
        self.asked_about_texts.emit(box)

    def _ask_file(self, made: "AnonymousFile") -> None:
        start = Path(last_folder() or Path.home() / "Documents")
        kinds = {
            "pdf": tr("PDF sheet for a case report (*.pdf)"),
            "csv": tr("Table (*.csv)"),
            "json": tr("Data (*.json)"),
        }
        dialog = QFileDialog(
            self._window,
            tr("Save course without a name"),
            str(start if start.is_dir() else Path.home()),
            ";;".join(kinds.values()),
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{made.name}.pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def follow(kind: str) -> None:
            """The ending of the name goes with the kind that is chosen."""
            ending = next(end for end, words in kinds.items() if words == kind)
            dialog.setDefaultSuffix(ending)
            # Qt's own dialog has a field for the name, and keeps what is in it while somebody is
            # there; a dialog of the system follows by itself.
            field = dialog.findChild(QLineEdit, "fileNameEdit")
            if field is not None and field.text():
                field.setText(Path(field.text()).with_suffix(f".{ending}").name)

        def take(chosen: str) -> None:
            remember_folder(str(Path(chosen).parent))
            self.save(made, Path(chosen))

        dialog.filterSelected.connect(follow)
        dialog.fileSelected.connect(take)
        dialog.open()
        self.asked.emit(dialog)

    def _refuse(self, error: DomainError) -> None:
        self._notice.warn(error.text)
