"""Procedure: the treatment of a session, its points, needles and all that STRICTA asks of it.

A point that is only carried over is no part of the record: it stands in an extension of the
encounter, and so does a treatment in which nobody was needled.
"""

from collections.abc import Iterator

from acudesk.domain.needles import NeedledPoint, check_points, confirmed, points_line
from acudesk.domain.numbers import shown
from acudesk.domain.session import Session
from acudesk.domain.treatment import NOTHING, Treatment
from acudesk.reports.fhir.codes import OWN, Json, concept, filled
from acudesk.reports.fhir.course import ACUPUNCTURE, CONDITION
from acudesk.reports.fhir.extensions import read, whole, written
from acudesk.reports.fhir.links import part_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, missing
from acudesk.reports.fhir.session import state_of, when

PROCEDURE = "procedure"
POINT = OWN + "point"
NEEDLED, WAITING, TREATMENT = "needled-point", "carried-over-point", "treatment"


def has_procedure(session: Session) -> bool:
    """Whether anybody was needled in a session, as far as it says."""
    treatment = session.treatment
    return bool(
        confirmed(session.points)
        or treatment.needles_in
        or treatment.needles_out
        or treatment.retention_minutes
    )


def procedure_resources(session: Session, patient_uid: str, course_uid: str) -> Iterator[Json]:
    """The treatment of a session, where there was one."""
    if not has_procedure(session):
        return
    treatment = session.treatment
    yield filled(
        resourceType="Procedure",
        id=uid_text(part_uid(session.uid, PROCEDURE)),
        extension=_treatment(treatment),
        status=state_of(session, draft="in-progress", signed="completed"),
        code=ACUPUNCTURE,
        subject=reference(patient_uid),
        encounter=reference(session.uid),
        performedDateTime=when(session),
        reasonReference=[reference(part_uid(course_uid, CONDITION))],
        bodySite=[
            concept(POINT, point.code, text=points_line([point]))
            | {"extension": [_point(NEEDLED, place, point)]}
            for place, point in enumerate(session.points)
            if not point.carried_over
        ],
        usedCode=_needles(treatment),
    )


def waiting_extensions(session: Session) -> list[Json]:
    """What of the treatment stands in no procedure."""
    waiting = [
        _point(WAITING, place, point)
        for place, point in enumerate(session.points)
        if point.carried_over
    ]
    return [*waiting, *([] if has_procedure(session) else _treatment(session.treatment))]


def points_from(encounter: Node, procedure: Node | None) -> tuple[NeedledPoint, ...]:
    """The points of a session in their order, carried over or not."""
    found = [(one, "") for one in encounter.extensions(WAITING)]
    for site in procedure.nodes("bodySite") if procedure else ():
        found += [(one, site.code(POINT)) for one in site.extensions(NEEDLED)]
    placed: list[tuple[int, NeedledPoint]] = []
    for one, code in found:
        place = next((each.whole("valueInteger") for each in one.extensions("place")), None)
        if place is None:
            raise missing("place")
        given = {"code": code} if code else {}
        placed.append((place, read(NeedledPoint, one, **given)))
    return check_points(point for _, point in sorted(placed, key=lambda pair: pair[0]))


def treatment_from(encounter: Node, procedure: Node | None) -> Treatment:
    """What belongs to a session's treatment as a whole."""
    found = (procedure.own(TREATMENT) if procedure else None) or encounter.own(TREATMENT)
    return NOTHING if found is None else read(Treatment, found)


def _treatment(treatment: Treatment) -> list[Json]:
    return [] if treatment == NOTHING else [whole(TREATMENT, treatment)]


def _point(name: str, place: int, point: NeedledPoint) -> Json:
    without = ("code",) if name == NEEDLED else ()
    inside = [{"url": "place", "valueInteger": place}, *written(point, without=without)]
    return {"url": OWN + name, "extension": inside}


def _needles(treatment: Treatment) -> list[Json]:
    sizes = (treatment.needle_diameter, treatment.needle_length)
    size = " × ".join(shown(one) for one in sizes if one is not None)
    lot = f"lot {treatment.needle_lot}" if treatment.needle_lot else ""
    words = ", ".join(filter(None, (f"{size} mm" if size else "", treatment.needle_maker, lot)))
    return [{"text": f"Needles: {words}"}] if words else []
