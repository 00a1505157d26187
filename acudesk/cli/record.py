"""`acudesk record`: everything that is kept of a patient, or of one session, as a file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from acudesk.cli.console import say
from acudesk.cli.options import course_option, printout_option
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.bootstrap import Services


@click.command(
    "record",
    short_help=tr("Save the full record of a patient."),
    help=tr(
        "Save all that is kept of a patient as PDF or PNG: particulars, screenings, consents, "
        "courses and every session. With --session it is the record of that session alone, of "
        "the course that --course names, else of the latest open course, else of the latest."
    ),
)
@click.argument("patient", metavar="PATIENT")
@click.option(
    "--session",
    "number",
    metavar="N",
    type=click.IntRange(min=1),
    help=tr("Only the session of that number."),
)
@course_option
@printout_option
@click.pass_obj
def command(
    data: Path | None, patient: str, number: int | None, course: int | None, out: Path
) -> None:
    """Save the record of an existing patient (chart number or uid), or of one session."""
    from acudesk.cli.practices import existing_practice

    if course is not None and number is None:
        raise click.UsageError(tr("A full record holds all courses; --course goes with --session."))
    with existing_practice(data) as services:
        who = services.patients.find_patient(patient)
        if number is None:
            printout = services.full_records.full_record(who.id)
        else:
            session_id = _session(services, who, number, course)
            printout = services.records.session_printout(session_id)

    from acudesk.services.printouts import save_printout

    for file in save_printout(out, printout):
        say(tr("Saved {file}.", file=file))


def _session(services: "Services", who: Patient, number: int, course: int | None) -> int:
    """The session of that number in a course; raises DomainError where there is none."""
    from acudesk.cli.practices import nth_course

    course_id = None if course is None else nth_course(services, who, course).id
    view = services.courses.patient_view(who.id, course_id).view
    if view is not None:
        for one in view.sessions:
            if one.number == number:
                return one.id
    raise DomainError(
        tr("{name} has no session {number} there.", name=who.chart_number, number=number)
    )
