"""Work of minutes on a thread of its own: told, stopped, and in nobody's way."""

import threading
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import Step, StoppedError, left_words, seconds_left
from acudesk.domain.patient import Patient
from acudesk.services.long_work import LongWork
from acudesk.ui.dialogs.long_work import LongWorkDialog
from tests.ui.conftest import Desk


def opened(desk: Desk, qtbot: QtBot, work: Any) -> LongWorkDialog:
    desk.window.show()
    dialog = LongWorkDialog(desk.runner, desk.window, "Pages of all patients", work)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_it_asks_the_practice_and_tells_how_far_it_is(desk: Desk, qtbot: QtBot) -> None:
    going, told = threading.Event(), threading.Event()

    def work(long: LongWork) -> int:
        long.tell(Step(done=3, total=12, what="Page of 0003"))
        told.set()
        going.wait(10)
        return len(long.ask(lambda services: services.patients.list_patients()))

    dialog = opened(desk, qtbot, work)
    qtbot.waitUntil(lambda: told.is_set() and dialog.line.what.text() == "Page of 0003")
    assert dialog.line.left.text().startswith("3 of 12")
    assert dialog.line.bar.value() == dialog.line.bar.maximum() // 4
    # Whoever saves meanwhile waits for nothing.
    desk.ask(lambda services: services.patients.add_patient(Patient(display_name="Ana")))
    with qtbot.waitSignal(dialog.finished_work) as ended:
        going.set()
    assert ended.args == [1]
    assert not dialog.isVisible()


def test_stop_ends_it_and_says_so(desk: Desk, qtbot: QtBot) -> None:
    begun = threading.Event()

    def work(long: LongWork) -> None:
        begun.set()
        while True:
            long.check()

    dialog = opened(desk, qtbot, work)
    qtbot.waitUntil(begun.is_set)
    failures: list[DomainError] = []
    dialog.failed.connect(failures.append)
    with qtbot.waitSignal(dialog.stopped):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible(), "it waits until the work has ended"
    assert failures == []
    assert not dialog.isVisible()


def test_a_refusal_is_handed_on(desk: Desk, qtbot: QtBot) -> None:
    def work(long: LongWork) -> None:
        raise DomainError("The disk is full.")

    dialog = opened(desk, qtbot, work)
    with qtbot.waitSignal(dialog.failed) as ended:
        pass
    assert ended.args is not None
    assert ended.args[0].text == "The disk is full."


def test_the_program_closes_while_it_works(desk: Desk, qtbot: QtBot) -> None:
    begun = threading.Event()
    ends: list[str] = []

    def work(long: LongWork) -> None:
        begun.set()
        try:
            while True:
                long.ask(lambda services: services.patients.list_patients())
                long.check()
        except StoppedError:
            ends.append("stopped")
            raise

    desk.runner.run_long(work, lambda _: ends.append("done"))
    qtbot.waitUntil(begun.is_set)
    desk.runner.close()
    assert ends == ["stopped"]


@pytest.mark.parametrize(
    ("done", "seconds", "words"),
    [
        (0, 60.0, ""),
        (5, 2.0, ""),
        (5, 10.0, "10 seconds left"),
        (1, 10.0, "2 minutes left"),
        (10, 10.0, "1 second left"),
    ],
)
def test_the_time_left(done: int, seconds: float, words: str) -> None:
    assert left_words(Step(done=done, total=10), seconds) == words


def test_no_time_is_told_of_what_has_no_end() -> None:
    assert seconds_left(Step(done=5, total=0), 60.0) is None
