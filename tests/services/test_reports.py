"""Reports of a real practice: whose page, which course, and how it is written to disk."""

import errno
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.practice import Paper, Practice
from acudesk.domain.session import Moment
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.services.reports import format_of, render, save
from tests.clock import FixedClock
from tests.reports.support import facts_of, inside, text_of, traces, written

OTHERS = ("Bartholomäus Quakenbrück", "欧阳修远", "Secret Otherwise", "Hernia of the other")


def treat(
    practice: Services,
    clock: FixedClock,
    patient: Patient,
    *,
    sessions: int = 12,
    condition: str = "Sciatica",
) -> tuple[int, int]:
    """A patient with a course of weekly sessions up to today; their key and the course's."""
    opened = clock.today - timedelta(days=7 * max(sessions - 1, 0))
    course = Course(patient_id=0, condition=condition, opened=opened)
    added = practice.patients.admit_patient(patient, course)
    for index in range(sessions):
        day = opened + timedelta(days=7 * index)
        visit = practice.sessions.start_session(added.course_id, took_place=day).session_id
        pain = 8 - round(6 * index / max(sessions - 1, 1))
        practice.sessions.record_score(visit, "pain_7d", str(pain))
        practice.sessions.record_score(visit, "pain_now", str(pain), moment=Moment.BEFORE)
        practice.sessions.record_score(visit, "pain_now", str(pain - 1), moment=Moment.AFTER)
        practice.sessions.record_score(visit, "fingertip_floor", str(30 - index / 2))
        practice.sessions.record_side_effects(
            visit,
            asked=True,
            effects=[SideEffect(kind=SideEffectKind.BRUISING)] if index == 2 else [],
        )
    return added.patient_id, added.course_id


@pytest.fixture
def treated(practice: Services, clock: FixedClock) -> tuple[int, int]:
    """Zoë, twelve sessions, in a practice with a letterhead."""
    practice.practice.change_practice(
        Practice(name="Quiet Needle", address="12 Willow Lane", practitioner="Ingrid Sørensen")
    )
    return treat(practice, clock, Patient(display_name="Zoë Müller"))


def test_the_page_as_pdf(practice: Services, treated: tuple[int, int], tmp_path: Path) -> None:
    path = written(tmp_path, practice.reports.progress_page(treated[0]))

    assert facts_of(path)["Pages"] == "1"
    text = text_of(path)
    for words in (
        "Quiet Needle",
        "12 Willow Lane",
        "Ingrid Sørensen",
        "Zoë Müller",
        "Sciatica",
        "went from 8 to 2 out of 10: 6 points lower (75 %)",
        "After sessions you had a bruise.",
        "Not planned yet.",
        "Printed on 2 March 2026",
    ):
        assert words in " ".join(text.split())


def test_the_next_visit_of_the_course(
    practice: Services, clock: FixedClock, treated: tuple[int, int]
) -> None:
    patient, course = treated

    def told() -> str:
        return practice.reports.page_data(patient).page.next_visit

    for day, at in ((date(2026, 3, 20), clock_time(9)), (date(2026, 3, 16), clock_time(10))):
        practice.planned_visits.plan_visit(
            PlannedVisit(patient_id=patient, course_id=course, day=day, at=at)
        )
    assert told() == "Monday 16 March 2026 at 10:00"
    practice.planned_visits.plan_visit(
        PlannedVisit(
            patient_id=patient, course_id=course, day=date(2026, 3, 9), at=clock_time(14, 30)
        )
    )
    assert told() == "Monday 9 March 2026 at 14:30"
    clock.move(days=30)
    assert told() == "Not planned yet."
    practice.courses.close_course(course)
    assert told() == "This course has ended."


def test_nothing_of_another_patient_is_in_any_file(
    practice: Services, clock: FixedClock, treated: tuple[int, int], tmp_path: Path
) -> None:
    other = Patient(
        display_name=OTHERS[0], written_name=OTHERS[1], notes=OTHERS[2], address=OTHERS[2]
    )
    treat(practice, clock, other, condition=OTHERS[3])
    practice.courses.open_course(
        Course(patient_id=treated[0], condition="Another complaint", opened=clock.today)
    )
    data = practice.reports.page_data(*treated)

    for content in (render(data), render(data, "png"), render(data, "svg")):
        unpacked = inside(content)
        for name in (*OTHERS, "Another complaint"):
            for trace in traces(name):
                assert trace not in unpacked
    text = text_of(written(tmp_path, render(data)))
    assert not any(name in text for name in OTHERS)
    assert any(trace in inside(render(data)) for trace in traces("Zoë Müller"))


def test_the_picture_and_the_chart_name_nobody_else(
    practice: Services, treated: tuple[int, int]
) -> None:
    chart = practice.reports.progress_chart(treated[0])

    assert practice.reports.progress_page(treated[0], form="png").startswith(b"\x89PNG")
    assert chart.startswith(b"<?xml")
    assert "Zoë".encode() not in chart


def test_the_same_data_give_the_same_bytes(
    practice: Services, clock: FixedClock, treated: tuple[int, int]
) -> None:
    first = practice.reports.page_data(treated[0])
    clock.move(hours=5)
    again = practice.reports.page_data(treated[0])

    assert first == again
    for form in ("pdf", "png", "svg"):
        assert render(first, format_of(f"a.{form}")) == render(again, format_of(f"a.{form}"))


def test_the_day_of_printing_is_the_clocks(
    practice: Services, clock: FixedClock, treated: tuple[int, int], tmp_path: Path
) -> None:
    clock.move(days=3)
    path = written(tmp_path, practice.reports.progress_page(treated[0]))

    assert "Printed on 5 March 2026" in text_of(path)


def test_the_paper_of_the_practice(
    practice: Services, treated: tuple[int, int], tmp_path: Path
) -> None:
    letter = replace(practice.practice.practice(), paper=Paper.LETTER)
    practice.practice.change_practice(letter)

    path = written(tmp_path, practice.reports.progress_page(treated[0]))
    assert "letter" in facts_of(path)["Page size"]


def test_forty_sessions_on_one_page(practice: Services, clock: FixedClock, tmp_path: Path) -> None:
    patient, _ = treat(practice, clock, Patient(display_name="Long Course"), sessions=40)

    path = written(tmp_path, practice.reports.progress_page(patient))
    assert facts_of(path)["Pages"] == "1"
    assert "in between" in text_of(path)


def test_the_latest_open_course_unless_told(
    practice: Services, clock: FixedClock, treated: tuple[int, int]
) -> None:
    patient, course = treated
    newer = practice.courses.open_course(
        Course(patient_id=patient, condition="Stenosis", opened=clock.today)
    ).course_id

    def treated_for(course_id: int | None) -> str:
        return dict(practice.reports.page_data(patient, course_id).page.facts)["Treated for"]

    assert treated_for(None) == "Stenosis"
    assert treated_for(course) == "Sciatica"
    practice.courses.close_course(newer)
    assert treated_for(None) == "Sciatica"


def test_a_patient_without_a_course(practice: Services) -> None:
    patient = practice.patients.add_patient(Patient(display_name="New")).patient_id

    with pytest.raises(DomainError, match="no course of treatment yet"):
        practice.reports.page_data(patient)


def test_a_course_of_somebody_else(
    practice: Services, clock: FixedClock, treated: tuple[int, int]
) -> None:
    other, _ = treat(practice, clock, Patient(display_name="Other"), sessions=1)

    with pytest.raises(NotFoundError, match="no such course"):
        practice.reports.page_data(other, treated[1])
    with pytest.raises(NotFoundError):
        practice.reports.page_data(9_999)


def test_a_course_without_scores(practice: Services, clock: FixedClock, tmp_path: Path) -> None:
    patient, _ = treat(practice, clock, Patient(display_name="New"), sessions=0)
    data = practice.reports.page_data(patient)

    text = text_of(written(tmp_path, render(data)))
    assert "The chart begins with the first score." in text
    assert render(data, "svg").startswith(b"<?xml")


def test_the_heavy_part_runs_on_another_thread(
    practice: Services, treated: tuple[int, int]
) -> None:
    data = practice.reports.page_data(treated[0])
    made: list[bytes] = []
    worker = threading.Thread(target=lambda: made.append(render(data)))
    worker.start()
    worker.join()

    assert made == [render(data)]


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, acudesk.services.reports;"
        "sys.exit(any(name in sys.modules for name in ('matplotlib', 'typst')))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ------------------------------------------------------------------ writing


@pytest.mark.parametrize("ending", ["pdf", "png", "svg", "PDF"])
def test_the_ending_says_the_format(
    practice: Services, treated: tuple[int, int], tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"Zoë’s page.{ending}"

    assert practice.reports.save_report(path, treated[0]) == path
    start = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml"}[ending.lower()]
    assert path.read_bytes().startswith(start)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [path.name]


@pytest.mark.parametrize("name", ["page.docx", "page", ".pdf"])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DomainError, match=r"must end in \.pdf, \.png or \.svg"):
        save(tmp_path / name, b"x")


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(b"old and much longer")
    save(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_report_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    hour_ago = time.time() - 3_600
    for name in (".acudesk-old.part", "mine.part", ".acudesk-notes.txt", ".acudesk-new.part"):
        file = tmp_path / name
        file.write_bytes(b"a page")
        if name != ".acudesk-new.part":
            os.utime(file, (hour_ago, hour_ago))
    (tmp_path / ".acudesk-folder.part").mkdir()
    os.utime(tmp_path / ".acudesk-folder.part", (hour_ago, hour_ago))

    save(tmp_path / "page.pdf", b"new")

    assert sorted(one.name for one in tmp_path.iterdir()) == [
        ".acudesk-folder.part",
        ".acudesk-new.part",
        ".acudesk-notes.txt",
        "mine.part",
        "page.pdf",
    ]


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="does not exist"):
        save(tmp_path / "nowhere" / "page.pdf", b"x")


def test_a_name_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").mkdir()

    with pytest.raises(DomainError, match="is a folder"):
        save(tmp_path / "page.pdf", b"x")
    assert [one.name for one in tmp_path.iterdir()] == ["page.pdf"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full, so page.pdf was not saved"),
        (errno.EROFS, "may not be written"),
        (errno.EACCES, "may not be written"),
        (errno.EIO, "could not be saved"),
    ],
)
def test_a_disk_that_refuses_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(b"old")

    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DomainError, match=words) as refused:
        save(path, b"new")

    assert refused.value.field == "path"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
