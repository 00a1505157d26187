"""Consent: what the patient agrees to, given on, withdrawn on."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.screening import Consent
from acudesk.domain.wording import long_date
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.form import HALF, WHOLE, Form, LongField, day_field

GIVEN, WITHDRAWN = "given", "withdrawn"
TEXT_LINES = 15


class ConsentDialog(FormDialog):
    """`saved` says that a consent was given, or that the one that holds was withdrawn.

    Where none holds, the text of the practice is shown, and agreed to. Where one does, its own
    text is shown; it can be withdrawn, or given anew to the text of today.
    """

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        patient: Patient,
        consents: Sequence[Consent],
    ) -> None:
        super().__init__(runner, theme, parent, tr("Consent"), tr("Consent is given"))
        self.patient = patient
        self.holding = next((one for one in reversed(consents) if one.holds), None)
        self._today_text = ""
        self.say(_last_words(consents) or patient.display_name)
        self.form = Form()
        self.what = ChoiceField(
            tr("What is noted"),
            [(WITHDRAWN, tr("Withdrawn")), (GIVEN, tr("Given anew"))],
        )
        self.what.choose(WITHDRAWN if self.holding else GIVEN)
        self.text = LongField(fewest=TEXT_LINES, most=TEXT_LINES)
        self.text.setReadOnly(True)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.day = day_field(date.today())
        self.note = LongField(fewest=1)
        self.note.setPlaceholderText(tr("signed on paper, interpreter, who was there"))
        if self.holding is not None:
            self.form.add("what", tr("What is noted"), self.what, units=WHOLE)
            self.what.chosen.connect(self._turned)
        self.form.add(
            "text",
            tr("What the patient agrees to"),
            self.text,
            units=WHOLE,
            hint=tr("Your own words: Settings, Consent."),
        )
        self.form.add(
            "given_on", tr("On") if self.holding else tr("Given on"), self.day, units=HALF
        )
        self.form.add("note", tr("Note"), self.note, units=HALF)
        self.add_card(self.form)
        self.cards.addStretch(1)
        self._turned()
        self.settle()
        runner.read(lambda services: services.safety.consent_text(), self._take_text, owner=self)
        self.day.setFocus()

    @property
    def withdraws(self) -> bool:
        """Whether what is noted is a withdrawal."""
        return self.holding is not None and self.what.value == WITHDRAWN

    def job(self) -> Job:
        """The consent, or its withdrawal."""
        day = self.day.date().toPython()
        assert isinstance(day, date)
        if self.holding is not None and self.withdraws:
            consent = self.holding.id
            return lambda services: services.safety.withdraw_consent(consent, day)
        key, text, note = self.patient.id, self._today_text, self.note.toPlainText()
        return lambda services: services.safety.give_consent(key, day, text, note)

    def show_error(self, error: DomainError) -> None:
        if error.field == "withdrawn_on":
            error = DomainError(error.text, field="given_on")
        super().show_error(error)

    def _take_text(self, text: str) -> None:
        untouched = not self.has_typed
        self._today_text = text
        self._turned()
        if untouched:
            self.settle()

    def _turned(self) -> None:
        withdraws = self.withdraws
        shown = self.holding.text if self.holding and withdraws else self._today_text
        if self.text.toPlainText() != shown:
            self.text.setPlainText(shown)
        self.note.setEnabled(not withdraws)
        self.do_button.setText(tr("Withdraw consent") if withdraws else tr("Consent is given"))
        self.day.setAccessibleName(tr("Withdrawn on") if withdraws else tr("Given on"))


def _last_words(consents: Sequence[Consent]) -> str:
    if not consents:
        return ""
    last = consents[-1]
    if last.withdrawn_on is not None:
        return tr("withdrawn on {day}", day=long_date(last.withdrawn_on))
    return tr("given on {day}", day=long_date(last.given_on))
