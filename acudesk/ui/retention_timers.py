"""The retention timers of the program: they run on whichever patient is on the screen.

Time is read from the wall clock at each tick, so that a computer that slept does not make a
timer slow. Where that clock is set back while needles are in, the timers go on as if it was not:
needles must not stay in longer for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from acudesk.domain.clock import Clock, SystemClock
from acudesk.domain.treatment import Treatment
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr
from acudesk.ui.sound import Chime

TICK_MILLISECONDS = 1_000
STALE = timedelta(hours=4)
"""A timer that ended longer ago belongs to a visit that nobody finished: it is shown, and makes
no sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTimer:
    """The needles of one session; `started_at` is aware, `name` says whose they are."""

    session_id: int
    started_at: datetime
    minutes: int
    name: str

    @property
    def ends_at(self) -> datetime:
        """When the needles are to come out."""
        return self.started_at + timedelta(minutes=self.minutes)


class RetentionTimers(QObject):
    """All running timers. `ticked` comes once a second while one runs, `ended` once a timer,
    `changed` when one was started, prolonged or stopped."""

    ticked = Signal()
    changed = Signal()
    ended = Signal(int)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        clock: Clock | None = None,
        chime: Chime | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock: Clock = clock or SystemClock()
        self.chime = chime or Chime(self)
        self._running: dict[int, RunningTimer] = {}
        self._seen: datetime | None = None
        self._set_back: dict[int, timedelta] = {}
        self._told: set[int] = set()
        self._unheard: set[int] = set()
        self._ticks = QTimer(self)
        self._ticks.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticks.setInterval(TICK_MILLISECONDS)
        self._ticks.timeout.connect(self.tick)

    @property
    def running(self) -> tuple[RunningTimer, ...]:
        """The running timers, the first to end first; one that is over runs until it is
        stopped."""
        return tuple(sorted(self._running.values(), key=lambda one: one.ends_at))

    def start(self, session_id: int, started_at: datetime, minutes: int, name: str) -> None:
        """Let a timer run, or show one that runs with other minutes; the same again is nothing."""
        timer = RunningTimer(
            session_id=session_id, started_at=started_at, minutes=minutes, name=name
        )
        before = self._running.get(session_id)
        if timer == before:
            return
        if before is None or before.started_at != started_at:
            self._set_back.pop(session_id, None)
        self._running[session_id] = timer
        if before is None or before.ends_at != timer.ends_at:
            self._told.discard(session_id)
            self.acknowledge(session_id)
        self._ticks.start()
        self.changed.emit()

    def stop(self, session_id: int) -> None:
        """The needles of a session are out, or its timer is no more."""
        if self._running.pop(session_id, None) is None:
            return
        self._told.discard(session_id)
        self.acknowledge(session_id)
        self._set_back.pop(session_id, None)
        if not self._running:
            self._ticks.stop()
            self._seen = None
        self.changed.emit()

    def follow(self, session_id: int, treatment: Treatment, name: str) -> None:
        """Start or stop the timer of a session as its record says."""
        started, minutes = treatment.timer_started_at, treatment.timer_minutes
        if treatment.timer_runs and started is not None and minutes is not None:
            self.start(session_id, started, minutes, name)
        else:
            self.stop(session_id)

    def acknowledge(self, session_id: int) -> None:
        """Somebody took notice of a timer that has ended."""
        self._unheard.discard(session_id)
        if not self._unheard:
            self.chime.hush()

    def remaining(self, session_id: int) -> int | None:
        """Seconds until a timer ends, negative when it is over; None where none runs."""
        timer = self._running.get(session_id)
        return None if timer is None else seconds_left(timer.ends_at, self.now(session_id))

    def now(self, session_id: int) -> datetime:
        """The present moment by the timer of a session: the wall clock's, and by how much that
        was set back since the timer was started."""
        now = self._clock.now()
        if self._seen is not None and now < self._seen:
            back = self._seen - now
            for key in self._running:
                self._set_back[key] = self._set_back.get(key, timedelta()) + back
        self._seen = now if self._running else None
        return now + self._set_back.get(session_id, timedelta())

    def tick(self) -> None:
        """Look at the clock."""
        over = [timer for timer in self.running if timer.ends_at <= self.now(timer.session_id)]
        fresh = [timer for timer in over if timer.session_id not in self._told]
        for timer in fresh:
            self._told.add(timer.session_id)
            if self.now(timer.session_id) - timer.ends_at < STALE:
                self._unheard.add(timer.session_id)
                self.chime.ring()
            self.ended.emit(timer.session_id)
        self.ticked.emit()


def seconds_left(ends_at: datetime, now: datetime) -> int:
    """Whole seconds until a moment, begun ones counted; negative after it."""
    return ceil((ends_at - now).total_seconds())


def clock_text(seconds: int) -> str:
    """Remaining time as `12:05`, zero when it is over."""
    minutes, rest = divmod(max(0, seconds), 60)
    return f"{minutes:02}:{rest:02}"


def left_words(seconds: int) -> str:
    """Remaining time for the ear, in minutes: it changes once a minute, not once a second."""
    return ntr("{n} minute left", "{n} minutes left", max(0, ceil(seconds / 60)))


def over_words(seconds: int, ended_at: datetime) -> str:
    """What is said of a timer that is over, `seconds` negative: by how much, or since when."""
    minutes = -seconds // 60
    if timedelta(seconds=-seconds) >= STALE:
        local = ended_at.astimezone()
        return tr(
            "Time was up on {day} at {time}",
            day=short_date(local.date()),
            time=local.strftime("%H:%M"),
        )
    return tr("Time is up, {n} min over", n=minutes) if minutes else tr("Time is up")
