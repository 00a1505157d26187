"""`acudesk practice`: the numbers of the window, as JSON and to read; nobody is named."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import open_practice
from acudesk.cli.main import run
from acudesk.domain.patient import Sex
from tests.services.treated import many

BORN = date(1980, 1, 6)


def ran(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: object) -> tuple[int, str]:
    code = run(["--data", str(folder), "practice", *map(str, arguments)]).code
    out, err = capsys.readouterr()
    return code, out or err


def told(capsys: pytest.CaptureFixture[str], folder: Path, *limits: object) -> dict[str, Any]:
    code, out = ran(capsys, folder, "--json", *limits)
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 courses that reached the threshold, 6 that did not, 10 that are running."""
    place = tmp_path_factory.mktemp("practice") / "practice"
    with open_practice(place) as services:
        many(services, 4, "8", "4", sex=Sex.FEMALE, birth_date=BORN)
        many(services, 6, "8", "7", "7", sex=Sex.FEMALE, birth_date=BORN)
        many(services, 10, "9", "", close=False, condition="Spinal stenosis", sex=Sex.MALE)
    return place


def test_the_numbers(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    whole = told(capsys, folder)

    assert {name: whole[name] for name in ("enough", "started", "closed", "running")} == {
        "enough": True,
        "started": 20,
        "closed": 10,
        "running": 10,
    }
    assert (whole["with_data"], whole["reached"], whole["baseline_rule"]) == (10, 4, "first")
    # Wilson by hand, 4 of 10 and 4 of 20.
    closed = {"share": 0.4, "low": 0.168, "high": 0.687, "of": 10}
    started = {"share": 0.2, "low": 0.081, "high": 0.416, "of": 20}
    assert whole["share_of_closed"] == pytest.approx(closed, abs=5e-4)
    assert whole["share_of_started"] == pytest.approx(started, abs=5e-4)
    assert whole["median_sessions"] == 3
    fall = {"baseline": 0.8, "latest": 0.4, "change": -0.4, "status": "reached_threshold"}
    small = {"baseline": 0.8, "latest": 0.7, "change": -0.1, "status": "better"}
    assert whole["changes"] == [fall] * 4 + [small] * 6
    first, second = whole["conditions"]
    assert (first["condition"], first["started"], first["reached"]) == ("Sciatica", 10, 4)
    assert first["share_of_closed"] == pytest.approx(closed, abs=5e-4)
    assert (second["condition"], second["with_data"]) == ("Spinal stenosis", 0)
    assert second["share_of_closed"] is None
    assert second["share_of_started"]["share"] == 0
    assert whole["side_effects"] == {
        "asked": None,
        "not_asked": {
            "sessions": 46,
            "any": {"sessions": 0, "per_100": None, "low": None, "high": None},
            "kinds": [],
        },
    }
    assert whole["completeness"][0] == {
        "code": "pain_7d",
        "asked": 36,
        "missing": 10,
        "share": pytest.approx(36 / 46, abs=1e-6),
        "courses": 20,
        "compared": 10,
    }


def test_the_same_numbers_to_read(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out = ran(capsys, folder)

    assert code == 0
    assert "Courses with a session: 20; closed: 10, running: 10." in out
    assert "4 of 10 closed with data: 40 % (17 to 69 %)" in out
    assert "4 of 20 started: 20 % (8 to 42 %)" in out
    assert (
        "  Usual threshold on 0 to 10: 2 points and 30 %. "
        "Farrar 2001, Pain 94:149-158; Ostelo 2008, Spine 33(1):90-94.\n"
        "  Usual threshold on 0 to 100 mm: 15 mm and 30 %. Ostelo 2008, Spine 33(1):90-94.\n"
    ) in out
    assert out.count("Usual threshold") == 2
    assert "baseline: first score" in out
    assert "better, reached the usual threshold" in out
    assert "Side effects, asked by checklist: fewer than 10 sessions or courses." in out
    assert (
        "Side effects, not asked by checklist, of 46 sessions:\n"
        "  not known, because nobody asked: that is no rate of 0\n"
    ) in out
    assert "Back pain, average of the last 7 days     36       10      78 %" in out
    (stenosis,) = (line.split() for line in out.splitlines() if "Spinal stenosis" in line)
    assert " ".join(stenosis) == "Spinal stenosis 10 0 0 fewer than 10 0 % (0 to 28 %)"


def test_nothing_names_a_patient(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    with open_practice(folder) as services:
        everyone = list(services.patients.patient_totals())
    for arguments in ((), ("--json",)):
        _, out = ran(capsys, folder, *arguments)
        assert "Ann" not in out
        assert not any(one.uid in out for one in everyone)
        assert '"00' not in out


@pytest.mark.parametrize(
    ("limits", "started"),
    [
        (("--condition", "Sciatica"), 10),
        (("--sex", "male"), 10),
        (("--age-from", 45, "--age-to", 45), 10),
        (("--age-to", 44), 0),
        (("--from", "2025-01-06", "--to", "2025-01-06"), 20),
        (("--from", "2025-01-07"), 0),
        (("--to", "2025-01-05"), 0),
    ],
)
def test_filters(
    capsys: pytest.CaptureFixture[str], folder: Path, limits: tuple[object, ...], started: int
) -> None:
    whole = told(capsys, folder, *limits)

    assert whole["started"] == started
    assert whole["enough"] is (started >= 10)
    name = str(limits[0]).removeprefix("--").replace("-", "_")
    given = whole["filter"]
    assert given[{"from": "opened_from", "to": "opened_to"}.get(name, name)] == limits[1]


def test_nothing_of_fewer_than_ten(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with open_practice(tmp_path) as services:
        many(services, 9, "8", "4")
    code, out = ran(capsys, tmp_path)

    assert code == 0
    assert out.splitlines() == [
        "Courses with a session: 9; closed: 9, running: 0.",
        "Fewer than ten courses: no figures.",
    ]
    whole = told(capsys, tmp_path)
    assert (whole["enough"], whole["started"], whole["reached"]) == (False, 9, None)
    assert (whole["share_of_closed"], whole["share_of_started"]) == (None, None)
    assert (whole["changes"], whole["conditions"], whole["completeness"]) == ([], [], [])
    assert whole["side_effects"] == {"asked": None, "not_asked": None}


@pytest.mark.parametrize(
    ("limits", "code", "words"),
    [
        (("--age-from", 131), 1, "An age is 0 to 130 years."),
        (("--age-from", 50, "--age-to", 40), 1, "The lower age is above the higher one."),
        (("--from", "2026-02-01", "--to", "2026-01-01"), 1, "The first day is after the last"),
        (("--from", "1.2.2026"), 2, "Usage:"),
        (("--age-from", "old"), 2, "Usage:"),
        (("--sex", "yes"), 2, "Usage:"),
    ],
)
def test_limits_that_make_no_sense(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    limits: tuple[object, ...],
    code: int,
    words: str,
) -> None:
    ended, out = ran(capsys, folder, *limits)

    assert ended == code
    assert words in out


def test_looking_makes_no_practice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out = ran(capsys, tmp_path / "none")

    assert code == 1
    assert "There is no practice" in out
    assert not (tmp_path / "none").exists()


def test_the_figures_as_a_workbook_and_as_csv(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    for ending, start in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        file = tmp_path / f"practice.{ending}"
        assert ran(capsys, folder, "--out", file) == (0, f"Saved {file}.\n")
        assert file.read_bytes().startswith(start)
    assert ran(capsys, folder, "--out", tmp_path / "a.ods")[0] == 1
    assert ran(capsys, folder, "--json", "--out", tmp_path / "a.csv")[0] == 2
    assert not (tmp_path / "a.csv").exists()
