"""The visits of one day as cards in the order of their time."""

from datetime import date, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from acudesk.domain.today import TodayView, VisitLine
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import button, label
from acudesk.ui.widgets.visit_card import VisitCard

WORDS_WIDTH = 420


class DayView(QWidget):
    """`asked` carries a line and a VisitAction, `shifted` a line, days and quarters of an hour,
    `plan_wanted` says that a visit shall be planned."""

    asked = Signal(object, object)
    shifted = Signal(object, int, int)
    plan_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._today: date | None = None
        self._day: date | None = None
        self._kept: dict[int, VisitCard] = {}
        inside = QWidget()
        inside.setObjectName("plain")
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(0, 0, 8, 12)
        self._cards.setSpacing(10)
        self._cards.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._empty_title = label("", "title")
        self._empty_words = label("", "muted", wrap=True)
        self._pile = QStackedLayout(self)
        self._pile.addWidget(self._scroll)
        self._pile.addWidget(self._empty())

    @property
    def cards(self) -> list[VisitCard]:
        """The cards in their order."""
        return list(self._kept.values())

    @property
    def words(self) -> str:
        """What stands in place of the cards on a day without visits."""
        return self._empty_words.text() if self._pile.currentIndex() == 1 else ""

    def show_day(self, view: TodayView, now: datetime) -> None:
        """Show the visits of a day; cards that did not change stay as they are."""
        today = now.date()
        focused = next((key for key, card in self._kept.items() if card.hasFocus()), None)
        fresh: dict[int, VisitCard] = {}
        for place, line in enumerate(view.visits):
            key = line.visit.id
            card = self._kept.get(key)
            if card is None or card.line != line or self._today != today:
                card = self._made(line, today)
            else:
                del self._kept[key]
            fresh[key] = card
            if self._cards.indexOf(card) != place:
                self._cards.insertWidget(place, card)
        for old in self._kept.values():
            self._cards.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._kept, self._today = fresh, today
        upcoming = view.next_visit if view.day == today else None
        for key, card in fresh.items():
            is_next = upcoming is not None and upcoming.visit.id == key
            card.show_next(is_next, when_words(card.line, now) if is_next else "")
        for one, other in zip(self.cards, self.cards[1:], strict=False):
            QWidget.setTabOrder(one.more_button, other)
        if view.day != self._day:
            self._day = view.day
            self._scroll.verticalScrollBar().setValue(0)
        self._say_empty(view.day, today)
        self._pile.setCurrentIndex(0 if fresh else 1)
        if focused in fresh:
            fresh[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_on(self, visit_id: int | None) -> None:
        """Go to the card of a visit, else to the first."""
        card = self._kept.get(visit_id) if visit_id is not None else None
        card = card or next(iter(self._kept.values()), None)
        if card is not None:
            self._go_to(card)

    def _made(self, line: VisitLine, today: date) -> VisitCard:
        card = VisitCard(self._theme, line, today)
        card.asked.connect(lambda action: self.asked.emit(card.line, action))
        card.shifted.connect(lambda days, steps: self.shifted.emit(card.line, days, steps))
        card.stepped.connect(lambda by: self._step(card, by))
        return card

    def _step(self, card: VisitCard, by: int) -> None:
        cards = self.cards
        self._go_to(cards[min(max(cards.index(card) + by, 0), len(cards) - 1)])

    def _go_to(self, card: VisitCard) -> None:
        card.setFocus(Qt.FocusReason.TabFocusReason)
        # Cards that are new have their place only when the layout has run.
        QTimer.singleShot(0, card, lambda: self._scroll.ensureWidgetVisible(card, 0, 10))

    def _empty(self) -> QWidget:
        self._empty_words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._empty_words.setFixedWidth(WORDS_WIDTH)
        self.plan_button = button(tr("Plan a visit…"))
        self.plan_button.clicked.connect(self.plan_wanted)
        made = QWidget()
        box = QVBoxLayout(made)
        box.setSpacing(8)
        box.addStretch(2)
        box.addWidget(self._empty_title, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self._empty_words, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(8)
        box.addWidget(self.plan_button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        return made

    def _say_empty(self, day: date, today: date) -> None:
        if day == today:
            title = tr("No visits planned today")
            words = tr(
                "Somebody walked in? Find them with Ctrl+F, or add a new patient with Ctrl+N: "
                "a session needs no plan."
            )
        else:
            title = tr("No visits planned on this day")
            words = (
                tr("A past visit is entered on the patient's page: find them with Ctrl+F.")
                if day < today
                else tr("Plan a visit here, or a whole series from the patient's page.")
            )
        self.plan_button.setVisible(day >= today)
        self._empty_title.setText(title)
        self._empty_words.setText(words)
        self._empty_words.setMinimumHeight(self._empty_words.heightForWidth(WORDS_WIDTH))


def when_words(line: VisitLine, now: datetime) -> str:
    """How far off the next visit is: `next, in 25 min`, `now`, `20 min late`."""
    minutes = round((line.visit.begins - now.replace(tzinfo=None)).total_seconds() / 60)
    if minutes > 90:
        return tr("next")
    if minutes > 0:
        return ntr("next, in {n} min", "next, in {n} min", minutes)
    if line.visit.ends > now.replace(tzinfo=None):
        return tr("now")
    return tr("still to come")
