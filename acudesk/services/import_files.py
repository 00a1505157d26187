"""Bringing in people and ratings from files: look, try, carry out.

Each is work of minutes that reads the file on its own thread. A source is the path of a file, or
an open file of bytes.
"""

from collections.abc import Mapping
from os import PathLike
from typing import BinaryIO

from acudesk.domain.changes import Changes
from acudesk.domain.import_matching import Decision
from acudesk.domain.import_outcome import ImportOutcome
from acudesk.domain.import_plan import ImportLook, ImportPlan
from acudesk.services.long_work import LongWork

Source = str | PathLike[str] | BinaryIO


def look(work: LongWork, source: Source, plan: ImportPlan | None = None) -> ImportLook:
    """Read all of a file once: what it is, what its columns hold, what it leaves open.

    Without a plan the one remembered for these headers is taken, else one is suggested. Raises
    DomainError for a file that cannot be read as a whole.
    """
    raise NotImplementedError(work, source, plan)


def dry_run(
    work: LongWork,
    source: Source,
    plan: ImportPlan,
    decisions: Mapping[int, Decision] | None = None,
) -> ImportOutcome:
    """What the import would do; nothing is kept. `decisions` are by Undecided.line.

    Raises DomainError where the plan has problems or a question is open.
    """
    raise NotImplementedError(work, source, plan, decisions)


def carry_out(
    work: LongWork,
    source: Source,
    plan: ImportPlan,
    decisions: Mapping[int, Decision] | None = None,
) -> tuple[ImportOutcome, Changes]:
    """Bring a file in, all of it in one transaction, and note what it takes to undo it.

    Raises ImportRefusedError, whose `outcome` says which rows and why, where rows are refused
    (unless the plan skips bad ones) or somebody is undecided; StoppedError where it was stopped.
    Either way nothing is kept.
    """
    raise NotImplementedError(work, source, plan, decisions)
