"""What a FHIR file holds, thing by thing, in the order in which it can be kept."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step
from acudesk.domain.measure import Measure
from acudesk.reports.fhir.document import document_from, is_document
from acudesk.reports.fhir.foreign import (
    ForeignPatient,
    ForeignRating,
    NotTaken,
    foreign_patient,
    foreign_rating,
)
from acudesk.reports.fhir.measure import measure_from
from acudesk.reports.fhir.nodes import Node
from acudesk.reports.fhir.reading import Placed, Refused, read_patient
from acudesk.reports.fhir.record import DocumentRecord, PatientRecord
from acudesk.services.documents import read_document
from acudesk.services.fhir_files import FhirEntry, FhirFile, FhirKind
from acudesk.services.long_work import LongWork
from acudesk.translation import tr

MOST_REFUSED = 1_000
"""Refused entries after which a file is read no further."""
MOST_NAMES = 200
"""Names of what is not taken that are told apart."""
OFTEN = 500
_PATIENT, _RATING = "Patient", "Observation"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentThing:
    """A document, and the uid of its patient in the file."""

    record: DocumentRecord
    patient_uid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something to be kept, and its place in the file."""

    place: str
    what: Measure | PatientRecord | DocumentThing | ForeignPatient | ForeignRating


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a first look says: how many things there are, and what was refused or not taken.
    `is_cut` where so much was refused that the rest was not read. `numbers` are the chart numbers
    of the patients."""

    count: int
    numbers: frozenset[str]
    is_cut: bool
    refused: tuple[Refused, ...]
    not_taken: Mapping[str, int]


class Things:
    """Reads a file once to look and once to keep; what is small is held between the two."""

    def __init__(self, work: LongWork, source: FhirFile, measures: Mapping[str, Measure]) -> None:
        self._work = work
        self._source = source
        self._measures = dict(measures)
        self._held: list[Thing] | None = None
        self._looked = False
        self._refused: list[Refused] = []
        self._not_taken: Counter[str] = Counter()

    def look(self) -> Look:
        """Read everything and keep nothing."""
        held: list[Thing] = []
        count = 0
        numbers: set[str] = set()
        for thing in self._read():
            count += 1
            if isinstance(thing.what, PatientRecord | ForeignPatient):
                numbers.add(thing.what.patient.chart_number)
            if self._source.is_small:
                held.append(thing)
        if self._source.is_small:
            self._held = held
        self._looked = True
        return Look(
            count=count,
            numbers=frozenset(numbers),
            is_cut=len(self._refused) >= MOST_REFUSED,
            refused=tuple(self._refused),
            not_taken=dict(self._not_taken),
        )

    def all(self) -> Iterator[Thing]:
        """Everything, after the look."""
        return iter(self._held) if self._held is not None else self._read()

    def _read(self) -> Iterator[Thing]:
        self._refused.clear()
        self._not_taken.clear()
        if self._source.kind == FhirKind.OWN:
            return self._own()
        return self._foreign()

    def _entries(self) -> Iterator[FhirEntry]:
        for number, one in enumerate(self._source.entries()):
            if number % OFTEN == 0:
                self._work.check()
                self._work.tell(Step(done=0, total=0, what=tr("Reading…")))
            if isinstance(one, Refused):
                self._refuse(one.place, one.reason)
            else:
                yield one
            if len(self._refused) >= MOST_REFUSED:
                return

    def _own(self) -> Iterator[Thing]:
        group: list[Placed] = []
        for one in self._entries():
            kind, node = one.resource.get("resourceType"), Node(one.resource)
            if kind == "ObservationDefinition":
                yield from self._measure(one.place, node)
            elif kind == "DocumentReference" and is_document(node):
                yield from self._patient(group)
                group = []
                yield from self._document(one.place, node)
            else:
                if kind == _PATIENT:
                    yield from self._patient(group)
                    group = []
                group.append(Placed(place=one.place, resource=one.resource))
        yield from self._patient(group)

    def _patient(self, group: list[Placed]) -> Iterator[Thing]:
        if not group:
            return
        read = read_patient(group, self._measures)
        for one in read.refused:
            self._refuse(one.place, one.reason)
        if read.record is not None:
            yield Thing(place=read.place, what=read.record)

    def _measure(self, place: str, node: Node) -> Iterator[Thing]:
        try:
            measure = measure_from(node)
        except DomainError as error:
            self._refuse(place, error.text)
            return
        self._measures.setdefault(measure.code, measure)
        yield Thing(place=place, what=measure)

    def _document(self, place: str, node: Node) -> Iterator[Thing]:
        try:
            document, content = document_from(node)
            if not self._looked:  # It takes a process of its own: once is enough.
                read_document(content, name=document.name)
            record = DocumentRecord(document=document, content=content)
            what = DocumentThing(record=record, patient_uid=node.uid("subject"))
        except DomainError as error:
            self._refuse(place, error.text)
            return
        yield Thing(place=place, what=what)

    def _foreign(self) -> Iterator[Thing]:
        """Patients, then ratings: these may stand before whom they are of."""
        for one in self._entries():
            kind = one.resource.get("resourceType")
            if kind == _PATIENT:
                yield from self._foreign_one(one)
            elif kind != _RATING:
                self._pass_over(str(kind)[:80])
        patients_refused = list(self._refused)
        for one in self._entries():
            if one.resource.get("resourceType") == _RATING:
                yield from self._foreign_one(one)
        # Lines that cannot be read are met by both.
        self._refused = list(dict.fromkeys((*patients_refused, *self._refused)))

    def _foreign_one(self, one: FhirEntry) -> Iterator[Thing]:
        node = Node(one.resource)
        what: ForeignPatient | ForeignRating | NotTaken
        try:
            if one.resource["resourceType"] == _PATIENT:
                what = foreign_patient(node, one.full_url)
            else:
                what = foreign_rating(node, one.full_url, self._measures)
        except DomainError as error:
            self._refuse(one.place, error.text)
            return
        if isinstance(what, NotTaken):
            self._pass_over(what.name)
        else:
            yield Thing(place=one.place, what=what)

    def _refuse(self, place: str, reason: str) -> None:
        self._refused.append(Refused(place=place, reason=reason))

    def _pass_over(self, name: str) -> None:
        known = name in self._not_taken or len(self._not_taken) < MOST_NAMES
        self._not_taken[name if known else tr("others")] += 1
