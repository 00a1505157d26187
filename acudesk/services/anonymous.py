"""A course without a name, for a case report: made, searched for names, and only then written.

`Anonymous.read` reads the practice and runs on the thread that owns it; `prepared` and
`write_anonymous` need no practice and may run on any other.
"""

import hashlib
import hmac
import json
import os
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.anonymous_course import AnonymousCourse, anonymous_course, shift_of
from acudesk.domain.course import default_conditions, unstated_condition
from acudesk.domain.errors import DomainError
from acudesk.domain.identifiers import Identifiers, found_in, identifiers
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.reports.anonymous_course import (
    AnonymousSheet,
    anonymous_sheet,
    csv_bytes,
    json_bytes,
    sheet_values,
)
from acudesk.reports.printout import Printout
from acudesk.reports.typesetting import PPI, PageFormat
from acudesk.services.courses import Courses, CourseView
from acudesk.services.file_names import file_name
from acudesk.services.whole_files import sweep, write_whole
from acudesk.translation import language, tr

AnonymousFormat = Literal["pdf", "csv", "json"]

FORMATS: tuple[AnonymousFormat, ...] = ("pdf", "csv", "json")
CASE_LETTERS = 6
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCourse:
    """A course as it is kept, and its secret: a number that only this practice can reckon."""

    view: CourseView
    secret: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousFile:
    """All three forms of a course, and what none of them may say; plain values.

    `usual` is what the forms say whoever the course is of.
    """

    course: AnonymousCourse
    sheet: AnonymousSheet
    sought: Identifiers
    usual: str

    @property
    def name(self) -> str:
        """A name for the file, without ending."""
        return file_name(tr("Course of case {case}", case=self.course.case))

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """The sheet as one PDF file, or as a PNG picture of each page; searched once it is set.

        Raises DomainError where it still names somebody.
        """
        with language(self.sheet.language):
            pdf = self.sheet.set_pages("pdf")
        for content in pdf:
            _check(_words_of_pdf(content), self)
            _check_bytes(content, self)
        return pdf if form == "pdf" else self.sheet.set_pages(form, ppi=ppi)


class Anonymous:
    """Make a course that can be handed on."""

    def __init__(self, work: UnitOfWork, courses: Courses) -> None:
        self._work = work
        self._courses = courses

    def anonymous_course(self, course_id: int, *, texts: bool = False) -> Printout:
        """The sheet for a case report, to be looked at, printed or saved; raises as `read` and
        `prepared` do."""
        made = prepared(self.read(course_id), texts=texts)
        return Printout(name=made.name, content=made)

    def save_anonymous(
        self, path: str | os.PathLike[str], course_id: int, *, texts: bool = False
    ) -> Path:
        """Write the course in the format that the file's ending asks for; see
        `write_anonymous`."""
        anonymous_format(path)
        return write_anonymous(path, prepared(self.read(course_id), texts=texts))

    def read(self, course_id: int) -> NamedCourse:
        """What a course without a name is made of; raises NotFoundError."""
        practice = self._work.practice.get()
        with language(practice.paper_language):
            view = self._courses.course_view(course_id)
        uid = view.course.uid.encode()
        # From the practice's own secret key: two exports of a course agree, and nobody without
        # the key can reckon the days back or tell which patient a case is.
        secret = hmac.digest(self._work.seals.key(), b"anonymous course\0" + uid, hashlib.sha256)
        return NamedCourse(view=view, secret=secret)


def prepared(named: NamedCourse, *, texts: bool = False) -> AnonymousFile:
    """A course without a name. Free text stays out; with `texts` what was written on the items
    of STRICTA 2010 comes along, never notes and goals.

    Raises DomainError where what is left still names somebody.
    """
    practice = named.view.practice
    spoken = practice.paper_language

    def made_of(view: CourseView, *, with_texts: bool) -> tuple[AnonymousCourse, AnonymousSheet]:
        course = _without_name(view, named, with_texts)
        return course, anonymous_sheet(course, paper=practice.paper, language=spoken)

    with language(spoken):
        course, sheet = made_of(named.view, with_texts=texts)
        usual = _forms(*made_of(_of_nobody(named.view), with_texts=False))
        made = AnonymousFile(
            course=course, sheet=sheet, sought=_identifiers(named.view), usual=usual
        )
        _check(_forms(course, sheet), made)
    return made


def write_anonymous(path: str | os.PathLike[str], made: AnonymousFile) -> Path:
    """Write a course without a name, whole or not at all, as .pdf, .csv or .json.

    The finished file is searched once more, and refused with a DomainError if it still names
    somebody. Raises DomainError for another ending, and where `write_whole` does.
    """
    target = Path(path)
    form = anonymous_format(target)
    with language(made.sheet.language):
        if form == "pdf":
            (content,) = made.set_pages("pdf")
        else:
            content = csv_bytes(made.course) if form == "csv" else json_bytes(made.course)
            _check(content.decode(), made)
    sweep(target.parent)
    return write_whole(target, content)


def anonymous_format(path: str | os.PathLike[str]) -> AnonymousFormat:
    """The format that a file's ending asks for; raises DomainError for another ending."""
    ending = Path(path).suffix.lower().removeprefix(".")
    for form in FORMATS:
        if ending == form:
            return form
    raise DomainError(
        tr("“{name}” must end in .pdf, .csv or .json.", name=Path(path).name), field="path"
    )


def _without_name(view: CourseView, named: NamedCourse, texts: bool) -> AnonymousCourse:
    born = named.view.patient.birth_date
    return anonymous_course(
        case=named.secret[8:].hex()[:CASE_LETTERS].upper(),
        shift=shift_of(
            int.from_bytes(named.secret[:8], "big"),
            _days(named.view),
            () if born is None else (born,),
        ),
        birth_date=view.patient.birth_date,
        sex=view.patient.sex,
        course=view.course,
        sessions=view.counted,
        measures=view.measures,
        reviews=view.reviews,
        style=view.practice.style,
        setting=view.practice.setting,
        texts=texts,
    )


def _days(view: CourseView) -> frozenset[date]:
    """The days of care."""
    days = {view.course.opened} | {one.took_place for one in view.sessions}
    days |= {one.day for one in view.reviews} | {one.day for one in view.diary}
    if view.course.closed is not None:
        days.add(view.course.closed)
    return frozenset(days)


def _identifiers(view: CourseView) -> Identifiers:
    """What must not leave with the course, its days of care among it."""
    uids = (view.patient.uid, view.course.uid, *(one.uid for one in view.sessions))
    return identifiers(view.patient, view.practice, _days(view), uids)


def _of_nobody(view: CourseView) -> CourseView:
    """The same course of a patient who has no name, in a practice that has none."""
    known = (*default_conditions(), unstated_condition())
    condition = view.course.condition if view.course.condition in known else "x"
    patient = Patient(
        display_name="x", birth_date=view.patient.birth_date, sex=view.patient.sex, id=0
    )
    plain = Practice(paper=view.practice.paper, paper_language=view.practice.paper_language)
    return replace(
        view,
        patient=patient,
        practice=plain,
        course=replace(view.course, condition=condition, style=""),
        measures=tuple(one for one in view.measures if not one.own),
        sessions=tuple(
            replace(
                one,
                points=tuple(replace(point, pair="", zone="") for point in one.points),
                treatment=replace(one.treatment, needle_maker=""),
            )
            for one in view.sessions
        ),
    )


def _forms(course: AnonymousCourse, sheet: AnonymousSheet) -> str:
    """All that a course without a name says in any form, as one text."""
    values = sheet_values(sheet)
    del values["printed_on"]
    words = json.dumps(values, ensure_ascii=False)
    return "\n".join((words, json_bytes(course).decode(), csv_bytes(course).decode()))


def _check(words: str, made: AnonymousFile) -> None:
    found = found_in(words.replace("\u200b", ""), made.sought, made.usual)
    if found:
        _refuse(found)


def _check_bytes(content: bytes, made: AnonymousFile) -> None:
    """Search a file's bytes, its unpacked streams and what it says about itself."""
    parts = [content]
    for match in _STREAM.finditer(content):
        try:
            parts.append(zlib.decompress(match.group(1)))
        except zlib.error:
            continue
    whole = b"\n".join(parts)
    found = [
        text
        for text in sorted(made.sought.written)
        if text not in made.usual and any(trace in whole for trace in _traces(text))
    ]
    if found:
        _refuse(found)


def _traces(text: str) -> Iterable[bytes]:
    wide = text.encode("utf-16-be")
    return text.encode(), wide, wide.hex().encode(), wide.hex().upper().encode()


def _words_of_pdf(content: bytes) -> str:
    from acudesk.reports.page_pictures import PagePictures

    seen = PagePictures(content)
    try:
        return "\n".join(seen.text(n) for n in range(len(seen)))
    finally:
        seen.close()


def _refuse(found: Iterable[str]) -> None:
    raise DomainError(
        tr(
            "The file was not written: it would still say {found}. Change the condition, the "
            "measure or the text that says so.",
            found=", ".join(f"“{one}”" for one in found),
        )
    )
