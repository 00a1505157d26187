"""Everything comes back: the same rows, the same seals, the same files when it leaves again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acudesk.bootstrap import Services, open_practice, prepare_demo
from acudesk.data.engine import IntegrityError
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step, StoppedError
from acudesk.domain.manifest import FileFacts, Manifest, manifest_from, manifest_text
from acudesk.domain.patient import Patient
from acudesk.reports.tables import write_csv
from acudesk.services.long_work import here
from acudesk.services.restoring import restore
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.everything import PATIENTS, cells, contents, exported, fill, restored
from tests.services.support import admit, audit, visit

MOMENTS = ("practice.sqlite", "manifest.json", "tables/audit.csv")
"""What tells when it was made, or that it was brought back."""


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything of a practice with something of everything."""
    folder = tmp_path_factory.mktemp("left")
    with open_practice(folder / "practice", clock=FixedClock()) as services:
        fill(services)
        exported(services, folder / "out")
    return folder / "out"


@pytest.fixture
def back(left: Path, tmp_path: Path) -> Iterator[Services]:
    """A practice that was filled from it."""
    restored(tmp_path / "back", left)
    with open_practice(tmp_path / "back", clock=FixedClock()) as services:
        yield services


def rows(services: Services) -> dict[str, list[object]]:
    """Every row of every table."""
    tables = services.work.tables
    return {table.name: list(tables.rows(table)) for table in tables.all()}


def rewritten(folder: Path, **changes: bytes) -> Path:
    """An export with other tables, whose manifest says that they are right."""
    file = folder / "manifest.json"
    manifest = manifest_from(file.read_bytes())
    files, counts = dict(manifest.files), dict(manifest.rows)
    for name, content in changes.items():
        path = folder / "tables" / f"{name}.csv"
        path.write_bytes(content)
        facts = FileFacts(size=len(content), sha256=sha256(content).hexdigest())
        files[f"tables/{name}.csv"] = facts
        counts[name] = len(cells(path)) - 1
    file.write_text(manifest_text(replace(manifest, files=files, rows=counts)), "utf-8")
    return folder


# Round trip


def test_what_comes_back_leaves_again_as_the_same_files(
    back: Services, left: Path, tmp_path: Path
) -> None:
    exported(back, tmp_path / "again")

    assert contents(tmp_path / "again", *MOMENTS) == contents(left, *MOMENTS)
    # Of the log, too, every row is the same; one says that it was brought back.
    before, after = (cells(out / "tables" / "audit.csv") for out in (left, tmp_path / "again"))
    assert after[:-1] == before
    assert after[-1][3:5] == ["restore", "practice"]
    first, second = (
        json.loads((out / "manifest.json").read_bytes()) for out in (left, tmp_path / "again")
    )
    second["rows"]["audit"] -= 1
    for name in MOMENTS:
        first["files"].pop(name, None)
        second["files"].pop(name, None)
    assert second == first


def test_the_demo_goes_there_and_back(tmp_path: Path) -> None:
    prepare_demo(tmp_path / "demo", patients=6, clock=FixedClock())
    with open_practice(tmp_path / "demo", clock=FixedClock()) as services:
        exported(services, tmp_path / "out.zip")
        before = rows(services)

    report = restored(tmp_path / "back", tmp_path / "out.zip")

    with open_practice(tmp_path / "back", clock=FixedClock()) as services:
        after = rows(services)
        assert services.practice.practice().demo
    assert report.patients == 6
    assert report.broken_seals == ()
    assert [row[3] for row in after["audit"][-1:]] == ["restore"]  # type: ignore[index]
    assert after["audit"][:-1] == before["audit"][:-1]
    del before["audit"], after["audit"]
    assert after == before


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["=1", "'", " +1", "\u00a0@", "a\r\nb", "\ufeff", '"', "＝", "\t", "-", "ﷺ", "e\u0301"]
)
NAMES = TEXTS.filter(lambda text: Patient(display_name="x", family_name=text).family_name != "")


@settings(max_examples=12)
@given(
    people=st.lists(
        st.tuples(NAMES, TEXTS, st.none() | st.dates(date(1900, 1, 1), date(2026, 3, 1))),
        min_size=1,
        max_size=3,
    ),
    notes=st.lists(TEXTS, max_size=3),
    pain=st.lists(st.decimals(0, 10, places=2).map(str), max_size=3),
)
def test_whatever_was_typed_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    people: list[tuple[str, str, date | None]],
    notes: list[str],
    pain: list[str],
) -> None:
    folder = tmp_path_factory.mktemp("typed")
    with open_practice(folder / "practice", clock=FixedClock()) as services:
        for name, text, born in people:
            added = services.patients.admit_patient(
                Patient(display_name=name, notes=text, address=text, birth_date=born),
                Course(patient_id=0, condition="Sciatica", goal=text, opened=date(2026, 1, 1)),
            )
        for note, score in zip(notes, pain, strict=False):
            session = visit(services, added.course_id)
            services.sessions.record_notes(session, note)
            services.sessions.record_score(session, "pain_7d", score)
        before = rows(services)
        tables_only(services, folder / "out")

    restored(folder / "back", folder / "out")

    with open_practice(folder / "back") as services:
        after = rows(services)
    assert after.pop("audit")[:-1] == before.pop("audit")
    assert after == before


def tables_only(services: Services, out: Path) -> None:
    """What comes back of an export, without what is only for reading."""
    (out / "tables").mkdir(parents=True)
    files = {}
    tables = services.work.tables
    for table in tables.all():
        path = out / "tables" / f"{table.name}.csv"
        with path.open("wb") as stream:
            write_csv(stream, table, tables.rows(table))
        content = path.read_bytes()
        files[f"tables/{table.name}.csv"] = FileFacts(
            size=len(content), sha256=sha256(content).hexdigest()
        )
    manifest = Manifest(
        program="0",
        schema=tables.schema(),
        snapshot="",
        rows=tables.counts(),
        counts={},
        troubles=(),
        files=files,
    )
    (out / "manifest.json").write_text(manifest_text(manifest), "utf-8")


# What it is afterwards


def test_it_is_a_practice_like_any_other(back: Services) -> None:
    listed = [row.display_name for row in back.patients.list_patients()]
    assert sorted(listed) == ["Ann", "P1", "ليلى الحداد", "林 林", "林 林"]
    assert [row.display_name for row in back.patients.list_patients("حداد")] == []
    assert [row.display_name for row in back.patients.list_patients("الحد")] == ["ليلى الحداد"]
    assert back.practice.practice().practitioner == "Mara Ellison"
    added = back.patients.add_patient(Patient(display_name="Newcomer"))
    number = back.patients.patient(added.patient_id).chart_number
    assert number == "0003"
    assert database_of(back).execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_signed_sessions_are_sealed_as_before(back: Services) -> None:
    signed = [
        session.id
        for patient in range(1, PATIENTS + 1)
        for course in back.courses.courses_of(patient)
        for session in back.work.sessions.of_course(course.id)
        if session.signature is not None
    ]
    assert len(signed) == 2
    assert all(back.signing.is_untouched(session) for session in signed)
    with pytest.raises(DomainError, match="signed"):
        back.sessions.record_notes(signed[0], "other")
    for statement in (
        "UPDATE scores SET value = 1 WHERE session_id = ?",
        "DELETE FROM treatments WHERE session_id = ?",
        "UPDATE sessions SET notes = 'x' WHERE id = ?",
        "DELETE FROM signatures WHERE session_id = ?",
    ):
        with pytest.raises(IntegrityError), back.work:
            database_of(back).execute(statement, [signed[0]])
    back.signing.add_addendum(signed[0], reason="later", text="more")
    assert back.signing.is_untouched(signed[0])


def test_a_broken_seal_is_told_and_stays_broken(left: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name, content in contents(left).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    sessions = (out / "tables" / "sessions.csv").read_bytes()
    assert sessions.count(b"not hers") == 1
    rewritten(out, sessions=sessions.replace(b"not hers", b"her own"))

    report = restored(tmp_path / "back", out)

    (broken,) = report.broken_seals
    assert broken == "chart number 0001, 2026-03-02"  # to which 0002 was merged
    assert broken in report.words
    with open_practice(tmp_path / "back") as services:
        mistaken = [one for one in rows(services)["sessions"] if "her own" in one]  # type: ignore[operator]
        assert not services.signing.is_untouched(mistaken[0][0])  # type: ignore[index]


# Refused, or stopped: nothing changed


def test_a_practice_with_patients_is_left_as_it_is(practice: Services, left: Path) -> None:
    admit(practice)
    before = rows(practice)

    with pytest.raises(DomainError, match="There are patients"):
        restore(here(practice), left)
    assert rows(practice) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("m005_files_in_and_out", "m999_of_next_year"), "newer AcuDesk"),
        (('"m005_files_in_and_out"', '"m004_reviews"'), "older AcuDesk"),
        (('"version": 1', '"version": 2'), "newer AcuDesk"),
    ],
)
def test_another_version_is_refused(
    practice: Services, left: Path, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    (tmp_path / "out").mkdir()
    text = (left / "manifest.json").read_text("utf-8")
    assert change[0] in text
    (tmp_path / "out" / "manifest.json").write_text(text.replace(*change), "utf-8")
    before = rows(practice)

    with pytest.raises(DomainError, match=said):
        restore(here(practice), tmp_path / "out")
    assert rows(practice) == before


@pytest.mark.parametrize("after", [1, 10, 34])
def test_stopped_in_the_middle_nothing_came_back(
    practice: Services, left: Path, after: int
) -> None:
    before = rows(practice)
    steps: list[Step] = []

    with pytest.raises(StoppedError):
        restore(here(practice, steps.append, lambda: len(steps) >= after), left)

    practice.work.check_settled()
    assert rows(practice) == before
    assert audit(practice) == [("create", "practice")]
    report = restore(here(practice), left)
    assert report.patients == PATIENTS
    assert report.changes.settings
    assert f"{PATIENTS} patients, 5 sessions" in report.words
