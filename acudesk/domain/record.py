"""A session as it is read after the last edit: who, when, what was recorded, and its seal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from acudesk.domain.course import Course, side_name, unstated_condition
from acudesk.domain.numbers import shown
from acudesk.domain.patient import Patient
from acudesk.domain.record_sections import Line, RecordSources, Section, sections, sources_note
from acudesk.domain.sealing import EnteredInError, Signature
from acudesk.domain.session import Session, SessionKind, entered_late
from acudesk.domain.wording import long_date, short_date
from acudesk.translation import ntr, tr

SHORT_SEAL = 12
"""So many of a seal's 64 digits tell it apart for an eye; the whole stays in the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddendumWords:
    """A correction in words: when and by whom, why, and what."""

    written: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedWords:
    """A signature in words: in full and for a narrow place; the short form of its seal, whether
    the seal still fits, and that in words."""

    words: str
    briefly: str
    seal: str
    holds: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorWords:
    """The mark of a session that was entered in error: why, on which day, when and by whom."""

    reason: str
    day: str
    marked: str

    @property
    def words(self) -> str:
        """All of it in one line."""
        return tr("Entered in error: {reason}, {day}", reason=self.reason, day=self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One session in words, for paper and screen.

    `facts` are about the course and the visit, `late` says that it was entered on a later day,
    `signed` is None for a draft, `note` says whose items the treatment is recorded by.
    """

    session: Session
    patient: Patient
    title: str
    facts: tuple[Line, ...]
    late: str
    signed: SignedWords | None
    error: ErrorWords | None
    sections: tuple[Section, ...]
    addenda: tuple[AddendumWords, ...]
    note: str


def build_record(
    session: Session,
    patient: Patient,
    sources: RecordSources,
    *,
    holds: bool,
    signed_under: str = "",
    within_course: bool = False,
) -> Record:
    """A session in words. `holds` says whether the seal still fits; `signed_under` is the chart
    number under which it was signed, where the patient has another one now. `within_course`
    leaves out what is told of the course already."""
    return Record(
        session=session,
        patient=patient,
        title=session_title(session, sources.course.planned_sessions),
        facts=tuple(_facts(session, sources, signed_under, within_course)),
        late=_late(session, sources),
        signed=None
        if session.signature is None
        else _signed(session.signature, sources, holds=holds),
        error=None if session.error is None else _error(session.error, sources),
        sections=sections(session, sources),
        addenda=tuple(
            AddendumWords(
                written=_by(_moment(sources.local(one.written_at)), one.who),
                reason=one.reason,
                text=one.text,
            )
            for one in session.addenda
        ),
        note=sources_note(session),
    )


def session_title(session: Session, planned: int) -> str:
    """`Session 5 of 10 planned`; an entry between visits and one in error have no number."""
    if session.kind == SessionKind.BETWEEN:
        return tr("Entry between visits")
    if session.number is None:
        return tr("Visit that does not count")
    return tr("Session {n} of {planned} planned", n=session.number, planned=planned)


def short_seal(seal: str) -> str:
    """The first digits of a seal in groups of four: `3f2a 91c0 77be…`."""
    digits = seal[:SHORT_SEAL]
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4)) + "…"


def seal_words(holds: bool) -> str:
    """Whether a signed session is as it was sealed."""
    if holds:
        return tr("sealed, unchanged")
    return tr("The seal does not match: this record was changed outside AcuDesk.")


def _signed(signature: Signature, sources: RecordSources, *, holds: bool) -> SignedWords:
    at = sources.local(signature.signed_at)
    briefly = [tr("Signed {day}", day=short_date(at.date())), f"{at:%H:%M}", signature.who]
    return SignedWords(
        words=tr("Signed {moment}", moment=_by(_moment(at), signature.who)),
        briefly=", ".join(part for part in briefly if part),
        seal=short_seal(signature.seal),
        holds=holds,
        state=seal_words(holds),
    )


def _error(error: EnteredInError, sources: RecordSources) -> ErrorWords:
    at = sources.local(error.marked_at)
    return ErrorWords(
        reason=error.reason,
        day=long_date(at.date()),
        marked=tr("Marked {moment}", moment=_by(_moment(at), error.who)),
    )


def _facts(
    session: Session, sources: RecordSources, signed_under: str, within_course: bool
) -> Iterator[Line]:
    course = sources.course
    treated = [] if course.condition == unstated_condition() else [course.condition]
    if course.side is not None:
        treated.append(side_name(course.side))
    if treated and not within_course:
        yield Line(label=tr("Treated for"), text=", ".join(treated))
    when = [long_date(session.took_place)]
    if session.at is not None:
        when.append(f"{session.at:%H:%M}")
    if session.minutes is not None:
        when.append(ntr("{n} minute", "{n} minutes", session.minutes))
    yield Line(label=tr("Date"), text=", ".join(when))
    if session.kind == SessionKind.VISIT and not within_course:
        yield Line(label=tr("Plan"), text=plan_words(course))
        for label, text in (
            (tr("Style of acupuncture"), course.style or sources.style),
            (tr("Setting"), sources.setting),
        ):
            if text:
                yield Line(label=label, text=text)
    if signed_under:
        yield Line(label=tr("Signed under"), text=tr("chart number {number}", number=signed_under))


def plan_words(course: Course) -> str:
    """How much treatment was planned: `10 sessions, 1 a week`."""
    sessions = ntr("{n} session", "{n} sessions", course.planned_sessions)
    return tr("{sessions}, {number} a week", sessions=sessions, number=shown(course.per_week))


def _late(session: Session, sources: RecordSources) -> str:
    if not entered_late(session):
        return ""
    entered = sources.local(session.entered_at)
    if session.utc_offset is not None:
        here = timezone(timedelta(minutes=session.utc_offset))
        entered = session.entered_at.astimezone(here)
    return tr(
        "Late entry: made on {made} for {day}",
        made=long_date(entered.date()),
        day=long_date(session.took_place),
    )


def _moment(at: datetime) -> str:
    return f"{long_date(at.date())} {at:%H:%M}"


def _by(moment: str, who: str) -> str:
    return tr("{moment} by {who}", moment=moment, who=who) if who else moment
