"""What work of minutes is given: a way to the practice, somebody to tell, and when to stop.

The work itself runs on a thread that does not own the practice. It asks for what it needs in
short questions, and between two of them whoever saves has the way to the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from acudesk.domain.long_work import Step, StoppedError

Question = Callable[[Any], Any]
"""Is given the Services of the open practice, on the thread that owns it."""


def _tell_nobody(step: Step) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class LongWork:
    """`ask` runs a question on the practice's own thread and waits for its answer; `tell` hears
    how far the work is; `is_stopped` says that nobody wants it any more."""

    ask: Callable[[Question], Any]
    tell: Callable[[Step], None] = _tell_nobody
    is_stopped: Callable[[], bool] = _never

    def check(self) -> None:
        """Raise StoppedError once the work is no longer wanted."""
        if self.is_stopped():
            raise StoppedError


def here(
    services: object,
    tell: Callable[[Step], None] = _tell_nobody,
    is_stopped: Callable[[], bool] = _never,
) -> LongWork:
    """Long work on the thread that owns the practice, as a command does it."""
    return LongWork(ask=lambda question: question(services), tell=tell, is_stopped=is_stopped)
