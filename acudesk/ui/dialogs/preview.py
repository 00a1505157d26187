"""Paper on screen before it is printed or saved."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.errors import DomainError
from acudesk.settings import Settings
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.ask_file import ask_file
from acudesk.ui.printing import Printing
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.page_view import Fit, PageView
from acudesk.ui.widgets.parts import (
    FittingLabel,
    announce,
    button,
    icon_button,
    label,
    themed_icon,
)

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.reports.page_pictures import PagePictures, Picture
    from acudesk.reports.printout import Printout

WIDTH, HEIGHT = 960, 1160
ROOM = 40
"""What stays free of the screen around the dialog, in logical pixels."""
READ_LETTERS = 4_000
"""Of a page, for a screen reader."""


class PreviewDialog(QDialog):
    """Shows what `job` makes of the practice; it runs on the database thread, its pages are set
    beside it. Prints and saves."""

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        settings: Settings,
        job: "Callable[[Services], Printout]",
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._theme = theme
        self._settings = settings
        self._printout: Printout | None = None
        self._pages: PagePictures | None = None
        self._printing: Printing | None = None
        self.setWindowTitle(tr("Preview"))
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.view = PageView(theme)
        self.view.wanted.connect(self._make_picture)
        self.view.moved.connect(self._say_place)
        self.notice = Notice(theme)
        self.trouble = label("", wrap=True)
        self.busy = QProgressBar()
        self._build()
        self._keys()
        self._say_place()
        self.finished.connect(self._let_go)
        runner.read(job, self._set, failed=self._refuse, owner=self)

    # What it looks like

    def _build(self) -> None:
        self.title = FittingLabel("title")
        self.title.say(tr("Preview"))
        self.place = label("", "muted")
        self.up = self._tool(tr("Page before (Left)"), "chevron-up", lambda: self._turn(-1))
        self.down = self._tool(tr("Next page (Right)"), "chevron-down", lambda: self._turn(1))
        self.out = self._tool(tr("Smaller (-)"), "zoom-out", self.view.zoom_out)
        self.nearer = self._tool(tr("Larger (+)"), "zoom-in", self.view.zoom_in)
        self.percent = label("", "muted")
        self.percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.percent.setMinimumWidth(self.percent.fontMetrics().horizontalAdvance("300 %") + 4)
        self.width_button = self._segment(tr("Width"), Fit.WIDTH)
        self.page_button = self._segment(tr("Whole page"), Fit.PAGE)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title, 1)
        head.addSpacing(10)
        for one in (self.place, self.up, self.down, self.out, self.percent, self.nearer):
            if one is self.out:
                head.addSpacing(14)
            head.addWidget(one)
        head.addSpacing(14)
        head.addWidget(self.width_button)
        head.addWidget(self.page_button)
        self.busy.setObjectName("thin")
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setMaximumWidth(260)
        self.busy.setAccessibleName(tr("The pages are being set"))
        self._pile = QStackedWidget()
        for part in (self._waiting(), self.view, self._wrong()):
            self._pile.addWidget(part)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.picture_button = button(tr("Save as picture…"))
        self.picture_button.clicked.connect(lambda: self._ask_file("png"))
        self.pdf_button = button(tr("Save as PDF…"))
        self.pdf_button.setToolTip(tr("Save as PDF (Ctrl+S)"))
        self.pdf_button.clicked.connect(lambda: self._ask_file("pdf"))
        self.print_button = button(tr("Print…"), primary=True)
        self.print_button.setToolTip(tr("Print (Ctrl+P)"))
        themed_icon(self.print_button, self._theme, "printer", "accent_text")
        self.print_button.clicked.connect(self.print_pages)
        self.progress = label("", "hint")
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.progress, 1)
        for last in (self.close_button, self.picture_button, self.pdf_button, self.print_button):
            foot.addWidget(last)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(self.notice)
        box.addWidget(self._pile, 1)
        box.addLayout(foot)
        QWidget.setTabOrder(self.page_button, self.view)

    def _waiting(self) -> QWidget:
        waiting = QWidget()
        box = QVBoxLayout(waiting)
        box.addStretch(1)
        words = label(tr("The pages are being set…"), "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(words)
        box.addWidget(self.busy, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        return waiting

    def _wrong(self) -> QWidget:
        alert = QFrame()
        alert.setObjectName("alert")
        inside = QVBoxLayout(alert)
        inside.setContentsMargins(14, 8, 14, 8)
        inside.addWidget(self.trouble)
        wrong = QWidget()
        box = QVBoxLayout(wrong)
        box.setContentsMargins(0, 4, 0, 0)
        box.addWidget(alert)
        box.addStretch(1)
        return wrong

    def _tool(self, name: str, icon: str, do: Callable[[], object]) -> QToolButton:
        made = icon_button(name)
        themed_icon(made, self._theme, icon)
        made.clicked.connect(lambda: do())
        return made

    def _segment(self, text: str, fit: Fit) -> QPushButton:
        made = button(text)
        made.setProperty("part", "segment")
        made.setCheckable(True)
        made.setToolTip(tr("{fit} (0)", fit=text))
        made.clicked.connect(lambda: self._fit(fit))
        return made

    def _keys(self) -> None:
        for keys, do in (
            (QKeySequence("Ctrl+P"), self.print_pages),
            (QKeySequence("Ctrl+S"), lambda: self._ask_file("pdf")),
            (QKeySequence("Ctrl+Shift+S"), lambda: self._ask_file("png")),
        ):
            QShortcut(keys, self).activated.connect(do)

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            room = self.screen().availableSize()
            self.resize(min(WIDTH, room.width() - ROOM), min(HEIGHT, room.height() - ROOM))
        super().showEvent(event)

    # The pages

    @property
    def is_ready(self) -> bool:
        """Whether there are pages to print and to save."""
        return self._pages is not None

    @property
    def printout(self) -> "Printout | None":
        """What is shown, once it is made."""
        return self._printout

    def _set(self, printout: "Printout") -> None:
        self._printout = printout

        def pages() -> "PagePictures":
            from acudesk.reports.page_pictures import PagePictures

            return PagePictures(printout.set_pages("pdf")[0])

        self._runner.run_aside(pages, self._show, failed=self._refuse, owner=self)

    def _show(self, pages: "PagePictures") -> None:
        assert self._printout is not None
        self._pages = pages
        self.title.say(self._printout.name)
        self.setWindowTitle(tr("Preview: {name}", name=self._printout.name))
        self._pile.setCurrentWidget(self.view)
        self.view.show_pages(pages.sizes)
        self.view.setFocus()
        self._read_out()

    def _refuse(self, error: DomainError) -> None:
        self.trouble.setText(error.text)
        self.trouble.setAccessibleName(error.text)
        self._pile.setCurrentIndex(2)
        self.close_button.setFocus()
        announce(self, error.text)

    def _make_picture(self, n: int, ppi: float) -> None:
        pages = self._pages
        if pages is None:
            return

        def show(picture: "Picture") -> None:
            self.view.show_picture(n, ppi, picture)

        self._runner.run_aside(lambda: pages.picture(n, ppi), show, failed=self._refuse, owner=self)

    def _read_out(self) -> None:
        """Give a screen reader the words of the page that is shown."""
        pages, n = self._pages, self.view.page
        if pages is None:
            return

        def say(words: str) -> None:
            if n == self.view.page:
                self.view.setAccessibleDescription(words[:READ_LETTERS])

        self._runner.run_aside(lambda: pages.text(n), say, failed=lambda _: None, owner=self)

    def _let_go(self) -> None:
        """The file is closed where pictures are made of it, after the last one."""
        if self._printing is not None:
            self._printing.stop()
        if self._pages is not None:
            self._runner.run_aside(self._pages.close, lambda _: None)
            self._pages = None
        self.deleteLater()

    # Moving about

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        moves = event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right) or not control
        if not (moves and self.is_ready and self.view.take_key(event)):
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        self.view.go_to(self.view.page + by)

    def _fit(self, fit: Fit) -> None:
        self.view.fit_to(fit)
        self._say_place()

    def _say_place(self) -> None:
        view, ready = self.view, self.is_ready
        words = tr("Page {n} of {m}", n=view.page + 1, m=view.pages) if ready else ""
        if words != self.place.text():
            self.place.setText(words)
            view.setAccessibleName(words or tr("Pages"))
            self._read_out()
        self.percent.setText(tr("{n} %", n=round(view.zoom * 100)) if ready else "")
        self.up.setEnabled(ready and view.page > 0)
        self.down.setEnabled(ready and view.page < view.pages - 1)
        for one in (self.out, self.nearer, self.width_button, self.page_button):
            one.setEnabled(ready)
        self.width_button.setChecked(ready and view.fit == Fit.WIDTH)
        self.page_button.setChecked(ready and view.fit == Fit.PAGE)
        printing = self._printing is not None and self._printing.is_printing
        for one in (self.picture_button, self.pdf_button):
            one.setEnabled(ready and not printing)
        self.print_button.setEnabled(ready)

    # Printing

    def print_pages(self) -> None:
        """Ask for a printer; while it prints, stop it."""
        if self._pages is None:
            return
        if self._printing is not None and self._printing.is_printing:
            self._printing.stop()
            return
        self.notice.hide()
        self.printing().ask(self.view.page)

    def printing(self) -> Printing:
        """A printing of these pages that tells here how it goes."""
        assert self._pages is not None
        made = Printing(self._runner, self, self._pages)
        made.told.connect(self._printed_so_far)
        made.printed.connect(lambda where: self._printing_over(done=where))
        made.failed.connect(lambda words: self._printing_over(wrong=words))
        made.stopped.connect(lambda: self._printing_over(done=""))
        self._printing = made
        return made

    def _printed_so_far(self, words: str) -> None:
        self.progress.setText(words)
        self.print_button.setText(f" {tr('Stop printing')}")
        self._say_place()

    def _printing_over(self, *, done: str = "", wrong: str = "") -> None:
        self.progress.setText("")
        self.print_button.setText(f" {tr('Print…')}")
        self._say_place()
        if wrong:
            self.notice.warn(wrong)
            self.pdf_button.setFocus()
        elif done:
            self.notice.tell(tr("Sent to {printer}.", printer=Path(done).name))
        else:
            self.notice.tell(tr("Printing was stopped."))

    def reject(self) -> None:
        """Close; a printing is stopped first."""
        if self._printing is not None and self._printing.is_printing:
            self._printing.stop()
        else:
            super().reject()

    # Saving

    def _ask_file(self, ending: str) -> None:
        if self._printout is None or self._pages is None or not self.pdf_button.isEnabled():
            return
        self.notice.hide()
        ask_file(
            self,
            tr("Save as PDF") if ending == "pdf" else tr("Save as picture"),
            ending,
            self._printout.name,
            self._settings.report_folder,
            self.save,
        )

    def save(self, file: Path) -> None:
        """Save as the name's ending says; pictures of several pages ask before they replace
        others, which the choice of the name could not know."""
        from acudesk.services.printouts import files_of

        if self._pages is None:
            return
        try:
            files = files_of(file, len(self._pages))
        except DomainError as error:
            self.notice.warn(error.text)
            return
        there = [one for one in files if one.exists()] if len(files) > 1 else []
        if not there:
            self._save(file)
            return
        box = QMessageBox(
            QMessageBox.Icon.Question,
            tr("Save as picture"),
            ntr(
                "{name} is there already. Replace it?",
                "{name} and others, {n} files, are there already. Replace them?",
                len(there),
                name=there[0].name,
            ),
            parent=self,
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        replace = box.addButton(tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        box.buttonClicked.connect(lambda one: self._save(file) if one is replace else None)
        box.open()

    def _save(self, file: Path) -> None:
        printout = self._printout
        assert printout is not None

        def save() -> tuple[Path, ...]:
            from acudesk.services.printouts import save_printout

            return save_printout(file, printout)

        self.progress.setText(tr("Saving {name}…", name=file.name))
        self._runner.run_aside(save, self._saved, failed=self._not_saved, owner=self)

    def _saved(self, files: tuple[Path, ...]) -> None:
        self.progress.setText("")
        one = files[0] if len(files) == 1 else files[0].parent
        self.notice.tell(
            ntr(
                "Saved: {name}",
                "Saved: {name} and the others, {n} files",
                len(files),
                name=files[0].name,
            ),
            do=tr("Open") if len(files) == 1 else tr("Open the folder"),
            action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(one))),
        )

    def _not_saved(self, error: DomainError) -> None:
        self.progress.setText("")
        self.notice.warn(error.text)
