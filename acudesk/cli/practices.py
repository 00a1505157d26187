"""The practice that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from acudesk import paths
from acudesk.bootstrap import Services, holds_practice, open_practice
from acudesk.domain.errors import StorageError
from acudesk.translation import tr


@contextmanager
def existing_practice(data: Path | None) -> Iterator[Services]:
    """The practice in a folder (None: the practitioner's own), for a command that only reads.

    Raises StorageError where there is none: looking must not make one.
    """
    folder = data or paths.practice_folder()
    if not holds_practice(folder):
        raise StorageError(tr("There is no practice in {folder}.", folder=folder))
    with open_practice(folder) as services:
        yield services
