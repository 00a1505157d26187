"""The data folder and its key file."""

import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import open_practice
from acudesk.data.vault import create_vault, has_practice, open_vault
from acudesk.domain.errors import StorageError
from acudesk.domain.patient import Patient
from tests.data.support import data_file, snapshot


@pytest.fixture
def folder(practice_dir: Path) -> Path:
    """A closed practice with one patient."""
    with open_practice(practice_dir) as services:
        services.patients.add_patient(Patient(display_name="Ann"))
    return practice_dir


def keys_of(folder: Path) -> dict[str, Any]:
    keys: dict[str, Any] = json.loads((folder / "gen-0001" / "keys.json").read_text("utf-8"))
    return keys


def test_the_folder_is_laid_out_from_the_start(folder: Path) -> None:
    assert (folder / "CURRENT").read_text("utf-8") == "gen-0001\n"
    assert {path.name for path in folder.iterdir()} == {"CURRENT", "gen-0001", "backups", "logs"}
    assert {"data.db", "keys.json"} <= {path.name for path in (folder / "gen-0001").iterdir()}
    keys = keys_of(folder)
    assert (keys["format"], keys["version"]) == ("acudesk-keys", 1)
    assert [slot["type"] for slot in keys["slots"]] == ["open"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_nobody_else_may_look(folder: Path) -> None:
    for path in (folder, folder / "gen-0001", folder / "backups", folder / "logs"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in (data_file(folder), folder / "gen-0001" / "keys.json", folder / "CURRENT"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize("foreign", [False, True])
def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path, foreign: bool) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    if foreign:
        (folder / "holiday.jpg").write_bytes(b"mine")
    umask = os.umask(0)
    try:
        with open_practice(folder) as services, services.work:
            services.patients.add_patient(Patient(display_name="Ann"))
            inside = list((folder / "gen-0001").iterdir())
            assert folder / "gen-0001" / "data.db-journal" in inside
            assert {stat.S_IMODE(path.stat().st_mode) for path in inside} == {0o600}
    finally:
        os.umask(umask)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    for name in ("gen-0001", "backups", "logs"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o700


def test_every_practice_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = set()
    for name in ("a", "b"):
        with open_practice(tmp_path / name):
            pass
        keys.add(open_vault(tmp_path / name).key_hex)

    assert len(keys) == 2
    assert all(len(key) == 64 for key in keys)


def test_a_vault_does_not_print_its_key(folder: Path) -> None:
    vault = open_vault(folder)

    assert vault.key_hex not in repr(vault)


def test_a_start_cut_off_before_its_last_step_is_completed(folder: Path) -> None:
    (folder / "CURRENT").unlink()

    with open_practice(folder) as services:
        assert services.patients.has_patients()
    assert (folder / "CURRENT").read_text("utf-8") == "gen-0001\n"


def test_a_start_cut_off_earlier_leaves_nothing(tmp_path: Path) -> None:
    def fail(file: Path, key_hex: str) -> None:
        file.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create_vault(tmp_path, fail)
    assert not has_practice(tmp_path)

    with open_practice(tmp_path) as services:
        assert not services.patients.has_patients()
    assert not (tmp_path / "gen-0001.new").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe", b"gen-0002\n", b"../gen-0001", b"gen-0001/../..", b"gen-0001" * 99_999],
)
def test_a_current_that_names_nothing_is_refused(folder: Path, content: bytes) -> None:
    (folder / "CURRENT").write_bytes(content)
    before = snapshot(folder)

    with pytest.raises(StorageError, match="CURRENT"), open_practice(folder):
        pass
    assert snapshot(folder) == before


def test_what_is_left_of_a_practice_is_not_taken_for_an_empty_folder(folder: Path) -> None:
    (folder / "gen-0001").rename(folder / "gen-0002")
    (folder / "CURRENT").unlink()
    before = snapshot(folder)

    with pytest.raises(StorageError), open_practice(folder):
        pass
    assert snapshot(folder) == before


def test_of_two_generations_none_is_guessed(folder: Path) -> None:
    (folder / "CURRENT").unlink()
    (folder / "gen-0002").mkdir()

    with pytest.raises(StorageError), open_practice(folder):
        pass
    assert not (folder / "CURRENT").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "damaged"),
        ("{", "damaged"),
        ("[]", "damaged"),
        ("[" * 60_000, "damaged"),
        (" " * 70_000, "damaged"),
        ('{"format": "other", "version": 1, "slots": []}', "damaged"),
        ('{"format": "acudesk-keys", "slots": []}', "damaged"),
        ('{"format": "acudesk-keys", "version": 0, "slots": []}', "damaged"),
        ('{"format": "acudesk-keys", "version": "1", "slots": []}', "damaged"),
        ('{"format": "acudesk-keys", "version": 2, "slots": []}', "newer AcuDesk"),
        ('{"format": "acudesk-keys", "version": 1, "slots": {}}', "damaged"),
        ('{"format": "acudesk-keys", "version": 1, "slots": [3]}', "damaged"),
        ('{"format": "acudesk-keys", "version": 1, "slots": []}', "damaged"),
        (
            '{"format": "acudesk-keys", "version": 1, "slots": [{"type": "open", "key": 5}]}',
            "damaged",
        ),
        (
            '{"format": "acudesk-keys", "version": 1, "slots": [{"type": "open", "key": "5"}]}',
            "damaged",
        ),
        (
            '{"format": "acudesk-keys", "version": 1, "slots": [{"type": "passphrase"}]}',
            "passphrase",
        ),
    ],
)
def test_a_bad_key_file_is_refused_and_nothing_is_touched(
    folder: Path, content: str, sentence: str
) -> None:
    (folder / "gen-0001" / "keys.json").write_text(content, encoding="utf-8")
    before = snapshot(folder)

    with pytest.raises(StorageError, match=sentence), open_practice(folder):
        pass
    assert snapshot(folder) == before


def test_a_key_file_that_is_no_text_or_missing_is_refused(folder: Path) -> None:
    keys = folder / "gen-0001" / "keys.json"
    whole = keys.read_bytes()
    keys.write_bytes(b"\xff\xfe" + whole)
    with pytest.raises(StorageError, match="damaged"), open_practice(folder):
        pass
    keys.unlink()
    before = snapshot(folder)
    with pytest.raises(StorageError, match="damaged"), open_practice(folder):
        pass
    assert snapshot(folder) == before
    keys.write_bytes(whole)
    with open_practice(folder) as services:
        assert services.patients.has_patients()


def test_the_keys_of_another_practice_open_nothing(folder: Path, tmp_path: Path) -> None:
    with open_practice(tmp_path / "other"):
        pass
    other = (tmp_path / "other" / "gen-0001" / "keys.json").read_bytes()
    (folder / "gen-0001" / "keys.json").write_bytes(other)
    before = snapshot(folder)

    with pytest.raises(StorageError, match="damaged"), open_practice(folder):
        pass
    assert snapshot(folder) == before


def test_a_passphrase_is_refused_until_there_are_any(folder: Path, tmp_path: Path) -> None:
    for place in (folder, tmp_path / "new"):
        with (
            pytest.raises(StorageError, match="no passphrase"),
            open_practice(place, "correct horse"),
        ):
            pass
    with pytest.raises(StorageError), open_practice(folder, ""):
        pass
    assert not (tmp_path / "new").exists()


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")

    for place in (file, file / "practice"):
        with pytest.raises(StorageError, match="cannot be used"), open_practice(place):
            pass
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_one_practice_by_two_names_is_one_practice(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)

    with (
        open_practice(link),
        pytest.raises(StorageError, match="already open"),
        open_practice(folder),
    ):
        pass
