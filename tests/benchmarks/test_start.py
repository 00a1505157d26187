"""From the start of the process to the list of patients and the first page, beside an empty window
of Qt."""

import shutil
from pathlib import Path
from statistics import median

from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.measuring import Row, child, compare, report

PROMISED = 3.0
ROUNDS = 11
EMPTY_WINDOW = "an empty QMainWindow, painted"


def start_bare() -> float:
    found = child("child_bare_window")
    assert found["width"] > 100
    return float(found["listed_at"] - found["since"])


def test_start_to_the_patient_list(benchmark: BenchmarkFixture, demo: Path, tmp_path: Path) -> None:
    todays: list[float] = []
    pages: list[float] = []
    charts: list[float] = []

    def start() -> float:
        found = child("child_window", demo, tmp_path / "settings.toml")
        assert found["rows"] == 23  # and one is archived
        assert found["list_colours"] > 10
        assert found["today_colours"] > 10
        assert found["visits"] == 7
        assert found["late"] == [], "imported before anybody asked for it"
        todays.append(found["today_at"] - found["since"])
        pages.append(found["page_at"] - found["since"])
        charts.append(found["chart_at"] - found["since"])
        return float(found["listed_at"] - found["since"])

    row = compare(
        benchmark,
        "start to the list of 24 patients",
        start,
        start_bare,
        bare_what=EMPTY_WINDOW,
        rounds=ROUNDS,
        promised=PROMISED,
    )
    report(
        benchmark,
        Row(what="start to today's page", ours=median(todays)),
        Row(what="start to the first patient's page", ours=median(pages)),
        Row(what="start to the chart on that page", ours=median(charts)),
    )
    assert row.is_met, row


def test_start_to_the_next_visit(benchmark: BenchmarkFixture, demo: Path, tmp_path: Path) -> None:
    taken: list[float] = []

    def open_next() -> None:
        folder = tmp_path / f"practice-{len(taken)}"
        shutil.copytree(demo, folder)
        found = child("child_window", folder, tmp_path / "settings.toml", "next")
        taken.append(found["next_at"] - found["asked_at"])

    benchmark.pedantic(open_next, rounds=ROUNDS)
    row = report(
        benchmark,
        Row(what="key to the session of who is next, first of all", ours=median(taken), within=1.0),
    )
    assert row.is_met, row


def test_start_with_many_patients(benchmark: BenchmarkFixture, large: Path, tmp_path: Path) -> None:
    todays: list[float] = []

    def start() -> float:
        found = child("child_window", large, tmp_path / "settings.toml")
        todays.append(found["today_at"] - found["since"])
        assert found["rows"] >= 50  # the first page of the list
        return float(found["listed_at"] - found["since"])

    compare(
        benchmark,
        "start to the list of 2,000 patients",
        start,
        start_bare,
        bare_what=EMPTY_WINDOW,
        rounds=ROUNDS,
    )
    report(benchmark, Row(what="start to today's page, of 2,000", ours=median(todays)))
