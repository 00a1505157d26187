"""All that is kept of one patient on paper: the person, screenings, consents, and every session.

`full_record` turns a record in words into plain data; `typeset_pages` sets them. Nothing here
reads the database or the clock: the same data give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from acudesk.domain.full_record import CourseWords, Entry, FullRecord
from acudesk.domain.practice import Practice
from acudesk.domain.record import Record
from acudesk.domain.record_sections import Line, Section
from acudesk.domain.session import SessionKind
from acudesk.domain.wording import long_date
from acudesk.reports.session_part import SHARED, SessionPart, fitted, part_values, session_part
from acudesk.reports.session_record import identity
from acudesk.reports.typesetting import (
    PPI,
    Letterhead,
    PageFormat,
    head_values,
    letterhead,
    pages,
)
from acudesk.translation import tr

TEMPLATE = "full_record.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInFull:
    """One session below its title. `running` stands at the head of the pages that it goes on to;
    `brief` says that its lines need no titles."""

    heading: str
    running: str
    brief: bool
    part: SessionPart


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseInFull:
    """One course with its reviews and sessions."""

    title: str
    lines: tuple[Line, ...]
    reviews: tuple[Entry, ...]
    sessions: tuple[SessionInFull, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullRecordPages:
    """All that stands on the pages, as text ready to be set; `note` says by whose items the
    treatment is recorded, `page_words` holds `{n}` and `{m}`."""

    language: str
    title: str
    document_title: str
    letterhead: Letterhead
    patient: str
    written_name: str
    identity: str
    summary: str
    note: str
    about_title: str
    about: tuple[Section, ...]
    contents_title: str
    screenings_title: str
    no_screenings: str
    screenings: tuple[Entry, ...]
    consents_title: str
    no_consents: str
    consents: tuple[Entry, ...]
    courses_title: str
    no_courses: str
    no_sessions: str
    courses: tuple[CourseInFull, ...]
    page_words: str
    printed: str
    printed_on: tuple[int, int, int]


def full_record(
    *, practice: Practice, record: FullRecord, printed: date, language: str = "en"
) -> FullRecordPages:
    """The pages of one patient. The file's own title names no patient, only the chart number."""
    patient = record.patient
    sessions = [one for course in record.courses for one in course.sessions]
    return FullRecordPages(
        language=language,
        title=tr("Full record"),
        document_title=tr("Full record, chart number {number}", number=patient.chart_number),
        letterhead=letterhead(practice),
        patient=patient.display_name,
        written_name="" if patient.written_name == patient.display_name else patient.written_name,
        identity=identity(patient),
        summary=record.summary,
        note=next((one.note for one in sessions if one.note), ""),
        about_title=tr("The patient"),
        about=record.about,
        contents_title=tr("Contents"),
        screenings_title=tr("Screenings"),
        no_screenings=tr("No screening is on record."),
        screenings=record.screenings,
        consents_title=tr("Consents"),
        no_consents=tr("No consent is on record."),
        consents=record.consents,
        courses_title=tr("Courses of treatment"),
        no_courses=tr("No course of treatment is on record."),
        no_sessions=tr("No session is on record for this course."),
        courses=tuple(_course(n, one) for n, one in enumerate(record.courses, 1)),
        page_words=tr("Page {n} of {m}", n="{n}", m="{m}"),
        printed=tr("Printed on {day}", day=long_date(printed)),
        printed_on=(printed.year, printed.month, printed.day),
    )


def typeset_pages(
    page: FullRecordPages,
    figures: Sequence[bytes],
    form: PageFormat = "pdf",
    *,
    ppi: float = PPI,
) -> tuple[bytes, ...]:
    """The record as one PDF file, or as a PNG picture of each page; raises as
    `typesetting.pages` does. `figures` are the body charts of the sessions in their order, as
    SVG, empty without marks."""
    values = page_values(page, figures)
    return pages(TEMPLATE, values, page.letterhead, form, ppi=ppi, shared=SHARED)


def page_values(page: FullRecordPages, figures: Sequence[bytes]) -> dict[str, Any]:
    """The record as plain JSON values."""
    drawn = iter(figures)
    values = {
        name: fitted(_plain(getattr(page, name)))
        for name in page.__slots__
        if name not in ("letterhead", "courses", "language")
    }
    courses = [
        {
            "title": fitted(course.title),
            "lines": fitted(_plain(course.lines)),
            "reviews": fitted(_plain(course.reviews)),
            "sessions": [
                {
                    "heading": fitted(one.heading),
                    "running": fitted(one.running),
                    "brief": one.brief,
                    "part": part_values(one.part, next(drawn)),
                }
                for one in course.sessions
            ],
        }
        for course in page.courses
    ]
    return values | head_values(page.letterhead) | {"language": page.language, "courses": courses}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return asdict(value) if isinstance(value, Line | Section | Entry) else value


def _course(n: int, course: CourseWords) -> CourseInFull:
    title = tr("Course {n}: {course}", n=n, course=course.title)
    return CourseInFull(
        title=title,
        lines=course.lines,
        reviews=course.reviews,
        sessions=tuple(_session(one, title) for one in course.sessions),
    )


def _session(record: Record, course: str) -> SessionInFull:
    part = session_part(record, among_others=True)
    day = long_date(record.session.took_place)
    heading = tr("{title}, {day}", title=record.title, day=day)
    if record.error is not None or record.signed is None:
        running = tr("{title}: {state}", title=heading, state=part.state)
    else:
        running = heading
    brief = (
        record.session.kind == SessionKind.BETWEEN
        and record.signed is None
        and not any(section.rows or section.figure for section in part.sections)
    )
    return SessionInFull(
        heading=heading if record.error is None else running,
        running=tr("{course}. {session}", course=course, session=running),
        brief=brief,
        part=part,
    )
