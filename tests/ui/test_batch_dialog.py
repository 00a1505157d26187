"""Pages of all patients, from the window: a folder, a look at the progress, what became of them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.settings import Settings
from acudesk.ui.dialogs.batch import BatchDialog
from tests.ui.conftest import Desk


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot, tmp_path: Path) -> BatchDialog:
    """The dialog, open, in a practice of three patients; Bo's name cannot be printed."""

    def admit(services: Services) -> Any:
        for name in ("Ana Ruiz", "Bo \U00012000", "Cem Kaya"):
            course = Course(patient_id=0, condition="Sciatica", opened=date(2026, 1, 5))
            last = services.patients.admit_patient(Patient(display_name=name), course)
        return services.patients.archive_patient(last.patient_id)

    desk.ask(admit)
    made = BatchDialog(desk.runner, desk.theme, desk.window, Settings(report_folder=str(tmp_path)))
    made.finished.disconnect()
    desk.window.show()
    qtbot.addWidget(made)
    made.open()
    return made


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_folder_of_today_beside_the_last_report_is_offered(
    dialog: BatchDialog, tmp_path: Path
) -> None:
    offered = Path(dialog.place.text())

    assert offered.parent == tmp_path
    assert date.today().isoformat() in offered.name
    assert not offered.exists()
    assert dialog.form.value == "pdf"


def test_pages_are_saved_and_what_failed_is_told(
    dialog: BatchDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.place.setText(str(tmp_path / "pages"))
    with qtbot.waitSignal(dialog.saved, timeout=20_000) as ended:
        qtbot.keyClick(dialog.do_button, Qt.Key.Key_Space)

    assert ended.args is not None
    assert ended.args[0].written == 1
    assert names(tmp_path / "pages") == ["0001 Ana Ruiz.pdf"]
    told = dialog.outcome.toPlainText()
    for words in ("1 page was saved", "1 page could not be made", "0002", "No font"):
        assert words in told
    assert dialog.outcome.isVisible()
    assert dialog.open_button.isVisible()
    assert not dialog.do_button.isVisible()


def test_pictures_and_the_archive_too(dialog: BatchDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.place.setText(str(tmp_path / "pages"))
    qtbot.keyClick(dialog.form.parts[0], Qt.Key.Key_Right)
    qtbot.keyClick(dialog.archived, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.saved, timeout=20_000):
        dialog.start()

    assert names(tmp_path / "pages") == ["0001 Ana Ruiz.png", "0003 Cem Kaya.png"]


def test_what_cannot_be_is_said_and_the_choice_stays(
    dialog: BatchDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.place.setText("")
    dialog.start()
    assert "Choose a folder" in dialog.notice.text

    (tmp_path / "file").write_bytes(b"x")
    dialog.place.setText(str(tmp_path / "file"))
    dialog.start()
    qtbot.waitUntil(lambda: "is a file" in dialog.notice.text)
    assert dialog.do_button.isVisible()


def test_a_folder_is_chosen_by_hand(dialog: BatchDialog, qtbot: QtBot, tmp_path: Path) -> None:
    chooser = dialog.choose_place()
    assert chooser.fileMode() == QFileDialog.FileMode.Directory
    chooser.fileSelected.emit(str(tmp_path))
    chooser.reject()

    assert dialog.place.text() == str(tmp_path)


def test_stopped_it_says_so(dialog: BatchDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.place.setText(str(tmp_path / "pages"))
    dialog.start()
    assert dialog.work is not None
    with qtbot.waitSignal(dialog.work.stopped, timeout=20_000):
        dialog.work.reject()

    assert dialog.notice.text.startswith("Stopped.")
    assert all(name.endswith(".pdf") for name in names(tmp_path / "pages"))
