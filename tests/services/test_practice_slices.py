"""A slice that is being read can be stopped from another thread; a save never is."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from acudesk.bootstrap import Services, connect_practice, open_practice
from acudesk.domain.errors import InterruptedReadError
from acudesk.domain.patient import Patient
from acudesk.domain.practice_figures import PracticeFilter
from tests.data.support import database_of
from tests.services.treated import many


class Desk:
    """A practice on a thread of its own, as the window has it: one job after the other."""

    def __init__(self, folder: Path) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self.services = self._thread.submit(connect_practice, folder).result()

    def ask(self, job: Callable[[], Any]) -> Any:
        """A job that is queued; its future."""
        return self._thread.submit(job)

    def close(self) -> None:
        self._thread.submit(self.services.work.close).result()
        self._thread.shutdown()


@pytest.fixture
def desk(practice_dir: Path) -> Iterator[Desk]:
    with open_practice(practice_dir) as services:
        many(services, 12, "8", "6", "4")
    opened = Desk(practice_dir)
    yield opened
    opened.close()


class Statement:
    """Holds the database thread inside a statement that is running, until it may go on."""

    def __init__(self, desk: Desk, containing: str) -> None:
        self._containing = containing
        self.begun, self.go_on = threading.Event(), threading.Event()
        connection = database_of(desk.services).conn
        desk.ask(lambda: connection.set_trace_callback(self._hold)).result()

    def _hold(self, sql: str) -> None:
        if self._containing in sql and not self.begun.is_set():
            self.begun.set()
            assert self.go_on.wait(10)


def names(services: Services) -> Sequence[str]:
    return [row.display_name for row in services.patients.list_patients(search="Kept")]


@pytest.mark.parametrize("table", ["scores x", "due_scores d", "sessions s"])
def test_cancelling_stops_the_slice_and_keeps_the_save_behind_it(desk: Desk, table: str) -> None:
    reader, chosen = desk.services.practice_figures, PracticeFilter()
    (part,) = desk.ask(lambda: reader.plan(chosen)).result()
    held = Statement(desk, f"CROSS JOIN {table}")
    reading = desk.ask(lambda: reader.read_slice(chosen, part))
    assert held.begun.wait(10)
    saving = desk.ask(lambda: desk.services.patients.add_patient(Patient(display_name="Kept")))
    reader.cancel()
    held.go_on.set()

    with pytest.raises(InterruptedReadError, match="stopped"):
        reading.result(10)
    assert saving.result(10).patient_id
    assert desk.ask(lambda: names(desk.services)).result() == ["Kept"]
    # The next reading is whole again.
    assert desk.ask(lambda: reader.view(chosen)).result().started == 12


WRITING = ("BEGIN", "SELECT", "INSERT INTO", "UPDATE", "COMMIT")


def saved_meanwhile(desk: Desk, statement: str, do: Callable[[], None]) -> Any:
    """A save, and what is done while that statement of it runs."""
    held = Statement(desk, statement)
    saving = desk.ask(lambda: desk.services.patients.add_patient(Patient(display_name="Kept")))
    assert held.begun.wait(10)
    do()
    held.go_on.set()
    return saving


@pytest.mark.parametrize("statement", WRITING)
def test_cancelling_never_stops_a_write(desk: Desk, statement: str) -> None:
    saving = saved_meanwhile(desk, statement, desk.services.practice_figures.cancel)

    assert saving.result(10).patient_id
    assert desk.ask(lambda: names(desk.services)).result() == ["Kept"]


@pytest.mark.parametrize("statement", WRITING)
def test_a_bare_interruption_would_stop_it(desk: Desk, statement: str) -> None:
    saving = saved_meanwhile(desk, statement, desk.services.work.interrupt)

    assert isinstance(saving.exception(10), InterruptedReadError)
    assert desk.ask(lambda: names(desk.services)).result() == []


def test_cancels_from_all_sides_lose_nothing(desk: Desk) -> None:
    reader, chosen = desk.services.practice_figures, PracticeFilter()
    (part,) = desk.ask(lambda: reader.plan(chosen)).result()
    over = threading.Event()

    def cancel() -> None:
        while not over.is_set():
            reader.cancel()

    cancelling = threading.Thread(target=cancel)
    cancelling.start()
    readings, savings = [], []
    for number in range(60):
        readings.append(desk.ask(lambda: reader.read_slice(chosen, part)))
        patient = Patient(display_name=f"Kept {number}")
        savings.append(desk.ask(partial(desk.services.patients.add_patient, patient)))
    try:
        kept = [saving.result(30).patient_id for saving in savings]
        stopped = [isinstance(one.exception(30), InterruptedReadError) for one in readings]
    finally:
        over.set()
        cancelling.join()

    assert len(set(kept)) == 60
    assert any(stopped)
    told = zip(stopped, readings, strict=True)
    whole = desk.ask(lambda: reader.read_slice(chosen, part)).result()
    assert all(one or reading.result() == whole for one, reading in told)
    assert len(desk.ask(lambda: names(desk.services)).result()) == 60


def test_a_long_slice_is_stopped_at_once(desk: Desk) -> None:
    """A statement that would take minutes ends as soon as it is cancelled."""
    database, reader = database_of(desk.services), desk.services.practice_figures
    begun = threading.Event()

    def read() -> Any:
        with reader._reading():
            begun.set()
            return database.execute(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                " SELECT max(i) FROM (SELECT i FROM n LIMIT 10000000000)"
            ).fetchone()

    reading = desk.ask(read)
    assert begun.wait(10)
    start = perf_counter()
    while not reading.done():
        reader.cancel()
        assert perf_counter() - start < 5

    assert isinstance(reading.exception(), InterruptedReadError)
