"""The real window on a practice whose numbers are known, and a hand that works in it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.changes import Changes
from acudesk.domain.course import Course
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.patient import Patient
from acudesk.domain.points import PointSide
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.ui.app import Desk
from acudesk.ui.pages.patient import PatientPage
from acudesk.ui.pages.whole_course import Sight, WholeCourse
from acudesk.ui.task_runner import Job
from acudesk.ui.widgets.chart_canvas import ChartCanvas
from acudesk.ui.widgets.segments import Segments

PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
BACK = (8, 7, 7, 6, 5, 5, 4, 4)
"""Ana's back pain at eight visits; in her course before it fell from 6 to 3 in three."""


def fill(folder: Path) -> None:
    """Ana with a closed course and one of eight visits, Bo with one of two, Cem without any."""
    with open_practice(folder) as services:
        ana = _admit(services, "Ana Ruiz", weeks=40)
        _visits(services, ana.course_id, (6, 4, 3), weeks=40)
        closed = date.today() - timedelta(weeks=30)
        services.courses.close_course(ana.course_id, closed=closed)
        opened = date.today() - timedelta(weeks=9)
        (patient,) = ana.patients
        course = services.courses.open_course(
            Course(patient_id=patient, condition="Sciatica", opened=opened)
        ).course_id
        _visits(services, course, BACK, weeks=9, whole=True)
        bo = _admit(services, "Bo Lind", weeks=5)
        _visits(services, bo.course_id, (3, 2), weeks=5)
        _admit(services, "Cem Kaya", weeks=1)


def _admit(services: Services, name: str, *, weeks: int) -> Changes:
    opened = date.today() - timedelta(weeks=weeks)
    return services.patients.admit_patient(
        Patient(display_name=name),
        Course(patient_id=0, condition="Chronic low back pain", opened=opened),
    )


def _visits(
    services: Services, course: int, back: Sequence[int], *, weeks: int, whole: bool = False
) -> None:
    """A visit a week; with `whole` everything else that a chart has a panel or a mark for."""
    for place, pain in enumerate(back):
        day = date.today() - timedelta(weeks=weeks - place)
        key = services.sessions.start_session(course, took_place=day).session_id
        services.sessions.record_score(key, "pain_7d", str(pain))
        if not whole:
            continue
        services.sessions.record_score(key, "fingertip_floor", str(20 - place))
        services.sessions.record_score(key, "leg_raise_left", str(50 + 2 * place))
        if place in (0, 3, 7):
            services.sessions.record_score(key, "rmdq", str(14 - place))
            services.sessions.record_score(key, "odi", str(40 - 2 * place))
        bruise = [SideEffect(kind=SideEffectKind.BRUISING)] if place == 2 else []
        services.sessions.record_side_effects(key, asked=True, effects=bruise)
        if place:
            services.treatments.record_points(key, [NeedledPoint(code="BL23", side=PointSide.BOTH)])


class Program:
    """The window, as large as it opens on a small screen."""

    def __init__(self, qtbot: QtBot, application: QApplication, folder: Path) -> None:
        self._qtbot = qtbot
        self.desk = Desk(application, folder / "practice", folder / "settings.toml")
        self.window = self.desk.window
        qtbot.addWidget(self.window)
        with qtbot.waitSignal(self.window.ready):
            self.desk.show()
        self.window.resize(1280, 700)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.settle()

    @property
    def page(self) -> PatientPage:
        """The patient's page."""
        return self.window.patient

    @property
    def whole(self) -> WholeCourse:
        """The whole course."""
        return self.page.pile.whole

    @property
    def axes(self) -> Segments:
        """By date or by session, in the whole course."""
        return next(
            one
            for one in self.whole.findChildren(Segments)
            if one.accessibleName() == "Axis of the chart"
        )

    def table_words(self) -> str:
        """All that the table of the whole course says."""
        table = self.whole.table
        said = [row.sentence for row in table.rows.rows]
        return " ".join((*said, table.rule))

    def settle(self) -> None:
        """Wait until all that was read or written is on screen."""
        QApplication.processEvents()
        self._qtbot.waitUntil(
            lambda: not (self.desk.runner.is_busy or self.page.form.is_busy), timeout=20_000
        )
        QApplication.processEvents()

    def row(self, name: str) -> None:
        """Choose a patient in the list, as a click does; nothing is waited for."""
        model = self.window.patients.model
        rows = [model.index(row) for row in range(model.rowCount())]
        (found,) = [
            one for one in rows if name in str(one.data(Qt.ItemDataRole.AccessibleTextRole))
        ]
        self.window.patients.view.setCurrentIndex(found)

    def choose(self, name: str) -> None:
        """Show a patient."""
        self.row(name)
        self.settle()
        self._qtbot.waitUntil(lambda: self.page.is_shown)

    def open_whole(self, sight: Sight = Sight.CHART) -> WholeCourse:
        """Ctrl+G, and the sight."""
        self.key(self.window, Qt.Key.Key_G, CONTROL)
        assert self.page.pile.shows_whole
        if sight != Sight.CHART:
            self.click(self.whole.sights.part(sight))
        else:
            self.drawn(self.whole.chart)
        return self.whole

    def drawn(self, chart: ChartCanvas) -> None:
        """Wait until a chart is drawn."""
        QApplication.processEvents()
        self._qtbot.waitUntil(lambda: chart.is_ready and chart.isVisible(), timeout=20_000)
        self.settle()

    def key(self, widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key."""
        self._qtbot.keyClick(widget, key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Type where the keys go."""
        self._qtbot.keyClicks(self.focused(), text)

    def focused(self) -> QWidget:
        """Where the keys go."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Click in a widget, else in its middle."""
        at = widget.rect().center() if place is None else place
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, PLAIN, at)
        self.settle()

    def point_at(self, chart: ChartCanvas, *index: int) -> tuple[QWidget, QPoint]:
        """What Matplotlib draws on, and where a score or mark stands on it."""
        place = chart.place(index)
        assert place is not None
        surface = chart.childAt(place.toPoint())
        assert surface is not None
        return surface, surface.mapFrom(chart, place).toPoint()

    def dialog(self) -> QDialog:
        """The dialog that is open, ready for keys."""
        self._qtbot.waitUntil(lambda: bool(self._dialogs()))
        (found,) = self._dialogs()
        found.activateWindow()
        self._qtbot.waitUntil(found.isActiveWindow)
        return found

    def done(self, act: Callable[[], object]) -> None:
        """Do what closes a dialog, and wait for it."""
        act()
        self._qtbot.waitUntil(lambda: not self._dialogs())
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow)
        self.settle()

    def notice_button(self) -> QPushButton:
        """The button of the message on the page."""
        (found,) = [
            one
            for one in self.page.notice.findChildren(QPushButton)
            if one.isVisible() and one.text()
        ]
        return found

    def write(self, job: Job) -> None:
        """Write as another part of the program does."""
        self.desk.runner.write(job)
        self.settle()

    def _dialogs(self) -> list[QDialog]:
        return [one for one in self.window.findChildren(QDialog) if one.isVisible()]
