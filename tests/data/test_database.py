"""Opening the encrypted file: the measured pragmas, the checks, the errors."""

import subprocess
import sys
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.data import database as database_module
from acudesk.data.database import PRAGMAS, close_database, open_database
from acudesk.data.engine import DriverError, IntegrityError, connect
from acudesk.domain.course import Course
from acudesk.domain.errors import StorageError
from acudesk.domain.patient import Patient
from tests.clock import FixedClock
from tests.data.support import data_file, database_of, key_of

KEY = "0123456789abcdef" * 4

# What storage.md measured, as each pragma reads it back.
MEASURED = {
    "locking_mode": "exclusive",
    "journal_mode": "truncate",
    "synchronous": 2,
    "fullfsync": 1,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "temp_store": 2,
    "busy_timeout": 2000,
    "secure_delete": 1,
}


@pytest.mark.parametrize("name", MEASURED)
def test_a_pragma_reads_back_as_measured(practice: Services, name: str) -> None:
    row = database_of(practice).execute(f"PRAGMA {name}").fetchone()

    assert row[0] == MEASURED[name]


def test_nothing_is_mapped_into_memory_and_the_cipher_is_that_of_version_4(
    practice: Services,
) -> None:
    database = database_of(practice)

    mapped = database.execute("PRAGMA mmap_size").fetchone()
    assert mapped is None or mapped[0] == 0
    assert database.execute("PRAGMA cipher_version").fetchone()[0].startswith("4.")
    assert database.execute("PRAGMA cipher_page_size").fetchone()[0] == "4096"
    assert database.execute("PRAGMA cipher_hmac_algorithm").fetchone()[0] == "HMAC_SHA512"
    assert dict(PRAGMAS)["cipher_compatibility"] == "4"


@pytest.mark.parametrize(
    "key", ["", "0" * 63, "0" * 65, "G" * 64, "A" * 64, "x'00'", "0" * 64 + "\n"]
)
def test_only_a_whole_key_is_a_key(tmp_path: Path, key: str) -> None:
    file = tmp_path / "data.db"
    with pytest.raises(StorageError, match="key of this practice is damaged"):
        open_database(file, key, create=True)
    assert not file.exists()


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "data.db"
    with pytest.raises(StorageError, match="missing from"):
        open_database(file, KEY)
    assert not file.exists()


def test_an_engine_without_encryption_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the driver of the standard library the key would be ignored without a word."""

    class Plain:
        def execute(self, sql: str) -> "Plain":
            assert "CREATE" not in sql
            assert "BEGIN" not in sql
            return self

        def set_key(self, key: str) -> None:
            """Ignored, as the plain driver does."""

        def fetchall(self) -> list[object]:
            return []

        def fetchone(self) -> None:
            return None

        def close(self) -> None:
            """Nothing is open."""

    monkeypatch.setattr(database_module, "connect", lambda *_, **__: Plain())
    with pytest.raises(StorageError, match="encryption of AcuDesk is missing"):
        open_database(tmp_path / "data.db", KEY, create=True)


def test_no_file_is_readable_without_the_key(practice_dir: Path, clock: FixedClock) -> None:
    canaries = ["Kanarienvogel", "Zwitscherweg", "tirili", "sciatica-canary"]
    with open_practice(practice_dir, clock=clock) as services:
        started = services.patients.admit_patient(
            Patient(display_name=canaries[0], address=canaries[1]),
            Course(patient_id=0, condition=canaries[3], opened=clock.today),
        )
        session = services.sessions.start_session(started.course_id)
        services.sessions.record_notes(session.session_id, canaries[2])

    files = [path for path in practice_dir.rglob("*") if path.is_file()]
    assert data_file(practice_dir) in files
    for path in files:
        content = path.read_bytes()
        assert not content.startswith(b"SQLite format 3")
        for canary in (*canaries, "CREATE TABLE"):
            assert canary.encode("utf-8") not in content, path.name
            assert canary.encode("utf-16-le") not in content, path.name


def test_the_live_file_is_never_opened_by_other_means(practice_dir: Path) -> None:
    """On POSIX, closing any other handle on the file drops SQLite's lock."""
    code = f"""
import sys
opened = []
watching = False
def hook(event, arguments):
    if watching and event in ("open", "os.open") and "data.db" in str(arguments[0]):
        opened.append(arguments[0])
sys.addaudithook(hook)
from datetime import date
from acudesk.bootstrap import open_practice
from acudesk.domain.course import Course
from acudesk.domain.errors import StorageError
from acudesk.domain.patient import Patient
with open_practice({str(practice_dir)!r}) as services:
    watching = True
    changes = services.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(patient_id=0, condition="Sciatica", opened=date(2026, 1, 1)),
    )
    session = services.sessions.start_session(changes.course_id).session_id
    services.sessions.record_score(session, "pain_7d", "6")
    services.courses.patient_view(changes.patient_id)
    services.patients.list_patients("ann")
    try:
        with open_practice({str(practice_dir)!r}):
            print("opened twice")
    except StorageError:
        pass
    services.sessions.record_score(session, "pain_7d", "5")
    open({str(practice_dir)!r} + "/CURRENT").close()
    watching = False
print(opened)
"""
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert child.stdout.strip() == "[]"


def test_closing_twice_is_no_harm_and_the_practice_opens_again(practice_dir: Path) -> None:
    with open_practice(practice_dir) as services:
        services.work.close()
    with open_practice(practice_dir) as services:
        services.patients.add_patient(Patient(display_name="Ann"))
        services.work._database.conn.close()
    with open_practice(practice_dir) as services:
        assert services.patients.has_patients()


def test_a_practice_that_failed_to_open_can_be_opened_later(practice_dir: Path) -> None:
    with open_practice(practice_dir):
        pass
    file = data_file(practice_dir)
    aside = file.rename(file.with_suffix(".aside"))
    with pytest.raises(StorageError), open_practice(practice_dir):
        pass
    aside.rename(file)
    with open_practice(practice_dir) as services:
        assert not services.patients.has_patients()


def test_another_database_under_the_same_key_is_not_made_into_a_practice(tmp_path: Path) -> None:
    file = tmp_path / "data.db"
    connection = connect(str(file))
    connection.set_key(f"x'{KEY}'")
    connection.execute("CREATE TABLE stamps (name TEXT)")
    connection.commit()
    connection.close()
    before = file.read_bytes()

    with pytest.raises(StorageError, match="damaged"):
        open_database(file, KEY)
    assert file.read_bytes() == before


def test_the_wrong_key_opens_nothing(practice_dir: Path) -> None:
    with open_practice(practice_dir):
        pass
    file = data_file(practice_dir)
    before = file.read_bytes()
    with pytest.raises(StorageError, match="damaged"):
        open_database(file, KEY)
    assert file.read_bytes() == before

    database = open_database(file, key_of(practice_dir))
    close_database(database)


def test_an_error_of_the_disk_while_reading_is_a_storage_error(practice_dir: Path) -> None:
    """A page that went bad after the practice was opened: a sentence, not a bug."""
    with open_practice(practice_dir) as services:
        for number in range(300):
            services.patients.add_patient(
                Patient(display_name=f"Patient {number}", notes="x" * 500)
            )
    code = f"""
import os
from acudesk.bootstrap import open_practice
from acudesk.domain.errors import StorageError
file = {str(data_file(practice_dir))!r}
with open_practice({str(practice_dir)!r}) as services:
    services.work._database.conn.execute("PRAGMA cache_size = 1")
    services.work._database.conn.execute("PRAGMA shrink_memory")
    handle = os.open(file, os.O_RDWR)
    for offset in range(4096 * 4, os.path.getsize(file), 4096):
        os.pwrite(handle, b"bad", offset + 100)
    try:
        for key in range(1, 301):
            services.patients.patient(key)
    except StorageError as error:
        print("StorageError:", error.text)
"""
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert child.stdout.startswith("StorageError: "), child.stderr


def test_an_unknown_error_of_the_engine_stays_a_bug(practice: Services) -> None:
    with pytest.raises(DriverError), practice.work:
        database_of(practice).execute("SELECT * FROM nowhere")
    with pytest.raises(IntegrityError), practice.work:
        database_of(practice).execute("INSERT INTO conditions VALUES ('', 1)")
    assert not database_of(practice).conn.in_transaction


def test_a_practice_open_in_this_process_is_refused_before_any_lock(
    practice_dir: Path,
) -> None:
    with open_practice(practice_dir) as services:
        # This sentence is said before a connection could wait for the lock.
        with (
            pytest.raises(StorageError, match="already open in this program"),
            open_practice(practice_dir / ".." / practice_dir.name),
        ):
            pass
        services.patients.add_patient(Patient(display_name="Ann"))
