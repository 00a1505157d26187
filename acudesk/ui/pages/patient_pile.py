"""What stands below a patient's name: the session and the course beside it, the whole course, or
that there is no course yet."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QWidget

from acudesk.ui.pages.patient_look import Look

if TYPE_CHECKING:
    from acudesk.ui.pages.whole_course import WholeCourse

SESSION, NO_COURSE = range(2)


class PatientPile(QStackedLayout):
    """`make_whole` makes the page of the whole course when it is first asked for."""

    def __init__(
        self, session: QWidget, without: QWidget, make_whole: "Callable[[], WholeCourse]"
    ) -> None:
        # A pile that has no parent yet would show its first part as a window of its own.
        super().__init__()
        self._make_whole = make_whole
        self._parts = (session, without)
        self._shows_whole = False

    def fill(self) -> None:
        """Put the parts in, once the pile stands in the page."""
        for part in self._parts:
            self.addWidget(part)

    @cached_property
    def whole(self) -> "WholeCourse":
        """The whole course."""
        page = self._make_whole()
        self.addWidget(page)
        return page

    @property
    def shows_whole(self) -> bool:
        """Whether the whole course stands in place of a session."""
        return self._shows_whole

    def leave_whole(self) -> None:
        """The next course shown is shown with a session."""
        self._shows_whole = False

    def show_look(self, look: Look) -> None:
        """Show a course as it was read, in the way it was looked at."""
        if look.view.view is None:
            self.setCurrentIndex(NO_COURSE)
        elif self._shows_whole:
            self.whole.show_look(look)
            self.setCurrentWidget(self.whole)
        else:
            self.setCurrentIndex(SESSION)

    def show_trouble(self) -> None:
        """Show that nothing could be read."""
        self.setCurrentIndex(NO_COURSE)

    def show_whole(self, look: Look) -> None:
        """Show the course over the width of the page."""
        self._shows_whole = True
        self.show_look(look)
        self.whole.focus_first()

    def show_session(self) -> None:
        """Show the session that was on screen."""
        self._shows_whole = False
        self.setCurrentIndex(SESSION)
