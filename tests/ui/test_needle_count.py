"""Needles in = needles out: one tap where it matches, words where it does not."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.treatment import Treatment
from acudesk.ui.widgets.needle_count import NeedleCount
from tests.ui.conftest import Desk


@pytest.fixture
def count(qtbot: QtBot, fonts: None) -> NeedleCount:
    """The count of a session whose points mean 14 needles."""
    made = NeedleCount()
    qtbot.addWidget(made)
    made.show_count(14, Treatment(), fresh=True)
    made.show()
    return made


def told(count: NeedleCount) -> list[tuple[str, object]]:
    """What the field tells from now on."""
    found: list[tuple[str, object]] = []
    count.in_given.connect(lambda n: found.append(("in", n)))
    count.out_given.connect(lambda n: found.append(("out", n)))
    count.reason_given.connect(lambda text: found.append(("reason", text)))
    return found


def test_one_tap_counts_all_out(count: NeedleCount, qtbot: QtBot) -> None:
    found = told(count)
    assert count.all_out.text() == "All 14 out"
    qtbot.mouseClick(count.all_out, Qt.MouseButton.LeftButton)
    assert found == [("out", 14)]
    assert count.out.text() == "14"
    assert count.alert == ""
    assert not count.all_out.isVisible()
    assert not count.reason.isVisible()


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("13", "14 in, 13 out: look for the needle"),
        ("11", "14 in, 11 out: look for 3 needles"),
        ("15", "14 in, 15 out: count again"),
    ],
)
def test_a_mismatch_is_said_and_asks_why(
    count: NeedleCount, qtbot: QtBot, out: str, words: str
) -> None:
    found = told(count)
    qtbot.keyClicks(count.out, out)
    count.flush()
    assert count.alert == words
    assert count.reason.isVisible()
    qtbot.keyClicks(count.reason, "under the pillow")
    count.flush()
    assert found == [("out", int(out)), ("reason", "under the pillow")]
    qtbot.mouseClick(count.all_out, Qt.MouseButton.LeftButton)
    assert count.alert == ""
    assert count.reason.isVisible(), "what was written stays in sight"


def test_the_count_in_is_changed_by_hand_and_given_back(count: NeedleCount, qtbot: QtBot) -> None:
    found = told(count)
    assert count.into.placeholderText() == "14"
    qtbot.keyClicks(count.into, "16")
    count.flush()
    assert count.all_out.text() == "All 16 out"
    assert "by hand" in count.into.accessibleDescription()
    count.into.selectAll()
    qtbot.keyClick(count.into, Qt.Key.Key_Delete)
    count.flush()
    assert found == [("in", 16), ("in", None)]
    assert count.all_out.text() == "All 14 out"


def test_all_out_counts_what_was_just_typed(count: NeedleCount, qtbot: QtBot) -> None:
    found = told(count)
    qtbot.keyClicks(count.into, "9")
    qtbot.mouseClick(count.all_out, Qt.MouseButton.LeftButton)
    assert found == [("in", 9), ("out", 9)]


@pytest.mark.parametrize("text", ["301", "-1", "2.5", "some"])
def test_what_is_no_count_stays_on_screen(count: NeedleCount, qtbot: QtBot, text: str) -> None:
    found = told(count)
    qtbot.keyClicks(count.out, text)
    count.flush()
    assert found == []
    assert count.out.text() == text
    assert len(count.unkept()) == 1
    count.show_count(14, Treatment())
    assert count.out.text() == text
    count.show_count(6, Treatment(), fresh=True)
    assert (count.out.text(), count.unkept()) == ("", [])


def test_more_points_make_a_count_wrong(count: NeedleCount) -> None:
    count.show_count(14, Treatment(needles_out=14))
    assert count.alert == ""
    count.show_count(16, Treatment(needles_out=14))
    assert count.alert == "16 in, 14 out: look for 2 needles"


def test_a_signed_count_cannot_be_changed(count: NeedleCount, qtbot: QtBot) -> None:
    found = told(count)
    count.show_count(14, Treatment(needles_out=13), fresh=True, is_draft=False)
    qtbot.keyClicks(count.out, "4")
    count.flush()
    assert found == []
    assert not count.all_out.isVisible()
    assert count.alert == "14 in, 13 out: look for the needle"


def test_without_needles_there_is_nothing_to_take_out(count: NeedleCount) -> None:
    count.show_count(0, Treatment(), fresh=True)
    assert not count.all_out.isVisible()
    assert count.alert == ""


def test_the_record_holds_the_count(desk: Desk, count: NeedleCount, qtbot: QtBot) -> None:
    def begin(services: Any) -> int:
        added = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date.today()),
        )
        begun: int = services.sessions.start_session(added.course_id).session_id
        return begun

    session_id = desk.ask(begin)
    found = told(count)
    qtbot.keyClicks(count.into, "8")
    qtbot.keyClicks(count.out, "7")
    count.flush()
    qtbot.keyClicks(count.reason, "fell down, found")
    count.flush()
    names = {"in": "needles_in", "out": "needles_out", "reason": "count_reason"}
    changes = {names[name]: value for name, value in found}
    desk.ask(lambda services: services.treatments.record_treatment(session_id, **changes))
    stored = desk.ask(lambda services: services.sessions.session(session_id)).treatment
    assert (stored.needles_in, stored.needles_out) == (8, 7)
    assert stored.count_reason == "fell down, found"
