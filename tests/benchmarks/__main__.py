"""Runs the benchmarks and writes docs/performance.md; ends with 1 where a promise is not met.

Arguments go on to pytest, e.g. `-k start`; then the table is printed and not written.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "performance.md"
ORDER = ("start", "today", "chart", "saving", "memory", "paper", "batch", "patients", "practice")
HEAD = """# What AcuDesk costs

Written by `make bench` on {day}, on {machine}. Each number is the median of turns in which the
bare engine and AcuDesk came one after the other, so that both met the same machine; the ratio is
what can be compared between machines. Numbers without a bare engine are for orientation.

| what | AcuDesk | bare engine | ratio | promised | met |
|---|---|---|---|---|---|
"""
FOOT = """
The bare engines: {engines}.
"""


def main(arguments: Sequence[str]) -> int:
    """Measure, write or print, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.json"
        code = pytest.main(
            [
                *(str(HERE / f"test_{name}.py") for name in ORDER),
                "--override-ini=addopts=--import-mode=importlib",
                "--override-ini=timeout=1200",
                # Else what failed is hidden behind a warning that nothing was measured.
                "--pythonwarnings=default::pytest_benchmark.logger.PytestBenchmarkWarning",
                "-p",
                "no:randomly",
                "-p",
                "no:cacheprovider",
                "--benchmark-columns=median",
                f"--benchmark-json={results}",
                "-q",
                *arguments,
            ]
        )
        # The file is empty where nothing could be measured.
        text = results.read_text(encoding="utf-8") if results.exists() else ""
        measured = json.loads(text) if text else {}
    rows = [
        row for one in measured.get("benchmarks", []) for row in one["extra_info"].get("rows", [])
    ]
    if arguments:
        print(page(rows))
    elif rows:
        PAGE.write_text(page(rows), encoding="utf-8")
        print(f"Written: docs/{PAGE.name}")
    return int(code) or int(not rows or not all(row["is_met"] for row in rows))


def page(rows: Sequence[dict[str, Any]]) -> str:
    """The table as Markdown."""
    lines = [
        f"| {row['what']} | {amount(row['ours'], row['unit'])} | {amount(row['bare'], row['unit'])}"
        f" | {times(row['ratio'])} | {promised(row)} | {met(row)} |\n"
        for row in rows
    ]
    engines = dict.fromkeys(row["bare_what"] for row in rows if row["bare_what"])
    text = HEAD.format(day=date.today().isoformat(), machine=machine()) + "".join(lines)
    return text + FOOT.format(engines="; ".join(engines))


def amount(value: float | None, unit: str) -> str:
    """A number with its unit: ms below a second, MB for bytes."""
    if value is None:
        return "–"
    if unit == "B":
        return f"{value / 2**20:.0f} MB"
    if value >= 1:
        return f"{value:.2f} s"
    return f"{value * 1000:.0f} ms" if value >= 0.01 else f"{value * 1000:.2f} ms"


def times(ratio: float | None) -> str:
    """A ratio with two decimals."""
    return "–" if ratio is None else f"{ratio:.2f}"


def promised(row: dict[str, Any]) -> str:
    """The most that the ratio may be, and the most that AcuDesk may take."""
    parts = []
    if row["promised"] is not None:
        parts.append(f"at most {row['promised']:.3g}")
    if row["within"] is not None:
        parts.append(f"within {amount(row['within'], row['unit'])}")
    return ", ".join(parts) or "–"


def met(row: dict[str, Any]) -> str:
    """Whether the promise holds."""
    if row["promised"] is None and row["within"] is None:
        return "–"
    return "yes" if row["is_met"] else "**no**"


def machine() -> str:
    """The kind of machine, without its name: cores, system, Python."""
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    if sys.platform == "linux":
        release = platform.freedesktop_os_release()
        system = f"{release.get('NAME', 'Linux').split()[0]} {release.get('VERSION_ID', '')}"
    return (
        f"{os.cpu_count()} cores, {system.strip()}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
