"""Sets many printouts at once, on every core, into files that are whole or not there.

The practice is read on the caller's side, one thing at a time; a process of the pool gets plain
values, sets the pages and writes the file. So few are on their way that a thousand cost no more
memory than a hundred.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step
from acudesk.reports.printout import Printout
from acudesk.reports.typesetting import PPI, PageFormat
from acudesk.services.long_work import LongWork
from acudesk.services.printouts import files_of
from acudesk.services.whole_files import (
    drop_unfinished,
    refusal,
    stops_all,
    sweep,
    write_together,
)
from acudesk.translation import tr

AHEAD = 4
"""So many sheets a worker are on their way at most: enough that none waits."""
MOST_WORKERS = 60
"""Windows can wait for no more processes at once."""
HEARD_AFTER = 0.2
"""Seconds after which a wish to stop is heard."""
MOST_A_POOL = 1_500
"""So many sheets before the processes are started anew: what the engines keep of each page, some
ten thousands of bytes, goes with them."""
MOST_CRASHES = 8
"""So many crashes without a page between them: then the processes themselves are at fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A printout on its way into a file; `label` is how it is told of where it fails."""

    label: str
    printout: Printout
    target: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What could not be made, and why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolReport:
    """What became of many sheets."""

    written: int
    failures: tuple[Failure, ...]


def usual_workers() -> int:
    """As many as there are cores for this program."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def set_all(
    work: LongWork,
    sheets: Iterator[Sheet | Failure],
    total: int,
    *,
    what: str,
    form: PageFormat = "pdf",
    ppi: float = PPI,
    workers: int | None = None,
) -> PoolReport:
    """Set each sheet and write its file; the files' folders must be there.

    `sheets` is asked for the next one when there is room, on the caller's thread, and says by a
    Failure what it could not read. One that fails is told in the report and stops no other. A
    PNG of several pages becomes several files, see `printouts.files_of`. Raises StoppedError, and
    DomainError where no file can be written (a full disk, a folder that is gone); files written
    by then stay.
    """
    wanted = min(workers or usual_workers(), MOST_WORKERS, max(total, 1))
    return _Run(work, total, what, form, ppi, wanted).carried_out(sheets)


class _End(Enum):
    WRITTEN = "written"
    FAILED = "failed"
    REFUSED = "refused"


_Outcome = tuple[_End, str]
_OnItsWay = dict[Future[_Outcome], Sheet]


class _Run:
    """One turn of the pool. A crash of a process breaks the pool and does not say whose page it
    was: a new pool then makes those that were on their way one at a time."""

    def __init__(
        self, work: LongWork, total: int, what: str, form: PageFormat, ppi: float, workers: int
    ) -> None:
        self._work = work
        self._total = total
        self._what = what
        self._form: PageFormat = form
        self._ppi = ppi
        self._workers = workers
        self._written = 0
        self._failures: list[Failure] = []
        self._suspects: list[Sheet] = []
        self._crashes = 0
        self._sent = 0
        self._has_crashed = False
        self._folders: set[Path] = set()

    def carried_out(self, sheets: Iterator[Sheet | Failure]) -> PoolReport:
        rest: Iterator[Sheet | Failure] | None = sheets
        self._tell()
        try:
            while rest is not None or self._suspects:
                rest = self._one_pool(rest)
        finally:
            if self._has_crashed:
                for folder in self._folders:
                    sweep(folder, older_than=-1.0)
        return PoolReport(written=self._written, failures=tuple(self._failures))

    def _one_pool(
        self, sheets: Iterator[Sheet | Failure] | None
    ) -> Iterator[Sheet | Failure] | None:
        """Work until all is done or the pool breaks; what is left of the sheets."""
        pool = ProcessPoolExecutor(
            self._workers,
            # A fork would copy the window's threads and locks in any state.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
        )
        on_their_way: _OnItsWay = {}
        self._sent = 0
        try:
            while True:
                self._work.check()
                sheets = self._fill(pool, on_their_way, sheets)
                if not on_their_way:
                    return sheets
                done, _ = wait(on_their_way, HEARD_AFTER, FIRST_COMPLETED)
                for one in done:
                    self._take(one.result(), on_their_way[one])
                    del on_their_way[one]
        except BrokenProcessPool:
            self._broken(list(on_their_way.values()))
            return sheets
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _fill(
        self,
        pool: ProcessPoolExecutor,
        on_their_way: _OnItsWay,
        sheets: Iterator[Sheet | Failure] | None,
    ) -> Iterator[Sheet | Failure] | None:
        if self._suspects and not on_their_way:
            self._send(pool, on_their_way, self._suspects.pop(0))
            return sheets
        while sheets is not None and not self._suspects:
            if len(on_their_way) >= AHEAD * self._workers or self._sent >= MOST_A_POOL:
                break
            self._work.check()
            sheet = next(sheets, None)
            if sheet is None:
                return None
            if isinstance(sheet, Failure):
                self._failed(sheet)
            else:
                self._send(pool, on_their_way, sheet)
        return sheets

    def _send(self, pool: ProcessPoolExecutor, on_their_way: _OnItsWay, sheet: Sheet) -> None:
        self._folders.add(sheet.target.parent)
        self._sent += 1
        # It stands in the list before it is sent: a pool that is broken by now must not lose it.
        waiting: Future[_Outcome] = Future()
        on_their_way[waiting] = sheet
        sent = pool.submit(_set_sheet, sheet.printout, sheet.target, self._form, self._ppi)
        del on_their_way[waiting]
        on_their_way[sent] = sheet

    def _take(self, outcome: _Outcome, sheet: Sheet) -> None:
        self._crashes = 0
        end, words = outcome
        if end is _End.REFUSED:
            raise DomainError(words, field="path")
        if end is _End.FAILED:
            self._failed(Failure(label=sheet.label, reason=words))
        else:
            self._written += 1
            self._tell()

    def _failed(self, failure: Failure) -> None:
        self._failures.append(failure)
        self._tell()

    def _broken(self, lost: list[Sheet]) -> None:
        self._crashes += 1
        self._has_crashed = True
        if len(lost) == 1:
            words = tr("The process that made this page ended unexpectedly.")
            self._failed(Failure(label=lost[0].label, reason=words))
        else:
            self._suspects = lost + self._suspects
        if self._crashes > MOST_CRASHES:
            raise DomainError(
                tr(
                    "The pages cannot be made: the processes that make them end at once. "
                    "The computer may be short of memory."
                )
            )

    def _tell(self) -> None:
        done = self._written + len(self._failures)
        self._work.tell(Step(done=done, total=self._total, what=self._what))


def _begin() -> None:
    """A process of the pool begins: Ctrl+C is for the program that started it, and when that one
    is gone it goes too. Else it would wait for ever, because it holds the way it waits at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # typst would share each page out over all cores, which the pool keeps busy with whole pages.
    os.environ["RAYON_NUM_THREADS"] = "1"
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        drop_unfinished()
        os._exit(1)


def _set_sheet(printout: Printout, target: Path, form: PageFormat, ppi: float) -> _Outcome:
    """Set one printout and write its file, in a process of the pool."""
    try:
        pages = printout.set_pages(form, ppi=ppi)
        files = files_of(target, len(pages))
        write_together(list(zip(files, pages, strict=True)))
    except DomainError as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and stops_all(cause, target.parent):
            return _End.REFUSED, error.text
        return _End.FAILED, error.text
    except OSError as error:
        return _End.FAILED, refusal(target, error).text
    except Exception as error:
        return _End.FAILED, bug_words(error)
    return _End.WRITTEN, ""


def bug_words(error: Exception) -> str:
    """What is said of a page that met a mistake of AcuDesk's own, or a damaged record: the place
    in the program, and nothing that somebody wrote."""
    place, trace = "?", error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.startswith("acudesk"):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return tr(
        "What is kept cannot be read or set ({name} at {place}).",
        name=type(error).__name__,
        place=place,
    )
