"""Keeps a draft: every entry goes to the disk at once, and none is forgotten when that fails."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError, StorageError
from acudesk.domain.session import SessionKind
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner

if TYPE_CHECKING:
    from acudesk.bootstrap import Services

Entry = Callable[["Services", int], Changes]
"""One thing entered: records it in the session with that key."""


@dataclass(slots=True, eq=False)
class SessionPlace:
    """The session that is written to; `id` is None until its first entry starts it.

    `begun` is the same key as the database thread knows it, a moment earlier: a page that is
    read in between still shows the session as not begun. `lost` holds, by field, what the disk
    refused and is to be tried again; `refused` the fields whose text cannot be kept as it is.
    """

    course_id: int
    kind: SessionKind
    id: int | None = None
    begun: int | None = None
    day: date | None = None
    at: time | None = None
    lost: dict[Hashable, Entry] = field(default_factory=dict)
    refused: set[Hashable] = field(default_factory=set)
    newest: dict[Hashable, int] = field(default_factory=dict)


class DraftKeeper(QObject):
    """Writes entries of one session after another in the order in which they were made.

    `kept` follows each commit, `started` the one that began the session on screen; `failed`
    carries the reason why an entry could not be kept. What a full disk refused is kept here,
    even when another session is shown, until `try_again` succeeds.
    """

    kept = Signal()
    started = Signal(int)
    failed = Signal(str)

    def __init__(self, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._pending = 0
        self._serial = 0
        self._left_behind: list[SessionPlace] = []
        self.place: SessionPlace | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an entry is still on its way to the disk."""
        return self._pending > 0

    @property
    def has_lost(self) -> bool:
        """Whether an entry, of this session or of one before, is not on the disk."""
        return any(place.lost for place in self._places())

    def is_unkept(self, key: Hashable) -> bool:
        """Whether what stands in a field of the session on screen is not on the disk."""
        return self.place is not None and (key in self.place.lost or key in self.place.refused)

    def go_to(self, course_id: int, session_id: int | None, kind: SessionKind) -> None:
        """Write to another session from now on; `session_id` None is one that has not begun."""
        if self.place is not None:
            self._left_behind.append(self.place)
        if not self.is_busy:
            self._left_behind = [one for one in self._left_behind if one.lost]
        known = [one for one in self._left_behind if session_id is not None]
        place = next((one for one in known if one.id == session_id), None)
        if place is not None:
            self._left_behind.remove(place)
        self.place = place or SessionPlace(course_id=course_id, kind=kind, id=session_id)

    def keep(self, key: Hashable, entry: Entry) -> None:
        """Keep what was entered in the field `key`, in place of anything older there.

        The first entry of a session that has not begun starts it.
        """
        if self.place is not None:
            self._keep(self.place, key, entry)

    def try_again(self) -> bool:
        """Write again what was refused; returns whether there was anything."""
        again = [(place, dict(place.lost)) for place in self._places() if place.lost]
        for place, lost in again:
            for key, entry in lost.items():
                self._keep(place, key, entry)
        return bool(again)

    def _places(self) -> list[SessionPlace]:
        return [*self._left_behind, *([self.place] if self.place is not None else [])]

    def _keep(self, place: SessionPlace, key: Hashable, entry: Entry) -> None:
        self._pending += 1
        self._serial += 1
        serial = place.newest[key] = self._serial
        place.lost.pop(key, None)
        place.refused.discard(key)
        known = place.id

        def job(services: "Services") -> Changes:
            session_id = known or place.begun
            if session_id is not None:
                return entry(services, session_id)
            with services.work:
                began = services.sessions.start_session(
                    place.course_id, took_place=place.day, at=place.at, kind=place.kind
                )
                if place.kind == SessionKind.VISIT:
                    began |= services.treatments.carry_over(began.session_id)
                    began |= services.planned_visits.take_up(began.session_id)
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
            if place.newest[key] == serial:
                # Something newer in the same field would make this entry out of date.
                if isinstance(error, StorageError):
                    place.lost[key] = entry
                else:
                    place.refused.add(key)
            self.failed.emit(
                tr("{reason} It is still on the screen.", reason=error.text)
                if isinstance(error, StorageError)
                else error.text
            )

        self._runner.write(job, done, failed=failed, owner=self)
