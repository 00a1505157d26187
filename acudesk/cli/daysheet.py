"""`acudesk daysheet`: the sheet of a day as a file."""

from datetime import datetime
from pathlib import Path

import click

from acudesk.cli.console import say
from acudesk.cli.options import printout_option
from acudesk.translation import tr


@click.command(
    "daysheet",
    short_help=tr("Save the sheet of a day."),
    help=tr(
        "Save the sheet of a day as PDF or PNG: each visit with last points and side effect, "
        "open questions, overdue measures and alerts. Without --day it is the next day with "
        "planned visits in the next two weeks, else tomorrow."
    ),
)
@click.option(
    "--day",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help=tr("Another day."),
)
@printout_option
@click.pass_obj
def command(data: Path | None, day: datetime | None, out: Path) -> None:
    """Save the sheet of a day of an existing practice."""
    from acudesk.cli.practices import existing_practice

    with existing_practice(data) as services:
        printout = services.day_sheets.day_sheet(None if day is None else day.date())

    from acudesk.services.printouts import save_printout

    for file in save_printout(out, printout):
        say(tr("Saved {file}.", file=file))
