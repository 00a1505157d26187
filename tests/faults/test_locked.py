"""One owner at a time: the second is told so at once, and nothing changes."""

import subprocess
import sys
import time
from pathlib import Path

from acudesk.bootstrap import open_practice
from acudesk.data.database import BUSY_MILLISECONDS
from acudesk.domain.patient import Patient

SECOND = """
import sys, time
from acudesk.bootstrap import open_practice
from acudesk.domain.errors import StorageError
from acudesk.domain.patient import Patient

begun = time.monotonic()
try:
    with open_practice(sys.argv[1]) as services:
        print("inside")  # reading must be refused as writing is
        services.patients.add_patient(Patient(display_name="Intruder"))
except StorageError as error:
    print(f"{time.monotonic() - begun:.2f} {error.text}")
"""
OWNER = """
import sys
from acudesk.bootstrap import open_practice
with open_practice(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.readline()
"""


NO_HANG = 30.0
"""Seconds: far above any slow machine, far below waiting for ever. SQLite itself waits
BUSY_MILLISECONDS before it refuses."""


def second(folder: Path) -> str:
    child = subprocess.run(
        [sys.executable, "-c", SECOND, str(folder)], capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr
    return child.stdout.strip()


def test_a_second_process_is_refused_and_does_not_wait_for_ever(practice_dir: Path) -> None:
    with open_practice(practice_dir) as services:
        seconds, sentence = second(practice_dir).split(" ", 1)
        assert float(seconds) < NO_HANG
        assert BUSY_MILLISECONDS <= 3_000
        assert "already open" in sentence
        services.patients.add_patient(Patient(display_name="Ann"))
    with open_practice(practice_dir) as services:
        assert [row.display_name for row in services.patients.list_patients()] == ["Ann"]


def test_an_owner_that_has_only_opened_keeps_others_out(practice_dir: Path) -> None:
    with open_practice(practice_dir):
        pass
    with open_practice(practice_dir):
        said = second(practice_dir)
        assert "already open" in said
        assert "inside" not in said
    assert second(practice_dir) == "inside"


def test_the_lock_of_a_killed_owner_does_not_outlive_it(practice_dir: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(practice_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    child.kill()
    child.communicate()

    begun = time.monotonic()
    with open_practice(practice_dir) as services:
        services.patients.add_patient(Patient(display_name="Ann"))
    assert time.monotonic() - begun < NO_HANG
