"""The program as a process of its own: exit codes, consoles, signals and pipes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from acudesk import __version__
from acudesk.bootstrap import holds_practice, open_practice, prepare_demo

FILES = Path(__file__).resolve().parents[1] / "data"
COLUMNS = ("--person", "person", "--date", "date", "--score", "pain_7d=pain")
posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes are different there")


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "acudesk", *map(str, arguments)]


def without_display(**more: str) -> dict[str, str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONIOENCODING", "PYTHONUTF8")
    return {name: value for name, value in os.environ.items() if name not in hidden} | more


def acudesk(*arguments: object, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(*arguments), env=without_display(**more), capture_output=True, check=False
    )


def sentence(done: subprocess.CompletedProcess[bytes]) -> str:
    """The one line on the error output of a command that ended with 1."""
    assert done.returncode == 1, done
    (line,) = done.stderr.decode("utf-8", "replace").splitlines()
    return line


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "practice"
    prepare_demo(folder)
    return folder


def test_exit_codes(tmp_path: Path) -> None:
    done = acudesk("--version")
    assert (done.returncode, done.stdout.decode().strip()) == (0, f"AcuDesk {__version__}")
    assert acudesk("nonsense").returncode == 2
    assert "There is no practice" in sentence(acudesk("--data", tmp_path / "p", "patients"))


def test_no_command_but_the_window_loads_qt_or_draws() -> None:
    heavy = {"PySide6", "matplotlib", "numpy", "typst", "sqlcipher3"}
    script = (
        "import sys; from acudesk.__main__ import main; main(['--help']);"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert done.stdout.splitlines()[-1] == b"[]"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display there")
def test_without_a_display_the_window_is_refused_in_words(tmp_path: Path) -> None:
    done = acudesk("--data", tmp_path / "demo", "demo", "--patients", "1")

    assert "There is no display" in sentence(done)
    assert holds_practice(tmp_path / "demo")


def test_a_practice_open_elsewhere_is_left_alone(demo: Path) -> None:
    with open_practice(demo):
        assert "already open" in sentence(acudesk("--data", demo, "patients"))


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_every_console_can_show_every_name(demo: Path, encoding: str) -> None:
    done = acudesk("--data", demo, "patients", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"24 patients" in done.stdout
    if encoding == "utf-8":
        assert "林雅静" in done.stdout.decode()

    done = acudesk("--data", demo, "patients", "--json", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert ("\\u6797" in done.stdout.decode(encoding)) == (encoding != "utf-8")


@posix
def test_a_pipe_that_nobody_reads(demo: Path) -> None:
    with subprocess.Popen(
        command("--data", demo, "patients"),
        env=without_display(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read().decode()

    assert process.returncode == 1
    assert told == "The output could not be written to its end.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_on_a_full_disk(demo: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("--data", demo, "patients"),
            env=without_display(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert "No space left" in sentence(done)


@posix
def test_stopping_an_import_keeps_nothing(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    rows = (f"P-{n % 500},2025-{n % 12 + 1:02}-{n % 28 + 1:02},{n % 10}" for n in range(60_000))
    file.write_text("person,date,pain\n" + "\n".join(rows), encoding="utf-8")
    folder = tmp_path / "practice"
    with open_practice(folder):
        pass
    journal = folder / "gen-0001" / "data.db-journal"
    with subprocess.Popen(
        command("--data", folder, "import", file, *COLUMNS),
        env=without_display(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while process.poll() is None and not (journal.exists() and journal.stat().st_size):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=60)

    assert (process.returncode, out) == (1, b"")
    assert told.decode() == "Stopped. What was not finished is not kept.\n"
    with open_practice(folder) as practice:
        assert not practice.patients.has_patients()


def ended(group: int) -> bool:
    """Whether nothing of a group of processes is left; the system clears away in its own time."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def stopped(
    started: "subprocess.Popen[bytes]", number: signal.Signals, begun: Callable[[], bool]
) -> str:
    """What a command says that a signal stops, once it has begun; the signal goes to all of its
    processes, as a terminal sends it."""
    with started as process:
        while process.poll() is None and not begun():
            time.sleep(0.01)
        os.killpg(process.pid, number)
        out, told = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, b"")
    assert ended(process.pid)
    return told.decode()


def begun(*arguments: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command(*arguments),
        env=without_display(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


SIGNALS = [signal.SIGINT, signal.SIGTERM]


@posix
@pytest.mark.parametrize("number", SIGNALS)
def test_stopped_during_pages_it_leaves_whole_ones_and_no_process(
    demo: Path, tmp_path: Path, number: signal.Signals
) -> None:
    pages = tmp_path / "pages"

    told = stopped(
        begun("--data", demo, "report", "--all", "--out", pages),
        number,
        lambda: bool(list(pages.glob("*.pdf"))),
    )

    assert told == f"Stopped. The pages that were whole by then are in {pages}.\n"
    for file in pages.iterdir():
        assert file.suffix == ".pdf"
        assert file.read_bytes().rstrip().endswith(b"%%EOF")


@posix
@pytest.mark.parametrize("number", SIGNALS)
def test_a_stopped_export_says_where_it_lies_unencrypted(
    demo: Path, tmp_path: Path, number: signal.Signals
) -> None:
    out = tmp_path / "out"

    told = stopped(
        begun("--data", demo, "export", "--out", out),
        number,
        lambda: bool(list(out.glob("patients/*/record.pdf"))),
    )

    assert told == (
        f"Stopped. The unfinished export lies in {out}, not encrypted. Start it again with the "
        "same name to go on with it, or delete it.\n"
    )
    assert not list(out.rglob("*.part"))


@posix
@pytest.mark.parametrize("number", SIGNALS)
def test_a_stopped_bundle_is_not_there(demo: Path, tmp_path: Path, number: signal.Signals) -> None:
    told = stopped(
        begun("--data", demo, "export", "--fhir", tmp_path / "all.json"),
        number,
        lambda: bool(list(tmp_path.iterdir())),
    )

    assert told == "Stopped. What was not finished is not kept.\n"
    assert list(tmp_path.iterdir()) == []
