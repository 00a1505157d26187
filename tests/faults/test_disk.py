"""A full disk and a read-only folder: a sentence, nothing half, and on it goes afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from acudesk.bootstrap import open_practice
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from tests.clock import FixedClock
from tests.data.support import data_file, database_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and rights of POSIX")

NOBODY = 65_534

# The limit is on the size of a file: writing beyond it fails as on a full disk.
FULL = """
import os, resource, sys
from acudesk.bootstrap import open_practice
from acudesk.domain.errors import StorageError

file = os.path.join(sys.argv[1], "gen-0001", "data.db")
with open_practice(sys.argv[1]) as services:
    services.sessions.record_notes(1, "first")
    size = os.path.getsize(file)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, resource.RLIM_INFINITY))
    acked = "first"
    for n in range(200):
        notes = f"{n} " * 4_000
        try:
            services.sessions.record_notes(1, notes)
        except StorageError as error:
            print("refused:", error.text)
            break
        acked = notes.strip()
    services.work.check_settled()
    assert services.sessions.session(1).notes == acked
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    services.sessions.record_notes(1, "after space was freed")
    print("saved")
"""
READER = f"""
import os, sys
from acudesk.bootstrap import open_practice
from acudesk.domain.errors import StorageError
from acudesk.domain.patient import Patient
os.setuid({NOBODY})
try:
    with open_practice(sys.argv[1]) as services:
        services.patients.add_patient(Patient(display_name="Ann"))
    print("written")
except StorageError as error:
    print("refused:", error.text)
"""


def run(code: str, folder: Path) -> list[str]:
    child = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr
    return child.stdout.splitlines()


@pytest.fixture
def folder(practice_dir: Path, clock: FixedClock) -> Path:
    """A closed practice with one session."""
    with open_practice(practice_dir, clock=clock) as services:
        added = services.patients.admit_patient(
            Patient(display_name="Ann"),
            Course(patient_id=0, condition="Sciatica", opened=clock.today),
        )
        services.sessions.start_session(added.course_id)
    return practice_dir


def test_a_write_that_does_not_fit_is_refused_whole_and_can_be_repeated(folder: Path) -> None:
    refused, saved = run(FULL, folder)

    assert refused.startswith("refused: ")
    assert "not saved" in refused
    assert saved == "saved"
    with open_practice(folder) as services:
        assert services.sessions.session(1).notes == "after space was freed"
        assert database_of(services).execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_full_disk_says_so(folder: Path) -> None:
    code = """
import sys
from acudesk.bootstrap import open_practice
from acudesk.domain.errors import StorageError
with open_practice(sys.argv[1]) as services:
    pages = services.work._database.execute("PRAGMA page_count").fetchone()[0]
    services.work._database.execute(f"PRAGMA max_page_count = {pages}")
    try:
        for n in range(100):
            services.sessions.record_notes(1, f"{n} " * 9_000)
    except StorageError as error:
        print(error.text)
"""
    (sentence,) = run(code, folder)
    assert "disk is full" in sentence


def reachable_by_nobody(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.parents)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else"
)
@pytest.mark.parametrize("prepare", ["read_only", "closed", "new"])
def test_a_folder_of_somebody_else_is_refused_with_a_sentence(folder: Path, prepare: str) -> None:
    for parent in (folder.parent, folder.parent.parent, folder.parent.parent.parent):
        parent.chmod(0o755)
    if not reachable_by_nobody(folder) or not reachable_by_nobody(Path(sys.executable)):
        pytest.skip("another user cannot reach the test's folder")
    before = data_file(folder).read_bytes()
    place = folder
    if prepare == "read_only":
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
    elif prepare == "new":
        place = folder.parent / "somewhere"

    (line,) = run(READER, place)

    assert line.startswith("refused: ")
    assert data_file(folder).read_bytes() == before
    assert not (folder.parent / "somewhere").exists()
