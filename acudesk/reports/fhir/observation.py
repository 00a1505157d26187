"""Observation: one score of one measure, or that it was due and not asked."""

from collections.abc import Iterator, Mapping

from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Group, Measure
from acudesk.domain.session import Moment, Score, ScoreKey, Session
from acudesk.reports.fhir.codes import (
    HL7,
    LOINC,
    LOINC_OF,
    MEASURE,
    UCUM,
    UNITS,
    Json,
    coding,
    filled,
    hl7,
)
from acudesk.reports.fhir.extensions import extension
from acudesk.reports.fhir.links import part_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, kind_from, missing
from acudesk.reports.fhir.session import state_of, when
from acudesk.translation import tr

NOT_ASKED = "not-asked"
SCORE = "{score}"
"""What UCUM calls a number that counts nothing but itself."""


def observation_resources(
    session: Session, patient_uid: str, measures: Mapping[str, Measure], activities: tuple[str, ...]
) -> Iterator[Json]:
    """The scores of a session, then what was due and not asked; in the order of their keys."""
    for score in session.scores:
        yield _observation(session, patient_uid, score.key, score, measures, activities)
    for key in sorted(session.missing, key=_order):
        yield _observation(session, patient_uid, key, None, measures, activities)


def score_from(node: Node, measures: Mapping[str, Measure]) -> tuple[ScoreKey, Score | None, bool]:
    """The key of an observation, its score where it was asked, and whether it was due. Raises
    DomainError for a number that its measure cannot have."""
    code = node.concept("code", MEASURE)
    if not code:
        raise missing("code")
    measure = measures.get(code)
    if measure is None:
        raise DomainError(tr("There is no measure called “{code}” here.", code=code[:60]))
    moment = node.own_text("moment")
    key = ScoreKey(
        measure=code,
        moment=kind_from(Moment, moment) if moment else measure.moments[0],
        item=node.own_text("item"),
    )
    due = node.own("due") is not None
    given = node.own_text("given")
    if not given:
        if node.concept("dataAbsentReason", HL7 + "data-absent-reason") != NOT_ASKED:
            raise missing("given")
        if key not in measure.keys():
            raise DomainError(tr("{measure} is not asked in this way.", measure=measure.name))
        return key, None, True
    score = measure.score(given, moment=key.moment, item=key.item, scale=node.own_text("scale"))
    return key, score, due


def _observation(
    session: Session,
    patient_uid: str,
    key: ScoreKey,
    score: Score | None,
    measures: Mapping[str, Measure],
    activities: tuple[str, ...],
) -> Json:
    measure = measures.get(key.measure)
    return filled(
        resourceType="Observation",
        id=uid_text(part_uid(session.uid, f"score/{key.measure}/{key.moment}/{key.item}")),
        extension=[
            *extension("moment", key.moment),
            *extension("item", key.item),
            *(extension("given", score.given) + extension("scale", score.scale) if score else []),
            *extension("due", (score is not None and key in session.due) or None),
        ],
        status=state_of(session, draft="preliminary", signed="final"),
        category=[hl7("observation-category", "exam" if _is_exam(measure) else "survey")],
        code=_code(key, score, measure, activities),
        subject=reference(patient_uid),
        encounter=reference(session.uid),
        effectiveDateTime=when(session),
        valueQuantity=_quantity(score, measure),
        dataAbsentReason=hl7("data-absent-reason", NOT_ASKED) if score is None else None,
    )


def _code(
    key: ScoreKey, score: Score | None, measure: Measure | None, activities: tuple[str, ...]
) -> Json:
    name = measure.name if measure else key.measure
    codings = [coding(MEASURE, key.measure, name)]
    loinc = LOINC_OF.get((key.measure, score.scale)) if score else None
    if loinc is not None:
        codings.insert(0, coding(LOINC, *loinc))
    place = int(key.item) - 1 if key.item.isdigit() else -1
    activity = activities[place] if 0 <= place < len(activities) else ""
    return {"coding": codings, "text": f"{name}: {activity}" if activity else name}


def _quantity(score: Score | None, measure: Measure | None) -> Json | None:
    if score is None:
        return None
    units = [one.unit for one in measure.scales if one.code == score.scale] if measure else []
    unit = units[0] if units else ""
    number = int(score.value) if score.value == score.value.to_integral_value() else None
    ucum = UNITS.get(unit)
    return filled(
        value=float(score.value) if number is None else number,
        unit=unit or SCORE,
        system=UCUM if ucum else None,
        code=ucum,
    )


def _is_exam(measure: Measure | None) -> bool:
    return measure is not None and measure.group == Group.MOBILITY


def _order(key: ScoreKey) -> tuple[str, str, str]:
    return key.measure, key.moment.value, key.item
