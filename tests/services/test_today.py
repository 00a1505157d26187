"""The first page on a real practice; the clock stands on Monday, 2 March 2026, 9:30."""

from dataclasses import replace
from datetime import date, time, timedelta

from acudesk.bootstrap import Services
from acudesk.domain.course import Course, Outcome, Side
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.points import PointSide
from acudesk.domain.review import ReviewCause
from acudesk.domain.screening import Consent, Screening
from acudesk.domain.side_effects import FollowUp, Noticed, SideEffect, SideEffectKind
from acudesk.domain.today import TodayView, VisitLine, effect_words
from tests.clock import FixedClock

MONDAY = date(2026, 3, 2)
POINTS = (
    NeedledPoint(code="BL23", side=PointSide.BOTH),
    NeedledPoint(code="GV3", side=PointSide.MIDLINE),
)


def admit(services: Services, name: str = "Ann Lee", **course: object) -> tuple[int, int]:
    added = services.patients.admit_patient(
        Patient(display_name=name, alerts=f"alert of {name}"),
        Course(patient_id=0, condition="Sciatica", side=Side.LEFT, opened=MONDAY, **course),  # type: ignore[arg-type]
    )
    return added.patient_id, added.course_id


def plan(services: Services, patient: int, day: date = MONDAY, at: str = "10:00") -> PlannedVisit:
    services.planned_visits.plan_visit(
        PlannedVisit(patient_id=patient, day=day, at=time.fromisoformat(at))
    )
    return max(services.planned_visits.visits_between(day, day), key=lambda one: one.id)


def treat(services: Services, course: int, day: date | None = None) -> int:
    return services.sessions.start_session(course, took_place=day).session_id


def view(services: Services, day: date | None = None) -> TodayView:
    now = services.clock.now()
    return services.today.view(day or now.date(), now)


def only(services: Services, day: date | None = None) -> VisitLine:
    (line,) = view(services, day).visits
    return line


def test_an_empty_practice_has_an_empty_day(practice: Services) -> None:
    seen = view(practice)

    assert (seen.visits, seen.next_visit, seen.unsigned, seen.quiet) == ((), None, (), ())


def test_a_first_visit_says_who_what_and_what_is_missing(practice: Services) -> None:
    patient, course = admit(practice)
    visit = plan(practice, patient)

    line = only(practice)

    assert (line.visit, line.course_id) == (visit, course)
    assert (line.patient_name, line.chart_number) == ("Ann Lee", "0001")
    assert (line.condition, line.alerts) == ("Sciatica, left", "alert of Ann Lee")
    assert (line.number, line.planned_sessions, line.is_review) == (1, 10, False)
    assert (line.points, line.effects, line.questions, line.overdue) == ("", (), (), ())
    assert (line.screening_missing, line.consent_missing) == (True, True)


def test_what_was_screened_and_agreed_to_is_not_missing(practice: Services) -> None:
    patient, _ = admit(practice)
    plan(practice, patient)
    now = practice.clock.now()
    with practice.work as work:
        work.safety.add_screening(Screening(uid="a" * 32, patient_id=patient, at=now))
        consent = work.safety.add_consent(
            Consent(uid="b" * 32, patient_id=patient, given_on=MONDAY), now
        )

    assert (only(practice).screening_missing, only(practice).consent_missing) == (False, False)
    with practice.work as work:
        work.safety.withdraw_consent(consent, MONDAY)
    assert only(practice).consent_missing


def test_last_points_open_side_effects_and_questions_come_from_the_visits_before(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    first = treat(practice, course)
    practice.treatments.record_points(first, POINTS)
    practice.sessions.record_side_effects(
        first,
        asked=True,
        effects=[
            SideEffect(kind=SideEffectKind.BRUISING),
            SideEffect(kind=SideEffectKind.FATIGUE),
        ],
    )
    practice.sessions.record_notes(first, "Old question?")
    clock.move(days=7)
    second = treat(practice, course)
    practice.treatments.record_follow_ups(
        second,
        [
            FollowUp(
                about=practice.sessions.session(first).uid,
                kind=SideEffectKind.FATIGUE,
                noticed=Noticed.DURING,
                gone=True,
            )
        ],
    )
    practice.sessions.record_notes(second, "Slept well.\nTravel next week?\n走路多久？\nEnd.")
    clock.move(days=7)
    plan(practice, patient, clock.today)

    line = only(practice)

    assert line.number == 3
    # The second visit has no points: the last that has is shown, with its day.
    assert (line.points, line.points_day) == ("BL23 L+R, GV3", MONDAY)
    (effect,) = line.effects
    assert effect_words(effect, clock.today) == "Bruising, 2 Mar"
    assert line.questions == ("Travel next week?", "走路多久？")
    assert line.questions_day == MONDAY + timedelta(days=7)


def test_a_visit_that_became_a_session_shows_what_was_before_it(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    practice.treatments.record_points(treat(practice, course), POINTS)
    clock.move(days=7)
    visit = plan(practice, patient, clock.today)
    session = practice.planned_visits.begin_visit(visit.id).session_id
    practice.treatments.record_points(session, POINTS[:1])

    line = only(practice)

    assert (line.number, line.points) == (2, "BL23 L+R, GV3")
    assert line.visit.state == VisitState.DONE


def test_what_was_entered_in_error_counts_nowhere(practice: Services, clock: FixedClock) -> None:
    patient, course = admit(practice)
    for number in range(4):
        session = treat(practice, course)
        practice.sessions.record_notes(session, f"Question {number}?")
        clock.move(days=7)
    practice.signing.sign_session(session)
    practice.signing.mark_entered_in_error(session, "another patient")
    plan(practice, patient, clock.today)

    seen = view(practice)

    (line,) = seen.visits
    assert (line.number, line.is_review, line.questions) == (4, True, ("Question 2?",))
    assert len(seen.unsigned) == 3
    assert [(one.due.number, one.is_next) for one in seen.reviews] == [(4, True)]


def test_visits_ahead_in_the_diary_count_towards_the_number(practice: Services) -> None:
    patient, course = admit(practice, planned_sessions=3)
    treat(practice, course)
    for ahead in (1, 3, 5):
        plan(practice, patient, MONDAY + timedelta(days=ahead))
    cancelled = plan(practice, patient, MONDAY + timedelta(days=2))
    practice.planned_visits.mark_visit(cancelled.id, VisitState.CANCELLED)

    numbers = {
        ahead: (line.number, line.is_review)
        for ahead in (1, 2, 3, 5)
        for line in view(practice, MONDAY + timedelta(days=ahead)).visits
    }

    assert numbers == {1: (2, False), 2: (None, False), 3: (3, True), 5: (4, True)}


def test_a_measure_due_at_the_first_visit_is_overdue_until_it_is_answered(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    first = treat(practice, course)
    assert {key.measure for key in practice.sessions.session(first).due} >= {"rmdq", "pain_7d"}
    clock.move(days=7)
    second = treat(practice, course)
    clock.move(days=7)
    plan(practice, patient, clock.today)

    name = practice.measures.measure("rmdq").short_name
    # Pain is due at every visit: it is asked anyway.
    assert only(practice).overdue == (name,)
    practice.sessions.record_score(second, "rmdq", "9")
    assert only(practice).overdue == ()
    practice.sessions.record_score(second, "rmdq", "")
    practice.measures.choose_measure("rmdq", asked=False)
    assert only(practice).overdue == ()


def test_the_next_visit_is_the_first_that_is_not_over_else_the_earliest_left(
    practice: Services, clock: FixedClock
) -> None:
    patient, _ = admit(practice)
    early = plan(practice, patient, at="09:30")
    later = plan(practice, patient, at="11:00")

    def next_key() -> int | None:
        found = view(practice).next_visit
        return found.visit.id if found else None

    assert next_key() == early.id
    clock.move(minutes=39)
    assert next_key() == early.id
    clock.move(minutes=1)
    assert next_key() == later.id
    clock.move(hours=6)
    assert next_key() == early.id
    for visit in (early, later):
        practice.planned_visits.mark_visit(visit.id, VisitState.MISSED)
    assert next_key() is None


def test_clashes_are_marked_on_both(practice: Services) -> None:
    ann, _ = admit(practice)
    bo, _ = admit(practice, "Bo")
    plan(practice, ann, at="10:00")
    plan(practice, bo, at="10:30")
    plan(practice, ann, at="12:00")

    assert [line.clashes for line in view(practice).visits] == [True, True, False]
    week = practice.today.week(MONDAY + timedelta(days=6))
    assert [(line.patient_name, line.clashes) for line in week.lines] == [
        ("Ann Lee", True),
        ("Bo", True),
        ("Ann Lee", False),
    ]


def test_unsigned_visits_are_listed_the_oldest_first_with_their_number(
    practice: Services,
) -> None:
    patient, course = admit(practice)
    days = [MONDAY, MONDAY - timedelta(days=7), MONDAY - timedelta(days=3)]
    sessions = [treat(practice, course, day) for day in days]
    practice.sessions.record_notes(sessions[2], "Better.")
    practice.signing.sign_session(sessions[2])

    seen = view(practice)

    assert [(one.session_id, one.number, one.day) for one in seen.unsigned] == [
        (sessions[1], 1, days[1]),
        (sessions[0], 3, days[0]),
    ]
    assert (seen.unsigned[0].patient_id, seen.unsigned_count) == (patient, 2)


def test_only_fifty_unsigned_are_listed_and_all_are_counted(practice: Services) -> None:
    _, course = admit(practice)
    for ahead in range(53):
        treat(practice, course, MONDAY - timedelta(days=ahead))

    seen = view(practice)

    assert (len(seen.unsigned), seen.unsigned_count) == (50, 53)
    assert seen.unsigned[0].day == MONDAY - timedelta(days=52)


def reviews(services: Services) -> dict[str, tuple[ReviewCause, int, bool]]:
    """By patient what asks for a review, at which session, and whether that comes next."""
    return {
        one.course.patient_name: (one.due.cause, one.due.number, one.is_next)
        for one in view(services).reviews
    }


def course_of(services: Services, name: str, visits: int, pain: str = "", **about: object) -> int:
    """A course with so many visits, the last of them today, each with the same pain."""
    _, course = admit(services, name, **about)
    for number in range(visits):
        session = treat(services, course, MONDAY - timedelta(days=number))
        if pain:
            services.sessions.record_score(session, "pain_7d", pain)
    return course


def test_reviews_are_due_until_one_was_made_or_come_with_the_next_session(
    practice: Services,
) -> None:
    for name, visits in (("Second", 2), ("Third", 3), ("Fourth", 4), ("Fifth", 5), ("Ninth", 9)):
        course_of(practice, name, visits)
    course_of(practice, "Tenth", 10)

    # 10 are planned; what fell due later settles what fell due before.
    assert reviews(practice) == {
        "Third": (ReviewCause.SESSION, 4, True),
        "Fourth": (ReviewCause.SESSION, 4, False),
        "Fifth": (ReviewCause.SESSION, 4, False),
        "Ninth": (ReviewCause.SESSION, 8, False),
        "Tenth": (ReviewCause.LAST_PLANNED, 10, False),
    }


def test_a_review_that_was_made_is_no_longer_due(practice: Services) -> None:
    fourth, fifth = course_of(practice, "Fourth", 4), course_of(practice, "Fifth", 5)
    practice.reviews.continue_course(fourth)
    practice.reviews.adjust_course(fifth, changes="Other points", more=1)

    # The second plans 6 now, so that the coming session is its last.
    assert reviews(practice) == {"Fifth": (ReviewCause.LAST_PLANNED, 6, True)}
    (made,) = practice.reviews.reviews_of(fourth)
    practice.reviews.take_back(made.id)
    assert reviews(practice)["Fourth"] == (ReviewCause.SESSION, 4, False)


def test_the_first_page_names_the_same_review_as_the_course(practice: Services) -> None:
    courses = [
        course_of(practice, f"{visits} {pain}", visits, pain)
        for visits in (1, 3, 4, 5, 6, 7, 8, 10, 12)
        for pain in ("", "6")
    ]
    for course in courses[4:14:3]:
        practice.reviews.continue_course(course)

    seen = {one.course.course_id: one.due for one in view(practice).reviews if not one.is_next}
    of_course = {course: practice.courses.course_view(course).review_due for course in courses}

    assert seen == {course: due for course, due in of_course.items() if due is not None}
    assert ReviewCause.NO_GAIN in {due.cause for due in seen.values()}


def test_a_course_without_a_gain_after_six_visits_asks_for_a_review(practice: Services) -> None:
    settings = practice.practice.practice()
    practice.practice.change_practice(replace(settings, review_sessions=()))
    same = course_of(practice, "Same", 6, "6")
    course_of(practice, "Early", 5, "6")
    course_of(practice, "Unscored", 6)
    better = course_of(practice, "Better", 6, "6")
    first = practice.courses.course_view(better).sessions[0]
    practice.sessions.record_score(first.id, "pain_7d", "9")

    assert reviews(practice) == {"Same": (ReviewCause.NO_GAIN, 6, False)}
    practice.reviews.continue_course(same)
    assert reviews(practice) == {}
    settings = practice.practice.practice()
    practice.practice.change_practice(replace(settings, no_gain_visits=5))
    assert reviews(practice) == {"Early": (ReviewCause.NO_GAIN, 5, False)}


def test_a_visit_is_no_review_once_that_was_made(practice: Services) -> None:
    patient, course = admit(practice)
    for number in range(3):
        treat(practice, course, MONDAY - timedelta(days=7 * (number + 1)))
    visit = plan(practice, patient)
    assert (only(practice).number, only(practice).is_review) == (4, True)
    practice.planned_visits.begin_visit(visit.id)
    assert only(practice).is_review
    practice.reviews.continue_course(course)
    assert (only(practice).number, only(practice).is_review) == (4, False)


def test_a_course_not_seen_for_sixty_days_asks_for_no_review(
    practice: Services, clock: FixedClock
) -> None:
    _, course = admit(practice)
    for number in range(3):
        treat(practice, course, MONDAY - timedelta(days=number))

    clock.move(days=60)
    assert len(view(practice).reviews) == 1
    clock.move(days=1)
    assert view(practice).reviews == ()


def test_a_course_goes_quiet_after_three_weeks_and_is_given_up_after_120_days(
    practice: Services, clock: FixedClock
) -> None:
    _, course = admit(practice)
    treat(practice, course)

    counts: dict[int, int] = {}
    for days in (20, 21, 120, 121):
        clock.move(days=days - max(counts, default=0))
        counts[days] = view(practice).quiet_count
    assert counts == {20: 0, 21: 1, 120: 1, 121: 0}


def test_a_planned_visit_another_visit_or_a_close_ends_the_quiet(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    treat(practice, course)
    clock.move(days=30)
    assert [one.course_id for one in view(practice).quiet] == [course]

    visit = plan(practice, patient, clock.today + timedelta(days=2))
    assert view(practice).quiet == ()
    practice.planned_visits.mark_visit(visit.id, VisitState.CANCELLED)
    assert len(view(practice).quiet) == 1
    practice.courses.close_course(course, outcome=Outcome.STOPPED)
    assert view(practice).quiet == ()


def test_archived_and_merged_patients_are_left_out(practice: Services, clock: FixedClock) -> None:
    ann, course = admit(practice)
    bo, _ = admit(practice, "Bo")
    for number in range(3):
        treat(practice, course, MONDAY - timedelta(days=number))
    plan(practice, ann)

    practice.patients.archive_patient(ann)
    seen = view(practice)
    assert (seen.visits, seen.unsigned, seen.unsigned_count, seen.reviews) == ((), (), 0, ())
    practice.patients.restore_patient(ann)
    practice.mistakes.merge_patients(bo, ann)
    seen = view(practice)
    # Everything moved to the record that stays.
    assert {line.patient_name for line in seen.visits} == {"Bo"}
    assert {line.patient_name for line in seen.unsigned} == {"Bo"}
