"""Bring back everything that an export holds into a practice that has no patients yet.

All of it or nothing: one transaction, in which every value passes the rules of the schema, every
record is read once by the domain, and every seal is checked with the key that came with it.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from acudesk.data.tables import DERIVED, schema_here
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError, StorageError
from acudesk.domain.long_work import Step, StoppedError
from acudesk.domain.manifest import Manifest, newer_error
from acudesk.domain.table import Row, Table
from acudesk.reports.tables import read_csv
from acudesk.services.export_source import ExportSource, opened_export
from acudesk.services.long_work import LongWork
from acudesk.translation import ntr, tr

if TYPE_CHECKING:
    from acudesk.services.services import Services

ROWS_A_LOOK = 500
"""Rows between two looks whether the work is still wanted."""
ONE_ROW = ("practice", "seal_key")
_UNREADABLE = (ValueError, KeyError, TypeError, ArithmeticError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReport:
    """What came back; `broken_seals` names the signed sessions that are not as they were signed:
    they were so in the export already."""

    patients: int
    sessions: int
    rows: int
    broken_seals: tuple[str, ...]
    changes: Changes

    @property
    def words(self) -> str:
        """What the practitioner is told."""
        told = tr(
            "Brought back: {patients}, {sessions}; every row, reference and seal was checked.",
            patients=ntr("{n} patient", "{n} patients", self.patients),
            sessions=ntr("{n} session", "{n} sessions", self.sessions),
        )
        if not self.broken_seals:
            return told
        broken = ntr(
            "{n} signed session is not as it was signed:",
            "{n} signed sessions are not as they were signed:",
            len(self.broken_seals),
        )
        return "\n".join([told, broken, *self.broken_seals])


def restore(work: LongWork, source: Path) -> RestoreReport:
    """Bring back a folder or a ZIP that `leave` has made, into a practice without patients.

    What the practice holds of its own (settings, lists, its log) is replaced. Raises DomainError
    for a practice that has patients, for an export of another version of the schema, and for
    whatever is not exactly what was exported; StoppedError on request. Nothing was changed then.
    It holds the practice's thread while it lasts.
    """
    with opened_export(source) as export:
        _check_version(export.manifest)
        report: RestoreReport = work.ask(lambda services: _restored(services, work, export))
    return report


def _check_version(manifest: Manifest) -> None:
    here = schema_here()
    if set(manifest.schema) - here:
        raise newer_error()
    if set(manifest.schema) != here:
        raise DomainError(
            tr(
                "This export was made by an older AcuDesk ({version}), whose tables were others. "
                "Nothing was changed. Bring it back with that version, update it, and export anew.",
                version=manifest.program[:40],
            )
        )


def _restored(services: "Services", work: LongWork, export: ExportSource) -> RestoreReport:
    if services.patients.has_patients():
        raise DomainError(
            tr(
                "There are patients in this practice, so nothing was brought back. An export of "
                "everything comes back into an empty practice."
            )
        )
    reading = _Reading(services, work, export)
    with services.work as uow:
        reading.fill(uow)
        broken = reading.read_all(uow)
        after = {"kind": "everything", "patients": reading.rows["patients"]}
        uow.audit.add("restore", "practice", "", after=after)
    return RestoreReport(
        patients=reading.rows["patients"],
        sessions=reading.rows["sessions"],
        rows=sum(reading.rows.values()),
        broken_seals=broken,
        changes=Changes(settings=True),
    )


class _Reading:
    """One export on its way into the practice, on the thread that owns it."""

    def __init__(self, services: "Services", work: LongWork, export: ExportSource) -> None:
        self._services = services
        self._work = work
        self._export = export
        self._done = 0
        listed = export.manifest.rows
        self._total = sum(listed.values()) + listed.get("patients", 0)
        self.rows: dict[str, int] = {}

    def fill(self, uow: UnitOfWork) -> None:
        """Replace the rows of every table by those of the export."""
        tables = uow.tables.all()
        self._export.check({table.name for table in tables})
        with uow.tables.replaced():
            for table in tables:
                if table.name not in DERIVED:
                    self.rows[table.name] = self._fill(uow, table)
        uow.patients.list_terms_anew()

    def _fill(self, uow: UnitOfWork, table: Table) -> int:
        listed = self._export.manifest.rows[table.name]
        with (
            self._export.table(table.name) as stream,
            closing(read_csv(stream, table)) as rows,
        ):
            count = uow.tables.add(table, self._watched(rows, table, listed))
        if count != listed or (table.name in ONE_ROW and count != 1):
            raise _another_count(table)
        return count

    def _watched(self, rows: Iterator[Row], table: Table, listed: int) -> Iterator[Row]:
        what = tr("Tables: {name}", name=table.name)
        for number, row in enumerate(rows):
            if number >= listed:
                raise _another_count(table)
            if number % ROWS_A_LOOK == 0:
                self._tell(what)
            self._done += 1
            yield row

    def read_all(self, uow: UnitOfWork) -> tuple[str, ...]:
        """Read every record as the program does; returns what is said of broken seals. Raises
        DomainError for what the domain does not take."""
        self._read(tr("The practice's settings"), lambda: _read_settings(self._services))
        broken: list[str] = []
        for key, _, number in uow.tables.patients():
            self._tell(tr("Checking every record"))
            self._done += 1
            named = tr("The record of chart number {number}", number=number)
            self._read(named, partial(_read_patient, self._services, key, broken))
        return tuple(broken)

    def _read(self, named: str, read: Callable[[], object]) -> None:
        try:
            read()
        except (StoppedError, StorageError):
            raise
        except DomainError as error:
            why = error.text
        except _UNREADABLE as error:
            why = type(error).__name__
        else:
            return
        raise DomainError(
            tr("{named} cannot be read ({why}). Nothing was changed.", named=named, why=why)
        )

    def _tell(self, what: str) -> None:
        self._work.check()
        self._work.tell(Step(done=self._done, total=self._total, what=what, is_share=True))


def _read_settings(services: "Services") -> None:
    uow = services.work
    uow.practice.get()
    uow.practice.conditions()
    uow.point_sets.all()
    services.measures.list_measures()
    services.safety.rules()
    services.imports.list_imports()
    for mapping in uow.imports.mappings():
        services.imports.mapping_for(mapping.headers)


def _read_patient(services: "Services", patient_id: int, broken: list[str]) -> None:
    """Read all that belongs to a patient; what is said of a broken seal goes to `broken`."""
    uow = services.work
    patient = uow.patients.get(patient_id)
    for screening in uow.safety.screenings(patient_id):
        uow.safety.screening_named(screening.uid)
    uow.safety.consents(patient_id)
    uow.planned_visits.of_patient(patient_id, date.min)
    uow.merges.kept_by(patient_id)
    for document in uow.documents.of_patient(patient_id):
        content = uow.documents.content(document.id)
        if (len(content), sha256(content).hexdigest()) != (document.size, document.sha256):
            raise DomainError(tr("A document is not the one that was kept."))
    for course in uow.courses.of_patient(patient_id):
        uow.reviews.of_course(course.id)
        for session in uow.sessions.of_course(course.id):
            if not services.signing.seal_holds(session):
                broken.append(
                    tr(
                        "chart number {number}, {day}",
                        number=patient.chart_number,
                        day=session.took_place.isoformat(),
                    )
                )


def _another_count(table: Table) -> DomainError:
    return DomainError(
        tr(
            "{name}.csv has not as many rows as the manifest says. Nothing was changed.",
            name=table.name,
        )
    )
