"""A window's surroundings on a real practice: task runner, bus and look."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from acudesk.domain.errors import DomainError
from acudesk.settings import Appearance
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.dialogs.ask_file import remember_folder
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import FONTS, Theme, install_fonts, window_font
from acudesk.ui.widgets.chart_pictures import let_go_of_svg
from tests.ui.whole_window import Program, fill


class Desk:
    """What a page or a dialog is given; `window` is a parent for it."""

    def __init__(self, folder: Path, qtbot: QtBot, application: QApplication) -> None:
        self._qtbot = qtbot
        self.bus = ChangeBus()
        self.runner = TaskRunner(folder, self.bus)
        self.theme = Theme(application, Appearance.LIGHT)
        self.theme.apply()
        self.window = QWidget()
        self.window.resize(1280, 700)
        qtbot.addWidget(self.window)
        opened: list[None] = []
        refused: list[DomainError] = []
        self.runner.open(opened.append, refused.append)
        qtbot.waitUntil(lambda: bool(opened or refused))
        assert not refused, refused[0].text

    def ask(self, job: Job) -> Any:
        """The answer of a service call on the database thread, once it has come back."""
        answers: list[Any] = []
        refusals: list[DomainError] = []
        self.runner.read(job, answers.append, failed=refusals.append)
        self._qtbot.waitUntil(lambda: bool(answers or refusals))
        if refusals:
            raise refusals[0]
        return answers[0]

    def settle(self) -> None:
        """Wait until every result that is on its way has arrived."""
        self._qtbot.waitUntil(lambda: not self.runner.is_busy)

    def close(self) -> None:
        """Close the practice as the window does."""
        self.runner.close()
        self.theme.deleteLater()


@pytest.fixture(scope="session", autouse=True)
def clipboard(qapp: QApplication) -> Iterator[None]:
    """What tests copied goes before the application does, as in the program."""
    yield
    let_go_of_svg()


@pytest.fixture(autouse=True)
def folder_of_files(qapp: QApplication) -> None:
    """No test begins in the folder that another one chose."""
    remember_folder("")


@pytest.fixture(scope="session")
def fonts(qapp: QApplication) -> None:
    """The bundled fonts, as the program shows them."""
    install_fonts(FONTS)
    qapp.setFont(window_font())


@pytest.fixture
def desk(practice_dir: Path, qtbot: QtBot, qapp: QApplication, fonts: None) -> Iterator[Desk]:
    """Runner, bus, look and an open, empty practice, closed at the end."""
    opened = Desk(practice_dir, qtbot, qapp)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice whose numbers are known, filled once."""
    folder = tmp_path_factory.mktemp("filled") / "practice"
    fill(folder)
    return folder


@pytest.fixture
def program(
    filled: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication, fonts: None
) -> Iterator[Program]:
    """The whole program on a copy of that practice."""
    shutil.copytree(filled, tmp_path / "practice")
    opened = Program(qtbot, qapp, tmp_path)
    yield opened
    opened.desk.close()
