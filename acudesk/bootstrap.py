"""Builds everything once and hands it down: the documented way into a practice without a window."""

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from acudesk.data.database import open_database
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.data.vault import create_vault, has_practice, open_vault
from acudesk.domain.clock import Clock, SystemClock
from acudesk.domain.errors import StorageError
from acudesk.services.services import Services as Services
from acudesk.translation import tr


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
    return Services(UnitOfWork(open_database(vault.database, vault.key_hex), clock), clock)


def holds_practice(data_dir: str | PathLike[str]) -> bool:
    """Whether a folder holds a practice; looking makes none."""
    return has_practice(Path(data_dir))


def prepare_demo(
    data_dir: str | PathLike[str],
    seed: int = 1,
    patients: int = 24,
    *,
    clock: Clock | None = None,
) -> bool:
    """Make a demo practice of invented patients in a folder; False where one is there already.

    The same seed gives the same practice on the same day. Raises DomainError for a folder that
    holds a real practice, StorageError for one that cannot be used.
    """
    from acudesk.services.demo import check_demo, fill_demo

    clock = clock or SystemClock()
    folder = Path(data_dir)
    if not has_practice(folder):
        # Marked as a demo in the very step that makes it: an interrupted start is no real one.
        create_vault(folder, lambda file, key: _build(file, key, clock, demo=True))
    with open_practice(folder, clock=clock) as services:
        practice = services.practice.practice()
        check_demo(practice, has_patients=True)
        if services.patients.has_patients():
            return False
        fill_demo(
            work=services.work,
            clock=clock,
            practice=services.practice,
            patients=services.patients,
            courses=services.courses,
            sessions=services.sessions,
            measures=services.measures,
            seed=seed,
            count=patients,
        )
    return True


def _build(file: Path, key_hex: str, clock: Clock, *, demo: bool = False) -> None:
    """A new practice's complete database: the schema, the list of conditions, sets of points."""
    from acudesk.domain.course import default_conditions
    from acudesk.domain.point_sets import default_sets
    from acudesk.domain.practice import Practice

    work = UnitOfWork(open_database(file, key_hex, create=True), clock)
    try:
        with work:
            work.practice.change(Practice(demo=demo))
            work.practice.change_conditions(default_conditions())
            for one in default_sets():
                work.point_sets.keep(one)
            work.audit.add("create", "practice", "")
    finally:
        work.close()
