"""The session form: what the practitioner enters while the patient is there.

Every change is kept at once as a draft. A session that has not begun exists only here; its first
entry starts it. Nothing is taken off the screen because a write failed.
"""

from collections.abc import Hashable, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.numbers import with_unit
from acudesk.domain.progress import visits
from acudesk.domain.session import ScoreKey, Session, SessionKind, is_empty
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr
from acudesk.ui.draft_keeper import DraftKeeper, Entry
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.notes_field import NotesField
from acudesk.ui.widgets.parts import button, card, label, restyled, themed_icon
from acudesk.ui.widgets.score_fields import ScoreFields, activity_name, wanted_scores
from acudesk.ui.widgets.session_head import SessionHead
from acudesk.ui.widgets.side_effects_field import SideEffectsField

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

EFFECTS, NOTES, MINUTES, WHEN = "side effects", "notes", "minutes", "when"


class SessionForm(QWidget):
    """Shows one session of a course and keeps every change.

    `stepped` asks for the session before (-1) or after (+1), `started` says that a new session
    has been begun, `refused` carries a sentence for the practitioner, and
    `recovered` says that what it told of is kept by now.
    """

    stepped = Signal(int)
    next_wanted = Signal()
    discarded = Signal(int)
    started = Signal(int)
    refused = Signal(str)
    recovered = Signal()
    activities_wanted = Signal()

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._runner = runner
        self._confirming = False
        self._failing = False
        self._everything = False
        self._view: CourseView | None = None
        self._session: Session | None = None
        self._due: frozenset[ScoreKey] = frozenset()
        self._keeper = DraftKeeper(runner, self)
        self._keeper.kept.connect(self._entry_kept)
        self._keeper.started.connect(self.started)
        self._keeper.failed.connect(self._entry_failed)
        self.head = SessionHead(theme)
        self.scores = ScoreFields()
        self.effects = SideEffectsField()
        self.notes = NotesField()
        self._build(theme)
        self._connect()

    @property
    def session_id(self) -> int | None:
        """The session on screen, None while it has not begun."""
        return None if self._keeper.place is None else self._keeper.place.id

    @property
    def is_busy(self) -> bool:
        """Whether something entered here is still on its way to the disk."""
        return self._keeper.is_busy

    @property
    def has_unkept(self) -> bool:
        """Whether something entered here is on the screen only."""
        return self._keeper.has_lost or bool(self._troubles())

    def show_session(
        self,
        view: "CourseView",
        session: Session | None,
        *,
        due: frozenset[ScoreKey],
        kind: SessionKind = SessionKind.VISIT,
    ) -> None:
        """Show a stored session, or with None one that has not begun.

        `due` is what to ask beside what the session itself notes as due.
        """
        place = self._keeper.place
        session_id = session.id if session else None
        same = (
            place is not None
            and (place.course_id, place.id) == (view.course.id, session_id)
            and (session is not None or place.kind == kind)
        )
        if same and self._keeper.is_busy:
            return
        if not same:
            self.flush()
            for reason in self._troubles():
                self.refused.emit(tr("Not saved: {reason}", reason=reason))
            self._everything = False
            self._keeper.go_to(view.course.id, session_id, session.kind if session else kind)
        self._view, self._session = view, session
        self._due = session.due | due if session else due
        self._fill(fresh=not same)
        if not same:
            self._say_state()
            self._scroll.verticalScrollBar().setValue(0)

    def flush(self) -> None:
        """Send everything that is still being typed."""
        self.scores.flush()
        self.head.flush()
        self.effects.flush()
        self.notes.flush()

    def save(self) -> None:
        """Confirm that all is saved; what a full disk refused is tried again."""
        self.flush()
        self._confirming = True
        self._go_to_trouble()
        if not self._keeper.try_again() and not self._keeper.is_busy:
            self._say_state()

    def _go_to_trouble(self) -> None:
        wrong = next((one for one in self.scores.fields.values() if one.trouble), None)
        if wrong is not None:
            self._go_to(wrong)

    def focus_first(self) -> None:
        """Go to the first field."""
        first = next(iter(self.scores.fields.values()), self.notes)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, theme: Theme) -> None:
        self.notes.setPlaceholderText(tr("What the patient said, what you did"))
        self.notes.setAccessibleName(tr("Notes"))
        self.notes.setMinimumHeight(84)
        self.notes.setMaximumHeight(240)
        self._name_activities = button(tr("Name the patient's activities (PSFS)…"), flat=True)
        self._more = button("", flat=True)
        self._more.clicked.connect(self._switch_everything)
        self._page = page = QWidget()
        page.setObjectName("plain")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(18, 2, 18, 6)
        inside.setSpacing(12)
        inside.addWidget(self.scores)
        inside.addWidget(self._name_activities, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.effects)
        inside.addWidget(label(tr("Notes"), "label"))
        inside.addWidget(self.notes, 1)
        inside.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)
        self._state = label("", "hint")
        self._discard = button(tr("Discard empty session"), flat=True)
        self._next = button("")
        self._save = button(tr("Save session"), primary=True)
        themed_icon(self._save, theme, "check", "accent_text")
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 0, 18, 0)
        foot.addWidget(self._state, 1)
        foot.addWidget(self._discard)
        foot.addWidget(self._next)
        foot.addWidget(self._save)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 18, 0)
        top.addWidget(self.head)
        sheet = QVBoxLayout()
        sheet.setContentsMargins(0, 14, 0, 14)
        sheet.setSpacing(10)
        sheet.addLayout(top)
        sheet.addWidget(self._scroll, 1)
        sheet.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(sheet))

    def _connect(self) -> None:
        self.head.stepped.connect(self.stepped)
        self.head.moved.connect(self._moved)
        self.head.minutes_given.connect(self._minutes_given)
        self.head.refused.connect(self.refused)
        self.head.left.connect(self.focus_first)
        self.scores.given.connect(self._score_given)
        self.scores.left.connect(lambda: self._go_to(self.effects.none))
        self.scores.entered.connect(self._scroll_to)
        self.effects.changed.connect(self._effects_given)
        self.effects.left.connect(lambda: self._go_to(self.notes))
        self.notes.written.connect(self._notes_given)
        self.notes.cursorPositionChanged.connect(self._show_cursor)
        self._name_activities.clicked.connect(self.activities_wanted)
        self._discard.clicked.connect(self._discard_it)
        self._next.clicked.connect(self.next_wanted)
        self._save.clicked.connect(self.save)

    def _go_to(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll_to(widget)

    def _scroll_to(self, widget: QWidget) -> None:
        self._scroll.ensureWidgetVisible(widget, 0, 40)

    def _show_cursor(self) -> None:
        """What is being written stays in sight."""
        if self.notes.hasFocus():
            corner = self.notes.viewport().mapToGlobal(self.notes.cursorRect().bottomLeft())
            place = self._page.mapFromGlobal(corner)
            self._scroll.ensureVisible(place.x(), place.y(), 0, 24)

    # What is on screen

    def _fill(self, *, fresh: bool = False) -> None:
        view, session, place = self._view, self._session, self._keeper.place
        assert view is not None and place is not None
        self.scores.ask_for(
            wanted_scores(
                view.measures, view.course, session, self._due, everything=self._everything
            )
        )
        self.scores.show_scores(
            session, _last_values(view, session), fresh=fresh, is_unkept=self._keeper.is_unkept
        )
        stops = self.scores.stops()
        if stops:
            QWidget.setTabOrder(self.head.minutes, stops[0])
            QWidget.setTabOrder(stops[-1], self.effects.none)
        if fresh or not self._keeper.is_unkept(EFFECTS):
            self.effects.show_record(
                asked=session.side_effects_asked if session else False,
                effects=session.side_effects if session else (),
                fresh=fresh,
            )
        asked = self._due if not self._everything else frozenset(self._items())
        self._name_activities.setVisible(
            any(key.item and not activity_name(view.course, key) for key in asked)
        )
        if fresh or not self._keeper.is_unkept(NOTES):
            self.notes.show_text(session.notes if session else "", fresh=fresh)
        if fresh or not (self._keeper.is_unkept(MINUTES) or self._keeper.is_unkept(WHEN)):
            self.head.show_session(self._title(), session, day=place.day, at=place.at, fresh=fresh)
        self._more.setText(
            tr("Show only what is due") if self._everything else tr("Show all measures")
        )
        ids = [one.id for one in view.sessions]
        step = ids.index(session.id) if session and session.id in ids else len(ids)
        is_last = session is not None and step + 1 == len(ids)
        blank = session is not None and is_empty(session)
        is_open = view.course.is_open
        self.head.enable_steps(
            back=step > 0, on=session is not None and (not is_last or (is_open and not blank))
        )
        self._discard.setVisible(blank)
        self._next.setVisible(is_last and is_open and not blank)
        self._next.setText(tr("New session {n}", n=len(visits(view.sessions)) + 1))

    def _items(self) -> Iterator[ScoreKey]:
        assert self._view is not None
        return (key for measure in self._view.measures for key in measure.keys())

    def _title(self) -> str:
        view, session, place = self._view, self._session, self._keeper.place
        assert view is not None and place is not None
        if place.kind == SessionKind.BETWEEN:
            return tr("Between visits")
        number = session.number if session else len(visits(view.sessions)) + 1
        planned = view.course.planned_sessions
        if number is not None and number <= planned:
            return tr("Session {n} of {planned}", n=number, planned=planned)
        return tr("Session {n}", n=number)

    def _switch_everything(self) -> None:
        self._everything = not self._everything
        self._fill()

    # What was entered

    def _keep(self, key: Hashable, entry: Entry) -> None:
        if self.session_id is None and key != WHEN:
            # A day that was just chosen is the day on which the session begins.
            self.head.flush()
        self._keeper.keep(key, entry)

    def _score_given(self, key: ScoreKey, given: str) -> None:
        self._keep(
            key,
            lambda services, session_id: services.sessions.record_score(
                session_id, key.measure, given, moment=key.moment, item=key.item
            ),
        )

    def _effects_given(self) -> None:
        asked, effects = self.effects.asked, self.effects.effects
        self._keep(
            EFFECTS,
            lambda services, session_id: services.sessions.record_side_effects(
                session_id, asked=asked, effects=effects
            ),
        )

    def _notes_given(self, text: str) -> None:
        self._keep(
            NOTES,
            lambda services, session_id: services.sessions.record_notes(session_id, text),
        )

    def _minutes_given(self, minutes: int | None) -> None:
        self._keep(
            MINUTES,
            lambda services, session_id: services.sessions.record_minutes(session_id, minutes),
        )

    def _moved(self) -> None:
        place = self._keeper.place
        if place is None:
            return
        try:
            day, at = self.head.when()
        except DomainError as error:
            self.refused.emit(error.text)
            return
        session = self._session
        if session is not None and day != session.took_place and _is_time_of_entry(session, at):
            # The time that was filled in is that of another day.
            at = None
            self.head.time.clear()
        if place.id is None and not self._keeper.is_busy:
            place.day = None if day == date.today() and at is None else day
            place.at = at
            return
        self._keep(
            WHEN,
            lambda services, session_id: services.sessions.move_session(session_id, day, at),
        )

    def _discard_it(self) -> None:
        gone = self.session_id
        if gone is not None:
            self._runner.write(
                lambda services: services.sessions.discard_session(gone),
                lambda _: self.discarded.emit(gone),
                failed=lambda error: self.refused.emit(error.text),
                owner=self,
            )

    # What became of it

    def _troubles(self) -> list[str]:
        """Why what stands in a field is not kept: it has to be put right first."""
        return [*self.scores.unkept(), *self.head.unkept()]

    def _entry_kept(self) -> None:
        self._say_state()
        if self._failing and not self._keeper.has_lost:
            self._failing = False
            self.recovered.emit()

    def _entry_failed(self, reason: str) -> None:
        self._failing = True
        self._say_state()
        self.refused.emit(reason)

    def _say_state(self) -> None:
        place = self._keeper.place
        troubles = len(self._troubles())
        unkept = self._keeper.has_lost or troubles
        restyled(self._state, "role", "error" if unkept else "hint")
        now = datetime.now().strftime("%H:%M")
        if self._keeper.has_lost:
            self._state.setText(tr("Not saved yet · Ctrl+S tries again"))
        elif troubles:
            self._state.setText(ntr("{n} field is not saved", "{n} fields are not saved", troubles))
        elif place is not None and place.id is None and not self._keeper.is_busy:
            self._state.setText(tr("Begins with the first entry"))
        elif self._confirming:
            self._state.setText(tr("All saved {time}", time=now))
        else:
            self._state.setText(tr("Draft kept {time} · Ctrl+S", time=now))
        self._state.setAccessibleName(self._state.text())
        if not self._keeper.is_busy:
            self._confirming = False


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
                "last {value}, {day}",
                value=with_unit(score.given, unit),
                day=short_date(earlier.took_place, today),
            )
    return last


def _is_time_of_entry(session: Session, at: time | None) -> bool:
    """Whether a time was taken from the clock when the session began, not given by anybody."""
    begun = session.entered_at.astimezone().time()
    same = at is not None and (at.hour, at.minute) == (begun.hour, begun.minute)
    return same and at == session.at
