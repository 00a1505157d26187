"""From the start of the process to the list of patients, beside an empty window of Qt."""

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
    pages: list[float] = []
    charts: list[float] = []

    def start() -> float:
        found = child("child_window", demo, tmp_path / "settings.toml")
        assert found["rows"] == 23  # and one is archived
        assert found["list_colours"] > 10
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
        Row(what="start to the first patient's page", ours=median(pages)),
        Row(what="start to the chart on that page", ours=median(charts)),
    )
    assert row.is_met, row


def test_start_with_many_patients(benchmark: BenchmarkFixture, large: Path, tmp_path: Path) -> None:
    def start() -> float:
        found = child("child_window", large, tmp_path / "settings.toml")
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
