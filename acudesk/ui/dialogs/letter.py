"""A letter to a doctor or therapist: drafted from the record, changed here, seen before print."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.letter import (
    LetterDraft,
    LetterKind,
    MeasureTable,
    kind_title,
    salutation_to,
)
from acudesk.domain.letter_text import LetterPart, PartKind
from acudesk.settings import Settings
from acudesk.translation import language, ntr, tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.form import HALF, WHOLE, Form, LongField

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.ui.dialogs.preview import PreviewDialog


@dataclass(frozen=True, slots=True)
class _Drafted:
    draft: LetterDraft
    measures: MeasureTable
    patient_name: str
    paper_language: str


class LetterDialog(FormDialog):
    """Nothing is kept in the record: what stands here is printed. Closing asks before anything
    typed is lost."""

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        settings: Settings,
        patient_id: int,
        course_id: int | None = None,
    ) -> None:
        super().__init__(runner, theme, parent, tr("Letter"), tr("Preview"))
        self._settings = settings
        self._draft: LetterDraft | None = None
        self._language = ""
        self._salutation = ""
        self.preview: PreviewDialog | None = None
        self.hint.say(
            tr("Enter goes on · Ctrl+Enter shows the preview"), tr("Ctrl+Enter shows the preview")
        )
        self.head = Form()
        self.body = Form()
        self.texts: list[LongField] = []
        self.table = ChoiceField(
            tr("Table of measures"), [(True, tr("In the letter")), (False, tr("Left out"))]
        )
        self.question = LongField(fewest=3, most=10)
        self.closing = QLineEdit()
        self._fill_head()
        self.do_button.setEnabled(False)
        self.settle()

        def read(services: "Services") -> _Drafted:
            draft = services.letters.draft(patient_id, course_id)
            return _Drafted(
                draft=draft,
                measures=services.letters.measures(draft),
                patient_name=services.patients.patient(patient_id).display_name,
                paper_language=services.practice.practice().paper_language,
            )

        runner.read(read, self._take, failed=self.show_error, owner=self)

    @property
    def draft(self) -> LetterDraft:
        """The letter as it stands in the fields; raises DomainError with the name of a field."""
        assert self._draft is not None
        texts = iter(self.texts)
        parts = []
        for part in self._draft.parts:
            if part.kind == PartKind.TEXT:
                field = next(texts)
                parts.append(LetterPart(kind=PartKind.TEXT, text=field.toPlainText()))
            elif part.kind == PartKind.QUESTION or self.table.value:
                parts.append(part)
        kind = self.kind.value
        assert isinstance(kind, LetterKind)
        return replace(
            self._draft,
            kind=kind,
            addressee=self.addressee.toPlainText(),
            salutation=self.salutation.text(),
            parts=tuple(parts),
            question=self.question.toPlainText(),
            closing=self.closing.text(),
        )

    def save(self) -> None:
        """Show the letter as it will be printed; this dialog stays open below it."""
        if self._draft is None:
            return
        self.clear_trouble()
        try:
            draft = self.draft
        except DomainError as error:
            self.show_error(error)
            return
        from acudesk.ui.dialogs.preview import PreviewDialog

        self.preview = PreviewDialog(
            self.runner,
            self.theme,
            self,
            self._settings,
            lambda services: services.letters.letter(draft),
        )
        self.preview.open()

    def show_error(self, error: DomainError) -> None:
        if error.field == "text" and self.texts:
            longest = max(self.texts, key=lambda field: len(field.toPlainText()))
            error = DomainError(error.text, field=f"text{self.texts.index(longest)}")
        super().show_error(error)

    def _fill_head(self) -> None:
        self.kind = ChoiceField(
            tr("What the letter is for"), [(kind, kind_title(kind)) for kind in LetterKind]
        )
        self.kind.choose(LetterKind.REPORT)
        self.kind.chosen.connect(self._turned)
        self.addressee = LongField(fewest=4)
        self.salutation = QLineEdit()
        self.head.add("kind", tr("What the letter is for"), self.kind, units=WHOLE)
        self.head.add("addressee", tr("To: name and address, in lines"), self.addressee, units=HALF)
        self.head.add("salutation", tr("Salutation"), self.salutation, units=HALF)
        self.add_card(self.head)
        self.addressee.textChanged.connect(self._readdress)

    def _take(self, drafted: _Drafted) -> None:
        self._draft = draft = drafted.draft
        self._language = drafted.paper_language
        self.say(drafted.patient_name)
        self.addressee.setPlainText(draft.addressee)
        self._salutation = draft.salutation
        self.salutation.setText(draft.salutation)
        self._fill_body(draft, drafted.measures)
        self.add_card(self.body, tr("Letter"), tr("drafted from the record; change what you like"))
        self.cards.addStretch(1)
        self._turned()
        self.settle()
        self.do_button.setEnabled(True)
        self.refit()
        if draft.addressee:
            self.texts[0].setFocus() if self.texts else self.question.setFocus()
        else:
            self.addressee.setFocus()

    def _fill_body(self, draft: LetterDraft, measures: MeasureTable) -> None:
        form = self.body
        for part in draft.parts:
            if part.kind == PartKind.MEASURES:
                self.table.choose(True)
                form.add(
                    "table",
                    tr("Table of measures"),
                    self.table,
                    units=WHOLE,
                    hint=_measures_words(measures),
                )
            elif part.kind == PartKind.QUESTION:
                form.add("question", tr("Question or advice"), self.question, units=WHOLE)
            else:
                field = LongField(fewest=3, most=14)
                field.setPlainText(part.text)
                title = tr("Text, continued") if self.texts else tr("Text")
                form.add(f"text{len(self.texts)}", title, field, units=WHOLE)
                self.texts.append(field)
        self.question.setPlainText(draft.question)
        self.closing.setText(draft.closing)
        form.add("closing", tr("Closing words"), self.closing, units=HALF)

    def _turned(self) -> None:
        """A letter that only reports prints no question; what was typed stays for the others."""
        asks = self.kind.value != LetterKind.REPORT
        self.question.setEnabled(asks)
        if "question" in self.body.fields:
            words = tr("Printed in a letter for a question or for advice, as chosen above.")
            self.body.tell("question", "" if asks else words)

    def _readdress(self) -> None:
        """The salutation follows the name until it is written by hand."""
        if self._draft is None or self.salutation.text() != self._salutation:
            return
        with language(self._language):
            self._salutation = salutation_to(self.addressee.toPlainText())
        self.salutation.setText(self._salutation)


def _measures_words(measures: MeasureTable) -> str:
    names = [line.name for line in measures.lines]
    if not names:
        return tr("No measure has been recorded; the letter says so.")
    return ntr(
        "{n} measure with baseline, latest, change, direction, threshold and source: {names}.",
        "{n} measures with baseline, latest, change, direction, threshold and source: {names}.",
        len(names),
        names="; ".join(names),
    )
