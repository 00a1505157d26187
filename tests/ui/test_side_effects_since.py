"""Since last time: what was open, what is new, and the one chip that answers both."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Session, SessionKind
from acudesk.domain.side_effects import FollowUp, Noticed, Severity, SideEffect, SideEffectKind
from acudesk.ui.widgets.reactions_field import ReactionsField
from acudesk.ui.widgets.since_last_time import SinceLastTime
from tests.ui.conftest import Desk
from tests.ui.test_side_effects import press

BRUISE = SideEffect(kind=SideEffectKind.BRUISING, severity=Severity.MILD, note="calf")
NUMB = SideEffect(kind=SideEffectKind.NUMBNESS, noticed=Noticed.SINCE)


def session(number: int | None, uid: str) -> Session:
    return Session(
        id=number or 9,
        uid=uid,
        patient_id=1,
        course_id=1,
        kind=SessionKind.BETWEEN if number is None else SessionKind.VISIT,
        number=number,
        took_place=date(2025, 3, 1),
        entered_at=datetime(2025, 3, 1, 9, tzinfo=UTC),
    )


OPEN = ((session(2, "two"), BRUISE), (session(3, "three"), NUMB))
BRUISE_GONE = FollowUp(about="two", kind=SideEffectKind.BRUISING, gone=True)
NUMB_GONE = FollowUp(about="three", kind=SideEffectKind.NUMBNESS, noticed=Noticed.SINCE, gone=True)
BRUISE_STAYS = FollowUp(about="two", kind=SideEffectKind.BRUISING, gone=False)


class Told:
    """What the field told, in its order."""

    def __init__(self, field: SinceLastTime) -> None:
        self.asked: list[bool] = []
        self.follow_ups: list[tuple[FollowUp, ...]] = []
        field.changed.connect(lambda: self.asked.append(field.asked))
        field.followed_up.connect(self.follow_ups.append)


def shown(qtbot: QtBot, *open_effects: tuple[Session, SideEffect]) -> tuple[SinceLastTime, Told]:
    field = SinceLastTime()
    qtbot.addWidget(field)
    field.resize(480, 500)
    field.show_record(open_effects=open_effects, follow_ups=(), asked=False, effects=(), fresh=True)
    field.show()
    return field, Told(field)


def test_one_chip_answers_where_nothing_was_open(qtbot: QtBot, fonts: None) -> None:
    field, told = shown(qtbot)
    assert field.none.text() == "Nothing new"
    press(qtbot, field, "Nothing new")
    assert told.asked == [True]
    assert told.follow_ups == []
    assert field.none.isChecked()


def test_one_chip_answers_new_and_open_at_once(qtbot: QtBot, fonts: None) -> None:
    field, told = shown(qtbot, *OPEN)
    press(qtbot, field, "Nothing new, all gone")
    assert told.asked == [True]
    assert told.follow_ups == [(BRUISE_GONE, NUMB_GONE)]
    assert field.none.isChecked()
    press(qtbot, field, "Nothing new, all gone")
    assert told.asked == [True, False]
    assert told.follow_ups[1:] == [()]
    assert not field.none.isChecked()


def test_the_chip_waits_until_what_was_open_is_answered(qtbot: QtBot, fonts: None) -> None:
    field, told = shown(qtbot, *OPEN)
    field.show_record(open_effects=OPEN, follow_ups=(BRUISE_GONE,), asked=True, effects=())
    assert not field.none.isChecked()
    press(qtbot, field, "Nothing new, all gone")
    assert told.follow_ups == [(BRUISE_GONE, NUMB_GONE)]
    assert field.none.isChecked()


def test_what_is_still_there_is_not_called_gone(qtbot: QtBot, fonts: None) -> None:
    field, told = shown(qtbot, *OPEN)
    press(qtbot, field.lines[0], "still there")
    assert told.follow_ups == [(BRUISE_STAYS,)]
    assert told.asked == []
    press(qtbot, field, "Nothing new")
    assert told.asked == [True]
    assert field.follow_ups == (BRUISE_STAYS,)
    assert field.none.isChecked()


def test_the_day_on_which_it_was_gone(qtbot: QtBot, fonts: None) -> None:
    field, told = shown(qtbot, *OPEN)
    line = field.lines[0]
    assert not line.day.isVisible()
    press(qtbot, line, "gone")
    qtbot.keyClicks(line.day, "4 Mar 2025")
    field.flush()
    assert told.follow_ups[-1][0].resolved_on == date(2025, 3, 4)
    press(qtbot, line, "still there")
    assert told.follow_ups[-1] == (BRUISE_STAYS,)
    assert line.day.text() == ""


def test_a_day_that_is_none_is_said_and_not_told(qtbot: QtBot, fonts: None) -> None:
    field, told = shown(qtbot, *OPEN)
    line = field.lines[0]
    press(qtbot, line, "gone")
    qtbot.keyClicks(line.day, "31.2.2025")
    field.flush()
    assert len(field.unkept()) == 1
    assert told.follow_ups == [(BRUISE_GONE,)]


def test_what_is_new_is_noted_as_since(qtbot: QtBot, fonts: None) -> None:
    field, told = shown(qtbot, *OPEN)
    press(qtbot, field, "Bleeding")
    assert told.asked == [True]
    assert field.effects == (SideEffect(kind=SideEffectKind.BLEEDING, noticed=Noticed.SINCE),)
    assert told.follow_ups == []


def test_each_line_says_what_and_when(qtbot: QtBot, fonts: None) -> None:
    field, _ = shown(qtbot, *OPEN, (session(None, "diary"), BRUISE))
    names = [line.answer.accessibleName() for line in field.lines]
    assert names == [
        "Bruising, mild (calf) · session 2, 1 Mar 2025",
        "Numbness or tingling · session 3, 1 Mar 2025",
        "Bruising, mild (calf) · 1 Mar 2025",
    ]


def test_what_was_said_of_others_is_kept(qtbot: QtBot, fonts: None) -> None:
    field, told = shown(qtbot)
    other = FollowUp(about="gone session", kind=SideEffectKind.NAUSEA, gone=True)
    field.show_record(
        open_effects=OPEN[:1], follow_ups=(other,), asked=False, effects=(), fresh=True
    )
    press(qtbot, field.lines[0], "gone")
    assert told.follow_ups == [(other, BRUISE_GONE)]


def test_another_session_keeps_nothing_of_the_one_before(qtbot: QtBot, fonts: None) -> None:
    field, told = shown(qtbot, *OPEN)
    press(qtbot, field, "Nothing new, all gone")
    field.show_record(open_effects=OPEN[:1], follow_ups=(), asked=False, effects=(), fresh=True)
    (line,) = field.lines
    assert line.answer.value is None
    assert field.follow_ups == ()
    assert not field.none.isChecked()
    assert len(told.follow_ups) == 1


def test_the_tab_key_comes_by_the_open_ones_first(qtbot: QtBot, fonts: None) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    before, field, after = ReactionsField(), SinceLastTime(), ReactionsField()
    for part in (before, field, after):
        part.setParent(page)
    field.show_record(open_effects=OPEN, follow_ups=(), asked=False, effects=(), fresh=True)
    wanted = [
        before.chips.parts[-1],
        *(stop for line in field.lines for stop in (*line.answer.parts, line.day)),
        field.none,
        after.chips.parts[0],
    ]
    found: list[QWidget] = []
    one: QWidget | None = before.chips.parts[0]
    while one is not None and one not in found:
        found.append(one)
        one = one.nextInFocusChain()
    assert [one for one in found if one in wanted] == wanted


def test_enter_goes_on(qtbot: QtBot, fonts: None) -> None:
    field, _ = shown(qtbot, *OPEN)
    for stop in (field.none, field.lines[0].answer.parts[0], field.lines[0].day):
        with qtbot.waitSignal(field.left, timeout=500):
            qtbot.keyClick(stop, Qt.Key.Key_Return)


@pytest.mark.parametrize("stays", [False, True])
def test_the_record_closes_what_is_gone(desk: Desk, qtbot: QtBot, stays: bool) -> None:
    def visits(services: Any) -> tuple[int, int, int]:
        added = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date.today()),
        )
        ids = [services.sessions.start_session(added.course_id).session_id for _ in range(3)]
        services.sessions.record_side_effects(ids[0], asked=True, effects=[BRUISE])
        return ids[0], ids[1], ids[2]

    _, second, third = desk.ask(visits)
    found = desk.ask(lambda services: services.treatments.open_side_effects(second))
    field, told = shown(qtbot, *found)
    press(qtbot, field.lines[0], "still there" if stays else "gone")
    (follow_ups,) = told.follow_ups
    desk.ask(lambda services: services.treatments.record_follow_ups(second, follow_ups))
    later = desk.ask(lambda services: services.treatments.open_side_effects(third))
    assert [effect for _, effect in later] == ([BRUISE] if stays else [])
