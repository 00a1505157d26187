"""Keeps a draft: every entry goes to the disk at once, and none is forgotten when that fails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.session import SessionKind
from acudesk.ui.task_runner import TaskRunner

if TYPE_CHECKING:
    from acudesk.bootstrap import Services

Entry = Callable[["Services", int], Changes]
"""One thing entered: records it in the session with that key."""


@dataclass(slots=True)
class SessionPlace:
    """The session that is written to; `id` is None until its first entry starts it.

    `begun` is the same key as the database thread knows it, a moment earlier: a page that is
    read in between still shows the session as not begun.
    """

    course_id: int
    kind: SessionKind
    id: int | None = None
    begun: int | None = None
    day: date | None = None
    at: time | None = None


class DraftKeeper(QObject):
    """Writes entries of one session in the order in which they were made.

    `kept` follows each commit, `started` the one that began the session; `refused` carries the
    reason why an entry could not be kept. It is then tried again by `try_again`.
    """

    kept = Signal()
    started = Signal(int)
    refused = Signal(str)

    def __init__(self, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._pending = 0
        self._lost: list[Entry] = []
        self.place: SessionPlace | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an entry is still on its way to the disk."""
        return self._pending > 0

    @property
    def has_lost(self) -> bool:
        """Whether an entry is on the screen only."""
        return bool(self._lost)

    def go_to(self, place: SessionPlace) -> None:
        """Write to another session from now on."""
        self.place = place
        self._lost.clear()

    def keep(self, entry: Entry) -> None:
        """Keep one entry; the first one of a session that has not begun starts it."""
        place = self.place
        if place is None:
            return
        self._pending += 1
        known = place.id

        def job(services: "Services") -> Changes:
            session_id = known or place.begun
            if session_id is not None:
                return entry(services, session_id)
            with services.work:
                began = services.sessions.start_session(
                    place.course_id, took_place=place.day, at=place.at, kind=place.kind
                )
                changes = began | entry(services, began.session_id)
            place.begun = began.session_id
            return changes

        def done(_: Changes) -> None:
            self._pending -= 1
            fresh = place.id is None and place.begun is not None
            if fresh:
                place.id = place.begun
            if place is self.place:
                if fresh:
                    self.started.emit(place.id)
                self.kept.emit()

        def failed(error: DomainError) -> None:
            self._pending -= 1
            if place is self.place:
                self._lost.append(entry)
            self.refused.emit(error.text)

        self._runner.write(job, done, failed=failed, owner=self)

    def try_again(self) -> bool:
        """Write again what was refused; returns whether there was anything."""
        again, self._lost = self._lost, []
        for entry in again:
            self.keep(entry)
        return bool(again)
