"""`acudesk leaflet`: what a patient may expect, as a file."""

from pathlib import Path

import click

from acudesk.cli.console import say
from acudesk.cli.options import printout_option
from acudesk.translation import tr


@click.command(
    "leaflet",
    short_help=tr("Save the leaflet for patients."),
    help=tr(
        "Save the leaflet that says what to expect, in the words of the practice, as PDF or PNG. "
        "With a patient it is made out to them."
    ),
)
@click.argument("patient", metavar="[PATIENT]", required=False)
@printout_option
@click.pass_obj
def command(data: Path | None, patient: str | None, out: Path) -> None:
    """Save the leaflet, for everybody or for one patient (chart number or uid)."""
    from acudesk.cli.practices import existing_practice

    with existing_practice(data) as services:
        who = None if patient is None else services.patients.find_patient(patient).id
        printout = services.leaflets.leaflet(who)

    from acudesk.services.printouts import save_printout

    for file in save_printout(out, printout):
        say(tr("Saved {file}.", file=file))
