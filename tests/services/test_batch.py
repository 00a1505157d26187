"""Progress pages of all patients: whose, under which names, and what becomes of one that fails."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step, StoppedError
from acudesk.domain.patient import Patient
from acudesk.services.batch import BatchReport, save_pages
from acudesk.services.long_work import LongWork, here
from tests.clock import FixedClock
from tests.reports.support import facts_of, inside, text_of, traces


@pytest.fixture
def admit(practice: Services, clock: FixedClock) -> Callable[..., int]:
    """Admit a patient with a course and two scores of pain; returns their key."""

    def admitted(name: str, number: str = "", condition: str = "Sciatica") -> int:
        opened = clock.today - timedelta(days=7)
        added = practice.patients.admit_patient(
            Patient(display_name=name, chart_number=number),
            Course(patient_id=0, condition=condition, opened=opened),
        )
        for index, pain in enumerate((8, 5)):
            day = opened + timedelta(days=7 * index)
            visit = practice.sessions.start_session(added.course_id, took_place=day).session_id
            practice.sessions.record_score(visit, "pain_7d", str(pain))
        return added.patient_id

    return admitted


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder of the pages; it is not there yet."""
    return tmp_path / "new" / "pages"


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_everybody_with_a_course_has_a_page_of_their_own(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    for name in ("Zoë Müller", "Bartholomäus Quakenbrück", "欧阳修远"):
        admit(name)
    practice.patients.add_patient(Patient(display_name="No Course"))
    steps: list[Step] = []

    report = save_pages(here(practice, steps.append), out, workers=2)

    assert report == BatchReport(folder=out, written=3, failures=())
    assert names(out) == [
        "0001 Zoë Müller.pdf",
        "0002 Bartholomäus Quakenbrück.pdf",
        "0003 欧阳修远.pdf",
    ]
    assert steps[0] == Step(done=0, total=3, what="Progress pages")
    assert steps[-1] == Step(done=3, total=3, what="Progress pages")
    first = out / "0001 Zoë Müller.pdf"
    assert "Zoë Müller" in text_of(first)
    assert facts_of(first)["Pages"] == "1"
    for name in ("Bartholomäus Quakenbrück", "欧阳修远"):
        assert name not in text_of(first)
        assert not any(trace in inside(first.read_bytes()) for trace in traces(name))


def test_the_page_is_the_one_that_a_single_report_gives(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    patient = admit("Zoë Müller")

    save_pages(here(practice), out, workers=1)

    assert (out / "0001 Zoë Müller.pdf").read_bytes() == practice.reports.progress_page(patient)


def test_as_pictures(practice: Services, admit: Callable[..., int], out: Path) -> None:
    admit("Zoë Müller")

    save_pages(here(practice), out, form="png", workers=1)

    assert names(out) == ["0001 Zoë Müller.png"]
    assert (out / "0001 Zoë Müller.png").read_bytes().startswith(b"\x89PNG")


def test_the_archive_only_where_it_is_asked_for(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    admit("Zoë Müller")
    practice.patients.archive_patient(admit("Old Otherwise"))

    assert save_pages(here(practice), out / "a", workers=1).written == 1
    assert save_pages(here(practice), out / "b", archived=True, workers=1).written == 2
    assert names(out / "a") == ["0001 Zoë Müller.pdf"]


def test_who_was_merged_has_no_page(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    kept, twice = admit("Zoë Müller"), admit("Zoe Mueller")
    practice.mistakes.merge_patients(kept, twice)

    assert save_pages(here(practice), out, archived=True, workers=1).written == 1
    assert names(out) == ["0001 Zoë Müller.pdf"]


def test_one_that_fails_is_told_by_chart_number_and_stops_no_other(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    admit("Zoë Müller")
    admit("Cuneiform \U00012000")
    admit("Bob")
    damaged = admit("Damaged Record")
    connection = practice.work._database.conn
    connection.execute("PRAGMA ignore_check_constraints = ON")
    with practice.work:
        connection.execute("UPDATE patients SET birth_date = 'no day' WHERE id = ?", [damaged])

    report = save_pages(here(practice), out, workers=2)

    assert report.written == 2
    reasons = {failure.label: failure.reason for failure in report.failures}
    assert sorted(reasons) == ["0002", "0004"]
    assert "No font on this computer can print these letters: \U00012000" in reasons["0002"]
    assert "ValueError" in reasons["0004"]
    assert not any("Damaged" in reason or "Cuneiform" in reason for reason in reasons.values())
    assert names(out) == ["0001 Zoë Müller.pdf", "0003 Bob.pdf"]


def test_names_that_no_system_takes_and_names_that_collide(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    admit("../../etc/passwd", number="a")
    admit("Ann", number="b:c")
    admit("Ann", number="B|C")

    assert save_pages(here(practice), out, workers=1).written == 3
    assert len(names(out)) == 3
    assert {name.casefold() for name in names(out)} == {
        "a .. .. etc passwd.pdf",
        "b c ann.pdf",
        "b c ann (2).pdf",
    }
    assert names(out.parent) == ["pages"]


@pytest.mark.skipif(os.name != "posix", reason="who may read is told otherwise there")
def test_the_folder_is_the_owners_alone_because_its_files_name_people(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    admit("Zoë Müller")

    save_pages(here(practice), out, workers=1)

    assert {oct(one.stat().st_mode & 0o777) for one in (out, *out.iterdir())} == {"0o700", "0o600"}


def test_stopped_it_keeps_whole_pages_and_no_half(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    for index in range(30):
        admit(f"Patient {index}")
    steps: list[Step] = []
    work = here(practice, steps.append, lambda: bool(steps) and steps[-1].done >= 2)

    with pytest.raises(StoppedError):
        save_pages(work, out, workers=2)

    assert 2 <= len(names(out)) < 30
    for file in out.iterdir():
        assert file.name.endswith(".pdf")
        assert facts_of(file)["Pages"] == "1"


def test_questions_are_short_and_one_patient_at_a_time(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    for index in range(3):
        admit(f"Patient {index}")
    asked: list[Any] = []

    def ask(question: Callable[[Services], Any]) -> Any:
        asked.append(question)
        return question(practice)

    save_pages(LongWork(ask=ask), out, workers=1)

    assert len(asked) == 4


def test_a_practice_without_courses_has_no_pages(practice: Services, out: Path) -> None:
    assert save_pages(here(practice), out).written == 0


def test_a_file_is_no_folder(practice: Services, out: Path) -> None:
    out.mkdir(parents=True)
    (out / "taken").write_bytes(b"x")

    with pytest.raises(DomainError, match=r"is a file\. Choose a folder"):
        save_pages(here(practice), out / "taken")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_may_not_be_written(
    practice: Services, admit: Callable[..., int], out: Path
) -> None:
    admit("Zoë Müller")
    out.mkdir(parents=True, mode=0o500)

    report = save_pages(here(practice), out, workers=1)

    assert "may not be written" in report.failures[0].reason
