"""What the import assistant has done on another thread. The services that do it are imported
there: nobody waits for them at the start."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from acudesk.domain.changes import Changes
from acudesk.domain.import_matching import Decision, told_apart
from acudesk.domain.import_outcome import ImportOutcome
from acudesk.domain.import_plan import ImportLook, ImportPlan

if TYPE_CHECKING:
    from acudesk.services.fhir_outcome import FhirImportReport
    from acudesk.services.long_work import LongWork


def looking(
    file: Path, plan: ImportPlan | None, *, afresh: bool
) -> "Callable[[LongWork], ImportLook]":
    """Look into a table or address cards."""

    def look(work: "LongWork") -> ImportLook:
        from acudesk.services.import_files import look

        return look(work, file, plan, afresh=afresh)

    return look


def trying(
    file: Path, plan: ImportPlan, decisions: Mapping[int, Decision]
) -> "Callable[[LongWork], ImportOutcome]":
    """Say what an import would do."""

    def attempt(work: "LongWork") -> ImportOutcome:
        from acudesk.services.import_files import dry_run

        return dry_run(work, file, plan, decisions)

    return attempt


def keeping(
    file: Path, plan: ImportPlan, decisions: Mapping[int, Decision]
) -> "Callable[[LongWork], tuple[ImportOutcome, Changes]]":
    """Carry an import out."""

    def keep(work: "LongWork") -> tuple[ImportOutcome, Changes]:
        from acudesk.services.import_files import carry_out

        return carry_out(work, file, plan, decisions)

    return keep


def bundle_work(
    file: Path, decisions: Mapping[str, Decision], *, dry_run: bool, good_only: bool = False
) -> "Callable[[LongWork], tuple[FhirImportReport, Changes]]":
    """Try a bundle, or carry it out."""
    decided, left_out = told_apart(decisions)

    def bring(work: "LongWork") -> "tuple[FhirImportReport, Changes]":
        from acudesk.services.fhir_import import import_bundle

        return import_bundle(
            work,
            file,
            dry_run=dry_run,
            skip_refused=good_only,
            decided=decided,
            left_out=left_out,
        )

    return bring
