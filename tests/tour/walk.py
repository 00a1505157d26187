"""One walk: the window on a fresh demo practice and on an empty one, stop by stop."""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from acudesk.bootstrap import prepare_demo
from acudesk.settings import Appearance
from acudesk.ui.app import Desk
from tests.tour.papers import papers
from tests.tour.practice import add_odd_patients
from tests.tour.stops import demo_stops, empty_stops
from tests.tour.visits import first_visit, routine_by_keys, routine_by_mouse

PATIENCE_SECONDS = 20.0


class Walk:
    """What a stop is given: the program, and ways to wait, click, type and take a picture."""

    def __init__(
        self, application: QApplication, folder: Path, out: Path, theme: str, size: str, scale: str
    ) -> None:
        self.out = out
        self.theme, self.size, self.scale = theme, size, scale
        self.stops: list[dict[str, object]] = []
        self._application = application
        self._practice = folder / "practice"
        self._settings = folder / "settings.toml"
        self.desk = self._open()

    @property
    def window(self) -> QWidget:
        """The main window."""
        return self.desk.window

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the program run until something is so; fails after a while."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            self._application.processEvents()
            time.sleep(0.002)
        self.settle()

    def settle(self) -> None:
        """Let everything that is on its way arrive and be painted."""
        end = time.monotonic() + PATIENCE_SECONDS
        quiet = 0
        while quiet < 12 and time.monotonic() < end:
            self._application.processEvents()
            self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            quiet = 0 if self.desk.runner.is_busy else quiet + 1
            time.sleep(0.004)

    def choose(self, name: str) -> None:
        """Find a patient by typing, and show them."""
        patients = self.desk.window.patients
        patients.search.setText(name)
        self.settle()
        row = patients.model.index(0)
        assert row.isValid(), name
        patients.view.setCurrentIndex(row)
        self.wait(lambda: self.desk.window.patient.is_shown)
        patients.search.clear()
        self.settle()

    def key(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        """Press a key."""
        QTest.keyClick(widget, key, modifier)
        self.settle()

    def type(self, widget: QWidget, text: str) -> None:
        """Type a text, key by key."""
        QTest.keyClicks(widget, text)
        self.settle()

    def click(self, widget: QWidget) -> None:
        """Click the middle of a widget."""
        QTest.mouseClick(
            widget,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QPoint(widget.width() // 2, widget.height() // 2),
        )
        self.settle()

    def dialog(self) -> QDialog:
        """The dialog that is open."""
        self.wait(lambda: any(one.isVisible() for one in self.window.findChildren(QDialog)))
        return next(one for one in self.window.findChildren(QDialog) if one.isVisible())

    def no_dialog(self) -> bool:
        """Whether every dialog is closed."""
        return not any(one.isVisible() for one in self.window.findChildren(QDialog))

    def picture(self, page: str, state: str, widget: QWidget | None = None, **counted: int) -> None:
        """Take a picture of the window, or of a dialog, and count what is there."""
        self.settle()
        shown = widget or self.window
        name = f"{page}-{state}-{self.theme}-{self.size}-{self.scale}.png"
        image = shown.grab()
        draw_over(image, shown)
        assert image.save(str(self.out / name)), name
        clipped = clipped_texts(shown)
        self.stops.append(
            {
                "page": page,
                "state": state,
                "theme": self.theme,
                "size": self.size,
                "scale": self.scale,
                "picture": name,
                "counted": {"clipped": len(clipped), **counted},
                "clipped": clipped,
            }
        )

    def restart(self) -> None:
        """Close the program and open it again."""
        self.desk.close()
        self.desk.window.deleteLater()
        self.desk = self._open()

    def close(self) -> None:
        """Leave."""
        self.desk.close()
        self.desk.window.hide()
        self.desk.window.deleteLater()
        self._application.processEvents()

    def _open(self) -> Desk:
        desk = Desk(self._application, self._practice, self._settings)
        desk.theme.choose(Appearance(self.theme))
        width, height = (int(side) for side in self.size.split("x"))
        ready: list[bool] = []
        desk.window.ready.connect(lambda: ready.append(True))
        desk.show()
        desk.window.resize(width, height)
        end = time.monotonic() + PATIENCE_SECONDS
        while not ready and time.monotonic() < end:
            self._application.processEvents()
            time.sleep(0.002)
        assert ready
        return desk


def draw_over(image: QPixmap, shown: QWidget) -> None:
    """Add the menus and hovers that stand over a widget: they are windows of their own."""
    painter = QPainter(image)
    for over in QApplication.topLevelWidgets():
        if over.isVisible() and (isinstance(over, QMenu) or over.inherits("QTipLabel")):
            painter.drawPixmap(shown.mapFromGlobal(over.pos()), over.grab())
    painter.end()


def clipped_texts(top: QWidget) -> list[str]:
    """The texts of labels and buttons that are wider than the room they have."""
    found = []
    for label in top.findChildren(QLabel):
        if not label.isVisible() or not label.text() or label.wordWrap():
            continue
        if (
            max(map(label.fontMetrics().horizontalAdvance, label.text().split("\n")))
            > label.contentsRect().width() + 1
        ):
            found.append(label.text())
    for button in top.findChildren(QPushButton):
        if not button.isVisible() or not button.text():
            continue
        option = QStyleOptionButton()
        button.initStyleOption(option)
        room = button.style().subElementRect(
            QStyle.SubElement.SE_PushButtonContents, option, button
        )
        text = button.text().replace("&", "")  # It underlines a letter, and takes no room.
        if button.fontMetrics().horizontalAdvance(text) > room.width() + 2:
            found.append(text)
    return found


def walk(out: Path, theme: str, size: str, scale: str) -> None:
    """Walk through everything once and leave pictures and a list of them."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    stops: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "empty").mkdir()
        empty = Walk(application, place / "empty", out, theme, size, scale)
        empty_stops(empty)
        empty.close()
        stops += empty.stops
        demo = place / "demo"
        demo.mkdir()
        prepare_demo(demo / "practice")
        add_odd_patients(demo / "practice")
        tour = Walk(application, demo, out, theme, size, scale)
        demo_stops(tour)
        tour.close()
        stops += tour.stops
        if (theme, size, scale) == ("light", "1280x700", "1"):
            stops += papers(demo / "practice", out)
            counts = count_actions(application, place, out)
            (out / "actions.json").write_text(json.dumps(counts), "utf-8")
    text = json.dumps(stops, ensure_ascii=False)
    (out / f"tour-{theme}-{size}-{scale}.json").write_text(text, "utf-8")


def count_actions(application: QApplication, place: Path, out: Path) -> dict[str, int]:
    """A routine follow-up by mouse, another by keys alone, and a first visit, each on a fresh
    demo practice; fails where a follow-up takes more actions than are promised."""
    counts = {}
    for name, visit in (
        ("routine_follow_up_actions", routine_by_mouse),
        ("routine_follow_up_actions_by_keys", routine_by_keys),
        ("first_visit_actions", first_visit),
    ):
        folder = place / name
        folder.mkdir()
        prepare_demo(folder / "practice")
        walk = Walk(application, folder, out, "light", "1280x700", "1")
        try:
            counts[name] = visit(walk).count
        finally:
            walk.close()
    return counts
