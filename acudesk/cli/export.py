"""`acudesk export`: everything, the FHIR bundle, or one course without a name."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from acudesk.cli.console import say
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.bootstrap import Services


@click.command(
    "export",
    short_help=tr("Take everything, or a part, out of AcuDesk."),
    help=tr(
        "With --out DIR (or a name that ends in .zip): everything, as pages, tables, a plain "
        "SQLite copy and FHIR. With --fhir FILE: a FHIR R4 bundle of all patients or of one. "
        "With --anonymous COURSE --out FILE.{pdf,csv,json}: one course without a name; COURSE "
        "is PATIENT, or PATIENT/N for the Nth course. What is written is not encrypted."
    ),
)
@click.option(
    "--out",
    metavar="DIR|FILE",
    type=click.Path(path_type=Path),
    help=tr("Where everything, or the course without a name, is written."),
)
@click.option(
    "--fhir",
    metavar="FILE.json",
    type=click.Path(dir_okay=False, path_type=Path),
    help=tr("Write a FHIR R4 bundle."),
)
@click.option("--patient", metavar="PATIENT", help=tr("Only this patient, with --fhir."))
@click.option("--anonymous", metavar="COURSE", help=tr("The course to write without a name."))
@click.option(
    "--texts",
    is_flag=True,
    help=tr(
        "With --anonymous: take along what was written on reasons, advice and setting. It is "
        "searched for names; read it all the same."
    ),
)
@click.pass_obj
def command(
    data: Path | None,
    out: Path | None,
    fhir: Path | None,
    patient: str | None,
    anonymous: str | None,
    texts: bool,
) -> None:
    """Export from an existing practice; exactly one of the three ways."""
    if fhir is not None and (out is not None or anonymous is not None):
        raise click.UsageError(tr("Give --fhir FILE alone, or with --patient."))
    if patient is not None and fhir is None:
        raise click.UsageError(tr("--patient goes with --fhir FILE."))
    if texts and anonymous is None:
        raise click.UsageError(tr("--texts goes with --anonymous COURSE."))
    if fhir is None and out is None:
        raise click.UsageError(tr("Say what to write: --out, --fhir, or --anonymous and --out."))

    from acudesk.cli.practices import existing_practice

    with existing_practice(data) as services:
        if fhir is not None:
            _fhir(services, fhir, patient)
        elif anonymous is not None and out is not None:
            _anonymous(services, anonymous, out, texts=texts)
        elif out is not None:
            _everything(services, out)


def _everything(services: "Services", out: Path) -> None:
    from acudesk.cli.working import shown
    from acudesk.services.leaving import leave

    with shown(services) as work:
        report = leave(work, out)
    if report.troubles:
        raise click.ClickException(report.words)
    say(report.words)


def _fhir(services: "Services", file: Path, patient: str | None) -> None:
    from acudesk.cli.working import shown
    from acudesk.services.fhir_export import save_bundle

    who = None if patient is None else services.patients.find_patient(patient).id
    with shown(services) as work:
        report = save_bundle(work, file, who)
    say(report.words)


def _anonymous(services: "Services", course: str, file: Path, *, texts: bool) -> None:
    from acudesk.cli.practices import named_course

    services.anonymous.save_anonymous(file, named_course(services, course).id, texts=texts)
    say(tr("Saved {file}.", file=file))
