"""`acudesk letter` and `acudesk daysheet`: the same paper as from the window."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from acudesk.bootstrap import open_practice
from acudesk.cli.main import run
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.practice import Practice
from tests.reports.support import text_of

Told = tuple[int, str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ann, with two courses and a visit tomorrow."""
    made = tmp_path_factory.mktemp("letters") / "practice"
    with open_practice(made) as services:
        opened = date.today() - timedelta(weeks=3)
        added = services.patients.admit_patient(
            Patient(display_name="Ann Lee", doctor_name="Dr Weber"),
            Course(patient_id=0, condition="Sciatica", opened=opened, closed=opened),
        )
        services.courses.open_course(
            Course(patient_id=added.patient_id, condition="Neck pain", opened=opened)
        )
        services.planned_visits.plan_visit(
            PlannedVisit(
                patient_id=added.patient_id, day=date.today() + timedelta(days=1), at=time(9, 30)
            )
        )
    return made


def told(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: object) -> Told:
    outcome = run(["--data", str(folder), *map(str, arguments)])
    return (outcome.code, *capsys.readouterr())


def words(file: Path) -> str:
    return " ".join(text_of(file).split())


def test_a_letter_is_saved(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "letter.pdf"

    assert told(capsys, folder, "letter", "0001", "--out", file) == (0, f"Saved {file}.\n", "")
    assert "Dear Dr Weber," in words(file)
    assert "Reason for treatment: Neck pain." in words(file)

    told(
        capsys, folder, "letter", "0001", "--course", 1, "--to", r"Physio Lee\n9 Back Road",
        "--question", "May she run?", "--out", file,
    )  # fmt: skip
    text = words(file)
    assert "Physio Lee 9 Back Road" in text
    assert "Reason for treatment: Sciatica." in text
    assert "Question May she run?" in text
    told(capsys, folder, "letter", "0001", "--advice", "Rest.", "--out", file)
    assert "Advice Rest." in words(file)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("letter", "0001", "--question", "a", "--advice", "b", "--out", "x.pdf"), 2, "not both"),
        (("letter", "0001", "--out", "x.svg"), 2, ".pdf or .png"),
        (("letter", "0001", "--course", "3", "--out", "x.pdf"), 1, "no course 3"),
        (("letter", "0009", "--out", "x.pdf"), 1, "0009"),
        (("letter", "0001", "--to", "y" * 1_001, "--out", "x.pdf"), 1, "at most 1000"),
        (("letter", "0001", "--out", "missing/x.pdf"), 1, "does not exist"),
        (("daysheet", "--day", "2026-13-01", "--out", "x.pdf"), 2, "2026-13-01"),
        (("daysheet", "--out", "x.txt"), 2, ".pdf or .png"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence_and_no_file(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    found, out, err = told(capsys, folder, *arguments)

    assert (found, out) == (code, "")
    assert sentence in " ".join(err.split())
    assert not list(tmp_path.iterdir())


def test_an_unknown_field_in_the_letter_text_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with open_practice(tmp_path / "practice") as services:
        services.patients.add_patient(Patient(display_name="Bo"))
        with services.work as work:
            work.practice.change(Practice(letter_text="Hi {salary}"))

    code, _, err = told(
        capsys, tmp_path / "practice", "letter", "0001", "--out", tmp_path / "x.pdf"
    )
    assert code == 1
    assert "{salary}" in err
    assert "{doctor}" in err


def test_a_day_sheet_is_saved_for_tomorrow_or_any_day(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "day.pdf"
    assert told(capsys, folder, "daysheet", "--out", file) == (0, f"Saved {file}.\n", "")
    assert "Tomorrow · 1 visit" in words(file)
    assert "09:30 Ann Lee" in words(file)

    told(capsys, folder, "daysheet", "--day", "2026-01-06", "--out", file)
    assert "Tuesday, 6 January 2026" in words(file)
    assert "No visit is planned for this day." in words(file)
    picture = tmp_path / "day.png"
    told(capsys, folder, "daysheet", "--out", picture)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_looking_makes_no_practice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = told(capsys, tmp_path / "none", "daysheet", "--out", tmp_path / "x.pdf")

    assert code == 1
    assert "There is no practice" in err
    assert not list(tmp_path.iterdir())
