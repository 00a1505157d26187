"""The papers of the tour as PDF, and as pictures: every kind of printout, of usual patients and
of those whose names, scripts and records are odd."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.letter import LetterKind
from acudesk.domain.session import SessionKind
from acudesk.reports.printout import Printout
from tests.tour.practice import CORIN, LONG_NAME

NUMBERS = ("0001", "0002", "0003", "0005", "0006", "0011", "0012")
FIRST_PAGES = 4
"""Of a full record, which goes on session by session."""
QUESTION = "Is there a reason against electro-acupuncture near the lumbar implant?"
RECORDS = (("visit", "0001", 0), ("addendum", "0001", -1), ("chinese", "0003", 0))


def papers(folder: Path, out: Path) -> list[dict[str, object]]:
    """Make the progress pages of several patients and records of all kinds; returns the stops."""
    stops: list[dict[str, object]] = []
    with open_practice(folder) as services:
        for number in NUMBERS:
            patient = services.patients.find_patient(number)
            page = services.reports.progress_page(patient.id, form="pdf")
            stops += _pictures(out, "paper", number, page)
        stops += _pictures(out, "paper", "long-reasons", _with_long_reasons(services))
        names = [(CORIN, "late", 0), (CORIN, "entered-in-error", -1), (LONG_NAME, "draft", 0)]
        wanted = [(name, number, place) for name, number, place in RECORDS]
        wanted += [(name, _number(services, who), place) for who, name, place in names]
        for name, number, place in wanted:
            record = services.records.session_record(_session(services, number, place), "pdf")
            stops += _pictures(out, "record", name, record)
        for kind, state, printout in _others(services):
            most = FIRST_PAGES if kind == "full-record" else 0
            stops += _pictures(out, kind, state, printout.set_pages("pdf")[0], most=most)
    return stops


def _others(services: Services) -> Iterator[tuple[str, str, Printout]]:
    """Letters, leaflets, full records, day sheets, courses without a name: kind, state, paper."""

    def key(number: str) -> int:
        return services.patients.find_patient(number).id

    long, bare = _number(services, LONG_NAME), _number(services, "Without Course")
    letters = services.letters
    asked = letters.draft(key("0001"), kind=LetterKind.QUESTION, question=QUESTION)
    yield "letter", "question", letters.letter(asked)
    for state, number in (("chinese", "0003"), ("arabic", "0006"), ("long-name", long)):
        yield "letter", state, letters.letter(letters.draft(key(number)))
    yield "letter", "without-course", letters.letter(letters.draft(key(bare)))
    yield "leaflet", "for-everybody", services.leaflets.leaflet()
    yield "leaflet", "long-name", services.leaflets.leaflet(key(long))
    for state, number in (("usual", "0001"), ("long-name", long), ("without-course", bare)):
        yield "full-record", state, services.full_records.full_record(key(number))
    today = services.clock.now().date()
    yield "day-sheet", "today", services.day_sheets.day_sheet(today)
    yield "day-sheet", "next", services.day_sheets.day_sheet()
    yield "day-sheet", "nobody", services.day_sheets.day_sheet(today - timedelta(days=3_000))
    for state, number in (("usual", "0001"), ("long", "0005"), ("arabic", "0006")):
        course = services.courses.courses_of(key(number))[-1]
        yield "course-without-name", state, services.anonymous.anonymous_course(course.id)


def _with_long_reasons(services: Services) -> bytes:
    """The page of a long course whose reviews have more to say than the page has room for."""
    patient = services.patients.find_patient("0005")
    course = services.courses.courses_of(patient.id)[-1]
    reason = "Standing, sitting, sleep and work: what has changed, and what has not. "
    for times in (4, 9):
        services.reviews.continue_course(course.id, reason=(reason * times).strip())
    return services.reports.progress_page(patient.id, form="pdf")


def _number(services: Services, name: str) -> str:
    (row,) = services.patients.list_patients(name)
    return row.chart_number


def _session(services: Services, number: str, place: int) -> int:
    """The key of a visit of a patient's last course, by its place there."""
    patient = services.patients.find_patient(number)
    course = services.courses.courses_of(patient.id)[-1]
    visits = [
        one
        for one in services.courses.course_view(course.id).sessions
        if one.kind == SessionKind.VISIT
    ]
    return visits[place].id


def _pictures(
    out: Path, page: str, state: str, paper: bytes, *, most: int = 0
) -> list[dict[str, object]]:
    """A PDF and a picture of each of its pages, or of the first `most`."""
    file = out / f"{page}-{state}.pdf"
    file.write_bytes(paper)
    some = ["-l", str(most)] if most else []
    subprocess.run(
        ["pdftoppm", "-r", "80", *some, "-png", str(file), str(out / file.stem)], check=True
    )
    return [
        {
            "page": page,
            "state": state,
            "theme": "paper",
            "size": "a4",
            "scale": "1",
            "picture": picture.name,
            "counted": {"clipped": 0, "bytes": len(paper)},
            "clipped": [],
        }
        for picture in sorted(out.glob(f"{file.stem}-*.png"))
    ]
