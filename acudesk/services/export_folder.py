"""The folder of an export of everything while it is made: marked, gone on with, or refused."""

import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import StoppedError
from acudesk.domain.manifest import FileFacts
from acudesk.services.long_work import LongWork
from acudesk.services.whole_files import PART, PART_END, refusal, write_whole, writing_whole
from acudesk.translation import tr

UNFINISHED = "UNFINISHED.txt"
MANIFEST = "manifest.json"
README = "README.txt"
COPY = "practice.sqlite"
TABLES = "tables"
PATIENTS = "patients"
FHIR = "fhir.json"
CALENDAR = "calendar.ics"
ZIP = ".zip"
WORKING = ".unfinished"
"""Behind the name of a ZIP: the folder in which it is put together."""
_OURS = {UNFINISHED, MANIFEST, README, COPY, TABLES, PATIENTS, FHIR, CALENDAR}
_OF_THE_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini"}
_MARK = "snapshot: "
_CHUNK = 1 << 20
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The same export gives the same ZIP."""


class LeavingStoppedError(StoppedError):
    """An export that was stopped: what is there can be gone on with."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.text = tr("Stopped. {rest}", rest=_lies_in(folder))
        self.args = (self.text,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFolder:
    """Where an export is put together; `target` is what the practitioner named."""

    target: Path
    folder: Path

    @property
    def is_zip(self) -> bool:
        """Whether one ZIP file is wanted."""
        return self.target != self.folder

    def path(self, *names: str) -> Path:
        """A file or folder of the export."""
        return self.folder.joinpath(*names)

    def snapshot(self) -> str:
        """The moment of the copy that lies here, as its mark says; empty without one."""
        try:
            lines = self.path(UNFINISHED).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return ""
        return next((line[len(_MARK) :] for line in lines if line.startswith(_MARK)), "")

    def mark(self, snapshot: str = "") -> None:
        """Say that what lies here is not whole."""
        words = tr(
            "This export of a practice is not finished: files are missing. Start it again with the "
            "same name to go on with it, or delete it. What is here is not encrypted."
        )
        write_whole(self.path(UNFINISHED), f"{words}\n{_MARK}{snapshot}\n".encode())

    def empty(self) -> None:
        """Take away what belongs to another moment; the mark stays."""
        for name in sorted(_OURS - {UNFINISHED}):
            self._remove(self.path(name))

    def sweep(self) -> None:
        """Take away half files that a kill has left; nobody else writes here."""
        for part in self.folder.rglob(f"{PART}*{PART_END}*"):  # The copy's journal too.
            self._remove(part)

    def files(self) -> Iterator[str]:
        """Every file of the export but the manifest and the mark, by its path with `/`."""
        for folder, folders, names in os.walk(self.folder):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name).relative_to(self.folder).as_posix()
                if path not in (MANIFEST, UNFINISHED) and name not in _OF_THE_SYSTEM:
                    yield path

    def unfinished(self, error: DomainError) -> DomainError:
        """Why an export failed, with what is left of it: that is of somebody's health."""
        text = f"{error.text} {_lies_in(self.folder)}"
        return DomainError(text, field=error.field)

    def finish(self) -> None:
        """Take the mark away: the export is whole."""
        self._remove(self.path(UNFINISHED))

    def discard(self) -> None:
        """Take the working folder away, once the ZIP is there."""
        self.empty()
        self._remove(self.path(UNFINISHED))
        for name in _OF_THE_SYSTEM:
            self._remove(self.path(name))
        try:
            self.folder.rmdir()
        except OSError as error:
            raise refusal(self.folder, error) from error

    def _remove(self, path: Path) -> None:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise refusal(path, error) from error


def _lies_in(folder: Path) -> str:
    return tr(
        "The unfinished export lies in {folder}, not encrypted. Start it again with the same name "
        "to go on with it, or delete it.",
        folder=folder,
    )


def prepared(out: Path) -> ExportFolder:
    """A folder to put an export together in: a new one, an empty one, or one in which an export
    was not finished. Raises DomainError for everything else; nothing was changed then."""
    wants_zip = out.suffix.lower() == ZIP
    folder = out.with_name(out.name + WORKING) if wants_zip else out
    try:
        if wants_zip and (out.exists() or out.is_symlink()):
            raise DomainError(
                tr("There is already something named {name}. Choose another name.", name=out.name),
                field="path",
            )
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=not wants_zip)
        elif not folder.is_dir():
            raise DomainError(
                tr(
                    "{name} is a file. Choose a folder, or a name that ends in .zip.", name=out.name
                ),
                field="path",
            )
        _check_empty(folder)
        export = ExportFolder(target=out, folder=folder)
        export.mark(export.snapshot())
        # From here on it is not whole, whatever lies here from the end of the last time.
        export.path(MANIFEST).unlink(missing_ok=True)
    except OSError as error:
        raise refusal(folder, error) from error
    export.sweep()
    return export


def _check_empty(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()} - _OF_THE_SYSTEM
    half = {name for name in names if name.startswith(PART) and PART_END in name}
    if not names - half or (UNFINISHED in names and names - half <= _OURS):
        return
    if MANIFEST in names and names <= _OURS:
        text = tr("{name} holds a finished export. Choose another folder.", name=folder.name)
    else:
        text = tr(
            "{name} holds other files. Choose an empty folder, or a new name.", name=folder.name
        )
    raise DomainError(text, field="path")


def facts_of(stream: BinaryIO, work: LongWork) -> FileFacts:
    """Size and SHA-256 of what a stream still holds."""
    digest, size = sha256(), 0
    while chunk := stream.read(_CHUNK):
        work.check()
        digest.update(chunk)
        size += len(chunk)
    return FileFacts(size=size, sha256=digest.hexdigest())


def write_zip(export: ExportFolder, work: LongWork, names: list[str]) -> None:
    """Put these files into the ZIP that is wanted, whole or not at all."""
    with (
        writing_whole(export.target) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as made,
    ):
        for name in names:
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.external_attr = 0o600 << 16
            info.file_size = export.path(name).stat().st_size
            packed = name.endswith((".pdf", ".jpg", ".png"))
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            with export.path(name).open("rb") as source, made.open(info, "w") as target:
                while chunk := source.read(_CHUNK):
                    work.check()
                    target.write(chunk)
