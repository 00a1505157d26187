"""What the practitioner brings in from files, and takes back.

Ratings by the command line come in here; looking into a file, trying and carrying out an import
are work of minutes and stand in `import_files`.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from acudesk.data.import_undo import Hindrance
from acudesk.data.imports import MappingRow
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.errors import DomainError
from acudesk.domain.import_matching import Known
from acudesk.domain.import_outcome import ImportOutcome, ImportRecord
from acudesk.domain.import_plan import (
    FileKind,
    ImportPlan,
    KeptMapping,
    plan_from_json,
    plan_to_json,
)
from acudesk.domain.import_rows import FileRow, RefusedLine
from acudesk.domain.patient import Patient
from acudesk.domain.ratings import (
    RatingPlan,
    RatingRow,
    RefusedRow,
    check_file,
    check_plan,
    read_ratings,
)
from acudesk.domain.text import cleaned
from acudesk.services.drafts import Drafts
from acudesk.services.import_entries import COUNTED, Entry, ImportRun, Person
from acudesk.services.import_people import Bringing, Fates
from acudesk.services.import_sources import Source, opened_source
from acudesk.services.measures import Measures
from acudesk.translation import ntr, tr

MOST_REFUSED = 1_000
"""Refused rows after which an import that keeps all or nothing looks no further."""
NAMED_REFUSED = 3
"""Refused rows that the sentence of a refused import names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do.

    `people` counts those in the file; `blanks` the blank cells newly noted as not asked;
    `skipped` the rows that added nothing, because all they say is in the practice; `refused`
    are line numbers with reasons, the header being line 1. `kept` is false after a dry run and
    after a refusal.
    """

    people: int = 0
    patients_added: int = 0
    courses_added: int = 0
    courses_closed: int = 0
    entries_added: int = 0
    scores_added: int = 0
    blanks: int = 0
    skipped: int = 0
    refused: tuple[tuple[int, str], ...] = ()
    kept: bool = True


class RefusedRowsError(DomainError):
    """Rows were refused, so nothing was imported; `report` says which and why."""

    def __init__(self, report: ImportReport) -> None:
        named = " ".join(
            tr("Line {line}: {reason}", line=line, reason=reason)
            for line, reason in report.refused[:NAMED_REFUSED]
        )
        count = len(report.refused)
        if count > NAMED_REFUSED:
            named = tr("{named} And {n} more.", named=named, n=count - NAMED_REFUSED)
        super().__init__(
            ntr(
                "Nothing was imported, because {n} row was refused. {named}",
                "Nothing was imported, because {n} rows were refused. {named}",
                count,
                named=named,
            )
        )
        self.report = report


class _NotKeptError(Exception):
    """Takes everything back at the end of a dry run or a refused import."""


class Imports:
    """Bring in files, each in one transaction; list them and take them back."""

    def __init__(self, work: UnitOfWork, clock: Clock, measures: Measures, drafts: Drafts) -> None:
        self._work = work
        self._clock = clock
        self._measures = measures
        self._drafts = drafts

    def import_ratings(self, source: Source, plan: RatingPlan) -> tuple[ImportReport, Changes]:
        """Bring in a long-form CSV file of ratings: its path, or an open file of bytes.

        All rows are kept or none, unless the plan says to skip bad ones. What is in the practice
        already is not added again: a rating is known by chart number, date and which one of that
        date it is. People not in the practice become patients with the person's text as chart
        number and name. Raises DomainError for a file that cannot be read and for a plan that
        does not fit it, RefusedRowsError for refused rows.
        """
        measures = {measure.code: measure for measure in self._measures.list_measures()}
        check_plan(plan, measures)
        with (
            opened_source(source) as (stream, name),
            suppress(_NotKeptError),
            self._work as work,
            closing(self.run(plan)) as run,
        ):
            ratings = _Ratings(work, run)
            for row in read_ratings(stream, plan, measures, self._clock.now().date()):
                ratings.take(row)
                if len(ratings.refused) >= MOST_REFUSED and not plan.skip_bad:
                    break
            run.finish()
            if plan.dry_run or (ratings.refused and not plan.skip_bad):
                raise _NotKeptError
            run.keep_record(source=name, kind="ratings", after=ratings.audited(name))
        if ratings.refused and not plan.skip_bad:
            raise RefusedRowsError(ratings.report(kept=False))
        if plan.dry_run:
            return ratings.report(kept=False), Changes()
        return ratings.report(kept=True), ratings.run.changes()

    def run(self, plan: RatingPlan | ImportPlan) -> ImportRun:
        """An import on its way, inside a running transaction."""
        return ImportRun(
            self._work,
            self._clock,
            self._drafts,
            condition=plan.condition,
            visits=plan.visits,
            close=plan.close,
        )

    def known_people(self, after: int, limit: int) -> tuple[Known, ...]:
        """A slice of everybody whom a file may mean, by key; merged records are left out."""
        return self._work.imports.known_people(after, limit)

    def bring_in(
        self,
        rows: Iterable[FileRow | RefusedLine],
        plan: ImportPlan,
        fates: Fates,
        *,
        name: str,
        keep: bool,
    ) -> tuple[ImportOutcome, Changes]:
        """Bring the rows of a file in, in one transaction, by what was decided of its people.

        Nothing is kept unless `keep` says so, nothing where somebody is undecided, and nothing
        where rows are refused and the plan does not skip bad ones. `name` is that of the file.
        """
        kept = False
        with (
            suppress(_NotKeptError),
            self._work as work,
            closing(self.run(plan)) as run,
        ):
            bringing = Bringing(work, run, fates, is_list=not plan.date)
            for row in rows:
                bringing.take(row)
                if keep and bringing.refused >= MOST_REFUSED and not plan.skip_bad:
                    break
            run.finish()
            outcome = bringing.outcome()
            refused = outcome.refused.total and not plan.skip_bad
            if not keep or refused or outcome.undecided_total:
                raise _NotKeptError
            audited = {
                "file": name,
                "refused": outcome.refused.total,
                **{counted: run.counts[counted] for counted in COUNTED},
            }
            kind = "patients" if plan.kind == FileKind.CSV else plan.kind.value
            kind = "ratings" if plan.date else kind
            key = run.keep_record(source=name, kind=kind, after=audited)
            kept = True
        if not kept:
            return outcome, Changes()
        return replace(outcome, kept=True, import_id=key), run.changes()

    def list_imports(self) -> tuple[ImportRecord, ...]:
        """Every import that was carried out, the newest first."""
        return self._work.imports.all()

    def undo_import(self, import_id: int) -> Changes:
        """Take a whole import back, in one transaction.

        Raises DomainError, naming what stands in the way, where something of it was signed or
        changed since, or has later entries; then nothing is taken back.
        """
        with self._work as work:
            record, steps = work.imports.get(import_id)
            if record.undone_at is not None:
                raise DomainError(tr("This import was taken back already."))
            now = self._clock.now()
            undo = work.import_undo(steps, now)
            hindrances = undo.hindrances()
            if hindrances:
                raise DomainError(_hindered(hindrances))
            patients, courses, sessions = undo.touched()
            first = work.audit.last() + 1
            undo.take_back()
            work.patients.saw_all(patients)
            work.sessions.forget()
            work.audit.add("undo_import", "practice", "", after={"import": record.uid})
            work.imports.mark_undone(import_id, now, (first, work.audit.last()))
            for session in sessions:
                work.after_commit(partial(self._drafts.forget, session))
        return Changes(patients=patients, courses=courses, sessions=sessions)

    def mappings(self) -> tuple[KeptMapping, ...]:
        """The mappings of columns that are remembered, by name."""
        return tuple(_mapping(row) for row in self._work.imports.mappings())

    def mapping_for(self, headers: tuple[str, ...]) -> KeptMapping | None:
        """The mapping that was used last for a file with these headers."""
        row = self._work.imports.mapping_for(headers)
        if row is None:
            return None
        with suppress(DomainError):
            return _mapping(row)
        return None

    def keep_mapping(self, name: str, headers: tuple[str, ...], plan: ImportPlan) -> None:
        """Remember a mapping under a name, in place of an earlier one. That bad rows are skipped
        is not remembered: it was said of one file, whose bad rows were seen."""
        plan = replace(plan, skip_bad=False)
        name = cleaned(name, limit=200, field="name")
        if not name:
            raise DomainError(tr("Give the mapping a name."), field="name")
        row = MappingRow(
            name=name, kind=plan.kind.value, headers=headers, mapping=plan_to_json(plan)
        )
        with self._work as work:
            work.imports.keep_mapping(row, self._clock.now())
            work.audit.add("keep_mapping", "practice", "", after={"name": name})

    def forget_mapping(self, name: str) -> None:
        """Forget a mapping."""
        with self._work as work:
            work.imports.forget_mapping(name)
            work.audit.add("forget_mapping", "practice", "", before={"name": name})


def check_ratings(source: Source, plan: RatingPlan) -> None:
    """Raise DomainError for a file that is refused as a whole, whatever its rows say.

    Needs no practice, so that none is made for nothing.
    """
    with opened_source(source) as (stream, _):
        check_file(stream, plan)


class _Ratings:
    """Rows of ratings on their way: people are known by chart number alone."""

    def __init__(self, work: UnitOfWork, run: ImportRun) -> None:
        self._work = work
        self.run = run
        self._people: dict[str, Person] = {}
        self._seen: Counter[tuple[str, date]] = Counter()
        self.refused: list[tuple[int, str]] = []

    def take(self, row: RatingRow | RefusedRow) -> None:
        """Keep what a row adds, or note why it is refused."""
        # A refused row still is the first, second, ... of its day: what follows it keeps its
        # place when the file is put right and imported again.
        if row.person and row.day is not None:
            self._seen[row.person, row.day] += 1
        if isinstance(row, RefusedRow):
            self.refused.append((row.line, row.reason))
            return
        ordinal = self._seen[row.person, row.day]
        try:
            person = self._person(row.person)
            self.run.keep(person, Entry(day=row.day, ordinal=ordinal, scores=row.scores))
        except DomainError as error:
            self.refused.append((row.line, error.text))

    def _person(self, number: str) -> Person:
        person = self._people.get(number)
        if person is None:
            patient = self._work.patients.by_chart_number(number)
            if patient is None:
                new = Patient(chart_number=number, display_name=number)
                person = self.run.admit(new)
            elif patient.merged_into is not None:
                raise DomainError(
                    tr("The record {number} was merged into another one.", number=number)
                )
            else:
                person = self.run.meet(patient)
            self._people[number] = person
        return person

    def report(self, *, kept: bool) -> ImportReport:
        """What the run did."""
        return ImportReport(
            people=len(self._people),
            **{name: self.run.counts[name] for name in COUNTED},
            refused=tuple(self.refused),
            kept=kept,
        )

    def audited(self, name: str) -> dict[str, object]:
        """What the run did, for the audit log."""
        counts = {counted: self.run.counts[counted] for counted in COUNTED}
        return {"file": name, "refused": len(self.refused), **counts}


def _mapping(row: MappingRow) -> KeptMapping:
    return KeptMapping(name=row.name, headers=row.headers, plan=plan_from_json(row.mapping))


def _hindered(hindrances: tuple[Hindrance, ...]) -> str:
    """Why an import cannot be taken back, with the first three that stand in the way."""
    first = hindrances[0]
    named = ", ".join(
        " ".join(filter(None, (one.name, one.day))) for one in hindrances[:NAMED_REFUSED]
    )
    if len(hindrances) > NAMED_REFUSED:
        named = tr("{named} and more", named=named)
    if first.how == "signed":
        return tr("This import stays: a session of it was signed since ({named}).", named=named)
    if first.how == "merged":
        return tr("This import stays: a record of it was merged since ({named}).", named=named)
    if first.how == "changed":
        return tr("This import stays: something of it was changed since ({named}).", named=named)
    return tr("This import stays: there are later entries ({named}).", named=named)
