"""What the window with a chart holds, beside a bare window with a chart of Matplotlib."""

import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.measuring import child, compare

PROMISED = 1.3
ROUNDS = 5


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize(
    ("field", "what"), [("VmRSS", "memory with a chart open"), ("VmHWM", "memory at its peak")]
)
def test_memory_with_a_chart(
    benchmark: BenchmarkFixture, demo: Path, tmp_path: Path, field: str, what: str
) -> None:
    def ours() -> float:
        found = child("child_window", demo, tmp_path / "settings.toml")
        assert found["chart_colours"] > 100
        assert "Over 12 sessions" in found["sentences"]
        return float(found[field])

    def bare() -> float:
        found = child("child_bare_chart")
        assert found["chart_colours"] > 100
        return float(found[field])

    row = compare(
        benchmark,
        what,
        ours,
        bare,
        bare_what="a QMainWindow with a Matplotlib canvas of three panels",
        rounds=ROUNDS,
        unit="B",
        promised=PROMISED,
    )
    assert row.is_met, row
