"""The figures on the page, saved as a workbook."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from acudesk.ui.pages.practice import PracticePage
from tests.services.treated import many
from tests.ui.conftest import Desk
from tests.ui.practice_screen import settle, seventeen, shown_page


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PracticePage:
    desk.ask(seventeen)
    return shown_page(desk, qtbot)


def test_the_button_asks_and_saves_what_is_shown(
    page: PracticePage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.keyClick(page.save_button, Qt.Key.Key_Space)
    (dialog,) = page.findChildren(QFileDialog)
    assert dialog.defaultSuffix() == "xlsx"
    dialog.fileSelected.emit(str(tmp_path / "figures.xlsx"))
    dialog.reject()
    settle(desk, page, qtbot)

    book = openpyxl.load_workbook(tmp_path / "figures.xlsx")
    assert book["Overview"]["B2"].value == 17
    assert page.notice.text == "Saved: figures.xlsx"


def test_what_cannot_be_written_is_said(
    page: PracticePage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert page.view is not None
    page.saver.save(page.view, tmp_path / "nowhere" / "figures.xlsx")
    settle(desk, page, qtbot)

    assert "does not exist" in page.notice.text


def test_of_few_courses_there_is_nothing_to_save(desk: Desk, qtbot: QtBot) -> None:
    desk.ask(lambda services: many(services, 9, "8", "3"))
    page = shown_page(desk, qtbot)
    page.save()

    assert not page.save_button.isVisible()
    assert not page.findChildren(QFileDialog)
