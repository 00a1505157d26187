"""Bringing in files: seen, asked, tried, decided, carried out in one transaction or not at all."""

import io
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.import_matching import Decided, Decision
from acudesk.domain.import_plan import FileKind, QuestionKind, answered
from acudesk.domain.long_work import StoppedError
from acudesk.domain.patient import Patient, Sex
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effects import Noticed, SideEffectKind
from acudesk.services.import_files import ImportRefusedError, OpenQuestionsError
from tests.services.importing import Bench, file_of, holds

FILES = Path(__file__).resolve().parents[1] / "data"
PATIENTS, WRITTEN, CARDS = (
    FILES / "patients_other_system.csv",
    FILES / "scores_as_written.csv",
    FILES / "contacts.vcf",
)
PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)


@pytest.fixture
def bench(practice: Services) -> Bench:
    return Bench(practice)


def entries(services: Services, number: str) -> list[Session]:
    patient = services.patients.find_patient(number)
    return [
        session
        for course in services.courses.courses_of(patient.id)
        for session in services.courses.course_view(course.id).sessions
    ]


def names(services: Services) -> list[str]:
    return sorted(one.display_name for one in services.patients.list_patients())


# --------------------------------------------------------------------- lists of patients


def test_a_list_of_another_system(bench: Bench, practice: Services) -> None:
    seen = bench.look(PATIENTS)
    assert (seen.kind, seen.rows, seen.questions, seen.problems) == (FileKind.CSV, 3, (), ())
    (born,) = seen.columns
    assert (born.column, born.unreadable_total) == ("BIRTHDATE", 0)

    tried = bench.dry_run(PATIENTS, seen.plan)
    assert (tried.added.total, tried.kept, practice.patients.has_patients()) == (3, False, False)
    done, changes = bench.carry_out(PATIENTS, seen.plan)
    assert replace(done, kept=False, import_id=None) == tried
    assert len(changes.patients) == 3
    patient = practice.patients.find_patient("a1b2c3d4-0000-4000-8000-000000000002")
    assert patient == Patient(
        id=patient.id,
        uid=patient.uid,
        chart_number="a1b2c3d4-0000-4000-8000-000000000002",
        display_name="Jörg Müller",
        given_name="Jörg",
        family_name="Müller",
        birth_date=date(1975, 11, 30),
        sex=Sex.MALE,
        address="4 Elm Road, Flat 2\nOmaha\nNebraska\n68114",
    )
    assert [one.display_name for one in practice.patients.list_patients("mull")] == ["Jörg Müller"]


def test_the_same_list_again_adds_nobody(bench: Bench, practice: Services) -> None:
    bench.carry_out(PATIENTS)
    before = holds(practice)
    again, changes = bench.carry_out(PATIENTS)

    assert (again.added.total, again.matched.total, again.import_id) == (0, 3, None)
    assert holds(practice) == before
    assert not changes.patients


def test_a_mapping_is_remembered_for_the_same_headers(bench: Bench, practice: Services) -> None:
    seen = bench.look(PATIENTS)
    assert seen.preview is not None
    mine = replace(seen.plan, fields=seen.plan.fields[:3])
    practice.imports.keep_mapping("Other system", seen.preview.headers, mine)

    again = bench.look(PATIENTS)
    assert (again.mapping, again.plan) == ("Other system", mine)
    assert [one.name for one in practice.imports.mappings()] == ["Other system"]
    practice.imports.forget_mapping("Other system")
    assert bench.look(PATIENTS).mapping == ""


def test_contacts(bench: Bench, practice: Services) -> None:
    seen = bench.look(CARDS)
    assert (seen.kind, seen.preview, seen.rows) == (FileKind.VCARD, None, 3)
    done, _ = bench.carry_out(CARDS, seen.plan)

    assert done.added.total == 3
    assert names(practice) == ["Ann Miller", "Jörg Müller", "Lê Nguyễn"]
    assert practice.patients.find_patient("0001").address.startswith("12 High Street, Flat 2\n")
    again = bench.dry_run(CARDS)
    # Without a birth date nobody is the same for certain.
    assert (again.matched.total, again.undecided_total) == (2, 1)
    assert again.undecided[0].candidates[0].display_name == "Jörg Müller"


# ------------------------------------------------------------------------------ matching


def test_near_matches_wait_for_a_decision(bench: Bench, practice: Services) -> None:
    ann = practice.patients.add_patient(
        Patient(display_name="Ann Miller", birth_date=date(1980, 5, 3))
    ).patient_id
    source = file_of(
        "name,born", "Anne Miller,1980-05-03", "Bob Jones,1950-01-01", "Ann Miler,1980-05-03"
    )
    tried = bench.dry_run(source)
    assert (tried.undecided_total, [one.line for one in tried.undecided]) == (2, [2, 4])
    assert tried.undecided[0].candidates[0].patient_id == ann
    assert tried.added.total == 1

    before = holds(practice)
    with pytest.raises(ImportRefusedError, match="may be somebody"):
        bench.carry_out(source)
    assert holds(practice) == before

    decisions = {
        2: Decision(what=Decided.SAME, patient_id=ann),
        4: Decision(what=Decided.NEW),
        3: Decision(what=Decided.SKIP),
    }
    done, _ = bench.carry_out(source, None, decisions)
    assert (done.added.total, done.matched.total, done.skipped.total) == (1, 1, 1)
    assert names(practice) == ["Ann Miler", "Ann Miller"]


def test_a_decision_for_nobody_is_refused(bench: Bench) -> None:
    source = file_of("name,born", "Ann,1980-05-03")
    for decision in (Decision(what=Decided.SAME), Decision(what=Decided.SAME, patient_id=99)):
        with pytest.raises(DomainError):
            bench.carry_out(source, None, {2: decision})


def test_a_number_of_another_practice_is_no_proof(bench: Bench, practice: Services) -> None:
    practice.patients.add_patient(Patient(display_name="Ann Miller"))
    source = file_of("chart number,name", "0001,Bob Jones", "0003,Cy Young")
    assert bench.dry_run(source).undecided_total == 1

    done, _ = bench.carry_out(source, None, {2: Decision(what=Decided.NEW)})
    assert done.added.total == 2
    bob = next(one for one in practice.patients.list_patients() if one.display_name == "Bob Jones")
    patient = practice.patients.patient(bob.id)
    assert (patient.chart_number, patient.notes) == ("0002", "Chart number in the file: 0001")


def test_numbers_of_the_file_are_not_given_away(bench: Bench, practice: Services) -> None:
    bench.carry_out(file_of("chart number,name", ",Ann Miller", "0001,Bob Jones"))
    assert practice.patients.find_patient("0001").display_name == "Bob Jones"
    assert practice.patients.find_patient("0002").display_name == "Ann Miller"


def test_rows_that_contradict_each_other_are_refused(bench: Bench) -> None:
    outcome = bench.dry_run(
        file_of(
            "chart number,name,phone",
            "7,Ann Miller,1",
            "7,Bob Jones,2",
            ",Cy Young,3",
            ",Cy Young,3",
            ",Cy Young,4",
        )
    )
    assert [(one.line, one.what) for one in outcome.refused.rows] == [
        (3, "Line 2 gives this chart number to somebody else."),
        (6, "Line 4 has the same name, and no birth date tells them apart."),
    ]
    assert [(one.line, one.what) for one in outcome.matched.rows] == [(5, "the same as line 4")]


# -------------------------------------------------------------------------------- scores


def test_scores_as_people_write_them(bench: Bench, practice: Services) -> None:
    seen = bench.look(WRITTEN)
    assert (seen.questions, seen.problems) == ((), ())
    done, changes = bench.carry_out(WRITTEN, replace(seen.plan, close=True))

    assert (done.people, done.rows, done.entries_added, done.scores_added) == (2, 4, 4, 3)
    assert (done.blanks, done.courses_added, done.courses_closed) == (1, 2, 2)
    first, second = entries(practice, "17")
    assert (first.took_place, second.took_place) == (date(2022, 1, 5), date(2022, 1, 12))
    assert [score.given for one in (first, second) for score in one.scores] == ["7,5", "5"]
    # "None" is an answer, a blank is none.
    assert (first.since_asked, first.side_effects, first.notes) == (True, (), "slept badly")
    assert [(one.kind, one.noticed, one.note) for one in second.side_effects] == [
        (SideEffectKind.BRUISING, Noticed.SINCE, ""),
        (SideEffectKind.OTHER, Noticed.SINCE, "light-headed"),
    ]
    third, fourth = entries(practice, "18")
    assert (third.took_place, third.since_asked, third.missing) == (
        date(2022, 1, 13),
        False,
        frozenset({PAIN}),
    )
    assert fourth.notes == "better"
    assert practice.patients.find_patient("17").birth_date == date(1980, 5, 3)
    assert len(changes.sessions) == 4


def test_the_same_scores_again_change_nothing(bench: Bench, practice: Services) -> None:
    bench.carry_out(WRITTEN)
    before = holds(practice)
    again, _ = bench.carry_out(WRITTEN)

    assert (again.entries_added, again.unchanged, again.matched.total) == (0, 4, 2)
    assert holds(practice) == before


def test_another_value_is_refused_with_its_line(bench: Bench) -> None:
    bench.carry_out(file_of("person,date,pain", "A,2025-03-03,4"))
    outcome = bench.dry_run(file_of("person,date,pain", "B,2025-03-03,4", "A,2025-03-03,5"))
    ((line, who),) = [(one.line, one.who) for one in outcome.refused.rows]
    assert (line, who) == (3, "A")


def test_visits_carry_what_was_noticed_during_the_treatment(
    bench: Bench, practice: Services
) -> None:
    source = file_of("person,date,pain before,side effects", "A,2025-03-03,4,dizziness")
    bench.carry_out(source, replace(bench.plan(source), visits=True))
    (visit,) = entries(practice, "A")
    assert (visit.number, visit.side_effects_asked, visit.since_asked) == (1, True, False)
    assert visit.side_effects[0].noticed == Noticed.DURING


def test_names_alone_tell_whose_scores_they_are(bench: Bench, practice: Services) -> None:
    ann = practice.patients.admit_patient(
        Patient(display_name="Ann Miller", birth_date=date(1980, 5, 3)),
        Course(patient_id=0, condition="Sciatica", opened=date(2025, 5, 1)),
    )
    source = file_of(
        "name,born,date,pain", "Miller Ann,1980-05-03,2025-04-03,4", "Bob,1950-01-01,2025-04-03,5"
    )
    done, _ = bench.carry_out(source, replace(bench.plan(source), condition="Sciatica"))
    assert (done.added.total, done.matched.total) == (1, 1)
    (course,) = practice.courses.courses_of(ann.patient_id)
    assert course.opened == date(2025, 4, 3)


# ----------------------------------------------------------------------------- questions


def question(bench: Bench, *lines: str, encoding: str = "utf-8") -> tuple[str, list[str]]:
    (asked,) = bench.look(file_of(*lines, encoding=encoding)).questions
    return asked.key, [f"{one.value} {one.example}".strip() for one in asked.offers]


def test_what_a_file_leaves_open_is_asked(bench: Bench) -> None:
    assert question(bench, "person,date,pain", "A,03/04/2025,4") == (
        "order:date",
        ["day_first 03/04/2025 is 2025-04-03", "month_first 03/04/2025 is 2025-03-04"],
    )
    assert question(bench, "person,date,pain", "A,2025-04-03,0.77") == (
        "scale:pain",
        [
            "nrs11 0.77 is 0.77 of 10",
            "vas100 0.77 is 0.77 of 100 mm",
            "nrs11*share 0.77 is 7.7 of 10",
        ],
    )
    assert (
        question(bench, "person,date,pain", "A,2025-04-03,62", "A,2025-04-04,7")[0] == "scale:pain"
    )
    assert question(bench, "person,date,pain", "A,2025-04-03,NA") == (
        "words:pain",
        ["not_asked", "refused"],
    )
    assert question(bench, "person,date,pain", "A,2025-04-03,Worst: 8; Current: 7") == (
        "part:pain",
        ["Worst Worst: 8; Current: 7", "Current Worst: 8; Current: 7"],
    )
    assert question(bench, "name,born", "A,13.5.80")[0] == "century:born"
    assert question(bench, "person,date,pain", 'A,2025-04-03,"7,5"', "A,2025-04-04,6.5") == (
        "decimal:pain",
        [".", ",", ".,"],
    )
    key, offers = question(bench, "name,born", "Jörg,1980-05-03", encoding="cp1252")
    assert (key, offers[0]) == ("encoding", "cp1252 Jörg,1980-05-03")


def test_open_questions_stop_an_import_and_answers_let_it_go_on(
    bench: Bench, practice: Services
) -> None:
    source = file_of("person,date,pain", "A,03/04/2025,0.77", "A,05/04/2025,1")
    plan = bench.look(source).plan
    for attempt in (bench.dry_run, bench.carry_out):
        with pytest.raises(OpenQuestionsError) as asked:
            attempt(source, plan)
        assert [one.kind for one in asked.value.look.questions] == [
            QuestionKind.ORDER,
            QuestionKind.SCALE,
        ]
    plan = answered(answered(plan, "order:date", "month_first"), "scale:pain", "nrs11*share")
    assert bench.look(source, plan).questions == ()
    bench.carry_out(source, plan)
    first, second = entries(practice, "A")
    assert first.took_place == date(2025, 3, 4)
    assert [score.given for one in (first, second) for score in one.scores] == ["7.7", "10"]
    assert first.notes == "pain in the file: 0.77"


def test_a_remembered_answer_is_asked_again_where_the_file_says_otherwise(
    bench: Bench, practice: Services
) -> None:
    first = file_of("person,date,pain", "A,03/04/2025,4")
    seen = bench.look(first)
    assert seen.preview is not None
    plan = answered(seen.plan, "order:date", "month_first")
    practice.imports.keep_mapping("Diary", seen.preview.headers, plan)

    assert bench.look(first).questions == ()
    (asked,) = bench.look(file_of("person,date,pain", "A,13/04/2025,4")).questions
    assert asked.key == "order:date"
    (asked,) = bench.look(file_of("person,date,pain", "A,04/13/2025,62")).questions
    assert asked.key == "scale:pain"


# --------------------------------------------------------------------- hostile, and stopped


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("A,2025-03-03,11", "A,2025-03-04,1"), "outside 0 to 10"),
        (("A,2025-03-03,-1",), "outside 0 to 10"),
        (("A,2025-03-03,7-6",), "is a range"),
        (("A,1066-10-14,5",), "before 1900"),
        (("A,3026-01-01,5",), "in the future"),
        (("A,2025-02-30,5",), "calendar"),
        (("A,soon,5",), "not a date"),
        ((",2025-03-03,5",), "names no person"),
        (("A,,5",), "no date"),
        (("A,2025-03-03",), "2 cells where the header has 3"),
        (("x" * 201 + ",2025-03-03,5",), "200"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_nothing_is_kept(
    bench: Bench, practice: Services, rows: tuple[str, ...], words: str
) -> None:
    source = file_of("person,date,pain", "B,2025-03-03,5", *rows)
    plan = bench.look(source).plan
    for column in plan.scores:
        plan = answered(plan, f"scale:{column.column}", "nrs11")
    before = holds(practice)
    with pytest.raises(ImportRefusedError) as refused:
        bench.carry_out(source, plan)
    (row,) = refused.value.outcome.refused.rows
    assert (row.line, words in row.what) == (3, True), row.what
    assert "Line 3" in refused.value.text
    assert holds(practice) == before
    assert practice.imports.list_imports() == ()

    done, _ = bench.carry_out(source, replace(plan, skip_bad=True))
    assert (done.refused.total, done.kept) == (1, True)


def test_all_refused_rows_are_counted_and_the_first_are_listed(bench: Bench) -> None:
    rows = [f"A,2025-03-03,{n}" for n in range(20, 2_020)]
    source = file_of("person,date,pain", "A,2025-03-03,5", *rows)
    plan = answered(bench.look(source).plan, "scale:pain", "nrs11")
    outcome = bench.dry_run(source, plan)
    assert (outcome.refused.total, len(outcome.refused.rows)) == (2_000, 500)
    assert outcome.rows == 2_001


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"person,date,pain\nA,2025-03-03,\x00\n", "NUL"),
        (b"person,date,pain\n" + b"x" * 100_000_000, "Line 2 is too long"),
        (b'person,date,pain\nA,2025-03-03,"5\n', "Line 2 cannot be read"),
        (b"BEGIN:VCARD\nFN:A\nEND:VCARD\nwhat,ever\n", "Line 4"),
        (b"PK\x03\x04" + b"\x00" * 50, "a ZIP or an Excel file"),
        (b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l "lol">]>', "This is XML"),
        (b"person,date,pain\rA,2025-03-03,5\r", "carriage return alone"),
        (b"name,date,pain_7d\n", "a header, but no rows"),
        (b"name,name,pain\nA,B,5\n", "“name” stands in the file more than once"),
    ],
)
def test_a_hostile_file_gets_a_sentence(bench: Bench, content: bytes, words: str) -> None:
    with pytest.raises(DomainError) as refused:
        bench.carry_out(io.BytesIO(content), bench.look(io.BytesIO(content)).plan)
    assert words in refused.value.text


def test_a_stopped_import_keeps_nothing(bench: Bench, practice: Services) -> None:
    lines = [f"P{n},2025-03-03,{n % 11}" for n in range(3_000)]
    source = file_of("person,date,pain", *lines)
    plan = bench.plan(source)
    bench.steps.clear()
    before = holds(practice)
    for stop_after in (1, 8, 14):  # While looking, while matching, while writing.
        bench.steps.clear()
        bench.stop_after = stop_after
        with pytest.raises(StoppedError):
            bench.carry_out(source, plan)
        assert holds(practice) == before
    bench.stop_after = None
    bench.steps.clear()
    bench.carry_out(source, plan)
    assert list(dict.fromkeys(step.what for step in bench.steps)) == [
        "Reading",
        "Looking for the people",
        "Bringing in",
    ]
    assert bench.steps[-1].done == bench.steps[-1].total == 9_000


class Endless(io.RawIOBase):
    """A file of ten million rows that nobody has written."""

    LINE = b"P0000001,2025-03-03,5\n"
    HEADER = b"person,date,pain".ljust(len(LINE) - 1) + b"\n"
    SIZE = len(LINE) * 10_000_001

    def __init__(self) -> None:
        self.place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.place = offset + (self.SIZE if whence == io.SEEK_END else 0)
        return self.place

    def read(self, size: int = -1) -> bytes:
        left = (self.SIZE - self.place) // len(self.LINE)
        count = min(max(size // len(self.LINE), 1), left)
        start = self.HEADER if self.place == 0 else self.LINE * (count > 0)
        self.place += count * len(self.LINE)
        return start + self.LINE * (count - 1)

    def readline(self, size: int | None = -1) -> bytes:
        return self.read(0)


def test_ten_million_rows_are_refused(bench: Bench) -> None:
    with pytest.raises(DomainError, match="more than 500,000 rows"):
        bench.look(Endless())  # type: ignore[arg-type]
    assert bench.steps == []


def test_memory_does_not_grow_with_the_rows(bench: Bench) -> None:
    def peak(count: int) -> int:
        source = file_of(
            "person,date,pain",
            *(f"P{n},{date(2000 + n % 20, 1 + n % 12, 1 + n % 28)},{n % 11}" for n in range(count)),
        )
        tracemalloc.start()
        try:
            assert bench.look(source).rows == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(40_000) < peak(10_000) + 2_000_000
