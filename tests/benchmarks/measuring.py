"""Measures AcuDesk and the bare engine in turns, so that both meet the same machine."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

Measurement = Callable[[], float]
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of docs/performance.md; numbers are seconds or bytes, as `unit` says (s, B).

    `promised` is the most that the ratio may be, `within` the most that AcuDesk may take.
    """

    what: str
    ours: float
    bare: float | None = None
    bare_what: str = ""
    unit: str = "s"
    promised: float | None = None
    within: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the bare engine, None where there is none to compare with."""
        return None if self.bare is None else self.ours / self.bare

    @property
    def is_met(self) -> bool:
        """Whether the promises hold; without one they do."""
        is_quick = self.within is None or self.ours <= self.within
        is_near = self.promised is None or self.ratio is None or self.ratio <= self.promised
        return is_quick and is_near


def compare(
    benchmark: BenchmarkFixture,
    what: str,
    ours: Measurement,
    bare: Measurement,
    *,
    bare_what: str,
    rounds: int = 15,
    unit: str = "s",
    promised: float | None = None,
    within: float | None = None,
) -> Row:
    """Medians of `rounds` turns of bare, ours, bare, ours ..., after one turn that is not
    counted; each function returns what it measured."""
    counted: tuple[list[float], list[float]] = ([], [])
    bare()
    ours()

    def turn() -> None:
        counted[1].append(bare())
        counted[0].append(ours())

    benchmark.pedantic(turn, rounds=rounds)
    row = Row(
        what=what,
        ours=median(counted[0]),
        bare=median(counted[1]),
        bare_what=bare_what,
        unit=unit,
        promised=promised,
        within=within,
    )
    return report(benchmark, row)


def report(benchmark: BenchmarkFixture, *rows: Row) -> Row:
    """Hand rows over to the table; returns the first."""
    benchmark.extra_info["rows"] = [
        *benchmark.extra_info.get("rows", []),
        *({**asdict(row), "ratio": row.ratio, "is_met": row.is_met} for row in rows),
    ]
    return rows[0]


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(values: list[float], share: float) -> float:
    """The value that a share of them (0 to 1) does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def child(name: str, *arguments: str | Path) -> dict[str, Any]:
    """What a program of this folder printed as JSON, and under `since` the moment of its start.

    It runs as on a practitioner's computer: with its compiled modules kept.
    """
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env |= {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *map(str, arguments)]
    since = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert isinstance(printed, dict)
    return {**printed, "since": since}
