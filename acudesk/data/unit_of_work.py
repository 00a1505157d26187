"""One thing the practitioner does is one transaction: all of it is kept, or none of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from acudesk.data.audit import Audit
from acudesk.data.database import close_database
from acudesk.data.engine import Database, DriverError
from acudesk.data.faults import storage_error
from acudesk.data.patients import Patients
from acudesk.data.queries import Queries
from acudesk.domain.clock import Clock
from acudesk.domain.errors import BugError

if TYPE_CHECKING:
    from acudesk.data.courses import Courses
    from acudesk.data.documents import Documents
    from acudesk.data.import_undo import ImportUndo
    from acudesk.data.import_writer import ImportWriter
    from acudesk.data.imports import Imports, ImportSteps
    from acudesk.data.measures import MeasureChoices
    from acudesk.data.merges import Merges
    from acudesk.data.planned_visits import PlannedVisits
    from acudesk.data.point_sets import PointSets
    from acudesk.data.practice import PracticeSettings
    from acudesk.data.practice_figures import PracticeQueries
    from acudesk.data.reviews import Reviews
    from acudesk.data.safety import Safety
    from acudesk.data.seals import Seals
    from acudesk.data.sessions import Sessions
    from acudesk.data.tables import Tables
    from acudesk.data.today import TodayQueries


class UnitOfWork:
    """The repositories, and `with work:` around what belongs together.

    Leaving the block commits durably; an exception rolls everything back. Blocks nest: an inner
    one joins the outer. Reading needs no block. Errors of the disk become StorageError. Each
    repository is imported when it is first asked for.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._running: list[tuple[AbstractContextManager[Database], int]] = []
        self._afterwards: list[Callable[[], object]] = []
        self.audit = Audit(database, clock)
        self.patients = Patients(database, clock)
        self.queries = Queries(database)

    @cached_property
    def courses(self) -> "Courses":
        """Courses of treatment."""
        from acudesk.data.courses import Courses

        return Courses(self._database)

    @cached_property
    def sessions(self) -> "Sessions":
        """Sessions and what belongs to them."""
        from acudesk.data.sessions import Sessions

        return Sessions(self._database)

    @cached_property
    def measures(self) -> "MeasureChoices":
        """Which measures are asked."""
        from acudesk.data.measures import MeasureChoices

        return MeasureChoices(self._database)

    @cached_property
    def practice(self) -> "PracticeSettings":
        """The practice itself."""
        from acudesk.data.practice import PracticeSettings

        return PracticeSettings(self._database)

    @cached_property
    def today(self) -> "TodayQueries":
        """What the first page asks."""
        from acudesk.data.today import TodayQueries

        return TodayQueries(self._database)

    @cached_property
    def seals(self) -> "Seals":
        """Signatures, addenda, errors."""
        from acudesk.data.seals import Seals

        return Seals(self._database)

    @cached_property
    def safety(self) -> "Safety":
        """Screenings, consents, own rules."""
        from acudesk.data.safety import Safety

        return Safety(self._database)

    @cached_property
    def planned_visits(self) -> "PlannedVisits":
        """The diary."""
        from acudesk.data.planned_visits import PlannedVisits

        return PlannedVisits(self._database)

    @cached_property
    def point_sets(self) -> "PointSets":
        """Named sets of points."""
        from acudesk.data.point_sets import PointSets

        return PointSets(self._database)

    @cached_property
    def merges(self) -> "Merges":
        """Merged patients."""
        from acudesk.data.merges import Merges

        return Merges(self._database)

    @cached_property
    def documents(self) -> "Documents":
        """Documents of patients."""
        from acudesk.data.documents import Documents

        return Documents(self._database)

    @cached_property
    def reviews(self) -> "Reviews":
        """Reviews of courses."""
        from acudesk.data.reviews import Reviews

        return Reviews(self._database)

    @cached_property
    def practice_figures(self) -> "PracticeQueries":
        """What the figures of the whole practice ask."""
        from acudesk.data.practice_figures import PracticeQueries

        return PracticeQueries(self._database)

    @cached_property
    def tables(self) -> "Tables":
        """The tables as a whole, for what leaves and comes back."""
        from acudesk.data.tables import Tables

        return Tables(self._database)

    @cached_property
    def imports(self) -> "Imports":
        """What came in from files."""
        from acudesk.data.imports import Imports

        return Imports(self._database)

    def import_writer(self, now: datetime) -> "ImportWriter":
        """Writes many rows at once in the running transaction; its owner closes it."""
        from acudesk.data.import_writer import ImportWriter

        return ImportWriter(self._database, self.audit, self._clock, now)

    def import_undo(self, steps: "ImportSteps", now: datetime) -> "ImportUndo":
        """Takes an import back in the running transaction."""
        from acudesk.data.import_undo import ImportUndo

        return ImportUndo(self._database, steps, self.imports.undone_spans(), now)

    def after_commit(self, do: Callable[[], object]) -> None:
        """Do something once the running transaction is on the disk; never where it, or the inner
        block that asked for it, was taken back."""
        if not self._running:
            raise BugError("nothing is running that could be committed")
        self._afterwards.append(do)

    def __enter__(self) -> Self:
        if not self._running and self._database.conn.in_transaction:
            self._roll_back()
            raise BugError("a transaction was left open")
        transaction = self._database.atomic()
        try:
            transaction.__enter__()
        except DriverError as error:
            raise self._known(error) from None
        self._running.append((transaction, len(self._afterwards)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        transaction, already = self._running.pop()
        asked_here = self._afterwards[already:]
        del self._afterwards[already:]
        if error is not None:
            self._forget()
        try:
            transaction.__exit__(kind, error, trace)
        except BaseException as failed:
            self._forget()
            if isinstance(failed, DriverError):
                raise self._known(failed) from None
            raise
        if isinstance(error, DriverError):
            raise self._known(error) from None
        if error is not None:
            return
        if self._running:
            self._afterwards += asked_here
            return
        for do in asked_here:
            do()

    def close(self) -> None:
        """Close the connection; a transaction still open is rolled back."""
        close_database(self._database)

    def check_settled(self) -> None:
        """Raise BugError, after rolling back, if a job has left a transaction open."""
        if self._database.conn.in_transaction:
            self._running.clear()
            self._afterwards.clear()
            self._roll_back()
            raise BugError("a job left its transaction open")

    def interrupt(self) -> None:
        """Stop the statement that is running; may be called from any thread."""
        self._database.conn.interrupt()

    def _roll_back(self) -> None:
        self._database.conn.rollback()
        self._forget()

    def _forget(self) -> None:
        if "sessions" in self.__dict__:
            self.sessions.forget()

    @staticmethod
    def _known(error: DriverError) -> Exception:
        return storage_error(error) or error
