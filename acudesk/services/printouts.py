"""What is printed, as files: the ending of the name says as what.

Needs no practice and may run on any thread.
"""

import os
from pathlib import Path
from typing import Literal

from acudesk.domain.errors import DomainError
from acudesk.reports.printout import Printout
from acudesk.reports.typesetting import PPI
from acudesk.services.whole_files import sweep, write_together
from acudesk.translation import tr

PrintoutFormat = Literal["pdf", "png"]

FORMATS: tuple[PrintoutFormat, ...] = ("pdf", "png")


def save_printout(
    path: str | os.PathLike[str], printout: Printout, *, ppi: float = PPI
) -> tuple[Path, ...]:
    """Save a printout and return its files: one PDF, or a PNG picture with `ppi` dots an inch of
    each page, see `files_of`.

    All files are written or none. Raises DomainError for another ending, where `save` of
    `services.reports` does, and where the pages cannot be set.
    """
    target = Path(path)
    pages = printout.set_pages(printout_format(target), ppi=ppi)
    files = files_of(target, len(pages))
    sweep(target.parent)
    write_together(list(zip(files, pages, strict=True)))
    return files


def printout_format(path: str | os.PathLike[str]) -> PrintoutFormat:
    """What a file's ending asks for; raises DomainError for any but .pdf and .png."""
    ending = Path(path).suffix.lower().removeprefix(".")
    for form in FORMATS:
        if ending == form:
            return form
    raise DomainError(tr("“{name}” must end in .pdf or .png.", name=Path(path).name), field="path")


def files_of(path: str | os.PathLike[str], pages: int) -> tuple[Path, ...]:
    """The files that so many pages are saved as: one PDF or one picture as named, several
    pictures with the number of their page behind the name."""
    target = Path(path)
    if pages == 1 or printout_format(target) == "pdf":
        return (target,)
    digits = len(str(pages))
    return tuple(
        target.with_name(f"{target.stem} {n:0{digits}}{target.suffix}") for n in range(1, pages + 1)
    )
