"""The reviews of a course on the patient's page: what was decided, how it ended, and one page."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course, Outcome
from acudesk.domain.patient import Patient
from acudesk.domain.plain_words import plain_words, side_effect_words
from acudesk.domain.practice import BaselineRule, Paper, Practice
from acudesk.domain.progress import course_progress
from acudesk.domain.review import Decision, Review
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.trend import build_trend
from acudesk.reports.patient_page import PatientPage, patient_page, typeset
from acudesk.services.reports import render
from tests.charts.support import BACK, FIRST, MEASURES, session, usual_course, visits
from tests.clock import FixedClock
from tests.reports.support import facts_of, poppler, text_of, written
from tests.reports.test_patient_page import COURSE, PATIENT, PRACTICE, SVG_LOGO, chart_of

MADE = datetime(2026, 2, 1, tzinfo=UTC)
PGIC = ScoreKey(measure="pgic", moment=Moment.ONCE)


def review(number: int, decision: Decision = Decision.CONTINUE, **about: object) -> Review:
    """A review a week after another."""
    day = FIRST + timedelta(days=7 * (number - 1))
    return Review(
        course_id=1,
        number=number,
        day=day,
        decision=decision,
        made_at=MADE,
        **about,  # type: ignore[arg-type]
    )


def page_of(
    reviews: Sequence[Review],
    sessions: Sequence[Session] = (),
    *,
    course: Course = COURSE,
    practice: Practice = PRACTICE,
    patient: Patient = PATIENT,
    rule: BaselineRule = BaselineRule.FIRST,
) -> PatientPage:
    sessions = sessions or usual_course()
    progress = course_progress(MEASURES, sessions, rule)
    return patient_page(
        practice=practice,
        patient=patient,
        course=course,
        sessions=sessions,
        progress=progress,
        words=plain_words(progress, sessions),
        side_effects=side_effect_words(sessions),
        trend=build_trend(MEASURES, sessions, rule=rule, most_panels=3),
        printed=date(2026, 2, 1),
        reviews=reviews,
    )


CONTINUED = review(4, more_sessions=6, reason="Back pain: 8 → 6, better")
ADJUSTED = review(
    8, Decision.ADJUST, changes="Points: BL40, BL60\nFrequency: twice a week", reason="Leg pain."
)


def test_without_reviews_nothing_is_said_of_them() -> None:
    assert page_of([]).reviews == ()


def test_a_review_says_what_was_decided_what_changes_and_why() -> None:
    page = page_of([CONTINUED, ADJUSTED])

    assert page.reviews == (
        (
            "Session 4, 24 November 2025:",
            "continue, 6 more sessions. Back pain: 8 → 6, better.",
        ),
        (
            "Session 8, 22 December 2025:",
            "adjust. Points: BL40, BL60; Frequency: twice a week. Leg pain.",
        ),
    )
    assert page.reviews_left_out == ("", "1 earlier review is left out.")


def test_the_close_says_how_it_ended_what_the_patient_said_and_the_advice() -> None:
    ends = FIRST + timedelta(days=28)
    sessions = [
        *visits({BACK: [8, 6, 4]}),
        session(9, {PGIC: "6"}, day=FIRST + timedelta(days=7)),
        session(10, {PGIC: "2"}, day=ends),
    ]
    course = replace(COURSE, closed=ends, outcome=Outcome.IMPROVED, outcome_note="Moved away")
    close = review(
        5, Decision.CLOSE, advice="Keep moving\nCome back if it returns", reason="Moved away"
    )

    words = (
        "Improved. Your impression of change: much better. "
        "Advice: Keep moving; Come back if it returns. Moved away."
    )
    assert page_of([CONTINUED, close], sessions, course=course).reviews[1:] == (
        ("Closed on 1 December 2025:", words),
    )
    # Closed by the command line there is no review, and the answer is of another day.
    later = replace(course, closed=ends + timedelta(days=2), outcome_note="")
    assert page_of([], sessions, course=later).reviews == (
        (
            "Closed on 3 December 2025:",
            "Improved. Your impression of change: much better (1 December 2025).",
        ),
    )
    bare = replace(course, outcome=None, outcome_note="")
    assert page_of([], sessions[:3], course=bare).reviews == (
        ("Closed on 1 December 2025:", "The course has ended."),
    )


def test_a_close_that_was_undone_stands_among_the_others() -> None:
    close = review(5, Decision.CLOSE, advice="Keep moving", reason="Moved away")

    assert page_of([close]).reviews == (
        ("Session 5, 1 December 2025:", "close. Moved away. Advice: Keep moving."),
    )


def test_the_latest_stay_and_long_ones_are_shortened() -> None:
    long = [
        review(number, Decision.ADJUST, changes=f"Change {number}. " + "other points " * 100)
        for number in (4, 8, 12, 16, 20)
    ]
    page = page_of(long)

    assert [heading for heading, _ in page.reviews] == [
        "Session 16, 16 February 2026:",
        "Session 20, 16 March 2026:",
    ]
    for (_, words), number in zip(page.reviews, (16, 20), strict=True):
        assert words.startswith(f"adjust. Change {number}. other points")
        assert (len(words) <= 280, words[-1]) == (True, "…")
    assert page.reviews_left_out == (
        "3 earlier reviews are left out.",
        "4 earlier reviews are left out.",
    )


def test_what_is_compared_is_named_with_the_numbers() -> None:
    def compared(rule: BaselineRule) -> str:
        return dict(page_of([], rule=rule).facts)["Compared"]

    assert compared(BaselineRule.FIRST) == "latest score with first score"
    assert compared(BaselineRule.FIRST_SEVEN_DAYS) == (
        "mean of the last seven days with mean of the first seven days"
    )
    assert "Compared" not in dict(page_of([], visits({BACK: [8]})).facts)


@pytest.mark.parametrize("count", [1, 12, 40])
@pytest.mark.parametrize("paper", list(Paper))
def test_with_reviews_it_is_always_one_page(tmp_path: Path, count: int, paper: Paper) -> None:
    sessions = usual_course(count)
    page = page_of(
        [CONTINUED, ADJUSTED],
        sessions,
        practice=replace(PRACTICE, paper=paper, logo=SVG_LOGO),
        patient=replace(PATIENT, display_name="محمد عبد الله", written_name="王小明"),
    )
    path = written(tmp_path, typeset(page, chart_of(list(sessions), page)))

    assert facts_of(path)["Pages"] == "1"
    text = " ".join(text_of(path).split())
    assert "Session 4, 24 November 2025: continue, 6 more sessions." in text
    assert "Points: BL40, BL60; Frequency: twice a week. Leg pain." in text


@pytest.mark.parametrize("count", [3, 40])
@pytest.mark.parametrize("paper", list(Paper))
def test_one_page_whatever_was_decided(tmp_path: Path, count: int, paper: Paper) -> None:
    word = "Wolfeschlegelsteinhausenbergerdorff" * 50
    sessions = usual_course(count)
    page = page_of(
        [review(number, Decision.ADJUST, changes=word, reason=word) for number in range(4, 40, 4)],
        sessions,
        course=replace(
            COURSE,
            condition=word[:200],
            goal="long words " * 180,
            closed=FIRST + timedelta(days=400),
            outcome=Outcome.REFERRED,
            outcome_note=word,
        ),
        practice=Practice(
            name=word[:200],
            address="\n".join(["a line of an address"] * 47),
            practitioner=word[:200],
            paper=paper,
            logo=SVG_LOGO,
        ),
        patient=replace(PATIENT, display_name=word[:200], written_name="王" * 200),
    )
    path = written(tmp_path, typeset(page, chart_of(list(sessions), page)))

    assert facts_of(path)["Pages"] == "1"
    text = text_of(path)
    assert re.search(r"\d earlier reviews are left out", text)
    assert "Closed on 8 December 2026: Referred." in " ".join(text.split())


def test_the_reviews_are_tagged_and_in_every_script(tmp_path: Path) -> None:
    reason = "تحسن قليلا 疼痛减轻, спит лучше"
    sessions = usual_course()
    page = page_of([review(4, reason=reason)], sessions)
    path = written(tmp_path, typeset(page, chart_of(list(sessions), page)))

    tree = poppler("pdfinfo", "-struct-text", path)
    assert re.search(r'H2 [^\n]*\n\s+"Reviews of the course"', tree)
    text = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text_of(path))
    for part in ("疼痛减轻", "спит лучше", "تحسن"):
        assert part in text


def test_the_page_of_a_practice_has_its_reviews(
    practice: Services, clock: FixedClock, tmp_path: Path
) -> None:
    added = practice.patients.admit_patient(
        Patient(display_name="Ann Lee"),
        Course(patient_id=0, condition="Sciatica", opened=clock.today),
    )
    for pain in (8, 7, 6, 5):
        visit = practice.sessions.start_session(added.course_id).session_id
        practice.sessions.record_score(visit, "pain_7d", str(pain))
        clock.move(days=7)
    practice.reviews.continue_course(added.course_id, more=2, reason="Sleeps better")
    practice.reviews.close_course(
        added.course_id, outcome=Outcome.RESOLVED, pgic="1", advice="Keep moving"
    )

    text = text_of(written(tmp_path, render(practice.reports.page_data(added.patient_id))))
    words = " ".join(text.split())
    assert "Session 4, 30 March 2026: continue, 2 more sessions. Sleeps better." in words
    assert (
        "Closed on 30 March 2026: Complaint gone. Your impression of change: very much better. "
        "Advice: Keep moving."
    ) in words
