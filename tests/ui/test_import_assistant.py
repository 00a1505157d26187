"""Files from elsewhere, step by step: columns, questions, what would happen, and back again."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTableWidget
from pytestqt.qtbot import QtBot

from acudesk.domain.import_matching import Decided
from acudesk.domain.patient import Patient
from acudesk.ui.dialogs.import_assistant import ImportAssistant
from acudesk.ui.widgets.import_result import ADDED, DECIDE, REFUSED
from tests.ui.conftest import Desk

LEFT = Qt.MouseButton.LeftButton


class Assistant:
    """The dialog, and a hand that works in it."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self._qtbot = desk, qtbot
        desk.window.show()
        self.dialog = ImportAssistant(desk.runner, desk.theme, desk.window)
        self.dialog.open()
        self.settle()

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: not self.dialog.work.is_running, timeout=20_000)
        self.desk.settle()

    def take(self, file: Path) -> None:
        self.dialog.take(file)
        self.settle()

    def choose(self, column: str, words: str) -> None:
        """Say by hand what a column is."""
        choice = self.dialog.columns.choices[column]
        place = choice.findText(words)
        assert place >= 0, words
        choice.setCurrentIndex(place)
        choice.activated.emit(place)
        self.settle()

    def next(self) -> None:
        """Press the first button."""
        assert self.button.isEnabled(), self.dialog._hint.text()
        self._qtbot.mouseClick(self.button, LEFT)
        self.settle()

    @property
    def button(self):
        return self.dialog._next

    def rows(self, name: str) -> list[tuple[str, str]]:
        """Line and words of a list of the outcome."""
        table = self.dialog.findings.tables[name]
        assert isinstance(table, QTableWidget)
        found = []
        for row in range(table.rowCount()):
            cells = [table.item(row, column) for column in (0, 2)]
            found.append((cells[0].text() if cells[0] else "", cells[1].text() if cells[1] else ""))
        return found

    def names(self) -> set[str]:
        rows = self.desk.ask(lambda services: services.patients.list_patients())
        return {row.display_name for row in rows}


@pytest.fixture
def assistant(desk: Desk, qtbot: QtBot) -> Iterator[Assistant]:
    made = Assistant(desk, qtbot)
    yield made
    made.dialog.done(0)


def test_a_list_of_patients_comes_in_and_goes_back_as_a_whole(
    assistant: Assistant, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Surname,First name,DOB\nRuiz,Ana,1980-02-03\nLind,Bo,1975-11-30\n", "utf-8")
    assistant.take(file)
    assert assistant.dialog.columns.choices["DOB"].currentText() == "Birth date"
    assistant.next()
    assert assistant.names() == set(), "nothing is kept by looking"
    assert [line for line, _ in assistant.rows(ADDED)] == ["2", "3"]
    assistant.next()
    assert assistant.names() == {"Ana Ruiz", "Bo Lind"}
    assistant.dialog.take_back()
    assistant.settle()
    assert assistant.names() == set()
    assert "taken back" in assistant.dialog.notice.text


def test_what_the_file_leaves_open_is_asked_first(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("name,date,pain\nAna Ruiz,03/04/2025,7\nAna Ruiz,05/04/2025,6\n", "utf-8")
    assistant.take(file)
    assistant.choose("pain", "Back pain, average of the last 7 days")
    assert not assistant.button.isEnabled()
    (day_first, month_first) = [
        radio
        for (key, _), radio in assistant.dialog.questions.parts.items()
        if key.startswith("order")
    ]
    assert "day" in day_first.text().lower()
    assert "month" in month_first.text().lower()
    day_first.click()
    assistant.settle()
    assistant.next()
    assistant.next()
    (row,) = assistant.desk.ask(lambda services: services.patients.list_patients())
    assert row.last_day is not None
    assert row.last_day.isoformat() == "2025-04-05"
    assert (row.first_pain, row.latest_pain) == ("7", "6")


def test_refused_rows_are_named_and_left_out_only_by_choice(
    assistant: Assistant, tmp_path: Path
) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("name,date,pain\nAna,2025-04-03,11\nAna,2025-04-05,6\n", "utf-8")
    assistant.take(file)
    assistant.choose("pain", "Back pain, average of the last 7 days")
    for (key, value), radio in list(assistant.dialog.questions.parts.items()):
        if key.startswith("scale") and value == "nrs11":
            radio.click()
            assistant.settle()
    assistant.next()
    assert [line for line, _ in assistant.rows(REFUSED)] == ["2"]
    assert not assistant.button.isEnabled()
    assistant.dialog.go_back()
    assistant.dialog.options.skip_bad.click()
    assistant.next()
    assistant.next()
    (row,) = assistant.desk.ask(lambda services: services.patients.list_patients())
    assert (row.first_pain, row.pains) == ("6", 1)


def test_the_good_part_is_chosen_where_the_rest_is_seen(
    assistant: Assistant, tmp_path: Path
) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("name,date,pain_7d\nAna,2025-04-03,-1\nAna,2025-04-05,6\n", "utf-8")
    assistant.take(file)
    assistant.next()
    assert not assistant.button.isEnabled()
    assert assistant.dialog.good_only.isVisible()
    assistant.dialog.good_only.click()
    assistant.next()
    (row,) = assistant.desk.ask(lambda services: services.patients.list_patients())
    assert (row.first_pain, row.pains) == ("6", 1)
    assert not assistant.dialog.good_only.isVisible()


def test_who_may_be_known_is_decided_by_hand(assistant: Assistant, tmp_path: Path) -> None:
    assistant.desk.ask(
        lambda services: services.patients.add_patient(Patient(display_name="Anna Ruiz"))
    )
    file = tmp_path / "people.csv"
    file.write_text("name\nAna Ruiz\nBo Lind\n", "utf-8")
    assistant.take(file)
    assistant.next()
    assert DECIDE in assistant.dialog.findings.tables
    assert not assistant.button.isEnabled()
    (choice,) = assistant.dialog.findings.choices.values()
    assert "Anna Ruiz" in choice.itemText(1)
    choice.setCurrentIndex(1)
    (decision,) = assistant.dialog.findings.decisions.values()
    assert decision.what == Decided.SAME
    assistant.next()
    assistant.next()
    assert assistant.names() == {"Anna Ruiz", "Bo Lind"}


def test_a_file_that_is_none_of_these_gets_a_sentence(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assistant.take(file)
    assert assistant.dialog.notice.isVisible()
    assert assistant.dialog.notice.text
    assert assistant.dialog._pages.currentIndex() == 0


def test_a_fhir_bundle_is_looked_at_before_it_is_kept(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    patients = [
        {"resourceType": "Patient", "id": "a", "name": [{"text": "Ana Ruiz"}]},
        {
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]},
            "subject": {"reference": "Patient/a"},
            "effectiveDateTime": "2026-03-02",
            "valueInteger": 11,
        },
    ]
    entries = [{"resource": one} for one in patients]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    file.write_text(json.dumps(bundle), "utf-8")
    assistant.take(file)
    assert len(assistant.rows(REFUSED)) == 1
    assert not assistant.button.isEnabled()
    assert assistant.names() == set()
    assistant.dialog.good_only.click()
    assistant.next()
    assert assistant.names() == {"Ana Ruiz"}
    assert assistant.button.text() == "Done"


def test_an_answer_can_be_given_otherwise(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("name,date,pain_7d\nAna Ruiz,03/04/2025,7\n", "utf-8")
    assistant.take(file)
    parts = assistant.dialog.questions.parts
    first = parts["order:date", "day_first"]
    assert assistant.dialog.focusWidget() is first, "the cursor stands at the question"
    parts["order:date", "day_first"].click()
    assistant.settle()
    parts = assistant.dialog.questions.parts
    assert parts["order:date", "day_first"].isChecked()
    assert assistant.dialog.focusWidget() is parts["order:date", "day_first"], "it stays there"
    assert assistant.button.isEnabled()
    parts["order:date", "month_first"].click()
    assistant.settle()
    assistant.next()
    assistant.next()
    (row,) = assistant.desk.ask(lambda services: services.patients.list_patients())
    assert str(row.last_day) == "2025-03-04"


def test_what_was_decided_of_one_file_is_not_true_of_the_next(
    assistant: Assistant, tmp_path: Path
) -> None:
    known = Patient(display_name="Anna Ruiz")
    assistant.desk.ask(lambda services: services.patients.add_patient(known))
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("name\nAna Ruiz\n", "utf-8")
    second.write_text("name\nBo Lind\n", "utf-8")
    assistant.take(first)
    assistant.dialog.options.condition.setText("Knee pain")
    assistant.next()
    (choice,) = assistant.dialog.findings.choices.values()
    assert assistant.dialog.focusWidget() is choice, "the cursor stands at who waits for a decision"
    choice.setCurrentIndex(1)
    assistant.dialog.go_back()
    assistant.dialog.go_back()
    assistant.take(second)
    assert assistant.dialog.options.condition.text() == ""
    assert assistant.dialog.columns.choices["name"].isVisible()
    assistant.next()
    assistant.next()
    assert assistant.names() == {"Anna Ruiz", "Bo Lind"}


def test_a_step_back_asks_anew_who_somebody_is(assistant: Assistant, tmp_path: Path) -> None:
    known = Patient(display_name="Anna Ruiz")
    assistant.desk.ask(lambda services: services.patients.add_patient(known))
    file = tmp_path / "first.csv"
    file.write_text("name\nAna Ruiz\n", "utf-8")
    assistant.take(file)
    assistant.next()
    (choice,) = assistant.dialog.findings.choices.values()
    choice.setCurrentIndex(1)
    assistant.dialog.go_back()
    assistant.next()
    (choice,) = assistant.dialog.findings.choices.values()
    assert choice.currentData() is None
    assert not assistant.button.isEnabled()


def test_next_month_s_file_shows_its_own_cells(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name\nAna Ruiz\n", "utf-8")
    assistant.take(file)
    file.write_text("name\nBo Lind\n", "utf-8")
    assistant.dialog.go_back()
    assistant.take(file)
    grid = assistant.dialog.columns._grid.itemAtPosition(1, 1)
    shown = grid.widget() if grid is not None else None
    assert isinstance(shown, QLabel)
    assert shown.text() == "Bo Lind"


def test_a_name_above_two_columns_is_no_choice(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    file.write_text("name,pain,pain,\nAna Ruiz,1,2,3\n", "utf-8")
    assistant.take(file)
    assert list(assistant.dialog.columns.choices) == ["name"]
    assistant.next()
    assistant.next()
    assert assistant.names() == {"Ana Ruiz"}


def test_what_is_no_single_file_gets_a_sentence(assistant: Assistant, tmp_path: Path) -> None:
    dialog = assistant.dialog

    def drop(*urls: QUrl) -> str:
        mime = QMimeData()
        mime.setUrls(list(urls))
        event = QDropEvent(
            QPointF(9, 9),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        dialog.dropEvent(event)
        assistant.settle()
        return dialog.notice.text if dialog.notice.isVisible() else ""

    one, two = QUrl.fromLocalFile(str(tmp_path / "a.csv")), QUrl.fromLocalFile("/b.csv")
    assert "one file" in drop(one, two)
    assert "one file" in drop(QUrl("https://example.org/a.csv"))
    assert "Bring everything back" in drop(QUrl.fromLocalFile(str(tmp_path)))
    assert "no file" in drop(one)
    assert dialog._pages.currentIndex() == 0


def test_what_is_remembered_can_be_asked_anew(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("name,date,pain_7d\nAna Ruiz,03/04/2025,7\nAna Ruiz,04/04/2025,11\n", "utf-8")
    assistant.take(file)
    for answer in (("order:date", "day_first"), ("scale:pain_7d", "nrs11")):
        assistant.dialog.questions.parts[answer].click()
        assistant.settle()
    assistant.dialog.options.skip_bad.click()
    assistant.next()
    assistant.next()
    assistant.dialog.take_back()
    assistant.settle()
    file.write_text("name,date,pain_7d\nBo Lind,03/04/2025,7\nBo Lind,05/04/2025,9\n", "utf-8")
    assistant.take(file)
    assert assistant.dialog.questions.parts == {}, "the order is known from last time"
    assert not assistant.dialog.options.skip_bad.isChecked(), "that was said of another file"
    assert assistant.dialog.options.name == "scores"
    assistant.dialog.mapping.afresh.click()
    assistant.settle()
    assert not assistant.dialog.mapping.afresh.isVisible()
    assistant.dialog.questions.parts["order:date", "month_first"].click()
    assistant.settle()
    assistant.next()
    assistant.next()
    (row,) = assistant.desk.ask(lambda services: services.patients.list_patients())
    assert str(row.last_day) == "2025-05-04"


def test_the_tab_key_goes_down_the_page(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("name,date,pain_7d\nAna Ruiz,03/04/2025,7\n", "utf-8")
    assistant.take(file)
    dialog = assistant.dialog
    met = []
    for _ in range(4):
        met.append(dialog.focusWidget())
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert met == [
        dialog.questions.parts["order:date", "day_first"],
        *dialog.columns.choices.values(),
    ]
    assert dialog.focusWidget() is dialog.options.condition


def test_somebody_in_a_bundle_can_be_left_out(assistant: Assistant, tmp_path: Path) -> None:
    known = Patient(display_name="Anna Ruiz")
    assistant.desk.ask(lambda services: services.patients.add_patient(known))
    file = tmp_path / "bundle.json"
    people = [
        {"resourceType": "Patient", "id": str(place), "name": [{"text": name}]}
        for place, name in enumerate(("Ana Ruiz", "Bo Lind"))
    ]
    entries = [{"resource": one} for one in people]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    file.write_text(json.dumps(bundle), "utf-8")
    assistant.take(file)
    (choice,) = assistant.dialog.findings.choices.values()
    choice.setCurrentIndex(choice.findText("Leave out"))
    assistant.next()
    assert "1 left out" in assistant.dialog.findings.words.text()
    assistant.next()
    assert assistant.names() == {"Anna Ruiz", "Bo Lind"}


def test_the_window_goes_on_while_a_long_file_is_read_and_stops_when_asked(
    assistant: Assistant, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "long.csv"
    lines = (f"Person {n % 500},2025-01-{n % 28 + 1:02},{n % 11}" for n in range(150_000))
    file.write_text("\n".join(("name,date,pain_7d", *lines)), "utf-8")
    times: list[float] = []
    clock = QTimer(assistant.dialog)
    clock.timeout.connect(lambda: times.append(monotonic()))
    clock.start(10)
    assistant.take(file)
    assert len(times) > 10
    # Without a turn of its own the window stood still for all of it.
    assert max(later - one for one, later in pairwise(times)) < (times[-1] - times[0]) / 3
    assistant.dialog.go_on()
    qtbot.wait(100)
    assert assistant.dialog.work.is_running
    asked = monotonic()
    assistant.dialog.close()
    assistant.settle()
    assert monotonic() - asked < 1
    assert assistant.dialog.isVisible()
    assert "Nothing was changed" in assistant.dialog.notice.text
    assert assistant.names() == set()
