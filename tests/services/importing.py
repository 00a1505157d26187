"""What the tests of imports share: a file of a few lines, and what the whole practice holds."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from acudesk.bootstrap import Services
from acudesk.domain.changes import Changes
from acudesk.domain.import_matching import Decision
from acudesk.domain.import_outcome import ImportOutcome
from acudesk.domain.import_plan import ImportLook, ImportPlan
from acudesk.domain.long_work import Step
from acudesk.services.import_files import carry_out, dry_run, look
from acudesk.services.import_sources import Source
from acudesk.services.long_work import LongWork, here
from tests.data.support import database_of

TABLES = (
    *("patients", "courses", "sessions", "scores", "due_scores", "side_effects", "search_terms"),
    "planned_visits",
)


def file_of(*lines: str, encoding: str = "utf-8") -> io.BytesIO:
    """A file of these lines."""
    return io.BytesIO(("\n".join(lines) + "\n").encode(encoding))


def holds(services: Services) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the record."""
    database = database_of(services)
    return {
        table: sorted((tuple(row) for row in database.execute(f"SELECT * FROM {table}")), key=repr)
        for table in TABLES
    }


@dataclass
class Bench:
    """Imports into one practice, and what was told of them."""

    services: Services
    steps: list[Step] = field(default_factory=list)
    stop_after: int | None = None

    def work(self) -> LongWork:
        """Long work that is stopped once so many steps were told."""
        stopped: Callable[[], bool] = lambda: (  # noqa: E731
            self.stop_after is not None and len(self.steps) >= self.stop_after
        )
        return here(self.services, self.steps.append, stopped)

    def look(self, source: Source, plan: ImportPlan | None = None) -> ImportLook:
        """What was seen in a file."""
        return look(self.work(), source, plan)

    def plan(self, source: Source) -> ImportPlan:
        """The plan of a file that leaves nothing open."""
        seen = self.look(source)
        assert (seen.questions, seen.problems) == ((), ())
        return seen.plan

    def dry_run(
        self,
        source: Source,
        plan: ImportPlan | None = None,
        decisions: Mapping[int, Decision] | None = None,
    ) -> ImportOutcome:
        """What the import would do."""
        return dry_run(self.work(), source, plan or self.plan(source), decisions)

    def carry_out(
        self,
        source: Source,
        plan: ImportPlan | None = None,
        decisions: Mapping[int, Decision] | None = None,
    ) -> tuple[ImportOutcome, Changes]:
        """Bring a file in."""
        return carry_out(self.work(), source, plan or self.plan(source), decisions)
