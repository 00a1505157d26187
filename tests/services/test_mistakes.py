"""What stands at the wrong place is put right, and every step has its way back."""

import io
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.ratings import RatingPlan, parse_measure_column
from acudesk.domain.session import Session
from acudesk.domain.treatment import Treatment
from acudesk.services.imports import RefusedRowsError
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import OPENED, admit, audit, full, noted, screened, visit


def courses(services: Services, patient: int) -> list[int]:
    return [one.id for one in services.courses.courses_of(patient)]


def listed(services: Services) -> set[int]:
    return {row.id for row in services.patients.list_patients()}


def planned(services: Services, patient: int, course: int | None, day: int = 5) -> None:
    services.planned_visits.plan_visit(
        PlannedVisit(patient_id=patient, course_id=course, day=date(2026, 3, day), at=time(10, 0))
    )


def diary(services: Services) -> list[tuple[int, int]]:
    """Who comes on which day of March."""
    visits = services.planned_visits.visits_between(date(2026, 3, 1), date(2026, 3, 31))
    return [(one.patient_id, one.day.day) for one in visits]


# A draft at the wrong place


def test_a_draft_moves_to_another_course_of_the_same_patient_with_all_of_it(
    practice: Services,
) -> None:
    session = full(practice)
    before = practice.sessions.session(session)
    other = practice.courses.open_course(
        Course(patient_id=before.patient_id, condition="Neck pain", opened=OPENED)
    ).course_id
    changes = practice.mistakes.move_draft(session, other)

    now = practice.sessions.session(session)
    assert replace(now, course_id=before.course_id, number=before.number) == before
    assert now.number == 1
    assert changes.courses == {before.course_id, other}
    assert audit(practice)[-1] == ("move", "session")


def test_at_another_patient_what_rests_on_the_first_ones_record_stays_behind(
    practice: Services,
) -> None:
    session = full(practice)
    before = practice.sessions.session(session)
    bob, other = admit(practice, "Bob")
    practice.mistakes.move_draft(session, other)

    now = practice.sessions.session(session)
    assert now.patient_id == bob
    assert now == replace(
        before,
        patient_id=bob,
        course_id=other,
        number=1,
        follow_ups=(),
        overrides=(),
        treatment=replace(before.treatment, health_confirmed_at=None, screening=""),
    )
    practice.drafts.undo(session)
    assert practice.sessions.session(session) == before


def test_an_unconfirmed_prescription_is_not_carried_to_another_patient(
    practice: Services,
) -> None:
    before = full(practice)
    course = practice.sessions.session(before).course_id
    session = visit(practice, course)
    practice.treatments.carry_over(session)
    practice.sessions.record_notes(session, "x")
    carried = practice.sessions.session(session)
    assert carried.treatment.needle_lot == "L-17"
    practice.mistakes.move_draft(session, admit(practice, "Bob")[1])

    now = practice.sessions.session(session)
    assert (now.points, now.treatment, now.notes) == ((), Treatment(), "x")
    practice.drafts.undo(session)
    assert practice.sessions.session(session) == carried


def test_a_move_before_the_opening_moves_the_opening(practice: Services) -> None:
    _, course = admit(practice)
    _, other = admit(practice, "Bob", opened=date(2026, 3, 1))
    session = visit(practice, course, date(2026, 2, 1))
    practice.mistakes.move_draft(session, other)

    assert practice.courses.course(other).opened == date(2026, 2, 1)
    assert audit(practice)[-2:] == [("change", "course"), ("move", "session")]


def test_both_patients_were_last_seen_by_what_they_have_now(practice: Services) -> None:
    ann, course = admit(practice)
    bob, other = admit(practice, "Bob")
    visit(practice, other, date(2026, 2, 1))
    session = visit(practice, course, date(2026, 2, 20))

    def seen() -> dict[int, str]:
        return {row.id: row.last_seen for row in practice.patients.list_patients()}

    assert seen() == {ann: "2026-02-20T00:00", bob: "2026-02-01T00:00"}
    practice.mistakes.move_draft(session, other)
    assert seen() == {ann: "2026-03-02T09:30", bob: "2026-02-20T00:00"}  # Ann: added only
    practice.drafts.undo(session)
    assert seen() == {ann: "2026-02-20T00:00", bob: "2026-02-01T00:00"}


@pytest.mark.parametrize("same_patient", [True, False])
def test_the_diary_follows_a_draft(practice: Services, same_patient: bool) -> None:
    ann, course = admit(practice)
    practice.courses.open_course(Course(patient_id=ann, condition="Neck pain", opened=OPENED))
    other = courses(practice, ann)[-1] if same_patient else admit(practice, "Bob")[1]
    planned(practice, ann, course, 2)
    (made,) = practice.planned_visits.visits_of_course(course)
    session = practice.planned_visits.begin_visit(made.id).session_id
    practice.mistakes.move_draft(session, other)

    now = practice.planned_visits.visit(made.id)
    if same_patient:
        assert (now.course_id, now.session_id, now.state) == (other, session, VisitState.DONE)
    else:
        assert (now.course_id, now.session_id, now.state) == (course, None, VisitState.PLANNED)


def test_what_cannot_move_is_a_sentence(practice: Services) -> None:
    session = noted(practice)
    before = practice.sessions.session(session)
    _, closed = admit(practice, "Bob")
    practice.courses.close_course(closed)
    assert not practice.mistakes.move_draft(session, before.course_id).sessions
    with pytest.raises(DomainError, match="closed"):
        practice.mistakes.move_draft(session, closed)
    with pytest.raises(NotFoundError):
        practice.mistakes.move_draft(session, 99)
    assert practice.sessions.session(session) == before


# What a planned visit became


def begun(services: Services) -> tuple[int, int]:
    """A planned visit of today and the session that it became."""
    patient, course = admit(services)
    planned(services, patient, course, 2)
    (made,) = services.planned_visits.visits_of_course(course)
    return made.id, services.planned_visits.begin_visit(made.id).session_id


def test_a_discarded_draft_gives_its_planned_visit_back(practice: Services) -> None:
    made, session = begun(practice)
    practice.sessions.discard_session(session)

    now = practice.planned_visits.visit(made)
    assert (now.state, now.session_id) == (VisitState.PLANNED, None)
    assert audit(practice)[-2:] == [("change", "planned_visit"), ("discard", "session")]


def test_a_session_entered_in_error_gives_its_planned_visit_back(practice: Services) -> None:
    made, session = begun(practice)
    practice.sessions.record_notes(session, "x")
    practice.signing.sign_session(session)
    practice.signing.mark_entered_in_error(session, "was Bob")

    now = practice.planned_visits.visit(made)
    assert (now.state, now.session_id) == (VisitState.PLANNED, None)
    again = practice.planned_visits.begin_visit(made).session_id
    assert again != session
    assert practice.sessions.session(again).number == 1


# Two records of one patient


def record(services: Services, name: str) -> tuple[int, int, int]:
    """A patient with a signed session, a draft, a screening, a consent and a planned visit."""
    patient, course = admit(services, name)
    screened(services, patient)
    services.safety.give_consent(patient, date(2026, 1, 5), "text")
    session = visit(services, course, date(2026, 2, 1))
    services.sessions.record_notes(session, "x")
    services.signing.sign_session(session)
    draft = visit(services, course, date(2026, 2, 8))
    services.sessions.record_notes(draft, "y")
    planned(services, patient, course, 4 + patient)
    return patient, course, session


def whole(services: Services, patient: int) -> dict[str, Any]:
    """Everything that belongs to a patient."""
    return {
        "courses": services.courses.courses_of(patient),
        "sessions": [
            one
            for course in courses(services, patient)
            for one in services.courses.course_view(course).sessions
        ],
        "screenings": services.safety.screenings(patient),
        "consents": services.safety.consents(patient),
        "diary": [day for one, day in diary(services) if one == patient],
    }


def without_owner(things: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [replace(one, patient_id=0) if hasattr(one, "patient_id") else one for one in values]
        for name, values in things.items()
    }


def test_a_merge_moves_everything_and_its_undo_moves_it_back(practice: Services) -> None:
    kept, _, _ = record(practice, "Ann Lee")
    gone, course, session = record(practice, "Anne Lee")
    before = {one: whole(practice, one) for one in (kept, gone)}
    changes = practice.mistakes.merge_patients(kept, gone)
    assert changes.patients == {kept, gone}
    assert changes.courses == {course}

    both = without_owner(before[kept]), without_owner(before[gone])
    merged = without_owner(whole(practice, kept))
    for name, things in merged.items():
        assert sorted(map(repr, things)) == sorted(map(repr, [*both[0][name], *both[1][name]]))
    assert not any(whole(practice, gone).values())
    assert practice.signing.is_untouched(session)
    assert listed(practice) == {kept}
    assert [one.chart_number for one in practice.patients.patient_totals()] == ["0001"]
    assert practice.patients.patient(gone).display_name == "Anne Lee"
    ((merge, other),) = practice.mistakes.merges_of(kept)
    assert other.id == gone
    assert practice.mistakes.merges_of(gone) == ()

    practice.mistakes.undo_merge(merge.id)
    assert {one: whole(practice, one) for one in (kept, gone)} == before
    assert listed(practice) == {kept, gone}
    assert practice.mistakes.merges_of(kept) == ()
    assert practice.signing.is_untouched(session)
    assert [row for row in audit(practice) if row[1] == "patient"][-2:] == [
        ("merge", "patient"),
        ("undo_merge", "patient"),
    ]


def test_what_came_after_a_merge_stays_with_the_record_that_was_kept(practice: Services) -> None:
    kept, course, _ = record(practice, "Ann")
    gone, moved, _ = record(practice, "Anne")
    practice.mistakes.merge_patients(kept, gone)
    planned(practice, kept, course, 20)
    later = visit(practice, course)
    in_moved = visit(practice, moved)
    practice.sessions.record_notes(in_moved, "signed while one")
    practice.signing.sign_session(in_moved)
    ((merge, _),) = practice.mistakes.merges_of(kept)
    practice.mistakes.undo_merge(merge.id)

    assert practice.sessions.session(later).patient_id == kept
    assert (kept, 20) in diary(practice)
    assert practice.sessions.session(in_moved).patient_id == gone
    assert practice.signing.is_untouched(in_moved)


def test_a_visit_with_a_key_given_again_does_not_move_back(practice: Services) -> None:
    kept, course, _ = record(practice, "Ann")
    gone, moved, _ = record(practice, "Anne")
    practice.mistakes.merge_patients(kept, gone)
    (made,) = practice.planned_visits.visits_of_course(moved)
    practice.planned_visits.remove_visit(made.id)
    planned(practice, kept, course, 21)
    assert practice.planned_visits.visits_of_course(course)[-1].id == made.id

    ((merge, _),) = practice.mistakes.merges_of(kept)
    practice.mistakes.undo_merge(merge.id)
    assert practice.planned_visits.visit(made.id).patient_id == kept


def test_merges_stand_on_each_other(practice: Services) -> None:
    ann, _, in_ann = record(practice, "Ann")
    anne, _, in_anne = record(practice, "Anne")
    anna, _, in_anna = record(practice, "Anna")
    before = {one: whole(practice, one) for one in (ann, anne, anna)}
    practice.mistakes.merge_patients(anne, ann)
    practice.mistakes.merge_patients(anna, anne)
    assert listed(practice) == {anna}
    for session in (in_ann, in_anne, in_anna):
        assert practice.sessions.session(session).patient_id == anna
        assert practice.signing.is_untouched(session)

    ((first, _),) = practice.mistakes.merges_of(anne)
    ((second, _),) = practice.mistakes.merges_of(anna)
    with pytest.raises(DomainError, match="Undo that merge first"):
        practice.mistakes.undo_merge(first.id)
    practice.mistakes.undo_merge(second.id)
    practice.mistakes.undo_merge(first.id)
    assert {one: whole(practice, one) for one in (ann, anne, anna)} == before
    for session in (in_ann, in_anne, in_anna):
        assert practice.signing.is_untouched(session)


def test_a_seal_does_not_hold_at_somebody_whose_merge_was_undone_before(
    practice: Services, clock: FixedClock
) -> None:
    ann, course, _ = record(practice, "Ann")
    bob, _, _ = record(practice, "Bob")
    practice.mistakes.merge_patients(ann, bob)
    ((merge, _),) = practice.mistakes.merges_of(ann)
    practice.mistakes.undo_merge(merge.id)
    clock.move(days=1)
    session = visit(practice, course)
    practice.sessions.record_notes(session, "x")
    practice.signing.sign_session(session)
    assert practice.signing.is_untouched(session)

    database_of(practice).execute("UPDATE courses SET patient_id = ? WHERE id = ?", [bob, course])
    assert not practice.signing.is_untouched(session)


def test_what_cannot_be_merged_is_a_sentence(practice: Services) -> None:
    ann, _, _ = record(practice, "Ann")
    bob, _, _ = record(practice, "Bob")
    cleo, _ = admit(practice, "Cleo")
    with pytest.raises(DomainError, match="same record"):
        practice.mistakes.merge_patients(ann, ann)
    for pair in ((ann, 99), (99, ann)):
        with pytest.raises(NotFoundError):
            practice.mistakes.merge_patients(*pair)
    practice.mistakes.merge_patients(ann, bob)
    rows = len(audit(practice))
    for pair in ((ann, bob), (bob, ann), (cleo, bob), (bob, cleo)):
        with pytest.raises(DomainError, match="Bob was merged"):
            practice.mistakes.merge_patients(*pair)
    assert len(audit(practice)) == rows
    ((merge, _),) = practice.mistakes.merges_of(ann)
    practice.mistakes.undo_merge(merge.id)
    with pytest.raises(DomainError, match="undone already"):
        practice.mistakes.undo_merge(merge.id)
    with pytest.raises(NotFoundError):
        practice.mistakes.undo_merge(99)


def test_nothing_new_comes_to_a_record_that_was_merged(practice: Services) -> None:
    ann, _, _ = record(practice, "Ann")
    bob, _, _ = record(practice, "Bob")
    practice.mistakes.merge_patients(ann, bob)

    with pytest.raises(DomainError, match="Bob was merged into another record"):
        practice.courses.open_course(Course(patient_id=bob, condition="x", opened=OPENED))
    with pytest.raises(DomainError, match="Bob was merged into another record"):
        practice.safety.give_consent(bob, OPENED)
    with pytest.raises(DomainError, match="Bob was merged into another record"):
        screened(practice, bob)
    practice.patients.change_patient(
        replace(practice.patients.patient(bob), merged_into=None, phone="1")
    )
    assert practice.patients.patient(bob).merged_into == ann
    assert practice.patients.patient(bob).phone == "1"
    practice.patients.change_patient(replace(practice.patients.patient(ann), merged_into=bob))
    assert practice.patients.patient(ann).merged_into is None
    added = practice.patients.add_patient(Patient(display_name="Dan", merged_into=ann))
    assert practice.patients.patient(added.patient_id).merged_into is None


def test_ratings_for_a_merged_record_are_refused(practice: Services) -> None:
    ann, _ = admit(practice, "Ann")
    bob, _ = admit(practice, "Bob")
    practice.mistakes.merge_patients(ann, bob)
    plan = RatingPlan(
        person="p", date="d", measures=(parse_measure_column("pain_7d=a"),), visits=True
    )

    def bring_in(text: str) -> None:
        practice.imports.import_ratings(io.BytesIO(text.encode()), plan)

    with pytest.raises(RefusedRowsError, match="record 0002 was merged"):
        bring_in("p,d,a\n0002,2026-02-01,5\n")
    bring_in("p,d,a\n0001,2026-02-01,5\n")
    assert courses(practice, bob) == []


# Visits that came in from a file


def imported(services: Services, *rows: str, close: bool = False) -> list[Session]:
    plan = RatingPlan(
        person="p",
        date="d",
        measures=(parse_measure_column("pain_7d=a"),),
        visits=True,
        close=close,
    )
    text = "\n".join(("p,d,a", *rows)) + "\n"
    services.imports.import_ratings(io.BytesIO(text.encode()), plan)
    patient = services.patients.find_patient("P1")
    (course,) = courses(services, patient.id)
    return list(services.courses.course_view(course).sessions)


def test_imported_visits_are_drafts_that_can_be_signed_and_brought_in_again(
    practice: Services,
) -> None:
    rows = ("P1,2026-02-01,6", "P1,2026-02-08,", "P1,2026-02-15,4")
    first, blank, last = imported(practice, *rows)
    assert all(one.is_draft for one in (first, blank, last))
    practice.signing.sign_session(first.id)
    with pytest.raises(DomainError, match="Nothing is recorded"):
        practice.signing.sign_session(blank.id)
    practice.signing.sign_session(last.id)
    practice.signing.mark_entered_in_error(last.id, "another patient's")

    again = imported(practice, *rows)
    assert [one.number for one in again] == [1, 2, None]
    assert all(practice.signing.is_untouched(one) for one in (first.id, last.id))
    with pytest.raises(RefusedRowsError, match="holds 6"):
        imported(practice, "P1,2026-02-01,7", *rows[1:])


def test_an_import_closes_a_course_at_its_last_day_that_counts(practice: Services) -> None:
    rows = ("P1,2026-02-01,6", "P1,2026-02-15,4")
    _, last = imported(practice, *rows)
    practice.signing.sign_session(last.id)
    practice.signing.mark_entered_in_error(last.id, "another patient's")
    imported(practice, *rows, close=True)

    assert practice.courses.course(last.course_id).closed == date(2026, 2, 1)
