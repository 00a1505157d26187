"""What the practitioner does with paper: the patient's page and the chart, as files.

`Reports.page_data` reads the practice and runs on the thread that owns it; `render` and `save`
need no practice and may run on any other. Matplotlib and typst are imported when first used.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.clock import Clock
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.plain_care import next_words
from acudesk.domain.trend import Trend
from acudesk.reports.patient_page import PatientPage, patient_page, typeset
from acudesk.reports.printout import Printout
from acudesk.reports.typesetting import PPI, PageFormat
from acudesk.services.courses import Courses, CourseView
from acudesk.services.file_names import file_name
from acudesk.services.whole_files import sweep, write_whole
from acudesk.translation import current_language, language, tr

ReportFormat = Literal["pdf", "png", "svg"]

FORMATS: tuple[ReportFormat, ...] = ("pdf", "png", "svg")
PAGE_PANELS = 3
"""Panels of the chart on paper: pain and two others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageData:
    """All that a page needs: plain values that any thread may read."""

    page: PatientPage
    trend: Trend

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """The page as `reports.printout.Content` says; see `render`."""
        return (render(self, form, ppi=ppi),)


class Reports:
    """Make a patient's page and chart."""

    def __init__(self, work: UnitOfWork, courses: Courses, clock: Clock) -> None:
        self._work = work
        self._courses = courses
        self._clock = clock

    def page_data(self, patient_id: int, course_id: int | None = None) -> PageData:
        """What the page of a course says: of the one named, else of the latest open, else of
        the latest. Raises DomainError for a patient without a course, NotFoundError for an
        unknown patient and for a course that is not theirs."""
        with language(self._work.practice.get().paper_language):
            view = self._courses.patient_view(patient_id, course_id).view
            if view is not None and course_id in (None, view.course.id):
                return self._data(view)
        if view is not None:
            raise NotFoundError(tr("This patient has no such course."))
        raise DomainError(
            tr("This patient has no course of treatment yet, so there is nothing to report.")
        )

    def progress_printout(self, patient_id: int, course_id: int | None = None) -> Printout:
        """The patient's page to be printed or saved; raises as `page_data` does."""
        patient = self._work.patients.get(patient_id)
        day = self._clock.now().date().isoformat()
        words = tr("Progress {name} {day}", name=patient.display_name, day=day)
        return Printout(
            name=file_name(words),
            content=self.page_data(patient_id, course_id),
            patient_uid=patient.uid,
        )

    def progress_page(
        self,
        patient_id: int,
        course_id: int | None = None,
        form: Literal["pdf", "png"] = "pdf",
    ) -> bytes:
        """The patient's page as a file's bytes; raises as `page_data` and `render` do."""
        return render(self.page_data(patient_id, course_id), form)

    def progress_chart(self, patient_id: int, course_id: int | None = None) -> bytes:
        """The chart alone, as SVG; raises as `page_data` does."""
        return render(self.page_data(patient_id, course_id), "svg")

    def save_report(
        self, path: str | os.PathLike[str], patient_id: int, course_id: int | None = None
    ) -> Path:
        """Make the report that the file's ending asks for and write it; see `save`."""
        form = format_of(path)
        return save(path, render(self.page_data(patient_id, course_id), form))

    def _data(self, view: CourseView) -> PageData:
        trend = view.trend(most_panels=PAGE_PANELS)
        page = patient_page(
            practice=view.practice,
            patient=view.patient,
            course=view.course,
            sessions=view.counted,
            progress=view.progress,
            words=view.words,
            side_effects=view.side_effects,
            trend=trend,
            reviews=view.reviews,
            next_visit=next_words(view.course, view.diary, self._clock.now()),
            printed=self._clock.now().date(),
            language=current_language(),
        )
        return PageData(page=page, trend=trend)


def render(data: PageData, form: ReportFormat = "pdf", *, ppi: float = PPI) -> bytes:
    """The page as PDF or as PNG with `ppi` dots an inch, or its chart alone as SVG.

    Needs no practice and may run on any thread. The same data give the same bytes. Raises
    DomainError for a logo that cannot be read and for letters that no font can print.
    """
    from acudesk.charts.style import load_style
    from acudesk.charts.trend import chart_svg

    with language(data.page.language):
        if form == "svg" or not data.trend.is_empty:
            chart = chart_svg(data.trend, load_style("paper"), data.page.chart_size)
        else:
            chart = b""
    if form == "svg":
        return chart
    return typeset(data.page, chart, form, ppi=ppi)


def format_of(path: str | os.PathLike[str]) -> ReportFormat:
    """The format that a file's ending asks for; raises DomainError for another ending."""
    ending = Path(path).suffix.lower().removeprefix(".")
    for form in FORMATS:
        if ending == form:
            return form
    raise DomainError(
        tr("“{name}” must end in .pdf, .png or .svg.", name=Path(path).name), field="path"
    )


def save(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write a report whole or not at all, and return where it lies.

    Raises DomainError for an unknown ending, a missing or read-only folder and a full disk; a
    file of that name stays as it was then. On systems that know owners the file is readable by
    its owner alone: it is a record of somebody's health. Unfinished reports that a kill has left
    in the folder are removed.
    """
    target = Path(path)
    format_of(target)
    sweep(target.parent)
    return write_whole(target, content)
