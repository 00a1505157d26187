"""Encounter: a session, with everything of it that is no resource of its own."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from acudesk.domain.body_chart import BodyMark, check_marks
from acudesk.domain.errors import DomainError
from acudesk.domain.screening import Override
from acudesk.domain.sealing import EnteredInError
from acudesk.domain.session import Session, SessionKind
from acudesk.domain.side_effects import FollowUp
from acudesk.reports.fhir.codes import OWN, UCUM, Json, filled, own
from acudesk.reports.fhir.course import CONDITION
from acudesk.reports.fhir.extensions import extension, read
from acudesk.reports.fhir.links import parse_uid, part_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, kind_from, missing
from acudesk.reports.fhir.record import SessionRecord
from acudesk.translation import tr

KIND = "session-kind"
FARTHEST = 14 * 60
"""Minutes from UTC that FHIR can write; what lies further off stands in an extension."""
FARTHEST_KEPT = 16 * 60
MOST_A_DAY = 1_000
LONGEST_ZONE = 80
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_KINDS = {
    SessionKind.VISIT: ("AMB", "ambulatory"),
    # A rating written at home or told by telephone: both are not in one room.
    SessionKind.BETWEEN: ("VR", "virtual"),
}


def session_resource(
    record: SessionRecord, patient_uid: str, course_uid: str, visit_uid: str, more: list[Json]
) -> Json:
    """A session as an encounter; `visit_uid` is the planned visit that it came from, `more` what
    of its treatment stands in no procedure."""
    session = record.session
    code, display = _KINDS[session.kind]
    return filled(
        resourceType="Encounter",
        id=uid_text(session.uid),
        extension=[
            *extension("entered-at", session.entered_at),
            *_time(session),
            *extension("side-effects-asked", session.side_effects_asked or None),
            *extension("since-asked", session.since_asked or None),
            *extension("import-ordinal", record.ordinal),
            *extension("follow-up", session.follow_ups),
            *extension("override", session.overrides),
            *extension("body-mark", session.marks),
            *more,
            *extension("entered-in-error", session.error),
        ],
        status=_status(session),
        class_={"system": ACT, "code": code, "display": display},
        type=[own(KIND, session.kind.value)],
        subject=reference(patient_uid),
        episodeOfCare=[reference(course_uid)],
        appointment=[reference(visit_uid)] if visit_uid else [],
        period=_period(session),
        length=_length(session.minutes),
        reasonReference=[reference(part_uid(course_uid, CONDITION))],
    )


def when(session: Session) -> str:
    """Date of a session, with the time and its distance from UTC where they are known."""
    begun = _begun(session)
    return session.took_place.isoformat() if begun is None else begun.isoformat(timespec="seconds")


def state_of(session: Session, *, draft: str, signed: str) -> str:
    """A status of FHIR for a session or a part of it."""
    if session.error is not None:
        return "entered-in-error"
    is_open = session.is_draft and session.kind == SessionKind.VISIT
    return draft if is_open else signed


def session_from(node: Node) -> tuple[dict[str, Any], int | None]:
    """The fields of a session that its encounter has, and which rating of its day it was."""
    kind = next((one.code(OWN + KIND) for one in node.nodes("type")), "")
    if not kind:
        raise missing("type")
    period = node.node("period")
    entered = node.own("entered-at")
    if period is None or entered is None:
        raise missing("entered-at" if period else "period")
    day, at, offset = _begin_from(node, period.needed("start"))
    moment = entered.moment("valueInstant")
    if moment is None:
        raise missing("entered-at")
    ordinal = _ordinal(node)
    length = node.node("length")
    minutes = length.number("value") if length else None
    error = node.own("entered-in-error")
    return {
        "uid": parse_uid(node.needed("id")),
        "kind": kind_from(SessionKind, kind),
        "took_place": day,
        "at": at,
        "utc_offset": offset,
        "entered_at": moment,
        "minutes": None if minutes is None else int(minutes),
        "side_effects_asked": node.own("side-effects-asked") is not None,
        "since_asked": node.own("since-asked") is not None,
        "follow_ups": tuple(map(_follow_up, node.extensions("follow-up"))),
        "overrides": tuple(read(Override, one) for one in node.extensions("override")),
        "marks": check_marks(map(_mark, node.extensions("body-mark"))),
        "error": None if error is None else read(EnteredInError, error),
    }, ordinal


def _status(session: Session) -> str:
    return state_of(session, draft="in-progress", signed="finished")


def _begun(session: Session) -> datetime | None:
    if session.at is None or session.utc_offset is None or abs(session.utc_offset) > FARTHEST:
        return None
    zone = timezone(timedelta(minutes=session.utc_offset))
    return datetime.combine(session.took_place, session.at, tzinfo=zone)


def _time(session: Session) -> list[Json]:
    if session.at is None or _begun(session) is not None:
        return []
    return [*extension("at", session.at), *extension("utc-offset", session.utc_offset)]


def _period(session: Session) -> Json:
    begun = _begun(session)
    period = {"start": when(session)}
    if begun is not None and session.minutes is not None:
        period["end"] = (begun + timedelta(minutes=session.minutes)).isoformat(timespec="seconds")
    return period


def _length(minutes: int | None) -> Json:
    if minutes is None:
        return {}
    return {"value": minutes, "unit": "min", "system": UCUM, "code": "min"}


def _begin_from(node: Node, start: str) -> tuple[date, time | None, int | None]:
    try:
        if "T" not in start:
            day = date.fromisoformat(start)
            at, offset = node.own_text("at"), node.own("utc-offset")
            if not at or offset is None:
                return day, None, None
            ahead = offset.whole("valueInteger")
            if ahead is None or abs(ahead) > FARTHEST_KEPT:
                raise ValueError
            return day, time.fromisoformat(at), ahead
        begun = datetime.fromisoformat(start)
        distance = begun.utcoffset()
        if distance is None:
            raise ValueError
        ahead = int(distance.total_seconds() // 60)
        if abs(ahead) > FARTHEST_KEPT:
            raise ValueError
        return begun.date(), begun.time().replace(second=0, microsecond=0), ahead
    except ValueError:
        raise DomainError(tr("“{text}” is not a whole date.", text=start[:40])) from None


def _follow_up(node: Node) -> FollowUp:
    return replace(found := read(FollowUp, node), about=parse_uid(found.about))


def _ordinal(node: Node) -> int | None:
    found = node.own("import-ordinal")
    ordinal = found.whole("valueInteger") if found else None
    if ordinal is not None and not 1 <= ordinal <= MOST_A_DAY:
        raise DomainError(tr("“{text}” is not known here.", text=ordinal))
    return ordinal


def _mark(node: Node) -> BodyMark:
    mark = read(BodyMark, node)
    if not 1 <= len(mark.zone) <= LONGEST_ZONE:
        raise missing("zone")
    return mark
