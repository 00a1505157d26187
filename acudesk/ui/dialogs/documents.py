"""The documents of a patient: letters, scans and pictures, added, looked at, printed, saved."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.document import LIMIT, Document, size_words
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.wording import long_date
from acudesk.settings import Settings
from acudesk.translation import tr
from acudesk.ui.dialogs.adding_documents import AddingDocuments
from acudesk.ui.dialogs.ask_file import ask_file, file_name
from acudesk.ui.dialogs.document import DocumentDialog
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.document_list import DocumentList
from acudesk.ui.widgets.file_results import FileResults
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import button, card, elastic, label, themed_icon

WIDTH, HEIGHT = 860, 600
ROOM = 40
"""What stays free of the screen around the dialog, in logical pixels."""


class DocumentsDialog(QDialog):
    """Everything that is done here is kept at once; files are added by a button or dropped."""

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        settings: Settings,
        patient: Patient,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Documents"))
        self.setModal(True)
        self.setAcceptDrops(True)
        self.patient = patient
        self._runner, self._theme, self._settings = runner, theme, settings
        self._folder = settings.report_folder
        self.adding = AddingDocuments(runner, patient.id, self)
        self.list = DocumentList(theme)
        self.notice = Notice(theme)
        self.results = FileResults(theme)
        self._build()
        self.adding.told.connect(self._say_progress)
        self.adding.ended.connect(self._all_added)
        self.list.moved.connect(self._show_chosen)
        self.list.view_wanted.connect(self.view)
        self.list.edit_wanted.connect(self.edit)
        self.list.removal_wanted.connect(self.ask_removal)
        self.finished.connect(self.deleteLater)
        self._read()

    # What is done

    def ask_files(self) -> None:
        """Ask which files to add."""
        dialog = QFileDialog(self, tr("Choose documents"), self._start())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [tr("PDF, JPEG and PNG (*.pdf *.jpg *.jpeg *.png)"), tr("All files (*)")]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.add_files([Path(one) for one in names]))
        dialog.open()

    def add_files(self, files: Sequence[Path]) -> None:
        """Add files one after the other, and say of each what became of it."""
        self._keep()
        self.notice.hide()
        self.results.hide()
        self.adding.add(files)

    def view(self) -> None:
        """Show the chosen document; from there it is printed."""
        document = self.list.chosen
        if document is None:
            return
        from acudesk.ui.dialogs.preview import PreviewDialog

        key = document.id
        PreviewDialog(
            self._runner,
            self._theme,
            self,
            self._settings,
            lambda services: services.documents.document_printout(key),
        ).open()

    def edit(self) -> None:
        """Change name, day and note of the chosen document."""
        document = self.list.chosen
        if document is None:
            return
        self._keep()
        dialog = DocumentDialog(self._runner, self._theme, self, document)
        dialog.saved.connect(lambda _: self._read())
        dialog.open()

    def export(self) -> None:
        """Ask where a copy of the chosen document goes, and write it there."""
        document = self.list.chosen
        if document is None:
            return
        ask_file(
            self,
            tr("Save a copy"),
            document.kind.value,
            file_name(document.name) or tr("Document"),
            self._folder,
            lambda file: self.save_copy(file, document),
        )

    def save_copy(self, file: Path, document: Document) -> None:
        """Write a document as a file, byte for byte as it was added."""

        def write(content: bytes) -> None:
            def save() -> Path:
                from acudesk.services.documents import save_copy

                return save_copy(file, document.kind, content)

            self._runner.run_aside(save, self._saved, failed=self._refused, owner=self)

        self._runner.read(
            lambda services: services.documents.content(document.id),
            write,
            failed=self._refused,
            owner=self,
        )

    def ask_removal(self) -> None:
        """Ask whether the chosen document is to go for good."""
        document = self.list.chosen
        if document is None:
            return
        self._question_text.setText(
            tr("Remove “{name}” from the record for good?", name=document.name)
        )
        self._question.setAccessibleName(self._question_text.text())
        self._question.show()
        self._actions.hide()
        self.keep_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self) -> None:
        """Take the chosen document out of the record."""
        document = self.list.chosen
        self._keep()
        if document is None:
            return
        key, name = document.id, document.name

        def removed(_: Changes) -> None:
            self.notice.tell(tr("Removed: {name}", name=name))
            self._read()

        self._runner.write(
            lambda services: services.documents.remove_document(key),
            removed,
            failed=self._refused,
            owner=self,
        )

    def reject(self) -> None:
        """Esc first takes back the question whether a document is to go."""
        if self._question.isHidden():
            super().reject()
        else:
            self._keep()

    # Files that are dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            room = self.screen().availableSize()
            self.resize(min(WIDTH, room.width() - ROOM), min(HEIGHT, room.height() - ROOM))
        super().showEvent(event)

    # What became of it

    def _all_added(self) -> None:
        adding = self.adding
        self._say_progress("")
        if adding.added == len(adding.results) == 1:
            self._read(lambda: self._tell_added(adding.results[0][0]))
            return
        trouble = adding.added < len(adding.results)
        self.results.show_results(adding.heading, adding.results, trouble=trouble)
        self._read()

    def _tell_added(self, name: str) -> None:
        newest = max(self.list.documents, key=lambda one: one.id, default=None)
        if newest is not None:
            self.list.choose(newest.id)
        self.notice.tell(tr("Added: {name}", name=name), do=tr("Name and date…"), action=self.edit)

    def _say_progress(self, words: str) -> None:
        self.add_button.setEnabled(not words)
        self.first_button.setEnabled(not words)
        self._hint.setText(words or _hint_words())

    # What is shown

    def _read(self, then: Callable[[], None] | None = None) -> None:
        patient_id = self.patient.id

        def show(documents: tuple[Document, ...]) -> None:
            self._show(documents)
            if then is not None:
                then()

        self._runner.read(
            lambda services: services.documents.list_documents(patient_id),
            show,
            failed=self._refused,
            owner=self,
        )

    def _show(self, documents: tuple[Document, ...]) -> None:
        self.list.show_documents(documents)
        empty = not documents
        self._pile.setCurrentIndex(1 if empty else 0)
        self._actions.setVisible(not empty)
        self.add_button.setVisible(not empty)
        self._show_chosen()
        field = self.first_button if empty else self.list
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_chosen(self) -> None:
        document = self.list.chosen
        self._keep()
        for one in (self.view_button, self.edit_button, self.export_button, self.remove_button):
            one.setEnabled(document is not None)
        if document is None:
            self._details.setText("")
            return
        added = tr("Added on {day}.", day=long_date(document.added_at.astimezone().date()))
        self._details.setText("\n".join(filter(None, (added, document.note))))

    def _keep(self) -> None:
        if self._question.isHidden():
            return
        self._question.hide()
        self._actions.show()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, file: Path) -> None:
        self._folder = str(file.parent)
        self.notice.tell(
            tr("Saved: {name}", name=file.name),
            do=tr("Open"),
            action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))),
        )

    def _refused(self, error: DomainError) -> None:
        self.notice.warn(error.text)

    def _start(self) -> str:
        start = Path.home() / "Documents"
        return str(start if start.is_dir() else Path.home())

    # What it looks like

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(tr("Documents"), "title"))
        head.addSpacing(12)
        head.addWidget(elastic(label(self.patient.display_name, "muted")), 1)
        self._pile = QStackedWidget()
        self._pile.addWidget(self._filled())
        self._pile.addWidget(self._empty())
        inside = QVBoxLayout()
        inside.setContentsMargins(12, 8, 12, 12)
        inside.addWidget(self._pile)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.accept)
        self.add_button = button(tr("Add files…"), primary=True)
        self.add_button.setToolTip(tr("Add files (Insert)"))
        themed_icon(self.add_button, self._theme, "plus", "accent_text")
        self.add_button.clicked.connect(self.ask_files)
        self._hint = label(_hint_words(), "hint", wrap=True)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(elastic(self._hint), 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.add_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addLayout(head)
        box.addWidget(self.notice)
        box.addWidget(self.results)
        box.addWidget(card(inside), 1)
        box.addLayout(foot)
        QShortcut(QKeySequence(Qt.Key.Key_Insert), self).activated.connect(self.ask_files)

    def _filled(self) -> QWidget:
        self._details = label("", "hint", wrap=True)
        self._details.setMinimumHeight(self._details.fontMetrics().lineSpacing() * 2)
        self._details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.view_button = button(tr("View and print"))
        self.view_button.setToolTip(tr("View and print (Enter)"))
        self.view_button.clicked.connect(self.view)
        self.edit_button = button(tr("Name, date, note…"))
        self.edit_button.setToolTip(tr("Name, date, note (F2)"))
        self.edit_button.clicked.connect(self.edit)
        self.export_button = button(tr("Save a copy…"))
        self.export_button.clicked.connect(self.export)
        self.remove_button = button(tr("Remove…"))
        self.remove_button.setToolTip(tr("Remove (Delete)"))
        self.remove_button.clicked.connect(self.ask_removal)
        self._actions = QWidget()
        line = QHBoxLayout(self._actions)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for one in (self.view_button, self.edit_button, self.export_button):
            line.addWidget(one)
        line.addStretch(1)
        line.addWidget(self.remove_button)
        self._question = QFrame()
        self._question.setObjectName("alert")
        self._question_text = label("", wrap=True)
        self.keep_button = button(tr("Keep it"))
        self.keep_button.clicked.connect(self._keep)
        self.really_button = button(tr("Remove"))
        self.really_button.clicked.connect(self.remove)
        ask = QHBoxLayout(self._question)
        ask.setContentsMargins(14, 6, 8, 6)
        ask.setSpacing(8)
        ask.addWidget(self._question_text, 1)
        ask.addWidget(self.keep_button)
        ask.addWidget(self.really_button)
        self._question.hide()
        filled = QWidget()
        box = QVBoxLayout(filled)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.list, 1)
        box.addWidget(self._details)
        box.addWidget(self._actions)
        box.addWidget(self._question)
        return filled

    def _empty(self) -> QWidget:
        self.first_button = button(tr("Add files…"), primary=True)
        self.first_button.clicked.connect(self.ask_files)
        themed_icon(self.first_button, self._theme, "plus", "accent_text")
        heading = label(tr("No documents yet"), "heading")
        words = label(
            tr(
                "Letters of referral, findings and pictures are kept here, encrypted with the "
                "record: PDF, JPEG or PNG, each up to {limit}. Choose files, or drop them here.",
                limit=size_words(LIMIT),
            ),
            "muted",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setFixedWidth(460)
        empty = QWidget()
        box = QVBoxLayout(empty)
        box.setSpacing(12)
        # Not by an alignment: the words would be given too little height for their lines.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(words)
        middle.addStretch(1)
        box.addStretch(1)
        box.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addLayout(middle)
        box.addWidget(self.first_button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        return empty


def _hint_words() -> str:
    return tr(
        "PDF, JPEG or PNG, up to {limit} each; files can be dropped here.", limit=size_words(LIMIT)
    )
