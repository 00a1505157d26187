"""The command line: which commands there are, and how each of them ends.

It ends with 0 where it did what it was told, with 2 for wrong usage, and else with 1 and one
sentence on the error output, never a traceback.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType

import click

from acudesk import __version__, paths
from acudesk.cli.console import complain, flush_output, use_any_console
from acudesk.domain.errors import DomainError
from acudesk.translation import tr

DONE, FAILED, WRONG_USAGE = 0, 1, 2
COMMANDS = {
    "calendar": "acudesk.cli.calendar_file",
    "daysheet": "acudesk.cli.daysheet",
    "demo": "acudesk.cli.demo",
    "export": "acudesk.cli.export",
    "import": "acudesk.cli.import_files",
    "leaflet": "acudesk.cli.leaflet",
    "letter": "acudesk.cli.letter",
    "patients": "acudesk.cli.patients",
    "point": "acudesk.cli.point",
    "practice": "acudesk.cli.practice",
    "progress": "acudesk.cli.progress",
    "record": "acudesk.cli.record",
    "report": "acudesk.cli.report",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: the exit code, and the practice to open in the window after it."""

    code: int = DONE
    window: Path | None = None


class Commands(click.Group):
    """Imports a command's module when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=Commands,
    invoke_without_command=True,
    help=tr("Open AcuDesk on your practice, or do something with it without a window."),
)
@click.version_option(__version__, message="AcuDesk %(version)s")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help=tr("The folder of the practice, instead of your own."),
)
@click.pass_context
def acudesk(ctx: click.Context, data: Path | None) -> Outcome:
    """The group itself: without a command it opens the practice in the window."""
    ctx.obj = data
    return Outcome(window=data or paths.practice_folder())


def run(arguments: Sequence[str]) -> Outcome:
    """Run one command line (without the program's name) and say how it ended. Never raises."""
    use_any_console()
    try:
        outcome = _ran(arguments)
        if flush_output():
            return outcome
        complain(tr("The output could not be written to its end."))
    except BrokenPipeError:
        complain(tr("The output could not be written to its end."))
    except DomainError as error:
        complain(error.text)
    except (KeyboardInterrupt, click.Abort):
        complain(tr("Stopped. What was not finished is not kept."))
    except click.UsageError as error:
        error.show()
        return Outcome(WRONG_USAGE)
    except click.ClickException as error:
        complain(error.format_message())
    except OSError as error:
        complain(
            tr(
                "The computer refused: {reason}{file}.",
                reason=error.strerror or type(error).__name__,
                file=f" ({error.filename})" if error.filename else "",
            )
        )
    except Exception as error:
        complain(bug_sentence(error))
    return Outcome(FAILED)


def _ran(arguments: Sequence[str]) -> Outcome:
    # click's own main() would end broken pipes and Ctrl+C in ways of its own.
    try:
        with acudesk.make_context("acudesk", list(arguments)) as context:
            result = acudesk.invoke(context)
    except click.exceptions.Exit as done:
        return Outcome(done.exit_code)
    return result if isinstance(result, Outcome) else Outcome()


def bug_sentence(error: Exception) -> str:
    """What is said about a mistake of AcuDesk's own: the place, and nothing of the record."""
    return tr(
        "Something went wrong inside AcuDesk ({name} at {place}). "
        "Nothing was lost: what was saved before is kept.",
        name=type(error).__name__,
        place=_place(error.__traceback__),
    )


def _place(trace: TracebackType | None) -> str:
    place = "?"
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.startswith("acudesk"):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
