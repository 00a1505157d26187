"""What leaves and what comes in: previews, documents, exports, imports."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog

from acudesk.ui.dialogs.documents import DocumentsDialog
from acudesk.ui.dialogs.import_assistant import ImportAssistant
from acudesk.ui.dialogs.letter import LetterDialog
from acudesk.ui.dialogs.preview import PreviewDialog

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.domain.changes import Changes
    from tests.tour.walk import Walk

PEOPLE = (
    "Surname,First name,DOB,Street,Town\n"
    "Ødegård-van der Wolkenstein,Wilhelmina Theodora,03/04/1961,1 Long Lane,Harbourside\n"
    "Lindgren-Nguyen,Zoe,09/03/1984,2 Short Lane,Harbourside\n"
    "Ruiz,Ana,1066-10-14,,\n"
)
SCORES = (
    "name,date,pain,effects\n"
    "Nadia Example,03/04/2025,7.7 /10,None\n"
    'Nadia Example,05/04/2025,"7,5",soreness\n'
    "Nadia Example,07/04/2025,11,\n"
)


def files_stops(walk: "Walk") -> None:
    """Every preview and every dialog that carries something out or in."""
    window = walk.desk.window
    page = window.patient
    walk.choose("0001")
    for state, command in (
        ("progress-page", page.papers.progress),
        ("full-record", page.papers.record),
        ("leaflet", page.papers.leaflet),
    ):
        command.trigger()
        _preview(walk, state)
    page.papers.letter.trigger()
    letter = walk.dialog()
    assert isinstance(letter, LetterDialog)
    walk.picture("letter", "draft", letter)
    letter.throw_away()
    walk.wait(walk.no_dialog)
    window.files.show_next_day_sheet()
    _preview(walk, "day-sheet")
    _documents(walk)
    for state, ask in (
        ("everything", window.files.export_everything),
        ("pages-of-all", window.files.export_pages),
        ("calendar", window.files.export_calendar),
    ):
        ask()
        dialog = walk.dialog()
        walk.picture("export", state, dialog)
        _close(walk, dialog)
    _import(walk, "patients", PEOPLE)
    _import(walk, "scores", SCORES)


def _preview(walk: "Walk", state: str) -> None:
    dialog = walk.dialog()
    assert isinstance(dialog, PreviewDialog)
    walk.wait(lambda: dialog.is_ready)
    walk.picture("preview", state, dialog)
    _close(walk, dialog)


def _documents(walk: "Walk") -> None:
    """Without a document, and with some."""
    page = walk.desk.window.patient
    page.papers.documents.trigger()
    dialog = walk.dialog()
    assert isinstance(dialog, DocumentsDialog)
    walk.picture("documents", "empty", dialog)
    _close(walk, dialog)
    patient = page.patient_id
    assert patient is not None

    def add(services: "Services") -> "Changes":
        letter = services.leaflets.leaflet().set_pages("pdf")[0]
        services.documents.add_document(patient, letter, name="Referral letter of Dr. Ferreira")
        return services.documents.add_document(
            patient, _scan(), name="X-ray, lumbar spine, two views"
        )

    walk.desk.runner.write(add)
    walk.settle()
    page.papers.documents.trigger()
    dialog = walk.dialog()
    walk.picture("documents", "two", dialog)
    _close(walk, dialog)


def _import(walk: "Walk", state: str, text: str) -> None:
    file = Path(walk.out) / f"import-{state}.csv"
    file.write_text(text, "utf-8")
    walk.desk.window.files.import_file()
    dialog = walk.dialog()
    assert isinstance(dialog, ImportAssistant)
    walk.picture("import", f"{state}-start", dialog)
    dialog.take(file)
    walk.wait(lambda: not dialog.work.is_running)
    walk.picture("import", f"{state}-columns", dialog)
    while (open_one := dialog.questions.first_open()) is not None:
        open_one.click()
        walk.wait(lambda: not dialog.work.is_running)
    dialog.go_on()
    walk.wait(lambda: not dialog.work.is_running)
    walk.picture("import", f"{state}-tried", dialog)
    _close(walk, dialog)
    file.unlink()


def _close(walk: "Walk", dialog: QDialog) -> None:
    walk.key(dialog, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    walk.wait(walk.no_dialog)


def _scan() -> bytes:
    """A grey picture as a scanner makes one."""
    image = QImage(850, 1100, QImage.Format.Format_Grayscale8)
    image.fill(200)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, b"PNG")
    return bytes(buffer.data().data())
