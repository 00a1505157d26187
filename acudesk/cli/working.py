"""How a command shows work of minutes: one line that changes, on a terminal only."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from acudesk.bootstrap import Services
from acudesk.domain.long_work import Step, left_words
from acudesk.services.long_work import LongWork, here

CALM = 0.2
"""Seconds between two lines: more often nobody can read them."""
WIDE = 78


@contextmanager
def shown(services: Services) -> Iterator[LongWork]:
    """Long work on an open practice, which tells on the error output how far it is."""
    line = _Line()
    try:
        yield here(services, line.tell)
    finally:
        line.clear()


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
