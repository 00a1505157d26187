"""The figures of the whole practice as the page reads them, and who saves meanwhile."""

import sqlite3
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from acudesk.bootstrap import open_practice
from acudesk.domain.practice_figures import PracticeFilter
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.practice_reading import PracticeReading, PracticeView
from tests.benchmarks.driving import until
from tests.benchmarks.measuring import Row, compare, percentile, report, seconds
from tests.benchmarks.practices import draft_of
from tests.benchmarks.test_saving import Bare

PATIENTS, SESSIONS = 2_000, 30_000
ROUNDS = 7
PAUSE = 15
"""Milliseconds from the end of one save to the next."""


@pytest.fixture
def bare(tmp_path: Path, busy: Path) -> sqlite3.Connection:
    """The same tables without encryption, in Python's own sqlite3."""
    return Bare(tmp_path / "bare.db", busy)._connection


@pytest.fixture
def statements(busy: Path) -> list[str]:
    """What the reading asks."""
    asked: list[str] = []
    with open_practice(busy) as services:
        connection = services.work._database.conn
        (sessions,) = connection.execute("SELECT count(*) FROM sessions").fetchone()
        connection.set_trace_callback(asked.append)
        services.practice_figures.view()
        connection.set_trace_callback(None)
    assert sessions == SESSIONS
    assert all(one.lstrip().startswith("SELECT") for one in asked)
    return asked


@pytest.fixture
def runner(busy: Path, qapp: QApplication) -> Iterator[TaskRunner]:
    opened: list[bool] = []
    runner = TaskRunner(busy, ChangeBus())
    runner.open(lambda _: opened.append(True), lambda error: opened.append(False))
    until(qapp, lambda: bool(opened))
    assert opened == [True]
    yield runner
    runner.close()


class Reader:
    """The page's own way of reading, and how long it takes."""

    def __init__(self, runner: TaskRunner, application: QApplication) -> None:
        self._application = application
        self._parent = QObject()
        self._reading = PracticeReading(runner, self._parent)
        self._found: list[PracticeView] = []
        self._reading.found.connect(self._found.append)

    def read(self) -> float:
        self._found.clear()
        start = perf_counter()
        self._reading.start(PracticeFilter())
        until(self._application, lambda: bool(self._found))
        taken = perf_counter() - start
        figures = self._found[0].figures
        assert figures.started > 1_900
        assert figures.with_data > 1_500
        return taken


def test_the_figures_of_the_practice(
    benchmark: BenchmarkFixture,
    qapp: QApplication,
    bare: sqlite3.Connection,
    statements: list[str],
    runner: TaskRunner,
) -> None:
    reader = Reader(runner, qapp)

    def read_bare() -> float:
        return seconds(lambda: [bare.execute(one).fetchall() for one in statements])

    row = compare(
        benchmark,
        f"the practice page read, of {PATIENTS:,} with {SESSIONS:,} sessions",
        reader.read,
        read_bare,
        bare_what="the statements of the page in Python's own sqlite3",
        rounds=ROUNDS,
        within=1.0,
    )
    assert row.is_met, row


def test_a_save_meanwhile(
    benchmark: BenchmarkFixture, qapp: QApplication, busy: Path, runner: TaskRunner
) -> None:
    drafts: list[int] = []
    runner.read(draft_of, drafts.append)
    until(qapp, lambda: bool(drafts))
    scores = cycle("3456")
    waits: list[float] = []
    timer = QTimer(singleShot=True, interval=PAUSE)

    def save() -> None:
        given, start = next(scores), perf_counter()

        def kept(_: object) -> None:
            waits.append(perf_counter() - start)
            timer.start()

        runner.write(
            lambda services: services.sessions.record_score(drafts[0], "pain_7d", given), kept
        )

    timer.timeout.connect(save)
    reader = Reader(runner, qapp)
    reader.read()

    def read() -> None:
        timer.start()
        reader.read()
        timer.stop()
        until(qapp, lambda: not runner.is_busy)
        timer.stop()

    benchmark.pedantic(read, rounds=ROUNDS)
    assert len(waits) > 8 * ROUNDS
    row = report(
        benchmark,
        Row(what="the longest wait of a score saved meanwhile", ours=max(waits), within=0.15),
        Row(what="95 of 100 of them within", ours=percentile(waits, 0.95)),
    )
    assert row.is_met, row
