"""Where things lie: resources inside the program, the practice's data, the user's settings."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import platformdirs

APP = "AcuDesk"


@cache
def resources() -> Traversable:
    """The folder of bundled files: in the installed package, else at the top of the checkout."""
    package = files("acudesk")
    installed = package / "resources"
    if installed.is_dir():
        return installed
    return Path(str(package)).parent / "resources"


def resource(name: str) -> Traversable:
    """One bundled file by its path below `resources/`, e.g. `"themes/light.toml"`."""
    return resources().joinpath(*name.split("/"))


def resource_folder(name: str) -> Path:
    """A bundled folder as a path of the file system (fonts are read by name from there)."""
    return Path(str(resource(name)))


def practice_folder() -> Path:
    """The folder of the practitioner's own practice."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "practice"


def demo_folder() -> Path:
    """The folder of the demo practice, apart from real data."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "demo"


def settings_file() -> Path:
    """The user's own TOML file: appearance and window geometry, no health data."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.toml"
