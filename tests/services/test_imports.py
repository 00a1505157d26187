"""Importing ratings: all or nothing, never twice, and exactly what the file says."""

import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.changes import Changes
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.ratings import RatingPlan, parse_measure_column
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind
from acudesk.services.imports import ImportReport, RefusedRowsError, check_ratings
from tests.clock import FixedClock

FILES = Path(__file__).resolve().parents[1] / "data"
PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
PLAN = RatingPlan(person="person", date="date", measures=(parse_measure_column("pain_7d=pain"),))


def bring_in(
    practice: Services, *rows: str, header: str = "person,date,pain", plan: RatingPlan = PLAN
) -> tuple[ImportReport, Changes]:
    text = "\n".join((header, *rows)) + "\n"
    return practice.imports.import_ratings(io.BytesIO(text.encode()), plan)


def entries(practice: Services, person: str) -> list[Session]:
    patient = practice.patients.find_patient(person)
    found: list[Session] = []
    for course in practice.courses.courses_of(patient.id):
        found.extend(practice.courses.course_view(course.id).sessions)
    return found


def ratings(practice: Services, person: str) -> list[tuple[str, str | None]]:
    """Each entry as its day and the pain as given."""
    return [
        (entry.took_place.isoformat(), score.given if (score := entry.score(PAIN)) else None)
        for entry in entries(practice, person)
    ]


def audit(practice: Services) -> list[tuple[str, str, str | None]]:
    rows = practice.work._database.execute("SELECT action, subject, after FROM audit ORDER BY id")
    return [(row["action"], row["subject"], row["after"]) for row in rows.fetchall()]


def test_a_new_person_becomes_a_patient_with_a_course(practice: Services) -> None:
    report, changes = practice.imports.import_ratings(FILES / "comma.csv", PLAN)

    assert report == ImportReport(
        people=2, patients_added=2, courses_added=2, entries_added=4, scores_added=3, blanks=1
    )
    patient = practice.patients.find_patient("Øyvind 2")
    assert (patient.display_name, patient.chart_number) == ("Øyvind 2", "Øyvind 2")
    (course,) = practice.courses.courses_of(patient.id)
    assert course.condition == "Not stated"
    assert (course.opened, course.closed) == (date(2025, 3, 3), None)
    assert ratings(practice, "P-01") == [
        ("2025-03-03", "6.75"),
        ("2025-03-04", None),
        ("2025-03-04", "0"),
    ]
    assert len(changes.patients) == 2
    assert len(changes.courses) == 2
    assert len(changes.sessions) == 4


def test_a_blank_is_an_entry_with_a_missing_score(practice: Services) -> None:
    bring_in(practice, "A,2025-03-03,5", "A,2025-03-04,", "A,2025-03-05,3")

    patient = practice.patients.find_patient("A")
    view = practice.courses.patient_view(patient.id).view
    assert view is not None
    (pain,) = view.progress
    assert (pain.asked, pain.missing) == (2, 1)
    assert view.sessions[1].missing == {PAIN}


def test_entries_stand_between_visits_unless_told_otherwise(practice: Services) -> None:
    bring_in(practice, "A,2025-03-03,5")
    bring_in(practice, "B,2025-03-03,5", plan=replace(PLAN, visits=True))

    (between,), (visit,) = entries(practice, "A"), entries(practice, "B")
    assert (between.kind, between.number) == (SessionKind.BETWEEN, None)
    assert (visit.kind, visit.number) == (SessionKind.VISIT, 1)


def test_the_list_is_ordered_by_what_was_imported(practice: Services) -> None:
    bring_in(practice, "A,2025-03-03,5", "B,2025-06-03,5", "C,2025-01-03,5")

    assert [row.chart_number for row in practice.patients.list_patients()] == ["B", "A", "C"]


def test_the_same_file_again_adds_nothing(practice: Services) -> None:
    practice.imports.import_ratings(FILES / "comma.csv", PLAN)
    before = audit(practice)
    report, changes = practice.imports.import_ratings(FILES / "comma.csv", PLAN)

    assert report == ImportReport(people=2, skipped=4)
    assert changes == Changes()
    assert audit(practice) == before


def test_the_same_number_written_otherwise_is_the_same(practice: Services) -> None:
    bring_in(practice, "A,2025-03-03,7")
    report, _ = bring_in(practice, "A,2025-03-03,7.0")

    assert report.skipped == 1
    assert ratings(practice, "A") == [("2025-03-03", "7")]


def test_another_value_for_a_rating_is_refused_with_its_line(practice: Services) -> None:
    bring_in(practice, "A,2025-03-03,7", "A,2025-03-03,4")
    with pytest.raises(RefusedRowsError) as refused:
        bring_in(practice, "B,2025-03-03,1", "A,2025-03-03,7", "A,2025-03-03,5")

    ((line, reason),) = refused.value.report.refused
    assert line == 4
    assert "4 (nrs11)" in reason
    assert "5 (nrs11)" in reason
    assert not practice.patients.list_patients("B")


def test_a_blank_filled_later_is_added_and_a_blank_takes_nothing_away(practice: Services) -> None:
    bring_in(practice, "A,2025-03-03,", "A,2025-03-04,4")
    report, _ = bring_in(practice, "A,2025-03-03,6", "A,2025-03-04,")

    assert (report.entries_added, report.scores_added, report.skipped) == (0, 1, 1)
    assert ratings(practice, "A") == [("2025-03-03", "6"), ("2025-03-04", "4")]
    assert not entries(practice, "A")[0].missing


def test_another_measure_joins_the_entry_of_its_day(practice: Services) -> None:
    leg = replace(PLAN, measures=(parse_measure_column("leg_pain_7d=leg"),))
    bring_in(practice, "A,2025-03-03,6")
    report, _ = bring_in(practice, "A,2025-03-03,2", header="person,date,leg", plan=leg)

    (entry,) = entries(practice, "A")
    assert report.scores_added == 1
    assert {score.key.measure: score.given for score in entry.scores} == {
        "pain_7d": "6",
        "leg_pain_7d": "2",
    }


def test_a_blank_that_joins_an_entry_is_audited(practice: Services) -> None:
    leg = replace(PLAN, measures=(parse_measure_column("leg_pain_7d=leg"),))
    bring_in(practice, "A,2025-03-03,6")
    before = len(audit(practice))
    report, _ = bring_in(practice, "A,2025-03-03,", header="person,date,leg", plan=leg)

    assert report.blanks == 1
    (action, subject, after), (last, _, _) = audit(practice)[before:]
    assert (action, subject, last) == ("due", "session", "import")
    assert json.loads(after or "") == {
        "not_asked": [{"measure": "leg_pain_7d", "moment": "once", "item": ""}]
    }


def test_one_bad_row_keeps_all_out(practice: Services) -> None:
    before = audit(practice)
    with pytest.raises(RefusedRowsError) as refused:
        practice.imports.import_ratings(FILES / "bad_rows.csv", PLAN)

    report = refused.value.report
    assert not report.kept
    assert [line for line, _ in report.refused] == list(range(3, 16))
    assert "13 rows were refused" in refused.value.text
    assert "Line 3:" in refused.value.text
    assert not practice.patients.has_patients()
    assert audit(practice) == before


def test_bad_rows_can_be_left_out_and_brought_in_later(practice: Services) -> None:
    skip = replace(PLAN, skip_bad=True, close=True)
    report, _ = practice.imports.import_ratings(FILES / "bad_rows.csv", skip)
    assert (report.entries_added, report.scores_added, len(report.refused)) == (2, 1, 13)

    rows = ["A,2025-03-03,4", "A,2025-03-03,x", "A,2025-03-03,6"]
    bring_in(practice, *rows, plan=skip)
    report, _ = bring_in(practice, *(row.replace("x", "5") for row in rows), plan=PLAN)

    assert (report.entries_added, report.courses_added, report.skipped) == (1, 0, 2)
    given = {given for _, given in ratings(practice, "A")}
    assert given == {"4", "5", "6"}


def test_a_dry_run_says_the_same_and_keeps_nothing(practice: Services) -> None:
    before = audit(practice)
    dry, changes = practice.imports.import_ratings(
        FILES / "comma.csv", replace(PLAN, dry_run=True, close=True)
    )
    assert changes == Changes()
    assert audit(practice) == before
    assert not practice.patients.has_patients()

    real, _ = practice.imports.import_ratings(FILES / "comma.csv", replace(PLAN, close=True))
    assert replace(dry, kept=True) == real


def test_closing_courses_at_their_last_date(practice: Services) -> None:
    closing = replace(PLAN, close=True)
    rows = ("A,2025-03-05,5", "A,2025-03-03,5", "A,2025-03-04,5")
    report, _ = bring_in(practice, *rows, plan=closing)
    again, changes = bring_in(practice, *rows, plan=closing)

    patient = practice.patients.find_patient("A")
    (course,) = practice.courses.courses_of(patient.id)
    assert (course.opened, course.closed) == (date(2025, 3, 3), date(2025, 3, 5))
    assert report.courses_closed == 1
    assert (again.courses_closed, again.courses_added, again.skipped) == (0, 0, 3)
    assert changes == Changes()


def test_courses_can_be_closed_by_a_second_run(practice: Services) -> None:
    bring_in(practice, "A,2025-03-03,5")
    report, changes = bring_in(practice, "A,2025-03-03,5", plan=replace(PLAN, close=True))

    assert (report.courses_closed, report.skipped) == (1, 1)
    assert changes.courses


def test_the_open_course_of_the_condition_is_used_and_opens_earlier(practice: Services) -> None:
    admitted = practice.patients.admit_patient(
        Patient(display_name="Ada", chart_number="A"),
        Course(patient_id=0, condition="Sciatica", opened=date(2025, 5, 1)),
    )
    report, _ = bring_in(
        practice, "A,2025-04-03,5", "A,2025-05-03,5", plan=replace(PLAN, condition=" Sciatica ")
    )

    (course,) = practice.courses.courses_of(admitted.patient_id)
    assert report.courses_added == report.patients_added == 0
    assert course.opened == date(2025, 4, 3)
    assert practice.patients.find_patient("A").display_name == "Ada"


def test_another_condition_opens_another_course(practice: Services) -> None:
    bring_in(practice, "A,2025-03-03,5")
    report, _ = bring_in(practice, "A,2025-03-04,5", plan=replace(PLAN, condition="Sciatica"))

    patient = practice.patients.find_patient("A")
    assert report.courses_added == 1
    assert len(practice.courses.courses_of(patient.id)) == 2


def test_each_thing_made_is_audited_and_the_import_once(practice: Services) -> None:
    before = len(audit(practice))
    practice.imports.import_ratings(FILES / "comma.csv", PLAN)
    rows = audit(practice)[before:]

    made = [subject for action, subject, _ in rows if action == "create"]
    assert sorted(made) == ["course"] * 2 + ["patient"] * 2 + ["session"] * 4
    action, _, after = rows[-1]
    assert action == "import"
    assert json.loads(after or "")["entries_added"] == 4
    assert json.loads(after or "")["file"] == "comma.csv"


def test_days_to_come_are_refused_by_the_clock_of_the_practice(
    practice: Services, clock: FixedClock
) -> None:
    tomorrow = "A,2026-03-03,5"
    with pytest.raises(RefusedRowsError, match="future"):
        bring_in(practice, tomorrow)
    clock.move(days=1)
    assert bring_in(practice, tomorrow)[0].entries_added == 1


def test_a_thousand_ratings_a_day_are_no_diary(practice: Services) -> None:
    with pytest.raises(RefusedRowsError) as refused:
        bring_in(practice, *["A,2025-03-03,5"] * 1_002)
    assert [line for line, _ in refused.value.report.refused] == [1_002, 1_003]


def missing(folder: Path) -> Path:
    return folder / "missing.csv"


def a_folder(folder: Path) -> Path:
    return folder


def no_file_name(folder: Path) -> Path:
    return folder / "a\0b.csv"


def a_device(_: Path) -> Path:
    return Path(os.devnull)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (missing, "There is no file"),
        (a_folder, "is a folder"),
        (no_file_name, "cannot be read"),
        (a_device, "is not a file on a disk"),
    ],
)
def test_what_is_no_file_is_refused(
    practice: Services, tmp_path: Path, place: Callable[[Path], Path], words: str
) -> None:
    for attempt in (practice.imports.import_ratings, check_ratings):
        with pytest.raises(DomainError) as refused:
            attempt(place(tmp_path), PLAN)
        assert words in refused.value.text


def test_a_stream_that_cannot_go_back_is_read(practice: Services) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as out:
        out.write((FILES / "comma.csv").read_bytes())
    with os.fdopen(reading, "rb") as stream:
        report, _ = practice.imports.import_ratings(stream, PLAN)
    assert report.entries_added == 4


_diary = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(["2025-03-03", "2025-03-04"]),
        st.sampled_from(["", "0", "5", "7.25", "10"]),
    ),
    max_size=12,
)


@given(_diary, st.integers(0, 12))
def test_a_file_in_two_parts_is_the_same_as_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], cut: int
) -> None:
    """Any file imported twice, or first its beginning, ends with the same ratings."""
    lines = [",".join(row) for row in rows]
    folder = tmp_path_factory.mktemp("practice")
    with open_practice(folder / "p", clock=FixedClock()) as practice:
        bring_in(practice, *lines[:cut])
        bring_in(practice, *lines)
        report, changes = bring_in(practice, *lines)

        assert report.skipped == len(rows)
        assert changes == Changes()
        for person in {person for person, _, _ in rows}:
            expected = [(day, given or None) for who, day, given in rows if who == person]
            assert sorted(ratings(practice, person), key=str) == sorted(expected, key=str)
