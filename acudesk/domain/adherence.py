"""Whether the visits came as planned: how many, how often, and where a long time lay between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from acudesk.domain.course import Course
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.progress import visits
from acudesk.domain.session import Session

SHORTEST_GAP = 8
"""AcuDesk's own: a gap is more than twice the planned time between two visits, and more than a
week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitGap:
    """So many days without a visit before the session `session_id`."""

    session_id: int
    number: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence:
    """Visits planned and done. `days` is from the first visit to the last; `per_week` how often
    they came, None below three visits or all on one day; `days_between` visit by visit."""

    planned: int
    done: int
    missed: int
    cancelled: int
    days: int
    planned_per_week: Decimal
    per_week: float | None
    days_between: tuple[int, ...]
    median_days: float | None
    gaps: tuple[VisitGap, ...]


def adherence(
    course: Course, sessions: Sequence[Session], diary: Iterable[PlannedVisit] = ()
) -> Adherence:
    """How the visits of a course came; `sessions` in the order in which they took place, `diary`
    the planned visits of the course."""
    done = visits(sessions)
    states = [one.state for one in diary]
    between = tuple(
        (later.took_place - earlier.took_place).days for earlier, later in pairwise(done)
    )
    days = sum(between)
    longest = max(Decimal(SHORTEST_GAP - 1), 2 * 7 / course.per_week)
    return Adherence(
        planned=course.planned_sessions,
        done=len(done),
        missed=states.count(VisitState.MISSED),
        cancelled=states.count(VisitState.CANCELLED),
        days=days,
        planned_per_week=course.per_week,
        per_week=len(between) / days * 7 if len(between) > 1 and days else None,
        days_between=between,
        median_days=float(median(between)) if between else None,
        gaps=tuple(
            VisitGap(session_id=later.id, number=later.number or 0, days=gap)
            for later, gap in zip(done[1:], between, strict=True)
            if gap > longest
        ),
    )
