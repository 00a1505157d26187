"""The table of sentences about a course: what is said, what it means, and on whose word."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from acudesk.domain.adherence import adherence
from acudesk.domain.course import Course
from acudesk.domain.course_words import (
    adherence_words,
    change_number,
    change_words,
    course_lines,
    effect_words,
    from_to_words,
    measure_wordings,
    measure_words,
    medicine_words,
    missing_words,
    progress_words,
    row_words,
    rule_words,
    slope_numbers,
    slope_words,
    source_words,
    status_words,
    within_words,
)
from acudesk.domain.glossary import Term, glossary, meaning
from acudesk.domain.meanings import (
    REFERENCES,
    Meaning,
    judgement_meaning,
    own_rule,
    short_of_threshold,
    status_meaning,
)
from acudesk.domain.measure import Scale
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import Gap, MeasureProgress, Status, course_progress
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effect_rates import counted_rates, effect_rates
from acudesk.domain.side_effects import SideEffectKind
from acudesk.domain.treatment import MedicationChange, Treatment
from acudesk.domain.within_session import within_sessions
from tests.charts.support import (
    AFTER,
    BACK,
    BEFORE,
    FIRST,
    FLOOR,
    MEASURES,
    RAISE_LEFT,
    session,
    two_weeks_of_a_diary,
    usual_course,
    visits,
)

BY_CODE = {measure.code: measure for measure in MEASURES}
NRS, VAS = BY_CODE["pain_7d"].scales
CM, DEGREES = BY_CODE["fingertip_floor"].scale, BY_CODE["leg_raise_left"].scale
OWN = Scale(code="own", lowest=Decimal(0), highest=Decimal(30), threshold=Decimal(4))
DOSES = ScoreKey(measure="analgesic_doses", moment=Moment.ONCE)
PGIC = ScoreKey(measure="pgic", moment=Moment.ONCE)
WALK = ScoreKey(measure="psfs", moment=Moment.ONCE, item="1")
UNSOURCED = "Set in this practice, without a source"
CLAIMS = ("because", "thanks to", "due to", "helped", "cured", "effective", "healed")


def only(key: ScoreKey, values: Sequence[float | None], every: int = 7) -> MeasureProgress:
    """The progress of one measure over visits."""
    found = course_progress(MEASURES, visits({key: values}, every=every))
    (one,) = (one for one in found if one.key == key)
    return one


def course(planned: int = 10) -> Course:
    return Course(id=1, patient_id=1, condition="Sciatica", opened=FIRST, planned_sessions=planned)


def every_meaning() -> Iterable[Meaning]:
    for status in Status:
        for scale in (None, NRS, VAS, CM, DEGREES, OWN):
            yield status_meaning(status, scale)
    for chapter in glossary(MEASURES):
        yield from chapter.meanings


# ------------------------------------------------------------------------ meanings


def test_everything_said_has_words_a_meaning_and_a_source() -> None:
    for one in every_meaning():
        assert one.words
        assert one.explanation.endswith(".")
        assert one.citations
        assert all(one.citations)


def test_every_citation_is_one_that_was_checked() -> None:
    scales = [scale for measure in MEASURES for scale in measure.scales]
    written = [text for one in scales for text in (one.error_source, one.threshold_source)]
    known = {*REFERENCES, own_rule(), UNSOURCED, *"; ".join(filter(None, written)).split("; ")}

    assert {source for one in every_meaning() for source in one.citations} <= known
    assert set(REFERENCES) <= {source for one in every_meaning() for source in one.citations}


def test_no_two_statuses_of_a_scale_share_their_words() -> None:
    for scale in (NRS, CM):
        assert len({status_words(status, scale) for status in Status}) == len(Status)
    assert status_words(Status.BETTER, NRS) == "better, below the usual threshold"
    assert status_words(Status.BETTER, CM) == status_words(Status.BETTER) == "better"


def test_the_threshold_tells_its_numbers_and_that_it_is_stricter() -> None:
    reached = status_meaning(Status.REACHED_THRESHOLD, NRS)

    assert "2 points and 30 %" in reached.explanation
    assert "stricter than Farrar and Ostelo: there either is enough" in reached.explanation
    assert reached.citations == (
        "Farrar 2001, Pain 94:149-158",
        "Ostelo 2008, Spine 33(1):90-94",
    )
    assert "stricter than Ostelo:" in status_meaning(Status.REACHED_THRESHOLD, VAS).explanation
    assert "15 mm and 30 %" in status_meaning(Status.WORSE_BY_THRESHOLD, VAS).explanation


def test_as_many_points_from_too_low_a_baseline_are_not_called_below_the_threshold() -> None:
    told = only(BACK, [2, 0])

    assert (told.status, told.percent) == (Status.BETTER, None)
    assert progress_words(told) == "better"
    assert "From a baseline of 2 or less no percentage is reckoned" in source_words(told)
    assert progress_words(only(BACK, [2, 1])) == "better, below the usual threshold"


def test_a_threshold_of_the_practice_claims_no_source() -> None:
    reached = status_meaning(Status.REACHED_THRESHOLD, OWN)

    assert "by 4 points or more" in reached.explanation
    assert "Both must hold" not in reached.explanation
    assert reached.citations == (UNSOURCED,)


def test_the_error_of_measurement_is_named_with_its_source() -> None:
    within = status_meaning(Status.WITHIN_ERROR, CM)

    assert "no larger than 4.5 cm" in within.explanation
    assert within.citations == ("Ekedahl 2012, Arch Phys Med Rehabil 93:2210-15",)
    assert "more than 4.5 cm" in status_meaning(Status.BETTER, CM).explanation


@pytest.mark.parametrize(
    ("term", "figures", "source"),
    [
        (Term.TOO_SMALL, ("1,661", "4.15", "2.16"), "PMC9299931"),
        (Term.WITHIN_SESSION, ("58 to 72 %", "60 people"), "Baeumler 2024, Front Neurol"),
        (Term.LEVELS, ("30 %", "50 %"), "Dworkin 2008, J Pain 9:105-121"),
        (Term.ERROR, ("4.5 cm", "1 cm", "9.8 cm"), "Robinson & Mengshoel 2014, Spine 39(4)"),
        (Term.MOBILITY, ("523",), "Sullivan 2000, Phys Ther 80:240-250"),
        (Term.SIDE_EFFECTS, ("42.4 %", "6.8 %"), "Chung 2015, Clin J Pain"),
        (Term.LOW_BASELINE, ("2 or less",), "AcuDesk's own rule"),
        (Term.NO_CAUSE, ("47.6 %", "44.2 %", "27.4 %"), "Haake 2007, Arch Intern Med 167:1892-98"),
        (Term.SLOPE, ("median",), "Sen 1968, J Am Stat Assoc 63:1379-1389"),
    ],
)
def test_figures_stand_with_their_source(term: Term, figures: tuple[str, ...], source: str) -> None:
    one = meaning(term)

    assert all(figure in one.explanation for figure in figures)
    assert source in one.citations


def test_the_help_holds_every_term_and_every_status_once() -> None:
    words = [one.words for chapter in glossary() for one in chapter.meanings]

    assert len(words) == len(set(words))
    assert {meaning(term).words for term in Term} <= set(words)
    assert {status_words(status) for status in Status} <= set(words)
    assert short_of_threshold(Status.WORSE).words in words
    assert "Measure by measure" not in [chapter.title for chapter in glossary()]
    listed = {one.words for chapter in glossary(MEASURES) for one in chapter.meanings}
    assert "Roland-Morris (RMDQ-24), score" in listed
    assert "Lumbar flexion" not in listed


# -------------------------------------------------------------------- one measure


@pytest.mark.parametrize(
    ("key", "values", "words", "figures", "moved"),
    [
        (BACK, [8, 5, 3], "5 points lower (63 %)", "−5 (−63 %)", "8 → 3"),
        (BACK, [5, 4], "1 point lower (20 %)", "−1 (−20 %)", "5 → 4"),
        (BACK, [4, 6], "2 points higher (50 %)", "+2 (+50 %)", "4 → 6"),
        (BACK, [5, 3, 5], "no change", "0", "5 → 5"),
        (BACK, [2, 1], "1 point lower", "−1", "2 → 1"),
        (BACK, [6.75, 5.02], "1.73 points lower (26 %)", "−1.73 (−26 %)", "6.75 → 5.02"),
        (FLOOR, [22, 12.5], "9.5 cm less (43 %)", "−9.5 (−43 %)", "22 → 12.5 cm"),
        (RAISE_LEFT, [40, 60], "20° more (50 %)", "+20 (+50 %)", "40 → 60°"),
        (DOSES, [4, 3], "1 dose less (25 %)", "−1 (−25 %)", "4 → 3 doses"),
        (BACK, [7], "", "", "7"),
        (PGIC, [3, 2], "", "", "much better"),
    ],
)
def test_a_change_in_words_and_in_figures(
    key: ScoreKey, values: list[float], words: str, figures: str, moved: str
) -> None:
    one = only(key, values)

    assert (change_words(one), change_number(one), from_to_words(one)) == (words, figures, moved)


def test_the_trend_a_week_with_its_interval() -> None:
    falling = only(BACK, [8, 7, 6, 5, 4, 3])

    assert slope_words(falling) == "−1 point a week (95 % interval −1 to −1)"
    assert slope_numbers(falling) == ("−1 a week (−1 to −1)", "−1 a week")


def test_too_few_scores_have_no_interval() -> None:
    # The six slopes between two of four scores: -2 -2 -5/3 -3/2 -3/2 -1, their median -19/12.
    few = only(BACK, [8, 6, 5, 3])

    assert slope_words(few) == "−1.58 points a week, too few scores for a trend interval"
    assert slope_numbers(few)[-1] == "too few scores for a trend interval"
    assert slope_words(only(BACK, [8])) == ""
    assert slope_words(only(PGIC, [3, 2, 2])) == ""
    assert slope_words(only(FLOOR, [20, 21.5])).startswith("+1.5 cm a week, ")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([8, 7, None, 6, 5, 5, None], "not asked at sessions 3 and 7"),
        ([8, None, 6], "not asked at session 2"),
        ([None, None, None, 6, 5, None, 4], "not asked at sessions 1 to 3 and 6"),
        ([8, 7], ""),
    ],
)
def test_what_is_missing_is_named(values: list[float | None], words: str) -> None:
    assert missing_words(only(BACK, values).gaps) == words


def test_what_is_missing_between_visits_is_named_by_its_day() -> None:
    gaps = [
        Gap(session_id=1, day=date(2026, 8, 3), number=4),
        Gap(session_id=2, day=date(2026, 8, 9), number=None),
        Gap(session_id=3, day=date(2026, 8, 10), number=None),
    ]

    assert missing_words(gaps) == (
        "not asked at session 4 and between visits on 9 Aug 2026 and 10 Aug 2026"
    )
    many = [
        Gap(session_id=n, day=date(2026, 1, 1) + timedelta(days=n), number=None) for n in range(20)
    ]
    assert missing_words(many).endswith("12 Jan 2026 and 8 more days")


def test_what_was_asked_when_of_what() -> None:
    activities = ("fetch water", "", "")

    assert measure_words(only(BEFORE, [5])) == "Pain now, before treatment"
    assert measure_words(only(AFTER, [5])) == "Pain now, after treatment"
    assert measure_words(only(WALK, [5]), activities).endswith("(PSFS), fetch water")
    assert measure_words(only(WALK, [5]), activities, short=True) == "PSFS, fetch water"
    (vas,) = (
        one
        for one in course_progress(MEASURES, [session(1, {BACK: "67"}, number=1, scale="vas100")])
        if one.asked
    )
    assert measure_words(vas).endswith("7 days, 0 to 100 mm")
    assert measure_wordings(vas) == (measure_words(vas), "Back pain, 0 to 100 mm")


def test_a_row_reads_as_one_sentence() -> None:
    assert row_words(only(BACK, [8, 7, None, 5, 4, 3, 2])) == (
        "Back pain, average of the last 7 days: from 8 to 2, 6 points lower (75 %); "
        "better, reached the usual threshold; −1 point a week (95 % interval −1 to −1); "
        "asked 6 times; not asked at session 3."
    )
    assert row_words(only(FLOOR, [30, None])) == (
        "Fingertip-to-floor distance: 30 cm; no change to show yet; asked 1 time; "
        "not asked at session 2."
    )
    assert row_words(only(BACK, [None])).endswith(": not asked yet; not asked at session 1.")


def test_a_judgement_of_change_is_called_one() -> None:
    assert progress_words(only(PGIC, [3, 2])) == judgement_meaning().words
    assert "Dworkin 2008" in source_words(only(PGIC, [3]))


def test_behind_the_words_stand_meaning_figures_and_sources() -> None:
    pain = source_words(only(BACK, [8, 2]))
    assert "Usual threshold: 2 points and 30 %. Farrar 2001" in pain
    assert "Both must hold" in pain

    floor = source_words(only(FLOOR, [30, 20]))
    assert "Error of measurement: 4.5 cm. Ekedahl 2012" in floor
    assert "Sullivan 2000" in floor

    assert "Baeumler 2024" in source_words(only(AFTER, [5, 1]))
    assert "Baeumler 2024" not in source_words(only(BEFORE, [5, 1]))
    assert "AcuDesk's own rule" in source_words(only(RAISE_LEFT, [5, 1]))


def test_the_rule_names_both_sides_of_the_comparison() -> None:
    assert rule_words(BaselineRule.FIRST) == "Baseline: first score. Against it: latest score."
    assert rule_words(BaselineRule.FIRST_SEVEN_DAYS) == (
        "Baseline: mean of the first seven days. Against it: mean of the last seven days."
    )


# --------------------------------------------------------------------- the course


def on_days(*days: int) -> list[Session]:
    return [
        session(n, {}, day=FIRST + timedelta(days=day), number=n)
        for n, day in enumerate(days, start=1)
    ]


@pytest.mark.parametrize(
    ("days", "planned", "words"),
    [
        (
            (0, 5, 10, 15, 20, 41, 46, 51),
            10,
            "8 of 10 planned sessions in 7 weeks, every 5 days (median); "
            "1 gap of 21 days before session 6.",
        ),
        ((), 10, "No session yet of 10 planned."),
        ((0,), 1, "1 of 1 planned session."),
        ((0, 7), 6, "2 of 6 planned sessions in 7 days."),
        ((0, 1, 2), 2, "3 sessions in 2 days, 2 planned, every day (median)."),
        (
            (0, 20, 27, 57),
            4,
            "4 of 4 planned sessions in 8 weeks, every 20 days (median); "
            "2 gaps: 20 days before session 2 and 30 days before session 4.",
        ),
    ],
)
def test_how_the_visits_came(days: tuple[int, ...], planned: int, words: str) -> None:
    assert adherence_words(adherence(course(planned), on_days(*days))) == words


def test_missed_and_cancelled_visits_are_said() -> None:
    states = (VisitState.MISSED, VisitState.CANCELLED, VisitState.CANCELLED, VisitState.PLANNED)
    diary = [
        PlannedVisit(patient_id=1, course_id=1, day=FIRST, at=time(9, n), state=state)
        for n, state in enumerate(states)
    ]

    assert adherence_words(adherence(course(), on_days(0, 7), diary)).endswith(
        "; 1 visit missed; 2 visits cancelled."
    )


def test_relief_right_after_is_said_to_be_no_other() -> None:
    before, after = [6, 6, 5, 5, 5, 4, 4, 4, 3], [5, 4, 4, 3, 3, 3, 2, 3, 1.5]
    (found,) = within_sessions(MEASURES, visits({BEFORE: before, AFTER: after}))

    assert within_words(found) == (
        "Pain now, 1.5 points lower on average over 9 sessions; "
        "that is not the change over the course."
    )


def test_side_effects_with_their_interval_and_apart_where_not_asked() -> None:
    asked = counted_rates(
        asked=True,
        sessions=12,
        with_any=3,
        kinds=[(SideEffectKind.BRUISING, 2), (SideEffectKind.FATIGUE, 1)],
    )
    other = counted_rates(asked=False, sessions=4, with_any=1, kinds=[(SideEffectKind.OTHER, 1)])

    # Wilson for 3 of 12: 0.0889 to 0.5323.
    assert effect_words((asked, other)) == (
        "At 3 of 12 sessions where asked, 25 % (95 % interval 9 to 53 %): bruising at 2, "
        "fatigue or drowsiness at 1. "
        "Noted at 1 of 4 sessions where the checklist was not asked."
    )


def test_none_noted_is_not_surely_none() -> None:
    none = counted_rates(asked=True, sessions=10, with_any=0, kinds=[])
    nobody = counted_rates(asked=False, sessions=0, with_any=0, kinds=[])

    # Wilson for 0 of 10: 0 to 0.2775.
    assert effect_words((none, nobody)) == (
        "None noted at 10 sessions where asked, 0 % (95 % interval 0 to 28 %)."
    )
    unasked = counted_rates(asked=False, sessions=3, with_any=0, kinds=[])
    assert effect_words((replace(nobody, asked=True), unasked)) == (
        "Not asked at 3 sessions: not known there."
    )
    assert effect_words((nobody, nobody)) == ""


def with_medicines(changes: Sequence[MedicationChange | None]) -> list[Session]:
    doses = [10 - n for n in range(len(changes))]
    return [
        replace(one, treatment=Treatment(medication_change=change))
        for one, change in zip(visits({DOSES: doses}), changes, strict=True)
    ]


def test_medicines_are_said_beside_the_scores() -> None:
    less, same = MedicationChange.LESS, MedicationChange.UNCHANGED
    sessions = with_medicines([None, less, same, less, MedicationChange.MORE])

    assert medicine_words(course_progress(MEASURES, sessions), sessions) == (
        "Painkiller doses in the last week, 4 doses less (40 %); "
        "takes less at sessions 2 and 4; takes more at session 5."
    )
    quiet = with_medicines([same, same])
    assert medicine_words((), quiet) == "Unchanged, asked at 2 sessions."
    assert medicine_words((), visits({BACK: [5]})) == ""


def test_the_lines_of_a_course_and_what_stands_behind_them() -> None:
    sessions = usual_course()
    lines = course_lines(
        course_progress(MEASURES, sessions),
        within_sessions(MEASURES, sessions),
        adherence(course(), sessions),
        effect_rates(sessions),
        sessions,
    )

    assert [line.heading for line in lines] == ["Right after treatment", "Visits", "Side effects"]
    assert "Baeumler 2024" in lines[0].source
    assert "1 visit a week, 1 planned." in lines[1].source
    assert "Chung 2015" in lines[2].source


# ------------------------------------------------------------------------- claims


@pytest.mark.parametrize(
    "sessions",
    [
        usual_course(),
        usual_course(1),
        two_weeks_of_a_diary(),
        visits({BACK: [3, 9], FLOOR: [9, 5]}),
    ],
)
@pytest.mark.parametrize("rule", BaselineRule)
def test_never_a_claim_of_cause_or_cure(sessions: list[Session], rule: BaselineRule) -> None:
    progress = course_progress(MEASURES, sessions, rule)
    said = [row_words(one) for one in progress]
    said += [
        line.words
        for line in course_lines(
            progress,
            within_sessions(MEASURES, sessions),
            adherence(course(), sessions),
            effect_rates(sessions),
            sessions,
        )
    ]
    said += [one.words for one in every_meaning()]
    text = " ".join(said).lower()

    assert not [claim for claim in (*CLAIMS, "acupuncture", "response") if claim in text]
    assert "none:" not in text
    explained = " ".join(one.explanation for one in every_meaning()).lower()
    assert not [claim for claim in CLAIMS if claim in explained]
