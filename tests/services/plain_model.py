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
class OneReview:
    """A review of a course; `session` is the visit at which it was decided, while it is there."""

    decision: str
    day: date
    number: int
    session: int | None
    more: int | None = None
    planned_before: int | None = None


@dataclass
class OneCourse:
    """A course."""

    patient: int
    opened: date
    closed: date | None = None
    planned: int = 10
    reviews: list[OneReview] = field(default_factory=list)


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

    def visits(self, course: int) -> list[int]:
        """The numbered visits of a course in their order."""
        mine = [(key, self.sessions[key]) for key in self.in_course(course)]
        return [key for key, one in mine if one.visit and not one.error]

    def errs(self, session: int) -> bool:
        """Whether a session was entered in error."""
        return self.sessions[session].error

    def is_draft_visit(self, session: int, day: date) -> bool:
        """Whether a session is an unsigned visit of that day."""
        one = self.sessions[session]
        return one.visit and not one.signed and one.now.day == day

    def review(self, course: int, decision: str, day: date, more: int | None = None) -> None:
        """Decide on a course."""
        known, held = self.courses[course], self.visits(course)
        review = OneReview(decision, day, len(held), held[-1] if held else None, more)
        if more is not None and len(held) + more != known.planned:
            review.planned_before, known.planned = known.planned, len(held) + more
        known.reviews.append(review)

    def take_back(self, course: int) -> None:
        """Take the last review back; a plan that is no longer its own stays."""
        known = self.courses[course]
        review = known.reviews.pop()
        if review.planned_before and known.planned == review.number + (review.more or 0):
            known.planned = review.planned_before

    def place_of(self, review: OneReview, course: int) -> int | None:
        """The visit at which a review stands now."""
        held = self.visits(course)
        if review.session in held:
            return review.session
        until = [key for key in held if self.sessions[key].now.day <= review.day]
        return until[-1] if until else None

    def remove(self, session: int) -> None:
        """Throw a session away."""
        del self.sessions[session]
        for course in self.courses.values():
            for review in course.reviews:
                if review.session == session:
                    review.session = None

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
