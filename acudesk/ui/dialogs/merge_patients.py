"""Two records of one patient become one; the merge can be undone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient, PatientTotals
from acudesk.domain.wording import long_date
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import card, label
from acudesk.ui.widgets.patient_list import PatientList

if TYPE_CHECKING:
    from acudesk.bootstrap import Services

LIST_HEIGHT = 172


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One of the two records and how much there is of it."""

    patient: Patient
    totals: PatientTotals


class MergePatientsDialog(FormDialog):
    """`saved` carries both patients; `kept` is the key of the record that stays,
    `rows` what stands side by side."""

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, patient: Patient
    ) -> None:
        super().__init__(runner, theme, parent, tr("Merge two records"), tr("Merge the records"))
        self.patient = patient
        self._other: Patient | None = None
        self._asked = 0
        self.rows: list[tuple[str, str, str]] = []
        self.say(patient.display_name)
        self.people = PatientList(runner, theme)
        self.people.setFixedHeight(LIST_HEIGHT)
        self.people.view.setFrameShape(QFrame.Shape.NoFrame)
        self.people.view.viewport().setAutoFillBackground(False)
        self._sheet(tr("Which other record is of the same person?"), self.people)

        self.stays = (QRadioButton(), QRadioButton())
        group = QButtonGroup(self)
        for one in self.stays:
            group.addButton(one)
        self.stays[0].setChecked(True)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        for column, stretch in ((0, 0), (1, 1), (2, 1)):
            self._grid.setColumnStretch(column, stretch)
        self._differs = QFrame()
        self._differs.setObjectName("alert")
        self._differs_text = label("", wrap=True)
        line = QVBoxLayout(self._differs)
        line.setContentsMargins(14, 7, 14, 7)
        line.addWidget(self._differs_text)
        self.same = QCheckBox(tr("Both records are of one and the same person"))
        self._pair = self._sheet(
            tr("Side by side"),
            self._table,
            self._differs,
            label(
                tr(
                    "Courses, sessions, screenings, consents, planned visits and documents go to "
                    "the record that stays. The other leaves every list, with its own particulars "
                    "in it. The merge can be undone: then everything that moved goes back."
                ),
                "hint",
                wrap=True,
            ),
            self.same,
        )
        self._pair.hide()
        self.cards.addStretch(1)
        self.people.chosen.connect(self._read)
        self.people.entered.connect(self._go_on_to_the_choice)
        self.people.show_archived(False)
        self.settle()
        self.people.search.setFocus()

    @property
    def kept(self) -> int:
        """The key of the record that stays."""
        if self._other is not None and self.stays[1].isChecked():
            return self._other.id
        return self.patient.id

    @property
    def gone(self) -> int | None:
        """The key of the record that goes, None where none is chosen."""
        if self._other is None:
            return None
        return self.patient.id if self.kept == self._other.id else self._other.id

    @property
    def warning(self) -> str:
        """What speaks against one person, empty where nothing does."""
        return self._differs_text.text()

    def job(self) -> Job:
        """The merge; raises DomainError where no other record is chosen or confirmed."""
        kept, gone = self.kept, self.gone
        if gone is None:
            raise DomainError(tr("Please choose the other record of the same person."))
        if not self.same.isChecked():
            raise DomainError(tr("Please confirm that both records are of the same person."))
        return lambda services: services.mistakes.merge_patients(kept, gone)

    def _sheet(self, heading: str, *parts: QWidget) -> QFrame:
        inside = QVBoxLayout()
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(10)
        inside.addWidget(label(heading, "heading"))
        for part in parts:
            inside.addWidget(part)
        made = card(inside)
        self.cards.addWidget(made)
        return made

    def _go_on_to_the_choice(self) -> None:
        if self._other is not None:
            self.stays[0 if self.stays[0].isChecked() else 1].setFocus(
                Qt.FocusReason.TabFocusReason
            )

    def _read(self, patient_id: int) -> None:
        self._asked += 1
        asked = self._asked
        self._other = None
        self.same.setChecked(False)
        if patient_id == self.patient.id:
            self._pair.hide()
            return

        def show(sides: tuple[_Side, _Side]) -> None:
            if asked == self._asked:
                self._show(*sides)

        self.runner.read(_read_both(self.patient.id, patient_id), show, owner=self)

    def _show(self, one: _Side, other: _Side) -> None:
        self.patient, self._other = one.patient, other.patient
        while (item := self._grid.takeAt(0)) is not None:
            part = item.widget()
            if part is not None and part not in self.stays:
                part.deleteLater()
        self.rows = rows = [("", _name(one), _name(other))]
        rows += [(title, told(one) or "–", told(other) or "–") for title, told in _facts()]
        for row, (title, *texts) in enumerate(rows):
            self._grid.addWidget(label(title, "hint"), row, 0, Qt.AlignmentFlag.AlignTop)
            for column, text in enumerate(texts, 1):
                cell = label(text, "" if row else "heading", wrap=True)
                cell.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
                self._grid.addWidget(cell, row, column)
        for column, (radio, side) in enumerate(zip(self.stays, (one, other), strict=True), 1):
            radio.setText(tr("This record stays"))
            radio.setAccessibleName(
                tr(
                    "Number {number}, {name}, stays",
                    number=side.patient.chart_number,
                    name=side.patient.display_name,
                )
            )
            self._grid.addWidget(radio, len(rows), column)
            radio.show()
        self._differs_text.setText(_difference(one.patient, other.patient))
        self._differs.setVisible(bool(self._differs_text.text()))
        self._pair.show()
        self._make_room()

    def _make_room(self) -> None:
        """Both records want to be seen at once: the dialog grows, and stays on the screen."""
        before = self.height()
        self._fit()
        if self.height() <= before:
            return
        screen = self.screen().availableGeometry()
        self.move(self.x(), max(screen.top(), min(self.y(), screen.bottom() - self.height())))


def _read_both(one: int, other: int) -> Job:
    def read(services: "Services") -> tuple[_Side, _Side]:
        patients = services.patients.patient(one), services.patients.patient(other)
        totals = {row.uid: row for row in services.patients.patient_totals()}
        first, second = (_Side(patient=who, totals=totals[who.uid]) for who in patients)
        return first, second

    return read


def _name(side: _Side) -> str:
    patient = side.patient
    if patient.written_name and patient.written_name != patient.display_name:
        return f"{patient.display_name} · {patient.written_name}"
    return patient.display_name


def _facts() -> tuple[tuple[str, Callable[[_Side], str]], ...]:
    return (
        (tr("Chart number"), lambda side: side.patient.chart_number),
        (
            tr("Born"),
            lambda side: (
                "" if side.patient.birth_date is None else long_date(side.patient.birth_date)
            ),
        ),
        (tr("Phone"), lambda side: side.patient.phone),
        (tr("Courses"), lambda side: str(side.totals.courses)),
        (tr("Sessions"), _sessions),
        (
            tr("Last entry"),
            lambda side: "" if side.totals.last_day is None else long_date(side.totals.last_day),
        ),
    )


def _sessions(side: _Side) -> str:
    words = str(side.totals.visits)
    if side.totals.entries:
        between = ntr("{n} entry between", "{n} entries between", side.totals.entries)
        words = tr("{visits}, {between}", visits=words, between=between)
    return words


def _difference(one: Patient, other: Patient) -> str:
    if one.birth_date is None or other.birth_date is None or one.birth_date == other.birth_date:
        return ""
    return tr("The birth dates differ. Are you sure that this is one person?")
