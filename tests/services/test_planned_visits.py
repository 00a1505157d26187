"""The diary on a real practice; the clock stands on Monday, 2 March 2026, 9:30."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.points import PointSide
from acudesk.domain.practice import Practice
from acudesk.domain.session import SessionKind
from acudesk.domain.working_hours import WorkingHours
from tests.clock import FixedClock
from tests.data.support import database_of

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
POINTS = (NeedledPoint(code="BL23", side=PointSide.BOTH),)


def admit(services: Services, name: str = "Ann Lee", **course: object) -> tuple[int, int]:
    added = services.patients.admit_patient(
        Patient(display_name=name),
        Course(patient_id=0, condition="Sciatica", opened=MONDAY, **course),  # type: ignore[arg-type]
    )
    return added.patient_id, added.course_id


def plan(
    services: Services,
    patient: int,
    day: date = MONDAY,
    at: str = "10:00",
    *,
    course: int | None = None,
    minutes: int = 40,
) -> PlannedVisit:
    services.planned_visits.plan_visit(
        PlannedVisit(
            patient_id=patient,
            course_id=course,
            day=day,
            at=time.fromisoformat(at),
            minutes=minutes,
        )
    )
    return max(services.planned_visits.visits_between(day, day), key=lambda one: one.id)


def audited(services: Services, uid: str) -> list[str]:
    rows = database_of(services).execute(
        "SELECT action FROM audit WHERE subject = 'planned_visit' AND subject_uid = ? ORDER BY id",
        [uid],
    )
    return [row["action"] for row in rows.fetchall()]


def test_a_visit_is_planned_moved_marked_and_removed_and_all_of_it_is_audited(
    practice: Services,
) -> None:
    patient, course = admit(practice)

    visit = plan(practice, patient, course=course)
    practice.planned_visits.move_visit(visit.id, TUESDAY, time(11))
    practice.planned_visits.change_visit(
        replace(practice.planned_visits.visit(visit.id), note="side lying")
    )
    practice.planned_visits.mark_visit(visit.id, VisitState.CANCELLED)
    kept = practice.planned_visits.visit(visit.id)
    changes = practice.planned_visits.remove_visit(visit.id)

    assert (kept.day, kept.at, kept.note) == (TUESDAY, time(11), "side lying")
    assert kept.state == VisitState.CANCELLED
    assert (changes.patient_id, changes.course_id) == (patient, course)
    assert practice.planned_visits.visits_between(MONDAY, TUESDAY) == ()
    assert audited(practice, visit.uid) == ["create", "move", "change", "mark", "remove"]


def test_nothing_is_planned_in_the_past_but_what_has_just_begun_may_be(
    practice: Services,
) -> None:
    patient, _ = admit(practice)

    for day, at in ((MONDAY - timedelta(days=1), "10:00"), (MONDAY, "08:50")):
        with pytest.raises(DomainError, match="over"):
            plan(practice, patient, day, at)
    assert plan(practice, patient, MONDAY, "09:00").at == time(9)


def test_nothing_is_moved_into_the_past(practice: Services) -> None:
    patient, _ = admit(practice)
    visit = plan(practice, patient)

    with pytest.raises(DomainError, match="over"):
        practice.planned_visits.move_visit(visit.id, MONDAY - timedelta(days=3), time(10))

    assert practice.planned_visits.visit(visit.id) == visit


def test_an_old_visit_can_be_noted_on_without_moving_it(
    practice: Services, clock: FixedClock
) -> None:
    patient, _ = admit(practice)
    visit = plan(practice, patient)
    clock.move(days=2)

    practice.planned_visits.change_visit(replace(visit, note="did not call"))
    practice.planned_visits.mark_visit(visit.id, VisitState.MISSED)

    kept = practice.planned_visits.visit(visit.id)
    assert (kept.note, kept.state) == ("did not call", VisitState.MISSED)


def test_a_missed_visit_that_is_moved_is_planned_again(
    practice: Services, clock: FixedClock
) -> None:
    patient, _ = admit(practice)
    visit = plan(practice, patient)
    clock.move(days=1)
    practice.planned_visits.mark_visit(visit.id, VisitState.MISSED)

    practice.planned_visits.move_visit(visit.id, TUESDAY, time(15))

    assert practice.planned_visits.visit(visit.id).state == VisitState.PLANNED


@pytest.mark.parametrize("state", [VisitState.DONE, VisitState.MISSED])
def test_what_is_to_come_was_neither_done_nor_missed(practice: Services, state: VisitState) -> None:
    patient, _ = admit(practice)
    visit = plan(practice, patient, TUESDAY)

    with pytest.raises(DomainError, match="still to come"):
        practice.planned_visits.mark_visit(visit.id, state)


def test_an_archived_patient_and_a_closed_course_are_refused(practice: Services) -> None:
    patient, course = admit(practice)
    visit = plan(practice, patient, course=course)
    practice.courses.close_course(course)
    with pytest.raises(DomainError, match="closed"):
        plan(practice, patient, course=course)
    with pytest.raises(DomainError, match="closed"):
        practice.planned_visits.plan_series(course, MONDAY)
    with pytest.raises(DomainError, match="closed"):
        practice.planned_visits.begin_visit(visit.id)

    practice.patients.archive_patient(patient)
    with pytest.raises(DomainError, match="Ann Lee is not in the list"):
        plan(practice, patient)
    assert len(practice.planned_visits.visits_between(MONDAY, MONDAY)) == 1


def test_a_merged_patient_is_refused_and_their_visits_go_along(practice: Services) -> None:
    patient, course = admit(practice)
    other, _ = admit(practice, "Anne Lee")
    visit = plan(practice, patient, course=course)
    practice.mistakes.merge_patients(other, patient)

    with pytest.raises(DomainError, match="not in the list"):
        plan(practice, patient)
    assert practice.planned_visits.next_of_patient(other) == replace(visit, patient_id=other)


def test_a_course_of_somebody_else_is_refused(practice: Services) -> None:
    patient, _ = admit(practice)
    _, course = admit(practice, "Bo")

    with pytest.raises(DomainError, match="another patient's"):
        plan(practice, patient, course=course)


def test_overlaps_and_odd_hours_are_told_and_not_forbidden(practice: Services) -> None:
    ann, _ = admit(practice)
    bo, _ = admit(practice, "Bo")
    first = plan(practice, ann, at="10:00")
    over = PlannedVisit(patient_id=bo, day=MONDAY, at=time(10, 20))

    assert practice.planned_visits.notes_on(over) == (
        "Overlaps the visit of Ann Lee, 10:00 to 10:40.",
    )
    assert practice.planned_visits.notes_on(first) == ()
    assert practice.planned_visits.notes_on(replace(over, at=time(13, 30))) == (
        "Outside the working hours.",
    )
    assert practice.planned_visits.notes_on(replace(over, patient_id=ann, at=time(15))) == (
        "A second visit on this day, beside 10:00.",
    )
    practice.planned_visits.plan_visit(over)
    pairs = practice.planned_visits.clashes(MONDAY)
    assert [(one.patient_id, other.patient_id) for one, other in pairs] == [(ann, bo)]


def test_a_removal_a_mark_and_a_move_can_be_taken_back(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    visit = plan(practice, patient, course=course)
    clock.move(days=3)  # also once its time is over
    service = practice.planned_visits

    service.mark_visit(visit.id, VisitState.MISSED)
    service.put_back(visit)
    assert service.visit(visit.id) == visit
    service.move_visit(visit.id, MONDAY + timedelta(days=4), time(9))
    service.put_back(visit)
    assert service.visit(visit.id) == visit
    service.remove_visit(visit.id)
    service.put_back(visit)
    (back,) = service.visits_of_course(course)
    assert replace(back, id=visit.id) == visit
    assert audited(practice, visit.uid)[-2:] == ["remove", "put_back"]


def test_the_next_visit_of_a_patient_is_the_first_that_is_not_over(
    practice: Services, clock: FixedClock
) -> None:
    patient, _ = admit(practice)
    plan(practice, patient, MONDAY, "09:30")
    later = plan(practice, patient, TUESDAY)
    clock.move(hours=1)

    assert practice.planned_visits.next_of_patient(patient) == later
    practice.planned_visits.mark_visit(later.id, VisitState.CANCELLED)
    assert practice.planned_visits.next_of_patient(patient) is None


# Series


def test_a_course_plans_what_is_left_of_it_at_its_frequency(practice: Services) -> None:
    patient, course = admit(practice, planned_sessions=5, per_week=Decimal(2))
    practice.sessions.start_session(course)
    plan(practice, patient, TUESDAY, "15:00", course=course)

    preview = practice.planned_visits.preview_series(course, date(2026, 3, 4))
    practice.planned_visits.plan_series(course, date(2026, 3, 4))

    assert (preview.done, preview.planned, preview.patient_name) == (1, 1, "Ann Lee")
    planned = practice.planned_visits.visits_of_course(course)
    # Wednesday; the Saturday after it gives way to Friday; Wednesday. At the time of the one
    # that was in the diary.
    assert [(one.day.day, one.at) for one in planned] == [
        (3, time(15)),
        (4, time(15)),
        (6, time(15)),
        (11, time(15)),
    ]
    assert [slot.day.day for slot in preview.slots] == [4, 6, 11]
    with pytest.raises(DomainError, match="All 5 planned sessions"):
        practice.planned_visits.plan_series(course, date(2026, 3, 4))
    practice.planned_visits.plan_series(course, date(2026, 3, 16), count=1)
    assert len(practice.planned_visits.visits_of_course(course)) == 5


def test_a_series_fits_between_the_visits_of_others(practice: Services) -> None:
    practice.practice.change_practice(
        Practice(
            working_hours=WorkingHours(days=(((time(9), time(11)),),) + ((),) * 6),
            visit_minutes=60,
        )
    )
    ann, _ = admit(practice)
    _, course = admit(practice, "Bo", planned_sessions=2)
    plan(practice, ann, date(2026, 3, 9), "09:00", minutes=60)

    practice.planned_visits.plan_series(course, TUESDAY, time(9))

    assert [
        (one.day, one.at, one.minutes) for one in practice.planned_visits.visits_of_course(course)
    ] == [(date(2026, 3, 9), time(10), 60), (date(2026, 3, 16), time(9), 60)]
    assert practice.planned_visits.clashes(date(2026, 3, 9)) == ()


def test_a_series_of_today_begins_after_now_and_none_in_the_past(practice: Services) -> None:
    _, course = admit(practice)

    plan_today = practice.planned_visits.preview_series(course, MONDAY, time(9), 1)

    assert plan_today.slots[0].begins == datetime(2026, 3, 2, 9, 30)
    with pytest.raises(DomainError, match="over"):
        practice.planned_visits.plan_series(course, MONDAY - timedelta(days=1))


def test_a_series_without_room_writes_nothing(practice: Services) -> None:
    practice.practice.change_practice(Practice(working_hours=WorkingHours(days=((),) * 7)))
    _, course = admit(practice)

    with pytest.raises(DomainError, match="working hours"):
        practice.planned_visits.plan_series(course, MONDAY)

    assert practice.planned_visits.visits_of_course(course) == ()


def test_a_series_goes_on_from_the_last_visit_at_the_frequency_of_the_course(
    practice: Services,
) -> None:
    patient, course = admit(practice, per_week=Decimal(2))
    assert practice.planned_visits.series_start(course) == MONDAY

    practice.sessions.start_session(course, took_place=MONDAY - timedelta(days=30))
    assert practice.planned_visits.series_start(course) == MONDAY
    practice.sessions.start_session(course)
    assert practice.planned_visits.series_start(course) == MONDAY + timedelta(days=3)
    plan(practice, patient, MONDAY + timedelta(days=8))
    assert practice.planned_visits.series_start(course) == MONDAY + timedelta(days=11)


def test_keys_move_a_visit_along_the_grid(practice: Services) -> None:
    patient, _ = admit(practice)
    visit = plan(practice, patient, at="10:05")

    practice.planned_visits.shift_visit(visit.id, steps=1)
    practice.planned_visits.shift_visit(visit.id, days=2, steps=1)

    kept = practice.planned_visits.visit(visit.id)
    assert (kept.day, kept.at) == (MONDAY + timedelta(days=2), time(10, 30))


def test_a_free_time_is_offered_on_the_day_or_the_next(practice: Services) -> None:
    patient, _ = admit(practice)
    plan(practice, patient, MONDAY, "09:30", minutes=210)

    assert practice.planned_visits.free_slot(MONDAY).begins == datetime(2026, 3, 2, 14)
    saturday = date(2026, 3, 7)
    assert practice.planned_visits.free_slot(saturday, time(15)).begins == datetime(2026, 3, 9, 15)


# From the diary into the session


def test_a_visit_begins_as_the_draft_of_today_with_the_points_of_last_time(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    before = practice.sessions.start_session(course).session_id
    practice.treatments.record_points(before, POINTS)
    clock.move(days=7)
    visit = plan(practice, patient, clock.today, "10:00")

    begun = practice.planned_visits.begin_visit(visit.id)

    session = practice.sessions.session(begun.session_id)
    assert (session.took_place, session.at, session.number) == (clock.today, time(9, 30), 2)
    assert [(point.code, point.carried_over) for point in session.points] == [("BL23", True)]
    kept = practice.planned_visits.visit(visit.id)
    assert (kept.state, kept.session_id, kept.course_id) == (
        VisitState.DONE,
        session.id,
        course,
    )
    assert practice.planned_visits.begin_visit(visit.id) == begun


def test_a_visit_that_became_a_session_stays_where_it_is(practice: Services) -> None:
    patient, course = admit(practice)
    visit = plan(practice, patient, course=course)
    practice.planned_visits.begin_visit(visit.id)
    service = practice.planned_visits

    for write in (
        lambda: service.mark_visit(visit.id, VisitState.MISSED),
        lambda: service.move_visit(visit.id, TUESDAY, time(10)),
        lambda: service.remove_visit(visit.id),
        lambda: service.put_back(visit),
    ):
        with pytest.raises(DomainError, match="became a session"):
            write()
    service.change_visit(replace(service.visit(visit.id), note="late"))
    assert service.visit(visit.id).note == "late"


def test_a_session_that_began_without_the_diary_is_taken_for_the_visit(
    practice: Services,
) -> None:
    patient, course = admit(practice)
    visit = plan(practice, patient, course=course)
    walked_in = practice.sessions.start_session(course).session_id

    assert practice.planned_visits.begin_visit(visit.id).session_id == walked_in
    second = plan(practice, patient, at="16:00", course=course)
    assert practice.planned_visits.begin_visit(second.id).session_id != walked_in


def test_a_session_that_begins_beside_the_diary_takes_up_the_visit_of_its_day(
    practice: Services,
) -> None:
    patient, course = admit(practice)
    tomorrow = plan(practice, patient, TUESDAY)
    visit, later = plan(practice, patient, at="11:00"), plan(practice, patient, at="15:00")
    session = practice.sessions.start_session(course).session_id

    practice.planned_visits.take_up(session)
    practice.planned_visits.take_up(session)

    stored = {one.id: one for one in practice.planned_visits.visits_between(MONDAY, TUESDAY)}
    assert (stored[visit.id].state, stored[visit.id].session_id) == (VisitState.DONE, session)
    assert stored[visit.id].course_id == course
    assert stored[later.id] == later
    assert stored[tomorrow.id] == tomorrow
    assert audited(practice, visit.uid) == ["create", "begin"]


def test_a_session_entered_in_error_takes_up_no_visit(practice: Services) -> None:
    patient, course = admit(practice)
    session = practice.sessions.start_session(course).session_id
    practice.sessions.record_notes(session, "of somebody else")
    practice.signing.sign_session(session)
    practice.signing.mark_entered_in_error(session, "another patient's")
    visit = plan(practice, patient, at="11:00", course=course)
    practice.planned_visits.take_up(session)
    assert practice.planned_visits.visit(visit.id) == visit
    assert practice.planned_visits.begin_visit(visit.id).session_id != session


def test_an_entry_between_visits_and_a_cancelled_visit_are_left_alone(practice: Services) -> None:
    patient, course = admit(practice)
    visit = plan(practice, patient, at="11:00")
    entry = practice.sessions.start_session(course, kind=SessionKind.BETWEEN).session_id
    practice.planned_visits.take_up(entry)
    practice.planned_visits.mark_visit(visit.id, VisitState.CANCELLED)
    session = practice.sessions.start_session(course).session_id
    practice.planned_visits.take_up(session)
    (stored,) = practice.planned_visits.visits_between(MONDAY, MONDAY)
    assert (stored.state, stored.session_id) == (VisitState.CANCELLED, None)


def test_a_visit_of_yesterday_is_entered_for_yesterday_and_one_of_tomorrow_is_not_begun(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    visit = plan(practice, patient, course=course)
    ahead = plan(practice, patient, MONDAY + timedelta(days=2), course=course)
    clock.move(days=1)

    begun = practice.planned_visits.begin_visit(visit.id)

    session = practice.sessions.session(begun.session_id)
    assert (session.took_place, session.at) == (MONDAY, time(10))
    with pytest.raises(DomainError, match="Move it to today"):
        practice.planned_visits.begin_visit(ahead.id)


def test_without_an_open_course_nothing_begins(practice: Services) -> None:
    patient = practice.patients.add_patient(Patient(display_name="Ann")).patient_id
    visit = plan(practice, patient)

    with pytest.raises(DomainError, match="no open course") as refused:
        practice.planned_visits.begin_visit(visit.id)

    assert refused.value.field == "course"
    assert practice.planned_visits.visit(visit.id) == visit


def test_a_session_that_is_thrown_away_leaves_its_visit_planned(practice: Services) -> None:
    patient, course = admit(practice)
    visit = plan(practice, patient, course=course)
    session = practice.planned_visits.begin_visit(visit.id).session_id

    practice.sessions.discard_session(session)

    kept = practice.planned_visits.visit(visit.id)
    assert (kept.state, kept.session_id) == (VisitState.PLANNED, None)


def test_what_is_not_in_the_diary_is_said_so(practice: Services) -> None:
    for write in (
        practice.planned_visits.remove_visit,
        practice.planned_visits.begin_visit,
        practice.planned_visits.visit,
    ):
        with pytest.raises(NotFoundError, match="not in the diary"):
            write(77)
