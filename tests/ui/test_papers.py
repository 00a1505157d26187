"""Every paper and export of the window, by its key, its menu and its button."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from acudesk.settings import read_settings
from acudesk.ui.dialogs.batch import BatchDialog
from acudesk.ui.dialogs.calendar_file import CalendarDialog
from acudesk.ui.dialogs.documents import DocumentsDialog
from acudesk.ui.dialogs.leave import LeaveDialog
from acudesk.ui.dialogs.letter import LetterDialog
from acudesk.ui.dialogs.preview import PreviewDialog
from tests.ui.whole_window import CONTROL, Program

KEY = Qt.Key
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def preview(at: Program, qtbot: QtBot) -> PreviewDialog:
    """The preview that is open, its pages set."""
    dialog = at.dialog()
    assert isinstance(dialog, PreviewDialog)
    qtbot.waitUntil(lambda: dialog.is_ready, timeout=20_000)
    at.settle()
    return dialog


def close(at: Program, qtbot: QtBot, dialog: QDialog) -> None:
    at.done(lambda: qtbot.keyClick(dialog, KEY.Key_Escape))


def entry(at: Program, *names: str) -> QAction:
    """What stands in a menu under these words."""
    menu: QWidget = at.window.menuBar()
    for name in names[:-1]:
        (found,) = [one for one in menu.actions() if one.text().replace("&", "") == name]
        inside = found.menu()
        assert isinstance(inside, QMenu)
        menu = inside
    (found,) = [one for one in menu.actions() if one.text() == names[-1]]
    return found


def file_dialog(at: Program, qtbot: QtBot) -> QFileDialog:
    dialog = at.dialog()
    assert isinstance(dialog, QFileDialog)
    return dialog


def test_control_p_shows_the_progress_page(program: Program, qtbot: QtBot) -> None:
    program.choose("Ana Ruiz")
    program.key(program.window, KEY.Key_P, CONTROL)
    dialog = preview(program, qtbot)

    assert "Sciatica" in dialog.view.accessibleDescription()  # the course on screen
    assert dialog.title.toolTip().startswith("<qt>Progress Ana Ruiz ")
    close(program, qtbot, dialog)
    look = program.page.look
    assert look is not None
    before = next(one for one in look.view.courses if one.condition != "Sciatica")
    program.page.show_course(before.id)
    program.settle()
    program.key(program.window, KEY.Key_P, CONTROL)
    dialog = preview(program, qtbot)

    assert "Chronic low back pain" in dialog.view.accessibleDescription()
    close(program, qtbot, dialog)


def test_what_was_typed_last_is_on_the_paper(program: Program, qtbot: QtBot) -> None:
    program.choose("Bo Lind")
    program.key(program.window, KEY.Key_Left, ALT)
    notes = program.page.form.sheet.notes
    notes.setFocus()
    qtbot.keyClicks(notes, "typed a moment ago")
    program.key(program.window, KEY.Key_P, CONTROL | ALT)
    dialog = preview(program, qtbot)

    assert "typed a moment ago" in "".join(
        program_text(program, dialog, n) for n in range(dialog.view.pages)
    )
    close(program, qtbot, dialog)


def program_text(at: Program, dialog: PreviewDialog, n: int) -> str:
    dialog.view.go_to(n)
    at.settle()
    return " ".join(dialog.view.accessibleDescription().split())


def test_there_is_no_record_of_a_session_that_has_not_begun(program: Program) -> None:
    program.choose("Cem Kaya")

    assert not entry(program, "Session", "Print session record…").isEnabled()
    assert entry(program, "Course", "Print progress page…").isEnabled()


def test_papers_of_the_menus(program: Program, qtbot: QtBot) -> None:
    program.choose("Bo Lind")
    for menu, name, words in (
        ("Patient", "Print full record…", "Bo Lind"),
        ("Patient", "Print leaflet…", "What to expect"),
        ("Day", "Print leaflet…", "What to expect"),
        ("Course", "Print course without a name…", "STRICTA"),
        ("Day", "Print day sheet…", "No visit is planned"),
    ):
        entry(program, menu, name).trigger()
        dialog = preview(program, qtbot)
        assert words in dialog.view.accessibleDescription()
        assert dialog.print_button.isEnabled()
        if "without a name" in name:
            assert "Bo" not in dialog.windowTitle() + dialog.view.accessibleDescription()
        close(program, qtbot, dialog)


def test_the_letter_and_its_preview(program: Program, qtbot: QtBot) -> None:
    program.choose("Ana Ruiz")
    program.key(program.window, KEY.Key_L, CONTROL | SHIFT)
    dialog = program.dialog()

    assert isinstance(dialog, LetterDialog)
    qtbot.waitUntil(lambda: dialog.do_button.isEnabled())
    assert "Sciatica" in " ".join(one.toPlainText() for one in dialog.texts)
    close(program, qtbot, dialog)


def test_the_day_sheet_of_the_day_on_screen(program: Program, qtbot: QtBot) -> None:
    program.window.show_today()
    program.settle()
    page = program.window.today
    page.on_button.click()
    program.settle()
    program.click(page.sheet_button)
    dialog = preview(program, qtbot)

    assert dialog.windowTitle() == f"Preview: Day sheet {page.day.isoformat()}"
    close(program, qtbot, dialog)
    program.key(program.window, KEY.Key_D, CONTROL | SHIFT)
    close(program, qtbot, preview(program, qtbot))


def test_documents_and_exports_open(program: Program, qtbot: QtBot) -> None:
    program.choose("Bo Lind")
    for names, kind in (
        (("Patient", "Documents…"), DocumentsDialog),
        (("Patient", "Save planned visits as calendar…"), CalendarDialog),
        (("File", "Export", "Everything…"), LeaveDialog),
        (("File", "Export", "Progress pages of all patients…"), BatchDialog),
        (("File", "Export", "Planned visits as calendar…"), CalendarDialog),
    ):
        entry(program, *names).trigger()
        program.settle()
        dialog = program.dialog()
        assert isinstance(dialog, kind)
        close(program, qtbot, dialog)


def test_one_patient_and_all_as_fhir(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    program.choose("Bo Lind")
    for names, notice in (
        (("Patient", "Save as FHIR…"), program.page.notice),
        (("File", "Export", "All patients as FHIR…"), program.window.notice),
    ):
        entry(program, *names).trigger()
        file = tmp_path / f"{names[0]}.json"
        dialog = file_dialog(program, qtbot)
        dialog.fileSelected.emit(str(file))
        dialog.close()
        qtbot.waitUntil(notice.isVisible, timeout=20_000)
        program.settle()
        assert notice.text.startswith(f"Saved {file}: ")
    assert b"Ana" not in (tmp_path / "Patient.json").read_bytes()
    everybody = (tmp_path / "File.json").read_bytes()
    assert b"Bo" in everybody
    assert b"Ana" in everybody


def test_the_next_file_is_asked_for_where_the_last_one_lies(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    kept = tmp_path / "for the patient"
    kept.mkdir()
    program.choose("Bo Lind")
    program.key(program.window, KEY.Key_P, CONTROL | SHIFT)
    dialog = file_dialog(program, qtbot)
    assert Path(dialog.selectedFiles()[0]).name.startswith("Progress Bo Lind ")
    dialog.fileSelected.emit(str(kept / "a.pdf"))
    program.done(dialog.close)
    qtbot.waitUntil((kept / "a.pdf").is_file, timeout=20_000)
    program.settle()

    program.key(program.window, KEY.Key_P, CONTROL)
    shown = preview(program, qtbot)
    program.click(shown.picture_button)
    (again,) = shown.findChildren(QFileDialog)
    assert Path(again.selectedFiles()[0]).parent == kept
    again.close()
    shown.close()
    program.settle()
    program.desk.close()
    assert read_settings(tmp_path / "settings.toml").report_folder == str(kept)


def test_buttons_of_the_head(program: Program, qtbot: QtBot) -> None:
    program.choose("Bo Lind")
    buttons = {
        one.text().strip(): one
        for one in program.page.header.findChildren(QPushButton)
        if one.isVisible()
    }

    assert {"New session", "Print", "PDF"} <= set(buttons)
    program.click(buttons["Print"])
    close(program, qtbot, preview(program, qtbot))


def test_papers_wait_for_a_practice_and_for_a_patient(program: Program, qtbot: QtBot) -> None:
    papers = program.page.papers

    assert not papers.progress.isEnabled()
    assert not papers.documents.isEnabled()
    assert program.window.files.everything.isEnabled()
    program.choose("Bo Lind")
    assert papers.progress.isEnabled()
    program.window.show_today()
    program.settle()
    assert not papers.progress.isEnabled()
    assert not papers.record.isEnabled()
