"""Courses for the figures of the practice: each a few visits with their pain."""

from datetime import date, timedelta
from typing import Any

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Moment

OPENED = date(2025, 1, 6)


def admit(services: Services, **of: Any) -> tuple[int, int]:
    """A patient and a course; `of` says what the patient or the course is else."""
    about = {name: of.pop(name) for name in ("birth_date", "sex") if name in of}
    added = services.patients.admit_patient(
        Patient(display_name="Ann", **about),
        Course(**{"patient_id": 0, "condition": "Sciatica", "opened": OPENED, **of}),
    )
    return added.patient_id, added.course_id


def visit(services: Services, course: int, week: int = 0, **pain: str) -> int:
    """A visit with scores: `once`, `before` and `after` treatment."""
    opened = services.courses.course(course).opened
    day = opened + timedelta(weeks=week)
    session = services.sessions.start_session(course, took_place=day).session_id
    for moment, given in pain.items():
        measure = "pain_7d" if moment == "once" else "pain_now"
        services.sessions.record_score(session, measure, given, moment=Moment(moment))
    return session


def treated(services: Services, *pains: str, close: bool = True, **of: Any) -> int:
    """A course with a visit a week, each with its pain over seven days; an empty one: not asked."""
    _, course = admit(services, **of)
    for week, pain in enumerate(pains):
        visit(services, course, week, **({"once": pain} if pain else {}))
    if close:
        end = services.courses.course(course).opened + timedelta(weeks=len(pains))
        services.courses.close_course(course, closed=end)
    return course


def many(services: Services, times: int, *pains: str, **of: Any) -> None:
    with services.work:
        for _ in range(times):
            treated(services, *pains, **of)
