"""Everything leaves from the window, and comes back into an empty one."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.patient import Patient
from acudesk.settings import Settings
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.dialogs.leave import LeaveDialog
from acudesk.ui.dialogs.restore import RestoreDialog
from tests.clock import FixedClock
from tests.services.everything import contents, exported, is_marked_unfinished
from tests.services.support import admit
from tests.ui.conftest import Desk
from tests.ui.whole_window import Program

LONG = 30_000


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot, tmp_path: Path) -> LeaveDialog:
    """The dialog, open, in a practice of two patients; one record cannot be printed."""

    def add(services: Services) -> None:
        for name in ("Ana Ruiz", "Bo \U00012000"):
            services.patients.add_patient(Patient(display_name=name))

    desk.ask(add)
    made = LeaveDialog(desk.runner, desk.theme, desk.window, Settings(report_folder=str(tmp_path)))
    made.finished.disconnect()
    desk.window.show()
    qtbot.addWidget(made)
    made.open()
    return made


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of a practice with one patient."""
    folder = tmp_path_factory.mktemp("left")
    with open_practice(folder / "practice", clock=FixedClock()) as services:
        admit(services, "Ann Brown")
        exported(services, folder / "out")
    return folder / "out"


# Leaving


def test_a_folder_of_today_is_offered_and_a_zip_on_request(
    dialog: LeaveDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    offered = Path(dialog.place.text())
    assert offered.parent == tmp_path
    assert date.today().isoformat() in offered.name

    dialog.form.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert dialog.form.value == "zip"
    assert Path(dialog.place.text()) == offered.with_name(f"{offered.name}.zip")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert Path(dialog.place.text()) == offered


def test_everything_is_written_and_what_became_of_it_is_told(
    dialog: LeaveDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.place.setText(str(tmp_path / "all.zip"))
    with qtbot.waitSignal(dialog.saved, timeout=LONG) as ended:
        qtbot.keyClick(dialog.do_button, Qt.Key.Key_Space)

    (report,) = ended.args or []
    assert report.target == tmp_path / "all.zip"
    assert report.target.is_file()
    told = dialog.outcome.toPlainText()
    assert f"{report.files} files were written and checked" in told
    assert str(tmp_path / "all.zip") in told
    assert "1 part could not be made" in told
    assert "0002" in told
    assert dialog.open_button.isVisible()
    assert dialog.focusWidget() is dialog.open_button
    assert not dialog.do_button.isVisible()


def test_a_place_that_will_not_do_is_said_and_can_be_changed(
    dialog: LeaveDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.place.setText(" ")
    dialog.start()
    assert "Choose where" in dialog.notice.text
    assert dialog.work is None

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    dialog.place.setText(str(tmp_path / "mine"))
    dialog.start()
    qtbot.waitUntil(lambda: "holds other files" in dialog.notice.text)
    assert contents(tmp_path / "mine") == {"letter.txt": b"mine"}
    assert dialog.do_button.isVisible()


def test_stopped_it_says_what_is_there(dialog: LeaveDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.place.setText(str(tmp_path / "all"))
    dialog.start()
    assert dialog.work is not None
    dialog.work.line.stop()
    qtbot.waitUntil(lambda: "marked as unfinished" in dialog.notice.text, timeout=LONG)
    assert not (tmp_path / "all").exists() or is_marked_unfinished(tmp_path / "all")


def test_the_place_is_chosen_in_a_dialog(dialog: LeaveDialog, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    name = Path(dialog.place.text()).name
    asked = dialog.choose_place()
    assert asked.fileMode() == QFileDialog.FileMode.Directory
    asked.fileSelected.emit(str(tmp_path / "stick"))
    asked.reject()
    assert Path(dialog.place.text()) == tmp_path / "stick" / name


# Coming back


@pytest.fixture
def restore(desk: Desk, qtbot: QtBot, tmp_path: Path) -> RestoreDialog:
    """The dialog, open, in an empty practice."""
    made = RestoreDialog(
        desk.runner, desk.theme, desk.bus, desk.window, Settings(report_folder=str(tmp_path))
    )
    made.finished.disconnect()
    desk.window.show()
    qtbot.addWidget(made)
    made.open()
    return made


def test_it_comes_back_and_the_bus_hears_of_it(
    restore: RestoreDialog, desk: Desk, qtbot: QtBot, left: Path
) -> None:
    bus: ChangeBus = desk.bus
    asked = restore.choose_folder()
    asked.fileSelected.emit(str(left))
    asked.reject()
    assert restore.place.text() == str(left)
    with qtbot.waitSignals([bus.changed, restore.restored], timeout=LONG):
        qtbot.keyClick(restore.do_button, Qt.Key.Key_Space)

    (box,) = desk.window.findChildren(QMessageBox)
    assert "1 patient, 0 sessions" in box.text()
    box.close()
    assert not restore.isVisible()
    listed = desk.ask(lambda services: services.patients.list_patients())
    assert [row.display_name for row in listed] == ["Ann Brown"]


def test_what_is_no_export_is_said_and_nothing_is_changed(
    restore: RestoreDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    restore.start()
    assert "Choose the folder" in restore.notice.text
    restore.place.setText(str(tmp_path))
    restore.start()
    qtbot.waitUntil(lambda: "export of everything" in restore.notice.text)
    assert restore.isVisible()
    assert not desk.ask(lambda services: services.patients.has_patients())


def test_an_empty_practice_offers_it_and_shows_what_came(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication, fonts: None, left: Path
) -> None:
    program = Program(qtbot, qapp, tmp_path)
    window = program.desk.window
    try:
        (offer,) = (
            one
            for one in window.welcome.findChildren(QPushButton)
            if "Bring everything back" in one.text()
        )
        qtbot.waitUntil(offer.isVisible)
        qtbot.keyClick(offer, Qt.Key.Key_Space)
        dialog = window.findChild(RestoreDialog)
        assert dialog is not None
        dialog.place.setText(str(left))
        qtbot.keyClick(dialog.do_button, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: window.patients.model.rowCount() == 1, timeout=LONG)
        qtbot.waitUntil(lambda: "today" in window.__dict__ and window.today.isVisible())
        for box in window.findChildren(QMessageBox):
            box.close()
        window.welcome.choose()
        assert not offer.isVisibleTo(window.welcome)
    finally:
        program.desk.close()
