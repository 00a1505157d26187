"""The figures of the practice on real numbers: 21,658 people of a pain clinic's registry, a third
of them seen again after three months.

The file is other people's (R package HDSinRdata, data set pain; Alter et al. 2021, PLoS ONE
16:e0254862, CC BY 4.0) and not part of AcuDesk; `ACUDESK_REFERENCE_DATA` names the folder that
holds it.
"""

import csv
import gzip
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.cli.main import run
from acudesk.domain.practice_figures import PracticeFigures, PracticeFilter
from acudesk.domain.progress import Status

FOLDER = os.environ.get("ACUDESK_REFERENCE_DATA", "")
REGISTRY = Path(FOLDER) / "pain_registry.csv.gz"
PEOPLE, FOLLOWED = 21_658, 7_138

pytestmark = [
    pytest.mark.skipif(
        not FOLDER, reason="ACUDESK_REFERENCE_DATA does not name the folder of pain_registry.csv.gz"
    ),
    pytest.mark.timeout(300),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the file says, computed apart from AcuDesk."""

    first: np.ndarray
    last: np.ndarray
    reached: np.ndarray


@pytest.fixture(scope="module")
def expected() -> Expected:
    with gzip.open(REGISTRY, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    given = np.array([float(row["pain"] or "nan") for row in rows]).reshape(-1, 2)
    assert [row["person"] for row in rows[0::2]] == [row["person"] for row in rows[1::2]]
    first, last = given[~np.isnan(given).any(axis=1)].T
    fall = first - last
    # 2 points and 30 %, in tenths so that no fraction is rounded; 2 or less gives no percentage.
    reached = (fall >= 2) & (10 * fall >= 3 * first) & (first > 2)
    return Expected(first=first, last=last, reached=reached)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice into which the registry was imported by the command line, each course closed."""
    place = tmp_path_factory.mktemp("registry")
    with gzip.open(REGISTRY) as packed, (place / "registry.csv").open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    columns = ["--person", "person", "--date", "date", "--score", "pain_7d=pain", "--close"]
    arguments = ["--data", str(place / "practice"), "import", str(place / "registry.csv"), *columns]
    assert run(arguments).code == 0
    return place / "practice"


@pytest.fixture(scope="module")
def registry(folder: Path) -> Iterator[Services]:
    with open_practice(folder) as practice:
        yield practice


@pytest.fixture(scope="module")
def told(registry: Services) -> PracticeFigures:
    return registry.practice_figures.view()


def test_both_denominators_are_those_of_the_file(told: PracticeFigures, expected: Expected) -> None:
    assert (told.started, told.closed, told.running) == (PEOPLE, PEOPLE, 0)
    assert told.with_data == len(expected.first) == FOLLOWED
    hits = int(expected.reached.sum())
    assert told.reached_of_closed is not None
    assert told.reached_of_started is not None
    assert (told.reached_of_closed.count, told.reached_of_closed.of) == (hits, FOLLOWED)
    assert (told.reached_of_started.count, told.reached_of_started.of) == (hits, PEOPLE)
    assert told.reached_of_closed.share == pytest.approx(expected.reached.mean())
    assert told.reached_of_started.share == pytest.approx(hits / PEOPLE)
    assert told.median_sessions is None  # ratings only, no visits
    assert (told.effects_asked, told.effects_unasked) == (None, None)
    (condition,) = told.conditions
    assert (condition.started, condition.with_data) == (PEOPLE, FOLLOWED)


def test_every_change_is_that_of_the_file(told: PracticeFigures, expected: Expected) -> None:
    changes = np.array([(one.baseline, one.latest) for one in told.changes]) * 10
    assert changes == pytest.approx(np.column_stack([expected.first, expected.last]))
    statuses = [one.status for one in told.changes]
    assert [one == Status.REACHED_THRESHOLD for one in statuses] == expected.reached.tolist()
    change = expected.last - expected.first
    assert sum(one == Status.UNCHANGED for one in statuses) == int((change == 0).sum())
    worse = sum(one in (Status.WORSE, Status.WORSE_BY_THRESHOLD) for one in statuses)
    assert worse == int((change > 0).sum())


def test_completeness(told: PracticeFigures) -> None:
    (pain,) = told.completeness

    assert pain.code == "pain_7d"
    assert (pain.asked, pain.missing) == (PEOPLE + FOLLOWED, PEOPLE - FOLLOWED)
    assert (pain.courses, pain.compared) == (PEOPLE, FOLLOWED)


def test_they_are_told_in_under_a_second(registry: Services) -> None:
    def taken() -> float:
        start = perf_counter()
        registry.practice_figures.view()
        return perf_counter() - start

    assert min(taken() for _ in range(3)) < 1


def test_a_slice_holds_nobody_up(registry: Services) -> None:
    reader, chosen = registry.practice_figures, PracticeFilter()
    taken = []
    for part in reader.plan(chosen):
        start = perf_counter()
        reader.read_slice(chosen, part)
        taken.append(perf_counter() - start)

    assert len(taken) > 20
    assert np.median(taken) < 0.08


def test_the_command_line_tells_the_same(
    folder: Path, registry: Services, expected: Expected, capsys: pytest.CaptureFixture[str]
) -> None:
    registry.work.close()
    assert run(["--data", str(folder), "practice", "--json"]).code == 0
    told = json.loads(capsys.readouterr().out)

    hits = int(expected.reached.sum())
    assert (told["started"], told["with_data"], told["reached"]) == (PEOPLE, FOLLOWED, hits)
    assert told["share_of_closed"]["of"] == FOLLOWED
    assert told["share_of_closed"]["share"] == pytest.approx(hits / FOLLOWED, abs=1e-6)
    assert told["share_of_started"]["of"] == PEOPLE
    assert told["share_of_started"]["share"] == pytest.approx(hits / PEOPLE, abs=1e-6)
    assert len(told["changes"]) == FOLLOWED
