"""The retention timer on the page of a session, and the strip of all that run in the program."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from acudesk.domain.clock import Clock, SystemClock
from acudesk.domain.treatment import DEFAULT_RETENTION, LONGEST_RETENTION, NOTHING, Treatment
from acudesk.translation import ntr, tr
from acudesk.ui.retention_timers import (
    RetentionTimers,
    clock_text,
    left_words,
    over_words,
    seconds_left,
)
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.alert_line import AlertLine
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import button, label, plain_tip, restyled
from acudesk.ui.widgets.treatment_parts import (
    ReasonLine,
    in_one_row,
    number_line,
    whole_number,
)

PRESETS = (20, 25, 30)
LONGER = 5
LONGEST_NAME = 24
CHIP_HEIGHT = 30
"""The same for every name: some scripts would make theirs higher."""
LEFT_TO_RIGHT, ISOLATED, END = "\u2066", "\u2068", "\u2069"


class ProgressLine(QWidget):
    """A thin line that fills as time passes; the words beside it say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.share = 0.0
        self.setFixedHeight(6)
        theme.changed.connect(self.update)

    def show_share(self, share: float) -> None:
        """Show how much has passed, 0 to 1."""
        self.share = min(max(share, 0.0), 1.0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(self._theme.style.border))
        painter.drawRoundedRect(whole, 3, 3)
        filled = QRectF(whole)
        filled.setWidth(whole.width() * self.share)
        if self.isRightToLeft():
            filled.moveRight(whole.right())
        style = self._theme.style
        painter.setBrush(QColor(style.accent if self.share < 1 else style.warn))
        painter.drawRoundedRect(filled, 3, 3)
        painter.end()


class RetentionTimer(QWidget):
    """Starts, shows and ends the timer of one session; `tick` keeps it going.

    `start_wanted` carries the minutes, `extend_wanted` the new minutes since the start,
    `minutes_given` how long needles stayed in, by hand.
    """

    start_wanted = Signal(int)
    stop_wanted = Signal()
    extend_wanted = Signal(int)
    minutes_given = Signal(object)

    def __init__(self, theme: Theme, *, clock: Clock | None = None) -> None:
        super().__init__()
        self._clock: Clock = clock or SystemClock()
        self._timers: RetentionTimers | None = None
        self._treatment = NOTHING
        self._minutes = DEFAULT_RETENTION
        self._chosen = False
        self.start = button("")
        self.start.setProperty("big", True)
        self.start.clicked.connect(self._start)
        self.preset = ChoiceField(
            tr("Minutes of the timer"), ((one, str(one)) for one in PRESETS), optional=False
        )
        self.preset.chosen.connect(self._preset_chosen)
        self.length = number_line(
            tr("Minutes of the timer"),
            lambda text: Treatment(timer_minutes=whole_number(text)),
            width=52,
        )
        self.length.given.connect(self._length_typed)
        self.remaining = label("", "number")
        self.line = ProgressLine(theme)
        self.span = label("", "hint")
        self.over = AlertLine()
        self.stop = button(tr("Needles out"), primary=True)
        self.stop.clicked.connect(self.stop_wanted)
        self.longer = button(tr("+{n} min", n=LONGER))
        self.longer.setAccessibleName(ntr("{n} minute longer", "{n} minutes longer", LONGER))
        self.longer.clicked.connect(lambda: self.extend_wanted.emit(self._longer()))
        self.stayed = number_line(
            tr("Minutes for which needles stayed in"),
            lambda text: Treatment(retention_minutes=whole_number(text)),
            width=52,
        )
        self.stayed.given.connect(self._stayed_typed)
        self.restart = button(tr("Restart"), flat=True)
        self.restart.setToolTip(tr("Start the timer again; the minutes are noted anew"))
        self.restart.clicked.connect(self._start)
        self._trouble = ReasonLine(self.length, self.stayed)
        self._build()
        self._show_minutes()
        self._paint()

    def show_timer(
        self, treatment: Treatment, *, usual: int = DEFAULT_RETENTION, fresh: bool = False
    ) -> None:
        """Show the timer of a session; `usual` is what it offers where nothing came along.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        started = treatment.timer_started_at
        if fresh or started != self._treatment.timer_started_at:
            self._chosen = False
        self._treatment = treatment
        if not self._chosen:
            self._minutes = treatment.timer_minutes or usual
            self._show_minutes(fresh=fresh)
        minutes = treatment.retention_minutes
        self.stayed.show_text("" if minutes is None else str(minutes), fresh=fresh)
        self._trouble.refresh()
        self._paint()

    def tick(self) -> None:
        """A second has passed."""
        if self._treatment.timer_runs:
            self._show_time()

    def follow(self, timers: RetentionTimers) -> None:
        """Keep going with the timers of the program, and by their time."""
        self._timers = timers
        timers.ticked.connect(self.tick)

    def flush(self) -> None:
        """Give what is still being typed."""
        self.length.flush()
        self.stayed.flush()

    def unkept(self) -> list[str]:
        """Why what stands in a field is not kept."""
        return self._trouble.reasons

    def _build(self) -> None:
        self._idle = QWidget()
        idle = QHBoxLayout(self._idle)
        idle.setContentsMargins(0, 0, 0, 0)
        idle.setSpacing(8)
        idle.addWidget(self.start, 1)
        idle.addWidget(in_one_row(self.preset), 0, Qt.AlignmentFlag.AlignVCenter)
        idle.addWidget(self.length)
        idle.addWidget(label(tr("min"), "muted"))
        self._clockface = QWidget()
        running = QVBoxLayout(self._clockface)
        running.setContentsMargins(0, 0, 0, 0)
        running.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.remaining)
        top.addWidget(self.over, 1)
        top.addWidget(self.span, 1)
        top.addWidget(self.longer)
        top.addWidget(self.stop)
        running.addLayout(top)
        running.addWidget(self.line)
        self._done = QWidget()
        done = QHBoxLayout(self._done)
        done.setContentsMargins(0, 0, 0, 0)
        done.setSpacing(6)
        done.addWidget(label(tr("Needles stayed in"), "muted"))
        done.addWidget(self.stayed)
        done.addWidget(label(tr("min"), "muted"))
        done.addStretch(1)
        done.addWidget(self.restart)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for part in (self._idle, self._clockface, self._done, self._trouble):
            box.addWidget(part)

    def _preset_chosen(self) -> None:
        minutes = self.preset.value
        assert isinstance(minutes, int)
        self._choose(minutes)
        self._show_minutes(fresh=True)

    def _length_typed(self, text: str) -> None:
        if text:
            self._choose(whole_number(text))

    def _choose(self, minutes: int) -> None:
        self._minutes, self._chosen = minutes, True
        self._show_minutes()

    def _show_minutes(self, *, fresh: bool = False) -> None:
        self.preset.choose(self._minutes)
        self.length.show_text(str(self._minutes), fresh=fresh)
        self.start.setText(tr("Start timer, {n} min", n=self._minutes))
        self._trouble.refresh()

    def _start(self) -> None:
        self.length.flush()
        if not self.length.trouble:
            self.start_wanted.emit(self._minutes)

    def _stayed_typed(self, text: str) -> None:
        self.minutes_given.emit(whole_number(text) if text else None)

    def _now(self) -> datetime:
        """The present moment by the running timer of the session that is shown."""
        started = self._treatment.timer_started_at
        for one in self._timers.running if self._timers is not None else ():
            if self._timers is not None and one.started_at == started:
                return self._timers.now(one.session_id)
        return self._clock.now()

    def _longer(self) -> int:
        """Five more minutes from the planned end, or from now where that has passed."""
        started, minutes = self._treatment.timer_started_at, self._treatment.timer_minutes
        if started is None or minutes is None:
            return self._minutes
        passed = -seconds_left(started, self._now()) // 60
        return min(max(minutes, passed) + LONGER, LONGEST_RETENTION)

    def _paint(self) -> None:
        treatment = self._treatment
        runs = treatment.timer_runs and treatment.timer_ends_at is not None
        done = treatment.retention_minutes is not None
        self._idle.setVisible(not runs and not done)
        self._clockface.setVisible(runs)
        self._done.setVisible(not runs)
        self.restart.setVisible(done)
        self.setFocusProxy(self.stop if runs else self.stayed if done else self.start)
        if runs:
            self._show_time()
        else:
            self.over.say("")

    def _show_time(self) -> None:
        started, ends = self._treatment.timer_started_at, self._treatment.timer_ends_at
        if started is None or ends is None:
            return
        seconds = seconds_left(ends, self._now())
        is_over = seconds <= 0
        self.remaining.setVisible(not is_over)
        self.span.setVisible(not is_over)
        was_over = bool(self.over.text)
        self.over.say(over_words(seconds, ends) if is_over else "", aloud=not was_over)
        self.remaining.setText(f"{LEFT_TO_RIGHT}{clock_text(seconds)}{END}")
        self.remaining.setMinimumWidth(self.remaining.fontMetrics().horizontalAdvance("00:00 "))
        self.remaining.setAccessibleName(left_words(seconds))
        self.span.setText(tr("from {start} to {end}", start=_time(started), end=_time(ends)))
        whole = (ends - started).total_seconds()
        self.line.show_share(1 - seconds / whole if whole else 1)


class TimerStrip(QWidget):
    """A chip for each session whose timer runs, and for each that is open beside it; hidden
    while there is none. `session_chosen` asks for that session."""

    session_chosen = Signal(int)

    def __init__(self, timers: RetentionTimers, theme: Theme) -> None:
        super().__init__()
        self.timers = timers
        self._theme = theme
        self._open: dict[int, str] = {}
        self.chips: dict[int, QPushButton] = {}
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(0, 8, 0, 0)
        self.setAccessibleName(tr("Needles in"))
        timers.changed.connect(self._refill)
        timers.ticked.connect(self._paint)
        theme.changed.connect(self._paint)
        self._refill()

    def is_busy_beside(self, session_id: int | None) -> bool:
        """Whether the timer of another session runs."""
        return any(one.session_id != session_id for one in self.timers.running)

    def show_open(self, sessions: Iterable[tuple[int, str]]) -> None:
        """Show open sessions too that have no timer, each by its key and whose it is."""
        self._open = dict(sessions)
        self._refill()

    def _refill(self) -> None:
        names = {one.session_id: one.name for one in self.timers.running}
        names.update({key: name for key, name in self._open.items() if key not in names})
        for key in [key for key in self.chips if key not in names]:
            chip = self.chips.pop(key)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for key in names:
            if key not in self.chips:
                chip = QPushButton()
                chip.setProperty("part", "chip")
                chip.setAutoDefault(False)
                chip.setFixedHeight(CHIP_HEIGHT)
                chip.clicked.connect(lambda _, key=key: self._chosen(key))
                self.chips[key] = chip
                self._flow.addWidget(chip)
        self._paint()
        self.setVisible(bool(self.chips))

    def _paint(self) -> None:
        running = {one.session_id: one for one in self.timers.running}
        for key, chip in self.chips.items():
            timer = running.get(key)
            name = timer.name if timer is not None else self._open[key]
            seconds = self.timers.remaining(key)
            is_over = seconds is not None and seconds <= 0
            if timer is None or seconds is None:
                shown, said = "", tr("open")
            elif is_over:
                shown = said = over_words(seconds, timer.ends_at)
            else:
                shown, said = clock_text(seconds), left_words(seconds)
            restyled(chip, "over", is_over)
            # An ampersand in a name would else underline a letter.
            text = _in_one_line(name).replace("&", "&&")
            chip.setText(f"{text} · {LEFT_TO_RIGHT}{shown}{END}" if shown else text)
            chip.setAccessibleName(f"{name}: {said}")
            chip.setToolTip(plain_tip(tr("Go to the session of {name}", name=name)))
        self._flow.invalidate()

    def _chosen(self, session_id: int) -> None:
        self.timers.acknowledge(session_id)
        self.session_chosen.emit(session_id)


def _in_one_line(name: str) -> str:
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    return f"{ISOLATED}{short}{END}"


def _time(moment: datetime) -> str:
    return moment.astimezone().strftime("%H:%M")
