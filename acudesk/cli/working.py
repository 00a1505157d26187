"""How a command shows work of minutes, as one line that changes on a terminal, and how it is
stopped."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from acudesk.bootstrap import Services
from acudesk.domain.long_work import Step, left_words
from acudesk.services.long_work import LongWork, here

CALM = 0.2
"""Seconds between two lines: more often nobody can read them."""
WIDE = 78
STOPS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def shown(services: Services) -> Iterator[LongWork]:
    """Long work on an open practice, which tells on the error output how far it is. Ctrl+C, or an
    end that the system asks for, stops it as a button does: nothing half lies there then, and it
    says what does. The second time it ends at once."""
    line = _Line()
    with _stopped_by_signals() as wanted:
        try:
            yield here(services, line.tell, wanted.is_set)
        finally:
            line.clear()


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    wanted = threading.Event()
    before: dict[int, Any] = {}

    def stop(number: int, _frame: object) -> None:
        wanted.set()
        signal.signal(number, before[number])

    if threading.current_thread() is threading.main_thread():  # No other one may ask for signals.
        for number in STOPS:
            # Who started the program may want Ctrl+C to be for somebody else.
            if signal.getsignal(number) != signal.SIG_IGN:
                before[number] = signal.signal(number, stop)
    try:
        yield wanted
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


class _Line:
    def __init__(self) -> None:
        self._shows = sys.stderr is not None and sys.stderr.isatty()
        self._began = time.monotonic()
        self._last = 0.0

    def tell(self, step: Step) -> None:
        now = time.monotonic()
        if not self._shows or now - self._last < CALM:
            return
        self._last = now
        words = step.what
        if step.total > 0:
            left = left_words(step, now - self._began)
            words = " · ".join(filter(None, (step.count_words, words, left)))
        click.echo("\r" + words[:WIDE].ljust(WIDE), err=True, nl=False)

    def clear(self) -> None:
        if self._shows and self._last:
            click.echo("\r" + " " * WIDE + "\r", err=True, nl=False)
