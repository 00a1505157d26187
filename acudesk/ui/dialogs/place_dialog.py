"""What the dialogs share that write a whole lot of files, or read one: a place, work of minutes,
and what became of it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.errors import DomainError
from acudesk.domain.record_sections import Section
from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.dialogs.long_work import LongWorkDialog
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import button, card, elastic, label
from acudesk.ui.widgets.record_text import RecordText

if TYPE_CHECKING:
    from acudesk.services.long_work import LongWork


class PlaceDialog(QDialog):
    """A title and a word on it, a card of fields with the place among them, and the first button.

    A subclass makes its fields, then calls `build`; its button starts `run`. What came of the
    work stands in the place of the fields, by `show_outcome`.
    """

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        settings: Settings,
        *,
        title: str,
        do: str,
        label_share: int,
        wide: int,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self._runner = runner
        self._title = title
        self._folder: Path | None = None
        self.start_folder = Path(settings.report_folder or Path.home() / "Documents")
        if not self.start_folder.is_dir():
            self.start_folder = Path.home()
        self.work: LongWorkDialog | None = None
        self.notice = Notice(theme)
        self.place = QLineEdit()
        self.outcome = RecordText(theme, label_share)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.open_button = button(tr("Open folder"))
        self.open_button.clicked.connect(self.open_folder)
        self.open_button.hide()
        self.do_button = button(do, primary=True)
        self._pages = QStackedLayout()
        self.setMinimumWidth(wide)
        self.finished.connect(self.deleteLater)

    @property
    def chosen(self) -> Path | None:
        """The place that is written here, None where nothing is."""
        text = self.place.text().strip()
        return Path(text).expanduser() if text else None

    def choose_button(self, words: str, name: str, ask: Callable[[], object]) -> QPushButton:
        """A button beside the place that asks for another."""
        made = button(words)
        made.setAccessibleName(name)
        made.clicked.connect(lambda: ask())
        return made

    def ask_folder(self, title: str, start: Path, take: Callable[[str], object]) -> QFileDialog:
        """Ask for a folder, beginning at the nearest one that there is."""
        while not start.is_dir() and start != start.parent:
            start = start.parent
        dialog = QFileDialog(self, title, str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def build(
        self,
        words: str,
        hint: str,
        fields: Sequence[tuple[str, QWidget | Sequence[QWidget]]],
    ) -> None:
        """Lay it out: each field is a widget, or several beside each other."""
        form = QFormLayout()
        form.setContentsMargins(18, 16, 18, 16)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        height = self.close_button.sizeHint().height()
        for title, parts in fields:
            name = label(title, "label")
            name.setMinimumHeight(height)
            form.addRow(name, parts if isinstance(parts, QWidget) else _line(parts))
        inside = QVBoxLayout()
        inside.setContentsMargins(10, 6, 4, 6)
        inside.addWidget(self.outcome)
        self._pages.addWidget(card(form))
        self._pages.addWidget(card(inside))
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(elastic(label(hint, "hint", wrap=True)), 1)
        for one in (self.close_button, self.open_button, self.do_button):
            foot.addWidget(one)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addWidget(label(self._title, "title"))
        box.addWidget(label(words, "muted", wrap=True))
        box.addWidget(self.notice)
        box.addLayout(self._pages, 1)
        box.addLayout(foot)

    def run(
        self,
        title: str,
        work: "Callable[[LongWork], Any]",
        done: Callable[[Any], object],
        stopped: str,
    ) -> None:
        """Do the work, with a dialog that says how far it is; `stopped` is said of one that was
        stopped."""
        self.notice.hide()
        self.work = LongWorkDialog(self._runner, self, title, work)
        self.work.finished_work.connect(done)
        self.work.failed.connect(self._refuse)
        self.work.stopped.connect(lambda: self.notice.warn(stopped))
        self.work.open()

    def show_outcome(self, folder: Path, words: Sequence[str], sections: Sequence[Section]) -> None:
        """Say what came of it, and offer the folder in which it lies."""
        self._folder = folder
        self.outcome.show_parts(list(words), list(sections))
        self._pages.setCurrentIndex(1)
        self.do_button.hide()
        self.open_button.show()
        self.open_button.setFocus()
        self.setTabOrder(self.outcome, self.close_button)

    def open_folder(self) -> None:
        """Show the folder in the system's own program."""
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _refuse(self, error: DomainError) -> None:
        self.notice.warn(error.text)


def _line(parts: Sequence[QWidget]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    for part in parts:
        line.addWidget(part, 1 if isinstance(part, QLineEdit) else 0)
    return line
