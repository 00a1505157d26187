"""The session form: what the practitioner enters while the patient is there.

Every change is kept at once as a draft. A session that has not begun exists only here; its first
entry starts it. Nothing is taken off the screen because a write failed. A signed session is
shown as it was signed.
"""

from collections.abc import Hashable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.progress import visits
from acudesk.domain.questionnaires import Answers
from acudesk.domain.session import ScoreKey, Session, SessionKind, is_empty
from acudesk.translation import ntr, tr
from acudesk.ui.draft_keeper import DraftKeeper, Entry
from acudesk.ui.pages.patient_look import Look
from acudesk.ui.pages.session_signing import SessionSigning
from acudesk.ui.pages.signed_session import SignedSession
from acudesk.ui.pages.visit_entries import MINUTES, NOTES, WHEN, VisitEntries
from acudesk.ui.pages.visit_filling import fill_chart, fill_visit, is_time_of_entry, last_values
from acudesk.ui.pages.visit_sheet import VisitSheet
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import button, card, label, plain_tip, restyled, themed_icon
from acudesk.ui.widgets.score_fields import Part, activity_name, wanted_scores
from acudesk.ui.widgets.session_head import SessionHead
from acudesk.ui.widgets.undo_keys import UndoKeys

if TYPE_CHECKING:
    from acudesk.bootstrap import Services


class SessionForm(QWidget):
    """Shows one session of a course and keeps every change.

    `stepped` asks for the session before (-1) or after (+1), `started` says that a new session
    has been begun, `signed` that one was sealed, `refused` carries a sentence for the
    practitioner, and `recovered` says that what it told of is kept by now.
    """

    stepped = Signal(int)
    next_wanted = Signal()
    discarded = Signal(int)
    started = Signal(int)
    signed = Signal(int)
    refused = Signal(str)
    recovered = Signal()

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._runner = runner
        self._confirming = False
        self._failing = False
        self._everything = False
        self._fresh_next = False
        self._look: Look | None = None
        self._session: Session | None = None
        self._due: frozenset[ScoreKey] = frozenset()
        self._keeper = DraftKeeper(runner, self)
        self._keeper.kept.connect(self._entry_kept)
        self._keeper.started.connect(self.started)
        self._keeper.failed.connect(self._entry_failed)
        self.head = SessionHead(theme)
        self.sheet = VisitSheet(theme, self)
        self.entries = VisitEntries(self.sheet, self._keep)
        self.sealed = SignedSession(runner, theme)
        self._signing = SessionSigning(runner, self._keeper, self.sheet, self._troubles)
        self._signing.signed.connect(self.signed)
        self.trouble = self._signing.trouble
        self.scores, self.effects = self.sheet.scores, self.sheet.effects
        self.notes = self.sheet.notes
        self._build(theme)
        self._connect()
        UndoKeys(self)

    @property
    def session(self) -> Session | None:
        """The session on screen as it was read, None while it has not begun."""
        return self._session

    @property
    def session_id(self) -> int | None:
        """The session on screen, None while it has not begun."""
        return None if self._keeper.place is None else self._keeper.place.id

    @property
    def due(self) -> frozenset[ScoreKey]:
        """What the session on screen is to be asked."""
        return self._due

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
        look: Look,
        session: Session | None,
        *,
        due: frozenset[ScoreKey],
        kind: SessionKind = SessionKind.VISIT,
    ) -> None:
        """Show a stored session, or with None one that has not begun.

        `due` is what to ask beside what the session itself notes as due.
        """
        view = look.course_view
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
        self._look, self._session = look, session
        self._due = session.due | due if session else due
        fresh = not same or self._fresh_next
        self._fresh_next = False
        self._fill(fresh=fresh)
        if not same:
            self._say_state()
            self.sheet.to_top()

    def flush(self) -> None:
        """Send everything that is still being typed."""
        self.head.flush()
        self.sheet.flush()

    def save(self) -> None:
        """Confirm that all is saved; what a full disk refused is tried again."""
        self.flush()
        self._confirming = True
        wrong = next((one for one in self.sheet.scores.fields.values() if one.trouble), None)
        if wrong is not None:
            self.sheet.go_to(wrong)
        if not self._keeper.try_again() and not self._keeper.is_busy:
            self._say_state()

    def sign(self) -> None:
        """Seal the session; what stands in the way is said, with the way out."""
        self.flush()
        self._say_state()
        self._signing.sign()

    def undo(self) -> None:
        """Take the last edit back."""
        self._step_history(back=True)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._step_history(back=False)

    def press_timer(self) -> None:
        """Start the timer, or note that the needles are out."""
        button = self.sheet.timer.focusProxy()
        if isinstance(button, QPushButton):
            button.click()
        self.sheet.scroll_to(self.sheet.timer)

    def focus_first(self) -> None:
        """Go to the first field."""
        if self._pile.currentWidget() is self.sealed:
            self.sealed.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        first = next(iter(self.sheet.scores.fields.values()), self.sheet.notes)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, theme: Theme) -> None:
        self._state = label("", "hint")
        self._discard = button(tr("Discard empty session"), flat=True)
        self._next = button("")
        self.sign_button = button(tr("Sign"), primary=True)
        self.sign_button.setToolTip(tr("Sign and seal the session (Ctrl+Enter)"))
        themed_icon(self.sign_button, theme, "signature", "accent_text")
        self._save = button(tr("Save entry"), primary=True)
        themed_icon(self._save, theme, "check", "accent_text")
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 0, 18, 0)
        foot.addWidget(self._state, 1)
        foot.addWidget(self._discard)
        foot.addWidget(self._next)
        foot.addWidget(self._save)
        foot.addWidget(self.sign_button)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 18, 0)
        top.setSpacing(8)
        top.addWidget(self.head)
        top.addWidget(self.sheet.bar)
        draft = QWidget()
        inside = QVBoxLayout(draft)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.sheet.scroll, 1)
        above = QHBoxLayout()
        above.setContentsMargins(18, 0, 18, 0)
        above.addWidget(self.trouble)
        inside.addLayout(above)
        self._pile = QStackedWidget()
        self._pile.addWidget(draft)
        self._pile.addWidget(self.sealed)
        sheet = QVBoxLayout()
        sheet.setContentsMargins(0, 14, 0, 14)
        sheet.setSpacing(10)
        sheet.addLayout(top)
        sheet.addWidget(self._pile, 1)
        sheet.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(sheet))

    def _connect(self) -> None:
        sheet = self.sheet
        self.head.stepped.connect(self.stepped)
        self.head.moved.connect(self._moved)
        self.head.minutes_given.connect(self.entries.minutes)
        self.head.refused.connect(self.refused)
        self.head.left.connect(self.focus_first)
        sheet.scores.left.connect(self._part_left)
        sheet.scores.entered.connect(sheet.scroll_to)
        sheet.since.left.connect(lambda: self._part_left(None))
        sheet.points.left.connect(lambda: sheet.go_to(sheet.timer))
        sheet.effects.left.connect(lambda: self._enter(Part.AFTER, self.sign_button))
        sheet.everything_wanted.connect(self._switch_everything)
        sheet.chart_made.connect(
            lambda: fill_chart(sheet, self._session, self._keeper.is_unkept, fresh=True)
        )
        self._discard.clicked.connect(self._discard_it)
        self._next.clicked.connect(self.next_wanted)
        self._save.clicked.connect(self.save)
        self.sign_button.clicked.connect(self.sign)

    def _part_left(self, part: object) -> None:
        """Enter goes on from part to part, in the order of the visit."""
        sheet = self.sheet
        place = self._keeper.place
        if place is not None and place.kind == SessionKind.BETWEEN:
            sheet.go_to(sheet.notes)
        elif part == Part.WEEK and not sheet.since.isHidden():
            sheet.go_to(sheet.since)
        elif part in (None, Part.WEEK):
            self._enter(Part.EXAM, sheet.points)
        elif part == Part.EXAM:
            sheet.go_to(sheet.points)
        else:
            sheet.go_to(self.sign_button)

    def _enter(self, part: Part, other: QWidget) -> None:
        self.sheet.go_to(next(iter(self.sheet.scores.of(part)), other))

    # What is on screen

    def _fill(self, *, fresh: bool = False) -> None:
        look, session, place = self._look, self._session, self._keeper.place
        assert look is not None and place is not None
        view = look.course_view
        sealed = session is not None and not session.is_draft
        # Signed just now: the field that had the focus goes.
        focus = None if fresh or not sealed else QApplication.focusWidget()
        held = focus if focus is not None and self.isAncestorOf(focus) else None
        self._pile.setCurrentIndex(1 if sealed else 0)
        self._fill_head(look, sealed=sealed, fresh=fresh)
        if sealed:
            assert session is not None
            self.trouble.hide()
            self.sealed.show_session(session)
            self._say_state()
            if held is not None and not held.isVisible():
                self.sealed.setFocus()
            return
        sheet = self.sheet
        sheet.show_kind(place.kind)
        sheet.scores.ask_for(
            wanted_scores(
                view.measures, view.course, session, self._due, everything=self._everything
            )
        )
        sheet.scores.show_scores(
            session, last_values(view, session), fresh=fresh, is_unkept=self._keeper.is_unkept
        )
        asked = self._due if not self._everything else frozenset(self._items())
        sheet.name_activities.setVisible(
            any(key.item and not activity_name(view.course, key) for key in asked)
        )
        questions = look.questions(self._due)
        sheet.ask.setVisible(bool(questions))
        short = ", ".join(one.code.upper() for one in questions)
        sheet.ask.setText(" " + tr("Turn the screen: {names}", names=short))
        sheet.ask.setToolTip(plain_tip("\n".join(one.title for one in questions)))
        sheet.more.setText(
            tr("Show only what is due") if self._everything else tr("Show all measures")
        )
        if fresh or not self._keeper.is_unkept(NOTES):
            sheet.notes.show_text(session.notes if session else "", fresh=fresh)
        if place.kind == SessionKind.VISIT:
            fill_visit(sheet, look, session, self._keeper.is_unkept, fresh=fresh)
        if fresh:
            self.trouble.hide()

    def _fill_head(self, look: Look, *, sealed: bool, fresh: bool) -> None:
        view, session, place = look.course_view, self._session, self._keeper.place
        assert place is not None
        if fresh or not (self._keeper.is_unkept(MINUTES) or self._keeper.is_unkept(WHEN)):
            self.head.show_session(self._title(), session, day=place.day, at=place.at, fresh=fresh)
        self.head.enable_fields(not sealed)
        self.sheet.bar.setVisible(not sealed and place.kind == SessionKind.VISIT)
        ids = [one.id for one in view.sessions]
        step = ids.index(session.id) if session and session.id in ids else len(ids)
        is_last = session is not None and step + 1 == len(ids)
        blank = session is not None and session.is_draft and is_empty(session)
        is_open = view.course.is_open
        self.head.enable_steps(
            back=step > 0, on=session is not None and (not is_last or (is_open and not blank))
        )
        self._discard.setVisible(blank)
        done = sealed or place.kind == SessionKind.BETWEEN
        self._next.setVisible(is_last and is_open and done)
        self._next.setText(tr("New session {n}", n=len(visits(view.sessions)) + 1))
        visit = place.kind == SessionKind.VISIT
        self.sign_button.setVisible(visit and not sealed and not blank)
        self._save.setVisible(not visit)

    def _items(self) -> Iterator[ScoreKey]:
        assert self._look is not None
        return (key for measure in self._look.course_view.measures for key in measure.keys())

    def _title(self) -> str:
        look, session, place = self._look, self._session, self._keeper.place
        assert look is not None and place is not None
        if place.kind == SessionKind.BETWEEN:
            return tr("Between visits")
        if session is not None and not session.counts:
            return tr("Entered in error")
        number = session.number if session else len(visits(look.course_view.sessions)) + 1
        planned = look.course_view.course.planned_sessions
        if number is not None and number <= planned:
            return tr("Session {n} of {planned}", n=number, planned=planned)
        return tr("Session {n}", n=number)

    def _switch_everything(self) -> None:
        self._everything = not self._everything
        self._fill()

    # What was entered

    def keep_answers(self, answers: Answers) -> None:
        """Keep what the patient answers to a questionnaire."""
        self._keep(
            ("answers", answers.questionnaire),
            lambda services, session_id: services.questionnaires.keep_answers(session_id, answers),
        )

    def _keep(self, key: Hashable, entry: Entry) -> None:
        if self.session_id is None and key != WHEN:
            # A day that was just chosen is the day on which the session begins.
            self.head.flush()
        self._keeper.keep(key, entry)

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
        if session is not None and day != session.took_place and is_time_of_entry(session, at):
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

    def _step_history(self, *, back: bool) -> None:
        self.flush()
        place = self._keeper.place
        if place is None or (place.id is None and not self._keeper.is_busy):
            return

        def step(services: "Services") -> Changes:
            session_id = place.id or place.begun
            if session_id is None:
                return Changes()
            return services.drafts.undo(session_id) if back else services.drafts.redo(session_id)

        # What is read after it replaces everything on the screen.
        self._fresh_next = True
        self._runner.write(step, owner=self, failed=lambda error: self.refused.emit(error.text))

    # What became of it

    def _troubles(self) -> list[str]:
        """Why what stands in a field is not kept: it has to be put right first."""
        if self._pile.currentWidget() is self.sealed:
            return []
        return [*self.sheet.troubles(), *self.head.unkept()]

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
        sealed = self._session is not None and not self._session.is_draft
        if self._keeper.has_lost:
            self._state.setText(tr("Not saved yet · Ctrl+S tries again"))
        elif troubles:
            self._state.setText(ntr("{n} field is not saved", "{n} fields are not saved", troubles))
        elif sealed and not self._keeper.is_busy:
            self._state.setText(tr("Signed and sealed"))
        elif place is not None and place.id is None and not self._keeper.is_busy:
            self._state.setText(tr("Begins with the first entry"))
        elif self._confirming:
            self._state.setText(tr("All saved {time}", time=now))
        else:
            self._state.setText(tr("Draft kept {time} · Ctrl+S", time=now))
        self._state.setAccessibleName(self._state.text())
        if not self._keeper.is_busy:
            self._confirming = False
