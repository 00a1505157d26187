"""Whether what was written is what the practice holds; whatever is not is made again next time."""

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from hashlib import file_digest
from itertools import zip_longest
from pathlib import Path

from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import StoppedError
from acudesk.domain.manifest import FileFacts, Manifest
from acudesk.domain.table import Row, Table
from acudesk.reports.tables import read_csv
from acudesk.services.export_folder import MANIFEST, ExportFolder, facts_of
from acudesk.services.long_work import LongWork
from acudesk.translation import tr

_TAIL = 1_024
_LOOK = 500
_ENTRY = b'{"fullUrl"'
IN_FHIR = {
    "Patient": "patients",
    "EpisodeOfCare": "courses",
    "Encounter": "sessions",
    "Appointment": "planned_visits",
}
"""The resources of which there are as many as rows of a table."""


def check_counts(copied: Mapping[str, int], practice: Mapping[str, int]) -> None:
    """Raise DomainError unless a copy has as many rows of each table as the practice."""
    if copied != practice:
        raise DomainError(
            tr("The copy of the practice is not complete, so nothing was exported. Try again.")
        )


def check_table(file: Path, table: Table, rows: Iterable[Row]) -> None:
    """Read a CSV file back and compare it, row by row, with the table that it was made of."""
    try:
        with file.open("rb") as stream, closing(read_csv(stream, table)) as kept:
            same = all(one == other for one, other in zip_longest(kept, rows))
    except StoppedError:
        raise
    except DomainError as error:
        raise _failed(file) from error
    if not same:
        raise _failed(file)


def check_document(file: Path, sha256: str) -> None:
    """Compare a document with what was kept of it when it was added."""
    with file.open("rb") as stream:
        same = file_digest(stream, "sha256").hexdigest() == sha256
    if not same:
        raise _failed(file)


def check_fhir(file: Path, work: LongWork, counts: Mapping[str, int]) -> None:
    """Read a FHIR bundle back, a line for each resource, and count what is in it."""
    found: Counter[str] = Counter()
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream):
                if number % _LOOK == 0:
                    work.check()
                if line.startswith(_ENTRY):
                    kept = json.loads(line.rstrip(b",\r\n"))
                    found[kept["resource"]["resourceType"]] += 1
    except (ValueError, KeyError, TypeError) as error:
        raise _failed(file) from error
    if any(found[resource] != counts[table] for resource, table in IN_FHIR.items()):
        raise _failed(file)


def is_whole_pdf(file: Path) -> bool:
    """Whether a PDF is there from its first to its last line."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        if stream.read(5) != b"%PDF-":
            return False
        stream.seek(max(file.stat().st_size - _TAIL, 0))
        return b"%%EOF" in stream.read()


def facts_of_all(
    export: ExportFolder, work: LongWork, names: Iterable[str]
) -> dict[str, FileFacts]:
    """Size and SHA-256 of every file, read back from the disk; raises DomainError for one that
    is missing or is a page that is not whole."""
    found = {}
    for name in sorted(names):
        file = export.path(name)
        if not file.is_file() or (name.endswith("/record.pdf") and not is_whole_pdf(file)):
            raise _failed(file)
        with file.open("rb") as stream:
            found[name] = facts_of(stream, work)
    return found


def check_zip(export: ExportFolder, work: LongWork, manifest: Manifest) -> None:
    """Read a ZIP back and compare every file in it with the manifest."""
    try:
        with zipfile.ZipFile(export.target) as made:
            names = made.namelist()
            wanted = sorted([*manifest.files, MANIFEST])
            same = sorted(names) == wanted and all(
                name == MANIFEST or _facts_in(made, name, work) == manifest.files[name]
                for name in names
            )
    except zipfile.BadZipFile as error:
        raise _failed(export.target) from error
    if not same:
        raise _failed(export.target)


def _facts_in(made: zipfile.ZipFile, name: str, work: LongWork) -> FileFacts:
    with made.open(name) as stream:
        return facts_of(stream, work)  # type: ignore[arg-type]


def _failed(file: Path) -> DomainError:
    file.unlink(missing_ok=True)
    return DomainError(
        tr(
            "The export is not complete: {name} is not what the practice holds. Start it again "
            "with the same name; what is right is kept.",
            name=file.name,
        )
    )
