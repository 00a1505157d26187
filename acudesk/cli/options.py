"""Options that several commands have alike."""

from pathlib import Path

import click

from acudesk.translation import tr

PRINTOUT_FORMATS = ("pdf", "png")


def checked_printout_file(context: click.Context, parameter: click.Parameter, file: Path) -> Path:
    """The file of a printout; raises BadParameter for another ending than .pdf and .png."""
    if file.suffix.lower().lstrip(".") not in PRINTOUT_FORMATS:
        raise click.BadParameter(
            tr("The file's name must end in .pdf or .png."), context, parameter
        )
    return file


course_option = click.option(
    "--course",
    metavar="N",
    type=click.IntRange(min=1),
    help=tr("The Nth course of the patient, the oldest being 1."),
)
printout_option = click.option(
    "--out",
    metavar="FILE.{pdf,png}",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    callback=checked_printout_file,
    help=tr("Where to save it; the ending chooses the format."),
)
