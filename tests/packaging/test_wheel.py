"""The wheel, installed away from the checkout, makes a report with its own resources."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import acudesk

ROOT = Path(__file__).resolve().parents[2]
CHECKOUT_VARIABLES = ("PYTHONPATH", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

pytestmark = pytest.mark.timeout(300)


def ran(command: list[str], cwd: Path) -> str:
    """The output of a command that must succeed, run with no display and no help from here."""
    env = {name: value for name, value in os.environ.items() if name not in CHECKOUT_VARIABLES}
    env["PYTHONIOENCODING"] = "utf-8"
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment of its own, and an empty folder to work in."""

    venv: Path
    elsewhere: Path

    @property
    def scripts(self) -> Path:
        return self.venv / ("Scripts" if os.name == "nt" else "bin")

    def python(self, code: str) -> str:
        return ran([str(self.scripts / "python"), "-c", code], self.elsewhere).strip()

    def acudesk(self, *arguments: str) -> str:
        return ran([str(self.scripts / "acudesk"), *arguments], self.elsewhere)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(out)]
    ran([sys.executable, "-m", "pip", "wheel", *options, str(ROOT)], out)
    (built,) = out.glob("acudesk-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    venv = tmp_path_factory.mktemp("venv")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    ran([sys.executable, "-m", "venv", "--without-pip", str(venv)], elsewhere)
    place = Installed(venv, elsewhere)
    # The dependencies are those already here. A path in a .pth file brings modules but not
    # that folder's own .pth files, so the editable AcuDesk stays out of sight.
    packages = Path(place.python("import sysconfig; print(sysconfig.get_path('purelib'))"))
    here = sysconfig.get_path("purelib"), sysconfig.get_path("platlib")
    (packages / "dependencies.pth").write_text("\n".join(dict.fromkeys(here)), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(venv)]
    ran([*pip, "install", "--no-deps", "--no-index", str(wheel)], elsewhere)
    return place


def test_the_wheel_holds_the_resources(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }

    assert {"resources/points.csv", "resources/fonts/Inter-Regular.ttf"} <= expected
    assert {f"acudesk/{name}" for name in expected} <= names


def test_program_and_resources_come_from_the_wheel(installed: Installed) -> None:
    found = installed.python(
        "import acudesk; from acudesk import paths;"
        "print(acudesk.__file__); print(paths.resource('points.csv'))"
    )

    for path in found.splitlines():
        assert installed.venv.resolve() in Path(path).resolve().parents


def test_the_wheel_tells_its_version(installed: Installed) -> None:
    assert acudesk.__version__ in installed.acudesk("--version")


def test_a_report_from_outside_the_checkout(installed: Installed) -> None:
    data = str(installed.elsewhere / "practice")
    installed.acudesk("--data", data, "demo", "--patients", "3", "--no-window")
    patients = json.loads(installed.acudesk("--data", data, "patients", "--json"))
    chart_number = patients[0]["chart_number"]
    installed.acudesk("--data", data, "report", chart_number, "--out", "page.pdf")

    assert len(patients) == 3
    assert (installed.elsewhere / "page.pdf").read_bytes().startswith(b"%PDF-")
