"""What one reading of the database brings for a patient's page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from acudesk.domain.measure import Group
from acudesk.domain.progress import visits
from acudesk.domain.session import ScoreKey
from acudesk.domain.trend import Axis, Trend

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.services.courses import PatientView

MOST_PANELS = 3


@dataclass(frozen=True, slots=True)
class Look:
    """A patient, one of their courses with its trend, and what the next and first visit ask."""

    view: "PatientView"
    trend: Trend | None
    due: frozenset[ScoreKey]
    first_due: frozenset[ScoreKey]
    conditions: tuple[str, ...]


def look_at(
    services: "Services", patient_id: int, course_id: int | None, axis: Axis | None
) -> Look:
    """Read everything that the page shows; runs on the database thread."""
    view = services.courses.patient_view(patient_id, course_id)
    trend = None
    due = first = frozenset[ScoreKey]()
    if view.view is not None:
        trend = view.view.trend(axis=axis, most_panels=MOST_PANELS)
        key = view.view.course.id
        following = len(visits(view.view.sessions)) + 1
        due = frozenset(services.sessions.due_at(key, following))
        first = frozenset(services.sessions.due_at(key, 1))
    return Look(view, trend, due, first, services.practice.conditions())


def from_home(look: Look) -> frozenset[ScoreKey]:
    """What an entry between visits offers: the scores that can be given from home."""
    assert look.view.view is not None
    return frozenset(
        key
        for measure in look.view.view.measures
        if measure.asked and measure.group == Group.PAIN and len(measure.moments) == 1
        for key in measure.keys()
    )
