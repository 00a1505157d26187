"""The whole way through the real window, by keys and clicks, on a real practice."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import open_practice
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Moment, ScoreKey
from acudesk.ui.app import Desk
from acudesk.ui.dialogs.patient import PatientDialog
from acudesk.ui.dialogs.words import WordsDialog
from acudesk.ui.widgets.page_button import PageButton

CONTROL = Qt.KeyboardModifier.ControlModifier
PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
Starter = Callable[[], Desk]


@pytest.fixture
def start(
    practice_dir: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> Iterator[Starter]:
    """Starts the program on the practice, as often as wanted; closes what is open at the end."""
    running: list[Desk] = []

    def begin() -> Desk:
        for desk in running:
            desk.close()
            desk.window.close()
        running.clear()
        desk = Desk(qapp, practice_dir, tmp_path / "settings.toml")
        running.append(desk)
        qtbot.addWidget(desk.window)
        with qtbot.waitSignal(desk.window.ready):
            desk.show()
        desk.window.activateWindow()
        qtbot.waitUntil(lambda: not desk.runner.is_busy)
        first = desk.window.patients.model.index(0)
        if first.isValid():
            # Today is the first page: choose the patient as a click does.
            desk.window.patients.view.setCurrentIndex(first)
            settled(qtbot, desk)
        return desk

    yield begin
    for desk in running:
        desk.close()


@pytest.fixture
def known(practice_dir: Path) -> int:
    """A patient with an open course and two earlier sessions; the key of the patient."""
    with open_practice(practice_dir) as services:
        added = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date(2026, 1, 5)),
        )
        for day, pain in ((5, "8"), (12, "6.5")):
            session = services.sessions.start_session(
                added.course_id, took_place=date(2026, 1, day)
            ).session_id
            services.sessions.record_score(session, "pain_7d", pain)
            services.sessions.record_score(session, "fingertip_floor", "20")
    return added.patient_id


def settled(qtbot: QtBot, desk: Desk) -> None:
    page = desk.window.patient
    qtbot.waitUntil(
        lambda: page.is_shown and not (desk.runner.is_busy or page.form.is_busy), timeout=20_000
    )


def test_first_patient_and_first_score(start: Starter, qtbot: QtBot, practice_dir: Path) -> None:
    desk = start()
    qtbot.keyClick(desk.window, Qt.Key.Key_N, CONTROL)
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(PatientDialog)))
    dialog = desk.window.findChildren(PatientDialog)[0]
    for name, text in (("given_name", "Mei"), ("family_name", "Tan")):
        field = dialog.person.fields[name]
        assert isinstance(field, QLineEdit)
        qtbot.keyClicks(field, text)
    dialog.save()
    qtbot.waitUntil(lambda: desk.window.patient.is_shown)
    settled(qtbot, desk)
    scale = desk.window.patient.form.scores.fields[PAIN]
    desk.window.activateWindow()
    qtbot.waitUntil(scale.hasFocus)
    qtbot.keyClick(scale, Qt.Key.Key_1)
    qtbot.keyClick(scale, Qt.Key.Key_0)
    settled(qtbot, desk)
    start().close()
    with open_practice(practice_dir) as services:
        (row,) = services.patients.list_patients("tan")
        assert (row.display_name, row.visits, row.latest_pain) == ("Mei Tan", 1, "10")


def test_a_restart_brings_the_draft_back(start: Starter, qtbot: QtBot, known: int) -> None:
    form = start().window.patient.form
    form.notes.setPlainText("Slept through.")
    form.notes.flush()
    desk = start()
    settled(qtbot, desk)
    assert desk.window.patient.form.notes.toPlainText() == "Slept through."


def test_looking_at_a_patient_leaves_no_session(
    start: Starter, qtbot: QtBot, known: int, practice_dir: Path
) -> None:
    desk = start()
    settled(qtbot, desk)
    assert desk.window.patient.form.session_id is None
    desk.window.patient.commands.back.trigger()
    desk.window.patient.commands.new_session.trigger()
    settled(qtbot, desk)
    start().close()
    with open_practice(practice_dir) as services:
        (row,) = services.patients.list_patients()
        assert row.visits == 2


def test_stepping_back_shows_what_was_recorded(start: Starter, qtbot: QtBot, known: int) -> None:
    desk = start()
    settled(qtbot, desk)
    qtbot.keyClick(desk.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    scale = desk.window.patient.form.scores.fields[PAIN]
    assert scale.accessibleName().endswith("6.5")
    assert "8" in desk.window.patient.panel.words
    assert "6.5" in desk.window.patient.panel.words


def test_the_chart_is_drawn_and_told(start: Starter, qtbot: QtBot, known: int) -> None:
    desk = start()
    chart = desk.window.patient.panel.chart
    qtbot.waitUntil(lambda: chart.is_ready, timeout=20_000)
    assert "8" in chart.description
    assert "Fingertip" in chart.description


def test_the_page_is_saved_as_pdf_and_png(
    start: Starter, qtbot: QtBot, known: int, tmp_path: Path
) -> None:
    desk = start()
    settled(qtbot, desk)
    for name, head in (("a.pdf", b"%PDF"), ("a.png", b"\x89PNG")):
        desk.window.patient.save_report(tmp_path / name)
        qtbot.waitUntil(lambda name=name: (tmp_path / name).exists(), timeout=20_000)  # type: ignore[misc]
        assert (tmp_path / name).read_bytes().startswith(head)
    settled(qtbot, desk)
    assert desk.window.patient.notice.text == "Saved: a.png"


def test_a_report_that_cannot_be_written_says_so(
    start: Starter, qtbot: QtBot, known: int, tmp_path: Path
) -> None:
    desk = start()
    settled(qtbot, desk)
    notice = desk.window.patient.notice
    desk.window.patient.save_report(tmp_path / "missing" / "a.pdf")
    qtbot.waitUntil(lambda: "missing" in notice.text, timeout=20_000)
    assert notice.isVisible()


def test_search_by_keys(start: Starter, qtbot: QtBot, known: int) -> None:
    desk = start()
    qtbot.keyClick(desk.window, Qt.Key.Key_F, CONTROL)
    search = desk.window.patients.search
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClicks(search, "ruz")
    settled(qtbot, desk)
    assert desk.window.patients.model.rowCount() == 0
    search.clear()
    qtbot.keyClicks(search, "rui")
    settled(qtbot, desk)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert desk.window.patients.view.hasFocus()
    assert desk.window.patient.patient_id == known


def test_a_practice_in_use_is_explained(
    start: Starter, qtbot: QtBot, known: int, practice_dir: Path
) -> None:
    with open_practice(practice_dir):
        desk = start()
        assert "already open" in desk.window.welcome.words
    desk.window.welcome.asked.emit()
    qtbot.waitUntil(lambda: desk.window.today.isVisible())


def test_archive_and_undo(start: Starter, qtbot: QtBot, known: int) -> None:
    desk = start()
    settled(qtbot, desk)
    desk.window.patient.commands.archive.trigger()
    settled(qtbot, desk)
    qtbot.waitUntil(lambda: desk.window.patients.model.rowCount() == 0)
    desk.window.patient.commands.archive.trigger()
    qtbot.waitUntil(lambda: desk.window.patients.model.rowCount() == 1)


def test_the_look_is_remembered(start: Starter, qtbot: QtBot, known: int) -> None:
    desk = start()
    desk.window.show_settings()
    before = desk.theme.style.dark
    desk.window._switch_look()
    assert desk.theme.style.dark != before
    assert start().theme.style.dark != before


def test_two_open_sessions_stand_under_large_names(
    start: Starter, qtbot: QtBot, known: int, practice_dir: Path
) -> None:
    with open_practice(practice_dir) as services:
        other = services.patients.admit_patient(
            Patient(display_name="Ben Olsen"),
            Course(patient_id=0, condition="Sciatica", opened=date(2026, 1, 5)),
        ).patient_id
    desk = start()
    window = desk.window
    for patient_id in (known, other):
        window.patients.select(patient_id)
        settled(qtbot, desk)
        qtbot.keyClick(window.patient.form.scores.fields[PAIN], Qt.Key.Key_5)
        settled(qtbot, desk)
    assert window.patient.header.has_banner
    here = window.patient.form.session_id
    first = next(chip for key, chip in window.strip.chips.items() if key != here)
    assert "Ana Ruiz" in first.text()
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    settled(qtbot, desk)
    assert window.patient.patient_id == known
    assert window.patient.header.has_banner


def test_an_unfinished_session_of_yesterday_is_offered(
    start: Starter, qtbot: QtBot, known: int
) -> None:
    desk = start()
    page = desk.window.patient
    qtbot.waitUntil(page.notice.isVisible)
    assert page.notice.text.startswith("Session 2 of 12 Jan")
    page.notice.act()
    assert page.form.session is not None
    assert page.form.session.took_place == date(2026, 1, 12)


def test_what_was_said_of_one_page_goes_with_it(start: Starter, qtbot: QtBot, known: int) -> None:
    window = start().window
    window.open_next()
    qtbot.waitUntil(lambda: window.notice.text.startswith("No visit is waiting today."))
    assert not window.notice.isHidden()
    window.show_settings()
    assert window.notice.isHidden()


def test_the_offer_of_an_unsigned_session_goes_when_it_is_on_screen(
    start: Starter, qtbot: QtBot, known: int
) -> None:
    desk = start()
    page = desk.window.patient
    page.show_patient(known)
    qtbot.waitUntil(lambda: page.is_shown and not desk.runner.is_busy)
    assert page.notice.text.startswith("Session 2 of ")
    assert not page.notice.isHidden()
    page.commands.back.trigger()
    qtbot.waitUntil(lambda: page.form.session is not None)
    assert page.notice.isHidden()


def lit(desk: Desk) -> list[str]:
    """The buttons of the window that say their page is on screen."""
    found = [one for one in desk.window.findChildren(PageButton) if one.property("lit")]
    assert all(one.accessibleDescription() == "This page is on screen." for one in found)
    return [one.accessibleName() for one in found]


def test_the_button_of_the_page_on_screen_is_lit(start: Starter, qtbot: QtBot, known: int) -> None:
    desk = start()
    window = desk.window
    assert lit(desk) == []  # a patient is on screen

    for command, name in (
        (window.menus.today, "Today"),
        (window.menus.practice, "Practice"),
        (window.menus.today, "Today"),
    ):
        command.trigger()
        qtbot.waitUntil(lambda: not desk.runner.is_busy)
        assert lit(desk) == [name]
    window.show_settings()
    assert lit(desk) == ["Settings"]


def test_the_page_over_the_practice_takes_the_keyboard(
    start: Starter, qtbot: QtBot, known: int
) -> None:
    desk = start()
    qtbot.waitUntil(desk.window.isActiveWindow)
    desk.window.menus.practice.trigger()
    qtbot.waitUntil(lambda: not desk.runner.is_busy)

    focus = QApplication.focusWidget()
    assert focus is not None
    assert desk.window.practice_page is not None
    assert desk.window.practice_page.isAncestorOf(focus)


def test_the_words_are_those_of_this_practices_measures(
    start: Starter, qtbot: QtBot, known: int, practice_dir: Path
) -> None:
    with open_practice(practice_dir) as services:
        kept = services.measures.measure("pain_now")
        scale = replace(kept.scale, threshold=Decimal(3), threshold_source="My own reading")
        services.measures.add_measure(
            replace(kept, code="pain_night", name="Pain at night", scales=(scale,), own=True)
        )
    desk = start()
    desk.window.show_words()
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(WordsDialog)))

    (dialog,) = desk.window.findChildren(WordsDialog)
    words = dialog.text.toPlainText()
    assert "Pain at night" in words
    assert "My own reading" in words


def test_the_window_closes_without_waiting_for_figures(
    start: Starter, qtbot: QtBot, known: int
) -> None:
    desk = start()
    desk.window.show_practice()
    page = desk.window.practice_page
    assert page is not None
    qtbot.waitUntil(lambda: not page.reading.is_running)
    gate = threading.Event()
    desk.runner.read(lambda _: gate.wait(20), lambda _: None)
    page.refresh()
    assert page.reading.is_running

    desk.window.close()
    assert not page.reading.is_running
    gate.set()
    qtbot.waitUntil(desk.window.isHidden)
