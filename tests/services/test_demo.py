"""The demo practice: believable, the same every time, and never in a real one."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, holds_practice, open_practice, prepare_demo
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.progress import Status, main_mobility, main_pain, visits
from acudesk.domain.session import USUAL_MINUTES, SessionKind
from acudesk.services.courses import CourseView
from acudesk.services.demo import fill_demo
from tests.clock import FixedClock


def views(practice: Services) -> list[CourseView]:
    """Every course of every patient, by chart number."""
    found = []
    for one in practice.patients.patient_totals():
        patient = practice.patients.find_patient(one.chart_number)
        for course in practice.courses.courses_of(patient.id):
            found.append(practice.courses.course_view(course.id))
    return found


def told(view: CourseView) -> object:
    """All of a course but keys and times of entry."""
    course, patient = view.course, view.patient
    return (
        [getattr(patient, name) for name in ("chart_number", "display_name", "birth_date")],
        [getattr(course, name) for name in ("condition", "opened", "closed", "activities", "goal")],
        [
            (
                session.took_place,
                session.at,
                session.minutes,
                session.notes,
                sorted((score.key.measure, score.given) for score in session.scores),
                session.side_effects_asked,
                session.side_effects,
            )
            for session in view.sessions
        ],
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "practice"
    assert prepare_demo(folder, clock=FixedClock())
    return folder


def test_the_demo_shows_courses_at_every_stage(demo: Path) -> None:
    clock = FixedClock()
    with open_practice(demo, clock=clock) as practice:
        assert practice.practice.practice().demo
        everyone = list(practice.patients.patient_totals())
        courses = views(practice)

    assert len(everyone) == 24
    assert {one.visits for one in everyone} >= {0, 1, 6, 12, 40}
    assert any(one.courses == 2 for one in everyone)
    assert any(one.archived for one in everyone)
    names = "".join(one.display_name for one in everyone)
    for first, last in ("AZ", "\u0370\u03ff", "\u0400\u04ff", "\u0600\u06ff", "\u4e00\u9fff"):
        assert any(first <= char <= last for char in names)
    assert len({view.course.condition for view in courses}) == 6

    pain = [found.status for view in courses if (found := main_pain(view.progress))]
    mobility = [found.status for view in courses if (found := main_mobility(view.progress))]
    assert {Status.REACHED_THRESHOLD, Status.SINGLE, Status.WORSE_BY_THRESHOLD} <= set(pain)
    assert Status.WITHIN_ERROR in mobility
    assert any(one.missing > 2 for view in courses for one in view.progress)
    assert {view.course.outcome for view in courses} > {None}
    sessions = [session for view in courses for session in view.sessions]
    assert any(s.side_effects_asked and not s.side_effects for s in sessions)
    assert any(s.side_effects for s in sessions)
    assert any(not s.side_effects_asked for s in sessions)
    assert any(s.kind == SessionKind.BETWEEN for s in sessions)


def test_the_visits_are_such_as_a_practice_has(demo: Path) -> None:
    clock = FixedClock()
    with open_practice(demo, clock=clock) as practice:
        courses = views(practice)

    for view in courses:
        held = visits(view.sessions)
        for session in held:
            assert session.took_place < clock.today
            assert session.took_place.weekday() < 5
            assert session.at is not None
            assert session.minutes is not None
            assert USUAL_MINUTES[0] <= session.minutes <= USUAL_MINUTES[1]
            assert session.notes
        for one, following in pairwise(held):
            assert timedelta(days=1) <= following.took_place - one.took_place <= timedelta(days=9)


def test_every_measure_asked_has_scores(demo: Path) -> None:
    with open_practice(demo) as practice:
        asked = {measure.code for measure in practice.measures.list_measures() if measure.asked}
        scored = {
            score.key.measure
            for view in views(practice)
            for session in view.sessions
            for score in session.scores
        }
    assert asked <= scored


def test_the_same_seed_makes_the_same_practice(demo: Path, tmp_path: Path) -> None:
    prepare_demo(tmp_path / "same", clock=FixedClock())
    prepare_demo(tmp_path / "other", seed=2, clock=FixedClock())
    stories = []
    for folder in (demo, tmp_path / "same", tmp_path / "other"):
        with open_practice(folder, clock=FixedClock()) as practice:
            stories.append([told(view) for view in views(practice)])

    assert stories[0] == stories[1]
    assert stories[0] != stories[2]


def test_a_demo_that_is_there_is_left_as_it_is(demo: Path) -> None:
    assert not prepare_demo(demo, seed=7, patients=3)
    with open_practice(demo) as practice:
        assert len(list(practice.patients.patient_totals())) == 24


@pytest.mark.parametrize("count", [1, 3, 60])
def test_a_demo_of_any_size(tmp_path: Path, count: int) -> None:
    prepare_demo(tmp_path / "demo", patients=count)
    with open_practice(tmp_path / "demo") as practice:
        assert len(list(practice.patients.patient_totals())) == count


def test_a_demo_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="1 to 2000"):
        prepare_demo(tmp_path / "demo", patients=0)


def test_a_demo_that_was_interrupted_is_filled_the_next_time(tmp_path: Path) -> None:
    with pytest.raises(DomainError):
        prepare_demo(tmp_path / "demo", patients=0)
    assert holds_practice(tmp_path / "demo")
    assert prepare_demo(tmp_path / "demo", patients=2)


def test_a_real_practice_is_never_touched(tmp_path: Path) -> None:
    folder = tmp_path / "real"
    with open_practice(folder):
        pass
    with pytest.raises(DomainError, match="real practice"):
        prepare_demo(folder)
    with open_practice(folder) as practice:
        practice.patients.add_patient(Patient(display_name="Ada"))
    with pytest.raises(DomainError, match="real practice"):
        prepare_demo(folder)
    with open_practice(folder) as practice:
        assert not practice.practice.practice().demo
        assert len(list(practice.patients.patient_totals())) == 1


def test_filling_needs_an_empty_practice(practice: Services, clock: FixedClock) -> None:
    practice.practice.change_practice(Practice(name="Somebody's own"))
    with pytest.raises(DomainError, match="real practice"):
        fill_demo(
            work=practice.work,
            clock=clock,
            practice=practice.practice,
            patients=practice.patients,
            courses=practice.courses,
            sessions=practice.sessions,
            measures=practice.measures,
        )
    assert not practice.patients.has_patients()
