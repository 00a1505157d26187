"""Many printouts at once: all of them, in few at a time, whole, and whatever happens to one."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step, StoppedError
from acudesk.reports.printout import Content, Printout
from acudesk.services.file_names import UniqueNames, file_name
from acudesk.services.long_work import LongWork
from acudesk.services.page_pool import AHEAD, MOST_A_POOL, Failure, PoolReport, Sheet, set_all
from tests.services.pool_contents import (
    Crash,
    Damaged,
    OnAFullDisk,
    Plain,
    Refused,
    Slow,
    TellsItsProcess,
)


def nobody(question: Any) -> Any:
    raise AssertionError("the pool asks nothing itself")


def sheet(folder: Path, number: int, content: Content | None = None) -> Sheet:
    return Sheet(
        label=f"{number:04}",
        printout=Printout(name="page", content=content or Plain()),
        target=folder / f"{number:04}.pdf",
    )


def made(
    sheets: list[Sheet | Failure], *, workers: int = 2, work: LongWork | None = None
) -> PoolReport:
    return set_all(
        work or LongWork(ask=nobody), iter(sheets), len(sheets), what="Pages", workers=workers
    )


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_every_sheet_becomes_a_file_and_every_step_is_told(tmp_path: Path) -> None:
    steps: list[Step] = []
    work = LongWork(ask=nobody, tell=steps.append)

    report = made([sheet(tmp_path, n) for n in range(20)], work=work)

    assert report == PoolReport(written=20, failures=())
    assert names(tmp_path) == [f"{n:04}.pdf" for n in range(20)]
    assert (tmp_path / "0019.pdf").read_bytes() == b"%PDF a page"
    assert [step.done for step in steps] == list(range(21))
    assert {(step.total, step.what) for step in steps} == {(20, "Pages")}


def test_two_workers_are_two_processes_that_know_no_qt(tmp_path: Path) -> None:
    made([sheet(tmp_path, n, TellsItsProcess()) for n in range(8)])

    told = {tuple(file.read_text().split()) for file in tmp_path.iterdir()}
    assert len(told) == 2
    assert {knows for _, knows in told} == {"False"}
    assert str(os.getpid()) not in {process for process, _ in told}


def test_few_are_on_their_way_at_once(tmp_path: Path) -> None:
    taken: list[int] = []

    def sheets() -> Iterator[Sheet]:
        for n in range(40):
            written = len(list(tmp_path.glob("*.pdf")))
            taken.append(n + 1 - written)
            yield sheet(tmp_path, n, Slow(seconds=0.02))

    set_all(LongWork(ask=nobody), sheets(), 40, what="Pages", workers=2)

    assert len(taken) == 40
    assert max(taken) <= 2 * AHEAD


def test_after_many_pages_other_processes_go_on(tmp_path: Path) -> None:
    """What the engines keep of each page must not add up without end."""
    content = TellsItsProcess(seconds=0.0)
    sheets: list[Sheet | Failure] = [sheet(tmp_path, n, content) for n in range(MOST_A_POOL + 3)]

    assert made(sheets, workers=1).written == MOST_A_POOL + 3
    assert len({file.read_bytes() for file in tmp_path.iterdir()}) == 2


def test_what_fails_is_told_and_stops_no_other(tmp_path: Path) -> None:
    sheets: list[Sheet | Failure] = [sheet(tmp_path, n) for n in range(6)]
    sheets[1] = sheet(tmp_path, 1, Refused())
    sheets[2] = Failure(label="0002", reason="cannot be read")
    sheets[4] = sheet(tmp_path, 4, Damaged())

    report = made(sheets)

    assert report.written == 3
    reasons = {failure.label: failure.reason for failure in report.failures}
    assert sorted(reasons) == ["0001", "0002", "0004"]
    assert "No font" in reasons["0001"]
    assert reasons["0002"] == "cannot be read"
    assert "ValueError" in reasons["0004"]
    assert "Zoë" not in reasons["0004"]
    assert names(tmp_path) == ["0000.pdf", "0003.pdf", "0005.pdf"]


def test_a_process_that_ends_takes_only_its_own_page_along(tmp_path: Path) -> None:
    sheets: list[Sheet | Failure] = [sheet(tmp_path, n) for n in range(12)]
    sheets[5] = sheet(tmp_path, 5, Crash(folder=tmp_path))

    report = made(sheets)

    assert report.written == 11
    assert [failure.label for failure in report.failures] == ["0005"]
    assert "ended unexpectedly" in report.failures[0].reason
    assert names(tmp_path) == [f"{n:04}.pdf" for n in range(12) if n != 5]


def test_where_every_process_ends_the_work_does_too(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="end at once"):
        made([sheet(tmp_path, n, Crash(folder=tmp_path)) for n in range(30)])

    assert names(tmp_path) == []


def test_it_stops_soon_and_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    steps: list[Step] = []
    work = LongWork(
        ask=nobody,
        tell=steps.append,
        is_stopped=lambda: bool(steps) and steps[-1].done >= 3,
    )
    began = time.monotonic()

    with pytest.raises(StoppedError):
        made([sheet(tmp_path, n, Slow()) for n in range(200)], work=work)

    assert time.monotonic() - began < 10  # All of them take as long at least.
    assert 3 <= len(names(tmp_path)) <= 3 + 2 * AHEAD
    assert all(file.read_bytes() == b"%PDF slow" for file in tmp_path.iterdir())


def test_a_folder_that_is_gone_stops_all(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="does not exist"):
        made([sheet(tmp_path / "gone", n) for n in range(30)])


def test_a_full_disk_stops_all_and_leaves_nothing_half(tmp_path: Path) -> None:
    sheets: list[Sheet | Failure] = [sheet(tmp_path, n) for n in range(3)]
    sheets += [sheet(tmp_path, n, OnAFullDisk()) for n in range(3, 40)]

    with pytest.raises(DomainError, match=r"The disk is full, so 00\d\d.pdf was not saved"):
        made(sheets)

    assert set(names(tmp_path)) <= {f"{n:04}.pdf" for n in range(3)}


def test_one_file_that_may_not_be_written_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "0001.pdf").mkdir()

    report = made([sheet(tmp_path, n) for n in range(4)])

    assert report.written == 3
    assert [failure.label for failure in report.failures] == ["0001"]
    assert "is a folder" in report.failures[0].reason


# ------------------------------------------------------------------ names of files


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("0012 Zoë Müller", "0012 Zoë Müller"),
        ("0012 Zoe\u0308", "0012 Zoë"),
        ("../../etc/passwd", "etc passwd"),
        ('a<b>c:d"e|f?g*h\\i', "a b c d e f g h i"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Conrad", "Conrad"),
        ("ends in dots...", "ends in dots"),
        ("王小明", "王小明"),
        ("a\u202efdp.exe", "afdp.exe"),
        (" . ", "_"),
        ("\x00\n", "_"),
    ],
)
def test_names_that_every_system_takes(words: str, name: str) -> None:
    assert file_name(words) == name


def test_a_long_name_is_cut_between_letters() -> None:
    name = file_name("王" * 200)

    assert len(name.encode()) <= 120
    assert set(name) == {"王"}


def test_no_two_names_are_the_same() -> None:
    given = UniqueNames(["Anna"])

    assert [given.unique(one) for one in ("anna", "ANNA", "Zoë", "Zoe\u0308", "Bob")] == [
        "anna (2)",
        "ANNA (3)",
        "Zoë",
        "Zoë (2)",
        "Bob",
    ]
