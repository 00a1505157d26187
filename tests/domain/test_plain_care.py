"""What was done, what to watch for and what is next, in words that a child of twelve reads."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from acudesk.domain.course import Course
from acudesk.domain.leaflet import leaflet_chapters, shipped_leaflet
from acudesk.domain.needles import NeedledPoint, Stimulation
from acudesk.domain.plain_care import done_words, next_words, urgent_words, watch_words
from acudesk.domain.plain_words import plain_words
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.point_areas import Area, area_name, area_of, areas_of
from acudesk.domain.points import PointSide
from acudesk.domain.progress import course_progress
from acudesk.domain.session import Session
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.domain.treatment import CoIntervention, Treatment
from acudesk.services.points import point_library
from tests.charts.support import BACK, MEASURES, session, two_weeks_of_a_diary, usual_course, visits
from tests.domain.test_leaflet import _syllables

BOTH, MIDLINE = PointSide.BOTH, PointSide.MIDLINE
COURSE = Course(patient_id=1, condition="Sciatica", opened=date(2026, 1, 1))


def treated(points: Iterable[NeedledPoint] = (), **treatment: object) -> list[Session]:
    """Two visits, the second with a treatment."""
    first, last = visits({BACK: [7, 5]})
    kept = Treatment(**treatment)  # type: ignore[arg-type]
    return [first, replace(last, points=tuple(points), treatment=kept)]


# ------------------------------------------------------------------ what was done


def test_needles_are_counted_and_placed_in_everyday_words() -> None:
    points = (
        NeedledPoint(code="KI3", side=BOTH),
        NeedledPoint(code="BL23", side=BOTH),
        NeedledPoint(code="BL25", side=PointSide.LEFT),
        NeedledPoint(code="ASHI", side=PointSide.LEFT),
    )

    assert done_words(treated(points, retention_minutes=25)) == (
        "Last time, on 10 November 2025, we used 6 thin needles. "
        "They stayed in your lower back, ankle and sore spots for 25 minutes.",
    )
    assert done_words(treated(points[:1]))[0].endswith("They were in your ankle.")
    assert done_words(treated(needles_in=1)) == (
        "Last time, on 10 November 2025, we used 1 thin needle.",
    )


def test_what_else_was_used_and_advised() -> None:
    points = (
        NeedledPoint(code="BL23", side=BOTH, moxa=True, stimulation=Stimulation.ELECTRICAL),
        NeedledPoint(code="BL25", side=BOTH, cupping=True),
    )
    care = (CoIntervention.EXERCISE, CoIntervention.HEAT, CoIntervention.ADVICE)

    found = done_words(treated(points, co_interventions=care, advice="Keep\nmoving"))

    assert found[1:] == (
        "We also used moxa, which is gentle heat, cups on the skin and a weak electric current.",
        "Also part of your care: exercise and heat.",
        "Our advice: Keep moving.",
    )


def test_long_advice_is_shortened() -> None:
    (advice,) = done_words(treated(advice="walk " * 400))

    assert len(advice) < 240
    assert advice.endswith("…")


def test_points_that_only_wait_were_not_needled() -> None:
    waiting = NeedledPoint(code="BL23", side=BOTH, carried_over=True)

    assert done_words(treated([waiting])) == ()


def test_nothing_noted_is_nothing_said() -> None:
    assert done_words([]) == ()
    assert done_words(two_weeks_of_a_diary()) == ()
    assert done_words(usual_course()) == ()


# ------------------------------------------------------------------ where points lie


def test_every_point_of_the_library_lies_somewhere() -> None:
    assert [one.code for one in point_library().points if area_of(one.code) is None] == []
    assert all(area_name(area) for area in Area)


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("BL23", Area.LOWER_BACK),
        ("BL40", Area.KNEE),
        ("BL60", Area.ANKLE),
        ("GB30", Area.HIP),
        ("GB34", Area.KNEE),
        ("KI3", Area.ANKLE),
        ("LI4", Area.HAND),
        ("ST36", Area.LOWER_LEG),
        ("SP6", Area.LOWER_LEG),
        ("PC6", Area.FOREARM),
        ("GV20", Area.HEAD),
        ("GV3", Area.LOWER_BACK),
        ("BL32", Area.BASE_OF_SPINE),
        ("EX-B2", Area.BACK),
        ("EX-HN3", Area.FACE),
        ("LR3", Area.FOOT),
        ("ASHI", Area.SORE),
        ("XX9", None),
        ("BL0", None),
        ("BL68", None),
    ],
)
def test_where_a_point_lies(code: str, area: Area | None) -> None:
    assert area_of(code) == area


def test_parts_stand_from_head_to_foot_and_once() -> None:
    codes = ("KI3", "BL23", "BL60", "GV20", "BL25")

    assert areas_of([NeedledPoint(code=code, side=MIDLINE) for code in codes]) == (
        Area.HEAD,
        Area.LOWER_BACK,
        Area.ANKLE,
    )


# ------------------------------------------------------------------ what to watch for


def test_the_patients_own_side_effects_come_first() -> None:
    kinds = [[SideEffectKind.BRUISING], [SideEffectKind.BRUISING, SideEffectKind.FATIGUE], []]
    sessions = [
        session(n, {BACK: "5"}, number=n, effects=effects) for n, effects in enumerate(kinds, 1)
    ]

    assert watch_words(sessions, "")[:2] == (
        "After sessions you had a bruise and a tired or sleepy feeling.",
        "Do not drive while you feel sleepy or dizzy.",
    )


def test_asked_and_none_is_said_and_not_asked_is_not() -> None:
    asked = [session(1, {BACK: "5"}, number=1, effects=[])]

    assert watch_words(asked, "")[0] == "We asked about side effects 1 time. You had none."
    assert len(watch_words([session(1, {BACK: "5"}, number=1)], "")) == 1


def test_whom_to_call() -> None:
    assert watch_words([], "020 1234")[-1].startswith("Call us on 020 1234 if a side effect")
    assert watch_words([], "")[-1].startswith("Call us if a side effect")
    assert urgent_words().startswith("Get medical help at once")


def test_the_page_warns_of_all_that_the_leaflet_warns_of() -> None:
    (urgent,) = (one for one in leaflet_chapters(shipped_leaflet()) if one.urgent)
    leaflet = " ".join(text for part in urgent.parts for text in part.texts).lower()

    # A lung, an infection, and what presses on the nerves of bladder, bowels and legs.
    for sign in [
        "breath",
        "chest",
        "faint",
        "red",
        "hot",
        "fever",
        "water",
        "bowels",
        "numb",
        "weak",
    ]:
        assert sign in leaflet
        assert sign in urgent_words(), sign
    assert "numb between your legs" in urgent_words()


# ------------------------------------------------------------------ what is next


def planned(day: int, hour: int, **about: object) -> PlannedVisit:
    return PlannedVisit(
        patient_id=1,
        day=date(2026, 3, day),
        at=time(hour),
        **about,  # type: ignore[arg-type]
    )


def test_the_first_visit_to_come() -> None:
    now = datetime(2026, 3, 2, 9, 30)
    diary = [
        planned(9, 10),
        planned(2, 9),
        planned(3, 8, state=VisitState.CANCELLED),
        planned(4, 14),
    ]

    assert next_words(COURSE, diary, now) == "Wednesday 4 March 2026 at 14:00"
    assert next_words(COURSE, [planned(2, 10)], now) == "Monday 2 March 2026 at 10:00"
    assert next_words(COURSE, [planned(2, 9)], now) == "Not planned yet."
    ended = replace(COURSE, closed=date(2026, 3, 1))
    assert next_words(ended, [], now) == "This course has ended."


# ------------------------------------------------------------------ reading age


def grade(texts: Iterable[str]) -> float:
    """The school grade of Flesch and Kincaid (Kincaid 1975): 7 is the twelfth year of life."""
    sentences = [one for text in texts for one in re.split(r"(?<=[.?!])\s+", text) if one]
    words = [word for text in sentences for word in re.findall(r"[A-Za-z']+", text)]
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_a_child_of_twelve_can_read_all_that_can_be_said() -> None:
    points = [
        NeedledPoint(code=code, side=BOTH, moxa=True, cupping=True, stimulation=stimulation)
        for code in ("GV20", "LI4", "BL23", "GB30", "BL40", "KI3", "LR3")
        for stimulation in (Stimulation.ELECTRICAL,)
    ]
    done = done_words(treated(points, retention_minutes=20, co_interventions=tuple(CoIntervention)))
    watch = [
        sentence
        for kind in SideEffectKind
        for sentence in watch_words(
            [replace(usual_course(1)[0], side_effects=(SideEffect(kind=kind),))], "020 7946 0000"
        )
    ]
    words = [
        sentence
        for count in (1, 2, 12, 40)
        for sentence in plain_words(
            course_progress(MEASURES, usual_course(count)), usual_course(count)
        )
    ]

    for texts in (done, watch, words, [urgent_words()]):
        assert grade(texts) <= 7, texts
    for text in (*done, *watch, urgent_words()):
        assert all(len(one.split()) <= 27 for one in re.split(r"(?<=[.?!])\s+", text)), text
