"""The head of the session form: which session, when, and how long."""

from datetime import date, time

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.numbers import parse_number
from acudesk.domain.session import USUAL_MINUTES, Session, check_minutes
from acudesk.domain.wording import parse_time
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import WheelGuard, icon_button, label, themed_icon
from acudesk.ui.widgets.small_field import SmallField

PAUSE_MILLISECONDS = 400


class SessionHead(QWidget):
    """`stepped` asks for the session before or after; `moved` says that day or time changed."""

    stepped = Signal(int)
    moved = Signal()
    minutes_given = Signal(object)
    refused = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._back = icon_button(tr("Session before (Alt+Left)"))
        themed_icon(self._back, theme, "chevron-left")
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on = icon_button(tr("Session after (Alt+Right)"))
        themed_icon(self._on, theme, "chevron-right")
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._title = label("", "heading")
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy")
        self.day.setAccessibleName(tr("Day of the session"))
        self.day.setMinimumDate(QDate(1900, 1, 1))
        self.day.setMinimumWidth(142)
        self.day.installEventFilter(WheelGuard(self.day))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self.moved)
        self.day.dateChanged.connect(lambda: self._pause.start())
        self.time = SmallField(tr("Local time of the session"), parse_time, width=64)
        self.time.setPlaceholderText(tr("time"))
        self.time.given.connect(lambda _: self.moved.emit())
        self.time.refused.connect(self.refused)
        self.minutes = SmallField(tr("Length of the session in minutes"), _minutes, width=50)
        self.minutes.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.minutes.given.connect(self._minutes_typed)
        self.minutes.refused.connect(self.refused)
        self.time.left.connect(lambda: self.minutes.setFocus(Qt.FocusReason.TabFocusReason))
        self.minutes.left.connect(self.left)
        self._unusual = label("", "hint")
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._back)
        line.addWidget(self._title)
        line.addWidget(self._on)
        line.addStretch(1)
        line.addWidget(self.day)
        line.addSpacing(4)
        line.addWidget(self.time)
        line.addSpacing(4)
        line.addWidget(self.minutes)
        line.addWidget(label(tr("min"), "muted"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(line)
        box.addWidget(self._unusual, 0, Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_session(
        self,
        title: str,
        session: Session | None,
        *,
        day: date | None,
        at: time | None,
        fresh: bool,
    ) -> None:
        """Show which session it is; `day` and `at` are of one that has not begun.

        `fresh` says that another session is shown: nothing of the one before stays.
        """
        today = date.today()
        shown = session.took_place if session else (day or today)
        self._title.setText(title)
        if fresh:
            self._pause.stop()
        if not self._pause.isActive():
            self.day.blockSignals(True)
            self.day.setMaximumDate(QDate(today.year, today.month, today.day))
            self.day.setDate(QDate(shown.year, shown.month, shown.day))
            self.day.blockSignals(False)
        shown_at = session.at if session else at
        self.time.show_text(shown_at.strftime("%H:%M") if shown_at else "", fresh=fresh)
        minutes = session.minutes if session else None
        self.minutes.show_text(str(minutes or ""), fresh=fresh)
        self._say_unusual(minutes)

    def enable_steps(self, *, back: bool, on: bool) -> None:
        """Whether there is a session before, and one after."""
        self._back.setEnabled(back)
        self._on.setEnabled(on)

    def enable_fields(self, on: bool) -> None:
        """Whether day, time and length can be changed: not those of a signed session."""
        for field in (self.day, self.time, self.minutes):
            field.setEnabled(on)

    def when(self) -> tuple[date, time | None]:
        """Day and local time as they stand; raises DomainError for no time of day."""
        shown = self.day.date()
        text = self.time.text().strip()
        return date(shown.year(), shown.month(), shown.day()), parse_time(text) if text else None

    def unkept(self) -> list[str]:
        """Why what stands in a field is not kept."""
        return [field.trouble for field in (self.time, self.minutes) if field.trouble]

    def flush(self) -> None:
        """Send what is still being typed."""
        if self._pause.isActive():
            self._pause.stop()
            self.moved.emit()
        self.time.flush()
        self.minutes.flush()

    def _minutes_typed(self, text: str) -> None:
        minutes = _minutes(text) if text else None
        self._say_unusual(minutes)
        self.minutes_given.emit(minutes)

    def _say_unusual(self, minutes: int | None) -> None:
        low, high = USUAL_MINUTES
        unusual = minutes is not None and not low <= minutes <= high
        self._unusual.setVisible(unusual)
        if unusual:
            self._unusual.setText(tr("usually {low} to {high} minutes", low=low, high=high))


def _minutes(text: str) -> int:
    number = parse_number(text, field="minutes")
    if number != int(number):
        raise DomainError(tr("Write whole minutes, such as 30."), field="minutes")
    check_minutes(int(number))
    return int(number)
