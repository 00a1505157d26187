"""`acudesk import`: ratings from a CSV file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acudesk import paths
from acudesk.cli.console import say
from acudesk.domain.errors import DomainError
from acudesk.domain.ratings import MeasureColumn, RatingPlan, parse_measure_column
from acudesk.translation import ntr, tr

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.services.imports import ImportReport


class _MeasureColumnType(click.ParamType[MeasureColumn]):
    name = "spec"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> MeasureColumn:
        try:
            return parse_measure_column(str(value))
        except DomainError as error:
            self.fail(error.text, param, ctx)


@click.command(
    "import",
    short_help=tr("Bring in ratings from a CSV file."),
    help=tr(
        "Bring in ratings from a CSV file with one row for a person and a day. "
        "What is in the practice already is not added again."
    ),
)
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option("--person", metavar="COLUMN", required=True, help=tr("The column of the person."))
@click.option("--date", "day", metavar="COLUMN", required=True, help=tr("The column of the date."))
@click.option(
    "--score",
    "scores",
    metavar="CODE[:MOMENT][@SCALE]=COLUMN",
    type=_MeasureColumnType(),
    multiple=True,
    required=True,
    help=tr("A measure and its column, such as pain_7d=pain; may be repeated."),
)
@click.option(
    "--condition", metavar="TEXT", default="", help=tr("What is treated in these courses.")
)
@click.option("--dry-run", is_flag=True, help=tr("Say what would be done, and keep nothing."))
@click.option("--skip-bad", is_flag=True, help=tr("Import the good rows where others are refused."))
@click.option("--close", is_flag=True, help=tr("Close each course at its last date."))
@click.option("--visits", is_flag=True, help=tr("The rows are visits, not entries between visits."))
@click.option(
    "--date-format",
    metavar="FORMAT",
    default="",
    help=tr("How dates are written, such as %d/%m/%Y."),
)
@click.pass_obj
def command(
    data: Path | None,
    file: Path,
    person: str,
    day: str,
    scores: tuple[MeasureColumn, ...],
    condition: str,
    dry_run: bool,
    skip_bad: bool,
    close: bool,
    visits: bool,
    date_format: str,
) -> None:
    """Import a file into the practice, which is made where there is none."""
    from acudesk.bootstrap import holds_practice
    from acudesk.services.imports import RefusedRowsError, check_ratings

    plan = RatingPlan(
        person=person,
        date=day,
        measures=scores,
        date_format=date_format,
        condition=condition,
        visits=visits,
        close=close,
        skip_bad=skip_bad,
        dry_run=dry_run,
    )
    folder = data or paths.practice_folder()
    if not holds_practice(folder):
        check_ratings(file, plan)
    with _practice(folder, dry_run) as services:
        try:
            report, _ = services.imports.import_ratings(file, plan)
        except RefusedRowsError as error:
            _say_refused(error.report)
            raise
    _say_report(report, plan)


@contextmanager
def _practice(folder: Path, dry_run: bool) -> Iterator["Services"]:
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
