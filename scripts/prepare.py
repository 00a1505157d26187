"""Set up `.venv` and run one of the project's commands in it, on Linux, macOS and Windows.

Usage: python3 scripts/prepare.py {setup,run,test,check,format,tour,bench,lock,clean} [arguments]
(on Windows: py -m scripts.prepare run)

Standard library only. It must start on any Python 3, because it is the one that says which
Python AcuDesk needs; everything after `main` runs in `.venv`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "acudesk-installed.json"
REQUIREMENTS = ROOT / "requirements"
OLDEST = (3, 11)
UV = "uv==0.13.9"  # It writes the locks: a newer one may choose or sort otherwise.

QT = (
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libfontconfig1",
    "libdbus-1-3",
    "libglib2.0-0",
)
QT_WINDOW = (
    "libcups2",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
# What each command needs of Debian beside Python: tests read PDFs back with poppler's tools.
DEBIAN = {
    "run": QT + QT_WINDOW,
    "test": (*QT, "poppler-utils"),
    "tour": (*QT, *QT_WINDOW, "xvfb", "xauth"),
    "bench": QT,
}


class SetupError(Exception):
    """A reason to end, said in one sentence."""


def say(text: str) -> None:
    print(text, flush=True)


# ------------------------------------------------------------------- Debian


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def is_debian() -> bool:
    return Path("/etc/debian_version").exists() and shutil.which("dpkg-query") is not None


def is_installed(package: str) -> bool:
    # Debian 13 and Ubuntu 24.04 renamed some libraries to ...t64.
    for name in (package, package + "t64"):
        asked = subprocess.run(
            ["dpkg-query", "-W", "-f=${db:Status-Status}", name],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0 and asked.stdout.strip() == "installed":
            return True
    return False


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages without questions; whether it worked."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-q", *arguments], env=env, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            return False
    return True


def want_debian(verb: str) -> None:
    """Install what the command needs of Debian, or name it in one sentence and go on."""
    if verb not in DEBIAN or not is_debian():
        return
    missing = [package for package in DEBIAN[verb] if not is_installed(package)]
    if not missing:
        return
    names = " ".join(missing)
    if is_root():
        say(f"Installing the Debian packages {names}.")
        if apt_install(missing):
            return
    say(f"Debian packages are missing; install them with: sudo apt install {names}")


# -------------------------------------------------------------------- Python


def version_of(python: str | Path) -> tuple[int, ...]:
    """The version of an interpreter as (major, minor), or () if it does not start."""
    try:
        asked = subprocess.run(
            [str(python), "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ()
    return tuple(int(part) for part in asked.stdout.split()) if asked.returncode == 0 else ()


def find_python() -> str:
    """This interpreter, or another one on the path that is new enough."""
    names = ("python3.13", "python3.12", "python3.11", "python3.14", "python3")
    for candidate in (sys.executable, *names):
        path = shutil.which(candidate)
        if path and version_of(path) >= OLDEST:
            return path
    raise SetupError(
        "AcuDesk needs Python {}.{} or newer; this is {}.{}.".format(*OLDEST, *sys.version_info[:2])
    )


def want_ensurepip(python: str) -> None:
    """Debian keeps the part of Python that makes environments in a package of its own."""
    command = [python, "-c", "import ensurepip, venv"]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    if is_debian():
        if is_root() and apt_install(["python3-venv"]):
            return
        raise SetupError("Python cannot make environments yet; run: sudo apt install python3-venv")
    raise SetupError(f"{python} lacks the modules venv and ensurepip: install a complete Python.")


def venv_python() -> Path:
    if os.name == "nt":
        return VENV / "Scripts" / "python.exe"
    return VENV / "bin" / "python"


def make_venv() -> None:
    if version_of(venv_python()) >= OLDEST:
        return
    python = find_python()
    want_ensurepip(python)
    say(f"Making {VENV.name} with Python {'.'.join(map(str, version_of(python)))}.")
    subprocess.run([python, "-m", "venv", "--clear", str(VENV)], check=True)


# ------------------------------------------------------------------ packages


def digest(*files: Path) -> str:
    total = hashlib.sha256()
    for file in files:
        # Line ends differ between checkouts and mean nothing here.
        total.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()


def installed() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def pip_install(*arguments: str) -> None:
    command = [str(venv_python()), "-m", "pip", "install", "--quiet", "--no-input"]
    subprocess.run([*command, "--disable-pip-version-check", *arguments], cwd=str(ROOT), check=True)


def setup(purpose: str) -> None:
    """Bring `.venv` to the lock of a purpose ("run" or "test") with AcuDesk itself in it.

    pip takes no editable install together with hashes, so the lock comes first, and then
    AcuDesk without looking for dependencies or building in a fresh environment.
    """
    make_venv()
    stamp = installed()
    # The test lock holds everything the other one does, at the same versions.
    covered = ("run", "test") if purpose == "test" else ("run",)
    wanted = {name: digest(REQUIREMENTS / f"{name}.txt") for name in covered}
    if stamp.get(purpose) != wanted[purpose]:
        say(f"Installing the packages of requirements/{purpose}.txt (this takes a minute).")
        lock = REQUIREMENTS / f"{purpose}.txt"
        pip_install("--require-hashes", "--only-binary", ":all:", "-r", str(lock))
        stamp.update(wanted)
    project = digest(ROOT / "pyproject.toml", ROOT / "acudesk" / "__init__.py")
    if stamp.get("project") != project:
        pip_install("--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT))
        stamp["project"] = project
    if stamp != installed():
        STAMP.write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")


# ------------------------------------------------------------------ commands


def python_run(*arguments: str, offscreen: bool = False) -> int:
    """Run the Python of `.venv` in the checkout; its exit code."""
    env = dict(os.environ)
    if not env.get("QT_API"):
        env.pop("QT_API", None)  # an empty value makes Matplotlib raise
    if offscreen:
        env["QT_QPA_PLATFORM"] = "offscreen"
    command = [str(venv_python()), *arguments]
    return subprocess.run(command, cwd=str(ROOT), env=env, check=False).returncode


def run(arguments: list[str]) -> int:
    """Open the window on the demo practice, which is kept apart from real data."""
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in displays):
        raise SetupError("No display was found: run this in a graphical session.")
    return python_run("-m", "acudesk", "demo", *arguments)


def test(arguments: list[str]) -> int:
    # A worker for each core; tests go to whoever is free. ARGS="-n 0" runs them in one process.
    workers = ("-n", "auto", "--dist", "worksteal")
    return python_run("-m", "pytest", *workers, *arguments, offscreen=True)


def check(arguments: list[str]) -> int:
    """Every check runs, also after one has failed."""
    failed = []
    for name, command in (
        ("ruff check", ["-m", "ruff", "check", "."]),
        ("ruff format", ["-m", "ruff", "format", "--check", "."]),
        ("mypy", ["-m", "mypy"]),
        ("lint-imports", ["-c", "from importlinter.cli import lint_imports_command as c; c()"]),
    ):
        say(f"--- {name}")
        if python_run(*command) != 0:
            failed.append(name)
    if failed:
        raise SetupError("Failed: " + ", ".join(failed) + ".")
    return 0


def reformat(arguments: list[str]) -> int:
    fixed = python_run("-m", "ruff", "check", "--fix", *(arguments or ["."]))
    return python_run("-m", "ruff", "format", *(arguments or ["."])) or fixed


def tour(arguments: list[str]) -> int:
    return python_run("-m", "tests.tour", *arguments)


def bench(arguments: list[str]) -> int:
    return python_run("-m", "tests.benchmarks", *arguments, offscreen=True)


def lock(arguments: list[str]) -> int:
    """Choose versions anew: pass --upgrade, or --upgrade-package NAME."""
    pip_install(UV)
    common = ["pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
    common += ["--fork-strategy", "fewest", "--generate-hashes", "--no-header", "--no-config"]
    both = (
        ["--group", "dev", "-o", "requirements/test.txt"],
        ["--group", "build", "-o", "requirements/run.txt", "-c", "requirements/test.txt"],
    )
    for own in both:
        done = python_run("-m", "uv", "--quiet", *common, *own, *arguments)
        if done != 0:
            return done
    return 0


def clean(arguments: list[str]) -> int:
    names = (".venv", "build", "dist", ".pytest_cache", ".mypy_cache", ".ruff_cache")
    for name in (*names, ".import_linter_cache", ".hypothesis", ".benchmarks"):
        shutil.rmtree(str(ROOT / name), ignore_errors=True)
    return 0


def nothing(arguments: list[str]) -> int:
    return 0


# command: (which lock it wants, or none, what it then does)
COMMANDS = {
    "setup": ("run", nothing),
    "run": ("run", run),
    "test": ("test", test),
    "check": ("test", check),
    "format": ("test", reformat),
    "tour": ("test", tour),
    "bench": ("test", bench),
    "lock": ("run", lock),
    "clean": ("", clean),
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        say(__doc__ or "")
        return 2
    verb, rest = arguments[0], arguments[1:]
    purpose, command = COMMANDS[verb]
    try:
        if purpose:
            want_debian(verb)
            setup(purpose)
        return command(rest)
    except SetupError as reason:
        say(str(reason))
    except subprocess.CalledProcessError as error:
        say(f"This command ended with {error.returncode}: {' '.join(map(str, error.cmd))}")
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
