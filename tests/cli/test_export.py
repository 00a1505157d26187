"""`acudesk export`: everything, a bundle, a course without a name."""

import json
from pathlib import Path

import pytest

from acudesk.bootstrap import open_practice
from acudesk.cli.main import run
from acudesk.domain.practice import Practice
from tests.clock import FixedClock
from tests.record_of_a_patient import whole_patient
from tests.services.fhir_support import check_bundle

SECRET = "Müller"
Told = tuple[int, str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Zoë, with something of everything, and somebody else."""
    place = tmp_path_factory.mktemp("cli") / "practice"
    clock = FixedClock()
    with open_practice(place, clock=clock) as practice:
        whole_patient(practice, clock)
        practice.practice.change_practice(Practice(name="Quiet Needle", setting="A quiet room"))
    return place


def told(capsys: pytest.CaptureFixture[str], folder: Path, *words: object) -> Told:
    outcome = run(["--data", str(folder), "export", *map(str, words)])
    out, err = capsys.readouterr()
    return outcome.code, out, err


@pytest.mark.parametrize("name", ["all", "all.zip"])
def test_everything(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, name: str
) -> None:
    code, out, _ = told(capsys, folder, "--out", tmp_path / name)

    assert code == 0
    assert out.startswith(f"Everything of 2 patients is in {tmp_path / name}: ")
    assert "They are not encrypted." in out
    assert [path.name for path in tmp_path.iterdir()] == [name]
    code, out, err = told(capsys, folder, "--out", tmp_path / name)
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_a_bundle_of_all_and_of_one(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    everybody, one = tmp_path / "all.json", tmp_path / "one.json"

    assert told(capsys, folder, "--fhir", everybody)[0] == 0
    assert told(capsys, folder, "--fhir", one, "--patient", "0001")[0] == 0

    for file, patients in ((everybody, 2), (one, 1)):
        check_bundle(file)
        entries = json.loads(file.read_text("utf-8"))["entry"]
        assert [each["resource"]["resourceType"] for each in entries].count("Patient") == patients
    assert "Quakenbrück" in everybody.read_text("utf-8")
    assert "Quakenbrück" not in one.read_text("utf-8")


@pytest.mark.parametrize("ending", ["pdf", "csv", "json"])
def test_a_course_without_a_name(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"case.{ending}"

    code, out, err = told(capsys, folder, "--anonymous", "0001/1", "--out", file)

    assert (code, out, err) == (0, f"Saved {file}.\n", "")
    assert SECRET.encode() not in file.read_bytes()


def test_texts_come_along_where_they_are_asked_for(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    without, along = tmp_path / "a.json", tmp_path / "b.json"

    assert told(capsys, folder, "--anonymous", "0001/1", "--out", without)[0] == 0
    assert told(capsys, folder, "--anonymous", "0001/1", "--texts", "--out", along)[0] == 0

    assert "A quiet room" not in without.read_text("utf-8")
    assert "A quiet room" in along.read_text("utf-8")
    assert SECRET not in along.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say what to write"),
        (("--fhir", "a.json", "--out", "b"), "Give --fhir FILE alone"),
        (("--out", "b", "--patient", "0001"), "--patient goes with --fhir"),
        (("--out", "b", "--texts"), "--texts goes with --anonymous"),
        (("--anonymous", "0001"), "Say what to write"),
    ],
)
def test_ways_that_do_not_go_together(
    capsys: pytest.CaptureFixture[str], folder: Path, words: tuple[str, ...], said: str
) -> None:
    code, out, err = told(capsys, folder, *words)

    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("way", ["--fhir", "--anonymous"])
def test_somebody_unknown(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, way: str
) -> None:
    file = tmp_path / "x.json"
    words = (way, file, "--patient", "9") if way == "--fhir" else (way, "9", "--out", file)

    code, out, err = told(capsys, folder, *words)

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert list(tmp_path.iterdir()) == []
