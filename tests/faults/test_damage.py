"""Damage is noticed on opening, said in a sentence, and nothing is made worse."""

import os
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from acudesk.bootstrap import open_practice
from acudesk.domain.course import Course
from acudesk.domain.errors import StorageError
from acudesk.domain.patient import Patient
from tests.clock import FixedClock
from tests.data.support import data_file, snapshot

FLIPS = 60


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed practice with some patients."""
    folder = tmp_path_factory.mktemp("whole") / "practice"
    clock = FixedClock()
    with open_practice(folder, clock=clock) as services:
        for number in range(20):
            added = services.patients.admit_patient(
                Patient(display_name=f"Patient {number}", notes="note " * 200),
                Course(patient_id=0, condition="Sciatica", opened=clock.today),
            )
            session = services.sessions.start_session(added.course_id).session_id
            services.sessions.record_score(session, "pain_7d", "6")
    return folder


@pytest.fixture
def folder(whole: Path, practice_dir: Path) -> Path:
    """A copy of it to damage."""
    shutil.copytree(whole, practice_dir)
    return practice_dir


def refused(folder: Path) -> str:
    """The sentence with which opening ends; every file is as it was."""
    before = snapshot(folder)
    with pytest.raises(StorageError) as error, open_practice(folder):
        pass
    assert snapshot(folder) == before
    return error.value.text


def test_every_flipped_bit_is_noticed(folder: Path) -> None:
    file = data_file(folder)
    whole_file = file.read_bytes()
    chance = random.Random(11)
    for _ in range(FLIPS):
        damaged = bytearray(whole_file)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        assert "damaged" in refused(folder)
    file.write_bytes(whole_file)
    with open_practice(folder) as services:
        assert len(services.patients.list_patients()) == 20


@pytest.mark.parametrize("page", [0, 1, 5, -1])
def test_a_page_of_zeros_is_noticed(folder: Path, page: int) -> None:
    file = data_file(folder)
    damaged = bytearray(file.read_bytes())
    start = page * 4096 if page >= 0 else len(damaged) - 4096
    damaged[start : start + 4096] = bytes(4096)
    file.write_bytes(damaged)

    assert "damaged" in refused(folder)


@pytest.mark.parametrize("left", [0, 1, 100, 4095, 4096, 8192, -4096, -1])
def test_a_truncated_file_is_noticed(folder: Path, left: int) -> None:
    file = data_file(folder)
    os.truncate(file, left if left >= 0 else file.stat().st_size + left)

    assert "damaged" in refused(folder)


def test_a_plain_database_is_not_a_practice(folder: Path) -> None:
    file = data_file(folder)
    file.unlink()
    plain = sqlite3.connect(file)
    plain.execute("CREATE TABLE patients (id INTEGER)")
    plain.commit()
    plain.close()

    assert "not encrypted" in refused(folder)


@pytest.mark.parametrize("content", [b"Dear diary", b"x" * 9_000, b"\x00" * 8_192])
def test_some_other_file_is_not_a_practice(folder: Path, content: bytes) -> None:
    data_file(folder).write_bytes(content)

    assert "damaged" in refused(folder)


def test_a_missing_file_is_not_replaced(folder: Path) -> None:
    data_file(folder).unlink()

    assert "missing" in refused(folder)
    assert not data_file(folder).exists()


def test_pages_of_another_practice_are_noticed(folder: Path, tmp_path: Path) -> None:
    with open_practice(tmp_path / "other"):
        pass
    file, other = data_file(folder), data_file(tmp_path / "other").read_bytes()
    damaged = bytearray(file.read_bytes())
    damaged[4096:8192] = other[4096:8192]
    file.write_bytes(damaged)

    assert "damaged" in refused(folder)


def test_a_page_moved_to_another_place_is_noticed(folder: Path) -> None:
    file = data_file(folder)
    damaged = bytearray(file.read_bytes())
    damaged[4096:8192], damaged[8192:12288] = damaged[8192:12288], damaged[4096:8192]
    file.write_bytes(damaged)

    assert "damaged" in refused(folder)
