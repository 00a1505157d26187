"""Signing the session on screen: only when all of it is on the disk, else with the way out."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.translation import tr
from acudesk.ui.draft_keeper import DraftKeeper
from acudesk.ui.pages.visit_sheet import VisitSheet
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.sign_trouble import SignTrouble

if TYPE_CHECKING:
    from acudesk.bootstrap import Services

COUNTED = ("needles_out", "count_reason")
"""The hindrances that a written reason overrides in an emergency."""


class SessionSigning(QObject):
    """`signed` carries the key of the session that was sealed.

    `troubles` tells why what stands in a field is not kept. An entry that is still on its way
    is waited for: what the disk refused would else be missing from the seal for ever.
    """

    signed = Signal(int)

    def __init__(
        self,
        runner: TaskRunner,
        keeper: DraftKeeper,
        sheet: VisitSheet,
        troubles: Callable[[], list[str]],
    ) -> None:
        super().__init__(sheet)
        self._runner, self._keeper = runner, keeper
        self._sheet, self._troubles = sheet, troubles
        self.trouble = SignTrouble()
        self.trouble.override_wanted.connect(self.sign)

    def sign(self, emergency: str = "") -> None:
        """Seal the session, with a reason in an emergency; says what stands in the way."""
        place = self._keeper.place
        if self._troubles():
            self._tell(self._troubles()[0])
        elif self._keeper.is_busy:
            # What was asked for earlier comes back earlier.
            self._runner.read(lambda _: None, lambda _: self.sign(emergency), owner=self)
        elif self._keeper.has_lost:
            self._tell(tr("The last entry is not saved yet. Ctrl+S tries again; then sign."))
        elif place is not None and place.refused:
            self._tell(tr("An entry could not be kept as it is. Please put it right, then sign."))
        elif place is None or place.id is None:
            self._tell(tr("Nothing is recorded in this session yet."))
        else:
            self._seal(place.id, emergency)

    def _seal(self, session_id: int, emergency: str) -> None:
        def seal(services: "Services") -> Changes:
            return services.signing.sign_session(session_id, emergency=emergency)

        self._runner.write(
            seal,
            lambda changes: self.signed.emit(changes.session_id),
            failed=self._refused,
            owner=self,
        )

    def _tell(self, text: str) -> None:
        self.trouble.tell(DomainError(text), can_override=False)

    def _refused(self, error: DomainError) -> None:
        self._sheet.go_to_field(error.field)
        self.trouble.tell(error, can_override=error.field in COUNTED)
