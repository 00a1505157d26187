"""EpisodeOfCare, Condition and CarePlan: a course, what is treated in it, and its plan."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from acudesk.domain.course import DEFAULT_PLANNED, Course, Outcome, Side, side_name
from acudesk.reports.fhir.codes import OWN, Json, filled, hl7, own
from acudesk.reports.fhir.extensions import decimal_of, extension, is_visible
from acudesk.reports.fhir.links import parse_uid, part_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, kind_from, missing

CONDITION, PLAN = "condition", "plan"
GOAL = "goal"
ACUPUNCTURE = own("procedure", "acupuncture", "Acupuncture")
MOST_TIMES = 1000
"""A frequency with longer numbers than this is told as text alone."""


def course_resources(course: Course, patient_uid: str) -> Iterator[Json]:
    """The condition, the episode and the plan of a course."""
    yield _condition(course, patient_uid)
    yield _episode(course, patient_uid)
    yield _plan(course, patient_uid)


def course_from(node: Node, find: Callable[[str], Node | None]) -> Course:
    """A course from its episode; `find` knows the other resources by their uids."""
    uid = parse_uid(node.needed("id"))
    condition, plan = find(part_uid(uid, CONDITION)), find(part_uid(uid, PLAN))
    if condition is None:
        raise missing("Condition")
    if plan is None:
        raise missing("CarePlan")
    code, period = condition.node("code"), node.node("period")
    if code is None or period is None:
        raise missing("period" if code else "code")
    opened = period.day("start")
    if opened is None:
        raise missing("start")
    goal = plan.first("contained")
    described = goal.node("description") if goal else None
    return Course(
        uid=uid,
        patient_id=0,
        condition=code.needed("text"),
        side=_side(condition),
        onset=condition.text("onsetString"),
        goal=described.text("text") if described else plan.own_text(GOAL),
        planned_sessions=_planned(plan),
        per_week=_per_week(plan),
        style=node.own_text("style"),
        activities=_activities(node),
        opened=opened,
        closed=period.day("end"),
        outcome=_outcome(node),
        outcome_note=node.own_text("outcome-note"),
    )


def _condition(course: Course, patient_uid: str) -> Json:
    status, side = "active", course.side
    if not course.is_open:
        status = "resolved" if course.outcome == Outcome.RESOLVED else "inactive"
    return filled(
        resourceType="Condition",
        id=uid_text(part_uid(course.uid, CONDITION)),
        clinicalStatus=hl7("condition-clinical", status),
        code={"text": course.condition},
        bodySite=[] if side is None else [own("side", side.value, side_name(side))],
        subject=reference(patient_uid),
        onsetString=course.onset,
    )


def _episode(course: Course, patient_uid: str) -> Json:
    activities = [
        made
        for number, words in enumerate(course.activities, 1)
        if words
        for made in extension(f"activity-{number}", words)
    ]
    return filled(
        resourceType="EpisodeOfCare",
        id=uid_text(course.uid),
        extension=[
            *extension("style", course.style),
            *activities,
            *extension("outcome", course.outcome),
            *extension("outcome-note", course.outcome_note),
        ],
        status="active" if course.is_open else "finished",
        diagnosis=[{"condition": reference(part_uid(course.uid, CONDITION))}],
        patient=reference(patient_uid),
        period=_period(course),
    )


def _plan(course: Course, patient_uid: str) -> Json:
    visible = is_visible(course.goal)
    goal = {
        "resourceType": "Goal",
        "id": GOAL,
        "lifecycleStatus": "active" if course.is_open else "completed",
        "description": {"text": course.goal},
        "subject": reference(patient_uid),
    }
    return filled(
        resourceType="CarePlan",
        id=uid_text(part_uid(course.uid, PLAN)),
        contained=[goal] if visible else [],
        extension=[
            *extension("per-week", course.per_week),
            *([] if visible else extension(GOAL, course.goal)),
        ],
        status="active" if course.is_open else "completed",
        intent="plan",
        subject=reference(patient_uid),
        period=_period(course),
        addresses=[reference(part_uid(course.uid, CONDITION))],
        supportingInfo=[reference(course.uid)],
        goal=[{"reference": f"#{GOAL}"}] if visible else [],
        activity=[
            {
                "detail": {
                    "kind": "ServiceRequest",
                    "code": ACUPUNCTURE,
                    "status": "in-progress" if course.is_open else "completed",
                    "scheduledTiming": {"repeat": _repeat(course)},
                }
            }
        ],
    )


def _repeat(course: Course) -> Json:
    times, weeks = course.per_week.as_integer_ratio()
    often = {"frequency": times, "period": weeks, "periodUnit": "wk"}
    short = max(times, weeks) <= MOST_TIMES
    return {"count": course.planned_sessions} | (often if short else {})


def _period(course: Course) -> Json:
    end = {} if course.closed is None else {"end": course.closed.isoformat()}
    return {"start": course.opened.isoformat()} | end


def _side(condition: Node) -> Side | None:
    site = condition.first("bodySite")
    code = site.code(OWN + "side") if site else ""
    return kind_from(Side, code) if code else None


def _outcome(node: Node) -> Outcome | None:
    text = node.own_text("outcome")
    return kind_from(Outcome, text) if text else None


def _activities(node: Node) -> tuple[str, ...]:
    return tuple(node.own_text(f"activity-{number}") for number in (1, 2, 3))


def _planned(plan: Node) -> int:
    activity = plan.first("activity")
    detail = activity.node("detail") if activity else None
    timing = detail.node("scheduledTiming") if detail else None
    repeat = timing.node("repeat") if timing else None
    planned = repeat.whole("count") if repeat else None
    return DEFAULT_PLANNED if planned is None else planned


def _per_week(plan: Node) -> Decimal:
    found = plan.own("per-week")
    if found is None:
        raise missing("per-week")
    return decimal_of(found.value())
