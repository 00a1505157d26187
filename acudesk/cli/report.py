"""`acudesk report`: a patient's progress page or chart as a file."""

from pathlib import Path

import click

from acudesk.cli.console import say
from acudesk.translation import tr

FORMATS = ("pdf", "png", "svg")


def _checked_file(context: click.Context, parameter: click.Parameter, file: Path) -> Path:
    if file.suffix.lower().lstrip(".") not in FORMATS:
        raise click.BadParameter(
            tr("The file's name must end in .pdf, .png or .svg."), context, parameter
        )
    return file


@click.command(
    "report",
    short_help=tr("Save a progress page or chart."),
    help=tr(
        "Save the progress page of a patient as PDF or PNG, or the chart alone as SVG. "
        "Without --course it is the latest open course, else the latest."
    ),
)
@click.argument("patient", metavar="PATIENT")
@click.option(
    "--course",
    metavar="N",
    type=click.IntRange(min=1),
    help=tr("The Nth course of the patient, the oldest being 1."),
)
@click.option(
    "--out",
    metavar="FILE.{pdf,png,svg}",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_checked_file,
    help=tr("Where to save it; the ending chooses the format."),
)
@click.pass_obj
def command(data: Path | None, patient: str, course: int | None, out: Path) -> None:
    """Save a report of an existing patient (chart number or uid)."""
    from acudesk.cli.practices import existing_practice, nth_course

    with existing_practice(data) as services:
        who = services.patients.find_patient(patient)
        course_id = None if course is None else nth_course(services, who, course).id
        page = services.reports.page_data(who.id, course_id)

    from acudesk.services.reports import format_of, render, save

    save(out, render(page, format_of(out)))
    say(tr("Saved {file}.", file=out))
