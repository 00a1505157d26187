"""The entry points: the command line, and from it the window."""

import io
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, suppress
from pathlib import Path

from acudesk.cli.console import complain
from acudesk.cli.main import FAILED, bug_sentence, run
from acudesk.domain.errors import DomainError
from acudesk.translation import tr


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line, open the window where it asks for that, and return the exit code."""
    _serve_the_pool()
    outcome = run(sys.argv[1:] if argv is None else argv)
    if outcome.window is None:
        return outcome.code
    return _opened(outcome.window)


def gui() -> int:
    """The same for the entry point that has no console: why it ends stands in a box.

    Windows starts it without an error output.
    """
    _serve_the_pool()
    if sys.stderr is not None:
        return main()
    told = io.StringIO()
    with redirect_stderr(told):
        code = main()
    if code and (sentence := told.getvalue().strip()):
        with suppress(ImportError):  # Without Qt there is nothing to show it in.
            from acudesk.ui.app import tell

            tell(sentence)
    return code


def _serve_the_pool() -> None:
    """Where AcuDesk is one program file, a process that makes pages is that file started anew."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()


def _opened(folder: Path) -> int:
    if not _has_display():
        complain(
            tr(
                "There is no display to open a window on; "
                "acudesk --help lists what can be done without one."
            )
        )
        return FAILED
    try:
        from acudesk.ui.app import run as open_window

        return open_window(folder)
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "acudesk":
            complain(bug_sentence(error))
        else:
            complain(
                tr(
                    "The window cannot be opened, because a part of Qt or of the system is "
                    "missing ({reason}). See “Start” in the README.",
                    reason=error.msg,
                )
            )
    except DomainError as error:
        complain(error.text)
    except KeyboardInterrupt:
        complain(tr("Stopped. Everything that was entered is kept."))
    except Exception as error:
        complain(bug_sentence(error))
    return FAILED


def _has_display() -> bool:
    """Qt ends the whole process where it finds no display, so it is not asked."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
