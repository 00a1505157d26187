"""The leaflet on paper: what a patient may expect, in the practice's words."""

from dataclasses import asdict, dataclass
from datetime import date

from acudesk.domain.leaflet import Chapter, leaflet_chapters, shipped_leaflet
from acudesk.domain.practice import Practice
from acudesk.domain.wording import long_date
from acudesk.reports.session_part import fitted
from acudesk.reports.typesetting import (
    PPI,
    Letterhead,
    PageFormat,
    head_values,
    letterhead,
    pages,
)
from acudesk.translation import tr

TEMPLATE = "leaflet.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflet:
    """All that stands on the pages, as text ready to be set. `whom` is empty for a leaflet that
    is for everybody, `call` where the practice has no phone number."""

    language: str
    title: str
    document_title: str
    letterhead: Letterhead
    whom: str
    chapters: tuple[Chapter, ...]
    call: str
    page_words: str
    printed: str
    printed_on: tuple[int, int, int]

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """The pages as `reports.printout.Content` says."""
        values = fitted({name: getattr(self, name) for name in _TEXTS})
        values |= {
            "language": self.language,
            "printed_on": self.printed_on,
            "chapters": fitted([asdict(chapter) for chapter in self.chapters]),
        }
        return pages(
            TEMPLATE, values | head_values(self.letterhead), self.letterhead, form, ppi=ppi
        )


_TEXTS = ("title", "document_title", "whom", "call", "page_words", "printed")


def leaflet(
    *, practice: Practice, printed: date, patient: str = "", language: str = "en"
) -> Leaflet:
    """The leaflet of a practice; `patient` is the name of the one it is for."""
    title = tr("What to expect from acupuncture")
    return Leaflet(
        language=language,
        title=title,
        document_title=title,
        letterhead=letterhead(practice),
        whom=tr("For {name}", name=patient) if patient else "",
        chapters=leaflet_chapters(practice.leaflet_text or shipped_leaflet()),
        call=tr("Questions? Call us: {phone}", phone=practice.phone) if practice.phone else "",
        page_words=tr("Page {n} of {m}", n="{n}", m="{m}"),
        printed=tr("Printed on {day}", day=long_date(printed)),
        printed_on=(printed.year, printed.month, printed.day),
    )
