"""The demo practice: believable, the same every time, and never in a real one."""

from itertools import pairwise
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, holds_practice, open_practice, prepare_demo
from acudesk.domain.course import Outcome
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.practice_figures import FEWEST_COURSES
from acudesk.domain.progress import Status, main_mobility, main_pain, visits
from acudesk.domain.review import Decision, ReviewCause, ReviewDue
from acudesk.domain.session import USUAL_MINUTES, Moment, ScoreKey, SessionKind
from acudesk.domain.treatment import MedicationChange
from acudesk.domain.trend import MarkKind
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
            (one.number, one.day, one.decision, one.more_sessions, one.changes, one.reason)
            for one in view.reviews
        ],
        [
            (
                session.took_place,
                session.at,
                session.minutes,
                session.notes,
                sorted((score.key.measure, score.given) for score in session.scores),
                session.side_effects_asked,
                session.side_effects,
                session.treatment.medication_note,
                session.treatment.changed_because,
                [point.code for point in session.points],
                [addendum.text for addendum in session.addenda],
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
        paused = {gap.session_id for gap in view.adherence.gaps}
        for one, following in pairwise(held):
            most = 23 if following.id in paused else 9
            assert 1 <= (following.took_place - one.took_place).days <= most
    # The two pauses that are told, and none by chance.
    assert [view.patient.chart_number for view in courses if view.adherence.gaps] == [
        "0001",
        "0008",
    ]


def test_the_first_patient_shows_every_mark_of_a_chart(demo: Path) -> None:
    with open_practice(demo, clock=FixedClock()) as practice:
        first = views(practice)[0]
        assert all(
            practice.signing.is_untouched(one.id) for one in first.sessions if not one.is_draft
        )

    marks = first.trend().marks
    assert {mark.kind for mark in marks} == set(MarkKind)
    assert all(mark.text for mark in marks)
    assert [one.number for one in first.reviews] == [4, 8]
    assert first.review_due == ReviewDue(cause=ReviewCause.LAST_PLANNED, number=12)


def test_reviews_were_decided_where_they_were_due(demo: Path) -> None:
    with open_practice(demo, clock=FixedClock()) as practice:
        courses = views(practice)

    due = [view.review_due for view in courses if view.review_due]
    assert ReviewDue(cause=ReviewCause.NO_GAIN, number=6) in due
    assert ReviewDue(cause=ReviewCause.LAST_PLANNED, number=12) in due
    decided = [review for view in courses for review in view.reviews]
    assert {review.decision for review in decided} == set(Decision)
    for view in courses:
        numbers = [review.number for review in view.reviews]
        done = len(visits(view.sessions))
        assert numbers == sorted(set(numbers))
        assert {4, 8} & set(range(1, done)) <= set(numbers)
        for review in view.reviews:
            session = next(one for one in view.sessions if one.id == review.session_id)
            assert session.number == review.number
            assert session.took_place <= review.day <= FixedClock().today
            assert review.found
            assert review.reason
        more = [review for review in view.reviews if review.more_sessions]
        if more:
            planned = more[-1].number + (more[-1].more_sessions or 0)
            assert view.course.planned_sessions == planned
    assert any(review.more_sessions for review in decided)


def test_a_close_says_outcome_impression_and_advice(demo: Path) -> None:
    with open_practice(demo, clock=FixedClock()) as practice:
        closed = [view for view in views(practice) if not view.course.is_open]

    assert len(closed) >= FEWEST_COURSES
    for view in closed:
        review = view.reviews[-1]
        assert (review.decision, review.day) == (Decision.CLOSE, view.course.closed)
        assert view.course.outcome is not None
        if view.course.outcome == Outcome.STOPPED:
            assert not review.advice
        else:
            assert review.advice
            assert "pgic" in {score.key.measure for score in visits(view.sessions)[-1].scores}
    assert {view.course.outcome for view in closed} >= {
        Outcome.RESOLVED,
        Outcome.IMPROVED,
        Outcome.STOPPED,
        Outcome.REFERRED,
    }


def test_an_adjustment_is_seen_in_the_points(demo: Path) -> None:
    with open_practice(demo, clock=FixedClock()) as practice:
        courses = views(practice)

    adjusted = 0
    for view in courses:
        held = visits(view.sessions)
        numbers = [one.number for one in view.reviews if one.decision == Decision.ADJUST]
        since = min(numbers, default=len(held))
        for session in held:
            has = "LR3" in {point.code for point in session.points}
            assert has == ((session.number or 0) > since)
            adjusted += has
    assert adjusted


def test_medicines_change_as_the_doses_do(demo: Path) -> None:
    with open_practice(demo, clock=FixedClock()) as practice:
        courses = views(practice)

    doses = ScoreKey(measure="analgesic_doses", moment=Moment.ONCE)
    noted = 0
    for view in courses:
        before = None
        for session in visits(view.sessions):
            score, treatment = session.score(doses), session.treatment
            if score is None or before is None:
                assert treatment.medication_change is None
                before = score.value if before is None and score else before
                continue
            change = score.value - before
            if abs(change) < 3:
                assert treatment.medication_change == MedicationChange.UNCHANGED
                continue
            less = treatment.medication_change == MedicationChange.LESS
            assert less == (change < 0)
            assert treatment.medication_note.split(":")[0] in view.patient.medicines
            before = score.value
            noted += 1
    assert noted > 10


@pytest.mark.parametrize(("days", "seed"), [(4, 1), (9, 2), (33, 3)])
def test_on_any_day_and_for_any_seed_something_waits(tmp_path: Path, days: int, seed: int) -> None:
    clock = FixedClock()
    clock.move(days=days)
    prepare_demo(tmp_path / "demo", seed=seed, patients=9, clock=clock)
    with open_practice(tmp_path / "demo", clock=clock) as practice:
        courses = views(practice)
        today = practice.today.view(clock.today, clock.now())

    causes = [view.review_due.cause for view in courses if view.review_due]
    assert {ReviewCause.NO_GAIN, ReviewCause.LAST_PLANNED} <= set(causes)
    assert {mark.kind for mark in courses[0].trend().marks} == set(MarkKind)
    assert today.unsigned


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
