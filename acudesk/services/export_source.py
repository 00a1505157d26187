"""An export of everything that somebody brings: a folder or a ZIP, trusted in nothing.

Only files that the manifest names are opened, by exactly that name, and nothing is unpacked to
the disk. Every refusal is a sentence.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from acudesk.domain.errors import DomainError
from acudesk.domain.manifest import LARGEST, FileFacts, Manifest, manifest_from
from acudesk.services.export_folder import MANIFEST, TABLES, UNFINISHED
from acudesk.translation import tr

MOST_BYTES = 16_000_000_000
"""Of all tables together: a practice of 30,000 sessions has 50 million, documents apart."""
MOST_LISTED = 16_000_000
"""Bytes of a ZIP's own list of files: that of a practice of 2,000 patients has 400 thousand. The
whole list is held in memory."""
MOST_SHRUNK = 300
"""How many times larger than packed a table may be: those of a practice shrink to a tenth."""
SMALL = 1_000_000
"""Bytes that no bomb is made of."""
_END = b"PK\x05\x06"
_END_BYTES, _COMMENT = 22, 65_535
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)


class _Source(Protocol):
    def open(self, name: str) -> BinaryIO:
        """A file by its path with `/`; raises DomainError where there is none to be trusted."""
        ...


class ExportSource:
    """An opened export: its manifest, and the tables that it lists."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        content = bytearray()
        with source.open(MANIFEST) as stream:
            while chunk := stream.read(SMALL):
                content += chunk
                if len(content) > LARGEST:
                    raise _not_ours()
        self.manifest: Manifest = manifest_from(bytes(content))

    def check(self, names: set[str]) -> None:
        """Raise DomainError unless exactly these tables are there, of a size that can be true."""
        listed = {
            name.removeprefix(f"{TABLES}/").removesuffix(".csv")
            for name in self.manifest.files
            if name.startswith(f"{TABLES}/") and name.endswith(".csv")
        }
        if names - listed or set(self.manifest.rows) != names:
            raise DomainError(
                tr("The export has not the tables that this AcuDesk knows. Nothing was changed.")
            )
        if sum(self._facts(name).size for name in names) > MOST_BYTES:
            raise DomainError(
                tr("The tables of this export are too large to be true. Nothing was changed.")
            )

    @contextmanager
    def table(self, name: str) -> Iterator[BinaryIO]:
        """The CSV file of a table; once the block has read it, it is compared with the manifest."""
        facts = self._facts(name)
        path = f"{TABLES}/{name}.csv"
        with self._source.open(path) as stream:
            watched = _Watched(stream, path, facts)
            yield io.BufferedReader(watched)  # type: ignore[type-var]
            watched.check()

    def _facts(self, name: str) -> FileFacts:
        return self.manifest.files[f"{TABLES}/{name}.csv"]


@contextmanager
def opened_export(source: Path) -> Iterator[ExportSource]:
    """Open a folder or a ZIP that an export of everything has made; raises DomainError for
    anything else."""
    try:
        if source.is_dir():
            yield ExportSource(_Folder(source))
        elif source.exists() and not source.is_file():
            # A pipe would wait for somebody to write into it.
            raise DomainError(tr("{name} is not a file on a disk.", name=source.name))
        else:
            with _opened_zip(source) as packed:
                yield ExportSource(_Zip(packed))
    except _BROKEN:
        raise _damaged(source.name) from None
    except OSError as error:
        raise DomainError(
            tr(
                "“{name}” cannot be read: {reason}.",
                name=source.name,
                reason=error.strerror or type(error).__name__,
            )
        ) from error


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if (folder / UNFINISHED).exists():
            raise DomainError(
                tr("This export was not finished. Finish it first, or choose another.")
            )

    def open(self, name: str) -> BinaryIO:
        path = self._folder
        for part in PurePosixPath(name).parts:
            path = path / part
            if path.is_symlink():
                raise DomainError(tr("{name} is a link, not a file of an export.", name=name))
        if not path.is_file():
            raise _missing(name)
        return path.open("rb")


class _Zip:
    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in packed.infolist():
            self._check(info)
            self._infos[info.filename] = info
        if UNFINISHED in self._infos:
            raise DomainError(
                tr("This export was not finished. Finish it first, or choose another.")
            )

    def open(self, name: str) -> BinaryIO:
        info = self._infos.get(name)
        if info is None or info.is_dir():
            raise _missing(name)
        if info.file_size > SMALL and info.file_size > MOST_SHRUNK * info.compress_size:
            raise DomainError(
                tr("{name} in this ZIP is packed too tightly to be a table.", name=name)
            )
        if info.flag_bits & 0x1 or info.compress_type not in _PACKINGS:
            raise DomainError(
                tr("This ZIP is encrypted or packed in a way that AcuDesk does not use.")
            )
        return self._packed.open(info)  # type: ignore[return-value]

    def _check(self, info: zipfile.ZipInfo) -> None:
        name = info.filename
        parts = PurePosixPath(name).parts
        if (
            not parts
            or name != info.orig_filename
            or name.startswith("/")
            or "\\" in name
            or ":" in name
            or ".." in parts
        ):
            raise DomainError(
                tr("A file in this ZIP has a name that leads out of it. Nothing was changed.")
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise DomainError(tr("This ZIP holds a link to another file. Nothing was changed."))
        if name in self._infos:
            raise DomainError(tr("This ZIP holds two files of one name. Nothing was changed."))


@contextmanager
def _opened_zip(source: Path) -> Iterator[zipfile.ZipFile]:
    with source.open("rb") as stream:
        if _listed_bytes(stream) > MOST_LISTED:
            raise DomainError(
                tr(
                    "This ZIP lists too many files. Unpack it, and bring back the folder; "
                    "nothing was changed."
                )
            )
        with zipfile.ZipFile(stream) as packed:
            yield packed


def _listed_bytes(stream: BinaryIO) -> int:
    """Size of a ZIP's list of files, found before anything of it is read."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(size - _END_BYTES - _COMMENT, 0))
    tail = stream.read()
    stream.seek(0)
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_BYTES:
        raise _not_ours()
    (listed,) = struct.unpack_from("<L", tail, place + 12)
    if listed != 0xFFFFFFFF:
        return int(listed)
    # A list this long has its size elsewhere; it is no longer than what stands before its end.
    return size


class _Watched(io.RawIOBase):
    """Passes bytes on, and knows afterwards whether they were those of the manifest."""

    def __init__(self, stream: BinaryIO, name: str, facts: FileFacts) -> None:
        super().__init__()
        self._stream = stream
        self._name = name
        self._facts = facts
        self._digest = sha256()
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Read on; raises DomainError for more than the manifest says, and for what is broken."""
        try:
            chunk = self._stream.read(len(buffer))
        except _BROKEN:
            raise _damaged(self._name) from None
        self._digest.update(chunk)
        self._size += len(chunk)
        if self._size > self._facts.size:
            raise _changed(self._name)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def check(self) -> None:
        """Raise DomainError unless all of it was read, and was what the manifest says."""
        if (self._size, self._digest.hexdigest()) != (self._facts.size, self._facts.sha256):
            raise _changed(self._name)


def _not_ours() -> DomainError:
    return DomainError(
        tr("This is no folder and no ZIP that an export of everything by AcuDesk has made.")
    )


def _missing(name: str) -> DomainError:
    if name == MANIFEST:
        return _not_ours()
    return DomainError(tr("{name} is missing from this export.", name=name))


def _damaged(name: str) -> DomainError:
    return DomainError(tr("{name} is damaged and cannot be read. Nothing was changed.", name=name))


def _changed(name: str) -> DomainError:
    return DomainError(
        tr(
            "{name} is not as it was exported: it was changed afterwards. Nothing was changed "
            "in the practice.",
            name=name,
        )
    )
