"""The practice that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from acudesk import paths
from acudesk.bootstrap import Services, holds_practice, open_practice
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError, StorageError
from acudesk.domain.patient import Patient
from acudesk.translation import ntr, tr


@contextmanager
def existing_practice(data: Path | None) -> Iterator[Services]:
    """The practice in a folder (None: the practitioner's own), for a command that only reads.

    Raises StorageError where there is none: looking must not make one.
    """
    folder = data or paths.practice_folder()
    if not holds_practice(folder):
        raise StorageError(tr("There is no practice in {folder}.", folder=folder))
    with open_practice(folder) as services:
        yield services


def nth_course(services: Services, patient: Patient, number: int) -> Course:
    """The course of that number, the patient's oldest being 1; raises DomainError."""
    courses = services.courses.courses_of(patient.id)
    if number > len(courses):
        raise DomainError(
            ntr(
                "{name} has {n} course, so there is no course {number}.",
                "{name} has {n} courses, so there is no course {number}.",
                len(courses),
                name=patient.chart_number,
                number=number,
            )
        )
    return courses[number - 1]


def named_course(services: Services, name: str) -> Course:
    """The course called `PATIENT` (the latest open one, else the latest) or `PATIENT/N`.

    Raises NotFoundError for an unknown patient or course, DomainError for one without a course.
    """
    number, slash, place = name.rpartition("/")
    if slash and place.isdecimal() and int(place) > 0:
        return nth_course(services, services.patients.find_patient(number), int(place))
    patient = services.patients.find_patient(name)
    view = services.courses.patient_view(patient.id).view
    if view is None:
        raise NotFoundError(tr("{name} has no course of treatment yet.", name=patient.chart_number))
    return view.course
