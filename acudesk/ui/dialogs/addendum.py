"""A correction of a signed session: why, and what. It stands beside the original."""

from PySide6.QtWidgets import QLineEdit, QWidget

from acudesk.domain.session import Session
from acudesk.domain.wording import long_date
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.form import WHOLE, Form, LongField


class AddendumDialog(FormDialog):
    """`saved` carries the session that was corrected."""

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, session: Session
    ) -> None:
        super().__init__(runner, theme, parent, tr("Addendum"), tr("Add the addendum"))
        self.session = session
        self.say(tr("Session of {day}", day=long_date(session.took_place)))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("The side was wrong"))
        self.text = LongField(fewest=5, most=12)
        self.form = Form()
        self.form.add("reason", tr("Why the record is corrected"), self.reason, units=WHOLE)
        self.form.add(
            "text",
            tr("What is added or corrected"),
            self.text,
            units=WHOLE,
            hint=tr(
                "The original stays as it was signed. The addendum stands beside it with date, "
                "name and reason, and cannot be changed either."
            ),
        )
        self.add_card(self.form)
        self.cards.addStretch(1)
        self.settle()
        self.reason.setFocus()

    def job(self) -> Job:
        """The addendum."""
        key, reason, text = self.session.id, self.reason.text(), self.text.toPlainText()
        return lambda services: services.signing.add_addendum(key, reason=reason, text=text)
