"""`acudesk report`: a patient's progress page or chart as a file, or the pages of all patients."""

from pathlib import Path
from typing import Literal

import click

from acudesk.cli.console import complain, say
from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import StoppedError
from acudesk.translation import ntr, tr

FORMATS = ("pdf", "png", "svg")


@click.command(
    "report",
    short_help=tr("Save progress pages or a chart."),
    help=tr(
        "Save the progress page of a patient as PDF or PNG, or the chart alone as SVG. "
        "Without --course it is the latest open course, else the latest. "
        "With --all instead of PATIENT, --out is a folder, and everybody with a course gets a "
        "page in it."
    ),
)
@click.argument("patient", metavar="[PATIENT]", required=False)
@click.option(
    "--all", "everybody", is_flag=True, help=tr("The pages of all patients, on every core.")
)
@click.option(
    "--course",
    metavar="N",
    type=click.IntRange(min=1),
    help=tr("The Nth course of the patient, the oldest being 1."),
)
@click.option(
    "--out",
    metavar="FILE.{pdf,png,svg}|DIR",
    required=True,
    type=click.Path(path_type=Path),
    help=tr("Where to save it; the ending chooses the format. With --all a folder."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "png"]),
    help=tr("With --all: the format of the pages; PDF unless told."),
)
@click.option("--archived", is_flag=True, help=tr("With --all: patients in the archive too."))
@click.pass_obj
def command(
    data: Path | None,
    patient: str | None,
    everybody: bool,
    course: int | None,
    out: Path,
    form: Literal["pdf", "png"] | None,
    archived: bool,
) -> None:
    """Save a report of an existing patient (chart number or uid), or those of all."""
    if everybody:
        if patient is not None or course is not None:
            raise click.UsageError(tr("--all goes without a patient and without --course."))
        _save_all(data, out, form or "pdf", archived)
        return
    if patient is None:
        raise click.UsageError(tr("Name a patient, or say --all."))
    if form is not None or archived:
        raise click.UsageError(tr("--format and --archived go with --all."))
    if out.suffix.lower().lstrip(".") not in FORMATS:
        raise click.BadParameter(
            tr("The file's name must end in .pdf, .png or .svg."), param_hint="--out"
        )
    _save_one(data, patient, course, out)


def _save_one(data: Path | None, patient: str, course: int | None, out: Path) -> None:
    from acudesk.cli.practices import existing_practice, nth_course

    with existing_practice(data) as services:
        who = services.patients.find_patient(patient)
        course_id = None if course is None else nth_course(services, who, course).id
        page = services.reports.page_data(who.id, course_id)

    from acudesk.services.reports import format_of, render, save

    save(out, render(page, format_of(out)))
    say(tr("Saved {file}.", file=out))


def _save_all(data: Path | None, out: Path, form: Literal["pdf", "png"], archived: bool) -> None:
    from acudesk.cli.practices import existing_practice
    from acudesk.cli.working import shown
    from acudesk.services.batch import save_pages

    with existing_practice(data) as services, shown(services) as work:
        try:
            report = save_pages(work, out, form=form, archived=archived)
        except StoppedError:
            raise DomainError(
                tr("Stopped. The pages that were whole by then are in {folder}.", folder=out)
            ) from None
    for failure in report.failures:
        complain(tr("{number}: {reason}", number=failure.label, reason=failure.reason))
    say(
        ntr(
            "Saved {n} progress page in {folder}.",
            "Saved {n} progress pages in {folder}.",
            report.written,
            folder=report.folder,
        )
    )
    if report.failures:
        raise DomainError(
            ntr("{n} page could not be made.", "{n} pages could not be made.", len(report.failures))
        )
