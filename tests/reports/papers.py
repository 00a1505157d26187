"""Printouts whose pages are known without a practice."""

import json
from dataclasses import dataclass
from functools import cache

from acudesk.domain.errors import DomainError
from acudesk.reports.printout import Printout
from acudesk.reports.typesetting import PPI, PageFormat


@cache
def _set(form: PageFormat, pages: int, paper: str, ppi: float) -> tuple[bytes, ...]:
    import typst

    text = b"""
#set document(title: [Leaves])
#let d = json(bytes(sys.inputs.data))
#set page(paper: d.paper, margin: 2cm)
#set text(size: 30pt)
#for n in range(1, d.pages + 1) { [Leaf #n]; if n < d.pages { pagebreak() } }
"""
    inputs = {"data": json.dumps({"pages": pages, "paper": paper})}
    made = typst.Compiler(text).compile(
        text, format=form, sys_inputs=inputs, timestamp=0, ppi=ppi if form == "png" else None
    )
    assert made is not None
    return (made,) if isinstance(made, bytes) else tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaves:
    """Pages that say only “Leaf 1”, “Leaf 2”."""

    pages: int = 3
    paper: str = "a4"
    trouble: str = ""

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """See `acudesk.reports.printout.Content`."""
        if self.trouble:
            raise DomainError(self.trouble)
        return _set(form, self.pages, self.paper, ppi)


def leaves(pages: int = 3, *, paper: str = "a4", trouble: str = "") -> Printout:
    """A printout of so many pages."""
    return Printout(name="Leaves", content=Leaves(pages=pages, paper=paper, trouble=trouble))


def three_pages() -> bytes:
    """A PDF of three pages of A4."""
    return Leaves().set_pages("pdf")[0]
