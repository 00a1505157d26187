"""Leave any day: everything of a practice as files that need no AcuDesk.

A plain copy of the database is made first; it is the moment from which all else is made, on the
caller's own thread, while the practice goes on. What was stopped or killed is gone on with where
the practice has not changed meanwhile, and made anew else.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acudesk import __version__
from acudesk.data.plain_copy import is_same_record
from acudesk.domain.clock import EARLIEST, from_utc_text, utc_text
from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step, StoppedError
from acudesk.domain.manifest import Manifest, manifest_text
from acudesk.domain.table import Row, Table
from acudesk.reports.data_dictionary import DICTIONARY, descriptions, dictionary_rows
from acudesk.reports.leave_readme import LeaveFacts, leave_readme
from acudesk.reports.tables import write_csv
from acudesk.services.export_codes import CODES, code_rows
from acudesk.services.export_folder import (
    CALENDAR,
    COPY,
    FHIR,
    MANIFEST,
    PATIENTS,
    README,
    TABLES,
    ExportFolder,
    LeavingStoppedError,
    prepared,
    write_zip,
)
from acudesk.services.export_scores import SCORES, score_rows
from acudesk.services.file_names import UniqueNames
from acudesk.services.leaving_checks import (
    check_counts,
    check_document,
    check_fhir,
    check_table,
    check_zip,
    facts_of_all,
    is_whole_pdf,
)
from acudesk.services.long_work import LongWork
from acudesk.services.page_pool import Failure, Sheet, bug_words, set_all
from acudesk.services.whole_files import PART, PART_END, refusal, write_whole, writing_whole
from acudesk.translation import ntr, tr

if TYPE_CHECKING:
    from acudesk.services.services import Services

RECORD = "record.pdf"
DOCUMENTS = "documents"
NUMBER_LETTERS = 24
"""Of a chart number in the name of a folder."""
UID_LETTERS = 8
ROWS_A_LOOK = 500
"""Rows between two looks whether the work is still wanted."""
COPY_WEIGHT, RECORD_WEIGHT, FHIR_WEIGHT, CHECK_WEIGHT = 1, 6, 3, 1
"""How long the parts take for one patient, against each other: measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveReport:
    """What was written where: `counts` as the manifest has them, `size` in bytes, `kept` files
    that an earlier start had made, `troubles` what could not be made."""

    target: Path
    snapshot: str
    counts: Mapping[str, int]
    files: int
    size: int
    kept: int
    troubles: tuple[str, ...]

    @property
    def words(self) -> str:
        """What the practitioner is told."""
        told = tr(
            "Everything of {patients} is in {place}: {files}, checked. They are not encrypted.",
            patients=ntr("{n} patient", "{n} patients", self.counts["patients"]),
            place=self.target,
            files=ntr("{n} file", "{n} files", self.files),
        )
        if not self.troubles:
            return told
        failed = ntr(
            "{n} part could not be made:", "{n} parts could not be made:", len(self.troubles)
        )
        return "\n".join([told, failed, *self.troubles])


def leave(work: LongWork, out: Path) -> LeaveReport:
    """Write everything of the practice to `out`: one ZIP where its name ends so, else a folder.

    Raises DomainError where `out` holds something else, where it cannot be written, and where
    what was written is not what the practice holds; StoppedError on request. Then the folder is
    marked as unfinished and has no manifest, and the same call goes on with it. The practice
    itself gains a row in its log.
    """
    export = prepared(out)
    try:
        return _Leaving(work, export).carried_out()
    except StoppedError:
        raise LeavingStoppedError(export.folder) from None
    except DomainError as error:
        raise export.unfinished(error) from error
    except OSError as error:
        raise export.unfinished(refusal(export.folder, error)) from error


class _Leaving:
    """One export on its way: what is made, what was there, what failed."""

    def __init__(self, work: LongWork, export: ExportFolder) -> None:
        self._work = work
        self._export = export
        self._kept = 0
        self._troubles: list[str] = []
        self._made: list[str] = []
        self._done = 0
        self._total = 0

    def carried_out(self) -> LeaveReport:
        """Make everything, check it, and say that it is whole."""
        self._work.tell(Step(done=0, total=0, what=tr("Copying the practice")))
        on_copy = self._snapshot()
        with on_copy(self._export.path(COPY)) as copy:
            self._made.append(COPY)
            return self._from_copy(copy)

    def _from_copy(self, copy: "Services") -> LeaveReport:
        patients = copy.work.tables.patients()
        tables = copy.work.tables.all()
        counts = copy.work.tables.counts()
        parts = COPY_WEIGHT + RECORD_WEIGHT + FHIR_WEIGHT + CHECK_WEIGHT * (1 + self._export.is_zip)
        self._total = len(patients) * parts + len(tables) + 2
        places = _folders(patients)
        self._tables(copy)
        self._documents(copy, places)
        self._records(copy, places)
        self._fhir(copy, counts)
        self._calendar(copy, counts)
        self._readme(copy, counts)
        self._check_tables(copy)
        return self._finish(copy, counts)

    # ------------------------------------------------------------- the copy

    def _snapshot(self) -> Any:
        """Copy the practice, or find that the copy of the last start still holds; returns the way
        to services on it."""
        export = self._export
        fresh = export.path(f"{PART}copy{PART_END}")
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            counts, snapshot, on_copy = self._work.ask(lambda services: _copied(services, fresh))
            with on_copy(fresh) as copy:
                check_counts(copy.work.tables.counts(), counts)
            with fresh.open("rb+") as stream:
                os.fsync(stream.fileno())
            old = export.path(COPY)
            if not (export.snapshot() and old.exists() and is_same_record(old, fresh)):
                export.mark()
                export.empty()
                fresh.replace(old)
                export.mark(snapshot)
        finally:
            export.sweep()
        return on_copy

    # ------------------------------------------------------------ the parts

    def _tables(self, copy: "Services") -> None:
        folder = self._export.path(TABLES)
        folder.mkdir(mode=0o700, exist_ok=True)
        for table, rows in _sheets(copy):
            self._tell(tr("Tables: {name}", name=table.name), self._done)
            name = f"{TABLES}/{table.name}.csv"
            if not self._is_there(name):
                with writing_whole(self._export.path(name)) as stream:
                    write_csv(stream, table, self._watched(rows))
            self._made.append(name)
            self._done += 1

    def _records(self, copy: "Services", places: Mapping[int, str]) -> None:
        start, weight = self._done, RECORD_WEIGHT
        missing = {
            key: place
            for key, place in places.items()
            if not is_whole_pdf(self._export.path(PATIENTS, place, RECORD))
        }
        kept = len(places) - len(missing)
        self._kept += kept

        def tell(step: Step) -> None:
            words = tr(
                "Records of patients: {done} of {total}",
                done=kept + step.done,
                total=len(places),
            )
            self._tell(words, start + weight * (kept + step.done))

        report = set_all(
            replace(self._work, tell=tell),
            self._sheets(copy, missing),
            len(missing),
            what="",
        )
        self._troubles += [
            tr("Record of chart number {number}: {why}", number=one.label, why=one.reason)
            for one in report.failures
        ]
        failed = {failure.label for failure in report.failures}
        numbers = {key: number for key, _, number in copy.work.tables.patients()}
        self._made += [
            f"{PATIENTS}/{place}/{RECORD}"
            for key, place in places.items()
            if numbers[key] not in failed
        ]
        self._done = start + weight * len(places)

    def _sheets(self, copy: "Services", places: Mapping[int, str]) -> Iterator[Sheet | Failure]:
        for key, place in places.items():
            patient = copy.work.patients.get(key)
            try:
                printout = copy.full_records.full_record(key)
            except DomainError as error:
                yield Failure(label=patient.chart_number, reason=error.text)
            except Exception as error:  # One damaged record must not hold the others back.
                yield Failure(label=patient.chart_number, reason=bug_words(error))
            else:
                target = self._export.path(PATIENTS, place, RECORD)
                yield Sheet(label=patient.chart_number, printout=printout, target=target)

    def _documents(self, copy: "Services", places: Mapping[int, str]) -> None:
        self._export.path(PATIENTS).mkdir(mode=0o700, exist_ok=True)
        for key, place in places.items():
            self._export.path(PATIENTS, place).mkdir(mode=0o700, exist_ok=True)
            names = UniqueNames()
            self._tell(tr("Documents of patients"), self._done)
            for document in sorted(copy.work.documents.of_patient(key), key=lambda one: one.id):
                self._work.check()
                folder = self._export.path(PATIENTS, place, DOCUMENTS)
                folder.mkdir(mode=0o700, exist_ok=True)
                file = f"{names.unique(document.name)}.{document.kind.value}"
                name = f"{PATIENTS}/{place}/{DOCUMENTS}/{file}"
                if not self._is_there(name):
                    write_whole(self._export.path(name), copy.work.documents.content(document.id))
                check_document(self._export.path(name), document.sha256)
                self._made.append(name)
            self._done += COPY_WEIGHT

    def _fhir(self, copy: "Services", counts: Mapping[str, int]) -> None:
        from acudesk.services.fhir_export import save_bundle

        start, weight = self._done, FHIR_WEIGHT * counts["patients"]

        def tell(step: Step) -> None:
            words = tr("FHIR: {done} of {total}", done=step.done, total=step.total)
            self._tell(words, start + weight * step.done // max(step.total, 1))

        reading = replace(self._work, ask=lambda question: question(copy), tell=tell)
        file = self._export.path(FHIR)
        self._attempt(FHIR, lambda: save_bundle(reading, file))
        if FHIR in self._made:
            check_fhir(file, self._work, counts)
        self._done = start + weight

    def _calendar(self, copy: "Services", counts: Mapping[str, int]) -> None:
        if not counts["planned_visits"]:
            return
        file = self._export.path(CALENDAR)
        calendar = copy.calendar_file
        self._attempt(
            CALENDAR,
            lambda: write_whole(file, calendar.calendar_bytes(first=EARLIEST, names=True)),
        )

    def _attempt(self, name: str, make: Callable[[], object]) -> None:
        """Make a file, if it is not there; what cannot be said in its format is told, and holds
        nothing else back."""
        try:
            if not self._is_there(name):
                make()
        except StoppedError:
            raise
        except DomainError as error:
            if isinstance(error.__cause__, OSError):  # The disk takes no other file either.
                raise
            why = error.text
        except Exception as error:
            why = bug_words(error)
        else:
            self._made.append(name)
            return
        self._troubles.append(tr("{name}: {why}", name=name, why=why))

    def _readme(self, copy: "Services", counts: Mapping[str, int]) -> None:
        practice = copy.work.practice.get()
        moment = from_utc_text(self._export.snapshot())
        there = copy.clock.local(moment.date(), moment.time()).tzinfo
        facts = LeaveFacts(
            practice=practice.name,
            practitioner=practice.practitioner,
            program=__version__,
            snapshot=moment.astimezone(there),
            counts=counts,
            tables={name: one.meaning for name, one in sorted(descriptions().items())},
            has_documents=counts["documents"] > 0,
            has_calendar=CALENDAR in self._made,
            has_fhir=FHIR in self._made,
            troubles=tuple(self._troubles),
        )
        write_whole(self._export.path(README), leave_readme(facts).encode("utf-8"))
        self._made.append(README)

    # ------------------------------------------------------------ the check

    def _check_tables(self, copy: "Services") -> None:
        for table, rows in _sheets(copy):
            self._tell(tr("Checking: {name}", name=table.name), self._done)
            file = self._export.path(TABLES, f"{table.name}.csv")
            check_table(file, table, self._watched(rows))

    def _finish(self, copy: "Services", counts: Mapping[str, int]) -> LeaveReport:
        files = facts_of_all(self._export, self._work, self._made)
        records = sum(name.endswith(f"/{RECORD}") for name in files)
        manifest = Manifest(
            program=__version__,
            schema=copy.work.tables.schema(),
            snapshot=self._export.snapshot(),
            rows=counts,
            counts={"patients": counts["patients"], "records": records},
            troubles=tuple(self._troubles),
            files=files,
        )
        write_whole(self._export.path(MANIFEST), manifest_text(manifest).encode("utf-8"))
        if self._export.is_zip:
            self._tell(tr("Packing"), self._done)
            names = [*sorted(files), MANIFEST]
            write_zip(self._export, self._work, names)
            check_zip(self._export, self._work, manifest)
            self._export.discard()
        else:
            self._export.finish()
        return LeaveReport(
            target=self._export.target,
            snapshot=manifest.snapshot,
            counts=counts,
            files=len(files) + 1,
            size=sum(one.size for one in files.values()),
            kept=self._kept,
            troubles=manifest.troubles,
        )

    # ------------------------------------------------------------- the rest

    def _is_there(self, name: str) -> bool:
        """Whether an earlier start made a file: each has its name only once it is whole."""
        there = self._export.path(name).is_file()
        self._kept += there
        return there

    def _watched(self, rows: Iterator[Row]) -> Iterator[Row]:
        for number, row in enumerate(rows):
            if number % ROWS_A_LOOK == 0:
                self._work.check()
            yield row

    def _tell(self, what: str, done: int) -> None:
        self._work.check()
        self._work.tell(Step(done=done, total=self._total, what=what, is_share=True))


def _copied(services: "Services", file: Path) -> tuple[dict[str, int], str, Any]:
    """Copy the practice, on its own thread, and note that it leaves."""
    snapshot = utc_text(services.clock.now())
    services.work.tables.copy_to(file)
    counts = services.work.tables.counts()
    with services.work as work:
        after = {"kind": "everything", "patients": counts["patients"]}
        work.audit.add("export", "practice", "", after=after)
    return counts, snapshot, services.on_copy


def _sheets(copy: "Services") -> Iterator[tuple[Table, Iterator[Row]]]:
    """Everything that becomes a CSV file: the tables, the scores beside their names, what codes
    and columns mean."""
    tables = copy.work.tables.all()
    for table in tables:
        yield table, copy.work.tables.rows(table)
    yield SCORES, score_rows(copy)
    yield CODES, code_rows(copy)
    yield DICTIONARY, dictionary_rows((*tables, SCORES, CODES))


def _folders(patients: tuple[tuple[int, str, str], ...]) -> dict[int, str]:
    """The folder of each patient, by its key: chart number, and a piece of the uid."""
    names = UniqueNames()
    return {
        key: names.unique(f"{number[:NUMBER_LETTERS]}-{uid[:UID_LETTERS]}")
        for key, uid, number in patients
    }
