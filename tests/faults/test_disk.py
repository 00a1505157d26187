"""A full disk and a read-only folder: a sentence, nothing half, and on it goes afterwards."""

import os
import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest

from acudesk.bootstrap import open_practice
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
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
# No file may grow beyond its first page: neither the journal nor the database takes a write.
FULL_WHILE = """
import resource, sys
from datetime import date, timedelta
from acudesk.bootstrap import open_practice
from acudesk.domain.errors import StorageError
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.points import PointSide

DO = {
    "sign": lambda services: services.signing.sign_session(1),
    "undo": lambda services: services.drafts.undo(1),
    "move": lambda services: services.mistakes.move_draft(1, 2),
    "merge": lambda services: services.mistakes.merge_patients(1, 2),
    "series": lambda services: services.planned_visits.plan_series(
        1, date.today() + timedelta(days=1), count=6
    ),
    "begin": lambda services: services.planned_visits.begin_visit(1),
    "consent": lambda services: services.safety.give_consent(1, date.today()),
}
TABLES = ("sessions", "needled_points", "treatments", "signatures", "merges", "courses",
          "patients", "planned_visits", "consents", "audit")

def state(services):
    run = services.work._database.execute
    return [[tuple(row) for row in run(f"SELECT * FROM {table}")] for table in TABLES]

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

with open_practice(sys.argv[1]) as services:
    services.treatments.record_points(1, [NeedledPoint(code="BL23", side=PointSide.BOTH)])
    services.treatments.record_treatment(1, needles_out=2)
    before = state(services)
    limit(4096)
    try:
        DO[sys.argv[2]](services)
        print("written")
    except StorageError as error:
        print("refused:", error.text)
    services.work.check_settled()
    limit(resource.RLIM_INFINITY)
    assert state(services) == before
    can_undo = services.drafts.can_undo(1)
    DO[sys.argv[2]](services)
    assert state(services) != before
    print("saved", can_undo)
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


def run(code: str, folder: Path, *arguments: str) -> list[str]:
    child = subprocess.run(
        [sys.executable, "-c", code, str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
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


@pytest.mark.parametrize("what", ["sign", "undo", "move", "merge", "series", "begin", "consent"])
def test_what_spans_many_rows_is_refused_whole_and_can_be_repeated(
    practice_dir: Path, what: str
) -> None:
    with open_practice(practice_dir) as services:
        today = services.clock.now().date()
        for name in ("Ann", "Bob"):
            services.patients.admit_patient(
                Patient(display_name=name),
                Course(patient_id=0, condition="Sciatica", opened=today),
            )
        services.sessions.start_session(1)
        services.planned_visits.plan_visit(
            PlannedVisit(patient_id=2, course_id=2, day=today, at=time(23, 59), minutes=5)
        )

    refused, saved = run(FULL_WHILE, practice_dir, what)

    assert refused.startswith("refused: ")
    assert "not saved" in refused
    assert saved == "saved True"  # and the way back was still there
    with open_practice(practice_dir) as services:
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
