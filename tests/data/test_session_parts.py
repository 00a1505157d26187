"""What belongs to a session is read as it was kept, whatever was kept."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acudesk.bootstrap import Services
from acudesk.data.session_parts import (
    ANSWERS,
    DUE,
    EFFECTS,
    FOLLOW_UPS,
    MARKS,
    OVERRIDES,
    POINTS,
    SCORES,
    TREATMENTS,
    Part,
    keep_part,
    read_part,
)
from acudesk.domain.body_chart import BodyMark, MarkKind, PainQuality, check_marks
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint, Response, Stimulation, Technique
from acudesk.domain.patient import Patient
from acudesk.domain.points import PointSide
from acudesk.domain.questionnaires import Answers
from acudesk.domain.screening import Override
from acudesk.domain.session import Moment, Score, ScoreKey
from acudesk.domain.side_effects import (
    Causality,
    FollowUp,
    Noticed,
    Severity,
    SideEffect,
    SideEffectKind,
)
from acudesk.domain.treatment import (
    NOTHING,
    CoIntervention,
    Driving,
    MedicationChange,
    Reaction,
    Sensation,
    Tension,
    Treatment,
)
from tests.clock import FixedClock
from tests.data.support import database_of

WORDS = st.text(max_size=20).map(lambda text: text.replace("\x00", ""))
CODES = st.text("abcdefXYZ0123-", min_size=1, max_size=12)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC, fold=0)
)
MAYBE = st.none() | st.booleans()


def uids() -> st.SearchStrategy[str]:
    return st.text("0123456789abcdef", min_size=32, max_size=32)


def numbers(least: str, most: str, places: int = 2) -> st.SearchStrategy[Decimal | None]:
    return st.none() | st.decimals(Decimal(least), Decimal(most), places=places)


def counts(least: int, most: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(least, most)


def some(kind: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(kind)


def made(build: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Things that the domain lets through."""

    def tried(values: dict[str, Any]) -> Any:
        try:
            return build(**values)
        except DomainError:
            return None

    return st.fixed_dictionaries(fields).map(tried).filter(lambda one: one is not None)


KEYS = st.builds(
    ScoreKey, measure=CODES, moment=st.sampled_from(Moment), item=st.sampled_from(["", "1", "3"])
)
SCORE = st.builds(
    Score.kept,
    KEYS,
    st.sampled_from(["0", "10", "6,50", "3.141592653589793238"]),
    st.sampled_from(["nrs11", "psfs"]),
)
EFFECT = st.builds(
    SideEffect,
    kind=st.sampled_from(SideEffectKind),
    noticed=st.sampled_from(Noticed),
    severity=some(Severity),
    serious=MAYBE,
    onset=WORDS,
    resolved_on=st.none() | DAYS,
    causality=some(Causality),
    action=WORDS,
    note=WORDS,
)
FOLLOW_UP = made(
    FollowUp,
    about=uids(),
    kind=st.sampled_from(SideEffectKind),
    noticed=st.sampled_from(Noticed),
    gone=st.booleans(),
    resolved_on=st.none() | DAYS,
    note=WORDS,
)
POINT = st.builds(
    NeedledPoint,
    code=CODES,
    side=st.sampled_from(PointSide),
    insertions=counts(0, 60),
    depth_mm=counts(1, 150),
    technique=some(Technique),
    stimulation=some(Stimulation),
    pair=WORDS,
    hertz=numbers("0.01", "1000"),
    milliamp=numbers("0.001", "100", places=3),
    sought=some(Response),
    obtained=MAYBE,
    moxa=st.booleans(),
    cupping=st.booleans(),
    zone=WORDS,
    note=WORDS,
    carried_over=st.booleans(),
)
TREATMENT = made(
    Treatment,
    needle_diameter=numbers("0.05", "2"),
    needle_length=numbers("1", "300"),
    needle_maker=WORDS,
    needle_lot=WORDS,
    needles_in=counts(0, 300),
    needles_out=counts(0, 300),
    count_reason=WORDS,
    retention_minutes=counts(1, 240),
    timer_started_at=st.none() | MOMENTS,
    timer_minutes=counts(1, 240),
    sensations=st.lists(st.sampled_from(Sensation), max_size=2),
    tension=some(Tension),
    tension_where=WORDS,
    tongue=WORDS,
    pulse=WORDS,
    pattern=WORDS,
    rationale=WORDS,
    changed_because=WORDS,
    co_interventions=st.lists(st.sampled_from(CoIntervention)),
    advice=WORDS,
    medication_change=some(MedicationChange),
    medication_note=WORDS,
    reactions=st.lists(st.sampled_from(Reaction)),
    driving=some(Driving),
    health_confirmed_at=st.none() | MOMENTS,
    screening=st.just("") | uids(),
)
MARK = made(
    BodyMark,
    zone=CODES,
    kind=st.sampled_from(MarkKind),
    intensity=counts(0, 10),
    quality=some(PainQuality),
    note=WORDS,
)
OVERRIDE = made(Override, rule=CODES, about=WORDS, words=WORDS, reason=WORDS, at=MOMENTS)
ANSWER = st.builds(
    Answers,
    questionnaire=CODES,
    given=st.lists(st.tuples(CODES, WORDS), max_size=4).map(tuple),
    finished=st.booleans(),
)
PARTS: list[tuple[Part, st.SearchStrategy[Any], Any]] = [
    (SCORES, SCORE, lambda one: (one.key.measure, one.key.moment, one.key.item)),
    (DUE, KEYS, lambda one: (one.measure, one.moment, one.item)),
    (EFFECTS, EFFECT, lambda one: (one.noticed, one.kind)),
    (FOLLOW_UPS, FOLLOW_UP, lambda one: (one.about, one.noticed, one.kind)),
    (MARKS, MARK, lambda one: (one.kind, one.zone)),
    (ANSWERS, ANSWER, lambda one: one.questionnaire),
]
ORDERED: list[tuple[Part, st.SearchStrategy[Any]]] = [(POINTS, POINT), (OVERRIDES, OVERRIDE)]


@pytest.fixture
def sessions(practice: Services, clock: FixedClock) -> tuple[int, int]:
    course = practice.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(patient_id=0, condition="Sciatica", opened=clock.today),
    ).course_id
    return (
        practice.sessions.start_session(course).session_id,
        practice.sessions.start_session(course).session_id,
    )


def kept(services: Services, part: Part, session: int, things: Iterable[Any]) -> dict[int, Any]:
    database = database_of(services)
    keep_part(database, part, session, things)
    return read_part(database, part, "session_id > ?", [0])


@pytest.mark.parametrize(("part", "things", "key"), PARTS, ids=[part.table for part, _, _ in PARTS])
@settings(max_examples=40)
@given(data=st.data())
def test_things_with_a_key_are_read_in_the_order_of_their_keys(
    practice: Services,
    sessions: tuple[int, int],
    part: Part,
    things: st.SearchStrategy[Any],
    key: Any,
    data: st.DataObject,
) -> None:
    some_things = data.draw(st.lists(things, max_size=4, unique_by=key))
    first, second = sessions
    keep_part(database_of(practice), part, second, [])
    found = kept(practice, part, first, some_things)

    assert found.get(first, []) == sorted(some_things, key=key)
    assert [str(one) for one in found.get(first, [])] == [
        str(one) for one in sorted(some_things, key=key)
    ]
    assert second not in found


@pytest.mark.parametrize(("part", "things"), ORDERED, ids=[part.table for part, _ in ORDERED])
@settings(max_examples=40)
@given(data=st.data())
def test_other_things_keep_the_order_in_which_they_were_given(
    practice: Services,
    sessions: tuple[int, int],
    part: Part,
    things: st.SearchStrategy[Any],
    data: st.DataObject,
) -> None:
    some_things = data.draw(st.lists(things, max_size=4))
    found = kept(practice, part, sessions[0], some_things)

    assert found.get(sessions[0], []) == some_things
    assert [str(one) for one in found.get(sessions[0], [])] == [str(one) for one in some_things]


@given(TREATMENT)
def test_a_treatment_is_read_as_it_was_kept(
    practice: Services, sessions: tuple[int, int], treatment: Treatment
) -> None:
    found = kept(practice, TREATMENTS, sessions[0], [treatment])
    assert found == {sessions[0]: [treatment]}
    assert str(found[sessions[0]][0]) == str(treatment)


@settings(max_examples=20)
@given(
    points=st.lists(POINT, max_size=3),
    treatment=TREATMENT,
    marks=st.lists(MARK, max_size=3, unique_by=lambda one: (one.kind, one.zone)),
    effects=st.lists(EFFECT, max_size=3, unique_by=lambda one: (one.noticed, one.kind)),
    overrides=st.lists(OVERRIDE, max_size=2),
)
def test_a_session_is_read_whole_alone_and_with_its_course(
    practice: Services,
    sessions: tuple[int, int],
    points: list[NeedledPoint],
    treatment: Treatment,
    marks: list[BodyMark],
    effects: list[SideEffect],
    overrides: list[Override],
) -> None:
    key, other = sessions
    repository = practice.work.sessions
    repository.keep_points(key, points)
    repository.keep_treatment(key, treatment)
    repository.keep_marks(key, marks)
    repository.keep_side_effects(key, effects)
    repository.keep_overrides(key, overrides)

    session = repository.get(key)
    assert session.points == tuple(points)
    assert session.treatment == treatment
    assert session.marks == check_marks(marks)
    assert set(session.side_effects) == set(effects)
    assert session.overrides == tuple(overrides)
    alone = {one.id: one for one in repository.of_course(session.course_id)}
    assert alone[key] == session
    assert (alone[other].points, alone[other].treatment) == ((), NOTHING)

    repository.keep_whole(alone[other])
    assert repository.get(key) == session


def test_nothing_recorded_leaves_no_row(practice: Services, sessions: tuple[int, int]) -> None:
    repository = practice.work.sessions
    repository.keep_treatment(sessions[0], Treatment(needle_lot="L-1"))
    repository.keep_treatment(sessions[0], NOTHING)
    count = database_of(practice).execute("SELECT count(*) AS n FROM treatments").fetchone()
    assert count["n"] == 0
