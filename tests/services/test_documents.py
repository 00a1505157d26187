"""Documents are kept byte for byte with their patient, and what is no document is refused."""

import hashlib
import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from acudesk.bootstrap import Services
from acudesk.domain.document import DocumentKind
from acudesk.domain.errors import DomainError, NotFoundError, StorageError
from acudesk.domain.patient import Patient
from acudesk.services.documents import read_document
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.scans import announced_png, forms_in_forms, jpeg, pdf, pdf_with_picture, png
from tests.services.support import admit


@pytest.fixture
def ann(practice: Services) -> int:
    return admit(practice, "Ann")[0]


def rows(services: Services, table: str) -> int:
    return int(database_of(services).execute(f"SELECT count(*) AS n FROM {table}").fetchone()["n"])


def locked(pdf_file: bytes, user_password: str, owner_password: str | None = None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_file)))
    writer.encrypt(user_password, owner_password, algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_file_is_kept_as_it_is_and_comes_back_as_it_is(
    practice: Services, ann: int, tmp_path: Path
) -> None:
    letter = pdf("Referral letter", pages=3)
    file = tmp_path / "GP letter.PDF"
    file.write_bytes(letter)
    changes = practice.documents.add_document(ann, file, day=date(2026, 2, 20), note="about knee")

    assert changes.patients == {ann}
    (kept,) = practice.documents.list_documents(ann)
    assert (kept.name, kept.kind, kept.pages, kept.size) == ("GP letter", "pdf", 3, len(letter))
    assert (kept.day, kept.note) == (date(2026, 2, 20), "about knee")
    assert kept.sha256 == hashlib.sha256(letter).hexdigest()
    assert practice.documents.content(kept.id) == letter
    out = practice.documents.export_document(kept.id, tmp_path / "copy.pdf")
    assert out.read_bytes() == letter
    if os.name == "posix":
        assert out.stat().st_mode & 0o077 == 0


def test_the_ending_does_not_count(practice: Services, ann: int, tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(jpeg())
    practice.documents.add_document(ann, file)
    (kept,) = practice.documents.list_documents(ann)
    assert (kept.kind, kept.pages) == ("jpg", 1)
    with pytest.raises(DomainError, match=r"must end in \.jpg"):
        practice.documents.export_document(kept.id, tmp_path / "copy.pdf")
    assert not (tmp_path / "copy.pdf").exists()
    assert practice.documents.export_document(kept.id, tmp_path / "copy.JPEG").is_file()


def test_documents_are_listed_by_the_day_that_they_bear(
    practice: Services, ann: int, clock: FixedClock
) -> None:
    for name, day in (("old", date(2024, 5, 1)), ("undated", None), ("new", date(2026, 3, 1))):
        practice.documents.add_document(ann, jpeg(comment=name.encode()), name=name, day=day)
    assert [one.name for one in practice.documents.list_documents(ann)] == ["undated", "new", "old"]
    bob = admit(practice, "Bob")[0]
    assert practice.documents.list_documents(bob) == ()


def test_the_same_file_twice_is_said_and_adds_nothing(practice: Services, ann: int) -> None:
    practice.documents.add_document(ann, jpeg(), name="Knee")
    audited = rows(practice, "audit")
    with pytest.raises(DomainError, match=r"already: “Knee”, added on 2 March 2026") as refused:
        practice.documents.add_document(ann, jpeg(), name="Knee again")
    assert refused.value.field == "file"
    assert (rows(practice, "documents"), rows(practice, "audit")) == (1, audited)
    bob = admit(practice, "Bob")[0]
    practice.documents.add_document(bob, jpeg(), name="Knee")
    assert rows(practice, "document_contents") == 2


def test_name_day_and_note_change_and_nothing_else(practice: Services, ann: int) -> None:
    practice.documents.add_document(ann, png(), name="scan 1")
    (kept,) = practice.documents.list_documents(ann)
    wanted = replace(
        kept,
        name="X-ray",
        day=date(2025, 12, 1),
        note="left knee",
        size=1,
        sha256="0" * 64,
        kind=DocumentKind.PDF,
        patient_id=99,
    )
    assert practice.documents.change_document(wanted).patients == {ann}
    now = practice.documents.document(kept.id)
    assert now == replace(kept, name="X-ray", day=date(2025, 12, 1), note="left knee")
    assert practice.documents.change_document(now).patients == frozenset()
    with pytest.raises(DomainError, match="still to come") as refused:
        practice.documents.change_document(replace(now, day=date(2026, 3, 3)))
    assert refused.value.field == "day"
    with pytest.raises(NotFoundError):
        practice.documents.change_document(replace(now, id=99))
    assert practice.documents.document(kept.id) == now


def test_removal_leaves_no_content_and_the_log_never_had_any(practice: Services, ann: int) -> None:
    content = jpeg(comment=b"UNMISTAKABLE")
    practice.documents.add_document(ann, content, name="Knee")
    (kept,) = practice.documents.list_documents(ann)
    practice.documents.change_document(replace(kept, note="left"))
    assert practice.documents.remove_document(kept.id).patients == {ann}

    assert practice.documents.list_documents(ann) == ()
    assert rows(practice, "document_contents") == 0
    logged = database_of(practice).execute(
        "SELECT action, before, after FROM audit WHERE subject = 'document' ORDER BY id"
    )
    log = [(row["action"], f"{row['before']} {row['after']}") for row in logged.fetchall()]
    assert [action for action, _ in log] == ["create", "change", "remove"]
    assert all(kept.sha256 in text and "Knee" in text for _, text in (log[0], log[2]))
    assert not any("UNMISTAKABLE" in text or len(text) > 1_000 for _, text in log)
    for call in (practice.documents.remove_document, practice.documents.content):
        with pytest.raises(NotFoundError):
            call(kept.id)


def test_content_that_changed_on_the_disk_is_noticed(
    practice: Services, ann: int, tmp_path: Path
) -> None:
    practice.documents.add_document(ann, jpeg(), name="Knee")
    (kept,) = practice.documents.list_documents(ann)
    database_of(practice).execute("UPDATE document_contents SET content = ?", [jpeg((90, 90))])
    for call in (practice.documents.content, practice.documents.document_printout):
        with pytest.raises(StorageError, match="“Knee” is damaged"):
            call(kept.id)
    with pytest.raises(StorageError):
        practice.documents.export_document(kept.id, tmp_path / "k.jpg")
    assert list(tmp_path.glob("k*")) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (announced_png(50_000, 50_000), "50000 × 50000"),
        (announced_png(6_000, 6_000), "picture is damaged"),
        (jpeg()[:20] + jpeg()[-300:], "picture is damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30) + png()[-12:], "end of this file|damaged"),
        (b"%PDF-1.7\nnothing of the kind\n%%EOF\n", "PDF is damaged"),
        (locked(pdf(), user_password="secret"), "wants a password"),
        (pdf(pages=201), "has 201 pages"),
        (pdf_with_picture(7_000), "7000 × 7000 pixels"),
        (b"<html>", "web page"),
    ],
)
def test_a_hostile_file_is_a_sentence_and_changes_nothing(
    practice: Services, ann: int, tmp_path: Path, content: bytes, words: str
) -> None:
    before = (rows(practice, "documents"), rows(practice, "audit"))
    file = tmp_path / "letter.pdf"
    file.write_bytes(content)
    with pytest.raises(DomainError, match=words) as refused:
        practice.documents.add_document(ann, file)
    assert refused.value.field == "file"
    assert (rows(practice, "documents"), rows(practice, "audit")) == before


def test_a_file_that_would_be_read_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acudesk.reports.pdf_check.SECONDS", 0.5)
    with pytest.raises(DomainError, match="takes too long"):
        read_document(forms_in_forms())


def test_a_pdf_that_only_forbids_changes_is_kept() -> None:
    file = read_document(locked(pdf(), user_password="", owner_password="owner"))
    assert file.pages == 1


@pytest.mark.parametrize("name", ["nowhere.pdf", "folder", "pipe", "nul\x00.pdf"])
def test_what_is_no_file_is_not_read(
    practice: Services, ann: int, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DomainError, match=r"not a file|cannot be read"):
        practice.documents.add_document(ann, tmp_path / name)
    assert rows(practice, "documents") == 0


def test_a_name_that_is_too_long_for_a_document_is_shortened(tmp_path: Path) -> None:
    file = tmp_path / ("x" * 240 + ".png")
    file.write_bytes(png())
    assert read_document(file).name == "x" * 200
    assert read_document(png()).name == "Document"
    assert read_document(png(), name=" a\nb ").name == "a b"


def test_a_day_to_come_and_a_merged_record_take_nothing(practice: Services, ann: int) -> None:
    with pytest.raises(DomainError, match="still to come") as refused:
        practice.documents.add_document(ann, jpeg(), day=date(2026, 3, 3))
    assert refused.value.field == "day"
    bob = practice.patients.add_patient(Patient(display_name="Bob")).patient_id
    practice.mistakes.merge_patients(ann, bob)
    with pytest.raises(DomainError, match="Bob was merged"):
        practice.documents.add_document(bob, jpeg())
    with pytest.raises(NotFoundError):
        practice.documents.add_document(99, jpeg())
    assert rows(practice, "documents") == 0


def test_documents_go_with_a_merge_and_come_back_with_its_undoing(practice: Services) -> None:
    ann, bob = admit(practice, "Ann")[0], admit(practice, "Bob")[0]
    practice.documents.add_document(ann, jpeg(), name="Knee")
    practice.documents.add_document(bob, jpeg(), name="Knee of Bob")
    practice.documents.add_document(bob, png(), name="Letter")
    of_bob = practice.documents.list_documents(bob)
    practice.mistakes.merge_patients(ann, bob)
    assert practice.documents.list_documents(bob) == ()
    together = practice.documents.list_documents(ann)
    assert {one.name for one in together} == {"Knee", "Knee of Bob", "Letter"}
    assert all(practice.documents.content(one.id) for one in together)

    practice.documents.add_document(ann, png((9, 9)), name="Added since")
    ((merge, _),) = practice.mistakes.merges_of(ann)
    practice.mistakes.undo_merge(merge.id)
    assert practice.documents.list_documents(bob) == of_bob
    assert {one.name for one in practice.documents.list_documents(ann)} == {"Knee", "Added since"}


def test_documents_are_not_on_the_disk_in_the_clear(
    practice: Services, ann: int, practice_dir: Path
) -> None:
    practice.documents.add_document(ann, jpeg(comment=b"UNMISTAKABLE" * 50))
    for file in practice_dir.rglob("*"):
        if file.is_file():
            assert b"UNMISTAKABLE" not in file.read_bytes()
