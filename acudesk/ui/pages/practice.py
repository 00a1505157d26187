"""The practice seen whole: what all courses came to, each share beside what it is of."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.course_words import rule_words
from acudesk.domain.errors import DomainError
from acudesk.domain.meanings import CHUNG
from acudesk.domain.measure import Measure, Scale
from acudesk.domain.practice_figures import PracticeFilter, enough, footnotes
from acudesk.translation import ntr, tr
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.page_scroll import PageScroll
from acudesk.ui.widgets.parts import announce, button, card, label
from acudesk.ui.widgets.practice_chart import PracticeChart
from acudesk.ui.widgets.practice_filter import PracticeFilterRow, filter_words
from acudesk.ui.widgets.practice_reading import PracticeReading, PracticeView
from acudesk.ui.widgets.practice_saving import PracticeSaver
from acudesk.ui.widgets.practice_state import ReadingState
from acudesk.ui.widgets.practice_tables import (
    FiguresTable,
    completeness_table,
    condition_table,
    effects_table,
)
from acudesk.ui.widgets.practice_tiles import PracticeTiles
from acudesk.ui.widgets.practice_words import few_words, main_pain_measure

WIDE = 1_500
"""From this width on the cards stand in two columns."""
AGAIN_MILLISECONDS = 1_500
"""How long after a save the page reads again: several saves are one reading."""


class PracticePage(QWidget):
    """Figures over all courses; read anew when the page is shown, when the filter changes, and a
    while after something was saved. `announced` is what a screen reader was told of the figures
    of the last filter."""

    def __init__(self, runner: TaskRunner, theme: Theme, bus: ChangeBus) -> None:
        super().__init__()
        self._stale = True
        self.view: PracticeView | None = None
        self.announced = ""
        self.filter = PracticeFilterRow()
        self.state = ReadingState()
        self.notice = Notice(theme)
        self.tiles = PracticeTiles(theme)
        self.chart = PracticeChart(runner, theme)
        self.conditions = FiguresTable(theme, tr("Courses by condition"))
        self.effects = FiguresTable(theme, tr("Side effects in 100 sessions"))
        self.completeness = FiguresTable(theme, tr("How complete the data are"))
        self.reading = PracticeReading(runner, self)
        self.saver = PracticeSaver(runner, self.notice, self)
        self.save_button = button(tr("Save as Excel…"))
        self.save_button.clicked.connect(self.save)
        self._words = label("", "muted", wrap=True)
        self._few_effects = label(
            tr("Fewer than ten courses or sessions: no rate is shown."), "muted", wrap=True
        )
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MILLISECONDS)
        self._again.timeout.connect(self.refresh)
        self._build()
        self.filter.changed.connect(lambda _: self.refresh())
        self.chart.canvas.pictures.told.connect(self.notice.tell)
        self.chart.canvas.pictures.refused.connect(self.notice.warn)
        self.state.cancelled.connect(self.cancel)
        self.state.wanted.connect(self.refresh)
        self.reading.found.connect(self._show)
        self.reading.moved.connect(self.state.moved_on)
        self.reading.failed.connect(self._failed)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.activated.connect(self.cancel)
        self._escape.setEnabled(False)
        bus.changed.connect(lambda _: self._changed())

    @property
    def words(self) -> str:
        """What stands on the page in place of figures, or an empty text."""
        return self._words.text()

    def refresh(self) -> None:
        """Read the figures again; those on screen stay until the new ones are there."""
        self._stale = False
        self._again.stop()
        self._escape.setEnabled(True)
        self.state.begin()
        self.reading.start(self.filter.chosen)

    def cancel(self) -> None:
        """Stop reading and keep what is shown."""
        if not self.reading.is_running:
            return
        self.reading.cancel()
        self._escape.setEnabled(False)
        self._stale = True
        self.state.say(self._kept_words(), again=True)

    def take_keyboard(self, *, framed: bool) -> None:
        """Give the page the keyboard: arrows and Page Down walk through it, Tab goes to the
        filter. `framed` shows that it has it, to who came by keys."""
        self._scroll.take_keyboard(framed=framed)

    def save(self) -> None:
        """Ask for a file and save the figures that are shown."""
        if self.view is not None and self.view.figures.is_enough:
            self.saver.ask(self.view)

    # Building

    def _build(self) -> None:
        title = QVBoxLayout()
        title.setSpacing(2)
        title.addWidget(label(tr("The practice"), "title"))
        self._what = label("", "hint", wrap=True)
        title.addWidget(self._what)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addLayout(title, 1)
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._cards = [
            self._card(self.chart),
            self._card(
                _headed(
                    tr("By condition"),
                    tr("of fewer than ten courses only the counts"),
                    self.conditions,
                )
            ),
            self._card(
                _headed(
                    tr("Side effects in 100 sessions"),
                    tr("95 % interval in brackets"),
                    self.effects,
                    self._few_effects,
                    label(
                        tr(
                            "A checklist found side effects in 42.4 % of patients, an open "
                            "question in 6.8 % ({source}): the two columns are never added up.",
                            source=CHUNG,
                        ),
                        "hint",
                        wrap=True,
                    ),
                )
            ),
            self._card(
                _headed(
                    tr("How complete the data are"),
                    tr("what was not asked is never filled in"),
                    self.completeness,
                )
            ),
        ]
        self._notes = self._footnotes()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(14)
        inside = QVBoxLayout()
        inside.setContentsMargins(7, 6, 7, 14)
        inside.setSpacing(14)
        inside.addWidget(self.filter)
        inside.addWidget(self.tiles)
        inside.addWidget(self._words)
        inside.addLayout(self._grid)
        inside.addWidget(self._notes)
        inside.addStretch(1)
        body = QWidget()
        body.setObjectName("plain")
        body.setLayout(inside)
        self._scroll = PageScroll(body, tr("The practice"))
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 14, 12, 2)
        box.setSpacing(4)
        head.setContentsMargins(8, 0, 8, 0)
        told = QHBoxLayout()
        told.setContentsMargins(8, 0, 8, 0)
        told.addWidget(self.notice)
        box.addLayout(head)
        box.addLayout(told)
        box.addWidget(self._scroll, 1)
        QWidget.setTabOrder(self._scroll, self.state.cancel_button)
        QWidget.setTabOrder(self.state.cancel_button, self.state.again_button)
        QWidget.setTabOrder(self.state.again_button, self.filter.opened_from)
        self._columns = 0
        self._arrange()
        # Who reads the figures saves them after that.
        QWidget.setTabOrder(self.completeness, self.save_button)
        self._reveal(None)

    def _card(self, inside: QWidget) -> QFrame:
        layout = QVBoxLayout()
        layout.setContentsMargins(18, 14, 18, 16)
        layout.addWidget(inside)
        return card(layout)

    def _footnotes(self) -> QFrame:
        inside = QVBoxLayout()
        inside.setContentsMargins(18, 12, 18, 14)
        inside.setSpacing(4)
        inside.addWidget(label(tr("Published figures, not a forecast for anybody"), "label"))
        for note in footnotes():
            text = tr("{words} {source}.", words=note.words, source=note.source)
            inside.addWidget(label(text, "hint", wrap=True))
        return card(inside)

    def _arrange(self) -> None:
        """Cards in one column or two, as the width allows."""
        columns = 2 if self.width() >= WIDE else 1
        if columns == self._columns:
            return
        self._columns = columns
        chart, conditions, effects, completeness = self._cards
        for one in self._cards:
            self._grid.removeWidget(one)
        if columns == 1:
            for row, one in enumerate(self._cards):
                self._grid.addWidget(one, row, 0)
        else:
            for row, column, one in (
                (0, 0, chart),
                (0, 1, conditions),
                (1, 0, effects),
                (1, 1, completeness),
            ):
                self._grid.addWidget(one, row, column)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)

    # Showing

    def _show(self, view: PracticeView) -> None:
        before, self.view = self.view, view
        self._escape.setEnabled(False)
        self.state.say("")
        self.filter.offer(view.conditions)
        figures = view.figures
        chosen = filter_words(figures.filter)
        self._what.setText(
            tr("Courses with at least one session: {filter}.", filter=chosen)
            if chosen
            else tr("All courses with at least one session.")
        )
        self._reveal(view)
        self._fill(view)
        self._scroll.setAccessibleDescription(self._spoken())
        if before is not None and before.figures.filter != figures.filter:
            self.announced = self._spoken()
            announce(self, self.announced)

    def _fill(self, view: PracticeView) -> None:
        figures = view.figures
        if not figures.started:
            return
        self.tiles.show_figures(figures, view.measures)
        if not figures.is_enough:
            return
        self.chart.show_changes(
            figures.changes,
            _drawn_scale(view.measures),
            compared=rule_words(figures.baseline_rule),
            which=self._what.text(),
            few=""
            if enough(figures.with_data)
            else ntr(
                "{n} closed course with data: too few to draw.",
                "{n} closed courses with data: too few to draw.",
                figures.with_data,
            ),
        )
        condition_table(self.conditions, figures.conditions)
        rated = figures.effects_asked is not None or figures.effects_unasked is not None
        self.effects.setVisible(rated)
        self._few_effects.setVisible(not rated)
        effects_table(self.effects, figures.effects_asked, figures.effects_unasked)
        completeness_table(self.completeness, figures.completeness)

    def _reveal(self, view: PracticeView | None) -> None:
        """Show the parts that have something to say, and a sentence where there is none."""
        figures = None if view is None else view.figures
        started = 0 if figures is None else figures.started
        words = ""
        if view is not None and not view.conditions:
            words = tr(
                "No course has a session yet. What the courses of this practice came to is "
                "shown here once ten have begun."
            )
        elif view is not None and not started:
            words = tr("No course fits this filter.")
        elif figures is not None and not figures.is_enough:
            words = few_words(started, filtered=figures.filter != PracticeFilter())
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.filter.setVisible(view is not None and bool(view.conditions))
        self.tiles.setVisible(bool(started))
        is_enough = figures is not None and figures.is_enough
        for one in self._cards:
            one.setVisible(is_enough)
        self._notes.setVisible(is_enough)
        self.save_button.setVisible(is_enough)

    def _spoken(self) -> str:
        """The page in short, for who comes here with a screen reader."""
        figures = "" if self.tiles.isHidden() else self.tiles.spoken()
        return " ".join(filter(None, (self._what.text(), figures, self.words)))

    def _failed(self, error: DomainError) -> None:
        self._escape.setEnabled(False)
        self._stale = True
        self.state.say(error.text, again=True)

    def _kept_words(self) -> str:
        if self.view is None:
            return tr("Cancelled: nothing is read yet.")
        if self.view.figures.filter != self.filter.chosen:
            return tr("Cancelled: these figures are of the filter before.")
        return tr("Cancelled: these are the figures of before.")

    # Staying up to date

    def _changed(self) -> None:
        self._stale = True
        if not self.isVisible():
            return
        self._again.start()
        if not self.reading.is_running:
            self.state.say(tr("Something was saved since; these figures are read anew."))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and not self.reading.is_running:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._again.stop()
        if self.reading.is_running and not event.spontaneous():
            self.cancel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _headed(heading: str, words: str, *parts: QWidget) -> QWidget:
    """A heading with a word on it, and parts below each other."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(8)
    line = QHBoxLayout()
    line.addWidget(label(heading, "heading"))
    line.addStretch(1)
    line.addWidget(label(words, "hint"))
    box.addLayout(line)
    for part in parts:
        box.addWidget(part)
    box.addStretch(1)
    return made


def _drawn_scale(measures: tuple[Measure, ...]) -> Scale | None:
    """The scale whose threshold is drawn: of 0 to 10, as the axes are."""
    measure = main_pain_measure(measures)
    if measure is None:
        return None
    return next((one for one in measure.scales if one.lowest == 0 and one.highest == 10), None)
