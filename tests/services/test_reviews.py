"""The look back on a course: decided, kept, taken back; and the close as its own small step."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Outcome
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.practice import BaselineRule, Practice
from acudesk.domain.progress import Status
from acudesk.domain.review import Decision, Review, ReviewCause, ReviewDue
from acudesk.domain.review_words import found_words
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind
from acudesk.domain.trend import Axis
from acudesk.domain.trend import MarkKind as Marked
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import admit, audit, visit

PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
PGIC = ScoreKey(measure="pgic", moment=Moment.ONCE)
RMDQ = ScoreKey(measure="rmdq", moment=Moment.ONCE)


def treated(
    services: Services, *pain: str, name: str = "Ann", planned: int = 10
) -> tuple[int, list[int]]:
    """A course with one visit a week from 5 January on, each with its pain; signed."""
    _, course = admit(services, name)
    kept = services.courses.course(course)
    services.courses.change_course(replace(kept, planned_sessions=planned))
    sessions = []
    for week, value in enumerate(pain):
        session = visit(services, course, date.fromordinal(date(2026, 1, 5).toordinal() + 7 * week))
        services.sessions.record_score(session, "pain_7d", value)
        services.signing.sign_session(session)
        sessions.append(session)
    return course, sessions


def last(services: Services, course: int) -> Review:
    return services.reviews.reviews_of(course)[-1]


def due(services: Services, course: int) -> ReviewDue | None:
    return services.courses.course_view(course).review_due


def planned(services: Services, course: int) -> int:
    return services.courses.course(course).planned_sessions


def entry(services: Services, course: int) -> Session:
    """The latest entry between visits."""
    sessions = services.courses.course_view(course).sessions
    return [one for one in sessions if one.kind == SessionKind.BETWEEN][-1]


def everything(services: Services) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the record."""
    database = database_of(services)
    tables = database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        row["name"]: [
            tuple(one) for one in database.execute(f"SELECT * FROM {row['name']}").fetchall()
        ]
        for row in tables
    }


# Going on


def test_to_go_on_as_planned(practice: Services, clock: FixedClock) -> None:
    course, sessions = treated(practice, "8", "7", "6", "5")
    assert due(practice, course) == ReviewDue(cause=ReviewCause.SESSION, number=4)

    changes = practice.reviews.continue_course(course, reason=" sleeps better ")

    kept = last(practice, course)
    assert (kept.decision, kept.reason, kept.number) == (Decision.CONTINUE, "sleeps better", 4)
    assert (kept.session_id, kept.day) == (sessions[-1], clock.today)
    assert (kept.more_sessions, kept.planned_before) == (None, None)
    assert kept.made_at == clock.now()
    assert changes.course_id == course
    assert changes.patient_id == practice.courses.course(course).patient_id
    assert planned(practice, course) == 10
    assert due(practice, course) is None
    assert audit(practice)[-1] == ("create", "review")


def test_to_go_on_with_so_many_more_counts_from_here(practice: Services) -> None:
    course, _ = treated(practice, "8", "7", "6", "5")

    practice.reviews.continue_course(course, more=6)

    assert planned(practice, course) == 10  # 4 and 6 are what was planned anyway.
    assert (last(practice, course).more_sessions, last(practice, course).planned_before) == (
        6,
        None,
    )
    practice.reviews.continue_course(course, more=2)
    assert planned(practice, course) == 6
    assert last(practice, course).planned_before == 10
    assert audit(practice)[-2:] == [("create", "review"), ("change", "course")]


def test_to_go_on_otherwise_says_what_changes(practice: Services) -> None:
    course, _ = treated(practice, "8", "8", "8", "8")
    rows = audit(practice)
    with pytest.raises(DomainError, match="what changes") as refused:
        practice.reviews.adjust_course(course, changes="  ")
    assert refused.value.field == "changes"
    assert audit(practice) == rows
    assert practice.reviews.reviews_of(course) == ()

    practice.reviews.adjust_course(course, changes="points along the leg", more=8, reason="flat")

    kept = last(practice, course)
    assert (kept.decision, kept.changes, kept.reason) == (
        Decision.ADJUST,
        "points along the leg",
        "flat",
    )
    assert (kept.more_sessions, kept.planned_before, planned(practice, course)) == (8, 10, 12)


@pytest.mark.parametrize("more", [0, -1, 198, 201])
def test_a_plan_that_no_course_can_have_is_refused_and_nothing_kept(
    practice: Services, more: int
) -> None:
    course, _ = treated(practice, "8", "7", "6")
    before = everything(practice)
    with pytest.raises(DomainError, match="200") as refused:
        practice.reviews.continue_course(course, more=more)
    assert refused.value.field == "more_sessions"
    assert everything(practice) == before

    practice.reviews.continue_course(course, more=197)
    assert planned(practice, course) == 200


def test_before_the_first_visit_there_is_nothing_to_stand_at(practice: Services) -> None:
    _, course = admit(practice)
    practice.reviews.continue_course(course, more=5)

    kept = last(practice, course)
    assert (kept.session_id, kept.number, kept.found) == (None, 0, ())
    assert planned(practice, course) == 5


def test_nobody_reviews_a_course_that_is_not_there_or_closed(practice: Services) -> None:
    course, _ = treated(practice, "8")
    practice.courses.close_course(course)
    with pytest.raises(DomainError, match="closed"):
        practice.reviews.continue_course(course)
    with pytest.raises(DomainError, match="closed"):
        practice.reviews.adjust_course(course, changes="x")
    with pytest.raises(DomainError, match="closed"):
        practice.reviews.close_course(course, pgic="2")
    with pytest.raises(NotFoundError):
        practice.reviews.continue_course(99)
    assert practice.reviews.reviews_of(course) == ()


def test_what_was_known_is_kept_as_it_was_shown(practice: Services) -> None:
    course, sessions = treated(practice, "7.7", "6", "5.4")
    practice.reviews.continue_course(course)
    practice.signing.mark_entered_in_error(sessions[-1], "somebody else's")

    (found,) = last(practice, course).found
    assert (found.measure, found.scale, found.baseline, found.latest, found.status) == (
        "pain_7d",
        "nrs11",
        "7.7",
        "5.4",
        Status.BETTER,
    )
    view = practice.courses.course_view(course)
    (pain,) = [one for one in view.progress if one.asked]
    assert str(pain.latest) == "6"


def test_the_rule_of_the_baseline_is_kept_with_what_was_known(practice: Services) -> None:
    mine = practice.practice.practice()
    practice.practice.change_practice(replace(mine, baseline_rule=BaselineRule.MEAN_OF_TWO))
    course, _ = treated(practice, "8", "7", "4")
    practice.reviews.continue_course(course)
    practice.practice.change_practice(replace(mine, baseline_rule=BaselineRule.FIRST))

    view = practice.courses.course_view(course)
    words = found_words(last(practice, course).found, view.measures)
    assert words[0].startswith("Back pain, average of the last 7 days: 7.5 → 4, ")
    assert words[1] == "Baseline: mean of the first two. Against it: latest score."


def test_the_longest_texts_are_kept_whole(practice: Services) -> None:
    course, _ = treated(practice, "8")
    text = "ق" * 1_999 + "é"
    practice.reviews.adjust_course(course, changes=text, reason=text)
    assert (last(practice, course).changes, last(practice, course).reason) == (text, text)
    practice.reviews.close_course(course, advice=text, reason=text, outcome_note=text)
    assert last(practice, course).advice == text
    assert practice.courses.course(course).outcome_note == text


LONG = "x" * 2_001
CALLS: dict[str, Callable[[Services, int], Any]] = {
    "reason": lambda s, key: s.reviews.continue_course(key, reason=LONG),
    "changes": lambda s, key: s.reviews.adjust_course(key, changes=LONG),
    "advice": lambda s, key: s.reviews.close_course(key, pgic="2", advice=LONG),
    "outcome_note": lambda s, key: s.reviews.close_course(key, pgic="2", outcome_note=LONG),
}


@pytest.mark.parametrize("field", CALLS)
def test_a_text_too_long_is_refused_and_nothing_kept(practice: Services, field: str) -> None:
    course, _ = treated(practice, "8")
    before = everything(practice)
    with pytest.raises(DomainError) as refused:
        CALLS[field](practice, course)
    assert refused.value.field == field
    assert everything(practice) == before


# When the next one is due


def test_after_six_more_the_review_is_at_their_end(practice: Services) -> None:
    course, _ = treated(practice, *"87654321", planned=8)
    assert due(practice, course) == ReviewDue(cause=ReviewCause.LAST_PLANNED, number=8)
    assert RMDQ in practice.sessions.due_at(course, 8)

    practice.reviews.continue_course(course, more=6)

    assert planned(practice, course) == 14
    assert RMDQ in practice.sessions.due_at(course, 14)
    assert PGIC in practice.sessions.due_at(course, 14)
    assert [RMDQ in practice.sessions.due_at(course, number) for number in (9, 12, 13, 15)] == [
        False
    ] * 4
    assert RMDQ in practice.sessions.due_at(course, 8)  # The eighth is one by the rule.


def test_what_is_due_at_the_last_visit_is_noted_with_it(practice: Services) -> None:
    course, _ = treated(practice, "8", "7", planned=2)
    practice.reviews.continue_course(course, more=1)
    third = visit(practice, course)
    assert {RMDQ, PGIC} <= practice.sessions.session(third).missing
    practice.reviews.continue_course(course, more=2)
    fourth_plus = visit(practice, course)
    assert practice.sessions.session(fourth_plus).number == 4
    assert RMDQ in practice.sessions.session(fourth_plus).due


def test_no_gain_after_six_visits_is_asked_for_once(practice: Services) -> None:
    course, _ = treated(practice, "6", "6", "7", "6", planned=12)
    practice.reviews.continue_course(course)
    for week in (5, 6):
        session = visit(practice, course, date(2026, 2, 2 + week))
        practice.sessions.record_score(session, "pain_7d", "6")
    assert due(practice, course) == ReviewDue(cause=ReviewCause.NO_GAIN, number=6)

    settings = practice.practice.practice()
    practice.practice.change_practice(replace(settings, no_gain_visits=7))
    assert due(practice, course) is None
    practice.practice.change_practice(settings)
    practice.reviews.adjust_course(course, changes="x")
    assert due(practice, course) is None


def test_a_closed_course_asks_for_none_and_a_reopened_one_not_again(practice: Services) -> None:
    course, _ = treated(practice, "8", "7", "6", "5", planned=4)
    practice.reviews.close_course(course)
    assert due(practice, course) is None
    practice.courses.reopen_course(course)
    assert due(practice, course) is None


# The close


def test_the_close_keeps_outcome_advice_and_the_last_numbers(
    practice: Services, clock: FixedClock
) -> None:
    course, sessions = treated(practice, "8", "6", "2")

    changes = practice.reviews.close_course(
        course,
        outcome=Outcome.IMPROVED,
        outcome_note="works full time",
        pgic="2",
        advice="walk daily",
        reason="goal reached",
    )

    kept, review = practice.courses.course(course), last(practice, course)
    assert (kept.closed, kept.outcome, kept.outcome_note) == (
        clock.today,
        Outcome.IMPROVED,
        "works full time",
    )
    assert (review.decision, review.advice, review.reason) == (
        Decision.CLOSE,
        "walk daily",
        "goal reached",
    )
    assert (review.number, review.session_id, review.day) == (3, sessions[-1], clock.today)
    assert [(one.measure, one.latest) for one in review.found] == [("pain_7d", "2"), ("pgic", "2")]
    assert changes.course_id == course
    assert entry(practice, course).id in changes.sessions


def test_the_impression_stands_in_the_draft_of_that_day(practice: Services) -> None:
    course, _ = treated(practice, "8", "6")
    draft = visit(practice, course)
    practice.reviews.close_course(course, pgic="3")

    sessions = practice.courses.course_view(course).sessions
    assert [one.kind for one in sessions] == [SessionKind.VISIT] * 3
    score = practice.sessions.session(draft).score(PGIC)
    assert score is not None
    assert score.given == "3"
    # It is an edit of the draft like any other.
    practice.drafts.undo(draft)
    assert practice.sessions.session(draft).score(PGIC) is None


def test_beside_a_signed_visit_of_that_day_it_is_an_entry_of_its_own(
    practice: Services, clock: FixedClock
) -> None:
    course, _ = treated(practice, "8", "6")
    session = visit(practice, course)
    practice.sessions.record_score(session, "pain_7d", "3")
    practice.signing.sign_session(session)
    practice.reviews.close_course(course, pgic="1")

    assert practice.sessions.session(session).score(PGIC) is None
    assert practice.signing.is_untouched(session)
    between = entry(practice, course)
    assert (between.took_place, between.number) == (clock.today, None)
    assert [score.key for score in between.scores] == [PGIC]
    assert last(practice, course).number == 3


def test_a_draft_of_another_day_is_left_alone(practice: Services) -> None:
    course, _ = treated(practice, "8")
    earlier = visit(practice, course, date(2026, 2, 20), time(9))
    practice.reviews.close_course(course, pgic="4")

    assert practice.sessions.session(earlier).score(PGIC) is None
    assert entry(practice, course).score(PGIC) is not None


def test_a_phone_call_of_that_day_is_no_visit(practice: Services) -> None:
    course, _ = treated(practice, "8")
    call = practice.sessions.start_session(course, kind=SessionKind.BETWEEN).session_id
    practice.reviews.close_course(course, pgic="4")

    assert practice.sessions.session(call).score(PGIC) is None
    assert len(practice.courses.course_view(course).sessions) == 3


def test_without_an_impression_there_is_no_entry(practice: Services) -> None:
    course, sessions = treated(practice, "8", "6")
    practice.reviews.close_course(course, pgic="  ", outcome=Outcome.STOPPED)
    assert [one.id for one in practice.courses.course_view(course).sessions] == sessions


@pytest.mark.parametrize(
    ("closed", "pgic", "field"),
    [
        (date(2026, 1, 18), "2", "closed"),  # The last visit was on the 19th.
        (date(2026, 3, 3), "2", "closed"),
        (date(2025, 12, 31), "2", "closed"),
        (date(2026, 1, 19), "8", ""),
        (date(2026, 1, 19), "0", ""),
        (date(2026, 1, 19), "better", ""),
    ],
)
def test_a_close_that_is_refused_leaves_nothing_behind(
    practice: Services, closed: date, pgic: str, field: str
) -> None:
    course, _ = treated(practice, "8", "6", "5")
    before = everything(practice)
    with pytest.raises(DomainError) as refused:
        practice.reviews.close_course(
            course, closed=closed, pgic=pgic, outcome=Outcome.IMPROVED, advice="x"
        )
    assert refused.value.text
    if field:
        assert refused.value.field == field
    assert everything(practice) == before


def test_a_refused_close_leaves_no_step_back_in_the_draft(practice: Services) -> None:
    course, _ = treated(practice, "8")
    draft = visit(practice, course, date(2026, 2, 1))
    visit(practice, course, date(2026, 2, 20))
    with pytest.raises(DomainError, match="after that close"):
        practice.reviews.close_course(course, closed=date(2026, 2, 1), pgic="2")
    assert not practice.drafts.can_undo(draft)
    assert practice.sessions.session(draft).score(PGIC) is None


def test_a_course_without_visits_closes_on_no_day_before_it_opened(practice: Services) -> None:
    _, course = admit(practice)
    before = everything(practice)
    with pytest.raises(DomainError, match="before it opens"):
        practice.reviews.close_course(course, closed=date(2025, 12, 1), pgic="4")
    assert everything(practice) == before


def test_a_closed_and_reopened_course_keeps_its_close_on_record(practice: Services) -> None:
    course, _ = treated(practice, "8", "6")
    practice.reviews.close_course(course, pgic="2", outcome=Outcome.IMPROVED)
    practice.courses.reopen_course(course)

    assert practice.courses.course(course).outcome is None
    with pytest.raises(DomainError, match="Reopen the course"):
        practice.reviews.take_back(last(practice, course).id)
    practice.reviews.continue_course(course, more=3)
    assert [one.decision for one in practice.reviews.reviews_of(course)] == [
        Decision.CLOSE,
        Decision.CONTINUE,
    ]
    assert planned(practice, course) == 5
    practice.reviews.close_course(course, pgic="1")
    assert [one.key for s in practice.courses.course_view(course).sessions for one in s.scores] == [
        PAIN,
        PAIN,
        PGIC,
        PGIC,
    ]


# Taking back


def test_the_last_one_can_be_taken_back_with_its_plan(practice: Services) -> None:
    course, _ = treated(practice, "8", "7", "6", "5")
    practice.reviews.continue_course(course, more=2)
    practice.reviews.adjust_course(course, changes="x", more=9)
    first, second = practice.reviews.reviews_of(course)
    with pytest.raises(DomainError, match="Only the last"):
        practice.reviews.take_back(first.id)
    assert planned(practice, course) == 13

    changes = practice.reviews.take_back(second.id)
    assert planned(practice, course) == 6
    assert changes.course_id == course
    practice.reviews.take_back(first.id)
    assert planned(practice, course) == 10
    assert practice.reviews.reviews_of(course) == ()
    assert due(practice, course) == ReviewDue(cause=ReviewCause.SESSION, number=4)
    with pytest.raises(NotFoundError):
        practice.reviews.take_back(first.id)


def test_what_was_taken_back_stays_in_the_log(practice: Services) -> None:
    course, _ = treated(practice, "8")
    practice.reviews.adjust_course(course, changes="leg points", reason="flat")
    review = last(practice, course)
    practice.reviews.take_back(review.id)

    row = (
        database_of(practice)
        .execute(
            "SELECT action, subject_uid, before, after FROM audit WHERE subject = 'review'"
            " ORDER BY id DESC"
        )
        .fetchone()
    )
    assert (row["action"], row["subject_uid"], row["after"]) == ("remove", review.uid, None)
    before = json.loads(row["before"])
    assert (before["changes"], before["reason"]) == ("leg points", "flat")


def test_a_plan_that_was_changed_since_is_not_undone(practice: Services) -> None:
    course, _ = treated(practice, "8", "7", "6", "5")
    practice.reviews.continue_course(course, more=8)
    kept = practice.courses.course(course)
    practice.courses.change_course(replace(kept, planned_sessions=20))

    practice.reviews.take_back(last(practice, course).id)

    assert planned(practice, course) == 20


# What happens to sessions and patients meanwhile


def test_an_error_is_no_visit_and_no_place_for_a_review(practice: Services) -> None:
    course, sessions = treated(practice, "8", "7", "6", "5")
    practice.signing.mark_entered_in_error(sessions[3], "x")
    assert due(practice, course) is None

    practice.reviews.continue_course(course)
    assert (last(practice, course).number, last(practice, course).session_id) == (3, sessions[2])


def test_a_review_at_what_became_an_error_stands_at_the_visit_before(practice: Services) -> None:
    course, sessions = treated(practice, "8", "7", "6", "5")
    practice.reviews.continue_course(course, reason="better")
    practice.signing.mark_entered_in_error(sessions[3], "x")

    assert last(practice, course).session_id == sessions[3]
    view = practice.courses.course_view(course)
    assert [one.session_id for one in view.reviews] == [sessions[2]]
    marks = [one for one in view.trend(axis=Axis.NUMBER).marks if one.kind == Marked.REVIEW]
    assert [(one.number, one.text) for one in marks] == [(3, "continue: better")]


def test_a_review_stays_with_its_course_when_the_session_moves(practice: Services) -> None:
    course, sessions = treated(practice, "8", "7")
    draft = visit(practice, course)
    practice.reviews.adjust_course(course, changes="x")
    _, other = admit(practice, "Bob")
    practice.mistakes.move_draft(draft, other)

    view = practice.courses.course_view(course)
    assert [(one.changes, one.session_id) for one in view.reviews] == [("x", sessions[-1])]
    assert practice.courses.course_view(other).reviews == ()
    assert [one.kind for one in view.trend().marks] == [Marked.REVIEW]
    practice.drafts.undo(draft)
    (kept,) = practice.courses.course_view(course).reviews
    assert kept.session_id == draft


def test_a_review_outlives_the_draft_at_which_it_was_decided(practice: Services) -> None:
    course, sessions = treated(practice, "8")
    draft = visit(practice, course)
    practice.reviews.continue_course(course)
    practice.sessions.discard_session(draft)

    assert last(practice, course).session_id is None
    (kept,) = practice.courses.course_view(course).reviews
    assert kept.session_id == sessions[0]


def test_a_step_back_in_a_draft_leaves_the_review(practice: Services) -> None:
    course, _ = treated(practice, "8")
    draft = visit(practice, course)
    practice.sessions.record_score(draft, "pain_7d", "5")
    practice.reviews.continue_course(course, more=4)
    practice.drafts.undo(draft)

    assert last(practice, course).session_id == draft
    assert planned(practice, course) == 6
    assert [one.latest for one in last(practice, course).found] == ["5"]


def test_reviews_move_with_a_merge_and_back(practice: Services) -> None:
    course, _ = treated(practice, "8", "7", name="Ann")
    practice.reviews.continue_course(course, reason="x")
    gone = practice.courses.course(course).patient_id
    kept, _ = admit(practice, "Anne")
    practice.mistakes.merge_patients(kept, gone)

    view = practice.courses.patient_view(kept, course).view
    assert view is not None
    assert [one.reason for one in view.reviews] == ["x"]
    practice.reviews.adjust_course(course, changes="y")
    (merge, _), *_ = practice.mistakes.merges_of(kept)
    practice.mistakes.undo_merge(merge.id)
    view = practice.courses.patient_view(gone, course).view
    assert view is not None
    assert [one.decision for one in view.reviews] == [Decision.CONTINUE, Decision.ADJUST]


def test_signed_sessions_stay_as_they_were_sealed(practice: Services) -> None:
    course, sessions = treated(practice, "8", "7", "6")
    practice.reviews.continue_course(course, more=1)
    practice.reviews.take_back(last(practice, course).id)
    practice.reviews.close_course(course, pgic="2")
    assert all(practice.signing.is_untouched(session) for session in sessions)


def test_reviews_are_there_when_the_practice_is_opened_again(
    practice_dir: Path, clock: FixedClock
) -> None:
    with open_practice(practice_dir, clock=clock) as services:
        services.practice.change_practice(Practice(no_gain_visits=5))
        course, _ = treated(services, "7.7", "5.4")
        services.reviews.adjust_course(course, changes="足三里\nleg", more=6, reason="ألم")
        before = services.reviews.reviews_of(course)
    with open_practice(practice_dir, clock=clock) as services:
        assert services.reviews.reviews_of(course) == before
        assert services.practice.practice().no_gain_visits == 5
