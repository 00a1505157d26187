"""A plain copy: what the practice holds, read beside it and never written."""

import sqlite3
import threading
from pathlib import Path

import pytest

from acudesk.bootstrap import Services
from acudesk.data.engine import DriverError
from acudesk.data.plain_copy import open_plain_copy
from acudesk.domain.errors import DomainError, StorageError
from acudesk.domain.patient import Patient
from tests.data.support import data_file, database_of
from tests.services.support import admit, noted


@pytest.fixture
def copy(practice: Services, tmp_path: Path) -> Path:
    """A copy of a practice with one patient, a course, and a signed session."""
    practice.signing.sign_session(noted(practice))
    practice.work.tables.copy_to(tmp_path / "copy.sqlite")
    return tmp_path / "copy.sqlite"


def test_any_program_reads_it(copy: Path) -> None:
    assert copy.read_bytes().startswith(b"SQLite format 3\x00")
    plain = sqlite3.connect(copy)
    try:
        assert plain.execute("SELECT display_name FROM patients").fetchall() == [("Ann",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        # It is sealed as the practice is.
        with pytest.raises(sqlite3.IntegrityError, match="sealed"):
            plain.execute("UPDATE sessions SET notes = 'other'")
    finally:
        plain.close()


def test_the_practice_goes_on_as_it_was(practice: Services, copy: Path, practice_dir: Path) -> None:
    databases = database_of(practice).execute("PRAGMA database_list").fetchall()
    assert [row["name"] for row in databases if row["file"]] == ["main"]
    practice.patients.add_patient(Patient(display_name="Bo"))
    practice.work.check_settled()
    practice.work.close()
    assert not data_file(practice_dir).read_bytes().startswith(b"SQLite")


def test_another_thread_reads_the_copy_while_the_practice_is_written(
    practice: Services, copy: Path
) -> None:
    names: list[list[str]] = []
    failures: list[BaseException] = []
    written = threading.Event()

    def read() -> None:
        try:
            with practice.on_copy(copy) as services:
                written.wait(10)
                names.append([row.display_name for row in services.patients.list_patients()])
                names.append([services.patients.find_patient("0001").display_name])
        except BaseException as error:
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    practice.patients.add_patient(Patient(display_name="Bo"))
    written.set()
    reader.join()

    assert failures == []
    assert names == [["Ann"], ["Ann"]]


def test_nothing_can_be_written_to_it(practice: Services, copy: Path) -> None:
    before = copy.read_bytes()
    with practice.on_copy(copy) as services:
        with pytest.raises((StorageError, DriverError)):
            services.patients.add_patient(Patient(display_name="Bo"))
        assert [row.display_name for row in services.patients.list_patients()] == ["Ann"]
    assert copy.read_bytes() == before
    assert {path.name for path in copy.parent.iterdir()} == {"copy.sqlite", "practice"}


@pytest.mark.parametrize("content", [b"", b"Dear diary", b"SQLite format 3\x00" + b"x" * 5_000])
def test_what_is_no_copy_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copy.sqlite").write_bytes(content)
    with pytest.raises(StorageError, match="plain copy"):
        open_plain_copy(tmp_path / "copy.sqlite")


def test_the_practice_itself_is_no_plain_copy(practice_dir: Path, practice: Services) -> None:
    practice.work.close()
    with pytest.raises(StorageError, match="plain copy"):
        open_plain_copy(data_file(practice_dir))


def test_a_place_that_is_not_there_is_said_and_the_practice_goes_on(
    practice: Services, tmp_path: Path
) -> None:
    with pytest.raises(DomainError, match="could not be written"):
        practice.work.tables.copy_to(tmp_path / "nowhere" / "copy.sqlite")
    admit(practice)
    assert practice.patients.has_patients()


def test_all_tables_but_the_engines_own_are_known(practice: Services) -> None:
    rows = database_of(practice).execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    there = {row["name"] for row in rows.fetchall()}
    assert there - {table.name for table in practice.work.tables.all()} == {"_sqlite_migrations"}
    assert set(practice.work.tables.counts()) == {
        table.name for table in practice.work.tables.all()
    }
