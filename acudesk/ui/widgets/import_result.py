"""What an import would do, or did: counts, lists of rows, and whoever waits for a decision."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QGridLayout,
    QHeaderView,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.import_matching import Candidate, Decided, Decision
from acudesk.domain.import_outcome import ImportOutcome, Listed, Undecided
from acudesk.domain.import_words import outcome_words
from acudesk.domain.wording import long_date
from acudesk.translation import ntr, tr
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.parts import WheelGuard, label

DECIDE, ADDED, MATCHED, SKIPPED, REFUSED = "decide", "added", "matched", "skipped", "refused"


class ImportResult(QWidget):
    """`decided` says that a decision was made or taken back."""

    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "words", wrap=True)
        self.lists: ChoiceField | None = None
        self.tables: dict[str, QWidget] = {}
        self.choices: dict[int, QComboBox] = {}
        self._guard = WheelGuard(self)
        self._stack = QStackedWidget()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        self._box.addWidget(self.words)
        self._box.addWidget(self._stack, 1)

    @property
    def decisions(self) -> dict[int, Decision]:
        """What has been decided here, by the line of the person."""
        made = {line: choice.currentData() for line, choice in self.choices.items()}
        return {line: one for line, one in made.items() if isinstance(one, Decision)}

    @property
    def waits(self) -> int:
        """How many of those that are asked here are not decided yet."""
        return len(self.choices) - len(self.decisions)

    def show_outcome(self, outcome: ImportOutcome) -> None:
        """Show it; what waits for a decision comes first, then what is refused."""
        self.words.setText(outcome_words(outcome))
        self.words.setAccessibleName(self.words.text())
        if self.lists is not None:
            self._box.removeWidget(self.lists)
            self.lists.deleteLater()
        while self._stack.count():
            gone = self._stack.widget(0)
            if gone is not None:
                self._stack.removeWidget(gone)
                gone.deleteLater()
        self.tables, self.choices = {}, {}
        offered: list[tuple[object, str]] = []
        if outcome.undecided:
            words = tr("To decide ({n})", n=outcome.undecided_total)
            offered.append((DECIDE, words))
            self._keep(DECIDE, self._decisions(outcome.undecided))
        for name, words, listed in (
            (REFUSED, tr("Refused ({n})", n=outcome.refused.total), outcome.refused),
            (ADDED, tr("New patients ({n})", n=outcome.added.total), outcome.added),
            (MATCHED, tr("Here already ({n})", n=outcome.matched.total), outcome.matched),
            (SKIPPED, tr("Left out ({n})", n=outcome.skipped.total), outcome.skipped),
        ):
            if listed.total:
                offered.append((name, words))
                self._keep(name, _table(listed))
        self.lists = ChoiceField(tr("What is shown"), offered)
        self.lists.chosen.connect(self._show_list)
        self.lists.setVisible(bool(offered))
        self._box.insertWidget(1, self.lists)
        self._stack.setVisible(bool(offered))
        if offered:
            self.lists.choose(offered[0][0])
            self._show_list()

    def _show_list(self) -> None:
        assert self.lists is not None
        found = self.tables.get(str(self.lists.value))
        if found is not None:
            self._stack.setCurrentWidget(found)

    def _keep(self, name: str, part: QWidget) -> None:
        self.tables[name] = part
        self._stack.addWidget(part)

    def _decisions(self, undecided: Sequence[Undecided]) -> QWidget:
        inside = QWidget()
        inside.setObjectName("plain")
        grid = QGridLayout(inside)
        grid.setContentsMargins(2, 2, 8, 2)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for place, words in enumerate((tr("In the file"), tr("In the practice"))):
            grid.addWidget(label(words, "label"), 0, place)
        for row, one in enumerate(undecided, 1):
            who = label(_incoming(one), "words", wrap=True)
            choice = QComboBox()
            choice.installEventFilter(self._guard)
            choice.setAccessibleName(tr("Who {who} is", who=who.text()))
            choice.addItem(tr("Please decide…"), None)
            for candidate in one.candidates:
                decision = Decision(what=Decided.SAME, patient_id=candidate.patient_id)
                choice.addItem(_candidate(candidate), decision)
            choice.addItem(tr("Somebody new"), Decision(what=Decided.NEW))
            choice.addItem(tr("Leave out"), Decision(what=Decided.SKIP))
            choice.currentIndexChanged.connect(lambda _: self.decided.emit())
            self.choices[one.line] = choice
            grid.addWidget(who, row, 0)
            grid.addWidget(choice, row, 1)
        grid.setRowStretch(len(undecided) + 1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        return area


def _table(listed: Listed) -> QTableWidget:
    more = listed.total - len(listed.rows)
    table = QTableWidget(len(listed.rows) + (1 if more else 0), 3)
    table.setObjectName("figures")
    table.setHorizontalHeaderLabels([tr("Line"), tr("Who"), tr("What")])
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    header = table.horizontalHeader()
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    for place, row in enumerate(listed.rows):
        for column, text in enumerate((str(row.line), row.who, row.what)):
            table.setItem(place, column, QTableWidgetItem(text))
    if more:
        words = ntr("and {n} more", "and {n} more", more)
        table.setItem(len(listed.rows), 1, QTableWidgetItem(words))
    table.resizeRowsToContents()
    return table


def _incoming(one: Undecided) -> str:
    person = one.person
    parts = [person.name, person.chart_number]
    if person.birth_date is not None:
        parts.append(tr("born {day}", day=long_date(person.birth_date)))
    parts.append(tr("line {line}", line=person.line))
    return ", ".join(filter(None, parts))


def _candidate(one: Candidate) -> str:
    born = "" if one.birth_date is None else tr("born {day}", day=long_date(one.birth_date))
    who = ", ".join(filter(None, (one.display_name, one.chart_number, born)))
    return tr("{who}: {why}", who=who, why=one.why)
