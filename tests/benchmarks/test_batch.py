"""Progress pages of all patients: two processes beside one, and a thousand pages beside 200."""

import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from acudesk.bootstrap import prepare_demo
from acudesk.services.page_pool import usual_workers
from tests.benchmarks.measuring import Row, child, report

MANY, FEW = 1_000, 200
FASTER = 1.6
"""Times that two processes are faster than one, at least."""
NO_MORE_MEMORY = 1.2
"""Times the memory of few pages that many may take, at most."""


@pytest.mark.skipif(usual_workers() < 2, reason="two processes need two cores")
def test_pages_of_a_thousand_patients(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    practices = {count: tmp_path / f"practice of {count}" for count in (FEW, MANY)}
    for count, folder in practices.items():
        prepare_demo(folder, patients=count)

    def pages(count: int, workers: int) -> dict[str, float]:
        out = tmp_path / f"{count} by {workers}"
        found = child("child_batch", practices[count], out, str(workers))
        assert found["pages"] == len(list(out.glob("*.pdf"))) > count * 0.9
        return found

    few = pages(FEW, 2)
    one = pages(MANY, 1)
    two = benchmark.pedantic(pages, args=(MANY, 2), rounds=1)
    speed = Row(
        what=f"pages of {MANY} patients, by two processes",
        ours=two["seconds"],
        bare=one["seconds"],
        bare_what="the same pages by one process",
        promised=1 / FASTER,
    )
    report(benchmark, speed)
    assert speed.is_met, speed
    if sys.platform == "linux":
        memory = Row(
            what=f"memory of that, all processes together, {MANY} patients",
            ours=two["peak"],
            bare=few["peak"],
            bare_what=f"the pages of {FEW} patients",
            unit="B",
            promised=NO_MORE_MEMORY,
        )
        report(benchmark, memory)
        assert memory.is_met, memory
