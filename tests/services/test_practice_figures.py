"""The figures of the practice, from real records: what counts, what does not, and that each
course is told as its own page tells it."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice, prepare_demo
from acudesk.domain.patient import Sex
from acudesk.domain.practice import BaselineRule
from acudesk.domain.practice_figures import (
    CourseChange,
    MeasureCompleteness,
    PracticeFigures,
    PracticeFilter,
)
from acudesk.domain.progress import Status, main_pain, visits
from acudesk.domain.session import SessionKind
from acudesk.domain.side_effects import Noticed, SideEffect, SideEffectKind
from tests.data.support import database_of
from tests.services.treated import OPENED, admit, many, treated, visit

BRUISE = SideEffect(kind=SideEffectKind.BRUISING)


def figures(services: Services, **limits: Any) -> PracticeFigures:
    return services.practice_figures.view(PracticeFilter(**limits))


def reached(told: PracticeFigures) -> tuple[tuple[int, int], tuple[int, int]]:
    assert told.reached_of_closed is not None
    assert told.reached_of_started is not None
    return (
        (told.reached_of_closed.count, told.reached_of_closed.of),
        (told.reached_of_started.count, told.reached_of_started.of),
    )


def completeness(told: PracticeFigures, code: str) -> MeasureCompleteness:
    return next(one for one in told.completeness if one.code == code)


# Which courses count


def test_started_closed_and_with_data(practice: Services) -> None:
    many(practice, 4, "8", "6", "4")  # reached: 4 points, 50 %
    many(practice, 5, "8", "7")  # better by 1
    many(practice, 2, "2", "0")  # 2 points, but too low a baseline for a percentage
    many(practice, 3, "7")  # closed after one score
    many(practice, 1, "", "")  # closed, never asked
    many(practice, 6, "9", "3", close=False)  # running
    admit(practice)  # no session yet

    told = figures(practice)

    assert (told.started, told.closed, told.running, told.with_data) == (21, 15, 6, 11)
    assert reached(told) == ((4, 11), (4, 21))
    assert told.reached_of_closed is not None
    # 4 of 11, Wilson by hand.
    assert (told.reached_of_closed.low, told.reached_of_closed.high) == pytest.approx(
        (0.1517, 0.6462), abs=5e-5
    )
    assert told.median_sessions == 2  # 4 x 3, 8 x 2, 3 x 1 visits
    assert len(told.changes) == 11
    assert {(one.baseline, one.latest, one.status) for one in told.changes} == {
        (0.8, 0.4, Status.REACHED_THRESHOLD),
        (0.8, 0.7, Status.BETTER),
        (0.2, 0.0, Status.BETTER),
    }


def test_nine_courses_tell_nothing_and_ten_do(practice: Services) -> None:
    many(practice, 9, "8", "4")
    assert not figures(practice).is_enough
    assert figures(practice).reached_of_started is None
    assert figures(practice).completeness == ()

    many(practice, 1, "8", "4")
    assert reached(figures(practice)) == ((10, 10), (10, 10))


def test_what_was_entered_in_error_counts_nowhere(practice: Services) -> None:
    many(practice, 10, "8", "6")
    course = treated(practice, "8", "4", close=False)
    only = treated(practice, "5", close=False)
    for one, week in ((course, 5), (only, 0)):
        session = practice.courses.course_view(one).sessions[-1].id
        practice.sessions.record_side_effects(session, asked=True, effects=[BRUISE])
        practice.sessions.record_notes(session, "wrong patient")
        practice.signing.sign_session(session)
        practice.signing.mark_entered_in_error(session, "another patient's")
        practice.courses.close_course(one, closed=OPENED + timedelta(weeks=week + 1))

    told = figures(practice)

    # One course has one score left, the other no session: it was never started.
    assert (told.started, told.closed, told.with_data) == (11, 11, 10)
    assert told.effects_asked is None
    assert told.effects_unasked is not None
    assert told.effects_unasked.sessions == 21
    pain = completeness(told, "pain_7d")
    assert (pain.asked, pain.courses, pain.compared) == (21, 11, 10)


def test_archived_patients_count_and_merged_ones_count_once(practice: Services) -> None:
    many(practice, 10, "8", "4")
    kept, first = admit(practice)
    gone, second = admit(practice)
    for course in (first, second):
        visit(practice, course, once="8")
        visit(practice, course, 1, once="2")
        practice.courses.close_course(course, closed=OPENED + timedelta(weeks=1))
    before = figures(practice)
    practice.patients.archive_patient(kept)
    practice.mistakes.merge_patients(kept, gone)

    assert figures(practice) == before
    assert reached(before) == ((12, 12), (12, 12))


def test_an_imported_course_has_no_visits(practice: Services) -> None:
    many(practice, 10, "8", "6", "4")
    _, course = admit(practice)
    for week, pain in enumerate(("8", "2")):
        session = practice.sessions.start_session(
            course, took_place=OPENED + timedelta(weeks=week), kind=SessionKind.BETWEEN
        ).session_id
        practice.sessions.record_score(session, "pain_7d", pain)
    practice.courses.close_course(course, closed=OPENED + timedelta(weeks=2))

    told = figures(practice)

    assert (told.started, told.with_data) == (11, 11)
    assert told.median_sessions == 3
    assert told.effects_unasked is not None
    assert told.effects_unasked.sessions == 30


# Which measure and which baseline


def test_the_main_pain_is_that_of_the_course_page(practice: Services) -> None:
    many(practice, 9, "8", "8")
    with practice.work:
        _, course = admit(practice)  # never asked for the week: pain before treatment
        for week, (before, after) in enumerate((("9", "1"), ("6", "0"))):
            visit(practice, course, week, before=before, after=after)
        practice.courses.close_course(course, closed=OPENED + timedelta(weeks=2))
        _, course = admit(practice)  # asked for the week once: nothing else speaks for it
        visit(practice, course, once="6", before="9")
        visit(practice, course, 1, before="2")
        practice.courses.close_course(course, closed=OPENED + timedelta(weeks=2))

    told = figures(practice)

    assert (told.started, told.with_data) == (11, 10)
    assert told.changes[-1] == CourseChange(
        baseline=0.9, latest=0.6, status=Status.REACHED_THRESHOLD
    )


def test_millimetres_and_points_are_not_compared(practice: Services) -> None:
    many(practice, 10, "90 mm", "5")
    many(practice, 10, "90 mm", "5", "4")

    told = figures(practice)

    assert (told.closed, told.with_data) == (20, 10)
    assert {(one.baseline, one.latest) for one in told.changes} == {(0.5, 0.4)}
    assert completeness(told, "pain_7d").compared == 10


def test_the_baseline_rule_of_the_practice_holds(practice: Services) -> None:
    many(practice, 10, "9", "5", "4")
    assert reached(figures(practice))[0] == (10, 10)  # 9 to 4

    for rule, change in (
        (BaselineRule.MEAN_OF_TWO, (0.7, 0.4)),
        (BaselineRule.FIRST_SEVEN_DAYS, (0.9, 0.4)),
    ):
        before = practice.practice.practice()
        practice.practice.change_practice(replace(before, baseline_rule=rule))
        told = figures(practice)
        assert told.baseline_rule == rule
        assert {(one.baseline, one.latest) for one in told.changes} == {change}


def test_seven_days_against_seven_days(practice: Services) -> None:
    before = practice.practice.practice()
    practice.practice.change_practice(replace(before, baseline_rule=BaselineRule.FIRST_SEVEN_DAYS))
    days = (0, 2, 6, 21, 24, 27)
    pains = ("8", "7", "6", "5", "4", "3")
    with practice.work:
        for _ in range(10):
            _, course = admit(practice)
            for day, pain in zip(days, pains, strict=True):
                session = practice.sessions.start_session(
                    course, took_place=OPENED + timedelta(days=day)
                ).session_id
                practice.sessions.record_score(session, "pain_7d", pain)
            practice.courses.close_course(course, closed=OPENED + timedelta(weeks=4))
            short = treated(practice, "9")  # all within its first week
            assert practice.courses.course(short).closed

    told = figures(practice)

    assert (told.closed, told.with_data) == (20, 10)
    assert set(told.changes) == {
        CourseChange(baseline=0.7, latest=0.4, status=Status.REACHED_THRESHOLD)
    }


# Filters


def test_filters(practice: Services) -> None:
    young, old = date(1990, 1, 6), date(1950, 1, 6)
    many(practice, 10, "8", "4", birth_date=young, sex=Sex.FEMALE)
    many(practice, 10, "8", "7", birth_date=old, sex=Sex.MALE, condition="Spinal stenosis")
    many(practice, 10, "8", "2", opened=date(2025, 3, 3))

    def of(**limits: Any) -> tuple[int, int]:
        told = figures(practice, **limits)
        assert told.filter == PracticeFilter(**limits)
        share = told.reached_of_started
        return told.started, share.count if share else 0

    assert of() == (30, 20)
    assert of(condition="Sciatica") == (20, 20)
    assert of(condition="Spinal stenosis") == (10, 0)
    assert of(condition="spinal") == (0, 0)
    assert of(sex=Sex.FEMALE) == (10, 10)
    assert of(sex=Sex.MALE) == (10, 0)
    assert of(sex=Sex.OTHER) == (0, 0)
    assert of(opened_from=date(2025, 1, 7)) == (10, 10)
    assert of(opened_to=OPENED) == (20, 10)
    assert of(opened_from=OPENED, opened_to=OPENED) == (20, 10)
    assert of(age_from=35, age_to=35) == (10, 10)  # 35 on the day of opening
    assert of(age_to=34) == (0, 0)
    assert of(age_from=36, age_to=75) == (10, 0)
    assert of(age_from=0) == (20, 10)  # who has no birth date is left out
    assert of(age_from=30, sex=Sex.MALE, condition="Spinal stenosis") == (10, 0)
    assert of(age_from=30, sex=Sex.MALE, condition="Sciatica") == (0, 0)


def test_the_conditions_that_occur(practice: Services) -> None:
    many(practice, 2, "8", condition="Spinal stenosis")
    many(practice, 3, "8", condition="Frozen shoulder", close=False)
    many(practice, 2, "8", condition="Arthritis-related back pain")
    admit(practice, condition="Never begun")

    found = practice.practice_figures.list_conditions()

    assert [(one.condition, one.courses) for one in found] == [
        ("Frozen shoulder", 3),
        ("Arthritis-related back pain", 2),
        ("Spinal stenosis", 2),
    ]


# Side effects and completeness


def test_side_effects_count_once_a_session_and_kind(practice: Services) -> None:
    soreness = SideEffect(kind=SideEffectKind.SORENESS)
    with practice.work:
        for number in range(10):
            _, course = admit(practice)
            first = visit(practice, course, 0)
            practice.sessions.record_side_effects(first, asked=True)
            second = visit(practice, course, 1)
            visit(practice, course, 2)  # nobody asked
            if number < 4:
                for noticed in Noticed:  # the same kind at both moments
                    practice.sessions.record_side_effects(
                        second, asked=True, effects=[BRUISE], noticed=noticed
                    )
            elif number == 4:
                practice.sessions.record_side_effects(
                    second, asked=True, effects=[BRUISE, soreness], noticed=Noticed.SINCE
                )
            else:
                practice.sessions.record_side_effects(second, asked=True, noticed=Noticed.SINCE)
            between = practice.sessions.start_session(
                course, took_place=OPENED, kind=SessionKind.BETWEEN
            ).session_id
            practice.sessions.record_side_effects(between, asked=True, effects=[soreness])
        # Kept without the question, as an older record may hold it.
        practice.work.sessions.keep_side_effects(visit(practice, course, 3), [soreness])

    told = figures(practice)

    assert told.effects_asked is not None
    assert told.effects_unasked is not None
    assert (told.effects_asked.sessions, told.effects_asked.any.count) == (20, 5)
    assert [(one.kind, one.share.count) for one in told.effects_asked.kinds] == [
        (SideEffectKind.BRUISING, 5),
        (SideEffectKind.SORENESS, 1),
    ]
    # 5 of 20, Wilson by hand.
    bruising = told.effects_asked.kinds[0].share
    assert (bruising.low, bruising.share, bruising.high) == pytest.approx(
        (0.1119, 0.25, 0.4687), abs=5e-5
    )
    assert (told.effects_unasked.sessions, told.effects_unasked.any.count) == (11, 1)
    assert [one.kind for one in told.effects_unasked.kinds] == [SideEffectKind.SORENESS]


def test_completeness_names_what_was_due_and_not_asked(practice: Services) -> None:
    many(practice, 8, "8", "", "4")
    many(practice, 2, "8")
    many(practice, 1, "")

    told = figures(practice)

    pain = completeness(told, "pain_7d")
    assert (pain.asked, pain.missing) == (18, 9)  # 8 x 2 + 2 of 27 visits
    assert (pain.courses, pain.compared) == (10, 8)
    assert pain.share == pytest.approx(18 / 27)
    now = completeness(told, "pain_now")  # due before and after, at each of 27 visits
    assert (now.asked, now.missing, now.courses, now.compared) == (0, 54, 0, 0)
    assert now.share == 0


# As the page of each course says


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "practice"
    prepare_demo(folder, patients=80)
    luck = random.Random(4)
    with open_practice(folder) as services, services.work:
        for row in services.work._database.execute("SELECT id FROM courses ORDER BY id"):
            course, span = (
                services.courses.course(row["id"]),
                services.work.sessions.span(row["id"]),
            )
            if span is not None and luck.random() < 0.7 and course.is_open:
                services.courses.close_course(course.id, closed=span[1])
    return folder


@pytest.mark.parametrize("rule", list(BaselineRule))
def test_the_figures_are_those_of_the_course_pages(demo: Path, rule: BaselineRule) -> None:
    with open_practice(demo) as services:
        before = services.practice.practice()
        services.practice.change_practice(replace(before, baseline_rule=rule))
        told = figures(services)
        rows = database_of(services).execute("SELECT id FROM courses ORDER BY id").fetchall()
        views = [services.courses.course_view(row["id"]) for row in rows]
    views = [view for view in views if view.counted]
    closed = [view for view in views if not view.course.is_open]
    pains = [pain for view in closed if (pain := main_pain(view.progress)) is not None]
    changed = [pain for pain in pains if pain.change is not None]

    assert len(closed) >= 20
    assert (told.started, told.closed) == (len(views), len(closed))
    assert told.with_data == len(changed) >= 20
    hits = [pain for pain in changed if pain.status == Status.REACHED_THRESHOLD]
    assert len(hits) >= 3
    assert reached(told) == ((len(hits), len(changed)), (len(hits), len(views)))
    assert [one.status for one in told.changes] == [pain.status for pain in changed]
    for end in ("baseline", "latest"):
        assert [getattr(one, end) for one in told.changes] == pytest.approx(
            [float(getattr(pain, end)) / float(pain.scale.highest) for pain in changed]
        )
    assert told.median_sessions == median(len(visits(view.counted)) for view in closed)
    for place, rates in enumerate((told.effects_asked, told.effects_unasked)):
        of_pages = [view.effect_rates[place] for view in views]
        assert rates is not None
        assert rates.sessions == sum(one.sessions for one in of_pages) >= 10
        assert rates.any.count == sum(one.any.count for one in of_pages)
        assert rates.effects == sum(one.effects for one in of_pages)
    for measure in told.completeness:
        of_measure = [
            [one for one in view.progress if one.measure.code == measure.code] for view in views
        ]
        assert measure.asked == sum(one.asked for found in of_measure for one in found)
        assert measure.missing == sum(one.missing for found in of_measure for one in found)
        assert measure.courses == sum(any(one.asked for one in found) for found in of_measure)
        assert measure.compared == sum(
            any(one.asked > 1 and one.measure.compared for one in found) for found in of_measure
        )


# In slices


def test_slices_add_up_whatever_their_size(demo: Path) -> None:
    with open_practice(demo) as services:
        reader, queries = services.practice_figures, services.work.practice_figures
        for chosen in (PracticeFilter(), PracticeFilter(age_from=30, age_to=65)):
            whole = reader.view(chosen)
            assert whole.is_enough
            for most in (1, 30, 10_000):
                plan = queries.slices(chosen, most)
                parts = [reader.read_slice(chosen, part) for part in reversed(plan)]
                assert reader.figures(chosen, reversed(parts)) == whole
            assert len(plan) == 1
        each = queries.slices(PracticeFilter(), 1)
        assert len(each) == figures(services).started
        assert all(part.first == part.last for part in each)
        assert queries.slices(PracticeFilter(condition="nowhere"), 1) == ()
