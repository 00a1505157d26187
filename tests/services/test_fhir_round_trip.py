"""A bundle of our own comes back whole: the practice is the same, and so is the next bundle."""

import json
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acudesk.bootstrap import Services, open_practice, prepare_demo
from acudesk.domain.course import Course, Outcome, Side
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Direction, Due, Group, Measure, Scale
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.patient import Patient, Sex
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.points import PointSide
from acudesk.domain.questionnaires import Answers
from acudesk.domain.ratings import RatingPlan, parse_measure_column
from acudesk.domain.screening import Answer, ScreeningAnswer
from acudesk.domain.session import Moment, SessionKind
from acudesk.domain.side_effects import Causality, Severity, SideEffect, SideEffectKind
from acudesk.domain.treatment import Sensation
from acudesk.services.fhir_outcome import RefusedEntriesError
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.record_of_a_patient import whole_patient
from tests.services.fhir_support import (
    check_bundle,
    everything,
    exported,
    imported,
    of_type,
    resources,
    seals_hold,
    written,
)
from tests.services.scans import png

Person = dict[str, Any]
LATER = FixedClock()
LATER.move(days=40)


@contextmanager
def empty(folder: Path) -> Iterator[Services]:
    """Another practice, opened on a later day."""
    with open_practice(folder, clock=LATER) as services:
        yield services


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Services]:
    with empty(tmp_path / "other") as services:
        yield services


def check_round_trip(services: Services, other: Services, folder: Path) -> None:
    """Out, in, out again: equal files, equal records, seals that hold."""
    first, second = folder / "first.json", folder / "second.json"
    written(services, first)
    check_bundle(first)

    report = imported(other, first)

    assert report.kept
    assert not report.refused
    written(other, second)
    assert second.read_bytes() == first.read_bytes()
    assert everything(other) == everything(services)
    assert seals_hold(other)


def test_a_record_with_everything_comes_back_whole(
    practice: Services, other: Services, clock: FixedClock, tmp_path: Path
) -> None:
    whole_patient(practice, clock)

    check_round_trip(practice, other, tmp_path)


def test_the_demo_practice_comes_back_whole(other: Services, tmp_path: Path) -> None:
    prepare_demo(tmp_path / "demo", patients=6, clock=FixedClock())
    with open_practice(tmp_path / "demo", clock=LATER) as demo:
        check_round_trip(demo, other, tmp_path)


def test_a_signed_session_is_sealed_anew_with_its_signer_and_moment(
    practice: Services, other: Services, clock: FixedClock, tmp_path: Path
) -> None:
    kept = whole_patient(practice, clock)
    before = practice.sessions.session(kept.whole)
    written(practice, tmp_path / "a.json")

    report = imported(other, tmp_path / "a.json")

    found = other.work.sessions.by_uid(before.uid)
    assert found is not None
    after = other.sessions.session(found[0])
    assert before.signature is not None
    assert after.signature is not None
    assert after.signature.who == before.signature.who == "Mara Ellison"
    assert after.signature.signed_at == before.signature.signed_at
    assert after.signature.seal != before.signature.seal
    assert other.signing.is_untouched(after.id)
    assert report.sealed == 3
    with pytest.raises(DomainError, match="signed"):
        other.sessions.record_notes(after.id, "x")
    rows = database_of(other).execute(
        "SELECT after FROM audit WHERE action = 'seal_imported' AND subject_uid = ?", [before.uid]
    )
    (audited,) = [json.loads(row["after"]) for row in rows]
    assert audited["seal"] == after.signature.seal
    assert audited["signed_at"].startswith("2026-03-02")


def test_the_same_bundle_again_adds_nothing(
    practice: Services, other: Services, clock: FixedClock, tmp_path: Path
) -> None:
    whole_patient(practice, clock)
    file = tmp_path / "a.json"
    written(practice, file)
    imported(other, file)
    before = everything(other)

    for services in (other, practice):
        report = imported(services, file)
        assert report.patients_matched == 2
        added = (report.patients_added, report.entries_added, report.others_added, report.sealed)
        assert added == (0, 0, 0, 0)

    assert everything(other) == before
    assert everything(practice) == before


def test_what_came_later_is_added_to_what_is_there(
    practice: Services, other: Services, clock: FixedClock, tmp_path: Path
) -> None:
    kept = whole_patient(practice, clock)
    written(practice, tmp_path / "a.json")
    imported(other, tmp_path / "a.json")
    visit = practice.sessions.start_session(kept.course).session_id
    practice.sessions.record_score(visit, "pain_7d", "2")
    practice.sessions.record_notes(visit, "Later")
    practice.signing.sign_session(visit)
    written(practice, tmp_path / "b.json")

    report = imported(other, tmp_path / "b.json")

    assert (report.entries_added, report.scores_added, report.sealed) == (1, 1, 1)
    written(other, tmp_path / "c.json")
    assert (tmp_path / "c.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_merged_records_stay_merged_and_can_be_taken_apart(
    practice: Services, other: Services, tmp_path: Path
) -> None:
    one = add(practice, "Zoë Müller", number="0009")
    two = add(practice, "Zoe Muller", number="0001")
    three = add(practice, "Z. Müller", number="0005")
    visit = treat(practice, two, notes="Under the other name")
    practice.signing.sign_session(visit)
    practice.mistakes.merge_patients(one, two)
    practice.mistakes.merge_patients(one, three)
    (undone, _), _ = practice.mistakes.merges_of(one)
    practice.mistakes.undo_merge(undone.id)

    check_round_trip(practice, other, tmp_path)

    kept = other.patients.find_patient("0009").id
    ((merge, gone),) = other.mistakes.merges_of(kept)
    assert gone.chart_number == "0001"
    assert len(other.courses.courses_of(kept)) == 1
    other.mistakes.undo_merge(merge.id)
    assert len(other.courses.courses_of(gone.id)) == 1
    assert seals_hold(other)


def test_planned_visits_and_what_became_of_them_come_back(
    practice: Services, other: Services, tmp_path: Path
) -> None:
    patient = add(practice, "Ann")
    course = open_course(practice, patient)
    plan = practice.planned_visits
    plan.plan_visit(
        PlannedVisit(patient_id=patient, course_id=course, day=date(2026, 3, 2), at=time(10, 0))
    )
    (visit,) = practice.work.planned_visits.of_patient(patient, date.min)
    plan.begin_visit(visit.id)
    plan.plan_visit(
        PlannedVisit(
            patient_id=patient, day=date(2026, 3, 9), at=time(14, 5), minutes=25, note="by bus"
        )
    )
    (gone,) = practice.work.planned_visits.of_patient(patient, date(2026, 3, 5))
    plan.mark_visit(gone.id, VisitState.CANCELLED)

    check_round_trip(practice, other, tmp_path)

    found = exported(practice, tmp_path / "v.json")
    booked = {one["status"]: one for one in of_type(found, "Appointment")}
    assert set(booked) == {"fulfilled", "cancelled"}
    assert booked["cancelled"]["start"] == "2026-03-09T14:05:00+01:00"
    assert booked["cancelled"]["end"] == "2026-03-09T14:30:00+01:00"
    encounter = of_type(found, "Encounter")[0]
    assert encounter["appointment"] == [{"reference": f"urn:uuid:{booked['fulfilled']['id']}"}]


def test_measures_of_the_practices_own_come_along(
    practice: Services, other: Services, tmp_path: Path
) -> None:
    practice.measures.add_measure(
        Measure(
            code="steps",
            name="Steps a day",
            short_name="steps",
            group=Group.FUNCTION,
            panel="steps",
            direction=Direction.HIGHER,
            due=Due.REVIEWS,
            scales=(Scale(code="steps", lowest=Decimal(0), highest=Decimal(50000), unit="steps"),),
        )
    )
    patient = add(practice, "Ann")
    visit = practice.sessions.start_session(open_course(practice, patient)).session_id
    practice.sessions.record_score(visit, "steps", "8200")

    check_round_trip(practice, other, tmp_path)

    assert other.measures.measure("steps").name == "Steps a day"


def test_imported_ratings_are_known_again_after_the_round_trip(
    practice: Services, other: Services, tmp_path: Path
) -> None:
    ratings = tmp_path / "ratings.csv"
    ratings.write_text("who,day,pain\nA1,2026-01-05,7\nA1,2026-01-05,6\nA1,2026-01-06,\n")
    plan = RatingPlan(person="who", date="day", measures=(parse_measure_column("pain_now=pain"),))
    practice.imports.import_ratings(ratings, plan)

    check_round_trip(practice, other, tmp_path)

    report, _ = other.imports.import_ratings(ratings, plan)
    assert report.entries_added == 0
    assert report.skipped == 3


def test_a_patient_alone_comes_back_alone(
    practice: Services, other: Services, clock: FixedClock, tmp_path: Path
) -> None:
    kept = whole_patient(practice, clock)
    first, second = tmp_path / "one.json", tmp_path / "again.json"
    written(practice, first, kept.patient)
    check_bundle(first)

    imported(other, first)

    (key, _) = other.work.patients.identities()[0]
    written(other, second, key)
    assert second.read_bytes() == first.read_bytes()
    assert len(of_type(resources(first), "Patient")) == 1


def test_a_refused_part_leaves_nothing_of_the_file(
    practice: Services, other: Services, clock: FixedClock, tmp_path: Path
) -> None:
    whole_patient(practice, clock)
    file = tmp_path / "a.json"
    written(practice, file)
    spoilt = file.read_text("utf-8").replace(
        '"urn:acudesk:given","valueString":"12.5"', '"urn:acudesk:given","valueString":"-1"'
    )
    file.write_text(spoilt, "utf-8")
    before = everything(other)

    with pytest.raises(DomainError, match=r"line \d+ \(Observation\).*−1 lies outside 0 to"):
        imported(other, file)
    assert everything(other) == before

    report = imported(other, file, skip_refused=True)
    # A session is taken with all of its parts or not at all: it was sealed as a whole.
    assert report.sealed == 2
    assert len(report.refused) >= 2


def test_a_file_that_is_too_large_to_hold_is_read_twice_instead(
    practice: Services,
    other: Services,
    clock: FixedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("acudesk.services.fhir_files.WHOLE_LIMIT", 1_000)
    whole_patient(practice, clock)

    check_round_trip(practice, other, tmp_path)


def test_somebody_else_with_the_same_chart_number_is_not_taken_for_them(
    practice: Services, other: Services, clock: FixedClock, tmp_path: Path
) -> None:
    whole_patient(practice, clock)
    file = tmp_path / "a.json"
    written(practice, file)
    add(other, "Otto Klein", number="0001")

    with pytest.raises(RefusedEntriesError) as refused:
        imported(other, file)
    (undecided,) = refused.value.report.undecided
    assert undecided.name == "Zoë Müller"
    assert [one.display_name for one in undecided.candidates] == ["Otto Klein"]
    assert len(other.work.patients.identities()) == 1

    report = imported(other, file, decided={undecided.place: None})
    assert (report.patients_added, report.sealed) == (2, 3)
    (zoe,) = [
        patient
        for key, _ in other.work.patients.identities()
        if (patient := other.patients.patient(key)).display_name == "Zoë Müller"
    ]
    assert zoe.chart_number == "0003"
    assert "Chart number in the file: 0001" in zoe.notes
    assert other.patients.find_patient("0001").display_name == "Otto Klein"
    assert seals_hold(other)


def test_the_record_can_go_to_a_patient_who_is_there(
    practice: Services, other: Services, clock: FixedClock, tmp_path: Path
) -> None:
    kept = whole_patient(practice, clock)
    file = tmp_path / "a.json"
    written(practice, file, kept.patient)
    there = other.patients.add_patient(
        Patient(display_name="Müller, Zoë", birth_date=date(1984, 5, 17), chart_number="Z-1")
    ).patient_id

    report = imported(other, file)

    assert (report.patients_matched, report.patients_added) == (1, 0)
    assert len(other.courses.courses_of(there)) == 2
    assert other.patients.patient(there).display_name == "Müller, Zoë"
    # Sealed under the name of the record that they stand in now.
    assert seals_hold(other)
    assert imported(other, file).entries_added == 0


# A machine as the clumsy user.

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["\u00a0", "a\u2028b", " ", "'; --", "</div>", "王小明\n\n穆", '"\\', "٣"]
)
NAMES = st.sampled_from(["Ann", "Jörg Müller", "王小明", "Đặng Thị", "O'Neill", 'Q"uote'])
SCORES = st.sampled_from(
    [
        ("pain_7d", "once", "4", ""),
        ("pain_7d", "once", "67 mm", ""),
        ("pain_now", "before", "6.750000000000001", ""),
        ("pain_now", "after", "3,5", ""),
        ("fingertip_floor", "once", "12.50", ""),
        ("rmdq", "once", "0", ""),
        ("psfs", "once", "7", "1"),
        ("promis_physical", "once", "42.3", ""),
    ]
)
EFFECTS = st.builds(
    SideEffect,
    kind=st.sampled_from(SideEffectKind),
    severity=st.none() | st.sampled_from(Severity),
    serious=st.none() | st.booleans(),
    causality=st.none() | st.sampled_from(Causality),
    resolved_on=st.none() | st.just(date(2026, 3, 1)),
    onset=TEXTS,
    note=TEXTS,
)
POINTS = st.builds(
    NeedledPoint,
    code=st.sampled_from(["BL23", "BL40", "GV4", "ashi"]),
    side=st.sampled_from(PointSide),
    depth_mm=st.none() | st.integers(1, 150),
    hertz=st.none() | st.sampled_from([Decimal("2"), Decimal("2.50")]),
    obtained=st.none() | st.booleans(),
    moxa=st.booleans(),
    note=TEXTS,
    carried_over=st.booleans(),
)
VISITS = st.fixed_dictionaries(
    {
        "days": st.integers(0, 50),
        "at": st.none() | st.sampled_from([time(0, 0), time(9, 30), time(23, 59)]),
        "kind": st.sampled_from(SessionKind),
        "minutes": st.none() | st.integers(1, 480),
        "notes": TEXTS,
        "scores": st.lists(SCORES, max_size=4),
        "effects": st.lists(EFFECTS, max_size=2, unique_by=lambda one: one.kind),
        "asked": st.booleans(),
        "points": st.lists(POINTS, max_size=3, unique_by=lambda one: (one.code, one.side)),
        "advice": TEXTS,
        "felt": st.sampled_from([(), (Sensation.NONE,), (Sensation.WARMTH, Sensation.PAIN)]),
        "ticks": st.none() | st.integers(0, 24),
        "sign": st.booleans(),
        "addendum": TEXTS,
        "error": st.booleans(),
    }
)
PEOPLE = st.fixed_dictionaries(
    {
        "name": NAMES,
        "texts": st.tuples(TEXTS, TEXTS, TEXTS, TEXTS),
        "birth": st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
        "sex": st.none() | st.sampled_from(Sex),
        "archived": st.booleans(),
        "goal": TEXTS,
        "per_week": st.sampled_from([Decimal("0.25"), Decimal("1.5"), Decimal("1.3333333333")]),
        "close": st.booleans(),
        "screen": st.booleans(),
        "document": st.booleans(),
        "visits": st.lists(VISITS, max_size=3),
    }
)


@settings(max_examples=12)
@given(people=st.lists(PEOPLE, max_size=3), seed=st.integers(0, 1000))
def test_whatever_a_practice_holds_comes_back(people: list[Person], seed: int) -> None:
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        services = stack.enter_context(open_practice(folder / "one", clock=FixedClock()))
        other = stack.enter_context(empty(folder / "two"))
        luck = random.Random(seed)
        with services.work:
            for number, person in enumerate(people):
                build(services, person, number)
        keys = [key for key, _ in services.work.patients.identities()]
        if len(keys) > 1 and luck.random() < 0.5:
            services.mistakes.merge_patients(*luck.sample(keys, 2))

        check_round_trip(services, other, folder)


def build(services: Services, person: Person, number: int) -> None:
    """One patient through the services, as somebody would have entered them."""
    history, alerts, address, notes = person["texts"]
    patient = services.patients.add_patient(
        Patient(
            display_name=person["name"],
            chart_number=f"P{9 - number}",
            birth_date=person["birth"],
            sex=person["sex"],
            history=history,
            alerts=alerts,
            address=address,
            notes=notes,
        )
    ).patient_id
    course = services.courses.open_course(
        Course(
            patient_id=patient,
            condition="Sciatica",
            side=Side.BOTH if person["close"] else None,
            goal=person["goal"],
            per_week=person["per_week"],
            activities=("walking", "", "sitting"),
            opened=date(2026, 1, 1),
        )
    ).course_id
    if person["document"]:
        services.documents.add_document(patient, png((30 + number, 20)), name="Scan")
    for visit in person["visits"]:
        build_visit(services, course, patient, visit, screen=person["screen"])
    if person["close"]:
        services.courses.close_course(course, outcome=Outcome.RESOLVED, outcome_note=notes)
    if person["archived"]:
        services.patients.archive_patient(patient)


def build_visit(
    services: Services,
    course: int,
    patient: int,
    visit: Person,
    *,
    screen: bool,
) -> None:
    day = date(2026, 1, 1) + timedelta(days=visit["days"])
    sessions = services.sessions
    key = sessions.start_session(
        course, took_place=day, at=visit["at"], kind=visit["kind"]
    ).session_id
    sessions.record_notes(key, visit["notes"])
    sessions.record_minutes(key, visit["minutes"])
    for measure, moment, value, item in visit["scores"]:
        sessions.record_score(key, measure, value, moment=Moment(moment), item=item)
    sessions.record_side_effects(key, asked=visit["asked"], effects=visit["effects"])
    services.treatments.record_points(key, visit["points"])
    services.treatments.record_treatment(key, advice=visit["advice"], sensations=visit["felt"])
    if visit["ticks"] is not None:
        services.questionnaires.keep_answers(
            key,
            Answers(
                questionnaire="rmdq",
                given=tuple((str(n + 1), "1") for n in range(visit["ticks"])),
                finished=visit["asked"],
            ),
        )
    if screen:
        answer = ScreeningAnswer(item="pregnancy", answer=Answer.UNKNOWN, note=visit["advice"])
        services.safety.screen(patient, [answer], decision=visit["notes"], session_id=key)
    if not visit["sign"]:
        return
    try:
        services.signing.sign_session(key, emergency="nobody counted")
    except DomainError:
        return
    if visit["addendum"].strip():
        try:
            services.signing.add_addendum(key, reason="late", text=visit["addendum"])
        except DomainError:
            return
    if visit["error"]:
        services.signing.mark_entered_in_error(key, "wrong patient")


def add(services: Services, name: str, number: str = "") -> int:
    return services.patients.add_patient(Patient(display_name=name, chart_number=number)).patient_id


def open_course(services: Services, patient: int) -> int:
    return services.courses.open_course(
        Course(patient_id=patient, condition="Sciatica", opened=date(2026, 1, 1))
    ).course_id


def treat(services: Services, patient: int, notes: str) -> int:
    visit = services.sessions.start_session(open_course(services, patient)).session_id
    services.sessions.record_notes(visit, notes)
    return visit
