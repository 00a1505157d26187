"""`acudesk calendar`: the planned visits as an iCalendar file."""

from datetime import datetime
from pathlib import Path

import click

from acudesk.cli.console import say
from acudesk.translation import tr


def _checked_file(context: click.Context, parameter: click.Parameter, file: Path) -> Path:
    if file.suffix.lower() != ".ics":
        raise click.BadParameter(tr("The file's name must end in .ics."), context, parameter)
    return file


@click.command(
    "calendar",
    short_help=tr("Save the planned visits as a calendar file."),
    help=tr(
        "Save the planned visits from today on as an iCalendar file, which telephones and other "
        "calendars read. A visit bears initials and chart number; with --names the whole name. "
        "With --patient it is a file for that patient, whose visits bear the practice's name."
    ),
)
@click.option(
    "--out",
    metavar="FILE.ics",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_checked_file,
    help=tr("Where to save it."),
)
@click.option("--patient", metavar="PATIENT", help=tr("Only the visits of this patient."))
@click.option("--names", is_flag=True, help=tr("With whole names instead of initials."))
@click.option(
    "--first",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help=tr("The first day, today unless given, such as 2026-03-02."),
)
@click.option(
    "--last",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help=tr("The last day, else all that is planned."),
)
@click.pass_obj
def command(
    data: Path | None,
    out: Path,
    patient: str | None,
    names: bool,
    first: datetime | None,
    last: datetime | None,
) -> None:
    """Save the calendar file of an existing practice."""
    if names and patient is not None:
        raise click.UsageError(
            tr("The file of one patient bears no patient's name: leave out --names or --patient.")
        )
    from acudesk.cli.practices import existing_practice
    from acudesk.services.calendar_file import save_calendar_file, visits_in

    with existing_practice(data) as services:
        who = None if patient is None else services.patients.find_patient(patient).id
        content = services.calendar_file.calendar_bytes(
            first=first.date() if first else None,
            last=last.date() if last else None,
            patient_id=who,
            names=names,
        )

    save_calendar_file(out, content)
    say(tr("Saved {file}: {visits}.", file=out, visits=visits_in(content)))
