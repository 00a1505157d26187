"""Sheets that are nothing but their fields: how they become pages."""

from dataclasses import asdict
from typing import Any, ClassVar, Protocol

from acudesk.reports.session_part import fitted
from acudesk.reports.typesetting import PPI, Letterhead, PageFormat, head_values, pages


class PlainSheet(Protocol):
    """A sheet whose fields are the plain values that its template reads."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def letterhead(self) -> Letterhead:
        """The head of its pages."""
        ...


def plain_pages(
    template: str, sheet: PlainSheet, form: PageFormat, *, ppi: float = PPI
) -> tuple[bytes, ...]:
    """The pages of such a sheet, its texts made to stay on the paper; raises as `pages` does."""
    values = asdict(sheet)
    del values["letterhead"]
    plain = {name: value if name == "language" else fitted(value) for name, value in values.items()}
    return pages(template, plain | head_values(sheet.letterhead), sheet.letterhead, form, ppi=ppi)
