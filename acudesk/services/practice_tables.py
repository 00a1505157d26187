"""The figures of the practice as a file for a spreadsheet. Needs no practice, on any thread."""

import io
import os
from collections.abc import Iterable
from pathlib import Path

from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure
from acudesk.domain.practice_figures import FEWEST_COURSES, PracticeFigures
from acudesk.reports.practice_tables import CONDITIONS, condition_rows, practice_sheets
from acudesk.services.whole_files import sweep, write_whole
from acudesk.translation import tr

FORMATS = ("xlsx", "csv")


def save_practice(
    path: str | os.PathLike[str], figures: PracticeFigures, measures: Iterable[Measure]
) -> Path:
    """Write the figures whole or not at all: all tables as .xlsx, that of the conditions as .csv.

    Raises DomainError for another ending, for too few courses to show anything of, and where
    `write_whole` does.
    """
    target = Path(path)
    form = practice_format(target)
    if not figures.is_enough:
        raise DomainError(
            tr("Of fewer than {n} courses no figures are shown or saved.", n=FEWEST_COURSES)
        )
    if form == "csv":
        from acudesk.reports.tables import write_csv

        stream = io.BytesIO()
        write_csv(stream, CONDITIONS, condition_rows(figures))
        content = stream.getvalue()
    else:
        from acudesk.reports.workbook import workbook_bytes

        content = workbook_bytes(practice_sheets(figures, measures), title=tr("The practice"))
    sweep(target.parent)
    return write_whole(target, content)


def practice_format(path: str | os.PathLike[str]) -> str:
    """What a file's ending asks for; raises DomainError for any but .xlsx and .csv."""
    ending = Path(path).suffix.lower().removeprefix(".")
    if ending in FORMATS:
        return ending
    raise DomainError(tr("“{name}” must end in .xlsx or .csv.", name=Path(path).name), field="path")
