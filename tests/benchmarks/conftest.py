"""The practices that are measured, made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, open_practice, prepare_demo
from tests.benchmarks.practices import grow

MANY = 2_000
SESSIONS = 30_000


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo practice of 24 patients, one of them archived."""
    folder = tmp_path_factory.mktemp("demo") / "practice"
    prepare_demo(folder)
    return folder


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice of 2,000 patients."""
    folder = tmp_path_factory.mktemp("large") / "practice"
    prepare_demo(folder, patients=MANY)
    return folder


@pytest.fixture(scope="session")
def busy(large: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice of 2,000 patients and 30,000 sessions, most courses closed."""
    folder = shutil.copytree(large, tmp_path_factory.mktemp("busy") / "practice")
    with open_practice(folder) as opened:
        grow(opened, SESSIONS)
    return folder


@pytest.fixture
def services(demo: Path) -> Iterator[Services]:
    """The services of the demo practice."""
    with open_practice(demo) as opened:
        yield opened
