"""What one reading of the database brings for a patient's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acudesk.domain.body_chart import mark_words
from acudesk.domain.earlier_sessions import open_before, visit_before
from acudesk.domain.measure import Group
from acudesk.domain.needles import NeedledPoint, carried
from acudesk.domain.numbers import shown
from acudesk.domain.point_sets import PointSet
from acudesk.domain.progress import visits
from acudesk.domain.questionnaires import Questionnaire
from acudesk.domain.safety import Finding, evaluate
from acudesk.domain.safety_rules import SafetyRule
from acudesk.domain.screening import Consent, Screening
from acudesk.domain.session import ScoreKey, Session
from acudesk.domain.side_effects import Noticed, SideEffect
from acudesk.domain.treatment import (
    CARRIED,
    NOTHING,
    Treatment,
    sensation_name,
    tension_name,
)
from acudesk.domain.trend import Axis, Trend
from acudesk.services.body_zones import list_zones
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.services.courses import CourseView, PatientView

MOST_PANELS = 3


@dataclass(frozen=True, slots=True)
class VisitState:
    """What a visit shows: as stored, or where it has not begun, as it would begin."""

    points: tuple[NeedledPoint, ...]
    treatment: Treatment
    findings: tuple[Finding, ...]
    open_effects: tuple[tuple[Session, SideEffect], ...]
    since: tuple[SideEffect, ...]
    during: tuple[SideEffect, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A patient, one of their courses with its trend, what the next and first visit ask, and
    what is known of their safety."""

    view: "PatientView"
    trend: Trend | None
    due: frozenset[ScoreKey]
    first_due: frozenset[ScoreKey]
    conditions: tuple[str, ...]
    rules: tuple[SafetyRule, ...]
    screening: Screening | None
    consents: tuple[Consent, ...]
    sets: tuple[PointSet, ...]
    known_questions: tuple[Questionnaire, ...]

    @property
    def course_view(self) -> "CourseView":
        """The course on screen; there must be one."""
        assert self.view.view is not None
        return self.view.view

    def visit(self, session: Session | None) -> VisitState:
        """What a visit shows; None is one that has not begun."""
        sessions = self.course_view.sessions
        points, treatment = (
            ((), NOTHING) if session is None else (session.points, session.treatment)
        )
        if session is None:
            before = visit_before(sessions, None)
            if before is not None:
                points = carried(before.points)
                treatment = Treatment(**{name: getattr(before.treatment, name) for name in CARRIED})
        return VisitState(
            points=points,
            treatment=treatment,
            findings=evaluate(
                self.rules, self.screening, points, session.overrides if session else ()
            ),
            open_effects=open_before(sessions, session.id if session else None),
            since=session.effects(Noticed.SINCE) if session else (),
            during=session.effects(Noticed.DURING) if session else (),
        )

    def is_first(self, session: Session | None) -> bool:
        """Whether a visit (None: one that has not begun) is the first of the patient: then
        nothing can have happened since last time."""
        earlier = visits(self.course_view.sessions)
        begins = not earlier or (session is not None and earlier[0].id == session.id)
        return begins and len(self.view.courses) == 1

    def questions(self, due: Iterable[ScoreKey]) -> tuple[Questionnaire, ...]:
        """The questionnaires that are due and can be answered on the turned screen."""
        codes = {key.measure for key in due}
        return tuple(one for one in self.known_questions if one.code in codes)

    def body_words(self, session: Session | None) -> str:
        """What is marked on the body chart, in words."""
        marks = session.marks if session else ()
        return mark_words(marks, list_zones()) if marks else tr("nothing marked")

    def needle_words(self, treatment: Treatment) -> str:
        """Which needles were used and what was felt, in few words."""
        size = ""
        if treatment.needle_diameter is not None and treatment.needle_length is not None:
            size = tr(
                "{diameter} × {length} mm",
                diameter=shown(treatment.needle_diameter),
                length=shown(treatment.needle_length),
            )
        lot = tr("lot {lot}", lot=treatment.needle_lot) if treatment.needle_lot else ""
        felt = ", ".join(sensation_name(one) for one in treatment.sensations)
        return " · ".join(filter(None, (size, treatment.needle_maker, lot, felt)))

    def exam_words(self, treatment: Treatment) -> str:
        """What was found at the examination beside the measures, in few words."""
        tension = ""
        if treatment.tension is not None:
            tension = tr("muscle tension {words}", words=tension_name(treatment.tension))
        return " · ".join(
            filter(None, (tension, treatment.tension_where, treatment.tongue, treatment.pulse))
        )


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
    return Look(
        view,
        trend,
        due,
        first,
        services.practice.conditions(),
        services.safety.rules(),
        services.safety.screening(patient_id),
        services.safety.consents(patient_id),
        services.point_sets.list_sets(),
        services.questionnaires.list_questionnaires(),
    )


def from_home(look: Look) -> frozenset[ScoreKey]:
    """What an entry between visits offers: the scores that can be given from home."""
    return frozenset(
        key
        for measure in look.course_view.measures
        if measure.asked and measure.group == Group.PAIN and len(measure.moments) == 1
        for key in measure.keys()
    )
