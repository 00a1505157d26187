"""What a review says: worked examples."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from acudesk.domain.adherence import adherence
from acudesk.domain.course import Course
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import course_progress
from acudesk.domain.review import Decision, Review, findings
from acudesk.domain.review_words import (
    StatusLine,
    attendance_words,
    effect_words,
    found_words,
    review_words,
    sentences,
    status_lines,
    suggested_reason,
)
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effect_rates import effect_rates
from acudesk.domain.side_effects import SideEffectKind
from tests.charts.support import (
    AFTER,
    BACK,
    BEFORE,
    FIRST,
    FLOOR,
    LEG,
    MEASURES,
    RAISE_LEFT,
    session,
    visits,
)

COURSE = Course(patient_id=1, condition="Sciatica", opened=FIRST)
RMDQ = ScoreKey(measure="rmdq", moment=Moment.ONCE)
PSFS_2 = ScoreKey(measure="psfs", moment=Moment.ONCE, item="2")
PGIC = ScoreKey(measure="pgic", moment=Moment.ONCE)
ACTIVITIES = ("Walking", "Sitting at the desk", "")


def lines(sessions: list[Session]) -> tuple[StatusLine, ...]:
    return status_lines(course_progress(MEASURES, sessions), ACTIVITIES)


def test_pain_mobility_and_function_come_first_and_nothing_from_after_treatment() -> None:
    sessions = visits(
        {
            AFTER: [3, 2],
            BEFORE: [7, 5],
            RAISE_LEFT: [40, None],
            FLOOR: [30, 20],
            RMDQ: [16, 8],
            PSFS_2: [3, 7],
            LEG: [5, 5],
            BACK: [8, 3],
        }
    )
    assert [line.text for line in lines(sessions)] == [
        "Back pain, average of the last 7 days: 8 → 3, better, reached the usual threshold",
        "Leg pain, average of the last 7 days: 5 → 5, unchanged",
        "Fingertip-to-floor distance: 30 → 20 cm, better",
        "Roland-Morris (RMDQ-24), score: 16 → 8, better, reached the usual threshold",
        "PSFS, Sitting at the desk: 3 → 7, better",
        "Straight-leg raise left: 40°, no change to show yet",
        "Pain now, before treatment: 7 → 5, better, below the usual threshold",
    ]


def test_a_line_has_shorter_wordings_and_its_sources() -> None:
    pain, rmdq = lines(visits({BACK: [8, 3], RMDQ: [16, 8]}))

    assert pain.names == ("Back pain, average of the last 7 days", "Back pain")
    assert pain.statuses == (
        "better, reached the usual threshold",
        "reached the usual threshold",
        "threshold reached",
    )
    assert rmdq.names[-1] == "RMDQ-24"
    assert "Farrar 2001" in pain.source
    assert "Ostelo 2008" in rmdq.source


def test_an_impression_of_change_has_words_and_no_numbers() -> None:
    (line,) = lines(visits({PGIC: [5, 2]}))
    assert (line.numbers, line.statuses) == ("", ("much better",))


def test_nothing_is_said_of_what_was_never_asked() -> None:
    assert lines(visits({BACK: [None, None]})) == ()
    assert suggested_reason(course_progress(MEASURES, visits({BACK: [8]}))) == ""


def test_the_reason_that_is_suggested_is_what_the_numbers_say() -> None:
    sessions = visits({BACK: [8, 7, 3], LEG: [5, 5, 6], FLOOR: [30, 30, 28], RMDQ: [9, 9, 9]})

    assert suggested_reason(course_progress(MEASURES, sessions)) == (
        "Back pain: 8 → 3, better, reached the usual threshold; "
        "Leg pain: 5 → 6, worse, below the usual threshold; "
        "Fingertip-to-floor: 30 → 28 cm, within measurement error."
    )
    progress = course_progress(MEASURES, sessions, BaselineRule.MEAN_OF_TWO)
    assert suggested_reason(progress).startswith("Back pain: 7.5 → 3, better")
    assert suggested_reason(progress).endswith("(mean of the first two, latest score).")


def diary(*states: VisitState) -> list[PlannedVisit]:
    at = datetime(2026, 1, 1, 9).time()
    return [PlannedVisit(patient_id=1, day=FIRST, at=at, state=state) for state in states]


def test_visits_stand_beside_the_plan() -> None:
    def words(count: int, planned: int = 10, *states: VisitState) -> str:
        course = replace(COURSE, planned_sessions=planned, per_week=Decimal(1))
        sessions = visits({BACK: [5] * count}) if count else []
        return attendance_words(adherence(course, sessions, diary(*states)))

    assert words(0) == "0 of 10 sessions"
    assert words(1, 1) == "1 of 1 session"
    assert words(4) == "4 of 10 sessions in 21 days"
    assert words(12) == "12 sessions in 77 days, 10 planned"
    missed = (VisitState.MISSED, VisitState.MISSED, VisitState.CANCELLED, VisitState.DONE)
    assert words(4, 10, *missed) == "4 of 10 sessions in 21 days, 2 missed, 1 cancelled"


def test_side_effects_are_counted_where_they_were_asked() -> None:
    none = visits({BACK: [5, 5, 5]})
    noted = [session(9, {}, number=4, effects=[SideEffectKind.BRUISING, SideEffectKind.FATIGUE])]

    assert effect_words(effect_rates([session(1, {BACK: "5"}, number=1)])[0]) == (
        "Side effects: not asked"
    )
    assert effect_words(effect_rates(none)[0]) == "No side effects noted at 3 sessions asked"
    assert effect_words(effect_rates([*none, *noted])[0]) == (
        "Side effects noted at 1 of 4 sessions asked"
    )


def test_a_review_is_one_paragraph() -> None:
    made = Review(
        course_id=1,
        number=4,
        day=date(2026, 8, 3),
        decision=Decision.ADJUST,
        more_sessions=6,
        changes="Points: BL40.\nFrequency: twice a week",
        reason="Is it better?",
        made_at=datetime(2026, 8, 3, tzinfo=UTC),
    )
    assert review_words(made) == (
        "Session 4, 3 August 2026: adjust, 6 more sessions. "
        "Points: BL40. Frequency: twice a week. Is it better?"
    )
    early = replace(made, number=0, changes="x", reason="", more_sessions=None)
    assert review_words(early) == "Before the first session, 3 August 2026: adjust. x."


def test_texts_of_several_lines_become_one_sentence() -> None:
    assert sentences(["", " \n", "Points\n\nFrequency", "Why?", "好。"]) == (
        "Points; Frequency.",
        "Why?",
        "好。",
    )


def test_what_was_known_then_is_told_from_what_was_kept() -> None:
    sessions = visits({BACK: [8, 3], PSFS_2: [3, 7], RMDQ: [9, None], PGIC: [None, 2]})
    kept = findings(course_progress(MEASURES, sessions))

    assert found_words(kept, MEASURES, ACTIVITIES) == (
        "Back pain, average of the last 7 days: 8 → 3, better, reached the usual threshold",
        "PSFS, Sitting at the desk: 3 → 7, better",
    )
    assert found_words(kept, ()) == ()
