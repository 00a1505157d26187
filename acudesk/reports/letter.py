"""A letter to the patient's doctor or therapist, on as many pages as it needs.

`letter` turns a draft and the figures of the course into plain data; `Letter.set_pages` sets them.
Nothing here reads the database or the clock. The file's data about itself name nobody.
"""

from dataclasses import dataclass
from datetime import date

from acudesk.domain.letter import LetterDraft, MeasureTable, kind_title
from acudesk.domain.letter_text import PartKind, paragraphs
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.wording import long_date
from acudesk.reports.plain_sheet import plain_pages
from acudesk.reports.session_record import identity
from acudesk.reports.typesetting import (
    PPI,
    Letterhead,
    PageFormat,
    joined,
    letterhead,
)
from acudesk.translation import tr

TEMPLATE = "letter.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the body: paragraphs, and for a question or advice its heading; `is_table` says
    that the table of measures stands here."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    is_table: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that stands on the pages, as text ready to be set.

    `sender` is the line above the addressee, seen in the window of an envelope. `columns` are the
    headings of the table. `running` stands at the head of all pages but the first, `page_words`
    holds `{n}` and `{m}` and stands only where there are several.
    """

    language: str
    document_title: str
    letterhead: Letterhead
    sender: str
    addressee: tuple[str, ...]
    day: str
    subject: str
    identity: str
    salutation: str
    blocks: tuple[Block, ...]
    table_title: str
    columns: tuple[str, ...]
    table: MeasureTable
    sources_title: str
    closing: str
    signed: tuple[str, ...]
    running: str
    page_words: str
    printed_on: tuple[int, int, int]

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """The letter as `reports.printout.Content` says."""
        return plain_pages(TEMPLATE, self, form, ppi=ppi)


def letter(
    *,
    practice: Practice,
    patient: Patient,
    draft: LetterDraft,
    table: MeasureTable,
    printed: date,
    language: str = "en",
) -> Letter:
    """The pages of a letter."""
    day = long_date(printed)
    about = tr("About {name}", name=patient.display_name)
    return Letter(
        language=language,
        document_title=tr("Letter about a course of treatment, {day}", day=day),
        letterhead=letterhead(practice),
        sender=joined([practice.name or practice.practitioner, *practice.address.splitlines()]),
        addressee=tuple(line.strip() for line in draft.addressee.splitlines() if line.strip()),
        day=day,
        subject=about,
        identity=identity(patient),
        salutation=draft.salutation,
        blocks=_blocks(draft, table),
        table_title=tr("Measures of the course"),
        columns=(
            tr("Measure"),
            tr("Baseline"),
            tr("Latest"),
            tr("Change"),
            tr("Usual threshold"),
            tr("In words"),
        ),
        table=table,
        sources_title=tr("Sources"),
        closing=draft.closing,
        signed=tuple(filter(None, (practice.practitioner, practice.registration_number))),
        running=tr("{about}, {identity} · {day}", about=about, identity=identity(patient), day=day),
        page_words=tr("Page {n} of {m}", n="{n}", m="{m}"),
        printed_on=(printed.year, printed.month, printed.day),
    )


def _blocks(draft: LetterDraft, table: MeasureTable) -> tuple[Block, ...]:
    """The body; a table without lines says so, a question that was not asked leaves no trace."""
    blocks = []
    for part in draft.parts:
        if part.kind == PartKind.TEXT:
            blocks.append(Block(paragraphs=paragraphs(part.text)))
        elif part.kind == PartKind.MEASURES:
            none = (tr("No measure has been recorded."), *table.notes)
            blocks.append(Block(is_table=True) if table.lines else Block(paragraphs=none))
        elif draft.asks:
            blocks.append(Block(heading=kind_title(draft.kind), paragraphs=paragraphs(draft.asks)))
    return tuple(blocks)
