"""A signed session as it was signed, with its seal, its addenda, and what can still be done."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from acudesk.domain.record import Record
from acudesk.domain.session import Session
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.sealed_banner import SealedBanner
from acudesk.ui.widgets.session_summary import SessionSummary


class SignedSession(QWidget):
    """Reads and shows; the seal is checked anew each time. `print_wanted` asks for the record
    of the session on paper."""

    print_wanted = Signal()

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._runner, self._theme = runner, theme
        self._session: Session | None = None
        self.banner = SealedBanner()
        self.summary = SessionSummary(theme)
        self.banner.addendum_wanted.connect(self._add_addendum)
        self.banner.error_wanted.connect(self._mark_error)
        self.banner.print_wanted.connect(self.print_wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 2, 18, 6)
        box.setSpacing(10)
        box.addWidget(self.banner)
        box.addWidget(self.summary, 1)
        self.setFocusProxy(self.summary.text)

    def show_session(self, session: Session) -> None:
        """Show a signed session, and whether its seal holds."""
        if self._session is not None and self._session.id != session.id:
            self.summary.clear()
        self._session = session

        def show(record: Record) -> None:
            if self._session is session:
                self.banner.show_record(record)
                self.summary.show_record(record)

        self._runner.read(lambda services: services.records.record(session.id), show, owner=self)

    def _add_addendum(self) -> None:
        if self._session is not None:
            from acudesk.ui.dialogs.addendum import AddendumDialog

            AddendumDialog(self._runner, self._theme, self, self._session).open()

    def _mark_error(self) -> None:
        if self._session is not None:
            from acudesk.ui.dialogs.entered_in_error import EnteredInErrorDialog

            EnteredInErrorDialog(self._runner, self._theme, self, self._session).open()
