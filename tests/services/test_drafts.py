"""Every edit of a draft can be taken back and done again, exactly, until it is signed."""

# What happens inside a block of work is the subject here.
# ruff: noqa: PT012

import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.body_chart import BodyMark, MarkKind
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.questionnaires import Answers
from acudesk.domain.ratings import RatingPlan, parse_measure_column
from acudesk.domain.session import Session
from acudesk.domain.side_effects import FollowUp, Noticed, Severity, SideEffect, SideEffectKind
from acudesk.domain.treatment import Sensation
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import (
    BL23,
    FULL_POINT,
    GV4,
    admit,
    audit,
    earlier,
    noted,
    record_everything,
    screened,
    visit,
)

Edit = Callable[[Services, int], object]
BRUISE = SideEffect(kind=SideEffectKind.BRUISING)
EDITS: dict[str, Edit] = {
    "score": lambda s, key: s.sessions.record_score(key, "pain_7d", "6"),
    "other score": lambda s, key: s.sessions.record_score(key, "pain_7d", "5,5"),
    "no score": lambda s, key: s.sessions.record_score(key, "pain_7d", ""),
    "notes": lambda s, key: s.sessions.record_notes(key, "better"),
    "minutes": lambda s, key: s.sessions.record_minutes(key, 30),
    "moved": lambda s, key: s.sessions.move_session(key, date(2026, 2, 20), time(8, 0)),
    "moved early": lambda s, key: s.sessions.move_session(key, date(2025, 12, 1), None),
    "asked, none": lambda s, key: s.sessions.record_side_effects(key, asked=True),
    "bruise": lambda s, key: s.sessions.record_side_effects(key, asked=True, effects=[BRUISE]),
    "since": lambda s, key: s.sessions.record_side_effects(
        key, asked=True, effects=[BRUISE], noticed=Noticed.SINCE
    ),
    "points": lambda s, key: s.treatments.record_points(key, [BL23, FULL_POINT]),
    "points in another order": lambda s, key: s.treatments.record_points(key, [FULL_POINT, BL23]),
    "no points": lambda s, key: s.treatments.record_points(key, []),
    "confirmed": lambda s, key: s.treatments.confirm_points(key),
    "carried": lambda s, key: s.treatments.carry_over(key),
    "lot": lambda s, key: s.treatments.record_treatment(key, needle_lot="L-17"),
    "out": lambda s, key: s.treatments.record_treatment(key, needles_out=4),
    "warm": lambda s, key: s.treatments.record_treatment(key, sensations=(Sensation.WARMTH,)),
    "timer": lambda s, key: s.treatments.start_timer(key, 20),
    "health": lambda s, key: s.treatments.confirm_health(key),
    "marks": lambda s, key: s.treatments.record_marks(
        key, [BodyMark(zone="lumbar_left", kind=MarkKind.PAIN, intensity=7)]
    ),
    "follow-up": lambda s, key: s.treatments.record_follow_ups(
        key, [FollowUp(about=bruised(s, key), kind=SideEffectKind.BRUISING, gone=True)]
    ),
    "override": lambda s, key: s.treatments.override(key, "pacemaker", "agreed"),
    "no override": lambda s, key: s.treatments.take_back_override(key, "pacemaker"),
    "answers": lambda s, key: s.questionnaires.keep_answers(
        key, Answers(questionnaire="rmdq", given=(("1", "1"),), finished=True)
    ),
}


def bruised(services: Services, session: int) -> str:
    """The uid of the session before, in which a bruise was noted."""
    course = services.sessions.session(session).course_id
    return services.courses.course_view(course).sessions[0].uid


def state(services: Services, session: int) -> Session:
    return services.sessions.session(session)


@pytest.fixture
def draft(practice: Services) -> int:
    patient, course = admit(practice)
    earlier(practice, course, date(2026, 1, 5))
    screened(practice, patient)
    return visit(practice, course)


@pytest.mark.parametrize("name", EDITS)
def test_each_edit_is_taken_back_and_done_again(practice: Services, draft: int, name: str) -> None:
    if name in ("no score", "no points", "confirmed", "no override", "carried"):
        for first in ("score", "override"):
            EDITS[first](practice, draft)
        if name != "carried":
            EDITS["carried"](practice, draft)
    before = state(practice, draft)
    EDITS[name](practice, draft)
    after = state(practice, draft)
    assert after != before

    changes = practice.drafts.undo(draft)
    assert changes.session_id == draft
    assert state(practice, draft) == before
    assert practice.drafts.can_redo(draft)
    practice.drafts.redo(draft)
    assert state(practice, draft) == after
    assert not practice.drafts.can_redo(draft)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(sorted(EDITS)), max_size=8), st.data())
def test_any_edits_are_taken_back_one_by_one(names: list[str], data: st.DataObject) -> None:
    clock = FixedClock()
    with tempfile.TemporaryDirectory() as folder, open_practice(folder, clock=clock) as services:
        patient, course = admit(services)
        earlier(services, course, date(2025, 11, 1))
        screened(services, patient)
        key = visit(services, course)
        services.treatments.carry_over(key)
        states = [state(services, key)]
        for name in names:
            clock.move(minutes=1)
            EDITS[name](services, key)
            now = state(services, key)
            if now != states[-1]:
                states.append(now)
        place = len(states) - 1
        for _ in range(2 * len(states)):
            back = data.draw(st.booleans())
            (services.drafts.undo if back else services.drafts.redo)(key)
            place = max(0, place - 1) if back else min(len(states) - 1, place + 1)
            assert state(services, key) == states[place]
            assert services.drafts.can_undo(key) == (place > 0)
            assert services.drafts.can_redo(key) == (place < len(states) - 1)


def test_everything_is_taken_back_to_an_empty_draft(practice: Services) -> None:
    patient, course = admit(practice)
    before = earlier(practice, course, date(2026, 2, 1))
    screened(practice, patient)
    key = visit(practice, course)
    empty = state(practice, key)
    record_everything(practice, key, about=state(practice, before).uid)
    whole = state(practice, key)

    while practice.drafts.can_undo(key):
        practice.drafts.undo(key)
    assert state(practice, key) == empty
    while practice.drafts.can_redo(key):
        practice.drafts.redo(key)
    assert state(practice, key) == whole


def test_what_was_due_comes_back_with_the_draft(practice: Services, draft: int) -> None:
    before = state(practice, draft)
    assert before.due
    practice.sessions.record_notes(draft, "x")
    database_of(practice).execute("DELETE FROM due_scores WHERE session_id = ?", [draft])

    practice.drafts.undo(draft)
    assert state(practice, draft) == before


def test_a_new_edit_forgets_what_was_taken_back(practice: Services, draft: int) -> None:
    practice.sessions.record_minutes(draft, 30)
    practice.drafts.undo(draft)
    practice.sessions.record_minutes(draft, 40)

    assert not practice.drafts.can_redo(draft)
    count = len(audit(practice))
    assert practice.drafts.redo(draft).sessions == frozenset()
    assert len(audit(practice)) == count
    assert state(practice, draft).minutes == 40


# What is typed


def typed(services: Services, session: int, *texts: str) -> None:
    for text in texts:
        services.sessions.record_notes(session, text)


def test_typing_into_one_field_is_one_step(practice: Services, draft: int) -> None:
    practice.sessions.record_minutes(draft, 30)
    typed(practice, draft, "b", "be", "better")

    practice.drafts.undo(draft)
    assert (state(practice, draft).notes, state(practice, draft).minutes) == ("", 30)
    practice.drafts.redo(draft)
    assert state(practice, draft).notes == "better"


def test_after_a_pause_it_is_another_step(
    practice: Services, draft: int, clock: FixedClock
) -> None:
    typed(practice, draft, "bet", "better")
    clock.move(seconds=6)
    typed(practice, draft, "better, but", "better, but stiff")

    practice.drafts.undo(draft)
    assert state(practice, draft).notes == "better"


def test_another_field_between_makes_it_another_step(practice: Services, draft: int) -> None:
    typed(practice, draft, "a")
    practice.treatments.record_treatment(draft, tongue="red")
    typed(practice, draft, "ab")

    for notes, tongue in (("a", "red"), ("a", ""), ("", "")):
        practice.drafts.undo(draft)
        now = state(practice, draft)
        assert (now.notes, now.treatment.tongue) == (notes, tongue)


def test_what_was_typed_and_deleted_again_leaves_no_step(practice: Services, draft: int) -> None:
    practice.sessions.record_minutes(draft, 30)
    typed(practice, draft, "x", "")

    practice.drafts.undo(draft)
    assert state(practice, draft).minutes is None
    assert not practice.drafts.can_undo(draft)


def test_typing_after_a_step_back_starts_anew(practice: Services, draft: int) -> None:
    typed(practice, draft, "a")
    practice.drafts.undo(draft)
    typed(practice, draft, "b", "bc")
    practice.drafts.undo(draft)

    assert state(practice, draft).notes == ""
    assert not practice.drafts.can_undo(draft)


@pytest.mark.parametrize(
    "texts",
    [
        lambda s, key, text: s.treatments.record_points(key, [replace(BL23, note=text), GV4]),
        lambda s, key, text: s.sessions.record_side_effects(
            key, asked=True, effects=[replace(BRUISE, note=text)]
        ),
        lambda s, key, text: s.treatments.record_treatment(key, advice=text),
    ],
    ids=["a point's note", "a side effect's note", "advice"],
)
def test_every_text_is_typed_as_one_step(practice: Services, draft: int, texts: Any) -> None:
    texts(practice, draft, "")
    before = state(practice, draft)
    for text in ("w", "wa", "walk"):
        texts(practice, draft, text)

    practice.drafts.undo(draft)
    assert state(practice, draft) == before


@pytest.mark.parametrize(
    "clicks",
    [
        lambda s, key, n: s.treatments.record_treatment(key, sensations=tuple(Sensation)[1:n]),
        lambda s, key, n: s.sessions.record_side_effects(
            key, asked=True, effects=[replace(BRUISE, severity=[*Severity][n - 2])]
        ),
        lambda s, key, n: s.treatments.record_treatment(key, needles_out=n),
        lambda s, key, n: s.sessions.record_score(key, "pain_7d", str(n)),
        lambda s, key, n: s.treatments.record_treatment(key, needle_diameter=Decimal(n) / 10),
    ],
    ids=["chips", "severity", "count", "score", "size"],
)
def test_every_click_is_a_step(practice: Services, draft: int, clicks: Any) -> None:
    states = [state(practice, draft)]
    for n in (2, 3, 4):
        clicks(practice, draft, n)
        states.append(state(practice, draft))
    for known in reversed(states[:-1]):
        practice.drafts.undo(draft)
        assert state(practice, draft) == known


def test_nothing_new_and_all_gone_is_one_tap_and_one_step(
    practice: Services, draft: int, clock: FixedClock
) -> None:
    before = state(practice, draft)
    practice.sessions.record_side_effects(draft, asked=True, noticed=Noticed.SINCE)
    gone = FollowUp(about=bruised(practice, draft), kind=SideEffectKind.BRUISING, gone=True)
    practice.treatments.record_follow_ups(draft, [gone])
    both = state(practice, draft)
    assert (both.since_asked, both.follow_ups) == (True, (gone,))

    practice.drafts.undo(draft)
    assert state(practice, draft) == before
    practice.drafts.redo(draft)
    assert state(practice, draft) == both
    clock.move(seconds=6)
    practice.treatments.record_follow_ups(draft, [replace(gone, gone=False)])
    practice.drafts.undo(draft)
    assert state(practice, draft) == both


# What the disk has, the history has


def test_the_first_entry_of_a_session_that_begins_with_it_is_taken_back(
    practice: Services,
) -> None:
    _, course = admit(practice)
    earlier(practice, course, date(2026, 2, 1))
    with practice.work:
        key = visit(practice, course)
        practice.treatments.carry_over(key)
        practice.sessions.record_score(key, "pain_7d", "6")

    practice.drafts.undo(key)
    now = state(practice, key)
    assert (now.scores, len(now.points)) == ((), 2)
    assert not practice.drafts.can_undo(key)


def test_an_entry_that_was_refused_is_no_step(practice: Services, draft: int) -> None:
    with pytest.raises(DomainError):
        practice.sessions.record_score(draft, "pain_7d", "11")
    with pytest.raises(ValueError, match="later"), practice.work:
        practice.sessions.record_notes(draft, "x")
        raise ValueError("later")

    assert not practice.drafts.can_undo(draft)
    assert state(practice, draft).notes == ""
    practice.sessions.record_minutes(draft, 5)
    practice.drafts.undo(draft)
    assert not practice.drafts.can_undo(draft)


def test_an_inner_block_that_was_taken_back_leaves_no_step(practice: Services, draft: int) -> None:
    with practice.work:
        practice.sessions.record_minutes(draft, 30)
        with pytest.raises(ValueError, match="inner"), practice.work:
            practice.sessions.record_notes(draft, "x")
            raise ValueError("inner")

    practice.drafts.undo(draft)
    assert state(practice, draft).minutes is None
    assert not practice.drafts.can_undo(draft)


def test_nothing_changed_is_no_step_and_no_row(practice: Services, draft: int) -> None:
    record_everything(practice, draft, about=bruised(practice, draft))
    while practice.drafts.can_undo(draft):
        practice.drafts.undo(draft)
    rows, forward = len(audit(practice)), practice.drafts.can_redo(draft)
    for name in ("no score", "no points", "confirmed", "no override"):
        EDITS[name](practice, draft)

    assert len(audit(practice)) == rows
    assert not practice.drafts.can_undo(draft)
    assert practice.drafts.can_redo(draft) == forward


def test_a_discarded_draft_leaves_no_history_to_the_next_one(practice: Services) -> None:
    _, course = admit(practice)
    first = visit(practice, course)
    practice.sessions.record_notes(first, "x")
    practice.sessions.record_notes(first, "")
    practice.sessions.record_minutes(first, 3)
    practice.sessions.record_minutes(first, None)
    practice.sessions.discard_session(first)

    again = visit(practice, course)
    assert again == first  # the key is given again
    assert not practice.drafts.can_undo(again)
    assert not practice.drafts.can_redo(again)


def test_a_session_that_is_not_there_is_a_sentence(practice: Services) -> None:
    for step in (practice.drafts.undo, practice.drafts.redo):
        with pytest.raises(NotFoundError):
            step(99)
    assert not practice.drafts.can_undo(99)
    assert not practice.drafts.can_redo(99)


def test_signing_ends_the_history(practice: Services) -> None:
    key = noted(practice)
    practice.signing.sign_session(key)

    assert not practice.drafts.can_undo(key)
    for step in (practice.drafts.undo, practice.drafts.redo):
        with pytest.raises(DomainError, match="signed"):
            step(key)


def test_only_so_many_steps_are_kept(practice: Services, draft: int) -> None:
    with practice.work:
        for minutes in range(1, 211):
            practice.sessions.record_minutes(draft, minutes)
    steps = 0
    while practice.drafts.can_undo(draft):
        practice.drafts.undo(draft)
        steps += 1
    assert steps == 200
    assert state(practice, draft).minutes == 10


def test_a_step_back_is_noted_with_what_it_changed(practice: Services, draft: int) -> None:
    practice.sessions.record_notes(draft, "better")
    practice.sessions.record_minutes(draft, 30)
    practice.drafts.undo(draft)
    practice.drafts.undo(draft)

    rows = database_of(practice).execute(
        "SELECT action, before, after FROM audit WHERE action = 'undo' ORDER BY id"
    )
    assert [(json.loads(row["before"]), json.loads(row["after"])) for row in rows.fetchall()] == [
        ({"minutes": 30}, {"minutes": None}),
        ({"notes": {"at": 0, "text": "better"}}, {"notes": {"at": 0, "text": ""}}),
    ]


# What the course and the diary ask for


def test_a_draft_does_not_go_back_beyond_the_close_of_its_course(practice: Services) -> None:
    _, course = admit(practice)
    key = visit(practice, course, date(2026, 2, 20))
    practice.sessions.move_session(key, date(2026, 2, 5), None)
    practice.courses.close_course(course, closed=date(2026, 2, 10))
    before = state(practice, key)

    with pytest.raises(DomainError, match="closed before that day") as refused:
        practice.drafts.undo(key)
    assert refused.value.field == "took_place"
    assert state(practice, key) == before
    practice.courses.reopen_course(course)
    practice.drafts.undo(key)
    assert state(practice, key).took_place == date(2026, 2, 20)


def test_in_a_course_closed_since_other_edits_are_taken_back(practice: Services) -> None:
    _, course = admit(practice)
    key = visit(practice, course, date(2026, 2, 20))
    practice.sessions.record_notes(key, "x")
    practice.courses.close_course(course, closed=date(2026, 2, 25))

    practice.drafts.undo(key)
    assert state(practice, key).notes == ""


def test_going_back_before_the_opening_moves_the_opening(practice: Services) -> None:
    _, course = admit(practice)
    key = visit(practice, course, date(2026, 2, 1))
    practice.sessions.move_session(key, date(2026, 2, 20), None)
    opened = practice.courses.course(course)
    practice.courses.change_course(replace(opened, opened=date(2026, 2, 10)))

    practice.drafts.undo(key)
    assert state(practice, key).took_place == date(2026, 2, 1)
    assert practice.courses.course(course).opened == date(2026, 2, 1)


def planned(services: Services, patient: int, course: int) -> int:
    """A planned visit of today that became a session; returns the session."""
    made = PlannedVisit(patient_id=patient, course_id=course, day=date(2026, 3, 2), at=time(10, 0))
    services.planned_visits.plan_visit(made)
    return services.planned_visits.begin_visit(diary(services)[0].id).session_id


def diary(services: Services) -> tuple[PlannedVisit, ...]:
    return services.planned_visits.visits_between(date(2026, 3, 1), date(2026, 3, 31))


def test_a_draft_moved_to_another_patient_and_back_is_its_planned_visit_again(
    practice: Services,
) -> None:
    ann, course = admit(practice)
    _, other = admit(practice, "Bob")
    key = planned(practice, ann, course)
    before = state(practice, key)

    practice.mistakes.move_draft(key, other)
    assert (diary(practice)[0].state, diary(practice)[0].session_id) == (VisitState.PLANNED, None)
    practice.drafts.undo(key)
    assert state(practice, key) == before
    assert (diary(practice)[0].state, diary(practice)[0].session_id) == (VisitState.DONE, key)
    practice.drafts.redo(key)
    assert state(practice, key).course_id == other
    assert diary(practice)[0].session_id is None


def test_a_visit_that_became_another_session_meanwhile_stays_with_that(
    practice: Services,
) -> None:
    ann, course = admit(practice)
    _, other = admit(practice, "Bob")
    key = planned(practice, ann, course)
    practice.mistakes.move_draft(key, other)
    second = practice.planned_visits.begin_visit(diary(practice)[0].id).session_id
    assert second != key

    practice.drafts.undo(key)
    assert state(practice, key).course_id == course
    assert diary(practice)[0].session_id == second


def test_a_visit_taken_out_of_the_diary_meanwhile_does_not_return(practice: Services) -> None:
    ann, course = admit(practice)
    bob, other = admit(practice, "Bob")
    key = planned(practice, ann, course)
    practice.mistakes.move_draft(key, other)
    practice.planned_visits.remove_visit(diary(practice)[0].id)
    practice.planned_visits.plan_visit(
        PlannedVisit(patient_id=bob, course_id=other, day=date(2026, 3, 4), at=time(10, 0))
    )

    practice.drafts.undo(key)
    assert state(practice, key).course_id == course
    assert [(one.patient_id, one.session_id) for one in diary(practice)] == [(bob, None)]


def test_other_edits_leave_the_diary_alone(practice: Services) -> None:
    """A session that was taken for a planned visit after its first edit stays that."""
    ann, course = admit(practice)
    key = visit(practice, course)
    practice.sessions.record_notes(key, "x")
    assert planned(practice, ann, course) == key

    practice.drafts.undo(key)
    assert diary(practice)[0].session_id == key


def test_a_move_is_not_taken_back_into_a_closed_course(practice: Services) -> None:
    _, course = admit(practice)
    _, other = admit(practice, "Bob")
    key = visit(practice, course)
    practice.mistakes.move_draft(key, other)
    practice.courses.close_course(course)

    with pytest.raises(DomainError, match="That course is closed"):
        practice.drafts.undo(key)
    assert practice.drafts.can_undo(key)
    practice.courses.reopen_course(course)
    practice.drafts.undo(key)
    assert state(practice, key).course_id == course


def test_a_move_is_taken_back_also_after_its_patient_was_merged(practice: Services) -> None:
    ann, course = admit(practice)
    _, other = admit(practice, "Bob")
    cleo, _ = admit(practice, "Cleo")
    key = visit(practice, course)
    practice.mistakes.move_draft(key, other)
    practice.mistakes.merge_patients(cleo, ann)

    changes = practice.drafts.undo(key)
    assert state(practice, key).patient_id == cleo
    assert cleo in changes.patients


def test_ratings_that_a_file_added_are_not_taken_back_with_an_edit(practice: Services) -> None:
    def bring_in(*measures: str) -> None:
        names = ["pain_7d=a", "leg_pain_7d=b"][: len(measures)]
        plan = RatingPlan(
            person="p",
            date="d",
            measures=tuple(parse_measure_column(name) for name in names),
            visits=True,
        )
        head = ",".join(["p", "d", "a", "b"][: 2 + len(measures)])
        text = f"{head}\nP1,2026-02-01,{','.join(measures)}\n"
        practice.imports.import_ratings(io.BytesIO(text.encode()), plan)

    bring_in("6")
    patient = practice.patients.find_patient("P1")
    view = practice.courses.patient_view(patient.id).view
    assert view is not None
    (session,) = view.sessions
    practice.sessions.record_notes(session.id, "typed")
    bring_in("6", "4")

    assert not practice.drafts.can_undo(session.id)
    now = state(practice, session.id)
    assert ({one.key.measure for one in now.scores}, now.notes) == (
        {"pain_7d", "leg_pain_7d"},
        "typed",
    )
