"""`acudesk import` of a CSV file whose columns the command line names: ratings."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from acudesk.cli.console import say
from acudesk.domain.ratings import RatingPlan
from acudesk.translation import ntr, tr

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.services.imports import ImportReport


def import_ratings(folder: Path, file: Path, plan: RatingPlan) -> None:
    """Import ratings into the practice, which is made where there is none."""
    from acudesk.bootstrap import holds_practice
    from acudesk.services.imports import RefusedRowsError, check_ratings

    if not holds_practice(folder):
        check_ratings(file, plan)
    with practice_to_fill(folder, dry_run=plan.dry_run) as services:
        try:
            report, _ = services.imports.import_ratings(file, plan)
        except RefusedRowsError as error:
            _say_refused(error.report)
            raise
    _say_report(report, plan)


@contextmanager
def practice_to_fill(folder: Path, *, dry_run: bool) -> Iterator["Services"]:
    """The practice that an import goes into, made where there is none; a dry run makes none."""
    from acudesk.bootstrap import holds_practice, open_practice

    if dry_run and not holds_practice(folder):
        # A dry run keeps nothing, not even an empty practice.
        with tempfile.TemporaryDirectory() as place, open_practice(place) as services:
            yield services
    else:
        with open_practice(folder) as services:
            yield services


def _say_report(report: "ImportReport", plan: RatingPlan) -> None:
    people = ntr("{n} person", "{n} people", report.people)
    if plan.dry_run:
        say(tr("Dry run: {people} in the file; nothing was kept.", people=people))
    else:
        say(tr("{people} in the file.", people=people))
    entries = (
        ntr("{n} visit", "{n} visits", report.entries_added)
        if plan.visits
        else ntr("{n} entry between visits", "{n} entries between visits", report.entries_added)
    )
    lines = [
        ntr("{n} patient", "{n} patients", report.patients_added),
        ntr("{n} course", "{n} courses", report.courses_added),
        entries,
        ntr("{n} score", "{n} scores", report.scores_added),
        ntr("{n} blank, kept as not asked", "{n} blanks, kept as not asked", report.blanks),
    ]
    added = tr("Would be added:") if plan.dry_run else tr("Added:")
    say(added + " " + ", ".join(lines) + ".")
    if report.skipped:
        say(
            ntr(
                "{n} row was in the practice already.",
                "{n} rows were in the practice already.",
                report.skipped,
            )
        )
    if plan.close:
        closed = report.courses_closed
        say(
            ntr("{n} course would be closed.", "{n} courses would be closed.", closed)
            if plan.dry_run
            else ntr("{n} course was closed.", "{n} courses were closed.", closed)
        )
    _say_refused(report)


def _say_refused(report: "ImportReport") -> None:
    if report.refused:
        count = len(report.refused)
        say(ntr("{n} row was refused:", "{n} rows were refused:", count))
    for line, reason in report.refused:
        say(tr("  line {line}: {reason}", line=line, reason=reason))
