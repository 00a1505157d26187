"""What an import would do, or did: counts, lists of rows, and whoever waits for a decision."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

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

if TYPE_CHECKING:
    from acudesk.services.fhir_outcome import FhirImportReport

DECIDE, ADDED, MATCHED, SKIPPED = "decide", "added", "matched", "skipped"
REFUSED, OTHERS = "refused", "others"
Cells = tuple[str, str, str]


class Pending(NamedTuple):
    """Somebody of a file who waits for a decision: line or place, words, whom they may be."""

    key: object
    who: str
    candidates: Sequence[Candidate]


class ImportResult(QWidget):
    """`decided` says that a decision was made or taken back."""

    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "words", wrap=True)
        self.lists: ChoiceField | None = None
        self.tables: dict[str, QWidget] = {}
        self.choices: dict[object, QComboBox] = {}
        self._guard = WheelGuard(self)
        self._stack = QStackedWidget()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        self._box.addWidget(self.words)
        self._box.addWidget(self._stack, 1)

    @property
    def decisions(self) -> dict[object, Decision]:
        """What has been decided here, by the line or place of the person."""
        made = {key: choice.currentData() for key, choice in self.choices.items()}
        return {key: one for key, one in made.items() if isinstance(one, Decision)}

    @property
    def waits(self) -> int:
        """How many of those that are asked here are not decided yet."""
        return len(self.choices) - len(self.decisions)

    @property
    def in_order(self) -> list[QWidget]:
        """What takes the cursor, in the order in which it is read."""
        tables = [one for one in self.tables.values() if isinstance(one, QTableWidget)]
        lists = [] if self.lists is None else [self.lists]
        return [*lists, *self.choices.values(), *tables]

    def clear(self) -> None:
        """Forget what was shown, and every decision with it."""
        self._show("", "", (), ())

    def take_focus(self) -> bool:
        """Go to whoever waits for a decision first; False where nobody does."""
        for choice in self.choices.values():
            if choice.currentData() is None:
                choice.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def show_outcome(self, outcome: ImportOutcome) -> None:
        """Show what a table or address cards would bring; what waits for a decision comes first,
        then what is refused."""
        lists = (
            (REFUSED, tr("Refused ({n})", n=outcome.refused.total), outcome.refused),
            (ADDED, tr("New patients ({n})", n=outcome.added.total), outcome.added),
            (MATCHED, tr("Here already ({n})", n=outcome.matched.total), outcome.matched),
            (SKIPPED, tr("Left out ({n})", n=outcome.skipped.total), outcome.skipped),
        )
        pending = [Pending(one.line, _incoming(one), one.candidates) for one in outcome.undecided]
        self._show(
            outcome_words(outcome),
            tr("To decide ({n})", n=outcome.undecided_total),
            pending,
            [(name, words, _rows(listed)) for name, words, listed in lists if listed.total],
        )

    def show_bundle(self, report: "FhirImportReport") -> None:
        """Show what a FHIR bundle would bring."""
        refused = [(one.place, "", one.reason) for one in report.refused]
        others = [("", name, str(count)) for name, count in report.not_taken.items()]
        lists = [
            (REFUSED, tr("Refused ({n})", n=len(refused)), refused),
            (OTHERS, tr("No place in AcuDesk ({n})", n=len(others)), others),
        ]
        pending = [
            Pending(one.place, _named(one.name, one.birth_date, one.place), one.candidates)
            for one in report.undecided
        ]
        self._show(
            report.summary,
            tr("To decide ({n})", n=len(pending)),
            pending,
            [one for one in lists if one[2]],
        )

    def _show(
        self,
        words: str,
        to_decide: str,
        pending: Sequence["Pending"],
        lists: Sequence[tuple[str, str, Sequence[Cells]]],
    ) -> None:
        self.words.setText(words)
        self.words.setAccessibleName(words)
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
        if pending:
            offered.append((DECIDE, to_decide))
            self._keep(DECIDE, self._decisions(pending))
        for name, title, rows in lists:
            offered.append((name, title))
            self._keep(name, _table(title, rows))
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

    def _decisions(self, pending: Sequence["Pending"]) -> QWidget:
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
        for row, one in enumerate(pending, 1):
            who = label(one.who, "words", wrap=True)
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
            self.choices[one.key] = choice
            grid.addWidget(who, row, 0)
            grid.addWidget(choice, row, 1)
        grid.setRowStretch(len(pending) + 1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area


def _rows(listed: Listed) -> list[Cells]:
    rows = [(str(row.line), row.who, row.what) for row in listed.rows]
    more = listed.total - len(rows)
    if more:
        rows.append(("", ntr("and {n} more", "and {n} more", more), ""))
    return rows


def _table(title: str, rows: Sequence[Cells]) -> QTableWidget:
    table = QTableWidget(len(rows), 3)
    table.setAccessibleName(title)
    table.setObjectName("figures")
    table.setHorizontalHeaderLabels([tr("Place"), tr("Who"), tr("What")])
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
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            table.setItem(place, column, QTableWidgetItem(text))
    table.resizeRowsToContents()
    return table


def _incoming(one: Undecided) -> str:
    person = one.person
    return _named(
        ", ".join(filter(None, (person.name, person.chart_number))),
        person.birth_date,
        tr("line {line}", line=person.line),
    )


def _named(name: str, birth_date: date | None, place: str) -> str:
    born = "" if birth_date is None else tr("born {day}", day=long_date(birth_date))
    return ", ".join(filter(None, (name, born, place)))


def _candidate(one: Candidate) -> str:
    born = "" if one.birth_date is None else tr("born {day}", day=long_date(one.birth_date))
    who = ", ".join(filter(None, (one.display_name, one.chart_number, born)))
    return tr("{who}: {why}", who=who, why=one.why)
