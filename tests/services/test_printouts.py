"""Printouts as files."""

from pathlib import Path

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.services.printouts import files_of, save_printout
from tests.clock import FixedClock
from tests.reports.papers import leaves
from tests.reports.support import facts_of

PNG, PDF = b"\x89PNG\r\n", b"%PDF-"


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_pdf_is_one_file(tmp_path: Path) -> None:
    files = save_printout(tmp_path / "Zoë’s pages.PDF", leaves(3))

    assert files == (tmp_path / "Zoë’s pages.PDF",)
    assert facts_of(files[0])["Pages"] == "3"
    assert names(tmp_path) == ["Zoë’s pages.PDF"]


def test_one_page_is_one_picture_under_its_name(tmp_path: Path) -> None:
    files = save_printout(tmp_path / "page.png", leaves(1), ppi=72)

    assert files == (tmp_path / "page.png",)
    assert files[0].read_bytes().startswith(PNG)
    assert files[0].stat().st_mode & 0o077 == 0


def test_several_pages_are_numbered_pictures(tmp_path: Path) -> None:
    files = save_printout(tmp_path / "page.png", leaves(3), ppi=72)

    assert [one.name for one in files] == ["page 1.png", "page 2.png", "page 3.png"]
    assert names(tmp_path) == ["page 1.png", "page 2.png", "page 3.png"]
    contents = {one.read_bytes() for one in files}
    assert len(contents) == 3
    assert all(one.startswith(PNG) for one in contents)


def test_many_pages_stand_in_their_order(tmp_path: Path) -> None:
    files = files_of(tmp_path / "a.png", 12)

    assert [one.name for one in files[:2]] == ["a 01.png", "a 02.png"]
    assert sorted(files) == list(files)


@pytest.mark.parametrize("name", ["page.svg", "page", "page.pdf.exe", ".png "])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DomainError, match=r"must end in \.pdf or \.png"):
        save_printout(tmp_path / name, leaves(1))
    assert names(tmp_path) == []


def test_where_one_picture_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "page 1.png").write_bytes(b"older")
    (tmp_path / "page 3.png").mkdir()

    with pytest.raises(DomainError, match=r"page 3.png is a folder"):
        save_printout(tmp_path / "page.png", leaves(3), ppi=36)

    assert names(tmp_path) == ["page 1.png", "page 3.png"]
    assert (tmp_path / "page 1.png").read_bytes() == b"older"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="does not exist"):
        save_printout(tmp_path / "gone" / "page.png", leaves(2), ppi=36)


def test_pages_that_cannot_be_set_leave_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"older")

    with pytest.raises(DomainError, match="No font"):
        save_printout(tmp_path / "a.pdf", leaves(1, trouble="No font prints it."))
    assert (tmp_path / "a.pdf").read_bytes() == b"older"


def test_progress_page_and_session_record_are_printouts(
    practice: Services, clock: FixedClock, tmp_path: Path
) -> None:
    added = practice.patients.admit_patient(
        Patient(display_name="Zoë O’Neill / 2"),
        Course(patient_id=0, condition="Sciatica", opened=clock.today),
    )
    visit = practice.sessions.start_session(added.course_id).session_id
    practice.sessions.record_score(visit, "pain_7d", "7")
    page = practice.reports.progress_printout(added.patient_id, added.course_id)
    record = practice.records.session_printout(visit)

    assert page.name == "Progress Zoë O’Neill 2 2026-03-02"
    assert record.name == "Session Zoë O’Neill 2 2026-03-02"
    uid = practice.patients.patient(added.patient_id).uid
    assert page.patient_uid == record.patient_uid == uid
    for printout in (page, record):
        (file,) = save_printout(tmp_path / f"{printout.name}.pdf", printout)
        assert file.read_bytes().startswith(PDF)
    (picture,) = page.set_pages("png", ppi=72)
    assert picture[16:24] == (595).to_bytes(4, "big") + (842).to_bytes(4, "big")
