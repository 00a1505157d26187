"""Exports that nobody made, or that somebody changed: a sentence, and nothing is changed."""

import json
import os
import shutil
import stat
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import StoppedError
from acudesk.services.long_work import here
from acudesk.services.restoring import restore
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.everything import PATIENTS, cells, fill, packed
from tests.services.test_restoring import rewritten, rows, tables_only

SECRET = "not for others"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What comes back of an export."""
    folder = tmp_path_factory.mktemp("whole")
    with open_practice(folder / "practice", clock=FixedClock()) as services:
        fill(services)
        tables_only(services, folder / "out")
    return folder / "out"


@pytest.fixture
def out(whole: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    shutil.copytree(whole, tmp_path / "out")
    return tmp_path / "out"


def refused(practice: Services, source: Path) -> str:
    """The sentence with which bringing back ends; nothing has changed, and the practice is used
    as before."""
    before = rows(practice)
    with pytest.raises(DomainError) as error:
        restore(here(practice), source)
    practice.work.check_settled()
    assert rows(practice) == before
    triggers = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
    assert database_of(practice).execute(triggers).fetchone()[0] > 30
    assert SECRET not in error.value.text
    assert len(error.value.text) < 300
    return error.value.text


def table(out: Path, name: str) -> bytes:
    return (out / "tables" / f"{name}.csv").read_bytes()


def changed(out: Path, name: str, old: str, new: str) -> Path:
    """An export in which one text of a table is another, and the manifest knows of it."""
    content = table(out, name)
    assert content.count(old.encode()) >= 1
    return rewritten(out, **{name: content.replace(old.encode(), new.encode(), 1)})


def test_what_these_tests_spoil_is_good(practice: Services, out: Path) -> None:
    assert restore(here(practice), out).patients == PATIENTS


# What is no export


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '"x"',
        "\x00",
        "{" * 100_000,
        '{"format": "acudesk-everything"}',
        '{"format": "acudesk-everything", "version": "1"}',
        '{"format": "acudesk-everything", "version": true}',
        '{"format": ["acudesk-everything"], "version": 1}',
    ],
)
def test_another_manifest_is_none(practice: Services, out: Path, text: str) -> None:
    (out / "manifest.json").write_text(text)
    assert "export of everything" in refused(practice, out)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rows", None),
        ("rows", {"patients": -1}),
        ("rows", {"patients": "6"}),
        ("files", []),
        ("files", {"tables/patients.csv": 1}),
        ("files", {"tables/patients.csv": {"size": -1, "sha256": ""}}),
        ("schema", "m001"),
        ("schema", [1]),
        ("troubles", {}),
    ],
)
def test_a_manifest_of_other_kinds_is_none(
    practice: Services, out: Path, name: str, value: object
) -> None:
    kept = json.loads((out / "manifest.json").read_text("utf-8"))
    (out / "manifest.json").write_text(json.dumps(kept | {name: value}))
    assert "export of everything" in refused(practice, out)


def test_places_that_hold_no_export(practice: Services, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "letter.zip").write_text("Dear diary")
    (tmp_path / "empty.zip").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as made:
        made.writestr("a.txt", "a")
    for name in ("empty", "letter.zip", "empty.zip", "other.zip"):
        assert "export of everything" in refused(practice, tmp_path / name)
    assert "cannot be read" in refused(practice, tmp_path / "nothing")


def test_an_export_that_was_not_finished(practice: Services, out: Path, tmp_path: Path) -> None:
    (out / "UNFINISHED.txt").write_text("no")
    assert "not finished" in refused(practice, out)
    assert "not finished" in refused(practice, packed(out, tmp_path / "out.zip"))


# Tables


def test_a_missing_table(practice: Services, out: Path) -> None:
    (out / "tables" / "scores.csv").unlink()
    assert "scores.csv is missing" in refused(practice, out)


@pytest.mark.parametrize("change", ["drop", "add"])
def test_other_tables_than_the_schema_has(practice: Services, out: Path, change: str) -> None:
    file = out / "manifest.json"
    kept = json.loads(file.read_text("utf-8"))
    if change == "drop":
        del kept["rows"]["scores"], kept["files"]["tables/scores.csv"]
    else:
        kept["rows"]["sqlite_master"] = 1
        kept["files"]["tables/sqlite_master.csv"] = kept["files"]["tables/scores.csv"]
    file.write_text(json.dumps(kept))
    assert "has not the tables" in refused(practice, out)


def test_a_changed_table(practice: Services, out: Path) -> None:
    file = out / "tables" / "scores.csv"
    content = file.read_bytes()
    file.write_bytes(content.replace(b'"6.5"', b'"7.5"'))
    assert len(file.read_bytes()) == len(content)
    assert "scores.csv is not as it was exported" in refused(practice, out)
    file.write_bytes(content + b"\r\n")
    assert "scores.csv is not as it was exported" in refused(practice, out)
    file.write_bytes(content[:-20])
    assert "scores.csv" in refused(practice, out)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("scores", '"value",', "", "other columns"),
        ("scores", '"value",', '"value","worth",', "other columns"),
        ("scores", '"value"', '"Value"', "other columns"),
        ("scores", '"6.5"', '"6.5","1"', "line 2"),
        ("scores", '"6.5"', '"six"', "line 2"),
        ("scores", '"6.5"', '"inf"', "line 2"),
        ("scores", '"6.5"', '"11"', "breaks a rule"),
        ("scores", '"6.5"', '"-1"', "breaks a rule"),
        ("scores", '"6,50"', '"65 of 10"', "cannot be read"),
        ("sessions", '"2026-03-02"', '"1066-10-14"', "breaks a rule"),
        ("sessions", '"2026-03-02"', '"2026-02-30"', "breaks a rule"),
        ("sessions", '"visit"', '"party"', "breaks a rule"),
        ("sessions", "not hers", "not\x00hers", "line"),
        ("patients", '"aux.', '"AUX","', "line"),
        ("patients", '"NUL"', '"AUX"', "breaks a rule"),
        ("patients", '"NUL"', '""', "breaks a rule"),
        ("patients", '"1"', '"9223372036854775808"', "breaks a rule"),
        ("courses", '"6","', '"7","', "courses"),
        ("addenda", '"1","', '"1","x', "breaks a rule"),
        ("reviews", '"[]"', '"[7]"', "chart number AUX cannot be read"),
        ("screenings", '""no""', '""maybe""', "chart number 0001 cannot be read"),
        ("practice", '"a4"', '"a3"', "breaks a rule"),
        ("practice", '"[4, 8]"', '"[4, 888]"', "settings cannot be read"),
        ("point_sets", '""BL23""', "7", "settings cannot be read"),
    ],
)
def test_values_that_the_record_does_not_take(
    practice: Services, out: Path, name: str, old: str, new: str, said: str
) -> None:
    assert said in refused(practice, changed(out, name, old, new))


def test_a_document_that_is_another(practice: Services, out: Path) -> None:
    header, first, *rest = table(out, "document_contents").split(b"\r\n")
    other = first.replace(b"JVBERi0", b"AVBERi0")
    assert other != first
    spoilt = rewritten(out, document_contents=b"\r\n".join([header, other, *rest]))
    assert "chart number AUX cannot be read" in refused(practice, spoilt)


@pytest.mark.parametrize("name", ["practice", "seal_key"])
def test_a_practice_without_its_row(practice: Services, out: Path, name: str) -> None:
    header = table(out, name).split(b"\r\n")[0] + b"\r\n"
    assert "not as many rows" in refused(practice, rewritten(out, **{name: header}))


def test_another_encoding(practice: Services, out: Path) -> None:
    text = table(out, "patients").decode("utf-8-sig")
    for encoding in ("utf-16", "gb18030"):
        content = text.encode(encoding)
        (out / "tables" / "patients.csv").write_bytes(content)
        kept = json.loads((out / "manifest.json").read_text("utf-8"))
        kept["files"]["tables/patients.csv"]["size"] = len(content)
        (out / "manifest.json").write_text(json.dumps(kept))
        assert "UTF-8" in refused(practice, out)


def test_more_and_fewer_rows_than_the_manifest_says(practice: Services, out: Path) -> None:
    file = out / "manifest.json"
    kept = json.loads(file.read_text("utf-8"))
    for number in (kept["rows"]["scores"] - 1, kept["rows"]["scores"] + 1):
        file.write_text(json.dumps(kept | {"rows": kept["rows"] | {"scores": number}}))
        assert "scores.csv has not as many rows" in refused(practice, out)


def test_a_line_of_a_hundred_million(practice: Services, out: Path) -> None:
    file = out / "tables" / "addenda.csv"
    with file.open("ab") as stream:
        stream.write(b'"')
        for _ in range(100):
            stream.write(b"x" * 1_000_000)
    kept = json.loads((out / "manifest.json").read_text("utf-8"))
    kept["files"]["tables/addenda.csv"]["size"] = file.stat().st_size
    (out / "manifest.json").write_text(json.dumps(kept))

    tracemalloc.start()
    try:
        assert "addenda.csv cannot be read at line" in refused(practice, out)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 150_000_000  # three times the longest line that is taken


def test_rows_without_number_are_streamed_and_can_be_stopped(practice: Services, out: Path) -> None:
    header, row = cells(out / "tables" / "audit.csv")[:2]
    with (out / "tables" / "audit.csv").open("w", encoding="utf-8", newline="") as stream:
        stream.write(",".join(f'"{cell}"' for cell in header) + "\r\n")
        for number in range(60_000):
            stream.write(f'"{number}","{row[1]}","","create","patient","","",""\r\n')
    kept = json.loads((out / "manifest.json").read_text("utf-8"))
    kept["files"]["tables/audit.csv"]["size"] = 10**9
    kept["rows"]["audit"] = 10_000_000
    (out / "manifest.json").write_text(json.dumps(kept))
    before = rows(practice)
    looks: list[bool] = []

    def is_stopped() -> bool:
        looks.append(True)
        return len(looks) > 60

    tracemalloc.start()
    try:
        with pytest.raises(StoppedError):
            restore(here(practice, is_stopped=is_stopped), out)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5_000_000
    assert rows(practice) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_in_the_folder(practice: Services, out: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(table(out, "scores"))
    (out / "tables" / "scores.csv").unlink()
    (out / "tables" / "scores.csv").symlink_to(tmp_path / "secret.csv")
    assert "is a link" in refused(practice, out)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_pipe_in_the_folder(practice: Services, out: Path) -> None:
    (out / "tables" / "scores.csv").unlink()
    os.mkfifo(out / "tables" / "scores.csv")
    assert "scores.csv is missing" in refused(practice, out)


# ZIPs


def test_a_zip_of_any_other_program_comes_back(
    practice: Services, out: Path, tmp_path: Path
) -> None:
    assert restore(here(practice), packed(out, tmp_path / "out.zip")).patients == PATIENTS


def _added(name: str, **of: int) -> Callable[[zipfile.ZipFile], None]:
    def add(made: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("x")
        info.filename = name
        for key, value in of.items():
            setattr(info, key, value)
        made.writestr(info, SECRET)

    return add


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("add", "said"),
    [
        (_added("../evil.txt"), "leads out"),
        (_added("tables/../../evil.txt"), "leads out"),
        (_added("/etc/evil.txt"), "leads out"),
        (_added("C:/evil.txt"), "leads out"),
        (_added("tables\\..\\evil.txt"), "leads out"),
        (_added("tables/scores.csv"), "two files of one name"),
        (_added("manifest.json"), "two files of one name"),
        (_added("tables/link.csv", external_attr=(stat.S_IFLNK | 0o777) << 16), "link"),
    ],
)
def test_names_that_lead_elsewhere(
    practice: Services,
    out: Path,
    tmp_path: Path,
    add: Callable[[zipfile.ZipFile], None],
    said: str,
) -> None:
    file = packed(out, tmp_path / "out.zip")
    with zipfile.ZipFile(file, "a") as made:
        add(made)
    before = {path.name for path in tmp_path.rglob("*")}

    assert said in refused(practice, file)
    assert {path.name for path in tmp_path.rglob("*")} == before


def test_a_bomb(practice: Services, out: Path, tmp_path: Path) -> None:
    (out / "tables" / "addenda.csv").unlink()
    file = packed(out, tmp_path / "out.zip")
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as made,
        made.open("tables/addenda.csv", "w", force_zip64=True) as stream,
    ):
        for _ in range(200):
            stream.write(bytes(1_000_000))
    assert file.stat().st_size < 1_000_000

    tracemalloc.start()
    try:
        assert "packed too tightly" in refused(practice, file)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20_000_000


def test_a_bomb_in_the_manifest(practice: Services, tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "out.zip", "w", zipfile.ZIP_DEFLATED) as made,
        made.open("manifest.json", "w", force_zip64=True) as stream,
    ):
        for _ in range(200):
            stream.write(b" " * 1_000_000)
    assert "packed too tightly" in refused(practice, tmp_path / "out.zip")


def test_tables_too_large_to_be_true(practice: Services, out: Path) -> None:
    kept = json.loads((out / "manifest.json").read_text("utf-8"))
    kept["files"]["tables/audit.csv"]["size"] = 10**15
    (out / "manifest.json").write_text(json.dumps(kept))
    assert "too large to be true" in refused(practice, out)


def test_a_list_without_end(practice: Services, tmp_path: Path) -> None:
    with (tmp_path / "out.zip").open("wb") as stream:
        stream.write(b"PK\x01\x02" + bytes(42))
        stream.seek(20_000_000)
        end = b"PK\x05\x06" + bytes(4) + b"\xff\xff" * 2 + (20_000_000).to_bytes(4, "little")
        stream.write(end + bytes(6))
    assert "too many files" in refused(practice, tmp_path / "out.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_we_do_not_use(
    practice: Services, out: Path, tmp_path: Path, method: int
) -> None:
    with zipfile.ZipFile(tmp_path / "out.zip", "w", method) as made:
        for path in sorted(out.rglob("*")):
            if path.is_file():
                made.write(path, path.relative_to(out).as_posix())
    assert "does not use" in refused(practice, tmp_path / "out.zip")


def test_a_zip_that_was_cut_or_damaged(practice: Services, out: Path, tmp_path: Path) -> None:
    content = packed(out, tmp_path / "out.zip").read_bytes()
    spoilt = tmp_path / "spoilt.zip"
    for length in (10, len(content) // 2, len(content) - 10):
        spoilt.write_bytes(content[:length])
        refused(practice, spoilt)
    for place in range(40, len(content) - 100, len(content) // 12):
        bent = bytearray(content)
        bent[place : place + 8] = bytes(8)
        spoilt.write_bytes(bent)
        try:
            with zipfile.ZipFile(spoilt) as made:
                harmless = all(
                    made.read(name) == (out / name).read_bytes() for name in made.namelist()
                )
        except Exception:
            harmless = False
        if not harmless:
            refused(practice, spoilt)
