"""What all that is printed has in common: a name, and pages that any thread can set."""

from dataclasses import dataclass
from typing import Protocol

from acudesk.reports.typesetting import PPI, PageFormat


class Content(Protocol):
    """Plain, picklable values that know how they are set on paper."""

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """One PDF file, or a PNG picture of each page with `ppi` dots an inch.

        Needs no practice and may run on any thread or in another process. The same values give
        the same bytes. Raises DomainError for a logo that cannot be read and for letters that
        no font can print.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """Something to print, to look at, or to save: `name` is that of its file, without ending."""

    name: str
    content: Content
    patient_uid: str = ""

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """See `Content.set_pages`."""
        return self.content.set_pages(form, ppi=ppi)
