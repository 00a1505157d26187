"""Builds everything once and hands it down: the documented way into a practice without a window."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from acudesk.data.database import open_database
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.data.vault import create_vault, has_practice, open_vault
from acudesk.domain.clock import Clock, SystemClock
from acudesk.domain.course import default_conditions
from acudesk.domain.errors import StorageError
from acudesk.services.courses import Courses
from acudesk.services.imports import Imports
from acudesk.services.measures import Measures
from acudesk.services.patients import Patients
from acudesk.services.practice import PracticeSettings
from acudesk.services.sessions import Sessions
from acudesk.translation import tr


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that can be done with an open practice; used by one thread, its owner."""

    patients: Patients
    courses: Courses
    sessions: Sessions
    measures: Measures
    practice: PracticeSettings
    imports: Imports
    work: UnitOfWork


@contextmanager
def open_practice(
    data_dir: str | PathLike[str],
    passphrase: str | None = None,
    *,
    clock: Clock | None = None,
) -> Iterator[Services]:
    """Open the practice in a folder, making a new one where the folder holds none.

    Runs on the caller's thread, which then owns the practice until the block is left. Every
    write of the services returns only after its commit is durable. Raises StorageError where
    the practice is in use, damaged, or made by a newer AcuDesk, and where a passphrase is given:
    practices have none yet.
    """
    services = connect_practice(data_dir, passphrase, clock=clock)
    try:
        yield services
    finally:
        services.work.close()


def connect_practice(
    data_dir: str | PathLike[str],
    passphrase: str | None = None,
    *,
    clock: Clock | None = None,
) -> Services:
    """Like `open_practice` for an owner that closes the practice by `services.work.close()`."""
    if passphrase is not None:
        raise StorageError(tr("This practice has no passphrase; open it without one."))
    clock = clock or SystemClock()
    folder = Path(data_dir)
    if has_practice(folder):
        vault = open_vault(folder)
    else:
        vault = create_vault(folder, lambda file, key: _build(file, key, clock))
    return _services(UnitOfWork(open_database(vault.database, vault.key_hex), clock), clock)


def _build(file: Path, key_hex: str, clock: Clock) -> None:
    """A new practice's complete database: the schema and the list of conditions."""
    work = UnitOfWork(open_database(file, key_hex, create=True), clock)
    try:
        with work:
            work.practice.change_conditions(default_conditions())
            work.audit.add("create", "practice", "")
    finally:
        work.close()


def _services(work: UnitOfWork, clock: Clock) -> Services:
    measures = Measures(work)
    courses = Courses(work, clock, measures)
    return Services(
        patients=Patients(work, clock, courses),
        courses=courses,
        sessions=Sessions(work, clock, measures),
        measures=measures,
        practice=PracticeSettings(work),
        imports=Imports(work, clock, measures),
        work=work,
    )
