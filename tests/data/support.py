"""What the tests of the data floor share."""

import json
from pathlib import Path
from typing import Any

from acudesk.bootstrap import Services
from acudesk.data.engine import Database


def database_of(services: Services) -> Database:
    """The connection that an open practice owns."""
    return services.work._database


def data_file(folder: Path) -> Path:
    """The encrypted database file of a practice."""
    return folder / "gen-0001" / "data.db"


def key_of(folder: Path) -> str:
    """The data key in the open slot."""
    keys: dict[str, Any] = json.loads((folder / "gen-0001" / "keys.json").read_text("utf-8"))
    return str(keys["slots"][0]["key"])


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, byte by byte; only while nothing holds it open."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
