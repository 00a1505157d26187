"""The patient list: a page at a time, searched as somebody types."""

from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from acudesk.domain.numbers import parse_number, shown
from acudesk.domain.patient import PAGE, PatientRow
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.widgets.parts import plain_tip

ROW = int(Qt.ItemDataRole.UserRole)
ARROW = "\u2192"
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class PatientModel(QAbstractListModel):
    """Rows come from the database thread; `loaded` follows each first page."""

    loaded = Signal()

    def __init__(self, runner: TaskRunner) -> None:
        super().__init__()
        self._runner = runner
        self._rows: list[PatientRow] = []
        self._search = ""
        self._archived = False
        self._more = False
        self._asked = 0

    def search(self, text: str, *, archived: bool = False) -> None:
        """Show the patients that match, the last treated first."""
        self._search, self._archived = text, archived
        self.reload()

    def reload(self) -> None:
        """Read the list again, as far as it is loaded."""
        limit = max(PAGE, len(self._rows))
        self._ask(after=None, limit=limit)

    def row_of(self, patient_id: int) -> QModelIndex:
        """Where a patient stands in the list, or an invalid index."""
        for number, row in enumerate(self._rows):
            if row.id == patient_id:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.display_name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.display_name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (row.display_name, course_words(row), pain_spoken(row))))
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        self._more = False
        self._ask(after=self._rows[-1] if self._rows else None, limit=PAGE)

    def _ask(self, *, after: PatientRow | None, limit: int) -> None:
        self._asked += 1
        asked, search, archived = self._asked, self._search, self._archived

        def show(rows: tuple[PatientRow, ...]) -> None:
            if asked == self._asked:
                self._show(rows, after, limit)

        self._runner.read(
            lambda services: services.patients.list_patients(
                search, archived=archived, after=after, limit=limit
            ),
            show,
            owner=self,
        )

    def _show(self, rows: tuple[PatientRow, ...], after: PatientRow | None, limit: int) -> None:
        self._more = len(rows) == limit
        if after is not None:
            start = len(self._rows)
            if rows:
                self.beginInsertRows(ROOT, start, start + len(rows) - 1)
                self._rows.extend(rows)
                self.endInsertRows()
            return
        if [row.id for row in rows] == [row.id for row in self._rows]:
            self._rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        self.loaded.emit()


def course_words(row: PatientRow) -> str:
    """How far the current course is, and when the patient was last here."""
    if row.last_day is None:
        return tr("no session yet")
    today = date.today()
    when = tr("today") if row.last_day == today else short_date(row.last_day, today)
    if row.last_day == today and row.last_at:
        when = f"{when} {row.last_at}"
    if not row.visits:
        return when
    count = ntr("{n} session", "{n} sessions", row.visits)
    return f"{count} · {when}"


def pain_words(row: PatientRow) -> str:
    """First and latest pain, as in `8 → 2`."""
    if row.first_pain is None or row.latest_pain is None:
        return ""
    first, latest = (shown(parse_number(text), 1) for text in (row.first_pain, row.latest_pain))
    return latest if row.pains <= 1 else f"{first} {ARROW} {latest}"


def pain_spoken(row: PatientRow) -> str:
    """First and latest pain in words."""
    if row.first_pain is None or row.latest_pain is None:
        return ""
    if row.pains <= 1:
        return tr("pain {latest}", latest=row.latest_pain)
    return tr("pain from {first} to {latest}", first=row.first_pain, latest=row.latest_pain)
