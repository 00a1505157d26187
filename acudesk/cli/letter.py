"""`acudesk letter`: a letter to the patient's doctor or therapist as a file."""

from pathlib import Path

import click

from acudesk.cli.console import say
from acudesk.cli.options import course_option, printout_option
from acudesk.domain.letter import LetterKind
from acudesk.translation import tr


@click.command(
    "letter",
    short_help=tr("Save a letter to a doctor or therapist."),
    help=tr(
        "Save a letter about a patient's course as PDF or PNG, with the letter text of Settings. "
        "Without --course it is about the latest open course, else the latest; without --to it "
        "goes to the patient's doctor."
    ),
)
@click.argument("patient", metavar="PATIENT")
@course_option
@click.option(
    "--to", metavar="TEXT", default="", help=tr("Name and address; \\n begins another line.")
)
@click.option("--question", metavar="TEXT", default="", help=tr("What you ask."))
@click.option("--advice", metavar="TEXT", default="", help=tr("What you advise."))
@printout_option
@click.pass_obj
def command(
    data: Path | None,
    patient: str,
    course: int | None,
    to: str,
    question: str,
    advice: str,
    out: Path,
) -> None:
    """Save a letter about an existing patient (chart number or uid)."""
    from acudesk.cli.practices import existing_practice, nth_course

    if question and advice:
        raise click.UsageError(tr("A letter holds a question or advice, not both."))
    kind = LetterKind.REPORT
    if question or advice:
        kind = LetterKind.QUESTION if question else LetterKind.ADVICE
    with existing_practice(data) as services:
        who = services.patients.find_patient(patient)
        course_id = None if course is None else nth_course(services, who, course).id
        draft = services.letters.draft(
            who.id,
            course_id,
            to=to.replace("\\n", "\n"),
            kind=kind,
            question=question or advice,
        )
        printout = services.letters.letter(draft)

    from acudesk.services.printouts import save_printout

    for file in save_printout(out, printout):
        say(tr("Saved {file}.", file=file))
