"""One visit of the day as a card: who, when, and what to know before it begins."""

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from acudesk.domain.planned_visit import VisitState
from acudesk.domain.today import VisitLine, effect_words
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import (
    FittingLabel,
    button,
    icon_button,
    label,
    plain_tip,
    restyled,
    themed_icon,
)
from acudesk.ui.widgets.visit_actions import (
    VisitAction,
    action_of,
    session_words,
    shift_of,
    spoken,
    state_words,
    visit_menu,
)

TIME_WIDTH = 62
NAMES_WIDTH = 96
NAME_HEIGHT = 21
"""One for all scripts, so that cards are alike."""
_LEADING = (
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
)
"""A name stands at the same edge whichever way its script runs."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -1_000, Qt.Key.Key_End: 1_000}


class VisitCard(QFrame):
    """`asked` carries a VisitAction, `shifted` days and quarters of an hour, `stepped` the way
    to another card."""

    asked = Signal(object)
    shifted = Signal(int, int)
    stepped = Signal(int)

    def __init__(self, theme: Theme, line: VisitLine, today: date) -> None:
        super().__init__()
        self.line = line
        self._today = today
        self.setObjectName("card")
        self.setProperty("part", "visit")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._when = label("", "hint")
        self.open_button = button(tr("Open"))
        self.open_button.setAccessibleName(tr("Open {name}", name=line.patient_name))
        self.open_button.clicked.connect(lambda: self.asked.emit(VisitAction.OPEN))
        self.more_button = icon_button(tr("More for {name}", name=line.patient_name))
        themed_icon(self.more_button, theme, "ellipsis")
        self.more_button.clicked.connect(self._more)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 11, 8, 12)
        box.setSpacing(10)
        box.addLayout(self._time())
        middle = QVBoxLayout()
        middle.setSpacing(3)
        middle.addLayout(self._head())
        if self._is_waiting:
            self._fill(middle)
        box.addLayout(middle, 1)
        self.show_next(False, "")

    @property
    def _is_waiting(self) -> bool:
        return self.line.visit.state == VisitState.PLANNED or self.line.visit.session_id is not None

    @property
    def when(self) -> str:
        """What is said about the time left, as long as the visit is the next."""
        return self._when.text()

    def show_next(self, is_next: bool, when: str) -> None:
        """Mark the card as the one that is opened next, and say when."""
        restyled(self, "next", is_next)
        restyled(self.open_button, "primary", is_next)
        restyled(self._when, "role", "accent" if is_next else "hint")
        self._when.setText(when or state_words(self.line))
        self._when.setVisible(bool(self._when.text()))
        self.open_button.setToolTip(tr("Ctrl+O") if is_next else "")
        words = [spoken(self.line), session_words(self.line), when, *self._facts()]
        self.setAccessibleName(". ".join(filter(None, words)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = shift_of(event, mirrored=self.isRightToLeft())
        action = action_of(event)
        step = _STEPS.get(Qt.Key(event.key()))
        if shift is not None:
            self.shifted.emit(*shift)
        elif action is not None:
            self.asked.emit(action)
        elif step is not None and not event.modifiers():
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        visit_menu(self, self.line, self.asked.emit).popup(event.globalPos())

    def _more(self) -> None:
        below = self.more_button.mapToGlobal(QPoint(0, self.more_button.height()))
        visit_menu(self, self.line, self.asked.emit).popup(below)

    def _time(self) -> QVBoxLayout:
        at = label(f"{self.line.visit.at:%H:%M}", "time")
        length = label(ntr("{n} min", "{n} min", self.line.visit.minutes), "hint")
        for part in (at, length):
            part.setFixedWidth(TIME_WIDTH)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(at)
        column.addWidget(length)
        column.addStretch(1)
        return column

    def _head(self) -> QHBoxLayout:
        name = FittingLabel("name")
        name.setAlignment(_LEADING)
        name.setFixedHeight(NAME_HEIGHT)
        name.say(self.line.patient_name)
        number = tr("no. {number}", number=self.line.chart_number)
        review = tr("review") if self.line.is_review else ""
        session = session_words(self.line)
        about = FittingLabel("muted")
        about.say(
            *(
                " · ".join(filter(None, parts))
                for parts in (
                    (self.line.condition, session, review, number),
                    (self.line.condition, session, review),
                    (session, review),
                )
            )
        )
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(name)
        who.addWidget(about)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addLayout(who, 1)
        for part in (self._when, self.open_button, self.more_button):
            head.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self._when.setMinimumHeight(self.open_button.sizeHint().height())
        return head

    def _fill(self, box: QVBoxLayout) -> None:
        rows = self._rows()
        if rows:
            grid = QGridLayout()
            grid.setContentsMargins(0, 4, 8, 0)
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(3)
            grid.setColumnMinimumWidth(0, NAMES_WIDTH)
            grid.setColumnStretch(1, 1)
            for row, (title, text, warns) in enumerate(rows):
                grid.addWidget(label(title, "label"), row, 0, Qt.AlignmentFlag.AlignTop)
                words = FittingLabel("warns" if warns else "words")
                words.setAlignment(_LEADING)
                words.say(text)
                grid.addWidget(words, row, 1)
            box.addLayout(grid)
        tags = self._tags()
        if tags:
            holder = QWidget()
            flow = FlowLayout(holder, gap=6)
            for text in tags:
                flow.addWidget(_tag(text))
            box.addSpacing(4)
            box.addWidget(holder)

    def _rows(self) -> list[tuple[str, str, bool]]:
        """What to know, as titles and texts, and whether it warns."""
        line, rows = self.line, []
        if line.alerts:
            rows.append((tr("Alert"), " · ".join(line.alerts.split("\n")), True))
        if line.points and line.points_day is not None:
            day = short_date(line.points_day, self._today)
            rows.append((tr("Points, {day}", day=day), line.points, False))
        if line.effects:
            effects = "; ".join(effect_words(one, self._today) for one in line.effects)
            rows.append((tr("Still open"), effects, False))
        if line.questions:
            rows.append((tr("Questions"), " ".join(line.questions), False))
        if line.visit.note:
            rows.append((tr("Note"), line.visit.note, False))
        return rows

    def _tags(self) -> list[str]:
        line = self.line
        tags = [tr("{measure} overdue", measure=name) for name in line.overdue]
        if line.screening_missing:
            tags.append(tr("Screening missing"))
        if line.consent_missing:
            tags.append(tr("Consent missing"))
        if line.clashes:
            tags.append(tr("Overlaps another visit"))
        return tags

    def _facts(self) -> list[str]:
        rows = [f"{title}: {text}" for title, text, _ in self._rows()]
        review = [tr("review")] if self.line.is_review else []
        return [*review, *rows, *self._tags()] if self._is_waiting else review


def _tag(text: str) -> QLabel:
    """A small sign that something is missing; its words say what, the colour only helps."""
    made = label(text, "tag")
    made.setToolTip(plain_tip(text))
    return made
