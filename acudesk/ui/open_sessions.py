"""Which of today's drafts are open: two rooms overlap, and each stays one click away."""

from datetime import date
from typing import TYPE_CHECKING

from acudesk.domain.session import Session, goes_on
from acudesk.ui.widgets.retention_timer import TimerStrip

if TYPE_CHECKING:
    from acudesk.ui.pages.patient_look import Look


class OpenSessions:
    """Remembers the drafts that were on screen, and shows them while another one is."""

    def __init__(self, strip: TimerStrip) -> None:
        self._strip = strip
        self._names: dict[int, str] = {}

    def shown(self, look: "Look | None", session: Session | None) -> bool:
        """A session came on screen, or with None the form of one that has not begun; whether
        another patient's is open as well."""
        if look is None:
            return False
        for one in look.course_view.sessions:
            if not one.is_draft:
                self._names.pop(one.id, None)
        if session is not None and goes_on(session, date.today()):
            self._names[session.id] = look.view.patient.display_name
        here = session.id if session is not None else None
        others = any(key != here for key in self._names)
        self._strip.show_open(self._names.items() if others else ())
        return others or self._strip.is_busy_beside(here)
