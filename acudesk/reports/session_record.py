"""The record of one session on paper: everything that was recorded, its signature and addenda.

`session_record` turns a record in words into plain data; `typeset` sets them. Nothing here reads
the database or the clock: the same data give the same bytes.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.record import AddendumWords, Record
from acudesk.domain.record_sections import Line, Section
from acudesk.domain.text import shortened
from acudesk.domain.wording import long_date
from acudesk.reports.typesetting import (
    PPI,
    Letterhead,
    PageFormat,
    fit,
    head_values,
    letterhead,
    pages,
    stacked,
)
from acudesk.translation import ntr, tr

TEMPLATE = "session_record.typ"
REASON_LETTERS = 60
"""Of the reason that is repeated across every page; the whole stands on the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """All that stands on the pages, as text ready to be set.

    `identity` says whose record it is at the foot of every page, `running` at the head of all but
    the first which session and in what state. `remarks` stand above the record, each with
    whether it warns. `struck` is the line of words across every page of a session that was
    entered in error, empty for all others. `page_words` holds `{n}` and `{m}`.
    """

    language: str
    title: str
    document_title: str
    letterhead: Letterhead
    patient: str
    written_name: str
    identity: str
    subtitle: str
    state: str
    state_warns: bool
    facts: tuple[Line, ...]
    remarks: tuple[tuple[str, bool], ...]
    sections: tuple[Section, ...]
    figure_words: str
    note: str
    stamp: tuple[str, ...]
    stamp_warns: bool
    addenda_title: str
    addenda: tuple[AddendumWords, ...]
    struck: str
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
    state, warns = _state(record)
    return SessionRecord(
        language=language,
        title=tr("Session record"),
        document_title=tr("Session record: {name}, {day}", name=patient.display_name, day=day),
        letterhead=letterhead(practice),
        patient=patient.display_name,
        written_name="" if patient.written_name == patient.display_name else patient.written_name,
        identity=_identity(patient),
        subtitle=record.title,
        state=state,
        state_warns=warns,
        facts=record.facts,
        remarks=tuple(_remarks(record)),
        sections=record.sections,
        figure_words=" ".join(
            line.text for section in record.sections if section.figure for line in section.lines
        ),
        note=record.note,
        stamp=_stamp(record),
        stamp_warns=record.signed is None or not record.signed.holds,
        addenda_title=ntr("Addendum", "Addenda", len(record.addenda)),
        addenda=tuple(
            replace(one, reason=tr("Reason: {reason}", reason=one.reason)) for one in record.addenda
        ),
        struck=_struck(record),
        running=tr("{title}, {day}: {state}", title=record.title, day=day, state=state),
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
    return pages(TEMPLATE, page_values(page, figure_svg), page.letterhead, form, ppi=ppi)


def page_values(page: SessionRecord, figure_svg: bytes) -> dict[str, Any]:
    """The record as plain JSON values; `figure_svg` is the body chart, empty without marks."""
    values = asdict(page)
    del values["letterhead"]
    values = {
        name: value if name == "language" else _fitted(value) for name, value in values.items()
    }
    return values | head_values(page.letterhead) | {"figure": figure_svg.decode("utf-8")}


def _fitted(value: Any) -> Any:
    """Plain values, every text in them fit for the page."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, dict):
        return {name: _fitted(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_fitted(one) for one in value]
    return value


def _identity(patient: Patient) -> str:
    number = tr("chart number {number}", number=patient.chart_number)
    if patient.birth_date is None:
        return number
    return tr("born {day}, {number}", day=long_date(patient.birth_date), number=number)


def _state(record: Record) -> tuple[str, bool]:
    if record.error is not None:
        return tr("Entered in error"), True
    if record.signed is None:
        return tr("Draft, not signed"), True
    return tr("Signed"), False


def _remarks(record: Record) -> list[tuple[str, bool]]:
    found = []
    if record.error is not None:
        found.append((f"{record.error.words}. {record.error.marked}.", True))
    if record.signed is None:
        found.append((tr("This is a draft. It is not signed and may still change."), True))
    elif not record.signed.holds:
        found.append((record.signed.state, True))
    if record.late:
        found.append((f"{record.late}.", True))
    if record.addenda:
        found.append(
            (
                ntr(
                    "{n} addendum at the end belongs to this record.",
                    "{n} addenda at the end belong to this record.",
                    len(record.addenda),
                ),
                False,
            )
        )
    return found


def _stamp(record: Record) -> tuple[str, ...]:
    signed = record.signed
    if signed is None:
        return (tr("Draft, not signed"),)
    if signed.holds:
        return (
            f"{signed.words}.",
            tr("Seal {seal} The record is unchanged since it was signed.", seal=signed.seal),
        )
    return (f"{signed.words}.", tr("Seal {seal}", seal=signed.seal), signed.state)


def _struck(record: Record) -> str:
    if record.error is None:
        return ""
    reason = shortened(" ".join(record.error.reason.split()), REASON_LETTERS)
    return tr("Entered in error: {reason}, {day}", reason=reason, day=record.error.day)
