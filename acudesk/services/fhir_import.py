"""Bringing in a FHIR file: a bundle of our own, or patients and ratings of other systems.

The file is read and checked on the thread of the work; what it holds is then kept in one
transaction, or nothing of it.
"""

from collections import Counter
from collections.abc import Mapping, Set
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.import_matching import MatchKind
from acudesk.domain.long_work import Step
from acudesk.domain.measure import Measure
from acudesk.reports.fhir.foreign import ForeignPatient, ForeignRating, same_name
from acudesk.reports.fhir.reading import Refused
from acudesk.reports.fhir.record import PatientRecord
from acudesk.services.fhir_files import FhirFile
from acudesk.services.fhir_keeping import Keeper
from acudesk.services.fhir_outcome import FhirImportReport, FhirUndecided, RefusedEntriesError
from acudesk.services.fhir_people import People
from acudesk.services.fhir_ratings import RatingKeeper
from acudesk.services.fhir_things import DocumentThing, Look, Thing, Things
from acudesk.services.long_work import LongWork
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.services.services import Services

OFTEN = 50
"""After so many things it is told how far the import is."""
Decided = Mapping[str, int | None]
"""By the place of a patient in the file: the patient of the practice, or None for a new one."""


def import_bundle(
    work: LongWork,
    file: Path,
    *,
    dry_run: bool = False,
    skip_refused: bool = False,
    decided: Decided | None = None,
    left_out: Set[str] = frozenset(),
) -> tuple[FhirImportReport, Changes]:
    """Bring in a FHIR R4 file, all of it in one transaction or nothing.

    A bundle of our own comes in whole, and exports again as it was. Of others the patients are
    taken and the ratings that AcuDesk has a measure for. Who is in the practice already is known
    by uid, by chart number, or by name and birth date; whoever is only near is not decided here,
    but by `decided`; the patients whose places are in `left_out` stay out, with all of theirs.
    What is there already is not added again.

    Raises DomainError for a file that is none, RefusedEntriesError where entries were refused or
    patients wait for a decision (unless `skip_refused`, which leaves those out; a dry run reports
    them), and StoppedError where it was stopped. Nothing is kept then.
    """
    source = FhirFile(file)
    things = Things(work, source, work.ask(_measures))
    look = things.look()
    if look.refused and not dry_run and (look.is_cut or not skip_refused):
        report = FhirImportReport(refused=look.refused, not_taken=look.not_taken, kept=False)
        raise RefusedEntriesError(report)
    run = _Run(work, things, decided or {}, left_out, look)
    kept = work.ask(
        lambda services: run.carry_out(
            services, file.name, dry_run=dry_run, all_or_none=not skip_refused
        )
    )
    report = run.report(look.refused, look.not_taken, kept=kept)
    if not kept and not dry_run:
        raise RefusedEntriesError(report)
    return report, run.changes if kept else Changes()


class _NotKeptError(Exception):
    """Takes everything back at the end of a dry run or a refused import."""


class _Run:
    """The transaction of an import."""

    def __init__(
        self, work: LongWork, things: Things, decided: Decided, left_out: Set[str], look: Look
    ) -> None:
        self._work = work
        self._things = things
        self._decided = decided
        self._unwanted = left_out
        self._unmet = decided.keys() | left_out
        self._look = look
        self._refused: list[Refused] = []
        self._undecided: list[FhirUndecided] = []
        self._left_out: set[str] = set()
        self._unwanted_met = 0
        self._counts: Counter[str] = Counter()
        self.changes = Changes()

    def carry_out(
        self, services: "Services", source: str, *, dry_run: bool, all_or_none: bool
    ) -> bool:
        """Keep everything; False where it was all taken back."""
        with suppress(_NotKeptError), services.work:
            self._keep(services, source)
            if dry_run or (all_or_none and (self._refused or self._undecided)):
                raise _NotKeptError
            return True
        services.work.sessions.forget()
        return False

    def report(
        self, refused: tuple[Refused, ...], not_taken: Mapping[str, int], *, kept: bool
    ) -> FhirImportReport:
        """What was done."""
        counts = self._counts
        return FhirImportReport(
            patients_added=counts["patients_added"],
            patients_matched=counts["patients_matched"],
            courses_added=counts["courses_added"],
            entries_added=counts["entries_added"],
            scores_added=counts["scores_added"],
            blanks=counts["blanks"],
            others_added=counts["others_added"],
            measures_added=counts["measures_added"],
            sealed=counts["sealed"],
            left_out=self._unwanted_met,
            already=counts["already"] + counts["skipped"],
            refused=(*refused, *self._refused),
            undecided=tuple(self._undecided),
            not_taken=not_taken,
            kept=kept,
        )

    def _keep(self, services: "Services", source: str) -> None:
        people = People(services.work)
        numbers = self._look.numbers
        keeper = Keeper(
            services.work, services.clock, services.measures, services.questionnaires, numbers
        )
        ratings = RatingKeeper(services.work, services.clock, numbers)
        for done, thing in enumerate(self._things.all()):
            if done % OFTEN == 0:
                self._work.check()
                self._work.tell(Step(done=done, total=self._look.count, what=tr("Bringing in…")))
            try:
                self._keep_one(thing, people, keeper, ratings)
            except DomainError as error:
                self._refused.append(Refused(place=thing.place, reason=error.text))
        if self._unmet:
            raise DomainError(
                tr("No patient stands in the file at “{place}”.", place=min(self._unmet))
            )
        keeper.finish()
        ratings.finish(source)
        if keeper.counts:
            counts = {name: count for name, count in keeper.counts.items() if count}
            services.work.audit.add("import", "practice", "", after={"file": source, **counts})
        self._counts = keeper.counts + ratings.counts
        self.changes = keeper.changes() | ratings.changes()

    def _keep_one(
        self, thing: Thing, people: People, keeper: Keeper, ratings: RatingKeeper
    ) -> None:
        what = thing.what
        if isinstance(what, Measure):
            keeper.keep_measure(what)
        elif isinstance(what, DocumentThing):
            if what.patient_uid not in self._left_out:
                keeper.keep_document(what.record, what.patient_uid)
        elif isinstance(what, ForeignRating):
            if not {what.subject, same_name(what.subject)} & self._left_out:
                ratings.keep_rating(what)
        elif self._is_settled(thing.place, what, people):
            known = self._decided.get(thing.place, people.match(what.patient).patient_id)
            try:
                if isinstance(what, PatientRecord):
                    keeper.keep_patient(what, known)
                else:
                    ratings.keep_patient(what, known)
            except DomainError:
                self._left_out |= _names_of(what)
                raise

    def _is_settled(self, place: str, what: PatientRecord | ForeignPatient, people: People) -> bool:
        """Whether it is clear who a patient is; the others are left out with all of theirs."""
        self._unmet.discard(place)
        if place in self._unwanted:
            self._unwanted_met += 1
            self._left_out |= _names_of(what)
            return False
        match = people.match(what.patient)
        if match.kind != MatchKind.NEAR or place in self._decided:
            return True
        self._undecided.append(
            FhirUndecided(
                place=place,
                name=what.patient.display_name,
                birth_date=what.patient.birth_date,
                candidates=match.candidates,
            )
        )
        self._left_out |= _names_of(what)
        return False


def _measures(services: "Services") -> dict[str, Measure]:
    return {one.code: one for one in services.measures.list_measures()}


def _names_of(what: PatientRecord | ForeignPatient) -> set[str]:
    """How what belongs to a patient names them."""
    return {what.patient.uid} if isinstance(what, PatientRecord) else set(what.names)
