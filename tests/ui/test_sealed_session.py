"""A signed session on screen: the banner over it, and everything recorded to read."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.record import Record, SignedWords, seal_words
from acudesk.settings import Appearance
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.sealed_banner import SealedBanner
from acudesk.ui.widgets.session_summary import WIDE, SessionSummary
from tests.clock import FixedClock
from tests.record_of_a_visit import whole_visit


@pytest.fixture
def theme(qapp: QApplication, fonts: None) -> Theme:
    """The light look."""
    made = Theme(qapp, Appearance.LIGHT)
    made.apply()
    return made


@pytest.fixture
def record(practice: Services, clock: FixedClock) -> Record:
    """A visit with everything in it, signed, with an addendum of the next day."""
    visit = whole_visit(practice, clock)
    practice.signing.sign_session(visit)
    clock.move(days=1)
    practice.signing.add_addendum(visit, reason="Wrong side", text="It was the right side.")
    return practice.records.record(visit)


@pytest.fixture
def in_error(practice: Services, record: Record) -> Record:
    """The same visit, entered in error."""
    practice.signing.mark_entered_in_error(record.session.id, "Another patient")
    return practice.records.record(record.session.id)


@pytest.fixture
def banner(qtbot: QtBot, theme: Theme) -> SealedBanner:
    """The banner on screen."""
    made = SealedBanner()
    qtbot.addWidget(made)
    made.resize(490, 120)
    return made


@pytest.fixture
def summary(qtbot: QtBot, theme: Theme) -> SessionSummary:
    """The summary on screen, as narrow as in the form card."""
    made = SessionSummary(theme)
    qtbot.addWidget(made)
    made.resize(490, 400)
    made.show()
    return made


def broken(record: Record) -> Record:
    """The same record with a seal that does not fit."""
    assert isinstance(record.signed, SignedWords)
    return replace(record, signed=replace(record.signed, holds=False, state=seal_words(False)))


def struck(summary: SessionSummary, words: str) -> bool:
    """Whether these words are struck through."""
    found = summary.text.document().find(words)
    assert not found.isNull(), words
    return found.charFormat().fontStrikeOut()


# ------------------------------------------------------------------ the banner


def test_the_banner_says_who_signed_and_that_the_seal_holds(
    banner: SealedBanner, record: Record
) -> None:
    banner.show_record(record)

    assert banner.words.startswith("Signed 2 Mar 2026, 09:53, Mara Ellison Seal ")
    assert banner.words.endswith(": sealed, unchanged")
    assert banner.accessibleName() == banner.words
    assert banner.error_button.isVisible()


def test_a_broken_seal_is_loud(banner: SealedBanner, record: Record) -> None:
    banner.show_record(record)
    before = banner.grab().toImage()
    banner.show_record(broken(record))

    assert "The seal does not match: this record was changed outside AcuDesk." in banner.words
    assert "unchanged" not in banner.words
    assert banner.grab().toImage() != before


def test_late_entries_and_errors_stand_in_the_banner(
    banner: SealedBanner, in_error: Record
) -> None:
    banner.show_record(replace(in_error, late="Late entry: made on 2 March 2026"))

    assert "Entered in error: Another patient, 3 March 2026." in banner.words
    assert "Late entry: made on 2 March 2026" in banner.words
    assert not banner.error_button.isVisible()
    assert banner.addendum_button.isVisible()


def test_a_long_reason_is_shortened_in_the_banner_only(
    banner: SealedBanner, summary: SessionSummary, in_error: Record
) -> None:
    assert in_error.error is not None
    reason = "The visit of somebody else. " * 60 + "END"
    long = replace(in_error, error=replace(in_error.error, reason=reason))
    banner.show_record(long)
    summary.show_record(long)

    assert len(banner.words) < 300
    assert "END, 3 March 2026" in summary.text.toPlainText()


def test_a_draft_has_no_banner(banner: SealedBanner, record: Record) -> None:
    banner.show_record(record)
    banner.show_record(replace(record, signed=None))

    assert not banner.isVisible()


def test_the_buttons_ask(banner: SealedBanner, record: Record, qtbot: QtBot) -> None:
    banner.show_record(record)
    for button, signal in (
        (banner.addendum_button, banner.addendum_wanted),
        (banner.print_button, banner.print_wanted),
        (banner.error_button, banner.error_wanted),
    ):
        with qtbot.waitSignal(signal):
            qtbot.keyClick(button, Qt.Key.Key_Space)


# ------------------------------------------------------------------ the summary


def test_the_screen_says_what_the_paper_says(summary: SessionSummary, record: Record) -> None:
    summary.show_record(record)
    shown = summary.text.toPlainText().replace("\n", " ")

    for section in record.sections:
        assert section.title in shown
        for line in section.lines:
            for words in (line.label, line.text, line.detail):
                assert words.replace("\n", " ") in shown
        for row in section.rows:
            for words in (*row.cells, row.note):
                assert words in shown
    assert record.note in shown
    assert not struck(summary, "Kidney qi deficiency")


def test_addenda_stand_below_where_it_is_narrow_and_beside_where_it_is_wide(
    summary: SessionSummary, record: Record
) -> None:
    summary.show_record(record)
    below = summary.text.toPlainText()
    assert not summary.beside.isVisible()
    assert below.startswith("1 addendum stands at the end.")
    assert below.index("It was the right side.") > below.index("Wants to walk the dog again.")

    summary.resize(WIDE + 20, 400)
    assert summary.beside.isVisible()
    assert "Reason: Wrong side" in summary.beside.toPlainText()
    assert "It was the right side." not in summary.text.toPlainText()

    summary.show_record(replace(record, addenda=()))
    assert not summary.beside.isVisible()


def test_what_was_entered_in_error_is_struck_through_and_readable(
    summary: SessionSummary, in_error: Record
) -> None:
    summary.show_record(in_error)

    for words in ("Kidney qi deficiency", "Dàchángshū", "Wants to walk the dog again."):
        assert struck(summary, words)
    for words in ("Entered in error: Another patient", "It was the right side.", "Examination"):
        assert not struck(summary, words)


def test_text_is_selected_copied_and_never_changed(
    summary: SessionSummary, record: Record, qtbot: QtBot
) -> None:
    summary.show_record(record)
    before = summary.text.toPlainText()
    summary.text.setFocus()
    qtbot.keyClicks(summary.text, "typed")
    qtbot.keyClick(summary.text, Qt.Key.Key_Delete)
    assert summary.text.toPlainText() == before

    qtbot.keyClick(summary.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert "Kidney qi deficiency" in summary.text.textCursor().selectedText()


def test_the_keys_scroll_and_tab_leaves(
    summary: SessionSummary, record: Record, qtbot: QtBot
) -> None:
    summary.show_record(record)
    bar = summary.text.verticalScrollBar()
    assert bar.maximum() > 0
    qtbot.keyClick(summary.text, Qt.Key.Key_PageDown)
    down = bar.value()
    assert down > 0
    summary.show_record(record)
    assert bar.value() == down  # read again, it stays where it was
    assert summary.text.tabChangesFocus()


def test_no_text_is_read_as_markup(summary: SessionSummary, record: Record) -> None:
    sections = tuple(
        replace(one, title="<b>Notes</b>") if one.title == "Notes" else one
        for one in record.sections
    )
    summary.show_record(replace(record, sections=sections))

    assert "<b>Notes</b>" in summary.text.toPlainText()


def test_dark_and_light_have_their_own_colours(
    summary: SessionSummary, record: Record, theme: Theme
) -> None:
    def colour() -> str:
        cursor = QTextCursor(summary.text.document().find("Kidney qi deficiency"))
        return cursor.charFormat().foreground().color().name()

    summary.show_record(record)
    assert colour() == theme.style.text == "#17242b"
    theme.choose(Appearance.DARK)
    assert colour() == theme.style.text == "#e7eef0"
    theme.choose(Appearance.LIGHT)


def test_another_record_is_named_and_cleared(summary: SessionSummary, record: Record) -> None:
    summary.show_record(record)
    assert summary.text.accessibleName() == "Record: Session 2 of 10 planned"
    summary.clear()
    assert summary.text.toPlainText() == ""
