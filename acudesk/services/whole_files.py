"""A file is written whole or not at all."""

import errno
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from acudesk.domain.errors import DomainError
from acudesk.translation import tr

PART, PART_END = ".acudesk-", ".part"
"""How the file is named that becomes the wanted one once it is whole."""
PART_LIVES = 600.0
"""Seconds after which such a file is no longer being written."""
_ON_THEIR_WAY: set[Path] = set()
"""The unfinished files of this process."""
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def write_whole(target: Path, content: bytes) -> Path:
    """Write a file whole or not at all, and return where it lies.

    Raises DomainError for a missing or read-only folder and a full disk; a file of that name
    stays as it was then. On systems that know owners the file is readable by its owner alone:
    it is a record of somebody's health.
    """
    part: Path | None = None
    try:
        part = _part(target.parent, content)
        part.replace(target)
    except OSError as error:
        raise refusal(target, error) from error
    finally:
        if part is not None:
            _drop(part)
    return target


@contextmanager
def writing_whole(target: Path) -> Iterator[BinaryIO]:
    """Like `write_whole`, for what is too large to be held: the block writes it to a stream, and
    the file has its name once the block has ended."""
    part: Path | None = None
    try:
        handle, part = _begun(target.parent)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        raise refusal(target, error) from error
    finally:
        if part is not None:
            _drop(part)


def write_together(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write several files of one folder, all of them or none; raises as `write_whole` does, and
    leaves the folder as it was then."""
    parts: list[Path] = []
    before: dict[Path, Path] = {}
    placed: list[Path] = []
    target = files[0][0]
    try:
        for target, content in files:
            parts.append(_part(target.parent, content))
        for part, (target, _) in zip(parts, files, strict=True):
            if target.is_file():
                old = _part(target.parent, b"")
                target.replace(old)
                _ON_THEIR_WAY.discard(old)  # It is whole, and the only one there is.
                before[target] = old
            part.replace(target)
            placed.append(target)
    except OSError as error:
        trouble = refusal(target, error)
        for one in placed:
            one.unlink(missing_ok=True)
        for one, old in before.items():
            old.replace(one)
        raise trouble from error
    finally:
        for part in (*parts, *before.values()):
            _drop(part)


def _part(folder: Path, content: bytes) -> Path:
    """Content under the name of an unfinished file; nothing is left of one that fails."""
    handle, part = _begun(folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        _drop(part)
        raise
    return part


def _begun(folder: Path) -> tuple[int, Path]:
    handle, name = tempfile.mkstemp(prefix=PART, suffix=PART_END, dir=folder)
    part = Path(name)
    _ON_THEIR_WAY.add(part)
    return handle, part


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    _ON_THEIR_WAY.discard(part)


def drop_unfinished() -> None:
    """Remove what this process has not finished, right before it ends by itself."""
    for part in tuple(_ON_THEIR_WAY):
        with suppress(OSError):
            part.unlink(missing_ok=True)


def sweep(folder: Path, *, older_than: float = PART_LIVES) -> None:
    """Remove what a program that was killed while it wrote has left in a folder: it is of
    somebody's health. What is younger, in seconds, may still be on its way."""
    with suppress(OSError):
        for stale in folder.glob(f"{PART}*{PART_END}"):
            with suppress(OSError):
                if time.time() - stale.lstat().st_mtime > older_than and stale.is_file():
                    stale.unlink()


def stops_all(error: OSError, folder: Path) -> bool:
    """Whether no other file can be written to the folder either."""
    return error.errno in (*_DISK_FULL, errno.EROFS) or not folder.is_dir()


def refusal(target: Path, error: OSError) -> DomainError:
    """Why a file was not written, with what to do about it."""
    folder = target.parent
    if error.errno in _DISK_FULL:
        text = tr("The disk is full, so {name} was not saved.", name=target.name)
    elif not _is_folder(folder) and error.errno not in _REFUSED:
        text = tr("The folder {folder} does not exist.", folder=folder)
    elif _is_folder(target):
        text = tr("{name} is a folder. Choose another name.", name=target.name)
    elif error.errno in _REFUSED:
        text = tr(
            "{name} may not be written in {folder}. Close it where it is open, "
            "or choose another folder.",
            name=target.name,
            folder=folder,
        )
    else:
        text = tr("{name} could not be saved: {reason}.", name=target.name, reason=error.strerror)
    return DomainError(text, field="path")


def _is_folder(path: Path) -> bool:
    """Whether there is a folder; what may not even be looked at is none."""
    with suppress(OSError):
        return path.is_dir()
    return False
