"""Patient and Observation as other systems write them: taken as they stand, or refused.

Nothing is guessed: a birth date of which only a part is known stays a note, a number whose scale
is not said is refused, and a code that AcuDesk does not know is counted by its name.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from acudesk.domain.clock import EARLIEST
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure
from acudesk.domain.numbers import parse_number, shown
from acudesk.domain.patient import Patient, Sex, name_from_parts
from acudesk.domain.session import Moment, Score, ScoreKey
from acudesk.reports.fhir.codes import (
    HL7,
    LOINC,
    MEASURE,
    PAIN_NRS,
    PAIN_VAS,
    PROMIS_PHYSICAL,
)
from acudesk.reports.fhir.nodes import Node, kind_from, missing, parse_day
from acudesk.reports.fhir.patient import CHART_NUMBER
from acudesk.translation import tr

_NAMES = uuid.UUID("0d0b7f42-5a0f-5d0c-8a52-5d6f3ad1f3a1")
"""Under which what another system calls its own becomes a uid of ours: the same twice."""
PAIN_REPORTED = "38208-5"
_LOINC = {
    PAIN_NRS[0]: ("pain_now", "nrs11"),
    PAIN_REPORTED: ("pain_now", "nrs11"),
    PAIN_VAS[0]: ("pain_now", "vas100"),
    PROMIS_PHYSICAL[0]: ("promis_physical", "t_score"),
}
_UNITLESS = frozenset(
    ("", "1", "{score}", "score", "scores", "points", "point", "{points}", "{nrs}", "/10", "level")
)
"""Units of a number that counts nothing but itself."""
MEDICAL_RECORD = "MR"
NOT_DONE = ("entered-in-error", "cancelled")
_PREFERRED = ("official", "usual", "")
_PARTIAL = (4, 7)
"""How long a year, and a year and month, are as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignPatient:
    """A patient of another system; `names` are how its own references may call it."""

    patient: Patient
    names: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRating:
    """A rating of another system: of whom, when (with the minutes ahead of UTC where a time is
    known), of what; no score where it was not asked. `identity` tells it from others."""

    subject: str
    identity: str
    took_place: date
    at: time | None
    utc_offset: int | None
    key: ScoreKey
    score: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """Something that is read and not taken; `name` is what it is counted under."""

    name: str


def foreign_patient(node: Node, full_url: str) -> ForeignPatient:
    """A patient as another system wrote it; raises DomainError without a name."""
    name = _name(node)
    written, note = _birth(node.text("birthDate"))
    own_id = node.text("id")
    identity = "\n".join((full_url or own_id, _identifier(node), name, node.text("birthDate")))
    telecom: dict[str, str] = {}
    for one in node.nodes("telecom"):
        telecom.setdefault(one.text("system"), one.text("value"))
    address = node.first("address")
    gender = node.text("gender")
    parts = _official(node)
    patient = Patient(
        uid=uuid.uuid5(_NAMES, identity).hex,
        chart_number=_chart_number(node),
        display_name=name,
        family_name=parts.text("family") if parts else "",
        given_name=_given(parts) if parts else "",
        birth_date=written,
        sex=Sex(gender) if gender in tuple(Sex) else None,
        phone=telecom.get("phone", ""),
        email=telecom.get("email", ""),
        address=_address(address) if address else "",
        notes=note,
    )
    names = {full_url, f"Patient/{own_id}" if own_id else ""} - {""}
    return ForeignPatient(patient=patient, names=frozenset(names))


def foreign_rating(
    node: Node, full_url: str, measures: Mapping[str, Measure]
) -> ForeignRating | NotTaken:
    """A rating as another system wrote it, or what it is where AcuDesk has no such measure.

    Raises DomainError without a patient or a day, and for a number that is on no scale.
    """
    status = node.text("status")
    if status in NOT_DONE:
        return NotTaken(name=f"Observation ({status})")
    found = _measured(node, measures)
    if isinstance(found, NotTaken):
        return found
    measure, scale, key = found
    subject = node.node("subject")
    if subject is None or not subject.text("reference"):
        raise DomainError(tr("It does not say whose it is (subject)."))
    day, at, offset = _effective(node)
    return ForeignRating(
        subject=subject.text("reference"),
        identity=full_url or node.text("id"),
        took_place=day,
        at=at,
        utc_offset=offset,
        key=key,
        score=_score(node, measure, scale, key),
    )


def rating_uid(patient_uid: str, rating: ForeignRating, nth: int) -> str:
    """The uid of the entry that a rating becomes; `nth` tells apart those without a name."""
    moment = f"{rating.took_place}T{rating.at}" if rating.at else str(rating.took_place)
    key = f"{rating.key.measure}/{rating.key.moment}/{rating.key.item}"
    name = rating.identity or f"{key}/{nth}"
    return uuid.uuid5(_NAMES, "\n".join((patient_uid, moment, name))).hex


def same_name(reference: str) -> str:
    """A reference as names of patients are kept: a server's address before it does not count."""
    parts = reference.split("/")
    return "/".join(parts[-2:]) if len(parts) > 2 else reference


def _measured(
    node: Node, measures: Mapping[str, Measure]
) -> tuple[Measure, str, ScoreKey] | NotTaken:
    concept = node.node("code")
    if concept is None:
        raise missing("code")
    own = measures.get(concept.code(MEASURE))
    if own is not None:
        moment = node.own_text("moment")
        key = ScoreKey(
            measure=own.code,
            moment=kind_from(Moment, moment) if moment else own.moments[0],
            item=node.own_text("item"),
        )
        return own, node.own_text("scale"), key
    known = _LOINC.get(concept.code(LOINC))
    measure = measures.get(known[0]) if known else None
    if known is None or measure is None:
        return NotTaken(name=_called(concept))
    return measure, known[1], ScoreKey(measure=measure.code, moment=measure.moments[0])


def _called(concept: Node) -> str:
    first = concept.first("coding")
    if first is None:
        return concept.text("text")[:80] or "?"
    words = (first.text("system"), first.text("code"), first.text("display"))
    return " ".join(filter(None, words))[:120]


def _score(node: Node, measure: Measure, scale: str, key: ScoreKey) -> Score | None:
    number, unit = _value(node)
    if number is None:
        return None
    named = measure.scale_named(scale) if scale else measure.scale
    # What runs from 0 to 100 is said, and so is what runs from 0 to 10 and could do so.
    if scale == "vas100":
        named = measure.scale_named(_line(node, unit, number))
    elif unit.lower() not in _UNITLESS and unit != named.unit:
        raise DomainError(
            tr(
                "The unit “{unit}” does not fit {measure}, which runs from {lowest} to {highest}.",
                unit=unit[:20],
                measure=measure.name,
                lowest=shown(named.lowest),
                highest=shown(named.highest),
            )
        )
    given = format(number, "f")
    return measure.score(given, moment=key.moment, item=key.item, scale=named.code)


def _line(node: Node, unit: str, number: Decimal) -> str:
    """The scale of a visual analogue line: by its unit, else by its range of reference."""
    if unit == "mm":
        return "vas100"
    ranges = node.first("referenceRange")
    high = ranges.node("high") if ranges else None
    top = high.number("value") if high else None
    if unit.lower() in _UNITLESS and top == 100:
        return "vas100"
    if unit.lower() in _UNITLESS and top == 10:
        return "nrs11"
    raise DomainError(
        tr(
            "“{value}” does not say whether it is on a line of 0 to 10 or of 0 to 100 mm.",
            value=f"{shown(number)} {unit[:20]}".strip(),
        )
    )


def _value(node: Node) -> tuple[Decimal | None, str]:
    quantity = node.node("valueQuantity")
    if quantity is not None:
        if quantity.has("comparator"):
            raise DomainError(tr("A number with < or > is no score."))
        number = quantity.number("value")
        if number is None:
            raise missing("value")
        return number, quantity.text("code") or quantity.text("unit")
    whole = node.whole("valueInteger")
    if whole is not None:
        return Decimal(whole), ""
    if node.has("valueString"):
        return parse_number(node.text("valueString")), ""
    absent = node.node("dataAbsentReason")
    if absent is not None and absent.nodes("coding"):
        absent.code(HL7 + "data-absent-reason")
        return None, ""
    raise DomainError(tr("It holds no number."))


def _effective(node: Node) -> tuple[date, time | None, int | None]:
    period = node.node("effectivePeriod")
    text = (
        node.text("effectiveDateTime")
        or node.text("effectiveInstant")
        or (period.text("start") if period else "")
    )
    if not text:
        raise DomainError(tr("It does not say when it was (effectiveDateTime)."))
    if "T" not in text:
        return parse_day(text), None, None
    try:
        moment = datetime.fromisoformat(text)
        ahead = moment.utcoffset()
    except ValueError:
        raise DomainError(tr("“{text}” is not a moment.", text=text[:40])) from None
    if ahead is None or moment.date() < EARLIEST:
        return parse_day(text[:10]), None, None
    at = moment.time().replace(second=0, microsecond=0)
    return moment.date(), at, int(ahead.total_seconds() // 60)


def _birth(text: str) -> tuple[date | None, str]:
    """A birth date, or a note of the part that is known."""
    if not text:
        return None, ""
    if len(text) in _PARTIAL and text.replace("-", "").isdigit():
        parse_day((text + "-01-01")[:10])
        return None, tr("Birth date as imported: {text}", text=text)
    return parse_day(text), ""


def _official(node: Node) -> Node | None:
    names = node.nodes("name")
    for use in _PREFERRED:
        for one in names:
            if one.text("use") == use:
                return one
    return next(iter(names), None)


def _name(node: Node) -> str:
    found = _official(node)
    if found is None:
        raise DomainError(tr("The patient has no name."))
    name = found.text("text") or name_from_parts(_given(found), found.text("family"))
    if not name.strip():
        raise DomainError(tr("The patient has no name."))
    return name


def _given(name: Node) -> str:
    value: Any = name.values.get("given") or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise DomainError(tr("“{name}” should be a list.", name="given"))
    return " ".join(value)


def _address(node: Node) -> str:
    if node.text("text"):
        return node.text("text")
    lines: Any = node.values.get("line") or []
    if not isinstance(lines, list) or not all(isinstance(one, str) for one in lines):
        raise DomainError(tr("“{name}” should be a list.", name="line"))
    town = " ".join(filter(None, (node.text("postalCode"), node.text("city"))))
    return "\n".join(filter(None, (*lines, town, node.text("state"), node.text("country"))))


def _identifier(node: Node) -> str:
    first = node.first("identifier")
    return f"{first.text('system')}|{first.text('value')}" if first else ""


def _chart_number(node: Node) -> str:
    """Our own chart number, else the number of a medical record; of others nobody knows what
    they number."""
    identifiers = node.nodes("identifier")
    for one in identifiers:
        if one.text("system") == CHART_NUMBER:
            return one.text("value")
    for one in identifiers:
        if one.concept("type", "http://terminology.hl7.org/CodeSystem/v2-0203") == MEDICAL_RECORD:
            return one.text("value")
    return ""
