"""The documents of a patient under hands: added, dropped, seen, renamed, copied, removed."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import open_practice
from acudesk.domain.document import Document
from acudesk.domain.patient import Patient
from acudesk.settings import Settings
from acudesk.ui.dialogs.document import DocumentDialog
from acudesk.ui.dialogs.documents import DocumentsDialog
from acudesk.ui.dialogs.preview import PreviewDialog
from tests.clock import FixedClock
from tests.services.scans import jpeg, pdf, png
from tests.ui.conftest import Desk


@pytest.fixture
def zoe(practice_dir: Path, clock: FixedClock) -> Patient:
    """A patient without documents, in the practice that the desk opens after it."""
    with open_practice(practice_dir, clock=clock) as services:
        key = services.patients.add_patient(Patient(display_name="Zoë Müller")).patient_id
        return services.patients.patient(key)


@pytest.fixture
def kept(practice_dir: Path, clock: FixedClock, zoe: Patient) -> Patient:
    """The same with a letter and, below it, an older picture."""
    with open_practice(practice_dir, clock=clock) as services:
        services.documents.add_document(
            zoe.id, pdf(pages=2), name="GP letter", day=date(2026, 2, 1), note="six sessions"
        )
        services.documents.add_document(zoe.id, jpeg(), name="Knee", day=date(2025, 5, 1))
    return zoe


def opened(desk: Desk, patient: Patient) -> DocumentsDialog:
    made = DocumentsDialog(desk.runner, desk.theme, desk.window, Settings(), patient)
    desk.window.show()
    made.open()
    desk.settle()
    return made


def shown(dialog: DocumentsDialog) -> list[str]:
    return [one.name for one in dialog.list.documents]


def in_record(desk: Desk, patient: Patient) -> dict[str, Document]:
    documents = desk.ask(lambda services: services.documents.list_documents(patient.id))
    return {one.name: one for one in documents}


def files(folder: Path, **contents: bytes) -> list[Path]:
    made = []
    for name, content in contents.items():
        made.append(folder / name.replace("_", "."))
        made[-1].write_bytes(content)
    return made


def test_an_empty_record_offers_the_next_step(zoe: Patient, desk: Desk, tmp_path: Path) -> None:
    dialog = opened(desk, zoe)
    assert dialog.first_button.isVisible()
    assert not dialog.add_button.isVisible()
    assert dialog.focusWidget() is dialog.first_button
    for key in (dialog.view, dialog.edit, dialog.export, dialog.ask_removal, dialog.remove):
        key()  # Nothing is chosen, and nothing happens.

    dialog.add_files(files(tmp_path, **{"X-ray_png": png()}))
    desk.settle()
    assert shown(dialog) == ["X-ray"]
    assert dialog.notice.text == "Added: X-ray.png"
    assert dialog.focusWidget() is dialog.list
    assert set(in_record(desk, zoe)) == {"X-ray"}


def test_several_files_are_told_apart_and_one_stops_no_other(
    zoe: Patient, desk: Desk, tmp_path: Path
) -> None:
    dialog = opened(desk, zoe)
    dialog.add_files(
        files(tmp_path, a_png=png(), b_pdf=b"MZ program", c_jpg=jpeg(), again_png=png())
    )
    desk.settle()
    assert sorted(shown(dialog)) == ["a", "c"]
    assert dialog.results.heading.text() == "2 of 4 files were added"
    told = dialog.results.lines
    assert told[0] == "a.png: added"
    assert told[1].startswith("b.pdf: This is a program, not a document.")
    assert told[3].startswith("again.png: This very file is in the record already: “a”")
    assert dialog.results.isVisible()
    assert dialog.add_button.isEnabled()

    dialog.add_files([tmp_path / "c.jpg"])
    desk.settle()
    assert dialog.results.heading.text() == "The file was not added"
    assert len(in_record(desk, zoe)) == 2


def test_files_are_dropped_and_text_is_not(zoe: Patient, desk: Desk, tmp_path: Path) -> None:
    dialog = opened(desk, zoe)

    def drop(mime: QMimeData) -> bool:
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
        place = dialog.rect().center()
        enter = QDragEnterEvent(place, both, mime, buttons, keys)
        enter.ignore()
        QApplication.sendEvent(dialog, enter)
        if not enter.isAccepted():
            return False
        # A file is copied into the record, never moved away from where it lies.
        dropped = QDropEvent(QPointF(place), both, mime, buttons, keys)
        QApplication.sendEvent(dialog, dropped)
        assert dropped.dropAction() == Qt.DropAction.CopyAction
        return True

    text = QMimeData()
    text.setText("hello")
    assert not drop(text)
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/a.pdf")])
    assert not drop(web)
    urls = QMimeData()
    urls.setUrls([QUrl.fromLocalFile(str(one)) for one in files(tmp_path, a_png=png())])
    assert drop(urls)
    desk.settle()
    assert shown(dialog) == ["a"]


def test_rows_speak_and_keys_walk_them(kept: Patient, desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(desk, kept)
    assert shown(dialog) == ["GP letter", "Knee"]
    assert (
        dialog.list.spoken(0) == "GP letter, 1 February 2026, PDF, 2 pages, 808 bytes, six sessions"
    )
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    chosen = dialog.list.chosen
    assert chosen is not None
    assert chosen.name == "Knee"
    qtbot.keyClick(dialog.list, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.view_button


def test_enter_shows_the_document_as_it_is_printed(kept: Patient, desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(desk, kept)
    for key, pages in ((Qt.Key.Key_Home, 2), (Qt.Key.Key_End, 1)):
        qtbot.keyClick(dialog.list, key, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
        desk.settle()
        (preview,) = dialog.findChildren(PreviewDialog)
        qtbot.waitUntil(preview.view.isVisible)
        assert preview.place.text().endswith(f"of {pages}")
        preview.reject()
        qtbot.waitUntil(lambda: not dialog.findChildren(PreviewDialog))


def test_name_day_and_note_are_changed_by_f2(kept: Patient, desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(desk, kept)
    qtbot.keyClick(dialog.list, Qt.Key.Key_F2)
    (form,) = dialog.findChildren(DocumentDialog)
    form.name.setText(" ")
    form.day.setText("3/4/2025")
    form.save()
    assert "two ways" in form.form.error_of("day")
    form.day.setText("3 April 2025")
    form.save()
    assert form.form.error_of("name") == "Please give the document a name."
    form.name.setText("Letter of Dr Haas")
    form.note.setPlainText("")
    with qtbot.waitSignal(form.saved):
        form.save()
    desk.settle()
    assert shown(dialog) == ["Knee", "Letter of Dr Haas"]  # By the day that it bears now.
    chosen = dialog.list.chosen
    assert chosen is not None
    assert (chosen.name, chosen.day, chosen.note) == ("Letter of Dr Haas", date(2025, 4, 3), "")


def test_a_copy_is_byte_for_byte_what_was_added(
    kept: Patient, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(desk, kept)
    dialog.list.choose_row(1)
    dialog.export_button.click()
    (asked,) = dialog.findChildren(QFileDialog)
    assert asked.defaultSuffix() == "jpg"
    asked.reject()
    chosen = dialog.list.chosen
    assert chosen is not None
    dialog.save_copy(tmp_path / "copy.jpg", chosen)
    desk.settle()
    assert (tmp_path / "copy.jpg").read_bytes() == jpeg()
    assert dialog.notice.text == "Saved: copy.jpg"
    dialog.save_copy(tmp_path / "none" / "copy.jpg", chosen)
    desk.settle()
    assert "does not exist" in dialog.notice.text


def test_removal_asks_first_and_escape_keeps(kept: Patient, desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(desk, kept)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert dialog.keep_button.hasFocus() or dialog.focusWidget() is dialog.keep_button
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    desk.settle()
    assert dialog.isVisible()
    assert shown(dialog) == ["GP letter", "Knee"]

    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)  # Another is chosen: nothing is asked any more.
    assert not dialog.really_button.isVisible()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    dialog.really_button.click()
    desk.settle()
    assert shown(dialog) == ["Knee"]
    assert set(in_record(desk, kept)) == {"Knee"}
    assert dialog.notice.text == "Removed: GP letter"
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    dialog.really_button.click()
    desk.settle()
    assert dialog.first_button.isVisible()


def test_every_button_has_a_name_and_a_width_for_it(kept: Patient, desk: Desk) -> None:
    dialog = opened(desk, kept)
    for one in (
        dialog.view_button,
        dialog.edit_button,
        dialog.export_button,
        dialog.remove_button,
        dialog.close_button,
        dialog.add_button,
    ):
        assert one.text().strip()
        assert one.width() >= one.sizeHint().width()
    assert dialog.list.accessibleName() == "Documents"
