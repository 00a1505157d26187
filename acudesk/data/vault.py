"""The data folder: which generation is current, and the key that opens it.

    CURRENT                 names the generation in use
    gen-0001/data.db        the encrypted database
    gen-0001/keys.json      the data key in slots; step one knows only the open slot
    backups/ logs/

A generation is made complete under another name and then renamed, and CURRENT is written last,
so that an interrupted start leaves nothing that looks like a practice.
"""

import json
import os
import re
import secrets
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acudesk.data.faults import folder_error
from acudesk.domain.errors import StorageError
from acudesk.translation import tr

CURRENT = "CURRENT"
FIRST_GENERATION = "gen-0001"
DATABASE = "data.db"
KEYS = "keys.json"
KEYS_FORMAT = "acudesk-keys"
KEYS_VERSION = 1
KEY_BYTES = 32
LARGEST_KEYS_FILE = 65_536
_GENERATION = re.compile(r"gen-[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Vault:
    """An existing practice: its database file and the data key, 64 hexadecimal digits."""

    folder: Path
    generation: str
    key_hex: str

    def __repr__(self) -> str:
        return f"Vault({self.generation})"

    @property
    def database(self) -> Path:
        """The encrypted database file."""
        return self.folder / self.generation / DATABASE


def has_practice(folder: Path) -> bool:
    """Whether the folder holds a practice, or what is left of one; raises StorageError where
    nobody may look."""
    try:
        return (folder / CURRENT).exists() or bool(_generations(folder))
    except OSError as error:
        raise folder_error(folder, error) from None


def open_vault(folder: Path) -> Vault:
    """The practice in a folder; raises StorageError where it is missing or damaged."""
    try:
        generation = _current(folder)
        slots = _slots(folder / generation / KEYS)
    except OSError as error:
        raise folder_error(folder, error) from None
    for slot in slots:
        if slot.get("type") == "open" and isinstance(slot.get("key"), str):
            return Vault(folder, generation, slot["key"])
    if any(slot.get("type") == "passphrase" for slot in slots):
        raise StorageError(
            tr("This practice is protected by a passphrase, which this AcuDesk cannot open yet.")
        )
    raise _damaged_keys()


def create_vault(folder: Path, build: Callable[[Path, str], None]) -> Vault:
    """Make a new practice in a folder that holds none.

    `build(file, key_hex)` makes the complete database file; only then is the generation given
    its name. A folder that was there before keeps its mode, it may hold other things; what is
    made in it is the owner's alone. Raises StorageError where the folder cannot be written.
    """
    key_hex = secrets.token_hex(KEY_BYTES)
    draft = folder / f"{FIRST_GENERATION}.new"
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        _write_durably(draft / KEYS, json.dumps(_keys(key_hex), indent=1) + "\n")
        build(draft / DATABASE, key_hex)
        for file in draft.iterdir():  # The engine's journal stays where it was first made.
            _private(file, 0o600)
        draft.rename(folder / FIRST_GENERATION)
        _write_durably(folder / CURRENT, FIRST_GENERATION + "\n")
        for name in ("backups", "logs"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise folder_error(folder, error) from None
    return Vault(folder, FIRST_GENERATION, key_hex)


def _keys(key_hex: str) -> dict[str, Any]:
    return {
        "format": KEYS_FORMAT,
        "version": KEYS_VERSION,
        "doc_id": uuid.uuid4().hex,
        "slots": [{"type": "open", "key": key_hex}],
    }


def _generations(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [path.name for path in folder.iterdir() if _GENERATION.fullmatch(path.name)]


def _current(folder: Path) -> str:
    file = folder / CURRENT
    # Only a first start can be cut off between the two names; of several generations nobody
    # can say which one was in use.
    if not file.exists() and _generations(folder) == [FIRST_GENERATION]:
        _write_durably(file, FIRST_GENERATION + "\n")
    generation = ""
    if file.exists():
        with file.open("rb") as stream:
            generation = stream.read(64).decode("utf-8", errors="replace").strip()
    if not _GENERATION.fullmatch(generation) or not (folder / generation).is_dir():
        raise StorageError(
            tr(
                "The file CURRENT in {folder} names no part of the practice. "
                "Bring the folder back or restore a backup.",
                folder=folder,
            )
        )
    return generation


def _slots(file: Path) -> list[dict[str, Any]]:
    if not file.exists() or file.stat().st_size > LARGEST_KEYS_FILE:
        raise _damaged_keys()
    try:
        keys = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise _damaged_keys() from None
    if not isinstance(keys, dict) or keys.get("format") != KEYS_FORMAT:
        raise _damaged_keys()
    version = keys.get("version")
    if not isinstance(version, int) or version < KEYS_VERSION:
        raise _damaged_keys()
    if version > KEYS_VERSION:
        raise StorageError(tr("This practice was made by a newer AcuDesk. Please update it."))
    slots = keys.get("slots")
    if not isinstance(slots, list) or not all(isinstance(slot, dict) for slot in slots):
        raise _damaged_keys()
    return slots


def _damaged_keys() -> StorageError:
    return StorageError(tr("The key file of this practice is damaged. Restore a backup."))


def _private(path: Path, mode: int) -> None:
    if os.name == "posix":
        path.chmod(mode)


def _write_durably(file: Path, text: str) -> None:
    """Write a small file so that it is there in full or not at all."""
    draft = file.with_name(file.name + ".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    if os.name == "posix":
        handle = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
