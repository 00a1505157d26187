"""What a document is called, which day it bears, and a note on it."""

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QWidget

from acudesk.domain.document import Document
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.date_field import DateField
from acudesk.ui.widgets.form import WHOLE, Form, LongField


class DocumentDialog(FormDialog):
    """`saved` carries the patient whose document it is."""

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, document: Document
    ) -> None:
        super().__init__(runner, theme, parent, tr("Document"), tr("Save"))
        self.document = document
        self.name = QLineEdit(document.name)
        self.day = DateField()
        self.day.show_day(document.day)
        self.note = LongField()
        self.note.setPlainText(document.note)
        self.form = Form()
        self.form.add("name", tr("Name"), self.name, units=4)
        self.form.add("day", tr("Date of the document"), self.day, units=2)
        self.form.add("note", tr("Note"), self.note, units=WHOLE)
        self.add_card(self.form)
        self.cards.addStretch(1)
        self.settle()
        self.name.setFocus()
        self.name.selectAll()

    def job(self) -> Job:
        """The change; raises DomainError for a name or date that cannot be."""
        changed = replace(
            self.document,
            name=self.name.text(),
            day=self.day.day("day"),
            note=self.note.toPlainText(),
        )
        return lambda services: services.documents.change_document(changed)
