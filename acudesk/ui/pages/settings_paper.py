"""The settings of paper: size, language, logo, and the texts of letter and leaflet."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.leaflet import markup_words, shipped_leaflet
from acudesk.domain.letter_text import default_letter_text, letter_fields
from acudesk.domain.practice import Paper, Practice
from acudesk.translation import available_languages, language, tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.form import HALF, WHOLE, Form, LongField
from acudesk.ui.widgets.logo_field import LogoField
from acudesk.ui.widgets.parts import button, sheet

if TYPE_CHECKING:
    from acudesk.bootstrap import Services

TEXTS = ("letter_text", "leaflet_text")


@dataclass(frozen=True, slots=True)
class _Stored:
    practice: Practice
    shipped: dict[str, str]


class PaperSettings(QObject):
    """The cards of the settings page that are about paper; each change is saved at once.

    `saved` carries Changes, `refused` a DomainError whose field is not here. `reverted` says that a
    text went back to the shipped one, and carries what brings the own one back.
    """

    saved = Signal(object)
    refused = Signal(object)
    reverted = Signal(str, object)

    def __init__(self, runner: TaskRunner, page: QWidget) -> None:
        super().__init__(page)
        self._runner = runner
        self._practice: Practice | None = None
        self._shipped = dict.fromkeys(TEXTS, "")
        self._shown = dict.fromkeys(TEXTS, "")
        self.form = Form()
        self.size = ChoiceField(tr("Size"), [(Paper.A4, "A4"), (Paper.LETTER, tr("US Letter"))])
        self.size.chosen.connect(lambda: self._keep(paper=self.size.value))
        self.languages = available_languages()
        self.language = ChoiceField(tr("Language of paper"), list(self.languages.items()))
        self.language.chosen.connect(lambda: self._keep(paper_language=self.language.value))
        self.logo = LogoField()
        self.logo.picked.connect(lambda picture: self._keep("logo", logo=picture))
        self.logo.refused.connect(self._refuse)
        self.form.add("paper", tr("Size"), self.size, units=HALF)
        self.form.add("paper_language", tr("Language of paper"), self.language, units=HALF)
        self.form.add("logo", tr("Logo, as on paper"), self.logo, units=WHOLE)
        self.texts: dict[str, LongField] = {}
        self.forms: dict[str, Form] = {}
        self.shipped_buttons: dict[str, QPushButton] = {}
        for name, title, hint in (
            ("letter_text", tr("Text of the letter"), _fields_words()),
            ("leaflet_text", tr("Text of the leaflet"), markup_words()),
        ):
            self._add_text(name, title, hint)

    @property
    def last(self) -> QWidget:
        """The last stop of the Tab key on the first card."""
        return self.logo.remove_button

    @property
    def has_unkept(self) -> bool:
        """Whether a text stands here that is not saved, or was refused."""
        return any(self.texts[name].toPlainText() != self._shown[name] for name in TEXTS)

    def sheet(self) -> QFrame:
        """The card of everything printed."""
        return sheet(
            tr("Paper"), tr("for everything printed; the screen keeps its language"), self.form
        )

    def text_sheets(self) -> list[QFrame]:
        """The cards of the letter and the leaflet."""
        return [
            sheet(heading, words, self.forms[name], _left(self.shipped_buttons[name]))
            for name, heading, words in (
                ("letter_text", tr("Letter"), tr("to a doctor or therapist; changed for each one")),
                ("leaflet_text", tr("Leaflet"), tr("what patients may expect")),
            )
        ]

    def refresh(self) -> None:
        """Read everything again; what is being typed stays."""

        def read(services: "Services") -> _Stored:
            practice = services.practice.practice()
            with language(practice.paper_language):
                shipped = {"letter_text": default_letter_text(), "leaflet_text": shipped_leaflet()}
            return _Stored(practice, shipped)

        self._runner.read(read, self._show, owner=self)

    def flush(self) -> None:
        """Save what is still being typed."""
        for name in TEXTS:
            self._keep_text(name)

    def show_error(self, error: DomainError) -> bool:
        """Put a refusal at its field; False where the field is not here."""
        return any(form.show_error(error, go=False) for form in (self.form, *self.forms.values()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            for name, field in self.texts.items():
                if watched is field:
                    self._keep_text(name)
        return super().eventFilter(watched, event)

    def _add_text(self, name: str, title: str, hint: str) -> None:
        field = LongField(fewest=8, most=18)
        field.installEventFilter(self)
        self.texts[name] = field
        self.forms[name] = form = Form()
        form.add(name, title, field, units=WHOLE, hint=hint)
        back = button(tr("Back to the shipped text"), flat=True)
        back.setAccessibleName(tr("{title}: back to the shipped text", title=title))
        back.clicked.connect(lambda: self._revert(name))
        field.textChanged.connect(lambda: back.setEnabled(self._is_own(name)))
        self.shipped_buttons[name] = back

    def _show(self, stored: _Stored) -> None:
        before, self._practice = self._practice, stored.practice
        self._shipped = stored.shipped
        practice = stored.practice
        self.size.choose(practice.paper)
        self.language.choose(practice.paper_language)
        self.form.tell("paper_language", self._language_words(practice.paper_language))
        if before is None or before.logo != practice.logo:
            self.logo.show_logo(practice.logo)
        for name in TEXTS:
            self._show_text(name, getattr(practice, name) or stored.shipped[name])
            self.shipped_buttons[name].setEnabled(self._is_own(name))

    def _show_text(self, name: str, text: str) -> None:
        field = self.texts[name]
        if field.toPlainText() == self._shown[name]:
            if text != self._shown[name]:
                field.setPlainText(text)
        elif field.toPlainText().strip() != text.strip():
            return  # Something newer is being typed, or was refused and waits to be mended.
        self._shown[name] = field.toPlainText()

    def _language_words(self, code: str) -> str:
        if code not in self.languages:
            return tr(
                "The language “{code}” is not installed here: paper is in English.", code=code
            )
        if len(self.languages) == 1:
            return tr("Other languages come as files of AcuDesk's translations.")
        return ""

    def _revert(self, name: str) -> None:
        typed = self.texts[name].toPlainText()
        self._shown[name] = typed  # What was typed and not kept goes too.
        self.forms[name].clear_errors()
        self._keep(**{name: ""})

        def back() -> None:
            self.texts[name].setPlainText(typed)
            self._keep_text(name)

        self.reverted.emit(tr("The shipped text is in force again."), back)

    def _is_own(self, name: str) -> bool:
        return self.texts[name].toPlainText().strip() != self._shipped[name].strip()

    def _keep_text(self, name: str) -> None:
        text = self.texts[name].toPlainText()
        if self._practice is None or text == self._shown[name]:
            return
        self._keep(name, **{name: text if self._is_own(name) else ""})

    def _keep(self, field: str = "", **values: object) -> None:
        def change(services: "Services") -> Changes:
            present = services.practice.practice()
            return services.practice.change_practice(replace(present, **values))  # type: ignore[arg-type]

        typed = self.texts[field].toPlainText() if field in self.texts else ""

        def kept(changes: Changes) -> None:
            if field in self.texts:
                self._shown[field] = typed
            for form in (self.form, *self.forms.values()):
                if field in form.fields:
                    form.clear_error(field)
            self.saved.emit(changes)
            self.refresh()

        self._runner.write(change, kept, failed=self._refuse, owner=self)

    def _refuse(self, error: DomainError) -> None:
        if not self.show_error(error):
            self.refused.emit(error)


def _fields_words() -> str:
    fields = "; ".join(f"{{{name}}} {words}" for name, words in letter_fields().items())
    return tr("In braces stands what the record fills in: {fields}.", fields=fields)


def _left(part: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addWidget(part)
    line.addStretch(1)
    return line
