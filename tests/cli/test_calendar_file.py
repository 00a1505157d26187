"""`acudesk calendar`: the diary, or the visits of one patient, as an iCalendar file."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from icalendar import Calendar

from acudesk.bootstrap import open_practice
from acudesk.cli.main import run
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.practice import Practice
from tests.clock import FixedClock

Asked = Callable[..., tuple[int, str, str]]


@pytest.fixture
def asked(practice_dir: Path, capsys: pytest.CaptureFixture[str]) -> Asked:
    """The command on a practice with a visit of two patients each, far in the future."""
    with open_practice(practice_dir, clock=FixedClock()) as services:
        services.practice.change_practice(Practice(name="Needle & Rest"))
        for name, day in (("Anna Brown", 5), ("Bo Li", 6)):
            key = services.patients.add_patient(Patient(display_name=name)).patient_id
            services.planned_visits.plan_visit(
                PlannedVisit(patient_id=key, day=date(2099, 3, day), at=time(9, 0))
            )

    def ask(*arguments: str) -> tuple[int, str, str]:
        code = run(["--data", str(practice_dir), "calendar", *arguments]).code
        out, err = capsys.readouterr()
        return code, out, err

    return ask


def titles(file: Path) -> list[str]:
    return [str(one["summary"]) for one in Calendar.from_ical(file.read_bytes()).walk("VEVENT")]


def test_the_diary_bears_initials_and_whole_names_only_by_choice(
    asked: Asked, tmp_path: Path
) -> None:
    file = tmp_path / "diary.ics"
    assert asked("--out", str(file)) == (0, f"Saved {file}: 2 visits.\n", "")
    assert titles(file) == ["AB, 0001", "BL, 0002"]
    assert asked("--out", str(file), "--names", "--last", "2099-03-05")[0] == 0
    assert titles(file) == ["Anna Brown, 0001"]


def test_the_file_of_a_patient_bears_the_name_of_the_practice(asked: Asked, tmp_path: Path) -> None:
    file = tmp_path / "bo.ics"
    code, out, _ = asked("--out", str(file), "--patient", "0002")
    assert (code, out) == (0, f"Saved {file}: 1 visit.\n")
    assert titles(file) == ["Acupuncture, Needle & Rest"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--out", "diary.pdf"), 2, "must end in .ics"),
        ((), 2, "--out"),
        (("--out", "diary.ics", "--names", "--patient", "0001"), 2, "leave out --names"),
        (("--out", "diary.ics", "--first", "5.3.2099"), 2, "--first"),
        (("--out", "diary.ics", "--patient", "0003"), 1, "No patient has the chart number"),
        (("--out", "diary.ics", "--first", "2099-04-01"), 1, "No visit is planned"),
        (
            (
                "--out",
                "none/diary.ics",
            ),
            1,
            "does not exist",
        ),
    ],
)
def test_what_cannot_be_is_told_and_leaves_no_file(
    asked: Asked,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ended, out, err = asked(*arguments)
    assert (ended, out) == (code, "")
    assert words in err
    assert list(tmp_path.glob("*.ics")) == []
