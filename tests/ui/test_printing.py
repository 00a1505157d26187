"""Pages on a printer, here one that writes a PDF file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QPageRanges, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from acudesk.reports.page_pictures import PagePictures
from acudesk.settings import Settings
from acudesk.ui.dialogs.preview import PreviewDialog
from acudesk.ui.printing import Printing, sheets
from tests.reports.papers import Leaves, leaves
from tests.reports.support import facts_of
from tests.ui.conftest import Desk

A4, LETTER = (595, 842), (612, 792)
Printed = Callable[..., PdfReader]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "printed.pdf"


def to_file(printing: Printing, file: Path) -> QPrinter:
    printer = printing.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    return printer


def size(reader: PdfReader, n: int) -> tuple[int, int]:
    box = reader.pages[n].mediabox
    return round(box.width), round(box.height)


def marks(pdf: bytes | Path, n: int) -> tuple[float, float, float, float]:
    """Where the ink of a page begins and ends, in points from its left and upper edge."""
    pages = PagePictures(pdf.read_bytes() if isinstance(pdf, Path) else pdf)
    made = pages.picture(n, 216)
    dark = [
        (place % made.stride / 12, place // made.stride / 3)
        for place in range(0, len(made.pixels), 4)
        if made.pixels[place] < 128
    ]
    across, down = [x for x, _ in dark], [y for _, y in dark]
    return min(across), min(down), max(across), max(down)


@pytest.fixture
def printing(desk: Desk) -> Iterator[Callable[..., Printing]]:
    made = []

    def make(pages: int = 3, paper: str = "a4") -> Printing:
        pdf = Leaves(pages=pages, paper=paper).set_pages("pdf")[0]
        made.append(Printing(desk.runner, desk.window, PagePictures(pdf)))
        return made[-1]

    yield make
    desk.settle()


def test_every_page_is_printed_in_its_size(
    printing: Callable[..., Printing], qtbot: QtBot, file: Path
) -> None:
    one = printing(3)
    told: list[str] = []
    one.told.connect(told.append)
    with qtbot.waitSignal(one.printed) as signal:
        one.print_on(to_file(one, file))

    assert signal.args == [str(file)]
    assert told == ["Printing 1 of 3…", "Printing 2 of 3…", "Printing 3 of 3…"]
    assert not one.is_printing
    reader = PdfReader(file)
    assert [size(reader, n) for n in range(3)] == [A4] * 3
    assert facts_of(file)["Pages"] == "3"


@pytest.mark.parametrize(("paper", "wanted"), [("a4", A4), ("us-letter", LETTER)])
def test_what_is_printed_stands_where_the_page_has_it(
    printing: Callable[..., Printing], qtbot: QtBot, file: Path, paper: str, wanted: tuple[int, int]
) -> None:
    one = printing(1, paper)
    with qtbot.waitSignal(one.printed):
        one.print_on(to_file(one, file))

    assert size(PdfReader(file), 0) == wanted
    before, after = marks(Leaves(pages=1, paper=paper).set_pages("pdf")[0], 0), marks(file, 0)
    assert before == pytest.approx(after, abs=0.7)


def test_pages_are_as_fine_as_a_printer_shows(
    printing: Callable[..., Printing], qtbot: QtBot, file: Path
) -> None:
    one = printing(1)
    with qtbot.waitSignal(one.printed):
        one.print_on(to_file(one, file))

    (image,) = PdfReader(file).pages[0].images
    assert image.image is not None
    assert image.image.size == (2481, 3508)  # 300 dots an inch of A4


def test_smaller_paper_shrinks_the_page_and_centres_it(
    printing: Callable[..., Printing], qtbot: QtBot, file: Path
) -> None:
    one = printing(1)
    printer = to_file(one, file)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    with qtbot.waitSignal(one.printed):
        one.print_on(printer)

    assert size(PdfReader(file), 0) == (420, 595)
    left, top, _, _ = marks(Leaves(pages=1).set_pages("pdf")[0], 0)
    found = marks(file, 0)
    assert found[0] == pytest.approx(left * 420 / 595, abs=2)
    assert found[1] == pytest.approx(top * 595 / 842, abs=2)


def test_no_name_of_a_patient_goes_to_the_queue(
    printing: Callable[..., Printing], qtbot: QtBot, file: Path
) -> None:
    one = printing(1)
    printer = to_file(one, file)
    printer.setDocName("Zoë Müller")
    with qtbot.waitSignal(one.printed):
        one.print_on(printer)

    facts = facts_of(file)
    assert facts["Title"] == "AcuDesk"
    assert facts["Creator"] == "AcuDesk"


def set_range(printer: QPrinter, first: int, last: int) -> None:
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(first, last)


def test_the_order_of_sheets() -> None:
    def order(prepare: Callable[[QPrinter], object]) -> list[int]:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        prepare(printer)
        return [n + 1 for n in sheets(printer, 5, page=3)]

    def ranges(printer: QPrinter) -> None:
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setPageRanges(QPageRanges.fromString("1,4-5"))

    def backwards(printer: QPrinter) -> None:
        set_range(printer, 2, 4)
        printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)

    def copies(collate: bool) -> Callable[[QPrinter], None]:
        def prepare(printer: QPrinter) -> None:
            set_range(printer, 1, 2)
            printer.setCopyCount(2)
            printer.setCollateCopies(collate)

        return prepare

    assert order(lambda _: None) == [1, 2, 3, 4, 5]
    assert order(lambda printer: set_range(printer, 2, 3)) == [2, 3]
    assert order(lambda printer: set_range(printer, 4, 99)) == [4, 5]
    assert order(ranges) == [1, 4, 5]
    assert order(backwards) == [4, 3, 2]
    assert order(copies(True)) == [1, 2, 1, 2]
    assert order(copies(False)) == [1, 1, 2, 2]
    assert order(lambda one: one.setPrintRange(QPrinter.PrintRange.CurrentPage)) == [4]


def test_a_range_in_two_copies_on_paper(
    printing: Callable[..., Printing], qtbot: QtBot, file: Path
) -> None:
    one = printing(4)
    printer = to_file(one, file)
    set_range(printer, 2, 3)
    printer.setCopyCount(2)
    with qtbot.waitSignal(one.printed):
        one.print_on(printer)

    assert len(PdfReader(file).pages) == 4


def test_a_printing_is_stopped(
    printing: Callable[..., Printing], qtbot: QtBot, desk: Desk, file: Path
) -> None:
    one = printing(30)
    one.told.connect(lambda words: one.stop() if words.startswith("Printing 2 ") else None)
    with qtbot.waitSignal(one.stopped):
        one.print_on(to_file(one, file))
    desk.settle()

    assert not one.is_printing
    assert not file.exists()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing(
    printing: Callable[..., Printing], qtbot: QtBot, tmp_path: Path
) -> None:
    one = printing(1)
    with qtbot.waitSignal(one.failed) as signal:
        one.print_on(to_file(one, tmp_path / "gone" / "printed.pdf"))

    assert signal.args == ["The printer took nothing. See whether it is on, or save as PDF."]


def test_a_range_without_a_page(
    printing: Callable[..., Printing], qtbot: QtBot, file: Path
) -> None:
    one = printing(2)
    printer = to_file(one, file)
    set_range(printer, 7, 9)
    with qtbot.waitSignal(one.failed):
        one.print_on(printer)


def test_the_dialog_of_the_system_prints(
    printing: Callable[..., Printing], qtbot: QtBot, desk: Desk, file: Path
) -> None:
    desk.window.show()
    one = printing(3)
    dialog = one.ask_for(to_file(one, file))

    assert dialog.isVisible()
    assert (dialog.minPage(), dialog.maxPage()) == (1, 3)
    assert dialog.testOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    with qtbot.waitSignal(one.printed):
        dialog.accept()
    assert len(PdfReader(file).pages) == 3


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="there is a printer here")
def test_without_a_printer_saving_is_offered(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show()
    dialog = PreviewDialog(desk.runner, desk.theme, desk.window, Settings(), lambda _: leaves(1))
    dialog.open()
    qtbot.waitUntil(lambda: dialog.is_ready)
    desk.settle()
    dialog.print_button.click()

    assert dialog.notice.text == (
        "This computer has no printer. Save as PDF, and print it elsewhere."
    )
    assert dialog.pdf_button.hasFocus()
    assert dialog.findChildren(QPrintDialog) == []
    dialog.close()
    desk.settle()


def test_a_preview_that_prints_can_be_stopped_but_not_lost(
    desk: Desk, qtbot: QtBot, file: Path
) -> None:
    desk.window.show()
    dialog = PreviewDialog(desk.runner, desk.theme, desk.window, Settings(), lambda _: leaves(30))
    dialog.open()
    qtbot.waitUntil(lambda: dialog.is_ready)
    printing = dialog.printing()
    printing.print_on(to_file(printing, file))

    assert dialog.progress.text() == "Printing 1 of 30…"
    assert dialog.print_button.text().strip() == "Stop printing"
    assert not dialog.pdf_button.isEnabled()
    dialog.reject()
    assert dialog.isVisible()
    assert dialog.notice.text == "Printing was stopped."
    assert dialog.print_button.text().strip() == "Print…"
    assert dialog.pdf_button.isEnabled()
    dialog.reject()
    assert dialog.result() == QDialog.DialogCode.Rejected
    desk.settle()


def test_a_preview_says_where_it_was_printed(desk: Desk, qtbot: QtBot, file: Path) -> None:
    desk.window.show()
    dialog = PreviewDialog(desk.runner, desk.theme, desk.window, Settings(), lambda _: leaves(1))
    dialog.open()
    qtbot.waitUntil(lambda: dialog.is_ready)
    printing = dialog.printing()
    with qtbot.waitSignal(printing.printed):
        printing.print_on(to_file(printing, file))

    assert dialog.notice.text == "Sent to printed.pdf."
    assert PdfReader(file).pages[0].mediabox.width == pytest.approx(595, abs=1)
    dialog.close()
    desk.settle()
