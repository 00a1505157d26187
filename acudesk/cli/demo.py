"""`acudesk demo`: a practice of invented people."""

from pathlib import Path

import click

from acudesk import paths
from acudesk.cli.console import say
from acudesk.cli.main import Outcome
from acudesk.translation import tr


@click.command(
    "demo",
    short_help=tr("Make a demo practice and open it."),
    help=tr("Make a demo practice of invented patients and open it, apart from real data."),
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help=tr("The same number makes the same practice."),
)
@click.option(
    "--patients",
    type=click.IntRange(1, 2_000),
    default=24,
    show_default=True,
    help=tr("How many patients."),
)
@click.option("--no-window", is_flag=True, help=tr("Only make it."))
@click.pass_obj
def command(data: Path | None, seed: int, patients: int, no_window: bool) -> Outcome:
    """Make the demo practice where there is none yet; the window is opened by the caller."""
    from acudesk.bootstrap import prepare_demo

    folder = data or paths.demo_folder()
    if prepare_demo(folder, seed, patients):
        say(tr("The demo practice is ready in {folder}.", folder=folder))
    else:
        say(tr("The demo practice in {folder} is used as it is.", folder=folder))
    return Outcome(window=None if no_window else folder)
