"""A practice as dictionaries: what the services are compared with."""

from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from acudesk.domain.side_effects import Severity, SideEffectKind


@dataclass(frozen=True)
class Content:
    """What is recorded in a session and comes back with a step back.

    A point is its code and whether it is only carried over; a follow-up the uid of the session
    in which the side effect was noted, its kind and whether it is gone.
    """

    course: int
    day: date
    at: time | None
    notes: str = ""
    minutes: int | None = None
    asked: bool = False
    effects: frozenset[tuple[SideEffectKind, Severity | None]] = frozenset()
    since_asked: bool = False
    follow_ups: frozenset[tuple[str, SideEffectKind, bool]] = frozenset()
    points: tuple[tuple[str, bool], ...] = ()
    advice: str = ""
    marks: frozenset[str] = frozenset()
    scores: frozenset[tuple[str, str]] = frozenset()

    @property
    def confirmed(self) -> tuple[tuple[str, bool], ...]:
        """The points that are part of the record."""
        return tuple(point for point in self.points if not point[1])

    @property
    def empty(self) -> bool:
        """Whether nothing is recorded."""
        first = self.notes or self.minutes or self.asked or self.since_asked or self.scores
        return not (first or self.follow_ups or self.confirmed or self.advice or self.marks)


@dataclass
class OneSession:
    """A session, with the states that it can go back and forward to."""

    uid: str
    visit: bool
    now: Content
    signed: bool = False
    error: bool = False
    addenda: int = 0
    back: list[Content] = field(default_factory=list)
    forward: list[Content] = field(default_factory=list)

    def edit(self, **changes: Any) -> None:
        """Another state of a draft; the one before can be gone back to."""
        after = replace(self.now, **changes)
        if after != self.now:
            self.back.append(self.now)
            self.forward.clear()
            self.now = after


@dataclass
class OneCourse:
    """A course."""

    patient: int
    opened: date
    closed: date | None = None


@dataclass
class OnePatient:
    """A patient."""

    name: str
    number: str
    archived: bool = False
    merged: bool = False


@dataclass
class OneMerge:
    """A merge that was not undone."""

    kept: int
    gone: int
    courses: frozenset[int]


@dataclass
class Model:
    """The practice."""

    patients: dict[int, OnePatient] = field(default_factory=dict)
    courses: dict[int, OneCourse] = field(default_factory=dict)
    sessions: dict[int, OneSession] = field(default_factory=dict)
    merges: dict[int, OneMerge] = field(default_factory=dict)

    def in_course(self, course: int) -> list[int]:
        """The sessions of a course in their order."""
        mine = {key: one.now for key, one in self.sessions.items() if one.now.course == course}
        return sorted(mine, key=lambda key: (mine[key].day, str(mine[key].at or ""), key))

    def before(self, session: int) -> list[int]:
        """Those before a session that count."""
        order = self.in_course(self.sessions[session].now.course)
        earlier = order[: order.index(session)]
        return [key for key in earlier if not self.sessions[key].error]

    def prescription_before(self, session: int) -> tuple[tuple[str, bool], ...]:
        """The confirmed points of the last visit before that has any."""
        for key in reversed(self.before(session)):
            one = self.sessions[key]
            if one.visit and one.now.confirmed:
                return one.now.confirmed
        return ()

    def open_effects(self, session: int) -> set[tuple[str, SideEffectKind]]:
        """What was noted before a session and not said to be gone."""
        found: set[tuple[str, SideEffectKind]] = set()
        for key in self.before(session):
            one = self.sessions[key]
            found -= {(about, kind) for about, kind, gone in one.now.follow_ups if gone}
            found |= {(one.uid, kind) for kind, _ in one.now.effects}
        return found

    def is_followed_up(self, session: int) -> bool:
        """Whether another session says what became of a side effect of this one."""
        uid = self.sessions[session].uid
        ups = (one.now.follow_ups for one in self.sessions.values())
        return any(about == uid for some in ups for about, _, _ in some)

    def hindered(self, session: int, *, emergency: bool) -> bool:
        """Whether a draft cannot be signed; nobody counts needles out here."""
        one = self.sessions[session]
        waiting = len(one.now.points) - len(one.now.confirmed)
        uncounted = bool(one.now.confirmed) and not emergency
        return not one.visit or one.now.empty or bool(waiting) or uncounted

    def can_go(self, there: Content, here: Content) -> bool:
        """Whether a draft may stand there, coming from here."""
        course = self.courses[there.course]
        if course.closed is None or (there.course, there.day) == (here.course, here.day):
            return True
        return there.course == here.course and there.day <= course.closed

    def go(self, session: int, *, back: bool) -> None:
        """A step back or forward."""
        one = self.sessions[session]
        steps, others = (one.back, one.forward) if back else (one.forward, one.back)
        others.append(one.now)
        one.now = steps.pop()
        self.open_by(one.now.course, one.now.day)

    def open_by(self, course: int, day: date) -> None:
        """A course opens by the day of each of its sessions."""
        self.courses[course].opened = min(self.courses[course].opened, day)
