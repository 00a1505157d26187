"""The commands, run in this process: what they write, and what they keep."""

import json
import os
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from acudesk import __version__, paths
from acudesk.bootstrap import holds_practice, open_practice, prepare_demo
from acudesk.cli.console import Json, json_text, number_text
from acudesk.cli.main import COMMANDS, Outcome, bug_sentence, run
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Moment
from acudesk.domain.side_effects import SideEffect, SideEffectKind

FILES = Path(__file__).resolve().parents[1] / "data"
COLUMNS = ("--person", "person", "--date", "date", "--score", "pain_7d=pain")


class Told:
    """One command line that was run: its outcome, its output, its one sentence."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> None:
        self.outcome = run([str(argument) for argument in arguments])
        self.out, self.err = capsys.readouterr()

    @property
    def code(self) -> int:
        return self.outcome.code

    @property
    def sentence(self) -> str:
        """What went wrong: exactly one line, and no traceback."""
        assert self.code == 1
        assert self.err.endswith("\n")
        (line,) = self.err.splitlines()
        assert "Traceback" not in line
        return line


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "practice"
    prepare_demo(folder, patients=24)
    return folder


# ------------------------------------------------------------------------------- usage


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert Told(capsys, "--version").out == f"AcuDesk {__version__}\n"
    assert all(name in Told(capsys, "--help").out for name in COMMANDS)
    for name in COMMANDS:
        told = Told(capsys, name, "--help")
        assert (told.code, told.err) == (0, "")
        assert told.out.startswith(f"Usage: acudesk {name} ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("--nonsense",),
        ("progress",),
        ("demo", "--seed", "x"),
        ("demo", "--patients", "0"),
        ("import",),
        ("import", "a.csv", "--person", "a"),
        ("import", "a.csv", "--answer", "order"),
        ("import", "a.csv", "--person", "a", "--date", "b", "--score", "pain"),
        ("report", "A", "--out", "a.txt"),
        ("report", "A"),
        ("report", "A", "--course", "0", "--out", "a.pdf"),
        ("report", "--out", "a.pdf"),
        ("report", "A", "--all", "--out", "pages"),
        ("report", "--all", "--course", "1", "--out", "pages"),
        ("report", "--all"),
        ("report", "A", "--archived", "--out", "a.pdf"),
        ("--data", __file__, "patients"),
    ],
)
def test_wrong_usage_ends_with_2(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    told = Told(capsys, *arguments)

    assert told.outcome == Outcome(2)
    assert told.out == ""
    assert "Usage:" in told.err


def test_a_bare_call_asks_for_the_window(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert Told(capsys).outcome == Outcome(window=paths.practice_folder())
    assert Told(capsys, "--data", tmp_path / "p").outcome == Outcome(window=tmp_path / "p")
    assert not (tmp_path / "p").exists()


# -------------------------------------------------------------------------------- demo


def test_demo_prepares_a_folder_and_asks_for_the_window(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    told = Told(capsys, "--data", folder, "demo", "--patients", 2, "--seed", 5)
    assert told.outcome == Outcome(window=folder)
    assert "is ready" in told.out

    told = Told(capsys, "--data", folder, "demo", "--no-window")
    assert told.outcome == Outcome()
    assert "as it is" in told.out


def test_demo_refuses_a_real_practice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with open_practice(tmp_path) as practice:
        practice.patients.add_patient(Patient(display_name="Ada"))

    assert "real practice" in Told(capsys, "--data", tmp_path, "demo").sentence


# ---------------------------------------------------------------------------- patients


def test_patients_as_json(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    told = Told(capsys, "--data", demo, "patients", "--json")
    rows: list[dict[str, Any]] = json.loads(told.out)

    assert [row["chart_number"] for row in rows] == [f"{n:04}" for n in range(1, 25)]
    assert list(rows[0]) == [
        "chart_number",
        "uid",
        "name",
        "birth_date",
        "courses",
        "visits",
        "entries",
        "last",
        "archived",
    ]
    assert (rows[0]["name"], rows[0]["visits"]) == ("Zoë Lindgren-Nguyễn", 12)
    assert "Zoë Lindgren-Nguyễn" in told.out
    assert (rows[1]["visits"], rows[1]["last"]) == (0, None)
    assert (rows[5]["courses"], rows[5]["visits"]) == (2, 15)
    assert rows[10]["entries"] == 5
    assert [row["archived"] for row in rows] == [False] * 23 + [True]


def test_patients_for_people_stand_in_columns(
    capsys: pytest.CaptureFixture[str], demo: Path
) -> None:
    lines = Told(capsys, "--data", demo, "patients").out.splitlines()

    born = lines[0].index("Born")
    assert lines[1][born:].startswith("1984-")
    assert "archived" in lines[24]
    assert lines[-1] == "24 patients"


@pytest.mark.parametrize(
    "arguments", [("patients",), ("progress", "A"), ("report", "A", "--out", "a.pdf")]
)
def test_looking_makes_no_practice(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    folder = tmp_path / "none"

    assert "There is no practice in" in Told(capsys, "--data", folder, *arguments).sentence
    assert not folder.exists()


def test_a_practice_in_use_is_left_alone(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    with open_practice(demo):
        assert "already open" in Told(capsys, "--data", demo, "patients").sentence


# ---------------------------------------------------------------------------- progress


def test_progress_as_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = ["A,2025-03-03,6.75", "A,2025-03-04,5.020", "A,2025-03-05,", "A,2025-03-06,7.08"]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(["person,date,pain", *rows]), encoding="utf-8")
    Told(capsys, "--data", tmp_path / "p", "import", file, *COLUMNS)
    told = Told(capsys, "--data", tmp_path / "p", "progress", "A", "--json")

    found = json.loads(told.out, parse_float=Decimal)
    assert list(found) == ["patient", "courses"]
    assert found["patient"]["chart_number"] == "A"
    (course,) = found["courses"]
    (measure,) = course.pop("measures")
    nothing = {
        "sessions": 0,
        "effects": 0,
        "any": {"sessions": 0, "share": None, "low": None, "high": None},
        "kinds": [],
    }
    assert course == {
        "condition": "Not stated",
        "opened": "2025-03-03",
        "closed": None,
        "visits": 0,
        "entries": 4,
        "within_session": [],
        "adherence": {
            "planned": 10,
            "done": 0,
            "missed": 0,
            "cancelled": 0,
            "days": 0,
            "planned_per_week": 1,
            "per_week": None,
            "median_days": None,
            "gaps": [],
        },
        "side_effects": {"asked": nothing, "not_asked": nothing},
        "reviews": [],
        "review_due": None,
    }
    assert measure == {
        "code": "pain_7d",
        "moment": "once",
        "item": "",
        "scale": "nrs11",
        "baseline": Decimal("6.75"),
        "baseline_rule": "first",
        "latest": Decimal("7.08"),
        "best": Decimal("5.02"),
        "change": Decimal("0.33"),
        "percent": Decimal("4.89"),
        "status": "worse",
        # The slopes between the three scores, a week: -12.11, 0.77 and 7.21.
        "slope_per_week": Decimal("0.77"),
        "slope_low": Decimal("-12.11"),
        "slope_high": Decimal("7.21"),
        "slope_is_interval": False,
        "asked": 3,
        "missing": 1,
    }


def test_progress_tells_the_whole_course(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with open_practice(tmp_path) as practice:
        admitted = practice.patients.admit_patient(
            Patient(display_name="Ada", chart_number="A"),
            Course(patient_id=0, condition="Sciatica", opened=date(2026, 1, 5)),
        )
        days = (0, 7, 14, 35, 42, 49)
        for n, days_on in enumerate(days):
            day = date(2026, 1, 5) + timedelta(days=days_on)
            session = practice.sessions.start_session(admitted.course_id, took_place=day).session_id
            if n != 2:
                practice.sessions.record_score(session, "pain_7d", str(8 - n))
            practice.sessions.record_score(session, "pain_now", "6", moment=Moment.BEFORE)
            practice.sessions.record_score(session, "pain_now", "4.5", moment=Moment.AFTER)
            practice.sessions.record_side_effects(
                session,
                asked=True,
                effects=[SideEffect(kind=SideEffectKind.BRUISING)] if n == 1 else [],
            )
        practice.reviews.adjust_course(
            admitted.course_id, changes="Fewer needles", more=6, reason="Still sore"
        )

    (course,) = json.loads(Told(capsys, "--data", tmp_path, "progress", "A", "--json").out)[
        "courses"
    ]
    pain = course["measures"][0]
    assert (pain["baseline"], pain["latest"], pain["change"]) == (8, 3, -5)
    # 8 7 5 4 3 in weeks 0 1 5 6 7: the two middle ones of the ten slopes are -5/7 and -2/3.
    assert pain["slope_per_week"] == pytest.approx(-(5 / 7 + 2 / 3) / 2, abs=1e-6)
    assert (pain["missing"], pain["asked"]) == (1, 5)
    assert course["within_session"] == [
        {"code": "pain_now", "scale": "nrs11", "sessions": 6, "mean_change": -1.5}
    ]
    assert course["adherence"]["done"] == 6
    assert course["adherence"]["gaps"] == [{"number": 4, "days": 21}]
    assert course["adherence"]["median_days"] == 7
    assert course["side_effects"]["asked"]["any"]["sessions"] == 1
    assert course["side_effects"]["asked"]["kinds"][0]["kind"] == "bruising"
    # Wilson for 1 of 6: 0.0301 to 0.5635.
    assert course["side_effects"]["asked"]["any"]["low"] == pytest.approx(0.0301, abs=1e-4)
    assert course["side_effects"]["asked"]["any"]["high"] == pytest.approx(0.5635, abs=1e-4)
    (review,) = course["reviews"]
    assert (review["number"], review["decision"]) == (6, "adjust")
    assert (review["changes"], review["reason"]) == ("Fewer needles", "Still sore")
    assert review["more_sessions"] == 6
    assert course["review_due"] is None

    text = Told(capsys, "--data", tmp_path, "progress", "A").out
    assert "not asked at session 3" in text
    assert "−0.69 points a week" in text
    assert "6 of 12 planned sessions in 7 weeks, every 7 days (median); " in text
    assert "1 gap of 21 days before session 4." in text
    assert "Pain now, 1.5 points lower on average over 6 sessions" in text
    assert "At 1 of 6 sessions where asked, 17 % (95 % interval 3 to 56 %)" in text
    assert "session 6: adjust, 6 more sessions." in text
    assert "Fewer needles" in text
    assert text.count("Baseline: first score.") == 1
    assert text.count("Usual threshold") == 1
    assert (
        "Usual threshold on 0 to 10: 2 points and 30 %. "
        "Farrar 2001, Pain 94:149-158; Ostelo 2008, Spine 33(1):90-94."
    ) in text


def test_progress_by_number_or_uid(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    rows = json.loads(Told(capsys, "--data", demo, "patients", "--json").out)
    by_number = Told(capsys, "--data", demo, "progress", rows[5]["chart_number"]).out
    by_uid = Told(capsys, "--data", demo, "progress", rows[5]["uid"]).out

    assert by_number == by_uid
    assert by_number.startswith(rows[5]["name"])
    assert by_number.count("Baseline: first score.") == 2
    assert "activities (PSFS), 1" not in by_number
    assert "activities (PSFS), " in by_number
    assert "nobody" in Told(capsys, "--data", demo, "progress", "nobody").sentence


def test_progress_of_a_new_patient(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    assert "0 visits" in Told(capsys, "--data", demo, "progress", "0002").out
    found = json.loads(Told(capsys, "--data", demo, "progress", "0002", "--json").out)
    assert found["courses"][0]["measures"] == []


# ------------------------------------------------------------------------------ import


def test_import_makes_the_practice_and_says_what_it_did(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    line = ("--data", tmp_path / "p", "import", FILES / "comma.csv", *COLUMNS, "--close")
    first, second = Told(capsys, *line), Told(capsys, *line)

    assert first.out.splitlines() == [
        "2 people in the file.",
        "Added: 2 patients, 2 courses, 4 entries between visits, 3 scores, "
        "1 blank, kept as not asked.",
        "2 courses were closed.",
    ]
    assert "4 rows were in the practice already." in second.out
    assert (first.code, second.code) == (0, 0)


def test_a_dry_run_makes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "p"
    told = Told(capsys, "--data", folder, "import", FILES / "comma.csv", *COLUMNS, "--dry-run")

    assert told.code == 0
    assert "nothing was kept" in told.out
    assert not folder.exists()


def test_bad_rows_are_named_with_their_lines(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    line = ("--data", tmp_path / "p", "import", FILES / "bad_rows.csv", *COLUMNS)
    told = Told(capsys, *line)
    assert "Nothing was imported, because 13 rows were refused. Line 3: " in told.sentence
    assert "  line 15: “NA” is not a number." in told.out
    assert json.loads(Told(capsys, "--data", tmp_path / "p", "patients", "--json").out) == []

    told = Told(capsys, *line, "--skip-bad")
    assert told.code == 0
    assert "2 entries between visits, 1 score," in told.out
    assert "13 rows were refused:" in told.out


@pytest.mark.parametrize(
    ("file", "options", "words"),
    [
        ("ambiguous_dates.csv", (), "--date-format"),
        ("nothing.csv", (), "There is no file"),
        ("", (), "is a folder"),
        ("comma.csv", ("--score", "leg_pain_7d=leg"), "no column “leg”"),
    ],
)
def test_an_import_that_cannot_be_makes_no_practice(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    file: str,
    options: tuple[str, ...],
    words: str,
) -> None:
    folder = tmp_path / "p"
    told = Told(capsys, "--data", folder, "import", FILES / file, *COLUMNS, *options)

    assert words in told.sentence
    assert not holds_practice(folder)


def test_options_of_an_import(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told = Told(
        capsys,
        *("--data", tmp_path, "import", FILES / "ambiguous_dates.csv", *COLUMNS),
        *("--date-format", "%d/%m/%Y", "--visits", "--condition", "Sciatica"),
    )
    found = json.loads(Told(capsys, "--data", tmp_path, "progress", "P-01", "--json").out)

    assert "3 visits, 3 scores" in told.out
    assert found["courses"][0]["condition"] == "Sciatica"
    assert found["courses"][0]["opened"] == "2025-01-12"
    assert found["courses"][0]["visits"] == 3


def test_an_unknown_measure_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    columns = (*COLUMNS[:-1], "paine=pain")
    told = Told(capsys, "--data", tmp_path, "import", FILES / "comma.csv", *columns)

    assert "no measure called “paine”" in told.sentence


# ------------------------------------------------------------------------------ report


def test_report_in_every_format(
    capsys: pytest.CaptureFixture[str], demo: Path, tmp_path: Path
) -> None:
    for ending in ("pdf", "PNG", "svg"):
        file = tmp_path / f"page.{ending}"
        told = Told(capsys, "--data", demo, "report", "0001", "--out", file)
        assert (told.code, told.err) == (0, "")
        assert file.name in told.out

    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "page.PNG").read_bytes().startswith(b"\x89PNG\r\n")
    assert ElementTree.parse(tmp_path / "page.svg").getroot().tag.endswith("svg")


def test_report_of_the_nth_course(
    capsys: pytest.CaptureFixture[str], demo: Path, tmp_path: Path
) -> None:
    charts = []
    for options in (("--course", 1), ("--course", 2), ()):
        file = tmp_path / "chart.svg"
        Told(capsys, "--data", demo, "report", "0006", *options, "--out", file)
        charts.append(file.read_bytes())

    assert charts[0] != charts[1]
    assert charts[2] == charts[1], "the open course is the one meant"
    told = Told(capsys, "--data", demo, "report", "0006", "--course", 3, "--out", "a.pdf")
    assert told.sentence == "0006 has 2 courses, so there is no course 3."


def test_the_pages_of_all_patients(
    capsys: pytest.CaptureFixture[str], demo: Path, tmp_path: Path
) -> None:
    told = Told(capsys, "--data", demo, "report", "--all", "--out", tmp_path / "pages")
    pages = sorted(file.name for file in (tmp_path / "pages").iterdir())

    assert (told.code, told.err) == (0, "")
    assert told.out == f"Saved {len(pages)} progress pages in {tmp_path / 'pages'}.\n"
    assert 20 <= len(pages) <= 24
    assert pages[0].startswith("0001 ")
    assert pages[0].endswith(".pdf")


def test_a_page_that_fails_is_told_and_the_others_are_saved(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with open_practice(tmp_path / "practice") as services:
        for name in ("Anna", "Cuneiform \U00012000"):
            course = Course(patient_id=0, condition="Sciatica", opened=date.today())
            services.patients.admit_patient(Patient(display_name=name), course)
    told = Told(
        capsys, "--data", tmp_path / "practice", "report", "--all", "--out", tmp_path / "pages"
    )

    assert told.code == 1
    first, second = told.err.splitlines()
    assert first.startswith("0002: No font on this computer")
    assert second == "1 page could not be made."
    assert "Saved 1 progress page" in told.out
    assert [file.name for file in (tmp_path / "pages").iterdir()] == ["0001 Anna.pdf"]


def test_a_report_that_cannot_be_saved(
    capsys: pytest.CaptureFixture[str], demo: Path, tmp_path: Path
) -> None:
    file = tmp_path / "none" / "a.svg"
    assert Told(capsys, "--data", demo, "report", "0001", "--out", file).sentence
    assert Told(capsys, "--data", demo, "report", "nobody", "--out", file).sentence
    assert not file.parent.exists()


# ----------------------------------------------------------------------------- console


@pytest.mark.parametrize(
    ("value", "text"),
    [("5.020", "5.02"), ("-0.0", "0"), ("1E+2", "100"), ("0.1", "0.1"), ("12", "12")],
)
def test_numbers_in_json_are_the_decimals_themselves(value: str, text: str) -> None:
    assert number_text(Decimal(value)) == text


def test_json_is_what_the_standard_library_reads() -> None:
    value: Json = {"a": [1, True, None, "é\n"], "b": {}, "c": []}

    assert json.loads(json_text(value)) == value
    assert json.loads(json_text(value, ascii_only=True)) == value
    assert "é" in json_text(value)
    assert json_text(value, ascii_only=True).isascii()


def test_a_mistake_of_our_own_is_told_without_what_it_was_about() -> None:
    try:
        number_text("Ada Lovelace")  # type: ignore[arg-type]
    except AttributeError as error:
        told = bug_sentence(error)
    except ValueError as error:
        told = bug_sentence(error)

    assert "acudesk.cli.console:" in told
    assert "Error at" in told
    assert "Ada" not in told


def test_an_unreadable_place_ends_with_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / ("x" * 300 if os.name == "posix" else "?")

    assert Told(capsys, "--data", folder, "patients").sentence
