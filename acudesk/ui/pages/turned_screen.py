"""The page for the patient when the screen is turned: one patient, large type, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.questionnaires import AnswerKind, Answers, Questionnaire
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import label, restyled
from acudesk.ui.widgets.questionnaire_activity import ActivityQuestion
from acudesk.ui.widgets.questionnaire_return import ReturnButton
from acudesk.ui.widgets.questionnaire_room import (
    COLUMN_WIDTH,
    GAP,
    ROOMY_COLUMN_WIDTH,
    SIDE,
    Room,
    said_page,
    stacked,
)
from acudesk.ui.widgets.questionnaire_rows import ChoiceList, TickList

MOST_ROWS = 8
ROOMY = QSize(1500, 850)
"""From this size of the page on its letters are larger still."""
_INTRODUCTION = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the patient is: a questionnaire and its first item shown, counted from 0.

    One below stands the instruction, one after the last the question whether no tick is meant.
    """

    part: int
    first: int


class TurnedScreen(QWidget):
    """Asks one patient, page by page, and shows nothing of anybody else.

    `answered` carries the Answers after each change, not finished; `finished` those of a
    questionnaire that the patient says they are finished with. `activity_named` carries the
    number of an activity, from 1, and the patient's words for it. `returned` follows the
    practitioner's key, or their button held; by then nothing of the patient is left here.
    """

    answered = Signal(object)
    finished = Signal(object)
    returned = Signal()
    activity_named = Signal(int, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._asked: tuple[Questionnaire, ...] = ()
        self._answers: dict[str, Answers] = {}
        self._activities: list[str] = []
        self._nameless: frozenset[int] = frozenset()
        self._trail: list[_Place] = []
        self._shown = 0
        self._page: QWidget | None = None
        self._activity: ActivityQuestion | None = None
        self._list: TickList | ChoiceList | None = None
        self.setObjectName("turnedScreen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._who = label("", "who")
        self._return = ReturnButton(theme)
        self._return.held.connect(self._go_back_to_practitioner)
        self._room = Room()
        self._room.resized.connect(self._fit)
        self._back = _TurnButton(tr("Back"))
        self._back.clicked.connect(self._turn_back)
        keeping = self._back.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(keeping)
        self._withdraw = _TurnButton(tr("Take my answer back"), part="quiet")
        self._withdraw.clicked.connect(self._take_back)
        self._progress = label("", "progress")
        self._progress.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._next = _TurnButton("")
        self._next.clicked.connect(self._turn)
        self._lay_out()
        key = QShortcut(QKeySequence("Ctrl+Shift+B"), self)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(self._go_back_to_practitioner)

    def ask(
        self,
        patient_name: str,
        questionnaires: Sequence[Questionnaire],
        activities: Sequence[str] = (),
        answers_so_far: Mapping[str, Answers] | None = None,
    ) -> None:
        """Begin to ask. `activities` are those that the patient is asked about, an empty text for
        one that they may name here; without any they may name all. `answers_so_far` holds what
        was answered before, by questionnaire."""
        self.clear()
        known = answers_so_far or {}
        self._asked = tuple(questionnaires)
        self._answers = {
            one.code: known.get(one.code, Answers(questionnaire=one.code)) for one in self._asked
        }
        most = max((len(one.items) for one in self._asked if not any(one.items)), default=0)
        self._activities = list(activities) or [""] * most
        self._nameless = frozenset(n for n, words in enumerate(self._activities) if not words)
        yourself = tr("Please answer for yourself")
        self._who.setText(
            tr("{name} · {yourself}", name=patient_name, yourself=yourself)
            if patient_name
            else yourself
        )
        self._go(self._start_of(0)) if self._asked else self._thank()

    def clear(self) -> None:
        """Remove every trace of the patient."""
        self._asked, self._answers = (), {}
        self._activities, self._nameless = [], frozenset()
        self._trail, self._shown = [], 0
        self._put(None)
        self._who.clear()
        self._progress.clear()
        self._hide_turns()

    def event(self, event: QEvent) -> bool:
        # The window's own keys are not for the patient; only the practitioner's pass.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            if event.modifiers() & both != both:
                event.accept()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Whoever shows this page and gives it the focus means its first question.
        if self._activity is not None and event.reason() == Qt.FocusReason.OtherFocusReason:
            self._activity.first_stop().setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._list is not None:
            self._list.enter()
        elif event.text().isdecimal() and isinstance(self._list, ChoiceList):
            self._list.choose_by(event.text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            focused = self.focusWidget()
            if focused is self._back or focused is self._withdraw:
                focused.click()
            elif focused is not self._return and self._next.isVisible():
                self._next.click()

    # Where the patient is.

    def _start_of(self, part: int) -> _Place:
        has_introduction = self._asked[part].kind == AnswerKind.TICK
        return _Place(part=part, first=_INTRODUCTION if has_introduction else 0)

    def _count(self, asked: Questionnaire) -> int:
        """How many items are asked: of activities only those that were handed in."""
        if asked.kind == AnswerKind.NUMBER:
            return min(len(asked.items), len(self._activities))
        return len(asked.items)

    def _go(self, place: _Place) -> None:
        self._trail.append(place)
        self._show()

    def _turn_back(self) -> None:
        self._flush()
        if len(self._trail) > 1:
            self._trail.pop()
            self._show()

    def _turn(self) -> None:
        self._flush()
        place = self._trail[-1]
        asked = self._asked[place.part]
        count = self._count(asked)
        after = 0 if place.first == _INTRODUCTION else place.first + self._shown
        if self._is_nameless(asked, place.first):
            # Who has no more activities to name is not asked for yet another one.
            while after < count and self._is_nameless(asked, after):
                after += 1
        no_tick = asked.kind == AnswerKind.TICK and not self._answers[asked.code].given
        if after < count or (no_tick and place.first < count):
            self._go(replace(place, first=after))
            return
        self._finish(asked)
        if place.part + 1 < len(self._asked):
            self._go(self._start_of(place.part + 1))
        else:
            self._thank()

    def _is_nameless(self, asked: Questionnaire, item: int) -> bool:
        return asked.kind == AnswerKind.NUMBER and not self._activities[item]

    def _finish(self, asked: Questionnaire) -> None:
        self._answers[asked.code] = replace(self._answers[asked.code], finished=True)
        self.finished.emit(self._answers[asked.code])

    def _go_back_to_practitioner(self) -> None:
        self._flush()
        self.clear()
        self.returned.emit()

    # What the patient says.

    def _answer(self, item: str, value: str) -> None:
        asked = self._asked[self._trail[-1].part]
        before = self._answers[asked.code]
        after = before.with_answer(item, value)
        if after == before:
            return
        self._answers[asked.code] = after
        self._name_turn()
        self.answered.emit(after)

    def _name_activity(self, place: int, words: str) -> None:
        self._activities[place] = words
        self._name_turn()
        self.activity_named.emit(place + 1, words)

    def _flush(self) -> None:
        if self._activity is not None:
            self._activity.flush()

    def _take_back(self) -> None:
        if self._activity is not None:
            self._activity.scale.pick("")
        elif isinstance(self._list, ChoiceList):
            self._list.choose("")

    # What is shown.

    def _show(self) -> None:
        place = self._trail[-1]
        asked = self._asked[place.part]
        self._put(None)
        self._shown = 1
        if place.first == _INTRODUCTION:
            self._put(said_page(asked.title, asked.instruction, asked.attribution))
        elif place.first >= self._count(asked):
            words = tr("You have not ticked any sentence. Does none of them describe you today?")
            self._put(said_page(words, "", ""))
        elif asked.kind == AnswerKind.TICK:
            self._show_ticks(asked, place.first)
        elif asked.kind == AnswerKind.CHOICE:
            self._show_choices(asked, place.first)
        else:
            self._show_activity(asked, place.first)
        self._back.setVisible(len(self._trail) > 1)
        self._next.show()
        self._name_turn()
        self._order()
        self._reveal()
        # No answer has the focus at first: its ring would look like a choice already made.
        first = self._activity.first_stop() if self._activity is not None else self
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_ticks(self, asked: Questionnaire, first: int) -> None:
        answers = self._answers[asked.code]
        pairs = list(zip(asked.item_codes, asked.items, strict=True))
        ticked = {item for item, _ in answers.given}
        rows = TickList(self._theme, pairs[first : first + MOST_ROWS], ticked)
        rows.changed.connect(self._answer)
        width, height = self._put_list(asked.reminder, rows)
        fitting = max(1, rows.fitting(width, height))
        # The sentences that are left stand evenly on the pages that they take.
        left = len(pairs) - first
        self._shown = min(fitting, ceil(left / ceil(left / fitting)))
        rows.keep(self._shown)
        rows.spread(width, height)

    def _show_choices(self, asked: Questionnaire, place: int) -> None:
        item = asked.item_codes[place]
        chosen = self._answers[asked.code].value(item)
        rows = ChoiceList(self._theme, item, asked.values, asked.choices, chosen)
        rows.changed.connect(self._answer)
        rows.spread(*self._put_list(asked.instruction, rows))

    def _put_list(self, question: str, rows: TickList | ChoiceList) -> tuple[int, int]:
        """Show a question and its rows; gives the width and height that the rows have."""
        heading = label(question, "question", wrap=True)
        rows.setAccessibleName(question)
        self._put(stacked(heading, rows), top=True)
        self._list = rows
        heading.ensurePolished()
        width, height = self._room.size_inside()
        return width, height - heading.heightForWidth(width) - GAP

    def _show_activity(self, asked: Questionnaire, place: int) -> None:
        item = asked.item_codes[place]
        value = self._answers[asked.code].value(item)
        words = self._activities[place]
        question = ActivityQuestion(asked, item, words, value, may_name=place in self._nameless)
        question.changed.connect(self._answer)
        question.named.connect(lambda text: self._name_activity(place, text))
        self._put(stacked(question, label(asked.attribution, "hint", wrap=True)))
        self._activity = question

    def _thank(self) -> None:
        self.clear()
        thanks = label(tr("Thank you."), "thanks")
        words = label(tr("Please give the computer back."), "said", wrap=True)
        for said in (thanks, words):
            said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._put(stacked(thanks, words))
        self._reveal()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reveal(self) -> None:
        if self._page is not None:
            self._page.show()

    def _order(self) -> None:
        """Tab goes through the page first, then to the buttons below it."""
        page = self._page.findChildren(QWidget) if self._page is not None else []
        stops = [one for one in page if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for earlier, later in pairwise(
            (self, *stops, self._back, self._withdraw, self._next, self._return)
        ):
            QWidget.setTabOrder(earlier, later)

    def _hide_turns(self) -> None:
        for turn in (self._back, self._withdraw, self._next):
            turn.hide()

    def _put(self, page: QWidget | None, *, top: bool = False) -> None:
        """Stand a page in place of the one before, of which nothing stays; `_reveal` shows it."""
        self._activity, self._list = None, None
        if self._page is not None:
            self._page.hide()
            self._page.deleteLater()
        self._page = page
        if page is not None:
            self._room.put(page, top=top)

    def _name_turn(self) -> None:
        """Say how far the patient is, and what the button goes on to."""
        place = self._trail[-1]
        asked = self._asked[place.part]
        count, value = self._count(asked), ""
        is_item = 0 <= place.first < count
        if is_item and asked.kind != AnswerKind.TICK:
            value = self._answers[asked.code].value(asked.item_codes[place.first])
        self._withdraw.setVisible(bool(value))
        self._progress.setText(self._progress_words(asked, place, count if is_item else 0))
        leaves_out = is_item and asked.kind != AnswerKind.TICK and not value
        self._next.setText(self._turn_words(asked, place, leaves_out, count))
        restyled(self._next, "primary", not leaves_out)

    def _progress_words(self, asked: Questionnaire, place: _Place, count: int) -> str:
        if not count:
            return ""
        if asked.kind == AnswerKind.TICK:
            last = place.first + self._shown
            return tr("{first} to {last} of {all}", first=place.first + 1, last=last, all=count)
        if asked.kind == AnswerKind.NUMBER:
            return tr("Activity {n} of {all}", n=place.first + 1, all=count)
        return ""

    def _turn_words(self, asked: Questionnaire, place: _Place, leaves_out: bool, count: int) -> str:
        if place.first == _INTRODUCTION:
            return tr("Start")
        if asked.kind == AnswerKind.TICK:
            if place.first >= count:
                return tr("None of them")
            return tr("Next") if place.first + self._shown < count else tr("Finished")
        if leaves_out:
            return tr("Leave this out")
        is_last = place.first + 1 == count and place.part + 1 == len(self._asked)
        return tr("Finished") if is_last else tr("Next")

    def _fit(self) -> None:
        """Bring as many sentences on the page as there is room for."""
        is_roomy = self.width() >= ROOMY.width() and self.height() >= ROOMY.height()
        is_other = bool(self.property("roomy")) != is_roomy
        restyled(self, "roomy", is_roomy)
        self._room.column_width = ROOMY_COLUMN_WIDTH if is_roomy else COLUMN_WIDTH
        if not self._trail:
            return
        if is_other or self._list is not None:
            self._flush()
            self._show()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(24)
        head.setContentsMargins(SIDE, 14, SIDE, 0)
        head.addWidget(self._who, 1)
        head.addWidget(self._return)
        foot = QHBoxLayout()
        foot.setContentsMargins(SIDE, 0, SIDE, 20)
        foot.setSpacing(GAP)
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._progress)
        foot.addWidget(self._withdraw)
        foot.addStretch(1)
        foot.addWidget(self._next)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._room, 1)
        box.addLayout(foot)
        self._hide_turns()


class _TurnButton(QPushButton):
    """Turns the page; a double click turns one page, not two."""

    def __init__(self, text: str, *, part: str = "turn") -> None:
        super().__init__(text)
        self.setProperty("part", part)
        self.setAutoDefault(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # The page turns, once, also where a desktop lets Enter press buttons.
        else:
            super().keyPressEvent(event)
