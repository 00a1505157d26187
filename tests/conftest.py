"""What every test can ask for. Qt never looks for a display here."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from acudesk.bootstrap import Services, open_practice
from tests.clock import FixedClock

settings.register_profile(
    "acudesk",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("acudesk")


@pytest.fixture
def clock() -> FixedClock:
    """2 March 2026, 9:30 in Berlin, until it is moved."""
    return FixedClock()


@pytest.fixture
def practice_dir(tmp_path: Path) -> Path:
    """The data folder of `practice`; nothing lies there until it is opened."""
    return tmp_path / "practice"


@pytest.fixture
def practice(practice_dir: Path, clock: FixedClock) -> Iterator[Services]:
    """The services of a new, empty practice."""
    with open_practice(practice_dir, clock=clock) as services:
        yield services
