"""From one patient to the next, and from a letter in the search field to the list."""

from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from tests.benchmarks.driving import Painted, until, window_on
from tests.benchmarks.measuring import Row, percentile, report

STEPS = 22
SEARCHES = ("a", "an", "ana", "m", "ma", "mar", "p", "1", "10", "100")


@pytest.mark.parametrize(("practice", "patients"), [("demo", "24"), ("large", "2,000")])
def test_next_patient(
    benchmark: BenchmarkFixture,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    qapp: QApplication,
    qtbot: QtBot,
    practice: str,
    patients: str,
) -> None:
    folder = request.getfixturevalue(practice)
    taken: list[float] = []
    drawn: list[float] = []
    with window_on(folder, tmp_path / "settings.toml", qapp, qtbot) as desk:
        window, page = desk.window, desk.window.patient
        view = window.patients.view
        view.setFocus()
        painted = Painted(page)

        def step(key: Qt.Key) -> None:
            shown = page.patient_id
            start = perf_counter()
            QTest.keyClick(view, key)
            painted.at = 0.0
            assert page.patient_id != shown
            until(qapp, lambda: page.is_shown and page.panel.chart.is_ready)
            drawn.append(perf_counter() - start)
            until(qapp, lambda: bool(painted.at) and not desk.runner.is_busy)
            taken.append(painted.at - start)
            name = view.currentIndex().data()
            assert any(name in one.toolTip() for one in page.header.findChildren(QLabel))

        def walk() -> None:
            for key in (Qt.Key.Key_Down,) * STEPS + (Qt.Key.Key_Up,) * STEPS:
                step(key)

        benchmark.pedantic(walk, rounds=1)
    assert len(taken) == 2 * STEPS
    report(
        benchmark,
        Row(what=f"arrow key to the next patient's page, of {patients}", ours=median(taken)),
        Row(what="95 of 100 of them within", ours=percentile(taken, 0.95)),
        Row(what="arrow key to the chart on that page", ours=median(drawn)),
    )


@pytest.mark.parametrize(("practice", "patients"), [("demo", "24"), ("large", "2,000")])
def test_search(
    benchmark: BenchmarkFixture,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    qapp: QApplication,
    qtbot: QtBot,
    practice: str,
    patients: str,
) -> None:
    folder = request.getfixturevalue(practice)
    taken: list[float] = []
    counts: list[int] = []
    with window_on(folder, tmp_path / "settings.toml", qapp, qtbot) as desk:
        listed = desk.window.patients

        def search(text: str) -> None:
            loaded: list[bool] = []
            listed.model.loaded.connect(lambda: loaded.append(True))
            start = perf_counter()
            listed.search.setText(text)
            until(qapp, lambda: bool(loaded))
            listed.view.viewport().repaint()
            taken.append(perf_counter() - start)
            counts.append(listed.model.rowCount())

        def search_all() -> None:
            for text in SEARCHES * 3:
                search(text)

        benchmark.pedantic(search_all, rounds=1)
    assert len(set(counts)) > 2
    report(
        benchmark,
        Row(what=f"letter typed to the list found, of {patients}", ours=median(taken)),
        Row(what="95 of 100 of them within", ours=percentile(taken, 0.95)),
    )
