"""The session form: what the practitioner enters while the patient is there.

Every change is kept at once as a draft. A session that has not begun exists only here; its first
entry starts it. Nothing is taken off the screen because a write failed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDateEdit,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Group, Measure
from acudesk.domain.numbers import parse_number
from acudesk.domain.session import (
    USUAL_MINUTES,
    ScoreKey,
    Session,
    SessionKind,
    check_minutes,
)
from acudesk.domain.wording import parse_time, short_date
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.notes_field import NotesField
from acudesk.ui.widgets.number_field import NumberField
from acudesk.ui.widgets.pain_scale import PainScale, fits, score_title
from acudesk.ui.widgets.parts import (
    button,
    card,
    emptied,
    icon_button,
    label,
    restyled,
    themed_icon,
)
from acudesk.ui.widgets.side_effects_field import SideEffectsField
from acudesk.ui.widgets.small_field import SmallField

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.services.courses import CourseView

Entry = Callable[["Services", int], Changes]
Field = PainScale | NumberField


@dataclass(slots=True)
class SessionPlace:
    """The session that the form writes to; `id` is None until its first entry starts it."""

    course_id: int
    kind: SessionKind
    id: int | None = None
    day: date | None = None
    at: time | None = None


class SessionForm(QWidget):
    """Shows one session of a course and keeps every change.

    `stepped` asks for the session before (-1) or after (+1), `started` says that a new session
    has been begun, `refused` carries a sentence for the practitioner.
    """

    stepped = Signal(int)
    next_wanted = Signal()
    discarded = Signal(int)
    started = Signal(int)
    refused = Signal(str)

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._runner = runner
        self._theme = theme
        self._place: SessionPlace | None = None
        self._fields: dict[ScoreKey, Field] = {}
        self._shape: object = None
        self._pending = 0
        self._lost: list[Entry] = []
        self._confirming = False
        self._more_measures = False
        self._view: CourseView | None = None
        self._session: Session | None = None
        self._due: frozenset[ScoreKey] = frozenset()
        self._build()

    @property
    def session_id(self) -> int | None:
        """The session on screen, None while it has not begun."""
        return None if self._place is None else self._place.id

    @property
    def is_busy(self) -> bool:
        """Whether something entered here is still on its way to the disk."""
        return self._pending > 0

    @property
    def fields(self) -> dict[ScoreKey, Field]:
        """The score fields on screen."""
        return self._fields

    def show_session(
        self,
        view: "CourseView",
        session: Session | None,
        *,
        due: frozenset[ScoreKey] = frozenset(),
        kind: SessionKind = SessionKind.VISIT,
    ) -> None:
        """Show a stored session, or with None one that has not begun."""
        same = (
            self._place is not None
            and self._place.course_id == view.course.id
            and (self._place.id == (session.id if session else None))
            and (session is not None or self._place.kind == kind)
        )
        if same and self._pending:
            return
        if not same:
            self.flush()
            self._more_measures = False
            self._place = SessionPlace(
                course_id=view.course.id,
                kind=session.kind if session else kind,
                id=session.id if session else None,
            )
            self._lost.clear()
        self._view, self._session = view, session
        self._due = session.due | due if session else due
        self._rebuild()
        self._fill()
        if not same:
            self._say_state()
            self._scroll.verticalScrollBar().setValue(0)

    def flush(self) -> None:
        """Send everything that is still being typed."""
        for field in self._fields.values():
            if isinstance(field, NumberField):
                field.flush()
        self._minutes.flush()
        self._time.flush()
        self._notes.flush()

    def save(self) -> None:
        """Confirm that all is saved; what a full disk refused is tried again."""
        self.flush()
        again, self._lost = self._lost, []
        self._confirming = True
        for entry in again:
            self._write(entry)
        if not again and not self._pending:
            self._say_state()

    def focus_first(self) -> None:
        """Go to the first field."""
        first = next(iter(self._fields.values()), None)
        (first or self._notes).setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self._back = icon_button(tr("Session before (Alt+Left)"))
        themed_icon(self._back, self._theme, "chevron-left")
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on = icon_button(tr("Session after (Alt+Right)"))
        themed_icon(self._on, self._theme, "chevron-right")
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._title = label("", "heading")
        self._day = QDateEdit()
        self._day.setCalendarPopup(True)
        self._day.setDisplayFormat("d MMM yyyy")
        self._day.setAccessibleName(tr("Day of the session"))
        self._day.setMinimumDate(QDate(1900, 1, 1))
        self._day.setMinimumWidth(128)
        self._moving = QTimer(self)
        self._moving.setSingleShot(True)
        self._moving.setInterval(400)
        self._moving.timeout.connect(self._moved)
        self._day.dateChanged.connect(lambda: self._moving.start())
        self._time = SmallField(tr("Local time of the session"), parse_time, width=64)
        self._time.setPlaceholderText(tr("time"))
        self._time.given.connect(lambda _: self._moved())
        self._time.refused.connect(self.refused)
        self._minutes = SmallField(tr("Length of the session in minutes"), _parse_minutes, width=50)
        self._minutes.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._minutes.given.connect(self._minutes_given)
        self._minutes.refused.connect(self.refused)
        self._unusual = label("", "hint")
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._back)
        head.addWidget(self._title)
        head.addWidget(self._on)
        head.addStretch(1)
        head.addWidget(self._day)
        head.addSpacing(4)
        head.addWidget(self._time)
        head.addSpacing(4)
        head.addWidget(self._minutes)
        head.addWidget(label(tr("min"), "muted"))

        self._scores = QVBoxLayout()
        self._scores.setSpacing(12)
        self._effects = SideEffectsField()
        self._effects.changed.connect(self._effects_given)
        self._notes = NotesField()
        self._notes.setPlaceholderText(tr("What the patient said, what you did"))
        self._notes.setAccessibleName(tr("Notes"))
        self._notes.setMinimumHeight(84)
        self._notes.setMaximumHeight(240)
        self._notes.written.connect(self._notes_given)
        self._more = button("", flat=True)
        self._more.clicked.connect(self._show_more)
        page = QWidget()
        page.setObjectName("plain")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(18, 2, 18, 6)
        inside.setSpacing(12)
        inside.addWidget(self._unusual)
        inside.addLayout(self._scores)
        inside.addWidget(self._effects)
        inside.addWidget(label(tr("Notes"), "label"))
        inside.addWidget(self._notes, 1)
        inside.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)

        self._state = label("", "hint")
        self._discard = button(tr("Discard empty session"), flat=True)
        self._discard.clicked.connect(self._discard_it)
        self._next = button("")
        self._next.clicked.connect(self.next_wanted)
        self._save = button(tr("Save session"), primary=True)
        themed_icon(self._save, self._theme, "check", "accent_text")
        self._save.clicked.connect(self.save)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 0, 18, 0)
        foot.addWidget(self._state)
        foot.addStretch(1)
        foot.addWidget(self._discard)
        foot.addWidget(self._next)
        foot.addWidget(self._save)

        sheet = QVBoxLayout()
        sheet.setContentsMargins(0, 14, 0, 14)
        sheet.setSpacing(10)
        top = QWidget()
        head.setContentsMargins(12, 0, 18, 0)
        top.setLayout(head)
        sheet.addWidget(top)
        sheet.addWidget(self._scroll, 1)
        sheet.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(sheet))

    # What is on screen

    def _wanted(self) -> list[tuple[Measure, ScoreKey, str]]:
        """The scores to show: those due or recorded, and the others once asked for."""
        assert self._view is not None
        activities = self._view.course.activities
        wanted = []
        for measure in self._view.measures:
            for key in measure.keys():
                recorded = self._session is not None and self._session.score(key) is not None
                if not (key in self._due or recorded or self._more_measures):
                    continue
                activity = ""
                if key.item:
                    number = int(key.item)
                    activity = activities[number - 1] if number <= len(activities) else ""
                    activity = activity or tr("activity {n}", n=number)
                wanted.append((measure, key, score_title(measure, key, activity)))
        return wanted

    def _rebuild(self) -> None:
        wanted = self._wanted()
        shape = [(measure, key, title) for measure, key, title in wanted]
        if shape == self._shape:
            return
        self._shape = shape
        emptied(self._scores)
        self._fields = {}
        for group in Group:
            of_group = [part for part in wanted if part[0].group == group]
            scales = [part for part in of_group if fits(part[0].scale)]
            numbers = [part for part in of_group if not fits(part[0].scale)]
            for measure, key, title in scales:
                scale = PainScale(measure, key, title)
                scale.picked.connect(lambda given, key=key: self._score_given(key, given))
                self._take(key, scale)
                self._scores.addWidget(scale)
            if numbers:
                self._scores.addWidget(self._number_grid(numbers))
        self._order_focus()

    def _number_grid(self, numbers: list[tuple[Measure, ScoreKey, str]]) -> QWidget:
        grid_widget = QWidget()
        grid = QGridLayout(grid_widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for place, (measure, key, title) in enumerate(numbers):
            field = NumberField(measure, key, title)
            field.given.connect(lambda given, key=key: self._score_given(key, given))
            self._take(key, field)
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        return grid_widget

    def _take(self, key: ScoreKey, field: Field) -> None:
        self._fields[key] = field
        field.left.connect(lambda: self._go_on(field))

    def _order_focus(self) -> None:
        fields: list[QWidget] = [*self._fields.values(), self._effects, self._notes]
        before: QWidget = self._minutes
        for field in fields[: len(self._fields)]:
            QWidget.setTabOrder(before, field)
            before = field

    def _go_on(self, field: Field) -> None:
        fields = list(self._fields.values())
        place = fields.index(field) + 1
        after: QWidget = fields[place] if place < len(fields) else self._notes
        after.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(after, 0, 40)

    def _fill(self) -> None:
        assert self._view is not None and self._place is not None
        session, view = self._session, self._view
        last = _last_values(view, session)
        for key, field in self._fields.items():
            field.show_score(session.score(key) if session else None)
            if isinstance(field, NumberField):
                field.show_last(last.get(key, ""))
        self._effects.show_record(
            asked=session.side_effects_asked if session else False,
            effects=session.side_effects if session else (),
        )
        self._notes.show_text(session.notes if session else "")
        self._minutes.show_text(str(session.minutes or "") if session else "")
        self._say_unusual(session.minutes if session else None)
        self._fill_head()

    def _fill_head(self) -> None:
        assert self._view is not None and self._place is not None
        session, view = self._session, self._view
        visits = sum(1 for one in view.sessions if one.kind == SessionKind.VISIT)
        if self._place.kind == SessionKind.BETWEEN:
            self._title.setText(tr("Entry between visits"))
        else:
            number = session.number if session else visits + 1
            self._title.setText(
                tr("Session {n} of {planned}", n=number, planned=view.course.planned_sessions)
                if number is not None and number <= view.course.planned_sessions
                else tr("Session {n}", n=number)
            )
        today = date.today()
        day = session.took_place if session else (self._place.day or today)
        self._day.blockSignals(True)
        self._day.setMaximumDate(QDate(today.year, today.month, today.day))
        self._day.setDate(QDate(day.year, day.month, day.day))
        self._day.blockSignals(False)
        at = session.at if session else self._place.at
        self._time.show_text(at.strftime("%H:%M") if at else "")
        ids = [one.id for one in view.sessions]
        place = ids.index(session.id) if session and session.id in ids else len(ids)
        self._back.setEnabled(place > 0)
        self._on.setEnabled(session is not None and place + 1 < len(ids))
        self._discard.setVisible(session is not None and _is_blank(session))
        later = session is not None and place + 1 == len(ids) and view.course.is_open
        self._next.setVisible(later and not _is_blank(session))
        self._next.setText(tr("New session {n}", n=visits + 1))
        self._more.setText(
            tr("Show only what is due") if self._more_measures else tr("Show all measures")
        )

    # What was entered

    def _score_given(self, key: ScoreKey, given: str) -> None:
        self._write(
            lambda services, session_id: services.sessions.record_score(
                session_id, key.measure, given, moment=key.moment, item=key.item
            )
        )

    def _effects_given(self) -> None:
        asked, effects = self._effects.asked, self._effects.effects
        self._write(
            lambda services, session_id: services.sessions.record_side_effects(
                session_id, asked=asked, effects=effects
            )
        )

    def _notes_given(self, text: str) -> None:
        self._write(lambda services, session_id: services.sessions.record_notes(session_id, text))

    def _minutes_given(self, text: str) -> None:
        minutes = _parse_minutes(text) if text else None
        self._say_unusual(minutes)
        self._write(
            lambda services, session_id: services.sessions.record_minutes(session_id, minutes)
        )

    def _moved(self) -> None:
        self._moving.stop()
        place = self._place
        if place is None:
            return
        shown = self._day.date()
        day = date(shown.year(), shown.month(), shown.day())
        text = self._time.text().strip()
        try:
            at = parse_time(text) if text else None
        except DomainError as error:
            self.refused.emit(error.text)
            return
        if place.id is None:
            place.day = None if day == date.today() and at is None else day
            place.at = at
            return
        self._write(
            lambda services, session_id: services.sessions.move_session(session_id, day, at)
        )

    def _discard_it(self) -> None:
        if self._place is not None and self._place.id is not None:
            gone = self._place.id
            self._runner.write(
                lambda services: services.sessions.discard_session(gone),
                lambda _: self.discarded.emit(gone),
                failed=lambda error: self.refused.emit(error.text),
                owner=self,
            )

    def _show_more(self) -> None:
        self._more_measures = not self._more_measures
        self._rebuild()
        self._fill()

    # On the way to the disk

    def _write(self, entry: Entry) -> None:
        place = self._place
        if place is None:
            return
        self._pending += 1
        fresh = place.id is None

        def job(services: "Services") -> Changes:
            if place.id is not None:
                return entry(services, place.id)
            with services.work:
                began = services.sessions.start_session(
                    place.course_id, took_place=place.day, at=place.at, kind=place.kind
                )
                changes = began | entry(services, began.session_id)
            place.id = began.session_id
            return changes

        def kept(_: Changes) -> None:
            if place is self._place:
                if fresh and place.id is not None:
                    self.started.emit(place.id)
                self._say_state()

        def failed(error: DomainError) -> None:
            self._pending -= 1
            if place is self._place:
                self._lost.append(entry)
                self._say_unsaved()
            self.refused.emit(error.text)

        self._runner.write(job, self._counted(kept), failed=failed, owner=self)

    def _counted(self, kept: Callable[[Changes], None]) -> Callable[[Changes], None]:
        def done(changes: Changes) -> None:
            self._pending -= 1
            kept(changes)

        return done

    def _say_state(self) -> None:
        if self._lost:
            self._say_unsaved()
            return
        restyled(self._state, "role", "hint")
        now = datetime.now().strftime("%H:%M")
        if self._place is not None and self._place.id is None and not self._pending:
            self._state.setText(tr("Begins with the first entry"))
        elif self._confirming:
            self._state.setText(tr("All saved {time}", time=now))
        else:
            self._state.setText(tr("Draft kept {time} · Ctrl+S", time=now))
        self._confirming = False

    def _say_unsaved(self) -> None:
        restyled(self._state, "role", "error")
        self._state.setText(tr("Not saved yet · Ctrl+S tries again"))

    def _say_unusual(self, minutes: int | None) -> None:
        low, high = USUAL_MINUTES
        unusual = minutes is not None and not low <= minutes <= high
        self._unusual.setVisible(unusual)
        self._unusual.setText(
            tr("{n} minutes: usually {low} to {high}.", n=minutes, low=low, high=high)
        )


def _parse_minutes(text: str) -> int:
    number = parse_number(text, field="minutes")
    if number != int(number):
        raise DomainError(tr("Write whole minutes, such as 30."), field="minutes")
    check_minutes(int(number))
    return int(number)


def _is_blank(session: Session | None) -> bool:
    return session is not None and not (
        session.scores or session.notes or session.minutes or session.side_effects_asked
    )


def _last_values(view: "CourseView", session: Session | None) -> dict[ScoreKey, str]:
    """What each number was the last time before this session."""
    last: dict[ScoreKey, str] = {}
    units = {measure.code: measure.scale.unit for measure in view.measures}
    today = date.today()
    for earlier in view.sessions:
        if session is not None and earlier.id == session.id:
            break
        for score in earlier.scores:
            unit = units.get(score.key.measure, "")
            last[score.key] = tr(
                "last {value}{unit}, {day}",
                value=score.given,
                unit=f" {unit}" if unit else "",
                day=short_date(earlier.took_place, today),
            )
    return last
