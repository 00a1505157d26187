"""One session as the record of a session and the full record both set it: plain data of it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from acudesk.domain.record import AddendumWords, Record
from acudesk.domain.record_sections import Line, Section
from acudesk.domain.session import SessionKind
from acudesk.domain.text import shortened
from acudesk.reports.typesetting import fit
from acudesk.translation import ntr, tr

SHARED = ("record_parts.typ",)
"""The template that holds how a session is set."""
REASON_LETTERS = 60
"""Of the reason that is repeated in the head of every page; the whole stands in the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPart:
    """All that is said of one session, as text ready to be set.

    `remarks` stand above the record, each with whether it warns. `struck` is the line of words
    for the head of every page of a session that was entered in error, empty for all others.
    """

    title: str
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


def session_part(record: Record, *, among_others: bool = False) -> SessionPart:
    """A session in words as a part of a page. `among_others` is for a page that says once for
    all of them by whose items treatment is recorded."""
    state, warns = _state(record)
    return SessionPart(
        title=record.title,
        state=state,
        state_warns=warns,
        facts=record.facts,
        remarks=tuple(_remarks(record, among_others)),
        sections=record.sections,
        figure_words=" ".join(
            line.text for section in record.sections if section.figure for line in section.lines
        ),
        note="" if among_others else record.note,
        stamp=_stamp(record),
        stamp_warns=_is_draft(record) or (record.signed is not None and not record.signed.holds),
        addenda_title=ntr("Addendum", "Addenda", len(record.addenda)),
        addenda=tuple(
            replace(one, reason=tr("Reason: {reason}", reason=one.reason)) for one in record.addenda
        ),
        struck=_struck(record),
    )


def part_values(part: SessionPart, figure_svg: bytes) -> dict[str, Any]:
    """A session as plain JSON values; `figure_svg` is its body chart, empty without marks."""
    return {**fitted(asdict(part)), "figure": figure_svg.decode("utf-8")}


def fitted(value: Any) -> Any:
    """Plain values, every text in them fit for the page."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, dict):
        return {name: fitted(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [fitted(one) for one in value]
    return value


def _is_draft(record: Record) -> bool:
    """Whether it waits to be signed: an entry between visits never does."""
    return record.signed is None and record.session.kind == SessionKind.VISIT


def _state(record: Record) -> tuple[str, bool]:
    if record.error is not None:
        return tr("Entered in error"), True
    if _is_draft(record):
        return tr("Draft, not signed"), True
    if record.signed is None:
        return tr("Between visits"), False
    return tr("Signed"), False


def _remarks(record: Record, among_others: bool) -> Iterator[tuple[str, bool]]:
    if record.error is not None:
        yield f"{record.error.words}. {record.error.marked}.", True
    if _is_draft(record):
        yield tr("This is a draft. It is not signed and may still change."), True
    elif record.signed is not None and not record.signed.holds:
        yield record.signed.state, True
    if record.late:
        yield f"{record.late}.", True
    if record.addenda and among_others:
        words = ntr(
            "{n} addendum below belongs to this session.",
            "{n} addenda below belong to this session.",
            len(record.addenda),
        )
        yield words, False
    elif record.addenda:
        words = ntr(
            "{n} addendum at the end belongs to this record.",
            "{n} addenda at the end belong to this record.",
            len(record.addenda),
        )
        yield words, False


def _stamp(record: Record) -> tuple[str, ...]:
    signed = record.signed
    if _is_draft(record):
        return (tr("Draft, not signed"),)
    if signed is None:
        return (tr("An entry between visits is not signed."),)
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
