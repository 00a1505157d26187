"""A session in words: what stands in its sections, and what must not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from acudesk.domain.course import Course
from acudesk.domain.needles import NeedledPoint, Response, Stimulation
from acudesk.domain.point_rows import point_columns, point_rows, response_words, stimulation_words
from acudesk.domain.points import PointSide
from acudesk.domain.questionnaires import Answers
from acudesk.domain.record import seal_words, session_title, short_seal
from acudesk.domain.record_sections import Line, RecordSources, Section, scale_words, sections
from acudesk.domain.screening import Answer, Consent, Override, Screening, ScreeningAnswer
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind
from acudesk.domain.side_effects import (
    Causality,
    FollowUp,
    Noticed,
    Severity,
    SideEffect,
    SideEffectKind,
)
from acudesk.domain.treatment import CoIntervention, MedicationChange, Treatment
from tests.charts.support import BACK, FLOOR, MEASURES, session

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOURCES = RecordSources(
    course=Course(
        patient_id=1, condition="Sciatica", opened=DAY, activities=("Putting on socks", "", "")
    ),
    measures=MEASURES,
    local=lambda moment: moment,
)
VISIT = session(7, {BACK: "4", FLOOR: None}, day=DAY, number=2)


def told(visit: Session, title: str, sources: RecordSources = SOURCES) -> list[tuple[str, str]]:
    """Label and text of the lines of one section, which is there once or not at all."""
    found: list[Section] = [one for one in sections(visit, sources) if one.title == title]
    assert len(found) <= 1
    return [(line.label, line.text) for section in found for line in section.lines]


def line(visit: Session, label: str, sources: RecordSources = SOURCES) -> Line:
    """The one line of that label."""
    (found,) = (
        one for section in sections(visit, sources) for one in section.lines if one.label == label
    )
    return found


def test_a_score_stands_with_its_scale_and_what_was_due_is_not_asked() -> None:
    assert told(VISIT, "Scores") == [
        ("Back pain, average of the last 7 days", "4"),
        ("Fingertip-to-floor distance", "not asked"),
    ]
    score = line(VISIT, "Back pain, average of the last 7 days")
    assert score.detail == "0 none to 10 worst imaginable, lower is better"


def test_scales_say_their_unit_and_direction() -> None:
    by_code = {measure.code: measure for measure in MEASURES}
    pain, psfs = by_code["pain_7d"], by_code["psfs"]

    assert scale_words(pain, pain.scale_named("vas100")) == (
        "0 none to 100 mm worst imaginable, lower is better"
    )
    assert scale_words(psfs, psfs.scale).endswith("higher is better")


def test_activities_are_named_and_steps_have_words() -> None:
    socks = ScoreKey(measure="psfs", moment=Moment.ONCE, item="1")
    change = ScoreKey(measure="pgic", moment=Moment.ONCE)
    visit = session(1, {socks: "5", change: "2"}, day=DAY, number=2)

    assert told(visit, "Scores") == [
        ("Patient-specific activities (PSFS): Putting on socks", "5"),
        ("Patient's impression of change (PGIC)", "2: much better"),
    ]


def test_asked_none_differs_from_not_asked() -> None:
    asked = replace(VISIT, side_effects_asked=True, since_asked=True)

    assert told(VISIT, "During and after treatment") == [("Side effects", "not asked")]
    assert told(asked, "During and after treatment") == [("Side effects", "asked, none")]
    assert told(VISIT, "Since last time") == [("Side effects since last time", "not asked")]
    assert told(asked, "Since last time") == [("New side effects", "asked, none")]


def test_before_a_first_visit_there_was_nothing_to_ask_about() -> None:
    assert told(replace(VISIT, number=1), "Since last time") == []


def test_a_side_effect_with_all_that_is_known_of_it() -> None:
    effect = SideEffect(
        kind=SideEffectKind.BRUISING,
        severity=Severity.MODERATE,
        serious=True,
        onset="next morning",
        resolved_on=date(2026, 3, 9),
        causality=Causality.CERTAIN,
        action="Cold pack",
        note="Left calf",
    )
    visit = replace(VISIT, side_effects=(effect,), side_effects_asked=True)

    found = line(visit, "Bruising")
    assert found.text == (
        "moderate, serious · began: next morning · gone on 9 March 2026 · "
        "caused by treatment: certain"
    )
    assert found.detail == "done: Cold pack\nLeft calf"


def test_a_side_effect_of_which_nothing_else_is_known() -> None:
    effect = SideEffect(kind=SideEffectKind.NAUSEA, noticed=Noticed.SINCE)

    assert told(replace(VISIT, side_effects=(effect,)), "Since last time") == [("Nausea", "noted")]


def test_what_became_of_earlier_side_effects() -> None:
    kinds = SideEffectKind
    follow_ups = (
        FollowUp(about="a", kind=kinds.BRUISING, gone=True, resolved_on=date(2026, 2, 28)),
        FollowUp(about="a", kind=kinds.HEADACHE, gone=True),
        FollowUp(about="elsewhere", kind=kinds.NUMBNESS, gone=False, note="Less than before"),
    )
    visit = replace(VISIT, follow_ups=follow_ups, since_asked=True)
    sources = replace(SOURCES, days={"a": date(2026, 2, 23)})

    assert told(visit, "Since last time", sources) == [
        ("Bruising, noted on 23 February 2026", "gone on 28 February 2026"),
        ("Headache, noted on 23 February 2026", "gone, day not known"),
        ("Numbness or tingling, noted earlier", "still there"),
        ("New side effects", "asked, none"),
    ]


def test_a_screening_names_each_yes_and_counts_each_no() -> None:
    screening = Screening(
        patient_id=1,
        session_id=VISIT.id,
        at=NOON,
        answers=(
            ScreeningAnswer(item="pacemaker", answer=Answer.YES, note="Since 2019"),
            ScreeningAnswer(item="epilepsy", answer=Answer.NO),
            ScreeningAnswer(item="odd_item", answer=Answer.UNKNOWN),
        ),
        decision="No electro-acupuncture.",
    )
    confirmed = replace(VISIT, treatment=Treatment(health_confirmed_at=NOON, screening="x"))
    sources = replace(SOURCES, screening=screening, questions={"pacemaker": "A pacemaker?"})

    assert told(confirmed, "Health and consent", sources) == [
        ("Health, medicines, implants, pregnancy", "screened at 12:00"),
        ("A pacemaker?", "yes"),
        ("odd item", "not known"),
        ("Answered no", "1 other question"),
        ("Decision", "No electro-acupuncture."),
    ]


def test_health_that_was_confirmed_later() -> None:
    screening = Screening(patient_id=1, at=datetime(2026, 2, 23, 9, 0, tzinfo=UTC))
    confirmed = replace(VISIT, treatment=Treatment(health_confirmed_at=NOON, screening="x"))

    found = line(
        confirmed,
        "Health, medicines, implants, pregnancy",
        replace(SOURCES, screening=screening),
    )
    assert found.text == "confirmed unchanged at 12:00"
    assert found.detail == "since the screening of 23 February 2026"


def test_consent_is_told_and_its_lack_where_needles_went_in() -> None:
    consent = Consent(patient_id=1, given_on=date(2026, 2, 23), withdrawn_on=DAY)
    needled = replace(VISIT, points=(NeedledPoint(code="BL23", side=PointSide.BOTH),))

    assert line(needled, "Consent").text == "none on record for this day"
    assert all(label != "Consent" for label, _ in told(VISIT, "Health and consent"))
    assert line(needled, "Consent", replace(SOURCES, consent=consent)).text == (
        "given on 23 February 2026, withdrawn on 2 March 2026"
    )


def test_an_override_stands_with_its_reason() -> None:
    override = Override(
        rule="pacemaker",
        about="BL23",
        words="Pacemaker: BL23 only by hand.",
        reason="Asked",
        at=NOON,
    )

    assert told(replace(VISIT, overrides=(override,)), "Stops that were overridden") == [
        ("Pacemaker: BL23 only by hand.", "reason: Asked")
    ]


def test_the_count_of_needles() -> None:
    points = (NeedledPoint(code="BL23", side=PointSide.BOTH),)
    out = [
        told(replace(VISIT, points=points, treatment=treatment), "Needles")
        for treatment in (
            Treatment(),
            Treatment(needles_out=2),
            Treatment(needles_out=1, count_reason="Found on the floor"),
            Treatment(needles_in=3, needles_out=3),
        )
    ]

    assert out[0] == [("Counted", "2 in, not counted out")]
    assert out[1] == [("Counted", "2 in, 2 out")]
    assert out[2] == [
        ("Counted", "2 in, 1 out: the count does not match"),
        ("Reason for the difference", "Found on the floor"),
    ]
    assert out[3] == [("Counted", "3 in, 3 out")]


def test_which_needles_were_used() -> None:
    def needle(**fields: object) -> str:
        treatment = Treatment(**fields)  # type: ignore[arg-type]
        return line(replace(VISIT, treatment=treatment), "Needle").text

    both = needle(
        needle_diameter=Decimal("0.25"), needle_length=Decimal("40.0"), needle_maker="Seirin"
    )
    assert both == "0.25 × 40 mm, Seirin"
    assert needle(needle_diameter=Decimal("0.3")) == "diameter 0.3 mm"
    assert needle(needle_length=Decimal(30)) == "length 30 mm"


def test_points_have_only_the_columns_that_something_stands_in() -> None:
    points = (
        NeedledPoint(code="BL23", side=PointSide.BOTH, depth_mm=25),
        NeedledPoint(code="ashi", side=PointSide.LEFT, zone="back_low_left", note="Tender"),
    )
    names = {"BL23": "Shènshū"}

    assert point_columns(points, names, {}) == ("Point", "Name", "Side", "Needles", "Depth")
    first, second = point_rows(points, names, {"back_low_left": "lower back, left"})
    assert first.cells == ("BL23", "Shènshū", "L+R", "2", "25 mm")
    assert second.cells == ("ashi", "lower back, left", "L", "1", "")
    assert second.note == "Tender"
    assert point_columns((), names, {}) == ()


def test_stimulation_and_response_in_words() -> None:
    point = NeedledPoint(code="BL23", side=PointSide.BOTH)
    wired = replace(
        point,
        stimulation=Stimulation.ELECTRICAL,
        pair="BL25",
        hertz=Decimal("2.0"),
        milliamp=Decimal("1.5"),
    )

    assert stimulation_words(point) == response_words(point) == ""
    assert stimulation_words(wired) == "electrical, with BL25, 2 Hz, 1.5 mA"
    assert stimulation_words(replace(wired, stimulation=Stimulation.MANUAL)) == "manual"
    assert response_words(replace(point, sought=Response.DE_QI)) == "de qi sought"
    assert response_words(replace(point, sought=Response.TWITCH, obtained=True)) == (
        "muscle twitch obtained"
    )
    assert response_words(replace(point, sought=Response.DE_QI, obtained=False)) == (
        "de qi not obtained"
    )
    assert response_words(replace(point, sought=Response.NONE)) == "none sought"


def test_a_point_from_last_time_is_no_part_of_the_record() -> None:
    carried = NeedledPoint(code="BL40", side=PointSide.BOTH, carried_over=True)
    (points,) = (
        one for one in sections(replace(VISIT, points=(carried,)), SOURCES) if one.title == "Points"
    )

    assert points.rows == ()
    assert [one.text for one in points.lines] == ["BL40"]
    assert points.lines[0].label == "From last time, not confirmed"


def test_other_care_medicines_and_answers() -> None:
    visit = replace(
        VISIT,
        treatment=Treatment(
            co_interventions=(CoIntervention.HEAT, CoIntervention.ADVICE),
            medication_change=MedicationChange.LESS,
            medication_note="Half the dose",
        ),
        answers=(Answers(questionnaire="own_list", given=(("1", "x"), ("2", ""))),),
    )

    assert told(visit, "Other care and advice") == [("Other care", "heat"), ("Advice", "given")]
    assert line(visit, "Medicines").detail == "Half the dose"
    assert told(visit, "Questionnaires") == [("own list", "1 answer")]
    assert line(visit, "own list").detail == "not finished"


def test_sections_come_in_the_order_of_the_visit_and_none_is_empty() -> None:
    bare = sections(session(1, {}, day=DAY), SOURCES)
    full = sections(replace(VISIT, notes="Slept well.", side_effects_asked=True), SOURCES)

    assert bare == ()
    assert [one.title for one in full] == [
        "Scores",
        "Since last time",
        "Health and consent",
        "During and after treatment",
        "Notes",
    ]
    assert all(one.lines or one.rows for one in full)


def test_titles_and_seals() -> None:
    assert session_title(VISIT, 10) == "Session 2 of 10 planned"
    assert session_title(replace(VISIT, number=None), 10) == "Visit that does not count"
    between = replace(VISIT, kind=SessionKind.BETWEEN, number=None)
    assert session_title(between, 10) == "Entry between visits"
    assert short_seal("3f2a91c077be" + "0" * 52) == "3f2a 91c0 77be…"
    assert seal_words(True) != seal_words(False)
