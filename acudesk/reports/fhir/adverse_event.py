"""AdverseEvent: a side effect of a session, with what became of it."""

from collections.abc import Iterator, Mapping

from acudesk.domain.session import Session
from acudesk.domain.side_effects import (
    Causality,
    FollowUp,
    Noticed,
    Severity,
    SideEffect,
    SideEffectKind,
    kind_name,
)
from acudesk.reports.fhir.codes import HL7, OWN, Json, concept, filled, own
from acudesk.reports.fhir.extensions import extension
from acudesk.reports.fhir.links import part_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, kind_from
from acudesk.reports.fhir.procedure import PROCEDURE, has_procedure
from acudesk.reports.fhir.session import when

KIND = "side-effect"
SERIOUSNESS = HL7 + "adverse-event-seriousness"
SEVERITY = HL7 + "adverse-event-severity"
CAUSALITY = HL7 + "adverse-event-causality-assess"
OUTCOME = HL7 + "adverse-event-outcome"
SERIOUS, NOT_SERIOUS = "Serious", "Non-serious"
ASSESSED = {
    Causality.UNLIKELY: "Unlikely",
    Causality.POSSIBLE: "Possible",
    Causality.PROBABLE: "Probably-Likely",
    Causality.CERTAIN: "Certain",
}
_OWN_TEXTS = ("onset", "action", "note")
Gone = Mapping[tuple[str, Noticed, SideEffectKind], bool]
"""Whether a side effect of a session was gone when it was last asked about."""


def gone_by(follow_ups: list[FollowUp]) -> Gone:
    """What became of side effects, by follow-ups in the order in which they were noted."""
    return {(one.about, one.noticed, one.kind): one.gone for one in follow_ups}


def adverse_event_resources(session: Session, patient_uid: str, gone: Gone) -> Iterator[Json]:
    """The side effects of a session, in the order of the checklist."""
    for effect in session.side_effects:
        yield _event(session, patient_uid, effect, gone)


def side_effect_from(node: Node) -> SideEffect:
    """A side effect from its resource."""
    resolved = node.own("resolved-on")
    serious = node.concept("seriousness", SERIOUSNESS)
    severity = node.concept("severity", SEVERITY)
    causality = next(
        (
            one.concept("assessment", CAUSALITY)
            for suspect in node.nodes("suspectEntity")
            for one in suspect.nodes("causality")
        ),
        "",
    )
    return SideEffect(
        kind=kind_from(SideEffectKind, node.concept("event", OWN + KIND)),
        noticed=kind_from(Noticed, node.own_text("noticed") or Noticed.DURING),
        severity=kind_from(Severity, severity) if severity else None,
        serious=None if not serious else serious == SERIOUS,
        resolved_on=resolved.day("valueDate") if resolved else None,
        causality=next((one for one, code in ASSESSED.items() if code == causality), None),
        **{name: node.own_text(name) for name in _OWN_TEXTS},
    )


def _event(session: Session, patient_uid: str, effect: SideEffect, gone: Gone) -> Json:
    error = {"url": OWN + "entered-in-error", "valueBoolean": True}
    serious = {None: "", True: SERIOUS, False: NOT_SERIOUS}[effect.serious]
    return filled(
        resourceType="AdverseEvent",
        id=uid_text(part_uid(session.uid, f"side-effect/{effect.noticed}/{effect.kind}")),
        extension=[
            *extension("noticed", effect.noticed),
            *(one for name in _OWN_TEXTS for one in extension(name, getattr(effect, name))),
            *extension("resolved-on", effect.resolved_on),
        ],
        modifierExtension=[] if session.error is None else [error],
        actuality="actual",
        event=own(KIND, effect.kind.value, kind_name(effect.kind))
        | ({"text": effect.note} if effect.note.strip() else {}),
        subject=reference(patient_uid),
        encounter=reference(session.uid),
        date=when(session),
        seriousness=concept(SERIOUSNESS, serious) if serious else None,
        severity=concept(SEVERITY, effect.severity.value) if effect.severity else None,
        outcome=concept(OUTCOME, _outcome(session, effect, gone)),
        suspectEntity=[_suspect(session, effect.noticed, effect.causality)]
        if effect.causality
        else [],
    )


def _outcome(session: Session, effect: SideEffect, gone: Gone) -> str:
    known = gone.get((session.uid, effect.noticed, effect.kind))
    if known is None and effect.resolved_on is None:
        return "unknown"
    return "resolved" if known or effect.resolved_on is not None else "ongoing"


def _suspect(session: Session, noticed: Noticed, causality: Causality) -> Json:
    instance: Json = {"display": "Acupuncture"}
    # What was noticed since the last time was caused by a treatment before this one.
    if noticed == Noticed.DURING and has_procedure(session):
        instance |= reference(part_uid(session.uid, PROCEDURE))
    return {
        "instance": instance,
        "causality": [{"assessment": concept(CAUSALITY, ASSESSED[causality])}],
    }
