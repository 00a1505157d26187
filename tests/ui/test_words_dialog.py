"""What the words mean: every status and term with its sources, to read, copy and search in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.domain.course_words import status_words
from acudesk.domain.glossary import Term, glossary, meaning
from acudesk.domain.meanings import REFERENCES
from acudesk.domain.progress import Status
from acudesk.settings import Appearance
from acudesk.ui.dialogs.words import WordsDialog
from acudesk.ui.theme import Theme


@pytest.fixture
def theme(qapp: QApplication, fonts: None) -> Theme:
    made = Theme(qapp, Appearance.LIGHT)
    made.apply()
    return made


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> WordsDialog:
    made = WordsDialog(theme, None)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def test_it_holds_every_word_its_meaning_and_every_source(dialog: WordsDialog) -> None:
    text = dialog.text.toPlainText()

    for one in (*map(status_words, Status), *(meaning(term).words for term in Term)):
        assert one in text
    for chapter in glossary():
        assert chapter.title in text
        assert all(one.explanation in text for one in chapter.meanings)
    assert all(source in text for source in REFERENCES)
    assert "Roland-Morris (RMDQ-24), score" in text
    assert "unverified" not in text


def test_the_text_is_read_only_and_can_be_selected_and_copied(
    qtbot: QtBot, dialog: WordsDialog
) -> None:
    qtbot.waitUntil(dialog.text.hasFocus)
    assert dialog.text.isReadOnly()

    QTest.keyClick(dialog.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert "better, reached the usual threshold" in dialog.text.textCursor().selectedText()
    QTest.keyClick(dialog.text, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert dialog.text.verticalScrollBar().value() > 0
    assert dialog.text.horizontalScrollBar().maximum() == 0


def test_a_search_leaves_what_matches(dialog: WordsDialog) -> None:
    dialog.search.setText("BAEUMLER  relief")
    text = dialog.text.toPlainText()
    assert "58 to 72 %" in text
    assert "Farrar" not in text

    dialog.search.setText("moxibustion")
    assert dialog.text.toPlainText().strip() == "Nothing here matches the search."
    dialog.search.clear()
    assert "Farrar 2001" in dialog.text.toPlainText()


def test_it_is_reached_and_left_by_keyboard(qtbot: QtBot, dialog: WordsDialog) -> None:
    qtbot.waitUntil(dialog.text.hasFocus)
    QTest.keyClick(dialog.text, Qt.Key.Key_Tab)
    assert dialog.close_button.hasFocus()
    QTest.keyClick(dialog.close_button, Qt.Key.Key_Tab)
    assert dialog.search.hasFocus()
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_it_follows_the_look(qtbot: QtBot, dialog: WordsDialog, theme: Theme) -> None:
    def colour() -> str:
        cursor = dialog.text.textCursor()
        cursor.movePosition(cursor.MoveOperation.NextCharacter)
        return cursor.charFormat().foreground().color().name()

    before = colour()
    theme.choose(Appearance.DARK)
    assert colour() == theme.style.text != before
