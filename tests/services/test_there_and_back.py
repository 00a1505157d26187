"""A practice whose every text is one that files dislike goes out and comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Course, Outcome
from acudesk.domain.measure import Direction, Due, Group, Measure, Scale
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.practice import Practice
from acudesk.domain.questionnaires import Answers
from acudesk.domain.session import SessionKind
from acudesk.domain.side_effects import FollowUp, Severity, SideEffect, SideEffectKind
from tests.clock import FixedClock
from tests.record_of_a_patient import whole_patient
from tests.services.everything import cells, contents, exported, restored
from tests.services.fhir_support import check_bundle, imported, seals_hold, written
from tests.services.fhir_support import everything as plain
from tests.services.scans import png
from tests.services.support import BL23, FULL_POINT, FULL_TREATMENT, OPENED, screened

TEXTS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'quoted",
    '"double"; a;b,c',
    "cr\r\nlf\ttab",
    "＝full",
    "\ufeffbom",
    "  lead and trail\u00a0",
    "الحمد لله \u202e",
    "很好 e\u0301",
    "<b>&amp; #let $x$ *b* @ref",
    "0012",
    "\u2028ls\x85",
)
WORDS = tuple(" ".join(text.split()) for text in TEXTS)
LATER = FixedClock()
LATER.move(days=40)


def fill(services: Services, clock: FixedClock) -> None:
    """A patient for each text, with something of everything in which it stands."""
    whole_patient(services, clock)
    services.practice.change_practice(
        Practice(name="=Quiet, Needle", practitioner="Mara'; Ellison", address="1\nPier")
    )
    scale = Scale(code="steps", lowest=Decimal(0), highest=Decimal(50_000), unit="steps")
    services.measures.add_measure(
        Measure(
            code="steps",
            name="=Steps; a day",
            short_name="+steps",
            group=Group.FUNCTION,
            panel="steps",
            direction=Direction.HIGHER,
            due=Due.REVIEWS,
            scales=(scale,),
        )
    )
    keys = [_person(services, clock, number) for number in range(len(TEXTS))]
    services.mistakes.merge_patients(keys[4], keys[6])
    services.mistakes.merge_patients(keys[9], keys[4])
    services.mistakes.merge_patients(keys[11], keys[12])
    ((merge, _),) = services.mistakes.merges_of(keys[11])
    services.mistakes.undo_merge(merge.id)
    services.patients.archive_patient(keys[7])


def _person(services: Services, clock: FixedClock, number: int) -> int:
    text, words = TEXTS[number], WORDS[number]
    added = services.patients.admit_patient(
        Patient(
            display_name=words,
            written_name=words,
            given_name=words,
            family_name=words,
            chart_number=f"{'=+-@'[number % 4]}{number}",
            history=text,
            alerts=text,
            address=text,
            notes=text,
            medicines=text,
            allergies=text,
            occupation=words,
            doctor_name=words,
            doctor_address=text,
            emergency_contact=words,
        ),
        Course(
            patient_id=0,
            condition=words,
            opened=OPENED,
            goal=text,
            onset=words,
            style=words,
            activities=(words, "", words),
        ),
    )
    patient, course = added.patient_id, added.course_id
    services.documents.add_document(patient, png((30 + number, 20)), name=words, note=text)
    services.safety.give_consent(patient, OPENED, note=text)
    if number % 3 == 0:
        (consent,) = services.safety.consents(patient)
        services.safety.withdraw_consent(consent.id, OPENED)
    first = _visit(services, patient, course, number)
    if number % 2 == 0:
        services.signing.sign_session(first)
        services.signing.add_addendum(first, reason=text, text=text)
    if number % 4 == 0:
        services.signing.mark_entered_in_error(first, text)
    second = services.sessions.start_session(course, took_place=date(2026, 2, 5)).session_id
    services.treatments.override(second, "pacemaker", text, about="BL40", words=text)
    if number % 4:
        gone = FollowUp(
            about=services.sessions.session(first).uid,
            kind=SideEffectKind.BRUISING,
            gone=bool(number % 2),
            note=text,
        )
        services.treatments.record_follow_ups(second, [gone])
    between = services.sessions.start_session(
        course, kind=SessionKind.BETWEEN, took_place=date(2026, 2, 7)
    ).session_id
    services.sessions.record_score(between, "pain_7d", "60 mm" if number % 2 else "6")
    services.reviews.adjust_course(course, changes=text, reason=text)
    if number % 2:
        services.reviews.take_back(services.reviews.reviews_of(course)[-1].id)
    _plans(services, patient, course, clock.today + timedelta(days=2 * number + 1), text)
    if number % 5 == 0:
        services.courses.close_course(
            course, closed=clock.today, outcome=Outcome.IMPROVED, outcome_note=text
        )
    return patient


def _visit(services: Services, patient: int, course: int, number: int) -> int:
    text = TEXTS[number]
    visit = services.sessions.start_session(course, took_place=date(2026, 1, 5)).session_id
    services.sessions.record_notes(visit, text)
    for measure, value, item in (
        ("psfs", "7", "1"),
        ("psfs", "3.5", "3"),
        ("steps", "8200", ""),
        ("pgic", "3", ""),
    ):
        services.sessions.record_score(visit, measure, value, item=item)
    services.questionnaires.keep_answers(
        visit,
        Answers(questionnaire="rmdq", given=(("1", "1"), ("7", "1")), finished=bool(number % 2)),
    )
    bruise = SideEffect(
        kind=SideEffectKind.BRUISING, severity=Severity.MILD, onset=text, action=text, note=text
    )
    services.sessions.record_side_effects(visit, asked=True, effects=[bruise])
    services.treatments.record_points(visit, [replace(FULL_POINT, note=text), BL23])
    said = dict.fromkeys(
        ("tongue", "pulse", "pattern", "rationale", "advice", "changed_because"), text
    )
    services.treatments.record_treatment(visit, **(FULL_TREATMENT | said))
    services.treatments.record_treatment(visit, needles_in=4, needles_out=4, count_reason=text)
    services.sessions.record_minutes(visit, 30)
    screened(services, patient, visit)
    return visit


def _plans(services: Services, patient: int, course: int, day: date, text: str) -> None:
    """Two visits to come, one of them cancelled."""
    plan = services.planned_visits
    for at, state in ((time(9, 0), None), (time(11, 0), VisitState.CANCELLED)):
        plan.plan_visit(
            PlannedVisit(patient_id=patient, course_id=course, day=day, at=at, note=text)
        )
        visit = max(services.work.planned_visits.of_patient(patient, day), key=lambda one: one.id)
        if state is not None:
            plan.mark_visit(visit.id, state)


@contextmanager
def _opened(folder: Path, clock: FixedClock) -> Iterator[Services]:
    with open_practice(folder, clock=clock) as services:
        yield services


@pytest.fixture(scope="module")
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="module")
def services(clock: FixedClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Filled once: these tests read it."""
    with open_practice(tmp_path_factory.mktemp("filled") / "practice", clock=clock) as services:
        fill(services, clock)
        yield services


def test_as_a_bundle(services: Services, tmp_path: Path) -> None:
    first, again, second = (tmp_path / f"{name}.json" for name in ("first", "again", "second"))
    written(services, first)
    written(services, again)
    check_bundle(first)

    assert first.read_bytes() == again.read_bytes()
    with _opened(tmp_path / "other", LATER) as other:
        report = imported(other, first)
        assert (report.kept, report.refused, report.undecided) == (True, (), ())
        written(other, second)
        assert second.read_bytes() == first.read_bytes()
        assert plain(other) == plain(services)
        assert seals_hold(other)


def test_each_patient_alone_is_a_valid_bundle_of_nobody_else(
    services: Services, tmp_path: Path
) -> None:
    people = [services.work.patients.get(key) for key, _ in services.work.patients.identities()]
    file = tmp_path / "one.json"
    for patient in people:
        written(services, file, patient.id)

        check_bundle(file)
        text = file.read_text("utf-8").replace("-", "")
        assert patient.uid in text
        root = _root(people, patient)
        for one in people:
            if _root(people, one) is not root:
                assert one.uid not in text


def _root(people: list[Patient], patient: Patient) -> Patient:
    """Whose record a merged one is part of."""
    while patient.merged_into is not None:
        patient = next(one for one in people if one.id == patient.merged_into)
    return patient


def test_as_everything(services: Services, clock: FixedClock, tmp_path: Path) -> None:
    report = exported(services, tmp_path / "out")

    assert report.troubles == ()
    for table in (tmp_path / "out" / "tables").iterdir():
        for row in cells(table):
            for cell in row:
                assert _is_calm(cell), f"{table.name}: a spreadsheet runs {cell!r}"
    brought = restored(tmp_path / "back", tmp_path / "out")
    assert brought.broken_seals == ()
    with _opened(tmp_path / "back", clock) as back:
        assert plain(back) == plain(services)
        exported(back, tmp_path / "again")
    # Its log has one row more: that it was brought back.
    moments = ("manifest.json", "practice.sqlite", "tables/audit.csv", "README.txt")
    first, again = (contents(tmp_path / name, *moments) for name in ("out", "again"))
    assert first == again


def _is_calm(cell: str) -> bool:
    """Whether no spreadsheet takes a cell for a formula."""
    bare = cell.lstrip(" \ufeff\u00a0\t\r\n")
    return bare[:1] not in ("=", "+", "@", "＝", "-") or bare[1:].replace(".", "", 1).isdecimal()
