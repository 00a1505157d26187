"""Where in the demo practice the courses and sessions are that are measured."""

from datetime import datetime

from acudesk.bootstrap import Services
from acudesk.services.courses import CourseView


def course_of(services: Services, sessions: int) -> CourseView:
    """The running course of the demo with so many visits."""
    for row in services.patients.list_patients():
        if row.visits == sessions:
            view = services.courses.patient_view(row.id).view
            assert view is not None
            assert view.course.is_open
            return view
    raise AssertionError(f"nobody has {sessions} sessions")


def draft_of(services: Services) -> int:
    """The visit of the demo that waits to be signed."""
    now = datetime.now().astimezone()
    return services.today.view(now.date(), now).unsigned[0].session_id
