"""The patient's page: asked one by one, by mouse or by keys, and nothing of anybody stays on it."""

from collections.abc import Sequence
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.questionnaires import TICKED, Answers
from acudesk.services.questionnaires import Questionnaires
from acudesk.settings import Appearance
from acudesk.ui.pages.turned_screen import TurnedScreen
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.number_field import NumberField
from acudesk.ui.widgets.pain_scale import fits
from acudesk.ui.widgets.questionnaire_return import ReturnButton
from acudesk.ui.widgets.questionnaire_rows import AnswerRow
from acudesk.ui.widgets.questionnaire_scale import BigScale

NAME = "Zoë Lindgren"
STAIRS, CHILD = "Climbing stairs", "Carrying a child"
Key = Qt.Key


class Turned:
    """The page in a window, and what it has told."""

    def __init__(self, asking: Questionnaires, theme: Theme, qtbot: QtBot) -> None:
        self._asking, self._qtbot = asking, qtbot
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.screen = TurnedScreen(theme)
        self.window.setCentralWidget(self.screen)
        self.answered: list[Answers] = []
        self.finished: list[Answers] = []
        self.named: list[tuple[int, str]] = []
        self.returned = 0
        self.screen.answered.connect(self.answered.append)
        self.screen.finished.connect(self.finished.append)
        self.screen.activity_named.connect(lambda n, words: self.named.append((n, words)))
        self.screen.returned.connect(self._return)
        self.show(1280, 700)

    def _return(self) -> None:
        self.returned += 1

    def show(self, width: int, height: int) -> None:
        self.window.resize(width, height)
        with self._qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self._qtbot.waitUntil(lambda: self.screen.width() == width)

    def ask(
        self,
        *codes: str,
        activities: Sequence[str] = (STAIRS, CHILD),
        so_far: Sequence[Answers] = (),
    ) -> None:
        asked = [self._asking.questionnaire(code) for code in codes]
        known = {answers.questionnaire: answers for answers in so_far}
        self.screen.ask(NAME, asked, activities, known)

    def of(self, kind: type[QWidget]) -> list[QWidget]:
        return [one for one in self.screen.findChildren(kind) if one.isVisible()]

    def row(self, words: str) -> AnswerRow:
        (found,) = (one for one in self.of(AnswerRow) if one.accessibleName() == words)
        assert isinstance(found, AnswerRow)
        return found

    def rows(self) -> list[str]:
        return [one.accessibleName() for one in self.of(AnswerRow)]

    def click(self, words: str) -> None:
        (found,) = (
            one
            for one in self.of(QPushButton)
            if isinstance(one, QPushButton) and words in (one.text(), one.accessibleName())
        )
        self._qtbot.mouseClick(found, Qt.MouseButton.LeftButton)

    def press(self, *keys: Key) -> None:
        for key in keys:
            self._qtbot.keyClick(QApplication.focusWidget() or self.screen, key)

    def texts(self) -> str:
        """Everything that can be read or read out."""
        self._qtbot.wait(1)  # What is on its way out goes.
        found = [self.window.windowTitle()]
        for one in (self.screen, *self.screen.findChildren(QWidget)):
            found += [one.accessibleName(), one.accessibleDescription(), one.toolTip()]
            if isinstance(one, QLabel | QPushButton | QLineEdit):
                found.append(one.text())
        return "\n".join(found)


@pytest.fixture
def turned(practice: Services, qtbot: QtBot, qapp: QApplication, fonts: None) -> Turned:
    theme = Theme(qapp, Appearance.LIGHT)
    theme.apply()
    return Turned(practice.questionnaires, theme, qtbot)


def ticked(*items: int, finished: bool = False) -> Answers:
    given = tuple((str(item), TICKED) for item in items)
    return Answers(questionnaire="rmdq", given=given, finished=finished)


def test_sentences_are_ticked_by_mouse_and_told_one_by_one(turned: Turned) -> None:
    turned.ask("rmdq")
    assert "put a tick against it" in turned.texts()
    assert "Spine 1983; 8: 141-144" in turned.texts()

    turned.click("Start")
    assert "1 to 6 of 24" in turned.texts()
    turned.click("I walk more slowly than usual because of my back.")
    turned.click("Because of my back, I lie down to rest more often.")
    turned.click("I walk more slowly than usual because of my back.")
    turned.click("Next")
    turned.click("Back")
    assert turned.row("Because of my back, I lie down to rest more often.").isChecked()
    for _ in range(3):
        turned.click("Next")
    turned.click("I stay in bed most of the time because of my back.")
    assert turned.answered == [ticked(3), ticked(3, 6), ticked(6), ticked(6, 24)]
    assert turned.finished == []

    turned.click("Finished")
    assert turned.finished == [ticked(6, 24, finished=True)]


def test_the_whole_of_it_goes_by_keys(turned: Turned) -> None:
    turned.ask("psfs", "rmdq", "pgic")

    turned.press(Key.Key_7, Key.Key_Enter)
    turned.press(Key.Key_1, Key.Key_0, Key.Key_Return)
    turned.press(Key.Key_Return)
    turned.press(Key.Key_Down, Key.Key_Space, Key.Key_Down, Key.Key_Space, Key.Key_Up)
    turned.press(Key.Key_Return, Key.Key_Return, Key.Key_Return, Key.Key_Return)
    turned.press(Key.Key_3, Key.Key_Return)

    assert turned.finished == [
        Answers(questionnaire="psfs", given=(("1", "7"), ("2", "10")), finished=True),
        ticked(1, 2, finished=True),
        Answers(questionnaire="pgic", given=(("1", "3"),), finished=True),
    ]
    assert "Thank you." in turned.texts()


@pytest.mark.parametrize("size", [(1280, 700), (1920, 1080), (853, 560)])
def test_every_sentence_comes_once_and_none_below_the_edge(
    turned: Turned, size: tuple[int, int], practice: Services, qtbot: QtBot
) -> None:
    turned.show(*size)
    turned.ask("rmdq")
    turned.click("Start")

    seen = []
    while True:
        qtbot.wait(20)  # The page is laid out.
        for row in turned.of(AnswerRow):
            assert row.visibleRegion().boundingRect() == row.rect()
            assert row.height() >= 48
        seen += turned.rows()
        if "Finished" in turned.texts():
            break
        turned.click("Next")
    assert tuple(seen) == practice.questionnaires.questionnaire("rmdq").items


def test_letters_and_targets_are_large(turned: Turned, qtbot: QtBot) -> None:
    turned.ask("psfs", "pgic")
    scale = turned.of(BigScale)[0]
    assert isinstance(scale, BigScale)
    qtbot.waitUntil(lambda: scale.steps[0].height() >= 48)
    assert all(step.width() >= 48 and step.fontInfo().pixelSize() >= 22 for step in scale.steps)

    turned.press(Key.Key_Return, Key.Key_Return)
    rows = turned.of(AnswerRow)
    assert len(rows) == 7
    for row in rows:
        (words,) = (one for one in row.findChildren(QLabel))
        assert words.fontInfo().pixelSize() >= 22


def test_no_tick_at_all_is_asked_once_more(turned: Turned) -> None:
    turned.ask("rmdq")
    turned.click("Start")
    for _ in range(3):
        turned.click("Next")
    turned.click("Finished")
    assert turned.finished == []
    assert "You have not ticked any sentence." in turned.texts()

    turned.click("Back")
    assert "19 to 24 of 24" in turned.texts()
    turned.click("Finished")
    turned.click("None of them")
    assert turned.finished == [ticked(finished=True)]


def double_click(qtbot: QtBot, widget: QWidget) -> None:
    """Press, release, and the second press as a window system tells it."""
    at = QPointF(widget.rect().center())
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        is_up = kind == QEvent.Type.MouseButtonRelease
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind,
            at,
            widget.mapToGlobal(at),
            left,
            none if is_up else left,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(widget, event)


def test_a_double_click_counts_once(turned: Turned, qtbot: QtBot) -> None:
    turned.ask("rmdq")
    turned.click("Start")
    double_click(qtbot, turned.row("I stay at home most of the time because of my back."))
    assert turned.answered == [ticked(1)]

    (turn,) = (one for one in turned.of(QPushButton) if "Next" in (one.property("text"),))
    double_click(qtbot, turn)
    assert "7 to 12 of 24" in turned.texts()


def test_an_activity_that_is_left_out_has_no_answer(turned: Turned) -> None:
    turned.ask("psfs")
    assert "Activity 1 of 2" in turned.texts()
    assert STAIRS in turned.texts()
    assert CHILD not in turned.texts()
    turned.click("Leave this out")
    turned.click("8")
    turned.click("Finished")

    assert turned.finished == [Answers(questionnaire="psfs", given=(("2", "8"),), finished=True)]


def test_whoever_gives_the_page_the_focus_means_its_question(turned: Turned) -> None:
    turned.ask("psfs")
    turned.screen.setFocus()
    turned.press(Key.Key_4)

    assert turned.answered == [Answers(questionnaire="psfs", given=(("1", "4"),))]


def test_an_answer_is_taken_back(turned: Turned) -> None:
    turned.ask("psfs", "pgic", activities=(STAIRS,))
    turned.click("8")
    turned.click("Take my answer back")
    turned.click("Leave this out")
    turned.click("no change")
    turned.click("much worse")
    turned.click("Take my answer back")
    turned.click("Leave this out")

    psfs, pgic = Answers(questionnaire="psfs"), Answers(questionnaire="pgic")
    assert turned.answered == [
        psfs.with_answer("1", "8"),
        psfs,
        pgic.with_answer("1", "4"),
        pgic.with_answer("1", "6"),
        pgic,
    ]
    assert [one.given for one in turned.finished] == [(), ()]


def test_an_activity_without_a_name_is_named_before_it_is_rated(
    turned: Turned, qtbot: QtBot
) -> None:
    turned.ask("psfs", activities=(STAIRS, "", ""))
    turned.press(Key.Key_3, Key.Key_Return)
    (scale,) = turned.of(BigScale)
    assert not scale.isEnabled()

    (words,) = turned.of(QLineEdit)
    assert words.hasFocus()
    qtbot.keyClicks(words, "  Digging the  garden")
    turned.press(Key.Key_Return)
    turned.press(Key.Key_2)
    assert turned.named[-1] == (2, "Digging the garden")
    turned.press(Key.Key_Return)
    assert "Activity 3 of 3" in turned.texts()
    turned.press(Key.Key_Backtab)
    turned.click("Leave this out")

    given = (("1", "3"), ("2", "2"))
    assert turned.finished == [Answers(questionnaire="psfs", given=given, finished=True)]


def test_who_names_no_activity_is_not_asked_for_the_next(turned: Turned) -> None:
    turned.ask("psfs", activities=())
    assert "Activity 1 of 3" in turned.texts()
    turned.click("Leave this out")

    assert turned.finished == [Answers(questionnaire="psfs", finished=True)]
    assert "Thank you." in turned.texts()


def test_words_taken_away_take_their_number_with_them(turned: Turned, qtbot: QtBot) -> None:
    turned.ask("psfs", activities=("",))
    (words,) = turned.of(QLineEdit)
    assert isinstance(words, QLineEdit)
    qtbot.keyClicks(words, "Running")
    qtbot.waitUntil(lambda: turned.named == [(1, "Running")])
    turned.click("5")
    words.selectAll()
    qtbot.keyClick(words, Key.Key_Delete)
    qtbot.waitUntil(lambda: turned.named[-1] == (1, ""))

    assert [one.given for one in turned.answered] == [(("1", "5"),), ()]


def test_what_was_answered_before_is_there_and_a_change_is_not_finished(turned: Turned) -> None:
    turned.ask("rmdq", so_far=[ticked(1, 24, finished=True)])
    turned.click("Start")
    assert turned.row("I stay at home most of the time because of my back.").isChecked()
    turned.click("I walk more slowly than usual because of my back.")

    assert turned.answered == [ticked(1, 3, 24, finished=False)]


def test_the_practitioners_key_goes_back_at_any_time_without_a_finish(
    turned: Turned, qtbot: QtBot
) -> None:
    turned.ask("rmdq", "psfs")
    turned.click("Start")
    turned.click("I walk more slowly than usual because of my back.")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(turned.screen, Key.Key_B, both)

    assert turned.returned == 1
    assert turned.answered == [ticked(3)]
    assert turned.finished == []


def test_words_half_typed_are_kept_when_the_practitioner_goes_back(
    turned: Turned, qtbot: QtBot
) -> None:
    turned.ask("psfs", activities=("",))
    qtbot.keyClicks(turned.of(QLineEdit)[0], "Walk")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(turned.of(QLineEdit)[0], Key.Key_B, both)

    assert (turned.named[-1], turned.returned) == ((1, "Walk"), 1)


def test_the_practitioners_button_has_to_be_held(turned: Turned, qtbot: QtBot) -> None:
    turned.ask("pgic")
    (button,) = (one for one in turned.of(ReturnButton))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    qtbot.wait(400)
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    qtbot.wait(1_300)
    assert turned.returned == 0

    with qtbot.waitSignal(turned.screen.returned, timeout=2_500):
        qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert turned.returned == 1


def test_no_other_key_leads_anywhere(turned: Turned) -> None:
    went: list[bool] = []
    action = QAction(turned.window)
    action.setShortcuts([QKeySequence("Esc"), QKeySequence("F5"), QKeySequence("Ctrl+N")])
    action.triggered.connect(went.append)
    turned.window.addAction(action)
    turned.ask("rmdq")
    turned.click("Start")
    before = turned.texts()

    turned.press(Key.Key_Escape, Key.Key_F5, Key.Key_A, Key.Key_Home)
    QTest.keyClick(turned.screen, Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert turned.texts() == before
    assert (went, turned.returned, turned.answered) == ([], 0, [])


@pytest.mark.parametrize("way", ["thanks", "returned", "cleared"])
def test_nothing_of_the_patient_stays(turned: Turned, way: str, qtbot: QtBot) -> None:
    turned.ask("psfs", activities=(STAIRS, ""))
    assert NAME in turned.texts()
    turned.click("4")
    turned.click("Next")
    qtbot.keyClicks(turned.of(QLineEdit)[0], CHILD)
    turned.click("9")
    assert CHILD in turned.texts()

    if way == "thanks":
        turned.click("Finished")
        assert "Please give the computer back." in turned.texts()
        labels = [one.text() for one in turned.of(QLabel) if isinstance(one, QLabel)]
        assert "".join(sorted(labels)) == "Please give the computer back.Thank you."
    elif way == "returned":
        turned.of(ReturnButton)[0].held.emit()  # type: ignore[attr-defined]
    else:
        turned.screen.clear()
    for trace in (NAME, STAIRS, CHILD, "4", "9"):
        assert trace not in turned.texts()


def test_a_turned_screen_is_a_record(turned: Turned, practice: Services) -> None:
    admitted = practice.patients.admit_patient(
        Patient(display_name=NAME),
        Course(patient_id=0, condition="Sciatica", opened=date(2026, 1, 1), activities=(STAIRS,)),
    )
    session = practice.sessions.start_session(admitted.course_id).session_id
    for told in (turned.screen.answered, turned.screen.finished):
        told.connect(lambda answers: practice.questionnaires.keep_answers(session, answers))

    turned.ask("psfs", "rmdq", activities=(STAIRS,))
    turned.press(Key.Key_6, Key.Key_Return, Key.Key_Return, Key.Key_Down, Key.Key_Space)
    scores = {one.key.measure: one.given for one in practice.sessions.session(session).scores}
    assert scores == {"psfs": "6"}
    assert practice.questionnaires.answers(session, "rmdq") == ticked(1)

    turned.press(Key.Key_Return, Key.Key_Return, Key.Key_Return, Key.Key_Return)
    scores = {one.key.measure: one.given for one in practice.sessions.session(session).scores}
    assert scores == {"psfs": "6", "rmdq": "1"}


@pytest.mark.parametrize(("code", "given"), [("odi", "42"), ("promis_physical", "44.9")])
def test_a_score_from_paper_is_typed_into_the_session_form(
    practice: Services, qtbot: QtBot, fonts: None, code: str, given: str
) -> None:
    measure = practice.measures.measure(code)
    (key,) = measure.keys()
    field = NumberField(measure, key, measure.name)
    qtbot.addWidget(field)
    assert not fits(measure.scale)
    with qtbot.waitSignal(field.given) as told:
        qtbot.keyClicks(field.findChildren(QLineEdit)[0], given)
        qtbot.keyClick(field.findChildren(QLineEdit)[0], Key.Key_Return)
    assert told.args == [given]
    assert field.trouble == ""
