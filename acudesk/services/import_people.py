"""The people of a file, from what was decided of them to what becomes of them in the practice."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.errors import DomainError
from acudesk.domain.import_matching import (
    Decided,
    Decision,
    Directory,
    Incoming,
    Known,
    Match,
    MatchKind,
)
from acudesk.domain.import_outcome import (
    MOST_LISTED,
    ImportOutcome,
    Listed,
    ListedRow,
    Undecided,
)
from acudesk.domain.import_roll import Roll
from acudesk.domain.import_rows import FileRow, PersonKey, RefusedLine, person_key
from acudesk.domain.patient import Patient, check_not_merged
from acudesk.services.import_entries import Entry, ImportRun, Person
from acudesk.translation import tr

MOST_UNDECIDED = 200
"""People who wait for a decision, as far as they are handed over at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of somebody in the file: one of the practice, new, left out or undecided."""

    kind: MatchKind
    patient_id: int | None = None
    left_out: bool = False
    undecided: Undecided | None = None


Fates = Mapping[PersonKey, Fate]


def directory_of(everybody: Iterable[Known]) -> Directory:
    """Everybody in the practice, with names compared by rapidfuzz."""
    from rapidfuzz import fuzz, process

    def nearest(
        name: str, names: Mapping[int, str], least: int, most: int
    ) -> list[tuple[int, int]]:
        found = process.extract(
            name, names, scorer=fuzz.ratio, score_cutoff=least, limit=most, processor=None
        )
        return [(place, round(score)) for _, score, place in found]

    return Directory(everybody, nearest)


def fate_of(person: Incoming, match: Match, decision: Decision | None) -> Fate:
    """What becomes of somebody: what was decided, else what is certain."""
    if decision is not None:
        if decision.what == Decided.SKIP:
            return Fate(kind=MatchKind.NONE, left_out=True)
        if decision.what == Decided.NEW:
            return Fate(kind=MatchKind.NONE)
        if decision.patient_id is None:
            raise DomainError(
                tr("Line {line}: nobody was named who it could be.", line=person.line)
            )
        return Fate(kind=MatchKind.SAME, patient_id=decision.patient_id)
    if match.kind == MatchKind.NEAR:
        waiting = Undecided(line=person.line, person=person, candidates=match.candidates)
        return Fate(kind=MatchKind.NEAR, undecided=waiting)
    return Fate(kind=match.kind, patient_id=match.patient_id)


@dataclass(slots=True)
class _List:
    """The first rows of a list, and how many there are."""

    total: int = 0
    rows: list[ListedRow] = field(default_factory=list)

    def add(self, line: int, who: str, what: str) -> None:
        """One more row."""
        self.total += 1
        if len(self.rows) < MOST_LISTED:
            self.rows.append(ListedRow(line=line, who=who, what=what))

    def listed(self) -> Listed:
        """As it is handed over."""
        return Listed(total=self.total, rows=tuple(self.rows))


class Bringing:
    """Brings the rows of a file in, inside a running transaction."""

    def __init__(self, work: UnitOfWork, run: ImportRun, fates: Fates, *, is_list: bool) -> None:
        self._work = work
        self._run = run
        self._fates = fates
        self._numbers = {key[0] for key in fates}
        self._is_list = is_list
        self._roll = Roll(is_list=is_list)
        self._people: dict[PersonKey, Person | None] = {}
        self._patients: dict[int, Person] = {}
        self._bad: dict[PersonKey, str] = {}
        self._seen: Counter[int] = Counter()
        self._places: dict[PersonKey | int, int] = {}
        self._lists = {name: _List() for name in ("added", "matched", "refused", "skipped")}
        self._rows = 0

    @property
    def refused(self) -> int:
        """How many rows were refused so far."""
        return self._lists["refused"].total

    def take(self, row: FileRow | RefusedLine) -> None:
        """Keep what a row adds, or note why it is refused."""
        self._rows += 1
        if isinstance(row, RefusedLine):
            if row.patient is not None and row.day is not None:
                self._count(person_key(row.patient), row.day)
            who = row.patient.display_name if row.patient is not None else ""
            self._lists["refused"].add(row.line, who, row.reason)
            return
        try:
            key, first = self._roll.take(row)
            person = self._person(key, row, first)
            if row.day is not None:
                ordinal = self._count(key, row.day)
                if person is not None:
                    self._keep(person, row, ordinal)
        except DomainError as error:
            self._lists["refused"].add(row.line, row.patient.display_name, error.text)

    def _count(self, key: PersonKey, day: date) -> int:
        """Which rating of that day this is. One number stands for person and day: a tuple for
        each of half a million rows would take a tenth of a gigabyte."""
        place = self._places.setdefault(self._whose(key), len(self._places))
        one = place * date.max.toordinal() + day.toordinal()
        self._seen[one] += 1
        return self._seen[one]

    def _whose(self, key: PersonKey) -> PersonKey | int:
        """By what the ratings of a day are counted: two names of one patient are counted on."""
        fate = self._fates.get(key)
        return key if fate is None or fate.patient_id is None else fate.patient_id

    def _keep(self, person: Person, row: FileRow, ordinal: int) -> None:
        assert row.day is not None
        entry = Entry(
            day=row.day,
            ordinal=ordinal,
            scores=row.scores,
            effects=row.effects,
            notes=row.notes,
        )
        self._run.keep(person, entry)

    def _person(self, key: PersonKey, row: FileRow, first: bool) -> Person | None:
        """Whom a row is about; None for somebody who is left out or undecided."""
        if not first:
            if key in self._bad:
                raise DomainError(self._bad[key])
            if self._is_list:
                self._lists["matched"].add(
                    row.line,
                    row.patient.display_name,
                    tr("the same as line {line}", line=self._roll.line_of(key)),
                )
            return self._people[key]
        try:
            self._people[key] = self._settled(key, row)
        except DomainError as error:
            self._bad[key] = error.text
            raise
        return self._people[key]

    def _settled(self, key: PersonKey, row: FileRow) -> Person | None:
        fate = self._fates.get(key)
        if fate is None:
            raise DomainError(tr("The file has changed since it was looked at. Choose it again."))
        name = row.patient.display_name
        if fate.left_out:
            self._lists["skipped"].add(row.line, name, tr("left out"))
            return None
        if fate.undecided is not None:
            return None
        if fate.patient_id is None:
            return self._admitted(row)
        known = self._patients.get(fate.patient_id)
        if known is None:
            patient = check_not_merged(self._work.patients.get(fate.patient_id))
            known = self._patients[fate.patient_id] = self._run.meet(patient)
        self._lists["matched"].add(
            row.line,
            name,
            tr(
                "is {name}, {number}",
                name=known.patient.display_name,
                number=known.patient.chart_number,
            ),
        )
        return known

    def _admitted(self, row: FileRow) -> Person:
        patient = self._numbered(row.patient)
        self._lists["added"].add(
            row.line,
            patient.display_name,
            tr("new patient, {number}", number=patient.chart_number),
        )
        return self._run.admit(patient)

    def _numbered(self, patient: Patient) -> Patient:
        """A new patient with a chart number of their own."""
        number = patient.chart_number
        other = self._work.patients.by_chart_number(number) if number else None
        if other is not None and other.merged_into is not None:
            raise DomainError(tr("The record {number} was merged into another one.", number=number))
        if number and other is None:
            return patient
        given = self._work.patients.next_chart_number()
        while given in self._numbers:
            given = self._work.patients.next_chart_number()
        notes = patient.notes
        if number:
            notes = "\n".join(
                filter(None, (notes, tr("Chart number in the file: {number}", number=number)))
            )
        return replace(patient, chart_number=given, notes=notes)

    def outcome(self) -> ImportOutcome:
        """What came of it, kept or not."""
        waiting = [
            fate.undecided
            for key, fate in self._fates.items()
            if fate.undecided is not None and key in self._people
        ]
        counts = self._run.counts
        lists = {name: one.listed() for name, one in self._lists.items()}
        return ImportOutcome(
            rows=self._rows,
            people=len(self._roll),
            added=lists["added"],
            matched=lists["matched"],
            refused=lists["refused"],
            skipped=lists["skipped"],
            undecided=tuple(waiting[:MOST_UNDECIDED]),
            undecided_total=len(waiting),
            courses_added=counts["courses_added"],
            courses_closed=counts["courses_closed"],
            entries_added=counts["entries_added"],
            scores_added=counts["scores_added"],
            blanks=counts["blanks"],
            unchanged=counts["skipped"],
        )


Told = Callable[[int], None]
"""Hears how many rows are done; raises StoppedError once nobody wants the rest."""
