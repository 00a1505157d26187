"""Killed, out of room, not allowed: no half export looks whole, and the practice is untouched."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from acudesk.bootstrap import open_practice
from acudesk.services.long_work import here
from acudesk.services.restoring import restore
from tests.clock import FixedClock
from tests.data.support import database_of, snapshot
from tests.services.everything import PATIENTS, contents, exported, fill, is_marked_unfinished
from tests.services.support import audit

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

ROOT = Path(__file__).resolve().parents[2]
KILLS = 5
NOBODY = 65_534
LEAVE = """
import sys
from pathlib import Path
from acudesk.bootstrap import open_practice
from acudesk.services.leaving import leave
from acudesk.services.long_work import here
from tests.clock import FixedClock

with open_practice(sys.argv[1], clock=FixedClock()) as services:
    leave(here(services, lambda step: print(step.done, flush=True)), Path(sys.argv[2]))
print("whole", flush=True)
"""
RESTORE = LEAVE.replace("leaving import leave", "restoring import restore").replace(
    "leave(here", "restore(here"
)
# The limit is on the size of a file: writing beyond it fails as on a full disk.
FULL = """
import resource, sys
from pathlib import Path
from acudesk.bootstrap import open_practice
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.services.leaving import leave
from acudesk.services.long_work import here
from tests.clock import FixedClock

limit = int(sys.argv[3])
with open_practice(sys.argv[1], clock=FixedClock()) as services:
    def tell(step):
        if limit > 100_000 or step.total:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    if limit > 100_000:
        tell(None)
    try:
        leave(here(services, tell), Path(sys.argv[2]))
        print("written")
    except DomainError as error:
        print("refused:", error.text)
    services.work.check_settled()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    services.patients.add_patient(Patient(display_name="after space was freed"))
    print("saved")
"""
NOT_ALLOWED = """
import os, sys
from pathlib import Path
from acudesk.bootstrap import open_practice
from acudesk.domain.errors import DomainError
from acudesk.services.leaving import leave
from acudesk.services.long_work import here

with open_practice(sys.argv[1]) as services:
    os.seteuid(int(sys.argv[3]))
    try:
        leave(here(services), Path(sys.argv[2]))
        print("written")
    except DomainError as error:
        print("refused:", error.text)
    os.seteuid(0)
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a practice with everything, closed."""
    folder = tmp_path_factory.mktemp("filled") / "practice"
    with open_practice(folder, clock=FixedClock()) as services:
        fill(services)
    return folder


@pytest.fixture
def folder(filled: Path, practice_dir: Path) -> Path:
    """A copy of it."""
    shutil.copytree(filled, practice_dir)
    return practice_dir


def child(code: str, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def run(code: str, *arguments: object) -> list[str]:
    started = child(code, *arguments)
    out, err = started.communicate()
    assert started.returncode == 0, err
    return out.splitlines()


def killed(code: str, chance: random.Random, most: int, *arguments: object) -> bool:
    """Kill a child after so many lines at most; whether it had not finished."""
    started = child(code, *arguments)
    assert started.stdout is not None
    lines = [started.stdout.readline() for _ in range(chance.randrange(1, most))]
    time.sleep(chance.uniform(0, 0.1))
    started.send_signal(signal.SIGKILL)
    rest, _ = started.communicate()
    return "whole" not in "".join(lines) + rest


def test_killed_at_any_time_it_is_marked_and_gone_on_with(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "other")
    with open_practice(tmp_path / "other", clock=FixedClock()) as services:
        exported(services, tmp_path / "wanted")
    chance = random.Random(3)
    out = tmp_path / "out"

    for kill in range(KILLS):
        if not killed(LEAVE, chance, 20 + 15 * kill, folder, out):
            break
        assert not out.exists() or is_marked_unfinished(out) or not any(out.iterdir())

    if (out / "UNFINISHED.txt").exists() or not out.exists():
        assert run(LEAVE, folder, out)[-1] == "whole"
    assert contents(out) == contents(tmp_path / "wanted")


def test_killed_while_it_comes_back_the_practice_stays_empty(folder: Path, tmp_path: Path) -> None:
    with open_practice(folder, clock=FixedClock()) as services:
        exported(services, tmp_path / "out")
    chance = random.Random(4)
    for kill in range(KILLS):
        back = tmp_path / f"back{kill}"
        with open_practice(back, clock=FixedClock()):
            pass
        half = killed(RESTORE, chance, 40, back, tmp_path / "out")
        with open_practice(back, clock=FixedClock()) as services:
            assert database_of(services).execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            if services.patients.has_patients():
                # It was whole before the kill.
                assert not half or audit(services)[-1] == ("restore", "practice")
                continue
            assert audit(services) == [("create", "practice")]
            assert restore(here(services), tmp_path / "out").patients == PATIENTS


@pytest.mark.parametrize("limit", [20_000, 150_000])
def test_a_full_disk_gets_a_sentence_and_the_practice_goes_on(
    folder: Path, tmp_path: Path, limit: int
) -> None:
    """Room for the first tables alone, and for less than the copy."""
    refused, saved = run(FULL, folder, tmp_path / "out", limit)

    assert refused.startswith("refused: ")
    assert any(word in refused for word in ("disk is full", "could not be saved"))
    assert f"The unfinished export lies in {tmp_path / 'out'}, not encrypted." in refused
    assert saved == "saved"
    assert is_marked_unfinished(tmp_path / "out")
    assert not list((tmp_path / "out").rglob("*.part"))
    with open_practice(folder, clock=FixedClock()) as services:
        assert exported(services, tmp_path / "out").counts["patients"] == PATIENTS + 1


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else"
)
@pytest.mark.parametrize("name", ["out", "new/deep", "all.zip"])
def test_a_folder_that_may_not_be_written_gets_a_sentence(
    folder: Path, tmp_path: Path, name: str
) -> None:
    place = tmp_path / "theirs"
    (place / "out").mkdir(parents=True)
    for path in (place, place / "out", *tmp_path.parents[:2], tmp_path):
        path.chmod(0o755)
    before = snapshot(folder)

    (line,) = run(NOT_ALLOWED, folder, place / name, NOBODY)

    assert line.startswith("refused: ")
    assert snapshot(place) == {}
    assert snapshot(folder) == before
