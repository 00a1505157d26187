"""Who is on the page: name, course, alerts, and what is done most."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.course import Course, side_name
from acudesk.domain.patient import Patient, age_on
from acudesk.domain.progress import visits
from acudesk.domain.session import Session
from acudesk.domain.wording import long_date, short_date
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import (
    FittingLabel,
    WheelGuard,
    button,
    icon_button,
    label,
    restyled,
    themed_icon,
)

BANNER_PADDING = 12


class PatientHeader(QWidget):
    """`course_chosen` carries the key of another course of the same patient."""

    course_chosen = Signal(int)

    def __init__(
        self,
        theme: Theme,
        *,
        buttons: Sequence[tuple[str, str, QAction]],
        more: Sequence[QAction | None],
    ) -> None:
        super().__init__()
        self._name = FittingLabel("title")
        self._about = FittingLabel("muted")
        for line in (self._name, self._about):
            # A name in Arabic would else move to the far end of the line.
            line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self._course = QComboBox()
        self._course.setAccessibleName(tr("Course of treatment"))
        self._course.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._course.setMinimumContentsLength(18)
        self._course.installEventFilter(WheelGuard(self._course))
        self._course.activated.connect(
            lambda _: self.course_chosen.emit(self._course.currentData())
        )
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(self._name)
        who.addWidget(self._about)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(who, 1)
        head.addWidget(self._course)
        for text, icon, action in buttons:
            head.addWidget(_action_button(theme, text, icon, action))
        head.addWidget(_menu_button(theme, more))
        self._alert = QFrame()
        self._alert.setObjectName("alert")
        self._alert_text = label("", wrap=True)
        alert = QHBoxLayout(self._alert)
        alert.setContentsMargins(14, 7, 14, 7)
        alert.addWidget(self._alert_text)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(self._alert)

    def show_patient(
        self,
        patient: Patient,
        courses: Sequence[Course],
        course: Course | None,
        sessions: Sequence[Session],
    ) -> None:
        """Show who it is and which of their courses."""
        name = patient.display_name
        if patient.written_name and patient.written_name != name:
            name = f"{name} · {patient.written_name}"
        self._name.say(name)
        about = _about(patient, course, sessions)
        self._about.say(*(" · ".join(about[: len(about) - cut]) for cut in range(len(about))))
        self._alert.setVisible(bool(patient.alerts))
        self._alert_text.setText(patient.alerts)
        self._alert.setAccessibleName(tr("Alert: {text}", text=patient.alerts))
        self._show_courses(courses, course)

    @property
    def has_banner(self) -> bool:
        """Whether the name stands large."""
        return bool(self._name.property("role") == "banner")

    def show_banner(self, on: bool) -> None:
        """Show the name large, as a banner: another patient's session is open as well."""
        restyled(self._name, "role", "banner" if on else "title")
        self._name.keep_off(BANNER_PADDING if on else 0)

    def clear(self) -> None:
        """Show nobody."""
        self._name.say("")
        self._about.say("")
        self._alert.hide()
        self._course.hide()

    def _show_courses(self, courses: Sequence[Course], course: Course | None) -> None:
        self._course.setVisible(len(courses) > 1)
        self._course.clear()
        today = date.today()
        for one in courses:
            state = "" if one.is_open else tr(", closed")
            opened = short_date(one.opened, today)
            self._course.addItem(f"{one.condition}, {opened}{state}", one.id)
        if course is not None:
            self._course.setCurrentIndex(self._course.findData(course.id))


def _action_button(theme: Theme, text: str, icon: str, action: QAction) -> QWidget:
    """A button that does, and is enabled as, an action of the menu."""
    made = button(text)
    keys = action.shortcut().toString()
    made.setToolTip(f"{action.text().rstrip('…')} ({keys})" if keys else action.text())
    made.setAccessibleName(action.text().rstrip("…"))
    themed_icon(made, theme, icon)
    made.clicked.connect(action.trigger)
    made.setEnabled(action.isEnabled())
    action.enabledChanged.connect(made.setEnabled)
    return made


def _menu_button(theme: Theme, actions: Sequence[QAction | None]) -> QWidget:
    made = icon_button(tr("More"))
    themed_icon(made, theme, "ellipsis")
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(made)
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            menu.addAction(action)
    made.setMenu(menu)
    return made


def _about(patient: Patient, course: Course | None, sessions: Sequence[Session]) -> list[str]:
    parts = []
    if course is not None:
        side = f", {side_name(course.side)}" if course.side else ""
        parts.append(f"{course.condition}{side}")
    if course is not None and course.closed is not None:
        parts.append(tr("closed {day}", day=long_date(course.closed)))
    if patient.birth_date is not None:
        parts.append(
            tr(
                "born {year} ({age})",
                year=patient.birth_date.year,
                age=age_on(patient.birth_date, date.today()),
            )
        )
    parts.append(tr("no. {number}", number=patient.chart_number))
    numbered = visits(sessions)
    if numbered:
        parts.append(
            ntr(
                "{n} session since {day}",
                "{n} sessions since {day}",
                len(numbered),
                day=long_date(numbered[0].took_place),
            )
        )
    return parts
