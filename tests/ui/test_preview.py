"""Paper on screen: pages, zoom, keys, saving, and what it says where there are none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.reports.printout import Printout
from acudesk.settings import Appearance, Settings
from acudesk.ui.dialogs.preview import PreviewDialog
from acudesk.ui.widgets.page_view import Fit
from tests.reports.papers import leaves
from tests.ui.conftest import Desk

KEY = Qt.Key
NAMES = ("Page before (Left)", "Next page (Right)", "Smaller (-)", "Larger (+)")


class Shown:
    """A preview on screen, and what a person does with it."""

    def __init__(self, desk: Desk, qtbot: QtBot, folder: Path) -> None:
        self._desk, self._qtbot, self._folder = desk, qtbot, folder
        self.dialog: PreviewDialog

    def open(self, made: Printout | DomainError) -> PreviewDialog:
        def job(_: object) -> Printout:
            if isinstance(made, DomainError):
                raise made
            return made

        self._desk.window.show()
        self.dialog = PreviewDialog(
            self._desk.runner,
            self._desk.theme,
            self._desk.window,
            Settings(report_folder=str(self._folder)),
            job,
        )
        self.dialog.open()
        self.dialog.resize(960, 660)
        self._qtbot.waitExposed(self.dialog)
        self.settle()
        return self.dialog

    def settle(self) -> None:
        """Every picture that was asked for is there."""
        quiet = 0
        while quiet < 8:
            self._qtbot.wait(5)
            quiet = 0 if self._desk.runner.is_busy else quiet + 1

    def keys(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        for key in keys:
            target = QApplication.focusWidget() or self.dialog
            self._qtbot.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)
        self.settle()

    def click(self, button: QWidget) -> None:
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def tool(self, name: str) -> QToolButton:
        return next(
            one for one in self.dialog.findChildren(QToolButton) if one.accessibleName() == name
        )

    def chosen_file(self) -> QFileDialog:
        self._qtbot.waitUntil(lambda: bool(self.dialog.findChildren(QFileDialog)))
        found = self.dialog.findChildren(QFileDialog)
        return found[-1]


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[Shown]:
    folder = tmp_path / "papers"
    folder.mkdir()
    one = Shown(desk, qtbot, folder)
    yield one
    if hasattr(one, "dialog"):
        desk.settle()


def ink(picture: QImage) -> int:
    """How many dots of a picture are nearly black."""
    return sum(
        picture.pixelColor(x, y).lightness() < 90
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    )


def test_the_pages_are_shown(shown: Shown) -> None:
    dialog = shown.open(leaves(3))

    assert dialog.windowTitle() == "Preview: Leaves"
    assert dialog.place.text() == "Page 1 of 3"
    assert dialog.view.hasFocus()
    assert dialog.view.fit == Fit.WIDTH
    assert "Leaf 1" in dialog.view.accessibleDescription()
    assert "Leaf 2" not in dialog.view.accessibleDescription()
    assert dialog.view.accessibleName() == "Page 1 of 3"
    assert ink(dialog.view.grab().toImage()) > 50  # what stands there, not an empty sheet
    assert dialog.print_button.isEnabled()


def test_keys_turn_pages(shown: Shown) -> None:
    dialog = shown.open(leaves(5))

    shown.keys(KEY.Key_Right)
    assert dialog.place.text() == "Page 2 of 5"
    assert "Leaf 2" in dialog.view.accessibleDescription()
    shown.keys(KEY.Key_Left, KEY.Key_Left)
    assert dialog.view.page == 0
    shown.keys(KEY.Key_End)
    assert dialog.place.text() == "Page 5 of 5"
    assert not dialog.down.isEnabled()
    assert dialog.up.isEnabled()
    shown.keys(KEY.Key_Home)
    assert dialog.view.page == 0
    assert dialog.view.verticalScrollBar().value() == 0
    assert not dialog.up.isEnabled()


def test_a_screen_further_is_not_past_half_a_page(shown: Shown) -> None:
    dialog = shown.open(leaves(3))
    bar, room = dialog.view.verticalScrollBar(), dialog.view.viewport().height()

    shown.keys(KEY.Key_PageDown)
    assert 0.7 * room < bar.value() < room
    shown.keys(KEY.Key_PageUp)
    assert bar.value() == 0
    shown.keys(KEY.Key_0, KEY.Key_PageDown)
    assert dialog.view.page == 1
    shown.keys(KEY.Key_PageUp)
    assert dialog.view.page == 0


def test_keys_work_wherever_the_focus_is(shown: Shown) -> None:
    dialog = shown.open(leaves(3))
    dialog.close_button.setFocus()

    shown.keys(KEY.Key_End)
    assert dialog.view.page == 2
    before = dialog.view.zoom
    shown.keys(KEY.Key_Plus)
    assert dialog.view.zoom > before


def test_zoom(shown: Shown) -> None:
    dialog = shown.open(leaves(2))
    view = dialog.view
    wide = view.zoom

    assert wide == pytest.approx((view.viewport().width() - 36) / (595.28 * 96 / 72), rel=0.001)
    shown.keys(KEY.Key_0)
    assert view.fit == Fit.PAGE
    assert dialog.page_button.isChecked()
    assert view.zoom == pytest.approx((view.viewport().height() - 36) / (841.89 * 96 / 72), 0.001)
    shown.keys(KEY.Key_0)
    assert view.zoom == wide
    shown.keys(*[KEY.Key_Plus] * 20)
    assert dialog.percent.text() == "300 %"
    assert view.horizontalScrollBar().maximum() > 0
    assert not dialog.width_button.isChecked()
    assert not dialog.page_button.isChecked()
    shown.keys(*[KEY.Key_Minus] * 20)
    assert dialog.percent.text() == "25 %"
    shown.click(dialog.width_button)
    assert view.zoom == wide


def test_the_middle_stays_where_it_is(shown: Shown) -> None:
    dialog = shown.open(leaves(6))
    view = dialog.view
    shown.keys(KEY.Key_Right, KEY.Key_Right, KEY.Key_Right)

    shown.keys(KEY.Key_Plus, KEY.Key_Plus)
    assert view.page == 3
    shown.keys(KEY.Key_Minus, KEY.Key_Minus)
    assert view.page == 3


def test_buttons_do_what_the_keys_do(shown: Shown) -> None:
    dialog = shown.open(leaves(3))

    assert all(shown.tool(name).toolTip() == name for name in NAMES)
    shown.click(shown.tool("Next page (Right)"))
    assert dialog.view.page == 1
    shown.click(shown.tool("Page before (Left)"))
    assert dialog.view.page == 0
    before = dialog.view.zoom
    shown.click(shown.tool("Larger (+)"))
    assert dialog.view.zoom > before
    shown.click(shown.tool("Smaller (-)"))
    shown.click(shown.tool("Smaller (-)"))
    assert dialog.view.zoom < before


def test_tab_reaches_everything(shown: Shown, qtbot: QtBot) -> None:
    dialog = shown.open(leaves(3))
    wanted = {
        dialog.view,
        dialog.down,
        dialog.out,
        dialog.nearer,
        dialog.width_button,
        dialog.page_button,
        dialog.close_button,
        dialog.picture_button,
        dialog.pdf_button,
        dialog.print_button,
    }
    met: set[QWidget] = set()
    for _ in range(20):
        focus = QApplication.focusWidget()
        assert focus is not None
        met.add(focus)
        qtbot.keyClick(focus, KEY.Key_Tab)

    assert wanted <= met
    assert all(one.accessibleName() or one.text() for one in met - {dialog.view})  # type: ignore[attr-defined]


def test_sixty_pages_are_not_all_in_memory(shown: Shown) -> None:
    dialog = shown.open(leaves(60))
    most = 0
    for _ in range(12):
        shown.keys(KEY.Key_Right)
        most = max(most, len(dialog.view.held))

    assert dialog.view.page == 12
    assert most <= 4
    shown.keys(KEY.Key_End)
    assert dialog.place.text() == "Page 60 of 60"
    assert dialog.view.held <= {57, 58, 59}
    assert "Leaf 60" in dialog.view.accessibleDescription()
    assert ink(dialog.view.grab().toImage()) > 20


def test_the_wheel_zooms_with_control_and_scrolls_without(shown: Shown, qtbot: QtBot) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QWheelEvent

    dialog = shown.open(leaves(3))
    view = dialog.view

    def turn(modifier: Qt.KeyboardModifier) -> None:
        middle = QPointF(view.viewport().rect().center())
        event = QWheelEvent(
            middle,
            view.viewport().mapToGlobal(middle),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), event)

    before = view.zoom
    turn(Qt.KeyboardModifier.ControlModifier)
    assert view.zoom < before
    zoom = view.zoom
    turn(Qt.KeyboardModifier.NoModifier)
    assert view.zoom == zoom
    assert view.verticalScrollBar().value() > 0


def test_a_trouble_is_told_in_the_dialog(shown: Shown, qtbot: QtBot) -> None:
    dialog = shown.open(NotFoundError("This patient has no such course."))

    assert dialog.trouble.isVisible()
    assert dialog.trouble.text() == "This patient has no such course."
    for one in (dialog.print_button, dialog.pdf_button, dialog.picture_button, dialog.nearer):
        assert not one.isEnabled()
    assert dialog.close_button.hasFocus()
    shown.keys(KEY.Key_Plus, KEY.Key_End)
    shown.keys(KEY.Key_P, modifier=Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(dialog.finished):
        shown.keys(KEY.Key_Escape)


def test_pages_that_cannot_be_set_are_told_too(shown: Shown) -> None:
    dialog = shown.open(leaves(1, trouble="No font on this computer can print these letters: 𒀀."))

    assert "No font" in dialog.trouble.text()
    assert not dialog.print_button.isEnabled()


def test_closed_before_the_pages_are_there(shown: Shown, desk: Desk, qtbot: QtBot) -> None:
    desk.window.show()
    dialog = PreviewDialog(desk.runner, desk.theme, desk.window, Settings(), lambda _: leaves(40))
    dialog.open()
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, KEY.Key_Escape)
    desk.settle()

    assert desk.window.findChildren(PreviewDialog) == []


def test_save_as_pdf(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown.open(leaves(2))
    shown.keys(KEY.Key_S, modifier=Qt.KeyboardModifier.ControlModifier)
    choice = shown.chosen_file()

    assert choice.selectedFiles() == [str(tmp_path / "papers" / "Leaves.pdf")]
    choice.fileSelected.emit(str(tmp_path / "papers" / "mine.pdf"))
    choice.close()
    shown.settle()

    assert (tmp_path / "papers" / "mine.pdf").read_bytes().startswith(b"%PDF")
    assert dialog.notice.text == "Saved: mine.pdf"


def test_save_as_pictures_asks_before_it_replaces(
    shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = shown.open(leaves(2))
    older = tmp_path / "papers" / "a 2.png"
    older.write_bytes(b"older")

    def answer(words: str) -> None:
        dialog.save(tmp_path / "papers" / "a.png")
        (box,) = [one for one in dialog.findChildren(QMessageBox) if one.isVisible()]
        assert box.text() == "a 2.png is there already. Replace it?"
        button = next(one for one in box.buttons() if one.text() == words)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        shown.settle()

    answer("Cancel")
    assert older.read_bytes() == b"older"
    answer("Replace")
    assert older.read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "papers" / "a 1.png").is_file()
    assert dialog.notice.text == "Saved: a 1.png and the others, 2 files"


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.docx", "must end in .pdf or .png"), ("gone/a.pdf", "does not exist")],
)
def test_what_cannot_be_saved_is_told(shown: Shown, tmp_path: Path, name: str, words: str) -> None:
    dialog = shown.open(leaves(2))

    dialog.save(tmp_path / name)
    shown.settle()

    assert words in dialog.notice.text
    assert dialog.progress.text() == ""


@pytest.mark.parametrize("look", [Appearance.LIGHT, Appearance.DARK])
def test_paper_is_white_in_every_look(shown: Shown, desk: Desk, look: Appearance) -> None:
    desk.theme.choose(look)
    dialog = shown.open(leaves(1))
    picture = dialog.view.grab().toImage()
    middle = picture.width() // 2

    assert picture.pixelColor(middle, 60).name() == "#ffffff"
    assert picture.pixelColor(8, 60).name() == desk.theme.style.sidebar
    desk.theme.choose(Appearance.LIGHT)


def test_letters_are_drawn_dot_for_dot(shown: Shown) -> None:
    """The screen shows exactly the dots that the page was turned into."""
    from acudesk.reports.page_pictures import PagePictures

    dialog = shown.open(leaves(1))
    view = dialog.view
    pages = PagePictures(leaves(1).set_pages("pdf")[0])
    made = pages.picture(0, view.ppi)
    page = QImage(made.pixels, made.width, made.height, made.stride, QImage.Format.Format_RGB32)
    screen = view.viewport().grab().toImage()
    left, top = (screen.width() - page.width()) // 2, 18

    rows = range(60, 200)
    columns = range(60, 300)
    assert any(page.pixelColor(x, y).lightness() < 90 for x in columns for y in rows)
    assert all(page.pixel(x, y) == screen.pixel(left + x, top + y) for x in columns for y in rows)
