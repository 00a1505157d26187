"""Pages on a printer: asks which one, then sends page after page beside the window's work."""

from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from acudesk.domain.errors import DomainError
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    from acudesk.reports.page_pictures import PagePictures, Picture

PRINT_PPI = 300
SAME_SIZE = 3.0
"""Points by which paper may differ from the page and is still printed one to one."""


class Printing(QObject):
    """Prints pages once. `told` says how far it is, `printed` where it went, `failed` carries a
    sentence, `stopped` says that it ended before its last page."""

    told = Signal(str)
    printed = Signal(str)
    failed = Signal(str)
    stopped = Signal()

    def __init__(self, runner: TaskRunner, window: QWidget, pages: "PagePictures") -> None:
        super().__init__(window)
        self._runner = runner
        self._window = window
        self._pages = pages
        self._printer: QPrinter | None = None
        self._painter: QPainter | None = None
        self._left: deque[int] = deque()
        self._sheets = 0

    @property
    def is_printing(self) -> bool:
        """Whether pages are on their way to the printer."""
        return self._painter is not None

    def ask(self, page: int = 0) -> "QPrintDialog | None":
        """Ask for a printer and print there; `page`, counted from 0, is the present one. Fails
        where this computer has no printer."""
        from PySide6.QtPrintSupport import QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            self.failed.emit(no_printer())
            return None
        return self.ask_for(self.printer(), page)

    def printer(self) -> "QPrinter":
        """The usual printer of this computer, with the paper that the pages are made for."""
        from PySide6.QtPrintSupport import QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        width, height = self._pages.sizes[0]
        size = QSizeF(min(width, height), max(width, height))
        printer.setPageSize(QPageSize(size, QPageSize.Unit.Point))
        printer.setPageOrientation(
            QPageLayout.Orientation.Landscape
            if width > height
            else QPageLayout.Orientation.Portrait
        )
        # The queue of a printer is seen by others: no name of a patient there.
        printer.setDocName(tr("AcuDesk"))
        printer.setCreator(tr("AcuDesk"))
        return printer

    def ask_for(self, printer: "QPrinter", page: int = 0) -> "QPrintDialog":
        """Ask how it is to be printed on this printer, or on another, and print."""
        from PySide6.QtCore import Qt
        from PySide6.QtPrintSupport import QPrintDialog

        options = QPrintDialog.PrintDialogOption
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(tr("Print"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinMax(1, len(self._pages))
        dialog.setFromTo(1, len(self._pages))
        dialog.setOption(options.PrintToFile, True)
        dialog.setOption(options.PrintPageRange, len(self._pages) > 1)
        dialog.setOption(options.PrintCurrentPage, len(self._pages) > 1)
        dialog.accepted.connect(lambda: self.print_on(printer, page))
        QDialog.open(dialog)  # QPrintDialog's own wants a slot by its name.
        return dialog

    def print_on(self, printer: "QPrinter", page: int = 0) -> None:
        """Print, in the range and as often as the printer says."""
        printer.setFullPage(True)
        printer.setDocName(tr("AcuDesk"))  # Another printer may have been chosen.
        self._left = deque(sheets(printer, len(self._pages), page))
        self._sheets = len(self._left)
        painter = QPainter()
        if not self._left or not painter.begin(printer):
            self.failed.emit(not_printed(printer.printerName()))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        self._printer, self._painter = printer, painter
        self._next()

    def stop(self) -> None:
        """Print no further page."""
        if self.is_printing:
            self._abort()
            self.stopped.emit()

    def _next(self) -> None:
        n = self._left[0]
        done = self._sheets - len(self._left)
        self.told.emit(tr("Printing {n} of {m}…", n=done + 1, m=self._sheets))
        self._runner.run_aside(
            lambda: self._pages.picture(n, PRINT_PPI),
            self._put,
            failed=self._refused,
            owner=self,
        )

    def _put(self, picture: "Picture") -> None:
        printer, painter = self._printer, self._painter
        if printer is None or painter is None:
            return
        first = len(self._left) == self._sheets
        if not first and not printer.newPage():
            self._abort()
            self.failed.emit(not_printed(printer.printerName()))
            return
        n = self._left.popleft()
        image = QImage(
            picture.pixels,
            picture.width,
            picture.height,
            picture.stride,
            QImage.Format.Format_RGB32,
        )
        painter.drawImage(self._place(printer, n), image)
        if self._left:
            self._next()
            return
        where = printer.outputFileName() or printer.printerName()
        if self._end():
            self.printed.emit(where)
        else:
            self.failed.emit(not_printed(where))

    def _place(self, printer: "QPrinter", n: int) -> QRectF:
        """Where a page stands on the paper: one to one, or as large as other paper lets it be."""
        paper = printer.pageLayout().fullRect(QPageLayout.Unit.Point)
        width, height = self._pages.sizes[n]
        fits = abs(paper.width() - width) < SAME_SIZE and abs(paper.height() - height) < SAME_SIZE
        shrunk = 1.0 if fits else min(paper.width() / width, paper.height() / height)
        dots = printer.resolution() / 72
        return QRectF(
            (paper.width() - width * shrunk) / 2 * dots,
            (paper.height() - height * shrunk) / 2 * dots,
            width * shrunk * dots,
            height * shrunk * dots,
        )

    def _refused(self, error: DomainError) -> None:
        self._abort()
        self.failed.emit(error.text)

    def _abort(self) -> None:
        """End before the last page; of a printer that is a file nothing is left."""
        printer = self._printer
        if printer is not None:
            printer.abort()
            self._end()
            if printer.outputFileName():
                with suppress(OSError):
                    Path(printer.outputFileName()).unlink(missing_ok=True)

    def _end(self) -> bool:
        """Let the printer go; whether it took everything."""
        painter, self._painter, self._printer = self._painter, None, None
        self._left.clear()
        return painter is None or painter.end()


def sheets(printer: "QPrinter", pages: int, page: int = 0) -> list[int]:
    """The pages, counted from 0, in the order in which they are sent to a printer."""
    from PySide6.QtPrintSupport import QPrinter

    chosen = list(range(pages))
    if printer.printRange() == QPrinter.PrintRange.CurrentPage:
        chosen = [page]
    elif printer.printRange() == QPrinter.PrintRange.PageRange:
        first, last = printer.fromPage(), printer.toPage()
        ranges = printer.pageRanges()
        if not ranges.isEmpty():
            chosen = [n for n in chosen if ranges.contains(n + 1)]
        elif first:
            chosen = [n for n in chosen if first <= n + 1 <= max(first, last)]
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        chosen.reverse()
    copies = 1 if printer.supportsMultipleCopies() else max(printer.copyCount(), 1)
    if printer.collateCopies():
        return chosen * copies
    return [n for n in chosen for _ in range(copies)]


def no_printer() -> str:
    """What is said where there is no printer."""
    return tr("This computer has no printer. Save as PDF, and print it elsewhere.")


def not_printed(name: str) -> str:
    """What is said of a printer that takes nothing."""
    if name:
        return tr("{printer} took nothing. See whether it is on, or save as PDF.", printer=name)
    return tr("The printer took nothing. See whether it is on, or save as PDF.")
