"""A signed session that belongs to another patient or never was: it counts no longer."""

from PySide6.QtWidgets import QWidget

from acudesk.domain.session import Session
from acudesk.domain.wording import long_date
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.form import WHOLE, Form, LongField


class EnteredInErrorDialog(FormDialog):
    """`saved` carries the session that was marked."""

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, session: Session
    ) -> None:
        super().__init__(
            runner, theme, parent, tr("Entered in error"), tr("Mark as entered in error")
        )
        self.session = session
        self.say(tr("Session of {day}", day=long_date(session.took_place)))
        self.reason = LongField(fewest=3)
        self.reason.setPlaceholderText(tr("This visit belongs to another patient"))
        self.form = Form()
        self.form.add(
            "reason",
            tr("What went wrong"),
            self.reason,
            units=WHOLE,
            hint=tr(
                "The session stays readable, struck through, with this reason on every page, and "
                "counts in no number any more. This cannot be taken back."
            ),
        )
        self.add_card(self.form)
        self.cards.addStretch(1)
        self.settle()
        self.reason.setFocus()

    def job(self) -> Job:
        """The mark of error."""
        key, reason = self.session.id, self.reason.toPlainText()
        return lambda services: services.signing.mark_entered_in_error(key, reason)
