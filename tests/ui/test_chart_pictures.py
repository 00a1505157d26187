"""Pictures of the chart: on the clipboard and as files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from acudesk.settings import Appearance
from acudesk.ui.widgets.chart_pictures import let_go_of_svg
from tests.ui.chart_screen import LEFT, ChartScreen, course

PAPER = "#ffffff"


@pytest.fixture
def screen(qtbot: QtBot, qapp: QApplication, fonts: None, tmp_path: Path) -> Iterator[ChartScreen]:
    opened = ChartScreen(qtbot, qapp, tmp_path / "practice")
    opened.show(course())
    yield opened
    opened.close()


def entry(screen: ChartScreen, words: str) -> QAction:
    menu = screen.chart.menu()
    assert menu is not None
    return next(one for one in menu.actions() if one.text() == words)


def copied(screen: ChartScreen, qtbot: QtBot, words: str) -> str:
    """Choose an entry, and what is said when it is done."""
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(screen.chart.told, timeout=20_000) as told:
        entry(screen, words).trigger()
    return str(told.args[0])


def save(screen: ChartScreen, qtbot: QtBot, form: str, file: Path) -> None:
    entry(screen, f"Save as {form.upper()}…").trigger()
    dialog = asked(screen)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    screen.settle()


def asked(screen: ChartScreen) -> QFileDialog:
    (dialog,) = (one for one in screen.chart.findChildren(QFileDialog) if one.isVisible())
    return dialog


def test_a_picture_is_copied_as_it_is_printed(screen: ChartScreen, qtbot: QtBot) -> None:
    screen.theme.choose(Appearance.DARK)
    screen.settle()
    assert copied(screen, qtbot, "Copy picture") == "The chart is on the clipboard, as a picture."

    image = QGuiApplication.clipboard().image()
    assert image.width() > 1000
    assert image.pixelColor(3, 3).name() == PAPER
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(image.height())}
    assert len(colours) > 50


def test_svg_is_copied_as_svg(screen: ChartScreen, qtbot: QtBot) -> None:
    copied(screen, qtbot, "Copy as SVG")

    data = QGuiApplication.clipboard().mimeData()
    assert data.hasFormat("image/svg+xml")
    picture = bytes(data.data("image/svg+xml").data())
    assert picture.startswith(b"<?xml")
    assert b"<svg" in picture

    # Data made in Python must not outlive the program.
    let_go_of_svg()
    left: QMimeData | None = QGuiApplication.clipboard().mimeData()
    assert left is None or not left.hasFormat("image/svg+xml")


@pytest.mark.parametrize(
    ("form", "head"), [("png", b"\x89PNG\r\n"), ("svg", b"<?xml"), ("pdf", b"%PDF-")]
)
def test_a_picture_is_saved_and_names_nobody(
    screen: ChartScreen, qtbot: QtBot, tmp_path: Path, form: str, head: bytes
) -> None:
    screen.chart.file_stem = "Anna Muster"
    file = tmp_path / f"Anna Muster.{form}"
    with qtbot.waitSignal(screen.chart.told, timeout=20_000) as told:
        save(screen, qtbot, form, file)

    assert told.args == [f"Saved: Anna Muster.{form}"]
    picture = file.read_bytes()
    assert picture.startswith(head)
    assert len(picture) > 5_000
    assert b"Muster" not in picture
    assert str(tmp_path).encode() not in picture


def test_all_panels_of_the_whole_chart_are_in_the_picture(
    screen: ChartScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    small = ChartScreen(qtbot, QGuiApplication.instance(), tmp_path / "other", whole=False)  # type: ignore[arg-type]
    small.chart.setMinimumHeight(0)
    small.window.resize(760, 230)
    small.show(course())
    heights = []
    for one in (screen, small):
        copied(one, qtbot, "Copy picture")
        heights.append(QGuiApplication.clipboard().image().height())
    # Two panels, and what is on the screen of the small chart: one.
    assert heights[0] > heights[1] + 200
    small.close()


def test_the_file_that_is_offered_names_nobody_unless_told(screen: ChartScreen) -> None:
    entry(screen, "Save as PDF…").trigger()
    (name,) = asked(screen).selectedFiles()
    assert re.fullmatch(r"Progress chart \d{4}-\d\d-\d\d\.pdf", Path(name).name)
    asked(screen).close()

    screen.chart.file_stem = "Muster, Anna: 1/2"
    entry(screen, "Save as SVG…").trigger()
    (name,) = asked(screen).selectedFiles()
    assert Path(name).name == "Muster Anna 1 2.svg"
    asked(screen).close()


def test_the_folder_is_remembered(screen: ChartScreen, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    save(screen, qtbot, "png", folder / "a.png")
    entry(screen, "Save as PNG…").trigger()
    assert Path(asked(screen).directory().path()) == folder
    asked(screen).close()


def test_a_folder_that_is_gone_is_named_and_nothing_is_left(
    screen: ChartScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[str] = []
    screen.chart.told.connect(told.append)
    with qtbot.waitSignal(screen.chart.refused, timeout=20_000) as refused:
        save(screen, qtbot, "png", tmp_path / "gone" / "a.png")

    assert refused.args == [f"The folder {tmp_path / 'gone'} does not exist."]
    assert told == []
    assert list(tmp_path.rglob("*.png")) == []


def test_another_ending_is_refused_and_the_old_file_stays(
    screen: ChartScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "a.doc"
    file.write_text("older")
    with qtbot.waitSignal(screen.chart.refused, timeout=20_000) as refused:
        save(screen, qtbot, "png", file)

    assert "must end in .pdf, .png or .svg" in refused.args[0]
    assert file.read_text() == "older"


def test_a_picture_of_a_zoomed_chart_shows_the_whole(screen: ChartScreen, qtbot: QtBot) -> None:
    copied(screen, qtbot, "Copy picture")
    whole = QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB32)
    screen.keys(Qt.Key.Key_Plus, Qt.Key.Key_Plus)
    qtbot.mouseClick(screen.chart.tools.zoom, LEFT)
    copied(screen, qtbot, "Copy picture")
    again = QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB32)
    assert again == whole
