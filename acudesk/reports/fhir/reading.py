"""From the resources of one patient back to the record: what fits is kept, the rest is refused.

The resources of a patient are those from one Patient to the next, each told with its place in
the file. What belongs to something that is refused is refused with it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure
from acudesk.domain.patient import Patient
from acudesk.domain.questionnaires import Answers
from acudesk.domain.sealing import Addendum, Signature
from acudesk.domain.session import Score, ScoreKey, Session, SessionKind, SessionState
from acudesk.domain.side_effects import SideEffect, check_side_effects
from acudesk.reports.fhir.adverse_event import side_effect_from
from acudesk.reports.fhir.appointment import visit_from
from acudesk.reports.fhir.codes import Json
from acudesk.reports.fhir.consent import consent_from
from acudesk.reports.fhir.course import course_from
from acudesk.reports.fhir.links import parse_uid
from acudesk.reports.fhir.nodes import Node
from acudesk.reports.fhir.observation import score_from
from acudesk.reports.fhir.patient import merges_from, patient_from
from acudesk.reports.fhir.procedure import points_from, treatment_from
from acudesk.reports.fhir.questionnaires import (
    SCREENING,
    answers_from,
    questionnaire_of,
    screening_from,
)
from acudesk.reports.fhir.record import (
    CourseRecord,
    PatientRecord,
    ReviewRecord,
    SessionRecord,
    VisitRecord,
)
from acudesk.reports.fhir.review import review_from
from acudesk.reports.fhir.sealing import addendum_from, is_addendum, note_from, signature_from
from acudesk.reports.fhir.session import session_from
from acudesk.translation import tr

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A resource and its place in the file, in words."""

    place: str
    resource: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was not taken: its place in the file and the reason."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPatient:
    """A patient as read; None where the patient itself was refused. Signed sessions have their
    signature without a seal. `place` is where the patient stands."""

    place: str
    record: PatientRecord | None
    refused: tuple[Refused, ...] = ()


def read_patient(placed: Sequence[Placed], measures: Mapping[str, Measure]) -> ReadPatient:
    """The record in the resources of one patient, the Patient first."""
    return _Reading(placed, measures).read()


@dataclass(slots=True)
class _Resource:
    place: str
    node: Node
    kind: str
    taken: bool = False


@dataclass(slots=True)
class _Parts:
    """What was read of one session beside its encounter."""

    scores: list[Score] = field(default_factory=list)
    due: list[ScoreKey] = field(default_factory=list)
    effects: list[SideEffect] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)
    addenda: list[Addendum] = field(default_factory=list)
    notes: str = ""
    signature: Signature | None = None
    procedure: Node | None = None
    is_whole: bool = True


class _Reading:
    def __init__(self, placed: Sequence[Placed], measures: Mapping[str, Measure]) -> None:
        self._measures = measures
        self._refused: list[Refused] = []
        self._place = placed[0].place
        self._resources: dict[str, _Resource] = {}
        for one in placed:
            self._attempt(one.place, self._index, one)
        self._patient_uid = ""

    def read(self) -> ReadPatient:
        found = self._attempt(self._place, self._patient)
        if found is None:
            for resource in self._left():
                self._refuse(resource.place, _of_refused())
            return ReadPatient(place=self._place, record=None, refused=tuple(self._refused))
        patient, merged_into, merges = found
        self._patient_uid = patient.uid
        consents = tuple(self._each("Consent", consent_from))
        visits = tuple(self._each("Appointment", visit_from))
        courses, became = self._courses()
        record = PatientRecord(
            patient=patient,
            merged_into=merged_into,
            courses=courses,
            screenings=tuple(self._each("QuestionnaireResponse", screening_from, _is_screening)),
            consents=consents,
            visits=tuple(_with_session(one, became) for one in visits),
            merges=merges,
        )
        for resource in self._left():
            self._refuse(resource.place, _of_refused())
        return ReadPatient(place=self._place, record=record, refused=tuple(self._refused))

    def _index(self, one: Placed) -> None:
        node = Node(one.resource)
        kind, uid = node.needed("resourceType"), parse_uid(node.needed("id"))
        if uid in self._resources:
            raise DomainError(tr("This resource stands there twice."))
        self._resources[uid] = _Resource(one.place, node, kind)

    def _patient(self) -> tuple[Patient, str, Any]:
        first = next(iter(self._resources.values()), None)
        if first is None or first.kind != "Patient":
            raise DomainError(tr("A patient's entries begin with the Patient."))
        first.taken = True
        patient, into = patient_from(first.node, self._find)
        return patient, into, merges_from(first.node)

    def _courses(self) -> tuple[tuple[CourseRecord, ...], dict[str, str]]:
        parts = self._parts()
        sessions: dict[str, list[SessionRecord]] = {}
        became: dict[str, str] = {}
        episodes = {
            course.uid: course
            for course in self._each("EpisodeOfCare", lambda node: course_from(node, self._find))
        }
        for resource in self._of("Encounter"):
            self._attempt(
                resource.place, self._session, resource, episodes, parts, sessions, became
            )
        reviews: dict[str, list[ReviewRecord]] = {}
        for review, uid in self._each("ClinicalImpression", review_from):
            reviews.setdefault(uid, []).append(review)
        courses = tuple(
            CourseRecord(
                course=course,
                sessions=tuple(sessions.get(uid, ())),
                reviews=tuple(reviews.get(uid, ())),
            )
            for uid, course in episodes.items()
        )
        return courses, became

    def _session(
        self,
        resource: _Resource,
        episodes: Mapping[str, object],
        parts: Mapping[str, _Parts],
        sessions: dict[str, list[SessionRecord]],
        became: dict[str, str],
    ) -> None:
        node = resource.node
        resource.taken = True
        episode = node.first("episodeOfCare")
        course = parse_uid(episode.needed("reference")) if episode else ""
        if course not in episodes:
            raise DomainError(_of_refused())
        fields, ordinal = session_from(node)
        part = parts.get(fields["uid"], _Parts())
        if not part.is_whole:
            raise DomainError(tr("A part of it cannot be taken, so it is not taken either."))
        session = Session(
            id=0,
            patient_id=0,
            course_id=0,
            number=None,
            scores=tuple(part.scores),
            due=frozenset(part.due),
            side_effects=check_side_effects(tuple(part.effects)),
            points=points_from(node, part.procedure),
            treatment=treatment_from(node, part.procedure),
            answers=tuple(part.answers),
            notes=part.notes,
            state=SessionState.DRAFT if part.signature is None else SessionState.SIGNED,
            signature=part.signature,
            addenda=tuple(part.addenda),
            **fields,
        )
        _check_state(session)
        sessions.setdefault(course, []).append(SessionRecord(session=session, ordinal=ordinal))
        appointment = node.first("appointment")
        if appointment is not None:
            became[parse_uid(appointment.needed("reference"))] = session.uid

    def _parts(self) -> dict[str, _Parts]:
        """What belongs to sessions, by the uid of the session."""
        found: dict[str, _Parts] = {}
        sessions = {uid for uid, one in self._resources.items() if one.kind == "Encounter"}
        for resource in list(self._left()):
            if resource.kind in _TAKE and not _is_screening(resource.node):
                self._attempt(resource.place, self._take, resource, sessions, found)
        return found

    def _take(self, resource: _Resource, sessions: set[str], found: dict[str, _Parts]) -> None:
        node = resource.node
        resource.taken = True
        self._check_patient(node)
        uid = _session_of(node)
        if uid not in sessions:
            raise DomainError(_of_refused())
        parts = found.setdefault(uid, _Parts())
        try:
            _TAKE[resource.kind](node, parts, self._measures)
        except DomainError:
            parts.is_whole = False
            raise

    def _each(
        self,
        kind: str,
        make: Callable[[Node], Made],
        fits: Callable[[Node], bool] = lambda node: True,
    ) -> Iterator[Made]:
        for resource in self._of(kind):
            if fits(resource.node):
                resource.taken = True
                made = self._attempt(resource.place, self._made, resource, make)
                if made is not None:
                    yield made

    def _made(self, resource: _Resource, make: Callable[[Node], Made]) -> Made:
        self._check_patient(resource.node)
        return make(resource.node)

    def _check_patient(self, node: Node) -> None:
        """Nothing of another patient slips in, whatever stands between two of them."""
        for name in ("subject", "patient"):
            if node.has(name) and node.uid(name) != self._patient_uid:
                raise DomainError(tr("This belongs to another patient."))

    def _find(self, uid: str) -> Node | None:
        resource = self._resources.get(uid)
        if resource is None:
            return None
        resource.taken = True
        return resource.node

    def _of(self, kind: str) -> list[_Resource]:
        return [one for one in self._left() if one.kind == kind]

    def _left(self) -> list[_Resource]:
        return [one for one in self._resources.values() if not one.taken]

    def _attempt(self, place: str, make: Callable[..., Made], *given: Any) -> Made | None:
        try:
            return make(*given)
        except DomainError as error:
            self._refuse(place, error.text)
            return None

    def _refuse(self, place: str, reason: str) -> None:
        self._refused.append(Refused(place=place, reason=reason))


def _is_screening(node: Node) -> bool:
    return node.values.get("questionnaire") == SCREENING


def _session_of(node: Node) -> str:
    context = node.node("context")
    if context is not None:
        encounter = context.first("encounter")
    elif node.has("target"):
        encounter = node.first("target")
    else:
        encounter = node.node("encounter")
    return parse_uid(encounter.needed("reference")) if encounter else ""


def _take_score(node: Node, parts: _Parts, measures: Mapping[str, Measure]) -> None:
    key, score, due = score_from(node, measures)
    if due:
        parts.due.append(key)
    if score is not None:
        parts.scores.append(score)


def _take_effect(node: Node, parts: _Parts, measures: Mapping[str, Measure]) -> None:
    parts.effects.append(side_effect_from(node))


def _take_answers(node: Node, parts: _Parts, measures: Mapping[str, Measure]) -> None:
    questionnaire_of(node)
    parts.answers.append(answers_from(node))


def _take_document(node: Node, parts: _Parts, measures: Mapping[str, Measure]) -> None:
    if is_addendum(node):
        parts.addenda.append(addendum_from(node))
    else:
        parts.notes = note_from(node)


def _take_signature(node: Node, parts: _Parts, measures: Mapping[str, Measure]) -> None:
    parts.signature = signature_from(node)


def _take_procedure(node: Node, parts: _Parts, measures: Mapping[str, Measure]) -> None:
    parts.procedure = node


_TAKE = {
    "Observation": _take_score,
    "AdverseEvent": _take_effect,
    "QuestionnaireResponse": _take_answers,
    "DocumentReference": _take_document,
    "Provenance": _take_signature,
    "Procedure": _take_procedure,
}


def _check_state(session: Session) -> None:
    signed = session.signature is not None
    if signed and session.kind != SessionKind.VISIT:
        raise DomainError(tr("An entry between visits is not signed."))
    if not signed and (session.addenda or session.error is not None):
        raise DomainError(tr("Only a signed session has addenda or is entered in error."))


def _with_session(visit: VisitRecord, became: Mapping[str, str]) -> VisitRecord:
    return replace(visit, session=became.get(visit.visit.uid, ""))


def _of_refused() -> str:
    return tr("It belongs to nothing that could be taken.")
