"""`acudesk record` and `acudesk leaflet`."""

from pathlib import Path

import pytest

from acudesk.bootstrap import open_practice
from acudesk.cli.main import run
from tests.clock import FixedClock
from tests.record_of_a_patient import whole_patient
from tests.reports.support import facts_of, text_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cli") / "practice"
    clock = FixedClock()
    with open_practice(place, clock=clock) as practice:
        whole_patient(practice, clock)
    return place


def told(capsys: pytest.CaptureFixture[str], folder: Path, *words: object) -> tuple[int, str, str]:
    """How a command line ended, and what it said."""
    outcome = run(["--data", str(folder), *map(str, words)])
    out, err = capsys.readouterr()
    return outcome.code, out, err


def test_a_full_record(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.pdf"

    assert told(capsys, folder, "record", "0001", "--out", file) == (0, f"Saved {file}.\n", "")
    assert facts_of(file)["Title"] == "Full record, chart number 0001"
    assert "Course 2: Tension headache" in text_of(file)


def test_one_session_of_a_course(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "s.pdf"

    # The latest open course is the first; the second is closed.
    assert told(capsys, folder, "record", "0001", "--session", 2, "--out", file)[0] == 0
    assert facts_of(file)["Title"] == "Session record: Zoë Müller, 2 March 2026"
    told(capsys, folder, "record", "0001", "--session", 1, "--course", 2, "--out", file)
    assert facts_of(file)["Title"] == "Session record: Zoë Müller, 6 March 2026"


def test_pictures_are_numbered(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    code, out, _err = told(capsys, folder, "leaflet", "--out", tmp_path / "l.png")

    assert code == 0
    assert out == "".join(f"Saved {tmp_path / name}.\n" for name in ("l 1.png", "l 2.png"))
    assert (tmp_path / "l 2.png").read_bytes().startswith(b"\x89PNG")


def test_a_leaflet_for_one_patient(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "l.pdf"

    assert told(capsys, folder, "leaflet", "0001", "--out", file)[0] == 0
    assert "For Zoë Müller" in text_of(file)
    told(capsys, folder, "leaflet", "--out", file)
    assert "Zoë" not in text_of(file)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("record", "0099", "--out", "a.pdf"), "0099"),
        (("leaflet", "0099", "--out", "a.pdf"), "0099"),
        (("record", "0001", "--session", "9", "--out", "a.pdf"), "0001 has no session 9 there."),
        (("record", "0001", "--session", "1", "--course", "3", "--out", "a.pdf"), "2 courses"),
    ],
)
def test_what_is_not_there_gets_a_sentence(
    capsys: pytest.CaptureFixture[str], folder: Path, words: tuple[str, ...], sentence: str
) -> None:
    code, out, err = told(capsys, folder, *words)

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert sentence in err
    assert not Path("a.pdf").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("record", "0001"),
        ("record", "0001", "--out", "a.svg"),
        ("record", "0001", "--session", "0", "--out", "a.pdf"),
        ("record", "0001", "--course", "1", "--out", "a.pdf"),
        ("leaflet",),
        ("leaflet", "--out", "a.txt"),
    ],
)
def test_wrong_usage_ends_with_2(
    capsys: pytest.CaptureFixture[str], folder: Path, words: tuple[str, ...]
) -> None:
    code, out, err = told(capsys, folder, *words)

    assert (code, out) == (2, "")
    assert "Usage:" in err
