"""What the program stands on: the locked versions, and a fault in PySide6 that must not return."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import PySide6
import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("run.txt", "test.txt")

# In a process of its own: the fault ends in an abort, not in an exception.
EMIT_TEN_THOUSAND_TIMES = """
import sys
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    picked = Signal(bool)

watched = (True, False, None)
received = []
sender = Sender()
sender.picked.connect(received.append)
sender.picked.emit(True)
before = [sys.getrefcount(value) for value in watched]
for _ in range(10_000):
    received.clear()
    sender.picked.emit(True)
    sender.picked.emit(False)
    sender.setObjectName("sender")
print(*(sys.getrefcount(value) - then for value, then in zip(watched, before)))
"""


def pins(lock: str) -> dict[str, str]:
    """The exact version of each package in a lock."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", text, flags=re.MULTILINE))


def test_pyside_stays_below_the_version_that_aborts() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert "PySide6-Essentials>=6.8,<6.12" in project["dependencies"]
    assert PySide6.__version_info__[:2] < (6, 12)
    for lock in LOCKS:
        major, minor = pins(lock)["pyside6-essentials"].split(".")[:2]
        assert (6, 8) <= (int(major), int(minor)) < (6, 12)


def test_emitting_a_signal_keeps_the_reference_counts() -> None:
    """PySide6 6.12.0 on CPython 3.11 drops a reference of True at each emit (PYSIDE-3474)."""
    child = subprocess.run(
        [sys.executable, "-c", EMIT_TEN_THOUSAND_TIMES], capture_output=True, text=True, check=False
    )

    assert child.returncode == 0, child.stderr
    if sys.version_info >= (3, 12):
        return  # These objects are immortal, their counts mean nothing; no abort is the proof.
    for name, drift in zip(("True", "False", "None"), child.stdout.split(), strict=True):
        assert abs(int(drift)) < 100, f"{name}: {drift} references in 10,000 emits"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)

    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert not re.search(r"^-", text, flags=re.MULTILINE), "an option such as --find-links"


def test_the_editable_install_finds_its_tools_in_both_locks() -> None:
    for lock in LOCKS:
        assert {"hatchling", "editables"} <= pins(lock).keys()


def test_the_test_lock_holds_the_run_lock() -> None:
    assert pins("run.txt").items() <= pins("test.txt").items()


def test_the_tool_that_writes_the_locks_is_pinned() -> None:
    script = (ROOT / "scripts" / "prepare.py").read_text(encoding="utf-8")

    assert re.search(r'^UV = "uv==\d+\.\d+\.\d+"', script, re.MULTILINE)
    assert "pip_install(UV)" in script
    assert 'pip_install("uv' not in script
