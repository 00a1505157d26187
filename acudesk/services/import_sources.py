"""Where a file comes from: a path, or an open file of bytes."""

import io
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from acudesk.domain.errors import DomainError
from acudesk.translation import tr

Source = str | PathLike[str] | BinaryIO


@contextmanager
def opened_source(source: Source) -> Iterator[tuple[BinaryIO, str]]:
    """A file as seekable bytes, and its name without the folder.

    Raises DomainError for what is no file, or cannot be read.
    """
    if not isinstance(source, str | PathLike):
        yield _seekable(source), ""
        return
    file = Path(source)
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DomainError(tr("{file} is a folder, not a CSV file.", file=file))
        if not stat.S_ISREG(mode):
            raise DomainError(tr("{file} is not a file on a disk.", file=file))
        with file.open("rb") as stream:
            yield stream, file.name
    except FileNotFoundError:
        raise DomainError(tr("There is no file {file}.", file=file)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise DomainError(
            tr(
                "{file} cannot be read ({reason}).",
                file=str(file).replace("\0", "?"),
                reason=reason or type(error).__name__,
            )
        ) from None


def _seekable(stream: BinaryIO) -> BinaryIO:
    return stream if stream.seekable() else io.BytesIO(stream.read())
