"""The promise of the visit: a routine follow-up takes at most 15 actions, also by keys alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from acudesk.bootstrap import prepare_demo
from tests.tour.visits import MOST_ACTIONS, first_visit, routine_by_keys, routine_by_mouse
from tests.tour.walk import Walk


@pytest.fixture
def walk(tmp_path: Path, qapp: QApplication, fonts: None) -> Iterator[Walk]:
    """The real window on a fresh demo practice."""
    prepare_demo(tmp_path / "practice")
    made = Walk(qapp, tmp_path, tmp_path, "light", "1280x700", "1")
    made.window.activateWindow()
    yield made
    made.close()


def test_a_routine_follow_up_by_mouse(walk: Walk) -> None:
    assert routine_by_mouse(walk).count <= MOST_ACTIONS


def test_a_routine_follow_up_by_keys_alone(walk: Walk) -> None:
    assert routine_by_keys(walk).count <= MOST_ACTIONS


def test_a_first_visit_with_full_screening(walk: Walk) -> None:
    # A mouse and a keyboard do one action in well under twelve seconds: six minutes hold thirty.
    assert first_visit(walk).count <= 30
