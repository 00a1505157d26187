"""The record of one session on paper: everything that was recorded, its signature and addenda.

`session_record` turns a record in words into plain data; `typeset` sets them. Nothing here reads
the database or the clock: the same data give the same bytes.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.record import Record
from acudesk.domain.wording import long_date
from acudesk.reports.session_part import SHARED, SessionPart, fitted, part_values, session_part
from acudesk.reports.typesetting import (
    PPI,
    Letterhead,
    PageFormat,
    head_values,
    letterhead,
    pages,
    stacked,
)
from acudesk.translation import tr

TEMPLATE = "session_record.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """All that stands on the pages, as text ready to be set.

    `identity` says whose record it is at the foot of every page, `running` at the head of all but
    the first which session and in what state. `page_words` holds `{n}` and `{m}`.
    """

    language: str
    title: str
    document_title: str
    letterhead: Letterhead
    patient: str
    written_name: str
    identity: str
    session: SessionPart
    running: str
    page_words: str
    printed: str
    printed_on: tuple[int, int, int]


def session_record(
    *, practice: Practice, record: Record, printed: date, language: str = "en"
) -> SessionRecord:
    """The pages of one session."""
    patient = record.patient
    day = long_date(record.session.took_place)
    session = session_part(record)
    return SessionRecord(
        language=language,
        title=tr("Session record"),
        document_title=tr("Session record: {name}, {day}", name=patient.display_name, day=day),
        letterhead=letterhead(practice),
        patient=patient.display_name,
        written_name="" if patient.written_name == patient.display_name else patient.written_name,
        identity=identity(patient),
        session=session,
        running=tr("{title}, {day}: {state}", title=record.title, day=day, state=session.state),
        page_words=tr("Page {n} of {m}", n="{n}", m="{m}"),
        printed=tr("Printed on {day}", day=long_date(printed)),
        printed_on=(printed.year, printed.month, printed.day),
    )


def typeset(
    page: SessionRecord, figure_svg: bytes, form: PageFormat = "pdf", *, ppi: float = PPI
) -> bytes:
    """The record as a PDF file, or as one PNG picture with `ppi` dots an inch, its pages below
    each other; raises as `typesetting.pages` does."""
    return stacked(typeset_pages(page, figure_svg, form, ppi=ppi), ppi=ppi)


def typeset_pages(
    page: SessionRecord, figure_svg: bytes, form: PageFormat = "pdf", *, ppi: float = PPI
) -> tuple[bytes, ...]:
    """The record as one PDF file, or as a PNG picture of each page."""
    values = page_values(page, figure_svg)
    return pages(TEMPLATE, values, page.letterhead, form, ppi=ppi, shared=SHARED)


def page_values(page: SessionRecord, figure_svg: bytes) -> dict[str, Any]:
    """The record as plain JSON values; `figure_svg` is the body chart, empty without marks."""
    values = asdict(page)
    del values["letterhead"], values["session"]
    fit_values = {
        name: value if name == "language" else fitted(value) for name, value in values.items()
    }
    return (
        fit_values
        | head_values(page.letterhead)
        | {"session": part_values(page.session, figure_svg)}
    )


def identity(patient: Patient) -> str:
    """Who a patient is beside the name: birth date and chart number."""
    number = tr("chart number {number}", number=patient.chart_number)
    if patient.birth_date is None:
        return number
    return tr("born {day}, {number}", day=long_date(patient.birth_date), number=number)
