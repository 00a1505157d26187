"""Leave any day: everything is there, checked, gone on with, and never half."""

import hashlib
import json
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from acudesk.bootstrap import Services, open_practice
from acudesk.data.plain_copy import is_same_record
from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step, StoppedError
from acudesk.domain.patient import Patient
from acudesk.services.leaving import LeaveReport, leave
from acudesk.services.long_work import LongWork, here
from tests.clock import FixedClock
from tests.services.everything import (
    LETTER,
    PATIENTS,
    cells,
    contents,
    exported,
    fill,
    is_marked_unfinished,
)
from tests.services.support import admit, audit


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a practice with everything, closed."""
    folder = tmp_path_factory.mktemp("filled") / "practice"
    with open_practice(folder, clock=FixedClock()) as services:
        fill(services)
    return folder


@pytest.fixture(scope="module")
def left(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LeaveReport]:
    """Everything of it as a folder, made in one go."""
    folder = tmp_path_factory.mktemp("left")
    shutil.copytree(filled, folder / "practice")
    with open_practice(folder / "practice", clock=FixedClock()) as services:
        return folder / "out", exported(services, folder / "out")


@pytest.fixture
def services(filled: Path, tmp_path: Path) -> Iterator[Services]:
    """A copy of the practice, open."""
    shutil.copytree(filled, tmp_path / "practice")
    with open_practice(tmp_path / "practice", clock=FixedClock()) as opened:
        yield opened


def told(words: LongWork, heard: Callable[[Step], None]) -> LongWork:
    return LongWork(ask=words.ask, tell=heard)


def stopping(services: Services, after: int) -> LongWork:
    """Work that nobody wants any more once so many steps were told."""
    steps: list[Step] = []
    return here(services, steps.append, lambda: len(steps) >= after)


def copy_of(out: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{(out / 'practice.sqlite').as_uri()}?mode=ro", uri=True)


# What is there


def test_a_stranger_finds_everything(left: tuple[Path, LeaveReport]) -> None:
    out, report = left
    assert {path.name for path in out.iterdir()} == {
        *("README.txt", "manifest.json", "practice.sqlite", "tables", "patients"),
        *("fhir.json", "calendar.ics"),
    }
    readme = (out / "README.txt").read_text("utf-8")
    for path in out.iterdir():
        assert path.name in readme
    for table in (out / "tables").iterdir():
        assert table.name in readme
    assert "NOT ENCRYPTED" in readme
    assert "2 March 2026 at 09:30" in readme
    assert f"patients: {PATIENTS}" in readme
    assert "sessions: 5" in readme
    assert max(map(len, readme.splitlines())) <= 100
    assert report.counts["patients"] == PATIENTS
    assert report.troubles == ()
    assert f"{PATIENTS} patients" in report.words
    assert "not encrypted" in report.words


def test_the_copy_is_a_plain_database_with_every_row(left: tuple[Path, LeaveReport]) -> None:
    out, report = left
    copy = copy_of(out)
    try:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table, rows in report.counts.items():
            (count,) = copy.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count == rows, table
            assert count == len(cells(out / "tables" / f"{table}.csv")) - 1, table
            assert count, table  # else this practice proves nothing of it
    finally:
        copy.close()


def test_each_table_says_the_same_as_the_copy(left: tuple[Path, LeaveReport]) -> None:
    out, _ = left
    copy = copy_of(out)
    try:
        patients = copy.execute(
            "SELECT chart_number, display_name, notes, birth_date, merged_into"
            " FROM patients ORDER BY id"
        ).fetchall()
    finally:
        copy.close()
    header, *rows = cells(out / "tables" / "patients.csv")
    places = [header.index(name) for name in ("chart_number", "display_name", "notes")]
    assert [[row[place].removeprefix("'") for place in places] for row in rows] == [
        list(row[:3]) for row in patients
    ]
    assert rows[1][header.index("notes")].startswith("'=HYPERLINK")
    assert (patients[0][3], rows[0][header.index("birth_date")]) == (None, "")


def test_every_code_that_the_tables_name_is_explained(left: tuple[Path, LeaveReport]) -> None:
    out, _ = left
    known = {(row[0], row[1]) for row in cells(out / "tables" / "codes.csv")}
    for table, column, of in (
        ("scores", "measure", "measure"),
        ("due_scores", "measure", "measure"),
        ("needled_points", "code", "point"),
        ("questionnaire_answers", "questionnaire", "questionnaire"),
        ("safety_rules", "code", "safety rule"),
    ):
        header, *rows = cells(out / "tables" / f"{table}.csv")
        assert rows
        for row in rows:
            assert (of, row[header.index(column)]) in known, table
    header, *rows = cells(out / "tables" / "scores.csv")
    for row in rows:
        scale = (f"scale of {row[header.index('measure')]}", row[header.index("scale")])
        assert scale in known


def test_a_stranger_finds_the_pain_of_one_person_in_a_spreadsheet(
    left: tuple[Path, LeaveReport],
) -> None:
    out, report = left
    header, *rows = cells(out / "tables" / "scores-by-patient.csv")
    found = [dict(zip(header, row, strict=True)) for row in rows]

    pain = [one for one in found if "pain" in one["measure"].lower() and one["name"] == "Ann"]
    told = [(one["day"], one["moment"], one["value"], one["scale"]) for one in pain]
    assert [one for one in told if one[2]] == [
        ("2026-03-02", "once", "6.5", "0 to 10"),
        ("2026-03-02", "after", "3.0", "0 to 10"),
    ]
    assert ("2026-03-02", "before", "", "not asked") in told
    assert len([one for one in found if one["value"]]) == report.counts["scores"]
    assert {one["counts"] for one in found} <= {"yes", "no: entered in error"}


def test_a_stranger_finds_the_pain_of_one_person_with_sqlite(
    left: tuple[Path, LeaveReport],
) -> None:
    out, _ = left
    readme = (out / "README.txt").read_text("utf-8")
    query = readme[readme.index("SELECT ") : readme.index(";", readme.index("SELECT ")) + 1]
    copy = copy_of(out)
    try:
        ((number,),) = copy.execute(
            "SELECT DISTINCT chart_number FROM patients p JOIN courses c ON c.patient_id = p.id"
            " JOIN sessions s ON s.course_id = c.id JOIN scores m ON m.session_id = s.id"
            " WHERE m.measure = 'pain_7d' AND m.value = 6.5"
        ).fetchall()
        assert "'0001'" in query
        rows = copy.execute(query.replace("'0001'", f"'{number}'")).fetchall()
    finally:
        copy.close()
    assert ("Ann", "2026-03-02", "pain_7d", "once", 6.5) in rows
    assert ("Ann", "2026-03-02", "pain_now", "after", 3.0) in rows


def test_one_record_a_patient_with_the_documents(left: tuple[Path, LeaveReport]) -> None:
    out, _ = left
    folders = sorted((out / "patients").iterdir())
    assert len(folders) == PATIENTS
    named = {folder.name.rsplit("-", 1)[0]: folder for folder in folders}
    assert set(named) == {"0001", "0002", "NUL", "AUX", "P1", "_aux." + "很" * 20}
    for number, folder in named.items():
        words = "".join(page.extract_text() for page in PdfReader(folder / "record.pdf").pages)
        assert number.lstrip("_").rstrip("很") in words
    documents = contents(named["AUX"] / "documents")
    assert list(documents) == ["_CON.pdf", "_con (2).pdf", "a b.pdf"]
    assert documents["_CON.pdf"] == LETTER


def test_fhir_and_the_diary_are_there(left: tuple[Path, LeaveReport]) -> None:
    out, _ = left
    entries = json.loads((out / "fhir.json").read_text("utf-8"))["entry"]
    kinds = [one["resource"]["resourceType"] for one in entries]
    assert (kinds.count("Patient"), kinds.count("Encounter")) == (PATIENTS, 5)
    calendar = (out / "calendar.ics").read_text("utf-8")
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "20260320T" in calendar


def test_the_manifest_names_every_file(left: tuple[Path, LeaveReport]) -> None:
    out, report = left
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    there = contents(out, "manifest.json")
    assert manifest["files"] == {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in there.items()
    }
    assert manifest["counts"] == {"patients": PATIENTS, "records": PATIENTS}
    assert manifest["rows"] == dict(report.counts)
    assert manifest["snapshot"] == "2026-03-02T08:30:00.000000Z"
    assert report.files == len(there) + 1
    assert report.size == sum(map(len, there.values()))


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_the_files_are_the_owners_alone(left: tuple[Path, LeaveReport]) -> None:
    out, _ = left
    for path in (out, *out.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_that_it_left_stands_in_the_log_and_not_in_the_copy(
    services: Services, tmp_path: Path
) -> None:
    before = audit(services)
    exported(services, tmp_path / "out")

    assert audit(services) == [*before, ("export", "practice")]
    assert len(cells(tmp_path / "out" / "tables" / "audit.csv")) - 1 == len(before)


def test_a_practice_without_patients_leaves_too(practice: Services, tmp_path: Path) -> None:
    report = exported(practice, tmp_path / "out")

    assert report.counts["patients"] == 0
    assert (tmp_path / "out" / "tables" / "patients.csv").is_file()
    assert not (tmp_path / "out" / "calendar.ics").exists()


# One moment


def test_what_is_entered_meanwhile_is_not_in_it(services: Services, tmp_path: Path) -> None:
    names = iter(f"Later {number}" for number in range(10_000))

    def heard(step: Step) -> None:
        if step.total:
            services.patients.add_patient(Patient(display_name=next(names)))

    report = leave(told(here(services), heard), tmp_path / "out")

    assert report.counts["patients"] == PATIENTS
    assert len(list((tmp_path / "out" / "patients").iterdir())) == PATIENTS
    assert next(names) != "Later 0"
    assert services.patients.find_patient("0003").display_name == "Later 0"


def test_the_practice_is_asked_once(services: Services, tmp_path: Path) -> None:
    asked = []

    def ask(question: Callable[[Services], object]) -> object:
        asked.append(question)
        return question(services)

    leave(LongWork(ask=ask), tmp_path / "out")
    assert len(asked) == 1


# Stopped, and gone on with


@pytest.mark.parametrize("after", [1, 20, 48, 60, 80])
def test_what_was_stopped_is_marked_and_gone_on_with(
    services: Services, tmp_path: Path, left: tuple[Path, LeaveReport], after: int
) -> None:
    out = tmp_path / "out"
    with pytest.raises(StoppedError) as stopped:
        leave(stopping(services, after), out)
    assert str(out) in stopped.value.text
    assert is_marked_unfinished(out)
    assert "not finished" in (out / "UNFINISHED.txt").read_text("utf-8")

    report = exported(services, out)

    assert contents(out) == contents(left[0])
    assert report.kept > 0 or after <= 2
    assert not (out / "UNFINISHED.txt").exists()


def test_a_practice_that_changed_meanwhile_is_exported_anew(
    services: Services, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with pytest.raises(StoppedError):
        leave(stopping(services, 60), out)
    assert list((out / "patients").rglob("record.pdf"))
    services.patients.add_patient(Patient(display_name="Newcomer"))

    report = exported(services, out)

    assert report.kept == 0
    assert report.counts["patients"] == PATIENTS + 1
    assert "Newcomer" in (out / "tables" / "patients.csv").read_text("utf-8")


def test_what_was_changed_since_it_was_written_is_noticed_and_made_again(
    services: Services, tmp_path: Path, left: tuple[Path, LeaveReport]
) -> None:
    out = tmp_path / "out"
    with pytest.raises(StoppedError):
        leave(stopping(services, 80), out)
    table = out / "tables" / "scores.csv"
    table.write_bytes(table.read_bytes().replace(b'"6.5"', b'"7.5"'))

    with pytest.raises(DomainError, match=r"scores\.csv is not what the practice holds"):
        exported(services, out)
    assert is_marked_unfinished(out)

    exported(services, out)
    assert contents(out) == contents(left[0])


# Whatever is in the way


def test_a_folder_with_other_things_is_refused_and_left_alone(
    practice: Services, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")

    with pytest.raises(DomainError, match="holds other files"):
        exported(practice, tmp_path / "out")
    assert contents(tmp_path / "out") == {"letter.txt": b"mine"}
    assert ("export", "practice") not in audit(practice)


def test_a_finished_export_is_not_written_over(practice: Services, tmp_path: Path) -> None:
    exported(practice, tmp_path / "out")
    before = contents(tmp_path / "out")

    with pytest.raises(DomainError, match="finished export"):
        exported(practice, tmp_path / "out")
    assert contents(tmp_path / "out") == before


@pytest.mark.parametrize("name", ["notes.txt", "old.zip"])
def test_a_file_in_the_way_is_refused(practice: Services, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")

    with pytest.raises(DomainError, match=r"Choose"):
        exported(practice, tmp_path / name)
    assert contents(tmp_path, *contents(tmp_path / "practice")).get(name) == b"mine"


def test_one_record_that_cannot_be_made_is_told_and_stops_nothing(
    practice: Services, tmp_path: Path
) -> None:
    admit(practice, "Ann")
    admit(practice, "Bo \U00012000")  # No font here has cuneiform.
    out = tmp_path / "out"

    report = exported(practice, out)

    (trouble,) = report.troubles
    assert "0002" in trouble
    assert "Bo" not in trouble
    assert trouble in report.words
    assert "0002" in (out / "README.txt").read_text("utf-8")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["troubles"] == [trouble]
    assert manifest["counts"] == {"patients": 2, "records": 1}
    assert len(list(out.rglob("record.pdf"))) == 1


# One ZIP


def test_a_zip_holds_what_the_folder_holds(
    services: Services, tmp_path: Path, left: tuple[Path, LeaveReport]
) -> None:
    with pytest.raises(StoppedError):
        leave(stopping(services, 60), tmp_path / "all.zip")
    assert not (tmp_path / "all.zip").exists()
    assert is_marked_unfinished(tmp_path / "all.zip.unfinished")

    report = exported(services, tmp_path / "all.zip")

    assert report.kept > 0
    with zipfile.ZipFile(tmp_path / "all.zip") as made:
        assert {name: made.read(name) for name in made.namelist()} == contents(left[0])
    assert {path.name for path in tmp_path.iterdir()} == {"practice", "all.zip"}


# The copy


def test_two_copies_are_compared_but_for_exports(services: Services, tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{number}.sqlite" for number in range(3))
    services.work.tables.copy_to(first)
    with services.work as work:
        work.audit.add("export", "practice", "")
    services.work.tables.copy_to(second)
    services.sessions.start_session(
        services.courses.courses_of(1)[0].id, took_place=FixedClock().today - timedelta(days=1)
    )
    services.work.tables.copy_to(third)

    assert is_same_record(first, second)
    assert not is_same_record(second, third)
    assert not is_same_record(first, tmp_path / "none.sqlite")
