"""The papers of the tour as PDF, and as pictures: progress pages, and records of sessions."""

import subprocess
from pathlib import Path

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.session import SessionKind
from tests.tour.practice import CORIN, LONG_NAME

NUMBERS = ("0001", "0002", "0003", "0005", "0006", "0011", "0012")
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
    return stops


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


def _pictures(out: Path, page: str, state: str, paper: bytes) -> list[dict[str, object]]:
    """A PDF and a picture of each of its pages."""
    file = out / f"{page}-{state}.pdf"
    file.write_bytes(paper)
    subprocess.run(["pdftoppm", "-r", "80", "-png", str(file), str(out / file.stem)], check=True)
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
